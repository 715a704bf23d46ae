/** The truth table of the verbs, as a table: each verb from an active chat with a message, and what is true afterwards. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Chat} from '../../src/session/chat.js';
import {createWorld} from './world.js';

interface Row {
  readonly verb: string;
  readonly call: (chat: Chat) => Promise<unknown>;
  readonly serverEnded: boolean;
  readonly window: 'hidden' | 'shown';
  readonly status: 'none' | 'active' | 'ended';
  readonly entries: number;
  readonly greeting: boolean;
  readonly identityKept: boolean;
  readonly story: readonly string[];
}

const ID = '550e8400-e29b-41d4-a716-446655440000';

const TABLE: readonly Row[] = [
  {verb: 'startChat()', call: (chat) => chat.startChat(), serverEnded: false, window: 'shown', status: 'active', entries: 2, greeting: true, identityKept: true, story: []},
  {verb: 'endChat()', call: (chat) => chat.endChat(), serverEnded: true, window: 'hidden', status: 'none', entries: 0, greeting: true, identityKept: true, story: ['chat-hide', 'chat-end', 'chat-clear']},
  {verb: "endChat({then: 'stay'})", call: (chat) => chat.endChat({then: 'stay'}), serverEnded: true, window: 'shown', status: 'ended', entries: 3, greeting: true, identityKept: true, story: ['chat-end']},
  {verb: "endChat({then: 'reset'})", call: (chat) => chat.endChat({then: 'reset'}), serverEnded: true, window: 'shown', status: 'none', entries: 0, greeting: true, identityKept: true, story: ['chat-end', 'chat-clear', 'chat-reset']},
  {verb: 'clearSession()', call: (chat) => chat.clearSession(), serverEnded: true, window: 'hidden', status: 'none', entries: 0, greeting: true, identityKept: false, story: ['chat-hide', 'chat-end', 'chat-clear']},
  {verb: 'resetWindow()', call: (chat) => chat.resetWindow(), serverEnded: true, window: 'shown', status: 'none', entries: 0, greeting: true, identityKept: true, story: ['chat-end', 'chat-clear', 'chat-reset']},
  {verb: 'clearChat()', call: (chat) => chat.clearChat(), serverEnded: true, window: 'shown', status: 'none', entries: 0, greeting: false, identityKept: true, story: ['chat-end', 'chat-clear']},
  {verb: 'startNewSession()', call: (chat) => chat.startNewSession(), serverEnded: true, window: 'shown', status: 'active', entries: 0, greeting: true, identityKept: true, story: ['chat-end', 'chat-clear', 'chat-start']},
  {verb: 'startNewSession(id)', call: (chat) => chat.startNewSession(ID), serverEnded: true, window: 'shown', status: 'active', entries: 0, greeting: true, identityKept: true, story: ['chat-end', 'chat-clear', 'chat-start']},
];

for (const row of TABLE) {
  test(`${row.verb} on an active chat`, async () => {
    const world = createWorld({onMessage: (session) => void session.botSend('an answer')});
    const tab = await world.open();
    tab.chat.show();
    await tab.chat.sendMessage('a question');
    await world.until(() => tab.chat.state.entries.length === 2 && tab.chat.state.connection === 'online');
    const {id} = tab.chat.state.session;
    tab.events.length = 0;

    const result = row.call(tab.chat);
    await world.until(() => world.backend.session(id!).info.status === (row.serverEnded ? 'ended' : 'active'));
    await result;
    await world.settle();

    const {state} = tab.chat;
    assert.deepEqual(
      {window: state.window, status: state.session.status, entries: state.entries.length, greeting: state.greeting, draft: state.draft},
      {window: row.window, status: row.status, entries: row.entries, greeting: row.greeting, draft: ''},
    );
    assert.equal(world.record()!.credentials !== null, row.identityKept);
    assert.deepEqual(tab.story(), row.story);
    assert.deepEqual(world.record()!.farewells, []);
  });

  test(`${row.verb} twice at once settles and does it once`, async () => {
    const world = createWorld();
    const tab = await world.open();
    await tab.chat.sendMessage('a question');
    await world.until(() => tab.chat.state.connection === 'online');
    tab.events.length = 0;
    const both = Promise.all([row.call(tab.chat), row.call(tab.chat)]);
    await world.clock.advance(20_000);
    await both;
    assert.equal(tab.story().filter((type) => type === 'chat-end').length, row.serverEnded ? 1 : 0);
    assert.ok(world.backend.sessions.filter(({info}) => info.status === 'active').length <= 1);
  });

  test(`${row.verb} without a session settles and ends nothing`, async () => {
    const world = createWorld();
    const tab = await world.open();
    await row.call(tab.chat);
    await world.settle();
    assert.ok(!tab.story().includes('chat-end'));
    assert.equal(tab.chat.state.entries.length, 0);
  });

  test(`${row.verb} offline settles, and the server hears of it later`, async () => {
    const world = createWorld();
    const tab = await world.open();
    await tab.chat.sendMessage('a question');
    await world.until(() => tab.chat.state.connection === 'online');
    const {id} = tab.chat.state.session;
    world.backend.setOffline(true);
    const done = row.call(tab.chat);
    await world.clock.advance(20_000);
    await done;
    assert.equal(tab.chat.state.entries.some((entry) => entry.kind === 'message'), row.entries > 0);
    world.backend.setOffline(false);
    await world.until(() => world.backend.session(id!).info.status === (row.serverEnded ? 'ended' : 'active'));
    await world.until(() => world.record()!.farewells.length === 0);
  });
}

test('startNewSession(id) gives the session that id, and the same id again is the same session', async () => {
  const world = createWorld();
  const tab = await world.open();
  assert.equal(await tab.chat.startNewSession(ID), ID);
  assert.equal(tab.chat.state.session.id, ID);
  assert.equal(await tab.chat.startNewSession(ID), ID);
  assert.equal(world.backend.sessions.length, 1);
  assert.deepEqual(tab.story(), ['chat-start']);
});

test('startNewSession(id) with an id that is over is refused, and says so', async () => {
  const world = createWorld();
  const tab = await world.open();
  await tab.chat.startNewSession(ID);
  await tab.chat.endChat();
  await assert.rejects(tab.chat.startNewSession(ID), {code: 'session-ended'});
  assert.equal(tab.chat.state.session.status, 'none');
});

for (const [id, what] of [['not-a-uuid', 'a word'], ['00000000-0000-0000-0000-000000000000', 'the nil UUID'], ['../etc', 'a path']]) {
  test(`startNewSession() with ${what} is refused and nothing is touched`, async () => {
    const world = createWorld();
    const tab = await world.open();
    await tab.chat.sendMessage('keep me');
    await world.until(() => tab.chat.state.connection === 'online');
    await assert.rejects(tab.chat.startNewSession(id), {code: 'bad-input'});
    assert.deepEqual(tab.lines(), ['visitor: keep me']);
  });
}

test('startChat() knows its attributes and refuses others by name', async () => {
  const world = createWorld();
  const {chat} = await world.open();
  await assert.rejects(chat.startChat({contxt: {}} as never), {code: 'bad-input', message: /"contxt"/});
  await assert.rejects(chat.startChat('x' as never), {code: 'bad-input'});
  await assert.rejects(chat.startChat({context: 3} as never), {code: 'bad-input', message: /context/});
  await chat.startChat({context: {order: 7}});
  assert.deepEqual(world.backend.session().context, {order: 7});
});

test('a listener can veto each verb, and then nothing has happened', async () => {
  const world = createWorld();
  const tab = await world.open();
  await tab.chat.sendMessage('a question');
  await world.until(() => tab.chat.state.connection === 'online');
  tab.chat.show();
  const stop = tab.chat.listen((event) => !event.type.startsWith('chat-before-'));
  for (const verb of [tab.chat.endChat(), tab.chat.clearChat(), tab.chat.resetWindow(), tab.chat.clearSession(), tab.chat.startNewSession(), tab.chat.sendMessage('no')]) {
    await assert.rejects(verb, {code: 'vetoed'});
  }
  assert.deepEqual(tab.lines(), ['visitor: a question']);
  assert.equal(tab.chat.state.window, 'shown');
  stop();
  await tab.chat.endChat();
  assert.equal(tab.chat.state.session.status, 'none');
});
