/** Time, injectable. The session never reads the global clock, so that tests decide what time it is. */

export interface Clock {
  /** ms since the epoch. */
  now(): number;
  /** Resolves after `ms`. Rejects with the signal's reason once it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** A number in [0, 1), for jitter. */
  random(): number;
}
