/**
 * What a program or the window holds: a chat's state, its events and its verbs. Only the shape; `engine.ts` carries it out. The verbs follow the
 * truth table in docs and may be called at any time, twice at once and offline; all of them settle.
 */
import type {ChatEvent} from '../model/chat-event.js';
import type {Availability} from '../model/availability.js';
import type {ChatState, SessionStatus} from '../model/chat-state.js';
import type {PrechatField, PrechatValues} from '../model/prechat.js';
import type {Detail, Routing, RoutingTarget} from '../model/routing.js';
import type {Identity} from '../model/visitor.js';
import type {Capabilities} from '../contracts/connector.js';
import type {AfterEnd} from './machine.js';

/**
 * What a new session carries to the other side. An object given to `startChat()` replaces the chat's own `context`, `routing`, `fallbackRouting`,
 * `prechat` values and `details` altogether: nothing is merged.
 */
export interface StartAttributes {
  /** JSON that the other side may see, for example `{orderId: '4711'}`. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Straight to a person, and to whom; or what decides it from the answers of the form. */
  readonly routing?: Routing | ((answers: PrechatValues) => Routing);
  /** Tried in order when nobody of the routing's target is there. */
  readonly fallbackRouting?: readonly RoutingTarget[];
  /** Answers of the form, by field name. */
  readonly prechat?: PrechatValues;
  /** Hidden details. */
  readonly details?: readonly Detail[];
}

export interface StartResult {
  /** `null` where no session was started. */
  readonly sessionId: string | null;
  /**
   * `starting`: the server could not be reached yet; it is still being tried, and `chat-start` will tell · `prechat`: the form must be answered
   * first · `unavailable`: nobody of the routing's target is there.
   */
  readonly status: SessionStatus | 'prechat' | 'unavailable';
  /** True when a session was there already. */
  readonly joined: boolean;
  /** With `unavailable`: how it stands. */
  readonly availability?: Availability;
}

export interface EndOptions {
  /**
   * What follows: `hide` (default) deletes this session's local data and hides the window · `stay` keeps window and transcript, readable ·
   * `reset` deletes and shows a fresh page with the greeting.
   */
  readonly then?: 'hide' | 'stay' | 'reset';
  /** Short word for the other side; default `ended`. */
  readonly reason?: string;
  /** Who ends it: the visitor (default) or the page's code. */
  readonly by?: 'visitor' | 'host';
}

export interface EndResult {
  /** The session that ended; `null` when there was none. */
  readonly sessionId: string | null;
  /** Whether the server confirmed in time. If not, it is told as soon as it can be reached. */
  readonly delivered: boolean;
}

/** What can be changed while a chat runs; none of it touches the session. */
export interface ChatSettings {
  /** What follows when the other side ends a session. */
  readonly afterEnd: AfterEnd;
  /** BCP 47 language tag, told with the next start. */
  readonly locale: string | undefined;
  /** JSON for the other side, sent with the next start. */
  readonly context: Readonly<Record<string, unknown>> | undefined;
  /** The id for the session that starts next. */
  readonly sessionId: string | undefined;
  /** The visitor may have one open session only; default false. */
  readonly oneOpenSession: boolean;
  /** Fields to ask for before a session starts; default none. */
  readonly prechat: readonly PrechatField[];
  /** As in `startChat()`, for starts without attributes. */
  readonly routing: StartAttributes['routing'];
  readonly fallbackRouting: StartAttributes['fallbackRouting'];
  readonly details: StartAttributes['details'];
}

/** A running chat, as its window sees it. */
export interface Chat {
  /** What is true now. Replaced, never changed in place. */
  readonly state: ChatState;
  readonly capabilities: Capabilities;
  /** Resolves when what this device remembers has been read: from then on `state` is real. Never rejects. */
  readonly ready: Promise<void>;

  /** Calls `listener` after each change of `state`, at most once per task. Returns a function that stops it. */
  subscribe(listener: () => void): () => void;
  /** Calls `listener` with every event. For a `chat-before-…` event, returning `false` vetoes it. Returns a function that stops it. */
  listen(listener: (event: ChatEvent) => boolean | void): () => void;

  show(): void;
  hide(): void;
  toggle(): void;

  /**
   * Starts a session and shows the window, or shows the active one. Resolves when the session is active, or with `status: 'starting'` after
   * 10 s without a server, `prechat` where the form must be answered, `unavailable` where nobody is there; rejects with `ChatError` when refused
   * or vetoed. Until a session has started, later starts without attributes take these.
   */
  startChat(attributes?: StartAttributes): Promise<StartResult>;
  /** Ends the session, also one that is only being asked for. Resolves when the server knows, or after 4 s; at once without a session. */
  endChat(options?: EndOptions): Promise<EndResult>;
  /** Ends what is active, deletes everything on this device, in every tab, drops the identity and hides the window. Resolves when it is gone. */
  clearSession(): Promise<EndResult>;
  /** Ends what is active, deletes its local data and shows a fresh page with the greeting. The next message starts a session. */
  resetWindow(): Promise<EndResult>;
  /** Ends what is active and deletes its local data; the page stays empty, without greeting. The next message starts a session. */
  clearChat(): Promise<EndResult>;
  /**
   * Ends what is active and starts another session at once. Resolves with its id; rejects `bad-input` for an id that is no UUID, `prechat-required`
   * where the form comes first (it is shown, on a fresh page), `nobody-there`.
   */
  startNewSession(sessionId?: string): Promise<string>;
  /**
   * Sends a message; starts a session where there is none. Resolves with the message's id once it is stored on this device; its way to the
   * server is told by `chat-message-status`. Rejects `session-ended` when the session is over: a new one is never started silently; and
   * `prechat-required` where the form must be answered first. Text that could not be sent so, or found nobody there, is in the draft.
   */
  sendMessage(text: string): Promise<string>;

  /** Sends a failed message again, under the same id. */
  retryMessage(messageId: string): Promise<void>;
  /** Gives up a failed message. */
  discardMessage(messageId: string): Promise<void>;
  /** Remembers what is typed, through reloads, and tells the other side that somebody types. */
  setDraft(text: string): void;
  /** All messages so far have been seen. Call it while the window is shown and visible. */
  markRead(): void;
  /** Fetches older entries. Resolves when they are in `state`, or could not be had. */
  loadMore(): Promise<void>;
  /** Stops the answer that is being written. */
  stopAnswer(): Promise<void>;
  /** Asks for a person; starts a session where there is none. */
  requestHandoff(reason?: string): Promise<void>;
  /** No longer waits for a person. */
  cancelHandoff(): Promise<void>;

  /** Remembers what is typed into the form, through reloads, beside what was typed before. Throws `bad-input` for names that no field has. */
  setPrechat(values: PrechatValues): void;
  /** Answers the form and starts what waited for it. Resolves as `startChat()` does; with `prechat` where an answer is wrong (`state.prechat`). */
  submitPrechat(values: PrechatValues): Promise<StartResult>;
  /** Whether somebody is there, for the chat's routing; also in `state` from then on. Rejects `unsupported`, or with what the server answers. */
  checkAvailability(): Promise<Availability>;
  /**
   * Leaves a message for whoever comes back. Resolves when the server has it; rejects `bad-input` for a wrong address or an empty text, or with what
   * it failed for. The same message again is the same message: it arrives once.
   */
  leaveMessage(message: {readonly email: string; readonly name?: string; readonly text: string}): Promise<void>;

  /** Asks for the visitor's sessions and follows the list from then on (`state.sessions`). Resolves when the first page is there, or could not be had. */
  listSessions(): Promise<void>;
  /** Fetches more of the list. Resolves when they are in `state`, or could not be had. */
  moreSessions(): Promise<void>;
  /**
   * Shows another of the visitor's sessions; nothing ends, and what was not sent yet is still sent. An ended one is readable. Resolves when it is
   * shown; rejects `not-found`. With `oneOpenSession`, an open one is shown in place of a second open one.
   */
  openSession(sessionId: string): Promise<void>;
  /** Shows an empty page beside the open sessions; nothing ends. With `oneOpenSession` an open session stays where it is. */
  newThread(): Promise<void>;
  /** Goes on in the session shown, which an agent has opened again. Resolves when it is active here; without effect on another. */
  continueSession(): Promise<void>;

  /** The visitor is still there: silence does not end the session now. Resolves when the server knows; without effect where no session is active. */
  keepChatting(): Promise<void>;
  /**
   * Says whether a message solved it; the first word on a message counts. Nobody is asked for by it. Resolves when the server knows; rejects with
   * what it failed for, and is asked again then.
   */
  answerResolution(messageId: string, solved: boolean): Promise<void>;
  /**
   * Answers the survey, 1 to 5; the first answer counts. Resolves when the server knows, without effect where none is open; rejects `bad-input` for
   * another score, or with what it failed for (`network`), and can be answered again then.
   */
  submitCsat(answer: {readonly score: number; readonly comment?: string}): Promise<void>;
  skipCsat(): Promise<void>;

  /**
   * Says who the visitor is. Resolves when the chat is that visitor's; rejects `bad-input`, or `identity-refused` for a token that cannot be read.
   * A token is exchanged when it is needed first.
   */
  identify(identity: Identity): Promise<void>;
  /** Ends what is active, deletes this visitor's data on this device, in every tab, hides the window; the chat is anonymous and empty then. */
  logout(): Promise<EndResult>;
  /** Has the server delete everything of this visitor, then does what `clearSession()` does. Rejects `unsupported`, or when the server did not do it. */
  eraseMyData(): Promise<void>;
  /** Tries to connect now instead of waiting. */
  reconnect(): void;
}

/** A chat in the hands of whoever made it: what its window has no business with. */
export interface HostChat extends Chat {
  /** Changes settings. Throws `bad-input` for a session id that is no UUID. */
  configure(settings: Partial<ChatSettings>): void;
  /** Lets go of everything without touching the session; verbs under way reject `closed`. */
  dispose(): void;
}
