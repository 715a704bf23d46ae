/** The machine's table: what each input makes of each status, also where it must do nothing. The tests and the documents are held to it. */
import type {SessionEnd, SessionInfo} from '../../src/model/session-event.js';
import {EMPTY_RECORD} from '../../src/model/session-record.js';
import type {SessionRecord} from '../../src/model/session-record.js';
import {transition} from '../../src/session/machine.js';
import type {Input} from '../../src/session/machine.js';

export const STAMP = {tab: 'tab-1', at: 2_000};
export const END: SessionEnd = {by: 'agent', reason: 'resolved', at: 1_900, durationMs: 900, messageCount: 3};
export const info = (id: string, more: Partial<SessionInfo> = {}): SessionInfo => ({
  id, status: 'active', owner: 'bot', startedAt: 1_000, lastSeq: 1, participants: [], ...more,
});

/** A record after some inputs. */
export function after(...inputs: readonly Input[]): SessionRecord {
  return inputs.reduce((record, input) => transition(record, input, STAMP), EMPTY_RECORD);
}

export const start: Extract<Input, {type: 'start'}> = {type: 'start', sessionId: 's1', cause: 'start'};
export const opened: Extract<Input, {type: 'opened'}> = {type: 'opened', info: info('s1'), afterEnd: 'stay'};
export const end: Input = {type: 'end', by: 'visitor', reason: 'ended', messageCount: 3};
export const told: Input = {type: 'told', farewell: {sessionId: 's1', by: 'visitor', reason: 'ended', revoke: false, credentials: null}};
export const switchTo = (to: SessionInfo | null, more: Partial<Extract<Input, {type: 'switch'}>> = {}): Input => ({
  type: 'switch', info: to, draft: '', oneOpen: false, messageCount: 3, ...more,
});
export const send: Extract<Input, {type: 'send'}> = {type: 'send', messageId: 'm1', text: 'hello', sessionId: 's9'};

export const STATUS = {
  none: EMPTY_RECORD,
  starting: after(start),
  active: after(start, opened),
  ending: after(start, opened, end),
  ended: after(start, opened, {type: 'ended', sessionId: 's1', end: END, afterEnd: 'stay'}),
} as const;

export type StatusName = keyof typeof STATUS;
type Row = readonly [Input, Record<StatusName, StatusName | 'same'>];

export const clear = (more: Partial<Extract<Input, {type: 'clear'}>> = {}): Input => ({
  type: 'clear', cause: 'clear-chat', by: 'visitor', reason: 'clear-chat', messageCount: 3, scope: 'session', greeting: false, reset: false, ...more,
});

export const TABLE: Record<string, Row> = {
  'start': [{...start, sessionId: 's2'}, {none: 'starting', starting: 'same', active: 'same', ending: 'starting', ended: 'starting'}],
  'send': [send, {none: 'starting', starting: 'starting', active: 'active', ending: 'same', ended: 'same'}],
  'opened': [opened, {none: 'same', starting: 'active', active: 'same', ending: 'same', ended: 'ended'}],
  'opened, but over': [{type: 'opened', info: info('s1', {status: 'ended', ended: END}), afterEnd: 'stay'}, {none: 'same', starting: 'ended', active: 'ended', ending: 'ended', ended: 'same'}],
  'opened for another session': [{type: 'opened', info: info('s0'), afterEnd: 'stay'}, {none: 'same', starting: 'same', active: 'same', ending: 'same', ended: 'same'}],
  'abandoned': [{type: 'abandoned', sessionId: 's0', credentials: null, own: true}, {none: 'none', starting: 'starting', active: 'active', ending: 'ending', ended: 'ended'}],
  'abandoned, but current': [{type: 'abandoned', sessionId: 's1', credentials: null, own: true}, {none: 'none', starting: 'same', active: 'same', ending: 'same', ended: 'ended'}],
  'abandoned in another name': [{type: 'abandoned', sessionId: 's1', credentials: 'x', own: false}, {none: 'none', starting: 'starting', active: 'active', ending: 'ending', ended: 'ended'}],
  'adopted': [{type: 'adopted', info: info('s7', {lastSeq: 9})}, {none: 'active', starting: 'same', active: 'same', ending: 'same', ended: 'same'}],
  'adopted, but over': [{type: 'adopted', info: info('s7', {ended: END})}, {none: 'same', starting: 'same', active: 'same', ending: 'same', ended: 'same'}],
  'refused': [{type: 'refused', sessionId: 's1', code: 'bad-input', message: 'no'}, {none: 'same', starting: 'none', active: 'same', ending: 'same', ended: 'same'}],
  'rename': [{type: 'rename', sessionId: 's1', newId: 's3'}, {none: 'same', starting: 'starting', active: 'same', ending: 'same', ended: 'same'}],
  'owned': [{type: 'owned', sessionId: 's1', owner: 'queue', seq: 4}, {none: 'same', starting: 'starting', active: 'active', ending: 'same', ended: 'same'}],
  'owned by whom it was': [{type: 'owned', sessionId: 's1', owner: 'bot', seq: 4}, {none: 'same', starting: 'same', active: 'same', ending: 'same', ended: 'same'}],
  'ended by the other side': [{type: 'ended', sessionId: 's1', end: END, afterEnd: 'stay'}, {none: 'same', starting: 'ended', active: 'ended', ending: 'ended', ended: 'same'}],
  'ended, another session': [{type: 'ended', sessionId: 's0', end: END, afterEnd: 'reset'}, {none: 'same', starting: 'same', active: 'same', ending: 'same', ended: 'same'}],
  'ended, then reset': [{type: 'ended', sessionId: 's1', end: END, afterEnd: 'reset'}, {none: 'same', starting: 'none', active: 'none', ending: 'none', ended: 'same'}],
  'end': [end, {none: 'same', starting: 'ending', active: 'ending', ending: 'same', ended: 'same'}],
  'told': [told, {none: 'same', starting: 'same', active: 'same', ending: 'ended', ended: 'same'}],
  'overdue': [{type: 'overdue', sessionId: 's1'}, {none: 'same', starting: 'same', active: 'same', ending: 'ended', ended: 'same'}],
  'clear': [clear(), {none: 'none', starting: 'none', active: 'none', ending: 'none', ended: 'none'}],
  'clear, as an end of nothing': [clear({cause: 'end'}), {none: 'same', starting: 'none', active: 'none', ending: 'none', ended: 'none'}],
  'clear and start another': [clear({newSessionId: 's4'}), {none: 'starting', starting: 'starting', active: 'starting', ending: 'starting', ended: 'starting'}],
  'clear and start the same': [clear({newSessionId: 's1'}), {none: 'starting', starting: 'same', active: 'same', ending: 'starting', ended: 'starting'}],
  'clear the device': [clear({scope: 'device'}), {none: 'none', starting: 'none', active: 'none', ending: 'none', ended: 'none'}],
  'shown': [{type: 'shown', sessionId: 's1', seq: 4, messageIds: []}, {none: 'same', starting: 'starting', active: 'active', ending: 'ending', ended: 'ended'}],
  'read': [{type: 'read', sessionId: 's1', seq: 4}, {none: 'same', starting: 'starting', active: 'active', ending: 'ending', ended: 'ended'}],
  'read, another session': [{type: 'read', sessionId: 's0', seq: 4}, {none: 'same', starting: 'same', active: 'same', ending: 'same', ended: 'same'}],
  'switch to an open one': [switchTo(info('s7')), {none: 'active', starting: 'same', active: 'active', ending: 'active', ended: 'active'}],
  'switch to one that is over': [switchTo(info('s7', {status: 'ended', ended: END})), {none: 'ended', starting: 'same', active: 'ended', ending: 'ended', ended: 'ended'}],
  'switch to the same': [switchTo(info('s1')), {none: 'active', starting: 'same', active: 'same', ending: 'same', ended: 'same'}],
  'switch to a page without one': [switchTo(null), {none: 'same', starting: 'same', active: 'none', ending: 'none', ended: 'none'}],
  'switch to a page without one, one may be open': [switchTo(null, {oneOpen: true}), {none: 'same', starting: 'same', active: 'same', ending: 'none', ended: 'none'}],
  'continue what was not opened again': [{type: 'continue', sessionId: 's1'}, {none: 'same', starting: 'same', active: 'same', ending: 'same', ended: 'same'}],
  'undeliverable, nothing to deliver': [{type: 'undeliverable', sessionId: 's0', code: 'session-ended'}, {none: 'same', starting: 'same', active: 'same', ending: 'same', ended: 'same'}],
  'draft': [{type: 'draft', text: 'typed', sessionId: null}, {none: 'none', starting: 'starting', active: 'active', ending: 'ending', ended: 'ended'}],
  'draft as it was': [{type: 'draft', text: '', sessionId: null}, {none: 'same', starting: 'same', active: 'same', ending: 'same', ended: 'same'}],
  'stored, unknown message': [{type: 'stored', messageId: 'm0', seq: 2}, {none: 'same', starting: 'same', active: 'same', ending: 'same', ended: 'same'}],
  'failed, unknown message': [{type: 'failed', messageId: 'm0', code: 'too-large'}, {none: 'same', starting: 'same', active: 'same', ending: 'same', ended: 'same'}],
  'retry, unknown message': [{type: 'retry', messageId: 'm0', sessionId: 's9'}, {none: 'same', starting: 'same', active: 'same', ending: 'same', ended: 'same'}],
  'forget other credentials': [{type: 'forget-credentials', value: {secret: 'x'}}, {none: 'same', starting: 'same', active: 'same', ending: 'same', ended: 'same'}],
};
