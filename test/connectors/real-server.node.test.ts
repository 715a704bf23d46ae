// Our connector against our server and its real database: both sides of docs/protocol.md, written apart, must agree.
import assert from 'node:assert/strict';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import type {BotEvent} from '../../server/bot/bot.js';
import {startServer, type RunningServer} from '../../server/server.js';
import {systemClock} from '../../src/clock/system-clock.js';
import {createConnector} from '../../src/connectors/chat-embed/index.js';
import {readText, SseParser} from '../../src/connectors/shared/sse-reader.js';
import {newId} from '../../src/model/ids.js';
import {connectorConformance, listenTo, testVault} from './connector-conformance.js';

const never = (): AbortSignal => new AbortController().signal;
const PLENTY = {burst: 10_000, perSecond: 10_000};

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

  async post(path: string, body: object = {}): Promise<Response> {
    const headers = {'content-type': 'application/json', cookie: this.#cookie};
    const response = await fetch(this.#url + path, {method: 'POST', headers, body: JSON.stringify(body)});
    assert.ok(response.ok, `${path} answered ${response.status}`);
    return response;
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
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chat-embed-'));
    server = await startServer({
      port: 0,
      dataDir: folder,
      agentPassword: 'a good password',
      logLevel: 'silent',
      bot: {name: 'Assistant', answer: ({history, signal}) => answer(history.at(-1)?.text ?? '', signal)},
      limits: {sends: PLENTY, calls: PLENTY, visitors: PLENTY, sessions: PLENTY, logins: PLENTY},
    });
    desk = new AgentDesk(server);
    await desk.signIn('a good password');
  });
  after(async () => {
    await server.stop();
    await rm(folder, {recursive: true, force: true});
  });

  connectorConformance(() => ({
    connect: (credentials, identity) =>
      createConnector({endpoint: server.url, credentials, clock: systemClock, ...(identity && {identity})}),
    accept: async (id) => void (await desk.post(`/chats/${await desk.keyOf(id)}/accept`)),
    agentSend: async (id, text) => void (await desk.post(`/chats/${await desk.keyOf(id)}/messages`, {id: newId(), text})),
    agentEnd: async (id) => void (await desk.post(`/chats/${await desk.keyOf(id)}/end`, {reason: 'resolved'})),
  }));

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
    const server = await startServer({port: 0, dataDir: folder, logLevel: 'silent', limits: {visitors: PLENTY, sessions: PLENTY}});
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
