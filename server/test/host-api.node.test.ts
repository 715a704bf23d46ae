// The host's server starts a chat for one of its users and hands the page a token for it: with the key alone, from no page, and never twice.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { SECRET, token } from './support/host.js';
import { Agent, call, testServer, Visitor } from './support/server.js';
import type { Answer, TestServer } from './support/server.js';

const KEY = 'the key of the shop, which no page ever holds';
const PAGE = 'https://shop.example';

describe('the host API', () => {
  let server: TestServer;
  before(async () => {
    server = await testServer({ hostKey: KEY, origins: [PAGE], limits: { logins: { burst: 30, perSecond: 0.01 } } });
  });
  after(() => server.remove());

  const start = (body: object, headers: Record<string, string> = { Authorization: `Bearer ${KEY}` }): Promise<Answer> =>
    call(server.url, 'POST', '/host/sessions', { body, headers });

  const enter = async (userToken: string, sessionId: string): Promise<Visitor> => {
    const { status, body } = await call(server.url, 'POST', '/visitors/verified', { body: { token: userToken } });
    assert.equal(status, 200, JSON.stringify(body));
    return new Visitor(server.url, body, sessionId);
  };

  test('a session waits for the user with a first message; his inbox tells him', async () => {
    const id = randomUUID();
    const first = await start({ user: { id } });
    const visitor = await enter(first.body.userToken, first.body.sessionId);
    const inbox = visitor.inbox();
    await inbox.until(({ type }) => type === 'sessions');
    const made = await start({ user: { id, name: 'Grace', email: 'grace@navy.example' }, message: 'Your order is late. Can I help?', context: { order: 7 } });
    assert.equal(made.status, 201);
    assert.ok(made.body.expiresIn > 3_600);
    await inbox.until((event) => event.type === 'session' && event.session.id === made.body.sessionId && event.session.unread === 1);
    const session = await enter(made.body.userToken, made.body.sessionId);
    assert.equal(session.visitorId, visitor.visitorId);
    const [started, greeting] = await session.log();
    assert.equal(started.by, 'host');
    assert.deepEqual([greeting.message.text, greeting.message.author.role], ['Your order is late. Can I help?', 'bot']);
    // The bot has nothing to answer yet; then it answers the user.
    await session.send('yes');
    const stream = session.stream();
    await stream.until((event) => event.type === 'message' && event.message.text === 'ok');
    const ada = await Agent.login(server.url, 'Ada');
    await session.call('POST', '/handoff', {});
    const chat = await ada.call('GET', `/chats/${await ada.findChat(session)}`);
    assert.deepEqual(chat.body.visitor, { id: session.visitorId, name: 'Grace', email: 'grace@navy.example', kind: 'verified' });
    assert.deepEqual(chat.body.about.context, { order: 7 });
    stream.close();
    inbox.close();
  });

  test('the same call again is the same session, greeted once', async () => {
    const body = { sessionId: randomUUID().toUpperCase(), user: { id: randomUUID() }, message: 'Hello' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => start(body)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array.from({ length: 9 }, () => 200), 201]);
    for (const answer of answers) assert.equal(answer.body.sessionId, body.sessionId.toLowerCase());
    const visitor = await enter(answers[0]?.body.userToken, body.sessionId);
    assert.equal((await visitor.log()).length, 2);
    await visitor.call('POST', '/end');
    const over = await start(body);
    assert.equal(over.status, 409);
    assert.equal(over.body.code, 'session_ended');
  });

  test('one open session means the one that is open, and says nothing into it', async () => {
    const user = { id: randomUUID() };
    const first = await start({ user, message: 'one', oneOpen: true });
    const second = await start({ user, message: 'two', oneOpen: true });
    assert.equal(second.status, 200);
    assert.equal(second.body.sessionId, first.body.sessionId);
    const visitor = await enter(second.body.userToken, second.body.sessionId);
    assert.deepEqual((await visitor.log()).map((event) => event.message?.text), [undefined, 'one']);
    assert.equal((await visitor.with().put({ oneOpen: true })).body.session.id, first.body.sessionId);
  });

  test('only with the key, from no page, and nothing of it comes back', async () => {
    const body = { user: { id: 'x' } };
    const { userToken } = (await start(body)).body;
    for (const headers of [{}, { Authorization: 'Bearer x' }, { Authorization: `Bearer ${KEY}x` }, { Authorization: `Basic ${KEY}` }, { Authorization: `Bearer ${userToken}` }]) {
      const answer = await start(body, headers as Record<string, string>);
      assert.equal(answer.status, 401, JSON.stringify(headers));
      assert.doesNotMatch(JSON.stringify(answer.body), /shop/);
    }
    for (const origin of [PAGE, 'https://evil.example', server.url]) {
      assert.equal((await start(body, { Authorization: `Bearer ${KEY}`, Origin: origin })).body.code, 'forbidden_origin');
    }
    for (const wrong of [{}, { user: {} }, { user: { id: '' } }, { user: { id: 'x'.repeat(256) } }, { user: { id: 'a\0b' } }, { user: { id: 'x', email: 'no' } }, { user: { id: 'x' }, message: ' ' }, { user: { id: 'x' }, sessionId: 'x' }]) {
      const answer = await start(wrong);
      assert.equal(answer.status, 400, JSON.stringify(wrong));
    }
    assert.equal((await start({ user: { id: 'x' }, message: 'x'.repeat(33 * 1024) })).status, 413);
  });

  test('guessing is slowed down; whoever has the key is not', async () => {
    const guesses = await Promise.all(Array.from({ length: 40 }, () => start({ user: { id: 'x' } }, { Authorization: 'Bearer guess' })));
    assert.ok(guesses.some(({ status }) => status === 429));
    assert.ok(guesses.every(({ status }) => status === 401 || status === 429));
    assert.equal((await start({ user: { id: 'x' } })).status, 201);
  });

  test('without a key there is no such call, and its tokens are worth nothing', async () => {
    const { userToken } = (await start({ user: { id: 'x' } })).body;
    const closed = await testServer({ databaseUrl: server.databaseUrl, identity: { secret: SECRET } });
    try {
      assert.equal((await call(closed.url, 'POST', '/host/sessions', { body: { user: { id: 'x' } }, headers: { Authorization: 'Bearer ' } })).status, 404);
      assert.equal((await call(closed.url, 'POST', '/host/sessions', { body: { user: { id: 'x' } }, headers: { Authorization: 'Bearer undefined' } })).status, 404);
      assert.equal((await call(closed.url, 'POST', '/visitors/verified', { body: { token: userToken } })).body.code, 'identity_refused');
    } finally {
      await closed.remove();
    }
    // And a token that the shop signs itself is worth nothing to a server that has no secret for it.
    assert.equal((await call(server.url, 'POST', '/visitors/verified', { body: { token: await token({ sub: 'x' }) } })).body.code, 'identity_refused');
  });
});
