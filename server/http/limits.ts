// Token buckets: who may call how often. Counted in memory, per instance. It knows nothing of what is called.
import { isIPv6 } from 'node:net';
import type { Rate } from '../config.js';
import { Problem } from './problem.js';

interface Bucket {
  tokens: number;
  at: number;
}

/** So many callers are remembered before those are forgotten of whom there is nothing to remember. */
const PRUNE_AT = 10_000;

export class RateLimit {
  readonly #rate: Rate;
  readonly #buckets = new Map<string, Bucket>();
  #pruneAt = PRUNE_AT;

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

  /** Counts the last call of `caller` as not made. */
  giveBack(caller: string): void {
    const bucket = this.#buckets.get(caller);
    if (bucket) bucket.tokens += 1;
  }

  #add(caller: string, now: number): Bucket {
    if (this.#buckets.size >= this.#pruneAt) this.#prune(now);
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
    // Not again with each further caller where most have to be remembered.
    this.#pruneAt = Math.max(PRUNE_AT, 2 * this.#buckets.size);
  }
}

/** Whom an address counts as: itself, or in IPv6, where one caller has as many as he likes, the network of 64 bits that it lies in. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [front = '', back] = address.split('::').map((half) => half.split(':'));
  const zeros = back === undefined ? 0 : 8 - front.length - back.length;
  const groups = [...front, ...Array.from({ length: zeros }, () => '0'), ...(back ?? [])];
  return `${groups.slice(0, 4).map((group) => Number.parseInt(group || '0', 16).toString(16)).join(':')}::/64`;
}
