// One chat as its agent holds it: the transcript without holes, the stream while it is being read, replies on their way, typing and
// receipts both ways. It speaks the same language as a visitor's chat, so that the window's parts can show it. It knows no list.
import type { Capabilities } from '../../src/contracts/connector.js';
import type { Clock } from '../../src/contracts/clock.js';
import { FRESH_STATE } from '../../src/model/chat-state.js';
import type { ChatState, ConnectionStatus, SessionView } from '../../src/model/chat-state.js';
import { ChatError } from '../../src/model/errors.js';
import type { OutgoingMessage } from '../../src/model/message.js';
import { isLogEvent } from '../../src/model/session-event.js';
import type { LogEvent, SessionEvent, SessionInfo, Snapshot } from '../../src/model/session-event.js';
import { apply, fromSnapshot, prepend } from '../../src/model/transcript.js';
import type { Transcript } from '../../src/model/transcript.js';
import type { Chat as LiveChat } from '../../src/session/chat.js';
import type { Patience } from '../../src/session/patience.js';
import { POLICY } from '../../src/session/policy.js';
import { Typing } from '../../src/session/typing.js';
import type { Participant } from '../protocol.js';
import type { AgentApi, Goodbye } from './agent-api.js';
import { AgentVerbs } from './agent-verbs.js';
import { AgentView, countUnread, lastRequest } from './agent-view.js';
import type { HandoffRequest } from './agent-view.js';
import type { About } from './feed-reader.js';
import type { Keepsake } from './keepsake.js';
import { keepLine } from './line.js';
import { Outbox } from './outbox.js';
import { Receipts } from './receipts.js';

export interface AgentChatParts {
  readonly key: string;
  readonly me: Participant;
  readonly api: AgentApi;
  readonly clock: Clock;
  readonly patience: Patience;
  readonly keepsake: Keepsake;
  /** Highest event number that the agent has read, as the list tells it. */
  readonly read: number;
}

export class AgentChat extends AgentVerbs implements LiveChat {
  readonly key: string;
  readonly capabilities: Capabilities = {
    history: true, typing: true, receipts: true, handoff: false, stop: false, sessions: false, availability: false, leaveMessage: false, idle: false,
    resolution: false, csat: false, identity: false, erase: false,
  };
  readonly ready = Promise.resolve();
  readonly #parts: AgentChatParts;
  readonly #life = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #view: AgentView;
  readonly #outbox: Outbox;
  readonly #typing: Typing;
  readonly #receipts: Receipts;
  #transcript: Transcript | null = null;
  #info: SessionInfo | null = null;
  #about: About = {};
  #request: HandoffRequest | undefined;
  #connection: ConnectionStatus = 'idle';
  #loadingMore = false;
  #error: ChatError | null = null;
  #draft: string;
  #watching: AbortController | null = null;
  #following: AbortSignal | null = null;
  #catchingUp: Promise<void> | null = null;
  #state: ChatState | undefined;
  #telling = false;

  constructor(parts: AgentChatParts) {
    super();
    const { key, me, api, clock, patience, keepsake, read } = parts;
    const { signal } = this.#life;
    this.#parts = parts;
    this.key = key;
    this.#draft = keepsake.draft(key);
    this.#view = new AgentView(me);
    this.#typing = new Typing({
      clock,
      tellTyping: (on) => void api.typing(key, on, signal).catch(() => undefined),
      changed: () => this.#changed(),
    });
    this.#receipts = new Receipts((marks) => api.acknowledge(key, marks, signal), read);
    this.#outbox = new Outbox(
      {
        sessionId: key,
        patience,
        kept: keepsake.outbox(key),
        send: (message, sending) => api.send(key, message, sending),
        onChange: (messages) => this.#keepOutbox(messages),
      },
      signal,
    );
  }

  get state(): ChatState {
    return (this.#state ??= this.#makeState());
  }

  /** What the visitor's page told. */
  get about(): About {
    return this.#about;
  }

  /** Why the visitor wanted a person. */
  get request(): HandoffRequest | undefined {
    return this.#request;
  }

  /** Highest event number that is here. */
  get lastSeq(): number {
    return this.#transcript?.lastSeq ?? 0;
  }

  /** Whether this agent has the chat now. */
  get mine(): boolean {
    const { me } = this.#parts;
    if (this.#info?.status !== 'active' || this.#transcript?.owner !== 'agent') return false;
    return this.#transcript.participants.some(({ role, id }) => role === 'agent' && id === me.id);
  }

  /** Who has the chat, if a person does. */
  get agent(): Participant | undefined {
    return this.#transcript?.owner === 'agent' ? this.#transcript.participants.findLast(({ role }) => role === 'agent') : undefined;
  }

  /** Whether the visitor has read this agent's last reply. */
  get seen(): boolean {
    const last = this.#transcript?.entries.findLast((entry) => entry.kind === 'message');
    return last?.kind === 'message' && last.author.id === this.#parts.me.id && last.seq! <= this.#transcript!.receipts.read;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Loads the chat and follows it until the answered function is called. Calling it again while it follows changes nothing. */
  watch(): () => void {
    if (!this.#watching) {
      this.#watching = new AbortController();
      void this.#follow(AbortSignal.any([this.#watching.signal, this.#life.signal]));
    }
    return () => {
      this.#watching?.abort();
      this.#watching = null;
      this.#typing.reset();
      this.#setConnection('idle');
    };
  }

  /** Fetches what came while nobody followed, once. Resolves when it is there or cannot be had. */
  catchUp(): Promise<void> {
    if (this.#watching) return Promise.resolve();
    this.#catchingUp ??= this.#fetchNew()
      .catch(() => undefined)
      .finally(() => (this.#catchingUp = null));
    return this.#catchingUp;
  }

  async sendMessage(text: string): Promise<string> {
    if (this.#info?.status === 'ended') throw new ChatError('session-ended', 'This chat is over.');
    return this.#outbox.add(text, this.#parts.clock.now());
  }

  async retryMessage(messageId: string): Promise<void> {
    this.#outbox.retry(messageId);
  }

  async discardMessage(messageId: string): Promise<void> {
    this.#outbox.discard(messageId);
  }

  setDraft(text: string): void {
    if (text === this.#draft) return;
    this.#draft = text;
    this.#parts.keepsake.setDraft(this.key, text);
    if (this.mine) this.#typing.draft(text);
    this.#changed();
  }

  markRead(): void {
    this.#receipts.raise({ read: this.#transcript?.lastSeq ?? 0 }, this.mine);
    this.#changed();
  }

  async loadMore(): Promise<void> {
    const before = this.#transcript;
    if (!before?.more || this.#loadingMore) return;
    this.#setLoadingMore(true);
    try {
      const page = await this.#parts.api.events(this.key, 'before', before.firstSeq, POLICY.pageSize, this.#life.signal);
      this.#transcript = prepend(this.#transcript!, page);
      this.#request ??= lastRequest(page.events);
    } catch {
      // Scrolling up asks again.
    } finally {
      this.#setLoadingMore(false);
    }
  }

  reconnect(): void {
    this.#parts.patience.wake();
  }

  /** Takes the chat. Rejects with `TakenError` when somebody was faster. */
  async accept(): Promise<void> {
    this.#tell(await this.#parts.api.accept(this.key, this.#life.signal));
  }

  /** Takes the chat from the bot. Rejects with `TakenError` when somebody was faster. */
  async takeOver(): Promise<void> {
    this.#tell(await this.#parts.api.takeOver(this.key, this.#life.signal));
  }

  /** Gives the chat back to the bot. */
  async handBack(): Promise<void> {
    this.#tell(await this.#parts.api.handBack(this.key, this.#life.signal));
  }

  /** Ends the chat. */
  async end(reason: string): Promise<void> {
    this.#tell(await this.#parts.api.end(this.key, reason, this.#life.signal));
  }

  /** Opens the ended chat again and takes it. Rejects with `OpenElsewhereError` when its visitor has another one and may not. */
  async reopen(): Promise<void> {
    this.#tell(await this.#parts.api.reopen(this.key, this.#life.signal));
    this.#goOn();
  }

  /** Asks the visitor how it was. */
  async requestSurvey(): Promise<void> {
    this.#tell(await this.#parts.api.requestSurvey(this.key, this.#life.signal));
  }

  /** The list says that the chat is active, with this event as its last one: what ended here was opened again, whoever did it. */
  heardActive(lastSeq: number): void {
    if (this.#info?.status !== 'ended' || lastSeq <= Math.max(this.#info.lastSeq, this.lastSeq)) return;
    this.#info = reopened(this.#info);
    this.#goOn();
    this.#changed();
  }

  /** A chat that is over is followed by nobody: the one that reads it begins again. */
  #goOn(): void {
    if (this.#watching && !this.#following) void this.#follow(AbortSignal.any([this.#watching.signal, this.#life.signal]));
  }

  dispose(): void {
    this.#life.abort();
    this.#typing.reset();
    this.#listeners.clear();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    this.#following = signal;
    try {
      await this.#followOn(signal);
    } finally {
      // Another one may have begun meanwhile.
      if (this.#following === signal) this.#following = null;
    }
  }

  async #followOn(signal: AbortSignal): Promise<void> {
    const { patience } = this.#parts;
    this.#setConnection('connecting');
    try {
      if (!this.#transcript) await patience.persist(() => this.#load(signal), signal, () => this.#setConnection('reconnecting'));
      if (this.#over) return this.#setConnection('online');
      await keepLine(
        {
          patience,
          attempt: (greeted) => this.#stream(greeted, signal),
          onOpen: (open) => this.#setConnection(open ? 'online' : 'reconnecting'),
        },
        signal,
      );
    } catch (error) {
      if (signal.aborted) return;
      if (this.#over) return this.#setConnection('online');
      this.#error = error instanceof ChatError ? error : new ChatError('network', 'The chat could not be followed.', { cause: error });
      this.#setConnection('idle');
    }
  }

  /** Whether the chat has ended and all of it is here. */
  get #over(): boolean {
    return this.#info?.status === 'ended' && this.lastSeq >= this.#info.lastSeq;
  }

  async #stream(greeted: () => void, signal: AbortSignal): Promise<Goodbye> {
    const goodbye = await this.#parts.api.stream(this.key, this.lastSeq, (event) => this.#hear(event, greeted), signal);
    // Nothing can follow an end: there is no reason to come back.
    if (this.#over) throw new ChatError('session-ended', 'This chat is over.');
    return goodbye;
  }

  async #load(signal: AbortSignal): Promise<void> {
    const snapshot = await this.#parts.api.chat(this.key, POLICY.pageSize, signal);
    this.#about = snapshot.about;
    this.#take(snapshot);
  }

  #take(snapshot: Snapshot): void {
    this.#transcript = fromSnapshot(snapshot);
    this.#info = snapshot.session;
    this.#request = lastRequest(snapshot.events);
    this.#applied(snapshot.events);
  }

  async #fetchNew(): Promise<void> {
    const { signal } = this.#life;
    if (!this.#transcript) return this.#load(signal);
    for (let more = true; more && !this.#watching; ) {
      const page = await this.#parts.api.events(this.key, 'after', this.#transcript.lastSeq, POLICY.catchUpSize, signal);
      for (const event of page.events) this.#transcript = apply(this.#transcript, event)[0];
      this.#applied(page.events);
      more = page.more;
    }
  }

  #hear(event: SessionEvent, greeted: () => void): void {
    if (event.type === 'typing') return this.#typing.heard(event.participant, event.on);
    const [next, outcome] = apply(this.#transcript!, event);
    // The server leaves no holes; if one shows, the stream is begun again behind what is known.
    if (outcome === 'hole') throw new ChatError('network', 'The stream left an event out.');
    this.#transcript = next;
    if (event.type === 'sync') {
      this.#info = event.session;
      greeted();
    }
    if (outcome === 'applied' && isLogEvent(event)) return this.#applied([event]);
    this.#changed();
  }

  /** Events took their place. */
  #applied(events: readonly LogEvent[]): void {
    for (const event of events) {
      if (event.type === 'message' && event.message.author.role === 'visitor') this.#typing.heard(event.message.author, false);
      if (event.type === 'ended') {
        this.#typing.reset();
        if (this.#info) this.#info = { ...this.#info, status: 'ended', ended: event };
      }
      if (event.type === 'reopened' && this.#info) this.#info = reopened(this.#info);
    }
    this.#request = lastRequest(events) ?? this.#request;
    this.#outbox.shown(new Set(events.flatMap((event) => (event.type === 'message' ? event.message.id : []))));
    this.#received();
    this.#changed();
  }

  /** All that is here was delivered; and read, too, where the visitor has said nothing that is unread. */
  #received(): void {
    const { lastSeq: delivered } = this.#transcript!;
    const isRead = countUnread(this.#transcript!, this.#receipts.read) === 0;
    this.#receipts.raise({ delivered, ...(isRead && { read: delivered }) }, this.mine);
  }

  /** The answer to a verb; an older one than what the stream has told is no news. */
  #tell(info: SessionInfo): void {
    if (!this.#transcript || info.lastSeq < this.#transcript.lastSeq) return;
    this.#info = info;
    this.#transcript = apply(this.#transcript, { type: 'sync', session: info, unfinished: [] })[0];
    this.#changed();
  }

  #keepOutbox(messages: readonly OutgoingMessage[]): void {
    // What the log has stored needs no keeping.
    this.#parts.keepsake.setOutbox(this.key, messages.filter(({ seq }) => seq === undefined));
    this.#changed();
  }

  #setConnection(connection: ConnectionStatus): void {
    if (connection === 'online') this.#error = null;
    this.#connection = connection;
    this.#changed();
  }

  #setLoadingMore(loading: boolean): void {
    this.#loadingMore = loading;
    this.#changed();
  }

  /** Tells listeners, once for all changes of one task. */
  #changed(): void {
    this.#state = undefined;
    if (this.#telling) return;
    this.#telling = true;
    queueMicrotask(() => {
      this.#telling = false;
      for (const listener of [...this.#listeners]) listener();
    });
  }

  #makeState(): ChatState {
    const transcript = this.#transcript;
    return {
      ...FRESH_STATE,
      window: 'shown',
      connection: this.#connection,
      session: this.#session(),
      participants: transcript?.participants ?? [],
      entries: this.#view.entries(transcript, this.#outbox.messages),
      history: this.#history(),
      typing: this.#typing.participants,
      unread: transcript ? countUnread(transcript, this.#receipts.read) : 0,
      greeting: false,
      draft: this.#draft,
      storage: 'indexeddb',
      error: this.#error,
    };
  }

  #session(): SessionView {
    const info = this.#info;
    const transcript = this.#transcript;
    if (!info || !transcript) return { status: 'none', id: null, owner: null };
    const { id, status, startedAt, ended } = info;
    return {
      status,
      id,
      owner: status === 'active' ? transcript.owner : null,
      startedAt,
      ...(transcript.queue && { queue: transcript.queue }),
      ...(ended && { ended }),
    };
  }

  #history(): ChatState['history'] {
    if (!this.#transcript) return 'loading';
    if (this.#loadingMore) return 'loading-more';
    return this.#transcript.more ? 'more' : 'complete';
  }
}

/** A session that goes on after its end. */
function reopened({ ended: _, ...info }: SessionInfo): SessionInfo {
  return { ...info, status: 'active', owner: 'agent' };
}
