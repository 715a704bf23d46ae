/**
 * The transcript of one session, as pure functions: numbered events become entries in dense order, live events change what is being written.
 * Nothing is ever placed past a hole; what arrives twice is dropped. Knows nothing of where events come from.
 */
import type {Csat} from './csat.js';
import type {Entry, Message, Notice, OutgoingMessage} from './message.js';
import type {Participant} from './participant.js';
import {isLogEvent} from './session-event.js';
import type {EventPage, LiveEvent, LogEvent, MessageBody, Owner, QueuePlace, Receipts, SessionEvent, Snapshot} from './session-event.js';

export interface Transcript {
  readonly sessionId: string;
  /** What the log says, oldest first. */
  readonly entries: readonly Entry[];
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** Whether older events exist. */
  readonly more: boolean;
  /** Answers being written now. */
  readonly unfinished: readonly Message[];
  /** Everybody but the visitor. */
  readonly participants: readonly Participant[];
  readonly owner: Owner;
  readonly queue?: QueuePlace;
  readonly receipts: Receipts;
  /** While silence is about to end the session. */
  readonly idle?: {readonly endsAt: number};
  readonly csat?: Csat;
  /** When an agent has opened the session again, if one has. */
  readonly reopenedAt?: number;
  /** Messages that the visitor was asked about, with the answer. Shared between versions, as `ownIds` is. */
  readonly resolved: Map<string, boolean>;
  /** Ids of the visitor's own messages in the log. Shared between versions of a transcript, only ever added to. */
  readonly ownIds: Set<string>;
}

/** What became of an event: `applied`, `known` already, or it lies beyond a `hole` that must be fetched first. */
export type Outcome = 'applied' | 'known' | 'hole';

/** Live events are late by a few log events at most. */
const RECENT = 20;

const NO_RECEIPTS: Receipts = {delivered: 0, read: 0};

/** A transcript from a snapshot. */
export function fromSnapshot({session, events, more, unfinished}: Snapshot): Transcript {
  const start: Transcript = {
    sessionId: session.id,
    entries: [],
    firstSeq: events[0]?.seq ?? session.lastSeq + 1,
    lastSeq: (events[0]?.seq ?? session.lastSeq + 1) - 1,
    more,
    unfinished: [],
    participants: [],
    owner: session.owner,
    receipts: session.receipts ?? NO_RECEIPTS,
    resolved: new Map(),
    ownIds: new Set(),
  };
  const filled = events.reduce((transcript, event) => apply(transcript, event)[0], start);
  return apply(filled, {type: 'sync', session, unfinished})[0];
}

/** Applies one event. */
export function apply(transcript: Transcript, event: SessionEvent): readonly [Transcript, Outcome] {
  if (!isLogEvent(event)) return [applyLive(transcript, event), 'applied'];
  if (event.seq <= transcript.lastSeq) return [transcript, 'known'];
  if (event.seq > transcript.lastSeq + 1) return [transcript, 'hole'];
  return [applyLog({...transcript, lastSeq: event.seq}, event), 'applied'];
}

/** Puts an older page in front. A page that does not end right before the first event is refused: it would leave a hole. */
export function prepend(transcript: Transcript, {events, more}: EventPage): Transcript {
  const last = events.at(-1);
  if (!last) return {...transcript, more: false};
  if (last.seq !== transcript.firstSeq - 1) return transcript;
  const entries = events.flatMap((event) => entryOf(event, transcript) ?? []);
  return {...transcript, entries: [...entries, ...transcript.entries], firstSeq: events[0]!.seq, more};
}

/** The whole transcript as the visitor sees it: the log, answers being written, own messages on their way. */
export function visibleEntries(transcript: Transcript | null, outbox: readonly OutgoingMessage[], visitor: Participant): readonly Entry[] {
  const pending = outbox.filter((message) => !transcript?.ownIds.has(message.id)).map((message) => pendingEntry(message, visitor));
  if (!transcript) return pending;
  if (!pending.length && !transcript.unfinished.length) return transcript.entries;
  return [...transcript.entries, ...transcript.unfinished, ...pending];
}

/** How many messages of others came after event number `seq`. */
export function countAfter({entries}: Transcript, seq: number): number {
  let count = 0;
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i]!;
    if ((entry.seq ?? 0) <= seq) break;
    if (entry.kind === 'message' && entry.author.role !== 'visitor') count++;
  }
  return count;
}

/** Messages of all participants, as far as known here. */
export function countMessages(transcript: Transcript | null): number {
  return transcript?.entries.filter((entry) => entry.kind === 'message').length ?? 0;
}

function applyLog(transcript: Transcript, event: LogEvent): Transcript {
  const entry = entryOf(event, transcript);
  const next = entry ? {...transcript, entries: [...transcript.entries, entry]} : transcript;
  switch (event.type) {
    case 'message':
      return {...next, unfinished: without(next.unfinished, event.message.id)};
    case 'joined':
      return {...next, participants: joined(next.participants, event.participant)};
    case 'left':
      return {...next, participants: next.participants.filter(({id}) => id !== event.participant.id)};
    case 'handoff':
      return owned(next, event.to);
    case 'ended':
      return {...idling(surveyedAtEnd(next, event), null), unfinished: []};
    case 'resolution':
      // The first answer counts.
      if (!next.resolved.has(event.messageId)) next.resolved.set(event.messageId, event.solved);
      return next;
    case 'reopened':
      return {...owned(next, 'agent'), reopenedAt: event.at};
    case 'started':
    case 'unknown':
      return next;
  }
}

function applyLive(transcript: Transcript, event: LiveEvent): Transcript {
  switch (event.type) {
    case 'sync': {
      const {owner, participants, queue, receipts, idle, csat} = event.session;
      const open = event.unfinished.filter(({messageId}) => !isSaid(transcript, messageId));
      const unfinished = open.map(({messageId, author, text}) => streaming(messageId, author, text, transcript));
      const others = participants.filter(({role}) => role !== 'visitor');
      const now = idling(owned(transcript, owner), idle?.endsAt ?? null);
      const next = {...(csat ? surveyed(now, csat) : now), participants: others, unfinished, ...(queue ? {queue} : {})};
      return receipts ? received(next, receipts) : next;
    }
    case 'delta':
      return {...transcript, unfinished: extend(transcript, event)};
    case 'discard':
      return {...transcript, unfinished: without(transcript.unfinished, event.messageId)};
    case 'queue': {
      const {type, ...queue} = event;
      return {...transcript, queue};
    }
    case 'receipts':
      return received(transcript, event);
    case 'typing':
      return transcript;
    case 'idle':
      return idling(transcript, event.endsAt);
    case 'csat':
      return surveyed(transcript, event.csat);
  }
}

/** Words come late: an answer is not taken back, and an older survey does not come again. */
function surveyed(transcript: Transcript, csat: Csat): Transcript {
  const known = transcript.csat;
  const late = known && (known.id === csat.id ? known.at !== undefined : csat.requestedAt < known.requestedAt);
  return late ? transcript : {...transcript, csat};
}

/** An end names the survey that is open: none that came before it is open beside. */
function surveyedAtEnd(transcript: Transcript, {csat: id, at}: Extract<LogEvent, {type: 'ended'}>): Transcript {
  if (id) return surveyed(transcript, {id, requestedAt: at});
  const {csat, ...rest} = transcript;
  return csat && csat.at === undefined && csat.requestedAt <= at ? rest : transcript;
}

function idling({idle, ...transcript}: Transcript, endsAt: number | null): Transcript {
  return {...transcript, ...(endsAt === null ? {} : {idle: {endsAt}})};
}

function owned({queue, ...transcript}: Transcript, owner: Owner): Transcript {
  return {...transcript, owner, ...(owner === 'queue' && queue ? {queue} : {})};
}

/** Raises the receipts and marks own messages, newest first, until one is found that was marked before. */
function received(transcript: Transcript, {delivered, read}: Receipts): Transcript {
  const receipts = {delivered: Math.max(delivered, transcript.receipts.delivered), read: Math.max(read, transcript.receipts.read)};
  if (receipts.delivered === transcript.receipts.delivered) return {...transcript, receipts};
  const entries = [...transcript.entries];
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i]!;
    if (entry.kind !== 'message' || entry.author.role !== 'visitor') continue;
    if (entry.delivery === 'delivered') break;
    if (entry.seq! <= receipts.delivered) entries[i] = {...entry, delivery: 'delivered'};
  }
  return {...transcript, receipts, entries};
}

/** A delta beyond what is known is a hole in an answer: the finished message will fill it. One that overlaps is cut. */
function extend(transcript: Transcript, {messageId, author, offset, text}: Extract<LiveEvent, {type: 'delta'}>): readonly Message[] {
  const {unfinished} = transcript;
  const known = unfinished.find(({id}) => id === messageId);
  const length = known?.text.length ?? 0;
  if (offset > length || offset + text.length <= length || isSaid(transcript, messageId)) return unfinished;
  if (!known) return [...unfinished, streaming(messageId, author, text, transcript)];
  const longer = {...known, text: known.text + text.slice(length - offset)};
  return unfinished.map((message) => (message === known ? longer : message));
}

/** Whether an answer has become a message already: what is told of its writing then comes late. It is among the last entries, if anywhere. */
function isSaid({entries}: Transcript, messageId: string): boolean {
  return entries.slice(-RECENT).some(({id}) => id === messageId);
}

function streaming(id: string, author: Participant, text: string, transcript: Transcript): Message {
  return {kind: 'message', id, author, text, at: transcript.entries.at(-1)?.at ?? 0, streaming: true};
}

function entryOf(event: LogEvent, transcript: Transcript): Entry | null {
  const {seq, at} = event;
  const notice = {kind: 'notice', id: `${transcript.sessionId}#${seq}`, seq, at} as const;
  switch (event.type) {
    case 'message':
      return messageEntry(event.message, seq, at, transcript);
    case 'joined':
    case 'left':
      return event.participant.role === 'visitor' ? null : {...notice, notice: event.type, participant: event.participant};
    case 'handoff':
      return handoffEntry(event, notice);
    case 'ended':
      return {...notice, notice: 'ended', by: event.by, reason: event.reason};
    case 'reopened':
      return {...notice, notice: 'reopened', participant: event.by};
    case 'resolution':
      return {...notice, notice: 'resolution', messageId: event.messageId, solved: event.solved};
    case 'started':
    case 'unknown':
      return null;
  }
}

function handoffEntry({from, to, reason, summary}: Extract<LogEvent, {type: 'handoff'}>, notice: Pick<Notice, 'kind' | 'id' | 'seq' | 'at'>): Notice {
  return {...notice, notice: 'handoff', from, to, ...(reason ? {reason} : {}), ...(summary ? {summary} : {})};
}

function messageEntry(body: MessageBody, seq: number, at: number, {receipts, ownIds}: Transcript): Message {
  if (body.author.role !== 'visitor') return {kind: 'message', ...body, seq, at};
  ownIds.add(body.id);
  return {kind: 'message', ...body, seq, at, delivery: seq <= receipts.delivered ? 'delivered' : 'sent'};
}

function pendingEntry({id, text, at, seq, failure}: OutgoingMessage, author: Participant): Message {
  const message = {kind: 'message', id, author, text, at} as const;
  if (failure) return {...message, delivery: 'failed', failure};
  return {...message, delivery: seq === undefined ? 'queued' : 'sent'};
}

function without(messages: readonly Message[], id: string): readonly Message[] {
  return messages.some((message) => message.id === id) ? messages.filter((message) => message.id !== id) : messages;
}

function joined(participants: readonly Participant[], participant: Participant): readonly Participant[] {
  if (participant.role === 'visitor') return participants;
  return [...participants.filter(({id}) => id !== participant.id), participant];
}
