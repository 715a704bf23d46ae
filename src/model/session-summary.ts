/** The visitor's sessions as a list, and pure functions on it. Knows no transcript. */
import type {Csat} from './csat.js';
import type {Participant, Role} from './participant.js';
import type {Owner, QueuePlace, SessionEnd} from './session-event.js';

/** One line of the list. */
export interface SessionSummary {
  readonly id: string;
  readonly status: 'active' | 'ended';
  readonly owner: Owner;
  readonly startedAt: number;
  readonly lastSeq: number;
  /** When something was last said or done in it. */
  readonly lastAt: number;
  /** Messages of others that the visitor has not read. */
  readonly unread: number;
  readonly lastMessage?: {readonly text: string; readonly role: Role; readonly at: number};
  readonly agent?: Participant;
  readonly queue?: QueuePlace;
  readonly ended?: SessionEnd;
  readonly csat?: Csat;
}

/** A part of the list, newest activity first. */
export interface SessionPage {
  readonly sessions: readonly SessionSummary[];
  /** Cursor of the next page; absent at the end. */
  readonly next?: string;
}

/** What the inbox tells: the first page, then each session that is new or has changed. */
export type InboxEvent = ({readonly type: 'sessions'} & SessionPage) | {readonly type: 'session'; readonly session: SessionSummary};

/** The list with `told` in it: each session once, as the later word says, newest activity first. */
export function mergeSessions(items: readonly SessionSummary[], told: readonly SessionSummary[]): readonly SessionSummary[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  for (const item of told) if (item.lastSeq >= (byId.get(item.id)?.lastSeq ?? 0)) byId.set(item.id, item);
  return [...byId.values()].sort((a, b) => b.lastAt - a.lastAt);
}
