/**
 * What the verbs stand on: a chat as it is in this tab and as it goes on by itself. Holds the engine of the visitor of now, what is typed and shown
 * here, and tells of what happens; asks for nothing by itself.
 */
import type {Capabilities} from '../contracts/connector.js';
import type {Clock} from '../contracts/clock.js';
import type {Surroundings} from '../contracts/surroundings.js';
import type {Tabs} from '../contracts/tabs.js';
import type {Cause, ChatEvent, ChatEventDetails, ChatEventType, CommonDetail} from '../model/chat-event.js';
import {FRESH_STATE} from '../model/chat-state.js';
import type {ChatState, WindowStatus} from '../model/chat-state.js';
import {ChatError} from '../model/errors.js';
import type {LogEvent} from '../model/session-event.js';
import type {Fact, Partition, SessionRecord} from '../model/session-record.js';
import {countMessages} from '../model/transcript.js';
import type {Transcript} from '../model/transcript.js';
import type {Identity} from '../model/visitor.js';
import {checkSessionId, checkStartSettings} from './attributes.js';
import type {ChatSettings} from './chat.js';
import {differences} from './differences.js';
import {Draft} from './draft.js';
import {Engine} from './engine.js';
import type {EngineParts} from './engine-basis.js';
import {Feedback} from './feedback.js';
import {FrontDesk} from './front-desk.js';
import {hostEventOf} from './log-events.js';
import type {Input} from './machine.js';
import {errorOf} from './outcomes.js';
import {PrechatForm} from './prechat-form.js';
import {stateOf} from './state.js';
import {Turns} from './turns.js';
import {Visitors} from './visitors.js';
import type {Visitor} from './visitors.js';

/** What a chat is made of, beyond what its engine needs. */
export interface LiveChatParts extends Omit<EngineParts, 'settings' | 'key' | 'tabs' | 'bell' | 'identity'>, Partial<ChatSettings> {
  /** Where its data is kept; whose it is, is the chat's own business. */
  readonly partition: Omit<Partition, 'identity'>;
  /** The tabs that share a scope. */
  readonly openTabs: (scope: string) => Tabs;
  /** Who the visitor is, from the beginning. */
  readonly identity?: Identity;
}

type ClearInput = Extract<Input, {readonly type: 'clear'}>;

/** What is public here, but not in `HostChat`, is for this folder alone. */
export abstract class ChatBasis {
  /** Resolves when what this device remembers has been read. Never rejects. */
  readonly ready: Promise<void>;
  readonly parts: LiveChatParts;
  readonly clock: Clock;
  readonly surroundings: Surroundings;
  /** Who looks again after each change. */
  readonly waiting = new Set<() => void>();
  readonly draft: Draft;
  readonly form: PrechatForm;
  readonly desk = new FrontDesk();
  readonly feedback = new Feedback(() => this.changed());
  /** The beginning, and each change of the visitor, among the verbs. */
  readonly turns = new Turns();
  /** Aborted, with what verbs under way reject, once the chat is over. */
  readonly life: AbortSignal;
  /** Read anew each time. */
  settings: ChatSettings;
  /** What was read last, here. */
  reading: Transcript | null = null;
  readonly #visitors: Visitors;
  readonly #over = new AbortController();
  readonly #subscribers = new Set<() => void>();
  readonly #listeners = new Set<(event: ChatEvent) => boolean | void>();
  /** The state as it was when it was last told, and whether it is about to be told again. */
  #told = FRESH_STATE;
  #due = false;
  #state: ChatState | null = null;
  #window: WindowStatus = 'hidden';
  #error: ChatError | null = null;
  #opened = false;
  #wasOnline = false;
  /** Another tab has forgotten the visitor. */
  #gone = false;
  /** An identity that could not be told: nothing is said in anybody else's name. */
  #unknown: Identity | null = null;

  constructor(parts: LiveChatParts) {
    this.parts = parts;
    this.life = this.#over.signal;
    const {afterEnd = 'stay', locale, context, sessionId, oneOpenSession = false, prechat = [], routing, fallbackRouting, details} = parts;
    this.settings = {afterEnd, locale, context, sessionId: undefined, oneOpenSession, prechat, routing, fallbackRouting, details};
    this.configure({...this.settings, sessionId});
    const {store, clock, surroundings, partition} = parts;
    this.clock = clock;
    this.surroundings = surroundings;
    this.draft = new Draft(this);
    this.form = new PrechatForm(this);
    this.#visitors = new Visitors({
      store, clock, partition,
      life: this.life,
      createEngine: (key, visitor) => this.#createEngine(key, visitor),
      onSwap: (carried) => this.#swapped(carried),
      onIdentity: (reason, previous) => {
        if (reason === 'renewed') this.#accepted();
        this.tell('chat-identity', {kind: this.#visitors.view.kind, previous, reason});
      },
      onRefused: (error) => this.failed(error, this.record.session?.id ?? null),
    });
    this.ready = this.turns.change(() => this.#open());
  }

  get state(): ChatState {
    return (this.#state ??= stateOf(this.engine, this.surroundings.online, {
      window: this.#window,
      draft: this.draft.text,
      storage: this.parts.store.kind,
      identity: this.#visitors.view,
      availability: this.desk.availability,
      prechat: this.#opened ? this.form.view : null,
      resolution: this.feedback.question(this.engine),
      error: this.#error,
    }, this.#told, this.reading));
  }

  /** That of the visitor of now. */
  get engine(): Engine {
    return this.#visitors.engine;
  }

  get record(): SessionRecord {
    return this.engine.record;
  }

  get capabilities(): Capabilities {
    return this.engine.connector.capabilities;
  }

  configure(settings: Partial<ChatSettings>): void {
    if (settings.sessionId !== undefined) checkSessionId(settings.sessionId, 'session-id');
    checkStartSettings(settings);
    this.settings = {...this.settings, ...settings};
    // Another form is another state.
    if (this.#opened) this.changed();
  }

  /** A verb that speaks for the visitor needs to know who it is (`named`): somebody who could not be told is asked for again. */
  async begin(needs?: 'named'): Promise<void> {
    await this.#begin();
    const unknown = this.#unknown;
    if (!needs || !unknown) return;
    await this.turns.change(() => this.become(unknown));
    await this.#begin();
  }

  /** A verb speaks in the name that holds where it was called, and decides by what is true, not by what this tab has heard of. */
  #begin(): Promise<void> {
    return this.turns.begin(() => this.refresh());
  }

  async refresh(): Promise<void> {
    this.life.throwIfAborted();
    await this.engine.refresh();
    this.life.throwIfAborted();
  }

  commit(input: Input | (() => Input)): Promise<SessionRecord> {
    return this.engine.commit(input);
  }

  /** The input that clears what is shown. */
  clearing(cause: Cause, what: Pick<ClearInput, 'scope' | 'greeting' | 'reset'>): ClearInput {
    return {type: 'clear', cause, by: 'visitor', reason: cause, messageCount: countMessages(this.engine.transcript), ...what};
  }

  /** This device forgets the visitor alone, or everybody who was here. Its caller has the turn. */
  async wipe(clear: ClearInput, whose: 'all' | 'own'): Promise<void> {
    await this.commit(clear);
    this.#unknown = null;
    await this.#visitors.wipe({...clear, messageCount: 0}, whose, this.engine.tabId);
  }

  setWindow(window: WindowStatus): void {
    if (window === this.#window) return;
    this.#window = window;
    this.#state = null;
    if (window === 'hidden') void this.engine.listSessions(false);
    this.tell(window === 'shown' ? 'chat-show' : 'chat-hide', {});
    this.changed();
  }

  setError(error: ChatError | null): void {
    this.#error = error;
    this.changed();
  }

  failed(error: ChatError, sessionId: string | null): void {
    // Without a token nothing works that needs one: that it is refused is told once.
    if (this.#isRefused && error.code === 'identity-refused') return;
    this.setError(error);
    const {code, message, retryable} = error;
    this.tell('chat-error', {code, message, retryable}, {sessionId});
  }

  dispose(): void {
    void this.draft.hold();
    void this.form.hold();
    this.#over.abort(new ChatError('closed', 'This chat was disposed of (its element left the page); its session goes on.'));
    this.engine.dispose();
    this.changed();
    this.#subscribers.clear();
    this.#listeners.clear();
  }

  async #open(): Promise<void> {
    const stopWatching = this.parts.store.watch((kind, reason) => {
      this.changed();
      this.tell('chat-storage', {kind, reason});
    });
    this.life.addEventListener('abort', stopWatching);
    await this.engine.read();
    if (this.life.aborted) return;
    this.draft.take();
    const nobody = this.engine;
    const {identity} = this.parts;
    // Whoever cannot be told is asked for again by the next verb that needs to know.
    if (identity) await this.become(identity).catch(() => undefined);
    if (this.life.aborted) return;
    if (this.engine === nobody) nobody.begin();
    this.#opened = true;
    this.changed();
    this.#tellResumed();
    this.#adoptNamed();
  }

  /** A session of this visitor's that the host has named is taken up where none is current. */
  #adoptNamed(): void {
    const {sessionId} = this.settings;
    if (sessionId && this.record.session?.id !== sessionId) void this.engine.adopt(sessionId);
  }

  async become(identity: Identity): Promise<void> {
    this.life.throwIfAborted();
    // Another tab may have forgotten who was here before.
    await this.engine.refresh();
    await this.#forgetGone();
    await this.draft.hold();
    await this.form.hold();
    const again = identity === this.#unknown;
    // Of another one nothing has been said yet.
    if (!again) this.#accepted();
    try {
      await this.#visitors.become(identity);
      this.#unknown = null;
    } catch (error) {
      this.life.throwIfAborted();
      if (!(error instanceof ChatError)) throw error;
      this.#unknown = identity;
      const {kind} = this.#visitors.view;
      const known = again && this.#isRefused;
      this.failed(error, null);
      if (error.code === 'identity-refused' && !known) this.tell('chat-identity', {kind, previous: kind, reason: 'refused'});
      throw error;
    }
    this.#accepted();
    if (this.#opened) this.#adoptNamed();
    this.changed();
  }

  /** It is known again who the visitor is. */
  #accepted(): void {
    if (this.#isRefused) this.setError(null);
  }

  get #isRefused(): boolean {
    return this.#error?.code === 'identity-refused';
  }

  /** Another visitor's chat is here, or the same one under a name. */
  #swapped(carried: boolean): void {
    this.draft.take();
    this.form.moved();
    this.#error = null;
    if (this.#opened && !carried) this.#tellResumed();
    this.changed();
  }

  #tellResumed(): void {
    const {session} = this.record;
    if (session && session.status !== 'starting') this.tell('chat-resume', {status: session.status});
  }

  /** Only the engine of now has something to tell; what an older one has started is ended all the same. */
  #createEngine(key: string, {tokens}: Visitor): Engine {
    const {openTabs} = this.parts;
    const engine: Engine = new Engine(
      {
        ...this.parts,
        key,
        tabs: openTabs(key),
        bell: openTabs('bell'),
        settings: () => this.settings,
        identity: tokens,
      },
      {
        changed: () => this.#isNow(engine) && this.#lineChanged(),
        recordChanged: (...change) => this.#isNow(engine) && this.#recordChanged(...change),
        applied: (...applied) => this.#isNow(engine) && this.#applied(...applied),
        failed: (error, sessionId) => this.#isNow(engine) && this.failed(error, sessionId),
        abandoned: (sessionId, credentials) =>
          void this.engine.commit({type: 'abandoned', sessionId, credentials, own: engine.key === this.engine.key}),
      },
    );
    return engine;
  }

  #isNow(engine: Engine): boolean {
    return engine === this.#visitors?.engine;
  }

  /** What a retry can mend is mended once the line is there. */
  #lineChanged(): void {
    const online = this.engine.link === 'online';
    if (online && !this.#wasOnline && this.#error?.retryable) this.#error = null;
    this.#wasOnline = online;
    this.changed();
  }

  #recordChanged(next: SessionRecord, previous: SessionRecord, facts: readonly Fact[]): void {
    this.draft.recordChanged(next, previous, facts);
    this.form.recordChanged(next, previous, facts);
    if (next.session?.status === 'starting' && this.#error?.code === 'nobody-there') this.#error = null;
    this.#state = null;
    for (const {event, tab} of facts) {
      const origin = tab === this.engine.tabId ? 'this-tab' : 'other-tab';
      this.#tellFact({...event, detail: {...event.detail, origin}} as ChatEvent);
    }
    this.changed();
  }

  #tellFact(event: ChatEvent): void {
    if (event.type === 'chat-clear') {
      const closes = event.detail.cause === 'after-end' && this.settings.afterEnd === 'close';
      if (closes || event.detail.identityDropped) this.setWindow('hidden');
      if (this.#error?.retryable) this.#error = null;
    }
    if (event.type === 'chat-error') {
      this.#error = errorOf(event.detail);
      if (event.detail.availability) this.desk.hear(event.detail.availability);
    }
    if (event.type === 'chat-start') this.#error = null;
    this.dispatch(event);
    // Another tab has logged out, or cleared everything: this one forgets too who was here.
    if (event.type === 'chat-clear' && event.detail.identityDropped && event.detail.origin === 'other-tab') {
      this.#gone = true;
      void this.turns.change(() => this.#forgetGone());
    }
  }

  async #forgetGone(): Promise<void> {
    if (!this.#gone) return;
    this.#gone = false;
    await this.#visitors.forget();
  }

  #applied(sessionId: string, event: LogEvent, origin: 'this-tab' | 'other-tab'): void {
    this.#state = null;
    const told = hostEventOf(event);
    if (told) this.tell(told[0], told[1], {sessionId, origin, at: event.at});
  }

  /** The state is made anew when somebody asks; those who watch are told once for all changes of a task; a host hears of an end before what follows from it. */
  changed(): void {
    this.#state = null;
    for (const look of [...this.waiting]) look();
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      for (const listener of [...this.#subscribers]) guarded(listener);
      // Whoever watches may read what has come before it is told as unread.
      if (!this.engine.ending) this.#tellDifferences();
    });
  }

  subscribe(listener: () => void): () => void {
    this.#subscribers.add(listener);
    return () => this.#subscribers.delete(listener);
  }

  listen(listener: (event: ChatEvent) => boolean | void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Asks before something is done. Throws `vetoed` when a listener says no. */
  ask<Type extends 'chat-before-start' | 'chat-before-end' | 'chat-before-clear' | 'chat-before-send'>(type: Type, detail: ChatEventDetails[Type]): void {
    if (this.tell(type, detail)) return;
    throw new ChatError('vetoed', `A listener for "${type}" prevented it.`);
  }

  /** Tells of something that has happened here, now, in the current session; `common` says where it was otherwise. */
  tell<Type extends ChatEventType>(type: Type, detail: ChatEventDetails[Type], common: Partial<CommonDetail> = {}): boolean {
    const sessionId = this.record.session?.id ?? null;
    return this.dispatch({type, detail: {sessionId, at: this.clock.now(), origin: 'this-tab', ...common, ...detail}} as ChatEvent);
  }

  /** Returns false when a listener says no. */
  dispatch(event: ChatEvent): boolean {
    let allowed = true;
    for (const listener of [...this.#listeners]) {
      guarded(() => {
        if (listener(event) === false) allowed = false;
      });
    }
    return allowed;
  }

  #tellDifferences(): void {
    const before = this.#told;
    const now = (this.#told = this.state);
    for (const [type, detail, common] of differences(before, now, this.feedback)) this.tell(type, detail, common);
  }
}

/** A host's listener that throws is the host's to see, on a task of its own. */
function guarded(run: () => void): void {
  try {
    run();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
