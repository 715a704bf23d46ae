/** Several conversations of one visitor, in the window, with the real server: the list, its changes, and one open session as the only one. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Locator} from 'playwright-core';
import {accessibilityFaults} from './support/axe.js';
import {setStage} from './support/stage.js';
import {WindowVisitor} from './support/window-visitor.js';

const stage = setStage();

const lines = ({page}: WindowVisitor): Locator => page.getByRole('region', {name: 'Conversations'}).getByRole('listitem');

async function talk(visitor: WindowVisitor, text: string): Promise<string> {
  const before = (await visitor.state()).entries.length;
  await visitor.say(text);
  await visitor.answer(before + 1);
  return (await visitor.state()).session.id!;
}

test('a visitor keeps several conversations, and finds them in every tab', async (t) => {
  const context = await stage.newContext(t);
  const visitor = await WindowVisitor.open(context, stage.server.url);
  await visitor.openWindow();
  assert.equal(await visitor.button('All conversations').count(), 0, 'nothing to go back to yet');
  const first = await talk(visitor, 'How do I change the colours?');
  await visitor.button('All conversations').click();
  await lines(visitor).nth(0).waitFor();
  await visitor.button('New conversation').click();
  await visitor.atComposer();
  const second = await talk(visitor, 'What is stored in the browser?');
  assert.notEqual(second, first);

  const other = await WindowVisitor.open(context, stage.server.url, {path: '/e2e/other'});
  await other.launcher.click();
  await other.sees('What is stored in the browser?');
  await other.button('All conversations').click();
  await lines(other).nth(1).waitFor();
  assert.equal(await lines(other).count(), 2);
  assert.deepEqual(await accessibilityFaults(other.page), []);

  // A person writes in the conversation that nobody looks at: both tabs count it, the list moves it up.
  const agent = await stage.agent();
  await visitor.button('All conversations').click();
  await lines(visitor).filter({hasText: /colours|accent|token/i}).getByRole('button').click();
  await visitor.sees('How do I change the colours?');
  await visitor.button('Talk to a person').first().click();
  await visitor.until('the line', ({session}) => session.owner === 'queue');
  const {key} = await agent.find(first);
  await agent.accept(key);
  await visitor.until('a person', ({session}) => session.owner === 'agent');
  await visitor.button(/^All conversations/).click();
  await lines(visitor).filter({hasText: 'Assistant'}).getByRole('button').click();
  await visitor.sees('What is stored in the browser?');
  await agent.send(key, 'Which **colour** do you like?');
  await visitor.button('All conversations, 1 with unread messages').click();
  await lines(visitor).first().filter({hasText: 'Which colour do you like?'}).filter({hasText: '1 unread message'}).waitFor();

  await agent.end(key);
  await lines(visitor).filter({hasText: 'Ended'}).getByRole('button').click();
  await visitor.button('Start a new chat').waitFor();
  assert.equal(await visitor.input.isVisible(), false);
  await visitor.button('Start a new chat').click();
  await visitor.atComposer();
  assert.equal((await visitor.state()).session.status, 'none');
  await visitor.page.reload();
  await visitor.launcher.click();
  await lines(visitor).nth(1).waitFor();
  assert.equal(await lines(visitor).count(), 2);
});

test('one open session is the only one, in the window and across tabs', async (t) => {
  const context = await stage.newContext(t);
  const attributes = 'heading="Support" one-open-session end-button="menu"';
  const visitor = await WindowVisitor.open(context, stage.server.url, {attributes});
  await visitor.openWindow();
  const id = await talk(visitor, 'How do I change the colours?');
  await visitor.button('More').click();
  const menu = visitor.page.getByRole('menu');
  assert.deepEqual((await menu.getByRole('menuitem').allInnerTexts()).map((text) => text.trim()), ['End this chat']);
  await visitor.page.keyboard.press('Escape');
  await visitor.button('All conversations').click();
  await lines(visitor).nth(0).waitFor();
  assert.equal(await visitor.button('New conversation').count(), 0);

  const other = await WindowVisitor.open(context, stage.server.url, {attributes, path: '/e2e/other'});
  const {sessionId} = await other.page.evaluate(() => (document.querySelector('chat-embed') as unknown as {startChat(): Promise<{sessionId: string}>}).startChat());
  assert.equal(sessionId, id);
});

test('a single thread has no list', async (t) => {
  const context = await stage.newContext(t);
  const visitor = await WindowVisitor.open(context, stage.server.url, {attributes: 'heading="Support" single-thread'});
  await visitor.openWindow();
  await talk(visitor, 'How do I change the colours?');
  await visitor.button('End this chat').click();
  await visitor.button('End chat').click();
  await visitor.openWindow();
  assert.equal(await visitor.button(/^All conversations/).count(), 0);
  assert.equal((await visitor.state()).sessions.status, 'none');
});
