/** What becomes of what is typed. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {ManualClock, settle} from '../../src/clock/manual-clock.js';
import type {SessionRecord} from '../../src/model/session-record.js';
import {Draft, draftAfter} from '../../src/session/draft.js';
import type {Kept} from '../../src/session/draft.js';
import {transition} from '../../src/session/machine.js';
import type {Input} from '../../src/session/machine.js';
import {POLICY} from '../../src/session/policy.js';
import {after, clear, END, info, opened, send, STAMP, start, STATUS, switchTo} from './machine-table.js';
import {PlayedSurroundings} from './world.js';

/** What is typed when these inputs have come between two looks at the record. */
function keep(typed: string, previous: SessionRecord, ...inputs: readonly Input[]): Kept {
  const next = inputs.reduce((record, input) => transition(record, input, STAMP), previous);
  const known = previous.facts.at(-1)?.number ?? 0;
  return draftAfter(typed, next, previous, next.facts.filter(({number}) => number > known));
}

const draft = (text: string, sessionId: string | null = null): Input => ({type: 'draft', text, sessionId});
const ended: Input = {type: 'ended', sessionId: 's1', end: END, afterEnd: 'stay'};
const other = switchTo(info('s7'));

for (const [what, typed, previous, inputs, expected] of [
  ['another tab writes its own draft', 'mine', STATUS.active, [draft('theirs')], {text: 'mine', taken: false}],
  ['a session starts', 'mine', STATUS.none, [start], {text: 'mine', taken: false}],
  ['the other side ends', 'mine', STATUS.active, [ended], {text: 'mine', taken: false}],
  ['the other side ends while a message waits', 'mine', after(start, opened, send), [ended], {text: 'hello\nmine', taken: false}],
  ['nobody is there for a message', 'mine', after(send), [{type: 'refused', sessionId: 's9', code: 'nobody-there', message: 'no'}], {text: 'hello\nmine', taken: false}],
  ['a message is refused', 'mine', after(send), [{type: 'refused', sessionId: 's9', code: 'bad-input', message: 'no'}], {text: 'mine', taken: false}],
  ['the other side ends, then reset', 'mine', STATUS.active, [{type: 'ended', sessionId: 's1', end: END, afterEnd: 'reset'}], {text: 'mine', taken: false}],
  ['the visitor clears', 'mine', STATUS.active, [clear()], {text: '', taken: true}],
  ['the visitor clears what has ended', 'mine', STATUS.ended, [clear()], {text: 'mine', taken: false}],
  ['everything is cleared', 'mine', STATUS.ended, [clear({scope: 'device'})], {text: '', taken: true}],
  ['what has ended is cleared, then everything', 'mine', STATUS.ended, [clear(), clear({scope: 'device'})], {text: '', taken: true}],
  ['another session is shown, here', 'mine', STATUS.active, [switchTo(info('s7'), {draft: 'mine'})], {text: '', taken: true}],
  ['another session is shown, and a draft of it was there', 'mine', after(start, opened, draft('mine')), [draft('there', 's7'), switchTo(info('s7'), {draft: 'mine'})], {text: 'there', taken: true, left: 's1'}],
  ['another session is shown by another tab, which knew less', 'mine', STATUS.active, [other], {text: '', taken: true, left: 's1'}],
  ['another session is shown by another tab, which has typed there', 'mine', STATUS.active, [switchTo(info('s7'), {draft: 'theirs'})], {text: '', taken: true}],
  ['a page without a session is left', 'mine', STATUS.none, [other], {text: '', taken: true, left: ''}],
  ['a page without a session is shown', 'mine', STATUS.active, [switchTo(null)], {text: '', taken: true, left: 's1'}],
  ['a session with a draft is shown', 'mine', after(start, opened, draft('there', 's7')), [other], {text: 'there', taken: true, left: 's1'}],
  ['a start joins a session with a draft', 'mine', after(start, draft('there', 's3')), [{type: 'rename', sessionId: 's1', newId: 's3'}], {text: 'there\nmine', taken: false}],
] as const satisfies readonly (readonly [string, string, SessionRecord, readonly Input[], Kept])[]) {
  test(`typed: ${what}`, () => {
    assert.deepEqual(keep(typed, previous, ...inputs), expected);
  });
}

function open(record: SessionRecord = STATUS.active) {
  const clock = new ManualClock();
  const commits: Input[] = [];
  const told: string[] = [];
  const engine = {
    record,
    typing: {draft: (text: string) => void told.push(text)} as never,
    commit: async (input: Input | (() => Input)) => {
      commits.push(typeof input === 'function' ? input() : input);
      return record;
    },
  };
  const now = {clock, surroundings: new PlayedSurroundings(), engine, ready: Promise.resolve(), changes: 0, changed: () => void now.changes++};
  const of = new Draft(now);
  const pause = async (ms: number = POLICY.draftPauseMs): Promise<void> => {
    await settle();
    await clock.advance(ms);
  };
  return {of, now, commits, told, pause};
}

test('each key is told, the last one within a pause is written', async () => {
  const {of, now, commits, told, pause} = open();
  of.type('h');
  await pause(POLICY.draftPauseMs - 1);
  of.type('hi');
  of.type('hi');
  await pause(POLICY.draftPauseMs - 1);
  assert.deepEqual([of.text, told, now.changes, commits], ['hi', ['h', 'hi'], 2, []]);
  await pause(1);
  assert.deepEqual(commits, [{type: 'draft', text: 'hi', sessionId: 's1'}]);
});

test('what is sent is not written after it', async () => {
  const {of, commits, told, pause} = open();
  of.type('hi');
  of.sent();
  await pause();
  assert.deepEqual([of.text, told, commits], ['', ['hi', ''], []]);
});

test('a visitor who goes takes what is typed along, and writes nothing for the next', async () => {
  const {of, now, commits, pause} = open();
  await of.hold();
  assert.deepEqual(commits, []);
  of.type('hi');
  await of.hold();
  assert.deepEqual(commits, [{type: 'draft', text: 'hi', sessionId: null}]);
  of.type('hi!');
  now.engine = {...now.engine, record: {...STATUS.none, draft: 'of another'}};
  await pause();
  assert.equal(commits.length, 1);
  of.take();
  assert.equal(of.text, 'of another');
});

test('what was typed for a session that another tab has left is written down there', async () => {
  const {of, commits, pause} = open();
  of.type('mine');
  const next = transition(STATUS.active, other, STAMP);
  of.recordChanged(next, STATUS.active, next.facts.slice(STATUS.active.facts.length));
  assert.equal(of.text, '');
  assert.deepEqual(commits, [{type: 'draft', text: 'mine', sessionId: 's1'}]);
  await pause();
  assert.equal(commits.length, 1);
});
