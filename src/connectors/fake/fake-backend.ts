/**
 * A back end in memory with the manners of docs/protocol.md, for tests of everything that lies above a connector. Knows visitors, their
 * sessions, and the faults that a test scripts; there is no network in it.
 */
import type {Clock} from '../../contracts/clock.js';
import type {Farewell, OpenRequest} from '../../contracts/connector.js';
import {ChatError, type ChatErrorCode} from '../../model/errors.js';
import {isUuid, newId} from '../../model/ids.js';
import type {SessionEvent} from '../../model/session-event.js';
import {untilAborted} from '../shared/abort.js';
import {FakeSession} from './fake-session.js';
import {Faults, networkError, scriptedError, type Call, type CallName, type Hold} from './faults.js';

/** A stream that stays silent for this long is taken for broken. */
const SILENCE_MS = 25_000;

/** What a visitor proves itself with; the connector keeps it in its vault. */
export interface FakeCredentials {
  readonly visitorId: string;
  readonly secret: string;
}

export interface FakeBackendOptions {
  readonly clock: Clock;
  /** Called with each new message of a visitor, after it is stored; the place for a bot. */
  readonly onMessage?: (session: FakeSession, text: string) => void;
}

interface Line {
  readonly sessionId: string;
  close(pauseMs: number): void;
  cut(): void;
}

/** The server's side. Its `FakeSession`s are how a test plays bot, agent and server. */
export class FakeBackend {
  readonly #clock: Clock;
  readonly #onMessage: NonNullable<FakeBackendOptions['onMessage']>;
  readonly #faults: Faults;
  readonly #visitors = new Map<string, {readonly secret: string; revoked: boolean}>();
  readonly #sessions: FakeSession[] = [];
  readonly #lines = new Set<Line>();
  readonly #calls: Call[] = [];
  #stalled = false;

  constructor({clock, onMessage}: FakeBackendOptions) {
    this.#clock = clock;
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
    return this.#lines.size;
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
    this.#visitors.set(credentials.visitorId, {secret: credentials.secret, revoked: false});
    return credentials;
  }

  /** Whether a visitor may call. */
  knows({visitorId, secret}: FakeCredentials): boolean {
    const visitor = this.#visitors.get(visitorId);
    return visitor?.secret === secret && !visitor.revoked;
  }

  async open(credentials: FakeCredentials, {sessionId, context}: OpenRequest): Promise<FakeSession> {
    this.#mustKnow(credentials);
    if (!isUuid(sessionId)) throw new ChatError('bad-input', `"${sessionId}" is no UUID.`);
    const known = this.#find(credentials, sessionId);
    if (known?.info.status === 'ended') throw new ChatError('session-ended', `Session ${sessionId} is over.`);
    if (known) return known;
    const session = new FakeSession(sessionId, credentials.visitorId, this.#clock, context);
    this.#sessions.push(session);
    return session;
  }

  /** The visitor's session; a foreign one does not exist. */
  find(credentials: FakeCredentials, sessionId: string): FakeSession {
    this.#mustKnow(credentials);
    const session = this.#find(credentials, sessionId);
    if (!session) throw new ChatError('not-found', `There is no session ${sessionId}.`);
    return session;
  }

  farewell(credentials: FakeCredentials, {sessionId, by, reason, revoke}: Farewell): void {
    if (!this.knows(credentials)) return;
    this.#find(credentials, sessionId)?.end(by, reason);
    if (!revoke) return;
    this.#visitors.get(credentials.visitorId)!.revoked = true;
    for (const session of this.#sessions) if (session.visitorId === credentials.visitorId) session.end('visitor', 'logout');
  }

  told(session: FakeSession, text: string): void {
    this.#onMessage(session, text);
  }

  /** Writes a call down and carries it out with the faults scripted for it. */
  call<T>(name: CallName, sessionId: string, work: () => T | Promise<T>, signal: AbortSignal): Promise<T> {
    this.#calls.push({name, sessionId, at: this.#clock.now()});
    return this.#faults.around(name, work, signal);
  }

  /** Keeps a line open until it is closed, cut, silent for too long, or given up. */
  async follow(
    session: FakeSession,
    after: number,
    emit: (event: SessionEvent) => void,
    signal: AbortSignal,
  ): Promise<{readonly pauseMs: number}> {
    const over = new AbortController();
    let line: Line | undefined;
    const closed = new Promise<{readonly pauseMs: number}>((resolve, reject) => {
      line = {sessionId: session.id, close: (pauseMs) => resolve({pauseMs}), cut: () => reject(networkError())};
      this.#lines.add(line);
    });
    // A line that is cut before anybody waits for it is no unhandled rejection.
    closed.catch(() => undefined);
    const unsubscribe = session.subscribe(after, (event) => {
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

  #find({visitorId}: FakeCredentials, sessionId: string): FakeSession | undefined {
    return this.#sessions.find((session) => session.id === sessionId && session.visitorId === visitorId);
  }

  #mustKnow(credentials: FakeCredentials): void {
    if (!this.knows(credentials)) throw new ChatError('unauthorized', 'The back end does not know this visitor.');
  }
}
