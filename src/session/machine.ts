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
import type {Availability} from '../model/availability.js';
import type {Cause, Effects} from '../model/chat-event.js';
import type {ChatErrorCode} from '../model/errors.js';
import type {OutgoingMessage} from '../model/message.js';
import {sameJson} from '../model/same-json.js';
import type {EndedBy, Owner, SessionEnd, SessionInfo} from '../model/session-event.js';
import {EMPTY_RECORD} from '../model/session-record.js';
import type {FactEvent, SessionRecord, StoredSession} from '../model/session-record.js';
import type {WaitingStart} from '../model/session-start.js';
import {POLICY} from './policy.js';
import {takeOver} from './take-over.js';

/** What follows when the other side ends a session. */
export type AfterEnd = 'stay' | 'reset' | 'close';

/** Something that happened, or that somebody asked for. */
export type Input =
  /** A session is wanted; joins the one that is there. */
  | ({readonly type: 'start'; readonly sessionId: string; readonly cause: StoredSession['cause']} & StartWish)
  /** The visitor wrote something. `sessionId` is used if a session must be started. */
  | ({
      readonly type: 'send';
      readonly messageId: string;
      readonly text: string;
      readonly sessionId: string;
      /** What stays typed; default nothing. */
      readonly draft?: string;
    } & StartWish)
  /** The server confirmed the start of `asked`, maybe with another session that was open already; or it tells how a session stands. */
  | {readonly type: 'opened'; readonly info: SessionInfo; readonly afterEnd: AfterEnd; readonly asked?: string}
  /** The server started a session that nobody wants any more: it is ended there. `own`: it was started in the name of this record. */
  | {readonly type: 'abandoned'; readonly sessionId: string; readonly credentials: unknown; readonly own: boolean}
  /** A session of the visitor's that the host named is active: it becomes the current one, where there is none. */
  | {readonly type: 'adopted'; readonly info: SessionInfo}
  /** The visitor wants to see another of its sessions, or a page without one (`null`). `draft` is what is typed in the one that is left. */
  | {
      readonly type: 'switch';
      readonly info: SessionInfo | null;
      readonly draft: string;
      readonly oneOpen: boolean;
      readonly messageCount: number;
    }
  /** The visitor goes on in the session shown, which has been opened again. */
  | {readonly type: 'continue'; readonly sessionId: string}
  /** The server will not start it. */
  | {readonly type: 'refused'; readonly sessionId: string; readonly code: ChatErrorCode; readonly message: string; readonly availability?: Availability}
  /** Event number `seq` of the log says who answers from then on. */
  | {readonly type: 'owned'; readonly sessionId: string; readonly owner: Owner; readonly seq: number}
  /** The log has been shown up to `seq`; `messageIds` are own messages seen in it. */
  | {readonly type: 'shown'; readonly sessionId: string; readonly seq: number; readonly messageIds: readonly string[]}
  /** The other side, or time, ended it. */
  | {
      readonly type: 'ended';
      readonly sessionId: string;
      readonly end: SessionEnd;
      readonly afterEnd: AfterEnd;
      /** Its number in the log, or the newest that was known with it. */
      readonly seq?: number;
    }
  /** The server has stored a message. */
  | {readonly type: 'stored'; readonly messageId: string; readonly seq: number}
  | {readonly type: 'failed'; readonly messageId: string; readonly code: ChatErrorCode}
  /** A session that is not shown takes no messages any more. */
  | {readonly type: 'undeliverable'; readonly sessionId: string; readonly code: ChatErrorCode}
  | ({readonly type: 'retry'; readonly messageId: string; readonly sessionId: string} & StartWish)
  | {readonly type: 'discard'; readonly messageId: string}
  /** End it and keep the transcript readable. */
  | {readonly type: 'end'; readonly by: EndedBy; readonly reason: string; readonly messageCount: number}
  /** End what is active and delete: this session's data, or everything on the device. */
  | ({
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
    } & StartWish)
  /** The id that the host chose is over: the session goes on under another one. */
  | {readonly type: 'rename'; readonly sessionId: string; readonly newId: string}
  /** The server knows of an end. */
  | {readonly type: 'told'; readonly farewell: Farewell}
  /** It took too long to tell it; the telling goes on. */
  | {readonly type: 'overdue'; readonly sessionId: string}
  /** What is typed in a session, or without one. */
  | {readonly type: 'draft'; readonly text: string; readonly sessionId: string | null}
  /** What is typed into the form before a session, and what that shall carry (`null`: what cannot be stored). `fresh`: what has ended makes room for it. */
  | {
      readonly type: 'form';
      readonly values: WaitingStart['values'];
      readonly attributes?: NonNullable<WaitingStart['attributes']> | null;
      readonly fresh: boolean;
    }
  | {readonly type: 'read'; readonly sessionId: string; readonly seq: number}
  /** Another chat of this device has been cleared, and leaves it to this one to tell the ends that it owed. */
  | {readonly type: 'owe'; readonly farewells: readonly Farewell[]}
  /** The visitor has a name now, and takes along what another partition holds. */
  | {readonly type: 'take-over'; readonly record: SessionRecord; readonly link: boolean}
  /** Everything of this partition has gone to another one. */
  | {readonly type: 'left'}
  /** The server has given an anonymous visitor's sessions to this one. */
  | {readonly type: 'linked'; readonly credentials: unknown}
  /** The server knows what the page claims of the visitor. */
  | {readonly type: 'claimed'; readonly claims: string}
  | {readonly type: 'credentials'; readonly value: unknown}
  | {readonly type: 'forget-credentials'; readonly value: unknown};

type Farewell = SessionRecord['farewells'][number];

/** What a session that starts carries. */
export type StartWish = Pick<StoredSession, 'carries' | 'form' | 'oneOpen'>;

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
      return start(record, input.sessionId, input.cause, stamp, input);
    case 'send':
      return send(record, input, stamp);
    case 'opened':
      return opened(record, input, stamp);
    case 'abandoned':
      return abandoned(record, input);
    case 'adopted':
      return adopted(record, input.info);
    case 'switch':
      return switchTo(record, input, stamp);
    case 'continue':
      return goOn(record, input.sessionId, stamp);
    case 'refused':
      return refused(record, input, stamp);
    case 'owned':
      return owned(record, input.sessionId, input.owner, input.seq);
    case 'shown':
      return shown(record, input, stamp);
    case 'ended':
      return endedByOther(record, input, stamp);
    case 'stored':
      return stored(record, input.messageId, input.seq, stamp);
    case 'failed':
      return changeMessage(record, input.messageId, 'failed', stamp, (message) => ({...message, failure: input.code}));
    case 'undeliverable':
      return failAll(record, input.sessionId, input.code, stamp);
    case 'retry':
      return retry(record, input, stamp);
    case 'discard':
      return {...record, outbox: record.outbox.filter(({id}) => id !== input.messageId)};
    case 'end':
      return end(record, input, stamp);
    case 'clear':
      return clear(record, input, stamp);
    case 'rename':
      return rename(record, input.sessionId, input.newId);
    case 'told':
      return told(record, input.farewell, stamp);
    case 'overdue':
      return finishEnding(record, input.sessionId, stamp);
    case 'draft':
      return keepDraft(record, input.sessionId, input.text);
    case 'form':
      return keepForm(record, input, stamp);
    case 'read':
      return isCurrent(record, input.sessionId) && input.seq > record.readUpTo ? {...record, readUpTo: input.seq} : record;
    case 'owe': {
      const known = new Set(record.farewells.map((farewell) => JSON.stringify(farewell)));
      const owed = input.farewells.filter((farewell) => !known.has(JSON.stringify(farewell)));
      return owed.length ? owing(record, ...owed) : record;
    }
    case 'take-over':
      return takenOver(record, input, stamp);
    case 'left':
      return left(record, stamp);
    case 'linked':
      return {...record, links: record.links?.filter((each) => !sameJson(each, input.credentials)) ?? []};
    case 'claimed':
      return {...record, claimed: input.claims};
    case 'credentials':
      // Only a session needs a visitor: one that comes after a clear comes too late.
      return record.credentials === null && record.session ? {...record, credentials: input.value} : record;
    case 'forget-credentials':
      return sameJson(record.credentials, input.value) ? {...record, credentials: null, claimed: ''} : record;
  }
}

type OpenSession = StoredSession & {readonly status: 'starting' | 'active'};

/** Whether this session can still take messages. */
export function isOpen(session: StoredSession | null): session is OpenSession {
  return session?.status === 'starting' || session?.status === 'active';
}

function start(record: SessionRecord, id: string, cause: StoredSession['cause'], stamp: Stamp, wish: StartWish = {}): SessionRecord {
  if (isOpen(record.session)) return record;
  const {carries, form, oneOpen} = wish;
  // An end that is being told is told to the host now: the next session will hide it.
  const before = record.session ? finishEnding(record, record.session.id, stamp) : record;
  const session: StoredSession = {
    id, status: 'starting', owner: 'bot', startedAt: stamp.at, cause, ...(carries && {carries}), ...(form && {form}), ...(oneOpen && {oneOpen}),
  };
  return {...before, session, form: null, cursor: 0, readUpTo: 0, outbox: moved(before.outbox, '', id)};
}

function send(record: SessionRecord, input: Extract<Input, {type: 'send'}>, stamp: Stamp): SessionRecord {
  if (record.outbox.some(({id}) => id === input.messageId)) return record;
  if (record.session && !isOpen(record.session)) return record;
  const started = start(record, input.sessionId, 'send', stamp, input);
  const message: OutgoingMessage = {id: input.messageId, sessionId: started.session!.id, text: input.text, at: stamp.at};
  const queued = {...started, outbox: [...started.outbox, message], draft: input.draft ?? ''};
  return tell(queued, stamp, 'chat-message-status', {messageId: message.id, status: 'queued'});
}

function opened(record: SessionRecord, {info, afterEnd, asked}: Extract<Input, {type: 'opened'}>, stamp: Stamp): SessionRecord {
  const joined = asked && asked !== info.id ? rename(record, asked, info.id) : record;
  if (!isCurrent(joined, info.id)) return record;
  const {status} = joined.session!;
  if (status === 'ended') return reopened(joined, info);
  const begun = status === 'starting' ? activate(joined, info, stamp, joined !== record) : joined;
  if (info.ended) return endedByOther(begun, {sessionId: info.id, end: info.ended, afterEnd, seq: info.lastSeq}, stamp);
  return owned(begun, info.id, info.owner, info.lastSeq);
}

/** An agent has opened the session shown again, or it is over again. It stays ended here until the visitor goes on in it. */
function reopened(record: SessionRecord, {id, status, owner, lastSeq}: SessionInfo): SessionRecord {
  if (status !== 'active' || owes(record, id)) return closedAgain(record);
  return record.session!.reopened ? record : {...record, session: {...record.session!, owner, ownedSince: lastSeq, reopened: true}};
}

function closedAgain(record: SessionRecord): SessionRecord {
  const {reopened, ...session} = record.session!;
  return reopened ? {...record, session} : record;
}

function goOn(record: SessionRecord, sessionId: string, stamp: Stamp): SessionRecord {
  if (!isCurrent(record, sessionId) || !record.session!.reopened) return record;
  const {reopened: _, ended, ...session} = record.session!;
  return tell({...record, session: {...session, status: 'active'}}, stamp, 'chat-resume', {status: 'active'});
}

/** Tabs do not hear everything in one order: what was true at an earlier event takes back nothing that is known of a later one. */
function owned(record: SessionRecord, sessionId: string, owner: Owner, seq: number): SessionRecord {
  return changeSession(record, sessionId, (session) => {
    if (session.owner === owner || seq < (session.ownedSince ?? 0)) return session;
    return {...session, owner, ownedSince: seq};
  });
}

/** A session that was open already is resumed, and never told as started. */
function activate(record: SessionRecord, info: SessionInfo, stamp: Stamp, joined: boolean): SessionRecord {
  const {cause, id, oneOpen} = record.session!;
  const session: StoredSession = {id, cause, ...(oneOpen ? {oneOpen} : {}), status: 'active', owner: info.owner, startedAt: info.startedAt};
  const active = {...record, session};
  return joined ? tell(active, stamp, 'chat-resume', {status: 'active'}) : tell(active, stamp, 'chat-start', {cause});
}

function adopted(record: SessionRecord, info: SessionInfo): SessionRecord {
  if (info.ended || record.session || owes(record, info.id)) return record;
  return {...record, session: sessionOf(info), cursor: 0, readUpTo: info.lastSeq};
}

/** A session whose end is owed is over, also where the server has not heard of it. */
function asKnown(record: SessionRecord, info: SessionInfo, {at}: Stamp): SessionInfo {
  const owed = record.farewells.find(({sessionId}) => sessionId === info.id);
  if (!owed || info.ended) return info;
  const {by, reason} = owed;
  return {...info, status: 'ended', ended: {by, reason, at, durationMs: Math.max(0, at - info.startedAt), messageCount: 0}};
}

function sessionOf({id, status, owner, startedAt, ended}: SessionInfo): StoredSession {
  return {id, status, owner, startedAt, cause: 'start', ...(ended ? {ended} : {})};
}

/** Nothing ends, and nothing typed is lost; with one open session only, an open one gives way to another. A session that is only starting is not left. */
function switchTo(record: SessionRecord, input: Extract<Input, {type: 'switch'}>, stamp: Stamp): SessionRecord {
  const {oneOpen, messageCount} = input;
  const {session} = record;
  const info = input.info && asKnown(record, input.info, stamp);
  if (session?.id === info?.id || session?.status === 'starting') return record;
  const open = isOpen(session);
  if (oneOpen && open && !info) return record;
  const gives = oneOpen && open && info?.status === 'active';
  const typed = {...record, draft: input.draft};
  const next = gives ? end(typed, {by: 'visitor', reason: 'open-session', messageCount}, stamp) : typed;
  const left = next.session ? finishEnding(next, next.session.id, stamp, gives ? 'open-session' : 'end') : next;
  const {[info?.id ?? '']: draft = '', ...drafts} = withDraft(left.drafts, session?.id, left.draft);
  const shown: SessionRecord = {
    ...left,
    session: info && sessionOf(info),
    greeting: true,
    cursor: 0,
    // Not all of it: the server is told once that the newest has been read.
    readUpTo: Math.max(0, (info?.lastSeq ?? 0) - 1),
    // What the log of the other session holds needs no keeping.
    outbox: left.outbox.filter(({sessionId, seq}) => sessionId !== session?.id || seq === undefined),
    draft,
    drafts,
  };
  if (info) return tell(info.ended ? withdrawUnsent(shown) : shown, stamp, 'chat-resume', {status: info.status});
  const effects: Effects = {serverEnded: false, localCleared: false, identityDropped: false, newSessionId: null};
  return tell(shown, stamp, 'chat-reset', {cause: 'open-session', ...effects});
}

/** An end that is being told is told to the host now, where another session hides it. */
function takenOver(record: SessionRecord, input: Extract<Input, {type: 'take-over'}>, stamp: Stamp): SessionRecord {
  const {session} = record;
  const next = takeOver(record, input.record, input.link);
  return session && next.session?.id !== session.id ? takeOver(finishEnding(record, session.id, stamp), input.record, input.link) : next;
}

/** Other tabs that are still here see an empty page: nothing has ended. */
function left(record: SessionRecord, stamp: Stamp): SessionRecord {
  const {revision, facts} = record;
  const effects: Effects = {serverEnded: false, localCleared: true, identityDropped: false, newSessionId: null};
  return {...EMPTY_RECORD, revision, facts: tell({...record, facts}, stamp, 'chat-reset', {cause: 'open-session', ...effects}).facts};
}

function withDraft(drafts: SessionRecord['drafts'], sessionId: string | null | undefined, text: string): Readonly<Record<string, string>> {
  const {[sessionId ?? '']: _, ...others} = drafts ?? {};
  return text ? {...others, [sessionId ?? '']: text} : others;
}

function keepDraft(record: SessionRecord, sessionId: string | null, text: string): SessionRecord {
  // The page without a session and the session that is started on it share what is typed.
  if (sessionId === null || sessionId === (record.session?.id ?? '')) return record.draft === text ? record : {...record, draft: text};
  return {...record, drafts: withDraft(record.drafts, sessionId, text)};
}

function abandoned(record: SessionRecord, {sessionId, credentials, own}: Extract<Input, {type: 'abandoned'}>): SessionRecord {
  // An end that is owed in another name, or in none, does not reach it.
  const said = record.farewells.some((farewell) => farewell.sessionId === sessionId && sameJson(farewell.credentials, credentials));
  // Whoever is about to be linked brings it along.
  const mine = own || record.links?.some((each) => sameJson(each, credentials));
  if (said || (mine && isCurrent(record, sessionId) && isOpen(record.session))) return record;
  return owing(record, {sessionId, by: 'visitor', reason: 'abandoned', revoke: false, credentials});
}

function owes({farewells}: SessionRecord, sessionId: string): boolean {
  return farewells.some((farewell) => farewell.sessionId === sessionId);
}

function owing(record: SessionRecord, ...farewells: readonly Farewell[]): SessionRecord {
  return {...record, farewells: [...record.farewells, ...farewells]};
}

/** The text is kept as failed, for the visitor to decide. */
function refused(record: SessionRecord, input: Extract<Input, {type: 'refused'}>, stamp: Stamp): SessionRecord {
  if (!isCurrent(record, input.sessionId) || record.session!.status !== 'starting') return record;
  const {code, message, availability} = input;
  const {form = null} = record.session!;
  const told = tell(record, stamp, 'chat-error', {code, message, retryable: false, ...(availability && {availability})});
  // Where nobody is there, nobody has refused the message: it is typed still.
  if (code === 'nobody-there') return {...withdrawUnsent(told), session: null, form};
  const failed = failAll(told, input.sessionId, code, stamp);
  return {...failed, session: null, form, outbox: moved(failed.outbox, input.sessionId, '')};
}

function keepForm(record: SessionRecord, {values, attributes, fresh}: Extract<Input, {type: 'form'}>, stamp: Stamp): SessionRecord {
  const {session} = record;
  if (session && (!fresh || isOpen(session))) return record;
  const page = session ? withoutSession(finishEnding(record, session.id, stamp), true) : record;
  const kept = attributes === undefined ? page.form?.attributes : attributes;
  return {...page, form: {values: {...page.form?.values, ...values}, ...(kept && {attributes: kept})}};
}

function failAll(record: SessionRecord, sessionId: string, code: ChatErrorCode, stamp: Stamp): SessionRecord {
  return record.outbox.reduce(
    (next, {id, ...message}) =>
      message.sessionId === sessionId && !message.failure
        ? changeMessage(next, id, 'failed', stamp, (each) => ({...each, failure: code}))
        : next,
    record,
  );
}

/** What the log of a session holds that is not shown needs no keeping. */
function stored(record: SessionRecord, messageId: string, seq: number, stamp: Stamp): SessionRecord {
  const next = changeMessage(record, messageId, 'sent', stamp, ({failure, ...message}) => ({...message, seq}));
  const message = next.outbox.find(({id}) => id === messageId);
  return !message || isCurrent(next, message.sessionId) ? next : {...next, outbox: next.outbox.filter((each) => each !== message)};
}

/** Messages of one session, given to another. */
function moved(outbox: readonly OutgoingMessage[], from: string, to: string): readonly OutgoingMessage[] {
  return outbox.map((message) => (message.sessionId === from ? {...message, sessionId: to} : message));
}

/** Messages of other sessions than the one shown. */
function ofOthers({outbox, session}: SessionRecord): readonly OutgoingMessage[] {
  return outbox.filter(({sessionId}) => sessionId && sessionId !== session?.id);
}

function shown(before: SessionRecord, {sessionId, seq, messageIds}: Extract<Input, {type: 'shown'}>, stamp: Stamp): SessionRecord {
  if (!isCurrent(before, sessionId)) return before;
  // The log may be faster than the answer to the sending.
  const record = messageIds.reduce((next, id) => stored(next, id, seq, stamp), before);
  const outbox = record.outbox.filter((message) => message.sessionId !== sessionId || message.seq === undefined || message.seq > seq);
  if (seq <= record.cursor && outbox.length === record.outbox.length) return record;
  return {...record, cursor: Math.max(seq, record.cursor), outbox};
}

function endedByOther(record: SessionRecord, input: Omit<Extract<Input, {type: 'ended'}>, 'type'>, stamp: Stamp): SessionRecord {
  const {sessionId, end: ended, afterEnd, seq = Infinity} = input;
  const {session} = record;
  // An end before a reopening: a tab that was asleep has only now heard of it.
  if (!session || session.id !== sessionId || seq < (session.ownedSince ?? 0)) return record;
  if (session.status === 'ended') return closedAgain(record);
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
  const others = ofOthers(record);
  if (others.length === record.outbox.length) return record;
  const unsent = record.outbox.filter((message) => message.seq === undefined && !others.includes(message)).map(({text}) => text);
  return {...record, outbox: others, draft: [...unsent, record.draft].filter(Boolean).join('\n')};
}

function end(record: SessionRecord, {by, reason, messageCount}: Omit<Extract<Input, {type: 'end'}>, 'type'>, {at}: Stamp): SessionRecord {
  const {session} = record;
  if (!isOpen(session)) return record;
  const ended: SessionEnd = {by, reason, at, durationMs: Math.max(0, at - session.startedAt), messageCount};
  const {carries: _carries, form: _form, ...kept} = session;
  return {...owing(withdrawUnsent(record), ...farewellsOf(record, by, reason, false)), session: {...kept, status: 'ending', ended}};
}

function told(record: SessionRecord, farewell: Farewell, stamp: Stamp): SessionRecord {
  const farewells = record.farewells.filter((each) => !sameJson(each, farewell));
  if (farewells.length === record.farewells.length) return record;
  return finishEnding({...record, farewells}, farewell.sessionId, stamp);
}

function finishEnding(record: SessionRecord, sessionId: string, stamp: Stamp, cause: Cause = 'end'): SessionRecord {
  const {session} = record;
  if (session?.id !== sessionId || session.status !== 'ending') return record;
  const {by: endedBy, reason, durationMs, messageCount} = session.ended!;
  const effects: Effects = {serverEnded: true, localCleared: false, identityDropped: false, newSessionId: null};
  return tell({...record, session: {...session, status: 'ended'}}, stamp, 'chat-end', {
    endedBy, reason, durationMs, messageCount, cause, ...effects,
  });
}

function clear(record: SessionRecord, input: Extract<Input, {type: 'clear'}>, stamp: Stamp): SessionRecord {
  const {cause, by, reason, messageCount, scope, greeting, reset, newSessionId} = input;
  if (newSessionId && isOpen(record.session) && record.session.id === newSessionId) return record;
  // Nothing is there to be cleared: a message that could not be sent goes along.
  if (newSessionId && !record.session) return start({...record, greeting}, newSessionId, 'start-new-session', stamp, input);
  if (cause === 'end' && !record.session && !reset) return record;
  const open = isOpen(record.session) || record.session?.status === 'ending' || record.session?.reopened === true;
  const device = scope === 'device';
  const effects: Effects = {
    serverEnded: open,
    localCleared: true,
    identityDropped: device,
    newSessionId: newSessionId ?? null,
  };
  let next = open ? tellEnd(finishable(record, by, reason, device), by, reason, messageCount, cause, effects, stamp) : revoking(record, device);
  const failed = record.outbox.some(({sessionId}) => !sessionId);
  if (next.session || device || failed) next = tell(next, stamp, 'chat-clear', {messageCount, scope, cause, ...effects});
  if (reset) next = tell(next, stamp, 'chat-reset', {cause, ...effects});
  if (device) return {...EMPTY_RECORD, revision: next.revision, farewells: next.farewells, facts: next.facts};
  const empty = withoutSession(next, greeting);
  return newSessionId ? start(empty, newSessionId, 'start-new-session', stamp, input) : empty;
}

/** The record with the farewell that an open session needs. One that is ending has said it already. */
function finishable(record: SessionRecord, by: EndedBy, reason: string, revoke: boolean): SessionRecord {
  if (record.session!.status === 'ending') return revoking(record, revoke);
  return owing(record, ...farewellsOf(record, by, reason, revoke));
}

/** Forgetting a visitor also makes the credentials useless, even where no session is left to end. */
function revoking(record: SessionRecord, revoke: boolean): SessionRecord {
  if (!revoke || (record.credentials === null && !record.links?.length)) return record;
  return owing(record, ...farewellsOf(record, 'visitor', 'logout', true));
}

/** Until somebody is linked, a session may still be theirs: then the end is told in both names. */
function farewellsOf({session, credentials, links = []}: SessionRecord, by: EndedBy, reason: string, revoke: boolean): readonly Farewell[] {
  const names = [credentials, ...links].filter((name, index) => name !== null || (index === 0 && !links.length));
  return names.map((name) => ({sessionId: session?.id ?? 'none', by, reason, revoke, credentials: name}));
}

function tellEnd(
  record: SessionRecord, by: EndedBy, reason: string, messageCount: number, cause: Cause, effects: Effects, stamp: Stamp,
): SessionRecord {
  const session = record.session!;
  // Nobody was told of a start, so nobody is told of an end; nor of the end of what has ended here and was opened again.
  if (session.status === 'starting' || session.status === 'ended') return record;
  const durationMs = Math.max(0, stamp.at - session.startedAt);
  return tell(record, stamp, 'chat-end', {endedBy: by, reason, durationMs, messageCount, cause, ...effects});
}

function withoutSession(record: SessionRecord, greeting: boolean): SessionRecord {
  const {'': waiting, ...drafts} = record.drafts ?? {};
  // What is typed outlives an end; and without a session there was nothing to clear.
  const draft = [(!record.session || record.session.status === 'ended') && record.draft, waiting].filter(Boolean).join('\n');
  return {...record, session: null, greeting, form: null, outbox: ofOthers(record), draft, drafts, cursor: 0, readUpTo: 0};
}

function retry(record: SessionRecord, input: Extract<Input, {type: 'retry'}>, stamp: Stamp): SessionRecord {
  const {messageId, sessionId} = input;
  if (record.session && !isOpen(record.session)) return record;
  const message = record.outbox.find(({id, failure}) => id === messageId && failure);
  if (!message || (message.sessionId && !isCurrent(record, message.sessionId))) return record;
  const started = start(record, sessionId, 'send', stamp, input);
  return changeMessage(started, messageId, 'queued', stamp, ({failure, ...message}) => message);
}

function rename(record: SessionRecord, from: string, to: string): SessionRecord {
  if (!isCurrent(record, from) || record.session!.status !== 'starting') return record;
  // What was typed in that session before is seen again.
  const {[to]: typed, ...drafts} = record.drafts ?? {};
  const draft = [typed, record.draft].filter(Boolean).join('\n');
  return {...record, session: {...record.session!, id: to}, outbox: moved(record.outbox, from, to), ...(typed && {draft, drafts})};
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
