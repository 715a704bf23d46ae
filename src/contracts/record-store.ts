/** Where session records are kept. Knows keys and JSON values; what they mean is the session's business. */

/** `indexeddb` survives the page; `memory` does not. */
export type StorageKind = 'indexeddb' | 'memory';

/**
 * A small durable map, shared by all tabs of an origin. Writes are strict: when `update` resolves, the value has been handed to the disk.
 * No call rejects because storage is blocked, full or lost: the store goes on in memory and says so once through `watch`.
 */
export interface RecordStore {
  readonly kind: StorageKind;
  /** The stored value, or `undefined`. */
  read(key: string): Promise<unknown>;
  /**
   * Reads and writes `key` in one transaction, so that simultaneous updates of several tabs happen one after the other. `change` must be
   * pure and synchronous; where it returns what it was given, nothing is written, and where it returns `undefined`, the key is removed.
   * Resolves with what `change` returned; rejects with what it threw, and then nothing is written.
   */
  update<T>(key: string, change: (current: unknown) => T): Promise<T>;
  /** All keys that begin with `prefix`. */
  keys(prefix: string): Promise<readonly string[]>;
  /** Calls `listener` when `kind` changes, with the reason. Returns a function that stops it. */
  watch(listener: (kind: StorageKind, reason: string) => void): () => void;
  /** Lets go of the connection (page hidden in the back/forward cache, element removed). The next call opens it again. */
  release(): void;
}
