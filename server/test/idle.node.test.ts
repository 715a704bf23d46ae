// Silence of the visitor: the warning, what stops it, the end, and that several instances do each once. Silences are made long by moving
// their beginning in the database, whose clock times them; nothing waits for real minutes.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { configFromEnvironment } from '../config.js';
import type { Sql } from '../database/connect.js';
import { Agent, testServer, twoInstances, Visitor } from './support/server.js';
import type { EventReader, Frame, TestServer, TwoInstances } from './support/server.js';

const MINUTE = 60_000;
const TIMES = { look: 30 };

const isIdle = (running: boolean) => (event: Frame): boolean => event.type === 'idle' && (event.endsAt !== null) === running;
const byRole = (role: string) => (event: Frame): boolean => event.type === 'message' && event.message.author.role === role;

describe('idle time', () => {
  let instances: TwoInstances | undefined;
  let server: TestServer;
  let other: TestServer;
  let sql: Sql;
  let ada: Agent;
  before(async () => {
    instances = await twoInstances({ times: TIMES });
    ({ server, other, sql } = instances);
    ada = await Agent.login(server.url, 'Ada');
  });
  after(() => instances?.remove());

  const keyOf = async (visitor: Visitor): Promise<string> =>
    (await sql<{ key: string }[]>`select key from session where visitor_id = ${visitor.visitorId} and label = ${visitor.sessionId}`)[0]?.key ?? '';

  /** As if `minutes` went by for this session. */
  async function pass(visitor: Visitor, minutes: number): Promise<void> {
    const ms = minutes * MINUTE;
    await sql`update session set quiet_since = quiet_since - ${ms}::bigint, idle_ends_at = idle_ends_at - ${ms}::bigint where key = ${await keyOf(visitor)}`;
  }

  /** The bot has answered; it is the visitor's turn. */
  async function answered(): Promise<{ readonly visitor: Visitor; readonly stream: EventReader }> {
    const visitor = await Visitor.started(server.url);
    const stream = visitor.stream();
    await visitor.send('hi');
    await stream.until(byRole('bot'));
    return { visitor, stream };
  }

  async function warned(): Promise<{ readonly visitor: Visitor; readonly stream: EventReader; readonly endsAt: number }> {
    const { visitor, stream } = await answered();
    await pass(visitor, 28);
    const { endsAt, now } = await stream.until(isIdle(true));
    assert.ok(Math.abs(now - Date.now()) < 30_000 && endsAt > now, 'the clock that it is told by');
    return { visitor, stream, endsAt };
  }

  /** Everything that was due by now has been done: a session that falls due later has been warned. */
  async function untilLooked(): Promise<void> {
    const { stream } = await warned();
    stream.close();
  }

  const idleOf = async (visitor: Visitor): Promise<unknown> => (await visitor.call('GET')).body.session.idle;

  test('a warning after 28 minutes of silence, two minutes later the end; told to the visitor, and to agents', async () => {
    const { visitor, stream, endsAt } = await warned();
    assert.ok(Math.abs(endsAt - Date.now() - 2 * MINUTE) < 30_000, `in ${endsAt - Date.now()} ms`);
    assert.deepEqual(await idleOf(visitor), { endsAt });
    assert.ok(Math.abs((await visitor.call('GET')).body.session.now - Date.now()) < 30_000);
    const late = new Visitor(other.url, visitor, visitor.sessionId).stream();
    assert.deepEqual((await late.until((event) => event.type === 'sync')).session.idle, { endsAt });
    await pass(visitor, 2);
    for (const reader of [stream, late]) {
      const ended = await reader.until((event) => event.type === 'ended');
      assert.deepEqual([ended.by, ended.reason, ended.messageCount], ['timeout', 'idle', 2]);
      await reader.closed;
    }
    assert.equal(await idleOf(visitor), undefined);
    assert.equal((await visitor.log()).filter((event) => event.type === 'ended').length, 1);
  });

  test('27 minutes are not enough', async () => {
    const { visitor, stream } = await answered();
    await pass(visitor, 27);
    await untilLooked();
    assert.ok(!stream.frames.some((event) => event.type === 'idle'));
    stream.close();
  });

  test('keep stops the warning and begins the silence anew: warned again, then ended', async () => {
    const { visitor, stream, endsAt } = await warned();
    assert.equal((await visitor.call('POST', '/keep')).status, 204);
    await stream.until(isIdle(false));
    assert.equal(await idleOf(visitor), undefined);
    await pass(visitor, 27);
    await untilLooked();
    assert.equal(await idleOf(visitor), undefined);
    await pass(visitor, 1);
    await stream.until((event) => event.type === 'idle' && event.endsAt !== null && event.endsAt !== endsAt);
    await pass(visitor, 2);
    await stream.until((event) => event.type === 'ended');
    assert.deepEqual(stream.frames.filter((event) => event.type === 'idle').map((event) => event.endsAt === null), [false, true, false]);
    assert.equal((await visitor.call('POST', '/keep')).body.code, 'session_ended');
  });

  test('keep when nothing runs puts the warning off, without a word', async () => {
    const { visitor, stream } = await answered();
    await pass(visitor, 27);
    assert.equal((await visitor.call('POST', '/keep')).status, 204);
    await pass(visitor, 27);
    await untilLooked();
    assert.ok(!stream.frames.some((event) => event.type === 'idle'));
    stream.close();
  });

  test('a message of the visitor’s stops it, through any instance; so does typing', async () => {
    const { visitor, stream } = await warned();
    const far = new Visitor(other.url, visitor, visitor.sessionId);
    assert.equal((await far.call('POST', '/typing', { on: false })).status, 204);
    assert.notEqual(await idleOf(visitor), undefined, 'ceasing to type is no sign of life');
    await far.call('POST', '/typing', { on: true });
    await stream.until(isIdle(false));
    assert.equal(await idleOf(visitor), undefined);
    stream.close();

    const second = await warned();
    await new Visitor(other.url, second.visitor, second.visitor.sessionId).send('still here');
    await second.stream.until(isIdle(false));
    assert.equal(await idleOf(second.visitor), undefined);
    second.stream.close();
  });

  test('a silence is over with the visitor’s message: while the other side owes a word nothing runs', async () => {
    const quiet = await testServer({ times: TIMES, databaseUrl: server.databaseUrl, bot: { name: 'Mute', async *answer() { await new Promise(() => undefined); yield { type: 'done' }; } } });
    try {
      const visitor = await Visitor.started(quiet.url);
      await visitor.send('hi');
      const [row] = await sql<{ quiet: number | null }[]>`select quiet_since as quiet from session where key = ${await keyOf(visitor)}`;
      assert.equal(row?.quiet, null);
      await visitor.call('POST', '/end');
    } finally {
      await quiet.remove();
    }
  });

  test('an agent’s word begins the silence, another one stops the warning; a change of owner stops it', async () => {
    const { visitor, stream } = await answered();
    await visitor.call('POST', '/handoff', {});
    const key = await ada.findChat(visitor);
    const list = ada.feed();
    await list.until((event) => event.type === 'chats');
    await ada.call('POST', `/chats/${key}/accept`);
    await pass(visitor, 60);
    await untilLooked();
    assert.equal(await idleOf(visitor), undefined, 'he waits for the agent');

    const say = (text: string): Promise<unknown> => ada.call('POST', `/chats/${key}/messages`, { id: randomUUID(), text });
    await say('Hello');
    await pass(visitor, 28);
    const { endsAt } = await stream.until(isIdle(true));
    const listed = await list.until((event) => event.type === 'chat' && event.chat.key === key && event.chat.idle !== undefined);
    assert.deepEqual(listed.chat.idle, { endsAt });
    assert.deepEqual((await ada.call('GET', `/chats/${key}`)).body.session.idle, { endsAt });
    await say('Are you still there?');
    await stream.until(isIdle(false));
    await list.until((event) => event.type === 'chat' && event.chat.key === key && event.chat.lastMessage?.text === 'Are you still there?' && event.chat.idle === undefined);

    await pass(visitor, 28);
    await stream.until((event) => event.type === 'idle' && event.endsAt !== null && event.endsAt !== endsAt);
    await ada.call('POST', `/chats/${key}/handback`, {});
    await stream.until((event) => isIdle(false)(event) && stream.frames.filter(isIdle(false)).length === 2);
    assert.equal(await idleOf(visitor), undefined);
    // The bot has it, and the visitor is still the one to speak.
    await pass(visitor, 28);
    await stream.until((event) => event.type === 'idle' && event.endsAt !== null && stream.frames.indexOf(event) > stream.frames.findLastIndex(isIdle(false)));
    list.close();
    stream.close();
  });

  test('who waits in the line is never idle', async () => {
    const { visitor, stream } = await answered();
    await pass(visitor, 20);
    await visitor.call('POST', '/handoff', {});
    await pass(visitor, 600);
    await untilLooked();
    const { session } = (await visitor.call('GET')).body;
    assert.deepEqual([session.status, session.owner, session.idle], ['active', 'queue', undefined]);
    await visitor.call('DELETE', '/handoff');
    await untilLooked();
    assert.equal(await idleOf(visitor), undefined, 'stopping to wait is a sign of life');
    stream.close();
  });

  test('a warning that came late still leaves its whole time', async () => {
    const { visitor, stream } = await answered();
    // Nobody looked for an hour.
    await pass(visitor, 60);
    const { endsAt } = await stream.until(isIdle(true));
    assert.ok(endsAt - Date.now() > MINUTE);
    assert.equal((await visitor.call('GET')).body.session.status, 'active');
    stream.close();
  });

  test('two instances warn once and end once, and a last-moment keep wins or loses as a whole', async () => {
    const streams = await Promise.all(Array.from({ length: 12 }, () => answered()));
    await sql`update session set quiet_since = quiet_since - ${28 * MINUTE}::bigint where quiet_since is not null and status = 'active'`;
    await Promise.all(streams.map(({ stream }) => stream.until(isIdle(true))));
    await sql`update session set idle_ends_at = now_ms() where idle_ends_at is not null`;
    const keepers = streams.filter((_, index) => index % 3 === 0);
    const kept = new Map(await Promise.all(keepers.map(async ({ visitor }) => [visitor, (await visitor.call('POST', '/keep')).status] as const)));
    for (const { visitor, stream } of streams) {
      const alive = kept.get(visitor) === 204 && (await visitor.call('GET')).body.session.status === 'active';
      if (!alive) await stream.until((event) => event.type === 'ended');
      else await stream.until(isIdle(false));
      assert.equal(stream.frames.filter(isIdle(true)).length, 1);
      assert.equal((await visitor.log()).filter((event) => event.type === 'ended').length, alive ? 0 : 1);
      stream.close();
    }
  });

  test('without a warning it ends all the same; with an end of 0 it never does', async () => {
    const blunt = await testServer({ times: { ...TIMES, idleWarning: 0, idleEnd: 40 }, databaseUrl: server.databaseUrl });
    try {
      const visitor = await Visitor.started(blunt.url);
      const stream = visitor.stream();
      await visitor.send('hi');
      assert.equal((await stream.until((event) => event.type === 'ended')).reason, 'idle');
      assert.ok(!stream.frames.some((event) => event.type === 'idle'));
      await stream.closed;
    } finally {
      await blunt.remove();
    }
    // The real thing, with short times and nobody's help.
    const brief = await testServer({ times: { ...TIMES, idleWarning: 50, idleEnd: 150 }, databaseUrl: server.databaseUrl });
    const never = await testServer({ times: { ...TIMES, idleWarning: 40, idleEnd: 0 } });
    try {
      const [first, second] = [await Visitor.started(brief.url), await Visitor.started(never.url)];
      const [stream, endless] = [first.stream(), second.stream()];
      await second.send('hi');
      await endless.until(byRole('bot'));
      await first.send('hi');
      await stream.until((event) => event.type === 'ended');
      assert.deepEqual(stream.frames.filter((event) => event.type === 'idle' || event.type === 'ended').map((event) => event.type), ['idle', 'ended']);
      assert.ok(!endless.frames.some((event) => event.type === 'idle' || event.type === 'ended'));
      endless.close();
    } finally {
      await brief.remove();
      await never.remove();
    }
  });

  test('settings: minutes, off with 0, a warning before the end', () => {
    const times = (env: Record<string, string>): number[] => {
      const { idleWarning, idleEnd } = configFromEnvironment(env).times;
      return [idleWarning / MINUTE, idleEnd / MINUTE];
    };
    assert.deepEqual(times({}), [28, 30]);
    assert.deepEqual(times({ CHAT_IDLE_END: '10' }), [8, 10]);
    assert.deepEqual(times({ CHAT_IDLE_WARNING: '0', CHAT_IDLE_END: '10' }), [0, 10]);
    assert.equal(times({ CHAT_IDLE_END: '0' })[1], 0);
    assert.throws(() => times({ CHAT_IDLE_WARNING: '30' }), /CHAT_IDLE_WARNING is "30": set it to fewer minutes/);
    assert.throws(() => times({ CHAT_IDLE_END: 'soon' }), /CHAT_IDLE_END is "soon"/);
    assert.deepEqual(configFromEnvironment({ CHAT_QUEUES: 'sales:Sales, support' }).queues, [{ id: 'sales', name: 'Sales' }, { id: 'support', name: 'support' }]);
    assert.throws(() => configFromEnvironment({ CHAT_QUEUES: 'a:A,a:B' }), /an id of its own/);
    assert.throws(() => configFromEnvironment({ CHAT_QUEUES: 'a b:A' }), /CHAT_QUEUES holds "a b:A"/);
    assert.throws(() => configFromEnvironment({ CHAT_BOT: 'no' }), /CHAT_BOT is "no"/);
    assert.equal(configFromEnvironment({ CHAT_BOT: 'off' }).bot, 'off');
    assert.throws(() => configFromEnvironment({ CHAT_AGENT_CAPACITY: '0' }), /CHAT_AGENT_CAPACITY/);
  });
});
