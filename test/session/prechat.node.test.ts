/** The form before a session: when it is asked for, what it keeps, and what goes with the start. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ChatState} from '../../src/model/chat-state.js';
import type {PrechatField} from '../../src/model/prechat.js';
import {createWorld, own, type OpenTab} from './world.js';

const EMAIL: PrechatField = {name: 'email', label: 'E-mail', type: 'email', required: true};
const TOPIC: PrechatField = {name: 'topic', label: 'Topic'};
const PLAN: PrechatField = {name: 'plan', label: 'Plan', hidden: true, value: 'free'};
const FORM = {prechat: [EMAIL, TOPIC, PLAN]};
const RIGHT = {email: 'ada@example.com'};

const told = ({events}: OpenTab): unknown[] =>
  events.flatMap(({type, detail}) => (type === 'chat-prechat' && 'change' in detail && 'names' in detail ? [[detail.change, detail.names]] : []));
const answers = (world: ReturnType<typeof createWorld>): unknown =>
  Object.fromEntries((world.backend.session().request.prechat ?? []).map(({name, value}) => [name, value]));

test('startChat() shows the form first; its answers start the chat, and are kept nowhere after that', async () => {
  const world = createWorld();
  const tab = await world.open(FORM);
  assert.deepEqual(tab.chat.state.prechat, {fields: FORM.prechat, values: {}, errors: {}});
  assert.deepEqual(await tab.chat.startChat(), {status: 'prechat', sessionId: null, joined: false});
  assert.equal(tab.chat.state.window, 'shown');
  assert.deepEqual(tab.chat.state.prechat, {fields: FORM.prechat, values: {}, errors: {}, awaited: true});
  assert.deepEqual(world.backend.calls, []);
  const {status, joined} = await tab.chat.submitPrechat({...RIGHT, topic: '  '});
  assert.deepEqual([status, joined, tab.chat.state.prechat], ['active', false, null]);
  assert.deepEqual(answers(world), {...RIGHT, plan: 'free'});
  assert.ok(!JSON.stringify([...world.values]).includes('ada@'));
  assert.deepEqual(told(tab), [['shown', ['email', 'topic']], ['submitted', ['email', 'topic']]]);
  assert.ok(!JSON.stringify(tab.events).includes('ada@'));
});

test('a form that is set while the window is shown is asked for at once, and goes away with its setting', async () => {
  const world = createWorld();
  const tab = await world.open();
  tab.chat.show();
  assert.equal(tab.chat.state.prechat, null);
  let changes = 0;
  tab.chat.subscribe(() => (changes += 1));
  tab.chat.configure(FORM);
  await world.until(() => changes > 0);
  assert.deepEqual((tab.chat.state as ChatState).prechat?.fields, FORM.prechat);
  tab.chat.configure({prechat: []});
  assert.equal(tab.chat.state.prechat, null);
});

test('wrong answers are named and kept, and start nothing', async () => {
  const world = createWorld();
  const tab = await world.open(FORM);
  assert.deepEqual(await tab.chat.submitPrechat({email: 'ada', topic: 'x'}), {status: 'prechat', sessionId: null, joined: false});
  assert.deepEqual(tab.chat.state.prechat?.errors, {email: 'email'});
  assert.deepEqual(tab.chat.state.prechat?.values, {email: 'ada', topic: 'x'});
  tab.chat.setPrechat({topic: 'y'});
  assert.deepEqual(tab.chat.state.prechat?.errors, {email: 'email'});
  tab.chat.setPrechat(RIGHT);
  assert.deepEqual(tab.chat.state.prechat?.errors, {});
  assert.equal((await tab.chat.submitPrechat({})).status, 'active');
  assert.deepEqual(answers(world), {...RIGHT, topic: 'y', plan: 'free'});
});

test('sendMessage() starts nothing: the text is in the draft, the form is shown, and after it the draft is the visitor’s to send', async () => {
  const world = createWorld();
  const tab = await world.open(FORM);
  await assert.rejects(tab.chat.sendMessage('My bill'), {code: 'prechat-required'});
  assert.deepEqual([tab.chat.state.draft, tab.chat.state.window, own(tab)], ['My bill', 'shown', []]);
  await assert.rejects(tab.chat.sendMessage('My bill'), {code: 'prechat-required'});
  await assert.rejects(tab.chat.sendMessage('is wrong'), {code: 'prechat-required'});
  assert.equal(tab.chat.state.draft, 'My bill\nis wrong');
  assert.ok(!tab.events.some(({type}) => type === 'chat-before-send' || type === 'chat-before-start'));
  await tab.chat.submitPrechat(RIGHT);
  await world.clock.advance(10_000);
  assert.deepEqual([tab.chat.state.draft, world.backend.session().messages], ['My bill\nis wrong', []]);
  await tab.chat.sendMessage(tab.chat.state.draft);
  await world.until(() => world.backend.session().messages.length === 1);
  assert.equal(tab.chat.state.draft, '');
});

for (const [what, fields, prechat] of [
  ['the attributes', [EMAIL, TOPIC], RIGHT],
  ['the field’s own value', [{...EMAIL, ...{value: RIGHT.email}}, TOPIC], undefined],
  ['both, for an optional one', [TOPIC], {topic: 'x'}],
  ['nobody who could see it', [{...EMAIL, hidden: true}, PLAN], undefined],
] as const) {
  test(`it is not shown when everything that is needed is given by ${what}`, async () => {
    const world = createWorld();
    const tab = await world.open({prechat: [...fields]});
    assert.equal((await tab.chat.startChat(prechat ? {prechat} : undefined)).status, 'active');
    assert.deepEqual(told(tab), []);
  });
}

for (const [what, prechat] of [['a wrong one', {email: 'ada'}], ['only the others', {topic: 'x'}]] as const) {
  test(`it is shown where ${what} is given, and begins with it`, async () => {
    const world = createWorld();
    const tab = await world.open(FORM);
    assert.equal((await tab.chat.startChat({prechat})).status, 'prechat');
    assert.deepEqual(tab.chat.state.prechat?.values, prechat);
  });
}

test('a form where nothing is required is shown too, and may be handed in empty', async () => {
  const world = createWorld();
  const tab = await world.open({prechat: [TOPIC]});
  assert.equal((await tab.chat.startChat()).status, 'prechat');
  assert.equal((await tab.chat.submitPrechat({})).status, 'active');
  assert.equal(world.backend.session().request.prechat, undefined);
});

test('what is typed outlives a reload, is seen by other tabs, and goes with every clear', async () => {
  const world = createWorld();
  for (const verb of ['clearSession', 'clearChat', 'resetWindow'] as const) {
    const tab = await world.open(FORM);
    await tab.chat.startChat({context: {order: 'canary'}});
    tab.chat.setPrechat({email: 'canary'});
    tab.chat.setPrechat({topic: 'canary'});
    await world.clock.advance(1000);
    tab.close();
    const [a, b] = await Promise.all([world.open(FORM), world.open(FORM)]);
    assert.deepEqual(a.chat.state.prechat?.values, {email: 'canary', topic: 'canary'});
    b.chat.setPrechat({topic: 'canary too'});
    await a.chat[verb]();
    await world.clock.advance(1000);
    for (const {chat} of [a, b]) assert.deepEqual(chat.state.prechat?.values, {});
    assert.ok(!JSON.stringify([...world.values]).includes('canary'), verb);
    a.close();
    b.close();
  }
});

for (const [how, leave] of [
  ['is closed', (tab: OpenTab) => tab.close()],
  ['is about to be left', (tab: OpenTab) => tab.surroundings.play('leaving')],
] as const) {
  test(`the last letters in the form are kept when their page ${how} within the pause`, async () => {
    const world = createWorld();
    const tab = await world.open(FORM);
    tab.chat.setPrechat({topic: 'half a thou'});
    leave(tab);
    await world.settle();
    assert.deepEqual((await world.open(FORM)).chat.state.prechat?.values, {topic: 'half a thou'});
  });
}

test('what the host wants for the start that waits outlives a reload and other starts without attributes', async () => {
  const world = createWorld();
  const tab = await world.open({...FORM, context: {from: 'settings'}});
  await tab.chat.startChat({routing: {queueId: 'sales', fallback: true}});
  await tab.chat.startChat();
  tab.close();
  const again = await world.open({...FORM, context: {from: 'settings'}});
  await again.chat.submitPrechat(RIGHT);
  const {routing, context} = world.backend.session().request;
  assert.deepEqual([routing, context], [{queueId: 'sales', fallback: true}, undefined]);
});

test('newer attributes replace older ones, a function included', async () => {
  const world = createWorld();
  const tab = await world.open(FORM);
  await tab.chat.startChat({routing: () => ({queueId: 'old', fallback: true}), context: {old: true}});
  await tab.chat.startChat({context: {new: true}});
  await tab.chat.submitPrechat(RIGHT);
  const {routing, context} = world.backend.session().request;
  assert.deepEqual([routing, context], [undefined, {new: true}]);
});

test('another tab hands the form in: this one joins, and its own form is gone', async () => {
  const world = createWorld();
  const [a, b] = await Promise.all([world.open(FORM), world.open(FORM)]);
  await Promise.all([a.chat.startChat(), b.chat.startChat()]);
  b.chat.setPrechat({topic: 'typed in b'});
  const [one, two] = await Promise.all([a.chat.submitPrechat(RIGHT), b.chat.submitPrechat(RIGHT)]);
  assert.deepEqual([one.sessionId, one.status], [two.sessionId, 'active']);
  assert.equal(world.backend.sessions.length, 1);
  await world.clock.advance(1000);
  assert.deepEqual([a.chat.state.prechat, b.chat.state.prechat, world.record()?.form], [null, null, null]);
  assert.equal([a, b].flatMap(told).filter((event) => (event as string[])[0] === 'submitted').length, 1);
});

test('a start that is refused gives the answers back', async () => {
  const world = createWorld();
  const tab = await world.open({...FORM, routing: {fallback: false}});
  world.backend.availability = {state: 'away', bot: false, leaveMessage: true};
  assert.equal((await tab.chat.submitPrechat(RIGHT)).status, 'unavailable');
  assert.deepEqual(tab.chat.state.prechat?.values, RIGHT);
  world.backend.failNext(1, 'forbidden-origin', {call: 'open'});
  await assert.rejects(tab.chat.submitPrechat({}), {code: 'forbidden-origin'});
  tab.close();
  const again = await world.open(FORM);
  assert.deepEqual(again.chat.state.prechat?.values, RIGHT);
  world.backend.availability = {state: 'available', bot: false, leaveMessage: true};
  assert.equal((await again.chat.submitPrechat({})).status, 'active');
});

test('a veto keeps the answers', async () => {
  const world = createWorld();
  const tab = await world.open(FORM);
  const stop = tab.chat.listen(({type}) => type !== 'chat-before-start');
  await assert.rejects(tab.chat.submitPrechat(RIGHT), {code: 'vetoed'});
  assert.deepEqual(tab.chat.state.prechat?.values, RIGHT);
  stop();
  assert.equal((await tab.chat.submitPrechat({})).status, 'active');
});

test('after an end the form is asked for again, on a fresh page, and the draft stays', async () => {
  const world = createWorld();
  const tab = await world.open(FORM);
  await tab.chat.submitPrechat(RIGHT);
  tab.chat.setDraft('one more thing');
  world.backend.session().end('agent', 'done');
  await world.until(() => tab.chat.state.session.status === 'ended');
  assert.equal((await tab.chat.startChat()).status, 'prechat');
  const {session, prechat, draft} = tab.chat.state;
  assert.deepEqual([session.status, prechat?.values, draft], ['none', {}, 'one more thing']);
});

test('startNewSession() ends what is active, shows the form, and the session gets the id that was asked for', async () => {
  const ID = '550e8400-e29b-41d4-a716-446655440000';
  const world = createWorld();
  const tab = await world.open(FORM);
  await tab.chat.submitPrechat(RIGHT);
  const first = world.backend.session();
  await assert.rejects(tab.chat.startNewSession(ID), {code: 'prechat-required'});
  await world.until(() => first.info.status === 'ended');
  assert.equal((await tab.chat.submitPrechat(RIGHT)).sessionId, ID);
});

test('a start does not end the session that another tab has begun meanwhile', async () => {
  const world = createWorld();
  const [a, b] = await Promise.all([world.open(FORM), world.open(FORM)]);
  await a.chat.submitPrechat(RIGHT);
  world.backend.session().end('agent', 'done');
  await world.until(() => b.chat.state.session.status === 'ended');
  const [one, two] = await Promise.all([a.chat.submitPrechat(RIGHT), b.chat.startChat()]);
  await world.settle();
  assert.equal(one.status, 'active');
  assert.ok(two.status === 'prechat' || two.sessionId === one.sessionId);
  assert.deepEqual(world.backend.sessions.map(({info}) => info.status), ['ended', 'active']);
  assert.deepEqual([a, b].map(({chat}) => chat.state.session.id), [one.sessionId, one.sessionId]);
});

test('asking for a person, or sending a failed message again, needs the form too', async () => {
  const world = createWorld();
  const tab = await world.open();
  world.backend.failNext(1, 'forbidden-origin', {call: 'open'});
  const id = await tab.chat.sendMessage('Hello');
  await world.until(() => tab.chat.state.error !== null);
  tab.chat.configure(FORM);
  await assert.rejects(tab.chat.requestHandoff(), {code: 'prechat-required'});
  await assert.rejects(tab.chat.retryMessage(id), {code: 'prechat-required'});
  await tab.chat.submitPrechat(RIGHT);
  await tab.chat.retryMessage(id);
  await world.until(() => own(tab)[0] === 'Hello delivered');
});

test('setPrechat() and submitPrechat() know the fields, and take texts', async () => {
  const world = createWorld();
  const tab = await world.open(FORM);
  assert.throws(() => tab.chat.setPrechat({mail: 'x'}), {code: 'bad-input', message: /"mail"/});
  assert.throws(() => tab.chat.setPrechat({email: 1} as never), {code: 'bad-input', message: /"email"/});
  await assert.rejects(tab.chat.submitPrechat(null as never), {code: 'bad-input'});
  assert.deepEqual(tab.chat.state.prechat?.values, {});
});

test('over a session there is no form, and nothing is typed into it', async () => {
  const world = createWorld();
  const tab = await world.open(FORM);
  await tab.chat.submitPrechat(RIGHT);
  const again = await world.open(FORM);
  again.chat.show();
  await world.settle();
  assert.deepEqual([again.chat.state.prechat, told(again)], [null, []]);
  again.chat.setPrechat({topic: 'x'});
  await world.clock.advance(1000);
  assert.ok(!world.record()?.form);
});

test('a visitor who gets a name keeps the form and what waits for it; another visitor sees nothing of it', async () => {
  const world = createWorld();
  const tab = await world.open(FORM);
  await tab.chat.startChat({routing: () => ({queueId: 'sales', fallback: true})});
  tab.chat.setPrechat({topic: 'canary'});
  await tab.chat.identify({email: 'ada@example.com'});
  assert.deepEqual(tab.chat.state.prechat?.values, {topic: 'canary'});
  await tab.chat.identify({email: 'ben@example.com'});
  assert.deepEqual(tab.chat.state.prechat?.values, {});
  await tab.chat.identify({email: 'ada@example.com'});
  assert.deepEqual(tab.chat.state.prechat?.values, {topic: 'canary'});
  await tab.chat.logout();
  assert.deepEqual(tab.chat.state.prechat?.values, {});
  await world.clock.advance(1000);
  assert.ok(!JSON.stringify([...world.values]).includes('canary'));
});

test('a function that waits for the form goes along with a visitor who gets a name', async () => {
  const world = createWorld();
  const tab = await world.open(FORM);
  await tab.chat.startChat({routing: () => ({queueId: 'sales', fallback: true})});
  await tab.chat.identify({email: 'ada@example.com'});
  await tab.chat.submitPrechat(RIGHT);
  assert.deepEqual(world.backend.session().request.routing, {queueId: 'sales', fallback: true});
});

test('a form that is handed in while the visitor changes starts one session, with its answers, in the name that it was handed in for', async () => {
  const world = createWorld();
  const tab = await world.open(FORM);
  const [result] = await Promise.all([tab.chat.submitPrechat(RIGHT), tab.chat.identify({email: 'ada@example.com'})]);
  await world.until(() => tab.chat.state.session.status === 'active');
  assert.ok(result.sessionId);
  assert.equal(world.backend.sessions.filter(({info}) => info.status === 'active').length, 1);
  assert.deepEqual(answers(world), {...RIGHT, plan: 'free'});
});
