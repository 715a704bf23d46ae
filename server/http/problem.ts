// Errors as they go over the wire (RFC 9457), part 5 of docs/protocol.md. It knows the codes, not what caused them.

export type ProblemCode =
  | 'bad_request'
  | 'unauthorized'
  | 'forbidden_origin'
  | 'not_found'
  | 'session_ended'
  | 'already_taken'
  | 'too_large'
  | 'id_conflict'
  | 'rate_limited'
  | 'unavailable'
  | 'internal';

const PROBLEMS: Readonly<Record<ProblemCode, { readonly status: number; readonly title: string }>> = {
  bad_request: { status: 400, title: 'The request is malformed' },
  unauthorized: { status: 401, title: 'Unknown, revoked or expired credentials' },
  forbidden_origin: { status: 403, title: 'This origin may not call' },
  not_found: { status: 404, title: 'There is no such thing' },
  session_ended: { status: 409, title: 'The session is over' },
  already_taken: { status: 409, title: 'Somebody else has it' },
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
  /** Seconds. */
  readonly retryAfter: number | undefined;

  constructor(code: ProblemCode, options: { readonly detail?: string; readonly retryAfter?: number } = {}) {
    super(code);
    this.code = code;
    this.detail = options.detail;
    this.retryAfter = options.retryAfter;
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }

  toResponse(headers: Readonly<Record<string, string>> = {}): Response {
    const { status, title } = PROBLEMS[this.code];
    const body = { status, code: this.code, title, ...(this.detail !== undefined && { detail: this.detail }) };
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
