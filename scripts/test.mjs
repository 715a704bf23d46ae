// `npm test`: every check and every test, cheapest first, one heading and one duration each; the last line is the sum of all counts.
// `node scripts/test.mjs lint node` runs those steps alone. A step that fails stops only the steps that need what it makes.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const RAW_COVERAGE = 'coverage/node/raw';
const MINUTE = 60_000;

const bin = (path) => join(ROOT, 'node_modules', path);
const filesUnder = (folder, ending) =>
  existsSync(join(ROOT, folder))
    ? readdirSync(join(ROOT, folder), { recursive: true })
        .filter((file) => file.endsWith(ending))
        .map((file) => join(folder, file))
        .sort()
    : [];
const nodeTest = (files, { minutes, flags = [] }) => ({
  args: ['--import', 'tsx', '--test', '--test-reporter=spec', `--test-timeout=${minutes * MINUTE}`, ...flags, ...files],
  files,
});

/**
 * A step is a command of Node with a heading and a limit in minutes. `count` reads its output; without it the exit code is one test. `failures`
 * takes what failed from the output, so that the end of a long log shows it again.
 * `after` names the step whose failure makes this one pointless; `browser` says that it needs one.
 */
const STEPS = {
  types: { title: 'Types', args: [bin('typescript/bin/tsc')], limit: 3 },
  lint: { title: 'Lint', args: [bin('eslint/bin/eslint.js'), '.', '--max-warnings=0'], limit: 5 },
  layers: { title: 'Import rule', args: ['scripts/layers.mjs'], limit: 1 },
  docs: { title: 'Reference is fresh', args: ['scripts/docs.mjs', '--check'], limit: 1 },
  build: { title: 'Build', args: ['scripts/build.mjs', '--types'], limit: 3 },
  built: { title: 'Import rule in the build', args: ['scripts/layers.mjs', '--built'], limit: 1, after: 'build' },
  size: { title: 'Sizes and sinks of the build', args: ['scripts/size.mjs'], limit: 1, after: 'build' },
  node: {
    title: 'Unit tests in Node',
    ...nodeTest([...filesUnder('test', '.node.test.ts'), ...filesUnder('server/test', '.test.ts')], { minutes: 5 }),
    env: { NODE_V8_COVERAGE: RAW_COVERAGE },
    prepare: () => rmSync(join(ROOT, RAW_COVERAGE), { recursive: true, force: true }),
    count: countNode,
    failures: nodeFailures,
    limit: 15,
  },
  coverage: {
    title: 'Branches of the session covered in Node',
    args: [
      bin('c8/bin/c8.js'), 'report', `--temp-directory=${RAW_COVERAGE}`, '--reports-dir=coverage/node', '--include=src/session/**',
      '--reporter=lcovonly', '--reporter=text', '--check-coverage', '--branches=95', '--lines=0', '--functions=0', '--statements=0',
    ],
    needs: RAW_COVERAGE,
    limit: 2,
  },
  browser: {
    title: 'Unit tests in the browser',
    args: [bin('@web/test-runner/dist/bin.js')],
    files: filesUnder('test', '.test.ts').filter((file) => !file.endsWith('.node.test.ts') && !file.startsWith(join('test', 'e2e'))),
    env: { COVERAGE: '1' },
    browser: true,
    count: countBrowser,
    failures: browserFailures,
    limit: 20,
  },
  e2e: {
    title: 'End to end',
    ...nodeTest([...filesUnder('test/e2e', '.e2e.ts'), ...filesUnder('test/seeds', '.e2e.ts')], { minutes: 15, flags: ['--test-concurrency=1'] }),
    after: 'build',
    browser: true,
    count: countNode,
    failures: nodeFailures,
    limit: 30,
  },
};

function countNode(output) {
  const last = (word) => Number([...output.matchAll(new RegExp(`^ℹ ${word} (\\d+)$`, 'gm'))].at(-1)?.[1] ?? 0);
  return { passed: last('pass'), failed: last('fail') + last('cancelled'), skipped: last('skipped') + last('todo') };
}

function countBrowser(output) {
  const [, passed, failed, skipped] = [...output.matchAll(/^(\d+) passed, (\d+) failed, (\d+) skipped$/gm)].at(-1) ?? [];
  return { passed: Number(passed ?? 0), failed: Number(failed ?? 0), skipped: Number(skipped ?? 0) };
}

/** What Node says at the end of the tests that failed. */
function nodeFailures(output) {
  return output.split(/^✖ failing tests:$/m)[1]?.trim();
}

/** The same of the browser's runner, with the indented lines that explain it. */
function browserFailures(output) {
  return (output.match(/^ ❌ .*(?:\n(?: {6}.*|$))*/gmu) ?? []).map((text) => text.trimEnd()).join('\n');
}

const lastLines = (output) => output.trim().split('\n').slice(-20).join('\n');

let running;
/** A step runs in a process group of its own, so that nothing it started outlives it. */
function stopRunning(signal) {
  try {
    if (running) process.kill(process.platform === 'win32' ? running.pid : -running.pid, signal);
  } catch {
    // it is gone already
  }
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    stopRunning('SIGTERM');
    process.exit(130);
  });
}

/** Runs a step's command, shows and keeps its output; `late` when it passed its limit and was stopped. */
function execute({ args, env, limit }) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: process.platform !== 'win32',
    });
    running = child;
    let output = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      stopRunning('SIGKILL');
    }, limit * MINUTE);
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      process.stdout.write(text);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      stopRunning('SIGKILL'); // what a test left behind
      running = undefined;
      resolve({ code, output, late });
    });
  });
}

/** Counts of one step: { passed, failed, skipped }, with what it said of its failures. A runner that fails without a failed test counts as one failure. */
async function runStep(step, outcome) {
  const { after, needs, files, count, failures, limit, prepare } = step;
  if (after && outcome[after]?.failed) {
    console.log(`not run: "${STEPS[after].title}" failed`);
    return { passed: 0, failed: 0, skipped: 1 };
  }
  if (needs && !existsSync(join(ROOT, needs))) {
    console.log(`not run: ${needs} is missing`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  if (files?.length === 0) {
    console.log('no test files found');
    return { passed: 0, failed: 1, skipped: 0 };
  }
  prepare?.();
  const { code, output, late } = await execute(step);
  if (late) console.log(`stopped after ${limit} minutes`);
  const counts = count ? count(output) : { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  const silent = (code !== 0 && counts.failed === 0) || (count && counts.passed + counts.failed === 0);
  if (counts.failed === 0 && !silent) return counts;
  return { ...counts, failed: counts.failed + (silent ? 1 : 0), shown: failures?.(output) || lastLines(output) };
}

const line = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;

async function main(names) {
  const unknown = names.filter((name) => !STEPS[name]);
  if (unknown.length) throw new Error(`test: no step named ${unknown.join(', ')}; choose from ${Object.keys(STEPS).join(', ')}`);
  const chosen = names.length ? names : Object.keys(STEPS);
  if (chosen.some((name) => STEPS[name].browser)) spawnSync(process.execPath, ['scripts/ensure-browser.mjs'], { cwd: ROOT, stdio: 'inherit' });

  const outcome = {};
  const report = [];
  for (const name of chosen) {
    console.log(`\n━━━ ${STEPS[name].title} ━━━`);
    const started = performance.now();
    outcome[name] = await runStep(STEPS[name], outcome);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const { passed, failed } = outcome[name];
    const [mark, word] = failed ? ['✖', 'FAILED'] : passed ? ['✔', 'ok'] : ['–', 'not run'];
    console.log(`── ${STEPS[name].title}: ${word}, ${seconds} s`);
    report.push(`${mark} ${STEPS[name].title.padEnd(40)} ${seconds.padStart(7)} s   ${line(outcome[name])}`);
  }
  const all = Object.values(outcome);
  const sum = (key) => all.reduce((total, counts) => total + counts[key], 0);
  const totals = { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
  process.exitCode = totals.failed > 0 ? 1 : 0;
  for (const [name, { shown }] of Object.entries(outcome)) if (shown) console.log(`\n━━━ What failed: ${STEPS[name].title} ━━━\n${shown}`);
  console.log(`\n${report.join('\n')}\n\n${line(totals)}`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
