/**
 * What an engine's work stands on: the record, the transcript and the line as this tab has them, and the ways to the back end, to the other tabs and
 * to its owner. Starts nothing by itself.
 */
import type {Connector, ConnectorOptions, CreateConnector, CredentialVault, IdentityTokens} from '../contracts/connector.js';
import type {Clock} from '../contracts/clock.js';
import type {RecordStore} from '../contracts/record-store.js';
import type {Surroundings} from '../contracts/surroundings.js';
import type {Tabs} from '../contracts/tabs.js';
import {isAbort} from '../model/abort.js';
import {ChatError} from '../model/errors.js';
import type {LogEvent} from '../model/session-event.js';
import type {Fact, SessionRecord} from '../model/session-record.js';
import type {Transcript} from '../model/transcript.js';
import type {ChatSettings} from './chat.js';
import {Hearing} from './hearing.js';
import {Line} from './line.js';
import type {Link} from './line.js';
import type {Input} from './machine.js';
import {Patience} from './patience.js';
import {RecordKeeper} from './record-keeper.js';
import {SessionsKeeper} from './sessions-keeper.js';
import type {TabMessage} from './tab-talk.js';
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

/** Public here is what the engine's work in this folder needs: most of it is not for its owner. */
export abstract class EngineBasis {
  readonly parts: EngineParts;
  readonly listener: EngineListener;
  readonly clock: Clock;
  readonly connector: Connector;
  readonly patience: Patience;
  /** This tab's copy of the record. */
  readonly records: RecordKeeper;
  /** What is shown of the session. */
  readonly transcripts: TranscriptKeeper;
  readonly line = new Line(this);
  readonly hearing = new Hearing(this);
  readonly typing = new Typing(this);
  /** The visitor's sessions. */
  readonly sessions = new SessionsKeeper(this);
  /** Ends `life`. */
  readonly over = new AbortController();
  /** What the vault held last: whoever is forgotten can still be told of an end. */
  held: unknown = null;
  /** How many calls are under way that open a session. */
  opening = 0;
  /** How many ends of the other side are being written down: until then nothing that follows from them is told. */
  ending = 0;

  constructor(parts: EngineParts, listener: EngineListener) {
    this.parts = parts;
    this.listener = listener;
    const {clock, endpoint, createConnector, identity} = parts;
    this.clock = clock;
    this.patience = new Patience(clock);
    this.records = new RecordKeeper(parts, this);
    this.connector = createConnector({endpoint, clock, credentials: this.#vault(), ...(identity ? {identity} : {})} satisfies ConnectorOptions);
    this.transcripts = new TranscriptKeeper(this);
  }

  /** The record became another one. */
  abstract recordChanged(next: SessionRecord, previous: SessionRecord, facts: readonly Fact[]): void;

  /** Makes what is wanted now what is going on. */
  abstract reconcile(): void;

  get record(): SessionRecord {
    return this.records.record;
  }

  get transcript(): Transcript | null {
    return this.transcripts.transcript;
  }

  get loadingMore(): boolean {
    return this.transcripts.loadingMore;
  }

  /** A point in time that the back end told, by this device's clock. */
  local(at: number): number {
    return this.transcripts.clock.local(at);
  }

  get link(): Link {
    return this.line.link;
  }

  get afterEnd(): ChatSettings['afterEnd'] {
    return this.parts.settings().afterEnd;
  }

  /** Aborted once this engine lets go. */
  get life(): AbortSignal {
    return this.over.signal;
  }

  /** Where the record is kept. */
  get key(): string {
    return this.parts.key;
  }

  /** This tab, as facts name it. */
  get tabId(): string {
    return this.parts.tabs.id;
  }

  /** Asks the machine. Resolves when its answer is stored. */
  async commit(input: Input | (() => Input)): Promise<SessionRecord> {
    const before = this.record.session;
    const record = await this.records.commit(input);
    if (record.session && !before) this.ring();
    return record;
  }

  /** Looks at what other tabs have done, after everything asked for here. Resolves with the record. */
  refresh(): Promise<SessionRecord> {
    return this.records.refresh();
  }

  /** Tells all tabs to look at what is stored. */
  ring(): void {
    this.parts.bell.post({kind: 'look'});
  }

  /** Tells the other tabs of this visitor. */
  post(message: TabMessage): void {
    this.parts.tabs.post(message);
  }

  /** Something that can be seen has changed. */
  changed(): void {
    this.listener.changed();
  }

  fail(error: unknown, sessionId: string | null): void {
    if (isAbort(error)) return;
    const known = error instanceof ChatError ? error : new ChatError('bad-answer', 'The chat could not do something it had to.', {cause: error});
    this.listener.failed(known, sessionId);
  }

  /** Tries until it works, and shows that it does not. Rejects with errors that trying again cannot mend. */
  persist<T>(attempt: () => Promise<T>, signal: AbortSignal, onFailure?: (error: ChatError) => void): Promise<T> {
    return this.patience.persist(attempt, signal, (error) => {
      // Whoever holds the line knows better.
      if (!this.line.held) this.line.lost();
      onFailure?.(error);
    });
  }

  /** Tells the other side that the visitor types, or stops. */
  tellTyping(on: boolean): void {
    const {session} = this.record;
    if (session?.status !== 'active' || !this.connector.capabilities.typing) return;
    this.connector.typing(session.id, on, this.life).catch(() => undefined);
  }

  #vault(): CredentialVault {
    return {
      read: async () => this.record.credentials ?? undefined,
      claim: async (value) => {
        const {credentials} = await this.commit({type: 'credentials', value});
        this.held = credentials ?? value;
        return credentials;
      },
      drop: async (value) => void (await this.commit({type: 'forget-credentials', value})),
    };
  }
}
