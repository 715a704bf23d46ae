/**
 * The store that never fails: durable as long as it can be, then in memory with what this page knew last, then durable again when that
 * becomes possible. Knows why storage fails; refuses to know what is stored.
 */
import type {RecordStore, StorageKind} from '../contracts/record-store.js';
import type {DurableStore} from './indexeddb-store.js';
import {createMemoryStore} from './memory-store.js';

/** After a failure the disk is tried again with the first update that comes this much later. */
const HEAL_AFTER_MS = 30_000;

/** `blocked`: the browser forbids storage here · `full`: no space left · `lost`: it does not work · `healed`: it works again. */
type Reason = 'blocked' | 'full' | 'lost' | 'healed';

function reasonOf(error: unknown): Reason {
  const name = error instanceof Error ? error.name : '';
  if (name === 'QuotaExceededError') return 'full';
  // Where there is no `indexedDB` at all, its absence is the TypeError or ReferenceError.
  return ['SecurityError', 'NotAllowedError', 'TypeError', 'ReferenceError'].includes(name) ? 'blocked' : 'lost';
}

export interface FallbackOptions {
  /** How long to stay in memory at least, in ms. Default 30 s. */
  readonly healAfterMs?: number;
}

/** Wraps a durable store. Calls run one after the other, as they do in the database, so that the change of place is clean. */
export class FallbackStore implements RecordStore {
  readonly #durable: DurableStore;
  readonly #healAfterMs: number;
  /** What this page knows of each key, and what it has changed while in memory. */
  readonly #known = new Map<string, unknown>();
  readonly #changed = new Set<string>();
  readonly #memory = createMemoryStore(this.#known);
  readonly #watchers = new Set<(kind: StorageKind, reason: string) => void>();
  #kind: StorageKind = 'indexeddb';
  #retryAt = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(durable: DurableStore, {healAfterMs = HEAL_AFTER_MS}: FallbackOptions = {}) {
    this.#durable = durable;
    this.#healAfterMs = healAfterMs;
  }

  get kind(): StorageKind {
    return this.#kind;
  }

  read(key: string): Promise<unknown> {
    return this.#inTurn(async () => {
      if (this.#kind === 'memory') return this.#memory.read(key);
      try {
        const value = await this.#durable.read(key);
        this.#remember(key, value);
        return value;
      } catch (error) {
        this.#fall(error);
        return this.#memory.read(key);
      }
    });
  }

  update<T>(key: string, change: (current: unknown) => T): Promise<T> {
    return this.#inTurn(async () => {
      await this.#heal();
      return this.#kind === 'indexeddb' ? this.#updateDurably(key, change) : this.#updateInMemory(key, change);
    });
  }

  keys(prefix: string): Promise<readonly string[]> {
    return this.#inTurn(async () => {
      if (this.#kind === 'memory') return this.#memory.keys(prefix);
      try {
        return await this.#durable.keys(prefix);
      } catch (error) {
        this.#fall(error);
        return this.#memory.keys(prefix);
      }
    });
  }

  watch(listener: (kind: StorageKind, reason: string) => void): () => void {
    const entry: typeof listener = (kind, reason) => listener(kind, reason);
    this.#watchers.add(entry);
    return () => void this.#watchers.delete(entry);
  }

  release(): void {
    this.#durable.release();
  }

  async #updateDurably<T>(key: string, change: (current: unknown) => T): Promise<T> {
    let refused: {readonly error: unknown} | undefined;
    const guarded = (current: unknown): T => {
      refused = undefined;
      try {
        return change(current);
      } catch (error) {
        refused = {error};
        throw error;
      }
    };
    try {
      const next = await this.#durable.update(key, guarded);
      this.#remember(key, next);
      return next;
    } catch (error) {
      // The caller's own mistakes say nothing about the disk.
      if (refused) throw refused.error;
      if (error instanceof Error && error.name === 'DataCloneError') throw error;
      this.#fall(error);
      return this.#updateInMemory(key, change);
    }
  }

  async #updateInMemory<T>(key: string, change: (current: unknown) => T): Promise<T> {
    const next = await this.#memory.update(key, change);
    this.#changed.add(key);
    return next;
  }

  #remember(key: string, value: unknown): void {
    if (value === undefined) this.#known.delete(key);
    else this.#known.set(key, structuredClone(value));
  }

  #fall(error: unknown): void {
    const reason = reasonOf(error);
    this.#retryAt = reason === 'blocked' ? Infinity : Date.now() + this.#healAfterMs;
    this.#become('memory', reason);
  }

  /** Writes back what was changed in memory. What this page changed wins: it is what the visitor sees. */
  async #heal(): Promise<void> {
    if (this.#kind === 'indexeddb' || Date.now() < this.#retryAt) return;
    try {
      for (const key of this.#changed) {
        await this.#durable.update(key, () => this.#known.get(key));
        this.#changed.delete(key);
      }
      this.#become('indexeddb', 'healed');
    } catch {
      this.#retryAt = Date.now() + this.#healAfterMs;
    }
  }

  #become(kind: StorageKind, reason: Reason): void {
    if (this.#kind === kind) return;
    this.#kind = kind;
    for (const watcher of [...this.#watchers]) watcher(kind, reason);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#last.then(work);
    this.#last = run.catch(() => undefined);
    return run;
  }
}
