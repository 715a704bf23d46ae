/** Salesforce Enhanced Chat, "Reset Chat when Agent ends": the problem it describes, and what it advises, as tests against the real server. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setStage} from '../e2e/support/stage.js';
import {until} from '../e2e/support/until.js';
import {attended, HostPage, remains} from './support/host-page.js';

const stage = setStage();

test('when the agent ends the chat the session is closed on the agent’s side at once and the capacity is freed', async (t) => {
  const agent = await stage.agent();
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  const {chat} = await attended(host, agent, 'person');
  await agent.end(chat!.key);
  assert.ok(!(await agent.chats()).some(({key}) => key === chat!.key), 'the list does not hold it any more');
});

test('the visitor’s side does not remain active: every tab shows the end, who it was, and a way on', async (t) => {
  const agent = await stage.agent();
  const context = await stage.newContext(t);
  const tabs = [await HostPage.open(context, stage.server), await HostPage.open(context, stage.server)];
  const {id, chat} = await attended(tabs[0]!, agent, 'person');
  await tabs[1]!.call('show');
  await tabs[1]!.until('the person', ({session}) => session.owner === 'agent');
  await agent.end(chat!.key);
  for (const tab of tabs) {
    const end = await tab.hears('chat-end');
    assert.equal(end['sessionId'], id);
    assert.equal(end['endedBy'], 'agent');
    assert.equal(end['serverEnded'], true);
    const {session, entries} = await tab.until('the end', (state) => state.session.status === 'ended');
    assert.equal(session.ended?.by, 'agent');
    assert.ok(entries.length > 0, 'the transcript stays readable');
    await tab.visitor.button('Start a new chat').waitFor();
    assert.equal(await tab.visitor.input.isVisible(), false, 'there is nothing to type into');
  }
});

test('typing after the agent has ended never starts a new session unknowingly', async (t) => {
  const agent = await stage.agent();
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  const {chat} = await attended(host, agent, 'person');
  await host.visitor.input.fill('half a sen');
  await host.until('the draft', ({draft}) => draft === 'half a sen');
  await agent.end(chat!.key);
  await host.until('the end', ({session}) => session.status === 'ended');
  await host.page.keyboard.type('tence');
  await host.page.keyboard.press('Enter');
  assert.equal(await host.refusal('sendMessage', 'hello?'), 'session-ended');
  assert.equal((await host.state()).session.status, 'ended');
  assert.equal((await host.told('chat-start')).length, 1);

  // Only the visitor's own choice starts another one, and what was typed is still there.
  await host.visitor.button('Start a new chat').click();
  await host.visitor.input.waitFor();
  assert.equal(await host.visitor.input.inputValue(), 'half a sen');
  assert.equal((await host.state()).session.status, 'none');
});

test('a listener on the status learns that the session has ended, always with the session’s id', async (t) => {
  const agent = await stage.agent();
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  const {id, chat} = await attended(host, agent, 'person');
  await agent.end(chat!.key);
  const status = await host.hears('chat-status', (detail) => detail['status'] === 'ended');
  assert.equal(status['sessionId'], id);
  assert.equal(status['previous'], 'active');
  for (const {detail} of await host.told('chat-status')) assert.equal(detail['sessionId'], id);
});

test('clearSession() after the end resets the chat on the client side', async (t) => {
  const agent = await stage.agent();
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  const {chat} = await attended(host, agent, 'person');
  await host.send('canary-3nh');
  await agent.end(chat!.key);
  await host.until('the end', ({session}) => session.status === 'ended');
  await host.call('clearSession');
  await host.until('nothing', ({session, entries}) => session.status === 'none' && entries.length === 0);
  await host.seesWindow(false);
  assert.deepEqual(await remains(host.page, 'canary-3nh'), []);
  assert.equal((await host.told('chat-end')).length, 1, 'the end is told once');
});

for (const [afterEnd, visible] of [['reset', true], ['close', false]] as const) {
  test(`after-end="${afterEnd}" does so on its own`, async (t) => {
    const agent = await stage.agent();
    const host = await HostPage.open(await stage.newContext(t), stage.server, {attributes: `after-end="${afterEnd}"`});
    const {chat} = await attended(host, agent, 'person');
    await agent.end(chat!.key);
    await host.until('a fresh page', ({session, greeting, entries}) => session.status === 'none' && greeting && entries.length === 0);
    await host.seesWindow(visible);
    assert.deepEqual((await host.told()).map(({type}) => type).filter((type) => /^chat-(end|clear|reset|start)$/.test(type)), [
      'chat-start', 'chat-end', 'chat-clear', 'chat-reset',
    ]);
    await host.send('again');
    assert.equal((await host.told('chat-start')).length, 2, 'the next message is a choice, and starts another session');
  });
}

test('no window.alert: the notice stands in the chat, and the page can put its own in its place', async (t) => {
  const agent = await stage.agent();
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  let dialogs = 0;
  host.page.on('dialog', (dialog) => {
    dialogs += 1;
    void dialog.dismiss();
  });
  await host.page.evaluate(() => {
    const own = Object.assign(document.createElement('p'), {slot: 'ended', textContent: 'Our own words for the end'});
    document.querySelector('chat-embed')!.append(own);
  });
  const {chat} = await attended(host, agent, 'person');
  await agent.end(chat!.key);
  await host.page.getByText('Our own words for the end').waitFor();
  assert.equal(dialogs, 0);
});

test('nothing about a session is written to the console', async (t) => {
  const agent = await stage.agent();
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  const lines: string[] = [];
  host.page.on('console', (message) => lines.push(message.text()));
  const {id, chat} = await attended(host, agent, 'person');
  await agent.send(chat!.key, 'secret words');
  await host.visitor.sees('secret words');
  await agent.end(chat!.key);
  await host.until('the end', ({session}) => session.status === 'ended');
  await host.call('clearSession');
  assert.deepEqual(lines.filter((line) => line.includes(id) || line.includes('secret words') || /chat-/.test(line)), []);
});

test('after a clear the widget starts nothing by itself: the next session is the visitor’s own', async (t) => {
  const agent = await stage.agent();
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  const {chat} = await attended(host, agent, 'person');
  await agent.end(chat!.key);
  await host.until('the end', ({session}) => session.status === 'ended');
  const puts: string[] = [];
  host.page.on('request', (request) => request.method() === 'PUT' && puts.push(request.url()));
  await host.call('clearSession');
  await host.visitor.openWindow();
  await host.page.reload();
  await host.visitor.openWindow();
  assert.deepEqual(puts, []);
});

test('two clearSession() calls at once both settle', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  await host.send('hello');
  const answers = await Promise.all([host.call('clearSession'), host.call('clearSession')]);
  assert.equal(answers.length, 2);
  assert.equal((await host.told('chat-end')).length, 1);
  assert.equal((await host.state()).session.status, 'none');
});

test('late news of an older session never touches the newer one', async (t) => {
  const agent = await stage.agent();
  const context = await stage.newContext(t);
  const host = await HostPage.open(context, stage.server);
  const {chat} = await attended(host, agent, 'person');
  // The end by the agent and the next session of the visitor cross on their way.
  const [, next] = await Promise.all([agent.end(chat!.key), host.call<string>('startNewSession')]);
  await host.send('in the new one');
  const {session} = await host.state();
  assert.equal(session.id, next);
  assert.equal(session.status, 'active');
  await until('one end was told', async () => (await host.told('chat-end')).length === 1);
});

test('an agent who opens an ended session again is told and asked about, never a surprise', async (t) => {
  const agent = await stage.agent();
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  const {id, chat} = await attended(host, agent, 'person');
  await agent.end(chat!.key);
  await host.until('the end', ({session}) => session.status === 'ended');
  await agent.reopen(chat!.key);
  const reopened = await host.hears('chat-reopen');
  assert.equal(reopened['sessionId'], id);
  const {session} = await host.until('the choice', (state) => state.session.reopened === true);
  assert.equal(session.status, 'ended', 'nothing goes on by itself');
  await host.visitor.button(/^Continue/).click();
  await host.until('the session again', (state) => state.session.status === 'active' && state.session.id === id);
  await host.send('here again');
});

test('a session that is opened again beside a newer one does not take its place', async (t) => {
  const agent = await stage.agent();
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  const {id, chat} = await attended(host, agent, 'person');
  await agent.end(chat!.key);
  await host.until('the end', ({session}) => session.status === 'ended');
  await host.visitor.button('Start a new chat').click();
  await host.until('a fresh page', ({session}) => session.status === 'none');
  await host.send('something else');
  const next = await host.active();
  await agent.reopen(chat!.key);
  await host.call('listSessions');
  await until('the list tells it', async () => (await host.state()).sessions.items.some((session) => session.id === id && session.status === 'active'));
  assert.equal((await host.state()).session.id, next);
});
