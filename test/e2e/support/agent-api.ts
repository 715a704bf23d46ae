/** An agent as a program: signs in, sees chats, reads logs, and answers, by the calls of docs/protocol.md part 6. Sends nothing twice by mistake. */
import {randomUUID} from 'node:crypto';
import {AGENT_PASSWORD} from './server-process.js';
import {until} from './until.js';

/** A chat, as the feed tells it. */
export interface AgentChat {
  readonly key: string;
  /** The visitor's own label of the session. */
  readonly id: string;
  readonly status: 'active' | 'ended';
  readonly owner: 'bot' | 'queue' | 'agent';
  readonly lastSeq: number;
}

/** A numbered event, as the server keeps it. */
export interface LoggedEvent {
  readonly seq: number;
  readonly type: string;
  readonly by?: string;
  readonly reason?: string;
  readonly message?: {readonly id: string; readonly text: string; readonly author: {readonly role: string; readonly name: string}};
}

export class AgentApi {
  readonly #url: string;
  readonly #cookie: string;

  private constructor(url: string, cookie: string) {
    this.#url = url;
    this.#cookie = cookie;
  }

  /** Signs in. The sign-in outlives restarts of the server. */
  static async login(url: string, name = 'Ada'): Promise<AgentApi> {
    const answer = await fetch(`${url}/v1/agent/login`, {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: JSON.stringify({name, password: AGENT_PASSWORD}),
    });
    if (!answer.ok) throw new Error(`login: ${answer.status} ${await answer.text()}`);
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
    if (!cookie) throw new Error('the sign-in brought no cookie');
    return new AgentApi(url, cookie);
  }

  /** All chats that the console would list. */
  async chats(): Promise<readonly AgentChat[]> {
    return (await this.#lists()).chats;
  }

  /** The newest of this agent's chats that are over. */
  async endedChats(): Promise<readonly AgentChat[]> {
    return (await this.#lists()).recent;
  }

  /** What the console shows first. */
  async #lists(): Promise<{readonly chats: readonly AgentChat[]; readonly recent: readonly AgentChat[]}> {
    const stop = new AbortController();
    try {
      const answer = await this.#fetch('feed', {headers: {accept: 'text/event-stream'}, signal: stop.signal});
      let text = '';
      for await (const part of answer.body!.pipeThrough(new TextDecoderStream())) {
        text += part;
        const frame = /^data: ?(\{"type":"chats".*)$/m.exec(text)?.[1];
        if (frame && text.includes('\n\n', text.indexOf(frame))) return JSON.parse(frame) as {chats: AgentChat[]; recent: AgentChat[]};
      }
      throw new Error('the feed ended before it told the chats');
    } finally {
      stop.abort();
    }
  }

  /** Holds a feed open, as a console does: this agent is there until the answered function is called. Resolves when the server knows. */
  async listen(): Promise<() => void> {
    const stop = new AbortController();
    const answer = await this.#fetch('feed', {headers: {accept: 'text/event-stream'}, signal: stop.signal});
    const reader = answer.body!.getReader();
    await reader.read();
    const drain = async (): Promise<void> => {
      while (!(await reader.read()).done) {
        // What it says is asked for by calls.
      }
    };
    drain().catch(() => undefined);
    return () => stop.abort();
  }

  /** Who this agent is. */
  async me(): Promise<{readonly id: string; readonly name: string}> {
    return ((await (await this.#fetch('me')).json()) as {agent: {id: string; name: string}}).agent;
  }

  /** What the visitor's page told of a chat. */
  async about(key: string): Promise<unknown> {
    return ((await (await this.#fetch(`chats/${key}?limit=1`)).json()) as {about: unknown}).about;
  }

  /** What visitors have left while nobody was there. */
  async leftMessages(): Promise<unknown> {
    return (await this.#fetch('left-messages')).json();
  }

  /** The chat of a visitor's session, once it is as `owner` says. */
  find(sessionId: string, owner?: AgentChat['owner']): Promise<AgentChat> {
    return until(`the agent sees chat ${sessionId}${owner ? ` of the ${owner}` : ''}`, async () =>
      (await this.chats()).find((chat) => chat.id === sessionId && (!owner || chat.owner === owner)),
    );
  }

  /** The whole log of a chat. */
  async log(key: string): Promise<LoggedEvent[]> {
    const all: LoggedEvent[] = [];
    for (;;) {
      const page = (await (await this.#fetch(`chats/${key}/events?after=${all.at(-1)?.seq ?? 0}&limit=200`)).json()) as {
        readonly events: readonly LoggedEvent[];
        readonly more: boolean;
      };
      all.push(...page.events);
      if (!page.more) return all;
    }
  }

  accept(key: string): Promise<unknown> {
    return this.#post(`chats/${key}/accept`, {});
  }

  handBack(key: string): Promise<unknown> {
    return this.#post(`chats/${key}/handback`, {});
  }

  end(key: string): Promise<unknown> {
    return this.#post(`chats/${key}/end`, {});
  }

  /** Opens an ended chat again. */
  reopen(key: string): Promise<unknown> {
    return this.#post(`chats/${key}/reopen`, {});
  }

  typing(key: string, on: boolean): Promise<unknown> {
    return this.#post(`chats/${key}/typing`, {on});
  }

  send(key: string, text: string): Promise<unknown> {
    return this.#post(`chats/${key}/messages`, {id: randomUUID(), text});
  }

  /**
   * Sends messages one after the other, each under one id until the server has answered for it: what a careful client does. `stored` hears
   * of each one that was. Rejects when one could not be stored in a minute.
   */
  async deliver(key: string, texts: Iterable<string>, stored: (text: string) => void): Promise<void> {
    for (const text of texts) {
      const message = {id: randomUUID(), text};
      await until(`the server stores "${message.text}"`, () => this.#post(`chats/${key}/messages`, message).then(() => true), {ms: 60_000});
      stored(message.text);
    }
  }

  async #post(path: string, body: unknown): Promise<unknown> {
    const answer = await this.#fetch(path, {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(body)});
    return answer.status === 204 ? undefined : answer.json();
  }

  async #fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = {...(init.headers as Record<string, string> | undefined), cookie: this.#cookie};
    const answer = await fetch(`${this.#url}/v1/agent/${path}`, {...init, headers});
    if (!answer.ok) throw new Error(`${init.method ?? 'GET'} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}
