/**
 * What speaks one back end's protocol. A connector dials, maps and hangs up: it keeps no session state, never retries on its own (but
 * renews an access token once) and gets no verb that could end the session it serves.
 */
import type {EndedBy, EventPage, LiveEvent, LogEvent, SessionInfo, Snapshot} from '../model/session-event.js';
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

/** What a connector is made with. */
export interface ConnectorOptions {
  /** Base URL of the back end; absolute. */
  readonly endpoint: string;
  readonly credentials: CredentialVault;
  readonly clock: Clock;
  /** Replaces the global `fetch`; for tests. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Makes a connector. The default export name of every connector module is `createConnector`. */
export type CreateConnector = (options: ConnectorOptions) => Connector;

/** What a session starts with. */
export interface OpenRequest {
  readonly sessionId: string;
  readonly locale?: string;
  readonly page?: {readonly url: string; readonly title: string};
  /** JSON that the host wants the other side to see. */
  readonly context?: Readonly<Record<string, unknown>>;
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
  /** Starts a session, or joins it where it exists: idempotent by `sessionId`. Rejects `session-ended` when that id is over. */
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
}
