/** What a chat looks like from outside at one moment: one immutable value, replaced on each change, with stable parts. */
import type {ChatError} from './errors.js';
import type {Entry} from './message.js';
import type {Participant} from './participant.js';
import type {Owner, QueuePlace, SessionEnd} from './session-event.js';

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
  /** The last thing that went wrong and still matters; `null` when all is well. */
  readonly error: ChatError | null;
}
