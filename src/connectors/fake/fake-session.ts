/**
 * One session of the back end in memory: its log, who listens, and what bot, agent and server do in it. Follows docs/protocol.md; knows
 * neither visitors nor faults.
 */
import type {OpenRequest, Receipt} from '../../contracts/connector.js';
import type {Clock} from '../../contracts/clock.js';
import {ChatError} from '../../model/errors.js';
import type {Csat, SurveyAnswer} from '../../model/csat.js';
import {newId} from '../../model/ids.js';
import type {Participant} from '../../model/participant.js';
import type {
  EndedBy, EventPage, LiveEvent, LogEvent, MessageBody, Owner, Receipts, SessionEnd, SessionEvent, SessionInfo, Snapshot, Unfinished,
} from '../../model/session-event.js';
import type {SessionSummary} from '../../model/session-summary.js';

/** A log event before it has its number. */
type LogEntry = LogEvent extends infer Event ? (Event extends LogEvent ? Omit<Event, 'seq' | 'at'> : never) : never;

export const BOT: Participant = {id: 'bot', role: 'bot', name: 'Assistant'};
export const AGENT: Participant = {id: 'agent-1', role: 'agent', name: 'Ada'};

/** What the other side does in one session. Every call takes effect at once. */
export class FakeSession {
  /** Linking may give it another one. */
  id: string;
  /** Whose it is; another's, once it has been linked. */
  visitorId: string;
  /** What the session was opened with. */
  readonly request: OpenRequest;
  readonly #changed: (session: FakeSession) => void;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #startedAt: number;
  readonly #log: LogEvent[] = [];
  readonly #unfinished = new Map<string, Unfinished>();
  readonly #subscribers = new Set<(event: SessionEvent) => void>();
  #owner: Owner = 'bot';
  #participants: readonly Participant[] = [BOT];
  #receipts: Receipts = {delivered: 0, read: 0};
  #place = 1;
  #ended: SessionEnd | undefined;
  #endsAt: number | null = null;
  #csat: Csat | undefined;
  /** The survey that was open when an agent opened the session again: it is told no more, yet may be answered. */
  #lapsed: string | undefined;

  /** `changed` hears of everything that a list of sessions shows. */
  constructor(request: OpenRequest, visitorId: string, clock: Pick<Clock, 'now'>, changed: (session: FakeSession) => void = () => undefined) {
    this.id = request.sessionId;
    this.request = request;
    this.visitorId = visitorId;
    this.#clock = clock;
    this.#changed = changed;
    this.#startedAt = clock.now();
    if (request.routing) this.#owner = 'queue';
    this.#append({type: 'started', by: 'visitor'});
  }

  /** What the session was opened with. */
  get context(): OpenRequest['context'] {
    return this.request.context;
  }

  get info(): SessionInfo {
    return {
      id: this.id,
      status: this.#ended ? 'ended' : 'active',
      owner: this.#owner,
      startedAt: this.#startedAt,
      lastSeq: this.#log.length,
      participants: this.#participants,
      receipts: this.#receipts,
      ...(this.#owner === 'queue' && {queue: {position: this.#place, estimateSeconds: this.#place * 60}}),
      ...(this.#ended && {ended: this.#ended}),
      ...(this.#endsAt !== null && {idle: {endsAt: this.#endsAt}}),
      ...(this.#csat && (this.#csat.at || this.#asks) && {csat: this.#csat}),
      now: this.#clock.now(),
    };
  }

  get summary(): SessionSummary {
    const {id, status, owner, startedAt, lastSeq, queue, ended, csat} = this.info;
    const last = this.#log.findLast((event) => event.type === 'message');
    const agent = this.#participants.find(({role}) => role === 'agent');
    const {read} = this.acknowledged;
    return {
      id, status, owner, startedAt, lastSeq,
      lastAt: this.#log.at(-1)!.at,
      unread: this.#log.filter((event) => event.type === 'message' && event.seq > read && event.message.author.role !== 'visitor').length,
      ...(last?.type === 'message' && {lastMessage: {text: last.message.text, role: last.message.author.role, at: last.at}}),
      ...(agent && {agent}),
      ...(queue && {queue}),
      ...(ended && {ended}),
      ...(csat && {csat}),
    };
  }

  /** All numbered events so far. */
  get log(): readonly LogEvent[] {
    return this.#log;
  }

  /** The messages of the log, in order. */
  get messages(): readonly MessageBody[] {
    return this.#log.flatMap((event) => (event.type === 'message' ? [event.message] : []));
  }

  /** What the visitor's side has told: highest numbers it has received and read. */
  readonly acknowledged = {delivered: 0, read: 0};

  /** Whether the visitor is typing, as far as it was told. */
  visitorTyping = false;

  /** The visitor types, or stops. */
  type(on: boolean): void {
    this.visitorTyping = on;
    if (on) this.keep();
  }

  snapshot(limit: number): Snapshot {
    const events = limit > 0 ? this.#log.slice(-limit) : [];
    return {session: this.info, events, more: events.length < this.#log.length, unfinished: [...this.#unfinished.values()]};
  }

  before(seq: number, limit: number): EventPage {
    const older = this.#log.slice(0, Math.max(0, seq - 1));
    const events = older.slice(-limit);
    return {events, more: events.length < older.length};
  }

  after(seq: number, limit: number): EventPage {
    const newer = this.#log.slice(seq);
    return {events: newer.slice(0, limit), more: newer.length > limit};
  }

  /** Calls `listener` with a `sync`, all events after `seq`, and then each as it happens. Returns a function that stops it. */
  subscribe(seq: number, listener: (event: SessionEvent) => void): () => void {
    listener({type: 'sync', session: this.info, unfinished: [...this.#unfinished.values()]});
    for (const event of this.#log.slice(seq)) listener(event);
    this.#subscribers.add(listener);
    return () => void this.#subscribers.delete(listener);
  }

  /** A message of the visitor's; idempotent by its id. */
  receive(id: string, text: string): Receipt {
    const known = this.#log.find((event) => event.type === 'message' && event.message.id === id);
    if (known?.type === 'message') {
      if (known.message.text === text) return {seq: known.seq, at: known.at};
      throw new ChatError('id-conflict', `Message ${id} exists with another text.`);
    }
    this.#mustBeActive();
    const author: Participant = {id: this.visitorId, role: 'visitor', name: 'You'};
    const {seq, at} = this.#append({type: 'message', message: {id, author, text}});
    this.keep();
    this.setReceipts({delivered: seq});
    return {seq, at};
  }

  /** The bot says something at once. Returns the message's id. */
  botSend(text: string, extras: Partial<Pick<MessageBody, 'sources' | 'suggestions' | 'offer' | 'solves'>> = {}): string {
    return this.#say(BOT, text, extras);
  }

  /** The bot goes on with an answer; the first piece begins it. */
  botDelta(messageId: string, text: string): void {
    const said = this.#unfinished.get(messageId)?.text ?? '';
    this.#unfinished.set(messageId, {messageId, author: BOT, text: said + text});
    this.emit({type: 'delta', messageId, author: BOT, offset: said.length, text});
  }

  /** The answer is complete and becomes a message. */
  botFinish(messageId: string, extras: Partial<Pick<MessageBody, 'sources' | 'suggestions' | 'offer' | 'partial' | 'solves'>> = {}): void {
    const text = this.#unfinished.get(messageId)?.text ?? '';
    this.#unfinished.delete(messageId);
    this.#append({type: 'message', message: {id: messageId, author: BOT, text, ...extras}});
  }

  /** The answer will not become a message. */
  botDiscard(messageId: string): void {
    this.#unfinished.delete(messageId);
    this.emit({type: 'discard', messageId});
  }

  /** The visitor stops an answer. */
  stop(messageId: string): void {
    if (this.#unfinished.has(messageId)) this.botFinish(messageId, {partial: true});
  }

  /** Asks for a person. */
  queue(reason?: string): SessionInfo {
    this.#mustBeActive();
    if (this.#owner === 'bot') this.#handOver('queue', reason);
    return this.info;
  }

  /** Tells the visitor's place in the line. */
  setPlace(position: number): void {
    this.#place = position;
    this.emit({type: 'queue', position, estimateSeconds: position * 60});
  }

  cancelQueue(): SessionInfo {
    if (this.#owner === 'queue' && !this.#ended) this.#handOver('bot', 'cancelled');
    return this.info;
  }

  /** An agent takes the session. */
  agentAccept(agent: Participant = AGENT): void {
    this.#mustBeActive();
    for (const messageId of [...this.#unfinished.keys()]) this.stop(messageId);
    this.#participants = [...this.#participants.filter(({id}) => id !== agent.id), agent];
    this.#append({type: 'joined', participant: agent});
    this.#handOver('agent');
  }

  /** The agent says something. Returns the message's id. */
  agentSend(text: string): string {
    return this.#say(this.#agent(), text, {});
  }

  agentTyping(on: boolean): void {
    this.emit({type: 'typing', participant: this.#agent(), on});
  }

  /** The agent gives the session back to the bot. */
  agentHandBack(reason?: string): void {
    const agent = this.#agent();
    this.#participants = this.#participants.filter(({id}) => id !== agent.id);
    this.#append({type: 'left', participant: agent});
    this.#handOver('bot', reason);
  }

  agentEnd(reason = 'resolved'): void {
    this.end('agent', reason);
  }

  /** An agent opens the session again. Nothing happens to an active one. */
  reopen(agent: Participant = AGENT): void {
    if (!this.#ended) return;
    this.#ended = undefined;
    if (this.#asks) this.#lapsed = this.#csat?.id;
    this.#owner = 'agent';
    this.#append({type: 'reopened', by: agent});
    if (this.#participants.some(({id}) => id === agent.id)) return;
    this.#participants = [...this.#participants, agent];
    this.#append({type: 'joined', participant: agent});
  }

  /** The visitor is warned that silence ends the session then. */
  warnIdle(endsAt: number): void {
    this.#idle(endsAt);
  }

  /** Silence has ended the session. */
  idleOut(): void {
    this.end('timeout', 'idle');
  }

  /** The visitor is there. */
  keep(): void {
    if (this.#endsAt !== null) this.#idle(null);
  }

  /** The visitor says whether a message solved it. */
  resolve(messageId: string, solved: boolean): SessionInfo {
    if (this.#log.some((event) => event.type === 'resolution' && event.messageId === messageId)) return this.info;
    this.#append({type: 'resolution', messageId, solved});
    if (solved) this.requestSurvey();
    return this.info;
  }

  /** The visitor is asked how it was, unless that is being asked. Returns the survey's id. */
  requestSurvey(): string {
    if (this.#csat && this.#asks) return this.#csat.id;
    const id = newId();
    this.#survey({id, requestedAt: this.#clock.now()});
    return id;
  }

  /** The visitor answers a survey; the first answer counts. */
  answerSurvey(id: string, answer: SurveyAnswer): SessionInfo {
    const asked = this.#csat;
    if (asked?.id !== id) throw new ChatError('not-found', `There is no survey ${id}.`);
    if (asked.at) return this.info;
    if ('score' in answer && answer.comment !== undefined) this.comment = answer.comment;
    this.#survey({...asked, ...('score' in answer ? {score: answer.score} : {skipped: true}), at: this.#clock.now()});
    return this.info;
  }

  /** What the visitor wrote to its score. */
  comment: string | undefined;

  /** Ends the session unless it is over. */
  end(by: EndedBy, reason: string): void {
    if (this.#ended) return;
    for (const messageId of [...this.#unfinished.keys()]) this.stop(messageId);
    const durationMs = this.#clock.now() - this.#startedAt;
    const messageCount = this.messages.length;
    this.#endsAt = null;
    this.#ended = {by, reason, at: this.#clock.now(), durationMs, messageCount};
    // Its own word tells of it.
    if (reason === 'resolved' && !this.#asks) this.#csat = {id: newId(), requestedAt: this.#clock.now()};
    this.#append({type: 'ended', by, reason, durationMs, messageCount, ...(this.#asks && {csat: this.#csat!.id})});
  }

  /** The other side has received or read up to these numbers; the highest counts. */
  setReceipts(receipts: Partial<Receipts>): void {
    const delivered = Math.max(this.#receipts.delivered, receipts.delivered ?? 0, receipts.read ?? 0);
    this.#receipts = {delivered, read: Math.max(this.#receipts.read, receipts.read ?? 0)};
    this.emit({type: 'receipts', ...this.#receipts});
  }

  acknowledge(receipts: Partial<Receipts>): void {
    this.acknowledged.delivered = Math.max(this.acknowledged.delivered, receipts.delivered ?? 0, receipts.read ?? 0);
    this.acknowledged.read = Math.max(this.acknowledged.read, receipts.read ?? 0);
    this.#changed(this);
  }

  /** Tells something that has no number. */
  emit(event: LiveEvent): void {
    this.#tell(event);
  }

  #say(author: Participant, text: string, extras: Partial<MessageBody>): string {
    this.#mustBeActive();
    const id = newId();
    this.#append({type: 'message', message: {id, author, text, ...extras}});
    return id;
  }

  #agent(): Participant {
    const agent = this.#participants.find(({role}) => role === 'agent');
    if (!agent) throw new Error('No agent is in this session: call agentAccept() first.');
    return agent;
  }

  #handOver(to: Owner, reason?: string): void {
    const from = this.#owner;
    this.#owner = to;
    this.#append({type: 'handoff', from, to, ...(reason !== undefined && {reason})});
  }

  #idle(endsAt: number | null): void {
    this.#endsAt = endsAt;
    this.emit({type: 'idle', endsAt, now: this.#clock.now()});
  }

  /** Whether a survey is open. */
  get #asks(): boolean {
    return this.#csat !== undefined && !this.#csat.at && this.#csat.id !== this.#lapsed;
  }

  #survey(csat: Csat): void {
    this.#csat = csat;
    this.emit({type: 'csat', csat});
    this.#changed(this);
  }

  #mustBeActive(): void {
    if (this.#ended) throw new ChatError('session-ended', `Session ${this.id} is over.`);
  }

  #append(entry: LogEntry): LogEvent {
    const event: LogEvent = {...entry, seq: this.#log.length + 1, at: this.#clock.now()};
    this.#log.push(event);
    this.#tell(event);
    this.#changed(this);
    return event;
  }

  #tell(event: SessionEvent): void {
    for (const subscriber of [...this.#subscribers]) subscriber(structuredClone(event));
  }
}
