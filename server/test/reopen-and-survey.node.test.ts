// What happens after "it is done": an answer that solved it, the question how it was, and an agent who opens an ended session again.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { connect } from '../database/connect.js';
import { Agent, call, ScriptedBot, testServer, twoInstances, Visitor } from './support/server.js';
import type { Answer, Frame, TestServer, TwoInstances } from './support/server.js';

const refused = (answer: Answer, status: number, code: string): void => {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.equal(answer.body.code, code);
};

describe('after the answer', () => {
  const bot = new ScriptedBot();
  let instances: TwoInstances | undefined;
  let server: TestServer;
  let other: TestServer;
  let ada: Agent;
  let bob: Agent;
  before(async () => {
    instances = await twoInstances({ bot });
    ({ server, other } = instances);
    ada = await Agent.login(server.url, 'Ada');
    bob = await Agent.login(other.url, 'Bob');
  });
  after(() => instances?.remove());

  const on = (place: TestServer, visitor: Visitor): Visitor => new Visitor(place.url, visitor, visitor.sessionId);

  async function held(visitor?: Visitor): Promise<{ visitor: Visitor; key: string }> {
    const session = visitor ?? (await Visitor.started(server.url));
    await session.call('POST', '/handoff', {});
    const key = await ada.findChat(session);
    assert.equal((await ada.call('POST', `/chats/${key}/accept`)).status, 200);
    return { visitor: session, key };
  }

  async function ended(reason = 'resolved'): Promise<{ visitor: Visitor; key: string }> {
    const chat = await held();
    assert.equal((await ada.call('POST', `/chats/${chat.key}/end`, { reason })).status, 200);
    return chat;
  }

  /** A visitor whose question the bot has answered. */
  async function answered(solves: boolean, server_ = server): Promise<{ visitor: Visitor; messageId: string; stream: ReturnType<Visitor['stream']> }> {
    bot.use(async function* () {
      yield { type: 'delta', text: 'Like this.' };
      yield { type: 'done', ...(solves && { solves: true as const }) };
    });
    const visitor = on(server_, await Visitor.started(server.url));
    const stream = visitor.stream();
    await visitor.send('How do I pay by card?');
    const { message } = await stream.until((event) => event.type === 'message' && event.message.author.role === 'bot');
    assert.equal(message.solves, solves ? true : undefined);
    return { visitor, messageId: message.id, stream };
  }

  const kinds = (events: Frame[]): string[] => events.map(({ type }) => type);

  describe('resolution', () => {
    test('solved: the log tells it, the session goes on, a survey is asked for; told again, nothing changes', async () => {
      const { visitor, messageId, stream } = await answered(true);
      const info = await visitor.call('POST', '/resolution', { messageId, solved: true });
      assert.equal(info.status, 200);
      assert.equal(info.body.status, 'active');
      assert.equal(typeof info.body.csat.requestedAt, 'number');
      const event = await stream.until(({ type }) => type === 'resolution');
      assert.deepEqual([event.messageId, event.solved, event.seq], [messageId, true, 4]);
      const { csat } = await stream.until(({ type }) => type === 'csat');
      assert.deepEqual(csat, info.body.csat);
      for (const solved of [true, false]) {
        const again = await on(other, visitor).call('POST', '/resolution', { messageId, solved });
        assert.equal(again.status, 200);
        assert.deepEqual({ ...again.body, now: info.body.now }, info.body);
      }
      assert.deepEqual(kinds(await visitor.log()), ['started', 'message', 'message', 'resolution']);
      stream.close();
    });

    test('not solved: the log tells it, nothing is asked', async () => {
      const { visitor, messageId, stream } = await answered(true);
      const { status, body } = await visitor.call('POST', '/resolution', { messageId, solved: false });
      assert.equal(status, 200);
      assert.equal(body.csat, undefined);
      assert.equal((await stream.until(({ type }) => type === 'resolution')).solved, false);
      stream.close();
    });

    test('20 answers at once, on two instances, are one', async () => {
      const { visitor, messageId, stream } = await answered(true);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => on(index % 2 ? other : server, visitor).call('POST', '/resolution', { messageId, solved: index % 3 > 0 })),
      );
      assert.ok(answers.every(({ status }) => status === 200));
      assert.equal((await visitor.log()).filter(({ type }) => type === 'resolution').length, 1);
      stream.close();
    });

    test('an answer that is being written goes on', async () => {
      const { visitor, messageId, stream } = await answered(true);
      bot.use(async function* () {
        yield { type: 'delta', text: 'And ' };
        await visitor.call('POST', '/resolution', { messageId, solved: true });
        yield { type: 'delta', text: 'more.' };
        yield { type: 'done' };
      });
      await visitor.send('And then?');
      const { message } = await stream.until((event) => event.type === 'message' && event.message.text.startsWith('And m'));
      assert.deepEqual([message.text, message.partial], ['And more.', undefined]);
      stream.close();
    });

    test('only answers of the bot, only in an active session, only one’s own', async () => {
      const { visitor, messageId, stream } = await answered(false);
      const mine = (await visitor.send('mine', 'mine')).body.id;
      for (const id of [mine, 'nothing']) refused(await visitor.call('POST', '/resolution', { messageId: id, solved: true }), 404, 'not_found');
      refused(await visitor.call('POST', '/resolution', { messageId }), 400, 'bad_request');
      const stranger = await Visitor.started(server.url);
      refused(await stranger.call('POST', '/resolution', { messageId, solved: true }), 404, 'not_found');
      await visitor.call('POST', '/end');
      refused(await visitor.call('POST', '/resolution', { messageId, solved: true }), 409, 'session_ended');
      stream.close();
    });
  });

  describe('survey', () => {
    test('an end that resolved asks; the end event, info and list tell of it, and nothing tells of it before the end', async () => {
      const { visitor, key } = await held();
      const stream = on(other, visitor).stream();
      await stream.until(({ type }) => type === 'joined');
      await ada.call('POST', `/chats/${key}/end`, {});
      const end = await stream.until(({ type }) => type === 'ended');
      await stream.closed;
      assert.equal(typeof end.csat, 'string');
      const { csat } = (await visitor.call('GET')).body.session;
      assert.equal(csat.id, end.csat);
      assert.deepEqual((await visitor.callAt('GET', '/sessions')).body.sessions[0].csat, csat);
      assert.equal(csat.requestedAt, end.at);
      assert.equal(stream.frames.find(({ type }) => type === 'csat'), undefined);
    });

    test('other ends do not ask', async () => {
      for (const end of [{}, { reason: 'timeout' }, { by: 'host', reason: 'logout' }]) {
        const visitor = await Visitor.started(server.url);
        assert.equal((await visitor.call('POST', '/end', end)).body.csat, undefined);
        assert.equal((await visitor.log()).at(-1).csat, undefined);
      }
    });

    test('a visitor who ends it as solved is asked', async () => {
      const visitor = await Visitor.started(server.url);
      const { body } = await visitor.call('POST', '/end', { reason: 'solved' });
      assert.equal(body.csat.id, (await visitor.log()).at(-1).csat);
    });

    test('the first answer stays; agents read the comment, nobody else does', async () => {
      const { visitor, key } = await ended();
      const { id } = (await visitor.call('GET')).body.session.csat;
      const inbox = on(other, visitor).inbox();
      const feed = ada.feed();
      await inbox.until(({ type }) => type === 'sessions');
      await feed.until(({ type }) => type === 'chats');
      const given = await visitor.call('POST', '/csat', { id, score: 4, comment: 'Thank you, Ada' });
      assert.equal(given.status, 200);
      const { at, requestedAt, ...rest } = given.body.csat;
      assert.deepEqual(rest, { id, score: 4 });
      assert.ok(at >= requestedAt);
      for (const body of [{ id, score: 1 }, { id, skipped: true }, { id, score: 4, comment: 'no' }]) {
        const again = await on(other, visitor).call('POST', '/csat', body);
        assert.equal(again.status, 200);
        assert.deepEqual({ ...again.body, now: given.body.now }, given.body);
      }
      const told = await inbox.until((event) => event.type === 'session' && event.session.csat.score === 4);
      assert.equal(told.session.csat.comment, undefined);
      const chat = await feed.until((event) => event.type === 'chat' && event.chat.key === key && event.chat.csat?.score === 4);
      assert.deepEqual(chat.chat.csat, { ...given.body.csat, comment: 'Thank you, Ada' });
      assert.equal((await ada.call('GET', `/chats/${key}`)).body.session.csat.comment, 'Thank you, Ada');
      inbox.close();
      feed.close();
    });

    test('it can be skipped, which is an answer too', async () => {
      const { visitor } = await ended();
      const { id } = (await visitor.call('GET')).body.session.csat;
      const { body } = await visitor.call('POST', '/csat', { id, skipped: true });
      assert.deepEqual([body.csat.skipped, body.csat.score, typeof body.csat.at], [true, undefined, 'number']);
      assert.equal((await visitor.call('POST', '/csat', { id, score: 5 })).body.csat.score, undefined);
    });

    test('10 answers at once, on two instances, are one', async () => {
      const { visitor } = await ended();
      const { id } = (await visitor.call('GET')).body.session.csat;
      const answers = await Promise.all([1, 2, 3, 4, 5, 1, 2, 3, 4, 5].map((score, index) => on(index % 2 ? other : server, visitor).call('POST', '/csat', { id, score })));
      assert.equal(new Set(answers.map(({ body }) => body.csat.score)).size, 1);
    });

    test('what is no answer is refused', async () => {
      const { visitor } = await ended();
      const { id } = (await visitor.call('GET')).body.session.csat;
      const bodies = [{ id }, { id, score: 0 }, { id, score: 6 }, { id, score: 2.5 }, { id, score: 3, skipped: true }, { id, score: 3, comment: 'x'.repeat(2_001) }, { score: 3 }, { id, skipped: false }];
      for (const body of bodies) refused(await visitor.call('POST', '/csat', body), 400, 'bad_request');
      refused(await visitor.call('POST', '/csat', { id: randomUUID(), score: 3 }), 404, 'not_found');
      const stranger = await ended();
      refused(await stranger.visitor.call('POST', '/csat', { id, score: 3 }), 404, 'not_found');
      assert.equal((await visitor.call('POST', '/csat', { id, score: 3, comment: 'x'.repeat(2_000) })).status, 200);
    });

    test('an agent asks by a button, once while it is open, also after the end', async () => {
      const { visitor, key } = await held();
      const stream = visitor.stream();
      await stream.until(({ type }) => type === 'sync');
      refused(await bob.call('POST', `/chats/${key}/survey`), 409, 'already_taken');
      const asked = await ada.call('POST', `/chats/${key}/survey`);
      assert.equal(asked.status, 200);
      assert.deepEqual((await ada.call('POST', `/chats/${key}/survey`)).body.csat, asked.body.csat);
      assert.deepEqual((await stream.until(({ type }) => type === 'csat')).csat, asked.body.csat);
      // It is open still: the end tells of the same one.
      await ada.call('POST', `/chats/${key}/end`, {});
      assert.equal((await stream.until(({ type }) => type === 'ended')).csat, asked.body.csat.id);
      await visitor.call('POST', '/csat', { id: asked.body.csat.id, score: 5 });
      const second = await ada.call('POST', `/chats/${key}/survey`);
      assert.notEqual(second.body.csat.id, asked.body.csat.id);
      assert.equal((await visitor.call('GET')).body.session.csat.id, second.body.csat.id);
    });

    test('who has said it already is not asked again at the end, but is after the session was reopened', async () => {
      const { visitor, key } = await ended();
      const first = (await visitor.call('GET')).body.session.csat;
      await visitor.call('POST', '/csat', { id: first.id, score: 2 });
      await ada.call('POST', `/chats/${key}/reopen`);
      assert.equal((await visitor.call('GET')).body.session.csat.score, 2);
      await ada.call('POST', `/chats/${key}/end`, {});
      const second = (await visitor.call('GET')).body.session.csat;
      assert.notEqual(second.id, first.id);
      assert.equal(second.score, undefined);
      assert.equal((await visitor.log()).at(-1).csat, second.id);
      refused(await visitor.call('POST', '/csat', { id: randomUUID(), score: 1 }), 404, 'not_found');
      // The old one was answered, and stays so.
      assert.equal((await visitor.call('POST', '/csat', { id: first.id, score: 5 })).body.csat.id, second.id);

      const solved = await answered(true);
      const { csat } = (await solved.visitor.call('POST', '/resolution', { messageId: solved.messageId, solved: true })).body;
      await solved.visitor.call('POST', '/csat', { id: csat.id, score: 5 });
      const end = await solved.visitor.call('POST', '/end', { reason: 'solved' });
      assert.equal(end.body.csat.id, csat.id);
      assert.equal((await solved.visitor.log()).at(-1).csat, undefined);
      solved.stream.close();
    });

    test('one that is open when an agent opens the session again lapses: he can ask anew, and so does the next end; late words still count', async () => {
      const { visitor, key } = await ended();
      const first = (await visitor.call('GET')).body.session.csat;
      const reopened = await ada.call('POST', `/chats/${key}/reopen`);
      assert.equal(reopened.body.csat, undefined);
      const stream = visitor.stream();
      assert.equal((await stream.until(({ type }) => type === 'sync')).session.csat, undefined);
      assert.equal((await visitor.callAt('GET', '/sessions')).body.sessions[0].csat, undefined);
      const asked = (await ada.call('POST', `/chats/${key}/survey`)).body.csat;
      assert.notEqual(asked.id, first.id);
      assert.equal((await stream.until(({ type }) => type === 'csat')).csat.id, asked.id);
      stream.close();

      const other_ = await ended();
      const { id } = (await other_.visitor.call('GET')).body.session.csat;
      await ada.call('POST', `/chats/${other_.key}/reopen`);
      await ada.call('POST', `/chats/${other_.key}/end`, { reason: 'spam' });
      assert.equal((await other_.visitor.log()).at(-1).csat, undefined, 'an end that asks for none revives none');
      assert.equal((await other_.visitor.call('GET')).body.session.csat, undefined);
      await ada.call('POST', `/chats/${other_.key}/reopen`);
      await ada.call('POST', `/chats/${other_.key}/end`, {});
      const second = (await other_.visitor.call('GET')).body.session.csat;
      assert.notEqual(second.id, id);
      assert.equal((await other_.visitor.log()).at(-1).csat, second.id);

      const slow = await ended();
      const csat = (await slow.visitor.call('GET')).body.session.csat;
      await ada.call('POST', `/chats/${slow.key}/reopen`);
      assert.equal((await slow.visitor.call('POST', '/csat', { id: csat.id, score: 4 })).body.csat.score, 4);
      assert.equal((await ada.call('GET', `/chats/${slow.key}`)).body.session.csat.score, 4);
    });

    test('always: every end but a logout asks; off: none does', async () => {
      const always = await testServer({ databaseUrl: server.databaseUrl, bot, surveys: 'always' });
      const off = await testServer({ databaseUrl: server.databaseUrl, bot, surveys: 'off' });
      try {
        const closed = on(always, await Visitor.started(server.url));
        assert.ok((await closed.call('POST', '/end')).body.csat);
        const left = await Visitor.started(server.url);
        await call(always.url, 'POST', '/visitors/revoke', { body: { visitorId: left.visitorId, secret: left.secret } });
        const sql = connect(server.databaseUrl, 1);
        const [row] = await sql<{ status: string; survey: string | null }[]>`select status, survey_id as survey from session where label = ${left.sessionId}`;
        await sql.end();
        assert.deepEqual({ ...row }, { status: 'ended', survey: null });
        const { visitor, messageId, stream } = await answered(true, off);
        assert.equal((await visitor.call('POST', '/resolution', { messageId, solved: true })).body.csat, undefined);
        assert.equal((await visitor.call('POST', '/end', { reason: 'solved' })).body.csat, undefined);
        stream.close();
      } finally {
        await always.remove();
        await off.remove();
      }
    });
  });

  describe('reopening', () => {
    test('the same agent: active and his again, everything continues, told by the log', async () => {
      const { visitor, key } = await ended();
      const before = (await visitor.log()).length;
      const info = await ada.call('POST', `/chats/${key}/reopen`);
      assert.equal(info.status, 200);
      assert.deepEqual([info.body.status, info.body.owner, info.body.ended], ['active', 'agent', undefined]);
      assert.ok(info.body.participants.some(({ id }: { id: string }) => id === ada.me.id));
      const news = (await visitor.log()).slice(before);
      assert.deepEqual(news.map(({ type, by }) => [type, by?.name]), [['reopened', 'Ada']]);
      const again = await bob.call('POST', `/chats/${key}/reopen`);
      assert.equal(again.status, 200);
      assert.deepEqual({ ...again.body, now: info.body.now }, info.body);
      assert.equal((await visitor.send('still there?')).status, 201);
      assert.equal((await ada.call('POST', `/chats/${key}/messages`, { id: 'yes', text: 'yes' })).status, 201);
      assert.equal((await visitor.put()).status, 200);
      await ada.call('POST', `/chats/${key}/end`);
      refused(await visitor.put(), 409, 'session_ended');
    });

    test('another agent takes the place of the first; a session that had none is joined', async () => {
      const { visitor, key } = await ended();
      const before = (await visitor.log()).length;
      await bob.call('POST', `/chats/${key}/reopen`);
      assert.deepEqual(
        (await visitor.log()).slice(before).map(({ type, by, participant }) => [type, (by ?? participant).name]),
        [['reopened', 'Bob'], ['left', 'Ada'], ['joined', 'Bob']],
      );
      const alone = await Visitor.started(server.url);
      await alone.call('POST', '/handoff', {});
      const other_ = await ada.findChat(alone);
      await alone.call('POST', '/end');
      await ada.call('POST', `/chats/${other_}/reopen`);
      assert.deepEqual(kinds(await alone.log()).slice(-3), ['ended', 'reopened', 'joined']);
      assert.equal((await alone.call('GET')).body.session.owner, 'agent');
    });

    test('a stream that resumes before the end goes through it; one that has the end closes', async () => {
      const { visitor, key } = await ended();
      const last = (await visitor.log()).at(-1).seq;
      await ada.call('POST', `/chats/${key}/reopen`);
      const stream = visitor.stream(0);
      const sync = await stream.until(({ type }) => type === 'sync');
      assert.equal(sync.session.status, 'active');
      await stream.until(({ type }) => type === 'reopened');
      assert.ok(kinds(stream.frames).indexOf('ended') < kinds(stream.frames).indexOf('reopened'));
      await ada.call('POST', `/chats/${key}/messages`, { id: 'live', text: 'live' });
      await stream.until((event) => event.message?.id === 'live');
      await ada.call('POST', `/chats/${key}/end`);
      await stream.closed;
      assert.equal(stream.frames.at(-1).type, 'ended');
      assert.ok(stream.frames.at(-1).seq > last);
      const late = visitor.stream(0);
      await late.closed;
      assert.equal(late.frames.at(-1).type, 'ended');
      assert.equal(late.frames.filter(({ type }) => type === 'ended').length, 2);
    });

    test('refused while another session is open, if one of the two is to be alone', async () => {
      const { visitor, key } = await ended();
      const second = visitor.with();
      await second.put({ oneOpen: true });
      const feed = ada.feed();
      refused(await ada.call('POST', `/chats/${key}/reopen`), 409, 'already_open');
      assert.equal((await visitor.call('GET')).body.session.status, 'ended');
      await second.call('POST', '/end');
      assert.equal((await ada.call('POST', `/chats/${key}/reopen`)).status, 200);
      feed.close();

      const alone = await Visitor.create(server.url);
      await alone.put({ oneOpen: true });
      const { key: first } = await held(alone);
      await ada.call('POST', `/chats/${first}/end`);
      const plain = alone.with();
      await plain.put();
      refused(await ada.call('POST', `/chats/${first}/reopen`), 409, 'already_open');
      // Two that need not be alone may both be open.
      const free = await ended();
      await free.visitor.with().put();
      assert.equal((await ada.call('POST', `/chats/${free.key}/reopen`)).status, 200);
    });

    test('a reopening and a start that may have one session only, at once, 20 times: one is open', async () => {
      for (let round = 0; round < 20; round += 1) {
        const { visitor, key } = await ended();
        const [reopened, started] = await Promise.all([
          ada.call('POST', `/chats/${key}/reopen`),
          on(round % 2 ? other : server, visitor.with()).put({ oneOpen: true }),
        ]);
        const { body } = await visitor.callAt('GET', '/sessions');
        assert.equal(body.sessions.filter(({ status }: { status: string }) => status === 'active').length, 1, `${reopened.status} ${started.status}`);
        assert.ok([200, 409].includes(reopened.status));
        assert.equal(started.body.session.id === visitor.sessionId, reopened.status === 200);
      }
    });

    test('a visitor who has left for good stays away', async () => {
      const { visitor, key } = await ended();
      await call(server.url, 'POST', '/visitors/revoke', { body: { visitorId: visitor.visitorId, secret: visitor.secret } });
      refused(await ada.call('POST', `/chats/${key}/reopen`), 409, 'session_ended');
    });

    test('agents alone, and only what is there', async () => {
      const { visitor, key } = await ended();
      refused(await call(server.url, 'POST', `/agent/chats/${key}/reopen`), 401, 'unauthorized');
      refused(await call(server.url, 'POST', `/agent/chats/${key}/reopen`, { headers: visitor.headers }), 401, 'unauthorized');
      for (const id of [randomUUID(), 'x']) refused(await ada.call('POST', `/chats/${id}/reopen`), 404, 'not_found');
    });

    test('the feed has what ended last with an agent, for him alone, and follows it', async () => {
      const { visitor, key } = await ended('spam');
      const [mine, his] = [ada.feed(), bob.feed()];
      const { recent, chats } = await mine.until(({ type }) => type === 'chats');
      assert.equal(recent[0].key, key);
      assert.ok(recent.length <= 20);
      assert.deepEqual([recent[0].status, recent[0].ended.by, recent[0].ended.reason, recent[0].agent.name], ['ended', 'agent', 'spam', 'Ada']);
      assert.ok(chats.every((chat: Frame) => chat.key !== key));
      const theirs = await his.until(({ type }) => type === 'chats');
      assert.ok(theirs.recent.every((chat: Frame) => chat.key !== key));
      await ada.call('POST', `/chats/${key}/reopen`);
      for (const feed of [mine, his]) await feed.until((event) => event.type === 'chat' && event.chat.key === key && event.chat.status === 'active');
      await visitor.call('POST', '/end');
      for (const feed of [mine, his]) {
        await feed.until((event) => event.type === 'gone' && event.key === key);
        feed.close();
      }
    });
  });

  test('whoever asks for a person is summed up for the one who comes', async () => {
    const { visitor, stream } = await answered(true);
    await visitor.call('POST', '/handoff', { reason: 'not_solved' });
    const { summary, reason } = await stream.until(({ type }) => type === 'handoff');
    assert.equal(reason, 'not_solved');
    assert.match(summary, /“How do I pay by card\?”/);
    const silent = await Visitor.started(server.url);
    await silent.call('POST', '/handoff', {});
    assert.match((await silent.log()).at(-1).summary, /straight away/);
    stream.close();
  });
});
