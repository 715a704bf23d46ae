/**
 * The main job, as people do it: a visitor with two tabs talks to the bot and to a person, who answers from the console, hands back, comes again
 * and ends it; then once more with the keyboard alone, on both sides.
 */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Page} from 'playwright-core';
import {ConsoleAgent} from './support/console-agent.js';
import {AGENT_PASSWORD} from './support/server-process.js';
import {setStage} from './support/stage.js';
import {until} from './support/until.js';
import {WindowVisitor} from './support/window-visitor.js';

const stage = setStage();

test('a visitor in two tabs, a bot and a person', async (t) => {
  const context = await stage.newContext(t);
  const staff = await stage.newContext(t);
  const one = await WindowVisitor.at(context, `${stage.server.url}/`);
  await one.openWindow();

  // The bot answers from the project's own documents, and says from which.
  await one.say('What happens when I reload the page?');
  assert.ok((await one.answer(1)).length > 40);
  const source = one.message(/./).last().getByRole('list', {name: 'Sources'}).getByRole('link').first();
  await source.waitFor();
  const document = await context.request.get((await source.getAttribute('href'))!);
  assert.equal(document.status(), 200, 'the source can be read');

  // The second tab sees what was said, and all that follows.
  const two = await WindowVisitor.at(context, `${stage.server.url}/`);
  const {session} = await two.until('the same session', (state) => state.session.status === 'active');
  assert.equal(session.id, (await one.state()).session.id);
  await two.openWindow();
  await two.sees('What happens when I reload the page?');

  await one.button('Talk to a person').first().click();
  for (const tab of [one, two]) await tab.page.getByRole('heading', {name: /next in line|Finding someone/}).waitFor();

  const agent = await ConsoleAgent.open(staff, stage.server.url);
  await agent.signIn('Ada');
  await until('the console says in its title that somebody waits', async () => /1/.test(await agent.page.title()), {seen: () => agent.page.title()});
  await agent.accept();
  await agent.sees('What happens when I reload the page?');
  for (const tab of [one, two]) await tab.sees('Ada joined');

  await agent.input.pressSequentially('He');
  // Both at once: typing is believed for a few seconds only.
  await Promise.all([one, two].map((tab) => tab.sees('Ada is typing')));
  await agent.input.fill('');
  await agent.say('Hello, this is Ada. What can I do for you?');
  for (const tab of [one, two]) await tab.sees('Hello, this is Ada.');
  await one.input.pressSequentially('My');
  await agent.page.getByText(/is typing/).first().waitFor();
  await one.input.fill('');
  await one.say('My order has not arrived.');
  await agent.sees('My order has not arrived.');
  await two.say('It is number 4711.');
  await agent.sees('It is number 4711.');
  await one.sees('It is number 4711.');

  await agent.handBack();
  for (const tab of [one, two]) await tab.until('the bot again', (state) => state.session.owner === 'bot');
  const before = (await one.state()).entries.length;
  await one.say('How do I change the colours?');
  assert.ok((await one.answer(before + 1)).length > 40);

  await two.say('I would like to talk to a person');
  await two.until('the queue', (state) => state.session.owner === 'queue');
  await agent.accept();
  await agent.say('Here I am again.');
  await one.sees('Here I am again.');
  await one.input.pressSequentially('Thank you, that');
  await agent.end();
  for (const tab of [one, two]) {
    await tab.page.getByRole('group', {name: 'Ada ended this chat'}).waitFor();
    assert.equal(await tab.input.isVisible(), false, 'nobody can type into a chat that is over');
  }
  const ended = await one.state();
  assert.equal(ended.session.id, session.id);
  assert.equal(ended.draft, 'Thank you, that', 'what was typed is kept');
  const starts = (await one.recorded()).events.filter(({type}) => type === 'chat-start');
  assert.equal(starts.length, 1, 'one session, whatever happened in it');

  await one.button('Start a new chat').click();
  await one.atComposer();
  assert.equal(await one.input.inputValue(), 'Thank you, that');
  await one.page.keyboard.press('Enter');
  const fresh = await one.until('another session', (state) => state.session.status === 'active' && state.session.id !== session.id);
  await two.until('the other session too', (state) => state.session.id === fresh.session.id);
  for (const tab of [one, two]) assert.deepEqual((await tab.recorded()).violations, []);
  assert.deepEqual((await agent.recorded()).violations, []);
});

test('a person steps in where nobody has asked for one', async (t) => {
  const context = await stage.newContext(t);
  const staff = await stage.newContext(t);
  const visitor = await WindowVisitor.at(context, `${stage.server.url}/`);
  await visitor.openWindow();
  await visitor.say('Is xylophone polish on sale?');
  await visitor.answer(1);

  const agent = await ConsoleAgent.open(staff, stage.server.url);
  await agent.signIn('Ida');
  await agent.takeOver();
  await agent.sees('Is xylophone polish on sale?');
  await visitor.sees('Ida joined');
  const {entries} = await visitor.until('the person', (state) => state.session.owner === 'agent');
  await agent.say('It is, until Sunday.');
  await visitor.sees('It is, until Sunday.');
  await visitor.say('Thank you.');
  await agent.sees('Thank you.');
  const last = (await visitor.state()).entries.slice(entries.length).filter((entry) => entry.kind === 'message');
  assert.deepEqual(last.map(({author}) => author.role), ['agent', 'visitor'], 'the bot keeps quiet');
  for (const {violations} of [await visitor.recorded(), await agent.recorded()]) assert.deepEqual(violations, []);
  await agent.end();
});

test('the same by keyboard alone', async (t) => {
  const context = await stage.newContext(t);
  const staff = await stage.newContext(t);
  const agent = await ConsoleAgent.open(staff, stage.server.url);
  await agent.page.getByLabel('Your name').focus();
  await agent.page.keyboard.type('Grace');
  await agent.page.keyboard.press('Tab');
  await agent.page.keyboard.type(AGENT_PASSWORD);
  await agent.page.keyboard.press('Enter');
  await agent.page.getByRole('navigation', {name: 'Chats'}).waitFor();
  const visitor = await WindowVisitor.at(context, `${stage.server.url}/`);
  const {page} = visitor;
  const {keyboard} = page;

  await tabTo(page, /^Open chat/);
  await keyboard.press('Enter');
  await visitor.atComposer();
  await keyboard.type('What does clearing the session do?');
  await keyboard.press('Enter');
  await visitor.answer(1);
  await visitor.atComposer();

  // F6 goes to the conversation and back, so that it can be read and scrolled.
  await keyboard.press('F6');
  await until('the conversation has focus', () => visitor.log.evaluate((element) => element.matches(':focus')));
  await keyboard.press('F6');
  await visitor.atComposer();

  await keyboard.press('Escape');
  await until('the launcher has focus again', () => visitor.launcher.evaluate((element) => element.matches(':focus')));
  await keyboard.press('Enter');
  await visitor.atComposer();

  await tabTo(page, 'Talk to a person');
  await keyboard.press('Enter');
  await visitor.until('the queue', (state) => state.session.owner === 'queue');
  await until('focus is still in the window', () => focusIsInside(visitor));
  const waiting = agent.page.getByRole('navigation', {name: 'Chats'}).getByRole('button').filter({hasText: /#1/});
  await waiting.waitFor();
  await tabTo(agent.page, /#1/);
  await agent.page.keyboard.press('Enter');
  await agent.page.getByRole('button', {name: 'Accept chat'}).waitFor();
  await tabTo(agent.page, 'Accept chat');
  await agent.page.keyboard.press('Enter');
  await visitor.sees('Grace joined');
  await until('the agent could write at once', () => agent.input.evaluate((element) => element.matches(':focus')));
  await agent.page.keyboard.type('What is it?');
  await agent.page.keyboard.press('Enter');
  await visitor.sees('What is it?');
  await tabTo(page, 'Message');
  await keyboard.type('Only a question.');
  await keyboard.press('Enter');
  await agent.sees('Only a question.');

  await tabTo(page, 'End this chat');
  await keyboard.press('Enter');
  const asking = page.getByRole('alertdialog', {name: 'End this chat?'});
  await asking.waitFor();
  await keyboard.press('Escape');
  await asking.waitFor({state: 'detached'});
  assert.equal((await visitor.state()).window, 'shown', 'Escape answers the question, and hides nothing else');
  assert.equal((await visitor.state()).session.status, 'active');

  await keyboard.press('Shift+Tab');
  await tabTo(page, 'Message');
  await keyboard.type('Bye');
  await tabTo(agent.page, 'End');
  await agent.page.keyboard.press('Enter');
  await agent.page.getByRole('group', {name: 'End this chat?'}).waitFor();
  await tabTo(agent.page, 'End chat');
  await agent.page.keyboard.press('Enter');
  await page.getByRole('group', {name: 'Grace ended this chat'}).waitFor();
  await until('focus is where the composer was', () => focusIsInside(visitor));
  await tabTo(page, 'Start a new chat');
  await keyboard.press('Enter');
  await visitor.atComposer();
  assert.equal(await visitor.input.inputValue(), 'Bye', 'what was typed is kept');
});

/** Presses Tab until the thing of this name has focus, if it has not; fails when focus has gone all the way round. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const passed: string[] = [];
  while (passed.length < 80) {
    const focused = await page.evaluate(nameOfFocused);
    if (typeof name === 'string' ? focused === name : name.test(focused)) return;
    passed.push(focused);
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to ${name}; it passed ${passed.join(' | ')}`);
}

/** In the page: what the focused thing is called. */
function nameOfFocused(): string {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element?.ariaLabel ?? element?.textContent?.trim() ?? '';
}

function focusIsInside({page}: WindowVisitor): Promise<boolean> {
  return page.evaluate(() => document.activeElement?.localName === 'chat-embed');
}
