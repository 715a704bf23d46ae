/** The whole chat on a page that forbids nearly everything, and the console under its own policy: nothing is ever blocked. */
import assert from 'node:assert/strict';
import {after, test} from 'node:test';
import type {Page} from 'playwright-core';
import {ConsoleAgent} from './support/console-agent.js';
import {STRICT_POLICY} from './support/pages.js';
import {RICH_ANSWER, ScriptedModel} from './support/scripted-model.js';
import {setStage} from './support/stage.js';
import {until} from './support/until.js';
import {WindowVisitor} from './support/window-visitor.js';

let model: ScriptedModel;
const stage = setStage(async () => {
  model = await ScriptedModel.start(...RICH_ANSWER);
  return model.env;
});
after(() => model?.dispose());

/** What the browser itself says about a policy, also where no page can hear it. */
function complaints(page: Page): string[] {
  const said: string[] = [];
  page.on('console', (message) => {
    if (/content security policy|trusted ?type/i.test(message.text())) said.push(message.text());
  });
  return said;
}

test(`a whole chat under: ${STRICT_POLICY}`, async (t) => {
  const context = await stage.newContext(t);
  const visitor = await WindowVisitor.open(context, stage.server.url, {policy: STRICT_POLICY});
  const {page} = visitor;
  const said = complaints(page);
  await visitor.openWindow();
  await visitor.say('How do I change the colours?');
  await visitor.until('the answer being written', ({entries}) => entries.some((entry) => entry.kind === 'message' && entry.streaming === true));
  model.release();
  await visitor.answer(1);
  for (const part of ['heading', 'table', 'blockquote'] as const) await visitor.log.getByRole(part).first().waitFor();
  await visitor.log.locator('pre').waitFor();

  await visitor.button('Talk to a person').first().click();
  const {session} = await visitor.until('the queue', (state) => state.session.owner === 'queue');
  const agent = await stage.agent();
  const {key} = await agent.find(session.id!);
  await agent.accept(key);
  await agent.typing(key, true);
  await visitor.sees('Ada is typing');
  await agent.send(key, 'See **this**: `code`.');
  await visitor.log.getByText('See this: code.').waitFor();
  await visitor.button('End this chat').click();
  await visitor.button('Keep chatting').click();
  await agent.end(key);
  await visitor.button('Start a new chat').click();
  await visitor.atComposer();
  await page.keyboard.press('Escape');
  await visitor.until('that the window is hidden', ({window}) => window === 'hidden');

  assert.deepEqual((await visitor.recorded()).violations, []);
  assert.deepEqual(said, []);

  // The same ears hear what is really blocked.
  await page.evaluate(() => {
    new Image().src = 'https://example.com/picture.png';
  });
  await until('a violation is heard', async () => (await visitor.recorded()).violations.length === 1 && said.length === 1);
});

test('the console under the policy that the server sends', async (t) => {
  const context = await stage.newContext(t);
  const staff = await stage.newContext(t);
  const answer = await fetch(`${stage.server.url}/agent`);
  const policy = answer.headers.get('content-security-policy') ?? '';
  for (const rule of ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "require-trusted-types-for 'script'", "frame-ancestors 'none'"]) {
    assert.ok(policy.includes(rule), `${rule} is part of: ${policy}`);
  }
  assert.doesNotMatch(policy, /unsafe-|\*/);

  const agent = await ConsoleAgent.open(staff, stage.server.url);
  const said = complaints(agent.page);
  await agent.signIn('Ada');
  const visitor = await WindowVisitor.open(context, stage.server.url);
  await visitor.openWindow();
  await visitor.say('How do I change the colours?');
  await visitor.until('the answer being written', ({entries}) => entries.some((entry) => entry.kind === 'message' && entry.streaming === true));
  model.release();
  await visitor.answer(1);
  await visitor.button('Talk to a person').first().click();
  await agent.accept();
  await agent.log.getByRole('table').waitFor();
  await agent.say('Hello you');
  await visitor.sees('Hello you');
  await agent.end();
  await agent.page.getByText('You ended this chat').waitFor();
  assert.deepEqual((await agent.recorded()).violations, []);
  assert.deepEqual(said, []);
});
