/** What a transcript shows: messages and notices. Knows nothing of rendering, nor of how entries arrive. */
import type {ChatErrorCode} from './errors.js';
import type {Participant} from './participant.js';
import type {MessageBody, Owner, SessionEnd} from './session-event.js';

/**
 * How far an own message has come: `queued` stored on this device · `sent` stored by the server (acknowledged) · `delivered` received by
 * bot or agent · `failed` refused; the visitor may retry.
 */
export type Delivery = 'queued' | 'sent' | 'delivered' | 'failed';

/** One message of the transcript. */
export interface Message extends MessageBody {
  readonly kind: 'message';
  /** Place in the session's log; absent while the server has not confirmed it. */
  readonly seq?: number;
  readonly at: number;
  /** Only on the visitor's own messages. */
  readonly delivery?: Delivery;
  /** Why it failed. */
  readonly failure?: ChatErrorCode;
  /** True while the answer is still being written. */
  readonly streaming?: boolean;
}

/** Something that happened to the session, shown in its place among the messages. */
export type Notice = {readonly kind: 'notice'; readonly id: string; readonly seq: number; readonly at: number} & (
  | {readonly notice: 'joined' | 'left' | 'reopened'; readonly participant: Participant}
  | {readonly notice: 'handoff'; readonly from: Owner; readonly to: Owner; readonly reason?: string; readonly summary?: string}
  | {readonly notice: 'resolution'; readonly messageId: string; readonly solved: boolean}
  | ({readonly notice: 'ended'} & Pick<SessionEnd, 'by' | 'reason'>)
);

export type Entry = Message | Notice;

/** A message of the visitor's that the server has not confirmed yet. Kept in the outbox. */
export interface OutgoingMessage {
  readonly id: string;
  /** Empty: its session was refused, and it waits for another. */
  readonly sessionId: string;
  readonly text: string;
  readonly at: number;
  /** Its place in the log, once the server has stored it. It leaves the outbox when the log has shown it. */
  readonly seq?: number;
  /** Set when the server refused it for good; it waits for the visitor's decision. */
  readonly failure?: ChatErrorCode;
}
