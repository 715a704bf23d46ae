// What a connector must do that can everything: lists of sessions, reopening, routing, availability, idle time, surveys, identity. Runners hand in
// the back end, which lets one open session be, and how the other side acts in it.
import assert from 'node:assert/strict';
import {it} from 'node:test';
import type {Connector, IdentityTokens} from '../../src/contracts/connector.js';
import type {ChatError} from '../../src/model/errors.js';
import {newId} from '../../src/model/ids.js';
import type {InboxEvent} from '../../src/model/session-summary.js';
import {codeOf, goodbye, listenTo, never, testVault, textOf, type Stage} from './connector-conformance.js';
import {Heard} from './heard.js';

/** A back end that can everything. */
export interface RulesStage extends Stage {
  /** A token of the host's server that the back end accepts, for whoever `sub` is. */
  token(sub: string): string | Promise<string>;
  /** The bot, or a person, writes a message that it believes to solve the question; resolves with its id. */
  solve(sessionId: string): Promise<string>;
  /** An agent opens an ended session again. */
  reopen(sessionId: string): Promise<void>;
  /** The visitor is warned that silence ends the session. */
  warnIdle(sessionId: string): Promise<void>;
  /** By the back end's clock, in ms. */
  now(): number;
  /** Everybody who answers goes away, or is back. */
  away(away: boolean): Promise<void>;
  /** A moment passes, so that what comes next is later. */
  later(): Promise<void>;
}

/** Follows the list of sessions and keeps what it says. */
function listenToInbox(connector: Connector): {readonly end: Promise<unknown>; stop(): void; saw(fits: (event: InboxEvent) => boolean): Promise<InboxEvent>} {
  const {emit, saw} = new Heard<InboxEvent>();
  const control = new AbortController();
  const end = connector.inbox(emit, control.signal).catch((error: unknown) => error);
  return {end, stop: () => control.abort(), saw};
}

const tokens = (token: () => string | Promise<string>): IdentityTokens => ({
  token: async () => token(),
  accepted: () => undefined,
  refused: () => assert.fail('refused'),
});

/** Registers the whole list; call it inside a `describe`. `stage` is asked in each test. */
export function rulesConformance(stage: () => RulesStage): void {
  const fresh = (): {connector: Connector; vault: ReturnType<typeof testVault>; id: string} => {
    const vault = testVault();
    return {connector: stage().connect(vault), vault, id: newId()};
  };
  it('lists the sessions of a visitor, newest activity first, in pages', async () => {
    const {connector} = fresh();
    assert.equal(await codeOf(connector.sessions({limit: 5}, never())), 'not-found');
    const ids = [newId(), newId(), newId()];
    for (const id of ids) {
      await connector.open({sessionId: id}, never());
      await connector.send(id, {id: newId(), text: `in ${ids.indexOf(id)}`}, never());
      await stage().later();
    }
    const first = await connector.sessions({limit: 2}, never());
    assert.deepEqual(first.sessions.map(({id}) => id), [ids[2], ids[1]]);
    assert.ok(first.next);
    const rest = await connector.sessions({limit: 2, before: first.next}, never());
    assert.deepEqual(rest.sessions.map(({id}) => id), [ids[0]]);
    assert.equal(rest.next, undefined);
    const [newest] = first.sessions;
    assert.equal(newest!.status, 'active');
    assert.ok(newest!.lastSeq >= 2 && newest!.lastAt >= newest!.startedAt);
    assert.ok(newest!.lastMessage!.text.length > 0);
  });

  it('the inbox tells the list first, then each session that is new or changes', async () => {
    const {connector, vault, id} = fresh();
    await connector.open({sessionId: id}, never());
    const inbox = listenToInbox(connector);
    const first = await inbox.saw(({type}) => type === 'sessions');
    assert.deepEqual(first.type === 'sessions' && first.sessions.map((session) => session.id), [id]);
    const second = newId();
    await connector.open({sessionId: second}, never());
    await inbox.saw((event) => event.type === 'session' && event.session.id === second);
    await connector.farewell(goodbye(id, vault, {reason: 'done'}), never());
    const over = await inbox.saw((event) => event.type === 'session' && event.session.id === id && event.session.status === 'ended');
    assert.equal(over.type === 'session' && over.session.ended?.reason, 'done');
    inbox.stop();
    assert.equal(((await inbox.end) as Error).name, 'AbortError');
  });

  it('an agent opens an ended session again, and it goes on', async () => {
    const {connector, vault, id} = fresh();
    await connector.open({sessionId: id}, never());
    await connector.requestHandoff(id, undefined, never());
    await stage().accept(id);
    await connector.farewell(goodbye(id, vault), never());
    const inbox = listenToInbox(connector);
    await inbox.saw(({type}) => type === 'sessions');
    await stage().reopen(id);
    await inbox.saw((event) => event.type === 'session' && event.session.id === id && event.session.status === 'active');
    inbox.stop();
    const {session, events} = await connector.load(id, 50, never());
    assert.deepEqual([session.status, session.owner, session.ended], ['active', 'agent', undefined]);
    const reopened = events.find(({type}) => type === 'reopened');
    assert.equal(reopened?.type === 'reopened' && reopened.by.role, 'agent');
    await connector.send(id, {id: newId(), text: 'Thanks.'}, never());
  });

  it('one open session: a second start is answered with the first session, also at the same moment', async () => {
    const {connector, vault} = fresh();
    await connector.open({sessionId: newId()}, never()).then(({session}) => connector.farewell(goodbye(session.id, vault), never()));
    const [one, two] = await Promise.all([newId(), newId()].map((id) => connector.open({sessionId: id, oneOpen: true}, never())));
    assert.equal(one!.session.id, two!.session.id);
    const third = await connector.open({sessionId: newId(), oneOpen: true}, never());
    assert.equal(third.session.id, one!.session.id);
    await connector.farewell(goodbye(third.session.id, vault), never());
    const next = newId();
    assert.equal((await connector.open({sessionId: next, oneOpen: true}, never())).session.id, next);
  });

  it('takes everything that a session may start with', async () => {
    const {connector, id} = fresh();
    const {session} = await connector.open({
      sessionId: id,
      context: {order: 7},
      prechat: [{name: 'email', label: 'E-mail', value: 'ann@example.com'}],
      details: [{label: 'Plan', value: 'gold', shown: true}, {label: 'Secret', value: 'x', shown: false}],
      routing: {fallback: true},
      fallbackRouting: [],
      oneOpen: false,
    }, never());
    assert.equal(session.owner, 'queue');
  });

  it('refuses a start that nobody would take, tells how it stands, and keeps the id for another try', async () => {
    const {connector, id} = fresh();
    assert.equal((await connector.availability({}, never())).state, 'available');
    await stage().away(true);
    try {
      const refused = (await connector.open({sessionId: id, routing: {fallback: true}}, never()).catch((error: unknown) => error)) as ChatError;
      assert.deepEqual([refused.code, refused.retryable, refused.availability], ['nobody-there', false, await connector.availability({}, never())]);
      assert.equal(refused.availability?.state, 'away');
      assert.equal(await codeOf(connector.load(id, 1, never())), 'not-found');
    } finally {
      await stage().away(false);
    }
    assert.equal((await connector.open({sessionId: id, routing: {fallback: true}}, never())).session.owner, 'queue');
  });

  it('the end tells of the survey that is open then, in its event and for whoever loads it', async () => {
    const {connector, id} = fresh();
    await connector.open({sessionId: id}, never());
    await connector.requestHandoff(id, undefined, never());
    await stage().accept(id);
    const line = listenTo(connector, id, 0);
    await line.saw(({type}) => type === 'sync');
    await stage().agentEnd(id);
    const ended = await line.saw(({type}) => type === 'ended');
    line.stop();
    const {session} = await connector.load(id, 50, never());
    assert.ok(ended.type === 'ended' && ended.csat !== undefined);
    assert.deepEqual([session.csat?.id, session.csat?.at], [ended.csat, undefined]);
    assert.equal((await connector.survey(id, ended.csat, {score: 2}, never())).csat?.score, 2);
    assert.equal((await connector.load(id, 1, never())).session.csat?.score, 2);
  });

  it('says what time it is with every word on a session', async () => {
    const {connector, id} = fresh();
    const {session} = await connector.open({sessionId: id}, never());
    const now = [session.now, (await connector.load(id, 1, never())).session.now];
    const line = listenTo(connector, id, 0);
    const sync = await line.saw(({type}) => type === 'sync');
    await stage().warnIdle(id);
    const warned = await line.saw((event) => event.type === 'idle' && event.endsAt !== null);
    line.stop();
    now.push(sync.type === 'sync' ? sync.session.now : undefined, warned.type === 'idle' ? warned.now : undefined);
    for (const time of now) assert.ok(time !== undefined && Math.abs(time - stage().now()) < 60_000, `it is ${time}`);
  });

  it('typing and messages show that the visitor is there', async () => {
    const acts = [
      (connector: Connector, id: string): Promise<unknown> => connector.typing(id, true, never()),
      (connector: Connector, id: string): Promise<unknown> => connector.send(id, {id: newId(), text: 'Yes.'}, never()),
    ];
    for (const act of acts) {
      const {connector, id} = fresh();
      await connector.open({sessionId: id}, never());
      const line = listenTo(connector, id, 0);
      await line.saw(({type}) => type === 'sync');
      await stage().warnIdle(id);
      await line.saw((event) => event.type === 'idle' && event.endsAt !== null);
      await act(connector, id);
      await line.saw((event) => event.type === 'idle' && event.endsAt === null);
      line.stop();
    }
  });

  it('tells whether somebody is there, and takes a message once', async () => {
    const {connector, vault} = fresh();
    const {state, bot, leaveMessage} = await connector.availability({}, never());
    assert.ok(['available', 'busy', 'away'].includes(state));
    assert.deepEqual([typeof bot, typeof leaveMessage], ['boolean', 'boolean']);
    const message = {id: newId(), email: 'ann@example.com', name: 'Ann', text: 'Call me.', locale: 'en', page: {url: 'https://shop.example/', title: 'Shop'}};
    await connector.leaveMessage(message, never());
    await connector.leaveMessage(message, never());
    assert.equal(await codeOf(connector.leaveMessage({...message, text: 'Call Bob.'}, never())), 'id-conflict');
    assert.equal(await codeOf(connector.leaveMessage({...message, id: newId(), email: 'nobody'}, never())), 'bad-input');
    assert.equal(vault.stored, undefined);
  });

  it('warns before silence ends a session, until the visitor shows that it is there', async () => {
    const {connector, id} = fresh();
    await connector.open({sessionId: id}, never());
    const line = listenTo(connector, id, 0);
    await line.saw(({type}) => type === 'sync');
    await stage().warnIdle(id);
    const warned = await line.saw((event) => event.type === 'idle' && event.endsAt !== null);
    assert.equal((await connector.load(id, 1, never())).session.idle?.endsAt, warned.type === 'idle' && warned.endsAt);
    await connector.keep(id, never());
    await line.saw((event) => event.type === 'idle' && event.endsAt === null);
    assert.equal((await connector.load(id, 1, never())).session.idle, undefined);
    line.stop();
  });

  it('takes the first word on whether a message solved it, and the first answer to the survey that follows', async () => {
    const {connector, id} = fresh();
    await connector.open({sessionId: id}, never());
    const line = listenTo(connector, id, 0);
    const messageId = await stage().solve(id);
    const said = await line.saw((event) => event.type === 'message' && event.message.id === messageId);
    assert.equal(said.type === 'message' && said.message.solves, true);
    await connector.resolve(id, {messageId, solved: true}, never());
    await connector.resolve(id, {messageId, solved: false}, never());
    await line.saw((event) => event.type === 'resolution' && event.solved);
    const asked = await line.saw(({type}) => type === 'csat');
    const survey = asked.type === 'csat' ? asked.csat.id : '';
    const info = await connector.survey(id, survey, {score: 4, comment: 'Good.'}, never());
    assert.equal(info.csat?.score, 4);
    assert.equal((await connector.survey(id, survey, {skipped: true}, never())).csat?.score, 4);
    line.stop();
    const {session, events} = await connector.load(id, 50, never());
    assert.equal(events.filter(({type}) => type === 'resolution').length, 1);
    assert.deepEqual([session.status, session.csat?.id, session.csat?.score, session.csat?.skipped], ['active', survey, 4, undefined]);
  });

  it('a survey can be skipped', async () => {
    const {connector, id} = fresh();
    await connector.open({sessionId: id}, never());
    const messageId = await stage().solve(id);
    const {csat} = await connector.resolve(id, {messageId, solved: true}, never());
    assert.equal((await connector.survey(id, csat!.id, {skipped: true}, never())).csat?.skipped, true);
  });

  it('a verified visitor is the same on every device, and leaves no secret on any', async () => {
    const sub = newId();
    const token = tokens(() => stage().token(sub));
    const [phone, laptop] = [testVault(), testVault()];
    const id = newId();
    const used: string[] = [];
    const first = stage().connect(phone, {...token, accepted: (one) => void used.push(one)});
    await first.open({sessionId: id}, never());
    assert.deepEqual(used.map((one) => one.split('.').length), [3], 'it is told that the token was accepted');
    await first.send(id, {id: newId(), text: 'from the phone'}, never());
    const {events} = await stage().connect(laptop, token).load(id, 50, never());
    assert.ok(events.some((event) => textOf(event) === 'from the phone'));
    for (const vault of [phone, laptop]) assert.deepEqual(Object.keys(vault.stored as object).sort(), ['leaveToken', 'visitorId']);
    const stranger = stage().connect(testVault(), tokens(() => stage().token(newId())));
    assert.equal(await codeOf(stranger.load(id, 50, never())), 'not-found');
  });

  it('a token that is refused gives no access of any kind', async () => {
    const vault = testVault();
    const refused: string[] = [];
    const connector = stage().connect(vault, {
      token: async () => 'no.token.atall',
      accepted: () => assert.fail('accepted'),
      refused: (token) => void refused.push(token),
    });
    assert.equal(await codeOf(connector.open({sessionId: newId()}, never())), 'identity-refused');
    assert.equal(await codeOf(connector.sessions({limit: 1}, never())), 'identity-refused');
    assert.deepEqual([vault.stored, refused], [undefined, ['no.token.atall', 'no.token.atall']]);
  });

  it('a device that has logged out still tells the end', async () => {
    const vault = testVault();
    const id = newId();
    const sub = newId();
    const connector = stage().connect(vault, tokens(() => stage().token(sub)));
    await connector.open({sessionId: id}, never());
    const later = stage().connect(testVault());
    await later.farewell(goodbye(id, vault, {reason: 'logout'}), never());
    await later.farewell(goodbye(newId(), vault, {reason: 'logout'}), never());
    await later.farewell(goodbye(id, vault, {credentials: {visitorId: newId(), leaveToken: 'garbage'}}), never());
    const {session} = await connector.load(id, 50, never());
    assert.deepEqual([session.ended?.by, session.ended?.reason], ['visitor', 'logout']);
  });

  it('links what a device did anonymously to the verified visitor', async () => {
    const {connector: anonymous, vault, id} = fresh();
    await anonymous.open({sessionId: id}, never());
    await anonymous.send(id, {id: newId(), text: 'before'}, never());
    const sub = newId();
    const connector = stage().connect(testVault(), tokens(() => stage().token(sub)));
    await connector.link(vault.stored, never());
    await connector.link(vault.stored, never());
    const {session, events} = await connector.load(id, 50, never());
    assert.equal(session.status, 'active');
    assert.ok(events.some((event) => textOf(event) === 'before'));
    await connector.send(id, {id: newId(), text: 'after'}, never());
    assert.equal(await codeOf(anonymous.load(id, 50, never())), 'unauthorized');
    assert.equal(await codeOf(connector.link({visitorId: newId(), secret: 'x'.repeat(43)}, never())), 'unauthorized');
  });

  it('links everything, also where both have a session of the same id', async () => {
    const {connector: anonymous, vault, id} = fresh();
    await anonymous.open({sessionId: id}, never());
    await anonymous.send(id, {id: newId(), text: 'before'}, never());
    const sub = newId();
    const connector = stage().connect(testVault(), tokens(() => stage().token(sub)));
    await connector.open({sessionId: id}, never());
    await connector.send(id, {id: newId(), text: 'elsewhere'}, never());
    await connector.link(vault.stored, never());
    const ids = (await connector.sessions({limit: 10}, never())).sessions.map((session) => session.id);
    assert.equal(new Set(ids).size, 2);
    const texts = async (of: string): Promise<readonly string[]> =>
      (await connector.load(of, 50, never())).events.flatMap((event) => (event.type === 'message' && event.message.author.role === 'visitor' ? [event.message.text] : []));
    assert.deepEqual([await texts(id), await texts(ids.find((other) => other !== id)!)], [['elsewhere'], ['before']]);
  });

  it('takes claims of a visitor, and none without one', async () => {
    const {connector, id} = fresh();
    assert.equal(await codeOf(connector.claim({name: 'Ann'}, never())), 'not-found');
    await connector.open({sessionId: id}, never());
    await connector.claim({name: 'Ann', email: 'ann@example.com'}, never());
    await connector.claim({name: 'Ann B.'}, never());
    assert.equal((await connector.load(id, 1, never())).session.status, 'active');
  });

  it('erases everything of a visitor', async () => {
    const {connector, id} = fresh();
    await connector.erase(never());
    await connector.open({sessionId: id}, never());
    await connector.erase(never());
    await connector.erase(never());
    assert.ok(['not-found', 'unauthorized'].includes(String(await codeOf(connector.load(id, 50, never())))));
  });
}
