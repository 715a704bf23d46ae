// One streamed chat completion of an OpenAI-compatible endpoint: asks, waits its turn when told to, and reads text and tool calls.
// It knows the endpoint's protocol; it knows nothing of documents, handoff or who is chatting. The key leaves only in its header.
import { BotError } from './bot.js';
import { pause } from './pace.js';
import { eventData } from './sse.js';

/** An OpenAI-compatible endpoint. */
export interface OpenAiConfig {
  /** Up to and including the version, for example `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  /** Empty for an endpoint that asks for none. */
  readonly apiKey: string;
  readonly model: string;
}

/** A message of the chat completions protocol, as far as we send it. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** What is asked of the endpoint, beside the model. */
export interface CompletionRequest {
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly object[];
}

/** A piece of text, or, once it is complete, a tool call with its arguments as the model wrote them. */
export type CompletionEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool'; readonly name: string; readonly arguments: string };

/** How long to wait, in milliseconds: for the answer to begin or go on, and at most when told to come back later. */
export interface Patience {
  readonly silenceMs: number;
  readonly retryMs: number;
}

interface Chunk {
  readonly error?: { readonly message?: unknown };
  readonly choices?: readonly {
    readonly delta?: {
      readonly content?: string | null;
      readonly tool_calls?: readonly { readonly index?: number; readonly function?: { readonly name?: string; readonly arguments?: string } }[];
    };
    readonly finish_reason?: string | null;
  }[];
}

/** Ends the request after a silence; `heard()` begins the silence anew. */
class Watch {
  readonly #controller = new AbortController();
  readonly #ms: number;
  #timer: NodeJS.Timeout;

  constructor(ms: number) {
    this.#ms = ms;
    this.#timer = this.#start();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#start();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #start(): NodeJS.Timeout {
    return setTimeout(() => this.#controller.abort(), this.#ms);
  }
}

/** Streams one completion. Throws `BotError`; ends silently when `signal` aborts, and closes the connection then. */
export async function* complete(
  config: OpenAiConfig,
  request: CompletionRequest,
  signal: AbortSignal,
  patience: Patience,
): AsyncGenerator<CompletionEvent> {
  const watch = new Watch(patience.silenceMs);
  try {
    const response = await ask(config, request, AbortSignal.any([signal, watch.signal]), patience, watch);
    if (response === undefined) return;
    yield* read(response, watch);
  } catch (error) {
    if (signal.aborted) return;
    if (watch.signal.aborted) throw new BotError('timeout', `the AI endpoint was silent for ${patience.silenceMs} ms`);
    // fetch puts neither headers nor bodies into its errors, but its cause may quote anything: only its code is passed on.
    if (!(error instanceof BotError)) throw new BotError('unreachable', `the AI endpoint cannot be reached${codeOf(error)}`);
    throw error;
  } finally {
    watch.stop();
  }
}

const codeOf = (error: unknown): string => {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
};

/** The response that streams; asks a second time when the first answer is 429. Undefined when aborted between the two. */
async function ask(
  config: OpenAiConfig,
  request: CompletionRequest,
  signal: AbortSignal,
  patience: Patience,
  watch: Watch,
): Promise<Response | undefined> {
  const send = (): Promise<Response> =>
    fetch(`${config.baseUrl.replace(/\/+$/, '')}/chat/completions`, {
      method: 'POST',
      headers: { ...authorization(config.apiKey), 'content-type': 'application/json', 'accept': 'text/event-stream' },
      body: JSON.stringify({ model: config.model, stream: true, messages: request.messages, tools: request.tools }),
      signal,
    });
  let response = await send();
  if (response.status === 429) {
    await response.body?.cancel();
    watch.stop();
    if (!(await pause(Math.min(retryAfterMs(response.headers.get('retry-after')), patience.retryMs), signal))) return undefined;
    watch.heard();
    response = await send();
  }
  if (response.ok) return response;
  await response.body?.cancel();
  throw refusal(response.status);
}

const authorization = (apiKey: string): Readonly<Record<string, string>> => (apiKey === '' ? {} : { authorization: `Bearer ${apiKey}` });

/** RFC 9110, 10.2.3: seconds or an HTTP date; one second when the header is missing or unreadable. */
function retryAfterMs(header: string | null): number {
  if (header === null) return 1000;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? 1000 : Math.max(0, ms);
}

/** Names the status only: an endpoint's error text may quote the key or the conversation. */
function refusal(status: number): BotError {
  if (status === 429) return new BotError('rate_limited', 'the AI endpoint is busy (429), also after a wait');
  if (status === 401 || status === 403) return new BotError('refused', `the AI endpoint refused the key (${status}): check OPENAI_API_KEY`);
  if (status === 404) return new BotError('refused', 'the AI endpoint knows no such address or model (404): check OPENAI_BASE_URL and OPENAI_MODEL');
  if (status < 500) return new BotError('refused', `the AI endpoint refused the request (${status})`);
  return new BotError('failed', `the AI endpoint failed (${status})`);
}

async function* read(response: Response, watch: Watch): AsyncGenerator<CompletionEvent> {
  if (response.body === null || !/text\/event-stream/i.test(response.headers.get('content-type') ?? '')) {
    await response.body?.cancel();
    throw new BotError('malformed', 'the AI endpoint did not answer with an event stream: it must support stream: true');
  }
  const calls = new Map<number, { name: string; arguments: string }>();
  let finished = false;
  for await (const data of eventData(untilCut(response.body, watch))) {
    if (data === '[DONE]') {
      finished = true;
      break;
    }
    const chunk = parse(data);
    if (chunk.error !== undefined) throw new BotError('failed', 'the AI endpoint reported an error in its stream');
    const choice = chunk.choices?.[0];
    if (typeof choice?.delta?.content === 'string' && choice.delta.content !== '') yield { type: 'text', text: choice.delta.content };
    for (const part of choice?.delta?.tool_calls ?? []) {
      const call = calls.get(part.index ?? 0) ?? { name: '', arguments: '' };
      call.name += part.function?.name ?? '';
      call.arguments += part.function?.arguments ?? '';
      calls.set(part.index ?? 0, call);
    }
    if (typeof choice?.finish_reason === 'string') finished = true;
  }
  if (!finished) throw new BotError('cut', 'the AI endpoint cut its answer off');
  for (const call of calls.values()) yield { type: 'tool', name: call.name, arguments: call.arguments };
}

function parse(data: string): Chunk {
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Falls through to the one error below.
  }
  throw new BotError('malformed', 'the AI endpoint sent something that is not JSON');
}

/** The body's bytes; a connection that breaks counts as a cut, not as an unreachable endpoint. */
async function* untilCut(body: ReadableStream<Uint8Array>, watch: Watch): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      watch.heard();
      yield value;
    }
  } catch (error) {
    throw new BotError('cut', `the connection to the AI endpoint broke${codeOf(error)}`);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
