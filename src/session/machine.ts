/**
 * The one pure machine: what a record becomes when something happens. It runs inside the store's transaction, so that of two tabs one comes
 * first and the other sees it. An input about a session that is not the current one changes nothing; returning the same record means that.
 *
 *            start, send, start-new            opened
 *   none ──────────────────────────▶ starting ─────────▶ active ──end (stay)──▶ ending ──told, overdue──▶ ended
 *    ▲                                  │ refused           │                      other side ends ──▶ ended
 *    └──────────────────────────────────┘                   │
 *    └──────── end, clear: from anywhere, at once ───────────┘
 */
import type {Cause, Effects} from '../model/chat-event.js';
import type {ChatErrorCode} from '../model/errors.js';
import type {OutgoingMessage} from '../model/message.js';
import type {EndedBy, Owner, SessionEnd, SessionInfo} from '../model/session-event.js';
import {EMPTY_RECORD} from '../model/session-record.js';
import type {FactEvent, SessionRecord, StoredSession} from '../model/session-record.js';
import {POLICY} from './policy.js';

/** What follows when the other side ends a session. */
export type AfterEnd = 'stay' | 'reset' | 'close';

/** Something that happened, or that somebody asked for. */
export type Input =
  /** A session is wanted; joins the one that is there. */
  | {readonly type: 'start'; readonly sessionId: string; readonly cause: StoredSession['cause']; readonly context?: Context}
  /** The visitor wrote something. `sessionId` is used if a session must be started. */
  | {readonly type: 'send'; readonly messageId: string; readonly text: string; readonly sessionId: string; readonly context?: Context}
  /** The server confirmed the start, or tells how the session stands. */
  | {readonly type: 'opened'; readonly info: SessionInfo; readonly afterEnd: AfterEnd}
  /** The server started a session that nobody wants any more: it is ended there. */
  | {readonly type: 'abandoned'; readonly sessionId: string}
  /** A session of the visitor's that the host named is active: it becomes the current one, where there is none. */
  | {readonly type: 'adopted'; readonly info: SessionInfo}
  /** The visitor wants to see another of its sessions. */
  | {readonly type: 'switch'; readonly info: SessionInfo | null}
  /** The server will not start it. */
  | {readonly type: 'refused'; readonly sessionId: string; readonly code: ChatErrorCode; readonly message: string}
  /** Event number `seq` of the log says who answers from then on. */
  | {readonly type: 'owned'; readonly sessionId: string; readonly owner: Owner; readonly seq: number}
  /** The log has been shown up to `seq`; `messageIds` are own messages seen in it. */
  | {readonly type: 'shown'; readonly sessionId: string; readonly seq: number; readonly messageIds: readonly string[]}
  /** The other side, or time, ended it. */
  | {readonly type: 'ended'; readonly sessionId: string; readonly end: SessionEnd; readonly afterEnd: AfterEnd}
  /** The server has stored a message. */
  | {readonly type: 'stored'; readonly messageId: string; readonly seq: number}
  | {readonly type: 'failed'; readonly messageId: string; readonly code: ChatErrorCode}
  | {readonly type: 'retry'; readonly messageId: string; readonly sessionId: string}
  | {readonly type: 'discard'; readonly messageId: string}
  /** End it and keep the transcript readable. */
  | {readonly type: 'end'; readonly by: EndedBy; readonly reason: string; readonly messageCount: number}
  /** End what is active and delete: this session's data, or everything on the device. */
  | {
      readonly type: 'clear';
      readonly cause: Cause;
      readonly by: EndedBy;
      readonly reason: string;
      readonly messageCount: number;
      readonly scope: 'session' | 'device';
      /** Whether the page that is left shows the greeting. */
      readonly greeting: boolean;
      /** Whether the visitor goes on looking at a fresh page: told as `chat-reset`. */
      readonly reset: boolean;
      /** The session that follows at once. */
      readonly newSessionId?: string;
    }
  /** The id that the host chose is over: the session goes on under another one. */
  | {readonly type: 'rename'; readonly sessionId: string; readonly newId: string}
  /** The server knows of an end. */
  | {readonly type: 'told'; readonly sessionId: string}
  /** It took too long to tell it; the telling goes on. */
  | {readonly type: 'overdue'; readonly sessionId: string}
  | {readonly type: 'draft'; readonly text: string}
  | {readonly type: 'read'; readonly sessionId: string; readonly seq: number}
  | {readonly type: 'credentials'; readonly value: unknown}
  | {readonly type: 'forget-credentials'; readonly value: unknown};

type Context = Readonly<Record<string, unknown>>;

/** Who asks, and when. */
export interface Stamp {
  readonly tab: string;
  readonly at: number;
}

/** What a record becomes. The same object where nothing changes. */
export function transition(record: SessionRecord, input: Input, stamp: Stamp): SessionRecord {
  const next = step(record, input, stamp);
  return next === record ? record : {...next, revision: record.revision + 1};
}

function step(record: SessionRecord, input: Input, stamp: Stamp): SessionRecord {
  switch (input.type) {
    case 'start':
      return start(record, input.sessionId, input.cause, stamp, input.context);
    case 'send':
      return send(record, input, stamp);
    case 'opened':
      return opened(record, input.info, input.afterEnd, stamp);
    case 'abandoned':
      return abandoned(record, input.sessionId);
    case 'adopted':
      return adopted(record, input.info);
    case 'switch':
      return switchTo(record, input.info, stamp);
    case 'refused':
      return refused(record, input, stamp);
    case 'owned':
      return owned(record, input.sessionId, input.owner, input.seq);
    case 'shown':
      return shown(record, input);
    case 'ended':
      return endedByOther(record, input.sessionId, input.end, input.afterEnd, stamp);
    case 'stored':
      return changeMessage(record, input.messageId, 'sent', stamp, ({failure, ...message}) => ({...message, seq: input.seq}));
    case 'failed':
      return changeMessage(record, input.messageId, 'failed', stamp, (message) => ({...message, failure: input.code}));
    case 'retry':
      return retry(record, input.messageId, input.sessionId, stamp);
    case 'discard':
      return {...record, outbox: record.outbox.filter(({id}) => id !== input.messageId)};
    case 'end':
      return end(record, input, stamp);
    case 'clear':
      return clear(record, input, stamp);
    case 'rename':
      return rename(record, input.sessionId, input.newId);
    case 'told':
      return told(record, input.sessionId, stamp);
    case 'overdue':
      return finishEnding(record, input.sessionId, stamp);
    case 'draft':
      return record.draft === input.text ? record : {...record, draft: input.text};
    case 'read':
      return isCurrent(record, input.sessionId) && input.seq > record.readUpTo ? {...record, readUpTo: input.seq} : record;
    case 'credentials':
      // Only a session needs a visitor: one that comes after a clear comes too late.
      return record.credentials === null && record.session ? {...record, credentials: input.value} : record;
    case 'forget-credentials':
      return sameJson(record.credentials, input.value) ? {...record, credentials: null} : record;
  }
}

type OpenSession = StoredSession & {readonly status: 'starting' | 'active'};

/** Whether this session can still take messages. */
export function isOpen(session: StoredSession | null): session is OpenSession {
  return session?.status === 'starting' || session?.status === 'active';
}

function start(record: SessionRecord, id: string, cause: StoredSession['cause'], stamp: Stamp, context?: Context): SessionRecord {
  if (isOpen(record.session)) return record;
  // An end that is being told is told to the host now: the next session will hide it.
  const before = record.session ? finishEnding(record, record.session.id, stamp) : record;
  const session: StoredSession = {id, status: 'starting', owner: 'bot', startedAt: stamp.at, cause, ...(context ? {context} : {})};
  return {...before, session, cursor: 0, readUpTo: 0, outbox: before.outbox.map((message) => ({...message, sessionId: id}))};
}

function send(record: SessionRecord, input: Extract<Input, {type: 'send'}>, stamp: Stamp): SessionRecord {
  if (record.outbox.some(({id}) => id === input.messageId)) return record;
  if (record.session && !isOpen(record.session)) return record;
  const started = start(record, input.sessionId, 'send', stamp, input.context);
  const message: OutgoingMessage = {id: input.messageId, sessionId: started.session!.id, text: input.text, at: stamp.at};
  const queued = {...started, outbox: [...started.outbox, message], draft: ''};
  return tell(queued, stamp, 'chat-message-status', {messageId: message.id, status: 'queued'});
}

function opened(record: SessionRecord, info: SessionInfo, afterEnd: AfterEnd, stamp: Stamp): SessionRecord {
  if (!isCurrent(record, info.id)) return record;
  const begun = record.session!.status === 'starting' ? activate(record, info, stamp) : record;
  if (info.ended) return endedByOther(begun, info.id, info.ended, afterEnd, stamp);
  return owned(begun, info.id, info.owner, info.lastSeq);
}

/** Tabs do not hear everything in one order: what was true at an earlier event takes back nothing that is known of a later one. */
function owned(record: SessionRecord, sessionId: string, owner: Owner, seq: number): SessionRecord {
  return changeSession(record, sessionId, (session) => {
    if (session.owner === owner || seq < (session.ownedSince ?? 0)) return session;
    return {...session, owner, ownedSince: seq};
  });
}

function activate(record: SessionRecord, info: SessionInfo, stamp: Stamp): SessionRecord {
  const {cause, id} = record.session!;
  const session: StoredSession = {id, cause, status: 'active', owner: info.owner, startedAt: info.startedAt};
  return tell({...record, session}, stamp, 'chat-start', {cause});
}

function adopted(record: SessionRecord, info: SessionInfo): SessionRecord {
  if (info.ended || record.session) return record;
  const session: StoredSession = {id: info.id, status: 'active', owner: info.owner, startedAt: info.startedAt, cause: 'start'};
  return {...record, session, cursor: 0, readUpTo: info.lastSeq};
}

function switchTo(record: SessionRecord, info: SessionInfo | null, stamp: Stamp): SessionRecord {
  if (record.session?.id === info?.id) return record;
  const left = record.session ? finishEnding(record, record.session.id, stamp) : record;
  if (!info) return {...left, session: null, greeting: true, cursor: 0, readUpTo: 0};
  const {id, status, owner, startedAt, ended, lastSeq} = info;
  return {...left, session: {id, status, owner, startedAt, cause: 'start', ...(ended ? {ended} : {})}, cursor: 0, readUpTo: lastSeq};
}

function abandoned(record: SessionRecord, sessionId: string): SessionRecord {
  if (isCurrent(record, sessionId) || record.farewells.some((farewell) => farewell.sessionId === sessionId)) return record;
  const farewell = {sessionId, by: 'visitor', reason: 'abandoned', revoke: false, credentials: record.credentials} as const;
  return {...record, farewells: [...record.farewells, farewell]};
}

/** The text is kept as failed, for the visitor to decide. */
function refused(record: SessionRecord, input: Extract<Input, {type: 'refused'}>, stamp: Stamp): SessionRecord {
  if (!isCurrent(record, input.sessionId) || record.session!.status !== 'starting') return record;
  const told = tell(record, stamp, 'chat-error', {code: input.code, message: input.message, retryable: false});
  const failed = told.outbox.reduce(
    (next, {id}) => changeMessage(next, id, 'failed', stamp, (message) => ({...message, failure: input.code})),
    told,
  );
  return {...failed, session: null};
}

function shown(record: SessionRecord, {sessionId, seq, messageIds}: Extract<Input, {type: 'shown'}>): SessionRecord {
  if (!isCurrent(record, sessionId)) return record;
  const outbox = record.outbox.filter((message) => !messageIds.includes(message.id) && (message.seq === undefined || message.seq > seq));
  if (seq <= record.cursor && outbox.length === record.outbox.length) return record;
  return {...record, cursor: Math.max(seq, record.cursor), outbox};
}

function endedByOther(record: SessionRecord, sessionId: string, ended: SessionEnd, afterEnd: AfterEnd, stamp: Stamp): SessionRecord {
  const {session} = record;
  if (!session || session.id !== sessionId || session.status === 'ended') return record;
  const over = withdrawUnsent({...record, session: {...session, status: 'ended', ended}});
  const {by: endedBy, reason, durationMs, messageCount} = ended;
  const cleared = afterEnd !== 'stay';
  const effects: Effects = {serverEnded: true, localCleared: cleared, identityDropped: false, newSessionId: null};
  const cause: Cause = cleared ? 'after-end' : 'other-side';
  const told = tell(over, stamp, 'chat-end', {endedBy, reason, durationMs, messageCount, cause, ...effects});
  if (!cleared) return told;
  const wiped = tell(told, stamp, 'chat-clear', {messageCount, scope: 'session', cause, ...effects});
  return withoutSession(tell(wiped, stamp, 'chat-reset', {cause, ...effects}), true);
}

/** Text that can no longer be sent goes back to where it was typed: it is neither lost nor sent to somebody else. */
function withdrawUnsent(record: SessionRecord): SessionRecord {
  const unsent = record.outbox.filter(({seq}) => seq === undefined).map(({text}) => text);
  if (!record.outbox.length) return record;
  return {...record, outbox: [], draft: [...unsent, record.draft].filter(Boolean).join('\n')};
}

function end(record: SessionRecord, {by, reason, messageCount}: Extract<Input, {type: 'end'}>, {at}: Stamp): SessionRecord {
  const {session} = record;
  if (!isOpen(session)) return record;
  const ended: SessionEnd = {by, reason, at, durationMs: Math.max(0, at - session.startedAt), messageCount};
  return {...withdrawUnsent(record), session: {...session, status: 'ending', ended}, farewells: [...record.farewells, farewellOf(record, by, reason, false)]};
}

function told(record: SessionRecord, sessionId: string, stamp: Stamp): SessionRecord {
  const farewells = record.farewells.filter((farewell) => farewell.sessionId !== sessionId);
  if (farewells.length === record.farewells.length) return record;
  return finishEnding({...record, farewells}, sessionId, stamp);
}

function finishEnding(record: SessionRecord, sessionId: string, stamp: Stamp): SessionRecord {
  const {session} = record;
  if (session?.id !== sessionId || session.status !== 'ending') return record;
  const {by: endedBy, reason, durationMs, messageCount} = session.ended!;
  const effects: Effects = {serverEnded: true, localCleared: false, identityDropped: false, newSessionId: null};
  return tell({...record, session: {...session, status: 'ended'}}, stamp, 'chat-end', {
    endedBy, reason, durationMs, messageCount, cause: 'end', ...effects,
  });
}

function clear(record: SessionRecord, input: Extract<Input, {type: 'clear'}>, stamp: Stamp): SessionRecord {
  const {cause, by, reason, messageCount, scope, greeting, reset, newSessionId} = input;
  if (newSessionId && isOpen(record.session) && record.session.id === newSessionId) return record;
  const open = isOpen(record.session) || record.session?.status === 'ending';
  const device = scope === 'device';
  const effects: Effects = {
    serverEnded: open,
    localCleared: true,
    identityDropped: device,
    newSessionId: newSessionId ?? null,
  };
  let next = open ? tellEnd(finishable(record, by, reason, device), by, reason, messageCount, cause, effects, stamp) : revoking(record, device);
  if (next.session || device) next = tell(next, stamp, 'chat-clear', {messageCount, scope, cause, ...effects});
  if (reset) next = tell(next, stamp, 'chat-reset', {cause, ...effects});
  if (device) return {...EMPTY_RECORD, revision: next.revision, farewells: next.farewells, facts: next.facts};
  const empty = withoutSession(next, greeting);
  return newSessionId ? start(empty, newSessionId, 'start-new-session', stamp) : empty;
}

/** The record with the farewell that an open session needs. One that is ending has said it already. */
function finishable(record: SessionRecord, by: EndedBy, reason: string, revoke: boolean): SessionRecord {
  if (record.session!.status === 'ending') return revoking(record, revoke);
  return {...record, farewells: [...record.farewells, farewellOf(record, by, reason, revoke)]};
}

/** Forgetting a visitor also makes the credentials useless, even where no session is left to end. */
function revoking(record: SessionRecord, revoke: boolean): SessionRecord {
  if (!revoke || record.credentials === null) return record;
  const sessionId = record.session?.id ?? 'none';
  return {...record, farewells: [...record.farewells, {...farewellOf(record, 'visitor', 'logout', true), sessionId}]};
}

function farewellOf({session, credentials}: SessionRecord, by: EndedBy, reason: string, revoke: boolean): SessionRecord['farewells'][number] {
  return {sessionId: session?.id ?? 'none', by, reason, revoke, credentials};
}

function tellEnd(
  record: SessionRecord, by: EndedBy, reason: string, messageCount: number, cause: Cause, effects: Effects, stamp: Stamp,
): SessionRecord {
  const session = record.session!;
  // Nobody was told of a start, so nobody is told of an end.
  if (session.status === 'starting') return record;
  const durationMs = Math.max(0, stamp.at - session.startedAt);
  return tell(record, stamp, 'chat-end', {endedBy: by, reason, durationMs, messageCount, cause, ...effects});
}

function withoutSession(record: SessionRecord, greeting: boolean): SessionRecord {
  const draft = record.session?.status === 'ended' ? record.draft : '';
  return {...record, session: null, greeting, outbox: [], draft, cursor: 0, readUpTo: 0};
}

function retry(record: SessionRecord, messageId: string, sessionId: string, stamp: Stamp): SessionRecord {
  if (record.session && !isOpen(record.session)) return record;
  if (!record.outbox.some(({id, failure}) => id === messageId && failure)) return record;
  const started = start(record, sessionId, 'send', stamp);
  return changeMessage(started, messageId, 'queued', stamp, ({failure, ...message}) => message);
}

function rename(record: SessionRecord, from: string, to: string): SessionRecord {
  if (!isCurrent(record, from) || record.session!.status !== 'starting') return record;
  const outbox = record.outbox.map((message) => ({...message, sessionId: to}));
  return {...record, session: {...record.session!, id: to}, outbox};
}

function changeMessage(
  record: SessionRecord,
  messageId: string,
  status: 'queued' | 'sent' | 'failed',
  stamp: Stamp,
  change: (message: OutgoingMessage) => OutgoingMessage,
): SessionRecord {
  const message = record.outbox.find(({id}) => id === messageId);
  if (!message || message.seq !== undefined) return record;
  const changed = change(message);
  const outbox = record.outbox.map((each) => (each === message ? changed : each));
  const error = changed.failure ? {error: changed.failure} : {};
  return tell({...record, outbox}, stamp, 'chat-message-status', {messageId, status, ...error});
}

function changeSession(record: SessionRecord, sessionId: string, change: (session: StoredSession) => StoredSession): SessionRecord {
  if (!isCurrent(record, sessionId) || !isOpen(record.session)) return record;
  const session = change(record.session);
  return session === record.session ? record : {...record, session};
}

function isCurrent({session}: SessionRecord, sessionId: string): boolean {
  return session?.id === sessionId;
}

function tell<Type extends FactEvent['type']>(
  record: SessionRecord,
  {tab, at}: Stamp,
  type: Type,
  detail: Omit<Extract<FactEvent, {type: Type}>['detail'], 'sessionId' | 'at'>,
): SessionRecord {
  const number = (record.facts.at(-1)?.number ?? 0) + 1;
  const event = {type, detail: {sessionId: record.session?.id ?? null, at, ...detail}} as unknown as FactEvent;
  return {...record, facts: [...record.facts, {number, tab, event}].slice(-POLICY.facts)};
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
