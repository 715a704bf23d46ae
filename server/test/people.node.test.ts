// Chats that go straight to people: whom they are offered to, who takes them when nobody of their target can, when they are refused; who
// counts as there; and what is left while nobody is.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Sql } from '../database/connect.js';
import { readHours } from '../hours.js';
import { Agent, call, ScriptedBot, testServer, twoInstances, Visitor } from './support/server.js';
import type { Answer, EventReader, TestServer, TwoInstances } from './support/server.js';

const QUEUES = [{ id: 'sales', name: 'Sales' }, { id: 'support', name: 'Support' }];
const NOBODY = randomUUID();
/** Short enough to wait for; the grace is none where a test does not ask for it. */
const TIMES = { agentGrace: 0, look: 40 };

const availability = (url: string, query = ''): Promise<Answer> => call(url, 'GET', `/availability${query}`);

/** Asks until the state is this one: what makes it so is under way. */
async function untilState(url: string, state: string, query = ''): Promise<Answer['body']> {
  for (const limit = Date.now() + 10_000; ; ) {
    const { body } = await availability(url, query);
    if (body.state === state) return body;
    assert.ok(Date.now() < limit, `still ${body.state}, not ${state}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What is cleaned up after each test. */
const open: EventReader[] = [];

async function comeIn(agent: Agent): Promise<EventReader> {
  const feed = await agent.arrive();
  open.push(feed);
  return feed;
}

async function start(url: string, body: object): Promise<{ readonly visitor: Visitor; readonly answer: Answer }> {
  const visitor = await Visitor.create(url);
  return { visitor, answer: await visitor.put(body) };
}

const isChat = (visitor: Visitor) => (event: Answer['body']) => event.type === 'chat' && event.chat.visitor.id === visitor.visitorId;

describe('people', () => {
  const bot = new ScriptedBot();
  let instances: TwoInstances | undefined;
  let server: TestServer;
  let other: TestServer;
  let sql: Sql;
  let ada: Agent;
  let bob: Agent;
  before(async () => {
    instances = await twoInstances({ bot, queues: QUEUES, agentCapacity: 1, times: TIMES });
    ({ server, other, sql } = instances);
    ada = await Agent.login(server.url, 'Ada', undefined, ['sales']);
    bob = await Agent.login(other.url, 'Bob', undefined, ['support']);
  });
  after(() => instances?.remove());
  afterEach(async () => {
    // Everybody goes, and what was open ends: each test begins with nobody there.
    const feed = await ada.arrive();
    feed.close();
    for (const agent of [ada, bob]) {
      const list = await agent.arrive();
      const chats = list.frames.find((event) => event.type === 'chats').chats;
      for (const chat of chats) await agent.call('POST', `/chats/${chat.key}/end`);
      list.close();
    }
    for (const one of open.splice(0)) one.close();
    await untilState(server.url, 'away');
  });

  test('availability: away, available, busy; for an agent, for a queue, for everybody; on every instance', async () => {
    assert.deepEqual((await availability(server.url)).body, { state: 'away', bot: true, leaveMessage: true });
    await comeIn(ada);
    for (const { url } of [server, other]) {
      const { body } = await availability(url);
      assert.deepEqual([body.state, body.bot, body.leaveMessage, typeof body.estimateSeconds], ['available', true, true, 'number']);
      assert.equal((await availability(url, `?agentId=${ada.me.id}`)).body.state, 'available');
      assert.equal((await availability(url, '?queueId=sales')).body.state, 'available');
      assert.equal((await availability(url, '?queueId=support')).body.state, 'away');
      assert.equal((await availability(url, `?agentId=${bob.me.id}`)).body.state, 'away');
      assert.equal((await availability(url, `?agentId=${ada.me.id}&queueId=support`)).body.state, 'away');
    }
    const { visitor } = await start(server.url, { routing: { fallback: true } });
    await ada.call('POST', `/chats/${await ada.findChat(visitor)}/accept`);
    assert.equal((await availability(server.url)).body.state, 'busy');
    await comeIn(bob);
    assert.equal((await availability(server.url)).body.state, 'available');
    assert.equal((await availability(server.url, '?queueId=sales')).body.state, 'busy');
  });

  test('availability of what there is not is refused, and names it', async () => {
    for (const query of [`?agentId=${NOBODY}`, '?agentId=x%00y', '?queueId=golf', `?agentId=${ada.me.id}&queueId=golf`]) {
      const { status, body } = await availability(server.url, query);
      assert.deepEqual([status, body.code], [400, 'bad_request'], query);
      assert.match(body.detail, /no such agent or queue/);
    }
  });

  test('an agent sets himself away and back, on all his devices; a new sign-in makes him available', async () => {
    const near = await comeIn(ada);
    const far = new Agent(other.url, ada.cookie, ada.me);
    const feed = await comeIn(far);
    const me = { agent: ada.me, away: true, bot: true, queues: [QUEUES[0]] };
    assert.deepEqual((await ada.call('PATCH', '/me', { away: true })).body, me);
    for (const list of [near, feed]) assert.deepEqual(await list.until((event) => event.type === 'me' && event.me.away), { type: 'me', me });
    assert.equal((await availability(other.url)).body.state, 'away');
    assert.deepEqual((await far.call('GET', '/me')).body, me);
    await Agent.login(other.url, 'Ada', undefined, ['sales']);
    await untilState(other.url, 'available');
    assert.equal((await ada.call('PATCH', '/me', { away: 1 })).status, 400);
  });

  test('who closes his list is gone, after a moment in which he may come back', async () => {
    const grace = await testServer({ times: { ...TIMES, agentGrace: 60_000, agentLease: 120_000 } });
    try {
      const agent = await Agent.login(grace.url, 'Ada');
      (await agent.arrive()).close();
      assert.equal((await availability(grace.url)).body.state, 'available');
    } finally {
      await grace.remove();
    }
    const feed = await comeIn(ada);
    feed.close();
    await untilState(server.url, 'away');
    await comeIn(ada);
    await untilState(server.url, 'available');
  });

  test('who signs out is gone at once, and his list closes', async () => {
    const agent = await Agent.login(server.url, 'Eve');
    const brief = await testServer({ databaseUrl: server.databaseUrl, times: { ...TIMES, heartbeat: 50, agentGrace: 60_000 } });
    try {
      const there = new Agent(brief.url, agent.cookie, agent.me);
      const list = await there.arrive();
      await agent.call('POST', '/logout');
      assert.equal((await availability(server.url, `?agentId=${agent.me.id}`)).body.state, 'away');
      await list.closed;
    } finally {
      await brief.remove();
    }
  });

  test('the agents of an instance that died are gone when their lease ends', async () => {
    const dying = await testServer({ databaseUrl: server.databaseUrl, times: { ...TIMES, agentLease: 700 } });
    const agent = new Agent(dying.url, ada.cookie, ada.me);
    const list = await agent.arrive();
    // It renews the lease while it lives.
    const lease = async (): Promise<number> => {
      const [row] = await sql<{ until: number }[]>`select max(leased_until) as until from agent_presence where agent_id = ${ada.me.id}`;
      return row?.until ?? 0;
    };
    const first = await lease();
    while ((await lease()) < first + 700) assert.equal((await availability(server.url)).body.state, 'available');
    // Its death: another instance's rows stay as they are, nobody renews them.
    const dead = await testServer({ databaseUrl: server.databaseUrl, times: { ...TIMES, agentLease: 700, agentGrace: 600_000 } });
    const ghost = await new Agent(dead.url, ada.cookie, ada.me).arrive();
    await dead.stop();
    ghost.close();
    list.close();
    await dying.remove();
    await untilState(server.url, 'away');
    await dead.remove();
  });

  test('a chat for an agent starts waiting, is offered to him alone, and only he can take it', async () => {
    const [mine, his] = [await comeIn(ada), await comeIn(bob)];
    bot.requests.length = 0;
    const { visitor, answer } = await start(server.url, { routing: { agentId: ada.me.id, fallback: false } });
    assert.equal(answer.status, 201);
    assert.deepEqual([answer.body.session.owner, answer.body.session.queue.position, answer.body.session.lastSeq], ['queue', 1, 1]);
    const [started] = answer.body.events;
    assert.deepEqual([started.type, started.by, started.owner], ['started', 'visitor', 'queue']);
    const { chat } = await mine.until(isChat(visitor));
    assert.deepEqual([chat.owner, chat.target], ['queue', { agent: ada.me }]);
    // What comes after it on his list shows that it was left out of it.
    const open = await start(server.url, { routing: { fallback: true } });
    await his.until(isChat(open.visitor));
    assert.ok(!his.frames.some(isChat(visitor)));
    await assert.rejects(bob.findChat(visitor));
    for (const verb of ['accept', 'end']) assert.equal((await bob.call('POST', `/chats/${chat.key}/${verb}`)).body.code, 'already_taken');
    // No turn of the bot's.
    await visitor.send('hello');
    assert.equal((await ada.call('POST', `/chats/${chat.key}/accept`)).status, 200);
    assert.deepEqual((await visitor.log()).map((event) => event.type), ['started', 'message', 'handoff', 'joined']);
    assert.equal(bot.requests.length, 0);
    // With a person it is everybody's to see, as ever.
    assert.equal((await his.until(isChat(visitor))).chat.agent.name, 'Ada');
  });

  test('a chat for a queue is offered to its agents, each line with places of its own', async () => {
    const [mine, his] = [await comeIn(ada), await comeIn(bob)];
    const first = await start(server.url, { routing: { fallback: true } });
    const { visitor, answer } = await start(server.url, { routing: { queueId: 'support', fallback: false } });
    assert.equal(answer.body.session.queue.position, 1);
    const second = await start(server.url, { routing: { queueId: 'support', fallback: false } });
    assert.equal(second.answer.body.session.queue.position, 2);
    const { chat } = await his.until(isChat(visitor));
    assert.deepEqual(chat.target, { queue: QUEUES[1] });
    const third = await start(server.url, { routing: { fallback: true } });
    await mine.until(isChat(third.visitor));
    assert.ok(mine.frames.some(isChat(first.visitor)) && !mine.frames.some(isChat(visitor)));
    assert.equal(third.answer.body.session.queue.position, 2);
    const stream = second.visitor.stream();
    await stream.until((event) => event.type === 'started');
    await bob.call('POST', `/chats/${chat.key}/accept`);
    assert.equal((await stream.until((event) => event.type === 'queue' && event.position === 1)).estimateSeconds > 0, true);
    stream.close();
  });

  test('nobody of the target is there: refused without fallback, everybody’s with it', async () => {
    await comeIn(bob);
    for (const routing of [{ queueId: 'sales' }, { agentId: ada.me.id }, { agentId: bob.me.id, queueId: 'sales' }]) {
      const refused = await start(server.url, { routing: { ...routing, fallback: false } });
      assert.deepEqual([refused.answer.status, refused.answer.body.code], [409, 'nobody_there']);
      assert.deepEqual(refused.answer.body.availability, { state: 'away', bot: true, leaveMessage: true });
      assert.equal((await refused.visitor.call('GET')).status, 404, 'nothing was made');
      const taken = await start(server.url, { routing: { ...routing, fallback: true } });
      assert.equal(taken.answer.status, 201);
      assert.equal(await bob.findChat(taken.visitor).then((key) => key !== ''), true);
    }
  });

  test('nobody is there at all: a start for a person is refused, one for the bot is not', async () => {
    const { answer } = await start(server.url, { routing: { fallback: true } });
    assert.deepEqual([answer.status, answer.body.code, answer.body.availability.state], [409, 'nobody_there', 'away']);
    assert.equal((await start(server.url, {})).answer.body.session.owner, 'bot');
    assert.equal((await start(server.url, { fallbackRouting: [{ queueId: 'sales' }] })).answer.body.session.owner, 'bot');
  });

  test('a target that is busy waits for it without fallback, for everybody with it', async () => {
    await comeIn(ada);
    const { visitor } = await start(server.url, { routing: { fallback: true } });
    await ada.call('POST', `/chats/${await ada.findChat(visitor)}/accept`);
    const list = await comeIn(ada);
    const waits = await start(server.url, { routing: { queueId: 'sales', fallback: false } });
    assert.equal(waits.answer.status, 201);
    assert.deepEqual((await list.until(isChat(waits.visitor))).chat.target, { queue: QUEUES[0] });
    const falls = await start(server.url, { routing: { queueId: 'sales', fallback: true } });
    assert.equal((await list.until(isChat(falls.visitor))).chat.target, undefined);
  });

  test('fallbackRouting is tried in its order; the first target that is available wins', async () => {
    await comeIn(bob);
    const list = await comeIn(bob);
    const targets = [{ agentId: ada.me.id }, { queueId: 'support' }, { agentId: bob.me.id }];
    const { visitor, answer } = await start(server.url, { routing: { queueId: 'sales', fallback: false }, fallbackRouting: targets });
    assert.equal(answer.status, 201);
    assert.deepEqual((await list.until(isChat(visitor))).chat.target, { queue: QUEUES[1] });
    const reversed = await start(server.url, { routing: { queueId: 'sales', fallback: true }, fallbackRouting: targets.toReversed() });
    assert.deepEqual((await list.until(isChat(reversed.visitor))).chat.target, { agent: bob.me });
    // Busy: an available one further back is better.
    await bob.call('POST', `/chats/${await bob.findChat(visitor)}/accept`);
    await comeIn(ada);
    const later = await start(server.url, { routing: { queueId: 'support', fallback: false }, fallbackRouting: [{ queueId: 'sales' }] });
    assert.equal(await ada.findChat(later.visitor).then((key) => key !== ''), true);
  });

  test('a target that there is not: refused by name, unless somebody else is asked', async () => {
    await comeIn(ada);
    for (const [routing, name] of [[{ agentId: NOBODY }, NOBODY], [{ queueId: 'golf' }, 'golf'], [{ agentId: 'a b' }, 'a b']] as const) {
      const { answer } = await start(server.url, { routing: { ...routing, fallback: false } });
      assert.deepEqual([answer.status, answer.body.code], [400, 'bad_request']);
      assert.ok(answer.body.detail.includes(name), answer.body.detail);
      assert.equal((await start(server.url, { routing: { ...routing, fallback: true } })).answer.status, 201);
      assert.equal((await start(server.url, { routing: { ...routing, fallback: false }, fallbackRouting: [{ queueId: 'sales' }] })).answer.status, 201);
    }
    assert.equal((await start(server.url, { routing: { queueId: 'sales' } })).answer.status, 400, 'fallback is not guessed');
  });

  test('a start that is repeated finds its session, whoever is there by then', async () => {
    const list = await comeIn(ada);
    const { visitor } = await start(server.url, { routing: { queueId: 'sales', fallback: false } });
    list.close();
    await untilState(server.url, 'away');
    const again = await visitor.put({ routing: { queueId: 'sales', fallback: false } });
    assert.deepEqual([again.status, again.body.session.owner], [200, 'queue']);
    await comeIn(ada);
  });

  test('the target leaves while one waits: with fallback everybody is offered it then, without it waits on', async () => {
    const list = await comeIn(ada);
    const stays = await start(server.url, { routing: { queueId: 'sales', fallback: false } });
    const moves = await start(server.url, { routing: { queueId: 'sales', fallback: true } });
    const his = await comeIn(bob);
    assert.ok(!his.frames[0].chats.some((chat: Answer['body']) => chat.visitor.id === moves.visitor.visitorId));
    list.close();
    assert.equal((await his.until(isChat(moves.visitor))).chat.target, undefined);
    assert.ok(!his.frames.some(isChat(stays.visitor)));
    await comeIn(ada);
    await ada.findChat(stays.visitor);
  });

  test('a chat that goes back to the bot is for nobody in particular any more', async () => {
    await comeIn(ada);
    const { visitor } = await start(server.url, { routing: { agentId: ada.me.id, fallback: false } });
    await visitor.call('DELETE', '/handoff');
    await comeIn(bob);
    await visitor.call('POST', '/handoff', {});
    await bob.findChat(visitor);
  });

  test('agents see the answers of the form and the details that are shown, never the others', async () => {
    const list = await comeIn(ada);
    const prechat = [
      { name: 'name', label: 'Your name', value: ' Grace Hopper ' },
      { name: 'email', label: 'E-mail', value: 'grace@example.com' },
      { name: 'order', label: 'Order', value: '4711' },
    ];
    const details = [{ label: 'Plan', value: 'Gold', shown: true }, { label: 'Score', value: 'secret-17', shown: false }];
    const { visitor } = await start(server.url, { routing: { fallback: true }, prechat, details });
    const { chat } = await list.until(isChat(visitor));
    assert.deepEqual(chat.visitor, { id: visitor.visitorId, name: 'Grace Hopper', email: 'grace@example.com', kind: 'unverified' });
    const { body } = await ada.call('GET', `/chats/${chat.key}`);
    assert.deepEqual(body.about.prechat, prechat);
    assert.deepEqual(body.about.details, [{ label: 'Plan', value: 'Gold' }]);
    assert.ok(!JSON.stringify([body, list.frames, (await visitor.call('GET')).body]).includes('secret-17'));
    const sly = await start(server.url, { routing: { fallback: true }, prechat: [{ name: 'name', label: 'Name', value: 'Ada\n\u202e(agent)' }] });
    assert.equal((await ada.call('GET', `/chats/${await ada.findChat(sly.visitor)}`)).body.visitor.name, 'Ada (agent)');
    const bad = await start(server.url, { routing: { fallback: true }, prechat: [{ name: 'email', label: 'E-mail', value: 'no address' }] });
    assert.equal((await list.until(isChat(bad.visitor))).chat.visitor.email, undefined);
    assert.equal((await start(server.url, { details: [{ label: 'x', value: 'y' }] })).answer.status, 400, 'shown is not guessed');
  });

  test('the sign-in form is told the queues; one that there is not is refused', async () => {
    assert.deepEqual((await call(server.url, 'GET', '/agent/queues')).body, { queues: QUEUES });
    const refused = await call(server.url, 'POST', '/agent/login', { body: { name: 'Zoe', password: 'open sesame', queues: ['golf'] } });
    assert.deepEqual([refused.status, refused.body.code], [400, 'bad_request']);
    const all = await call(server.url, 'POST', '/agent/login', { body: { name: 'Zoe', password: 'open sesame' } });
    assert.deepEqual([all.body.away, all.body.queues], [false, undefined]);
  });

  describe('left messages', () => {
    const message = (rest: object = {}): { id: string; text: string } => ({ id: randomUUID(), text: 'Please call', ...{ email: 'ann@example.com', name: 'Ann' }, ...rest });
    const leave = (body: object): Promise<Answer> => call(server.url, 'POST', '/left-messages', { body });

    test('are kept once, told to agents everywhere, done once, and not done after all', async () => {
      const list = await comeIn(bob);
      const before = (await ada.call('GET', '/left-messages')).body.messages.length;
      const left = message({ locale: 'de', page: { url: 'https://shop.example/', title: 'Shop' } });
      const [first, again] = [await leave(left), await leave(left)];
      assert.deepEqual([first.status, first.body, again.status, again.body], [201, { id: left.id }, 200, { id: left.id }]);
      assert.equal((await leave({ ...left, text: 'other' })).body.code, 'id_conflict');
      await list.until((event) => event.type === 'left-messages' && event.open === before + 1);
      const { messages } = (await ada.call('GET', '/left-messages')).body;
      assert.equal(messages.length, before + 1);
      const { at, ...rest } = messages[0];
      assert.deepEqual(rest, left);
      assert.ok(Math.abs(at - Date.now()) < 60_000);

      assert.equal((await ada.call('POST', `/left-messages/${left.id}/done`)).status, 204);
      assert.equal((await bob.call('POST', `/left-messages/${left.id}/done`)).status, 204);
      const done = (await bob.call('GET', '/left-messages')).body.messages.find((one: { id: string }) => one.id === left.id);
      assert.equal(done.done.by.name, 'Ada');
      await list.until((event) => event.type === 'left-messages' && event.open === before);
      assert.equal((await bob.call('DELETE', `/left-messages/${left.id}/done`)).status, 204);
      assert.equal((await bob.call('GET', '/left-messages')).body.messages.find((one: { id: string }) => one.id === left.id).done, undefined);
      assert.equal((await bob.call('POST', `/left-messages/${left.id}/done`)).status, 204);
    });

    test('two at the same moment are one', async () => {
      const left = message();
      const answers = await Promise.all([leave(left), leave(left), leave(left)]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 201]);
    });

    test('without a real address, a text or an id they are refused, with which', async () => {
      for (const [rest, field] of [[{ email: 'ann' }, 'email'], [{ email: 'ann@' }, 'email'], [{ text: ' ' }, 'text'], [{ id: 'x' }, 'id']] as const) {
        const { status, body } = await leave(message(rest));
        assert.deepEqual([status, body.code], [400, 'bad_request']);
        assert.ok(body.detail.startsWith(field), body.detail);
      }
      assert.equal((await leave(message({ text: 'x'.repeat(40_000) }))).status, 413);
    });

    test('are for agents alone', async () => {
      const visitor = await Visitor.create(server.url);
      assert.equal((await call(server.url, 'GET', '/agent/left-messages', { headers: visitor.headers })).status, 401);
      assert.equal((await call(server.url, 'POST', `/agent/left-messages/${randomUUID()}/done`, { body: {} })).status, 401);
      assert.equal((await ada.call('POST', `/left-messages/${randomUUID()}/done`)).status, 404);
    });
  });

  test('questions and left messages are limited by address', async () => {
    const slow = { burst: 2, perSecond: 0.001 };
    const strict = await testServer({ databaseUrl: server.databaseUrl, limits: { availability: slow, leftMessages: slow } });
    try {
      const ask = (): Promise<Answer> => availability(strict.url);
      const leave = (): Promise<Answer> =>
        call(strict.url, 'POST', '/left-messages', { body: { id: randomUUID(), email: 'a@example.com', text: 'hi' } });
      for (const one of [ask, leave]) {
        assert.ok((await one()).status < 300 && (await one()).status < 300);
        const refused = await one();
        assert.deepEqual([refused.status, refused.body.code], [429, 'rate_limited']);
        assert.ok(Number(refused.headers.get('retry-after')) > 0);
      }
    } finally {
      await strict.remove();
    }
  });

  test('outside opening hours everybody is away, and it is told when that ends', async () => {
    const tomorrow = new Date(Date.now() + 24 * 3_600_000);
    const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][tomorrow.getUTCDay()];
    const closed = await testServer({ databaseUrl: server.databaseUrl, queues: QUEUES, hours: readHours(`${day} 12:00-13:00 UTC`), times: TIMES });
    try {
      await comeIn(ada);
      const { body } = await availability(closed.url);
      assert.deepEqual([body.state, body.leaveMessage, body.estimateSeconds], ['away', true, undefined]);
      assert.equal(new Date(body.reopensAt).toISOString(), `${tomorrow.toISOString().slice(0, 10)}T12:00:00.000Z`);
      const refused = await start(closed.url, { routing: { queueId: 'sales', fallback: true } });
      assert.deepEqual([refused.answer.status, refused.answer.body.availability], [409, body]);
      const always = await testServer({ databaseUrl: server.databaseUrl, hours: readHours('Mon-Sun 00:00-24:00'), times: TIMES });
      assert.equal((await availability(always.url)).body.state, 'available');
      await always.remove();
    } finally {
      await closed.remove();
    }
  });
});

describe('people without a bot', () => {
  let server: TestServer;
  let ada: Agent;
  before(async () => {
    server = await testServer({ bot: 'off', queues: QUEUES, times: TIMES });
    ada = await Agent.login(server.url, 'Ada');
  });
  after(() => server.remove());

  test('a start is refused while nobody is there, and goes to a person when somebody is', async () => {
    const refused = await start(server.url, {});
    assert.deepEqual([refused.answer.status, refused.answer.body.code], [409, 'nobody_there']);
    assert.deepEqual(refused.answer.body.availability, { state: 'away', bot: false, leaveMessage: true });
    const list = await ada.arrive();
    const { visitor, answer } = await start(server.url, {});
    assert.deepEqual([answer.status, answer.body.session.owner, answer.body.session.participants], [201, 'queue', []]);
    await list.until(isChat(visitor));
    await visitor.send('hello');
    await ada.call('POST', `/chats/${await ada.findChat(visitor)}/accept`);
    assert.deepEqual((await visitor.log()).map((event) => event.type), ['started', 'message', 'handoff', 'joined']);
    list.close();
  });

  test('handing back, and signing out, put a chat into the line again', async () => {
    const list = await ada.arrive();
    const eve = await Agent.login(server.url, 'Eve');
    const { visitor } = await start(server.url, { routing: { agentId: ada.me.id, fallback: false } });
    const key = await ada.findChat(visitor);
    await ada.call('POST', `/chats/${key}/accept`);
    const back = await ada.call('POST', `/chats/${key}/handback`, { reason: 'lunch' });
    assert.deepEqual([back.status, back.body.owner, back.body.queue.position], [200, 'queue', 1]);
    assert.equal((await eve.call('POST', `/chats/${await eve.findChat(visitor)}/accept`)).status, 200);
    await eve.call('POST', '/logout');
    const log = await visitor.log();
    assert.deepEqual(log.slice(-2).map(({ type, from, to, reason }) => [type, from, to, reason]), [
      ['left', undefined, undefined, undefined],
      ['handoff', 'agent', 'queue', 'agent_left'],
    ]);
    list.close();
  });

  test('who stops waiting has nobody left to talk to: the session ends; one that is with a person stays', async () => {
    const list = await ada.arrive();
    const { visitor } = await start(server.url, {});
    const { body } = await visitor.call('DELETE', '/handoff');
    assert.deepEqual([body.status, body.ended.by, body.ended.reason], ['ended', 'visitor', 'cancelled']);
    const second = await start(server.url, {});
    await ada.call('POST', `/chats/${await ada.findChat(second.visitor)}/accept`);
    assert.deepEqual((await second.visitor.call('DELETE', '/handoff')).body.owner, 'agent');
    list.close();
  });

  test('a chat of the bot’s from before it was switched off goes into the line with the next message', async () => {
    const before = await testServer({ databaseUrl: server.databaseUrl, times: TIMES });
    const visitor = await Visitor.started(before.url);
    await before.remove();
    const here = new Visitor(server.url, visitor, visitor.sessionId);
    await here.send('are you there?');
    assert.equal((await here.call('GET')).body.session.owner, 'queue');
  });
});
