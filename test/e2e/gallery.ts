/**
 * Pictures of parts that a walk through a real chat meets seldom, each from a scripted state: `node --import tsx test/e2e/gallery.ts out/ [state…]`.
 * Run by hand; asserts nothing.
 */
import {mkdirSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {type BrowserContextOptions, devices, type Page} from 'playwright-core';
import {launchBrowser} from './support/browser.js';

const PHONE = {...devices['Pixel 7'], viewport: {width: 390, height: 760}, deviceScaleFactor: 1};
const SCREENS: Readonly<Record<string, {readonly options: BrowserContextOptions; readonly locale?: string}>> = {
  desktop: {options: {viewport: {width: 440, height: 700}}},
  dark: {options: {viewport: {width: 440, height: 700}, colorScheme: 'dark'}},
  phone: {options: PHONE},
  german: {options: {viewport: {width: 360, height: 640}}, locale: 'de'},
  tall: {options: {viewport: {width: 440, height: 1100}}},
  rtl: {options: {viewport: {width: 440, height: 700}}, locale: 'ar'},
  // 200 % of a screen of 1280 × 800.
  zoom: {options: {viewport: {width: 400, height: 400}, deviceScaleFactor: 2}},
  contrast: {options: {viewport: {width: 440, height: 700}, forcedColors: 'active'}},
};
const STATES = [
  'fresh', 'prechat', 'prechat-wrong', 'away', 'left', 'busy', 'idle', 'resolution', 'unsolved', 'survey', 'survey-chosen', 'ended', 'ended-chosen', 'ended-plain',
  'reopened', 'queue',
];

/** What a visitor does in a state before the picture is taken. */
const ACTS: Readonly<Record<string, readonly [state: string, act: (page: Page) => Promise<void>]>> = {
  'prechat-wrong': ['prechat-filled', (page) => page.getByRole('main').locator('[part=submit]').click()],
  left: ['away', async (page) => {
    await page.locator('input').first().fill('nadia@example.com');
    await page.locator('[name=text]').fill('Where is my order?');
    await page.locator('[part=submit]').click();
  }],
  'survey-chosen': ['survey', (page) => page.locator('.score').nth(3).click()],
  'ended-chosen': ['ended', (page) => page.locator('.score').nth(3).click()],
};

const [out, ...only] = process.argv.slice(2);
if (!out) throw new Error('Say where the pictures go: node --import tsx test/e2e/gallery.ts out/');
mkdirSync(out, {recursive: true});

const entry = fileURLToPath(new URL('../support/gallery-page.ts', import.meta.url));
const {outputFiles} = await build({entryPoints: [entry], bundle: true, format: 'esm', splitting: true, outdir: '/', write: false});
const files = new Map(outputFiles.map(({path, contents}) => [path, contents]));
const PAGE = `<!doctype html><html><head><meta name="viewport" content="width=device-width"><title>Gallery</title>
<style>html{color-scheme:light dark}body{margin:0;background:Canvas}main{position:fixed;inset:0;display:block}</style></head>
<body><main></main><script type="module" src="/gallery-page.js"></script></body></html>`;
const server = createServer((request, response) => {
  const file = files.get(request.url!.split('?')[0]!);
  response.setHeader('content-type', file ? 'text/javascript' : 'text/html');
  response.end(file ?? PAGE);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

const browser = await launchBrowser();
try {
  for (const [screen, {options, locale = 'en'}] of Object.entries(SCREENS)) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    page.on('pageerror', (error) => console.error(screen, error));
    for (const name of STATES) {
      if (only.length > 0 && !only.includes(name) && !only.includes(screen)) continue;
      const [state, act] = ACTS[name] ?? [name];
      await page.goto(`${address}?state=${state}&locale=${locale}`);
      await page.locator('html[data-ready]').waitFor({state: 'attached'});
      await act?.(page);
      await page.evaluate(bringToRest);
      await page.screenshot({path: join(out, `${screen}-${name}.png`)});
    }
    await context.close();
  }
} finally {
  await browser.close();
  server.close();
}

/** In the page: what moves arrives at once, except for what moves for ever. */
async function bringToRest(): Promise<void> {
  const roots: (Document | ShadowRoot)[] = [document];
  for (const root of roots) for (const {shadowRoot} of root.querySelectorAll('*')) if (shadowRoot) roots.push(shadowRoot);
  for (const animation of roots.flatMap((root) => root.getAnimations())) {
    if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
  }
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}
