/** The demo page's developer panel: what each kind of host does can be done with its buttons, and is told in its list. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {BrowserContext, Page} from 'playwright-core';
import {accessibilityFaults} from './support/axe.js';
import {setStage} from './support/stage.js';
import {until} from './support/until.js';
import {VERBS} from '../../src/element/call-queue.js';

const stage = setStage();

async function openPanel(context: BrowserContext, query = ''): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${stage.server.url}/${query}#developer`);
  await told(page, 'chat-ready');
  for (const details of await page.locator('#panel .controls > details').all()) await details.evaluate((element) => element.setAttribute('open', ''));
  return page;
}

const rowsOf = (page: Page, type: string) => page.locator(`#events [data-type="${type}"]`);

async function told(page: Page, type: string, text = ''): Promise<void> {
  await rowsOf(page, type).filter({hasText: text}).first().waitFor();
}

/** What is written beside the button of a method. */
async function outcome(page: Page, verb: string, text: string | RegExp): Promise<void> {
  await page.locator('#panel form').filter({has: page.locator(`button[value="${verb}"]`)}).locator('output').filter({hasText: text}).first().waitFor();
}

const press = (page: Page, verb: string): Promise<void> => page.locator(`#panel button[value="${verb}"]`).first().click();

test('has a button for every method, and no fault', async (t) => {
  const context = await stage.newContext(t, {reducedMotion: 'reduce'});
  const page = await openPanel(context);
  const values = await page.locator('#panel .calls button').evaluateAll((buttons) => buttons.map((button) => (button as HTMLButtonElement).value));
  assert.deepEqual(VERBS.filter((verb) => !values.includes(verb)), []);
  assert.deepEqual(await accessibilityFaults(page), []);
});

test('starts with attributes, says what is wrong with them, and calls twice at once', async (t) => {
  const context = await stage.newContext(t);
  const page = await openPanel(context);
  await page.getByLabel('Example of attributes').selectOption('an unknown name');
  await press(page, 'startChat');
  await outcome(page, 'startChat', 'bad-input: startChat() does not know the attribute "directToAgentRouting"');
  await page.getByLabel('Example of attributes').selectOption('details, context');
  await press(page, 'startChat');
  await outcome(page, 'startChat', 'status active, joined false');
  await page.getByLabel('each twice at once').check();
  await press(page, 'clearSession');
  await told(page, 'chat-clear', 'scope device');
  await outcome(page, 'clearSession', /delivered true.*\n.*delivered true/);
  assert.equal(await rowsOf(page, 'chat-end').count(), 1);
});

test('keeps settings in the address, and has a second chat with a session of its own', async (t) => {
  const context = await stage.newContext(t);
  const page = await openPanel(context);
  const settings = page.locator('#settings');
  await settings.locator('[name=after-end]').selectOption('reset');
  await settings.locator('[name=locale]').selectOption('de');
  await settings.locator('[name=single-thread]').check();
  await settings.locator('[name=second]').selectOption('own');
  await page.reload();
  await told(page, 'chat-ready', 'second');
  const chat = page.locator('#support');
  const set = await Promise.all(['after-end', 'locale', 'single-thread'].map((name) => chat.getAttribute(name)));
  assert.deepEqual(set, ['reset', 'de', '']);
  assert.equal(await settings.locator('[name=locale]').inputValue(), 'de');
  await page.getByLabel('Chat that is called').selectOption('second');
  await press(page, 'sendMessage');
  await told(page, 'chat-start', 'second');
  const statuses = () => page.locator('chat-embed').evaluateAll((chats) => chats.map((one) => (one as unknown as {state: {session: {status: string}}}).state.session.status));
  await until('the second is active alone', async () => (await statuses()).sort().join() === 'active,none');
});
