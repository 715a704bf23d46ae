/** Which store a chat gets: the one decision of this folder. */
import type {RecordStore, StorageKind} from '../contracts/record-store.js';
import {FallbackStore} from './fallback-store.js';
import {createIndexedDbStore} from './indexeddb-store.js';
import {createMemoryStore} from './memory-store.js';
import {DATABASE_NAME} from './open-database.js';

/**
 * Opens the store of this origin: `indexeddb` (default where there is one) survives the page and goes on in memory where the browser does not
 * let it; `memory` never touches the disk. Nothing is opened before the first call. `databaseName` keeps tests apart.
 */
export function openStore(kind: StorageKind = hasIndexedDb() ? 'indexeddb' : 'memory', databaseName = DATABASE_NAME): RecordStore {
  return kind === 'memory' ? createMemoryStore() : new FallbackStore(createIndexedDbStore(databaseName));
}

/** Whether this is a place that can have a database at all; Node is not. A page that forbids it is one, and the fallback says so. */
function hasIndexedDb(): boolean {
  return typeof document !== 'undefined' || typeof indexedDB !== 'undefined';
}
