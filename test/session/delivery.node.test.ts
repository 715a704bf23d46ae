/** Never lose, never double, never out of order, never past a hole. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ChatEvent} from '../../src/model/chat-event.js';
import {POLICY} from '../../src/session/policy.js';
import {createWorld, openWithHole, own} from './world.js';

async function online(world: ReturnType<typeof createWorld>) {
  const tab = await world.open();
  await tab.chat.sendMessage('hello');
  await world.until(() => tab.chat.state.connection === 'online' && own(tab)[0] === 'hello delivered');
  return tab;
}

test('a message shows as queued only once it is stored', async () => {
  const world = createWorld();
  const tab = await world.open();
  world.backend.setOffline(true);
  const sent = tab.chat.sendMessage('hello');
  assert.deepEqual(own(tab), []);
  await sent;
  assert.deepEqual(own(tab), ['hello queued']);
  assert.equal(world.record()!.outbox.length, 1);
});

test('an answer that is lost after the server stored the message makes no second one', async () => {
  const world = createWorld();
  const tab = await online(world);
  world.backend.loseAnswers(3, 'send');
  await tab.chat.sendMessage('once');
  await world.until(() => own(tab).includes('once delivered') && world.record()!.outbox.length === 0);
  await world.clock.advance(60_000);
  assert.deepEqual(world.backend.session().messages.map(({text}) => text), ['hello', 'once']);
  assert.deepEqual(own(tab), ['hello delivered', 'once delivered']);
});

test('a message that the log tells before its own sending is answered is told as sent, once', async () => {
  const world = createWorld();
  const tab = await online(world);
  world.backend.loseAnswers(1, 'send');
  const id = await tab.chat.sendMessage('once');
  await world.until(() => own(tab).includes('once delivered') && world.record()!.outbox.length === 0);
  await world.clock.advance(60_000);
  const told = tab.events.filter(({type, detail}) => type === 'chat-message-status' && detail.messageId === id);
  assert.deepEqual(told.map(({detail}) => 'status' in detail && detail.status), ['queued', 'sent']);
});

test('offline messages arrive in typing order once the network is back, at once on a wake', async () => {
  const world = createWorld();
  const tab = await online(world);
  world.backend.setOffline(true);
  for (const text of ['1', '2', '3', '4']) await tab.chat.sendMessage(text);
  await world.clock.advance(300_000);
  world.backend.setOffline(false);
  tab.surroundings.play('wake');
  await world.settle();
  await world.settle();
  assert.deepEqual(world.backend.session().messages.map(({text}) => text), ['hello', '1', '2', '3', '4']);
});

test('a line that the network left dead behind is not trusted: what was said meanwhile is seen on the first wake', async () => {
  const world = createWorld();
  const tab = await online(world);
  world.backend.stallStreams(true);
  world.backend.failNext(1, 'network', {call: 'stream'});
  tab.surroundings.play('offline');
  world.backend.session().botSend('unheard');
  await world.settle();
  assert.deepEqual(tab.lines(), ['visitor: hello']);
  world.backend.stallStreams(false);
  tab.surroundings.play('wake');
  await world.settle();
  assert.deepEqual(tab.lines(), ['visitor: hello', 'bot: unheard']);
  assert.equal(world.backend.streams, 1);
});

test('a back end that does not answer from the start is told once, and no longer once it answers', async () => {
  const world = createWorld();
  const tab = await world.open();
  const errors = (): string[] => tab.events.flatMap(({type, detail}) => (type === 'chat-error' && 'code' in detail ? [detail.code] : []));
  world.backend.setOffline(true);
  await tab.chat.sendMessage('hello');
  await world.clock.advance(10_000);
  assert.deepEqual(errors(), ['network']);
  assert.equal(tab.chat.state.error?.code, 'network');
  assert.deepEqual(own(tab), ['hello queued']);
  await world.clock.advance(60_000);
  assert.deepEqual(errors(), ['network']);
  world.backend.setOffline(false);
  await world.until(() => own(tab)[0] === 'hello delivered');
  assert.equal(tab.chat.state.error, null);
});

test('a session that cannot be loaded after a reload is told, and no longer once it can; a line that is lost is not', async () => {
  const world = createWorld();
  const tab = await online(world);
  world.backend.setOffline(true);
  await world.clock.advance(60_000);
  assert.equal(tab.chat.state.error, null);
  tab.close();
  const again = await world.open();
  await world.clock.advance(10_000);
  assert.equal(again.chat.state.error?.code, 'network');
  world.backend.setOffline(false);
  await world.until(() => again.chat.state.connection === 'online');
  assert.equal(again.chat.state.error, null);
});

test('trouble with a session does not outlive it', async () => {
  const world = createWorld();
  const tab = await world.open();
  world.backend.setOffline(true);
  await tab.chat.sendMessage('hello');
  await world.clock.advance(10_000);
  const cleared = tab.chat.clearChat();
  await world.clock.advance(10_000);
  await cleared;
  assert.equal(tab.chat.state.error, null);
});

test('queued messages survive the browser and arrive once', async () => {
  const world = createWorld();
  const tab = await online(world);
  world.backend.setOffline(true);
  for (const text of ['1', '2', '3']) await tab.chat.sendMessage(text);
  tab.tabs.kill();
  tab.close();
  world.backend.setOffline(false);
  const again = await world.open();
  await world.until(() => own(again).length === 4 && own(again).every((line) => line.endsWith('delivered')));
  assert.deepEqual(world.backend.session().messages.map(({text}) => text), ['hello', '1', '2', '3']);
});

test('Retry-After is kept to the letter, also through a wake', async () => {
  const world = createWorld();
  const tab = await online(world);
  world.backend.failNext(1, 'rate-limited', {call: 'send', retryAfterMs: 7_000});
  await tab.chat.sendMessage('slow');
  await world.clock.advance(6_500);
  tab.surroundings.play('wake');
  await world.clock.advance(400);
  assert.deepEqual(own(tab), ['hello delivered', 'slow queued']);
  await world.clock.advance(200);
  assert.deepEqual(own(tab), ['hello delivered', 'slow delivered']);
});

test('a message refused for good fails visibly, lets the next ones pass, and can be sent again or given up', async () => {
  const world = createWorld();
  const tab = await online(world);
  world.backend.failNext(1, 'too-large', {call: 'send'});
  const id = await tab.chat.sendMessage('big');
  await tab.chat.sendMessage('next');
  await world.until(() => own(tab).includes('next delivered'));
  assert.ok(own(tab).includes('big failed'));
  await tab.chat.retryMessage(id);
  await world.until(() => own(tab).includes('big delivered'));
  world.backend.failNext(1, 'too-large', {call: 'send'});
  const other = await tab.chat.sendMessage('bad');
  await world.until(() => own(tab).includes('bad failed'));
  await tab.chat.discardMessage(other);
  assert.ok(!own(tab).some((line) => line.startsWith('bad')));
});

test('a lost stream resumes behind the last event: nothing lost, nothing doubled', async () => {
  const world = createWorld();
  const tab = await online(world);
  for (let i = 0; i < 5; i++) {
    world.backend.dropStreams();
    world.backend.session().botSend(`missed ${i}`);
    await world.until(() => tab.chat.state.connection === 'online' && tab.lines().includes(`bot: missed ${i}`));
  }
  assert.deepEqual(tab.lines(), ['visitor: hello', ...[0, 1, 2, 3, 4].map((i) => `bot: missed ${i}`)]);
});

test('an event beyond a hole waits for what is missing', async () => {
  const world = createWorld();
  const [, b] = await openWithHole(world);
  const hold = world.backend.hold('events');
  world.backend.session().botSend('heard');
  await hold.reached;
  assert.deepEqual(b.lines(), ['visitor: hello']);
  hold.release();
  await world.settle();
  await world.settle();
  assert.deepEqual(b.lines(), ['visitor: hello', 'bot: unheard', 'bot: heard']);
});

test('a silent line is given up and dialled again', async () => {
  const world = createWorld();
  const tab = await online(world);
  world.backend.stallStreams(true);
  world.backend.session().botSend('into the void');
  await world.until(() => tab.chat.state.connection === 'reconnecting', 26_000);
  assert.deepEqual(tab.lines(), ['visitor: hello']);
  world.backend.stallStreams(false);
  await world.until(() => tab.lines().includes('bot: into the void'));
});

test('a polite close is followed by the pause that the server asked for', async () => {
  const world = createWorld();
  const tab = await online(world);
  world.backend.closeStreams(5_000);
  await world.settle();
  assert.equal(tab.chat.state.connection, 'reconnecting');
  await world.clock.advance(4_900);
  assert.equal(world.backend.streams, 0);
  await world.clock.advance(200);
  assert.equal(world.backend.streams, 1);
});

test('older pages come in front, once, and complete', async () => {
  const world = createWorld();
  const tab = await online(world);
  for (let i = 0; i < POLICY.pageSize * 2 + 10; i++) world.backend.session().botSend(`m${i}`);
  tab.close();
  const again = await world.open();
  await world.until(() => again.chat.state.history === 'more');
  assert.equal(again.chat.state.entries.length, POLICY.pageSize);
  await Promise.all([again.chat.loadMore(), again.chat.loadMore()]);
  assert.equal(again.chat.state.entries.length, POLICY.pageSize * 2);
  while (again.chat.state.history === 'more') await again.chat.loadMore();
  assert.equal(again.chat.state.history, 'complete');
  assert.deepEqual(again.lines().slice(0, 2), ['visitor: hello', 'bot: m0']);
  assert.equal(new Set(again.lines()).size, again.lines().length);
});

test('unread counts messages of others until they are marked as read, through a reload', async () => {
  const world = createWorld();
  const tab = await online(world);
  world.backend.session().botSend('one');
  world.backend.session().botSend('two');
  await world.settle();
  assert.equal(tab.chat.state.unread, 2);
  tab.close();
  const again = await world.open();
  await world.until(() => again.chat.state.unread === 2);
  again.chat.markRead();
  await world.settle();
  assert.equal(again.chat.state.unread, 0);
  assert.equal(world.backend.session().acknowledged.read, world.backend.session().info.lastSeq);
  assert.ok(again.events.some(({type, detail}) => type === 'chat-unread' && 'unread' in detail && detail.unread === 0));
});

test('what is marked as read as it comes is never told as unread', async () => {
  const world = createWorld();
  const tab = await online(world);
  const unread = (): ChatEvent[] => tab.events.filter(({type}) => type === 'chat-unread');
  const stop = tab.chat.subscribe(() => tab.chat.state.unread > 0 && tab.chat.markRead());
  world.backend.session().botSend('one');
  await world.settle();
  world.backend.session().botSend('two');
  await world.settle();
  assert.deepEqual(unread(), []);
  assert.equal(world.backend.session().acknowledged.read, world.backend.session().info.lastSeq);
  stop();
  world.backend.session().botSend('three');
  await world.settle();
  assert.deepEqual(unread().map(({detail}) => 'unread' in detail && detail.unread), [1]);
  tab.chat.markRead();
  assert.equal(tab.chat.state.unread, 0, 'at once');
  await world.settle();
  await tab.chat.startNewSession();
  await world.until(() => tab.chat.state.connection === 'online');
  world.backend.session().botSend('in another session');
  await world.settle();
  assert.equal(tab.chat.state.unread, 1);
});

test('a session that the server has forgotten is over, said as an end', async () => {
  const world = createWorld();
  const tab = await online(world);
  world.backend.forgetAll();
  await world.until(() => tab.chat.state.session.status === 'ended');
  assert.equal(tab.chat.state.session.ended!.by, 'server');
  assert.equal(tab.lines()[0], 'visitor: hello');
  await tab.chat.resetWindow();
  await tab.chat.sendMessage('again');
  await world.until(() => own(tab).includes('again delivered'));
});

test('reload 20 times in mid-chat: one session, one chat-start, then only chat-resume', async () => {
  const world = createWorld();
  let tab = await online(world);
  const {id} = tab.chat.state.session;
  assert.deepEqual(tab.story(), ['chat-start']);
  for (let i = 0; i < 20; i++) {
    tab.close();
    tab = await world.open();
    await world.until(() => tab.chat.state.connection === 'online');
    assert.equal(tab.chat.state.session.id, id);
    assert.deepEqual(tab.story(), ['chat-resume']);
  }
  assert.equal(world.backend.sessions.length, 1);
});
