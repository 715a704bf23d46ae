/** The warning before silence ends a session, by this device's clock, in every tab. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createWorld, type OpenTab} from './world.js';

const MINUTE = 60_000;

async function talking(world: ReturnType<typeof createWorld>, tabs = 1): Promise<OpenTab[]> {
  const open = await Promise.all(Array.from({length: tabs}, () => world.open()));
  await open[0]!.chat.sendMessage('Hello');
  await world.until(() => open.every(({chat}) => chat.state.connection === 'online' && chat.state.entries.length === 1));
  return open;
}

const warnings = ({events}: OpenTab): (number | null)[] => events.flatMap(({type, detail}) => (type === 'chat-idle' && 'endsAt' in detail ? [detail.endsAt] : []));

for (const ahead of [0, 42 * MINUTE, -42 * MINUTE]) {
  test(`counts down by this device's clock, the server's being ${ahead / MINUTE} minutes ahead; a reload does not lose it`, async () => {
    const world = createWorld({aheadMs: ahead});
    const [a, b] = (await talking(world, 2)) as [OpenTab, OpenTab];
    const endsAt = world.clock.now() + 2 * MINUTE;
    world.backend.session().warnIdle(endsAt + ahead);
    await world.settle();
    for (const tab of [a, b]) {
      assert.equal(tab.chat.state.session.idle?.endsAt, endsAt);
      assert.deepEqual(warnings(tab), [endsAt]);
    }
    await world.clock.advance(30_000);
    const late = await world.open();
    await world.until(() => late.chat.state.session.idle !== undefined);
    assert.equal(late.chat.state.session.idle?.endsAt, endsAt);
    assert.deepEqual(warnings(late), [endsAt]);
  });
}

test('a back end that does not tell its time is believed by what it says while it says it', async () => {
  const world = createWorld({aheadMs: 42 * MINUTE});
  const [tab] = (await talking(world)) as [OpenTab];
  const session = world.backend.session();
  const endsAt = world.clock.now() + 2 * MINUTE;
  session.botSend('Anything else?');
  session.emit({type: 'idle', endsAt: endsAt + 42 * MINUTE});
  await world.settle();
  assert.equal(tab.chat.state.session.idle?.endsAt, endsAt);
});

for (const [what, act] of [
  ['keepChatting()', (tab: OpenTab) => tab.chat.keepChatting()],
  ['typing', (tab: OpenTab) => tab.chat.setDraft('I am')],
  ['sending', (tab: OpenTab) => tab.chat.sendMessage('still here')],
] as const) {
  test(`${what} in one tab takes the warning away in all`, async () => {
    const world = createWorld();
    const [a, b] = (await talking(world, 2)) as [OpenTab, OpenTab];
    world.backend.session().warnIdle(world.clock.now() + 2 * MINUTE);
    await world.settle();
    await act(b);
    await world.settle();
    for (const tab of [a, b]) {
      assert.equal(tab.chat.state.session.idle, undefined);
      assert.equal(warnings(tab).at(-1), null);
      assert.equal(warnings(tab).length, 2);
    }
    assert.equal(world.backend.session().info.idle, undefined);
  });
}

test('keepChatting() needs no warning and no session, may be called twice, and says when it could not', async () => {
  const world = createWorld();
  const fresh = await world.open();
  await fresh.chat.keepChatting();
  assert.deepEqual(world.backend.calls, []);
  const [tab] = (await talking(world)) as [OpenTab];
  await Promise.all([tab.chat.keepChatting(), tab.chat.keepChatting()]);
  world.backend.session().warnIdle(world.clock.now() + 2 * MINUTE);
  await world.settle();
  world.backend.failNext(1, 'network', {call: 'keep'});
  await assert.rejects(tab.chat.keepChatting(), {code: 'network'});
  assert.ok(tab.chat.state.session.idle);
});

test('when the time is over, it ends in every tab, by the clock', async () => {
  const world = createWorld();
  const tabs = await talking(world, 2);
  world.backend.session().warnIdle(world.clock.now() + MINUTE);
  await world.settle();
  world.backend.session().idleOut();
  await world.settle();
  for (const tab of tabs) {
    const {session} = tab.chat.state;
    assert.deepEqual([session.status, session.ended?.by, session.ended?.reason, session.idle], ['ended', 'timeout', 'idle', undefined]);
    assert.deepEqual(tab.story(), ['chat-start', 'chat-end']);
    assert.equal(warnings(tab).at(-1), null);
  }
});
