/**
 * The JSON of docs/protocol.md, read into the model. Pure. Unknown fields are left out and unknown types pass as `unknown`; a numbered event
 * that cannot be read still takes its number, because a hole in the log would stop the transcript for good. Everything else that is
 * malformed is refused with `bad-answer`.
 */
import {ChatError} from '../../model/errors.js';
import type {Availability} from '../../model/availability.js';
import type {Receipt} from '../../contracts/connector.js';
import type {Csat} from '../../model/csat.js';
import type {Participant, Role} from '../../model/participant.js';
import type {
  EndedBy, EventPage, LiveEvent, LogEvent, MessageBody, Owner, QueuePlace, Receipts, SessionEnd, SessionInfo, Snapshot, Source, Unfinished,
} from '../../model/session-event.js';
import type {InboxEvent, SessionPage, SessionSummary} from '../../model/session-summary.js';

type Json = Readonly<Record<string, unknown>>;

const ROLES: readonly Role[] = ['visitor', 'bot', 'agent', 'system'];
const OWNERS: readonly Owner[] = ['bot', 'queue', 'agent'];
const ENDERS: readonly EndedBy[] = ['visitor', 'agent', 'bot', 'host', 'timeout', 'server'];

function refuse(field: string): never {
  throw new ChatError('bad-answer', `The back end’s answer cannot be read: "${field}" is missing or of the wrong kind.`);
}

function object(value: unknown, field: string): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : refuse(field);
}

function list<T>(value: unknown, field: string, read: (item: unknown) => T): readonly T[] {
  return Array.isArray(value) ? value.map(read) : refuse(field);
}

function string(from: Json, field: string): string {
  const value = from[field];
  return typeof value === 'string' ? value : refuse(field);
}

/** A whole number, 0 or more: everything that is counted here is. */
function count(from: Json, field: string): number {
  const value = from[field];
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : refuse(field);
}

function oneOf<T extends string>(known: readonly T[], from: Json, field: string): T {
  return known.find((word) => word === from[field]) ?? refuse(field);
}

/** `{[field]: read(...)}` where the field is there, and nothing where it is not. */
function maybe<K extends string, T>(from: Json, field: K, read: (value: unknown) => T): {readonly [Key in K]?: T} {
  const value = from[field];
  return value === undefined || value === null ? {} : ({[field]: read(value)} as {readonly [Key in K]?: T});
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : refuse('text'));
const asCount = (value: unknown): number => count({value}, 'value');

function readParticipant(value: unknown): Participant {
  const from = object(value, 'participant');
  return {id: string(from, 'id'), role: oneOf(ROLES, from, 'role'), name: string(from, 'name'), ...maybe(from, 'avatarUrl', asText)};
}

function readSource(value: unknown): Source {
  const from = object(value, 'source');
  return {title: string(from, 'title'), url: string(from, 'url')};
}

function readMessage(value: unknown): MessageBody {
  const from = object(value, 'message');
  return {
    id: string(from, 'id'),
    author: readParticipant(from['author']),
    text: string(from, 'text'),
    ...maybe(from, 'sources', (sources) => list(sources, 'sources', readSource)),
    ...maybe(from, 'suggestions', (suggestions) => list(suggestions, 'suggestions', asText)),
    ...(from['offer'] === 'handoff' && {offer: 'handoff'}),
    ...(from['partial'] === true && {partial: true}),
    ...(from['solves'] === true && {solves: true}),
  };
}

function readUnfinished(value: unknown): Unfinished {
  const from = object(value, 'unfinished');
  return {messageId: string(from, 'messageId'), author: readParticipant(from['author']), text: string(from, 'text')};
}

function readQueue(value: unknown): QueuePlace {
  const from = object(value, 'queue');
  return {position: count(from, 'position'), ...maybe(from, 'estimateSeconds', asCount)};
}

function readReceipts(value: unknown): Receipts {
  const from = object(value, 'receipts');
  return {delivered: count(from, 'delivered'), read: count(from, 'read')};
}

/** Tolerant, because the end itself must not be missed for a detail of it. */
function readEnd(from: Json): Omit<SessionEnd, 'at'> {
  const number = (field: string): number => (typeof from[field] === 'number' ? from[field] : 0);
  return {
    by: ENDERS.find((word) => word === from['by']) ?? 'server',
    reason: typeof from['reason'] === 'string' ? from['reason'] : '',
    durationMs: number('durationMs'),
    messageCount: number('messageCount'),
  };
}

function readEnded(value: unknown): SessionEnd {
  const from = object(value, 'ended');
  return {...readEnd(from), at: count(from, 'at')};
}

function readCsat(value: unknown): Csat {
  const from = object(value, 'csat');
  return {
    id: string(from, 'id'),
    requestedAt: count(from, 'requestedAt'),
    ...maybe(from, 'score', asCount),
    ...(from['skipped'] === true && {skipped: true}),
    ...maybe(from, 'at', asCount),
  };
}

/** Session info. Throws `bad-answer`. */
export function readSessionInfo(value: unknown): SessionInfo {
  const from = object(value, 'session');
  return {
    id: string(from, 'id'),
    status: oneOf(['active', 'ended'], from, 'status'),
    owner: oneOf(OWNERS, from, 'owner'),
    startedAt: count(from, 'startedAt'),
    lastSeq: count(from, 'lastSeq'),
    participants: list(from['participants'], 'participants', readParticipant),
    ...maybe(from, 'queue', readQueue),
    ...maybe(from, 'receipts', readReceipts),
    ...maybe(from, 'ended', readEnded),
    ...maybe(from, 'idle', (idle) => ({endsAt: count(object(idle, 'idle'), 'endsAt')})),
    ...maybe(from, 'csat', readCsat),
    ...maybe(from, 'now', asCount),
  };
}

type LogBody<Event = LogEvent> = Event extends LogEvent ? Omit<Event, 'seq' | 'at'> : never;

function readLogBody(from: Json): LogBody {
  switch (from['type']) {
    case 'started':
      return {type: 'started', by: oneOf(ENDERS, from, 'by')};
    case 'message':
      return {type: 'message', message: readMessage(from['message'])};
    case 'joined':
    case 'left':
      return {type: from['type'], participant: readParticipant(from['participant'])};
    case 'handoff':
      return {
        type: 'handoff',
        from: oneOf(OWNERS, from, 'from'),
        to: oneOf(OWNERS, from, 'to'),
        ...maybe(from, 'reason', asText),
        ...maybe(from, 'summary', asText),
      };
    case 'ended':
      return {type: 'ended', ...readEnd(from), ...maybe(from, 'csat', asText)};
    case 'reopened':
      return {type: 'reopened', by: readParticipant(from['by'])};
    case 'resolution':
      return {type: 'resolution', messageId: string(from, 'messageId'), solved: from['solved'] === true};
    default:
      return {type: 'unknown'};
  }
}

/** One entry of the log. Throws `bad-answer` where number or time are no numbers. */
export function readLogEvent(value: unknown): LogEvent {
  const from = object(value, 'event');
  const place = {seq: count(from, 'seq'), at: count(from, 'at')};
  try {
    return {...readLogBody(from), ...place};
  } catch {
    return {type: 'unknown', ...place};
  }
}

/** An event without a number; `undefined` for an unknown type. Throws `bad-answer`. */
function readLiveEvent(from: Json): LiveEvent | undefined {
  switch (from['type']) {
    case 'sync':
      return {type: 'sync', session: readSessionInfo(from['session']), unfinished: list(from['unfinished'] ?? [], 'unfinished', readUnfinished)};
    case 'delta':
      return {
        type: 'delta',
        messageId: string(from, 'messageId'),
        author: readParticipant(from['author']),
        offset: count(from, 'offset'),
        text: string(from, 'text'),
      };
    case 'discard':
      return {type: 'discard', messageId: string(from, 'messageId')};
    case 'typing':
      return {type: 'typing', participant: readParticipant(from['participant']), on: from['on'] === true};
    case 'queue':
      return {type: 'queue', ...readQueue(from)};
    case 'receipts':
      return {type: 'receipts', ...readReceipts(from)};
    case 'idle':
      return {type: 'idle', endsAt: from['endsAt'] === null ? null : count(from, 'endsAt'), ...maybe(from, 'now', asCount)};
    case 'csat':
      return {type: 'csat', csat: readCsat(from['csat'])};
    default:
      return undefined;
  }
}

/** The back end closes a stream, and asks for a pause. */
export interface Goodbye {
  readonly type: 'reconnect';
  readonly afterMs: number;
}

/** What one frame of a session's stream says: an event, a goodbye, or nothing that this version understands. Throws `bad-answer`. */
export function readFrame(data: string): LogEvent | LiveEvent | Goodbye | undefined {
  const from = object(parse(data), 'frame');
  return readGoodbye(from) ?? ('seq' in from ? readLogEvent(from) : readLiveEvent(from));
}

/** The same for a frame of the inbox. Throws `bad-answer`. */
export function readInboxFrame(data: string): InboxEvent | Goodbye | undefined {
  const from = object(parse(data), 'frame');
  if (from['type'] === 'sessions') return {type: 'sessions', ...readSessions(from)};
  if (from['type'] === 'session') return {type: 'session', session: readSummary(from['session'])};
  return readGoodbye(from);
}

function readGoodbye(from: Json): Goodbye | undefined {
  return from['type'] === 'reconnect' ? {type: 'reconnect', afterMs: count(from, 'afterMs')} : undefined;
}

/** A page of the visitor's sessions. Throws `bad-answer`. */
export function readSessions(value: unknown): SessionPage {
  const from = object(value, 'page');
  return {sessions: list(from['sessions'], 'sessions', readSummary), ...maybe(from, 'next', asText)};
}

function readSummary(value: unknown): SessionSummary {
  const from = object(value, 'session');
  return {
    id: string(from, 'id'),
    status: oneOf(['active', 'ended'], from, 'status'),
    owner: oneOf(OWNERS, from, 'owner'),
    startedAt: count(from, 'startedAt'),
    lastSeq: count(from, 'lastSeq'),
    lastAt: count(from, 'lastAt'),
    unread: count(from, 'unread'),
    ...maybe(from, 'lastMessage', (last) => {
      const message = object(last, 'lastMessage');
      return {text: string(message, 'text'), role: oneOf(ROLES, message, 'role'), at: count(message, 'at')};
    }),
    ...maybe(from, 'agent', readParticipant),
    ...maybe(from, 'queue', readQueue),
    ...maybe(from, 'ended', readEnded),
    ...maybe(from, 'csat', readCsat),
  };
}

/** Whether somebody is there. Throws `bad-answer`. */
export function readAvailability(value: unknown): Availability {
  const from = object(value, 'availability');
  return {
    state: oneOf(['available', 'busy', 'away'], from, 'state'),
    bot: from['bot'] === true,
    ...maybe(from, 'reopensAt', asCount),
    ...maybe(from, 'estimateSeconds', asCount),
    leaveMessage: from['leaveMessage'] === true,
  };
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return refuse('frame');
  }
}

/** A page of the log. Throws `bad-answer`. */
export function readPage(value: unknown): EventPage {
  const from = object(value, 'page');
  return {events: list(from['events'], 'events', readLogEvent), more: from['more'] === true};
}

/** A snapshot. Throws `bad-answer`. */
export function readSnapshot(value: unknown): Snapshot {
  const from = object(value, 'snapshot');
  return {
    session: readSessionInfo(from['session']),
    ...readPage(from),
    unfinished: list(from['unfinished'] ?? [], 'unfinished', readUnfinished),
  };
}

/** The answer to a message. Throws `bad-answer`. */
export function readReceipt(value: unknown): Receipt {
  const from = object(value, 'receipt');
  return {seq: count(from, 'seq'), at: count(from, 'at')};
}

/** What a visitor proves itself with. */
export interface Credentials {
  readonly visitorId: string;
  readonly secret: string;
}

/** Credentials, in whatever the vault holds; `undefined` for anything else. */
export function readCredentials(value: unknown): Credentials | undefined {
  const {visitorId, secret} = (value ?? {}) as Partial<Record<keyof Credentials, unknown>>;
  return typeof visitorId === 'string' && typeof secret === 'string' ? {visitorId, secret} : undefined;
}

/** What a device keeps of a verified visitor: it can do nothing but tell an end. */
export interface Leave {
  readonly visitorId: string;
  readonly leaveToken: string;
}

/** A leave token, in whatever the vault holds; `undefined` for anything else. */
export function readLeave(value: unknown): Leave | undefined {
  const {visitorId, leaveToken} = (value ?? {}) as Partial<Record<keyof Leave, unknown>>;
  return typeof visitorId === 'string' && typeof leaveToken === 'string' ? {visitorId, leaveToken} : undefined;
}

/** An access token and how long it lives, in ms. Throws `bad-answer`. */
export function readToken(value: unknown): {readonly token: string; readonly livesMs: number} {
  const from = object(value, 'token');
  return {token: string(from, 'accessToken'), livesMs: count(from, 'expiresIn') * 1000};
}
