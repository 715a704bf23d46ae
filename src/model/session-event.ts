/**
 * What a back end tells about a session: numbered log events and ephemeral live events (docs/protocol.md, part 4). Connectors map their
 * wire to these; nothing here knows how they travel.
 */
import type {Csat} from './csat.js';
import type {Participant} from './participant.js';

/** Who answers an active session: the bot, nobody yet (waiting for a person), or a person. */
export type Owner = 'bot' | 'queue' | 'agent';

/** Who ended a session. `host` is the page's own code, `timeout` the idle timer, `server` the back end itself. */
export type EndedBy = 'visitor' | 'agent' | 'bot' | 'host' | 'timeout' | 'server';

/** How a session ended. */
export interface SessionEnd {
  readonly by: EndedBy;
  /** Short machine-readable word, such as `resolved`, `logout`, `idle`, `gone`. */
  readonly reason: string;
  /** When, in ms since the epoch. */
  readonly at: number;
  /** From start to end, in ms. */
  readonly durationMs: number;
  /** Messages of all participants. */
  readonly messageCount: number;
}

/** Place in the line for a person. */
export interface QueuePlace {
  /** 1 is next. */
  readonly position: number;
  readonly estimateSeconds?: number;
}

/** Highest `seq` that the other side has received and read. */
export interface Receipts {
  readonly delivered: number;
  readonly read: number;
}

/** A back end's view of one session. */
export interface SessionInfo {
  readonly id: string;
  readonly status: 'active' | 'ended';
  readonly owner: Owner;
  readonly startedAt: number;
  readonly lastSeq: number;
  readonly participants: readonly Participant[];
  readonly queue?: QueuePlace;
  readonly receipts?: Receipts;
  readonly ended?: SessionEnd;
  /** While the visitor is warned: when silence ends it. */
  readonly idle?: {readonly endsAt: number};
  /** The newest survey. */
  readonly csat?: Csat;
  /** By the server's clock, when it said this. */
  readonly now?: number;
}

/** A link to where an answer came from. */
export interface Source {
  readonly title: string;
  readonly url: string;
}

/** A message as the back end keeps it. */
export interface MessageBody {
  /** Made by whoever wrote it; the idempotency key for the session's whole life. */
  readonly id: string;
  readonly author: Participant;
  /** Plain text from visitors, Markdown from bot and agent. Never HTML. */
  readonly text: string;
  readonly sources?: readonly Source[];
  /** Quick replies that the visitor may send with one click. */
  readonly suggestions?: readonly string[];
  /** The author suggests talking to a person. */
  readonly offer?: 'handoff';
  /** The answer was cut off: stopped by the visitor, or fenced by a handoff. */
  readonly partial?: boolean;
  /** The author believes that this answers the question. */
  readonly solves?: true;
}

interface Numbered {
  /** 1, 2, 3 … within the session, without gaps. */
  readonly seq: number;
  /** ms since the epoch, by the server's clock. */
  readonly at: number;
}

/** One entry of a session's log. */
export type LogEvent = Numbered &
  (
    | {readonly type: 'started'; readonly by: EndedBy}
    | {readonly type: 'message'; readonly message: MessageBody}
    | {readonly type: 'joined'; readonly participant: Participant}
    | {readonly type: 'left'; readonly participant: Participant}
    | {readonly type: 'handoff'; readonly from: Owner; readonly to: Owner; readonly reason?: string; readonly summary?: string}
    /** `csat` is the survey that is open after it. */
    | {readonly type: 'ended'; readonly by: EndedBy; readonly reason: string; readonly durationMs: number; readonly messageCount: number; readonly csat?: string}
    /** An agent has opened it again after its end. */
    | {readonly type: 'reopened'; readonly by: Participant}
    | {readonly type: 'resolution'; readonly messageId: string; readonly solved: boolean}
    /** A type that this version does not know: it takes its number and shows nothing. */
    | {readonly type: 'unknown'}
  );

/** An answer that is being written. */
export interface Unfinished {
  readonly messageId: string;
  readonly author: Participant;
  readonly text: string;
}

/** Something that is true now, has no number and is never replayed. */
export type LiveEvent =
  | {readonly type: 'sync'; readonly session: SessionInfo; readonly unfinished: readonly Unfinished[]}
  | {readonly type: 'delta'; readonly messageId: string; readonly author: Participant; readonly offset: number; readonly text: string}
  | {readonly type: 'discard'; readonly messageId: string}
  | {readonly type: 'typing'; readonly participant: Participant; readonly on: boolean}
  | ({readonly type: 'queue'} & QueuePlace)
  | ({readonly type: 'receipts'} & Receipts)
  /** Silence ends the session at `endsAt`, unless the visitor says something; `null`: no longer. */
  | {readonly type: 'idle'; readonly endsAt: number | null; readonly now?: number}
  | {readonly type: 'csat'; readonly csat: Csat};

export type SessionEvent = LogEvent | LiveEvent;

/** The newest part of a session's log and everything needed to show it. */
export interface Snapshot {
  readonly session: SessionInfo;
  /** The newest events, oldest first, without gaps up to `session.lastSeq`. */
  readonly events: readonly LogEvent[];
  /** Whether older events exist. */
  readonly more: boolean;
  readonly unfinished: readonly Unfinished[];
}

/** Some events of a log, oldest first. */
export interface EventPage {
  readonly events: readonly LogEvent[];
  readonly more: boolean;
}

/** Whether an event carries a number. */
export function isLogEvent(event: SessionEvent): event is LogEvent {
  return 'seq' in event;
}
