/** What a chat looks like now, made of what its parts know. Pure; what a host is told of two such looks is made in `differences.ts`. */
import type {Csat} from '../model/csat.js';
import type {ChatState, ConnectionStatus, SessionList, SessionView} from '../model/chat-state.js';
import type {Participant} from '../model/participant.js';
import type {SessionRecord} from '../model/session-record.js';
import {countAfter, visibleEntries} from '../model/transcript.js';
import type {Transcript} from '../model/transcript.js';
import type {Engine} from './engine.js';
import {isOpen} from './machine.js';

/** What the engine knows. */
export type Known = Pick<Engine, 'record' | 'transcript' | 'loadingMore' | 'link' | 'local'> & {
  readonly sessions: Pick<Engine['sessions'], 'list'>;
  readonly typing: Pick<Engine['typing'], 'participants'>;
};

/** What is known beside: of this tab, the visitor, and whoever may be there. */
export type Beside = Pick<ChatState, 'window' | 'draft' | 'storage' | 'identity' | 'availability' | 'prechat' | 'resolution' | 'error'>;

const VISITOR: Participant = {id: 'visitor', role: 'visitor', name: ''};

/**
 * `online`: whether there is a network. `read`: what was read last, here; it counts before it is written down. Parts that say the same as `before`
 * stay the same objects.
 */
export function stateOf(known: Known, online: boolean, beside: Beside, before: ChatState, read: Transcript | null = null): ChatState {
  const {record, transcript, typing} = known;
  const readHere = read?.sessionId === transcript?.sessionId ? (read?.lastSeq ?? 0) : 0;
  const unread = transcript ? countAfter(transcript, Math.max(record.readUpTo, readHere)) : 0;
  return {
    ...beside,
    connection: connectionOf(known, online),
    session: kept(before.session, sessionOf(known)),
    participants: transcript?.participants ?? [],
    entries: visibleEntries(transcript, pendingOf(record), VISITOR),
    history: historyOf(known),
    typing: typing.participants,
    unread,
    greeting: record.greeting,
    sessions: kept(before.sessions, listOf(known, unread)),
  };
}

/** Own messages on their way, of the session shown. */
export function pendingOf({session, outbox}: SessionRecord): SessionRecord['outbox'] {
  return outbox.filter(({sessionId}) => sessionId === (session?.id ?? ''));
}

/** The newest survey. One that nobody has answered lapses when the visitor goes on in a session that was opened again. */
export function surveyOf({record: {session}, transcript}: Pick<Known, 'record' | 'transcript'>): Csat | undefined {
  const {csat, reopenedAt = 0} = transcript ?? {};
  if (!csat || csat.at !== undefined || csat.requestedAt > reopenedAt) return csat;
  return (session?.ended?.at ?? Infinity) > reopenedAt ? undefined : csat;
}

function connectionOf({record: {session}, link}: Known, online: boolean): ConnectionStatus {
  if (!isOpen(session) && session?.status !== 'ending') return 'idle';
  if (!online) return 'offline';
  return link === 'down' ? 'connecting' : link;
}

function sessionOf(known: Known): SessionView {
  const {record: {session}, transcript} = known;
  if (!session) return {status: 'none', id: null, owner: null};
  const {id, status, startedAt, ended} = session;
  const csat = surveyOf(known);
  const queue = session.owner === 'queue' ? transcript?.queue : undefined;
  return {
    id,
    status,
    startedAt,
    owner: isOpen(session) ? session.owner : null,
    ...(queue && {queue}),
    ...(ended && status === 'ended' && {ended}),
    ...(session.reopened && {reopened: true}),
    ...(transcript?.idle && status === 'active' && {idle: {endsAt: known.local(transcript.idle.endsAt)}}),
    ...(csat && {csat}),
  };
}

function historyOf({record: {session}, transcript, loadingMore}: Known): ChatState['history'] {
  if (!session || (!transcript && session.status === 'starting')) return 'none';
  if (!transcript) return 'loading';
  if (loadingMore) return 'loading-more';
  return transcript.more ? 'more' : 'complete';
}

/** This tab knows best what has been read of the session shown. */
function listOf({transcript, sessions: {list}}: Known, unread: number): SessionList {
  if (!transcript) return list;
  return {items: list.items.map((item) => (item.id === transcript.sessionId ? {...item, unread} : item)), status: list.status};
}

/** A part of the state stays the same object while it says the same: nothing that shows it is drawn again. */
function kept<T>(before: T, now: T): T {
  return JSON.stringify(before) === JSON.stringify(now) ? before : now;
}
