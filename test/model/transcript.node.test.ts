/** The transcript's rules: dense order, no doubles, nothing past a hole, answers that grow. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import type {LogEvent, SessionInfo} from '../../src/model/session-event.js';
import {apply, countAfter, fromSnapshot, prepend, visibleEntries} from '../../src/model/transcript.js';
import type {Transcript} from '../../src/model/transcript.js';

const BOT = {id: 'bot', role: 'bot', name: 'Assistant'} as const;
const VISITOR = {id: 'v', role: 'visitor', name: 'You'} as const;
const AGENT = {id: 'a', role: 'agent', name: 'Ada'} as const;
const info = (more: Partial<SessionInfo> = {}): SessionInfo => ({
  id: 's1', status: 'active', owner: 'bot', startedAt: 1, lastSeq: 0, participants: [BOT, VISITOR], ...more,
});
const said = (seq: number, text = `m${seq}`, author: typeof BOT | typeof VISITOR | typeof AGENT = BOT): LogEvent => ({
  type: 'message', seq, at: seq, message: {id: `id-${seq}`, author, text},
});
const empty = (): Transcript => fromSnapshot({session: info(), events: [], more: false, unfinished: []});
const texts = ({entries}: Transcript): string[] => entries.map((entry) => (entry.kind === 'message' ? entry.text : entry.notice));

test('any arrival order, with doubles, shows each event once and in order, as far as there is no hole', () => {
  fc.assert(
    fc.property(fc.integer({min: 1, max: 12}), fc.array(fc.integer({min: 1, max: 12}), {maxLength: 60}), (length, arrivals) => {
      let transcript = empty();
      let expected = 0;
      for (const seq of arrivals.filter((n) => n <= length)) {
        transcript = apply(transcript, said(seq))[0];
        if (seq === expected + 1) expected = seq;
      }
      assert.deepEqual(texts(transcript), Array.from({length: expected}, (_, i) => `m${i + 1}`));
    }),
  );
});

test('an agent who opens a session again owns it, whoever had it when it ended', () => {
  const log: LogEvent[] = [
    {type: 'handoff', seq: 1, at: 1, from: 'bot', to: 'queue'},
    {type: 'ended', seq: 2, at: 2, by: 'visitor', reason: 'closed', durationMs: 1, messageCount: 0},
    {type: 'reopened', seq: 3, at: 3, by: AGENT},
    {type: 'joined', seq: 4, at: 4, participant: AGENT},
  ];
  const transcript = log.reduce((before, event) => apply(before, event)[0], empty());
  assert.equal(transcript.owner, 'agent');
});

test('outcomes name what became of an event', () => {
  const one = apply(empty(), said(1))[0];
  assert.equal(apply(one, said(1))[1], 'known');
  assert.equal(apply(one, said(2))[1], 'applied');
  assert.equal(apply(one, said(3))[1], 'hole');
  assert.equal(apply(one, {type: 'unknown', seq: 2, at: 2})[0].lastSeq, 2);
});

test('an answer grows by deltas, whatever overlaps, and becomes its message', () => {
  const delta = (offset: number, text: string) => ({type: 'delta', messageId: 'id-2', author: BOT, offset, text}) as const;
  let transcript = apply(empty(), said(1))[0];
  for (const event of [delta(3, 'beyond'), delta(0, 'Hello'), delta(3, 'lo wo'), delta(0, 'Hel'), delta(20, 'hole'), delta(8, 'rld')]) {
    transcript = apply(transcript, event)[0];
  }
  assert.equal(transcript.unfinished[0]!.text, 'Hello world');
  assert.equal(transcript.unfinished[0]!.streaming, true);
  transcript = apply(transcript, {type: 'delta', messageId: 'other', author: BOT, offset: 0, text: 'x'})[0];
  const done = apply(transcript, said(2, 'Hello world!'))[0];
  assert.deepEqual(done.unfinished.map(({id}) => id), ['other']);
  assert.deepEqual(apply(done, {type: 'discard', messageId: 'other'})[0].unfinished, []);
  assert.equal(apply(done, {type: 'discard', messageId: 'nobody'})[0].unfinished, done.unfinished);
});

test('receipts mark own messages only, only upwards', () => {
  let transcript = fromSnapshot({session: info({lastSeq: 3}), events: [said(1, 'a', VISITOR), said(2), said(3, 'b', VISITOR)], more: false, unfinished: []});
  const deliveries = () => transcript.entries.map((entry) => (entry.kind === 'message' ? (entry.delivery ?? null) : null));
  assert.deepEqual(deliveries(), ['sent', null, 'sent']);
  transcript = apply(transcript, {type: 'receipts', delivered: 1, read: 0})[0];
  assert.deepEqual(deliveries(), ['delivered', null, 'sent']);
  transcript = apply(transcript, {type: 'receipts', delivered: 3, read: 1})[0];
  transcript = apply(transcript, {type: 'receipts', delivered: 2, read: 0})[0];
  assert.deepEqual(deliveries(), ['delivered', null, 'delivered']);
  assert.deepEqual(transcript.receipts, {delivered: 3, read: 1});
  transcript = apply(transcript, said(4, 'c', VISITOR))[0];
  transcript = apply(transcript, {type: 'receipts', delivered: 4, read: 4})[0];
  assert.deepEqual(deliveries(), ['delivered', null, 'delivered', 'delivered']);
});

test('people come and go, the owner changes, the line is left', () => {
  let transcript = empty();
  const steps: LogEvent[] = [
    {type: 'started', seq: 1, at: 1, by: 'visitor'},
    {type: 'joined', seq: 2, at: 2, participant: VISITOR},
    {type: 'handoff', seq: 3, at: 3, from: 'bot', to: 'queue', reason: 'asked'},
    {type: 'joined', seq: 4, at: 4, participant: AGENT},
    {type: 'handoff', seq: 5, at: 5, from: 'queue', to: 'agent'},
    {type: 'left', seq: 6, at: 6, participant: AGENT},
    {type: 'left', seq: 7, at: 7, participant: VISITOR},
    {type: 'ended', seq: 8, at: 8, by: 'agent', reason: 'resolved', durationMs: 7, messageCount: 0},
  ];
  const owners: string[] = [];
  for (const step of steps) {
    transcript = apply(transcript, step)[0];
    if (step.type === 'handoff' && step.to === 'queue') transcript = apply(transcript, {type: 'queue', position: 2})[0];
    owners.push(`${transcript.owner} ${transcript.participants.map(({id}) => id).join('+')} ${transcript.queue?.position ?? '-'}`);
  }
  assert.deepEqual(owners, ['bot bot -', 'bot bot -', 'queue bot 2', 'queue bot+a 2', 'agent bot+a -', 'agent bot -', 'agent bot -', 'agent bot -']);
  assert.deepEqual(texts(transcript), ['handoff', 'joined', 'handoff', 'left', 'ended']);
});

test('an older page is put in front only where it fits', () => {
  const newest = fromSnapshot({session: info({lastSeq: 6}), events: [said(5), said(6)], more: true, unfinished: []});
  assert.equal(prepend(newest, {events: [said(2), said(3)], more: true}), newest);
  const more = prepend(newest, {events: [said(3), said(4)], more: true});
  assert.deepEqual(texts(more), ['m3', 'm4', 'm5', 'm6']);
  assert.equal(prepend(more, {events: [], more: false}).more, false);
});

test('own messages on their way stand behind the log, until the log has them', () => {
  const outbox = [{id: 'id-2', sessionId: 's1', text: 'mine', at: 9}, {id: 'x', sessionId: 's1', text: 'next', at: 10, seq: 7}, {id: 'y', sessionId: 's1', text: 'bad', at: 11, failure: 'too-large'}] as const;
  const show = (transcript: Transcript | null) => visibleEntries(transcript, outbox, VISITOR).map((entry) => (entry.kind === 'message' ? `${entry.text} ${entry.delivery ?? ''}` : ''));
  const one = apply(empty(), said(1))[0];
  assert.deepEqual(show(null), ['mine queued', 'next sent', 'bad failed']);
  assert.deepEqual(show(one), ['m1 ', 'mine queued', 'next sent', 'bad failed']);
  const two = apply(one, said(2, 'mine', VISITOR))[0];
  assert.deepEqual(show(two), ['m1 ', 'mine sent', 'next sent', 'bad failed']);
  assert.equal(visibleEntries(two, [], VISITOR), two.entries);
});

test('what others wrote after a mark is counted, own messages and notices are not', () => {
  const transcript = [said(1), said(2, 'mine', VISITOR), said(3), {type: 'left', seq: 4, at: 4, participant: AGENT} as const, said(5)].reduce(
    (shown, event) => apply(shown, event)[0],
    empty(),
  );
  assert.deepEqual([0, 1, 3, 5].map((mark) => countAfter(transcript, mark)), [3, 2, 1, 0]);
});

test('a snapshot without events knows where the log stands', () => {
  const transcript = fromSnapshot({session: info({lastSeq: 9}), events: [], more: true, unfinished: [{messageId: 'u', author: BOT, text: 'so far'}]});
  assert.deepEqual([transcript.lastSeq, transcript.firstSeq, transcript.unfinished[0]!.text], [9, 10, 'so far']);
});

test('what is told late of an answer that is a message already does not bring it back', () => {
  const one = apply(empty(), said(1))[0];
  const delta = apply(one, {type: 'delta', messageId: 'id-1', author: BOT, offset: 0, text: 'late'})[0];
  const sync = apply(one, {type: 'sync', session: info({lastSeq: 1}), unfinished: [{messageId: 'id-1', author: BOT, text: 'late'}]})[0];
  assert.deepEqual([delta.unfinished, sync.unfinished], [[], []]);
  const shown = fromSnapshot({session: info({lastSeq: 1}), events: [said(1)], more: false, unfinished: [{messageId: 'id-1', author: BOT, text: 'late'}]});
  assert.deepEqual(shown.unfinished, []);
});
