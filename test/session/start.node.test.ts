/** What a session starts with: attributes, defaults, and what is wrong with them. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ChatSettings} from '../../src/session/chat.js';
import {createWorld} from './world.js';

const ID = '550e8400-e29b-41d4-a716-446655440000';
const PLAN = {label: 'Plan', value: 'gold', shown: true} as const;
const DEFAULTS: Partial<ChatSettings> = {
  context: {from: 'settings'}, routing: {queueId: 'support', fallback: true}, fallbackRouting: [{agentId: 'ada'}], details: [PLAN],
};
const FIELDS = {prechat: [{name: 'topic', label: 'Topic'}]};

const WRONG: readonly (readonly [what: string, attributes: unknown, message: RegExp])[] = [
  ['no object', 'x', /takes an object/],
  ['an unknown name', {contxt: {}}, /"contxt".*routing, fallbackRouting, details, context/],
  ['a context that is none', {context: 3}, /"context" must be an object/],
  ['a routing that is a text', {routing: 'sales'}, /"routing" must be an object such as \{queueId/],
  ['a routing without fallback', {routing: {queueId: 'sales'}}, /"routing" lacks "fallback"/],
  ['a routing with another name', {routing: {queue: 'sales', fallback: true}}, /"routing" has an unknown "queue"; there are agentId, queueId/],
  ['a routing with a number', {routing: {queueId: 7, fallback: true}}, /"routing" has an "queueId" that is no text/],
  ['a fallbackRouting that is no list', {fallbackRouting: {queueId: 'sales'}}, /"fallbackRouting" must be an array/],
  ['a fallbackRouting with a text', {fallbackRouting: ['sales']}, /"fallbackRouting" has an item 0 that must be an object/],
  ['a fallbackRouting to nobody', {fallbackRouting: [{agentId: 'ada'}, {}]}, /item 1 that names neither an "agentId" nor a "queueId"/],
  ['a fallbackRouting with a fallback', {fallbackRouting: [{agentId: 'ada', fallback: true}]}, /item 0 that has an unknown "fallback"/],
  ['details that are no list', {details: {Plan: 'gold'}}, /"details" must be an array/],
  ['a detail without shown', {details: [{label: 'Plan', value: 'gold'}]}, /"details" has an item 0 that lacks "shown"/],
  ['a detail with a number', {details: [{label: 'Plan', value: 7, shown: true}]}, /"value" that is no text \("Plan"\)/],
  ['an answer to no field', {prechat: {tpoic: 'x'}}, /"prechat": no field.*"tpoic".*topic/],
  ['an answer that is no text', {prechat: {topic: 7}}, /"topic" is a text/],
  ['answers that are a list', {prechat: [{name: 'topic'}]}, /"prechat" takes an object/],
];

for (const [what, attributes, message] of WRONG) {
  test(`startChat() with ${what} is refused, and nothing has happened`, async () => {
    const world = createWorld();
    const tab = await world.open(FIELDS);
    await assert.rejects(tab.chat.startChat(attributes as never), {code: 'bad-input', message});
    assert.deepEqual([tab.chat.state.window, tab.chat.state.session.status, world.backend.calls], ['hidden', 'none', []]);
  });
}

for (const [what, settings, message] of [
  ['a routing without fallback', {routing: {queueId: 'x'}}, /"routing" lacks "fallback"/],
  ['details', {details: [{}]}, /"details" has an item 0/],
  ['fields that are no list', {prechat: {}}, /"prechat" must be an array/],
  ['a field without a name', {prechat: [{label: 'A'}]}, /lacks a "name"/],
  ['a field without a label', {prechat: [{name: 'a'}]}, /lacks a "label" \("a"\)/],
  ['a field of no type', {prechat: [{name: 'a', label: 'A', type: 'phone'}]}, /the type "phone"/],
  ['a select without choices', {prechat: [{name: 'a', label: 'A', type: 'select'}]}, /without "choices"/],
  ['choices that are texts', {prechat: [{name: 'a', label: 'A', type: 'select', choices: ['x']}]}, /without "choices"/],
  ['a pattern that is none', {prechat: [{name: 'a', label: 'A', pattern: '('}]}, /no regular expression/],
  ['a value that is no text', {prechat: [{name: 'a', label: 'A', value: 1}]}, /"value" that is no text/],
  ['two fields of one name', {prechat: [{name: 'a', label: 'A'}, {name: 'a', label: 'B'}]}, /two fields with the name "a"/],
] as const) {
  test(`settings with ${what} are refused, at once and when they change`, async () => {
    const world = createWorld();
    await assert.rejects(world.open(settings as never), {code: 'bad-input', message});
    const tab = await world.open();
    assert.throws(() => tab.chat.configure(settings as never), {code: 'bad-input', message});
    assert.equal((await tab.chat.startChat()).status, 'active');
  });
}

test('a start without attributes carries what the settings say', async () => {
  const world = createWorld();
  const tab = await world.open(DEFAULTS);
  await tab.chat.startChat();
  const {context, routing, fallbackRouting, details} = world.backend.session().request;
  assert.deepEqual({context, routing, fallbackRouting, details}, DEFAULTS);
  assert.equal(tab.chat.state.session.owner, 'queue');
});

for (const verb of ['sendMessage', 'startNewSession', 'retryMessage'] as const) {
  test(`so does one by ${verb}()`, async () => {
    const world = createWorld();
    const tab = await world.open(DEFAULTS);
    if (verb === 'sendMessage') await tab.chat.sendMessage('Hello');
    else if (verb === 'startNewSession') await tab.chat.startNewSession();
    else {
      world.backend.failNext(1, 'forbidden-origin', {call: 'open'});
      const id = await tab.chat.sendMessage('Hello');
      await world.until(() => tab.chat.state.error !== null);
      await tab.chat.retryMessage(id);
    }
    await world.until(() => tab.chat.state.session.status === 'active');
    assert.deepEqual(world.backend.session().request.routing, DEFAULTS.routing);
    assert.deepEqual(world.backend.session().request.details, DEFAULTS.details);
  });
}

test('attributes replace all of it, also with nothing', async () => {
  const world = createWorld();
  const tab = await world.open(DEFAULTS);
  await tab.chat.startChat({context: {from: 'start'}});
  const {sessionId: _, ...first} = world.backend.session().request;
  assert.deepEqual(first, {context: {from: 'start'}});
  await tab.chat.endChat();
  await tab.chat.startChat({});
  assert.deepEqual(Object.keys(world.backend.session().request), ['sessionId']);
  await tab.chat.endChat();
  await tab.chat.startChat();
  assert.deepEqual(world.backend.session().request.context, {from: 'settings'});
});

test('an active chat is shown instead, in every tab, and keeps what it has', async () => {
  const world = createWorld();
  const [a, b] = await Promise.all([world.open(), world.open()]);
  const [one, two] = await Promise.all([a.chat.startChat({context: {by: 'a'}}), b.chat.startChat({context: {by: 'b'}})]);
  assert.equal(one.sessionId, two.sessionId);
  assert.equal(world.backend.sessions.length, 1);
  assert.deepEqual([one.joined, two.joined].sort(), [false, true]);
  const {context} = world.backend.session();
  assert.deepEqual((await b.chat.startChat({context: {by: 'late'}})).joined, true);
  assert.deepEqual(world.backend.session().context, context);
  assert.deepEqual([a.chat.state.window, b.chat.state.window], ['shown', 'shown']);
});

test('a reload while it starts, or another tab, starts the same', async () => {
  const world = createWorld();
  world.backend.setOffline(true);
  const tab = await world.open({sessionId: ID, prechat: [{name: 'topic', label: 'Topic'}]});
  void tab.chat.startChat({routing: {queueId: 'sales', fallback: true}, details: [PLAN], prechat: {topic: 'Bills'}}).catch(() => undefined);
  await world.clock.advance(1000);
  tab.close();
  const other = await world.open();
  world.backend.setOffline(false);
  await world.until(() => other.chat.state.session.status === 'active');
  const {sessionId, routing, details, prechat} = world.backend.session().request;
  assert.deepEqual({sessionId, routing, details, prechat}, {
    sessionId: ID, routing: {queueId: 'sales', fallback: true}, details: [PLAN], prechat: [{name: 'topic', label: 'Topic', value: 'Bills'}],
  });
  assert.ok(!JSON.stringify([...world.values]).includes('Bills'));
});

test('an end before it has started keeps none of it', async () => {
  const world = createWorld();
  world.backend.setOffline(true);
  const tab = await world.open();
  void tab.chat.startChat({details: [{label: 'Plan', value: 'canary', shown: true}]}).catch(() => undefined);
  await world.clock.advance(1000);
  void tab.chat.endChat({then: 'stay'});
  await world.settle();
  assert.ok(!JSON.stringify([...world.values]).includes('canary'));
});

test('a function decides by the answers, those of hidden fields too', async () => {
  const world = createWorld();
  const asked: unknown[] = [];
  const tab = await world.open({
    prechat: [{name: 'topic', label: 'Topic'}, {name: 'plan', label: 'Plan', hidden: true, value: 'gold'}],
    routing: (answers) => (asked.push(answers), {queueId: answers['topic']!, fallback: false}),
  });
  await tab.chat.startChat();
  await tab.chat.submitPrechat({topic: 'bills'});
  assert.deepEqual(asked.at(-1), {topic: 'bills', plan: 'gold'});
  assert.deepEqual(world.backend.session().request.routing, {queueId: 'bills', fallback: false});
});

for (const [what, routing] of [
  ['throws', () => { throw new Error('no'); }],
  ['returns nothing', () => undefined],
  ['returns a promise', async () => ({fallback: true})],
  ['returns no fallback', () => ({queueId: 'x'})],
] as const) {
  test(`a routing function that ${what} is told, and nothing is lost`, async () => {
    const world = createWorld();
    const tab = await world.open({sessionId: ID, prechat: [{name: 'topic', label: 'Topic', required: true}]});
    assert.equal((await tab.chat.startChat({routing: routing as never})).status, 'prechat');
    await assert.rejects(tab.chat.submitPrechat({topic: 'Bills'}), {code: 'bad-input', message: /"routing"/});
    assert.deepEqual([tab.chat.state.session.status, tab.chat.state.prechat?.values], ['none', {topic: 'Bills'}]);
    assert.deepEqual(world.backend.calls, []);
    await tab.chat.startChat({routing: () => ({fallback: true}), prechat: {topic: 'Bills'}});
    assert.equal(world.backend.session().id, ID);
  });
}

test('what a refused start carried is there for the next one', async () => {
  const world = createWorld();
  const tab = await world.open(DEFAULTS);
  world.backend.availability = {state: 'away', bot: true, leaveMessage: false};
  const attributes = {routing: {queueId: 'sales', fallback: false}, context: {order: 7}};
  assert.equal((await tab.chat.startChat(attributes)).status, 'unavailable');
  tab.close();
  const again = await world.open(DEFAULTS);
  world.backend.availability = {state: 'available', bot: true, leaveMessage: false};
  await again.chat.startChat();
  const {sessionId: _, ...request} = world.backend.session().request;
  assert.deepEqual(request, attributes);
});
