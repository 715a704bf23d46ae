/**
 * A back end in memory with the manners of docs/protocol.md, for tests of everything that lies above a connector. Knows visitors, their
 * sessions, and the faults that a test scripts; there is no network in it.
 */
import type {Clock} from '../../contracts/clock.js';
import type {Farewell, OpenRequest} from '../../contracts/connector.js';
import type {Availability, LeftMessage} from '../../model/availability.js';
import {ChatError, type ChatErrorCode} from '../../model/errors.js';
import {isUuid, newId} from '../../model/ids.js';
import type {RoutingTarget} from '../../model/routing.js';
import type {SessionEvent} from '../../model/session-event.js';
import type {InboxEvent, SessionPage} from '../../model/session-summary.js';
import type {Claims, IdentityKind} from '../../model/visitor.js';
import {untilAborted} from '../shared/abort.js';
import {FakeSession} from './fake-session.js';
import {Faults, networkError, scriptedError, type Call, type CallName, type Hold} from './faults.js';

/** A stream that stays silent for this long is taken for broken. */
const SILENCE_MS = 25_000;

/** Sessions of the inbox's first page. */
const INBOX_PAGE = 20;

/** What a visitor proves itself with; the connector keeps it in its vault. */
export interface FakeCredentials {
  readonly visitorId: string;
  readonly secret: string;
}

/** What a token of the host's server is exchanged for. */
export interface FakeAccessGrant extends FakeCredentials {
  /** Kept on the device: can do nothing but tell an end. */
  readonly leaveToken: string;
  /** From then on the access is refused. */
  readonly until: number;
  readonly age: number;
}

interface Visitor extends Claims {
  readonly secret: string;
  readonly sub?: string;
  readonly kind: IdentityKind;
  revoked: boolean;
}

/** What a token says; `exp` in seconds since the epoch. */
export interface FakeTokenClaims extends Claims {
  readonly sub: string;
  readonly exp?: number;
}

/** A token of the host's server, as the back end in memory accepts it: a JWT with a signature that nobody checks. */
export function fakeToken(claims: FakeTokenClaims): string {
  const part = (value: object): string => btoa(JSON.stringify(value)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  return `${part({alg: 'none'})}.${part({aud: 'chat-embed', ...claims})}.${newId()}`;
}

export interface FakeBackendOptions {
  readonly clock: Clock;
  /** How far the back end's clock is ahead of `clock`, in ms; default 0. */
  readonly aheadMs?: number;
  /** Called with each new message of a visitor, after it is stored; the place for a bot. */
  readonly onMessage?: (session: FakeSession, text: string) => void;
}

interface Line {
  readonly kind: 'stream' | 'inbox';
  close(pauseMs: number): void;
  cut(): void;
}

/** The server's side. Its `FakeSession`s are how a test plays bot, agent and server. */
export class FakeBackend {
  readonly #clock: Clock;
  readonly #aheadMs: number;
  readonly #onMessage: NonNullable<FakeBackendOptions['onMessage']>;
  readonly #faults: Faults;
  readonly #visitors = new Map<string, Visitor>();
  readonly #inboxes = new Set<{readonly visitorId: string; readonly emit: (event: InboxEvent) => void}>();
  readonly #sessions: FakeSession[] = [];
  /** Ids that a visitor has ended before they began, as `visitor/id`. */
  readonly #endedIds = new Set<string>();
  readonly #lines = new Set<Line>();
  readonly #calls: Call[] = [];
  #stalled = false;
  #accessAge = 0;
  /** Whether somebody is there, for every target that `staff` does not say otherwise of. */
  availability: Availability = {state: 'available', bot: true, leaveMessage: true};
  /** By the id of an agent or a queue; what is left out is as in `availability`. */
  readonly staff = new Map<string, Partial<Availability>>();
  /** How long an access of a verified visitor lasts, in ms. */
  accessMs = Infinity;
  /** Tokens of the host's server that are refused; so are those that have expired. */
  readonly refusedTokens = new Set<string>();
  /** What visitors have left. */
  readonly leftMessages: LeftMessage[] = [];

  constructor({clock, aheadMs = 0, onMessage}: FakeBackendOptions) {
    this.#clock = clock;
    this.#aheadMs = aheadMs;
    this.#onMessage = onMessage ?? (() => undefined);
    this.#faults = new Faults(clock);
  }

  // --- What a test looks at ---

  /** Every call so far, also those that failed. */
  get calls(): readonly Call[] {
    return this.#calls;
  }

  /** All sessions, oldest first, of all visitors. */
  get sessions(): readonly FakeSession[] {
    return this.#sessions;
  }

  /** How many streams are open. */
  get streams(): number {
    return this.#linesOf('stream');
  }

  /** How many inboxes are followed. */
  get inboxes(): number {
    return this.#linesOf('inbox');
  }

  /** What is known of a visitor. */
  visitor(id: string): Claims & {readonly kind: IdentityKind; readonly revoked: boolean; readonly sub?: string} {
    const visitor = this.#visitors.get(id);
    if (!visitor) throw new Error(`There is no visitor ${id}.`);
    const {kind, revoked, name, email, sub} = visitor;
    return {kind, revoked, ...(sub && {sub}), ...(name && {name}), ...(email && {email})};
  }

  /** How many visitors were made. */
  get visitors(): number {
    return this.#visitors.size;
  }

  /** The newest session with this label; without one, the newest of all. Throws if there is none. */
  session(id?: string): FakeSession {
    const session = this.#sessions.findLast((one) => id === undefined || one.id === id);
    if (!session) throw new Error(id === undefined ? 'There is no session.' : `There is no session ${id}.`);
    return session;
  }

  // --- What a test does to it ---

  /** The next `times` calls (of that name) are refused with `code`, before they do anything. */
  failNext(times: number, code: ChatErrorCode, options: {readonly call?: CallName; readonly retryAfterMs?: number} = {}): void {
    this.#faults.fail(times, () => scriptedError(code, options.retryAfterMs), options.call, 'before');
  }

  /** The next `times` calls (of that name) do their work, and then their answer is lost. */
  loseAnswers(times: number, call?: CallName): void {
    this.#faults.fail(times, networkError, call, 'after');
  }

  /** From now on calls (of that name) take `ms` of the clock's time before they arrive. 0 ends it. */
  delay(ms: number, call?: CallName): void {
    this.#faults.delay(ms, call ?? 'all');
  }

  /** The next call of that name waits at the door until it is let in. */
  hold(call: CallName): Hold {
    return this.#faults.hold(call);
  }

  /** The network goes away, and all streams break; or it comes back. */
  setOffline(offline: boolean): void {
    this.#faults.offline = offline;
    if (offline) this.dropStreams();
  }

  /** All open streams break. */
  dropStreams(): void {
    for (const line of [...this.#lines]) line.cut();
  }

  /** The back end closes all streams politely and asks for a pause. */
  closeStreams(pauseMs = 0): void {
    for (const line of [...this.#lines]) line.close(pauseMs);
  }

  /** Streams stay open and say nothing, as behind a dead proxy; they break after 25 s. Ends with `false`. */
  stallStreams(stalled: boolean): void {
    this.#stalled = stalled;
  }

  /** Every access of a verified visitor runs out now. */
  expireAccesses(): void {
    this.#accessAge += 1;
    this.dropStreams();
  }

  /** The back end forgets everything, as after a lost database. Streams break. */
  forgetAll(): void {
    this.#sessions.length = 0;
    this.#visitors.clear();
    this.dropStreams();
  }

  // --- What the connector calls ---

  /** Makes a visitor. */
  async createVisitor(signal: AbortSignal): Promise<FakeCredentials> {
    signal.throwIfAborted();
    await Promise.resolve();
    if (this.#faults.offline) throw networkError();
    const credentials = {visitorId: newId(), secret: newId()};
    this.#visitors.set(credentials.visitorId, {kind: 'anonymous', secret: credentials.secret, revoked: false});
    return credentials;
  }

  /** Whether a visitor may call. */
  knows({visitorId, secret}: FakeCredentials): boolean {
    const visitor = this.#visitors.get(visitorId);
    return visitor?.secret === secret && !visitor.revoked;
  }

  /** Accepts a token of the host's server: the same `sub` is the same visitor. */
  exchange(token: string): FakeAccessGrant {
    if (this.#faults.offline) throw networkError();
    const {sub, exp = Infinity, name, email} = this.#verify(token);
    if (this.refusedTokens.has(token)) throw new ChatError('identity-refused', 'The token is refused: a test made it so.');
    if (exp * 1000 <= this.#clock.now()) throw new ChatError('identity-refused', 'The token has expired.');
    const known = [...this.#visitors].find(([, visitor]) => visitor.sub === sub && !visitor.revoked);
    const visitorId = known?.[0] ?? newId();
    const visitor: Visitor = known?.[1] ?? {kind: 'verified', secret: newId(), revoked: false, sub};
    this.#visitors.set(visitorId, {...visitor, ...(name && {name}), ...(email && {email})});
    return {visitorId, secret: visitor.secret, leaveToken: `leave-${visitorId}`, until: Math.min(exp * 1000, this.#clock.now() + this.accessMs), age: this.#accessAge};
  }

  /** Whether an access is still good. */
  accepts(grant: FakeAccessGrant): boolean {
    return grant.age === this.#accessAge && this.#clock.now() < grant.until && this.knows(grant);
  }

  /** Takes claims of a visitor that is not verified. */
  claim(credentials: FakeCredentials, {name, email}: Claims): void {
    this.#mustKnow(credentials);
    const visitor = this.#visitors.get(credentials.visitorId)!;
    if (visitor.kind === 'verified') throw new ChatError('bad-input', 'A verified visitor claims nothing.');
    this.#visitors.set(credentials.visitorId, {...visitor, kind: 'unverified', ...(name && {name}), ...(email && {email})});
  }

  /** Gives the sessions of whoever `other` are to the verified visitor; one whose id he has used too gets a fresh one. */
  link(credentials: FakeCredentials, other: FakeCredentials): void {
    this.#mustKnow(credentials);
    const from = this.#visitors.get(other.visitorId);
    if (from?.secret !== other.secret) throw new ChatError('unauthorized', 'The back end does not know the visitor to link.');
    for (const session of this.#of(other)) {
      if (this.#find(credentials, session.id)) session.id = newId();
      session.visitorId = credentials.visitorId;
      this.#endedIds.delete(`${credentials.visitorId}/${session.id}`);
    }
    this.#passEndedIds(other, credentials);
    from.revoked = true;
    for (const session of this.#sessions) if (session.visitorId === credentials.visitorId) this.#inboxChanged(session);
  }

  /** An early end counts for a start that is still to come, never for a session that is there. */
  #passEndedIds(from: FakeCredentials, to: FakeCredentials): void {
    for (const ended of [...this.#endedIds]) {
      const [visitorId, id] = ended.split('/') as [string, string];
      if (visitorId === from.visitorId && !this.#find(to, id)) this.#endedIds.add(`${to.visitorId}/${id}`);
    }
  }

  /** Deletes a visitor and everything of it. */
  erase(credentials: FakeCredentials): void {
    this.#mustKnow(credentials);
    this.#visitors.delete(credentials.visitorId);
    for (let index = this.#sessions.length - 1; index >= 0; index -= 1) {
      if (this.#sessions[index]!.visitorId === credentials.visitorId) this.#sessions.splice(index, 1);
    }
    this.dropStreams();
  }

  async open(credentials: FakeCredentials, request: OpenRequest): Promise<FakeSession> {
    const {sessionId, oneOpen, routing, fallbackRouting = []} = request;
    this.#mustKnow(credentials);
    if (!isUuid(sessionId)) throw new ChatError('bad-input', `"${sessionId}" is no UUID.`);
    const known = this.#find(credentials, sessionId);
    if (known?.info.status === 'ended' || this.#endedIds.has(`${credentials.visitorId}/${sessionId}`)) throw new ChatError('session-ended', `Session ${sessionId} is over.`);
    if (known) return known;
    const other = oneOpen && this.#of(credentials).find(({info}) => info.status === 'active');
    if (other) return other;
    if (routing) this.#mustReach([routing, ...fallbackRouting, ...(routing.fallback ? [{}] : [])]);
    const own = {now: () => this.#clock.now() + this.#aheadMs};
    const session = new FakeSession(request, credentials.visitorId, own, (changed) => this.#inboxChanged(changed));
    this.#sessions.push(session);
    return session;
  }

  /** A page of a visitor's sessions; the cursor is the id of the last one. */
  list(credentials: FakeCredentials, {limit, before}: {readonly limit: number; readonly before?: string}): SessionPage {
    this.#mustKnow(credentials);
    const all = this.#of(credentials).map(({summary}) => summary).sort((a, b) => b.lastAt - a.lastAt);
    const from = before === undefined ? 0 : all.findIndex(({id}) => id === before) + 1;
    const sessions = all.slice(from, from + limit);
    return {sessions, ...(from + limit < all.length && {next: sessions.at(-1)!.id})};
  }

  available({agentId, queueId}: RoutingTarget): Availability {
    return {...this.availability, ...this.staff.get(agentId ?? queueId ?? '')};
  }

  leave(message: LeftMessage): void {
    if (!message.email.includes('@')) throw new ChatError('bad-input', `"${message.email}" is no e-mail address.`);
    const known = this.leftMessages.find(({id}) => id === message.id);
    if (!known) this.leftMessages.push(message);
    else if (known.text !== message.text) throw new ChatError('id-conflict', `Message ${message.id} exists with another text.`);
  }

  /** The visitor's session; a foreign one does not exist. */
  find(credentials: FakeCredentials, sessionId: string): FakeSession {
    this.#mustKnow(credentials);
    const session = this.#find(credentials, sessionId);
    if (!session) throw new ChatError('not-found', `There is no session ${sessionId}.`);
    return session;
  }

  /** Ends a session for whoever may do only that. */
  endFor(visitorId: string, leaveToken: string, {sessionId, by, reason}: Farewell): void {
    if (leaveToken === `leave-${visitorId}`) this.#end(visitorId, sessionId, by, reason);
  }

  farewell(credentials: FakeCredentials, {sessionId, by, reason, revoke}: Farewell): void {
    if (!this.knows(credentials)) return;
    this.#end(credentials.visitorId, sessionId, by, reason);
    if (!revoke) return;
    this.#visitors.get(credentials.visitorId)!.revoked = true;
    for (const session of this.#sessions) if (session.visitorId === credentials.visitorId) session.end('visitor', 'logout');
  }

  /** An end may overtake its start: then it never begins. */
  #end(visitorId: string, sessionId: string, by: Farewell['by'], reason: string): void {
    const session = this.#find({visitorId, secret: ''}, sessionId);
    if (session) session.end(by, reason);
    else this.#endedIds.add(`${visitorId}/${sessionId}`);
  }

  told(session: FakeSession, text: string): void {
    this.#onMessage(session, text);
  }

  /** Writes a call down and carries it out with the faults scripted for it. */
  call<T>(name: CallName, sessionId: string, work: () => T | Promise<T>, signal: AbortSignal): Promise<T> {
    this.#calls.push({name, sessionId, at: this.#clock.now()});
    return this.#faults.around(name, work, signal);
  }

  /** Follows a session. */
  follow(session: FakeSession, after: number, emit: (event: SessionEvent) => void, signal: AbortSignal): Promise<{readonly pauseMs: number}> {
    return this.#hold('stream', (tell) => session.subscribe(after, tell), emit, signal);
  }

  /** Follows a visitor's list of sessions. */
  followInbox(credentials: FakeCredentials, emit: (event: InboxEvent) => void, signal: AbortSignal): Promise<{readonly pauseMs: number}> {
    const subscribe = (tell: (event: InboxEvent) => void): (() => void) => {
      tell({type: 'sessions', ...this.list(credentials, {limit: INBOX_PAGE})});
      const inbox = {visitorId: credentials.visitorId, emit: tell};
      this.#inboxes.add(inbox);
      return () => void this.#inboxes.delete(inbox);
    };
    return this.#hold('inbox', subscribe, emit, signal);
  }

  /** Keeps a line open until it is closed, cut, silent for too long, or given up. */
  async #hold<Event>(
    kind: Line['kind'],
    subscribe: (tell: (event: Event) => void) => () => void,
    emit: (event: Event) => void,
    signal: AbortSignal,
  ): Promise<{readonly pauseMs: number}> {
    const over = new AbortController();
    let line: Line | undefined;
    const closed = new Promise<{readonly pauseMs: number}>((resolve, reject) => {
      line = {kind, close: (pauseMs) => resolve({pauseMs}), cut: () => reject(networkError())};
      this.#lines.add(line);
    });
    // A line that is cut before anybody waits for it is no unhandled rejection.
    closed.catch(() => undefined);
    const unsubscribe = subscribe((event) => {
      if (!this.#stalled && !signal.aborted && !over.signal.aborted) emit(event);
    });
    this.#watchSilence(line!, over.signal);
    try {
      return await untilAborted(closed, signal);
    } finally {
      over.abort();
      unsubscribe();
      this.#lines.delete(line!);
    }
  }

  /** A beat reaches an open line as long as it is not stalled. */
  #watchSilence(line: Line, signal: AbortSignal): void {
    this.#clock.sleep(SILENCE_MS, signal).then(
      () => (this.#stalled ? line.cut() : this.#watchSilence(line, signal)),
      () => undefined,
    );
  }

  #linesOf(kind: Line['kind']): number {
    return [...this.#lines].filter((line) => line.kind === kind).length;
  }

  #inboxChanged(session: FakeSession): void {
    for (const {visitorId, emit} of [...this.#inboxes]) {
      if (visitorId === session.visitorId) emit({type: 'session', session: structuredClone(session.summary)});
    }
  }

  /** A start is refused where nobody of any target would ever come. */
  #mustReach(targets: readonly RoutingTarget[]): void {
    const found = targets.map((target) => this.available(target));
    if (found.every(({state}) => state === 'away')) throw new ChatError('nobody-there', 'Nobody is there.', {availability: found.at(-1)});
  }

  #verify(token: string): FakeTokenClaims {
    try {
      return JSON.parse(atob(token.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/'))) as FakeTokenClaims;
    } catch (cause) {
      throw new ChatError('identity-refused', 'The token cannot be read.', {cause});
    }
  }

  #of({visitorId}: FakeCredentials): readonly FakeSession[] {
    return this.#sessions.filter((session) => session.visitorId === visitorId);
  }

  #find(credentials: FakeCredentials, sessionId: string): FakeSession | undefined {
    return this.#of(credentials).find((session) => session.id === sessionId);
  }

  #mustKnow(credentials: FakeCredentials): void {
    if (!this.knows(credentials)) throw new ChatError('unauthorized', 'The back end does not know this visitor.');
  }
}
