/** Late answers, double starts, resets in between: what must hold when things overlap. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createWorld, own} from './world.js';

test('a double click starts one session', async () => {
  const world = createWorld();
  const {chat} = await world.open();
  const [first, second] = await Promise.all([chat.startChat(), chat.startChat()]);
  assert.equal(first.sessionId, second.sessionId);
  assert.deepEqual([first.joined, second.joined], [false, true]);
  assert.equal(world.backend.sessions.length, 1);
});

test('an end that is called right after a start ends what was started', async () => {
  const world = createWorld();
  const {chat} = await world.open();
  const started = chat.startChat();
  const ended = chat.endChat();
  await world.clock.advance(15_000);
  const [{sessionId, status}, end] = await Promise.all([started, ended]);
  assert.equal(status, 'ended');
  assert.equal(end.sessionId, sessionId);
  assert.deepEqual([chat.state.session.status, chat.state.window], ['none', 'hidden']);
  assert.deepEqual(world.backend.sessions.filter(({info}) => info.status === 'active'), []);
});

test('two messages at once start one session and keep their order', async () => {
  const world = createWorld();
  const tab = await world.open();
  await Promise.all([tab.chat.sendMessage('one'), tab.chat.sendMessage('two')]);
  await world.until(() => world.backend.sessions[0]?.messages.length === 2);
  assert.deepEqual(world.backend.session().messages.map(({text}) => text), ['one', 'two']);
  assert.equal(world.backend.sessions.length, 1);
});

test('a reset while the start is under way leaves no session open', async () => {
  const world = createWorld();
  const tab = await world.open();
  const hold = world.backend.hold('open');
  const started = tab.chat.startChat();
  await hold.reached;
  const reset = tab.chat.resetWindow();
  await world.settle();
  hold.release();
  await world.clock.advance(10_000);
  await reset;
  assert.equal((await started).status, 'ended');
  assert.equal(tab.chat.state.session.status, 'none');
  assert.deepEqual(world.backend.sessions.filter(({info}) => info.status === 'active'), []);
});

test('the answer to a send that comes after a clear resurrects nothing', async () => {
  const world = createWorld();
  const tab = await world.open();
  await tab.chat.sendMessage('first');
  await world.until(() => tab.chat.state.connection === 'online');
  const hold = world.backend.hold('send');
  await tab.chat.sendMessage('second');
  await hold.reached;
  await Promise.all([tab.chat.clearSession(), world.clock.advance(6_000)]);
  hold.release();
  await world.clock.advance(60_000);
  assert.deepEqual(tab.lines(), []);
  assert.deepEqual(world.record()!.outbox, []);
  assert.equal(world.record()!.credentials, null);
});

test('late news of an old session never touch the newer one', async () => {
  const world = createWorld();
  const tab = await world.open();
  await tab.chat.startChat();
  const old = world.backend.session();
  await world.until(() => tab.chat.state.connection === 'online');
  const hold = world.backend.hold('farewell');
  await tab.chat.startNewSession();
  await hold.reached;
  old.botSend('too late');
  old.end('agent', 'resolved');
  await world.clock.advance(60_000);
  assert.equal(tab.chat.state.session.status, 'active');
  assert.deepEqual(tab.lines(), []);
});

test('a start that the server refuses keeps the text, and a retry sends it once', async () => {
  const world = createWorld();
  const tab = await world.open();
  world.backend.failNext(1, 'bad-input', {call: 'open'});
  const id = await tab.chat.sendMessage('precious');
  await world.until(() => own(tab)[0] === 'precious failed');
  assert.equal(tab.chat.state.session.status, 'none');
  await tab.chat.retryMessage(id);
  await world.until(() => world.backend.sessions[0]?.messages.length === 1);
  assert.deepEqual(world.backend.session().messages.map(({text}) => text), ['precious']);
});

test('a start that the server refuses rejects startChat with its reason', async () => {
  const world = createWorld();
  const {chat} = await world.open();
  world.backend.failNext(1, 'forbidden-origin', {call: 'open'});
  await assert.rejects(chat.startChat(), {code: 'forbidden-origin'});
  assert.equal(chat.state.session.status, 'none');
});

test('startChat without a server resolves as starting, and the session follows', async () => {
  const world = createWorld();
  const tab = await world.open();
  world.backend.setOffline(true);
  const started = tab.chat.startChat();
  await world.clock.advance(10_500);
  assert.equal((await started).status, 'starting');
  world.backend.setOffline(false);
  await world.until(() => tab.chat.state.session.status === 'active');
  assert.deepEqual(tab.story(), ['chat-show', 'chat-start']);
});

test('an end before the start was confirmed cancels it, without events of a session that never was', async () => {
  const world = createWorld();
  const tab = await world.open();
  world.backend.setOffline(true);
  const started = tab.chat.startChat();
  await world.settle();
  const ended = tab.chat.endChat();
  await world.clock.advance(12_000);
  assert.equal((await ended).delivered, false);
  assert.equal((await started).status, 'ended');
  world.backend.setOffline(false);
  await world.clock.advance(60_000);
  assert.deepEqual(world.backend.sessions.filter(({info}) => info.status === 'active'), []);
  assert.ok(!tab.story().includes('chat-start') && !tab.story().includes('chat-end'));
});

test('a host-given id that is over does not stop a visitor who just writes', async () => {
  const id = '550e8400-e29b-41d4-a716-446655440000';
  const world = createWorld();
  const tab = await world.open({sessionId: id});
  await tab.chat.sendMessage('first');
  await world.until(() => tab.chat.state.session.status === 'active');
  assert.equal(tab.chat.state.session.id, id);
  await tab.chat.endChat();
  tab.close();
  const again = await world.open({sessionId: id});
  await again.chat.sendMessage('second');
  await world.until(() => again.chat.state.session.status === 'active');
  assert.notEqual(again.chat.state.session.id, id);
  assert.deepEqual(own(again), ['second delivered']);
});

test('a host-given id of a session that the visitor has is taken up', async () => {
  const world = createWorld();
  const tab = await world.open();
  await tab.chat.sendMessage('first');
  await world.until(() => tab.chat.state.connection === 'online');
  const id = tab.chat.state.session.id!;
  // The session is no longer current on this device, but the visitor still has it.
  world.values.set(world.key, {...world.record()!, session: null, outbox: [], revision: 1_000});
  tab.close();
  const again = await world.open({sessionId: id});
  await world.until(() => again.chat.state.session.id === id);
  await world.until(() => again.lines().length === 1);
});

test('a verb on a chat that was disposed of rejects instead of hanging', async () => {
  const world = createWorld();
  const tab = await world.open();
  world.backend.setOffline(true);
  const started = tab.chat.startChat();
  await world.settle();
  tab.close();
  await assert.rejects(started, {code: 'closed'});
  await assert.rejects(tab.chat.endChat(), {code: 'closed'});
});

test('disposing lets go of every listener and every sleep', async () => {
  const world = createWorld();
  const tab = await world.open();
  await tab.chat.sendMessage('hello');
  await world.until(() => tab.chat.state.connection === 'online');
  tab.chat.setDraft('typing');
  tab.close();
  await world.settle();
  assert.equal(tab.surroundings.listening, 0);
  assert.equal(world.backend.streams, 0);
  assert.equal(world.clock.sleeping, 0);
});
