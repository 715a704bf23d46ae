// Gathers what is to be told, and hands it over together a moment later. One batch at a time: what is read later is told later, never the
// other way round. When the database was away the batch is handed over again. It knows nothing of what is told.
import { isUnavailable } from './database/connect.js';
import { describeError } from './log.js';
import type { Log } from './log.js';

const TOGETHER = 30;
const RETRY = 250;

export interface GathererParts<Item> {
  readonly log: Log;
  readonly event: string;
  readonly handOver: (items: ReadonlySet<Item>) => Promise<void>;
  readonly togetherMs?: number;
}

export class Gatherer<Item> {
  readonly #handOver: (items: ReadonlySet<Item>) => Promise<void>;
  readonly #log: Log;
  readonly #event: string;
  readonly #togetherMs: number;
  #waiting = new Set<Item>();
  #timer: NodeJS.Timeout | undefined;
  #busy = false;
  #closed = false;

  /** `event` names a failure in the log; `togetherMs` is how long something waits for more, default 30. */
  constructor(parts: GathererParts<Item>) {
    this.#handOver = parts.handOver;
    this.#log = parts.log;
    this.#event = parts.event;
    this.#togetherMs = parts.togetherMs ?? TOGETHER;
  }

  add(...items: readonly Item[]): void {
    for (const item of items) this.#waiting.add(item);
    this.#wait(this.#togetherMs);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #wait(ms: number): void {
    if (this.#waiting.size === 0 || this.#busy || this.#closed) return;
    this.#timer ??= setTimeout(() => void this.#hand(), ms);
  }

  async #hand(): Promise<void> {
    const items = this.#waiting;
    this.#waiting = new Set();
    this.#timer = undefined;
    this.#busy = true;
    let pause = this.#togetherMs;
    try {
      await this.#handOver(items);
    } catch (error) {
      this.#log.warn({ event: this.#event, ...describeError(error) });
      if (isUnavailable(error)) {
        for (const item of items) this.#waiting.add(item);
        pause = RETRY;
      }
    }
    this.#busy = false;
    this.#wait(pause);
  }
}
