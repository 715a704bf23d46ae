/** The machine's table, cell by cell, and what it does to the rest of the record. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {EMPTY_RECORD} from '../../src/model/session-record.js';
import type {SessionRecord} from '../../src/model/session-record.js';
import {duties} from '../../src/session/duties.js';
import {transition} from '../../src/session/machine.js';
import type {Input} from '../../src/session/machine.js';
import {POLICY} from '../../src/session/policy.js';
import {after, clear, END, info, opened, send, STAMP, start, STATUS, switchTo, TABLE} from './machine-table.js';
import type {StatusName} from './machine-table.js';

for (const [name, [input, expected]] of Object.entries(TABLE)) {
  for (const status of Object.keys(STATUS) as StatusName[]) {
    test(`${status}: ${name}`, () => {
      const before = STATUS[status];
      const next = transition(before, input, STAMP);
      if (expected[status] === 'same') return assert.equal(next, before);
      assert.equal(next.session?.status ?? 'none', expected[status]);
      assert.equal(next.revision, before.revision + 1);
      const numbers = next.facts.map(({number}) => number);
      assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b));
    });
  }
}

test('of two credentials the first wins, and only what is stored can be forgotten', () => {
  assert.equal(transition(EMPTY_RECORD, {type: 'credentials', value: {secret: 'late'}}, STAMP), EMPTY_RECORD);
  const first = after(start, {type: 'credentials', value: {secret: 'a'}});
  assert.equal(transition(first, {type: 'credentials', value: {secret: 'b'}}, STAMP), first);
  assert.equal(transition(first, {type: 'forget-credentials', value: {secret: 'b'}}, STAMP), first);
  assert.equal(transition(first, {type: 'forget-credentials', value: {secret: 'a'}}, STAMP).credentials, null);
});

test('the same message twice is one message', () => {
  const once = after(send);
  assert.equal(transition(once, send, STAMP), once);
});

test('a stored message leaves the outbox when the log has shown it, by number or by id', () => {
  const sent = after(start, opened, send, {type: 'stored', messageId: 'm1', seq: 5});
  assert.equal(sent.outbox[0]!.seq, 5);
  assert.equal(transition(sent, {type: 'shown', sessionId: 's1', seq: 4, messageIds: []}, STAMP).outbox.length, 1);
  assert.equal(transition(sent, {type: 'shown', sessionId: 's1', seq: 5, messageIds: []}, STAMP).outbox.length, 0);
  const unanswered = after(start, opened, send);
  assert.equal(transition(unanswered, {type: 'shown', sessionId: 's1', seq: 5, messageIds: ['m1']}, STAMP).outbox.length, 0);
  assert.equal(transition(sent, {type: 'failed', messageId: 'm1', code: 'network'}, STAMP), sent);
});

test('a failed message waits for the visitor: again under another session, or never', () => {
  const failed = after(send, {type: 'refused', sessionId: 's9', code: 'bad-input', message: 'no'});
  assert.equal(failed.session, null);
  assert.equal(failed.outbox[0]!.failure, 'bad-input');
  const again = transition(failed, {type: 'retry', messageId: 'm1', sessionId: 's10'}, STAMP);
  assert.deepEqual([again.session!.id, again.outbox[0]!.sessionId, again.outbox[0]!.failure], ['s10', 's10', undefined]);
  assert.equal(transition(failed, {type: 'discard', messageId: 'm1'}, STAMP).outbox.length, 0);
  const over: SessionRecord = {...failed, session: STATUS.ended.session};
  assert.equal(transition(over, {type: 'retry', messageId: 'm1', sessionId: 's10'}, STAMP), over);
});

test('text that can no longer be sent goes back to the draft, in front of what is typed', () => {
  const typed = after(start, opened, send, {type: 'draft', text: 'and more', sessionId: null});
  const ended = transition(typed, {type: 'ended', sessionId: 's1', end: END, afterEnd: 'stay'}, STAMP);
  assert.equal(ended.draft, 'hello\nand more');
  assert.deepEqual(ended.outbox, []);
  const reset = transition(ended, clear({cause: 'reset-window', reset: true, greeting: true}), STAMP);
  assert.equal(reset.draft, 'hello\nand more');
  assert.equal(transition(typed, clear(), STAMP).draft, '');
});

test('clearing the device keeps nothing but what the server must still hear', () => {
  const full = after(start, {type: 'credentials', value: {secret: 'a'}}, opened, send, {type: 'draft', text: 'typed', sessionId: null});
  const cleared = transition(full, clear({scope: 'device', cause: 'clear-session'}), STAMP);
  const {farewells, facts, revision, ...rest} = cleared;
  const {farewells: none, facts: noFacts, revision: zero, ...empty} = EMPTY_RECORD;
  assert.deepEqual(rest, empty);
  assert.deepEqual(farewells, [{sessionId: 's1', by: 'visitor', reason: 'clear-chat', revoke: true, credentials: {secret: 'a'}}]);
  assert.ok(revision > full.revision && facts.length > noFacts.length && zero === 0 && none.length === 0);
});

test('clearing the device revokes the credentials even when no session is left to end', () => {
  const known: SessionRecord = {...EMPTY_RECORD, credentials: {secret: 'a'}};
  assert.deepEqual(transition(known, clear({scope: 'device'}), STAMP).farewells.map(({revoke}) => revoke), [true]);
  const ending = {...STATUS.ending, credentials: {secret: 'a'}};
  assert.equal(transition(ending, clear({scope: 'device'}), STAMP).farewells.at(-1)!.revoke, true);
});

test('the order of facts within a verb is fixed: end, clear, reset; the start follows when it is confirmed', () => {
  const types = (record: SessionRecord) => record.facts.map(({event}) => event.type);
  const reset = transition(STATUS.active, clear({cause: 'reset-window', greeting: true, reset: true}), STAMP);
  assert.deepEqual(types(reset), ['chat-start', 'chat-end', 'chat-clear', 'chat-reset']);
  const another = transition(STATUS.active, clear({cause: 'start-new-session', newSessionId: 's2'}), STAMP);
  const confirmed = transition(another, {type: 'opened', info: info('s2'), afterEnd: 'stay'}, STAMP);
  assert.deepEqual(types(confirmed), ['chat-start', 'chat-end', 'chat-clear', 'chat-start']);
  const detail = another.facts.at(-1)!.event.detail;
  assert.ok('newSessionId' in detail && detail.newSessionId === 's2' && detail.serverEnded && detail.localCleared && !detail.identityDropped);
});

test('a tab that was slow takes back nothing of who answers', () => {
  const owned = (owner: 'bot' | 'queue' | 'agent', seq: number): Input => ({type: 'owned', sessionId: 's1', owner, seq});
  const snapshot = (owner: 'bot' | 'queue', lastSeq: number): Input => ({type: 'opened', info: info('s1', {owner, lastSeq}), afterEnd: 'stay'});
  const ownerAfter = (...inputs: readonly Input[]) => after(start, opened, ...inputs).session!.owner;
  assert.equal(ownerAfter(owned('queue', 2), snapshot('bot', 1)), 'queue');
  assert.equal(ownerAfter(owned('queue', 2), owned('agent', 4), owned('queue', 2)), 'agent');
  assert.equal(ownerAfter(owned('queue', 2), snapshot('bot', 3)), 'bot');
  assert.equal(ownerAfter(snapshot('queue', 5), owned('agent', 6)), 'agent');
});

test('a start while an end is being told does not swallow the end', () => {
  const next = transition(STATUS.ending, {...start, sessionId: 's2'}, STAMP);
  assert.deepEqual(next.facts.map(({event}) => event.type), ['chat-start', 'chat-end']);
  assert.equal(next.facts.at(-1)!.event.detail.sessionId, 's1');
  assert.equal(next.farewells.length, 1);
});

test('what is kept for sleeping tabs has an end', () => {
  let record: SessionRecord = EMPTY_RECORD;
  for (let i = 0; i < 100; i++) record = transition(record, clear({reset: true}), STAMP);
  assert.equal(record.facts.length, POLICY.facts);
  assert.equal(record.facts.at(-1)!.number, 100);
});

test('duties follow from the record alone', () => {
  const kinds = (record: SessionRecord, loaded: string | null) => duties(record, {loadedId: loaded, inbox: 'no'}).map(({kind}) => kind);
  assert.deepEqual(kinds(STATUS.none, null), []);
  assert.deepEqual(kinds(STATUS.starting, null), ['open']);
  assert.deepEqual(kinds(STATUS.active, null), ['load']);
  assert.deepEqual(kinds(STATUS.active, 's1'), ['follow']);
  assert.deepEqual(kinds(after(start, opened, send), 's1'), ['deliver', 'follow']);
  assert.deepEqual(kinds(after(start, opened, send, {type: 'stored', messageId: 'm1', seq: 5}), 's1'), ['follow']);
  assert.deepEqual(kinds(STATUS.ending, 's1'), ['farewell', 'overdue']);
  assert.deepEqual(kinds(STATUS.ended, null), ['load']);
  assert.deepEqual(kinds(STATUS.ended, 's1'), []);
});

test('one open session: opening another one ends the first, tells it first, and what was typed stays with it', () => {
  const before = after(start, opened, send, {type: 'draft', text: 'typed', sessionId: 's1'});
  const next = transition(before, switchTo(info('s7'), {oneOpen: true, draft: 'typed'}), STAMP);
  assert.deepEqual(next.facts.slice(-2).map(({event}) => [event.type, event.detail.sessionId]), [['chat-end', 's1'], ['chat-resume', 's7']]);
  assert.equal(next.farewells[0]!.sessionId, 's1');
  assert.deepEqual(next.drafts, {s1: 'hello\ntyped'});
  assert.deepEqual(next.outbox, []);
});

test('messages stay with the session they were written in, and are delivered there', () => {
  const left = after(start, opened, send, switchTo(info('s7')));
  assert.deepEqual(left.outbox.map(({sessionId}) => sessionId), ['s1']);
  assert.deepEqual(duties(left, {loadedId: null, inbox: 'no'}).map(({key}) => key), ['deliver:s1', 'load:s7']);
  assert.deepEqual(transition(left, {type: 'stored', messageId: 'm1', seq: 3}, STAMP).outbox, []);
  const lost = transition(left, {type: 'undeliverable', sessionId: 's1', code: 'session-ended'}, STAMP);
  assert.equal(lost.outbox[0]!.failure, 'session-ended');
  assert.equal(transition(left, {type: 'retry', messageId: 'm1', sessionId: 's9'}, STAMP), left);
  const over = transition(left, switchTo(info('s1', {status: 'ended', ended: END})), STAMP);
  assert.deepEqual([over.outbox.length, over.draft], [0, 'hello']);
  assert.deepEqual(transition(left, clear(), STAMP).outbox.map(({id}) => id), ['m1']);
});

test('each session has its own draft, and so has the page without one', () => {
  const first = after(switchTo(null), start, opened, switchTo(info('s7'), {draft: 'to s1'}), switchTo(null, {draft: 'to s7'}));
  assert.deepEqual([first.draft, first.drafts], ['', {s1: 'to s1', s7: 'to s7'}]);
  const back = transition(first, switchTo(info('s1'), {draft: 'nowhere'}), STAMP);
  assert.deepEqual([back.draft, back.drafts], ['to s1', {'s7': 'to s7', '': 'nowhere'}]);
  assert.deepEqual(transition(back, {type: 'draft', text: 'later', sessionId: 's7'}, STAMP).drafts, {'s7': 'later', '': 'nowhere'});
  assert.equal(transition(back, clear(), STAMP).draft, 'nowhere');
});

test('a session that was opened again stays ended here until the visitor goes on; an end from before is no news then', () => {
  const over = STATUS.ended;
  const again = transition(over, {type: 'opened', info: info('s1', {owner: 'agent', lastSeq: 9}), afterEnd: 'stay'}, STAMP);
  assert.deepEqual([again.session!.status, again.session!.reopened], ['ended', true]);
  const closed = transition(again, {type: 'opened', info: info('s1', {status: 'ended', ended: END, lastSeq: 10}), afterEnd: 'stay'}, STAMP);
  assert.equal(closed.session!.reopened, undefined);
  const on = transition(again, {type: 'continue', sessionId: 's1'}, STAMP);
  assert.deepEqual([on.session!.status, on.session!.owner, on.session!.reopened, on.session!.ended], ['active', 'agent', undefined, undefined]);
  assert.equal(transition(on, {type: 'ended', sessionId: 's1', end: END, afterEnd: 'stay', seq: 7}, STAMP), on);
  assert.equal(transition(on, {type: 'ended', sessionId: 's1', end: END, afterEnd: 'stay', seq: 11}, STAMP).session!.status, 'ended');
  const wiped = transition(again, clear(), STAMP);
  assert.deepEqual([wiped.farewells.length, wiped.facts.at(-1)!.event.type], [1, 'chat-clear']);
  assert.equal(wiped.facts.filter(({event}) => event.type === 'chat-end').length, 1);
});

test('one open session: a start may be answered with another one, which is resumed; and it waits for ends that are owed', () => {
  const wanted: Input = {type: 'start', sessionId: 's1', cause: 'send', oneOpen: true};
  const joined = after(wanted, {...send, sessionId: 's1'}, {type: 'opened', info: info('s5'), afterEnd: 'stay', asked: 's1'});
  assert.deepEqual([joined.session!.id, joined.session!.status, joined.outbox[0]!.sessionId], ['s5', 'active', 's5']);
  assert.equal(joined.facts.at(-1)!.event.type, 'chat-resume');
  assert.equal(after({type: 'opened', info: info('s5'), afterEnd: 'stay', asked: 's1'}), EMPTY_RECORD);
  const next = transition(joined, clear({newSessionId: 's6', oneOpen: true}), STAMP);
  assert.deepEqual(duties(next, {loadedId: null, inbox: 'no'}).map(({key}) => key), ['farewell:s5']);
  const free = {...next, farewells: []};
  assert.deepEqual(duties(free, {loadedId: null, inbox: 'no'}).map(({key}) => key), ['open:s6']);
});
