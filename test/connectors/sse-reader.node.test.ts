// Server-Sent Events cut anywhere: the result must not depend on where the network cuts, and neither must the cost.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {readText, SseParser, type SseEvent} from '../../src/connectors/shared/sse-reader.js';

interface Outcome {
  readonly events: readonly SseEvent[];
  readonly retryMs: number | undefined;
}

/** Reads bytes that arrive in these pieces. */
async function read(pieces: readonly Uint8Array[]): Promise<Outcome> {
  const events: SseEvent[] = [];
  const parser = new SseParser((event) => events.push(event));
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  await readText(body, (text) => (parser.push(text), 'more'), (cause) => cause as Error);
  return {events, retryMs: parser.retryMs};
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const whole = (text: string): Promise<Outcome> => read([bytes(text)]);
const event = (data: string, type = 'message', lastEventId = ''): SseEvent => ({type, data, lastEventId});

/** Name, stream, events. The first ones are the examples of WHATWG HTML, 9.2.6. */
const FIXTURES: ReadonlyArray<readonly [name: string, stream: string, events: readonly SseEvent[], retryMs?: number]> = [
  ['one event of three lines', 'data: YHOO\ndata: +2\ndata: 10\n\n', [event('YHOO\n+2\n10')]],
  [
    'comments, ids and an id taken back',
    ': test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n',
    [event('first event', 'message', '1'), event('second event'), event(' third event')],
  ],
  ['empty data, and an incomplete end', 'data\n\ndata\ndata\n\ndata:', [event(''), event('\n')]],
  ['a space after the colon or none', 'data:test\n\ndata: test\n\n', [event('test'), event('test')]],
  ['CRLF', 'data: a\r\ndata: b\r\n\r\n', [event('a\nb')]],
  ['CR', 'data: a\rdata: b\r\r', [event('a\nb')]],
  ['all ends of lines mixed', 'data: a\rdata: b\r\ndata: c\n\r\ndata: d\n\n', [event('a\nb\nc'), event('d')]],
  ['LF CR is two ends', 'data: a\n\rdata: b\n\n', [event('a'), event('b')]],
  ['a byte order mark, and a second one', '\ufeffdata: a\n\n\ufeffdata: b\n\n', [event('a')]],
  ['a mark inside is text', 'data: \ufeffa\n\n', [event('\ufeffa')]],
  ['an id with NUL changes nothing', 'id: 7\ndata: a\n\nid: 8\0\ndata: b\n\n', [event('a', 'message', '7'), event('b', 'message', '7')]],
  ['an id without data moves the cursor only', 'id: 5\n\ndata: a\n\n', [event('a', 'message', '5')]],
  ['types, and a type without data', 'event: x\ndata: a\n\nevent: y\n\ndata: b\n\n', [event('a', 'x'), event('b')]],
  ['retry in digits only', 'retry: 250\nretry: 3s\nretry:-1\nretry: 1.5\nretry:\n\n', [], 250],
  ['unknown fields, other cases, colons', 'Data: no\nfoo: bar\n:data: no\ndata: a: b:c\n\n', [event('a: b:c')]],
  ['more than two bytes a character', 'data: Grüße 🙂 日本\nid: ü\n\n', [event('Grüße 🙂 日本', 'message', 'ü')]],
  ['separators that are no ends of lines', 'data: a\u2028b\u0085c\u000bd\n\n', [event('a\u2028b\u0085c\u000bd')]],
  ['nothing', '', []],
  ['no empty line at the end', 'data: lost\n', []],
];

describe('event stream reader', () => {
  for (const [name, stream, events, retryMs] of FIXTURES) {
    it(`reads ${name}, whole, byte by byte and cut in two anywhere`, async () => {
      const expected = {events, retryMs};
      const raw = bytes(stream);
      assert.deepEqual(await read([raw]), expected);
      assert.deepEqual(await read([...raw].map((byte) => Uint8Array.of(byte))), expected);
      for (let at = 1; at < raw.length; at += 1) assert.deepEqual(await read([raw.slice(0, at), raw.slice(at)]), expected);
      for (let at = 1; at < raw.length; at += 1) {
        const empty = new Uint8Array();
        assert.deepEqual(await read([empty, raw.slice(0, at), empty, raw.slice(at), empty]), expected);
      }
    });
  }

  it('reads any text, cut anywhere, as it reads it whole', async () => {
    const word = fc.constantFrom('data', 'id', 'event', 'retry', ':', ': ', ' ', '\n', '\r', '\r\n', '\n\n', '\0', '\ufeff', 'ü', '🙂', '1', 'x');
    await fc.assert(
      fc.asyncProperty(fc.array(word, {maxLength: 60}), fc.array(fc.nat(200), {maxLength: 12}), async (words, cuts) => {
        const raw = bytes(words.join(''));
        const places = [0, ...cuts.map((cut) => Math.min(cut, raw.length)).sort((a, b) => a - b), raw.length];
        const pieces = places.slice(1).map((end, index) => raw.slice(places[index], end));
        assert.deepEqual(await read(pieces), await read([raw]));
      }),
      {numRuns: 500},
    );
  });

  it('gives back what a server wrote, whatever the data and the ends of lines', async () => {
    const line = fc.string({unit: 'grapheme', maxLength: 30}).map((text) => text.replaceAll(/[\r\n]/g, ' '));
    const end = fc.constantFrom('\n', '\r\n', '\r');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(line, {minLength: 1, maxLength: 4}), {maxLength: 8}), end, async (messages, eol) => {
        const stream = messages.map((lines) => lines.map((text) => `data: ${text}${eol}`).join('') + eol).join('');
        const {events} = await whole(stream);
        assert.deepEqual(events.map(({data}) => data), messages.map((lines) => lines.join('\n')));
      }),
      {numRuns: 300},
    );
  });

  it('reads a line in a hundred thousand pieces: a parser that looks at all of it each time would not come to an end', {timeout: 30_000}, () => {
    const events: SseEvent[] = [];
    const parser = new SseParser((one) => events.push(one));
    parser.push('data: ');
    for (let count = 0; count < 120_000; count += 1) parser.push('12345678');
    parser.push('\n\n');
    assert.equal(events[0]?.data.length, 960_000);
  });

  it('refuses more than 1 MiB in a line or an event, and no less', () => {
    const mebibyte = 1024 * 1024;
    const parser = (): SseParser => new SseParser(() => undefined);
    parser().push(`data: ${'x'.repeat(mebibyte - 6)}\n\n`);
    assert.throws(() => parser().push('x'.repeat(mebibyte + 1)), {code: 'bad-answer'});
    const slow = parser();
    assert.throws(() => {
      for (let size = 0; size <= mebibyte; size += 1024) slow.push('y'.repeat(1024));
    }, {code: 'bad-answer'});
    const lines = parser();
    assert.throws(() => {
      for (let size = 0; size <= mebibyte; size += 1024) lines.push(`data:${'z'.repeat(1024)}\n`);
    }, {code: 'bad-answer'});
    const many = parser();
    for (let index = 0; index < 3_000; index += 1) many.push(`data: ${'w'.repeat(1024)}\n\n`);
  });

  it('stops when it has enough, when the body breaks and when an event cannot be taken, and gives the body up', async () => {
    let cancelled = 0;
    const endless = (): ReadableStream<Uint8Array> =>
      new ReadableStream({pull: (controller) => controller.enqueue(bytes('data: x\n\n')), cancel: () => void (cancelled += 1)});
    await readText(endless(), () => 'enough', (cause) => cause as Error);
    const mistake = new Error('mistake');
    const refuse = (): never => {
      throw mistake;
    };
    await assert.rejects(readText(endless(), refuse, () => assert.fail()), mistake);
    assert.equal(cancelled, 2);
    const broken = new ReadableStream<Uint8Array>({start: (controller) => controller.error(new TypeError('reset'))});
    await assert.rejects(readText(broken, () => 'more', (cause) => new Error(`broken: ${(cause as Error).message}`)), {message: 'broken: reset'});
  });
});
