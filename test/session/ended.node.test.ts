/** When the other side ends it: readable transcript, nothing typed lost, no silent new session. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createMemoryStore} from '../../src/store/memory-store.js';
import {createWorld, own, type OpenTab} from './world.js';

async function active(world: ReturnType<typeof createWorld>, more = {}) {
  const tab = await world.open(more);
  tab.chat.show();
  await tab.chat.sendMessage('hello');
  await world.until(() => tab.chat.state.connection === 'online' && own(tab)[0] === 'hello delivered');
  return tab;
}

test('the transcript stays, typed text stays, and typing starts nothing', async () => {
  const world = createWorld();
  const tab = await active(world);
  tab.chat.setDraft('half a thought');
  world.backend.session().end('agent', 'resolved');
  await world.settle();
  assert.equal(tab.chat.state.session.status, 'ended');
  assert.equal(tab.chat.state.draft, 'half a thought');
  await assert.rejects(tab.chat.sendMessage('more'), {code: 'session-ended'});
  assert.equal(world.backend.sessions.length, 1);
  const end = tab.events.find(({type}) => type === 'chat-end')!;
  assert.ok('endedBy' in end.detail && end.detail.endedBy === 'agent' && end.detail.reason === 'resolved' && end.detail.serverEnded);
  await tab.chat.resetWindow();
  assert.equal(tab.chat.state.draft, 'half a thought');
  assert.equal(tab.chat.state.session.status, 'none');
});

test('the network is pulled while the agent ends: on return it is ended, typed and queued text kept, no new session', async () => {
  const world = createWorld();
  const tab = await active(world);
  world.backend.setOffline(true);
  await tab.chat.sendMessage('queued text');
  tab.chat.setDraft('typed text');
  world.backend.session().end('agent', 'resolved');
  await world.clock.advance(30_000);
  assert.equal(tab.chat.state.session.status, 'active');
  world.backend.setOffline(false);
  await world.until(() => tab.chat.state.session.status === 'ended');
  assert.equal(tab.chat.state.draft, 'queued text\ntyped text');
  assert.equal(world.backend.sessions.length, 1);
  assert.deepEqual(own(tab), ['hello delivered']);
});

test('an end that is learned from a refused message tells who ended it', async () => {
  const world = createWorld();
  const tab = await active(world);
  world.backend.stallStreams(true);
  world.backend.session().botSend('last words');
  world.backend.session().end('agent', 'resolved');
  await tab.chat.sendMessage('too late');
  await world.until(() => tab.chat.state.session.status === 'ended');
  assert.equal(tab.chat.state.session.ended!.by, 'agent');
  assert.equal(tab.chat.state.draft, 'too late');
  assert.deepEqual(tab.lines(), ['visitor: hello', 'bot: last words', '[ended]']);
});

test('ended while the page was closed: after the reload it is ended, with its transcript', async () => {
  const world = createWorld();
  const tab = await active(world);
  tab.close();
  world.backend.session().end('timeout', 'idle');
  const again = await world.open();
  await world.until(() => again.chat.state.session.status === 'ended' && again.lines().length > 0);
  assert.equal(again.chat.state.session.ended!.by, 'timeout');
  assert.equal(again.lines()[0], 'visitor: hello');
  again.close();
  const third = await world.open();
  await world.until(() => third.lines().length > 0);
  assert.equal(third.chat.state.session.status, 'ended');
  assert.deepEqual(third.story(), ['chat-resume']);
});

for (const [afterEnd, window] of [['reset', 'shown'], ['close', 'hidden']] as const) {
  test(`after-end="${afterEnd}" leaves a fresh page, ${window}, with the draft`, async () => {
    const world = createWorld();
    const tab = await active(world, {afterEnd});
    tab.chat.setDraft('keep me');
    world.backend.session().end('agent', 'resolved');
    await world.settle();
    const {state} = tab.chat;
    assert.deepEqual([state.session.status, state.window, state.greeting, state.draft, state.entries.length], ['none', window, true, 'keep me', 0]);
    assert.deepEqual(tab.story().filter((type) => type !== 'chat-show' && type !== 'chat-hide'), ['chat-start', 'chat-end', 'chat-clear', 'chat-reset']);
  });
}

test('handing back to the bot is not an end', async () => {
  const world = createWorld();
  const tab = await active(world);
  await tab.chat.requestHandoff('wants a person');
  await world.until(() => tab.chat.state.session.owner === 'queue');
  assert.equal(tab.chat.state.session.queue!.position, 1);
  world.backend.session().agentAccept();
  await world.until(() => tab.chat.state.session.owner === 'agent');
  assert.ok(tab.chat.state.participants.some(({role}) => role === 'agent'));
  world.backend.session().agentHandBack();
  await world.until(() => tab.chat.state.session.owner === 'bot');
  assert.equal(tab.chat.state.session.status, 'active');
  assert.ok(!tab.story().includes('chat-end'));
});

test('a request for a person can be taken back', async () => {
  const world = createWorld();
  const tab = await active(world);
  await tab.chat.requestHandoff();
  await world.until(() => tab.chat.state.session.owner === 'queue');
  await tab.chat.cancelHandoff();
  await world.until(() => tab.chat.state.session.owner === 'bot');
});

test('typing of the other side is believed for a few seconds only', async () => {
  const world = createWorld();
  const tab = await active(world);
  const agent = {id: 'agent-1', role: 'agent', name: 'Ada'} as const;
  world.backend.session().emit({type: 'typing', participant: agent, on: true});
  await world.settle();
  assert.deepEqual(tab.chat.state.typing, [agent]);
  await world.clock.advance(6_100);
  assert.deepEqual(tab.chat.state.typing, []);
});

test('the visitor\'s typing is told, not with every key, and its end is told', async () => {
  const world = createWorld();
  const tab = await active(world);
  const before = world.backend.calls.length;
  for (const text of ['h', 'he', 'hel']) tab.chat.setDraft(text);
  await world.settle();
  assert.equal(world.backend.session().visitorTyping, true);
  assert.equal(world.backend.calls.slice(before).filter(({name}) => name === 'typing').length, 1);
  tab.chat.setDraft('');
  await world.settle();
  assert.equal(world.backend.session().visitorTyping, false);
});

test('a draft survives a reload', async () => {
  const world = createWorld();
  const tab = await active(world);
  tab.chat.setDraft('half a thought');
  await world.clock.advance(500);
  tab.close();
  const again = await world.open();
  assert.equal(again.chat.state.draft, 'half a thought');
});

for (const [how, leave] of [
  ['is closed', (tab: OpenTab) => tab.close()],
  ['is about to be left', (tab: OpenTab) => tab.surroundings.play('leaving')],
] as const) {
  test(`the last letters of a draft are kept when their page ${how} within the pause`, async () => {
    const world = createWorld();
    const tab = await active(world);
    tab.chat.setDraft('half a thought');
    leave(tab);
    await world.settle();
    assert.equal((await world.open()).chat.state.draft, 'half a thought');
  });
}

test('a stopped answer stays as far as it came', async () => {
  const world = createWorld();
  const tab = await active(world);
  world.backend.session().botDelta('m1', 'a long ans');
  await world.settle();
  await tab.chat.stopAnswer();
  await world.settle();
  const last = tab.chat.state.entries.at(-1)!;
  assert.ok(last.kind === 'message' && last.partial && !last.streaming && last.text === 'a long ans');
});

for (const known of ['heard as it happens', 'heard after a pause of the line']) {
  test(`chat-end comes before all that follows from it, however long the write takes: ${known}`, async () => {
    const world = createWorld();
    const memory = createMemoryStore(world.values);
    let write = Promise.resolve();
    let written = (): void => undefined;
    const slow = await active(world, {store: {...memory, update: async (...args: Parameters<typeof memory.update>) => (await write, memory.update(...args))}});
    const mirror = await world.open();
    await world.until(() => mirror.chat.state.connection === 'online');
    for (const tab of [slow, mirror]) tab.events.length = 0;
    write = new Promise((resolve) => (written = resolve));
    // A polite server closes the line after an end.
    if (known === 'heard as it happens') world.backend.session().end('agent', 'resolved');
    world.backend.closeStreams(10);
    if (known !== 'heard as it happens') world.backend.session().end('agent', 'resolved');
    await world.clock.advance(100);
    written();
    await world.until(() => [slow, mirror].every(({chat}) => chat.state.session.csat !== undefined && chat.state.session.status === 'ended'));
    for (const {events} of [slow, mirror]) {
      const types = events.map(({type}) => type).filter((type) => type !== 'chat-connection');
      assert.deepEqual(types, ['chat-end', 'chat-status', 'chat-csat']);
      const lines = events.filter(({type}) => type === 'chat-connection');
      assert.deepEqual(lines.at(-1)!.detail, {...lines.at(-1)!.detail, status: 'idle'});
      if (known === 'heard as it happens') assert.equal(lines.length, 1, 'the line did not break');
      assert.ok(events.indexOf(lines.at(-1)!) > 0);
    }
  });
}
