/** What a host is told of each event of the log. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {LogEvent} from '../../src/model/session-event.js';
import {hostEventOf} from '../../src/session/log-events.js';

const bot = {id: 'bot', role: 'bot', name: 'Bot'} as const;
for (const [event, expected] of [
  [{type: 'message', seq: 3, at: 0, message: {id: 'b3', author: bot, text: 'secret'}}, ['chat-message', {messageId: 'b3', role: 'bot', seq: 3}]],
  [{type: 'joined', seq: 3, at: 0, participant: bot}, ['chat-participant', {participant: bot, change: 'joined'}]],
  [{type: 'left', seq: 3, at: 0, participant: bot}, ['chat-participant', {participant: bot, change: 'left'}]],
  [{type: 'handoff', seq: 3, at: 0, from: 'bot', to: 'queue'}, ['chat-handoff', {from: 'bot', to: 'queue'}]],
  [{type: 'handoff', seq: 3, at: 0, from: 'bot', to: 'queue', reason: 'asked', summary: 'a bill'}, ['chat-handoff', {from: 'bot', to: 'queue', reason: 'asked', summary: 'a bill'}]],
  [{type: 'reopened', seq: 3, at: 0, by: bot}, ['chat-reopen', {by: bot}]],
  [{type: 'resolution', seq: 3, at: 0, messageId: 'b2', solved: true}, ['chat-resolution', {messageId: 'b2', solved: true}]],
  // Facts of the record tell these, in every tab.
  [{type: 'ended', seq: 3, at: 0, by: 'agent', reason: 'resolved', durationMs: 1, messageCount: 1}, null],
  [{type: 'unknown', seq: 3, at: 0}, null],
] as unknown as readonly (readonly [LogEvent, unknown])[]) {
  test(`of "${event.type}" in the log a host is told ${JSON.stringify(expected)}`, () => {
    assert.deepEqual(hostEventOf(event), expected);
  });
}
