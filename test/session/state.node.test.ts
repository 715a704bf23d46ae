/** What a chat looks like, for what its parts know. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {FRESH_STATE} from '../../src/model/chat-state.js';
import type {ChatState} from '../../src/model/chat-state.js';
import type {SessionInfo} from '../../src/model/session-event.js';
import type {SessionSummary} from '../../src/model/session-summary.js';
import {fromSnapshot} from '../../src/model/transcript.js';
import {pendingOf, stateOf} from '../../src/session/state.js';
import type {Known} from '../../src/session/state.js';
import {after, END, info, opened, send, start, STATUS} from './machine-table.js';
import type {StatusName} from './machine-table.js';

const NOTHING: Known = {
  record: STATUS.none, transcript: null, loadingMore: false, link: 'down', local: (at) => at, sessions: {list: FRESH_STATE.sessions}, typing: {participants: []},
};
const look = (known: Partial<Known>, online = true): ChatState => stateOf({...NOTHING, ...known}, online, FRESH_STATE, FRESH_STATE);
const transcript = (more: Partial<SessionInfo> = {}, older = false) =>
  fromSnapshot({
    session: info('s1', {lastSeq: 2, ...more}),
    events: [1, 2].map((seq) => ({
      type: 'message', seq, at: 1_000 + seq, message: {id: `b${seq}`, author: {id: 'bot', role: 'bot', name: 'Bot'}, text: `${seq}`},
    })),
    more: older,
    unfinished: [],
  });

test('a chat about which nothing is known is a fresh one', () => {
  assert.deepEqual(look({}), FRESH_STATE);
});

for (const [status, online, link, expected] of [
  ['none', true, 'down', 'idle'],
  ['none', false, 'down', 'idle'],
  ['starting', true, 'down', 'connecting'],
  ['active', true, 'down', 'connecting'],
  ['active', true, 'connecting', 'connecting'],
  ['active', true, 'online', 'online'],
  ['active', true, 'reconnecting', 'reconnecting'],
  ['active', false, 'online', 'offline'],
  ['ending', true, 'online', 'online'],
  ['ended', true, 'online', 'idle'],
] as const) {
  test(`connection: ${status}, the line ${link}, ${online ? 'with' : 'without'} a network: ${expected}`, () => {
    assert.equal(look({record: STATUS[status], link}, online).connection, expected);
  });
}

for (const [status, known, expected] of [
  ['none', {}, 'none'],
  ['starting', {}, 'none'],
  ['active', {}, 'loading'],
  ['ended', {}, 'loading'],
  ['active', {transcript: transcript()}, 'complete'],
  ['active', {transcript: transcript({}, true)}, 'more'],
  ['active', {transcript: transcript({}, true), loadingMore: true}, 'loading-more'],
] as const satisfies readonly (readonly [StatusName, Partial<Known>, ChatState['history']])[]) {
  test(`history: ${status}, ${'transcript' in known ? 'with' : 'without'} a transcript: ${expected}`, () => {
    assert.equal(look({record: STATUS[status], ...known}).history, expected);
  });
}

test('nobody answers, and nobody waits, in a session that is over', () => {
  const waiting = {owner: 'queue', queue: {position: 2}} as const;
  const record = after(start, {...opened, info: info('s1', waiting)});
  const queued = look({record, transcript: transcript(waiting)}).session;
  assert.deepEqual([queued.owner, queued.queue], ['queue', {position: 2}]);
  const {owner, ended} = look({record: STATUS.ended, transcript: transcript({status: 'ended', ended: END})}).session;
  assert.deepEqual([owner, ended], [null, END]);
  assert.equal(look({record: STATUS.ending}).session.ended, undefined);
});

test('the warning of an end is told by the clock of this device, while the session is active', () => {
  const warned = {transcript: transcript({idle: {endsAt: 5_000}}), local: (at: number) => at - 100};
  assert.deepEqual(look({record: STATUS.active, ...warned}).session.idle, {endsAt: 4_900});
  assert.equal(look({record: STATUS.ending, ...warned}).session.idle, undefined);
});

test('the list says of the session shown what this tab has read', () => {
  const item = (id: string): SessionSummary => ({id, status: 'active', owner: 'bot', startedAt: 0, lastSeq: 2, lastAt: 0, unread: 7});
  const sessions = {list: {items: [item('s1'), item('s2')], status: 'complete'}} as const;
  const unread = (known: Partial<Known>): number[] => look({record: STATUS.active, sessions, ...known}).sessions.items.map((each) => each.unread);
  assert.deepEqual(unread({}), [7, 7]);
  assert.deepEqual(unread({transcript: transcript()}), [2, 7]);
  const record = after(start, opened, {type: 'read', sessionId: 's1', seq: 1});
  assert.deepEqual(unread({record, transcript: transcript()}), [1, 7]);
  assert.equal(look({record, transcript: transcript()}).unread, 1);
});

test('messages on their way are shown where they were written', () => {
  const record = after(start, opened, send);
  assert.deepEqual(look({record}).entries.map(({id}) => id), ['m1']);
  const elsewhere = {...record, session: {...record.session!, id: 's2'}};
  assert.deepEqual([look({record: elsewhere}).entries, pendingOf(elsewhere)], [[], []]);
  // Refused, it waits on the page without a session.
  const refused = after(send, {type: 'refused', sessionId: 's9', code: 'bad-input', message: 'no'});
  assert.deepEqual(pendingOf(refused).map(({id}) => id), ['m1']);
});
