/** Reads one event stream to its end, and gives it up when nothing is heard. Knows frames; knows no session and no address. */
import type {Clock} from '../../contracts/clock.js';
import {ChatError} from '../../model/errors.js';
import type {Http} from '../shared/http.js';
import {readText, SseParser} from '../shared/sse-reader.js';
import type {Goodbye} from './wire.js';

/** The server beats every 15 s; after this long without a byte the line is dead, whatever the socket says. */
const SILENCE_MS = 25_000;

/** The pause after a stream that ended without a word, so that a proxy that cuts every stream is not hammered. */
const DEFAULT_PAUSE_MS = 1_000;

export interface StreamTools {
  readonly http: Http;
  readonly clock: Clock;
  /** Lives as long as the stream; aborting it ends the stream. */
  readonly own: AbortController;
}

/**
 * Emits every frame that `read` understands; a stream that said nothing before it closed is broken. Settles as `Connector.stream` says; emits
 * nothing once `own` is aborted.
 */
export async function followStream<Frame extends {readonly type: string}>(
  body: ReadableStream<Uint8Array>,
  read: (data: string) => Frame | Goodbye | undefined,
  emit: (event: Frame) => void,
  {http, clock, own}: StreamTools,
): Promise<{readonly pauseMs: number}> {
  let heardAt = clock.now();
  let greeted = false;
  let askedPause: number | undefined;
  const parser = new SseParser(({data}) => {
    const frame = readOrSkip(() => read(data));
    if (own.signal.aborted || askedPause !== undefined || !frame) return;
    if (isGoodbye(frame)) {
      askedPause = frame.afterMs;
      return;
    }
    greeted = true;
    emit(frame);
  });
  const watch = async (): Promise<void> => {
    for (let left = SILENCE_MS; left > 0; left = heardAt + SILENCE_MS - clock.now()) await clock.sleep(left, own.signal);
    own.abort(http.broken(`was silent for ${SILENCE_MS / 1000} s.`));
  };
  watch().catch(() => undefined);
  const take = (text: string): 'more' | 'enough' => {
    heardAt = clock.now();
    parser.push(text);
    return askedPause === undefined ? 'more' : 'enough';
  };
  // A body that we gave up ourselves breaks too: then the reason is what counts.
  const broken = (cause: unknown): Error =>
    own.signal.aborted ? (own.signal.reason as Error) : http.broken('broke the event stream off.', cause);
  await readText(body, take, broken);
  own.signal.throwIfAborted();
  if (!greeted) throw http.broken('closed the event stream before it said anything.');
  return {pauseMs: askedPause ?? parser.retryMs ?? DEFAULT_PAUSE_MS};
}

/** One frame that cannot be read must not end the stream. */
function readOrSkip<Frame>(read: () => Frame): Frame | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ChatError) return undefined;
    throw error;
  }
}

function isGoodbye(frame: {readonly type: string}): frame is Goodbye {
  return frame.type === 'reconnect';
}
