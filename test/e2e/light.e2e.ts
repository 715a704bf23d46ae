/** What a page really downloads, by the browser's own account, until one can type: no more than the size check counts, and within the budgets. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {gzipSync} from 'node:zlib';
import type {Page} from 'playwright-core';
import {setStage} from './support/stage.js';
import {until} from './support/until.js';
import {WindowVisitor} from './support/window-visitor.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Row {
  readonly name: string;
  readonly budget: number;
  readonly outputs: readonly string[];
}
interface SizeCheck {
  readonly measure: (root: string) => readonly Row[];
}

const stage = setStage();
const {measure} = (await import(new URL('../../scripts/size.mjs', import.meta.url).href)) as SizeCheck;
const rows = measure(ROOT);

/** Scripts that the page had asked for at that moment, whether they had come or not, as paths in the repository. */
function scriptsUntil(page: Page, moment: number): Promise<readonly string[]> {
  return page.evaluate(
    (latest) =>
      performance
        .getEntriesByType('resource')
        .filter(({name, startTime}) => name.endsWith('.js') && startTime <= latest)
        .map(({name}) => new URL(name).pathname.slice(1)),
    moment,
  );
}

function check(name: string, scripts: readonly string[]): void {
  const row = rows.find((one) => one.name === name)!;
  const beyond = scripts.filter((path) => !row.outputs.includes(path));
  assert.deepEqual(beyond, [], `${name}: the page downloads what the size check does not count`);
  const bytes = scripts.reduce((sum, path) => sum + gzipSync(readFileSync(join(ROOT, path)), {level: 9}).length, 0);
  assert.ok(bytes > 1_000 && bytes <= row.budget, `${name}: ${bytes} bytes of ${row.budget}`);
}

test('a page pays for a button, and an opened window for itself, before anything else is downloaded', async (t) => {
  const context = await stage.newContext(t);
  const visitor = await WindowVisitor.open(context, stage.server.url);
  const {page} = visitor;
  await until('the element is ready', async () => (await visitor.recorded()).events.some(({type}) => type === 'chat-ready'));
  check('before the chat is opened', await scriptsUntil(page, Infinity));

  await page.evaluate(() => {
    // Within the element: from one part of it to another no event gets out.
    document.querySelector('chat-embed')!.shadowRoot!.addEventListener('focusin', (event) => {
      const field = event.composedPath()[0] as HTMLElement;
      if (field.localName === 'textarea') field.dataset['focused'] ??= String(performance.now());
    });
  });
  await visitor.openWindow();
  await page.keyboard.type('Hello');
  assert.equal(await visitor.input.inputValue(), 'Hello');
  const focused = Number(await visitor.input.getAttribute('data-focused'));
  assert.ok(focused > 0, 'the page has seen when the composer took focus');
  check('until the window is usable', await scriptsUntil(page, focused));

  await until('the rest has been downloaded without being asked for', async () =>
    (await scriptsUntil(page, Infinity)).some((path) => path.includes('/connectors/')),
  );
  await until('the conversation, too', async () => (await scriptsUntil(page, Infinity)).some((path) => path.includes('/conversation-')));
});

test('a launcher whose first download fails says so where it was asked, and tries again', async (t) => {
  const context = await stage.newContext(t);
  await context.route('**/chat-host-*.js', (route) => route.abort());
  const visitor = await WindowVisitor.open(context, stage.server.url);
  const element = visitor.page.locator('chat-embed');
  await visitor.page.getByRole('button', {name: 'Open chat'}).click();
  const again = visitor.page.getByRole('button', {name: 'Try again'});
  await again.waitFor();
  assert.equal(await element.evaluate((node: HTMLElement & {state: {error: {code: string} | null; window: string}}) => node.state.error?.code), 'load-failed');
  assert.equal(await element.evaluate((node: HTMLElement & {open: boolean}) => node.open), false);
  assert.ok((await visitor.recorded()).events.some(({type}) => type === 'chat-error'), 'the page is told');
  await context.unroute('**/chat-host-*.js');
  await again.click();
  await visitor.input.waitFor();
  assert.equal(await again.count(), 0);
});
