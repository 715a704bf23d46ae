/** Several sessions of one visitor: the list, moving between them, reopening, and one open session only. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {connectorFor} from '../../src/connectors/fake/fake-connector.js';
import type {FakeSession} from '../../src/connectors/fake/fake-session.js';
import {newId} from '../../src/model/ids.js';
import {createWorld, own} from './world.js';
import type {OpenTab} from './world.js';

type World = ReturnType<typeof createWorld>;

/** A tab with an active session in it. */
async function talking(world: World, text = 'first'): Promise<OpenTab & {readonly session: FakeSession}> {
  const tab = await world.open();
  await tab.chat.sendMessage(text);
  await world.until(() => tab.chat.state.connection === 'online');
  return {...tab, session: world.backend.session()};
}

/** Leaves the session shown and starts another one. Resolves with it. */
async function another(world: World, {chat}: OpenTab, text = 'second'): Promise<FakeSession> {
  await chat.newThread();
  await chat.sendMessage(text);
  await world.until(() => chat.state.connection === 'online');
  return world.backend.session();
}

const ids = ({chat}: OpenTab): string[] => chat.state.sessions.items.map(({id}) => id);

test('a first-time visitor has no sessions, and nobody is asked', async () => {
  const world = createWorld();
  const tab = await world.open();
  assert.deepEqual(tab.chat.state.sessions, {items: [], status: 'none'});
  await tab.chat.listSessions();
  assert.deepEqual(tab.chat.state.sessions, {items: [], status: 'complete'});
  assert.deepEqual(world.backend.calls, []);
});

test('the list is not asked for before somebody wants it', async () => {
  const world = createWorld();
  await talking(world);
  assert.equal(world.backend.calls.some(({name}) => name === 'sessions' || name === 'inbox'), false);
});

test('the list follows what happens, through one inbox for all tabs, also after its tab has gone', async () => {
  const world = createWorld();
  const tab = await talking(world);
  await world.clock.advance(10);
  const second = await another(world, tab);
  await tab.chat.listSessions();
  await world.settle();
  assert.deepEqual(ids(tab), [second.id, tab.session.id]);
  const other = await world.open();
  await other.chat.listSessions();
  await world.settle();
  assert.equal(world.backend.inboxes, 1);
  await world.clock.advance(10);
  tab.session.botSend('In the other one');
  await world.settle();
  for (const each of [tab, other]) {
    assert.deepEqual(ids(each), [tab.session.id, second.id]);
    assert.deepEqual([each.chat.state.sessions.items[0]!.unread, each.chat.state.sessions.items[0]!.lastMessage?.text], [1, 'In the other one']);
  }
  tab.close();
  await world.settle();
  await world.clock.advance(10);
  second.end('agent', 'resolved');
  await world.until(() => other.chat.state.sessions.items[0]!.status === 'ended');
  assert.equal(world.backend.inboxes, 1);
});

test('a list that cannot be had is none, and comes with the next try; the inbox comes back by itself', async () => {
  const world = createWorld();
  const tab = await talking(world);
  world.backend.failNext(1, 'unavailable', {call: 'sessions'});
  world.backend.failNext(1, 'unavailable', {call: 'inbox'});
  await tab.chat.listSessions();
  assert.equal(tab.chat.state.sessions.status, 'none');
  assert.equal(tab.chat.state.error?.code, 'unavailable');
  await tab.chat.listSessions();
  assert.equal(tab.chat.state.sessions.status, 'complete');
  await world.until(() => world.backend.inboxes === 1);
  tab.chat.show();
  tab.chat.hide();
  await world.settle();
  assert.equal(world.backend.inboxes, 0);
});

test('more of the list is fetched on demand, and changes do not lose it', async () => {
  const world = createWorld();
  const tab = await talking(world);
  for (let index = 0; index < 24; index += 1) {
    await world.clock.advance(10);
    await another(world, tab, `number ${index}`);
  }
  await tab.chat.listSessions();
  await world.settle();
  assert.deepEqual([tab.chat.state.sessions.items.length, tab.chat.state.sessions.status], [20, 'more']);
  world.backend.failNext(1, 'unavailable', {call: 'sessions'});
  await tab.chat.moreSessions();
  assert.equal(tab.chat.state.sessions.status, 'more');
  await tab.chat.moreSessions();
  assert.deepEqual([tab.chat.state.sessions.items.length, tab.chat.state.sessions.status], [25, 'complete']);
  await tab.chat.moreSessions();
  await world.clock.advance(10);
  tab.session.botSend('Still here');
  world.backend.dropStreams();
  await world.until(() => world.backend.inboxes === 1);
  assert.deepEqual([tab.chat.state.sessions.items.length, ids(tab)[0]], [25, tab.session.id]);
});

test('a connector without lists says so', async () => {
  const world = createWorld();
  const tab = await world.open({createConnector: connectorFor(world.backend, {sessions: false})});
  await assert.rejects(tab.chat.listSessions(), {code: 'unsupported'});
  await assert.rejects(tab.chat.openSession(newId()), {code: 'unsupported'});
});

test('opening another session shows it in every tab and ends nothing', async () => {
  const world = createWorld();
  const tab = await talking(world);
  const second = await another(world, tab);
  const other = await world.open();
  tab.events.length = 0;
  await tab.chat.openSession(tab.session.id);
  await world.until(() => other.chat.state.connection === 'online' && tab.chat.state.connection === 'online');
  for (const each of [tab, other]) {
    assert.deepEqual([each.chat.state.session.id, each.chat.state.session.status, each.lines()], [tab.session.id, 'active', ['visitor: first']]);
  }
  assert.deepEqual(tab.story(), ['chat-resume']);
  assert.deepEqual(other.events.filter(({type}) => type === 'chat-resume').map(({detail}) => detail.origin), ['this-tab', 'other-tab']);
  assert.deepEqual([tab.session.info.status, second.info.status], ['active', 'active']);
  assert.equal(world.backend.streams, 1);
  await tab.chat.openSession(tab.session.id);
  assert.deepEqual(tab.story(), ['chat-resume']);
});

test('an ended session can be read, and a message to it is refused', async () => {
  const world = createWorld();
  const tab = await talking(world);
  await another(world, tab);
  tab.session.end('agent', 'resolved');
  await tab.chat.openSession(tab.session.id);
  await world.settle();
  assert.deepEqual([tab.chat.state.session.status, tab.chat.state.session.ended?.by], ['ended', 'agent']);
  assert.deepEqual(tab.lines(), ['visitor: first', '[ended]']);
  await assert.rejects(tab.chat.sendMessage('too late'), {code: 'session-ended'});
});

test('a session that is not there, or cannot be reached, leaves the one shown as it is', async () => {
  const world = createWorld();
  const tab = await talking(world);
  await assert.rejects(tab.chat.openSession('order-4711'), {code: 'bad-input'});
  await assert.rejects(tab.chat.openSession(newId()), {code: 'not-found'});
  world.backend.setOffline(true);
  await assert.rejects(tab.chat.openSession(newId()), {code: 'network'});
  assert.equal(tab.chat.state.session.id, tab.session.id);
});

test('what was not sent yet in a session that is left still goes there, and is not seen elsewhere', async () => {
  const world = createWorld();
  const tab = await talking(world);
  world.backend.setOffline(true);
  await tab.chat.sendMessage('for the first');
  await tab.chat.newThread();
  assert.deepEqual(tab.lines(), []);
  await tab.chat.sendMessage('for the second');
  tab.close();
  world.backend.setOffline(false);
  const later = await world.open();
  await world.until(() => later.chat.state.connection === 'online' && tab.session.messages.length === 2);
  assert.deepEqual(tab.session.messages.map(({text}) => text), ['first', 'for the first']);
  assert.deepEqual(world.backend.session().messages.map(({text}) => text), ['for the second']);
  await world.until(() => own(later).join() === 'for the second delivered');
  assert.deepEqual(world.record()!.outbox, []);
});

test('what cannot reach a session that ended while it was not shown is kept there, and goes back to where it was typed', async () => {
  const world = createWorld();
  const tab = await talking(world);
  world.backend.setOffline(true);
  await tab.chat.sendMessage('too late');
  await tab.chat.newThread();
  tab.session.end('agent', 'resolved');
  world.backend.setOffline(false);
  await world.until(() => world.record()!.outbox[0]?.failure === 'session-ended');
  assert.deepEqual(tab.lines(), []);
  await tab.chat.openSession(tab.session.id);
  await world.settle();
  assert.deepEqual([tab.chat.state.draft, tab.lines()], ['too late', ['visitor: first', '[ended]']]);
});

test('a session that is only starting is not left behind', async () => {
  const world = createWorld();
  const tab = await world.open();
  world.backend.setOffline(true);
  await tab.chat.sendMessage('hello');
  const leaving = tab.chat.newThread();
  leaving.catch(() => undefined);
  await world.clock.advance(11_000);
  await assert.rejects(leaving, {code: 'network'});
  assert.deepEqual(own(tab), ['hello queued']);
  world.backend.setOffline(false);
  await world.until(() => tab.chat.state.connection === 'online');
  await tab.chat.newThread();
  assert.equal(tab.chat.state.session.status, 'none');
});

test('what is typed stays with its session, also what another tab has not written down yet', async () => {
  const world = createWorld();
  const tab = await talking(world);
  const other = await world.open();
  other.chat.setDraft('typed in the other tab');
  await tab.chat.newThread();
  await world.settle();
  assert.deepEqual([tab.chat.state.draft, other.chat.state.draft], ['', '']);
  tab.chat.setDraft('on the empty page');
  await tab.chat.openSession(tab.session.id);
  await world.settle();
  assert.deepEqual([tab.chat.state.draft, other.chat.state.draft], ['typed in the other tab', 'typed in the other tab']);
  await tab.chat.clearChat();
  assert.equal(tab.chat.state.draft, 'on the empty page');
});

test('an agent opens the session shown again: the visitor is told and chooses', async () => {
  const world = createWorld();
  const tab = await talking(world);
  const other = await world.open();
  tab.session.end('agent', 'resolved');
  await world.until(() => tab.chat.state.session.status === 'ended' && world.backend.inboxes === 1);
  tab.events.length = 0;
  tab.session.reopen();
  tab.session.agentSend('One more thing');
  await world.until(() => tab.chat.state.session.reopened === true && other.chat.state.session.reopened === true);
  assert.equal(tab.chat.state.session.status, 'ended');
  for (const each of [tab, other]) {
    await world.until(() => each.lines().at(-1) === 'agent: One more thing');
    assert.deepEqual(each.lines(), ['visitor: first', '[ended]', '[reopened]', '[joined]', 'agent: One more thing']);
  }
  assert.deepEqual(tab.events.filter(({type}) => type === 'chat-reopen').length, 1);
  await assert.rejects(tab.chat.sendMessage('not silently'), {code: 'session-ended'});
  await other.chat.continueSession();
  await world.until(() => tab.chat.state.connection === 'online');
  assert.deepEqual([tab.chat.state.session.status, tab.chat.state.session.owner, tab.chat.state.session.reopened], ['active', 'agent', undefined]);
  await tab.chat.sendMessage('Yes?');
  await world.until(() => own(tab).at(-1) === 'Yes? delivered');
  await tab.chat.continueSession();
  tab.session.end('agent', 'resolved');
  await world.until(() => tab.chat.state.session.status === 'ended');
  assert.deepEqual(tab.story(), ['chat-resume', 'chat-end']);
});

test('a session opened again while no page was there is known at the next page load; one that is over again is ended', async () => {
  const world = createWorld();
  const tab = await talking(world);
  tab.session.end('agent', 'resolved');
  await world.until(() => tab.chat.state.session.status === 'ended');
  tab.close();
  tab.session.reopen();
  const later = await world.open();
  await world.until(() => later.chat.state.session.reopened === true);
  await world.until(() => world.backend.inboxes === 1);
  tab.session.end('agent', 'resolved');
  await world.until(() => later.chat.state.session.reopened === undefined);
  assert.equal(later.chat.state.session.status, 'ended');
});

test('clearing a session that was opened again ends it on the server, and tells no second end', async () => {
  const world = createWorld();
  const tab = await talking(world);
  tab.session.end('agent', 'resolved');
  await world.until(() => tab.chat.state.session.status === 'ended');
  tab.session.reopen();
  await world.until(() => tab.chat.state.session.reopened === true);
  await tab.chat.clearChat();
  await world.until(() => tab.session.info.status === 'ended');
  assert.equal(tab.story().filter((type) => type === 'chat-end').length, 1);
});

test('an agent opens another session again: the one shown is not touched', async () => {
  const world = createWorld();
  const tab = await talking(world);
  tab.session.end('agent', 'resolved');
  await world.until(() => tab.chat.state.session.status === 'ended');
  const second = await tab.chat.startNewSession();
  await tab.chat.listSessions();
  tab.session.reopen();
  tab.session.agentSend('Here again');
  await world.until(() => tab.chat.state.sessions.items.find(({id}) => id === tab.session.id)?.status === 'active');
  assert.deepEqual([tab.chat.state.session.id, tab.chat.state.session.status, tab.lines()], [second, 'active', []]);
});

test('one open session: a start joins the one that is open, whoever made it', async () => {
  const world = createWorld();
  const tab = await talking(world);
  await tab.chat.newThread();
  tab.chat.configure({oneOpenSession: true});
  tab.events.length = 0;
  const started = await tab.chat.startChat();
  assert.deepEqual(started, {sessionId: tab.session.id, status: 'active', joined: true});
  await world.settle();
  assert.deepEqual([tab.chat.state.session.id, tab.lines()], [tab.session.id, ['visitor: first']]);
  assert.deepEqual(tab.story(), ['chat-show', 'chat-resume']);
  assert.equal(world.backend.sessions.length, 1);
});

test('one open session: a message written on an empty page goes to the open one', async () => {
  const world = createWorld();
  const tab = await talking(world);
  await tab.chat.newThread();
  tab.chat.configure({oneOpenSession: true});
  tab.chat.setDraft('and this');
  await tab.chat.sendMessage('to the open one');
  await world.until(() => own(tab).join() === 'first delivered,to the open one delivered');
  assert.equal(tab.chat.state.draft, 'and this');
});

test('one open session: an empty page is not shown beside an open session', async () => {
  const world = createWorld();
  const tab = await talking(world);
  tab.chat.configure({oneOpenSession: true});
  await tab.chat.newThread();
  assert.equal(tab.chat.state.session.id, tab.session.id);
});

test('one open session: opening another open one ends the one shown', async () => {
  const world = createWorld();
  const tab = await talking(world);
  const second = await another(world, tab);
  tab.chat.configure({oneOpenSession: true});
  tab.events.length = 0;
  await tab.chat.openSession(tab.session.id);
  await world.until(() => second.info.status === 'ended');
  assert.deepEqual([tab.chat.state.session.id, tab.chat.state.session.status, tab.session.info.status], [tab.session.id, 'active', 'active']);
  assert.deepEqual(tab.story(), ['chat-end', 'chat-resume']);
  const end = tab.events.find(({type}) => type === 'chat-end');
  assert.equal(end?.type === 'chat-end' && end.detail.cause, 'open-session');
});

test('one open session: a new one waits until the server knows of the end of the last', async () => {
  const world = createWorld();
  const tab = await world.open({oneOpenSession: true});
  await tab.chat.sendMessage('first');
  await world.until(() => tab.chat.state.connection === 'online');
  const first = world.backend.session();
  world.backend.setOffline(true);
  const starting = tab.chat.startNewSession();
  await world.clock.advance(11_000);
  const id = await starting;
  await tab.chat.sendMessage('second');
  world.backend.setOffline(false);
  await world.until(() => tab.chat.state.connection === 'online');
  assert.equal(first.info.status, 'ended');
  assert.deepEqual([tab.chat.state.session.id, world.backend.session().id], [id, id]);
  assert.deepEqual(world.backend.session().messages.map(({text}) => text), ['second']);
});

test('one open session: startNewSession() resolves with the session that it came to', async () => {
  const world = createWorld();
  const tab = await talking(world);
  const second = await another(world, tab);
  tab.chat.configure({oneOpenSession: true});
  const id = await tab.chat.startNewSession();
  assert.equal(id, tab.session.id);
  assert.equal(tab.chat.state.session.id, tab.session.id);
  assert.equal(second.info.status, 'ended');
});

test('a tab that slept through a reopening does not end the session with the old end', async () => {
  const world = createWorld();
  const tab = await talking(world);
  const sleeper = await world.open();
  sleeper.surroundings.play('suspend');
  tab.session.end('agent', 'resolved');
  await world.until(() => tab.chat.state.session.status === 'ended' && world.backend.inboxes === 1);
  tab.session.reopen();
  await world.until(() => tab.chat.state.session.reopened === true);
  await tab.chat.continueSession();
  sleeper.surroundings.play('resume');
  await world.until(() => sleeper.lines().includes('[reopened]'));
  await world.clock.advance(60_000);
  assert.deepEqual([tab.chat.state.session.status, sleeper.chat.state.session.status], ['active', 'active']);
});

test('a device that forgets has no list any more, in every tab and at once', async () => {
  const world = createWorld();
  const tab = await talking(world, 'canary');
  const other = await world.open();
  for (const {chat} of [tab, other]) await chat.listSessions();
  assert.deepEqual([ids(tab).length, ids(other).length], [1, 1]);
  const cleared = tab.chat.clearSession();
  await world.settle();
  for (const {chat} of [tab, other]) assert.deepEqual(chat.state.sessions, {items: [], status: 'complete'});
  await world.clock.advance(10_000);
  await cleared;
});
