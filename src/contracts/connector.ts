/**
 * What speaks one back end's protocol. A connector dials, maps and hangs up: it keeps no session state, never retries on its own (but
 * renews an access token once) and gets no verb that could end the session it serves.
 */
import type {Availability, LeftMessage} from '../model/availability.js';
import type {SurveyAnswer} from '../model/csat.js';
import type {ChatError} from '../model/errors.js';
import type {RoutingTarget} from '../model/routing.js';
import type {EndedBy, EventPage, LiveEvent, LogEvent, SessionInfo, Snapshot} from '../model/session-event.js';
import type {SessionStart} from '../model/session-start.js';
import type {InboxEvent, SessionPage} from '../model/session-summary.js';
import type {Claims} from '../model/visitor.js';
import type {Clock} from './clock.js';

/** What a back end can do beyond receiving messages and answering. The window hides what is missing. */
export interface Capabilities {
  /** The back end keeps the log: `load` and `events` answer. */
  readonly history: boolean;
  /** `typing` is told to the other side. */
  readonly typing: boolean;
  /** `acknowledge` is told to the other side. */
  readonly receipts: boolean;
  /** A person can be asked for. */
  readonly handoff: boolean;
  /** A streaming answer can be stopped. */
  readonly stop: boolean;
  /** The visitor's sessions can be listed: `sessions` and `inbox` answer. */
  readonly sessions: boolean;
  /** It tells whether somebody is there. */
  readonly availability: boolean;
  readonly leaveMessage: boolean;
  /** It warns before silence ends a session, and `keep` prevents it. */
  readonly idle: boolean;
  readonly resolution: boolean;
  readonly csat: boolean;
  /** Claims, tokens of the host's server and `link` are understood. */
  readonly identity: boolean;
  /** It deletes what it knows of a visitor when asked to. */
  readonly erase: boolean;
}

/** Where a connector keeps the visitor's durable secret. One visitor per store partition, shared by all tabs. */
export interface CredentialVault {
  /** What is stored, or `undefined`. */
  read(): Promise<unknown>;
  /** Stores `value` unless another tab was faster; resolves with what is stored then: the first one wins. */
  claim(value: unknown): Promise<unknown>;
  /** Forgets `value` if it is still what is stored (the back end does not know it any more). */
  drop(value: unknown): Promise<void>;
}

/** Tokens of the host's server, which prove who a visitor is. */
export interface IdentityTokens {
  /** One that may be accepted; for a connector that needs access and has none that is good. Rejects `identity-refused` where the host has no other. */
  token(signal: AbortSignal): Promise<string>;
  /** The back end has accepted this one. */
  accepted(token: string): void;
  /** The back end does not accept this one. */
  refused(token: string, error: ChatError): void;
}

/** What a connector is made with. */
export interface ConnectorOptions {
  /** Base URL of the back end; absolute. */
  readonly endpoint: string;
  readonly credentials: CredentialVault;
  readonly clock: Clock;
  /** For a verified visitor: where the connector gets tokens of the host's server. */
  readonly identity?: IdentityTokens;
  /** Replaces the global `fetch`; for tests. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Makes a connector. The default export name of every connector module is `createConnector`. */
export type CreateConnector = (options: ConnectorOptions) => Connector;

/** What a session starts with. */
export interface OpenRequest extends SessionStart {
  readonly sessionId: string;
  readonly locale?: string;
  readonly page?: {readonly url: string; readonly title: string};
  /** The visitor may have one open session only: where there is another, that one is the answer. */
  readonly oneOpen?: boolean;
}

/** An end that the back end must still hear of. Survives a clear, so it carries its own credentials. */
export interface Farewell {
  readonly sessionId: string;
  readonly by: EndedBy;
  readonly reason: string;
  /** Also make the visitor's credentials useless (logout, clear). */
  readonly revoke: boolean;
  /** What the vault held when it was written. */
  readonly credentials: unknown;
}

/** The server's word that it has stored a message. */
export interface Receipt {
  readonly seq: number;
  readonly at: number;
}

/** Which events to fetch. */
export type EventRange = ({readonly before: number} | {readonly after: number}) & {readonly limit: number};

/** Every call rejects with `ChatError`, or with an `AbortError` once `signal` is aborted. */
export interface Connector {
  readonly capabilities: Capabilities;
  /**
   * Starts a session, or joins it where it exists: idempotent by `sessionId`. Rejects `session-ended` when that id is over, `nobody-there` with the
   * availability. With `oneOpen` the answer may be another session.
   */
  open(request: OpenRequest, signal: AbortSignal): Promise<Snapshot>;
  /** The newest `limit` events of a session. Rejects `not-found` for an unknown one. */
  load(sessionId: string, limit: number, signal: AbortSignal): Promise<Snapshot>;
  /** One page of a session's log. */
  events(sessionId: string, range: EventRange, signal: AbortSignal): Promise<EventPage>;
  /**
   * Follows a session: `emit` gets a `sync` first, then every event after number `after`, in order. Resolves when the back end closes the
   * line politely (with the pause it asks for, in ms); rejects when the line breaks or stays silent for too long.
   */
  stream(
    sessionId: string,
    after: number,
    emit: (event: LogEvent | LiveEvent) => void,
    signal: AbortSignal,
  ): Promise<{readonly pauseMs: number}>;
  /** Sends one message; idempotent by its id. Resolves when the back end has stored it. */
  send(sessionId: string, message: {readonly id: string; readonly text: string}, signal: AbortSignal): Promise<Receipt>;
  /** Tells an end. Resolves when the back end knows, also if it knew already or has never heard of the session. */
  farewell(farewell: Farewell, signal: AbortSignal): Promise<void>;
  typing(sessionId: string, on: boolean, signal: AbortSignal): Promise<void>;
  acknowledge(sessionId: string, receipts: {readonly delivered?: number; readonly read?: number}, signal: AbortSignal): Promise<void>;
  /** Stops a streaming answer. */
  stop(sessionId: string, messageId: string, signal: AbortSignal): Promise<void>;
  requestHandoff(sessionId: string, reason: string | undefined, signal: AbortSignal): Promise<SessionInfo>;
  cancelHandoff(sessionId: string, signal: AbortSignal): Promise<SessionInfo>;
  /** A page of the visitor's sessions, newest activity first; `before` is the last page's `next`. Rejects `not-found` without a visitor. */
  sessions(page: {readonly limit: number; readonly before?: string}, signal: AbortSignal): Promise<SessionPage>;
  /** Follows the list of sessions: the first page first, then what changes. Settles as `stream` does. Rejects `not-found` without a visitor. */
  inbox(emit: (event: InboxEvent) => void, signal: AbortSignal): Promise<{readonly pauseMs: number}>;
  /** Whether somebody (of the target) is there. Needs no visitor. */
  availability(target: RoutingTarget, signal: AbortSignal): Promise<Availability>;
  /** Leaves a message; idempotent by its id. Needs no visitor. */
  leaveMessage(message: LeftMessage, signal: AbortSignal): Promise<void>;
  /** The visitor is still there: silence does not end the session now. */
  keep(sessionId: string, signal: AbortSignal): Promise<void>;
  /** Says whether a message solved it; the first answer for a message counts. */
  resolve(sessionId: string, answer: {readonly messageId: string; readonly solved: boolean}, signal: AbortSignal): Promise<SessionInfo>;
  /** Answers the survey `id`, also after the end; the first answer counts. */
  survey(sessionId: string, id: string, answer: SurveyAnswer, signal: AbortSignal): Promise<SessionInfo>;
  /** Tells what the page claims of the visitor. Rejects `not-found` without a visitor. */
  claim(claims: Claims, signal: AbortSignal): Promise<void>;
  /** The sessions of whoever `credentials` belong to become the verified visitor's. Idempotent. Rejects `unauthorized` for unknown credentials. */
  link(credentials: unknown, signal: AbortSignal): Promise<void>;
  /** Deletes all that the back end knows of the visitor. Resolves too where there is none. */
  erase(signal: AbortSignal): Promise<void>;
}
