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

const PROBLEMS: Readonly<Record<ProblemCode, { readonly status: number; readonly title: string }>> = {
  bad_request: { status: 400, title: 'The request is malformed' },
  unauthorized: { status: 401, title: 'Unknown, revoked or expired credentials' },
  identity_refused: { status: 401, title: 'The identity token is refused' },
  forbidden_origin: { status: 403, title: 'This origin may not call' },
  not_found: { status: 404, title: 'There is no such thing' },
  session_ended: { status: 409, title: 'The session is over' },
  already_taken: { status: 409, title: 'Somebody else has it' },
  nobody_there: { status: 409, title: 'Nobody would answer now' },
  already_open: { status: 409, title: 'Its visitor has another open session, and may have one only' },
  too_large: { status: 413, title: 'That is too large' },
  id_conflict: { status: 422, title: 'This id belongs to another message' },
  rate_limited: { status: 429, title: 'Too many requests' },
  unavailable: { status: 503, title: 'Not available just now' },
  internal: { status: 500, title: 'Something went wrong' },
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
    const { title } = PROBLEMS[this.code];
    const body = {
      status,
      code: this.code,
      title,
      ...(this.detail !== undefined && { detail: this.detail }),
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
