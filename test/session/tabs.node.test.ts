/** Several tabs of one browser on one chat. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createWorld, own} from './world.js';

test('two tabs start at the same instant: one session, 50 times', async () => {
  for (let round = 0; round < 50; round++) {
    const world = createWorld();
    const [a, b] = await Promise.all([world.open(), world.open()]);
    const [first, second] = await Promise.all([a.chat.startChat(), b.chat.startChat()]);
    assert.equal(first.sessionId, second.sessionId);
    assert.equal(world.backend.sessions.length, 1);
    assert.equal([a, b].filter((tab) => tab.events.some(({type, detail}) => type === 'chat-start' && detail.origin === 'this-tab')).length, 1);
    assert.deepEqual([a.story(), b.story()].map((story) => story.filter((type) => type === 'chat-start').length), [1, 1]);
  }
});

test('both write the first message at once: one session, both messages once', async () => {
  const world = createWorld();
  const [a, b] = await Promise.all([world.open(), world.open()]);
  await Promise.all([a.chat.sendMessage('from a'), b.chat.sendMessage('from b')]);
  await world.until(() => world.backend.sessions[0]?.messages.length === 2);
  await world.until(() => own(a).length === 2 && own(b).length === 2);
  assert.equal(world.backend.sessions.length, 1);
  assert.deepEqual(own(a), own(b));
});

test('one tab holds the stream, all tabs see everything', async () => {
  const world = createWorld();
  const tabs = await Promise.all([world.open(), world.open(), world.open()]);
  await tabs[0].chat.sendMessage('hello');
  await world.until(() => tabs.every(({chat}) => chat.state.connection === 'online'));
  assert.equal(world.backend.streams, 1);
  world.backend.session().botDelta('m1', 'an ans');
  world.backend.session().botDelta('m1', 'wer');
  await world.settle();
  for (const tab of tabs) assert.deepEqual(tab.lines(), ['visitor: hello', 'bot: an answer']);
  world.backend.session().botFinish('m1');
  await world.settle();
  for (const tab of tabs) assert.deepEqual(tab.lines(), ['visitor: hello', 'bot: an answer']);
});

for (const how of ['close', 'kill'] as const) {
  test(`when the tab with the stream is gone (${how}), another takes over and misses nothing`, async () => {
    const world = createWorld();
    const [a, b] = await Promise.all([world.open(), world.open()]);
    await a.chat.sendMessage('hello');
    await world.until(() => b.chat.state.connection === 'online');
    if (how === 'close') a.close();
    else {
      a.tabs.kill();
      world.backend.dropStreams();
    }
    world.backend.session().botSend('while nobody listened');
    await world.until(() => b.lines().includes('bot: while nobody listened'));
    assert.equal(world.backend.streams, 1);
    assert.deepEqual(b.lines(), ['visitor: hello', 'bot: while nobody listened']);
  });
}

test('a message queued in a tab that dies is sent by another, once', async () => {
  const world = createWorld();
  const [a, b] = await Promise.all([world.open(), world.open()]);
  await a.chat.sendMessage('first');
  await world.until(() => b.chat.state.connection === 'online');
  const hold = world.backend.hold('send');
  await a.chat.sendMessage('orphan');
  await hold.reached;
  a.tabs.kill();
  a.close();
  await world.until(() => world.backend.session().messages.length === 2);
  await world.until(() => own(b).includes('orphan delivered'));
  assert.deepEqual(world.backend.session().messages.map(({text}) => text), ['first', 'orphan']);
});

test('a tab that opens later sees the conversation, and the answer that is being written', async () => {
  const world = createWorld();
  const a = await world.open();
  await a.chat.sendMessage('hello');
  await world.until(() => a.chat.state.connection === 'online');
  world.backend.session().botDelta('m1', 'half an ');
  const b = await world.open();
  await world.until(() => b.lines().length === 2);
  world.backend.session().botDelta('m1', 'answer');
  await world.settle();
  assert.deepEqual(b.lines(), ['visitor: hello', 'bot: half an answer']);
  assert.deepEqual(b.story(), ['chat-resume']);
});

for (const verb of ['clearSession', 'endChat', 'clearChat', 'resetWindow'] as const) {
  test(`${verb}() in one tab empties the others at once, and they stay so`, async () => {
    const world = createWorld();
    const tabs = await Promise.all([world.open(), world.open(), world.open()]);
    await tabs[0].chat.sendMessage('canary');
    await world.until(() => tabs.every((tab) => tab.lines().length === 1));
    tabs.forEach(({chat}) => chat.show());
    await tabs[1].chat[verb]();
    await world.settle();
    for (const tab of tabs) {
      assert.deepEqual(tab.lines(), []);
      assert.equal(tab.chat.state.session.status, 'none');
      assert.equal(tab.story().filter((type) => type === 'chat-end').length, 1);
    }
    if (verb === 'clearSession') assert.ok(tabs.every(({chat}) => chat.state.window === 'hidden'));
    await world.clock.advance(120_000);
    for (const tab of tabs) assert.deepEqual(tab.lines(), []);
    assert.ok(!JSON.stringify([...world.values]).includes('canary'));
  });
}

test('a tab that slept through a clear wakes up empty', async () => {
  const world = createWorld();
  const [a, b] = await Promise.all([world.open(), world.open()]);
  await a.chat.sendMessage('canary');
  await world.until(() => b.lines().length === 1);
  b.tabs.freeze();
  await a.chat.clearSession();
  await a.chat.sendMessage('new');
  await world.until(() => a.chat.state.connection === 'online');
  b.surroundings.play('wake');
  await world.settle();
  assert.ok(!b.lines().includes('visitor: canary'));
  assert.equal(b.chat.state.session.id, a.chat.state.session.id);
});

test('a page in the back/forward cache gives up the stream and takes it up again', async () => {
  const world = createWorld();
  const tab = await world.open();
  await tab.chat.sendMessage('hello');
  await world.until(() => tab.chat.state.connection === 'online');
  tab.surroundings.play('suspend');
  await world.settle();
  assert.equal(world.backend.streams, 0);
  world.backend.session().botSend('meanwhile');
  tab.surroundings.play('resume');
  await world.until(() => tab.lines().includes('bot: meanwhile'));
  assert.deepEqual(tab.lines(), ['visitor: hello', 'bot: meanwhile']);
});

test('the agent ends: every tab sees it at once, once', async () => {
  const world = createWorld();
  const tabs = await Promise.all([world.open(), world.open()]);
  await tabs[0].chat.sendMessage('hello');
  await world.until(() => tabs.every(({chat}) => chat.state.connection === 'online'));
  world.backend.session().end('agent', 'resolved');
  await world.settle();
  for (const tab of tabs) {
    assert.equal(tab.chat.state.session.status, 'ended');
    assert.equal(tab.chat.state.session.ended!.by, 'agent');
    assert.deepEqual(tab.story(), ['chat-start', 'chat-end']);
    assert.equal(tab.lines()[0], 'visitor: hello');
  }
});
