/**
 * Server-Sent Events as WHATWG HTML 9.2 defines them, read from the body of a fetch: an EventSource cannot send a header, and a token does
 * not belong in an address. Knows lines and fields; refuses to know what the data mean, and never reconnects.
 */
import {ChatError} from '../../model/errors.js';

/** One event as it was dispatched. */
export interface SseEvent {
  /** `message` unless the stream named it. */
  readonly type: string;
  readonly data: string;
  /** The last id of the stream so far; empty if there was none. */
  readonly lastEventId: string;
}

/** Longest line, and most data of one event, in UTF-16 units: a stream without an end to its lines must not fill the memory. */
const LIMIT = 1024 * 1024;

/** Takes text in pieces of any size and dispatches each event as its empty line arrives. Costs what the text is long, however it is cut. */
export class SseParser {
  readonly #dispatch: (event: SseEvent) => void;
  #pieces: string[] = [];
  #pending = 0;
  #afterCr = false;
  #data: string[] = [];
  #size = 0;
  #type = '';
  #id = '';
  #retryMs: number | undefined;

  constructor(dispatch: (event: SseEvent) => void) {
    this.#dispatch = dispatch;
  }

  /** The pause before a reconnection that the stream has asked for, in ms. */
  get retryMs(): number | undefined {
    return this.#retryMs;
  }

  /** Takes the next piece, without a byte order mark. Throws `bad-answer` beyond 1 MiB in one line or one event. */
  push(text: string): void {
    // A CR ended its line at once; the LF that may follow belongs to it.
    let start = this.#afterCr && text.startsWith('\n') ? 1 : 0;
    if (text !== '') this.#afterCr = text.endsWith('\r');
    const lineEnd = /\r\n?|\n/g;
    lineEnd.lastIndex = start;
    for (let match = lineEnd.exec(text); match; match = lineEnd.exec(text)) {
      this.#keep(text.slice(start, match.index));
      const line = this.#pieces.join('');
      this.#pieces = [];
      this.#pending = 0;
      this.#readLine(line);
      start = lineEnd.lastIndex;
    }
    this.#keep(text.slice(start));
  }

  #keep(piece: string): void {
    if (piece === '') return;
    this.#pieces.push(piece);
    this.#pending += piece.length;
    this.#limit(this.#pending);
  }

  #limit(size: number): void {
    if (size > LIMIT) throw new ChatError('bad-answer', 'The event stream holds a line or an event of more than 1 MiB.');
  }

  #readLine(line: string): void {
    if (line === '') return this.#end();
    const colon = line.indexOf(':');
    const name = colon === -1 ? line : line.slice(0, colon);
    const rest = colon === -1 ? '' : line.slice(colon + 1);
    this.#readField(name, rest.startsWith(' ') ? rest.slice(1) : rest);
  }

  /** A comment has an empty name, and is as unknown as any other name. */
  #readField(name: string, value: string): void {
    switch (name) {
      case 'data':
        this.#data.push(value);
        this.#size += value.length + 1;
        return this.#limit(this.#size);
      case 'event':
        this.#type = value;
        return;
      case 'id':
        if (!value.includes('\0')) this.#id = value;
        return;
      case 'retry':
        if (/^[0-9]+$/.test(value)) this.#retryMs = Number(value);
    }
  }

  #end(): void {
    const [data, type] = [this.#data, this.#type];
    this.#data = [];
    this.#size = 0;
    this.#type = '';
    if (data.length > 0) this.#dispatch({type: type || 'message', data: data.join('\n'), lastEventId: this.#id});
  }
}

/**
 * Hands the text of a body over piece by piece, without a byte order mark and with whole characters only, until the body ends or `take`
 * returns `enough`. Rejects with `broken(cause)` when the body breaks, and with what `take` throws. The body is given up in any case.
 */
export async function readText(
  body: ReadableStream<Uint8Array>,
  take: (text: string) => 'more' | 'enough',
  broken: (cause: unknown) => Error,
): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const {done, value} = await reader.read().catch((cause: unknown) => {
        throw broken(cause);
      });
      if (done || take(decoder.decode(value, {stream: true})) === 'enough') return;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
