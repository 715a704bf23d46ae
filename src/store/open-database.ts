/** Opens the one database of this project, and gives up when the browser does not answer. Knows its name and its only object store. */

/** A name of our own: databases are shared with the page and everything else of its origin. */
export const DATABASE_NAME = 'chat-embed';

/** The object store that holds everything. */
export const RECORDS = 'records';

/** An open that takes longer than this hangs (seen in the field, mostly on iOS). */
const PATIENCE_MS = 1_000;

/**
 * Opens database `name` in whatever version it has, so that a newer build in another tab does not shut us out. Where it does not exist, it is
 * made if `create` says so; otherwise nothing is left behind. Rejects with a `DOMException`: `TimeoutError` after 1 s, and what the browser says.
 */
export function openDatabase(name: string, create: boolean, factory: () => IDBFactory = () => indexedDB): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory().open(name);
    const giveUp = (): void => {
      // A late success must not stay open: it would block another tab that wants to delete the database.
      request.onsuccess = () => request.result.close();
      reject(new DOMException('IndexedDB does not answer.', 'TimeoutError'));
    };
    // In two halves, because a page that was busy for a second must not take its own delay for the browser's.
    let timer = setTimeout(() => (timer = setTimeout(giveUp, PATIENCE_MS / 2)), PATIENCE_MS / 2);
    request.onupgradeneeded = () => {
      if (create) request.result.createObjectStore(RECORDS);
      else request.transaction!.abort();
    };
    request.onsuccess = () => {
      clearTimeout(timer);
      resolve(request.result);
    };
    request.onerror = () => {
      clearTimeout(timer);
      reject(request.error!);
    };
  });
}
