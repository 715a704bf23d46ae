/** Who is there, what a start does when nobody is, and messages that are left. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Availability} from '../../src/model/availability.js';
import {createWorld, own, type OpenTab} from './world.js';

const AWAY: Availability = {state: 'away', bot: false, reopensAt: 9_000_000, leaveMessage: true};
const SALES = {routing: {queueId: 'sales', fallback: false}} as const;

const told = ({events}: OpenTab): unknown[] => events.flatMap(({type, detail}) => (type === 'chat-availability' ? [{...detail, sessionId: 0, at: 0}] : []));

test('checkAvailability() asks for the target of the routing, keeps the answer, and tells a change once', async () => {
  const world = createWorld();
  world.backend.staff.set('sales', AWAY);
  const tab = await world.open();
  assert.equal(tab.chat.state.availability, null);
  assert.equal((await tab.chat.checkAvailability()).state, 'available');
  await world.settle();
  await tab.chat.checkAvailability();
  tab.chat.configure(SALES);
  assert.deepEqual(await tab.chat.checkAvailability(), AWAY);
  await world.settle();
  assert.deepEqual(tab.chat.state.availability, AWAY);
  const common = {sessionId: 0, at: 0, origin: 'this-tab'};
  assert.deepEqual(told(tab), [{...common, state: 'available'}, {...common, state: 'away', reopensAt: 9_000_000}]);
  assert.equal(world.backend.visitors, 0);
});

test('the answer to the newest question stays, whichever comes last; a failed one changes nothing', async () => {
  const world = createWorld();
  const tab = await world.open();
  const hold = world.backend.hold('availability');
  const first = tab.chat.checkAvailability();
  await hold.reached;
  world.backend.staff.set('sales', AWAY);
  tab.chat.configure(SALES);
  await tab.chat.checkAvailability();
  hold.release();
  assert.equal((await first).state, 'available');
  assert.deepEqual(tab.chat.state.availability, AWAY);
  world.backend.setOffline(true);
  await assert.rejects(tab.chat.checkAvailability(), {code: 'network'});
  assert.deepEqual(tab.chat.state.availability, AWAY);
});

test('startChat() where nobody is there resolves unavailable, in the tab that asked, with how it stands; every tab knows it', async () => {
  const world = createWorld();
  world.backend.availability = AWAY;
  const [a, b] = await Promise.all([world.open(), world.open()]);
  const [one, two] = await Promise.all([a.chat.startChat(SALES), b.chat.startChat(SALES)]);
  for (const result of [one, two]) assert.deepEqual(result, {status: 'unavailable', sessionId: null, joined: false, availability: AWAY});
  await world.settle();
  for (const {chat} of [a, b]) {
    assert.equal(chat.state.session.status, 'none');
    assert.equal(chat.state.error?.code, 'nobody-there');
    assert.deepEqual(chat.state.availability, AWAY);
  }
  assert.deepEqual(a.story(), ['chat-show']);
  world.backend.availability = {state: 'available', bot: false, leaveMessage: true};
  assert.equal((await a.chat.startChat()).status, 'active');
  await world.settle();
  assert.deepEqual(world.backend.session().request.routing, SALES.routing);
  assert.deepEqual([a.chat.state.error, b.chat.state.error], [null, null]);
});

test('a message that found nobody goes back to where it was typed', async () => {
  const world = createWorld();
  world.backend.availability = AWAY;
  const [a, b] = await Promise.all([world.open(SALES), world.open(SALES)]);
  a.chat.setDraft('Is anybody there?');
  await a.chat.sendMessage('Is anybody there?');
  await world.until(() => a.chat.state.error?.code === 'nobody-there');
  assert.equal(a.chat.state.draft, 'Is anybody there?');
  assert.deepEqual([own(a), own(b), a.chat.state.session.status], [[], [], 'none']);
  a.close();
  b.close();
  const again = await world.open(SALES);
  assert.equal(again.chat.state.draft, 'Is anybody there?');
  world.backend.availability = {state: 'available', bot: false, leaveMessage: true};
  await again.chat.sendMessage('Is anybody there?');
  await world.until(() => own(again)[0] === 'Is anybody there? delivered');
  assert.equal(again.chat.state.draft, '');
  assert.equal(again.chat.state.error, null);
});

test('fallbacks: the first that is there, the general line, or nobody', async () => {
  const world = createWorld();
  world.backend.staff.set('sales', AWAY);
  const tab = await world.open();
  assert.equal((await tab.chat.startChat({...SALES, fallbackRouting: [{agentId: 'ada'}]})).status, 'active');
  await tab.chat.endChat();
  assert.equal((await tab.chat.startChat({routing: {queueId: 'sales', fallback: true}})).status, 'active');
  await tab.chat.endChat();
  assert.equal((await tab.chat.startChat(SALES)).status, 'unavailable');
});

test('asking for a person where nobody is there says so', async () => {
  const world = createWorld();
  world.backend.availability = AWAY;
  const tab = await world.open(SALES);
  await assert.rejects(tab.chat.requestHandoff(), {code: 'nobody-there'});
  await assert.rejects(tab.chat.startNewSession(), {code: 'nobody-there'});
});

test('a message is left once, also when it is sent twice or its answer is lost', async () => {
  const world = createWorld();
  const tab = await world.open({locale: 'de', page: () => ({url: 'https://shop.example/', title: 'Shop'})});
  const message = {email: ' ada@example.com ', name: 'Ada', text: ' Call me. '};
  world.backend.loseAnswers(1, 'leaveMessage');
  await assert.rejects(tab.chat.leaveMessage(message), {code: 'network'});
  await Promise.all([tab.chat.leaveMessage(message), tab.chat.leaveMessage(message)]);
  assert.equal(world.backend.leftMessages.length, 1);
  const {id: _, ...left} = world.backend.leftMessages[0]!;
  assert.deepEqual(left, {
    email: 'ada@example.com', name: 'Ada', text: 'Call me.', locale: 'de', page: {url: 'https://shop.example/', title: 'Shop'},
  });
  await tab.chat.leaveMessage(message);
  assert.equal(world.backend.leftMessages.length, 2);
});

test('what was changed after a failure is another message', async () => {
  const world = createWorld();
  const tab = await world.open();
  world.backend.loseAnswers(1, 'leaveMessage');
  await assert.rejects(tab.chat.leaveMessage({email: 'ada@example.com', text: 'Call.'}), {code: 'network'});
  await tab.chat.leaveMessage({email: 'ada@example.com', text: 'Call me.'});
  assert.deepEqual(world.backend.leftMessages.map(({text}) => text), ['Call.', 'Call me.']);
});

for (const [what, message, code] of [
  ['no address', {email: 'nobody', text: 'x'}, 'bad-input'],
  ['nothing', undefined, 'bad-input'],
  ['no text', {email: 'ada@example.com', text: '  '}, 'bad-input'],
  ['a long text', {email: 'ada@example.com', text: 'x'.repeat(10_001)}, 'too-large'],
] as const) {
  test(`leaveMessage() with ${what} is refused before anything is sent`, async () => {
    const world = createWorld();
    const tab = await world.open();
    await assert.rejects(tab.chat.leaveMessage(message as never), {code});
    assert.deepEqual(world.backend.calls, []);
  });
}

test('disposing of the chat settles what is asked', async () => {
  const world = createWorld();
  const tab = await world.open();
  world.backend.hold('availability');
  const asking = tab.chat.checkAvailability();
  await world.settle();
  tab.close();
  await assert.rejects(asking, {code: 'closed'});
});
