// The wire read into the model: what is unknown passes by, what is malformed is refused, and nothing else ever happens.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {readCredentials, readFrame, readLogEvent, readPage, readReceipt, readSnapshot, readToken} from '../../src/connectors/chat-embed/wire.js';
import {ChatError} from '../../src/model/errors.js';

const bot = {id: 'bot', role: 'bot', name: 'Assistant'};
const session = {
  id: 's', status: 'ended', owner: 'agent', startedAt: 1, lastSeq: 2, participants: [{...bot, avatarUrl: 'https://x.example/a.png'}],
  queue: {position: 2, estimateSeconds: 120}, receipts: {delivered: 2, read: 1},
  ended: {by: 'agent', reason: 'resolved', at: 9, durationMs: 8, messageCount: 1},
};
const message = {
  id: 'm', author: bot, text: '**hi**', sources: [{title: 'T', url: 'https://x.example/'}], suggestions: ['Yes'], offer: 'handoff', partial: true,
};
const log = [
  {type: 'started', seq: 1, at: 1, by: 'visitor'},
  {type: 'message', seq: 2, at: 2, message},
  {type: 'joined', seq: 3, at: 3, participant: bot},
  {type: 'left', seq: 4, at: 4, participant: bot},
  {type: 'handoff', seq: 5, at: 5, from: 'bot', to: 'queue', reason: 'asked', summary: 'Wants a refund.'},
  {type: 'ended', seq: 6, at: 6, by: 'agent', reason: 'resolved', durationMs: 5, messageCount: 1},
];
const live = [
  {type: 'sync', session, unfinished: [{messageId: 'm', author: bot, text: 'Hel'}]},
  {type: 'delta', messageId: 'm', author: bot, offset: 3, text: 'lo'},
  {type: 'discard', messageId: 'm'},
  {type: 'typing', participant: bot, on: true},
  {type: 'queue', position: 1, estimateSeconds: 60},
  {type: 'receipts', delivered: 3, read: 2},
  {type: 'reconnect', afterMs: 500},
];
const strange = {later: {version: 2}, __proto__: null, avatar: 5};

/** The same value with fields that nobody knows, at every depth. */
function withStrangers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withStrangers);
  if (typeof value !== 'object' || value === null) return value;
  return {...strange, ...Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withStrangers(inner)]))};
}

const refused = (read: () => unknown): void => assert.throws(read, (error) => error instanceof ChatError && error.code === 'bad-answer');

describe('wire', () => {
  it('reads every event of the protocol as it is written, and leaves out what it does not know', () => {
    for (const event of [...log, ...live]) {
      assert.deepEqual(readFrame(JSON.stringify(event)), event);
      assert.deepEqual(readFrame(JSON.stringify(withStrangers(event))), event);
    }
    const snapshot = {session, events: log, more: true, unfinished: []};
    assert.deepEqual(readSnapshot(withStrangers(snapshot)), snapshot);
    assert.deepEqual(readPage({events: log, more: false}), {events: log, more: false});
    assert.deepEqual(readReceipt({seq: 4, at: 5, id: 'm'}), {seq: 4, at: 5});
    assert.deepEqual(readToken({accessToken: 't', expiresIn: 1800}), {token: 't', livesMs: 1_800_000});
  });

  it('takes null for a field that is left out', () => {
    const bare = {...session, queue: null, ended: null, receipts: null, participants: [{...bot, avatarUrl: null}]};
    const {queue: _queue, ended: _ended, receipts: _receipts, ...rest} = session;
    assert.deepEqual(readSnapshot({session: bare, events: []}), {session: {...rest, participants: [bot]}, events: [], more: false, unfinished: []});
  });

  it('a numbered event always takes its number', () => {
    const place = {seq: 7, at: 8};
    for (const body of [{type: 'rated'}, {type: 'message'}, {type: 'message', message: {...message, author: 'bot'}}, {type: 5}, {}, {type: 'joined'}]) {
      assert.deepEqual(readLogEvent({...body, ...place}), {type: 'unknown', ...place});
    }
    for (const seq of [undefined, null, '7', -1, 1.5, Number.NaN, 2 ** 53]) refused(() => readLogEvent({...log[0], seq}));
  });

  it('an end is an end, whatever is said about it', () => {
    assert.deepEqual(readLogEvent({type: 'ended', seq: 1, at: 1, by: 'supervisor'}), {
      type: 'ended', seq: 1, at: 1, by: 'server', reason: '', durationMs: 0, messageCount: 0,
    });
  });

  it('an unknown event without a number is nothing', () => {
    assert.equal(readFrame('{"type":"weather"}'), undefined);
    assert.equal(readFrame('{}'), undefined);
  });

  it('refuses what is no object, no list, no text, no known word', () => {
    for (const frame of ['', '{', 'null', '5', '[]', '"x"', '{"type":"reconnect"}', '{"type":"typing","on":true}']) refused(() => readFrame(frame));
    for (const change of [
      {id: 5}, {status: 'paused'}, {owner: 'nobody'}, {startedAt: 'today'}, {lastSeq: -1}, {participants: {}}, {participants: [{...bot, role: 'king'}]},
      {queue: {}}, {receipts: {delivered: 1}}, {ended: 'yes'},
    ]) {
      refused(() => readSnapshot({session: {...session, ...change}, events: [], more: false}));
    }
    for (const answer of [undefined, null, '', [], 7, {}, {events: {}}, {events: [null]}]) refused(() => readPage(answer));
    for (const answer of [undefined, {}, {accessToken: 5, expiresIn: 5}, {accessToken: 't', expiresIn: '5'}]) refused(() => readToken(answer));
  });

  it('knows credentials from garbage', () => {
    assert.deepEqual(readCredentials({visitorId: 'v', secret: 's', more: 1}), {visitorId: 'v', secret: 's'});
    for (const garbage of [undefined, null, 5, 'x', [], {visitorId: 'v'}, {visitorId: 'v', secret: 7}]) assert.equal(readCredentials(garbage), undefined);
  });

  it('whatever comes is read or refused, and never anything else', () => {
    const mutated = fc.constantFrom(...log, ...live).chain((event) =>
      fc.dictionary(fc.constantFrom(...Object.keys(event), 'seq', 'type'), fc.jsonValue(), {maxKeys: 3}).map((change) => ({...event, ...change})),
    );
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string(), mutated.map((event) => JSON.stringify(event))), (frame) => {
        try {
          readFrame(frame);
        } catch (error) {
          assert.ok(error instanceof ChatError && error.code === 'bad-answer');
        }
      }),
      {numRuns: 2_000},
    );
  });
});
