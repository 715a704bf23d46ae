// One Server-Sent Events response, written straight to the socket: frames, heartbeat, and the cut of a reader that is too slow. It knows
// nothing of what the frames say.
import type { ServerResponse } from 'node:http';
import type { Limits, Times } from '../config.js';

export interface SseWriterParts {
  readonly response: ServerResponse;
  readonly headers: Readonly<Record<string, string>>;
  readonly limits: Pick<Limits, 'pendingBytes' | 'pendingFrames'>;
  readonly times: Pick<Times, 'heartbeat' | 'stall'>;
  /** Called with every heartbeat. */
  readonly onBeat: () => void;
}

export class SseWriter {
  readonly #response: ServerResponse;
  readonly #limits: SseWriterParts['limits'];
  readonly #stall: number;
  readonly #beat: NodeJS.Timeout;
  #pending = 0;
  /** Bytes of the longest frame that waits. */
  #longest = 0;
  #closed = false;
  /** Resolves when nothing can be written any more, whoever closed. */
  readonly closed: Promise<void>;

  constructor(parts: SseWriterParts) {
    const { response } = parts;
    this.#response = response;
    this.#limits = parts.limits;
    this.#stall = parts.times.stall;
    this.closed = new Promise((resolve) => {
      const close = (): void => {
        this.#closed = true;
        clearInterval(this.#beat);
        resolve();
      };
      response.once('close', close);
      response.once('error', close);
    });
    response.writeHead(200, {
      ...parts.headers,
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
    });
    response.socket?.setNoDelay(true);
    this.#beat = setInterval(() => {
      this.#write(': beat\n\n');
      parts.onBeat();
    }, parts.times.heartbeat);
    // A response that closed before we listened tells nobody.
    if (response.destroyed || response.socket?.destroyed === true) this.cut();
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Writes one frame. Only numbered events carry an id. Cuts the reader off when too much waits for him. */
  send(data: object, id?: number): void {
    this.#write(`${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`);
  }

  /** Resolves when what was written has left, at once if nothing waits. A reader who takes longer than the stall limit is cut. */
  async drained(): Promise<void> {
    if (this.#closed || !this.#response.writableNeedDrain) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#response.off('drain', done);
        this.#response.off('close', done);
        resolve();
      };
      const timer = setTimeout(() => {
        this.cut();
        done();
      }, this.#stall);
      this.#response.once('drain', done);
      this.#response.once('close', done);
    });
  }

  /** Ends politely, and asks the reader to come back at once: he has to show his token again. */
  sendAway(): void {
    this.send({ type: 'reconnect', afterMs: 0 });
    this.end();
  }

  /** Ends politely: what was written still leaves. */
  end(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#beat);
    this.#response.end();
  }

  /** Ends at once. The reader resumes with his cursor. */
  cut(): void {
    this.#closed = true;
    clearInterval(this.#beat);
    this.#response.destroy();
  }

  #write(frame: string): void {
    if (this.#closed) return;
    this.#pending += 1;
    this.#longest = Math.max(this.#longest, Buffer.byteLength(frame));
    this.#response.write(frame, () => {
      this.#pending -= 1;
      if (this.#pending === 0) this.#longest = 0;
    });
    // One long frame, such as a whole list, makes nobody slow: whoever is cut for it would be cut for it again.
    const bytes = this.#response.writableLength - this.#longest;
    if (this.#pending > this.#limits.pendingFrames || bytes > this.#limits.pendingBytes) this.cut();
  }
}
