/** What a host is told is news. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type ChatState, FRESH_STATE} from '../../src/model/chat-state.js';
import {differences} from '../../src/session/differences.js';

const waiting = (position: number, estimateSeconds?: number): ChatState => ({
  ...FRESH_STATE,
  session: {...FRESH_STATE.session, status: 'active', id: 's1', owner: 'queue', queue: {position, ...(estimateSeconds !== undefined && {estimateSeconds})}},
});

test('a place in the line is told when it is another, and not when it is only told again', () => {
  const told = (before: ChatState, now: ChatState) => differences(before, now, {isOwn: () => true}).map(([type, detail]) => [type, detail]);
  assert.deepEqual(told(waiting(2, 90), waiting(2, 90)), []);
  assert.deepEqual(told(waiting(2, 90), waiting(1, 90)), [['chat-queue', {position: 1, estimateSeconds: 90}]]);
  assert.deepEqual(told(waiting(2), waiting(2, 60)), [['chat-queue', {position: 2, estimateSeconds: 60}]]);
});
