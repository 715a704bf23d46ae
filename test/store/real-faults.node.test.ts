// Real faults of a real browser: a full disk, storage cleared under an open connection, and a frame that may not store anything. The
// page runs the store as pages get it, bundled.
import assert from 'node:assert/strict';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {after, before, beforeEach, describe, it} from 'node:test';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {chromium, type Browser, type Page} from 'playwright-core';

/** The script has no types of its own. */
interface EnsureBrowser {
  ensureChrome(): string;
  readonly CHROME_ARGS: string[];
}
const SCRIPT = new URL('../../scripts/ensure-browser.mjs', import.meta.url).href;
const PAGE = fileURLToPath(new URL('./store-page.ts', import.meta.url));

/** What store-page.ts puts on `window`. */
interface StorePage {
  readonly seen: string[];
  update(key: string, value: unknown): Promise<unknown>;
  read(key: string): Promise<unknown>;
  readFromDisk(key: string): Promise<unknown>;
  peek(key: string): Promise<unknown>;
  kind(): string;
}
declare const storePage: StorePage;

describe('store in a real browser that fails', () => {
  let browser: Browser;
  let server: Server;
  let origin = '';
  let page: Page;

  before(async () => {
    const {outputFiles} = await build({entryPoints: [PAGE], bundle: true, write: false, format: 'iife', target: 'es2022'});
    const script = outputFiles[0]!.text;
    server = createServer((request, response) => {
      const isScript = request.url === '/page.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
      response.end(isScript ? script : '<!doctype html><title>x</title><script src="/page.js"></script>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const {ensureChrome, CHROME_ARGS} = (await import(SCRIPT)) as EnsureBrowser;
    browser = await chromium.launch({executablePath: ensureChrome(), args: CHROME_ARGS});
  });
  after(async () => {
    await browser.close();
    await new Promise((resolve) => server.close(resolve));
  });
  beforeEach(async () => {
    page = await (await browser.newContext()).newPage();
    await page.goto(origin);
  });

  it('keeps in memory what a full disk refuses, says so once, and stores it when there is room', async () => {
    const devtools = await page.context().newCDPSession(page);
    // Before the first write: the browser remembers for a while how much room there was.
    await devtools.send('Storage.overrideQuotaForOrigin', {origin, quotaSize: 100_000});
    await page.evaluate(() => storePage.update('a', 'old'));
    assert.deepEqual(await page.evaluate(() => storePage.seen), []);
    await page.evaluate(() => storePage.update('a', `new ${'x'.repeat(500_000)}`));
    await page.evaluate(() => storePage.update('b', 'also'));
    assert.deepEqual(await page.evaluate(() => storePage.seen), ['memory: full']);
    assert.equal(await page.evaluate(async () => String(await storePage.read('a')).slice(0, 4)), 'new ');
    await devtools.send('Storage.overrideQuotaForOrigin', {origin});
    await page.evaluate(() => storePage.update('c', 'room'));
    assert.deepEqual(await page.evaluate(() => storePage.seen), ['memory: full', 'indexeddb: healed']);
    assert.equal(await page.evaluate(async () => String(await storePage.readFromDisk('a')).length), 500_004);
    assert.equal(await page.evaluate(() => storePage.readFromDisk('b')), 'also');
  });

  it('opens again after the browser has closed its connection by force', async () => {
    const devtools = await page.context().newCDPSession(page);
    await page.evaluate(() => storePage.update('a', 1));
    for (let time = 2; time < 8; time += 1) {
      await devtools.send('Storage.clearDataForOrigin', {origin, storageTypes: 'indexeddb'});
      assert.equal(await page.evaluate(() => storePage.read('a')), undefined);
      await page.evaluate((value) => storePage.update('a', value), time);
      assert.equal(await page.evaluate(() => storePage.readFromDisk('a')), time);
    }
    assert.deepEqual(await page.evaluate(() => storePage.seen), []);
    assert.equal(await page.evaluate(() => storePage.kind()), 'indexeddb');
  });

  it('rejects no update while connections are closed under it, not even where the browser loses an open for half a minute', async () => {
    await page.goto(`${origin}/?patient`);
    const devtools = await page.context().newCDPSession(page);
    const running = page.evaluate(async () => {
      for (let count = 0; count < 300; count += 1) await storePage.update('n', count);
      return storePage.read('n');
    });
    for (let time = 0; time < 5; time += 1) await devtools.send('Storage.clearDataForOrigin', {origin, storageTypes: 'indexeddb'});
    const last = await running;
    // The last clear may have come after the last update.
    assert.ok(last === 299 || last === undefined);
    // Chromium sometimes never answers an open that meets a clear (seen once in nine): then memory it is.
    const seen = await page.evaluate(() => storePage.seen.join());
    assert.ok(seen === '' || seen === 'memory: lost', seen);
  });

  it('goes on in memory in a sandboxed frame, says so once, and looks without harm', async () => {
    await page.evaluate((source) => {
      const frame = document.createElement('iframe');
      frame.setAttribute('sandbox', 'allow-scripts');
      frame.src = source;
      document.body.append(frame);
    }, `${origin}/frame`);
    const frame = await page.waitForSelector('iframe').then((element) => element.contentFrame());
    await frame!.waitForFunction(() => typeof storePage !== 'undefined');
    assert.equal(await frame!.evaluate(() => storePage.peek('a')), undefined);
    assert.equal(await frame!.evaluate(() => storePage.update('a', 1)), 1);
    assert.equal(await frame!.evaluate(() => storePage.read('a')), 1);
    assert.deepEqual(await frame!.evaluate(() => storePage.seen), ['memory: blocked']);
  });
});
