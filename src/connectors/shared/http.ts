/**
 * JSON over HTTP with the manners of this project: nothing but the token says who calls, nothing is cached, no redirect is followed, no call
 * hangs, and every failure is a `ChatError` that says what to check. Knows no path and no meaning of an answer.
 */
import type {Clock} from '../../contracts/clock.js';
import {ChatError, type ChatErrorCode} from '../../model/errors.js';
import {withController} from './abort.js';

/** An answer must have begun after this long. */
const PATIENCE_MS = 15_000;

/** The codes of docs/protocol.md, part 5, that a visitor's call can meet. */
const CODES: Readonly<Record<string, ChatErrorCode>> = {
  bad_request: 'bad-input',
  unauthorized: 'unauthorized',
  forbidden_origin: 'forbidden-origin',
  not_found: 'not-found',
  session_ended: 'session-ended',
  too_large: 'too-large',
  id_conflict: 'id-conflict',
  rate_limited: 'rate-limited',
  unavailable: 'unavailable',
  identity_refused: 'identity-refused',
  nobody_there: 'nobody-there',
};

/** The part of RFC 9457 that is read. */
type Problem = Readonly<Partial<Record<'code' | 'title' | 'detail', unknown>>>;

export interface HttpOptions {
  readonly endpoint: string;
  readonly clock: Clock;
  readonly fetch?: typeof globalThis.fetch;
}

export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Relative to the endpoint, without a leading slash. */
  readonly path: string;
  readonly token?: string;
  /** JSON. */
  readonly body?: object;
  /** The call should outlive the page. The body must be small then (64 kB for all such calls together). */
  readonly keepalive?: boolean;
}

/** Calls one endpoint. */
export class Http {
  readonly #base: string;
  readonly #clock: Clock;
  readonly #fetch: typeof globalThis.fetch;

  constructor({endpoint, clock, fetch}: HttpOptions) {
    this.#base = endpoint.replace(/[?#].*/, '').replace(/\/*$/, '/');
    this.#clock = clock;
    this.#fetch = fetch ?? ((input, init) => globalThis.fetch(input, init));
  }

  /** Resolves with the JSON of the answer, `undefined` for 204. Rejects with `ChatError`, or with the signal's reason. */
  json(request: HttpRequest, signal: AbortSignal): Promise<unknown> {
    return withController(signal, (own) =>
      this.#patiently(own, async () => {
        const response = await this.#send(request, 'application/json', own.signal);
        if (response.status === 204) return undefined;
        this.#mustBe('json', response);
        return response.json() as Promise<unknown>;
      }),
    );
  }

  /** Resolves with an event stream's body as soon as the answer begins; the stream lives until `own` is aborted. */
  eventStream(request: HttpRequest, own: AbortController): Promise<ReadableStream<Uint8Array>> {
    return this.#patiently(own, async () => {
      const response = await this.#send(request, 'text/event-stream', own.signal);
      this.#mustBe('event-stream', response);
      return response.body ?? new Response('').body!;
    });
  }

  /** A failure of the line, in words for whoever set the page up. */
  broken(what: string, cause?: unknown): ChatError {
    return new ChatError('network', `${this.#base} ${what}`, {cause});
  }

  /** Limits how long `work` may take, and says in our words why it failed. */
  async #patiently<T>(own: AbortController, work: () => Promise<T>): Promise<T> {
    const over = new AbortController();
    this.#clock.sleep(PATIENCE_MS, over.signal).then(
      () => own.abort(this.broken(`did not answer within ${PATIENCE_MS / 1000} s.`)),
      () => undefined,
    );
    try {
      return await work();
    } catch (cause) {
      // An aborted fetch may reject with an error of its own kind; the reason is what we were told.
      own.signal.throwIfAborted();
      if (cause instanceof ChatError) throw cause;
      if (cause instanceof SyntaxError) throw new ChatError('bad-answer', `${this.#base} answered with broken JSON.`, {cause});
      throw this.#unreachable(cause);
    } finally {
      over.abort();
    }
  }

  async #send({method = 'GET', path, token, body, keepalive}: HttpRequest, accept: string, signal: AbortSignal): Promise<Response> {
    const headers: Record<string, string> = {accept};
    if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
    if (body) headers['content-type'] = 'application/json';
    const response = await this.#fetch(this.#address(path), {
      method,
      headers,
      signal,
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      ...(body && {body: JSON.stringify(body)}),
      ...(keepalive && {keepalive}),
    });
    if (!response.ok) throw await this.#refusal(response);
    return response;
  }

  #address(path: string): string {
    if (/^https?:\/\/[^/]/i.test(this.#base) && URL.canParse(this.#base)) return this.#base + path;
    throw new ChatError('bad-input', `The endpoint "${this.#base}" is no absolute http or https address.`);
  }

  #unreachable(cause: unknown): ChatError {
    return this.broken(
      'could not be reached. If it runs and the network is there, check that it lists this page’s origin (CORS), ' +
        'and that the page’s Content-Security-Policy allows it in connect-src.',
      cause,
    );
  }

  #mustBe(subtype: 'json' | 'event-stream', response: Response): void {
    const type = response.headers.get('content-type') ?? 'nothing';
    if (type.includes(subtype)) return;
    void response.body?.cancel().catch(() => undefined);
    throw new ChatError(
      'bad-answer',
      `${this.#base} answered with ${type} in place of ${subtype}: it is no chat server, or a sign-in page of the network stands in between.`,
    );
  }

  async #refusal(response: Response): Promise<ChatError> {
    const problem = (await response.json().catch(() => undefined)) as Problem | null | undefined;
    const code = CODES[String(problem?.code)] ?? codeOfStatus(response.status);
    const said = [problem?.detail, problem?.title].find((text) => typeof text === 'string');
    const retryAfterMs = this.#retryAfter(response);
    return new ChatError(
      code,
      `${this.#base} answered ${response.status}${said === undefined ? '' : `: ${said}`}`,
      {cause: problem, ...(retryAfterMs === undefined ? {} : {retryAfterMs})},
    );
  }

  /** RFC 9110, 10.2.3: seconds, or a date. */
  #retryAfter(response: Response): number | undefined {
    const text = response.headers.get('retry-after')?.trim() ?? '';
    const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - this.#clock.now();
    return Number.isNaN(ms) ? undefined : Math.max(0, ms);
  }
}

/** For an answer that does not speak the protocol: whoever sent it cannot tell that a session is gone, or a visitor unknown. */
function codeOfStatus(status: number): ChatErrorCode {
  if (status === 413) return 'too-large';
  if (status === 429) return 'rate-limited';
  return status >= 500 || status === 408 ? 'unavailable' : 'bad-answer';
}
