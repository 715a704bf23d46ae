/**
 * The verbs of a chat. Each takes its turn, asks the host first, then the machine, and settles on what the record says; none of them talks to the
 * back end about starts and ends itself. What they stand on is in `basis.ts`.
 */
import type {Capabilities} from '../contracts/connector.js';
import type {Availability} from '../model/availability.js';
import type {Cause} from '../model/chat-event.js';
import type {SurveyAnswer} from '../model/csat.js';
import {ChatError} from '../model/errors.js';
import {newId} from '../model/ids.js';
import type {PrechatValues} from '../model/prechat.js';
import {countMessages} from '../model/transcript.js';
import type {Identity} from '../model/visitor.js';
import {checkAnswers, checkIdentity, checkSessionId, checkSurveyAnswer, checkText} from './attributes.js';
import {ChatBasis} from './basis.js';
import type {EndOptions, EndResult, HostChat, StartAttributes, StartResult} from './chat.js';
import type {Leaving} from './front-desk.js';
import {isOpen} from './machine.js';
import type {Input} from './machine.js';
import {ended, started} from './outcomes.js';
import {targetOf} from './start.js';
import {formError, refuse, startChat, startNew, submitForm, takeId, wishOf} from './starting.js';

export type {LiveChatParts} from './basis.js';

export class LiveChat extends ChatBasis implements HostChat {
  #startingNew: Promise<string> | null = null;

  show(): void {
    this.setWindow('shown');
  }

  hide(): void {
    this.setWindow('hidden');
  }

  toggle(): void {
    this.setWindow(this.state.window === 'shown' ? 'hidden' : 'shown');
  }

  startChat(attributes?: StartAttributes): Promise<StartResult> {
    return startChat(this, attributes);
  }

  async endChat({then = 'hide', reason = 'ended', by = 'visitor'}: EndOptions = {}): Promise<EndResult> {
    await this.begin();
    const {session} = this.record;
    const owed = new Set(this.record.farewells.map(({sessionId}) => sessionId));
    if (isOpen(session)) this.ask('chat-before-end', {cause: 'end'});
    if (then === 'hide') this.hide();
    const messageCount = countMessages(this.engine.transcript);
    // Asked for in any case: a start that was called before may be stored only now.
    const {farewells} = await this.commit(
      then === 'stay'
        ? {type: 'end', by, reason, messageCount}
        : {...this.clearing('end', {scope: 'session', greeting: true, reset: then === 'reset'}), by, reason},
    );
    const told = farewells.findLast(({sessionId}) => !owed.has(sessionId));
    return ended(this, session?.id ?? told?.sessionId ?? null);
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
    if (sessionId !== undefined) return startNew(this, sessionId);
    this.#startingNew ??= startNew(this, newId()).finally(() => (this.#startingNew = null));
    return this.#startingNew;
  }

  async sendMessage(text: string): Promise<string> {
    const checked = checkText(text);
    await this.begin('named');
    const {session} = this.record;
    if (session && !isOpen(session)) throw overError();
    if (!session && this.form.asks()) {
      if (this.draft.text.trim() !== checked) this.setDraft([this.draft.text, checked].filter(Boolean).join('\n'));
      return refuse(this);
    }
    const messageId = newId();
    this.ask('chat-before-send', {messageId, text: checked});
    if (!session) this.ask('chat-before-start', {cause: 'send'});
    const wish = session ? {} : wishOf(this);
    const sessionId = session?.id ?? takeId(this);
    // What another tab has typed stays where nothing was typed here.
    const draft = (): string => (this.draft.text.trim() === checked ? '' : this.draft.text || this.record.draft);
    const {outbox} = await this.commit(() => ({type: 'send', messageId, text: checked, draft: draft(), sessionId, ...wish}));
    if (!outbox.some(({id}) => id === messageId)) throw overError();
    if (this.draft.text.trim() === checked) this.draft.sent();
    return messageId;
  }

  async retryMessage(messageId: string): Promise<void> {
    await this.begin('named');
    if (!this.record.session && this.form.asks()) await refuse(this);
    const wish = wishOf(this);
    await this.commit({type: 'retry', messageId, sessionId: takeId(this), ...wish});
  }

  async discardMessage(messageId: string): Promise<void> {
    await this.begin();
    await this.commit({type: 'discard', messageId});
  }

  setDraft(text: string): void {
    this.draft.type(text);
  }

  markRead(): void {
    const shown = this.engine.transcript;
    if (!shown || shown.lastSeq <= this.record.readUpTo || shown === this.reading) return;
    this.reading = shown;
    this.changed();
    void this.commit({type: 'read', sessionId: shown.sessionId, seq: shown.lastSeq});
    if (!this.capabilities.receipts || this.record.session?.status === 'ending') return;
    this.engine.connector.acknowledge(shown.sessionId, {read: shown.lastSeq}, this.engine.life).catch(() => undefined);
  }

  async loadMore(): Promise<void> {
    await this.#try(() => this.engine.transcripts.loadMore());
  }

  async stopAnswer(): Promise<void> {
    const shown = this.engine.transcript;
    const answer = shown?.unfinished.at(-1);
    if (!shown || !answer) return;
    await this.#try(() => this.engine.connector.stop(shown.sessionId, answer.id, this.engine.life));
  }

  async requestHandoff(reason?: string): Promise<void> {
    if (!this.capabilities.handoff) throw new ChatError('unsupported', 'This connector cannot hand a chat to a person.');
    const {sessionId, status, availability} = await this.startChat();
    if (status === 'prechat') throw formError();
    if (status === 'unavailable') throw new ChatError('nobody-there', 'No person is there to take the chat.', {availability});
    if (status !== 'active' || !sessionId) throw new ChatError('network', 'A person could not be asked for: the server cannot be reached.');
    await this.engine.requestHandoff(sessionId, reason);
  }

  async cancelHandoff(): Promise<void> {
    const {session} = this.record;
    if (session?.status !== 'active') return;
    await this.engine.connector.cancelHandoff(session.id, this.engine.life);
  }

  setPrechat(values: PrechatValues): void {
    checkAnswers(values, this.settings.prechat, 'setPrechat()');
    this.form.type(values);
  }

  submitPrechat(values: PrechatValues): Promise<StartResult> {
    return submitForm(this, values);
  }

  async checkAvailability(): Promise<Availability> {
    this.#mustBeAble('availability');
    await this.begin();
    const target = targetOf(this.settings, this.form.attributes, this.form.values);
    const availability = await this.#answered(this.desk.ask(this.engine, target));
    this.changed();
    return availability;
  }

  async leaveMessage(message: Leaving): Promise<void> {
    this.#mustBeAble('leaveMessage');
    const {locale} = this.settings;
    const {page} = this.parts;
    await this.#answered(this.desk.leave(this.engine, message, {...(locale && {locale}), ...(page && {page: page()})}));
  }

  async listSessions(): Promise<void> {
    this.#mustBeAble('sessions');
    await this.begin();
    await this.#try(() => this.engine.listSessions(true));
  }

  async moreSessions(): Promise<void> {
    this.#mustBeAble('sessions');
    await this.#try(() => this.engine.sessions.fetch('next', this.engine.life));
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
    await this.begin();
    const {session} = this.record;
    if (session) await this.commit({type: 'continue', sessionId: session.id});
  }

  async keepChatting(): Promise<void> {
    await this.begin();
    const {session} = this.record;
    if (session?.status !== 'active' || !this.capabilities.idle) return;
    await this.#answered(this.engine.connector.keep(session.id, this.engine.life));
    this.engine.tell(session.id, {type: 'idle', endsAt: null});
  }

  async answerResolution(messageId: string, solved: boolean): Promise<void> {
    this.#mustBeAble('resolution');
    await this.begin();
    await this.#answered(this.feedback.resolve(this.engine, messageId, solved));
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
    await this.turns.change(() => this.become(identity));
  }

  logout(): Promise<EndResult> {
    return this.#forget('logout');
  }

  async eraseMyData(): Promise<void> {
    this.#mustBeAble('erase');
    await this.begin();
    await this.engine.connector.erase(this.engine.life);
    await this.clearSession();
  }

  reconnect(): void {
    this.setError(null);
    this.engine.wake();
  }

  async #switchTo(sessionId: string | null): Promise<void> {
    await this.begin();
    const before = this.record.session;
    if (before?.id === (sessionId ?? undefined)) return;
    // A session that the server does not know yet would be lost on the way.
    if (before?.status === 'starting') {
      await started(this, before.id);
      await this.begin();
    }
    // What is left is looked at when it is left: the other session takes its time to come.
    const {session} = await this.engine.switchTo(sessionId, () => ({
      draft: this.draft.text, oneOpen: this.settings.oneOpenSession, messageCount: countMessages(this.engine.transcript),
    }));
    if (session?.status === 'starting') {
      throw new ChatError('network', 'Another chat cannot be shown yet: the server has not confirmed the one that is being started.');
    }
  }

  async #answerSurvey(answer: SurveyAnswer): Promise<void> {
    this.#mustBeAble('csat');
    await this.begin();
    await this.#answered(this.feedback.answer(this.engine, answer));
  }

  /** Rejects with what the back end was asked in vain for, or `closed` where this chat was let go meanwhile. */
  async #answered<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      this.life.throwIfAborted();
      throw error;
    }
  }

  #mustBeAble(to: keyof Capabilities): void {
    if (!this.capabilities[to]) throw new ChatError('unsupported', `This connector cannot do that: it lacks "${to}".`);
  }

  async #clear(cause: Cause, what: Pick<ClearInput, 'scope' | 'greeting' | 'reset'>): Promise<EndResult> {
    await this.begin();
    const {session} = this.record;
    if (session) this.ask('chat-before-clear', {cause});
    this.form.forget();
    await this.commit(this.clearing(cause, what));
    return ended(this, session?.id ?? null);
  }

  /** A device that forgets: the visitor alone, or everybody who was here. */
  async #forget(cause: 'clear-session' | 'logout'): Promise<EndResult> {
    const sessionId = await this.turns.change(async () => {
      await this.refresh();
      this.ask('chat-before-clear', {cause});
      this.hide();
      const {session} = this.record;
      await this.wipe(this.clearing(cause, {scope: 'device', greeting: true, reset: false}), cause === 'logout' ? 'own' : 'all');
      return session?.id ?? null;
    });
    return ended(this, sessionId);
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof ChatError) this.failed(error, this.record.session?.id ?? null);
    }
  }
}

type ClearInput = Extract<Input, {readonly type: 'clear'}>;

function overError(): ChatError {
  return new ChatError('session-ended', 'This chat has ended, so the message was not sent. Start a new chat to go on.');
}
