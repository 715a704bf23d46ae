// The log never loses, doubles or reorders, and streams follow it: on one instance, on two, through cuts and slow readers.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { connect } from '../database/connect.js';
import { appendMessage } from '../sessions/event-log.js';
import { testServer, Visitor } from './support/server.js';
import type { Frame, TestServer } from './support/server.js';

const seqs = (events: Frame[]): number[] => events.map((event) => event.seq);
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

describe('the log and its streams', () => {
  let one: TestServer;
  let two: TestServer;
  before(async () => {
    one = await testServer({ times: { heartbeat: 300, stall: 500 } });
    two = await testServer({ databaseUrl: one.databaseUrl });
  });
  after(async () => {
    await two.remove();
    await one.remove();
  });

  /** A visitor whose bot stays silent: only what the test writes is in the log. */
  async function waiting(): Promise<Visitor> {
    const visitor = await Visitor.started(one.url);
    await visitor.call('POST', '/handoff', {});
    return visitor;
  }

  test('the same message sent 100 times at once, on two instances, is one row', async () => {
    const visitor = await waiting();
    const id = randomUUID();
    const elsewhere = new Visitor(two.url, visitor, visitor.sessionId);
    const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => (index % 2 ? visitor : elsewhere).send('once', id)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array.from({ length: 99 }, () => 200), 201].sort());
    assert.equal(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1);
    assert.equal((await visitor.log()).filter((event) => event.type === 'message').length, 1);
    const conflict = await visitor.send('twice', id);
    assert.equal(conflict.status, 422);
    assert.equal(conflict.body.code, 'id_conflict');
  });

  test('the same id in two sessions is two messages', async () => {
    const [first, second] = [await waiting(), await waiting()];
    assert.equal((await first.send('x', 'same')).status, 201);
    assert.equal((await second.send('y', 'same')).status, 201);
  });

  test('200 sends at once, on two instances, get dense numbers in the order of their answers', async () => {
    const visitor = await waiting();
    const elsewhere = new Visitor(two.url, visitor, visitor.sessionId);
    const stream = elsewhere.stream();
    const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => (index % 2 ? visitor : elsewhere).send(`m${index}`, `m${index}`)));
    assert.ok(answers.every(({ status }) => status === 201));
    await stream.until((event) => event.seq === 202);
    assert.deepEqual(seqs(stream.events), upTo(202));
    assert.deepEqual(stream.ids, upTo(202));
    const log = await visitor.log();
    assert.deepEqual(seqs(log), upTo(202));
    assert.deepEqual(stream.events, log);
    for (const { body } of answers) assert.equal(log[body.seq - 1].message.id, body.id);
    assert.ok(log.every((event, index) => index === 0 || event.at >= log[index - 1].at));
    stream.close();
  });

  test('a stream on one instance sees what is sent to another', async () => {
    const visitor = await waiting();
    const elsewhere = new Visitor(two.url, visitor, visitor.sessionId);
    const stream = elsewhere.stream(2);
    const sync = await stream.until(() => true);
    assert.equal(sync.type, 'sync');
    assert.equal(sync.session.lastSeq, 2);
    assert.equal(sync.session.queue.position >= 1, true);
    await visitor.send('over there?');
    const message = await stream.until((event) => event.type === 'message');
    assert.equal(message.message.text, 'over there?');
    stream.close();
  });

  test('cut at any point and resumed with its cursor, a stream misses nothing and repeats nothing', async () => {
    const visitor = await waiting();
    const seen: number[] = [];
    let done = false;
    const writing = (async () => {
      for (let index = 0; index < 60; index += 1) await visitor.send(`m${index}`);
      done = true;
    })();
    while (!done || seen.length < 62) {
      const instance = new Visitor(seen.length % 2 ? one.url : two.url, visitor, visitor.sessionId);
      const stream = instance.stream(seen.at(-1) ?? 0);
      const target = Math.min(62, (seen.at(-1) ?? 0) + 7);
      await stream.until((event) => event.seq === target);
      stream.close();
      seen.push(...seqs(stream.events));
    }
    await writing;
    assert.deepEqual(seen, upTo(62));
  });

  test('Last-Event-ID wins over after', async () => {
    const visitor = await waiting();
    for (let index = 0; index < 5; index += 1) await visitor.send('x');
    const answer = await fetch(`${one.url}/v1/sessions/${visitor.sessionId}/events?after=1`, {
      headers: { ...visitor.headers, Accept: 'text/event-stream', 'Last-Event-ID': '6' },
    });
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      if (text.includes('id: 7')) break;
    }
    assert.doesNotMatch(text, /^id: [1-6]$/m);
  });

  test('heartbeats come, and find what a lost notice did not tell', async () => {
    const visitor = await waiting();
    const stream = visitor.stream(2);
    await stream.untilComment();
    const sql = connect(one.databaseUrl, 1);
    const [row] = await sql<{ key: string }[]>`select key from session where label = ${visitor.sessionId}`;
    // Written past the server: nobody is told.
    await appendMessage(sql, row?.key ?? '', { id: 'silent', author: { id: 'x', role: 'system', name: 'x' }, text: 'psst' }, { as: 'visitor' });
    await sql.end();
    const found = await stream.until((event) => event.type === 'message');
    assert.equal(found.message.text, 'psst');
    stream.close();
  });

  test('a reader who stops reading is cut, and resumes without a loss', async () => {
    const visitor = await waiting();
    const text = 'x'.repeat(30_000);
    const stream = visitor.stream(2);
    await stream.until((event) => event.type === 'sync');
    await stream.pause();
    // More than all buffers between here and there can hold.
    for (let index = 0; index < 400; index += 20) {
      await Promise.all(Array.from({ length: 20 }, () => visitor.send(text)));
    }
    await stream.resume();
    await stream.closed;
    const before = stream.events.at(-1)?.seq ?? 2;
    assert.deepEqual(seqs(stream.events), upTo(before).slice(2));
    assert.ok(before < 402, 'it was cut before the end');
    const rest = visitor.stream(before);
    await rest.until((event) => event.seq === 402, 20_000);
    assert.deepEqual(seqs(rest.events), upTo(402).slice(before));
    rest.close();
  });

  test('receipts of the other side rise, never fall, and never pass the end', async () => {
    const visitor = await waiting();
    await visitor.call('POST', '/receipts', { delivered: 2, read: 1 });
    await visitor.call('POST', '/receipts', { delivered: 1 });
    await visitor.call('POST', '/receipts', { read: 900 });
    assert.deepEqual((await visitor.call('GET')).body.session.receipts, { delivered: 0, read: 0 });
  });
});
