/** Who the visitor is: names and tokens, what moves with them, what stays apart, and how a device forgets. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {connectorFor} from '../../src/connectors/fake/fake-connector.js';
import {fakeToken} from '../../src/connectors/fake/fake-backend.js';
import type {ChatEvent} from '../../src/model/chat-event.js';
import {partitionName, readIdentityToken} from '../../src/model/partition.js';
import type {LiveChatParts} from '../../src/session/live-chat.js';
import {createWorld, own} from './world.js';
import type {OpenTab} from './world.js';

type World = ReturnType<typeof createWorld>;

const ANN = {name: 'Ann', email: 'ann@example.com'};
const BEN = {email: 'ben@example.com'};
const inSeconds = (world: World, seconds: number): number => Math.ceil(world.clock.now() / 1000) + seconds;
const identities = ({events}: OpenTab): string[] =>
  events.flatMap((event) => (event.type === 'chat-identity' ? [`${event.detail.previous} ${event.detail.kind} ${event.detail.reason}`] : []));
const codes = (events: readonly ChatEvent[]): string[] => events.flatMap((event) => (event.type === 'chat-error' ? [event.detail.code] : []));

async function talking(world: World, text = 'first', more: Partial<LiveChatParts> = {}): Promise<OpenTab> {
  const tab = await world.open(more);
  await tab.chat.sendMessage(text);
  await online(world, tab);
  return tab;
}

async function online(world: World, {chat}: OpenTab): Promise<void> {
  await world.until(() => chat.state.connection === 'online' && chat.state.entries.every((entry) => entry.kind !== 'message' || entry.seq !== undefined));
}

/** Everything that the device keeps, as text. */
const kept = ({values}: World): string => JSON.stringify([...values]);

test('an anonymous visitor who gets a name keeps the session, and the server hears of the claim', async () => {
  const world = createWorld();
  const tab = await talking(world);
  tab.chat.setDraft('half a sen');
  const seen = new Set<string>();
  tab.chat.subscribe(() => void seen.add(`${tab.chat.state.session.status} ${tab.chat.state.entries.length}`));
  tab.events.length = 0;
  await tab.chat.identify(ANN);
  await online(world, tab);
  const {session, identity, draft} = tab.chat.state;
  assert.deepEqual([session.id, draft], [world.backend.session().id, 'half a sen']);
  assert.deepEqual(identity, {kind: 'unverified', ...ANN});
  assert.deepEqual([...seen], ['active 1']);
  assert.deepEqual(identities(tab), ['anonymous unverified identified']);
  assert.deepEqual(tab.story(), []);
  await world.until(() => world.backend.visitor(world.backend.session().visitorId).name === 'Ann');
  assert.equal(world.backend.visitors, 1);
  assert.equal(world.record()!.session, null);
  assert.ok(!kept(world).includes('example.com') && !kept(world).includes('Ann'));
  await tab.chat.sendMessage('second');
  await world.until(() => own(tab).join() === 'first delivered,second delivered');
});

test('a claim is told once, and again when it changes', async () => {
  const world = createWorld();
  const tab = await world.open({identity: ANN});
  assert.deepEqual(world.backend.calls, []);
  await tab.chat.sendMessage('hello');
  await online(world, tab);
  tab.close();
  const later = await world.open({identity: ANN});
  await online(world, later);
  assert.equal(world.backend.calls.filter(({name}) => name === 'claim').length, 1);
  await later.chat.identify({...ANN, name: 'Ann B.'});
  await world.until(() => world.backend.visitor(world.backend.session().visitorId).name === 'Ann B.');
  assert.equal(world.backend.calls.filter(({name}) => name === 'claim').length, 2);
});

test('a claim that the server refuses is told as an error, once', async () => {
  const world = createWorld();
  const tab = await talking(world);
  world.backend.failNext(1, 'bad-input', {call: 'claim'});
  await tab.chat.identify(ANN);
  await world.clock.advance(120_000);
  assert.deepEqual(codes(tab.events), ['bad-input']);
});

test('another address is another visitor: nothing of the first is shown, and nothing is lost', async () => {
  const world = createWorld();
  const tab = await talking(world, 'from Ann', {identity: ANN});
  tab.chat.setDraft('typed by Ann');
  await tab.chat.identify(BEN);
  assert.deepEqual([tab.lines(), tab.chat.state.draft, tab.chat.state.session.status], [[], '', 'none']);
  await tab.chat.sendMessage('from Ben');
  await online(world, tab);
  assert.equal(world.backend.visitors, 2);
  await tab.chat.identify({email: ' ANN@example.com'});
  await online(world, tab);
  assert.deepEqual([tab.lines(), tab.chat.state.draft], [['visitor: from Ann'], 'typed by Ann']);
  assert.deepEqual(tab.story(), ['chat-start', 'chat-start', 'chat-resume']);
});

test('a name alone is no other visitor', async () => {
  const world = createWorld();
  const tab = await talking(world);
  await tab.chat.identify({name: 'Ann'});
  await world.until(() => world.backend.visitor(world.backend.session().visitorId).name === 'Ann');
  assert.deepEqual([tab.chat.state.identity, tab.lines()], [{kind: 'unverified', name: 'Ann'}, ['visitor: first']]);
  await tab.chat.logout();
  assert.deepEqual(tab.chat.state.identity, {kind: 'anonymous'});
});

test('a page that is loaded with a name takes up what was begun without one', async () => {
  const world = createWorld();
  const tab = await talking(world);
  tab.close();
  const later = await world.open({identity: ANN});
  await online(world, later);
  assert.deepEqual([later.lines(), identities(later)], [['visitor: first'], ['anonymous unverified identified']]);
  assert.deepEqual(later.story(), ['chat-resume']);
});

test('an open session of the name wins over what was begun without it', async () => {
  const world = createWorld();
  const ann = await talking(world, 'from Ann', {identity: ANN});
  const tab = await talking(world, 'from nobody');
  await tab.chat.identify(ANN);
  await online(world, tab);
  assert.deepEqual([tab.lines(), ann.lines()], [['visitor: from Ann'], ['visitor: from Ann']]);
  assert.equal(world.record()!.session?.status, 'active');
});

test('what another tab writes while the visitor gets a name goes along', async () => {
  const world = createWorld();
  const tab = await talking(world);
  const other = await world.open();
  await Promise.all([tab.chat.identify(ANN), other.chat.sendMessage('from the other tab')]);
  await world.until(() => world.backend.session().messages.length === 2);
  await online(world, tab);
  assert.deepEqual(tab.lines(), ['visitor: first', 'visitor: from the other tab']);
  assert.deepEqual([other.lines(), other.chat.state.draft], [[], '']);
});

test('a start that is under way when the visitor gets a name is one session', async () => {
  const world = createWorld();
  const tab = await world.open();
  const hold = world.backend.hold('open');
  await tab.chat.sendMessage('hello');
  await hold.reached;
  await tab.chat.identify(ANN);
  hold.release();
  await online(world, tab);
  assert.deepEqual(tab.lines(), ['visitor: hello']);
  assert.deepEqual(world.backend.sessions.filter(({info}) => info.status === 'active').map(({messages}) => messages.length), [1]);
});

test('a token of the host makes a visitor of its own; what was done without it stays where it is', async () => {
  const world = createWorld();
  const tab = await talking(world);
  tab.events.length = 0;
  await tab.chat.identify({token: fakeToken({sub: 'u1', ...ANN})});
  assert.deepEqual([tab.lines(), tab.chat.state.session.status, tab.chat.state.identity], [[], 'none', {kind: 'verified', ...ANN}]);
  assert.deepEqual(identities(tab), ['anonymous verified identified']);
  await tab.chat.sendMessage('as myself');
  await online(world, tab);
  assert.equal(world.backend.visitor(world.backend.session().visitorId).kind, 'verified');
  assert.equal(world.record()!.session?.status, 'active');
});

test('nothing that could prove a verified visitor is kept, and without a token nothing of it is shown', async () => {
  const world = createWorld();
  const token = fakeToken({sub: 'u1', ...ANN});
  const tab = await talking(world, 'secret question', {identity: {token}});
  const text = kept(world);
  for (const secret of [token, token.split('.')[2]!, 'u1"', 'secret"', 'example.com']) assert.ok(!text.includes(secret), `${secret} is kept`);
  assert.deepEqual(Object.keys(world.record(world.keyOf(partitionName({sub: 'u1'})))!.credentials as object).sort(), ['leaveToken', 'visitorId']);
  tab.close();
  const stranger = await world.open();
  await world.clock.advance(10_000);
  assert.deepEqual([stranger.lines(), stranger.chat.state.session.status], [[], 'none']);
  const again = await world.open({identity: {token: fakeToken({sub: 'u1'})}});
  await online(world, again);
  assert.deepEqual(again.lines(), ['visitor: secret question']);
});

test('linked, what was done without a token becomes the verified visitor’s, and goes on', async () => {
  const world = createWorld();
  const tab = await talking(world);
  world.backend.setOffline(true);
  await tab.chat.sendMessage('on its way');
  tab.chat.setDraft('half');
  await tab.chat.identify({token: fakeToken({sub: 'u1'}), link: true});
  assert.deepEqual([tab.lines(), tab.chat.state.draft], [['visitor: first', 'visitor: on its way'], 'half']);
  tab.close();
  world.backend.setOffline(false);
  const later = await world.open({identity: {token: fakeToken({sub: 'u1'}), link: true}});
  await online(world, later);
  assert.deepEqual(later.lines(), ['visitor: first', 'visitor: on its way']);
  const [session] = world.backend.sessions;
  assert.equal(world.backend.sessions.length, 1);
  assert.equal(world.backend.visitor(session!.visitorId).kind, 'verified');
  assert.equal(world.record()!.session, null);
  assert.ok(!kept(world).includes('"secret"'));
});

test('linked from a name, and what cannot be linked is said', async () => {
  const world = createWorld();
  const tab = await talking(world, 'first', {identity: ANN});
  world.backend.failNext(1, 'id-conflict', {call: 'link'});
  await tab.chat.identify({token: fakeToken({sub: 'u1'}), link: true});
  await world.until(() => codes(tab.events).includes('id-conflict'));
  assert.equal(tab.chat.state.identity.kind, 'verified');
  await world.until(() => tab.chat.state.session.status === 'ended');
});

test('ends that are owed are told before their visitor is linked', async () => {
  const world = createWorld();
  const tab = await talking(world);
  const first = world.backend.session();
  world.backend.setOffline(true);
  const ending = tab.chat.endChat();
  await world.clock.advance(5_000);
  await ending;
  await tab.chat.identify({token: fakeToken({sub: 'u1'}), link: true});
  world.backend.setOffline(false);
  await world.until(() => first.info.status === 'ended');
  await world.until(() => world.backend.visitor(first.visitorId).kind === 'verified');
});

test('an access that runs out is renewed without a word lost, from the token or from the host', async () => {
  for (const give of ['token', 'getToken'] as const) {
    const world = createWorld();
    world.backend.accessMs = 30_000;
    let asked = 0;
    const getToken = async (): Promise<string> => fakeToken({sub: 'u1', exp: inSeconds(world, 30 + asked++)});
    const tab = await talking(world, 'first', {identity: give === 'token' ? {token: fakeToken({sub: 'u1'})} : {getToken}});
    for (const text of ['a', 'b', 'c']) {
      await world.clock.advance(31_000);
      await tab.chat.sendMessage(text);
    }
    await world.until(() => world.backend.session().messages.length === 4);
    assert.deepEqual(world.backend.session().messages.map(({text}) => text), ['first', 'a', 'b', 'c']);
    assert.deepEqual(codes(tab.events), []);
    if (give === 'getToken') assert.ok(asked >= 3 && identities(tab).includes('verified verified renewed'));
  }
});

test('a token that has run out: said once, nothing is lost or said in another name, and a new one goes on', async () => {
  const world = createWorld();
  world.backend.accessMs = 10_000;
  const tab = await talking(world, 'first', {identity: {token: fakeToken({sub: 'u1', exp: inSeconds(world, 20)})}});
  await world.clock.advance(30_000);
  world.backend.dropStreams();
  await tab.chat.sendMessage('while it is out');
  await world.clock.advance(120_000);
  assert.deepEqual([identities(tab), codes(tab.events)], [['anonymous verified identified', 'verified verified expired'], ['identity-refused']]);
  assert.deepEqual([tab.chat.state.error?.code, tab.chat.state.identity.kind, own(tab)], ['identity-refused', 'verified', ['first delivered', 'while it is out queued']]);
  assert.equal(world.backend.visitors, 1);
  await tab.chat.identify({token: fakeToken({sub: 'u1'})});
  await world.until(() => own(tab).at(-1) === 'while it is out delivered');
  assert.equal(tab.chat.state.error, null);
  assert.equal(identities(tab).at(-1), 'verified verified renewed');
  assert.equal(world.backend.sessions.length, 1);
});

test('a token that is refused never becomes an anonymous visitor', async () => {
  const world = createWorld();
  const token = fakeToken({sub: 'u1'});
  world.backend.refusedTokens.add(token);
  const tab = await world.open({identity: {token}});
  const id = await tab.chat.sendMessage('who am I');
  await world.clock.advance(60_000);
  assert.deepEqual([identities(tab).at(-1), tab.chat.state.session.status, own(tab)], ['verified verified refused', 'starting', ['who am I queued']]);
  assert.deepEqual([world.backend.visitors, world.backend.sessions.length], [0, 0]);
  const asking = tab.chat.requestHandoff();
  asking.catch(() => undefined);
  await world.clock.advance(11_000);
  await assert.rejects(asking, {code: 'network'});
  await tab.chat.identify({token: fakeToken({sub: 'u1'})});
  await online(world, tab);
  assert.deepEqual(world.backend.session().messages.map((message) => message.id), [id]);
});

test('one refusal is one chat-identity and one chat-error, whatever fails of it; another token that is refused is another refusal', async () => {
  const world = createWorld();
  const tokens = [1, 2].map((number) => fakeToken({sub: 'u1', exp: inSeconds(world, 1_000 + number)}));
  for (const token of tokens) world.backend.refusedTokens.add(token);
  const tab = await world.open({identity: {token: tokens[0]!}});
  const refusals = (): unknown[] => [identities(tab).filter((told) => told.endsWith('refused')), codes(tab.events)];
  await tab.chat.listSessions();
  await tab.chat.sendMessage('who am I');
  await world.clock.advance(60_000);
  await tab.chat.listSessions();
  assert.deepEqual(refusals(), [['verified verified refused'], ['identity-refused']]);
  assert.equal(tab.chat.state.error?.code, 'identity-refused');
  await tab.chat.identify({token: tokens[1]!});
  await world.clock.advance(60_000);
  assert.deepEqual(refusals(), [['verified verified refused', 'verified verified refused'], ['identity-refused', 'identity-refused']]);

  const other = await createWorld().open({identity: {token: 'garbage'}});
  await assert.rejects(other.chat.sendMessage('as whom?'), {code: 'identity-refused'});
  await assert.rejects(other.chat.startChat(), {code: 'identity-refused'});
  assert.deepEqual([identities(other), codes(other.events)], [['anonymous anonymous refused'], ['identity-refused']]);
  await assert.rejects(other.chat.identify({token: 'rubbish'}), {code: 'identity-refused'});
  assert.deepEqual(codes(other.events), ['identity-refused', 'identity-refused']);
});

test('a token that names nobody: nothing is said in anybody’s name until somebody is known, or logs out', async () => {
  const world = createWorld();
  const tab = await talking(world);
  await assert.rejects(tab.chat.identify({token: 'garbage'}), {code: 'identity-refused'});
  assert.deepEqual([identities(tab), tab.chat.state.identity.kind], [['anonymous anonymous refused'], 'anonymous']);
  await assert.rejects(tab.chat.sendMessage('as whom?'), {code: 'identity-refused'});
  await assert.rejects(tab.chat.startChat(), {code: 'identity-refused'});
  await tab.chat.identify(ANN);
  await tab.chat.sendMessage('as Ann');
  await assert.rejects(tab.chat.identify({token: 'garbage'}), {code: 'identity-refused'});
  await tab.chat.logout();
  await tab.chat.sendMessage('as nobody');
});

test('a host whose server does not answer is asked again when somebody speaks', async () => {
  const world = createWorld();
  let works = false;
  const getToken = (): Promise<string> => (works ? Promise.resolve(fakeToken({sub: 'u1'})) : Promise.reject(new Error('503')));
  const tab = await world.open({identity: {getToken}});
  assert.deepEqual(codes(tab.events), ['unavailable']);
  await assert.rejects(tab.chat.sendMessage('hello'), {code: 'unavailable'});
  works = true;
  await tab.chat.sendMessage('hello');
  assert.equal(tab.chat.state.identity.kind, 'verified');
});

test('a getToken() that never answers holds nothing up for ever', async () => {
  const world = createWorld();
  const tab = await world.open();
  const identifying = tab.chat.identify({getToken: () => new Promise<never>(() => undefined)});
  const ending = tab.chat.endChat();
  identifying.catch(() => undefined);
  await world.clock.advance(10_000);
  await assert.rejects(identifying, {code: 'unavailable'});
  await ending;
});

for (const [what, wrong] of [['another visitor’s token', fakeToken({sub: 'u2'})], ['no token', '']] as const) {
  test(`a getToken() that gives ${what} in mid-chat: said once, nothing is said in another name, and a right one goes on`, async () => {
    const world = createWorld();
    world.backend.accessMs = 10_000;
    let token = fakeToken({sub: 'u1'});
    const tab = await talking(world, 'first', {identity: {getToken: async () => token}});
    token = wrong;
    await world.clock.advance(11_000);
    await tab.chat.sendMessage('for u1 only');
    await world.clock.advance(60_000);
    assert.equal(world.backend.visitors, 1);
    assert.deepEqual([identities(tab), codes(tab.events)], [['anonymous verified identified', 'verified verified refused'], ['identity-refused']]);
    assert.equal(tab.chat.state.error?.code, 'identity-refused');
    token = fakeToken({sub: 'u1'});
    await world.until(() => own(tab).at(-1) === 'for u1 only delivered');
    assert.equal(identities(tab).at(-1), 'verified verified renewed');
    assert.equal(tab.chat.state.error, null);
  });
}

test('a getToken() whose tokens are all refused: said once, asked again with pauses, and a good one is renewed', async () => {
  const world = createWorld();
  let asked = 0;
  let good = false;
  const getToken = async (): Promise<string> => {
    const token = fakeToken({sub: 'u1', exp: inSeconds(world, 10_000 + asked++)});
    if (!good) world.backend.refusedTokens.add(token);
    return token;
  };
  const tab = await world.open({identity: {getToken}});
  tab.chat.show();
  await tab.chat.listSessions();
  await tab.chat.sendMessage('who am I');
  await world.clock.advance(60_000);
  assert.ok(asked < 30, `${asked} tokens in a minute`);
  assert.deepEqual([identities(tab), codes(tab.events)], [['anonymous verified identified', 'verified verified refused'], ['identity-refused']]);
  assert.equal(tab.chat.state.error?.code, 'identity-refused');
  good = true;
  await world.until(() => own(tab).at(-1) === 'who am I delivered');
  assert.equal(identities(tab).at(-1), 'verified verified renewed');
  assert.equal(tab.chat.state.error, null);
});

test('logging out ends, deletes in every tab, hides, and tells the server even when it is away', async () => {
  const world = createWorld();
  const token = fakeToken({sub: 'u1'});
  const tab = await talking(world, 'first', {identity: {token}});
  const other = await world.open({identity: {token}});
  await online(world, other);
  const anonymous = await talking(world, 'from before');
  other.chat.show();
  tab.chat.show();
  const session = world.backend.sessions[0]!;
  world.backend.setOffline(true);
  tab.events.length = 0;
  const out = tab.chat.logout();
  await world.clock.advance(5_000);
  assert.deepEqual(await out, {sessionId: session.id, delivered: false});
  for (const each of [tab, other, anonymous]) {
    const {session: view, identity, window, entries, draft} = each.chat.state;
    assert.deepEqual([view.status, identity.kind, window, entries.length, draft], ['none', 'anonymous', 'hidden', 0, '']);
  }
  assert.deepEqual(tab.events.map(({type}) => type).filter((type) => /end|clear|identity|hide/.test(type)),
    ['chat-before-clear', 'chat-hide', 'chat-end', 'chat-clear', 'chat-identity']);
  const end = tab.events.find(({type}) => type === 'chat-end');
  assert.equal(end?.type === 'chat-end' && end.detail.cause, 'logout');
  assert.equal(identities(other).at(-1), 'verified anonymous logout');
  for (const each of [tab, other, anonymous]) each.close();
  world.backend.setOffline(false);
  await world.open();
  await world.until(() => world.backend.sessions.every(({info}) => info.status === 'ended'));
  assert.equal(session.info.ended?.reason, 'logout');
});

test('logging out leaves the data of others on this device alone; clearing does not', async () => {
  const world = createWorld();
  const ben = await talking(world, 'from Ben', {identity: BEN});
  const ann = await talking(world, 'from Ann', {identity: ANN});
  await ann.chat.logout();
  await world.settle();
  assert.deepEqual(ben.lines(), ['visitor: from Ben']);
  const last = await talking(world, 'from nobody');
  await last.chat.clearSession();
  await world.until(() => world.backend.sessions.every(({info}) => info.status === 'ended'));
  assert.deepEqual([ben.lines(), ben.chat.state.identity.kind], [[], 'anonymous']);
  assert.ok(world.backend.sessions.every(({visitorId}) => world.backend.visitor(visitorId).revoked));
  for (const value of world.values.values()) assert.deepEqual((value as {credentials: unknown; farewells: unknown}).credentials, null);
});

test('two at once, of either kind, both settle', async () => {
  const world = createWorld();
  const tab = await talking(world, 'first', {identity: ANN});
  const other = await world.open({identity: ANN});
  const all = Promise.all([tab.chat.logout(), tab.chat.clearSession(), other.chat.logout(), other.chat.clearSession(), tab.chat.clearSession()]);
  await world.clock.advance(20_000);
  await all;
  assert.equal(tab.story().filter((type) => type === 'chat-end').length, 1);
  assert.equal(world.backend.session().info.status, 'ended');
  assert.equal(identities(tab).filter((line) => line.endsWith('logout')).length, 1);
});

test('what is called right after identify() or logout() is said in the new name', async () => {
  const world = createWorld();
  const tab = await talking(world);
  await Promise.all([
    tab.chat.identify({token: fakeToken({sub: 'u1'})}), tab.chat.sendMessage('as u1'),
    tab.chat.logout(), tab.chat.identify(BEN), tab.chat.sendMessage('as Ben'),
  ]);
  await online(world, tab);
  assert.deepEqual(tab.lines(), ['visitor: as Ben']);
  assert.deepEqual(tab.chat.state.identity, {kind: 'unverified', ...BEN});
  await world.until(() => world.backend.sessions.filter(({info}) => info.status === 'active').length === 1);
});

test('a start that the server answers after the logout is ended there', async () => {
  for (const identity of [{token: fakeToken({sub: 'u1'})}, ANN]) {
    const world = createWorld();
    const tab = await world.open({identity});
    const hold = world.backend.hold('open');
    const starting = tab.chat.startChat();
    await hold.reached;
    const out = tab.chat.logout();
    await world.clock.advance(5_000);
    await out;
    hold.release();
    await world.clock.advance(20_000);
    assert.notEqual((await starting).status, 'active');
    assert.deepEqual([tab.chat.state.session.status, world.backend.sessions.filter(({info}) => info.status === 'active').length], ['none', 0]);
  }
});

test('a tab that was asleep during a logout forgets too when it wakes', async () => {
  const world = createWorld();
  const token = fakeToken({sub: 'u1'});
  const tab = await talking(world, 'first', {identity: {token}});
  const sleeper = await world.open({identity: {token}});
  await online(world, sleeper);
  sleeper.surroundings.play('suspend');
  await tab.chat.logout();
  sleeper.surroundings.play('resume');
  await world.settle();
  assert.deepEqual([sleeper.chat.state.identity.kind, sleeper.lines()], ['anonymous', []]);
});

test('eraseMyData() has the server delete everything, then forgets', async () => {
  const world = createWorld();
  const tab = await talking(world, 'first', {identity: {token: fakeToken({sub: 'u1'})}});
  world.backend.failNext(1, 'unavailable', {call: 'erase'});
  await assert.rejects(tab.chat.eraseMyData(), {code: 'unavailable'});
  assert.equal(tab.lines().length, 1);
  const erasing = tab.chat.eraseMyData();
  await world.clock.advance(5_000);
  await erasing;
  assert.deepEqual([world.backend.sessions.length, world.backend.visitors, tab.lines(), tab.chat.state.identity.kind], [0, 0, [], 'anonymous']);
  const unable = await world.open({createConnector: connectorFor(world.backend, {erase: false, identity: false})});
  await assert.rejects(unable.chat.eraseMyData(), {code: 'unsupported'});
  await assert.rejects(unable.chat.identify(ANN), {code: 'unsupported'});
});

test('an identity that is none is refused, and a listener can keep somebody from logging out', async () => {
  const world = createWorld();
  const tab = await talking(world, 'first', {identity: ANN});
  for (const wrong of [null, 'ann', {}, {email: 7}, {token: 7}, {getToken: 'x'}]) await assert.rejects(tab.chat.identify(wrong as never), {code: 'bad-input'});
  const stop = tab.chat.listen(({type}) => type !== 'chat-before-clear');
  await assert.rejects(tab.chat.logout(), {code: 'vetoed'});
  stop();
  assert.deepEqual([tab.lines(), tab.chat.state.identity.kind], [['visitor: first'], 'unverified']);
  const leaving = tab.chat.identify({getToken: () => new Promise<never>(() => undefined)});
  tab.close();
  await assert.rejects(leaving, {code: 'closed'});
  await assert.rejects(tab.chat.identify(BEN), {code: 'closed'});
});

test('what a token says is read, and what is none is not', () => {
  assert.deepEqual(readIdentityToken(fakeToken({sub: 'u1', name: 'Zoë'.normalize('NFD').slice(0, 2), exp: 5})), {sub: 'u1', name: 'Zo', exp: 5});
  const utf8 = `x.${Buffer.from(JSON.stringify({sub: 'ü', name: 'Zoë'})).toString('base64url')}.y`;
  assert.deepEqual(readIdentityToken(utf8), {sub: 'ü', name: 'Zoë'});
  for (const none of ['', 'a.b.c', `x.${btoa('{"sub":""}')}.y`, `x.${btoa('null')}.y`]) assert.equal(readIdentityToken(none), null);
  assert.notEqual(partitionName({sub: 'a'}), partitionName({sub: 'b'}));
  assert.equal(partitionName({}), 'anonymous');
});

test('a session that was made elsewhere is taken up by its id and a token', async () => {
  const world = createWorld();
  const identity = {token: fakeToken({sub: 'ann', exp: inSeconds(world, 600)})};
  const there = await talking(world, 'from elsewhere', {identity});
  const {id} = there.chat.state.session;
  there.close();
  world.values.clear();
  const here = await world.open({identity, sessionId: id!});
  await world.until(() => here.chat.state.session.id === id && here.chat.state.entries.length > 0);
  assert.deepEqual(here.story(), []);
  assert.equal(here.chat.state.session.status, 'active');
});
