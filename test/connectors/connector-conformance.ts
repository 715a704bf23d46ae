// What every connector with history must do, against whatever back end. Runners hand in the back end and how the other side acts in it.
import assert from 'node:assert/strict';
import {it} from 'node:test';
import type {Connector, CredentialVault, Farewell, IdentityTokens} from '../../src/contracts/connector.js';
import {newId} from '../../src/model/ids.js';
import {isLogEvent, type LogEvent, type SessionEvent} from '../../src/model/session-event.js';
import {Heard} from './heard.js';

/** A back end with nothing in it that the test knows of, and its other side. */
export interface Stage {
  /** `identity` makes it a verified visitor's. */
  connect(vault: CredentialVault, identity?: IdentityTokens): Connector;
  /** A person takes the session, which waits for one. */
  accept(sessionId: string): Promise<void>;
  agentSend(sessionId: string, text: string): Promise<void>;
  agentEnd(sessionId: string): Promise<void>;
}

export const never = (): AbortSignal => new AbortController().signal;
export const codeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'resolved',
    (error: unknown) => (error as {code?: unknown}).code ?? error,
  );

/** A vault that counts, with a disk's manners: values are copies. */
export function testVault(initial?: unknown): CredentialVault & {readonly stored: unknown; readonly drops: number} {
  let stored = structuredClone(initial);
  let drops = 0;
  const equal = (other: unknown): boolean => JSON.stringify(stored) === JSON.stringify(other);
  return {
    get stored() {
      return stored;
    },
    get drops() {
      return drops;
    },
    read: async () => structuredClone(stored),
    claim: async (value) => structuredClone((stored ??= structuredClone(value))),
    async drop(value) {
      drops += 1;
      if (equal(value)) stored = undefined;
    },
  };
}

/** Follows a session and keeps what it says. */
export function listenTo(connector: Connector, sessionId: string, after: number): {
  readonly events: SessionEvent[];
  readonly end: Promise<unknown>;
  stop(): void;
  /** Resolves when an event fits. */
  saw(fits: (event: SessionEvent) => boolean): Promise<SessionEvent>;
} {
  const {events, emit, saw} = new Heard<SessionEvent>();
  const control = new AbortController();
  const end = connector.stream(sessionId, after, emit, control.signal).catch((error: unknown) => error);
  return {events, end, stop: () => control.abort(), saw};
}

const numbers = (events: readonly SessionEvent[]): number[] => events.filter(isLogEvent).map(({seq}) => seq);
const upTo = (last: number, first = 1): number[] => Array.from({length: last - first + 1}, (_, index) => first + index);
export const textOf = (event: SessionEvent): string | undefined => (event.type === 'message' ? event.message.text : undefined);

/** A farewell of the visitor whom `vault` holds. */
export const goodbye = (id: string, vault: {readonly stored: unknown}, changes: Partial<Farewell> = {}): Farewell => ({
  sessionId: id, by: 'visitor', reason: 'ended', revoke: false, credentials: vault.stored, ...changes,
});

/** Registers the whole list; call it inside a `describe`. `stage` is asked in each test. */
export function connectorConformance(stage: () => Stage): void {
  const fresh = (): {connector: Connector; vault: ReturnType<typeof testVault>; id: string} => {
    const vault = testVault();
    return {connector: stage().connect(vault), vault, id: newId()};
  };

  it('opens a session, once', async () => {
    const {connector, id} = fresh();
    const first = await connector.open({sessionId: id, locale: 'en', page: {url: 'https://shop.example/', title: 'Shop'}}, never());
    assert.equal(first.session.id, id);
    assert.equal(first.session.status, 'active');
    assert.equal(first.session.owner, 'bot');
    assert.equal(first.events[0]?.type, 'started');
    assert.deepEqual(numbers(first.events), upTo(first.session.lastSeq));
    assert.equal(first.more, false);
    const again = await connector.open({sessionId: id}, never());
    assert.equal(again.session.startedAt, first.session.startedAt);
    assert.equal(again.events.filter(({type}) => type === 'started').length, 1);
  });

  it('two openings at the same moment, of two connectors with one vault, give one visitor and one session', async () => {
    const vault = testVault();
    const [a, b] = [stage().connect(vault), stage().connect(vault)];
    const id = newId();
    const [one, two] = await Promise.all([a.open({sessionId: id}, never()), b.open({sessionId: id}, never())]);
    assert.equal(one.session.startedAt, two.session.startedAt);
    await a.send(id, {id: newId(), text: 'from a'}, never());
    const seen = await b.load(id, 50, never());
    assert.ok(seen.events.some((event) => textOf(event) === 'from a'));
  });

  it('refuses an id that is no UUID', async () => {
    assert.equal(await codeOf(fresh().connector.open({sessionId: 'order-4711'}, never())), 'bad-input');
  });

  it('an unknown session is not found, with and without a visitor', async () => {
    const {connector, vault, id} = fresh();
    assert.equal(await codeOf(connector.load(id, 50, never())), 'not-found');
    assert.equal(vault.stored, undefined);
    await connector.open({sessionId: newId()}, never());
    assert.equal(await codeOf(connector.load(id, 50, never())), 'not-found');
    assert.equal(await codeOf(connector.send(id, {id: newId(), text: 'x'}, never())), 'not-found');
    assert.equal(await codeOf(connector.stream(id, 0, () => undefined, never())), 'not-found');
  });

  it('the same label of two visitors is two sessions', async () => {
    const [mine, theirs] = [fresh(), fresh()];
    await mine.connector.open({sessionId: mine.id}, never());
    assert.equal(await codeOf(theirs.connector.load(mine.id, 50, never())), 'not-found');
    await theirs.connector.open({sessionId: mine.id}, never());
    await mine.connector.send(mine.id, {id: newId(), text: 'secret'}, never());
    const seen = await theirs.connector.load(mine.id, 50, never());
    assert.ok(!seen.events.some((event) => textOf(event) === 'secret'));
    await theirs.connector.farewell(goodbye(mine.id, theirs.vault), never());
    assert.equal((await mine.connector.load(mine.id, 50, never())).session.status, 'active');
  });

  it('stores a message once per id', async () => {
    const {connector, id} = fresh();
    await connector.open({sessionId: id}, never());
    const message = {id: newId(), text: 'Where is my order?'};
    const [one, two] = await Promise.all([connector.send(id, message, never()), connector.send(id, message, never())]);
    assert.deepEqual(one, two);
    assert.deepEqual(await connector.send(id, message, never()), one);
    assert.equal(await codeOf(connector.send(id, {...message, text: 'other'}, never())), 'id-conflict');
    const {events} = await connector.load(id, 50, never());
    const stored = events.filter((event) => event.type === 'message' && event.message.id === message.id);
    assert.deepEqual(stored.map(({seq}) => seq), [one.seq]);
    assert.equal(textOf(stored[0]!), message.text);
  });

  it('gives the log in pages, from both sides, without holes', async () => {
    const {connector, id} = fresh();
    await connector.open({sessionId: id}, never());
    for (let index = 0; index < 6; index += 1) await connector.send(id, {id: newId(), text: `${index}`}, never());
    const {session} = await connector.load(id, 2, never());
    const newest = await connector.load(id, 2, never());
    assert.equal(newest.events.length, 2);
    assert.equal(newest.more, true);
    const older = await connector.events(id, {before: 4, limit: 2}, never());
    assert.deepEqual(numbers(older.events), [2, 3]);
    assert.equal(older.more, true);
    const oldest = await connector.events(id, {before: 2, limit: 5}, never());
    assert.deepEqual(numbers(oldest.events), [1]);
    assert.equal(oldest.more, false);
    const all: LogEvent[] = [];
    for (let more = true; more; ) {
      const page = await connector.events(id, {after: all.length, limit: 3}, never());
      all.push(...page.events);
      ({more} = page);
    }
    assert.ok(all.length >= session.lastSeq);
    assert.deepEqual(numbers(all), upTo(all.length));
  });

  it('a stream begins with sync, then tells everything after the cursor in order, then what happens', async () => {
    const {connector, id} = fresh();
    await connector.open({sessionId: id}, never());
    await connector.send(id, {id: newId(), text: 'one'}, never());
    const whole = listenTo(connector, id, 0);
    await whole.saw((event) => textOf(event) === 'one');
    assert.equal(whole.events[0]!.type, 'sync');
    const late = listenTo(connector, id, 2);
    await late.saw(({type}) => type === 'sync');
    const {seq} = await connector.send(id, {id: newId(), text: 'two'}, never());
    await Promise.all([whole, late].map((line) => line.saw((event) => textOf(event) === 'two')));
    const known = numbers(whole.events);
    assert.deepEqual(known, upTo(known.length));
    assert.ok(known.includes(seq));
    assert.equal(numbers(late.events)[0], 3);
    for (const line of [whole, late]) line.stop();
    assert.equal(((await whole.end) as Error).name, 'AbortError');
    assert.equal(((await late.end) as Error).name, 'AbortError');
  });

  it('a stream that was given up says nothing more', async () => {
    const {connector, id} = fresh();
    await connector.open({sessionId: id}, never());
    const [gone, here] = [listenTo(connector, id, 0), listenTo(connector, id, 0)];
    await Promise.all([gone, here].map((line) => line.saw(({type}) => type === 'started')));
    gone.stop();
    const before = gone.events.length;
    await connector.send(id, {id: newId(), text: 'later'}, never());
    await here.saw((event) => textOf(event) === 'later');
    assert.equal(gone.events.length, before);
    here.stop();
    await Promise.all([gone.end, here.end]);
  });

  it('hands over to a person, who answers and ends it, in the same session', async () => {
    const {connector, id} = fresh();
    await connector.open({sessionId: id}, never());
    const line = listenTo(connector, id, 0);
    assert.equal((await connector.requestHandoff(id, 'please', never())).owner, 'queue');
    assert.equal((await connector.requestHandoff(id, undefined, never())).owner, 'queue');
    assert.equal((await connector.cancelHandoff(id, never())).owner, 'bot');
    assert.equal((await connector.cancelHandoff(id, never())).owner, 'bot');
    assert.equal((await connector.requestHandoff(id, undefined, never())).owner, 'queue');
    await stage().accept(id);
    await line.saw((event) => event.type === 'joined' && event.participant.role === 'agent');
    await line.saw((event) => event.type === 'handoff' && event.to === 'agent');
    assert.equal((await connector.requestHandoff(id, undefined, never())).owner, 'agent');
    await stage().agentSend(id, 'Hello, Ada here.');
    const said = await line.saw((event) => textOf(event) === 'Hello, Ada here.');
    assert.equal(said.type === 'message' && said.message.author.role, 'agent');
    await connector.acknowledge(id, {delivered: (said as LogEvent).seq, read: (said as LogEvent).seq}, never());
    await connector.typing(id, true, never());
    await connector.typing(id, false, never());
    await stage().agentEnd(id);
    const ended = await line.saw(({type}) => type === 'ended');
    assert.equal(ended.type === 'ended' && ended.by, 'agent');
    line.stop();
    const {session} = await connector.load(id, 50, never());
    assert.equal(session.status, 'ended');
    assert.equal(session.ended?.by, 'agent');
    assert.ok(session.ended.messageCount >= 1);
  });

  it('an end is final, told once, and can be told again', async () => {
    const {connector, vault, id} = fresh();
    await connector.open({sessionId: id}, never());
    const message = {id: newId(), text: 'before'};
    const receipt = await connector.send(id, message, never());
    const line = listenTo(connector, id, 0);
    await connector.farewell(goodbye(id, vault, {reason: 'done'}), never());
    await connector.farewell(goodbye(id, vault, {by: 'host', reason: 'late'}), never());
    const ended = await line.saw(({type}) => type === 'ended');
    line.stop();
    assert.deepEqual([ended.type === 'ended' && ended.by, ended.type === 'ended' && ended.reason], ['visitor', 'done']);
    assert.equal(await codeOf(connector.open({sessionId: id}, never())), 'session-ended');
    assert.equal(await codeOf(connector.send(id, {id: newId(), text: 'after'}, never())), 'session-ended');
    assert.equal(await codeOf(connector.requestHandoff(id, undefined, never())), 'session-ended');
    assert.deepEqual(await connector.send(id, message, never()), receipt);
    const {session, events} = await connector.load(id, 50, never());
    assert.equal(session.status, 'ended');
    assert.equal(session.ended?.reason, 'done');
    assert.equal(events.filter(({type}) => type === 'ended').length, 1);
  });

  it('tells an end with the credentials of the farewell, from any device', async () => {
    const {connector, vault, id} = fresh();
    await connector.open({sessionId: id}, never());
    const other = fresh();
    await other.connector.farewell(goodbye(id, vault, {by: 'host', reason: 'cleared'}), never());
    assert.equal(other.vault.stored, undefined);
    const {session} = await connector.load(id, 50, never());
    assert.deepEqual([session.ended?.by, session.ended?.reason], ['host', 'cleared']);
  });

  it('an end of a session or a visitor that nobody knows is told', async () => {
    const {connector, vault, id} = fresh();
    await connector.open({sessionId: id}, never());
    await connector.farewell(goodbye(newId(), vault), never());
    await connector.farewell(goodbye(id, vault, {credentials: undefined}), never());
    await connector.farewell(goodbye(id, vault, {credentials: 'garbage'}), never());
    await connector.farewell(goodbye(id, vault, {credentials: {visitorId: newId(), secret: 'x'.repeat(43)}, revoke: true}), never());
    assert.equal((await connector.load(id, 50, never())).session.status, 'active');
  });

  it('revoking makes the visitor unknown, ends its sessions, and the next start makes another one', async () => {
    const {connector, vault, id} = fresh();
    const second = newId();
    await connector.open({sessionId: id}, never());
    await connector.open({sessionId: second}, never());
    const before = structuredClone(vault.stored);
    await connector.farewell(goodbye(id, vault, {reason: 'logout', revoke: true}), never());
    await connector.farewell(goodbye(id, vault, {reason: 'logout', revoke: true}), never());
    assert.deepEqual(vault.stored, before);
    assert.equal(await codeOf(connector.load(second, 50, never())), 'unauthorized');
    assert.equal(vault.stored, undefined);
    assert.equal(await codeOf(connector.load(second, 50, never())), 'not-found');
    const {session} = await connector.open({sessionId: id}, never());
    assert.equal(session.status, 'active');
    assert.notDeepEqual(vault.stored, before);
  });

  it('acts for whoever the vault holds now', async () => {
    const {connector, vault, id} = fresh();
    await connector.open({sessionId: id}, never());
    await vault.drop(vault.stored);
    assert.equal(await codeOf(connector.load(id, 50, never())), 'not-found');
    const {session} = await connector.open({sessionId: id}, never());
    assert.equal(session.lastSeq, (await connector.load(id, 50, never())).session.lastSeq);
    assert.ok(vault.stored);
  });

  it('replaces garbage in the vault', async () => {
    const vault = testVault(['garbage']);
    const connector = stage().connect(vault);
    await connector.open({sessionId: newId()}, never());
    assert.equal(Array.isArray(vault.stored), false);
  });

  it('every call that was given up rejects with an AbortError', async () => {
    const {connector, vault, id} = fresh();
    await connector.open({sessionId: id}, never());
    const gone = AbortSignal.abort();
    const calls: Array<(signal: AbortSignal) => Promise<unknown>> = [
      (signal) => connector.open({sessionId: id}, signal),
      (signal) => connector.load(id, 50, signal),
      (signal) => connector.events(id, {after: 0, limit: 5}, signal),
      (signal) => connector.stream(id, 0, () => assert.fail('emitted'), signal),
      (signal) => connector.send(id, {id: newId(), text: 'x'}, signal),
      (signal) => connector.farewell(goodbye(id, vault), signal),
      (signal) => connector.typing(id, true, signal),
      (signal) => connector.acknowledge(id, {read: 1}, signal),
      (signal) => connector.stop(id, newId(), signal),
      (signal) => connector.requestHandoff(id, undefined, signal),
      (signal) => connector.cancelHandoff(id, signal),
      (signal) => connector.sessions({limit: 5}, signal),
      (signal) => connector.inbox(() => assert.fail('emitted'), signal),
      (signal) => connector.availability({}, signal),
      (signal) => connector.leaveMessage({id: newId(), email: 'ann@example.com', text: 'x'}, signal),
      (signal) => connector.keep(id, signal),
      (signal) => connector.resolve(id, {messageId: newId(), solved: true}, signal),
      (signal) => connector.survey(id, newId(), {score: 5}, signal),
      (signal) => connector.claim({name: 'Ann'}, signal),
      (signal) => connector.link(vault.stored, signal),
      (signal) => connector.erase(signal),
    ];
    for (const call of calls) await assert.rejects(call(gone), {name: 'AbortError'});
    for (const call of calls) {
      const control = new AbortController();
      const running = call(control.signal);
      control.abort();
      await assert.rejects(running, {name: 'AbortError'});
    }
  });

  it('stopping an answer that is not being written changes nothing', async () => {
    const {connector, id} = fresh();
    const {session} = await connector.open({sessionId: id}, never());
    await connector.stop(id, newId(), never());
    assert.equal((await connector.load(id, 50, never())).session.lastSeq, session.lastSeq);
  });
}
