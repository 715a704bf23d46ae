/** The one error class of the project. Knows codes and whether trying again can help; refuses to carry message text or tokens. */
import type {Availability} from './availability.js';

/**
 * What went wrong, from a closed list:
 * `bad-input` a wrong argument or attribute · `unknown-connector` no such connector · `load-failed` a part of the element could not be
 * downloaded · `network` the back end did not answer · `unavailable` it answered that it cannot now · `rate-limited` too many calls ·
 * `unauthorized` it does not accept the visitor · `forbidden-origin` this page is not on its list · `not-found` the session is gone ·
 * `session-ended` the session is over · `too-large` the message is too long · `id-conflict` the id is taken by another message ·
 * `bad-answer` the back end answered something else than the protocol · `unsupported` this connector cannot do that ·
 * `vetoed` a `chat-before-…` listener said no · `storage` nothing could be stored · `closed` the element has been removed ·
 * `identity-refused` the visitor's token is not accepted: `identify()` with a new one goes on · `nobody-there` nobody of the routing's target is
 * there · `prechat-required` the form must be answered first.
 */
export type ChatErrorCode =
  | 'bad-input'
  | 'unknown-connector'
  | 'load-failed'
  | 'network'
  | 'unavailable'
  | 'rate-limited'
  | 'unauthorized'
  | 'forbidden-origin'
  | 'not-found'
  | 'session-ended'
  | 'too-large'
  | 'id-conflict'
  | 'bad-answer'
  | 'unsupported'
  | 'vetoed'
  | 'storage'
  | 'closed'
  | 'identity-refused'
  | 'nobody-there'
  | 'prechat-required';

export interface ChatErrorOptions {
  /** Try again no sooner than this, in ms. */
  readonly retryAfterMs?: number;
  /** With `nobody-there`: how it stands. */
  readonly availability?: Availability | undefined;
  readonly cause?: unknown;
}

const RETRYABLE: ReadonlySet<ChatErrorCode> = new Set(['network', 'unavailable', 'rate-limited', 'bad-answer']);

/** An error of this project: its message says what happened, to what, and what to do. */
export class ChatError extends Error {
  override readonly name = 'ChatError';
  readonly code: ChatErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly availability: Availability | undefined;

  constructor(code: ChatErrorCode, message: string, options: ChatErrorOptions = {}) {
    super(message, {cause: options.cause});
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
    this.availability = options.availability;
  }

  /** Whether the same call may succeed later without anybody changing anything. */
  get retryable(): boolean {
    return RETRYABLE.has(this.code);
  }
}
