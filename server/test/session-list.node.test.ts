// A visitor's sessions as a whole: one open session at most where that is asked for, an end that overtakes its start, the list page by
// page, and the inbox that tells every change, from whatever side it comes.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { connect } from '../database/connect.js';
import { Agent, testServer, Visitor } from './support/server.js';
import type { Frame, TestServer } from './support/server.js';

describe('the sessions of a visitor', () => {
  let server: TestServer;
  let other: TestServer;
  let ada: Agent;
  before(async () => {
    server = await testServer({ times: { heartbeat: 300 } });
    other = await testServer({ databaseUrl: server.databaseUrl });
    ada = await Agent.login(server.url, 'Ada');
  });
  after(async () => {
    await other.remove();
    await server.remove();
  });

  const on = (place: TestServer, visitor: Visitor): Visitor => new Visitor(place.url, visitor, visitor.sessionId);
  const ids = (sessions: { id: string }[]): string[] => sessions.map(({ id }) => id);

  /** A visitor with `count` sessions, oldest first. */
  async function withSessions(count: number): Promise<{ visitor: Visitor; labels: string[] }> {
    const visitor = await Visitor.create(server.url);
    const labels = [];
    for (let index = 0; index < count; index += 1) {
      const session = visitor.with();
      await session.put();
      labels.push(session.sessionId);
    }
    return { visitor, labels };
  }

  /** Every page of the list, with `between` called after each. */
  async function pages(visitor: Visitor, limit: number, between: (page: number) => Promise<unknown> = async () => undefined): Promise<string[]> {
    const seen: string[] = [];
    for (let cursor = '', page = 0; ; page += 1) {
      const { status, body } = await visitor.callAt('GET', `/sessions?limit=${limit}${cursor}`);
      assert.equal(status, 200);
      assert.ok(body.sessions.length <= limit);
      seen.push(...ids(body.sessions));
      if (!body.next) return seen;
      cursor = `&before=${body.next}`;
      await between(page);
    }
  }

  test('two starts at once that may have one session make one, 20 times, on one instance and on two', async () => {
    for (let round = 0; round < 20; round += 1) {
      const visitor = await Visitor.create(server.url);
      const starts = [visitor.with(), on(round % 2 ? other : server, visitor.with())];
      const answers = await Promise.all(starts.map((session) => session.put({ oneOpen: true })));
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 201]);
      assert.equal(new Set(answers.map(({ body }) => body.session.id)).size, 1);
      const { body } = await visitor.callAt('GET', '/sessions');
      assert.equal(body.sessions.length, 1);
      assert.equal(body.sessions[0].id, answers[0]?.body.session.id);
    }
  });

  test('a start that may have one session joins one that was made in the same moment without saying so', async () => {
    for (let round = 0; round < 10; round += 1) {
      const visitor = await Visitor.create(server.url);
      const [plain, alone] = await Promise.all([visitor.put(), visitor.with().put({ oneOpen: true })]);
      // Either it came second and joined, or it came first and the other one did not ask.
      if (alone.status === 200) assert.equal(alone.body.session.id, plain.body.session.id);
      else assert.equal((await visitor.callAt('GET', '/sessions')).body.sessions.length, 2);
      const third = await visitor.with().put({ oneOpen: true });
      assert.equal(third.status, 200);
    }
  });

  test('joining tells the snapshot of the other session, and its own one is joined first', async () => {
    const visitor = await Visitor.started(server.url);
    await visitor.send('here');
    const joined = await visitor.with().put({ oneOpen: true });
    assert.equal(joined.status, 200);
    assert.equal(joined.body.session.id, visitor.sessionId);
    assert.equal(joined.body.events[1].message.text, 'here');
    const second = visitor.with();
    assert.equal((await second.put()).status, 201);
    assert.equal((await visitor.put({ oneOpen: true })).body.session.id, visitor.sessionId);
    // Of several the one that something happened in last.
    await visitor.send('again');
    assert.equal((await visitor.with().put({ oneOpen: true })).body.session.id, visitor.sessionId);
    await visitor.call('POST', '/end');
    await second.call('POST', '/end');
    assert.equal((await visitor.put({ oneOpen: true })).body.code, 'session_ended');
    assert.equal((await visitor.with().put({ oneOpen: true })).status, 201);
  });

  test('a start that would be refused where nobody is there joins what is open all the same', async () => {
    const visitor = await Visitor.started(server.url);
    const routing = { agentId: ada.me.id, fallback: false };
    assert.equal((await visitor.with().put({ routing })).body.code, 'nobody_there');
    const joined = await visitor.with().put({ routing, oneOpen: true });
    assert.equal(joined.status, 200);
    assert.equal(joined.body.session.id, visitor.sessionId);
  });

  test('an end that overtakes its start is kept: the start finds that it is over', async () => {
    const visitor = await Visitor.create(server.url);
    assert.equal((await visitor.call('POST', '/end', {})).status, 404);
    assert.equal((await visitor.call('POST', '/end', {})).status, 404);
    const late = await on(other, visitor).put();
    assert.equal(late.status, 409);
    assert.equal(late.body.code, 'session_ended');
    assert.equal((await visitor.call('GET')).status, 404);
    assert.deepEqual((await visitor.callAt('GET', '/sessions')).body.sessions, []);
    assert.equal((await Visitor.create(server.url, visitor.sessionId).then((stranger) => stranger.put())).status, 201);
  });

  test('an end and its start at the same moment, 30 times: never a session that stays open', async () => {
    for (let round = 0; round < 30; round += 1) {
      const visitor = await Visitor.create(server.url);
      await Promise.all([visitor.put(), on(round % 2 ? other : server, visitor).call('POST', '/end', {})]);
      const { body } = await visitor.callAt('GET', '/sessions');
      assert.ok(body.sessions.every(({ status }: { status: string }) => status === 'ended'), JSON.stringify(body));
      assert.equal((await visitor.put()).body.code, 'session_ended');
    }
  });

  test('what can be ended ahead of its start is bounded', async () => {
    const visitor = await Visitor.create(server.url);
    for (let batch = 0; batch < 4; batch += 1) {
      await Promise.all(Array.from({ length: 20 }, () => visitor.with().call('POST', '/end', {})));
    }
    await visitor.call('POST', '/end', {});
    const sql = connect(server.databaseUrl, 1);
    const [row] = await sql<{ count: number }[]>`select count(*) from ended_label where visitor_id = ${visitor.visitorId}`;
    await sql.end();
    assert.equal(row?.count, 50);
    assert.equal((await visitor.put()).body.code, 'session_ended');
  });

  test('a start and a revocation at the same moment, 20 times: nothing stays open', async () => {
    const sql = connect(server.databaseUrl, 1);
    for (let round = 0; round < 20; round += 1) {
      const visitor = await Visitor.create(server.url);
      await Promise.all([
        visitor.put(),
        fetch(`${other.url}/v1/visitors/revoke`, { method: 'POST', body: JSON.stringify({ visitorId: visitor.visitorId, secret: visitor.secret }) }),
      ]);
      const open = await sql`select from session where visitor_id = ${visitor.visitorId} and status = 'active'`;
      assert.equal(open.length, 0);
    }
    await sql.end();
  });

  test('a summary says how a session stands', async () => {
    const visitor = await Visitor.started(server.url);
    const stream = visitor.stream();
    await visitor.send('hello');
    await stream.until((event) => event.type === 'message' && event.message.author.role === 'bot');
    const first = (await visitor.callAt('GET', '/sessions')).body.sessions[0];
    const { lastAt, startedAt, lastMessage, ...rest } = first;
    assert.deepEqual(rest, { id: visitor.sessionId, status: 'active', owner: 'bot', lastSeq: 3, unread: 1 });
    assert.deepEqual([lastMessage.text, lastMessage.role, lastMessage.at], ['ok', 'bot', lastAt]);
    assert.ok(startedAt <= lastAt);
    await visitor.call('POST', '/receipts', { read: 3 });
    await visitor.call('POST', '/handoff', {});
    const waiting = (await visitor.callAt('GET', '/sessions')).body.sessions[0];
    assert.equal(waiting.unread, 0);
    assert.ok(waiting.queue.position >= 1 && waiting.queue.estimateSeconds >= 15);
    const key = await ada.findChat(visitor);
    await ada.call('POST', `/chats/${key}/accept`);
    await ada.call('POST', `/chats/${key}/messages`, { id: 'a1', text: 'I am Ada' });
    const held = (await visitor.callAt('GET', '/sessions')).body.sessions[0];
    assert.deepEqual(held.agent, ada.me);
    assert.equal(held.unread, 1);
    await ada.call('POST', `/chats/${key}/end`, { reason: 'no_reply' });
    const ended = (await visitor.callAt('GET', '/sessions')).body.sessions[0];
    assert.equal(ended.status, 'ended');
    assert.deepEqual([ended.ended.by, ended.ended.reason, ended.ended.messageCount], ['agent', 'no_reply', 3]);
    assert.deepEqual(ended.agent, ada.me);
    stream.close();
  });

  test('the list is complete and in order, page by page', async () => {
    const { visitor, labels } = await withSessions(7);
    assert.deepEqual(await pages(visitor, 3), [...labels].reverse());
    assert.deepEqual(await pages(visitor, 200), [...labels].reverse());
    // The newest activity counts, not the start.
    await visitor.with(labels[2]).call('POST', '/handoff', {});
    const [moved] = await pages(visitor, 3);
    assert.equal(moved, labels[2]);
    for (const query of ['before=nonsense', 'before=', 'limit=0', 'limit=201', `before=${Buffer.from('1.2.x').toString('base64url')}`]) {
      assert.equal((await visitor.callAt('GET', `/sessions?${query}`)).status, 400, query);
    }
    assert.equal((await fetch(`${server.url}/v1/sessions`)).status, 401);
  });

  test('paging is stable while sessions come, move and end', async () => {
    const { visitor, labels } = await withSessions(9);
    const seen = await pages(visitor, 2, async (page) => {
      // One that was shown, one that is still to come, and a new one.
      await visitor.with(labels[8 - page]).send('moved');
      await visitor.with(labels[page]).call('POST', '/end');
      await visitor.with().put();
    });
    assert.deepEqual(seen, [...labels].reverse());
  });

  test('nobody sees the sessions of somebody else', async () => {
    const { visitor } = await withSessions(2);
    const stranger = await Visitor.create(server.url);
    const { next } = (await visitor.callAt('GET', '/sessions?limit=1')).body;
    assert.deepEqual((await stranger.callAt('GET', `/sessions?before=${next}`)).body.sessions, []);
    const inbox = stranger.inbox();
    await inbox.until((event) => event.type === 'sessions');
    await visitor.put();
    await stranger.put();
    const { session } = await inbox.until((event) => event.type === 'session');
    assert.equal(session.id, stranger.sessionId);
    assert.equal(inbox.frames.filter((event) => event.type === 'session' && event.session.id !== stranger.sessionId).length, 0);
    inbox.close();
  });

  const about = (id: string, fits: (session: Frame) => boolean = () => true) => (event: Frame) =>
    event.type === 'session' && event.session.id === id && fits(event.session);

  test('the inbox tells of starts, messages, owners, ends and reopenings, on any instance', async () => {
    const { visitor, labels } = await withSessions(2);
    const near = visitor.inbox();
    const far = on(other, visitor).inbox();
    for (const inbox of [near, far]) {
      const first = await inbox.until((event) => event.type === 'sessions');
      assert.equal(inbox.frames[0], first);
      assert.deepEqual(ids(first.sessions), [...labels].reverse());
      assert.equal(first.next, undefined);
    }
    const session = visitor.with();
    await session.put();
    await session.call('POST', '/handoff', {});
    const key = await ada.findChat(session);
    await ada.call('POST', `/chats/${key}/accept`);
    await ada.call('POST', `/chats/${key}/messages`, { id: 'm', text: 'psst' });
    for (const inbox of [near, far]) {
      await inbox.until(about(session.sessionId));
      const { session: told } = await inbox.until(about(session.sessionId, ({ lastMessage }) => lastMessage?.text === 'psst'));
      assert.deepEqual([told.owner, told.unread, told.agent.name], ['agent', 1, 'Ada']);
    }
    await ada.call('POST', `/chats/${key}/end`);
    for (const inbox of [near, far]) await inbox.until(about(session.sessionId, ({ status }) => status === 'ended'));
    assert.equal((await ada.call('POST', `/chats/${key}/reopen`)).status, 200);
    for (const inbox of [near, far]) {
      const ended = inbox.frames.findIndex(about(session.sessionId, ({ status }) => status === 'ended'));
      await inbox.until((event) => inbox.frames.indexOf(event) > ended && about(session.sessionId, ({ status }) => status === 'active')(event));
    }
    await near.untilComment();
    near.close();
    far.close();
  });

  test('after notices may have been missed the inbox tells its first page again', async () => {
    const { visitor, labels } = await withSessions(1);
    const inbox = visitor.inbox();
    await inbox.until((event) => event.type === 'sessions');
    const sql = connect(server.databaseUrl, 1);
    // Both at once: what changes while nobody is told, and the loss of the line on which notices come.
    await sql.begin(async (transaction) => {
      await transaction`update session set last_message = '{"text": "unheard", "role": "bot", "at": 1}' where label = ${labels[0] ?? ''}`;
      await transaction`select pg_terminate_backend(pid) from pg_stat_activity where query ilike '%listen%' and pid <> pg_backend_pid()`;
    });
    await sql.end();
    const again = await inbox.until((event) => event.type === 'sessions' && event.sessions[0]?.lastMessage?.text === 'unheard');
    assert.equal(again.sessions[0].id, labels[0]);
    inbox.close();
  });

  test('an inbox ends when its visitor is revoked, and none opens afterwards', async () => {
    const visitor = await Visitor.started(server.url);
    const far = on(other, visitor).inbox();
    await far.until((event) => event.type === 'sessions');
    await fetch(`${server.url}/v1/visitors/revoke`, { method: 'POST', body: JSON.stringify({ visitorId: visitor.visitorId, secret: visitor.secret }) });
    await far.closed;
    assert.equal(far.frames.at(-1).type, 'reconnect');
    assert.equal((await visitor.callAt('GET', '/sessions')).status, 401);
    assert.equal((await visitor.inbox().response).statusCode, 401);
  });

  test('a revocation that nobody was told of ends streams with a heartbeat', async () => {
    const visitor = await Visitor.started(server.url);
    const inbox = visitor.inbox();
    const stream = visitor.stream();
    await inbox.until((event) => event.type === 'sessions');
    await stream.until((event) => event.type === 'started');
    const sql = connect(server.databaseUrl, 1);
    await sql`update visitor set revoked_at = 1 where id = ${visitor.visitorId}`;
    await sql.end();
    await inbox.closed;
    await stream.closed;
  });
});
