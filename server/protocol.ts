// The objects of `chat-embed/1` (docs/protocol.md) as types: what goes over the wire, nothing of how it is stored or sent. Not those of
// src/model: these are what a server promises, those what a client makes do with; a test holds the two together, and both to the document.

export type Owner = 'bot' | 'queue' | 'agent';
export type EndedBy = 'visitor' | 'agent' | 'bot' | 'host' | 'timeout' | 'server';
/** Which end of the conversation somebody is on. Bot and agents are the staff. */
export type Side = 'visitor' | 'staff';

export interface Participant {
  readonly id: string;
  readonly role: 'visitor' | 'bot' | 'agent' | 'system';
  readonly name: string;
  readonly avatarUrl?: string;
}

export interface Message {
  readonly id: string;
  readonly author: Participant;
  readonly text: string;
  readonly sources?: readonly { readonly title: string; readonly url: string }[];
  readonly suggestions?: readonly string[];
  readonly offer?: 'handoff';
  readonly partial?: true;
  /** The bot believes that this answers the question. */
  readonly solves?: true;
}

/** The newest question "how was it?" of a session. Answered when it has `at`. */
export interface Csat {
  readonly id: string;
  readonly requestedAt: number;
  /** From 1 to 5. */
  readonly score?: number;
  readonly skipped?: true;
  readonly at?: number;
  /** Only for agents. */
  readonly comment?: string;
}

/** How sure we are of who a visitor is: not at all, as he says, or as the host's server vouches. */
export type IdentityKind = 'anonymous' | 'unverified' | 'verified';

/** What agents are told of who a visitor is. */
export interface VisitorAbout {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  readonly kind: IdentityKind;
}

export type LogEventBody =
  | { readonly type: 'started'; readonly by: EndedBy; readonly owner?: Owner }
  | { readonly type: 'message'; readonly message: Message }
  | { readonly type: 'joined' | 'left'; readonly participant: Participant }
  | { readonly type: 'handoff'; readonly from: Owner; readonly to: Owner; readonly reason?: string; readonly summary?: string }
  | { readonly type: 'resolution'; readonly messageId: string; readonly solved: boolean }
  | { readonly type: 'reopened'; readonly by: Participant }
  | {
      readonly type: 'ended';
      readonly by: EndedBy;
      readonly reason: string;
      readonly durationMs: number;
      readonly messageCount: number;
      /** The survey that is open. */
      readonly csat?: string;
    };

/** One entry of a session's log. */
export type LogEvent = { readonly seq: number; readonly at: number } & LogEventBody;

/** An answer that is being written. */
export interface Unfinished {
  readonly messageId: string;
  readonly author: Participant;
  readonly text: string;
}

export interface SessionInfo {
  readonly id: string;
  readonly status: 'active' | 'ended';
  readonly owner: Owner;
  readonly startedAt: number;
  /** The server's clock when it tells this. */
  readonly now: number;
  readonly lastSeq: number;
  readonly participants: readonly Participant[];
  readonly queue?: { readonly position: number; readonly estimateSeconds: number };
  readonly receipts: { readonly delivered: number; readonly read: number };
  /** While a warning runs: when it ends the session. */
  readonly idle?: { readonly endsAt: number };
  readonly ended?: EndedInfo;
  readonly csat?: Csat;
}

/** How a session ended. */
export interface EndedInfo {
  readonly by: EndedBy;
  readonly reason: string;
  readonly at: number;
  readonly durationMs: number;
  readonly messageCount: number;
}

/** A message as lists show it. */
export interface MessagePreview {
  readonly text: string;
  readonly role: Participant['role'];
  readonly at: number;
}

/** A session in its visitor's list. */
export interface SessionSummary {
  readonly id: string;
  readonly status: 'active' | 'ended';
  readonly owner: Owner;
  readonly startedAt: number;
  readonly lastSeq: number;
  readonly lastAt: number;
  /** Messages of others after what the visitor has read; 100 stands for more. */
  readonly unread: number;
  readonly lastMessage?: MessagePreview;
  readonly agent?: Participant;
  readonly queue?: { readonly position: number; readonly estimateSeconds: number };
  readonly ended?: EndedInfo;
  readonly csat?: Csat;
}

/** A page of a visitor's list, newest activity first. `next` asks for the one after it. */
export interface SessionPage {
  readonly sessions: readonly SessionSummary[];
  readonly next?: string;
}

export interface Snapshot {
  readonly session: SessionInfo;
  readonly events: readonly LogEvent[];
  readonly more: boolean;
  readonly unfinished: readonly Unfinished[];
}

export interface EventPage {
  readonly events: readonly LogEvent[];
  readonly more: boolean;
}

/** Something that is true now, has no number and is never replayed. */
export type LiveEvent =
  | { readonly type: 'sync'; readonly session: SessionInfo; readonly unfinished: readonly Unfinished[] }
  | { readonly type: 'delta'; readonly messageId: string; readonly author: Participant; readonly offset: number; readonly text: string }
  | { readonly type: 'discard'; readonly messageId: string }
  | { readonly type: 'typing'; readonly participant: Participant; readonly on: boolean }
  | { readonly type: 'queue'; readonly position: number; readonly estimateSeconds: number }
  | { readonly type: 'receipts'; readonly delivered: number; readonly read: number }
  | { readonly type: 'idle'; readonly endsAt: number; readonly now: number }
  | { readonly type: 'idle'; readonly endsAt: null }
  | { readonly type: 'csat'; readonly csat: Csat }
  | { readonly type: 'reconnect'; readonly afterMs: number };

/** Whether a person would answer now. */
export interface Availability {
  readonly state: 'available' | 'busy' | 'away';
  readonly bot: boolean;
  readonly reopensAt?: number;
  readonly estimateSeconds?: number;
  readonly leaveMessage: boolean;
}

/** A queue that chats can be routed to. */
export interface Queue {
  readonly id: string;
  readonly name: string;
}

/** How an agent works: whether he is away, which queues he serves (without `queues` all of them), and whether a bot works beside him. */
export interface AgentStatus {
  readonly agent: Participant;
  readonly away: boolean;
  readonly bot: boolean;
  readonly queues?: readonly Queue[];
}

/** What somebody left while nobody was there. */
export interface LeftMessage {
  readonly id: string;
  readonly email: string;
  readonly name?: string;
  readonly text: string;
  readonly locale?: string;
  readonly page?: { readonly url: string; readonly title: string };
  readonly at: number;
  readonly done?: { readonly at: number; readonly by?: Participant };
}

/** What the agents' console shows of a session in its list. */
export interface Chat {
  readonly key: string;
  readonly id: string;
  readonly status: 'active' | 'ended';
  readonly owner: Owner;
  readonly agent?: Participant;
  readonly visitor: VisitorAbout;
  /** Whom it is for, where it is not for everybody. */
  readonly target?: { readonly agent?: Participant; readonly queue?: Queue };
  readonly startedAt: number;
  readonly waitingSince?: number;
  /** While the visitor is silent and has been warned: when that ends the session. */
  readonly idle?: { readonly endsAt: number };
  readonly lastMessage?: MessagePreview;
  readonly ended?: EndedInfo;
  readonly csat?: Csat;
  readonly lastSeq: number;
  /** Highest number that an agent has read. */
  readonly read: number;
}
