// A real server on a real PostgreSQL for tests, and small clients of its wire: a visitor, an agent, a reader of a stream. They know the
// protocol, not the server's inside.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bot } from '../../bot/bot.js';
import type { Limits, ServerOptions } from '../../config.js';
import { connect } from '../../database/connect.js';
import type { Sql } from '../../database/connect.js';
import { startServer } from '../../server.js';
import type { RunningServer } from '../../server.js';

const ANY = { burst: 100_000, perSecond: 100_000 };

/** Rates that no test reaches by accident, on however fast a machine. */
export const GENEROUS: Partial<Limits> = { sends: ANY, calls: ANY, visitors: ANY, sessions: ANY, logins: ANY, availability: ANY, leftMessages: ANY };

/** A bot that always says ok. */
export const okBot: Bot = {
  name: 'Robo',
  async *answer() {
    yield { type: 'delta', text: 'ok' };
    yield { type: 'done' };
  },
};

export interface TestServer extends RunningServer {
  readonly dataDir: string;
  /** Stops it, and deletes its data. */
  remove(): Promise<void>;
}

export async function testServer(options: ServerOptions = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'chat-server-')));
  const server = await startServer({
    port: 0,
    bot: okBot,
    agentPassword: 'open sesame',
    logLevel: 'error',
    ...options,
    dataDir,
    limits: { ...GENEROUS, ...options.limits },
  });
  const remove = async (): Promise<void> => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { ...server, dataDir, remove };
}

export interface TwoInstances {
  readonly server: TestServer;
  readonly other: TestServer;
  /** A line of the test's own to their database. */
  readonly sql: Sql;
  /** Stops both, and deletes their data. */
  remove(): Promise<void>;
}

/** Two servers on one database, alike but for what the `other` has of its own. Leaves nothing running when it fails. */
export async function twoInstances(options: ServerOptions = {}, ofTheOther: ServerOptions = {}): Promise<TwoInstances> {
  const server = await testServer(options);
  try {
    const other = await testServer({ ...options, ...ofTheOther, databaseUrl: server.databaseUrl });
    const sql = connect(server.databaseUrl, 1);
    const remove = async (): Promise<void> => {
      await sql.end();
      await other.remove();
      await server.remove();
    };
    return { server, other, sql, remove };
  } catch (error) {
    await server.remove();
    throw error;
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Tests look at what they expect; the wire is checked by comparing whole values.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

export async function call(
  url: string,
  method: string,
  path: string,
  options: { readonly body?: unknown; readonly headers?: Record<string, string>; readonly raw?: string } = {},
): Promise<Answer> {
  const payload = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  const response = await fetch(`${url}/v1${path}`, {
    method,
    headers: { ...(payload !== undefined && { 'Content-Type': 'application/json' }), ...options.headers },
    ...(payload !== undefined && { body: payload }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** A visitor with one session. */
export class Visitor {
  url: string;
  readonly visitorId: string;
  readonly secret: string;
  readonly accessToken: string;
  readonly sessionId: string;

  constructor(url: string, made: { visitorId: string; secret: string; accessToken: string }, sessionId: string) {
    this.url = url;
    this.visitorId = made.visitorId;
    this.secret = made.secret;
    this.accessToken = made.accessToken;
    this.sessionId = sessionId;
  }

  static async create(url: string, sessionId: string = randomUUID()): Promise<Visitor> {
    return new Visitor(url, (await call(url, 'POST', '/visitors', { body: {} })).body, sessionId);
  }

  /** A visitor whose session has begun. */
  static async started(url: string): Promise<Visitor> {
    const visitor = await Visitor.create(url);
    const { status } = await visitor.put();
    if (status !== 201) throw new Error(`session not made: ${status}`);
    return visitor;
  }

  get headers(): Record<string, string> {
    return { Authorization: `Bearer ${this.accessToken}` };
  }

  /** A call below this visitor's session. */
  call(method: string, path = '', body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return call(this.url, method, `/sessions/${this.sessionId}${path}`, { body, headers: { ...this.headers, ...headers } });
  }

  put(body: unknown = {}): Promise<Answer> {
    return this.call('PUT', '', body);
  }

  send(text: string, id: string = randomUUID()): Promise<Answer> {
    return this.call('POST', '/messages', { id, text });
  }

  /** The whole log, by pages. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async log(): Promise<any[]> {
    const events = [];
    for (;;) {
      const after = events.at(-1)?.seq ?? 0;
      const { body } = await this.call('GET', `/events?after=${after}&limit=200`);
      events.push(...body.events);
      if (!body.more) return events;
    }
  }

  stream(after = 0): EventReader {
    return new EventReader(`${this.url}/v1/sessions/${this.sessionId}/events?after=${after}`, this.headers);
  }

  /** A call beside any session. */
  callAt(method: string, path: string, body?: unknown): Promise<Answer> {
    return call(this.url, method, path, { body, headers: this.headers });
  }

  /** The same visitor with another session, begun or not. */
  with(sessionId: string = randomUUID()): Visitor {
    return new Visitor(this.url, this, sessionId);
  }

  inbox(): EventReader {
    return new EventReader(`${this.url}/v1/sessions`, this.headers);
  }
}

/** A signed-in agent. */
export class Agent {
  readonly url: string;
  readonly cookie: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly me: any;

  constructor(url: string, cookie: string, me: unknown) {
    this.url = url;
    this.cookie = cookie;
    this.me = me;
  }

  static async login(url: string, name: string, password = 'open sesame', queues?: readonly string[]): Promise<Agent> {
    const { status, headers, body } = await call(url, 'POST', '/agent/login', { body: { name, password, queues } });
    if (status !== 200) throw new Error(`not signed in: ${status}`);
    return new Agent(url, (headers.get('set-cookie') ?? '').split(';')[0] ?? '', body.agent);
  }

  call(method: string, path: string, body?: unknown): Promise<Answer> {
    return call(this.url, method, `/agent${path}`, { body, headers: { Cookie: this.cookie } });
  }

  feed(): EventReader {
    return new EventReader(`${this.url}/v1/agent/feed`, { Cookie: this.cookie });
  }

  stream(key: string, after = 0): EventReader {
    return new EventReader(`${this.url}/v1/agent/chats/${key}/events?after=${after}`, { Cookie: this.cookie });
  }

  /** An open list of chats, once the whole list is there: the agent is there from now on. */
  async arrive(): Promise<EventReader> {
    const feed = this.feed();
    await feed.until((event) => event.type === 'left-messages');
    return feed;
  }

  /** The server's name of a visitor's waiting session. */
  async findChat(visitor: Visitor): Promise<string> {
    const feed = this.feed();
    try {
      const { chats } = await feed.until((event) => event.type === 'chats');
      const chat = chats.find((one: { id: string; visitor: { id: string } }) => one.id === visitor.sessionId && one.visitor.id === visitor.visitorId);
      if (!chat) throw new Error('the chat is not in the list');
      return chat.key;
    } finally {
      feed.close();
    }
  }
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Frame = any;

/** Reads one stream, remembers every frame, and lets tests wait for one. */
export class EventReader {
  readonly frames: Frame[] = [];
  readonly comments: string[] = [];
  readonly ids: number[] = [];
  /** Resolves when the stream is over, however. */
  readonly closed: Promise<void>;
  readonly response: Promise<IncomingMessage>;
  readonly #request: ClientRequest;
  readonly #waiting = new Set<() => void>();
  #over = false;

  constructor(url: string, headers: Record<string, string>) {
    this.#request = request(url, { headers: { Accept: 'text/event-stream', ...headers }, agent: false });
    this.response = new Promise((resolve, reject) => {
      this.#request.once('response', resolve);
      this.#request.once('error', reject);
    });
    this.closed = this.#read();
    this.#request.end();
  }

  /** The first frame that fits, among those that came and those that will. Rejects when the stream ends without it. */
  async until(fits: (frame: Frame) => boolean, within = 10_000): Promise<Frame> {
    const limit = Date.now() + within;
    for (let at = 0; ; at += 1) {
      while (at >= this.frames.length) await this.#more(limit);
      if (fits(this.frames[at])) return this.frames[at];
    }
  }

  /** Waits for a heartbeat. */
  async untilComment(within = 10_000): Promise<void> {
    const limit = Date.now() + within;
    while (this.comments.length === 0) await this.#more(limit);
  }

  /** Every numbered event so far. */
  get events(): Frame[] {
    return this.frames.filter((frame) => frame.seq !== undefined);
  }

  /** Stops taking bytes from the socket. */
  async pause(): Promise<void> {
    (await this.response).pause();
  }

  async resume(): Promise<void> {
    (await this.response).resume();
  }

  close(): void {
    this.#request.destroy();
  }

  async #more(limit: number): Promise<void> {
    if (this.#over) throw new Error(`the stream is over; frames: ${JSON.stringify(this.frames.slice(-5))}`);
    await new Promise<void>((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(done);
        reject(new Error(`nothing fitting came; frames: ${JSON.stringify(this.frames.slice(-5))}`));
      }, Math.max(1, limit - Date.now()));
      this.#waiting.add(done);
    });
  }

  async #read(): Promise<void> {
    let rest = '';
    try {
      const response = await this.response;
      response.setEncoding('utf8');
      await new Promise<void>((resolve) => {
        response.on('data', (chunk: string) => {
          const blocks = (rest + chunk).split('\n\n');
          rest = blocks.pop() ?? '';
          blocks.forEach((block) => this.#take(block));
        });
        response.once('close', resolve);
        response.once('error', () => resolve());
      });
    } catch {
      // Closed by the test, or refused: over in any case.
    }
    this.#over = true;
    this.#wake();
  }

  #take(block: string): void {
    if (block.startsWith(':')) this.comments.push(block);
    for (const line of block.split('\n')) {
      if (line.startsWith('id: ')) this.ids.push(Number(line.slice(4)));
      if (line.startsWith('data: ')) this.frames.push(JSON.parse(line.slice(6)));
    }
    this.#wake();
  }

  #wake(): void {
    for (const done of [...this.#waiting]) done();
  }
}

/** A bot whose answers the test dictates, step by step. */
export class ScriptedBot implements Bot {
  readonly name = 'Robo';
  readonly requests: Parameters<Bot['answer']>[0][] = [];
  #script: Bot['answer'];

  constructor(script: Bot['answer'] = okBot.answer.bind(okBot)) {
    this.#script = script;
  }

  use(script: Bot['answer']): void {
    this.#script = script;
  }

  answer(request: Parameters<Bot['answer']>[0]): ReturnType<Bot['answer']> {
    this.requests.push(request);
    return this.#script(request);
  }
}

/** A promise that the test resolves. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}
