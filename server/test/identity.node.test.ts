// Who somebody is: what he says opens nothing, what the host's server signs opens his own and nothing else, and whatever is wrong with a
// token is refused. Linking needs both proofs; leaving can only end; erasing leaves nothing.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { exportSPKI, generateKeyPair } from 'jose';
import { StartError, configFromEnvironment } from '../config.js';
import { connect } from '../database/connect.js';
import { KeyServer, keyPair, rawToken, SECRET, token } from './support/host.js';
import type { KeyPair, TokenOptions } from './support/host.js';
import { Agent, call, testServer, Visitor } from './support/server.js';
import type { Answer, TestServer } from './support/server.js';

const refused = (answer: Answer, status: number, code: string, detail?: RegExp): void => {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.equal(answer.body.code, code);
  if (detail) assert.match(answer.body.detail, detail);
};

const enter = (url: string, jwt: string): Promise<Answer> => call(url, 'POST', '/visitors/verified', { body: { token: jwt } });

/** A verified visitor, on a device of his own. */
async function verified(url: string, claims: Record<string, unknown> = {}, options: TokenOptions = {}): Promise<Visitor & { leaveToken: string }> {
  const { status, body } = await enter(url, await token({ sub: randomUUID(), ...claims }, options));
  assert.equal(status, 200, JSON.stringify(body));
  return Object.assign(new Visitor(url, body, randomUUID()), { leaveToken: body.leaveToken });
}

describe('identity', () => {
  let server: TestServer;
  let other: TestServer;
  let ada: Agent;
  before(async () => {
    server = await testServer({ identity: { secret: SECRET } });
    other = await testServer({ databaseUrl: server.databaseUrl, identity: { secret: SECRET } });
    ada = await Agent.login(server.url, 'Ada');
  });
  after(async () => {
    await other.remove();
    await server.remove();
  });

  const aboutOf = async (visitor: Visitor): Promise<unknown> => {
    await visitor.call('POST', '/handoff', {});
    const key = await ada.findChat(visitor);
    return (await ada.call('GET', `/chats/${key}`)).body.visitor;
  };

  describe('claims', () => {
    test('agents are told who somebody says he is, and that nobody has checked it', async () => {
      const { body } = await call(server.url, 'POST', '/visitors', { body: { name: '  Grace \n\u202e Hopper ', email: 'grace@navy.example' } });
      const grace = new Visitor(server.url, body, randomUUID());
      await grace.put();
      assert.deepEqual(await aboutOf(grace), { id: grace.visitorId, name: 'Grace Hopper', email: 'grace@navy.example', kind: 'unverified' });
      const feed = ada.feed();
      await feed.until(({ type }) => type === 'chats');
      assert.equal((await grace.callAt('PATCH', '/visitors/me', { name: 'Amazing Grace', email: '' })).status, 204);
      const { chat } = await feed.until((event) => event.type === 'chat' && event.chat.id === grace.sessionId && event.chat.visitor.email === undefined);
      assert.deepEqual(chat.visitor, { id: grace.visitorId, name: 'Amazing Grace', kind: 'unverified' });
      await grace.send('hi');
      assert.equal((await grace.log()).at(-1).message.author.name, 'Amazing Grace');
      await grace.callAt('PATCH', '/visitors/me', { name: null });
      assert.equal(((await aboutOf(grace)) as { kind: string }).kind, 'anonymous');
      feed.close();
    });

    test('what is no name or e-mail is refused', async () => {
      const visitor = await Visitor.create(server.url);
      for (const claims of [{ email: 'no' }, { email: 'a b@c' }, { name: 'x'.repeat(201) }, { name: 7 }, { email: `${'x'.repeat(320)}@y` }]) {
        refused(await visitor.callAt('PATCH', '/visitors/me', claims), 400, 'bad_request');
        refused(await call(server.url, 'POST', '/visitors', { body: claims }), 400, 'bad_request');
      }
      refused(await call(server.url, 'PATCH', '/visitors/me', { body: { name: 'x' } }), 401, 'unauthorized');
    });

    test('a guessed e-mail opens nothing: not of a verified visitor, not of one who says the same', async () => {
      const owner = await verified(server.url, { email: 'ceo@shop.example', name: 'The boss' });
      await owner.put();
      await owner.send('my secret');
      const { body } = await call(server.url, 'POST', '/visitors', { body: { email: 'ceo@shop.example', name: 'The boss' } });
      const liar = new Visitor(server.url, body, owner.sessionId);
      assert.notEqual(liar.visitorId, owner.visitorId);
      refused(await liar.call('GET'), 404, 'not_found');
      assert.deepEqual((await liar.callAt('GET', '/sessions')).body.sessions, []);
      await liar.put();
      assert.equal(((await aboutOf(liar)) as { kind: string }).kind, 'unverified');
      assert.equal((await liar.log()).length, 2);
    });
  });

  describe('a token of the host', () => {
    test('names the same visitor on every device and instance, with his whole history', async () => {
      const sub = randomUUID();
      const phone = await verified(server.url, { sub, name: 'Linus', email: 'linus@example.org' });
      await phone.put();
      await phone.send('from the phone');
      const laptop = await verified(other.url, { sub });
      assert.equal(laptop.visitorId, phone.visitorId);
      const list = (await laptop.callAt('GET', '/sessions')).body.sessions;
      assert.deepEqual(list.map(({ id }: { id: string }) => id), [phone.sessionId]);
      assert.equal((await laptop.with(phone.sessionId).log())[1].message.text, 'from the phone');
      assert.deepEqual(await aboutOf(phone), { id: phone.visitorId, name: 'Linus', email: 'linus@example.org', kind: 'verified' });
      assert.notEqual((await verified(server.url, { sub: sub.toUpperCase() })).visitorId, phone.visitorId);
    });

    test('20 first sign-ins at once are one visitor', async () => {
      const jwt = await token({ sub: randomUUID() });
      const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => enter(index % 2 ? server.url : other.url, jwt)));
      assert.equal(new Set(answers.map(({ body }) => body.visitorId)).size, 1);
    });

    test('says what is shown of him; his page cannot', async () => {
      const visitor = await verified(server.url, { name: 'Real', email: 'real@example.org' });
      refused(await visitor.callAt('PATCH', '/visitors/me', { name: 'Other' }), 400, 'bad_request', /identity token/);
      const { body } = await enter(server.url, await token({ sub: randomUUID(), name: ' N ', email: 'e@x' }));
      assert.deepEqual([body.name, body.email], ['N', 'e@x']);
    });

    test('what he writes into a form does not stand beside his verified name', async () => {
      const prechat = [{ name: 'name', label: 'Name', value: 'The CEO' }, { name: 'email', label: 'E-mail', value: 'ceo@shop.example' }];
      const visitor = await verified(server.url, { name: 'Real' });
      await visitor.put({ prechat });
      assert.deepEqual(await aboutOf(visitor), { id: visitor.visitorId, name: 'Real', kind: 'verified' });
      const nameless = await verified(server.url);
      await nameless.put({ prechat });
      assert.match(((await aboutOf(nameless)) as { name: string }).name, /^Visitor /);
    });

    test('bounds the life of the access token', async () => {
      const { body } = await enter(server.url, await token({ sub: 'short' }, { exp: 60 }));
      assert.ok(body.expiresIn >= 55 && body.expiresIn <= 60, String(body.expiresIn));
      const long = await enter(server.url, await token({ sub: 'short' }, { exp: 23 * 3_600 }));
      assert.equal(long.body.expiresIn, 1_800);
      const claims = JSON.parse(Buffer.from(body.accessToken.split('.')[1], 'base64url').toString());
      assert.ok(claims.exp * 1000 <= Date.now() + 60_000);
    });

    test('everything that is wrong with one is refused, and says what', async () => {
      const sub = 'someone';
      const now = Math.floor(Date.now() / 1000);
      const good = { sub, aud: 'chat-embed', exp: now + 60 };
      const hmac = (header: object, payload: object, secret: string): string => {
        const unsigned = rawToken(header, payload).slice(0, -1);
        return `${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`;
      };
      const bad: [string, string | Promise<string>, RegExp][] = [
        ['expired', token({ sub }, { exp: -60 }), /expired/],
        ['expired a moment ago, within what clocks may differ', token({ sub }, { exp: -2 }), /expired/],
        ['no exp', token({ sub }, { exp: null }), /"exp"/],
        ['lives too long', token({ sub }, { exp: 25 * 3_600 }), /24 hours/],
        ['lives too long, issued long ago', token({ sub, iat: now - 20 * 3_600 }, { exp: 10 * 3_600 }), /24 hours/],
        ['exp that is no number', hmac({ alg: 'HS256' }, { ...good, exp: '9999999999' }, SECRET), /./],
        ['exp without an end', hmac({ alg: 'HS256' }, { ...good, exp: 1e300 }, SECRET), /24 hours/],
        ['iat that hides a long life', hmac({ alg: 'HS256' }, { ...good, iat: 'soon', exp: now + 30 * 3_600 }, SECRET), /24 hours|claim/],
        ['not yet', token({ sub, nbf: now + 600 }), /not valid yet/],
        ['no audience', token({ sub }, { aud: null }), /"aud"/],
        ['wrong audience', token({ sub }, { aud: 'shop' }), /"aud"/],
        ['the audience of access tokens', token({ sub }, { aud: 'chat-embed/1' }), /"aud"/],
        ['no sub', token({}), /"sub"/],
        ['empty sub', token({ sub: '' }), /"sub"/],
        ['endless sub', token({ sub: 'x'.repeat(256) }), /"sub"/],
        ['sub that no database takes', token({ sub: 'a\0b' }), /"sub"/],
        ['sub that is a number', token({ sub: 7 as never }), /"sub"/],
        ['sub that is a list', hmac({ alg: 'HS256' }, { ...good, sub: ['someone'] }, SECRET), /"sub"/],
        ['name that is no text', token({ sub, name: { first: 'x' } }), /"name"/],
        ['another secret', token({ sub }, { key: new TextEncoder().encode('another secret of the same length, nearly') }), /signature/],
        ['no signature', rawToken({ alg: 'HS256' }, good), /./],
        ['none', rawToken({ alg: 'none' }, good), /algorithm/],
        ['None', rawToken({ alg: 'None' }, good, 'x'), /algorithm/],
        ['a stronger HMAC that nobody configured', token({ sub }, { alg: 'HS512', key: new TextEncoder().encode(SECRET.repeat(2)) }), /algorithm/],
        ['a public key algorithm without a key set', generateKeyPair('RS256').then(({ privateKey }) => token({ sub }, { alg: 'RS256', key: privateKey })), /algorithm/],
        ['a critical header that nobody knows', hmac({ alg: 'HS256', crit: ['x'], x: 1 }, good, SECRET), /./],
        ['an unencoded payload', hmac({ alg: 'HS256', b64: false, crit: ['b64'] }, good, SECRET), /./],
        ['the name of our own key', hmac({ alg: 'HS256', kid: 'chat-embed-server' }, good, 'x'), /signature/],
        ['a key inside the token', hmac({ alg: 'HS256', jwk: { kty: 'oct', k: 'eA' } }, good, 'x'), /signature/],
        ['a path for a key', hmac({ alg: 'HS256', kid: '../../dev/null' }, good, ''), /signature/],
        ['nothing', '', /JWT/],
        ['noise', 'a.b.c', /JWT/],
        ['too long', 'x'.repeat(9_000), /longer/],
      ];
      const sql = connect(server.databaseUrl, 1);
      const count = async (): Promise<number> => (await sql<{ count: number }[]>`select count(*) from visitor`)[0]?.count ?? 0;
      const before_ = await count();
      for (const [what, jwt, detail] of bad) {
        const answer = await enter(server.url, await jwt);
        assert.equal(answer.status, 401, `${what}: ${JSON.stringify(answer.body)}`);
        assert.equal(answer.body.code, 'identity_refused', what);
        assert.match(answer.body.detail, detail, what);
        assert.equal(answer.body.visitorId, undefined, what);
      }
      assert.equal(await count(), before_, 'nobody was made');
      await sql.end();
      const visitor = await Visitor.create(server.url);
      refused(await enter(server.url, visitor.accessToken), 401, 'identity_refused');
      refused(await call(server.url, 'POST', '/visitors/verified', { body: {} }), 400, 'bad_request');
    });

    test('is no access token, and a token of one kind is none of another', async () => {
      const jwt = await token({ sub: 'someone' });
      const visitor = await verified(server.url);
      await visitor.put();
      for (const wrong of [jwt, visitor.leaveToken]) {
        refused(await call(server.url, 'GET', '/sessions', { headers: { Authorization: `Bearer ${wrong}` } }), 401, 'unauthorized');
      }
      for (const wrong of [jwt, visitor.accessToken]) {
        refused(await call(server.url, 'POST', '/visitors/leave', { body: { leaveToken: wrong, sessionId: visitor.sessionId } }), 401, 'unauthorized');
      }
      refused(await enter(server.url, visitor.leaveToken), 401, 'identity_refused');
      // A verified visitor has no secret: none can be guessed.
      for (const secret of ['', 'undefined', 'null']) {
        refused(await call(server.url, 'POST', '/visitors/token', { body: { visitorId: visitor.visitorId, secret } }), 401, 'unauthorized');
        refused(await call(server.url, 'POST', '/visitors/revoke', { body: { visitorId: visitor.visitorId, secret } }), 401, 'unauthorized');
      }
    });

    test('the issuer counts where one is set', async () => {
      const strict = await testServer({ databaseUrl: server.databaseUrl, identity: { secret: SECRET, issuer: 'https://shop.example' } });
      try {
        refused(await enter(strict.url, await token({ sub: 'x' })), 401, 'identity_refused', /"iss"/);
        refused(await enter(strict.url, await token({ sub: 'x', iss: 'https://evil.example' })), 401, 'identity_refused', /"iss"/);
        assert.equal((await enter(strict.url, await token({ sub: 'x', iss: 'https://shop.example' }))).status, 200);
      } finally {
        await strict.remove();
      }
    });

    test('a server without keys refuses every one', async () => {
      const plain = await testServer({ databaseUrl: server.databaseUrl });
      try {
        refused(await enter(plain.url, await token({ sub: 'x' })), 401, 'identity_refused', /CHAT_IDENTITY_SECRET/);
      } finally {
        await plain.remove();
      }
    });

    test('settings that are not safe are refused at the start, without telling the secret', () => {
      const bad = [
        { CHAT_IDENTITY_SECRET: 'hunter2' },
        { CHAT_HOST_KEY: 'hunter2' },
        { CHAT_IDENTITY_JWKS: 'http://keys.example/jwks' },
        { CHAT_IDENTITY_JWKS: 'file:///etc/keys' },
        { CHAT_IDENTITY_JWKS: 'keys' },
        { CHAT_CSAT: 'sometimes' },
      ];
      for (const env of bad) {
        assert.throws(() => configFromEnvironment(env), (error) => error instanceof StartError && !error.message.includes('hunter2'), JSON.stringify(env));
      }
      const config = configFromEnvironment({ CHAT_IDENTITY_SECRET: SECRET, CHAT_IDENTITY_JWKS: 'https://keys.example/jwks', CHAT_IDENTITY_ISSUER: 'me', CHAT_HOST_KEY: SECRET, CHAT_CSAT: 'always' });
      assert.deepEqual(config.identity, { secret: SECRET, jwks: 'https://keys.example/jwks', issuer: 'me' });
      assert.deepEqual([config.hostKey, config.surveys], [SECRET, 'always']);
    });
  });

  describe('a key set', () => {
    let keys: KeyServer;
    let pairs: Record<'RS256' | 'ES256' | 'EdDSA', KeyPair>;
    before(async () => {
      pairs = { RS256: await keyPair('RS256', 'rsa'), ES256: await keyPair('ES256', 'ec'), EdDSA: await keyPair('EdDSA', 'ed') };
      keys = await KeyServer.start();
    });
    after(() => keys.stop());

    /** A server of its own, because a key set is kept. */
    async function withKeys<T>(run: (url: string) => Promise<T>, identity: { secret?: string } = {}): Promise<T> {
      const place = await testServer({ databaseUrl: server.databaseUrl, identity: { jwks: keys.url, ...identity } });
      keys.asked = 0;
      try {
        return await run(place.url);
      } finally {
        await place.remove();
      }
    }
    const serveAll = (): void => keys.serve(Object.values(pairs).map(({ jwk }) => jwk));

    test('RS256, ES256 and EdDSA are accepted by their kid; the set is fetched once', async () => {
      serveAll();
      await withKeys(async (url) => {
        for (const [alg, { privateKey, jwk }] of Object.entries(pairs)) {
          const answer = await enter(url, await token({ sub: 'someone' }, { alg, key: privateKey, kid: jwk.kid as string }));
          assert.equal(answer.status, 200, `${alg}: ${JSON.stringify(answer.body)}`);
        }
        assert.equal(keys.asked, 1);
      });
    });

    test('algorithms are never confused', async () => {
      serveAll();
      const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
      const pem = await exportSPKI(publicKey);
      const asSecret = (text: string): Uint8Array => new TextEncoder().encode(text);
      for (const identity of [{}, { secret: SECRET }]) {
        await withKeys(async (url) => {
          const bad: TokenOptions[] = [
            // The public key, which everybody knows, as a shared secret.
            { alg: 'HS256', key: asSecret(pem), kid: 'rsa' },
            { alg: 'HS256', key: asSecret(JSON.stringify(pairs.RS256.jwk)), kid: 'rsa' },
            { alg: 'HS256', key: asSecret(String(pairs.RS256.jwk.n)), kid: 'rsa' },
            // Somebody else's key under a name that we know, one of another kind, one that is not ours.
            { alg: 'RS256', key: privateKey, kid: 'rsa' },
            { alg: 'ES256', key: pairs.ES256.privateKey, kid: 'rsa' },
            { alg: 'RS256', key: privateKey, kid: 'unknown' },
            { alg: 'RS256', key: privateKey, kid: '../rsa' },
            { alg: 'PS256', key: (await generateKeyPair('PS256')).privateKey, kid: 'rsa' },
            { alg: 'RS512', key: (await generateKeyPair('RS512')).privateKey, kid: 'rsa' },
            { alg: 'RS256', key: privateKey, header: { jwk: pairs.RS256.jwk } },
            { alg: 'RS256', key: privateKey, kid: 'rsa', header: { jku: keys.url } },
          ];
          for (const options of bad) refused(await enter(url, await token({ sub: 'someone' }, options)), 401, 'identity_refused');
          refused(await enter(url, rawToken({ alg: 'none', kid: 'rsa' }, { sub: 'x', aud: 'chat-embed', exp: Date.now() / 1000 + 60 })), 401, 'identity_refused');
          // An unknown kid asks for the set again, but not each time.
          assert.ok(keys.asked <= 2, String(keys.asked));
        }, identity);
      }
    });

    test('a symmetric key in the set signs nothing', async () => {
      keys.serve([{ kty: 'oct', kid: 'shared', k: Buffer.from(SECRET).toString('base64url'), alg: 'HS256' }]);
      await withKeys(async (url) => refused(await enter(url, await token({ sub: 'x' }, { kid: 'shared' })), 401, 'identity_refused'));
    });

    test('a secret works beside it', async () => {
      serveAll();
      await withKeys(
        async (url) => {
          assert.equal((await enter(url, await token({ sub: 'both' }))).status, 200);
          assert.equal(keys.asked, 0);
          assert.equal((await enter(url, await token({ sub: 'both' }, { alg: 'EdDSA', key: pairs.EdDSA.privateKey, kid: 'ed' }))).status, 200);
        },
        { secret: SECRET },
      );
    });

    test('one that cannot be had, is no JSON, too large, or elsewhere: try later, and not all at once', async () => {
      const elsewhere = await KeyServer.start(Object.values(pairs).map(({ jwk }) => jwk));
      const answers: KeyServer['answer'][] = [
        (_, response) => response.writeHead(500).end(),
        (_, response) => response.writeHead(200).end('<html>'),
        (_, response) => response.writeHead(200).end('{"keys": 7}'),
        (_, response) => response.writeHead(302, { Location: elsewhere.url }).end(),
        (_, response) => response.writeHead(302, { Location: 'file:///etc/passwd' }).end(),
        (_, response) => response.writeHead(200).end(JSON.stringify({ keys: [pairs.RS256.jwk], padding: 'x'.repeat(300 * 1024) })),
        (_, response) => response.destroy(),
      ];
      const jwt = await token({ sub: 'x' }, { alg: 'RS256', key: pairs.RS256.privateKey, kid: 'rsa' });
      for (const answer of answers) {
        keys.answer = answer;
        await withKeys(async (url) => {
          const first = await enter(url, jwt);
          refused(first, 503, 'unavailable');
          assert.ok(first.headers.get('retry-after'));
          await Promise.all(Array.from({ length: 10 }, () => enter(url, jwt)));
          assert.ok(keys.asked <= 2, `${answer.toString()}: ${keys.asked}`);
        });
      }
      assert.equal(elsewhere.asked, 0, 'no redirect was followed');
      await elsewhere.stop();
    });

    test('one that never answers is given up', async () => {
      const sockets: Socket[] = [];
      const silent = createServer((socket) => sockets.push(socket.on('error', () => undefined)));
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      const { port } = silent.address() as { port: number };
      const place = await testServer({ databaseUrl: server.databaseUrl, identity: { jwks: `http://127.0.0.1:${port}/` } });
      refused(await enter(place.url, await token({ sub: 'x' }, { alg: 'RS256', key: pairs.RS256.privateKey, kid: 'rsa' })), 503, 'unavailable');
      assert.equal(sockets.length, 1, 'it was asked once');
      await place.remove();
      for (const socket of sockets) socket.destroy();
      silent.close();
    });
  });

  describe('leaving', () => {
    test('a leave token ends sessions of its visitor, again and again, and does nothing else', async () => {
      const visitor = await verified(server.url);
      await visitor.put();
      const leave = (body: object): Promise<Answer> => call(other.url, 'POST', '/visitors/leave', { body: { leaveToken: visitor.leaveToken, sessionId: visitor.sessionId, ...body } });
      for (let twice = 0; twice < 2; twice += 1) assert.equal((await leave({ by: 'host', reason: 'logout' })).status, 204);
      const { ended } = (await visitor.call('GET')).body.session;
      assert.deepEqual([ended.by, ended.reason], ['host', 'logout']);
      // One whose start is still on its way, and somebody else's.
      const late = visitor.with();
      assert.equal((await leave({ sessionId: late.sessionId })).status, 204);
      refused(await late.put(), 409, 'session_ended');
      const stranger = await verified(server.url);
      await stranger.put();
      assert.equal((await leave({ sessionId: stranger.sessionId })).status, 204);
      assert.equal((await stranger.call('GET')).body.session.status, 'active');
      refused(await leave({ sessionId: 'x' }), 400, 'bad_request');
      refused(await leave({ by: 'agent' }), 400, 'bad_request');
      const tampered = `${visitor.leaveToken.slice(0, -3)}AAA`;
      refused(await leave({ leaveToken: tampered }), 401, 'unauthorized');
    });
  });

  describe('linking', () => {
    async function pair(): Promise<{ anonymous: Visitor; owner: Visitor; link: (with_?: object) => Promise<Answer> }> {
      const anonymous = await Visitor.started(server.url);
      const owner = await verified(server.url);
      const link = (with_: object = {}): Promise<Answer> => owner.callAt('POST', '/visitors/link', { visitorId: anonymous.visitorId, secret: anonymous.secret, ...with_ });
      return { anonymous, owner, link };
    }

    test('the sessions of this device become the verified visitor’s; nothing ends, the old name is dead; again changes nothing', async () => {
      const { anonymous, owner, link } = await pair();
      await anonymous.send('before I signed in', 'm1');
      const stream = anonymous.stream();
      const far = new Visitor(other.url, anonymous, anonymous.sessionId).inbox();
      const inbox = owner.inbox();
      await stream.until(({ type }) => type === 'started');
      await far.until(({ type }) => type === 'sessions');
      await inbox.until(({ type }) => type === 'sessions');
      assert.equal((await link()).status, 204);
      const moved = owner.with(anonymous.sessionId);
      assert.equal((await moved.call('GET')).body.session.status, 'active');
      assert.equal((await moved.log())[1].message.text, 'before I signed in');
      await inbox.until((event) => event.type === 'session' && event.session.id === anonymous.sessionId);
      // A message whose answer was lost is sent again by who he is now.
      assert.equal((await moved.send('before I signed in', 'm1')).status, 200);
      await stream.closed;
      await far.closed;
      refused(await anonymous.call('GET'), 401, 'unauthorized');
      refused(await anonymous.put(), 401, 'unauthorized');
      refused(await anonymous.callAt('GET', '/sessions'), 401, 'unauthorized');
      refused(await anonymous.callAt('DELETE', '/visitors/me'), 401, 'unauthorized');
      refused(await anonymous.callAt('PATCH', '/visitors/me', { name: 'x' }), 401, 'unauthorized');
      refused(await call(server.url, 'POST', '/visitors/token', { body: { visitorId: anonymous.visitorId, secret: anonymous.secret } }), 401, 'unauthorized');
      assert.equal((await link()).status, 204);
      // Forgetting the old name does not end what has moved.
      assert.equal((await call(server.url, 'POST', '/visitors/revoke', { body: { visitorId: anonymous.visitorId, secret: anonymous.secret } })).status, 204);
      assert.equal((await moved.call('GET')).body.session.status, 'active');
      inbox.close();
    });

    test('needs both proofs', async () => {
      const { anonymous, owner, link } = await pair();
      refused(await link({ secret: 'wrong' }), 401, 'unauthorized');
      refused(await link({ visitorId: randomUUID() }), 401, 'unauthorized');
      refused(await call(server.url, 'POST', '/visitors/link', { body: { visitorId: anonymous.visitorId, secret: anonymous.secret } }), 401, 'unauthorized');
      // Whoever is not verified cannot gather others, nor be gathered twice, nor can one take a verified visitor's.
      const thief = await Visitor.started(server.url);
      refused(await thief.callAt('POST', '/visitors/link', { visitorId: anonymous.visitorId, secret: anonymous.secret }), 401, 'unauthorized', /verified/);
      refused(await owner.callAt('POST', '/visitors/link', { visitorId: owner.visitorId, secret: '' }), 401, 'unauthorized');
      assert.equal((await anonymous.call('GET')).status, 200);
      assert.equal((await link()).status, 204);
      const second = await verified(server.url);
      refused(await second.callAt('POST', '/visitors/link', { visitorId: anonymous.visitorId, secret: anonymous.secret }), 401, 'unauthorized');
      const gone = await Visitor.started(server.url);
      await call(server.url, 'POST', '/visitors/revoke', { body: { visitorId: gone.visitorId, secret: gone.secret } });
      refused(await link({ visitorId: gone.visitorId, secret: gone.secret }), 401, 'unauthorized');
    });

    test('two sessions of one label: everything moves, and the anonymous one is called otherwise from then on', async () => {
      const { anonymous, owner, link } = await pair();
      await anonymous.send('before I signed in');
      const free = anonymous.with();
      await free.put();
      const own = owner.with(anonymous.sessionId);
      await own.put();
      await own.send('from my phone');
      const inbox = owner.inbox();
      await inbox.until(({ type }) => type === 'sessions');
      assert.equal((await link()).status, 204);
      const told = await inbox.until((event) => event.type === 'session' && ![own.sessionId, free.sessionId].includes(event.session.id));
      const { sessions } = (await owner.callAt('GET', '/sessions')).body;
      assert.deepEqual(sessions.map(({ id }: { id: string }) => id).sort(), [own.sessionId, free.sessionId, told.session.id].sort());
      assert.equal((await own.log())[1].message.text, 'from my phone');
      const renamed = owner.with(told.session.id);
      assert.equal((await renamed.log())[1].message.text, 'before I signed in');
      assert.equal((await renamed.send('and after')).status, 201);
      assert.equal((await renamed.put()).body.session.id, told.session.id);
      inbox.close();
      // The answer was lost: nothing is called otherwise again.
      assert.equal((await link()).status, 204);
      assert.equal((await owner.callAt('GET', '/sessions')).body.sessions.length, 3);
    });

    test('an end that overtook its start counts for a session that never was, not for one that is there', async () => {
      const { anonymous, owner, link } = await pair();
      const [taken, free] = [randomUUID(), randomUUID()];
      await owner.with(taken).put();
      for (const label of [taken, free]) assert.equal((await anonymous.with(label).call('POST', '/end')).status, 404);
      assert.equal((await owner.with(anonymous.sessionId).call('POST', '/end')).status, 404);
      assert.equal((await link()).status, 204);
      assert.equal((await owner.with(taken).put()).status, 200);
      assert.equal((await owner.with(anonymous.sessionId).put()).status, 200);
      refused(await owner.with(free).put(), 409, 'session_ended');
    });

    test('at the same moment as a start and as another link, 20 times: no session is left behind', async () => {
      for (let round = 0; round < 20; round += 1) {
        const { anonymous, owner, link } = await pair();
        const late = anonymous.with();
        const [started, ...links] = await Promise.all([late.put(), link(), link()]);
        assert.deepEqual(links.map(({ status }) => status), [204, 204]);
        assert.ok([201, 401].includes(started.status));
        const { sessions } = (await owner.callAt('GET', '/sessions')).body;
        assert.equal(sessions.length, started.status === 201 ? 2 : 1);
      }
    });
  });

  describe('erasing', () => {
    const canary = `canary${randomUUID().replaceAll('-', '')}`;

    async function traces(): Promise<string[]> {
      const sql = connect(server.databaseUrl, 1);
      const tables = await sql<{ name: string }[]>`select table_name as name from information_schema.tables where table_schema = 'chat_embed'`;
      const found: string[] = [];
      for (const { name } of tables) {
        const rows = await sql`select from ${sql(name)} t where t::text ilike ${`%${canary}%`}`;
        if (rows.length > 0) found.push(name);
      }
      await sql.end();
      return found.sort();
    }

    test('everything that was ever written of a visitor is gone, and everybody who looks is told', async () => {
      const sub = `${canary}-sub`;
      const anonymous = await Visitor.started(server.url);
      await anonymous.callAt('PATCH', '/visitors/me', { name: canary, email: `${canary}@x` });
      await anonymous.put({ page: { url: `https://x/${canary}`, title: canary } });
      const owner = await verified(server.url, { sub, name: `${canary} name`, email: `${canary}@example.org` });
      await owner.put({ context: { secret: canary }, page: { url: `https://x/${canary}`, title: canary } });
      await owner.send(canary);
      await owner.callAt('POST', '/visitors/link', { visitorId: anonymous.visitorId, secret: anonymous.secret });
      await owner.call('POST', '/handoff', { reason: canary });
      const key = await ada.findChat(owner);
      await ada.call('POST', `/chats/${key}/accept`);
      await ada.call('POST', `/chats/${key}/survey`);
      const { id } = (await owner.call('GET')).body.session.csat;
      await owner.call('POST', '/csat', { id, score: 1, comment: canary });
      assert.deepEqual(await traces(), ['event', 'session', 'survey', 'visitor']);

      const bystander = await Visitor.started(server.url);
      const streams = [owner.stream(), owner.inbox(), ada.stream(key)];
      for (const stream of streams) await stream.until(() => true);
      const feed = ada.feed();
      await feed.until(({ type }) => type === 'chats');
      assert.equal((await new Visitor(other.url, owner, '').callAt('DELETE', '/visitors/me')).status, 204);
      assert.deepEqual(await traces(), []);
      await Promise.all(streams.map((stream) => stream.closed));
      await feed.until((event) => event.type === 'erased' && event.key === key);
      assert.equal((await ada.call('GET', `/chats/${key}`)).status, 404);
      refused(await owner.call('GET'), 401, 'unauthorized');
      refused(await owner.put(), 401, 'unauthorized');
      // Told again, because the answer was lost: there is nothing left.
      assert.equal((await owner.callAt('DELETE', '/visitors/me')).status, 204);
      refused(await call(server.url, 'DELETE', '/visitors/me'), 401, 'unauthorized');
      refused(await call(server.url, 'POST', '/visitors/leave', { body: { leaveToken: (owner as Visitor & { leaveToken: string }).leaveToken, sessionId: owner.sessionId } }), 401, 'unauthorized');
      assert.equal((await bystander.call('GET')).status, 200);
      const again = await verified(server.url, { sub });
      assert.notEqual(again.visitorId, owner.visitorId);
      assert.deepEqual((await again.callAt('GET', '/sessions')).body.sessions, []);
      await again.callAt('DELETE', '/visitors/me');
      assert.deepEqual(await traces(), []);
      feed.close();
    });

    test('an answer that is being written leaves nothing behind', async () => {
      const visitor = await Visitor.started(server.url);
      await Promise.all([visitor.send(canary), visitor.callAt('DELETE', '/visitors/me')]);
      assert.deepEqual(await traces(), []);
    });
  });
});
