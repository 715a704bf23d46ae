/** Bad input, missing capabilities, listeners that throw, answers that come while nothing is ready. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {connectorFor} from '../../src/connectors/fake/fake-connector.js';
import {recordKey} from '../../src/model/session-record.js';
import {LiveChat} from '../../src/session/live-chat.js';
import {POLICY} from '../../src/session/policy.js';
import {createMemoryStore} from '../../src/store/memory-store.js';
import {createWorld, openWithHole, own} from './world.js';

async function online(world: ReturnType<typeof createWorld>, more = {}) {
  const tab = await world.open(more);
  await tab.chat.sendMessage('hello');
  await world.until(() => tab.chat.state.connection === 'online' && own(tab)[0] === 'hello delivered');
  return tab;
}

test('texts that cannot be sent are refused with what is wrong, and start nothing', async () => {
  const world = createWorld();
  const {chat} = await world.open();
  await assert.rejects(chat.sendMessage('   '), {code: 'bad-input'});
  await assert.rejects(chat.sendMessage(7 as never), {code: 'bad-input', message: /not 7/});
  await assert.rejects(chat.sendMessage(['x'] as never), {code: 'bad-input', message: /an array/});
  await assert.rejects(chat.sendMessage({} as never), {code: 'bad-input', message: /an object/});
  await assert.rejects(chat.sendMessage(null as never), {code: 'bad-input', message: /null/});
  await assert.rejects(chat.sendMessage('x'.repeat(POLICY.messageLength + 1)), {code: 'too-large', message: new RegExp(String(POLICY.messageLength))});
  assert.equal(world.backend.calls.length, 0);
  assert.equal(world.values.size, 0);
});

test('nothing is stored and nobody is called before somebody acts', async () => {
  const world = createWorld();
  const tab = await world.open();
  tab.chat.show();
  tab.chat.toggle();
  tab.chat.toggle();
  tab.chat.markRead();
  tab.chat.reconnect();
  await tab.chat.loadMore();
  await tab.chat.stopAnswer();
  await tab.chat.cancelHandoff();
  await world.clock.advance(120_000);
  assert.equal(world.values.size, 0);
  assert.deepEqual(world.backend.calls, []);
  assert.equal(world.backend.visitors, 0);
});

test('parts of the state that say the same stay the same, so that nothing is drawn for them', async () => {
  const world = createWorld();
  const {chat} = await online(world);
  await chat.listSessions();
  const {session, sessions} = chat.state;
  chat.setDraft('a key');
  world.backend.session().botDelta('answer', 'a word');
  await world.until(() => chat.state.entries.at(-1)?.id === 'answer');
  assert.equal(chat.state.draft, 'a key');
  assert.equal(chat.state.session, session);
  assert.equal(chat.state.sessions, sessions);
});

test('a session id that is no UUID is refused when the chat is made', async () => {
  const world = createWorld();
  await assert.rejects(world.open({sessionId: '42'}), {code: 'bad-input', message: /session-id/});
});

test('what the page and its language are is told with the start', async () => {
  const world = createWorld();
  const requests: unknown[] = [];
  const inner = connectorFor(world.backend);
  const tab = await world.open({
    locale: 'de', context: {plan: 'pro'}, page: () => ({url: 'https://shop.test/', title: 'Shop'}),
    createConnector: (options) => {
      const connector = inner(options);
      return {...connector, open: (request, signal) => (requests.push(request), connector.open(request, signal))};
    },
  });
  const {sessionId} = await tab.chat.startChat();
  assert.deepEqual(requests, [{sessionId, locale: 'de', page: {url: 'https://shop.test/', title: 'Shop'}, context: {plan: 'pro'}}]);
});

test('a listener that throws keeps nobody else from hearing, and its error is not swallowed', async () => {
  const world = createWorld();
  const tab = await world.open();
  const caught: unknown[] = [];
  const before = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => caught.push(error.message));
  try {
    const heard: string[] = [];
    tab.chat.listen(() => {
      throw new Error('host bug');
    });
    tab.chat.listen(({type}) => void heard.push(type));
    tab.chat.show();
    await world.settle();
    assert.deepEqual(heard, ['chat-show']);
    assert.deepEqual(caught, ['host bug']);
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const listener of before) process.on('uncaughtException', listener);
  }
});

test('subscribers hear once for many changes of a task, and not after they stopped', async () => {
  const world = createWorld();
  const {chat} = await world.open();
  let heard = 0;
  const stop = chat.subscribe(() => heard++);
  chat.show();
  chat.setDraft('a');
  chat.setDraft('a');
  chat.hide();
  await world.settle();
  assert.equal(heard, 1);
  stop();
  chat.show();
  await world.settle();
  assert.equal(heard, 1);
});

test('a connector without handoff, typing and receipts is not asked for them', async () => {
  const world = createWorld();
  const tab = await online(world, {createConnector: connectorFor(world.backend, {handoff: false, typing: false, receipts: false})});
  world.backend.session().botSend('hi');
  await world.settle();
  tab.chat.markRead();
  tab.chat.setDraft('typing');
  await assert.rejects(tab.chat.requestHandoff(), {code: 'unsupported'});
  await world.settle();
  assert.ok(!world.backend.calls.some(({name}) => ['typing', 'acknowledge', 'requestHandoff'].includes(name)));
});

test('asking for a person starts a session where there is none, and says so when the server is away', async () => {
  const world = createWorld();
  const tab = await world.open();
  await tab.chat.requestHandoff('please');
  assert.equal(world.backend.session().info.owner, 'queue');
  const other = createWorld();
  const away = await other.open();
  other.backend.setOffline(true);
  const asked = away.chat.requestHandoff();
  const refused = assert.rejects(asked, {code: 'network'});
  await other.clock.advance(11_000);
  await refused;
});

test('a session that is gone when the page loads is over, and the page can go on', async () => {
  const world = createWorld();
  const tab = await online(world);
  tab.close();
  world.backend.forgetAll();
  const again = await world.open();
  await world.until(() => again.chat.state.session.status === 'ended');
  assert.equal(again.chat.state.history, 'complete');
  assert.deepEqual(again.lines(), []);
  assert.equal(again.chat.state.connection, 'idle');
  await again.chat.resetWindow();
  await again.chat.sendMessage('new');
  await world.until(() => own(again)[0] === 'new delivered');
});

test('a message to a session that is gone goes back to the draft', async () => {
  const world = createWorld();
  const tab = await online(world);
  world.backend.stallStreams(true);
  world.backend.failNext(1, 'not-found', {call: 'send'});
  world.backend.failNext(1, 'not-found', {call: 'load'});
  await tab.chat.sendMessage('into nothing');
  await world.until(() => tab.chat.state.session.status === 'ended');
  assert.equal(tab.chat.state.draft, 'into nothing');
});

test('an answer against the protocol is told as an error and tried again', async () => {
  const world = createWorld();
  const tab = await online(world);
  tab.close();
  world.backend.failNext(1, 'bad-input', {call: 'load'});
  const again = await world.open();
  await world.until(() => again.chat.state.error?.code === 'bad-input');
  assert.ok(again.events.some(({type}) => type === 'chat-error'));
  await world.until(() => own(again)[0] === 'hello delivered');
  again.chat.reconnect();
  assert.equal(again.chat.state.error, null);
});

test('a stream that is refused for good says why, once, and keeps trying', async () => {
  const world = createWorld();
  const tab = await online(world);
  world.backend.failNext(3, 'forbidden-origin', {call: 'stream'});
  world.backend.dropStreams();
  await world.until(() => tab.chat.state.error?.code === 'forbidden-origin');
  await world.until(() => tab.chat.state.connection === 'online');
  assert.equal(tab.events.filter(({type}) => type === 'chat-error').length, 1);
});

/** A page that shows the end of a chat of more than two pages. */
async function longChat(world: ReturnType<typeof createWorld>): ReturnType<typeof online> {
  const tab = await online(world);
  for (let i = 0; i < 2 * POLICY.pageSize; i++) world.backend.session().botSend(`m${i}`);
  tab.close();
  const again = await world.open();
  await world.until(() => again.chat.state.history === 'more');
  return again;
}

test('older entries are asked for until they come; what trying again cannot mend is told, and can be asked for anew', async () => {
  const world = createWorld();
  const again = await longChat(world);
  world.backend.failNext(1, 'unsupported', {call: 'events'});
  await again.chat.loadMore();
  assert.equal(again.chat.state.error?.code, 'unsupported');
  assert.equal(again.chat.state.history, 'more');
  world.backend.failNext(3, 'network', {call: 'events'});
  const before = again.chat.state.entries.length;
  const more = again.chat.loadMore();
  assert.equal(again.chat.state.history, 'loading-more');
  await world.until(() => again.chat.state.history === 'more');
  await more;
  assert.equal(again.chat.state.entries.length, before + POLICY.pageSize);
  const hold = world.backend.hold('events');
  const last = again.chat.loadMore();
  await hold.reached;
  assert.equal(again.chat.state.history, 'loading-more');
  hold.release();
  await last;
  assert.equal(again.chat.state.history, 'complete');
});

test('older entries of a session that is no longer shown are waited for by nobody', async () => {
  const world = createWorld();
  const again = await longChat(world);
  world.backend.failNext(99, 'network', {call: 'events'});
  const more = again.chat.loadMore();
  await again.chat.resetWindow();
  await more;
  assert.equal(again.chat.state.history, 'none');
  assert.equal(again.chat.state.error, null);
});

test('events that other tabs hear while this one loads are not missed', async () => {
  const world = createWorld();
  const a = await online(world);
  const hold = world.backend.hold('load');
  const opening = world.open();
  await hold.reached;
  world.backend.session().botSend('while loading');
  await world.settle();
  hold.release();
  const b = await opening;
  await world.until(() => b.lines().length === 2);
  assert.deepEqual(b.lines(), a.lines());
});

test('a hole that cannot be filled offline is filled later', async () => {
  const world = createWorld();
  const [, b] = await openWithHole(world);
  world.backend.failNext(2, 'network', {call: 'events'});
  world.backend.session().botSend('heard');
  await world.until(() => b.lines().length === 3);
  assert.deepEqual(b.lines(), ['visitor: hello', 'bot: unheard', 'bot: heard']);
});

test('an end while a hole is being filled leaves nothing of the old session behind', async () => {
  const world = createWorld();
  const [a, b] = await openWithHole(world);
  const hold = world.backend.hold('events');
  world.backend.session().botSend('heard');
  await hold.reached;
  await a.chat.startNewSession();
  hold.release();
  await world.clock.advance(5_000);
  assert.deepEqual(b.lines(), []);
  assert.equal(b.chat.state.session.id, a.chat.state.session.id);
});

test('clearSession reaches the other partitions of the namespace, and no other namespace', async () => {
  const world = createWorld();
  const tab = await online(world);
  const sibling = recordKey({namespace: 'default', connector: 'fake', endpoint: 'https://other.test', identity: 'anonymous'});
  const stranger = recordKey({namespace: 'shop', connector: 'fake', endpoint: 'https://other.test', identity: 'anonymous'});
  const record = {...world.record()!, draft: 'canary'};
  world.values.set(sibling, record);
  world.values.set(stranger, record);
  await tab.chat.clearSession();
  assert.ok(!JSON.stringify(world.values.get(sibling)).includes('canary'));
  assert.ok(JSON.stringify(world.values.get(stranger)).includes('canary'));
});

test('a broken record counts as none, and the chat goes on', async () => {
  const world = createWorld();
  for (const garbage of ['text', 7, null, [], {format: 1}, {format: 2, revision: 3}, {format: 1, revision: 'x', outbox: {}}]) {
    world.values.set(world.key, garbage);
    const tab = await world.open();
    assert.equal(tab.chat.state.session.status, 'none');
    await tab.chat.sendMessage('hello');
    await world.until(() => own(tab)[0] === 'hello delivered');
    await tab.chat.clearSession();
    tab.close();
  }
});

test('a store that the browser empties in mid-chat is written again', async () => {
  const world = createWorld();
  const tab = await online(world);
  world.values.clear();
  await tab.chat.sendMessage('still here');
  await world.until(() => own(tab).includes('still here delivered'));
  assert.equal(world.backend.sessions.length, 1);
  assert.equal(world.record()!.session!.id, tab.chat.state.session.id);
});

test('a store that gives up says so in an event and in the state', async () => {
  const world = createWorld();
  const inner = createMemoryStore(world.values);
  let tell: (kind: 'indexeddb' | 'memory', reason: string) => void = () => undefined;
  let kind: 'indexeddb' | 'memory' = 'indexeddb';
  const store = {...inner, get kind() { return kind; }, watch: (listener: typeof tell) => ((tell = listener), () => undefined)};
  const tab = await world.open({store});
  assert.equal(tab.chat.state.storage, 'indexeddb');
  kind = 'memory';
  tell('memory', 'blocked');
  await world.settle();
  assert.equal(tab.chat.state.storage, 'memory');
  assert.deepEqual(tab.events.filter(({type}) => type === 'chat-storage').length, 1);
});

test('a chat that is disposed of while it opens does nothing more', async () => {
  const world = createWorld();
  const tab = await online(world);
  tab.close();
  const calls = world.backend.calls.length;
  const chat = new LiveChat({
    store: createMemoryStore(world.values), partition: {namespace: 'default', connector: 'fake', endpoint: 'https://chat.test'},
    openTabs: (scope) => world.groupOf(scope).open(), clock: world.clock,
    surroundings: {online: true, visible: true, onWake: () => () => undefined, onOffline: () => () => undefined, onSuspend: () => () => undefined, onResume: () => () => undefined, onLeaving: () => undefined},
    endpoint: 'https://chat.test', afterEnd: 'stay', createConnector: connectorFor(world.backend),
  });
  chat.dispose();
  await chat.ready;
  await world.clock.advance(60_000);
  assert.equal(world.backend.calls.length, calls);
});

test('a page that goes away while it comes back does nothing more', async () => {
  const world = createWorld();
  const tab = await online(world);
  tab.surroundings.play('suspend');
  tab.surroundings.play('wake');
  tab.surroundings.play('resume');
  tab.close();
  await world.clock.advance(60_000);
  assert.equal(world.backend.streams, 0);
});

test('offline is told as such, and comes back', async () => {
  const world = createWorld();
  const tab = await online(world);
  tab.surroundings.online = false;
  world.backend.setOffline(true);
  tab.surroundings.play('offline');
  await world.settle();
  assert.equal(tab.chat.state.connection, 'offline');
  tab.surroundings.online = true;
  world.backend.setOffline(false);
  tab.surroundings.play('wake');
  await world.until(() => tab.chat.state.connection === 'online');
  const connections = tab.events.flatMap(({type, detail}) => (type === 'chat-connection' && 'status' in detail ? [detail.status] : []));
  assert.deepEqual(connections.slice(-2).at(-1), 'online');
});

test('an end that the server never confirms is told to the host in time', async () => {
  const world = createWorld();
  const tab = await online(world);
  world.backend.setOffline(true);
  const ended = tab.chat.endChat({then: 'stay', by: 'host', reason: 'done'});
  await world.settle();
  assert.equal(tab.chat.state.session.status, 'ending');
  await assert.rejects(tab.chat.sendMessage('no'), {code: 'session-ended'});
  await world.clock.advance(POLICY.endPatienceMs + 100);
  assert.deepEqual(await ended, {sessionId: tab.chat.state.session.id, delivered: false});
  assert.equal(tab.chat.state.session.status, 'ended');
  assert.equal(tab.chat.state.session.ended!.by, 'host');
  world.backend.setOffline(false);
  await world.until(() => world.record()!.farewells.length === 0);
  assert.equal(world.backend.session().info.ended!.by, 'host');
});

test('a farewell that the server refuses is not said for ever', async () => {
  const world = createWorld();
  const tab = await online(world);
  world.backend.failNext(1, 'bad-input', {call: 'farewell'});
  await tab.chat.endChat();
  assert.deepEqual(world.record()!.farewells, []);
});

test('typing is forgotten with the session, and when its author has written', async () => {
  const world = createWorld();
  const tab = await online(world);
  const agent = {id: 'agent-1', role: 'agent', name: 'Ada'} as const;
  const session = world.backend.session();
  session.emit({type: 'typing', participant: agent, on: true});
  session.emit({type: 'typing', participant: {...agent, id: 'v', role: 'visitor'}, on: true});
  session.emit({type: 'typing', participant: agent, on: true});
  await world.settle();
  assert.deepEqual(tab.chat.state.typing, [agent]);
  session.emit({type: 'typing', participant: agent, on: false});
  await world.settle();
  assert.deepEqual(tab.chat.state.typing, []);
  session.emit({type: 'typing', participant: agent, on: true});
  await tab.chat.startNewSession();
  assert.deepEqual(tab.chat.state.typing, []);
});

test('a visitor whom the server has forgotten starts as a new one, without a click', async () => {
  const world = createWorld();
  const tab = await online(world);
  await tab.chat.endChat();
  world.backend.forgetAll();
  await tab.chat.sendMessage('hello again');
  await world.until(() => own(tab)[0] === 'hello again delivered');
});

test('what an event tells is already true in the state that a listener reads', async () => {
  const world = createWorld();
  const tab = await world.open();
  const wrong: string[] = [];
  tab.chat.listen(({type, detail}) => {
    const {state} = tab.chat;
    const holds: Partial<Record<typeof type, boolean>> = {
      'chat-show': state.window === 'shown',
      'chat-hide': state.window === 'hidden',
      'chat-start': state.session.status === 'active' && state.session.id === detail.sessionId,
      'chat-end': state.session.id === null || state.session.status === 'ended',
      'chat-clear': state.session.id === null,
      'chat-message': state.entries.some((entry) => entry.kind === 'message' && 'messageId' in detail && entry.id === detail.messageId),
      'chat-unread': 'unread' in detail && state.unread === detail.unread,
      'chat-connection': 'status' in detail && state.connection === detail.status,
      'chat-error': state.error !== null,
    };
    if (holds[type] === false) wrong.push(type);
  });
  tab.chat.show();
  await tab.chat.sendMessage('hello');
  await world.until(() => tab.chat.state.connection === 'online');
  world.backend.session().botSend('an answer');
  await world.settle();
  world.backend.failNext(1, 'forbidden-origin', {call: 'stream'});
  world.backend.dropStreams();
  await world.until(() => tab.chat.state.connection === 'online' && tab.chat.state.error !== null);
  await tab.chat.endChat();
  assert.deepEqual(wrong, []);
});

test('a reload connects once, and an end goes from online to idle', async () => {
  const world = createWorld();
  const first = await online(world);
  const connections = (tab: Awaited<ReturnType<typeof online>>) =>
    tab.events.flatMap(({type, detail}) => (type === 'chat-connection' && 'status' in detail ? [detail.status] : []));
  first.close();
  const again = await world.open();
  await world.until(() => again.chat.state.connection === 'online');
  assert.deepEqual(connections(again), ['connecting', 'online']);
  await again.chat.endChat();
  await world.settle();
  assert.deepEqual(connections(again), ['connecting', 'online', 'idle']);
});
