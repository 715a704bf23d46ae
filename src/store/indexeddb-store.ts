/**
 * The durable store, on idb-keyval's operations over a connection of ours. Knows keys and values; rejects with whatever IndexedDB says, so
 * that the fallback can judge.
 */
import {get, keys, promisifyRequest} from 'idb-keyval';
import {HealingConnection} from './healing-connection.js';

/** As `RecordStore`, but its calls reject when storage fails. */
export interface DurableStore {
  read(key: string): Promise<unknown>;
  update<T>(key: string, change: (current: unknown) => T): Promise<T>;
  keys(prefix: string): Promise<readonly string[]>;
  release(): void;
}

/** Makes the store over database `name`. Nothing is opened before the first call. `factory` replaces `indexedDB`; for tests. */
export function createIndexedDbStore(name: string, factory?: () => IDBFactory): DurableStore {
  const connection = new HealingConnection(name, factory);
  return {
    read: (key) => get<unknown>(key, connection.use),
    update: (key, change) => connection.use('readwrite', (store) => updateIn(store, key, change)),
    async keys(prefix) {
      const all = await keys(connection.use);
      return all.filter((key): key is string => typeof key === 'string' && key.startsWith(prefix));
    },
    release: () => connection.release(),
  };
}

/**
 * idb-keyval's own `update` writes in any case, stores `undefined`, and loses the reason where a full disk fails a request; ours writes only
 * what changed, removes, and rejects with the transaction's error.
 */
async function updateIn<T>(store: IDBObjectStore, key: string, change: (current: unknown) => T): Promise<T> {
  const current = await promisifyRequest<unknown>(store.get(key));
  const next = change(current);
  if (next === current) return next;
  if (next === undefined) store.delete(key);
  else store.put(next, key);
  await committed(store.transaction);
  return next;
}

function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error!);
  });
}
