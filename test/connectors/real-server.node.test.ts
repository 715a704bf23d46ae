// Our connector against our server and its real database: both sides of docs/protocol.md, written apart, must agree.
import assert from 'node:assert/strict';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import type {BotEvent} from '../../server/bot/bot.js';
import {connect, type Sql} from '../../server/database/connect.js';
import {appendMessage} from '../../server/sessions/event-log.js';
import {SECRET, token} from '../../server/test/support/host.js';
import {GENEROUS} from '../../server/test/support/server.js';
import {startServer, type RunningServer} from '../../server/server.js';
import {systemClock} from '../../src/clock/system-clock.js';
import {createConnector} from '../../src/connectors/chat-embed/index.js';
import {readText, SseParser} from '../../src/connectors/shared/sse-reader.js';
import {newId} from '../../src/model/ids.js';
import {connectorConformance, listenTo, testVault} from './connector-conformance.js';
import {rulesConformance, type RulesStage} from './rules-conformance.js';

const never = (): AbortSignal => new AbortController().signal;

/** Says `Yes.`, or goes on for ever where it is asked for something long. */
async function* answer(question: string, signal: AbortSignal): AsyncIterable<BotEvent> {
  yield {type: 'delta', text: 'Yes.'};
  while (question.includes('long') && !signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    yield {type: 'delta', text: ' And on.'};
  }
  yield {type: 'done'};
}

/** An agent who is signed in. */
class AgentDesk {
  readonly #url: string;
  #cookie = '';

  constructor(server: RunningServer) {
    this.#url = `${server.url}/v1/agent`;
  }

  async signIn(password: string): Promise<void> {
    const response = await this.post('/login', {name: 'Ada', password});
    this.#cookie = response.headers.getSetCookie()[0]!.split(';')[0]!;
  }

  async post(path: string, body: object = {}, method: 'POST' | 'PATCH' = 'POST'): Promise<Response> {
    const headers = {'content-type': 'application/json', cookie: this.#cookie};
    const response = await fetch(this.#url + path, {method, headers, body: JSON.stringify(body)});
    assert.ok(response.ok, `${path} answered ${response.status}`);
    return response;
  }

  /** Has his list open until `signal` aborts. Resolves when the server counts him as there. */
  async watch(signal: AbortSignal): Promise<void> {
    const {body} = await fetch(`${this.#url}/feed`, {headers: {cookie: this.#cookie}, signal});
    await body!.getReader().read();
  }

  /** The server's own name of a session, from the feed's first frame. */
  async keyOf(sessionId: string): Promise<string> {
    const response = await fetch(`${this.#url}/feed`, {headers: {cookie: this.#cookie}});
    let chats: ReadonlyArray<{readonly key: string; readonly id: string}> | undefined;
    const parser = new SseParser(({data}) => (chats ??= (JSON.parse(data) as {chats?: typeof chats}).chats));
    await readText(response.body!, (text) => (parser.push(text), chats ? 'enough' : 'more'), (cause) => cause as Error);
    const chat = chats?.find(({id}) => id === sessionId);
    assert.ok(chat, 'the chat is not in the feed');
    return chat.key;
  }
}

describe('chat-embed connector and server', () => {
  let folder = '';
  let server: RunningServer;
  let desk: AgentDesk;
  let sql: Sql;
  let list: AbortController;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chat-embed-'));
    server = await startServer({
      port: 0,
      dataDir: folder,
      agentPassword: 'a good password',
      logLevel: 'silent',
      identity: {secret: SECRET},
      bot: {name: 'Assistant', answer: ({history, signal}) => answer(history.at(-1)?.text ?? '', signal)},
      limits: GENEROUS,
    });
    desk = new AgentDesk(server);
    await desk.signIn('a good password');
    sql = connect(server.databaseUrl, 1);
    // Somebody is there, for those who ask for a person at once.
    list = new AbortController();
    await desk.watch(list.signal);
  });
  after(async () => {
    list.abort();
    await sql.end();
    await server.stop();
    await rm(folder, {recursive: true, force: true});
  });

  /** The server's own name of a session, also of one that is in no list. */
  const keyOf = async (id: string): Promise<string> => (await sql<{key: string}[]>`select key from session where label = ${id}`)[0]!.key;
  /** What was written past the server is told as an instance would tell it. */
  const tell = async (key: string): Promise<void> => void (await sql`select pg_notify('chat_embed', ${JSON.stringify(['test', {kind: 'log', key}])})`);

  const stage = (): RulesStage => ({
    connect: (credentials, identity) =>
      createConnector({endpoint: server.url, credentials, clock: systemClock, ...(identity && {identity})}),
    accept: async (id) => void (await desk.post(`/chats/${await desk.keyOf(id)}/accept`)),
    agentSend: async (id, text) => void (await desk.post(`/chats/${await desk.keyOf(id)}/messages`, {id: newId(), text})),
    agentEnd: async (id) => void (await desk.post(`/chats/${await desk.keyOf(id)}/end`, {reason: 'resolved'})),
    token: (sub) => token({sub}),
    solve: async (id) => {
      const [key, messageId] = [await keyOf(id), newId()];
      const author = {id: 'bot', role: 'bot' as const, name: 'Assistant'};
      await appendMessage(sql, key, {id: messageId, author, text: 'Try this.', solves: true}, {as: 'host'});
      await tell(key);
      return messageId;
    },
    reopen: async (id) => void (await desk.post(`/chats/${await keyOf(id)}/reopen`)),
    warnIdle: async (id) => void (await sql`update session set quiet_since = now_ms() - 29 * 60000 where label = ${id}`),
    now: () => Date.now(),
    away: async (away) => void (await desk.post('/me', {away}, 'PATCH')),
    later: () => new Promise((resolve) => setTimeout(resolve, 2)),
  });
  connectorConformance(stage);
  rulesConformance(stage);

  it('streams an answer without holes and stops it', async () => {
    const connector = createConnector({endpoint: server.url, credentials: testVault(), clock: systemClock});
    const id = newId();
    await connector.open({sessionId: id}, never());
    const line = listenTo(connector, id, 0);
    await line.saw(({type}) => type === 'sync');
    await connector.send(id, {id: newId(), text: 'Something long, please.'}, never());
    await line.saw((event) => event.type === 'delta' && event.offset > 30);
    let said = '';
    let messageId = '';
    for (const event of line.events) {
      if (event.type !== 'delta') continue;
      assert.equal(event.offset, said.length);
      said += event.text;
      ({messageId} = event);
    }
    await connector.stop(id, messageId, never());
    const message = await line.saw((event) => event.type === 'message' && event.message.id === messageId);
    assert.ok(message.type === 'message' && message.message.partial && message.message.text.startsWith(said));
    line.stop();
    await line.end;
  });

  it('joins an answer that is being written', async () => {
    const connector = createConnector({endpoint: server.url, credentials: testVault(), clock: systemClock});
    const id = newId();
    await connector.open({sessionId: id}, never());
    const first = listenTo(connector, id, 0);
    await connector.send(id, {id: newId(), text: 'long'}, never());
    await first.saw(({type}) => type === 'delta');
    const {unfinished} = await connector.load(id, 50, never());
    assert.equal(unfinished.length, 1);
    const late = listenTo(connector, id, 0);
    const sync = await late.saw(({type}) => type === 'sync');
    const delta = await late.saw(({type}) => type === 'delta');
    const known = sync.type === 'sync' ? (sync.unfinished[0]?.text.length ?? 0) : 0;
    assert.ok(delta.type === 'delta' && delta.offset <= known, 'there is a hole between sync and the first piece');
    await connector.stop(id, unfinished[0]!.messageId, never());
    for (const line of [first, late]) line.stop();
    await Promise.all([first.end, late.end]);
  });

  it('refuses a message that is too long', async () => {
    const connector = createConnector({endpoint: server.url, credentials: testVault(), clock: systemClock});
    const id = newId();
    await connector.open({sessionId: id}, never());
    await assert.rejects(connector.send(id, {id: newId(), text: 'ü'.repeat(20_000)}, never()), {code: 'too-large'});
    await assert.rejects(connector.send(id, {id: newId(), text: 'x'.repeat(200_000)}, never()), {code: 'too-large'});
  });
});

describe('chat-embed connector and a server that stops', () => {
  it('hears a goodbye on its stream', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chat-embed-'));
    const server = await startServer({port: 0, dataDir: folder, logLevel: 'silent', limits: GENEROUS});
    const connector = createConnector({endpoint: server.url, credentials: testVault(), clock: systemClock});
    const id = newId();
    await connector.open({sessionId: id}, never());
    const line = listenTo(connector, id, 0);
    await line.saw(({type}) => type === 'sync');
    await server.stop();
    const {pauseMs} = (await line.end) as {pauseMs: number};
    assert.equal(typeof pauseMs, 'number');
    await assert.rejects(connector.load(id, 5, never()), {code: 'network'});
    await rm(folder, {recursive: true, force: true});
  });
});
