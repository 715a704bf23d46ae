/** What a chat looks like from outside at one moment: one immutable value, replaced on each change, with stable parts. */
import type {Availability} from './availability.js';
import type {Csat} from './csat.js';
import type {ChatError} from './errors.js';
import type {Entry} from './message.js';
import type {Participant} from './participant.js';
import type {PrechatView} from './prechat.js';
import type {Owner, QueuePlace, SessionEnd} from './session-event.js';
import type {SessionSummary} from './session-summary.js';
import type {VisitorView} from './visitor.js';

/** Whether the window can be seen in this tab. */
export type WindowStatus = 'hidden' | 'shown';

/** `idle`: nothing to connect for · `connecting`: first try · `online` · `reconnecting`: it was online · `offline`: no network. */
export type ConnectionStatus = 'idle' | 'connecting' | 'online' | 'reconnecting' | 'offline';

/** `none` · `starting`: the server has not confirmed it · `active` · `ending`: the server has not confirmed the end · `ended`: readable only. */
export type SessionStatus = 'none' | 'starting' | 'active' | 'ending' | 'ended';

/** The current session. */
export interface SessionView {
  readonly status: SessionStatus;
  /** A label; `null` while there is none. */
  readonly id: string | null;
  /** Who answers; `null` unless starting or active. */
  readonly owner: Owner | null;
  /** Place in the line, while `owner` is `queue` and the back end tells it. */
  readonly queue?: QueuePlace;
  readonly startedAt?: number;
  /** Set once `status` is `ended`. */
  readonly ended?: SessionEnd;
  /** While the visitor is warned: when silence ends it, in ms since the epoch. */
  readonly idle?: {readonly endsAt: number};
  /** The newest survey, answered or not. */
  readonly csat?: Csat;
  /** Ended here, and opened again by an agent: `continueSession()` goes on in it. */
  readonly reopened?: true;
}

/** The visitor's sessions, newest activity first. */
export interface SessionList {
  readonly items: readonly SessionSummary[];
  /** `none` until it is asked for. */
  readonly status: 'none' | 'loading' | 'complete' | 'more' | 'loading-more';
}

export interface ChatState {
  readonly window: WindowStatus;
  readonly connection: ConnectionStatus;
  readonly session: SessionView;
  /** Everybody in the session but the visitor. */
  readonly participants: readonly Participant[];
  /** The transcript, oldest first: what the server confirmed, then answers being written, then own messages on their way. */
  readonly entries: readonly Entry[];
  /** `loading` until the transcript of the session is there for the first time. */
  readonly history: 'none' | 'loading' | 'complete' | 'more' | 'loading-more';
  /** Who is typing now. */
  readonly typing: readonly Participant[];
  /** Messages of others that have not been seen. */
  readonly unread: number;
  /** Whether the greeting belongs on the page: on a fresh chat, not after `clearChat()`. */
  readonly greeting: boolean;
  /** What the visitor has typed and not sent. */
  readonly draft: string;
  /** `memory`: this browser keeps nothing, the chat lasts as long as the page. */
  readonly storage: 'indexeddb' | 'memory';
  readonly identity: VisitorView;
  readonly sessions: SessionList;
  /** Whether somebody is there; `null` until it is asked for. */
  readonly availability: Availability | null;
  /** The form that must be answered before a session starts; `null` when nothing is to be asked. */
  readonly prechat: PrechatView | null;
  /** Ask "did this solve it?" under this message. */
  readonly resolution: {readonly messageId: string} | null;
  /** The last thing that went wrong and still matters; `null` when all is well. */
  readonly error: ChatError | null;
}

const NONE: readonly never[] = Object.freeze([]);

/** The state of a chat that has not been needed yet. */
export const FRESH_STATE: ChatState = Object.freeze({
  window: 'hidden',
  connection: 'idle',
  session: Object.freeze({status: 'none', id: null, owner: null}),
  participants: NONE,
  entries: NONE,
  history: 'none',
  typing: NONE,
  unread: 0,
  greeting: true,
  draft: '',
  storage: 'indexeddb',
  identity: Object.freeze({kind: 'anonymous'}),
  sessions: Object.freeze({items: NONE, status: 'none'}),
  availability: null,
  prechat: null,
  resolution: null,
  error: null,
});
