// Every call of a visitor and every error of docs/protocol.md, against a real server.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { call, testServer, Agent, Visitor } from './support/server.js';
import type { TestServer } from './support/server.js';

const LISTED = 'https://shop.example';

describe('calls of a visitor', () => {
  let server: TestServer;
  before(async () => {
    server = await testServer({ origins: [LISTED], limits: { bodyBytes: 64 * 1024, textBytes: 32 * 1024 } });
  });
  after(() => server.remove());

  const problem = (answer: { status: number; headers: Headers; body: unknown }, status: number, code: string): void => {
    assert.equal(answer.status, status, JSON.stringify(answer.body));
    assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
    assert.equal((answer.body as { code: string }).code, code);
    assert.equal((answer.body as { status: number }).status, status);
    assert.equal(typeof (answer.body as { title: unknown }).title, 'string');
  };

  test('a visitor is made with a 256-bit secret, renews, and is revoked for good', async () => {
    const visitor = await Visitor.started(server.url);
    assert.equal(Buffer.from(visitor.secret, 'base64url').length, 32);
    const credentials = { visitorId: visitor.visitorId, secret: visitor.secret };
    const renewed = await call(server.url, 'POST', '/visitors/token', { body: credentials });
    assert.equal(renewed.status, 200);
    assert.ok(renewed.body.expiresIn > 60);
    const wrong = await call(server.url, 'POST', '/visitors/token', { body: { ...credentials, secret: 'x'.repeat(43) } });
    problem(wrong, 401, 'unauthorized');
    problem(await call(server.url, 'POST', '/visitors/token', { body: { ...credentials, visitorId: randomUUID() } }), 401, 'unauthorized');
    problem(await call(server.url, 'POST', '/visitors/revoke', { body: { ...credentials, secret: 'no' } }), 401, 'unauthorized');

    const stream = visitor.stream();
    await stream.until((event) => event.type === 'started');
    for (let twice = 0; twice < 2; twice += 1) {
      assert.equal((await call(server.url, 'POST', '/visitors/revoke', { body: credentials })).status, 204);
    }
    const ended = await stream.until((event) => event.type === 'ended');
    assert.equal(ended.by, 'visitor');
    assert.equal(ended.reason, 'logout');
    await stream.closed;
    problem(await visitor.call('GET'), 401, 'unauthorized');
    problem(await visitor.put(), 401, 'unauthorized');
    problem(await call(server.url, 'POST', '/visitors/token', { body: credentials }), 401, 'unauthorized');
  });

  test('a session is made once and joined afterwards', async () => {
    const visitor = await Visitor.create(server.url);
    const made = await visitor.put({ locale: 'de', page: { url: 'https://shop.example/', title: 'Shop' }, context: { plan: 'gold' } });
    assert.equal(made.status, 201);
    assert.deepEqual(made.body.events.map((event: { type: string; seq: number }) => [event.seq, event.type]), [[1, 'started']]);
    assert.equal(made.body.session.status, 'active');
    assert.equal(made.body.session.owner, 'bot');
    assert.deepEqual(made.body.session.participants, [{ id: 'bot', role: 'bot', name: 'Robo' }]);
    assert.equal(made.body.more, false);
    assert.deepEqual(made.body.unfinished, []);
    const joined = await visitor.put();
    assert.equal(joined.status, 200);
    assert.ok(joined.body.session.now >= made.body.session.now);
    assert.deepEqual({ ...joined.body, session: { ...joined.body.session, now: made.body.session.now } }, made.body);
  });

  test('50 starts at the same instant make one session', async () => {
    const visitor = await Visitor.create(server.url);
    const answers = await Promise.all(Array.from({ length: 50 }, () => visitor.put()));
    assert.equal(answers.filter(({ status }) => status === 201).length, 1);
    assert.equal(answers.filter(({ status }) => status === 200).length, 49);
    assert.equal((await visitor.log()).length, 1);
  });

  test('a label that is no UUID is refused on PUT, and unknown elsewhere', async () => {
    const visitor = new Visitor(server.url, (await call(server.url, 'POST', '/visitors', { body: {} })).body, 'order-66');
    problem(await visitor.put(), 400, 'bad_request');
    problem(await visitor.call('GET'), 404, 'not_found');
  });

  test("somebody else's session id is answered exactly as an unknown one, and may be used for a session of one's own", async () => {
    const owner = await Visitor.started(server.url);
    await owner.send('mine');
    const stranger = await Visitor.create(server.url, owner.sessionId);
    const nobody = await Visitor.create(server.url);
    const calls: [string, string, unknown?][] = [
      ['GET', ''],
      ['GET', '/events?after=0'],
      ['GET', '/events?before=5'],
      ['POST', '/messages', { id: 'x', text: 'x' }],
      ['POST', '/typing', { on: true }],
      ['POST', '/receipts', { read: 1 }],
      ['POST', '/stop', { messageId: 'x' }],
      ['POST', '/handoff', {}],
      ['DELETE', '/handoff'],
    ];
    for (const [method, path, body] of calls) {
      const foreign = await stranger.call(method, path, body);
      problem(foreign, 404, 'not_found');
      assert.deepEqual(foreign.body, (await nobody.call(method, path, body)).body, `${method} ${path}`);
    }
    const streamed = await stranger.call('GET', '/events?after=0', undefined, { Accept: 'text/event-stream' });
    problem(streamed, 404, 'not_found');
    assert.equal((await stranger.put()).status, 201);
    assert.equal((await stranger.log()).length, 1);
    const leaver = await Visitor.create(server.url, owner.sessionId);
    const foreignEnd = await leaver.call('POST', '/end', {});
    problem(foreignEnd, 404, 'not_found');
    assert.deepEqual(foreignEnd.body, (await nobody.call('POST', '/end', {})).body);
    assert.ok((await owner.log()).every((event) => event.type !== 'ended'));
  });

  test('without a token, with a forged or a foreign one: 401', async () => {
    const visitor = await Visitor.started(server.url);
    const [head, , signature] = visitor.accessToken.split('.');
    const other = await Visitor.create(server.url);
    const forged = `${head}.${other.accessToken.split('.')[1]}.${signature}`;
    const none = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${visitor.accessToken.split('.')[1]}.`;
    for (const token of ['', 'x', forged, none]) {
      problem(await visitor.call('GET', '', undefined, { Authorization: `Bearer ${token}` }), 401, 'unauthorized');
    }
    problem(await call(server.url, 'GET', `/sessions/${visitor.sessionId}`), 401, 'unauthorized');
    problem(await call(server.url, 'GET', `/sessions/${visitor.sessionId}?access_token=${visitor.accessToken}`), 401, 'unauthorized');
  });

  test('an access token runs out, and takes its stream with it', async () => {
    const short = await testServer({ databaseUrl: server.databaseUrl, times: { accessToken: 5_000 } });
    try {
      const visitor = await Visitor.started(short.url);
      const stream = visitor.stream();
      await stream.until((event) => event.type === 'reconnect');
      await stream.closed;
      problem(await visitor.call('GET'), 401, 'unauthorized');
    } finally {
      await short.remove();
    }
  });

  test('malformed bodies and queries are refused without repeating what was written', async () => {
    const visitor = await Visitor.started(server.url);
    const bad: [string, unknown][] = [
      ['/messages', { id: 'a', text: '   ' }],
      ['/messages', { id: 'with space', text: 'x' }],
      ['/messages', { id: '', text: 'x' }],
      ['/messages', { text: 'x' }],
      ['/messages', { id: 'a', text: 5 }],
      ['/messages', ['a']],
      ['/typing', {}],
      ['/receipts', { read: -1 }],
      ['/receipts', { read: 1.5 }],
      ['/end', { by: 'agent' }],
    ];
    for (const [path, body] of bad) problem(await visitor.call('POST', path, body), 400, 'bad_request');
    const notJson = await call(server.url, 'POST', `/sessions/${visitor.sessionId}/messages`, { raw: '{"id": "a", "text": "secret words', headers: visitor.headers });
    problem(notJson, 400, 'bad_request');
    assert.doesNotMatch(JSON.stringify(notJson.body), /secret words/);
    for (const query of ['limit=0', 'limit=1000', 'limit=x', 'before=-1', 'after=1e3', 'before=1&after=1']) {
      problem(await visitor.call('GET', `/events?${query}`), 400, 'bad_request');
    }
  });

  test('text with NUL and half characters is stored as readable text, and sent again is the same message', async () => {
    const visitor = await Visitor.started(server.url);
    const text = 'a\0b \ud83d \u{1f600} <b>&';
    assert.equal((await visitor.send(text, 'odd')).status, 201);
    assert.equal((await visitor.send(text, 'odd')).status, 200);
    const log = await visitor.log();
    assert.equal(log[1].message.text, 'a\ufffdb \ufffd \u{1f600} <b>&');
    assert.equal((await visitor.call('PUT', '', { context: { 'k\0': ['\udc00'] } })).status, 200);
  });

  test('a character that a preview or a summary would cut in half is left out of it whole', async () => {
    const visitor = await Visitor.started(server.url);
    await visitor.call('POST', '/handoff', {});
    assert.equal((await visitor.send(`${'x'.repeat(199)}\u{1f600} and more`)).status, 201);
    const [summary] = (await visitor.callAt('GET', '/sessions')).body.sessions;
    assert.equal(summary.lastMessage.text, 'x'.repeat(199));
    const asking = await Visitor.started(server.url);
    assert.equal((await asking.send(`${'y'.repeat(118)}\u{1f600} and more`)).status, 201);
    assert.equal((await asking.call('POST', '/handoff', {})).status, 200);
    const handoff = (await asking.log()).find(({ type }) => type === 'handoff');
    assert.match(handoff.summary, /“y{118}…”/);
  });

  test('too large: 32 KiB of text, 64 KiB of body', async () => {
    const visitor = await Visitor.started(server.url);
    assert.equal((await visitor.send('x'.repeat(32 * 1024))).status, 201);
    problem(await visitor.send('x'.repeat(32 * 1024 + 1)), 413, 'too_large');
    problem(await visitor.send('ä'.repeat(16 * 1024 + 1)), 413, 'too_large');
    problem(await visitor.call('POST', '/messages', { id: 'a', text: 'x', more: 'x'.repeat(64 * 1024) }), 413, 'too_large');
    problem(await visitor.call('PUT', '', { context: { all: 'x'.repeat(70_000) } }), 413, 'too_large');
    assert.equal((await visitor.send('still here')).status, 201);
  });

  test('an ended session says who ended it first, takes nothing more, and its id makes no new session', async () => {
    const visitor = await Visitor.started(server.url);
    await visitor.send('hello');
    const first = await visitor.call('POST', '/end', { by: 'host', reason: 'checkout' });
    assert.equal(first.status, 200);
    const { ended } = first.body;
    assert.equal(ended.by, 'host');
    assert.equal(ended.reason, 'checkout');
    const again = await visitor.call('POST', '/end', { reason: 'late' });
    assert.equal(again.status, 200);
    assert.deepEqual(again.body.ended, ended);
    const log = await visitor.log();
    const last = log.at(-1);
    assert.equal(last.type, 'ended');
    assert.equal(log.filter((event) => event.type === 'ended').length, 1);
    assert.equal(last.messageCount, log.filter((event) => event.type === 'message').length);
    assert.equal(last.messageCount, ended.messageCount);
    assert.equal(last.durationMs, last.at - log[0].at);
    assert.equal(last.at, ended.at);

    problem(await visitor.send('too late'), 409, 'session_ended');
    problem(await visitor.put(), 409, 'session_ended');
    problem(await visitor.call('POST', '/handoff', {}), 409, 'session_ended');
    problem(await visitor.call('POST', '/typing', { on: true }), 409, 'session_ended');
    assert.equal((await visitor.call('GET')).body.session.status, 'ended');
    const stream = visitor.stream(0);
    await stream.closed;
    assert.equal(stream.frames[0].type, 'sync');
    assert.equal(stream.frames.at(-1).type, 'ended');
    const complete = visitor.stream(last.seq);
    await complete.closed;
    assert.deepEqual(complete.frames.map((frame) => frame.type), ['sync']);
  });

  test('pages go both ways, oldest first, without holes', async () => {
    const visitor = await Visitor.started(server.url);
    await visitor.call('POST', '/handoff', {});
    for (let index = 0; index < 12; index += 1) await visitor.send(`message ${index}`);
    const snapshot = await visitor.call('GET', '?limit=5');
    assert.deepEqual(snapshot.body.events.map((event: { seq: number }) => event.seq), [10, 11, 12, 13, 14]);
    assert.equal(snapshot.body.more, true);
    assert.equal(snapshot.body.session.lastSeq, 14);
    const older = await visitor.call('GET', '/events?before=10&limit=7');
    assert.deepEqual(older.body.events.map((event: { seq: number }) => event.seq), [3, 4, 5, 6, 7, 8, 9]);
    assert.equal(older.body.more, true);
    const oldest = await visitor.call('GET', '/events?before=3');
    assert.deepEqual(oldest.body.events.map((event: { seq: number }) => event.seq), [1, 2]);
    assert.equal(oldest.body.more, false);
    const newer = await visitor.call('GET', '/events?after=12&limit=1');
    assert.deepEqual(newer.body.events.map((event: { seq: number }) => event.seq), [13]);
    assert.equal(newer.body.more, true);
  });

  test('only listed origins may call; nothing is reflected', async () => {
    const visitor = await Visitor.started(server.url);
    const preflight = await call(server.url, 'OPTIONS', `/sessions/${visitor.sessionId}/messages`, {
      headers: { Origin: LISTED, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'authorization,content-type' },
    });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get('access-control-allow-origin'), LISTED);
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /authorization/i);
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /last-event-id/i);
    assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /PUT.*DELETE/);
    assert.equal(preflight.headers.get('access-control-allow-credentials'), null);
    assert.equal(preflight.headers.get('vary'), 'Origin');

    const listed = await visitor.call('GET', '', undefined, { Origin: LISTED });
    assert.equal(listed.status, 200);
    assert.equal(listed.headers.get('access-control-allow-origin'), LISTED);
    const missing = await visitor.call('GET', '/nowhere', undefined, { Origin: LISTED });
    assert.equal(missing.headers.get('access-control-allow-origin'), LISTED, 'a page can read errors too');
    assert.equal((await visitor.call('GET', '', undefined, { Origin: server.url })).status, 200);

    for (const origin of ['null', 'https://shop.example.evil', 'https://evil-shop.example', 'http://shop.example', 'https://shop.example:8443', `${LISTED}/`]) {
      const refused = await visitor.call('GET', '', undefined, { Origin: origin });
      problem(refused, 403, 'forbidden_origin');
      assert.equal(refused.headers.get('access-control-allow-origin'), null);
      assert.equal(refused.headers.get('vary'), 'Origin');
    }
    const agents = await call(server.url, 'GET', '/agent/me', { headers: { Origin: LISTED } });
    problem(agents, 403, 'forbidden_origin');
    const stream = await fetch(`${server.url}/v1/sessions/${visitor.sessionId}/events?after=0`, {
      headers: { ...visitor.headers, Accept: 'text/event-stream', Origin: LISTED },
    });
    assert.equal(stream.headers.get('access-control-allow-origin'), LISTED);
    assert.equal(stream.headers.get('cache-control'), 'no-cache, no-transform');
    assert.equal(stream.headers.get('x-accel-buffering'), 'no');
    await stream.body?.cancel();
  });

  test('who calls too often waits as long as he is told', async () => {
    const strict = await testServer({
      databaseUrl: server.databaseUrl,
      // What is not waited for here comes back so slowly that no machine is slow enough to be given it.
      limits: { sends: { burst: 3, perSecond: 0.5 }, visitors: { burst: 4, perSecond: 0.001 }, logins: { burst: 2, perSecond: 0.001 }, streamsPerVisitor: 2 },
    });
    try {
      const visitor = await Visitor.started(strict.url);
      const others = await Visitor.started(strict.url);
      for (let index = 0; index < 3; index += 1) assert.equal((await visitor.send('x')).status, 201);
      let late = 0;
      let refused = await visitor.send('x', 'late-0');
      // A machine that takes seconds for three has been given one more.
      while (refused.status === 201 && late < 3) refused = await visitor.send('x', `late-${(late += 1)}`);
      problem(refused, 429, 'rate_limited');
      const seconds = Number(refused.headers.get('retry-after'));
      assert.ok(seconds >= 1 && seconds <= 2);
      assert.equal((await others.send('x')).status, 201, 'one visitor does not hold up another');
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      assert.equal((await visitor.send('x', `late-${late}`)).status, 201);

      await Visitor.create(strict.url);
      await Visitor.create(strict.url);
      const full = await call(strict.url, 'POST', '/visitors', { body: {} });
      problem(full, 429, 'rate_limited');
      const until = Number(full.headers.get('retry-after'));
      assert.ok(until > 900 && until <= 1_000, `${until}`);

      const streams = [visitor.stream(), visitor.stream()];
      for (const stream of streams) await stream.until((event) => event.type === 'sync');
      problem(await visitor.call('GET', '/events?after=0', undefined, { Accept: 'text/event-stream' }), 429, 'rate_limited');
      streams.forEach((stream) => stream.close());

      for (const name of ['A', 'B', 'C']) assert.equal((await call(strict.url, 'POST', '/agent/login', { body: { name, password: 'open sesame' } })).status, 200);
      for (let index = 0; index < 2; index += 1) await call(strict.url, 'POST', '/agent/login', { body: { name: 'A', password: 'guess' } });
      problem(await call(strict.url, 'POST', '/agent/login', { body: { name: 'A', password: 'open sesame' } }), 429, 'rate_limited');
    } finally {
      await strict.remove();
    }
  });

  test("visitors' tokens open nothing of the agents', agents' cookies nothing of the visitors'", async () => {
    const visitor = await Visitor.started(server.url);
    await visitor.call('POST', '/handoff', {});
    const agent = await Agent.login(server.url, 'Ada');
    const key = await agent.findChat(visitor);
    for (const path of ['/agent/me', '/agent/feed', `/agent/chats/${key}`, `/agent/chats/${visitor.sessionId}`]) {
      problem(await call(server.url, 'GET', path, { headers: visitor.headers }), 401, 'unauthorized');
      problem(await call(server.url, 'GET', path, { headers: { Cookie: `chat_agent=${visitor.accessToken}` } }), 401, 'unauthorized');
    }
    const cookie = { Cookie: agent.cookie };
    problem(await call(server.url, 'GET', `/sessions/${visitor.sessionId}`, { headers: cookie }), 401, 'unauthorized');
    const token = agent.cookie.split('=')[1] ?? '';
    problem(await call(server.url, 'GET', `/sessions/${visitor.sessionId}`, { headers: { Authorization: `Bearer ${token}` } }), 401, 'unauthorized');
    problem(await agent.call('GET', `/chats/${visitor.sessionId}`), 404, 'not_found');
  });

});

describe('pages and files', () => {
  let server: TestServer;
  let rootDir: string;
  before(async () => {
    rootDir = await mkdtemp(join(tmpdir(), 'chat-root-'));
    const files: Record<string, string> = {
      'index.html': '<!doctype html><title>Shop</title>',
      'chat.html': '<!doctype html><title>Chat</title>',
      'chat.css': 'body {}',
      'server/console/index.html': '<!doctype html><title>Agents</title>',
      'dist/chat-embed.js': 'export {};'.repeat(100),
      'dist/chunks/window-ABCD1234.js': 'export {};',
      'dist/.secret.js': '1',
      'demo/shop.css': 'body {}',
      'package.json': '{}',
      'knowledge/page.md': '# Page\n\nText about it.',
    };
    for (const [name, text] of Object.entries(files)) {
      await mkdir(join(rootDir, name, '..'), { recursive: true });
      await writeFile(join(rootDir, name), text);
    }
    await symlink(join(rootDir, 'package.json'), join(rootDir, 'dist/link.json'));
    server = await testServer({ rootDir });
  });
  after(async () => {
    await server.remove();
    await rm(rootDir, { recursive: true });
  });

  test('pages allow their own scripts alone, without inline ones; the chat page and the agents page in no frame', async () => {
    for (const path of ['/', '/agent', '/chat.html', '/chat.html?resetWindow=true']) {
      const page = await fetch(`${server.url}${path}`);
      assert.equal(page.status, 200, path);
      assert.match(await page.text(), /^<!doctype html>/);
      assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
      const policy = page.headers.get('content-security-policy') ?? '';
      for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "require-trusted-types-for 'script'", "base-uri 'none'"]) {
        assert.ok(policy.includes(rule), `${path}: ${rule}`);
      }
      assert.doesNotMatch(policy, /unsafe/);
      assert.equal(policy.includes("frame-ancestors 'none'"), path !== '/');
      assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
      assert.equal(page.headers.get('cache-control'), 'no-cache');
    }
  });

  test('built files are compressed, revalidated, kept for long where their name has a hash, and can be loaded by other sites', async () => {
    const entry = await fetch(`${server.url}/dist/chat-embed.js`, { headers: { 'Accept-Encoding': 'gzip, br' } });
    assert.equal(entry.headers.get('content-encoding'), 'br');
    assert.equal(await entry.text(), 'export {};'.repeat(100));
    assert.equal(entry.headers.get('access-control-allow-origin'), '*');
    assert.equal(entry.headers.get('cross-origin-resource-policy'), 'cross-origin');
    assert.equal(entry.headers.get('cache-control'), 'no-cache');
    const again = await fetch(`${server.url}/dist/chat-embed.js`, { headers: { 'If-None-Match': entry.headers.get('etag') ?? '' } });
    await again.body?.cancel();
    assert.equal(again.status, 304);
    const chunk = await fetch(`${server.url}/dist/chunks/window-ABCD1234.js`);
    assert.match(chunk.headers.get('cache-control') ?? '', /immutable/);
    assert.equal((await fetch(`${server.url}/demo/shop.css`)).headers.get('content-type'), 'text/css; charset=utf-8');
    assert.equal((await fetch(`${server.url}/chat.css`)).headers.get('content-type'), 'text/css; charset=utf-8');
    const document = await fetch(`${server.url}/knowledge/page.md`);
    assert.match(document.headers.get('content-type') ?? '', /^text\/plain/);
  });

  test('nothing outside of the served folders is handed out', async () => {
    const paths = [
      '/package.json', '/dist/../package.json', '/dist/%2e%2e/package.json', '/dist/..%2fpackage.json', '/dist/link.json', '/dist/.secret.js',
      '/dist/', '/demo/%00.css', '/demo/%zz.css', '/data/agent-password', '/knowledge/..%2fpackage.json', '/server/main.ts',
    ];
    for (const path of paths) {
      const answer = await rawGet(server.url, path);
      assert.equal(answer, 404, path);
    }
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
  });
});

/** The status of a GET whose path reaches the server as it is written. */
function rawGet(url: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    get({ hostname, port, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).once('error', reject);
  });
}
