/**
 * The events a chat tells its host: one per fact, named as the DOM events of `<chat-embed>`. No message text, no token is ever in a detail,
 * except the text of `chat-before-send`, which the host may inspect before it leaves the page.
 */
import type {Availability} from './availability.js';
import type {ConnectionStatus, SessionStatus, WindowStatus} from './chat-state.js';
import type {ChatErrorCode} from './errors.js';
import type {Delivery} from './message.js';
import type {Participant, Role} from './participant.js';
import type {EndedBy, Owner, QueuePlace} from './session-event.js';
import type {IdentityKind} from './visitor.js';

/** Which verb or happening caused an event. */
export type Cause =
  | 'start'
  | 'send'
  | 'end'
  | 'clear-chat'
  | 'clear-session'
  | 'reset-window'
  | 'start-new-session'
  | 'logout'
  | 'open-session'
  | 'other-side'
  | 'after-end';

/** What a verb did, in answer to the columns of the truth table. */
export interface Effects {
  /** The server has been told, or will be as soon as it can be reached. */
  readonly serverEnded: boolean;
  /** This session's data on this device is gone. */
  readonly localCleared: boolean;
  /** The visitor's credentials on this device are gone. */
  readonly identityDropped: boolean;
  /** The session that follows at once. */
  readonly newSessionId: string | null;
}

/** The details that each event adds to `{sessionId, at, origin}`. */
export interface ChatEventDetails {
  'chat-ready': {readonly window: WindowStatus};
  'chat-show': object;
  'chat-hide': object;
  /** A session began: confirmed by the server. Never for a resumed one. */
  'chat-start': {readonly cause: Cause};
  /** This tab took up a session that was there before. */
  'chat-resume': {readonly status: SessionStatus};
  'chat-end': {
    readonly endedBy: EndedBy;
    readonly reason: string;
    readonly durationMs: number;
    readonly messageCount: number;
    readonly cause: Cause;
  } & Effects;
  'chat-clear': {readonly messageCount: number; readonly scope: 'session' | 'device'; readonly cause: Cause} & Effects;
  'chat-reset': {readonly cause: Cause} & Effects;
  'chat-status': {readonly status: SessionStatus; readonly previous: SessionStatus; readonly owner: Owner | null};
  'chat-connection': {readonly status: ConnectionStatus; readonly previous: ConnectionStatus};
  'chat-message': {readonly messageId: string; readonly role: Role; readonly seq: number};
  'chat-message-status': {readonly messageId: string; readonly status: Delivery; readonly error?: ChatErrorCode};
  'chat-unread': {readonly unread: number};
  'chat-participant': {readonly participant: Participant; readonly change: 'joined' | 'left'};
  'chat-handoff': {readonly from: Owner; readonly to: Owner; readonly reason?: string; readonly summary?: string};
  'chat-queue': QueuePlace;
  'chat-availability': Pick<Availability, 'state' | 'reopensAt'>;
  /** The form before a session is shown, or was answered; `names` are its fields'. */
  'chat-prechat': {readonly change: 'shown' | 'submitted'; readonly names: readonly string[]};
  /** Silence ends the session at `endsAt`; `null`: no longer. */
  'chat-idle': {readonly endsAt: number | null};
  'chat-resolution': {readonly messageId: string; readonly solved: boolean};
  'chat-csat': {readonly surveyId: string; readonly change: 'requested' | 'given' | 'skipped'; readonly score?: number};
  /** With `refused` and `expired` the kind stays, and a `chat-error` says what to do. */
  'chat-identity': {
    readonly kind: IdentityKind;
    readonly previous: IdentityKind;
    readonly reason: 'identified' | 'renewed' | 'logout' | 'refused' | 'expired';
  };
  /** An agent has opened the session again after its end. */
  'chat-reopen': {readonly by: Participant};
  'chat-storage': {readonly kind: 'indexeddb' | 'memory'; readonly reason: string};
  /** With `nobody-there`, `availability` says how it stands. */
  'chat-error': {readonly code: ChatErrorCode; readonly message: string; readonly retryable: boolean; readonly availability?: Availability};
  'chat-before-start': {readonly cause: Cause};
  'chat-before-end': {readonly cause: Cause};
  'chat-before-clear': {readonly cause: Cause};
  'chat-before-send': {readonly messageId: string; readonly text: string};
}

export type ChatEventType = keyof ChatEventDetails;

/** What every detail has. */
export interface CommonDetail {
  /** The session the event is about; `null` where there is none. */
  readonly sessionId: string | null;
  /** When, in ms since the epoch. */
  readonly at: number;
  /** Whether this tab did it or another one. */
  readonly origin: 'this-tab' | 'other-tab';
}

/** One event with its type. */
export type ChatEvent = {
  readonly [Type in ChatEventType]: {readonly type: Type; readonly detail: CommonDetail & ChatEventDetails[Type]};
}[ChatEventType];
