// The calls of an agent (docs/protocol.md, part 6) to the server this page came from, signed in by its cookie. It keeps nothing and
// retries nothing; every failure is a `ChatError`.
import { withController } from '../../src/connectors/shared/abort.js';
import { Http } from '../../src/connectors/shared/http.js';
import { followStream } from '../../src/connectors/chat-embed/stream.js';
import { readFrame, readPage, readReceipt, readSessionInfo, readSnapshot } from '../../src/connectors/chat-embed/wire.js';
import type { Clock } from '../../src/contracts/clock.js';
import type { Receipt } from '../../src/contracts/connector.js';
import { ChatError } from '../../src/model/errors.js';
import type { EventPage, SessionEvent, SessionInfo, Snapshot } from '../../src/model/session-event.js';
import type { AgentStatus, LeftMessage, Queue } from '../protocol.js';
import type { FeedEvent } from './chats.js';
import { readAbout, readFeedFrame, readLeftMessages, readQueue, readStatus } from './feed-reader.js';
import type { About } from './feed-reader.js';

/** Somebody else has this chat. Trying again does not help. */
export class TakenError extends ChatError {
  constructor() {
    super('unsupported', 'This chat belongs to somebody else now.');
  }
}

/** The visitor has another open chat, and may have one only. Trying again helps once that one is over. */
export class OpenElsewhereError extends ChatError {
  constructor() {
    super('unsupported', 'The visitor has another open chat.');
  }
}

/** How a stream ended politely: come back after this pause. */
export interface Goodbye {
  readonly pauseMs: number;
}

export interface AgentApiOptions {
  /** Absolute address of the server. */
  readonly endpoint: string;
  readonly clock: Clock;
  /** Called before a call rejects because nobody is signed in any more; not for `login` and `me`. */
  readonly onSignedOut: () => void;
}

export class AgentApi {
  readonly #http: Http;
  readonly #clock: Clock;

  constructor({ endpoint, clock, onSignedOut }: AgentApiOptions) {
    this.#clock = clock;
    this.#http = new Http({ endpoint, clock, fetch: fetchAsAgent(onSignedOut) });
  }

  /** The queues that one can serve. */
  async queues(signal: AbortSignal): Promise<readonly Queue[]> {
    const answer = (await this.#http.json({ path: 'v1/agent/queues' }, signal)) as { readonly queues?: unknown } | undefined;
    return Array.isArray(answer?.queues) ? answer.queues.flatMap(readQueue) : [];
  }

  /**
   * Signs in, for these queues; without them for all. Rejects `unauthorized` for a wrong password, `rate-limited` after too many tries.
   */
  async login(name: string, password: string, queues: readonly string[] | undefined, signal: AbortSignal): Promise<AgentStatus> {
    return asStatus(await this.#post('login', { name, password, ...(queues && { queues }) }, signal));
  }

  async logout(signal: AbortSignal): Promise<void> {
    await this.#post('logout', {}, signal);
  }

  /** Who is signed in. Rejects `unauthorized` when nobody is. */
  async me(signal: AbortSignal): Promise<AgentStatus> {
    return asStatus(await this.#http.json({ path: 'v1/agent/me' }, signal));
  }

  async setAway(away: boolean, signal: AbortSignal): Promise<AgentStatus> {
    return asStatus(await this.#http.json({ method: 'PATCH', path: 'v1/agent/me', body: { away } }, signal));
  }

  /** What was left while nobody was there: open messages, newest first, then those that were done last. */
  async leftMessages(signal: AbortSignal): Promise<readonly LeftMessage[]> {
    return readLeftMessages(await this.#http.json({ path: 'v1/agent/left-messages' }, signal));
  }

  /** A left message is done, or is not after all. */
  async setDone(id: string, done: boolean, signal: AbortSignal): Promise<void> {
    await this.#http.json({ method: done ? 'POST' : 'DELETE', path: `v1/agent/left-messages/${encodeURIComponent(id)}/done` }, signal);
  }

  /** The newest `limit` events of a chat, and what the visitor's page told. */
  async chat(key: string, limit: number, signal: AbortSignal): Promise<Snapshot & { readonly about: About }> {
    const answer = await this.#http.json({ path: pathOf(key, `?limit=${limit}`) }, signal);
    return { ...readSnapshot(answer), about: readAbout((answer as { readonly about?: unknown }).about) };
  }

  /** One page of a chat's log, oldest first. */
  async events(key: string, range: 'before' | 'after', seq: number, limit: number, signal: AbortSignal): Promise<EventPage> {
    return readPage(await this.#http.json({ path: pathOf(key, `/events?${range}=${seq}&limit=${limit}`) }, signal));
  }

  /** Follows a chat from event number `after` on. Settles as `Connector.stream` does; rejects with what `emit` throws. */
  stream(key: string, after: number, emit: (event: SessionEvent) => void, signal: AbortSignal): Promise<Goodbye> {
    return this.#follow(pathOf(key, `/events?after=${after}`), readFrame, emit, signal);
  }

  /** Follows the list of chats, with as many chats with the bot: the whole list first, then each change. Settles as `stream` does. */
  feed(botChats: number, emit: (event: FeedEvent) => void, signal: AbortSignal): Promise<Goodbye> {
    const path = `v1/agent/feed${botChats > 0 ? `?bot=${botChats}` : ''}`;
    return this.#follow(path, readFeedFrame, emit, signal);
  }

  /** Takes a waiting chat. Rejects with `TakenError` when somebody was faster. */
  async accept(key: string, signal: AbortSignal): Promise<SessionInfo> {
    return readSessionInfo(await this.#http.json({ method: 'POST', path: pathOf(key, '/accept'), body: {} }, signal));
  }

  /** Takes a chat that the bot attends. Rejects with `TakenError` when somebody was faster. */
  async takeOver(key: string, signal: AbortSignal): Promise<SessionInfo> {
    return readSessionInfo(await this.#http.json({ method: 'POST', path: pathOf(key, '/takeover'), body: {} }, signal));
  }

  /** Sends a reply; idempotent by its id. */
  async send(key: string, message: { readonly id: string; readonly text: string }, signal: AbortSignal): Promise<Receipt> {
    const { id, text } = message;
    return readReceipt(await this.#http.json({ method: 'POST', path: pathOf(key, '/messages'), body: { id, text } }, signal));
  }

  async typing(key: string, on: boolean, signal: AbortSignal): Promise<void> {
    await this.#http.json({ method: 'POST', path: pathOf(key, '/typing'), body: { on } }, signal);
  }

  async acknowledge(key: string, receipts: { readonly delivered: number; readonly read: number }, signal: AbortSignal): Promise<void> {
    await this.#http.json({ method: 'POST', path: pathOf(key, '/receipts'), body: receipts }, signal);
  }

  /** Gives an own chat back to the bot. */
  async handBack(key: string, signal: AbortSignal): Promise<SessionInfo> {
    return readSessionInfo(await this.#http.json({ method: 'POST', path: pathOf(key, '/handback'), body: {} }, signal));
  }

  /** Opens an ended chat again, for this agent. Rejects with `OpenElsewhereError` when its visitor has another one and may not. */
  async reopen(key: string, signal: AbortSignal): Promise<SessionInfo> {
    return readSessionInfo(await this.#http.json({ method: 'POST', path: pathOf(key, '/reopen'), body: {} }, signal));
  }

  /** Asks the visitor how it was. Without effect while he is being asked. */
  async requestSurvey(key: string, signal: AbortSignal): Promise<SessionInfo> {
    return readSessionInfo(await this.#http.json({ method: 'POST', path: pathOf(key, '/survey'), body: {} }, signal));
  }

  /** Ends a chat. `reason` is a short word for machines. */
  async end(key: string, reason: string, signal: AbortSignal): Promise<SessionInfo> {
    return readSessionInfo(await this.#http.json({ method: 'POST', path: pathOf(key, '/end'), body: { reason } }, signal));
  }

  #follow<Frame extends { readonly type: string }>(
    path: string,
    read: Parameters<typeof followStream<Frame>>[1],
    emit: (frame: Frame) => void,
    signal: AbortSignal,
  ): Promise<Goodbye> {
    return withController(signal, async (own) => {
      const body = await this.#http.eventStream({ path }, own);
      return followStream(body, read, emit, { http: this.#http, clock: this.#clock, own });
    });
  }

  #post(path: string, body: object, signal: AbortSignal): Promise<unknown> {
    return this.#http.json({ method: 'POST', path: `v1/agent/${path}`, body }, signal);
  }
}

const pathOf = (key: string, rest: string): string => `v1/agent/chats/${encodeURIComponent(key)}${rest}`;

function asStatus(answer: unknown): AgentStatus {
  const status = readStatus(answer);
  if (status) return status;
  throw new ChatError('bad-answer', 'The server did not say who signed in.');
}

/** Sends the cookie that signs in, says when it does so no more, and makes errors of the two refusals that only agents can meet. */
const fetchAsAgent =
  (onSignedOut: () => void): typeof fetch =>
  async (input, init) => {
    const response = await globalThis.fetch(input, { ...init, credentials: 'same-origin' });
    if (response.status === 401 && !/\/v1\/agent\/(?:login|me)$/.test(response.url)) onSignedOut();
    if (response.status !== 409) return response;
    const problem = (await response.clone().json().catch(() => undefined)) as { readonly code?: unknown } | undefined;
    if (problem?.code === 'already_taken') throw new TakenError();
    if (problem?.code === 'already_open') throw new OpenElsewhereError();
    return response;
  };
