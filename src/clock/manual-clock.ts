/** A time that stands still until a test moves it. Uses no timer, so a test never waits and never races. */
import type {Clock} from '../contracts/clock.js';

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

export interface ManualClockOptions {
  /** ms since the epoch. Default 1,789,000,000,000 (September 2026). */
  readonly now?: number;
  /** What `random` gives. Default 0.5, always. */
  readonly random?: () => number;
}

/** Resolves in a later task, when every promise that could go on by itself has gone on. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    const {port1, port2} = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** A clock for tests: `sleep` ends only through `advance`, even one of 0 ms. */
export class ManualClock implements Clock {
  #now: number;
  readonly #random: () => number;
  /** By time, and by age among those of the same time. */
  #sleepers: Sleeper[] = [];

  constructor(options: ManualClockOptions = {}) {
    this.#now = options.now ?? 1_789_000_000_000;
    this.#random = options.random ?? (() => 0.5);
  }

  /** How many sleeps are waiting. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  now(): number {
    return this.#now;
  }

  random(): number {
    return this.#random();
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const stop = (): void => {
        this.#remove(sleeper);
        reject(signal.reason as Error);
      };
      const sleeper: Sleeper = {
        due: this.#now + Math.max(0, ms),
        wake: () => {
          signal.removeEventListener('abort', stop);
          resolve();
        },
      };
      signal.addEventListener('abort', stop, {once: true});
      const place = this.#sleepers.findIndex(({due}) => due > sleeper.due);
      this.#sleepers.splice(place === -1 ? this.#sleepers.length : place, 0, sleeper);
    });
  }

  /**
   * Lets `ms` pass: ends each sleep that falls due, in order and at its own time, and lets all promises settle after each, so that a sleep
   * begun meanwhile counts too. Resolves when the time is reached.
   */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let next = this.#sleepers[0]; next && next.due <= end; next = this.#sleepers[0]) {
      this.#remove(next);
      this.#now = Math.max(this.#now, next.due);
      next.wake();
      await settle();
    }
    this.#now = end;
  }

  #remove(sleeper: Sleeper): void {
    this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
  }
}
