/** One look at what this device remembers, for a page that has loaded nothing yet. Creates nothing and keeps nothing open. */
import {DATABASE_NAME, openDatabase, RECORDS} from './open-database.js';

/**
 * Resolves with the stored value, or `undefined` if there is none or it cannot be had. Never rejects, and takes at most about a second. Leaves no
 * database behind where there was none.
 */
export async function peekRecord(key: string, databaseName = DATABASE_NAME): Promise<unknown> {
  try {
    const known = await indexedDB.databases?.();
    if (known && !known.some(({name}) => name === databaseName)) return undefined;
    const database = await openDatabase(databaseName, false);
    try {
      return await new Promise((resolve, reject) => {
        const request = database.transaction(RECORDS).objectStore(RECORDS).get(key);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error!);
      });
    } finally {
      database.close();
    }
  } catch {
    return undefined;
  }
}
