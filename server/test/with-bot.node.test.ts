// Chats that the bot attends, for agents: how many there are, the newest of them live for whoever has that list open, and taking one over.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Sql } from '../database/connect.js';
import { Agent, EventReader, gate, ScriptedBot, twoInstances, Visitor } from './support/server.js';
import type { Frame, TestServer, TwoInstances } from './support/server.js';

const kinds = (events: Frame[]): string[] =>
  events.map((event) => (event.type === 'handoff' ? `${event.from}>${event.to}` : event.type === 'message' ? event.message.author.role : event.type));

describe('chats with the bot', () => {
  const bot = new ScriptedBot();
  let instances: TwoInstances | undefined;
  let server: TestServer;
  let sql: Sql;
  let ada: Agent;
  let bob: Agent;
  before(async () => {
    instances = await twoInstances({ bot, queues: [{ id: 'sales', name: 'Sales' }, { id: 'support', name: 'Support' }] });
    ({ server, sql } = instances);
    ada = await Agent.login(server.url, 'Ada');
    bob = await Agent.login(instances.other.url, 'Bob');
  });
  after(() => instances?.remove());

  /** A visitor whom the bot has answered once. */
  async function talking(text = 'hi'): Promise<{ visitor: Visitor; key: string }> {
    bot.use(async function* () {
      yield { type: 'delta', text: 'Hello.' };
      yield { type: 'done' };
    });
    const visitor = await Visitor.started(server.url);
    await say(visitor, text);
    return { visitor, key: await keyOf(visitor) };
  }

  /** Says something, and waits for the bot's answer. */
  async function say(visitor: Visitor, text: string): Promise<void> {
    const { body } = await visitor.send(text);
    const stream = visitor.stream(body.seq);
    await stream.until((event) => event.type === 'message' && event.message.author.role === 'bot');
    stream.close();
  }

  async function keyOf(visitor: Visitor): Promise<string> {
    const [row] = await sql<{ key: string }[]>`select key from session where visitor_id = ${visitor.visitorId} and label = ${visitor.sessionId}`;
    return row!.key;
  }

  const feedOf = (agent: Agent, query: string): EventReader => new EventReader(`${agent.url}/v1/agent/feed${query}`, { Cookie: agent.cookie });
  const isChat = (key: string, fits: (chat: Frame) => boolean = () => true) => (event: Frame) => event.type === 'chat' && event.chat.key === key && fits(event.chat);
  const takeOver = (agent: Agent, key: string) => agent.call('POST', `/chats/${key}/takeover`);

  test('are counted for everybody, and listed for nobody who did not ask', async () => {
    const { visitor, key } = await talking();
    const feed = feedOf(ada, '');
    const { total } = await feed.until((event) => event.type === 'bot-chats');
    assert.ok(total >= 1);
    const silent = await Visitor.started(server.url);
    const { visitor: second } = await talking();
    await feed.until((event) => event.type === 'bot-chats' && event.total === total + 1);
    await say(visitor, 'more');
    await second.call('POST', '/end');
    await silent.call('POST', '/end');
    await feed.until((event) => event.type === 'bot-chats' && event.total === total && feed.frames.indexOf(event) > 3);
    assert.equal(feed.frames.find(({ type }) => type === 'chats').chats.some((chat: Frame) => chat.key === key), false);
    assert.deepEqual(feed.frames.filter(({ type }) => type === 'chat'), [], 'what is not listed is not told');
    feed.close();
  });

  test('are listed by their newest message, as many as were asked for; one in which nobody has spoken is not', async () => {
    const [first, second, third] = [await talking('one'), await talking('two'), await talking('three')];
    const silent = await Visitor.started(server.url);
    await say(first.visitor, 'one again');
    const feed = feedOf(ada, '?bot=2');
    const { chats } = await feed.until((event) => event.type === 'chats');
    const listed = chats.filter((chat: Frame) => chat.owner === 'bot');
    assert.deepEqual(new Set(listed.map((chat: Frame) => chat.key)), new Set([first.key, third.key]));
    assert.deepEqual(listed.find((chat: Frame) => chat.key === first.key).lastMessage.text, 'Hello.');

    // Something happens in one further down: it comes, and the last one makes room.
    await say(second.visitor, 'two again');
    const { chat } = await feed.until(isChat(second.key));
    assert.deepEqual([chat.owner, chat.lastMessage.role], ['bot', 'bot']);
    await feed.until((event) => event.type === 'gone' && event.key === third.key);
    // One that leaves is told as it left; the next one fills its place.
    await first.visitor.call('POST', '/end');
    await feed.until(isChat(first.key, ({ status }) => status === 'ended'));
    await feed.until((event) => event.type === 'gone' && event.key === first.key);
    await feed.until(isChat(third.key, ({ status }) => status === 'active'));
    assert.equal(feed.frames.some(isChat(await keyOf(silent))), false);
    feed.close();
    for (const query of ['?bot=0', '?bot=201', '?bot=many']) {
      const response = await fetch(`${server.url}/v1/agent/feed${query}`, { headers: { Cookie: ada.cookie } });
      assert.equal(response.status, 400, query);
    }
  });

  test('are told of once a second at most, on every instance, and without marks of who has read', async () => {
    const { visitor, key } = await talking();
    const began = performance.now();
    const feed = feedOf(bob, '?bot=50');
    await feed.until((event) => event.type === 'bot-chats');
    for (const text of ['a', 'b', 'c']) await say(visitor, text);
    await feed.until(isChat(key, ({ lastSeq }) => lastSeq >= 9));
    const told = feed.frames.filter(isChat(key)).length;
    const seconds = (performance.now() - began) / 1_000;
    assert.ok(told <= Math.ceil(seconds) + 1, `told ${told} times in ${seconds} s`);
    feed.close();
  });

  test('leave the list at once when the visitor asks for a person, for whom it is not too', async () => {
    const sal = await Agent.login(server.url, 'Sal', 'open sesame', ['sales']);
    const { visitor, key } = await talking();
    const [feed, sales] = [feedOf(ada, '?bot=50'), feedOf(sal, '?bot=50')];
    await Promise.all([feed, sales].map((one) => one.until((event) => event.type === 'bot-chats')));
    await visitor.call('POST', '/handoff', {});
    for (const one of [feed, sales]) await one.until(isChat(key, ({ owner }) => owner === 'queue'));
    await ada.call('POST', `/chats/${key}/accept`);
    await ada.call('POST', `/chats/${key}/handback`, {});
    // Back with the bot it stays listed for whoever sees those, and for nobody else.
    await feed.until(isChat(key, ({ owner }) => owner === 'bot'));
    const plain = feedOf(ada, '');
    const { chats } = await plain.until((event) => event.type === 'chats');
    assert.equal(chats.some((chat: Frame) => chat.key === key), false);
    assert.equal(feed.frames.some((event) => event.type === 'gone' && event.key === key), false);
    for (const one of [feed, sales, plain]) one.close();
  });

  test('can be read along by every agent, and the visitor does not hear of it', async () => {
    const { visitor, key } = await talking();
    const snapshot = await ada.call('GET', `/chats/${key}`);
    assert.deepEqual(kinds(snapshot.body.events), ['started', 'visitor', 'bot']);
    const before = (await visitor.call('GET')).body.session.receipts;
    const held = gate();
    bot.use(async function* () {
      yield { type: 'delta', text: 'Live ' };
      await held.opened;
      yield { type: 'delta', text: 'words' };
      yield { type: 'done' };
    });
    const stream = ada.stream(key, 3);
    await stream.until((event) => event.type === 'sync');
    await visitor.send('go on');
    await stream.until((event) => event.type === 'delta' && event.text === 'Live ');
    assert.equal((await ada.call('POST', `/chats/${key}/receipts`, { read: 3 })).status, 204);
    held.open();
    await stream.until((event) => event.type === 'message' && event.message.text === 'Live words');
    assert.equal((await ada.call('POST', `/chats/${key}/messages`, { id: randomUUID(), text: 'Me too' })).body.code, 'already_taken');
    assert.ok((await visitor.call('GET')).body.session.receipts.read >= before.read);
    stream.close();
  });

  test('are taken over by exactly one of two agents', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { visitor, key } = await talking();
      const answers = await Promise.all([takeOver(ada, key), takeOver(bob, key)]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
      const winner = answers[0]!.status === 200 ? ada : bob;
      assert.equal(answers.find(({ status }) => status === 409)!.body.code, 'already_taken');
      const info = answers.find(({ status }) => status === 200)!.body;
      assert.deepEqual([info.owner, info.participants.at(-1).id], ['agent', winner.me.id]);
      const log = await visitor.log();
      assert.deepEqual(kinds(log), ['started', 'visitor', 'bot', 'bot>agent', 'joined']);
      assert.equal(log.at(-1).participant.id, winner.me.id);
      assert.equal((await takeOver(winner, key)).status, 200, 'what is his already');
      assert.equal((await visitor.log()).length, log.length);
      await visitor.call('POST', '/end');
      assert.equal((await takeOver(winner, key)).body.code, 'session_ended');
    }
    assert.equal((await takeOver(ada, randomUUID())).status, 404);
  });

  test('a takeover cuts the answer off, and nothing of the bot follows the person, from whatever instance it comes', async () => {
    for (const agent of [ada, bob]) {
      const held = gate();
      const visitor = await Visitor.started(server.url);
      bot.use(async function* () {
        yield { type: 'delta', text: 'Well, ' };
        await held.opened;
        yield { type: 'delta', text: 'let me see' };
        yield { type: 'done' };
      });
      const stream = visitor.stream();
      await stream.until((event) => event.type === 'sync');
      await visitor.send('hi');
      const { messageId } = await stream.until((event) => event.type === 'delta');
      assert.equal((await takeOver(agent, await keyOf(visitor))).status, 200);
      held.open();
      // What this instance writes itself stands before the person; elsewhere it is given up.
      await stream.until((event) => (event.type === 'message' && event.message.id === messageId && event.message.partial === true) || event.type === 'discard');
      await agent.call('POST', `/chats/${await keyOf(visitor)}/messages`, { id: randomUUID(), text: 'I am here' });
      await visitor.send('good');
      await stream.until((event) => event.type === 'message' && event.message.text === 'good');
      const order = kinds(await visitor.log());
      assert.ok(!order.slice(order.indexOf('joined')).includes('bot'), order.join(' '));
      stream.close();
    }
  });

  test('an answer that ends in the very moment of a takeover is fenced off', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [held, began] = [gate(), gate()];
      bot.use(async function* () {
        yield { type: 'delta', text: 'Hello ' };
        began.open();
        await held.opened;
        yield { type: 'done' };
      });
      const visitor = await Visitor.started(server.url);
      await visitor.send('hi');
      await began.opened;
      const taken = takeOver(bob, await keyOf(visitor));
      held.open();
      assert.equal((await taken).status, 200);
      const order = kinds(await visitor.log());
      assert.ok(!order.slice(order.indexOf('joined')).includes('bot'), order.join(' '));
    }
  });

  test('one that has begun to wait meanwhile is taken over as it is, by whom it is offered to; one that a person has is not', async () => {
    const { visitor, key } = await talking();
    await visitor.call('POST', '/handoff', {});
    assert.equal((await takeOver(ada, key)).status, 200);
    assert.deepEqual(kinds(await visitor.log()).slice(-2), ['queue>agent', 'joined']);
    assert.equal((await takeOver(bob, key)).body.code, 'already_taken');

    const sal = await Agent.login(server.url, 'Sal', 'open sesame', ['sales']);
    const feed = await sal.arrive();
    const support = await Agent.login(server.url, 'Sue', 'open sesame', ['support']);
    const there = await support.arrive();
    const routed = await Visitor.create(server.url);
    assert.equal((await routed.put({ routing: { queueId: 'support', fallback: false } })).status, 201);
    assert.equal((await takeOver(sal, await keyOf(routed))).body.code, 'already_taken');
    feed.close();
    there.close();
  });
});
