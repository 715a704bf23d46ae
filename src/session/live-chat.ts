/**
 * The verbs and the events of a chat, on top of the engine. Each verb asks the host first, then the machine, and settles on what the record says;
 * none of them talks to the back end about sessions itself. How the chat looks is in `state.ts`.
 */
import type {Capabilities} from '../contracts/connector.js';
import type {Tabs} from '../contracts/tabs.js';
import type {ChatEvent, ChatEventDetails, ChatEventType, CommonDetail, Cause} from '../model/chat-event.js';
import type {Availability} from '../model/availability.js';
import {FRESH_STATE} from '../model/chat-state.js';
import type {ChatState, SessionStatus, WindowStatus} from '../model/chat-state.js';
import type {SurveyAnswer} from '../model/csat.js';
import {ChatError} from '../model/errors.js';
import {newId} from '../model/ids.js';
import type {PrechatValues} from '../model/prechat.js';
import type {LogEvent} from '../model/session-event.js';
import {namespacePrefix} from '../model/session-record.js';
import type {Fact, Partition, SessionRecord} from '../model/session-record.js';
import type {Identity} from '../model/visitor.js';
import {countMessages} from '../model/transcript.js';
import type {Transcript} from '../model/transcript.js';
import {
  checkAnswers, checkIdentity, checkSessionId, checkStartAttributes, checkStartSettings, checkSurveyAnswer, checkText,
} from './attributes.js';
import type {ChatSettings, EndOptions, EndResult, HostChat, StartAttributes, StartResult} from './chat.js';
import {differences} from './differences.js';
import {Draft} from './draft.js';
import {Engine} from './engine.js';
import type {EngineParts} from './engine.js';
import {Feedback} from './feedback.js';
import {FrontDesk} from './front-desk.js';
import type {Leaving} from './front-desk.js';
import {hostEventOf} from './log-events.js';
import {isOpen} from './machine.js';
import type {Input, StartWish} from './machine.js';
import {POLICY} from './policy.js';
import {namesOf, PrechatForm} from './prechat-form.js';
import {asksFirst, startOf, targetOf} from './start.js';
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

export class LiveChat implements HostChat {
  readonly ready: Promise<void>;
  readonly #parts: LiveChatParts;
  readonly #visitors: Visitors;
  readonly #life = new AbortController();
  readonly #subscribers = new Set<() => void>();
  readonly #listeners = new Set<(event: ChatEvent) => boolean | void>();
  readonly #waiting = new Set<() => void>();
  #state: ChatState | null = null;
  #told = FRESH_STATE;
  #window: WindowStatus = 'hidden';
  #error: ChatError | null = null;
  #settings: ChatSettings;
  /** What was read last, here: a window that looks again before it is written changes nothing. */
  #reading: Transcript | null = null;
  #announced = false;
  #opened = false;
  #startingNew: Promise<string> | null = null;
  #wasOnline = false;
  readonly #draft: Draft;
  readonly #form: PrechatForm;
  readonly #desk = new FrontDesk();
  readonly #feedback = new Feedback(() => this.#changed());
  /** The beginning, and each change of the visitor, among the verbs. */
  readonly #turns = new Turns();
  /** Another tab has forgotten the visitor. */
  #gone = false;
  /** An identity that could not be told: nothing is said in anybody else's name. */
  #unknown: Identity | null = null;

  constructor(parts: LiveChatParts) {
    this.#parts = parts;
    const {afterEnd = 'stay', locale, context, sessionId, oneOpenSession = false, prechat = [], routing, fallbackRouting, details} = parts;
    this.#settings = {afterEnd, locale, context, sessionId: undefined, oneOpenSession, prechat, routing, fallbackRouting, details};
    this.configure({...this.#settings, sessionId});
    const {store, clock, partition} = parts;
    this.#draft = new Draft({clock, engine: () => this.#engine, ready: () => this.ready, onChange: () => this.#changed()});
    this.#form = new PrechatForm({
      clock,
      settings: () => this.#settings,
      record: () => this.#record,
      commit: (input) => this.#commit(input),
      onChange: () => this.#changed(),
    });
    this.#visitors = new Visitors({
      store, clock, partition,
      life: this.#life.signal,
      createEngine: (key, visitor) => this.#createEngine(key, visitor),
      onSwap: (carried) => this.#swapped(carried),
      onIdentity: (reason, previous) => this.#emit('chat-identity', {kind: this.#visitors.view.kind, previous, reason}),
      onRefused: (error) => this.#failed(error, this.#record.session?.id ?? null),
    });
    this.#told = this.state;
    this.ready = this.#turns.change(() => this.#open());
  }

  get state(): ChatState {
    return (this.#state ??= this.#look());
  }

  /** That of the visitor of now. */
  get #engine(): Engine {
    return this.#visitors.engine;
  }

  get capabilities(): Capabilities {
    return this.#engine.connector.capabilities;
  }

  subscribe(listener: () => void): () => void {
    this.#subscribers.add(listener);
    return () => this.#subscribers.delete(listener);
  }

  listen(listener: (event: ChatEvent) => boolean | void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  configure(settings: Partial<ChatSettings>): void {
    if (settings.sessionId !== undefined) checkSessionId(settings.sessionId, 'session-id');
    checkStartSettings(settings);
    this.#settings = {...this.#settings, ...settings};
    // Another form is another state.
    if (this.#opened) this.#changed();
  }

  show(): void {
    this.#setWindow('shown');
  }

  hide(): void {
    this.#setWindow('hidden');
  }

  toggle(): void {
    this.#setWindow(this.#window === 'shown' ? 'hidden' : 'shown');
  }

  async startChat(attributes?: StartAttributes): Promise<StartResult> {
    checkStartAttributes(attributes, this.#settings.prechat);
    await this.#beginVerb('named');
    const current = this.#record.session;
    if (isOpen(current)) {
      this.show();
      return this.#startedOrNot(current.id, true);
    }
    return this.#form.asks(attributes) ? this.#askFirst(attributes) : this.#startSession(attributes);
  }

  async endChat({then = 'hide', reason = 'ended', by = 'visitor'}: EndOptions = {}): Promise<EndResult> {
    await this.#beginVerb();
    const {session} = this.#record;
    const owed = new Set(this.#record.farewells.map(({sessionId}) => sessionId));
    if (isOpen(session)) this.#ask('chat-before-end', {cause: 'end'});
    if (then === 'hide') this.hide();
    const messageCount = countMessages(this.#engine.transcript);
    // Asked for in any case: a start that was called before may be stored only now.
    const {farewells} = await this.#commit(
      then === 'stay'
        ? {type: 'end', by, reason, messageCount}
        : {type: 'clear', cause: 'end', by, reason, messageCount, scope: 'session', greeting: true, reset: then === 'reset'},
    );
    const told = farewells.findLast(({sessionId}) => !owed.has(sessionId));
    return this.#ended(session?.id ?? told?.sessionId ?? null);
  }

  clearChat(): Promise<EndResult> {
    return this.#clear('clear-chat', {scope: 'session', greeting: false, reset: false});
  }

  resetWindow(): Promise<EndResult> {
    return this.#clear('reset-window', {scope: 'session', greeting: true, reset: true});
  }

  clearSession(): Promise<EndResult> {
    return this.#forget('clear-session');
  }

  startNewSession(sessionId?: string): Promise<string> {
    if (sessionId !== undefined) return this.#startNew(sessionId);
    this.#startingNew ??= this.#startNew(newId()).finally(() => (this.#startingNew = null));
    return this.#startingNew;
  }

  async sendMessage(text: string): Promise<string> {
    const checked = checkText(text);
    await this.#beginVerb('named');
    const {session} = this.#record;
    if (session && !isOpen(session)) throw overError();
    if (!session && this.#form.asks()) {
      if (this.#draft.text.trim() !== checked) this.setDraft([this.#draft.text, checked].filter(Boolean).join('\n'));
      await this.#askFirst();
      throw formError();
    }
    const messageId = newId();
    this.#ask('chat-before-send', {messageId, text: checked});
    if (!session) this.#ask('chat-before-start', {cause: 'send'});
    const wish = session ? {} : this.#wish();
    const sessionId = session?.id ?? this.#takeId();
    const draft = (): string => (this.#draft.text.trim() === checked ? '' : this.#draft.text);
    const {outbox} = await this.#commit(() => ({type: 'send', messageId, text: checked, draft: draft(), sessionId, ...wish}));
    if (!outbox.some(({id}) => id === messageId)) throw overError();
    if (this.#draft.text.trim() === checked) this.#draft.sent();
    return messageId;
  }

  async retryMessage(messageId: string): Promise<void> {
    await this.#beginVerb('named');
    if (!this.#record.session && this.#form.asks()) {
      await this.#askFirst();
      throw formError();
    }
    const wish = this.#wish();
    await this.#commit({type: 'retry', messageId, sessionId: this.#takeId(), ...wish});
  }

  async discardMessage(messageId: string): Promise<void> {
    await this.#beginVerb();
    await this.#commit({type: 'discard', messageId});
  }

  setDraft(text: string): void {
    this.#draft.type(text);
  }

  markRead(): void {
    const shown = this.#engine.transcript;
    if (!shown || shown.lastSeq <= this.#record.readUpTo || shown === this.#reading) return;
    this.#reading = shown;
    void this.#commit({type: 'read', sessionId: shown.sessionId, seq: shown.lastSeq});
    if (!this.capabilities.receipts || this.#record.session?.status === 'ending') return;
    this.#engine.connector.acknowledge(shown.sessionId, {read: shown.lastSeq}, this.#engine.life).catch(() => undefined);
  }

  async loadMore(): Promise<void> {
    await this.#try(() => this.#engine.loadMore(this.#engine.life));
  }

  async stopAnswer(): Promise<void> {
    const shown = this.#engine.transcript;
    const answer = shown?.unfinished.at(-1);
    if (!shown || !answer) return;
    await this.#try(() => this.#engine.connector.stop(shown.sessionId, answer.id, this.#engine.life));
  }

  async requestHandoff(reason?: string): Promise<void> {
    if (!this.capabilities.handoff) throw new ChatError('unsupported', 'This connector cannot hand a chat to a person.');
    const {sessionId, status, availability} = await this.startChat();
    if (status === 'prechat') throw formError();
    if (status === 'unavailable') throw new ChatError('nobody-there', 'No person is there to take the chat.', {availability});
    if (status !== 'active' || !sessionId) throw new ChatError('network', 'A person could not be asked for: the server cannot be reached.');
    await this.#engine.requestHandoff(sessionId, reason);
  }

  async cancelHandoff(): Promise<void> {
    const {session} = this.#record;
    if (session?.status !== 'active') return;
    await this.#engine.connector.cancelHandoff(session.id, this.#engine.life);
  }

  setPrechat(values: PrechatValues): void {
    checkAnswers(values, this.#settings.prechat, 'setPrechat()');
    this.#form.type(values);
  }

  async submitPrechat(values: PrechatValues): Promise<StartResult> {
    checkAnswers(values, this.#settings.prechat, 'submitPrechat()');
    await this.#beginVerb('named');
    if (isOpen(this.#record.session)) return this.startChat();
    return this.#form.submit(values) ? this.#startSession(undefined, true) : this.#askFirst();
  }

  async checkAvailability(): Promise<Availability> {
    this.#mustBeAble('availability');
    await this.#beginVerb();
    const target = targetOf(this.#settings, this.#form.attributes, this.#form.values);
    const availability = await this.#answered(this.#desk.ask(this.#engine, target));
    this.#changed();
    return availability;
  }

  async leaveMessage(message: Leaving): Promise<void> {
    this.#mustBeAble('leaveMessage');
    const {locale} = this.#settings;
    const {page} = this.#parts;
    await this.#answered(this.#desk.leave(this.#engine, message, {...(locale && {locale}), ...(page && {page: page()})}));
  }

  async listSessions(): Promise<void> {
    this.#mustBeAble('sessions');
    await this.#beginVerb();
    await this.#try(() => this.#engine.listSessions(true));
  }

  async moreSessions(): Promise<void> {
    this.#mustBeAble('sessions');
    await this.#try(() => this.#engine.sessions.fetch('next', this.#engine.life));
  }

  async openSession(sessionId: string): Promise<void> {
    checkSessionId(sessionId, 'openSession()');
    this.#mustBeAble('sessions');
    await this.#switchTo(sessionId);
  }

  async newThread(): Promise<void> {
    await this.#switchTo(null);
  }

  async continueSession(): Promise<void> {
    await this.#beginVerb();
    const {session} = this.#record;
    if (session) await this.#commit({type: 'continue', sessionId: session.id});
  }

  async keepChatting(): Promise<void> {
    await this.#beginVerb();
    const {session} = this.#record;
    if (session?.status !== 'active' || !this.capabilities.idle) return;
    await this.#answered(this.#engine.connector.keep(session.id, this.#engine.life));
    this.#engine.tell(session.id, {type: 'idle', endsAt: null});
  }

  async answerResolution(messageId: string, solved: boolean): Promise<void> {
    this.#mustBeAble('resolution');
    await this.#beginVerb();
    await this.#answered(this.#feedback.resolve(this.#engine, messageId, solved));
  }

  async submitCsat(answer: {readonly score: number; readonly comment?: string}): Promise<void> {
    checkSurveyAnswer(answer);
    await this.#answerSurvey(answer);
  }

  async skipCsat(): Promise<void> {
    await this.#answerSurvey({skipped: true});
  }

  async identify(identity: Identity): Promise<void> {
    checkIdentity(identity);
    this.#mustBeAble('identity');
    await this.#turns.change(() => this.#become(identity));
  }

  logout(): Promise<EndResult> {
    return this.#forget('logout');
  }

  async eraseMyData(): Promise<void> {
    this.#mustBeAble('erase');
    await this.#beginVerb();
    await this.#engine.connector.erase(this.#engine.life);
    await this.clearSession();
  }

  reconnect(): void {
    this.#setError(null);
    this.#engine.wake();
  }

  dispose(): void {
    this.#draft.stop();
    this.#life.abort(new ChatError('closed', 'This chat was disposed of (its element left the page); its session goes on.'));
    this.#engine.dispose();
    for (const look of [...this.#waiting]) look();
    this.#subscribers.clear();
    this.#listeners.clear();
  }

  async #switchTo(sessionId: string | null): Promise<void> {
    await this.#beginVerb();
    const before = this.#record.session;
    if (before?.id === (sessionId ?? undefined)) return;
    // A session that the server does not know yet would be lost on the way.
    if (before?.status === 'starting') {
      await this.#started(before.id);
      await this.#beginVerb();
    }
    // What is left is looked at when it is left: the other session takes its time to come.
    const {session} = await this.#engine.switchTo(sessionId, () => ({
      draft: this.#draft.text, oneOpen: this.#settings.oneOpenSession, messageCount: countMessages(this.#engine.transcript),
    }));
    if (session?.status === 'starting') {
      throw new ChatError('network', 'Another chat cannot be shown yet: the server has not confirmed the one that is being started.');
    }
  }

  async #answerSurvey(answer: SurveyAnswer): Promise<void> {
    this.#mustBeAble('csat');
    await this.#beginVerb();
    await this.#answered(this.#feedback.answer(this.#engine, answer));
  }

  /** Rejects with what the back end was asked in vain for, or `closed` where this chat was let go meanwhile. */
  async #answered<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      this.#life.signal.throwIfAborted();
      throw error;
    }
  }

  /** Starts a session. `submitted`: its form was handed in for it. */
  async #startSession(attributes?: StartAttributes, submitted = false): Promise<StartResult> {
    this.#ask('chat-before-start', {cause: 'start'});
    const wish = this.#wish(attributes);
    this.show();
    const wanted = this.#takeId();
    const {session} = await this.#commit({type: 'start', sessionId: wanted, cause: 'start', ...wish});
    if (submitted && session?.id === wanted) this.#emit('chat-prechat', {change: 'submitted', names: namesOf(this.#settings.prechat)});
    return this.#startedOrNot(wanted, false);
  }

  async #startedOrNot(wanted: string, joined: boolean): Promise<StartResult> {
    try {
      const started = await this.#started(wanted);
      return {...started, joined: joined || started.sessionId !== wanted};
    } catch (error) {
      if (!(error instanceof ChatError) || error.code !== 'nobody-there') throw error;
      const {availability} = error;
      return {status: 'unavailable', sessionId: null, joined: false, ...(availability && {availability})};
    }
  }

  /** The form comes before the session: shows it, unless another tab was faster. */
  async #askFirst(attributes?: StartAttributes): Promise<StartResult> {
    await this.#form.keep(attributes, true);
    this.show();
    if (this.#record.session) return this.startChat();
    return {status: 'prechat', sessionId: null, joined: false};
  }

  #mustBeAble(to: keyof Capabilities): void {
    if (!this.capabilities[to]) throw new ChatError('unsupported', `This connector cannot do that: it lacks "${to}".`);
  }

  get #record(): SessionRecord {
    return this.#engine.record;
  }

  async #open(): Promise<void> {
    const stopWatching = this.#parts.store.watch((kind, reason) => {
      this.#changed();
      this.#emit('chat-storage', {kind, reason});
    });
    this.#life.signal.addEventListener('abort', stopWatching);
    await this.#engine.read();
    if (this.#life.signal.aborted) return;
    this.#draft.take();
    const nobody = this.#engine;
    const {identity} = this.#parts;
    // Whoever cannot be told is asked for again by the next verb that needs to know.
    if (identity) await this.#become(identity).catch(() => undefined);
    if (this.#life.signal.aborted) return;
    if (this.#engine === nobody) nobody.begin();
    this.#opened = true;
    this.#changed();
    const {session} = this.#record;
    if (session && session.status !== 'starting') this.#emit('chat-resume', {status: session.status});
    this.#adoptNamed();
  }

  /** A session of this visitor's that the host has named is taken up where none is current. */
  #adoptNamed(): void {
    const {sessionId} = this.#settings;
    if (sessionId && this.#record.session?.id !== sessionId) void this.#engine.adopt(sessionId);
  }

  async #clear(cause: Cause, what: Pick<ClearInput, 'scope' | 'greeting' | 'reset'>): Promise<EndResult> {
    await this.#beginVerb();
    const {session} = this.#record;
    if (session) this.#ask('chat-before-clear', {cause});
    this.#form.forget();
    await this.#commit(this.#clearInput(cause, what));
    return this.#ended(session?.id ?? null);
  }

  async #startNew(sessionId: string): Promise<string> {
    checkSessionId(sessionId, 'startNewSession()');
    await this.#beginVerb('named');
    const {session} = this.#record;
    if (!(isOpen(session) && session.id === sessionId)) {
      this.#ask('chat-before-start', {cause: 'start-new-session'});
      const clear = this.#clearInput('start-new-session', {scope: 'session', greeting: true, reset: false});
      if (asksFirst(this.#settings.prechat)) {
        await this.#commit(clear);
        this.#settings = {...this.#settings, sessionId};
        await this.#askFirst();
        throw formError();
      }
      const carries = startOf(this.#settings, undefined, {});
      await this.#commit({...clear, newSessionId: sessionId, carries, ...this.#oneOpen});
    }
    return (await this.#started(sessionId)).sessionId;
  }

  /** A device that forgets: the visitor alone, or everybody who was here. */
  async #forget(cause: 'clear-session' | 'logout'): Promise<EndResult> {
    const sessionId = await this.#turns.change(async () => {
      await this.#refresh();
      this.#ask('chat-before-clear', {cause});
      this.hide();
      const {session} = this.#record;
      const clear = this.#clearInput(cause, {scope: 'device', greeting: true, reset: false});
      await this.#engine.commit(clear);
      this.#unknown = null;
      await this.#visitors.wipe({...clear, messageCount: 0}, cause === 'logout' ? 'own' : 'all', this.#engine.tabId);
      return session?.id ?? null;
    });
    return this.#ended(sessionId);
  }

  async #become(identity: Identity): Promise<void> {
    this.#life.signal.throwIfAborted();
    // Another tab may have forgotten who was here before.
    await this.#engine.refresh();
    await this.#forgetGone();
    await this.#draft.hold();
    await this.#form.hold();
    try {
      await this.#visitors.become(identity);
      this.#unknown = null;
    } catch (error) {
      this.#life.signal.throwIfAborted();
      if (!(error instanceof ChatError)) throw error;
      this.#unknown = identity;
      const {kind} = this.#visitors.view;
      this.#failed(error, null);
      if (error.code === 'identity-refused') this.#emit('chat-identity', {kind, previous: kind, reason: 'refused'});
      throw error;
    }
    if (this.#error?.code === 'identity-refused') this.#setError(null);
    if (this.#opened) this.#adoptNamed();
    this.#changed();
  }

  /** Another visitor's chat is here, or the same one under a name. */
  #swapped(carried: boolean): void {
    this.#draft.take();
    this.#form.moved();
    this.#error = null;
    const {session} = this.#record;
    if (this.#opened && session && !carried && session.status !== 'starting') this.#emit('chat-resume', {status: session.status});
    this.#changed();
  }

  /** Only the engine of now has something to tell; what an older one has started is ended all the same. */
  #createEngine(key: string, {tokens}: Visitor): Engine {
    const {openTabs, partition} = this.#parts;
    const engine: Engine = new Engine(
      {
        ...this.#parts,
        key,
        tabs: openTabs(key),
        bell: openTabs(namespacePrefix(partition.namespace)),
        settings: () => this.#settings,
        identity: tokens,
      },
      {
        changed: () => this.#isNow(engine) && this.#lineChanged(),
        recordChanged: (...change) => this.#isNow(engine) && this.#recordChanged(...change),
        applied: (...applied) => this.#isNow(engine) && this.#applied(...applied),
        failed: (error, sessionId) => this.#isNow(engine) && this.#failed(error, sessionId),
        abandoned: (sessionId, credentials) =>
          void this.#engine.commit({type: 'abandoned', sessionId, credentials, own: engine.key === this.#engine.key}),
      },
    );
    return engine;
  }

  #isNow(engine: Engine): boolean {
    return engine === this.#visitors?.engine;
  }

  #clearInput(cause: Cause, what: Pick<ClearInput, 'scope' | 'greeting' | 'reset'>): ClearInput {
    return {type: 'clear', cause, by: 'visitor', reason: cause, messageCount: countMessages(this.#engine.transcript), ...what};
  }

  /** Resolves with how a start came out. Rejects with what the server refused it for. */
  async #started(sessionId: string): Promise<{readonly sessionId: string; readonly status: SessionStatus}> {
    let refusal: ChatError | null = null;
    let id = sessionId;
    const stop = this.listen((event) => {
      // The server has answered with a session that was open already.
      if (event.type === 'chat-resume' && event.detail.sessionId) id = event.detail.sessionId;
      if (event.type !== 'chat-error' || event.detail.sessionId !== id || event.detail.retryable) return;
      refusal = errorOf(event.detail);
    });
    await this.#until(() => {
      const {session} = this.#record;
      // The host's own id may be over; the session then goes on under another.
      if (session?.status === 'starting' && session.id !== id && session.cause !== 'start-new-session') id = session.id;
      return refusal !== null || session?.id !== id || session.status !== 'starting';
    }, POLICY.startPatienceMs);
    stop();
    if (refusal) throw refusal as ChatError;
    const {session} = this.#record;
    return {sessionId: id, status: session?.id === id ? session.status : 'ended'};
  }

  /** Resolves when the server knows of an end, or patience is over. */
  async #ended(sessionId: string | null): Promise<EndResult> {
    const owed = (): boolean => this.#record.farewells.some((farewell) => farewell.sessionId === sessionId);
    await this.#until(() => !owed() && this.#record.session?.status !== 'ending', POLICY.endPatienceMs);
    return {sessionId, delivered: !owed()};
  }

  /** Resolves once `done` holds, or after `ms`. Rejects `closed` when the chat is disposed. */
  async #until(done: () => boolean, ms: number): Promise<void> {
    if (done()) return;
    const overdue = new AbortController();
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (!done() && !this.#life.signal.aborted) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      const stop = (): void => void (this.#waiting.delete(look), resolve());
      this.#parts.clock.sleep(ms, overdue.signal).then(stop, () => undefined);
    });
    overdue.abort();
    this.#life.signal.throwIfAborted();
  }

  /** A verb that speaks for the visitor needs to know who it is (`named`): somebody who could not be told is asked for again. */
  async #beginVerb(needs?: 'named'): Promise<void> {
    await this.#begin();
    const unknown = this.#unknown;
    if (!needs || !unknown) return;
    await this.#turns.change(() => this.#become(unknown));
    await this.#begin();
  }

  /** A verb speaks in the name that holds where it was called, and decides by what is true, not by what this tab has heard of. */
  #begin(): Promise<void> {
    return this.#turns.begin(() => this.#refresh());
  }

  async #refresh(): Promise<void> {
    this.#life.signal.throwIfAborted();
    await this.#engine.refresh();
    this.#life.signal.throwIfAborted();
  }

  #commit(input: Input | (() => Input)): Promise<SessionRecord> {
    return this.#engine.commit(input);
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof ChatError) this.#failed(error, this.#record.session?.id ?? null);
    }
  }

  #wish(attributes?: StartAttributes): StartWish {
    return {...this.#form.wish(attributes), ...this.#oneOpen};
  }

  get #oneOpen(): StartWish {
    return this.#settings.oneOpenSession ? {oneOpen: true} : {};
  }

  /** The id that the host wants, the first time; a new one after that. */
  #takeId(): string {
    const {sessionId} = this.#settings;
    this.#settings = {...this.#settings, sessionId: undefined};
    return sessionId ?? newId();
  }

  #setWindow(window: WindowStatus): void {
    if (window === this.#window) return;
    this.#window = window;
    this.#state = null;
    if (window === 'hidden') void this.#engine.listSessions(false);
    this.#emit(window === 'shown' ? 'chat-show' : 'chat-hide', {});
    this.#changed();
  }

  #setError(error: ChatError | null): void {
    this.#error = error;
    this.#changed();
  }

  #failed(error: ChatError, sessionId: string | null): void {
    this.#setError(error);
    this.#emit('chat-error', {code: error.code, message: error.message, retryable: error.retryable}, {sessionId});
  }

  /** What a retry can mend is mended once the line is there. */
  #lineChanged(): void {
    const online = this.#engine.link === 'online';
    if (online && !this.#wasOnline && this.#error?.retryable) this.#error = null;
    this.#wasOnline = online;
    this.#changed();
  }

  #recordChanged(next: SessionRecord, previous: SessionRecord, facts: readonly Fact[]): void {
    this.#draft.recordChanged(next, previous, facts);
    this.#form.recordChanged(next, previous, facts);
    if (next.session?.status === 'starting' && this.#error?.code === 'nobody-there') this.#error = null;
    this.#state = null;
    for (const {event, tab} of facts) {
      const origin = tab === this.#engine.tabId ? 'this-tab' : 'other-tab';
      this.#tellFact({...event, detail: {...event.detail, origin}} as ChatEvent);
    }
    this.#changed();
  }

  #tellFact(event: ChatEvent): void {
    if (event.type === 'chat-clear') {
      const closes = event.detail.cause === 'after-end' && this.#settings.afterEnd === 'close';
      if (closes || event.detail.identityDropped) this.hide();
      if (this.#error?.retryable) this.#error = null;
    }
    if (event.type === 'chat-error') {
      this.#error = errorOf(event.detail);
      if (event.detail.availability) this.#desk.hear(event.detail.availability);
    }
    if (event.type === 'chat-start') this.#error = null;
    this.#dispatch(event);
    // Another tab has logged out, or cleared everything: this one forgets too who was here.
    if (event.type === 'chat-clear' && event.detail.identityDropped && event.detail.origin === 'other-tab') {
      this.#gone = true;
      void this.#turns.change(() => this.#forgetGone());
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
    if (told) this.#emit(told[0], told[1], {sessionId, origin, at: event.at});
  }

  /** The state is made anew when somebody asks; those who watch are told once for all changes of a task. */
  #changed(): void {
    this.#state = null;
    for (const look of [...this.#waiting]) look();
    if (this.#announced) return;
    this.#announced = true;
    queueMicrotask(() => {
      this.#announced = false;
      this.#tellDifferences();
      for (const listener of [...this.#subscribers]) guarded(listener);
    });
  }

  #tellDifferences(): void {
    const before = this.#told;
    const now = (this.#told = this.state);
    for (const [type, detail, common] of differences(before, now, (survey) => this.#feedback.isOwn(survey))) this.#emit(type, detail, common);
  }

  #ask<Type extends 'chat-before-start' | 'chat-before-end' | 'chat-before-clear' | 'chat-before-send'>(
    type: Type,
    detail: ChatEventDetails[Type],
  ): void {
    if (this.#emit(type, detail)) return;
    throw new ChatError('vetoed', `A listener for "${type}" prevented it.`);
  }

  #emit<Type extends ChatEventType>(type: Type, detail: ChatEventDetails[Type], common: Partial<CommonDetail> = {}): boolean {
    const at = this.#parts.clock.now();
    const sessionId = this.#record.session?.id ?? null;
    return this.#dispatch({type, detail: {sessionId, at, origin: 'this-tab', ...common, ...detail}} as ChatEvent);
  }

  /** Returns false when a listener says no. One that throws does not keep the others from hearing. */
  #dispatch(event: ChatEvent): boolean {
    let allowed = true;
    for (const listener of [...this.#listeners]) {
      guarded(() => {
        if (listener(event) === false) allowed = false;
      });
    }
    return allowed;
  }

  #look(): ChatState {
    const {store, surroundings} = this.#parts;
    return stateOf(this.#engine, surroundings.online, {
      window: this.#window,
      draft: this.#draft.text,
      storage: store.kind,
      identity: this.#visitors.view,
      availability: this.#desk.availability,
      prechat: this.#opened ? this.#form.view : null,
      resolution: this.#feedback.question(this.#engine),
      error: this.#error,
    }, this.#told);
  }
}

type ClearInput = Extract<Input, {readonly type: 'clear'}>;

function formError(): ChatError {
  return new ChatError('prechat-required', 'The form before the chat must be answered first; it is shown now. What was written is in the draft.');
}

function errorOf({code, message, availability}: ChatEventDetails['chat-error']): ChatError {
  return new ChatError(code, message, {availability});
}

function overError(): ChatError {
  return new ChatError('session-ended', 'This chat has ended, so the message was not sent. Start a new chat to go on.');
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
