/**
 * The engine: makes what the record wants happen, and what happens part of the record. It owns this tab's line to the back end and the
 * transcript; it decides nothing that the machine decides. Every activity is a duty with a session id and an AbortSignal, so that nothing
 * that comes back late can touch a newer session.
 */
import type {Connector, ConnectorOptions, CreateConnector, CredentialVault, IdentityTokens} from '../contracts/connector.js';
import type {Clock} from '../contracts/clock.js';
import type {RecordStore} from '../contracts/record-store.js';
import type {Surroundings} from '../contracts/surroundings.js';
import type {Tabs} from '../contracts/tabs.js';
import {isAbort} from '../model/abort.js';
import {ChatError} from '../model/errors.js';
import {newId} from '../model/ids.js';
import {shortHash} from '../model/partition.js';
import {sameJson} from '../model/same-json.js';
import type {LiveEvent, LogEvent, SessionEnd, SessionEvent, Snapshot} from '../model/session-event.js';
import type {Fact, SessionRecord} from '../model/session-record.js';
import type {InboxEvent} from '../model/session-summary.js';
import {countMessages} from '../model/transcript.js';
import type {Transcript} from '../model/transcript.js';
import type {Claims} from '../model/visitor.js';
import type {ChatSettings} from './chat.js';
import {duties} from './duties.js';
import type {Duty} from './duties.js';
import {DutyRunner} from './duty-runner.js';
import {isOpen} from './machine.js';
import type {Input} from './machine.js';
import {Patience} from './patience.js';
import {POLICY} from './policy.js';
import {RecordKeeper} from './record-keeper.js';
import {SessionsKeeper} from './sessions-keeper.js';
import {TranscriptKeeper} from './transcript-keeper.js';
import {Typing} from './typing.js';

/** The world, as the engine gets it. */
export interface EngineParts {
  readonly store: RecordStore;
  /** Where the record of this partition is kept. */
  readonly key: string;
  readonly tabs: Tabs;
  /**
   * All tabs of this browser with a chat in them: they hear when a session has begun, which those that have loaded nothing wait for
   * (`element/memory.ts`), and when something was cleared.
   */
  readonly bell: Tabs;
  readonly clock: Clock;
  readonly surroundings: Surroundings;
  readonly createConnector: CreateConnector;
  /** Of a verified visitor. */
  readonly identity?: IdentityTokens | undefined;
  readonly endpoint: string;
  /** What may change while the chat runs; read anew each time. */
  readonly settings: () => Pick<ChatSettings, 'afterEnd' | 'locale'>;
  /** Tells the other side on which page the visitor is. */
  readonly page?: () => {readonly url: string; readonly title: string};
}

/** How this tab's line, or that of the tab that holds it, stands. */
export type Link = 'down' | 'connecting' | 'online' | 'reconnecting';

/** What the engine tells its owner. */
export interface EngineListener {
  /** Something that can be seen has changed. */
  changed(): void;
  /** The record became another one. */
  recordChanged(next: SessionRecord, previous: SessionRecord, facts: readonly Fact[]): void;
  /** A numbered event took its place in the transcript. */
  applied(sessionId: string, event: LogEvent, origin: 'this-tab' | 'other-tab'): void;
  failed(error: ChatError, sessionId: string | null): void;
  /** The server has started a session that nobody wants any more. */
  abandoned(sessionId: string, credentials: unknown): void;
}

type EngineMessage =
  | {readonly kind: 'revision'}
  | {readonly kind: 'event'; readonly sessionId: string; readonly event: SessionEvent}
  /** How the line stands, and up to which number its holder has heard. */
  | {readonly kind: 'link'; readonly sessionId: string; readonly link: Link; readonly seq: number}
  | {readonly kind: 'inbox'; readonly event: InboxEvent}
  | {readonly kind: 'hello'};

/** The back end does not know the session, or the visitor, any more. */
type GoneError = ChatError & {readonly code: 'not-found' | 'unauthorized'};

export class Engine {
  readonly connector: Connector;
  readonly typing: Typing;
  /** The visitor's sessions. */
  readonly sessions: SessionsKeeper;
  readonly #parts: EngineParts;
  readonly #listener: EngineListener;
  readonly #keeper: RecordKeeper;
  readonly #transcript: TranscriptKeeper;
  readonly #patience: Patience;
  readonly #runner: DutyRunner;
  readonly #life = new AbortController();
  readonly #stops: (() => void)[] = [];
  #link: Link = 'down';
  #wasOnline = false;
  /** Of the run that holds the line, while this tab does. */
  #leading: AbortSignal | null = null;
  #suspended = true;
  #hearing: 'this-tab' | 'other-tab' = 'this-tab';
  #shownIds: string[] = [];
  #acknowledging = false;
  /** Whether this tab wants the list of sessions to be followed, and whether it follows it. */
  #listing = false;
  #inboxOpen = false;
  /** A transcript that is about to be shown. */
  #fetched: Snapshot | null = null;
  /** What the vault held last: whoever is forgotten can still be told of an end. */
  #held: unknown = null;
  /** Another visitor has taken the place of this one; what is under way to the server is still waited for. */
  #retired = false;
  #opening = 0;
  #claims: Claims | undefined;

  constructor(parts: EngineParts, listener: EngineListener) {
    this.#parts = parts;
    this.#listener = listener;
    const {store, key, tabs, clock, endpoint, createConnector, identity} = parts;
    this.#patience = new Patience(clock);
    this.#keeper = new RecordKeeper({store, key, tabs, clock, onChange: (...change) => this.#recordChanged(...change)});
    this.connector = createConnector({endpoint, clock, credentials: this.#vault(), ...(identity ? {identity} : {})} satisfies ConnectorOptions);
    this.#transcript = new TranscriptKeeper({
      connector: this.connector,
      clock,
      patience: this.#patience,
      onChange: () => listener.changed(),
      onApplied: (sessionId, event) => this.#applied(sessionId, event),
    });
    this.sessions = new SessionsKeeper(this.connector, () => listener.changed());
    this.typing = new Typing(clock, (on) => this.#tellTyping(on), () => listener.changed());
    this.#runner = new DutyRunner(
      (duty, signal) => this.#do(duty, signal),
      (duty, error) => this.#dutyEnded(duty, error),
    );
  }

  get record(): SessionRecord {
    return this.#keeper.record;
  }

  get transcript(): Transcript | null {
    return this.#transcript.transcript;
  }

  get loadingMore(): boolean {
    return this.#transcript.loadingMore;
  }

  /** A point in time that the back end told, by this device's clock. */
  local(at: number): number {
    return this.#transcript.clock.local(at);
  }

  get link(): Link {
    return this.#link;
  }

  /** Whether this tab holds the line. */
  get #leads(): boolean {
    return this.#leading !== null;
  }

  get #afterEnd(): ChatSettings['afterEnd'] {
    return this.#parts.settings().afterEnd;
  }

  /** Aborted once this engine lets go. */
  get life(): AbortSignal {
    return this.#life.signal;
  }

  /** Where the record is kept. */
  get key(): string {
    return this.#parts.key;
  }

  /** This tab, as facts name it. */
  get tabId(): string {
    return this.#parts.tabs.id;
  }

  /** What the page claims of the visitor; told to the server once it knows one. */
  set claims(claims: Claims | undefined) {
    this.#claims = claims;
    this.#reconcile();
  }

  /** Reads the record. Resolves when it is real. */
  async read(): Promise<void> {
    await this.#keeper.open();
  }

  /** Listens to tabs and page, and takes up what is to be done. What is known of the session shown already needs no loading. */
  begin(known: Transcript | null = null): void {
    const {surroundings, tabs, bell} = this.#parts;
    if (known && known.sessionId === this.record.session?.id) this.#transcript.take(known);
    this.#stops.push(
      tabs.listen((message) => this.#heardTab(message as EngineMessage)),
      bell.listen(() => void this.#keeper.refresh()),
      surroundings.onWake(() => this.wake()),
      surroundings.onOffline(() => this.#startOver()),
      surroundings.onSuspend(() => this.#suspend()),
      surroundings.onResume(() => void this.#resume()),
    );
    this.#suspended = false;
    this.#post({kind: 'hello'});
    this.#reconcile();
  }

  /** Asks the machine. Resolves when its answer is stored. */
  async commit(input: Input | (() => Input)): Promise<SessionRecord> {
    const before = this.record.session;
    const record = await this.#keeper.commit(input);
    if (record.session && !before) this.ring();
    return record;
  }

  /** Looks at what other tabs have done, after everything asked for here. Resolves with the record. */
  refresh(): Promise<SessionRecord> {
    return this.#keeper.refresh();
  }

  /** Tries everything that waits again, now, and looks for news of other tabs. */
  wake(): void {
    if (this.#suspended) return;
    void this.#keeper.refresh();
    this.#post({kind: 'hello'});
    this.#patience.wake();
    this.#listener.changed();
  }

  loadMore(): Promise<void> {
    return this.#transcript.loadMore();
  }

  /**
   * Fetches the visitor's sessions and has the list followed from now on; or no longer, where `on` is false. Resolves when they are there; rejects
   * with what the connector threw.
   */
  async listSessions(on: boolean): Promise<void> {
    this.#listing = on;
    this.#reconcile();
    if (!on || this.#inboxOpen) return;
    if (!this.#hasVisitor) return this.sessions.empty();
    try {
      await this.sessions.fetch('first', this.life);
    } catch (error) {
      if (!this.#isGone(error)) throw error;
      this.sessions.empty();
    }
  }

  /**
   * Shows another of the visitor's sessions, or a page without one. Resolves with the record after it; rejects with what the connector threw.
   */
  async switchTo(sessionId: string | null, how: () => Omit<Extract<Input, {type: 'switch'}>, 'type' | 'info'>): Promise<SessionRecord> {
    const snapshot = sessionId === null ? null : await this.connector.load(sessionId, POLICY.pageSize, this.life);
    this.#fetched = snapshot;
    try {
      return await this.commit(() => ({type: 'switch', info: snapshot?.session ?? null, ...how()}));
    } finally {
      this.#fetched = null;
    }
  }

  /** Takes up a session of the visitor's that the host has named, if the back end knows it and none is open here. */
  async adopt(sessionId: string): Promise<void> {
    if (!this.#hasVisitor || this.record.session) return;
    try {
      const {session} = await this.connector.load(sessionId, POLICY.pageSize, this.life);
      await this.commit({type: 'adopted', info: session});
    } catch {
      // Unknown or out of reach: the id is used when a session starts.
    }
  }

  /** Asks for a person. Resolves when the back end has put the visitor in the line; rejects with what the connector threw. */
  async requestHandoff(sessionId: string, reason: string | undefined): Promise<void> {
    const {queue} = await this.connector.requestHandoff(sessionId, reason, this.life);
    if (queue) this.#heard(sessionId, {type: 'queue', ...queue}, 'this-tab');
  }

  /** What an answer of the back end says of a session, for all tabs. */
  tell(sessionId: string, event: LiveEvent): void {
    this.#post({kind: 'event', sessionId, event});
    this.#heard(sessionId, event, 'this-tab');
  }

  /** Tells all tabs to look at what is stored. */
  ring(): void {
    this.#parts.bell.post({kind: 'look'});
  }

  /** Another visitor takes the place of this one. Resolves when nothing more is written; a start that is under way is waited for apart. */
  async retire(): Promise<void> {
    this.#retired = true;
    this.#letGo();
    if (!this.#opening) this.#life.abort();
    await this.#keeper.idle();
  }

  /** Lets go of line, turns and listeners; the session goes on. */
  dispose(): void {
    this.#letGo();
    this.#life.abort();
  }

  #letGo(): void {
    this.#suspend();
    this.#transcript.stop();
    for (const stop of this.#stops.splice(0)) stop();
  }

  #recordChanged(next: SessionRecord, previous: SessionRecord, facts: readonly Fact[]): void {
    if (next.session?.id !== previous.session?.id) this.#forgetSession(next);
    if (previous.credentials !== null && !this.#parts.identity && !sameJson(previous.credentials, next.credentials)) this.#visitorChanged();
    this.#listener.recordChanged(next, previous, facts);
    if (next.session) this.#transcript.reach(next.session.id, next.cursor);
    // What the end was learned from is not always the log: the last words may be missing, and until a link is made they cannot be read.
    const readable = previous.session?.status !== 'ended' || (previous.links?.length && !next.links?.length);
    if (next.session?.status === 'ended' && readable) this.#transcript.complete(next.session.id);
    this.#reconcile();
  }

  /** The device knows another visitor, or none: nothing goes on in the name of the one before. */
  #visitorChanged(): void {
    this.sessions.empty();
    if (this.record.credentials !== null) this.#runner.want([]);
  }

  /** Another session is current: nothing of the old one may be seen or heard any more. */
  #forgetSession(next: SessionRecord): void {
    if (this.#fetched && this.#fetched.session.id === next.session?.id) this.#transcript.show(this.#fetched);
    else if (this.transcript?.sessionId !== next.session?.id) this.#transcript.drop();
    this.typing.reset();
    this.#shownIds = [];
    this.#wasOnline = false;
    this.#setLink(next.session ? 'connecting' : 'down');
  }

  #reconcile(): void {
    if (this.#suspended) return;
    const inbox = this.connector.capabilities.sessions && this.#hasVisitor ? (this.#listing ? 'wanted' : 'possible') : 'no';
    const claims = this.#claims && shortHash(JSON.stringify(this.#claims));
    this.#runner.want(duties(this.record, {loadedId: this.transcript?.sessionId ?? null, inbox, claims}));
  }

  /** Whether the back end may know sessions of whoever is here. */
  get #hasVisitor(): boolean {
    return this.record.credentials !== null || this.#parts.identity !== undefined;
  }

  /** A connection that was open when the network went may be dead without saying so: nothing goes on that trusts one. */
  #startOver(): void {
    if (this.#suspended) return;
    this.#runner.want([]);
    this.#reconcile();
    this.#listener.changed();
  }

  #suspend(): void {
    this.#suspended = true;
    this.#runner.want([]);
    this.#parts.tabs.leave();
    this.#parts.bell.leave();
    // What is written last, such as a draft, opens the store once more.
    void this.#keeper.idle().then(() => this.#parts.store.release());
  }

  async #resume(): Promise<void> {
    this.#parts.tabs.rejoin();
    this.#parts.bell.rejoin();
    await this.#keeper.refresh();
    if (this.life.aborted) return;
    this.#suspended = false;
    this.#patience.wake();
    this.#post({kind: 'hello'});
    this.#reconcile();
  }

  #do(duty: Duty, signal: AbortSignal): Promise<void> {
    const {sessionId} = duty;
    switch (duty.kind) {
      case 'open':
        return this.#parts.tabs.exclusive('open', () => this.#openSession(sessionId, signal), signal);
      case 'load':
        return this.#load(sessionId, signal);
      case 'follow':
        return this.#parts.tabs.exclusive('follow', () => this.#follow(sessionId, signal), signal);
      case 'deliver':
        return this.#parts.tabs.exclusive(duty.key, () => this.#deliver(sessionId, signal), signal);
      case 'inbox':
        return this.#parts.tabs.exclusive('inbox', () => this.#followInbox(signal), signal);
      case 'link':
        return this.#parts.tabs.exclusive('link', () => this.#linkFirst(signal), signal);
      case 'claim':
        return this.#parts.tabs.exclusive('claim', () => this.#claim(sessionId, signal), signal);
      case 'overdue':
        return this.#overdue(sessionId, signal);
      case 'farewell':
        return this.#parts.tabs.exclusive('farewell', () => this.#sayFarewell(sessionId, signal), signal);
    }
  }

  #dutyEnded(duty: Duty, error: unknown): void {
    if (error === null) return this.#reconcile();
    // Nobody else will do it, so it is tried again; the pause keeps a mistake from becoming a storm.
    this.#fail(error, duty.sessionId);
    this.#patience.afterFailure(error, 4, this.life).then(() => this.#reconcile(), () => undefined);
  }

  async #openSession(sessionId: string, signal: AbortSignal): Promise<void> {
    try {
      const open = (): Promise<Snapshot> => this.#reach(sessionId, () => this.#openWanted(sessionId, signal), signal);
      // A back end that does not know the visitor any more has made the connector forget it: the second try comes as a new one.
      const snapshot = await open().catch((error: unknown) => {
        if (error instanceof ChatError && error.code === 'unauthorized') return open();
        throw error;
      });
      const {session} = snapshot;
      if (this.record.session?.id !== sessionId) return;
      this.#transcript.show(snapshot);
      await this.commit({type: 'opened', info: session, afterEnd: this.#afterEnd, asked: sessionId});
    } catch (error) {
      if (!(error instanceof ChatError) || signal.aborted) throw error;
      await this.#couldNotOpen(sessionId, error);
    } finally {
      if (this.#retired && !this.#opening) this.#life.abort();
    }
  }

  /**
   * One try to open what is still wanted: another tab may have ended it while this one waited. A call that is under way is not broken off with the
   * duty, because the server may have heard it: its answer tells whether there is something to end.
   */
  async #openWanted(sessionId: string, signal: AbortSignal): Promise<Snapshot> {
    const {session} = await this.#keeper.refresh();
    signal.throwIfAborted();
    if (session?.id !== sessionId || session.status !== 'starting') throw new DOMException('No longer wanted.', 'AbortError');
    const {page, settings} = this.#parts;
    const {locale} = settings();
    const request = {
      sessionId,
      ...(locale ? {locale} : {}),
      ...(page ? {page: page()} : {}),
      ...session.carries,
      ...(session.oneOpen ? {oneOpen: true} : {}),
    };
    this.#opening += 1;
    try {
      return await this.connector.open(request, this.life);
    } finally {
      this.#opening -= 1;
      this.#endUnwanted(sessionId);
    }
  }

  /** A start that nobody wants any more may have reached the server all the same, also where no answer says so. */
  #endUnwanted(sessionId: string): void {
    const {session, credentials} = this.record;
    const name = credentials ?? this.#held;
    if ((session?.id !== sessionId || !isOpen(session)) && name !== null) this.#listener.abandoned(sessionId, name);
  }

  /** The host may name an id that is over. A visitor who just wants to talk gets another one; a host who asked for exactly that id is told. */
  async #couldNotOpen(sessionId: string, error: ChatError): Promise<void> {
    const cause = this.record.session?.cause;
    if (error.code === 'session-ended' && cause !== 'start-new-session') {
      await this.commit({type: 'rename', sessionId, newId: newId()});
      return;
    }
    const {code, message, availability} = error;
    await this.commit({type: 'refused', sessionId, code, message, ...(availability && {availability})});
  }

  async #load(sessionId: string, signal: AbortSignal): Promise<void> {
    try {
      const snapshot = await this.#reach(sessionId, () => this.connector.load(sessionId, POLICY.pageSize, signal), signal);
      signal.throwIfAborted();
      this.#transcript.show(snapshot);
      // Whoever holds the line tells how it stands; where nobody does, this tab is about to.
      if (!this.#leads) this.#post({kind: 'hello'});
      await this.commit({type: 'opened', info: snapshot.session, afterEnd: this.#afterEnd});
    } catch (error) {
      if (!this.#isGone(error)) throw error;
      await this.#gone(sessionId, error.code);
    }
  }

  /** Holds the line: one path for page load, lost network, a new leader and the back/forward cache. */
  async #follow(sessionId: string, signal: AbortSignal): Promise<void> {
    this.#leading = signal;
    try {
      for (let failures = 0; ; ) {
        this.#setLink(this.#wasOnline ? 'reconnecting' : 'connecting');
        try {
          const after = this.transcript?.lastSeq ?? 0;
          const {pauseMs} = await this.connector.stream(sessionId, after, (event) => {
            if (signal.aborted) return;
            failures = 0;
            this.#heardLine(sessionId, event);
          }, signal);
          signal.throwIfAborted();
          this.#setLink('reconnecting');
          await this.#patience.pause(pauseMs, signal);
        } catch (error) {
          signal.throwIfAborted();
          if (this.#isGone(error)) return await this.#gone(sessionId, error.code);
          this.#setLink(this.#wasOnline ? 'reconnecting' : 'connecting');
          if (error instanceof ChatError && !error.retryable && error.code !== 'identity-refused') this.#fail(error, sessionId);
          await this.#patience.afterFailure(error, failures++, signal);
        }
      }
    } finally {
      // A run that was aborted may end after the next one has begun.
      if (this.#leading === signal) this.#leading = null;
    }
  }

  /** Sends what waits, in typing order, one after the other. */
  async #deliver(sessionId: string, signal: AbortSignal): Promise<void> {
    await this.#keeper.refresh();
    for (;;) {
      signal.throwIfAborted();
      const {session, outbox} = this.record;
      const message = outbox.find((each) => each.sessionId === sessionId && each.seq === undefined && !each.failure);
      const current = session?.id === sessionId;
      if (!message || (current && session.status !== 'active')) return;
      try {
        const {seq} = await this.#persist(() => this.connector.send(sessionId, message, signal), signal);
        await this.commit({type: 'stored', messageId: message.id, seq});
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof ChatError)) throw error;
        if (error.code === 'session-ended' || this.#isGone(error)) {
          if (current) return await this.#learnEnd(sessionId, signal);
          await this.commit({type: 'undeliverable', sessionId, code: error.code});
          return;
        }
        await this.commit({type: 'failed', messageId: message.id, code: error.code});
      }
    }
  }

  /** A message came too late: asks who ended the session, and when. */
  async #learnEnd(sessionId: string, signal: AbortSignal): Promise<void> {
    try {
      const {session} = await this.#persist(() => this.connector.load(sessionId, 1, signal), signal);
      if (session.ended) await this.#ended(sessionId, session.ended, session.lastSeq);
    } catch (error) {
      if (!this.#isGone(error)) throw error;
      await this.#gone(sessionId, error.code);
    }
  }

  /** Follows the list of sessions, for all tabs. */
  async #followInbox(signal: AbortSignal): Promise<void> {
    for (let failures = 0; ; ) {
      try {
        const {pauseMs} = await this.connector.inbox((event) => {
          if (signal.aborted) return;
          failures = 0;
          this.#inboxOpen = true;
          this.#post({kind: 'inbox', event});
          this.sessions.hear(event);
          void this.#lookAtEnded(event, signal);
        }, signal);
        this.#inboxOpen = false;
        await this.#patience.pause(pauseMs, signal);
      } catch (error) {
        this.#inboxOpen = false;
        signal.throwIfAborted();
        await this.#patience.afterFailure(error, failures++, signal);
      }
    }
  }

  /** The session shown has ended here: asks how it stands when the list says otherwise than is known; something may also have been said meanwhile. */
  async #lookAtEnded(event: InboxEvent, signal: AbortSignal): Promise<void> {
    const told = event.type === 'session' ? [event.session] : event.sessions;
    const {session} = this.record;
    const summary = told.find(({id}) => id === session?.id);
    if (session?.status !== 'ended' || !summary) return;
    this.#transcript.reach(session.id, summary.lastSeq);
    if ((summary.status === 'active') === Boolean(session.reopened)) return;
    try {
      const snapshot = await this.#persist(() => this.connector.load(session.id, 1, signal), signal);
      await this.commit({type: 'opened', info: snapshot.session, afterEnd: this.#afterEnd});
    } catch {
      // Given up, or gone: it stays as it is shown.
    }
  }

  /** Gives the server the sessions of whoever was here without a name. Where it does not know them, there is nothing to give. */
  async #linkFirst(signal: AbortSignal): Promise<void> {
    const credentials = (await this.#keeper.refresh()).links?.[0];
    if (credentials === undefined) return;
    try {
      await this.#persist(() => this.connector.link(credentials, signal), signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!this.#isGone(error)) this.#fail(error, null);
    }
    await this.commit({type: 'linked', credentials});
  }

  async #claim(hash: string, signal: AbortSignal): Promise<void> {
    try {
      await this.#persist(() => this.connector.claim(this.#claims ?? {}, signal), signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!this.#isGone(error)) this.#fail(error, null);
    }
    await this.commit({type: 'claimed', claims: hash});
  }

  async #overdue(sessionId: string, signal: AbortSignal): Promise<void> {
    await this.#parts.clock.sleep(POLICY.endPatienceMs, signal);
    await this.commit({type: 'overdue', sessionId});
  }

  async #sayFarewell(sessionId: string, signal: AbortSignal): Promise<void> {
    const {farewells} = await this.#keeper.refresh();
    const farewell = farewells.find((each) => each.sessionId === sessionId);
    if (!farewell) return;
    try {
      await this.#persist(() => this.connector.farewell(farewell, signal), signal);
    } catch (error) {
      signal.throwIfAborted();
      this.#fail(error, sessionId);
    }
    await this.commit({type: 'told', farewell});
    // A transcript that stays readable also shows how it ended.
    if (this.transcript?.sessionId === sessionId) this.#transcript.reach(sessionId, Infinity);
  }

  #heardLine(sessionId: string, event: SessionEvent): void {
    this.#post({kind: 'event', sessionId, event});
    this.#setLink('online');
    this.#heard(sessionId, event, 'this-tab');
  }

  #heardTab(message: EngineMessage): void {
    if (this.#suspended) return;
    switch (message.kind) {
      case 'revision':
        void this.#keeper.refresh();
        return;
      case 'hello':
        if (this.#leads && this.record.session) this.#tellLink(this.record.session.id);
        if (this.#inboxOpen) this.#post({kind: 'inbox', event: this.sessions.page});
        return;
      case 'inbox':
        // Whoever holds the line knows better than what a tab that was asleep hears of it.
        if (this.#listing && !this.#inboxOpen) this.sessions.hear(message.event);
        return;
      case 'link':
        if (this.#leads || message.sessionId !== this.record.session?.id) return;
        this.#setLink(message.link);
        this.#transcript.reach(message.sessionId, message.seq);
        return;
      case 'event':
        if (!this.#leads && message.sessionId === this.record.session?.id) this.#heard(message.sessionId, message.event, 'other-tab');
        return;
    }
  }

  #heard(sessionId: string, event: SessionEvent, origin: 'this-tab' | 'other-tab'): void {
    if (event.type === 'typing') {
      if (event.participant.role !== 'visitor') this.typing.heard(event.participant, event.on);
      return;
    }
    if (event.type === 'sync' && this.transcript?.sessionId === sessionId && event.session.lastSeq < this.transcript.lastSeq) {
      // The back end has lost a part of the log, as after a backup was restored: what is known of it is worth nothing.
      this.#transcript.drop();
      return this.#reconcile();
    }
    this.#hearing = origin;
    this.#transcript.hear(sessionId, event);
    if (event.type !== 'sync' || origin !== 'this-tab' || this.transcript?.sessionId !== sessionId) return;
    const {ended, lastSeq} = event.session;
    // The numbered `ended` event says the same, but the server may have dropped the log of a session that is long over.
    if (ended) void this.#ended(sessionId, ended, lastSeq);
  }

  #applied(sessionId: string, event: LogEvent): void {
    this.#listener.applied(sessionId, event, this.#hearing);
    switch (event.type) {
      case 'message':
        this.typing.heard(event.message.author, false);
        if (event.message.author.role === 'visitor') this.#shownIds.push(event.message.id);
        break;
      case 'handoff':
        void this.commit({type: 'owned', sessionId, owner: event.to, seq: event.seq});
        break;
      case 'ended': {
        const {by, reason, at, durationMs, messageCount, seq} = event;
        void this.#ended(sessionId, {by, reason, at, durationMs, messageCount}, seq);
        break;
      }
      case 'joined':
      case 'left':
      case 'reopened':
      case 'resolution':
      case 'started':
      case 'unknown':
        break;
    }
    if (this.#leads) void this.#acknowledge(sessionId);
  }

  /** Remembers what has been shown and tells the other side that it arrived: once for many events that come together. */
  async #acknowledge(sessionId: string): Promise<void> {
    if (this.#acknowledging) return;
    this.#acknowledging = true;
    await Promise.resolve();
    this.#acknowledging = false;
    const shown = this.transcript;
    if (shown?.sessionId !== sessionId) return;
    const messageIds = this.#shownIds.splice(0);
    await this.commit({type: 'shown', sessionId, seq: shown.lastSeq, messageIds});
    if (!this.connector.capabilities.receipts) return;
    await this.connector.acknowledge(sessionId, {delivered: shown.lastSeq}, this.life).catch(() => undefined);
  }

  #ended(sessionId: string, end: SessionEnd, seq?: number): Promise<SessionRecord> {
    return this.commit({type: 'ended', sessionId, end, afterEnd: this.#afterEnd, ...(seq === undefined ? {} : {seq})});
  }

  #isGone(error: unknown): error is GoneError {
    return error instanceof ChatError && (error.code === 'not-found' || error.code === 'unauthorized');
  }

  /** A session that the back end does not know any more is over: said as an end, never as a wall of errors. */
  async #gone(sessionId: string, reason: string): Promise<void> {
    const at = this.#parts.clock.now();
    const durationMs = Math.max(0, at - (this.record.session?.startedAt ?? at));
    await this.#ended(sessionId, {by: 'server', reason, at, durationMs, messageCount: countMessages(this.transcript)});
    const known = this.transcript?.sessionId === sessionId;
    if (known || this.record.session?.id !== sessionId) return;
    const {owner, startedAt, ended} = this.record.session;
    const session = {id: sessionId, status: 'ended', owner, startedAt, lastSeq: 0, participants: [], ...(ended ? {ended} : {})} as const;
    this.#transcript.show({session, events: [], more: false, unfinished: []});
    this.#reconcile();
  }

  /** The first word with the back end: if it does not come, something may be set up wrongly, and somebody has to hear of it. */
  #reach<T>(sessionId: string, attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
    let failures = 0;
    return this.#persist(attempt, signal, (error) => {
      failures += 1;
      if (failures === POLICY.failuresUntilTold && !this.#wasOnline && this.#parts.surroundings.online) this.#fail(error, sessionId);
    });
  }

  #persist<T>(attempt: () => Promise<T>, signal: AbortSignal, onFailure?: (error: ChatError) => void): Promise<T> {
    return this.#patience.persist(attempt, signal, (error) => {
      if (!this.#leads) this.#setLink(this.#wasOnline ? 'reconnecting' : 'connecting');
      onFailure?.(error);
    });
  }

  #fail(error: unknown, sessionId: string | null): void {
    if (isAbort(error)) return;
    const known = error instanceof ChatError ? error : new ChatError('bad-answer', 'The chat could not do something it had to.', {cause: error});
    this.#listener.failed(known, sessionId);
  }

  #setLink(link: Link): void {
    if (link === 'online') this.#wasOnline = true;
    if (link === this.#link) return;
    this.#link = link;
    if (this.#leads && this.record.session) this.#tellLink(this.record.session.id);
    this.#listener.changed();
  }

  #tellLink(sessionId: string): void {
    this.#post({kind: 'link', sessionId, link: this.#link, seq: this.transcript?.lastSeq ?? 0});
  }

  #post(message: EngineMessage): void {
    this.#parts.tabs.post(message);
  }

  #tellTyping(on: boolean): void {
    const {session} = this.record;
    if (session?.status !== 'active' || !this.connector.capabilities.typing) return;
    this.connector.typing(session.id, on, this.life).catch(() => undefined);
  }

  #vault(): CredentialVault {
    return {
      read: async () => this.record.credentials ?? undefined,
      claim: async (value) => {
        const {credentials} = await this.commit({type: 'credentials', value});
        this.#held = credentials ?? value;
        return credentials;
      },
      drop: async (value) => void (await this.commit({type: 'forget-credentials', value})),
    };
  }
}
