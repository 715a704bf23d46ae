/** axe finds nothing wrong in any state of the window and of the console, light and dark. */
import assert from 'node:assert/strict';
import {after, test} from 'node:test';
import type {Page} from 'playwright-core';
import {accessibilityFaults} from './support/axe.js';
import {ConsoleAgent} from './support/console-agent.js';
import {RICH_ANSWER, ScriptedModel} from './support/scripted-model.js';
import {setStage} from './support/stage.js';
import {WindowVisitor} from './support/window-visitor.js';

let model: ScriptedModel;
const stage = setStage(async () => {
  model = await ScriptedModel.start(...RICH_ANSWER);
  return model.env;
});
after(() => model?.dispose());

/** Collects the faults of all states, so that one run tells them all. */
class Audit {
  readonly #faults: string[] = [];
  readonly #states: string[] = [];

  async check(state: string, page: Page): Promise<void> {
    this.#states.push(state);
    for (const fault of await accessibilityFaults(page)) this.#faults.push(`${state}: ${fault}`);
  }

  /** Throws when anything was wrong anywhere. Returns the states that were looked at. */
  finish(): string {
    assert.equal(this.#faults.join('\n\n'), '');
    return this.#states.join(', ');
  }
}

for (const colorScheme of ['light', 'dark'] as const) {
  const look = {colorScheme, reducedMotion: 'reduce'} as const;

  test(`the window, ${colorScheme}`, async (t) => {
    const context = await stage.newContext(t, look);
    const audit = new Audit();
    // A page that says nothing of its own colours is light; dark is the window's own doing.
    const visitor = await WindowVisitor.open(context, stage.server.url);
    const {page} = visitor;
    const agent = await stage.agent();
    await visitor.launcher.waitFor();
    await audit.check('launcher', page);
    await visitor.openWindow();
    await audit.check('open, empty', page);
    await visitor.say('How do I change the colours?');
    await visitor.until('the answer being written', ({entries}) => entries.some((entry) => entry.kind === 'message' && entry.streaming === true && entry.text !== ''));
    await visitor.button('Stop the answer').waitFor();
    await audit.check('streaming', page);
    model.release();
    await visitor.answer(1);
    await visitor.log.getByRole('table').waitFor();
    await audit.check('rich answer with its sources', page);
    await visitor.button('Talk to a person').first().click();
    const {session} = await visitor.until('the queue', (state) => state.session.owner === 'queue');
    await page.getByRole('heading', {name: /next in line|Finding|number/}).waitFor();
    await audit.check('queue', page);
    const {key} = await agent.find(session.id!);
    await agent.accept(key);
    await agent.send(key, 'Hello, I am Ada.');
    await visitor.sees('Hello, I am Ada.');
    await visitor.say('Nice to meet you.');
    await agent.typing(key, true);
    await visitor.sees('Ada is typing');
    await audit.check('with an agent who types', page);

    await page.route('**/messages', (route) => route.fulfill({status: 413, contentType: 'application/problem+json', body: '{"status":413,"code":"too_large","title":"Too large"}'}));
    await visitor.say('This one is refused.');
    await visitor.button('Retry').waitFor();
    await audit.check('failed message', page);
    await page.unroute('**/messages');
    await visitor.button('Discard').click();

    await context.setOffline(true);
    await page.locator('chat-embed').getByText('You’re offline.').first().waitFor();
    await audit.check('offline', page);
    await context.setOffline(false);
    await visitor.until('that it is online', ({connection}) => connection === 'online');

    await page.keyboard.press('Escape');
    await visitor.until('that the window is hidden', ({window}) => window === 'hidden');
    await agent.send(key, 'Are you still there?');
    await visitor.until('something unread', ({unread}) => unread > 0);
    await audit.check('unread', page);
    await visitor.openWindow();
    await visitor.button('End this chat').click();
    await page.getByRole('alertdialog').waitFor();
    await audit.check('confirmation', page);
    await visitor.button('Keep chatting').click();
    await agent.end(key);
    await visitor.button('Start a new chat').waitFor();
    await audit.check('ended', page);
    t.diagnostic(audit.finish());
  });

  test(`the console, ${colorScheme}`, async (t) => {
    const context = await stage.newContext(t);
    const staff = await stage.newContext(t, look);
    const audit = new Audit();
    const agent = await ConsoleAgent.open(staff, stage.server.url);
    const {page} = agent;
    await audit.check('sign-in', page);
    await page.getByLabel('Your name').fill('Ada');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', {name: 'Sign in'}).click();
    await page.getByRole('alert').getByText(/./).waitFor();
    await audit.check('wrong password', page);
    await agent.signIn('Ada');
    await page.getByText('Nobody is waiting').waitFor();
    await audit.check('nobody waits', page);

    const visitor = await WindowVisitor.open(context, stage.server.url);
    await visitor.openWindow();
    await visitor.say('How do I change the colours?');
    await visitor.until('the answer being written', ({entries}) => entries.some((entry) => entry.kind === 'message' && entry.streaming === true));
    model.release();
    await visitor.answer(1);
    await visitor.button('Talk to a person').first().click();
    const row = page.getByRole('navigation', {name: 'Chats'}).getByRole('button').filter({hasText: /#1/});
    await row.waitFor();
    await audit.check('somebody waits', page);
    await row.click();
    await page.getByRole('button', {name: 'Accept chat'}).waitFor();
    await agent.log.getByRole('table').waitFor();
    await audit.check('a chat that waits', page);
    await page.getByRole('button', {name: 'Accept chat'}).click();
    await agent.say('Hello, I am Ada.');
    await visitor.input.pressSequentially('He');
    await page.getByText(/is typing/).first().waitFor();
    await audit.check('a chat of mine', page);
    await page.getByRole('button', {name: 'Hand back'}).click();
    await page.getByRole('group', {name: 'Hand this chat back?'}).waitFor();
    await audit.check('hand back?', page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', {name: 'End', exact: true}).click();
    await page.getByRole('group', {name: 'End this chat?'}).waitFor();
    await audit.check('end?', page);
    await page.getByRole('button', {name: 'End chat'}).click();
    await page.getByText('You ended this chat').waitFor();
    await audit.check('ended', page);
    t.diagnostic(audit.finish());
  });
}

test('the demo page, light and dark', async (t) => {
  const audit = new Audit();
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await stage.newContext(t, {colorScheme, reducedMotion: 'reduce'});
    const visitor = await WindowVisitor.at(context, `${stage.server.url}/`);
    await visitor.launcher.waitFor();
    await audit.check(`${colorScheme}, arrived`, visitor.page);
    await visitor.openWindow();
    await audit.check(`${colorScheme}, with the window`, visitor.page);
  }
  t.diagnostic(audit.finish());
});
