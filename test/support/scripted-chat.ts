/**
 * A chat in memory behind the same interface as the real one: tests write its state and read what was called. It has no session of its own and
 * decides nothing.
 */
import {FRESH_STATE} from '../../src/model/chat-state.js';
import type {ChatEvent} from '../../src/model/chat-event.js';
import type {ChatState} from '../../src/model/chat-state.js';
import type {Entry, Message, Notice} from '../../src/model/message.js';
import type {Participant} from '../../src/model/participant.js';
import type {PrechatValues} from '../../src/model/prechat.js';
import type {Identity} from '../../src/model/visitor.js';
import type {Chat, StartAttributes, StartResult} from '../../src/session/chat.js';

export const BOT: Participant = {id: 'bot', role: 'bot', name: 'Ada'};
export const AGENT: Participant = {id: 'agent-1', role: 'agent', name: 'Maria Ahlers'};
export const VISITOR: Participant = {id: 'visitor', role: 'visitor', name: 'You'};

const FRESH: ChatState = {...FRESH_STATE, window: 'shown'};

/** The state of a chat with a bot that has begun. */
export const ACTIVE: Partial<ChatState> = {
  connection: 'online',
  session: {status: 'active', id: '0b7f9b5e-8c1d-4d7e-9d43-6d0e9f0c1a11', owner: 'bot', startedAt: 0},
  participants: [BOT],
  history: 'complete',
};

let made = 0;

/** A message; numbered unless `seq` says otherwise. */
export function message(author: Participant, text: string, rest: Partial<Message> = {}): Message {
  made += 1;
  return {kind: 'message', id: `message-${made}`, author, text, at: Date.now(), seq: made, ...rest};
}

/** Somebody joined. */
export function joined(participant: Participant, rest: Partial<Notice> = {}): Entry {
  made += 1;
  return {kind: 'notice', id: `notice-${made}`, notice: 'joined', participant, at: Date.now(), seq: made, ...rest} as Entry;
}

type Verb = {[Name in keyof Chat]: Chat[Name] extends (...args: never[]) => unknown ? Name : never}[keyof Chat];

export class ScriptedChat implements Chat {
  state: ChatState;
  capabilities = {
    history: true, typing: true, receipts: true, handoff: true, stop: true, sessions: true, availability: true, leaveMessage: true, idle: true,
    resolution: true, csat: true, identity: true, erase: true,
  };
  ready: Promise<void> = Promise.resolve();
  /** Every verb that was called, in order, with its arguments. */
  readonly calls: (readonly [verb: Verb, ...args: unknown[]])[] = [];
  /** What verbs that carry the visitor's words reject with, until it is taken away. */
  refusal: Error | undefined;
  /** The list of sessions cannot be had. */
  unlisted = false;
  readonly #listeners = new Set<() => void>();
  readonly #ears = new Set<(event: ChatEvent) => boolean | void>();

  constructor(state: Partial<ChatState> = {}) {
    this.state = {...FRESH, ...state};
  }

  /** How often a verb was called. */
  count(verb: Verb): number {
    return this.calls.filter(([name]) => name === verb).length;
  }

  /** Changes the state and tells it. */
  set(change: Partial<ChatState>): void {
    this.state = {...this.state, ...change};
    for (const listener of [...this.#listeners]) listener();
  }

  /** Puts entries at the end. */
  add(...entries: readonly Entry[]): void {
    this.set({entries: [...this.state.entries, ...entries]});
  }

  /** Replaces the entry with this id. */
  replace(id: string, change: Partial<Message>): void {
    this.set({entries: this.state.entries.map((entry) => (entry.id === id ? ({...entry, ...change} as Entry) : entry))});
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  listen(listener: (event: ChatEvent) => boolean | void): () => void {
    this.#ears.add(listener);
    return () => this.#ears.delete(listener);
  }
  /** Tells an event of this tab. */
  tell(type: ChatEvent['type'], detail: object = {}): void {
    const common = {sessionId: this.state.session.id, at: Date.now(), origin: 'this-tab'};
    for (const ear of [...this.#ears]) ear({type, detail: {...common, ...detail}} as ChatEvent);
  }
  show(): void {
    this.#called('show');
    this.set({window: 'shown'});
  }
  hide(): void {
    this.#called('hide');
    this.set({window: 'hidden'});
  }
  toggle(): void {
    this.#called('toggle');
  }
  async startChat(attributes?: StartAttributes): Promise<StartResult> {
    this.#called('startChat', ...(attributes ? [attributes] : []));
    return {sessionId: this.state.session.id ?? '', status: this.state.session.status, joined: false};
  }
  async endChat(options?: unknown) {
    this.#called('endChat', options);
    return {sessionId: this.state.session.id, delivered: true};
  }
  async clearSession() {
    this.#called('clearSession');
    return {sessionId: this.state.session.id, delivered: true};
  }
  /** Goes back to a fresh page, draft included. */
  async resetWindow() {
    this.#called('resetWindow');
    const sessionId = this.state.session.id;
    this.set({...FRESH, window: this.state.window});
    return {sessionId, delivered: true};
  }
  async clearChat() {
    this.#called('clearChat');
    return {sessionId: this.state.session.id, delivered: true};
  }
  async startNewSession() {
    this.#called('startNewSession');
    return '';
  }
  async sendMessage(text: string): Promise<string> {
    this.#called('sendMessage', text);
    if (this.refusal) throw this.refusal;
    const sent = message(VISITOR, text, {delivery: 'queued', seq: undefined});
    this.add(sent);
    return sent.id;
  }
  async retryMessage(id: string): Promise<void> {
    this.#called('retryMessage', id);
    this.replace(id, {delivery: 'queued', failure: undefined});
  }
  async discardMessage(id: string): Promise<void> {
    this.#called('discardMessage', id);
    this.set({entries: this.state.entries.filter((entry) => entry.id !== id)});
  }
  setDraft(draft: string): void {
    this.#called('setDraft', draft);
    this.set({draft});
  }
  markRead(): void {
    this.#called('markRead');
    this.set({unread: 0});
  }
  async loadMore(): Promise<void> {
    this.#called('loadMore');
  }
  async stopAnswer(): Promise<void> {
    this.#called('stopAnswer');
  }
  async requestHandoff(reason?: string): Promise<void> {
    this.#called('requestHandoff', ...(reason ? [reason] : []));
  }
  async cancelHandoff(): Promise<void> {
    this.#called('cancelHandoff');
  }
  setPrechat(values: PrechatValues): void {
    this.#called('setPrechat', values);
  }
  async submitPrechat(values: PrechatValues): Promise<StartResult> {
    this.#called('submitPrechat', values);
    if (this.refusal) throw this.refusal;
    return {sessionId: this.state.session.id, status: this.state.session.status, joined: false};
  }
  async checkAvailability() {
    this.#called('checkAvailability');
    return this.state.availability ?? {state: 'available' as const, bot: true, leaveMessage: true};
  }
  async leaveMessage(message: {readonly email: string; readonly name?: string; readonly text: string}): Promise<void> {
    this.#called('leaveMessage', message);
    if (this.refusal) throw this.refusal;
  }
  /** Without a list of the test's own there are no sessions. */
  async listSessions(): Promise<void> {
    this.#called('listSessions');
    const {items, status} = this.state.sessions;
    if (status !== 'none') return;
    this.set({sessions: {items, status: 'loading'}});
    await Promise.resolve();
    this.set({sessions: this.unlisted ? {items, status} : {items: [], status: 'complete'}});
  }
  async moreSessions(): Promise<void> {
    this.#called('moreSessions');
  }
  async openSession(id: string): Promise<void> {
    this.#called('openSession', id);
  }
  /** Goes to a fresh page, draft included. */
  async newThread(): Promise<void> {
    this.#called('newThread');
    const {window, sessions} = this.state;
    this.set({...FRESH, window, sessions});
  }
  async continueSession(): Promise<void> {
    this.#called('continueSession');
    if (this.refusal) throw this.refusal;
  }
  async keepChatting(): Promise<void> {
    this.#called('keepChatting');
  }
  async answerResolution(messageId: string, solved: boolean): Promise<void> {
    this.#called('answerResolution', messageId, solved);
    if (this.refusal) throw this.refusal;
  }
  async submitCsat(answer: {readonly score: number; readonly comment?: string}): Promise<void> {
    this.#called('submitCsat', answer);
    if (this.refusal) throw this.refusal;
  }
  async skipCsat(): Promise<void> {
    this.#called('skipCsat');
  }
  async identify(identity: Identity): Promise<void> {
    this.#called('identify', identity);
  }
  async logout() {
    this.#called('logout');
    return {sessionId: this.state.session.id, delivered: true};
  }
  async eraseMyData(): Promise<void> {
    this.#called('eraseMyData');
  }
  reconnect(): void {
    this.#called('reconnect');
  }

  #called(verb: Verb, ...args: unknown[]): void {
    this.calls.push([verb, ...args]);
  }
}
