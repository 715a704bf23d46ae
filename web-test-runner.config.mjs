// Browser tests: real Chromium by default, BROWSERS=chromium,firefox,webkit for more, COVERAGE=1 for V8 coverage of src.
// Every page is served under a strict policy, so a forbidden style or an unsafe sink fails the test that causes it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher, puppeteerCore } from '@web/test-runner-chrome';
import { a11ySnapshotPlugin } from '@web/test-runner-commands/plugins';
import { CHROME_ARGS, ensureChrome } from './scripts/ensure-browser.mjs';
import { webkitLauncher } from './scripts/webkit-launcher.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

// The runner's own page has an inline script, so script-src stays open here; the end-to-end tests close it.
const POLICY = [
  "style-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ');

// One test page at a time and browser: a background tab has no focus, and sendKeys needs it.
const launchers = {
  chromium: () => chromeLauncher({ concurrency: 1, launchOptions: { executablePath: ensureChrome(), args: CHROME_ARGS } }),
  firefox: () =>
    chromeLauncher({
      puppeteer: puppeteerCore,
      concurrency: 1,
      launchOptions: { browser: 'firefox', executablePath: process.env.FIREFOX_PATH ?? '/usr/bin/firefox-esr' },
    }),
  webkit: () => webkitLauncher(),
};

function launch(name) {
  const launcher = launchers[name];
  if (!launcher) throw new Error(`BROWSERS: no engine named "${name}"; choose from ${Object.keys(launchers).join(', ')}`);
  return launcher();
}

/** executeServerCommand('media-features' | 'media-type' | 'cpu' | 'screenshot', …) in Chromium; test/support/page.ts wraps them. */
const pageCommands = {
  name: 'page-commands',
  async executeCommand({ command, payload, session }) {
    const page = session.browser.getPage?.(session.id);
    switch (command) {
      case 'media-features':
        await page.emulateMediaFeatures(Object.entries(payload).map(([name, value]) => ({ name, value })));
        return true;
      case 'media-type':
        await page.emulateMediaType(payload || undefined);
        return true;
      case 'cpu':
        await page.emulateCPUThrottling(payload);
        return true;
      case 'screenshot': {
        const path = here(`./.cache/screenshots/${payload.replaceAll(/[^\w.-]+/g, '-')}.png`);
        mkdirSync(here('./.cache/screenshots'), { recursive: true });
        writeFileSync(path, await page.screenshot());
        return path;
      }
      default:
        return undefined; // another plugin's command
    }
  },
};

const servePolicy = async (context, next) => {
  await next();
  context.set('Content-Security-Policy', POLICY);
};

function count(suite, wanted) {
  const own = (suite?.tests ?? []).filter(wanted).length;
  return (suite?.suites ?? []).reduce((sum, child) => sum + count(child, wanted), own);
}

/** Ends the run with one plain line of counts; a file that could not be loaded counts as one failure. */
const plainTotals = {
  stop({ sessions }) {
    let passed = 0;
    let failed = 0;
    let skipped = 0;
    for (const session of sessions) {
      passed += count(session.testResults, (test) => test.passed && !test.skipped);
      skipped += count(session.testResults, (test) => test.skipped);
      failed += count(session.testResults, (test) => !test.passed && !test.skipped) + (session.errors?.length ? 1 : 0);
    }
    process.once('exit', () => console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`));
  },
};

export default {
  files: ['test/**/*.test.ts', '!test/**/*.node.test.ts', '!test/e2e/**'],
  nodeResolve: { exportConditions: ['development'] },
  hostname: '127.0.0.1',
  middleware: [servePolicy],
  plugins: [
    esbuildPlugin({ ts: true, target: 'es2022', tsconfig: here('./tsconfig.json') }),
    a11ySnapshotPlugin(),
    pageCommands,
  ],
  browsers: (process.env.BROWSERS ?? 'chromium').split(',').map(launch),
  concurrency: 1,
  concurrentBrowsers: 1,
  testFramework: { config: { timeout: 10_000 } },
  testsFinishTimeout: 360_000,
  coverage: process.env.COVERAGE === '1',
  coverageConfig: {
    include: ['src/**/*.ts'],
    report: true,
    reportDir: 'coverage/browser',
    reporters: ['lcovonly', 'text-summary'],
  },
  // A log file needs no progress bar.
  reporters: [defaultReporter({ reportTestProgress: Boolean(process.stdout.isTTY) }), plainTotals],
  filterBrowserLogs: ({ args }) => !String(args[0]).includes('Lit is in dev mode'),
};
