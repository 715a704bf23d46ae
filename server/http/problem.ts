// Errors as they go over the wire (RFC 9457), part 5 of docs/protocol.md. It knows the codes, not what caused them.
import type { Target } from '../availability.js';
import type { Availability } from '../protocol.js';

export type ProblemCode =
  | 'bad_request'
  | 'unauthorized'
  | 'identity_refused'
  | 'forbidden_origin'
  | 'not_found'
  | 'session_ended'
  | 'already_taken'
  | 'nobody_there'
  | 'already_open'
  | 'too_large'
  | 'id_conflict'
  | 'rate_limited'
  | 'unavailable'
  | 'internal';

/** `title` says what happened, `advice` what to do; a `detail` of the case in hand takes the place of the advice. */
export const PROBLEMS: Readonly<Record<ProblemCode, { readonly status: number; readonly title: string; readonly advice: string }>> = {
  bad_request: { status: 400, title: 'The request is malformed', advice: 'Compare it with docs/protocol.md.' },
  unauthorized: { status: 401, title: 'Unknown, revoked or expired credentials', advice: 'Get a new access token, or sign in again.' },
  identity_refused: { status: 401, title: 'The identity token is refused', advice: 'Get a new one from your server.' },
  forbidden_origin: { status: 403, title: 'This origin may not call', advice: 'Add the origin of the page to CHAT_ORIGINS.' },
  not_found: { status: 404, title: 'There is no such thing', advice: 'Check the address and the id: what belongs to somebody else is not there either.' },
  session_ended: { status: 409, title: 'The session is over', advice: 'Start another one, with an id of its own.' },
  already_taken: { status: 409, title: 'Somebody else has it', advice: 'Only the agent who has a session, or for whom it waits, may do that: look at the list again.' },
  nobody_there: { status: 409, title: 'Nobody would answer now', advice: 'No session was made: look at availability, or leave a message.' },
  already_open: { status: 409, title: 'Its visitor has another open session, and may have one only', advice: 'End the other one first.' },
  too_large: { status: 413, title: 'That is too large', advice: 'Send less at once.' },
  id_conflict: { status: 422, title: 'This id belongs to another message', advice: 'Send a new message with an id of its own.' },
  rate_limited: { status: 429, title: 'Too many requests', advice: 'Wait as long as Retry-After says.' },
  unavailable: { status: 503, title: 'Not available just now', advice: 'Try the same again after Retry-After: ids see to it that nothing is done twice.' },
  internal: { status: 500, title: 'Something went wrong', advice: 'Try the same again later; the log of the server says what it was.' },
};

/** Thrown by whatever handles a request; becomes its answer. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  readonly status: number;
  /** Seconds. */
  readonly retryAfter: number | undefined;
  /** With `nobody_there`: how it is. */
  readonly availability: Availability | undefined;

  constructor(code: ProblemCode, options: { readonly detail?: string; readonly retryAfter?: number; readonly availability?: Availability } = {}) {
    super(code);
    this.code = code;
    this.detail = options.detail;
    this.status = PROBLEMS[code].status;
    this.retryAfter = options.retryAfter;
    this.availability = options.availability;
  }

  toResponse(headers: Readonly<Record<string, string>> = {}): Response {
    const { status } = this;
    const { title, advice } = PROBLEMS[this.code];
    const body = {
      status,
      code: this.code,
      title,
      detail: this.detail ?? `${title}. ${advice}`,
      ...(this.availability && { availability: this.availability }),
    };
    return new Response(JSON.stringify(body), {
      status,
      headers: {
        ...headers,
        'Content-Type': 'application/problem+json',
        ...(this.retryAfter !== undefined && { 'Retry-After': String(Math.max(1, Math.ceil(this.retryAfter))) }),
        // A body that we stopped reading would be taken for the next request.
        ...(this.code === 'too_large' && { Connection: 'close' }),
      },
    });
  }
}

/** The problem of an agent or a queue that there is not. */
export function unknownTarget({ agentId, queueId }: Target): Problem {
  const named = [...(agentId === undefined ? [] : [`agentId "${agentId}"`]), ...(queueId === undefined ? [] : [`queueId "${queueId}"`])];
  return new Problem('bad_request', { detail: `${named.join(' with ')}: there is no such agent or queue.` });
}
