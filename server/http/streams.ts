// All open streams of this instance: how many there may be, when they run out, and how they are told to go elsewhere. It knows nothing
// of what they carry.
import type { Limits, Times } from '../config.js';
import { Problem } from './problem.js';
import { isUuid } from './request.js';
import type { RequestContext } from './request.js';
import { SseWriter } from './sse-writer.js';

// The longest delay of a timer; what lives longer than 24 days needs none.
const LONGEST_TIMER = 2 ** 31 - 1;

export class Streams {
  readonly #limits: Limits;
  readonly #times: Times;
  readonly #open = new Set<SseWriter>();
  readonly #perOwner = new Map<string, Set<() => void>>();
  #closing = false;

  constructor(limits: Limits, times: Times) {
    this.#limits = limits;
    this.#times = times;
  }

  get size(): number {
    return this.#open.size;
  }

  /** The visitors who listen: every owner that is one. */
  visitors(): string[] {
    return [...this.#perOwner.keys()].filter(isUuid);
  }

  /** Ends the streams of an owner: each says first what it has to say until now. */
  dismiss(owner: string): void {
    for (const finish of this.#perOwner.get(owner) ?? []) finish();
  }

  /**
   * Opens a stream as the answer to `c`. Throws `rate_limited` or `unavailable` when there are too many. `owner`: a visitor's id, or
   * anything else that is no UUID. `finish` ends it when its owner may not listen any more; by default it ends at once.
   */
  open(
    c: RequestContext,
    owner: string,
    options: { readonly onBeat: () => void; readonly expiresAt?: number; readonly finish?: () => void },
  ): SseWriter {
    if (this.#closing || this.#open.size >= this.#limits.streams) throw new Problem('unavailable', { retryAfter: 5 });
    const own = this.#perOwner.get(owner) ?? new Set();
    if (own.size >= this.#limits.streamsPerVisitor) throw new Problem('rate_limited', { detail: 'Too many open streams.', retryAfter: 5 });
    const writer = new SseWriter({
      response: c.env.outgoing,
      headers: c.get('headers'),
      limits: this.#limits,
      times: this.#times,
      onBeat: options.onBeat,
    });
    const finish = (): void => options.finish ? options.finish() : writer.sendAway();
    this.#perOwner.set(owner, own.add(finish));
    this.#open.add(writer);
    const expiry = this.#expire(writer, options.expiresAt);
    void writer.closed.then(() => {
      clearTimeout(expiry);
      this.#open.delete(writer);
      own.delete(finish);
      if (own.size === 0 && this.#perOwner.get(owner) === own) this.#perOwner.delete(owner);
    });
    return writer;
  }

  /** Tells every reader to come back a little later, not all at once, and closes. */
  closeAll(): void {
    this.#closing = true;
    for (const writer of this.#open) {
      writer.send({ type: 'reconnect', afterMs: 500 + Math.floor(Math.random() * 1_500) });
      writer.end();
    }
  }

  /** Breaks what is still open. */
  cutAll(): void {
    for (const writer of this.#open) writer.cut();
  }

  // A stream does not outlive the token it was opened with: its reader comes back with a new one.
  #expire(writer: SseWriter, expiresAt: number | undefined): NodeJS.Timeout | undefined {
    if (expiresAt === undefined) return undefined;
    const left = Math.max(0, expiresAt - Date.now());
    if (left > LONGEST_TIMER) return undefined;
    return setTimeout(() => writer.sendAway(), left);
  }
}

