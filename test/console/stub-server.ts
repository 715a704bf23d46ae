/**
 * The server of a test, at the network's edge: answers `fetch` from what the test says, and holds the streams in its hand. It decides
 * nothing by itself; what is not set up answers 404.
 */
import type { Chat, Participant } from '../../server/protocol.js';

export const ME: Participant = { id: 'agent-me', role: 'agent', name: 'Maria Ahlers' };
export const VISITOR: Participant = { id: 'visitor-1', role: 'visitor', name: 'Visitor 0001' };

type Answer = Response | Promise<Response>;
type Handler = (body: Record<string, unknown>, url: URL) => Answer;

export const json = (value: unknown, status = 200): Response =>
  new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } });

export const problem = (status: number, code: string, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify({ status, code, title: code }), { status, headers: { 'content-type': 'application/problem+json', ...headers } });

/** An open event stream. */
export class StubStream {
  readonly response: Response;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  open = true;

  constructor(signal: AbortSignal | null | undefined) {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => (this.#controller = controller),
      cancel: () => void (this.open = false),
    });
    signal?.addEventListener('abort', () => this.close());
    this.response = new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  }

  send(frame: object): void {
    this.#controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(frame)}\n\n`));
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    this.#controller.close();
  }
}

export class StubServer {
  /** Every call so far: method, path, query, body. */
  readonly calls: { readonly method: string; readonly path: string; readonly query: string; readonly body: Record<string, unknown> }[] = [];
  readonly #handlers = new Map<string, Handler>();
  readonly #streams: { readonly path: string; readonly stream: StubStream }[] = [];
  readonly #fetch = globalThis.fetch;

  constructor() {
    globalThis.fetch = (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input, location.href);
      return url.pathname.startsWith('/v1/') ? this.#answer(url, init ?? {}) : this.#fetch(input, init);
    };
  }

  /** Puts the real network back. */
  restore(): void {
    for (const { stream } of this.#streams) stream.close();
    globalThis.fetch = this.#fetch;
  }

  /** Answers `POST /v1/agent/login` and the like, until told otherwise. */
  on(call: string, handler: Handler): void {
    this.#handlers.set(call, handler);
  }

  /** Somebody is signed in. */
  signedIn(): void {
    this.on('GET /v1/agent/me', () => json({ agent: ME }));
    this.on('POST /v1/agent/logout', () => new Response(null, { status: 204 }));
  }

  /** A chat that can be read, with these events. */
  chat(chat: Chat, events: readonly object[] = []): void {
    this.on(`GET /v1/agent/chats/${chat.key}`, () => json({ session: infoOf(chat), events, more: false, unfinished: [] }));
    for (const verb of ['typing', 'receipts']) this.on(`POST /v1/agent/chats/${chat.key}/${verb}`, () => new Response(null, { status: 204 }));
  }

  /** The newest open stream of a path that ends like this. Undefined until there is one. */
  stream(ending: string): StubStream | undefined {
    return this.#streams.findLast(({ path, stream }) => path.endsWith(ending) && stream.open)?.stream;
  }

  get feed(): StubStream | undefined {
    return this.stream('/feed');
  }

  count(call: string): number {
    return this.calls.filter(({ method, path }) => `${method} ${path}` === call).length;
  }

  async #answer(url: URL, init: RequestInit): Promise<Response> {
    const [method, path] = [init.method ?? 'GET', url.pathname];
    const body = JSON.parse(typeof init.body === 'string' ? init.body : '{}') as Record<string, unknown>;
    this.calls.push({ method, path, query: url.search, body });
    if (new Headers(init.headers).get('accept') === 'text/event-stream') {
      const stream = new StubStream(init.signal);
      this.#streams.push({ path, stream });
      return stream.response;
    }
    return this.#handlers.get(`${method} ${path}`)?.(body, url) ?? problem(404, 'not_found');
  }
}

export function chatOf(key: string, rest: Partial<Chat> = {}): Chat {
  const now = Date.now();
  return {
    key, id: `0b7f9b5e-8c1d-4d7e-9d43-6d0e9f0c1a1${key.length % 10}`, status: 'active', owner: 'queue',
    visitor: { id: `visitor-${key}`, name: `Visitor ${key}`, kind: 'anonymous' }, startedAt: now - 60_000, waitingSince: now - 30_000, lastSeq: 1, read: 0, ...rest,
  };
}

export const mine = (key: string, rest: Partial<Chat> = {}): Chat => chatOf(key, { owner: 'agent', agent: ME, ...rest });

export function infoOf({ id, status, owner, agent, startedAt, lastSeq, ended }: Chat): object {
  const bot = { id: 'bot', role: 'bot', name: 'Assistant' };
  return { id, status, owner, startedAt, lastSeq, participants: agent ? [bot, agent] : [bot], receipts: { delivered: 0, read: 0 }, ...(ended && { ended }) };
}

export const messageEvent = (seq: number, author: Participant, text: string, id = `m${seq}`): object => ({
  type: 'message', seq, at: Date.now(), message: { id, author, text },
});
