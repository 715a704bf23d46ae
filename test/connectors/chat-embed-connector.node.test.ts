// The connector of chat-embed/1 over real HTTP: what every connector does, then tokens, failures and the stream's own troubles.
import assert from 'node:assert/strict';
import type {ServerResponse} from 'node:http';
import {after, afterEach, before, beforeEach, describe, it} from 'node:test';
import {ManualClock} from '../../src/clock/manual-clock.js';
import {systemClock} from '../../src/clock/system-clock.js';
import {createConnector} from '../../src/connectors/chat-embed/index.js';
import {fakeToken, FakeBackend} from '../../src/connectors/fake/fake-backend.js';
import type {Connector} from '../../src/contracts/connector.js';
import type {ChatError} from '../../src/model/errors.js';
import {newId} from '../../src/model/ids.js';
import {connectorConformance, listenTo, testVault} from './connector-conformance.js';
import {rulesConformance, type RulesStage} from './rules-conformance.js';
import {startProtocolServer, type ProtocolServer} from './protocol-server.js';

const never = (): AbortSignal => new AbortController().signal;
const failureOf = (call: Promise<unknown>): Promise<ChatError> =>
  call.then(
    () => assert.fail('it resolved'),
    (error: unknown) => error as ChatError,
  );

describe('chat-embed connector', () => {
  let backend: FakeBackend;
  let server: ProtocolServer;
  before(async () => {
    backend = new FakeBackend({clock: systemClock});
    server = await startProtocolServer(backend);
  });
  after(() => server.close());

  const stage = (): RulesStage => ({
    connect: (credentials, identity) =>
      createConnector({endpoint: server.endpoint, credentials, clock: systemClock, ...(identity && {identity})}),
    accept: async (id) => backend.session(id).agentAccept(),
    agentSend: async (id, text) => void backend.session(id).agentSend(text),
    agentEnd: async (id) => backend.session(id).agentEnd(),
    token: (sub) => fakeToken({sub}),
    solve: async (id) => backend.session(id).botSend('Try this.', {solves: true}),
    reopen: async (id) => backend.session(id).reopen(),
    warnIdle: async (id) => backend.session(id).warnIdle(Date.now() + 120_000),
    now: () => Date.now(),
    away: async (away) => void (backend.availability = {state: away ? 'away' : 'available', bot: true, leaveMessage: true}),
    later: () => new Promise((resolve) => setTimeout(resolve, 2)),
  });
  connectorConformance(stage);
  rulesConformance(stage);
});

describe('chat-embed connector, tokens', () => {
  let backend: FakeBackend;
  let server: ProtocolServer;
  let clock: ManualClock;
  let vault: ReturnType<typeof testVault>;
  let connector: Connector;
  const id = newId();
  const paths = (): string[] => server.seen.map(({method, url}) => `${method} ${url.replace(id, '{id}')}`);

  beforeEach(async () => {
    clock = new ManualClock();
    backend = new FakeBackend({clock});
    server = await startProtocolServer(backend);
    vault = testVault();
    connector = createConnector({endpoint: `${server.endpoint}/`, credentials: vault, clock});
  });
  afterEach(() => server.close());

  it('asks for nothing before the first call, and makes the visitor with the first session', async () => {
    assert.deepEqual(paths(), []);
    await connector.open({sessionId: id}, never());
    assert.deepEqual(paths(), ['POST /v1/visitors', 'PUT /v1/sessions/{id}']);
    assert.deepEqual(Object.keys(vault.stored as object).sort(), ['secret', 'visitorId']);
  });

  it('never puts token or secret into an address', async () => {
    await connector.open({sessionId: id}, never());
    const line = listenTo(connector, id, 0);
    await line.saw(({type}) => type === 'sync');
    line.stop();
    await line.end;
    const {secret} = vault.stored as {secret: string};
    for (const {url, token} of server.seen) assert.ok(!url.includes(secret) && !url.includes(token?.slice(7) ?? secret));
  });

  it('changes a stored secret for a token once, for all who call at the same time', async () => {
    await connector.open({sessionId: id}, never());
    server.seen.length = 0;
    connector = createConnector({endpoint: server.endpoint, credentials: vault, clock});
    await Promise.all(Array.from({length: 5}, () => connector.load(id, 1, never())));
    assert.equal(paths().filter((path) => path === 'POST /v1/visitors/token').length, 1);
    assert.equal(paths().length, 6);
  });

  it('makes one visitor for all who start at the same time', async () => {
    await Promise.all(Array.from({length: 5}, () => connector.open({sessionId: id}, never())));
    assert.equal(backend.visitors, 1);
    assert.equal(backend.sessions.length, 1);
  });

  it('renews the token before it expires', async () => {
    await connector.open({sessionId: id}, never());
    await clock.advance(1_739_000);
    await connector.load(id, 1, never());
    assert.equal(paths().includes('POST /v1/visitors/token'), false);
    await clock.advance(1_000);
    await connector.load(id, 1, never());
    assert.equal(paths().filter((path) => path === 'POST /v1/visitors/token').length, 1);
  });

  it('renews a refused token once and repeats the call, for all at the same time', async () => {
    await connector.open({sessionId: id}, never());
    server.forgetTokens();
    const text = 'said once';
    await Promise.all([connector.send(id, {id: newId(), text}, never()), connector.load(id, 1, never()), connector.typing(id, true, never())]);
    assert.equal(paths().filter((path) => path === 'POST /v1/visitors/token').length, 1);
    assert.equal(backend.session(id).messages.length, 1);
  });

  it('says unauthorized when the new token is refused too, and keeps the secret, which is good', async () => {
    await connector.open({sessionId: id}, never());
    server.intercept = (request, response) => {
      if (!request.url!.startsWith('/v1/sessions')) return false;
      response.writeHead(401, {'content-type': 'application/problem+json'}).end('{"status":401,"code":"unauthorized"}');
      return true;
    };
    server.seen.length = 0;
    assert.equal((await failureOf(connector.load(id, 1, never()))).code, 'unauthorized');
    assert.deepEqual(paths(), ['GET /v1/sessions/{id}?limit=1', 'POST /v1/visitors/token', 'GET /v1/sessions/{id}?limit=1']);
    assert.equal(vault.drops, 0);
  });

  it('one caller that gives up does not take the token away from the others; the last one does', async () => {
    await connector.open({sessionId: id}, never());
    server.forgetTokens();
    connector = createConnector({endpoint: server.endpoint, credentials: vault, clock});
    let held: ServerResponse | undefined;
    const arrived = new Promise<void>((resolve) => {
      server.intercept = (request, response) => {
        if (request.url !== '/v1/visitors/token') return false;
        held = response;
        resolve();
        return true;
      };
    });
    const first = new AbortController();
    const last = new AbortController();
    const one = connector.load(id, 1, first.signal);
    const two = connector.load(id, 1, last.signal);
    await arrived;
    const closed = new Promise<void>((resolve) => held!.once('close', resolve));
    first.abort();
    await assert.rejects(one, {name: 'AbortError'});
    assert.equal(held!.destroyed, false);
    last.abort();
    await assert.rejects(two, {name: 'AbortError'});
    await closed;
    assert.equal(clock.sleeping, 0);
    server.intercept = () => false;
    await connector.load(id, 1, never());
  });

  it('tells an end with one call where a token is at hand', async () => {
    await connector.open({sessionId: id}, never());
    server.seen.length = 0;
    await connector.farewell({sessionId: id, by: 'timeout', reason: 'idle', revoke: true, credentials: vault.stored}, never());
    assert.deepEqual(paths(), ['POST /v1/sessions/{id}/end', 'POST /v1/visitors/revoke']);
    assert.equal(backend.session(id).info.ended?.by, 'host');
  });
});

describe('chat-embed connector, failures', () => {
  let server: ProtocolServer;
  let clock: ManualClock;
  let connector: Connector;
  const id = newId();
  const answerWith = (status: number, headers: Record<string, string>, body = ''): void => {
    server.intercept = (_request, response) => {
      response.writeHead(status, headers).end(body);
      return true;
    };
  };
  const load = (): Promise<ChatError> => failureOf(connector.load(id, 5, never()));

  beforeEach(async () => {
    clock = new ManualClock();
    server = await startProtocolServer(new FakeBackend({clock}));
    connector = createConnector({endpoint: server.endpoint, credentials: testVault(), clock});
    await connector.open({sessionId: id}, never());
  });
  afterEach(() => server.close());

  it('maps every code of the protocol', async () => {
    const codes = {
      bad_request: 'bad-input', forbidden_origin: 'forbidden-origin', not_found: 'not-found', session_ended: 'session-ended',
      too_large: 'too-large', id_conflict: 'id-conflict', rate_limited: 'rate-limited', unavailable: 'unavailable',
    };
    for (const [wire, code] of Object.entries(codes)) {
      answerWith(400, {'content-type': 'application/problem+json'}, JSON.stringify({status: 400, code: wire, title: 'T', detail: 'D'}));
      const error = await load();
      assert.equal(error.code, code);
      assert.equal(error.message, `${server.endpoint}/ answered 400: D`);
    }
  });

  it('does not take a stranger’s 404, 401 or 409 for the session’s fate', async () => {
    for (const status of [401, 403, 404, 409, 410]) {
      answerWith(status, {'content-type': 'text/html'}, '<h1>Not here</h1>');
      assert.equal((await load()).code, 'bad-answer');
    }
    for (const [status, code] of [[413, 'too-large'], [429, 'rate-limited'], [500, 'unavailable'], [502, 'unavailable']] as const) {
      answerWith(status, {'content-type': 'text/html'}, '<h1>Proxy</h1>');
      assert.equal((await load()).code, code);
    }
  });

  it('reads Retry-After as seconds and as a date', async () => {
    const body = '{"code":"rate_limited"}';
    answerWith(429, {'content-type': 'application/problem+json', 'retry-after': '7'}, body);
    assert.equal((await load()).retryAfterMs, 7_000);
    answerWith(503, {'content-type': 'application/problem+json', 'retry-after': new Date(clock.now() + 90_000).toUTCString()}, body);
    assert.equal((await load()).retryAfterMs, 90_000);
    answerWith(503, {'content-type': 'application/problem+json', 'retry-after': new Date(clock.now() - 90_000).toUTCString()}, body);
    assert.equal((await load()).retryAfterMs, 0);
    for (const nonsense of ['soon', '']) {
      answerWith(503, {'content-type': 'application/problem+json', 'retry-after': nonsense}, body);
      assert.equal((await load()).retryAfterMs, undefined);
    }
  });

  it('knows a sign-in page and broken answers from an answer', async () => {
    answerWith(200, {'content-type': 'text/html'}, '<h1>Welcome to our Wi-Fi</h1>');
    assert.match((await load()).message, /answered with text\/html in place of json/);
    answerWith(200, {'content-type': 'application/json'}, '{"session":');
    assert.equal((await load()).code, 'bad-answer');
    answerWith(200, {'content-type': 'application/json'}, '{"session":{"id":4}}');
    assert.equal((await load()).code, 'bad-answer');
    answerWith(204, {});
    assert.equal((await load()).code, 'bad-answer');
  });

  it('follows no redirect', async () => {
    answerWith(302, {location: 'http://127.0.0.1:1/'});
    assert.equal((await load()).code, 'network');
  });

  it('gives up after 15 s without an answer, also in the middle of one', async () => {
    for (const begin of [(): void => undefined, (response: ServerResponse) => void response.writeHead(200, {'content-type': 'application/json'}).write('{')]) {
      const arrived = new Promise<void>((resolve) => {
        server.intercept = (_request, response) => {
          begin(response);
          resolve();
          return true;
        };
      });
      const call = load();
      await arrived;
      await clock.advance(15_000);
      const error = await call;
      assert.equal(error.code, 'network');
      assert.match(error.message, /did not answer within 15 s/);
    }
    assert.equal(clock.sleeping, 0);
  });

  it('says what to check when nobody answers', async () => {
    await server.close();
    const error = await load();
    assert.equal(error.code, 'network');
    assert.equal(error.retryable, true);
    assert.ok(error.message.includes(server.endpoint) && error.message.includes('CORS') && error.message.includes('connect-src'));
  });

  it('refuses an endpoint that is no address, on the first call', async () => {
    for (const endpoint of ['chat.example.com', '/api', 'javascript:alert(1)', 'ftp://chat.example.com', 'http://', '']) {
      const wrong = createConnector({endpoint, credentials: testVault(), clock});
      assert.equal((await failureOf(wrong.open({sessionId: id}, never()))).code, 'bad-input', endpoint);
    }
  });

  it('keeps the path of an endpoint', async () => {
    const seen: string[] = [];
    const below = createConnector({
      endpoint: 'https://shop.example/chat/?x=1#y',
      credentials: testVault(),
      clock,
      fetch: async (input) => {
        seen.push(input as string);
        throw new TypeError('no network');
      },
    });
    await failureOf(below.open({sessionId: id}, never()));
    assert.deepEqual(seen, ['https://shop.example/chat/v1/visitors']);
  });
});

describe('chat-embed connector, stream', () => {
  let backend: FakeBackend;
  let server: ProtocolServer;
  let clock: ManualClock;
  let connector: Connector;
  let id: string;
  const sync = (): string => `data: ${JSON.stringify({type: 'sync', session: backend.session(id).info, unfinished: []})}\n\n`;
  /** The next stream says `text` and is handed to the test. */
  const streamOf = (text: string): Promise<ServerResponse> =>
    new Promise((resolve) => {
      server.intercept = (request, response) => {
        if (request.headers.accept !== 'text/event-stream') return false;
        response.writeHead(200, {'content-type': 'text/event-stream'}).write(text);
        resolve(response);
        return true;
      };
    });

  beforeEach(async () => {
    clock = new ManualClock();
    backend = new FakeBackend({clock});
    server = await startProtocolServer(backend);
    connector = createConnector({endpoint: server.endpoint, credentials: testVault(), clock});
    id = newId();
    await connector.open({sessionId: id}, never());
  });
  afterEach(() => server.close());

  it('ends politely at a reconnect, without waiting for the line to close', async () => {
    const opened = streamOf(`${sync()}data: {"type":"reconnect","afterMs":1234}\n\ndata: {"type":"discard","messageId":"late"}\n\n`);
    const line = listenTo(connector, id, 0);
    const response = await opened;
    const closed = new Promise<void>((resolve) => response.once('close', resolve));
    assert.deepEqual(await line.end, {pauseMs: 1234});
    assert.deepEqual(line.events.map(({type}) => type), ['sync']);
    await closed;
    assert.equal(clock.sleeping, 0);
  });

  it('a line that closes without a word: a second, or what retry says', async () => {
    for (const [text, pauseMs] of [['', 1_000], ['retry: 4000\n\n', 4_000]] as const) {
      const opened = streamOf(sync() + text);
      const line = listenTo(connector, id, 0);
      (await opened).end();
      assert.deepEqual(await line.end, {pauseMs});
    }
  });

  it('a line that closes before it said anything is broken', async () => {
    const opened = streamOf(': hello\n\n');
    const line = listenTo(connector, id, 0);
    (await opened).end();
    assert.equal(((await line.end) as ChatError).code, 'network');
  });

  it('a line that breaks is a network failure', async () => {
    const opened = streamOf(sync());
    const line = listenTo(connector, id, 0);
    await line.saw(({type}) => type === 'sync');
    (await opened).destroy();
    assert.equal(((await line.end) as ChatError).code, 'network');
    assert.equal(clock.sleeping, 0);
  });

  it('25 s of silence are a network failure; a beat in between is not silence', async () => {
    const opened = streamOf(sync());
    const line = listenTo(connector, id, 0);
    await line.saw(({type}) => type === 'sync');
    const response = await opened;
    await clock.advance(20_000);
    response.write(`: beat\n\ndata: {"type":"discard","messageId":"x"}\n\n`);
    await line.saw(({type}) => type === 'discard');
    let over = false;
    void line.end.then(() => (over = true));
    await clock.advance(24_999);
    assert.equal(over, false);
    await clock.advance(1);
    const error = (await line.end) as ChatError;
    assert.equal(error.code, 'network');
    assert.match(error.message, /silent for 25 s/);
    assert.equal(clock.sleeping, 0);
  });

  it('skips what it cannot read and goes on; a numbered one keeps its number', async () => {
    const opened = streamOf(
      [
        sync(),
        'data: {broken\n\n',
        'data: 5\n\n',
        'data: {"type":"weather","sun":true}\n\n',
        'data: {"type":"delta","messageId":7}\n\n',
        'id: 2\ndata: {"type":"rated","seq":2,"at":5,"stars":3}\n\n',
        'id: 3\ndata: {"type":"message","seq":3,"at":6,"message":{"id":"m","text":"no author"}}\n\n',
        'id: x\ndata: {"type":"message","seq":"4","at":6}\n\n',
        'data: {"type":"discard","messageId":"end"}\n\n',
      ].join(''),
    );
    const line = listenTo(connector, id, 1);
    await opened;
    await line.saw(({type}) => type === 'discard');
    line.stop();
    await line.end;
    assert.deepEqual(line.events.slice(1), [
      {type: 'unknown', seq: 2, at: 5},
      {type: 'unknown', seq: 3, at: 6},
      {type: 'discard', messageId: 'end'},
    ]);
  });

  it('is refused like any other call', async () => {
    server.intercept = (_request, response) => (response.writeHead(200, {'content-type': 'text/html'}).end('<p>'), true);
    assert.equal((await failureOf(connector.stream(id, 0, () => undefined, never()))).code, 'bad-answer');
  });
});
