/**
 * What one store partition remembers: the current session, what is still to be sent, who the visitor is. One value per partition, so that one
 * transaction is one truth for all tabs. The transcript is not in it: that is the back end's, and local data is a cache.
 */
import type {ChatEvent} from './chat-event.js';
import type {OutgoingMessage} from './message.js';
import type {EndedBy, Owner, SessionEnd} from './session-event.js';
import type {SessionStart, WaitingStart} from './session-start.js';

/** The session that the window shows. */
export interface StoredSession {
  readonly id: string;
  readonly status: 'starting' | 'active' | 'ending' | 'ended';
  readonly owner: Owner;
  /** The number of the event that `owner` was learned from, once it has changed. */
  readonly ownedSince?: number;
  /** By the server's clock once confirmed, by ours before. */
  readonly startedAt: number;
  /** What the back end is told with the start, until the session is open. */
  readonly carries?: SessionStart;
  /** What its start came from, until the session is open: a refusal gives it back. */
  readonly form?: WaitingStart;
  /** Why it was started; goes into `chat-start`. */
  readonly cause: 'start' | 'send' | 'start-new-session';
  readonly ended?: SessionEnd;
  /** It was started as the only open one; its start waits until owed ends have been told. */
  readonly oneOpen?: boolean;
  /** Ended here, and active again on the server. */
  readonly reopened?: true;
}

/** An end that the server has not confirmed. Carries its own credentials, because a clear drops the visitor's. */
export interface StoredFarewell {
  readonly sessionId: string;
  readonly by: EndedBy;
  readonly reason: string;
  readonly revoke: boolean;
  readonly credentials: unknown;
}

/** Something that happened, for the events of every tab: each tells the facts it has not told yet. */
export interface Fact {
  /** Rises by one with each fact of this partition. */
  readonly number: number;
  /** The tab that did it. */
  readonly tab: string;
  readonly event: FactEvent;
}

type WithoutOrigin<E> = E extends {readonly type: infer T; readonly detail: infer D}
  ? {readonly type: T; readonly detail: Omit<D, 'origin'>}
  : never;

/** Events that belong to the session rather than to one tab. */
export type FactEvent = WithoutOrigin<
  Extract<ChatEvent, {readonly type: 'chat-start' | 'chat-resume' | 'chat-end' | 'chat-clear' | 'chat-reset' | 'chat-message-status' | 'chat-error'}>
>;

export interface SessionRecord {
  readonly format: 1;
  /** Rises with each write, also through a clear: a late write of another tab is seen to be late. */
  readonly revision: number;
  readonly session: StoredSession | null;
  /** Whether a fresh page shows the greeting. */
  readonly greeting: boolean;
  /** Own messages that the log has not shown yet, in typing order, of all sessions: each is delivered to its own. */
  readonly outbox: readonly OutgoingMessage[];
  readonly draft: string;
  /** Drafts of the sessions that the window does not show, by id; that of a page without one by `''`. */
  readonly drafts?: Readonly<Record<string, string>>;
  /** A start that waits for its form; none while a session is open. */
  readonly form?: WaitingStart | null;
  /** Highest event number that a tab has shown, in this session. */
  readonly cursor: number;
  /** Highest event number that the visitor has seen, in this session. */
  readonly readUpTo: number;
  readonly farewells: readonly StoredFarewell[];
  /** The visitor's credentials, owned by the connector. */
  readonly credentials: unknown;
  /** Credentials of anonymous visitors whose sessions are to become this one's. */
  readonly links?: readonly unknown[];
  /** Which claims the server has been told of, as a hash. */
  readonly claimed?: string;
  /** The newest facts. */
  readonly facts: readonly Fact[];
}

/** What a partition holds before anything happened. */
export const EMPTY_RECORD: SessionRecord = {
  format: 1,
  revision: 0,
  session: null,
  greeting: true,
  outbox: [],
  draft: '',
  cursor: 0,
  readUpTo: 0,
  farewells: [],
  credentials: null,
  facts: [],
};

/** What makes a partition: two chats that differ in one of these never meet. */
export interface Partition {
  readonly namespace: string;
  readonly connector: string;
  /** Absolute URL of the back end. */
  readonly endpoint: string;
  /** Whose data it is: `anonymous`, or a name for a known visitor (`partitionName`). */
  readonly identity: string;
}

/** The store key of a partition. It begins with the format, so that another version of this code never reads what it cannot understand. */
export function recordKey({namespace, connector, endpoint, identity}: Partition): string {
  return namespacePrefix(namespace) + [connector, endpoint, identity].map(encodeURIComponent).join('|');
}

/** What the keys of all partitions of a namespace begin with. */
export function namespacePrefix(namespace: string): string {
  return `v1|${encodeURIComponent(namespace)}|`;
}

/** Reads a stored value. Anything that is no record of ours counts as empty: local data is a cache, and a broken one must not break the chat. */
export function parseRecord(stored: unknown): SessionRecord {
  if (!isRecord(stored)) return EMPTY_RECORD;
  return stored;
}

/** Whether a stored value tells of a session that a page should take up again. */
export function isLive(stored: unknown): boolean {
  const {session, outbox, farewells} = parseRecord(stored);
  return session !== null || outbox.length > 0 || farewells.length > 0;
}

function isRecord(value: unknown): value is SessionRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Partial<SessionRecord>;
  return (
    record.format === 1 &&
    typeof record.revision === 'number' &&
    typeof record.draft === 'string' &&
    typeof record.cursor === 'number' &&
    typeof record.readUpTo === 'number' &&
    Array.isArray(record.outbox) &&
    Array.isArray(record.farewells) &&
    Array.isArray(record.facts) &&
    (record.session === null || typeof record.session?.id === 'string')
  );
}
