// Token buckets: who may call how often. Counted in memory, per instance. It knows nothing of what is called.
import type { Rate } from '../config.js';
import { Problem } from './problem.js';

interface Bucket {
  tokens: number;
  at: number;
}

const PRUNE_AT = 10_000;

export class RateLimit {
  readonly #rate: Rate;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** Takes one token of `caller`. Throws `rate_limited`, with when the next one is there. */
  take(caller: string): void {
    const now = performance.now();
    const bucket = this.#buckets.get(caller) ?? this.#add(caller, now);
    this.#refill(bucket, now);
    if (bucket.tokens < 1) throw new Problem('rate_limited', { retryAfter: (1 - bucket.tokens) / this.#rate.perSecond });
    bucket.tokens -= 1;
  }

  #add(caller: string, now: number): Bucket {
    if (this.#buckets.size >= PRUNE_AT) this.#prune(now);
    const bucket = { tokens: this.#rate.burst, at: now };
    this.#buckets.set(caller, bucket);
    return bucket;
  }

  #refill(bucket: Bucket, now: number): void {
    bucket.tokens = Math.min(this.#rate.burst, bucket.tokens + ((now - bucket.at) / 1000) * this.#rate.perSecond);
    bucket.at = now;
  }

  // A full bucket says nothing that a new one would not.
  #prune(now: number): void {
    for (const [caller, bucket] of this.#buckets) {
      this.#refill(bucket, now);
      if (bucket.tokens >= this.#rate.burst) this.#buckets.delete(caller);
    }
  }
}
