// From the bot to a person and back, in the same thread: who owns the session, who is told, who wins a race, and that a bot never talks
// over anybody.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Sql } from '../database/connect.js';
import { Agent, gate, ScriptedBot, testServer, twoInstances, Visitor } from './support/server.js';
import type { Frame, TestServer, TwoInstances } from './support/server.js';

const kinds = (events: Frame[]): string[] =>
  events.map((event) => (event.type === 'handoff' ? `${event.from}>${event.to}` : event.type === 'message' ? event.message.author.role : event.type));

describe('handoff', () => {
  const bot = new ScriptedBot();
  let instances: TwoInstances | undefined;
  let server: TestServer;
  let other: TestServer;
  let sql: Sql;
  let ada: Agent;
  let bob: Agent;
  before(async () => {
    instances = await twoInstances({ bot }, { times: { heartbeat: 300 } });
    ({ server, other, sql } = instances);
    ada = await Agent.login(server.url, 'Ada');
    bob = await Agent.login(other.url, 'Bob');
  });
  after(() => instances?.remove());

  const byRole = (role: string) => (event: Frame) => event.type === 'message' && event.message.author.role === role;

  async function waiting(): Promise<{ visitor: Visitor; key: string }> {
    const visitor = await Visitor.started(server.url);
    await visitor.call('POST', '/handoff', { reason: 'human please' });
    return { visitor, key: await ada.findChat(visitor) };
  }

  /** A bot that says `Hello ` and then waits for the gate before it goes on. */
  function slowly(then = 'world'): { went: Promise<void>; open: () => void; aborted: () => boolean } {
    const held = gate();
    const began = gate();
    let signal: AbortSignal | undefined;
    bot.use(async function* (request) {
      signal = request.signal;
      yield { type: 'delta', text: 'Hello ' };
      began.open();
      await held.opened;
      yield { type: 'delta', text: then };
      yield { type: 'done' };
    });
    return { went: began.opened, open: held.open, aborted: () => signal?.aborted === true };
  }

  test('the bot answers: typing, deltas without holes, then the message with the same id; receipts follow', async () => {
    const heard = gate();
    bot.use(async function* () {
      yield { type: 'delta', text: 'Hello ' };
      await heard.opened;
      yield { type: 'delta', text: 'big ' };
      yield { type: 'delta', text: '\u{1f600} world' };
      yield { type: 'done', sources: [{ title: 'Doc', url: '/knowledge/x.md' }], suggestions: ['More?'], offer: 'handoff' };
    });
    const visitor = await Visitor.started(server.url);
    const far = new Visitor(other.url, visitor, visitor.sessionId).stream();
    const near = visitor.stream();
    await Promise.all([near, far].map((stream) => stream.until((event) => event.type === 'started')));
    const { body } = await visitor.send('hi', 'q1');
    await Promise.all([near, far].map((stream) => stream.until((event) => event.type === 'delta')));
    heard.open();
    for (const stream of [near, far]) {
      const { message } = await stream.until(byRole('bot'));
      assert.equal(message.text, 'Hello big \u{1f600} world');
      assert.deepEqual(message.sources, [{ title: 'Doc', url: '/knowledge/x.md' }]);
      assert.deepEqual(message.suggestions, ['More?']);
      assert.equal(message.offer, 'handoff');
      assert.equal(message.partial, undefined);
      const deltas = stream.frames.filter((event) => event.type === 'delta');
      let text = '';
      for (const delta of deltas) {
        assert.equal(delta.messageId, message.id);
        assert.equal(delta.offset, text.length);
        text += delta.text;
      }
      assert.equal(text, message.text);
      assert.ok(deltas.length >= 2 && deltas.length <= 3, `merged: ${deltas.length}`);
      assert.ok(stream.frames.some((event) => event.type === 'typing' && event.on && event.participant.role === 'bot'));
      const read = await stream.until((event) => event.type === 'receipts' && event.read >= body.seq);
      assert.ok(read.delivered >= body.seq);
    }
    assert.deepEqual(bot.requests.at(-1)?.history, [{ role: 'visitor', text: 'hi' }]);
    near.close();
    far.close();
  });

  test('what the visitor writes while the bot answers is answered next, once, with the whole history', async () => {
    const slow = slowly();
    const visitor = await Visitor.started(server.url);
    const stream = visitor.stream();
    await visitor.send('one');
    await slow.went;
    await visitor.send('two');
    await visitor.send('three');
    bot.use(async function* (request) {
      yield { type: 'delta', text: `answers ${request.history.at(-1)?.text}` };
      yield { type: 'done' };
    });
    slow.open();
    const last = await stream.until((event) => byRole('bot')(event) && event.message.text.startsWith('answers'));
    assert.equal(last.message.text, 'answers three');
    assert.deepEqual(bot.requests.at(-1)?.history, [
      { role: 'visitor', text: 'one' },
      { role: 'bot', text: 'Hello world' },
      { role: 'visitor', text: 'two' },
      { role: 'visitor', text: 'three' },
    ]);
    assert.deepEqual(kinds(await visitor.log()), ['started', 'visitor', 'visitor', 'visitor', 'bot', 'bot']);
    stream.close();
  });

  test('who comes in the middle of an answer, on any instance, is given what is said so far', async () => {
    const slow = slowly();
    const visitor = await Visitor.started(server.url);
    await visitor.send('hi');
    await slow.went;
    const elsewhere = new Visitor(other.url, visitor, visitor.sessionId);
    const late = elsewhere.stream();
    const sync = await late.until((event) => event.type === 'sync');
    const text = (sync.unfinished[0]?.text ?? '') + late.frames.filter((event) => event.type === 'delta').map((delta) => delta.text).join('');
    assert.ok('Hello '.startsWith(text));
    assert.equal((await visitor.call('GET')).body.unfinished[0].text, 'Hello ');
    slow.open();
    await late.until(byRole('bot'));
    assert.deepEqual((await visitor.call('GET')).body.unfinished, []);
    late.close();
  });

  test('a stopped answer becomes a partial message, on the instance that writes it or from another', async () => {
    for (const place of [server, other]) {
      const slow = slowly();
      const visitor = await Visitor.started(server.url);
      const stream = visitor.stream();
      await stream.until((event) => event.type === 'sync');
      await visitor.send('hi');
      const delta = await stream.until((event) => event.type === 'delta');
      const through = new Visitor(place.url, visitor, visitor.sessionId);
      assert.equal((await through.call('POST', '/stop', { messageId: randomUUID() })).status, 204);
      assert.equal((await through.call('POST', '/stop', { messageId: delta.messageId })).status, 204);
      const { message } = await stream.until(byRole('bot'));
      assert.deepEqual([message.id, message.text, message.partial], [delta.messageId, 'Hello ', true]);
      assert.ok(slow.aborted());
      slow.open();
      bot.use(async function* () {
        yield { type: 'delta', text: 'again' };
        yield { type: 'done' };
      });
      await visitor.send('more');
      await stream.until((event) => byRole('bot')(event) && event.message.text === 'again');
      stream.close();
    }
  });

  test('a handoff cuts the answer off: what was said stays, marked partial, and nothing of it follows the person', async () => {
    for (const place of [server, other]) {
      const slow = slowly();
      const visitor = await Visitor.started(server.url);
      const stream = visitor.stream();
      await stream.until((event) => event.type === 'sync');
      await visitor.send('hi');
      await stream.until((event) => event.type === 'delta');
      const through = new Visitor(place.url, visitor, visitor.sessionId);
      const info = await through.call('POST', '/handoff', { reason: 'a person' });
      assert.equal(info.body.owner, 'queue');
      const { message } = await stream.until(byRole('bot'));
      assert.deepEqual([message.text, message.partial], ['Hello ', true]);
      const key = await ada.findChat(visitor);
      await ada.call('POST', `/chats/${key}/accept`);
      slow.open();
      await ada.call('POST', `/chats/${key}/messages`, { id: randomUUID(), text: 'I am here' });
      await stream.until(byRole('agent'));
      assert.equal((await visitor.log()).filter(byRole('bot')).length, 1);
      stream.close();
    }
  });

  test('an answer that was begun before a handoff is fenced in the very statement that posts it', async () => {
    // The bot finishes in the same moment as an agent takes over, 20 times: never an answer after the agent joined.
    for (let round = 0; round < 20; round += 1) {
      const slow = slowly();
      const visitor = await Visitor.started(server.url);
      await visitor.send('hi');
      await slow.went;
      const handed = new Visitor(other.url, visitor, visitor.sessionId).call('POST', '/handoff', {});
      slow.open();
      await handed;
      const key = await ada.findChat(visitor);
      await ada.call('POST', `/chats/${key}/accept`);
      const order = kinds(await visitor.log());
      assert.ok(!order.slice(order.indexOf('joined')).includes('bot'), order.join(' '));
    }
  });

  test('an end cuts the answer off, and nothing follows it', async () => {
    const slow = slowly();
    const visitor = await Visitor.started(server.url);
    const stream = visitor.stream();
    await visitor.send('hi');
    await slow.went;
    await visitor.call('POST', '/end');
    slow.open();
    await stream.closed;
    assert.equal(stream.frames.at(-1).type, 'ended');
    assert.equal((await visitor.log()).at(-1).type, 'ended');
  });

  test('the bot hands over by itself, with reason and summary, after what it had to say', async () => {
    bot.use(async function* () {
      yield { type: 'delta', text: 'I get somebody.' };
      yield { type: 'handoff', reason: 'asked', summary: 'Wants a refund' };
    });
    const visitor = await Visitor.started(server.url);
    const stream = visitor.stream();
    await visitor.send('a person please');
    const handoff = await stream.until((event) => event.type === 'handoff');
    assert.deepEqual([handoff.from, handoff.to, handoff.reason, handoff.summary], ['bot', 'queue', 'asked', 'Wants a refund']);
    const place = await stream.until((event) => event.type === 'queue');
    assert.ok(place.position >= 1 && place.estimateSeconds > 0);
    assert.deepEqual(kinds(await visitor.log()), ['started', 'visitor', 'bot', 'bot>queue']);
    stream.close();
  });

  test('what the bot says is made fit for the database, wherever it stands', async () => {
    bot.use(async function* () {
      yield { type: 'delta', text: 'a\0b' };
      yield { type: 'done', sources: [{ title: 'half \ud83d', url: '/x' }], suggestions: ['nul \0?'] };
    });
    const visitor = await Visitor.started(server.url);
    const stream = visitor.stream();
    await visitor.send('say it');
    const { message } = await stream.until(byRole('bot'));
    assert.deepEqual([message.text, message.sources[0].title, message.suggestions], ['a\ufffdb', 'half \ufffd', ['nul \ufffd?']]);
    bot.use(async function* () {
      yield { type: 'handoff', reason: 'half \ud83d', summary: 'nul \0' };
    });
    await visitor.send('a person please');
    const handoff = await stream.until((event) => event.type === 'handoff');
    assert.deepEqual([handoff.reason, handoff.summary], ['half \ufffd', 'nul \ufffd']);
    stream.close();
  });

  test('a bot that fails says sorry and offers a person; the session goes on', async () => {
    bot.use(async function* () {
      yield { type: 'delta', text: 'Well, ' };
      throw new Error('out of order');
    });
    const visitor = await Visitor.started(server.url);
    const stream = visitor.stream();
    await visitor.send('hi');
    const { message } = await stream.until(byRole('bot'));
    assert.match(message.text, /^Well, \n\nSorry/);
    assert.equal(message.offer, 'handoff');
    assert.equal(message.partial, true);
    bot.use(async function* () {
      yield { type: 'done' };
    });
    await visitor.send('empty');
    await stream.until((event) => byRole('bot')(event) && /^Sorry/.test(event.message.text));
    stream.close();
  });

  test('an answer whose instance died is written by another; its first attempt is discarded', async () => {
    const visitor = await Visitor.started(server.url);
    const stream = visitor.stream();
    await stream.until((event) => event.type === 'started');
    const dead = randomUUID();
    bot.use(async function* () {
      yield { type: 'delta', text: 'second attempt' };
      yield { type: 'done' };
    });
    // As an instance leaves it that was killed in the middle: leased, and never renewed.
    await sql.begin(async (transaction) => {
      const [row] = await transaction<{ key: string }[]>`select key from session where label = ${visitor.sessionId} for update`;
      await transaction`
        insert into bot_run (session_key, wanted_seq, message_id, text, leased_by, leased_until, attempts, version)
        values (${row?.key ?? ''}, 1, ${dead}, 'first att', ${randomUUID()}, now_ms() + 300, 1, 1)`;
    });
    assert.equal((await visitor.call('GET')).body.unfinished[0].text, 'first att');
    // One that looks often for what others have left.
    const heir = await testServer({ bot, databaseUrl: server.databaseUrl, times: { botLease: 3_000 } });
    const discarded = await stream.until((event) => event.type === 'discard');
    assert.equal(discarded.messageId, dead);
    const { message } = await stream.until(byRole('bot'));
    assert.equal(message.text, 'second attempt');
    await heir.remove();
    stream.close();
  });

  test('exactly one of many agents gets a chat', async () => {
    const agents = [ada, bob, ...(await Promise.all(['Cy', 'Dee', 'Eve', 'Fay'].map((name, index) => Agent.login(index % 2 ? server.url : other.url, name))))];
    for (let round = 0; round < 5; round += 1) {
      const { visitor, key } = await waiting();
      const answers = await Promise.all(agents.map((agent) => agent.call('POST', `/chats/${key}/accept`)));
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409, 409, 409, 409]);
      for (const lost of answers.filter(({ status }) => status === 409)) assert.equal(lost.body.code, 'already_taken');
      const winner = agents[answers.findIndex(({ status }) => status === 200)];
      assert.equal((await winner?.call('POST', `/chats/${key}/accept`))?.status, 200, 'asking again is no race');
      const log = await visitor.log();
      assert.deepEqual(kinds(log), ['started', 'bot>queue', 'queue>agent', 'joined']);
      assert.deepEqual(log.at(-1).participant, winner?.me);
      const loser = agents.find((agent) => agent !== winner);
      for (const [path, body] of [['messages', { id: 'x', text: 'x' }], ['typing', { on: true }], ['handback', {}], ['end', {}]] as const) {
        const refused = await loser?.call('POST', `/chats/${key}/${path}`, body);
        assert.equal(refused?.body.code, 'already_taken', path);
      }
    }
  });

  test('a whole conversation with a person: messages, typing, receipts, hand back, the bot goes on', async () => {
    bot.use(async function* () {
      yield { type: 'delta', text: 'bot again' };
      yield { type: 'done' };
    });
    const { visitor, key } = await waiting();
    const far = new Visitor(other.url, visitor, visitor.sessionId);
    const stream = far.stream();
    const theirs = ada.stream(key);
    await ada.call('POST', `/chats/${key}/accept`);
    const joined = await stream.until((event) => event.type === 'joined');
    assert.equal(joined.participant.name, 'Ada');
    assert.equal((await visitor.call('POST', '/handoff', {})).body.owner, 'agent', 'asking again changes nothing');

    const asked = (await visitor.send('are you real?')).body;
    assert.equal((await theirs.until(byRole('visitor'))).message.text, 'are you real?');
    await ada.call('POST', `/chats/${key}/receipts`, { delivered: asked.seq });
    await stream.until((event) => event.type === 'receipts' && event.delivered === asked.seq && event.read < asked.seq);
    await ada.call('POST', `/chats/${key}/typing`, { on: true });
    const typing = await stream.until((event) => event.type === 'typing' && event.participant.role === 'agent');
    assert.deepEqual(typing.participant, ada.me);
    await visitor.call('POST', '/typing', { on: true });
    await theirs.until((event) => event.type === 'typing' && event.participant.role === 'visitor');
    assert.ok(!stream.frames.some((event) => event.type === 'typing' && event.participant.role === 'visitor'), 'nobody hears himself type');

    const id = randomUUID();
    assert.equal((await ada.call('POST', `/chats/${key}/messages`, { id, text: '**yes**' })).status, 201);
    assert.equal((await ada.call('POST', `/chats/${key}/messages`, { id, text: '**yes**' })).status, 200);
    const said = await stream.until(byRole('agent'));
    assert.equal(said.message.author.name, 'Ada');
    await stream.until((event) => event.type === 'receipts' && event.read >= asked.seq);
    await visitor.call('POST', '/receipts', { read: said.seq });
    await theirs.until((event) => event.type === 'receipts' && event.read === said.seq);
    assert.equal((await ada.call('GET', `/chats/${key}`)).body.session.receipts.read, said.seq);

    const back = await ada.call('POST', `/chats/${key}/handback`, { reason: 'solved' });
    assert.equal(back.body.owner, 'bot');
    const handoff = await stream.until((event) => event.type === 'handoff' && event.to === 'bot');
    assert.equal(handoff.reason, 'solved');
    await visitor.send('thanks');
    await stream.until((event) => byRole('bot')(event) && event.message.text === 'bot again');
    assert.deepEqual(kinds(await visitor.log()), ['started', 'bot>queue', 'queue>agent', 'joined', 'visitor', 'agent', 'left', 'agent>bot', 'visitor', 'bot']);
    assert.equal((await ada.call('POST', `/chats/${key}/messages`, { id: 'late', text: 'x' })).body.code, 'already_taken');
    stream.close();
    theirs.close();
  });

  test('handed back, the bot answers what nobody has answered: all of it once, from whatever instance, and nothing that is answered', async () => {
    const history: string[] = [];
    bot.use(async function* (request) {
      history.push(request.history.map(({ role, text }) => `${role}: ${text}`).join(' | '));
      yield { type: 'delta', text: `to ${request.history.at(-1)?.text}` };
      yield { type: 'done' };
    });
    for (const agent of [ada, bob]) {
      history.length = 0;
      const { visitor, key } = await waiting();
      await agent.call('POST', `/chats/${key}/accept`);
      await visitor.send('where is my order');
      const asked = (await visitor.send('and what does it cost')).body;
      // Reading is not answering.
      await agent.call('POST', `/chats/${key}/receipts`, { read: asked.seq });
      const backs = await Promise.all([1, 2, 3].map(() => agent.call('POST', `/chats/${key}/handback`, {})));
      assert.deepEqual(backs.map(({ status }) => status), [200, 200, 200]);
      const stream = visitor.stream();
      const { message } = await stream.until(byRole('bot'));
      assert.equal(message.text, 'to and what does it cost');
      // A next question is answered alone: what came before is paid for.
      await visitor.send('thanks');
      await stream.until((event) => byRole('bot')(event) && event.message.text === 'to thanks');
      const order = ['started', 'bot>queue', 'queue>agent', 'joined', 'visitor', 'visitor', 'left', 'agent>bot', 'bot', 'visitor', 'bot'];
      assert.deepEqual(kinds(await visitor.log()), order);
      assert.equal(history[0], 'visitor: where is my order | visitor: and what does it cost');
      stream.close();
    }

    const { visitor, key } = await waiting();
    await ada.call('POST', `/chats/${key}/accept`);
    await visitor.send('hello');
    await ada.call('POST', `/chats/${key}/messages`, { id: randomUUID(), text: 'Good day' });
    history.length = 0;
    await ada.call('POST', `/chats/${key}/handback`, {});
    await visitor.send('bye');
    const stream = visitor.stream();
    await stream.until(byRole('bot'));
    assert.deepEqual(history, ['visitor: hello | agent: Good day | visitor: bye']);
    stream.close();
  });

  test('a wish for a person that the bot has passed on is answered by that: handed back, or cancelled, it does not ask again', async () => {
    for (const goesBack of ['handed back', 'cancelled']) {
      bot.use(async function* () {
        yield { type: 'handoff', reason: 'asked' };
      });
      const visitor = await Visitor.started(server.url);
      const stream = visitor.stream();
      await visitor.send('a person please');
      await stream.until((event) => event.type === 'handoff');
      bot.use(async function* (request) {
        yield { type: 'delta', text: `to ${request.history.at(-1)?.text}` };
        yield { type: 'done' };
      });
      const back = async (): Promise<void> => {
        const key = await ada.findChat(visitor);
        if (goesBack === 'cancelled') await visitor.call('DELETE', '/handoff');
        else {
          await ada.call('POST', `/chats/${key}/accept`);
          await ada.call('POST', `/chats/${key}/handback`, {});
        }
      };
      await back();
      await stream.until((event) => event.type === 'handoff' && event.to === 'bot');
      assert.equal((await visitor.call('GET')).body.session.owner, 'bot');
      // What he writes while he waits is a question like any other.
      await visitor.call('POST', '/handoff', {});
      await visitor.send('where is my order');
      await back();
      const { message } = await stream.until(byRole('bot'));
      assert.equal(message.text, 'to where is my order');
      assert.equal((await visitor.log()).filter(byRole('bot')).length, 1, goesBack);
      stream.close();
    }
  });

  test('an agent ends; a message that races with the end is either in the log before it, or refused', async () => {
    const { visitor, key } = await waiting();
    await bob.call('POST', `/chats/${key}/accept`);
    const stream = visitor.stream();
    const [ended, ...sent] = await Promise.all([
      bob.call('POST', `/chats/${key}/end`, { reason: 'resolved' }),
      ...Array.from({ length: 10 }, () => visitor.send('wait')),
    ]);
    assert.equal(ended?.body.ended.by, 'agent');
    await stream.closed;
    const log = await visitor.log();
    assert.equal(log.at(-1).type, 'ended');
    assert.deepEqual(stream.events, log);
    assert.equal(log.filter(byRole('visitor')).length, sent.filter(({ status }) => status === 201).length);
    assert.ok(sent.every(({ status }) => status === 201 || status === 409));
    assert.equal((await bob.call('POST', `/chats/${key}/end`)).body.ended.reason, 'resolved');
    assert.equal((await bob.call('POST', `/chats/${key}/accept`)).body.code, 'session_ended');
  });

  test('everyone who waits is told his place whenever the line moves, on any instance', async () => {
    const alone = await testServer({ bot });
    try {
      const agent = await Agent.login(alone.url, 'Solo');
      const visitors = [];
      for (let index = 0; index < 3; index += 1) {
        const visitor = await Visitor.started(alone.url);
        await visitor.call('POST', '/handoff', {});
        visitors.push(visitor);
      }
      const [first, second, third] = visitors as [Visitor, Visitor, Visitor];
      const streams = visitors.map((visitor) => visitor.stream(2));
      const places = await Promise.all(streams.map(async (stream) => (await stream.until((event) => event.type === 'sync')).session.queue.position));
      assert.deepEqual(places, [1, 2, 3]);
      await agent.call('POST', `/chats/${await agent.findChat(first)}/accept`);
      await streams[1]?.until((event) => event.type === 'queue' && event.position === 1);
      await streams[2]?.until((event) => event.type === 'queue' && event.position === 2);
      const cancelled = await second.call('DELETE', '/handoff');
      assert.equal(cancelled.body.owner, 'bot');
      assert.equal(cancelled.body.queue, undefined);
      const place = await streams[2]?.until((event) => event.type === 'queue' && event.position === 1);
      assert.ok(place.estimateSeconds > 0);
      assert.equal((await second.call('DELETE', '/handoff')).body.owner, 'bot');
      assert.equal((await third.call('GET')).body.session.queue.position, 1);
      streams.forEach((stream) => stream.close());
    } finally {
      await alone.remove();
    }
  });

  test('the agent is told where the session came from', async () => {
    const visitor = await Visitor.create(server.url);
    const about = { page: { url: 'https://shop.example/cart', title: 'Cart' }, locale: 'de', context: { plan: 'gold' } };
    await visitor.put(about);
    await visitor.call('POST', '/handoff', {});
    const { body } = await ada.call('GET', `/chats/${await ada.findChat(visitor)}`);
    assert.deepEqual(body.about, about);
    assert.equal(body.session.id, visitor.sessionId);
  });

  test("the agents' list: all at first, then each change, then gone", async () => {
    const { visitor, key } = await waiting();
    const feed = bob.feed();
    const { chats } = await feed.until((event) => event.type === 'chats');
    const chat = chats.find((one: Frame) => one.key === key);
    assert.equal(chat.owner, 'queue');
    assert.ok(chat.waitingSince > 0);
    assert.equal(chat.id, visitor.sessionId);
    await visitor.send('hello?');
    const told = await feed.until((event) => event.type === 'chat' && event.chat.key === key && event.chat.lastMessage?.text === 'hello?');
    assert.equal(told.chat.lastMessage.role, 'visitor');
    assert.ok(told.chat.read < told.chat.lastSeq);
    await ada.call('POST', `/chats/${key}/accept`);
    const taken = await feed.until((event) => event.type === 'chat' && event.chat.key === key && event.chat.owner === 'agent');
    assert.equal(taken.chat.agent.name, 'Ada');
    await ada.call('POST', `/chats/${key}/end`, {});
    await feed.until((event) => event.type === 'chat' && event.chat.key === key && event.chat.status === 'ended');
    await feed.until((event) => event.type === 'gone' && event.key === key);
    feed.close();
  });

  test('an agent who signs out leaves his chats to the bot, unless he is signed in elsewhere too', async () => {
    const gus = await Agent.login(server.url, 'Gus');
    const again = await Agent.login(server.url, 'gus');
    assert.equal(gus.me.id, again.me.id);
    const { visitor, key } = await waiting();
    await gus.call('POST', `/chats/${key}/accept`);
    assert.equal((await gus.call('POST', '/logout')).status, 204);
    assert.equal((await gus.call('GET', '/me')).status, 401);
    assert.equal((await visitor.call('GET')).body.session.owner, 'agent');
    assert.equal((await again.call('POST', '/logout')).status, 204);
    assert.equal((await visitor.call('GET')).body.session.owner, 'bot');
    assert.deepEqual(kinds(await visitor.log()).slice(-2), ['left', 'agent>bot']);
  });

  test('who has signed out reads nothing more, in no tab of his', async () => {
    const gus = await Agent.login(other.url, 'Gus');
    const { visitor, key } = await waiting();
    const tab = gus.stream(key);
    await tab.until(({ type }) => type === 'sync');
    await gus.call('POST', '/logout');
    await tab.closed;
    await visitor.send('for those who are signed in');
    assert.ok(!tab.events.some(({ type }) => type === 'message'));
  });

  test('the name of an agent is one line that reads as it is written', async () => {
    const mallory = await Agent.login(server.url, ' Mal\n\u202elory ');
    assert.equal(mallory.me.name, 'Mal lory');
    await assert.rejects(Agent.login(server.url, '\u202e\n'), /400/);
  });

  test('a wrong password is refused, and the cookie is out of reach for scripts and other sites', async () => {
    await assert.rejects(Agent.login(server.url, 'Ada', 'open Sesame'), /401/);
    const answer = await fetch(`${server.url}/v1/agent/login`, { method: 'POST', body: JSON.stringify({ name: 'Ada', password: 'open sesame' }) });
    await answer.body?.cancel();
    const cookie = answer.headers.get('set-cookie') ?? '';
    assert.match(cookie, /HttpOnly/);
    assert.match(cookie, /SameSite=Strict/);
    assert.match(cookie, /Path=\/v1\/agent/);
  });
});
