/**
 * One look at whether this browser remembers a chat, for a page that has loaded nothing yet, and when to look again. Knows where records are and
 * when one of them asks for a chat; whose it is, the host looks up. Every page pays for it, so it shares no code with the store and the tabs.
 */

/** What is read of a record; anything may be stored there. */
interface Remembered {
  readonly session?: unknown;
  readonly outbox?: readonly unknown[];
  readonly farewells?: readonly unknown[];
}

/**
 * Resolves with whether some partition has a session, or something that is still to be told. Never rejects, takes at most a second, and leaves no
 * database behind where there was none.
 */
export function remembersSome(): Promise<boolean> {
  return new Promise<boolean>((resolve) => {
    const no = (): void => resolve(false);
    // An open may hang (seen in the field, mostly on iOS).
    setTimeout(no, 1000);
    const request = indexedDB.open('chat-embed');
    request.onupgradeneeded = () => request.transaction!.abort();
    request.onerror = no;
    request.onsuccess = () => {
      const database = request.result;
      const all = database.transaction('records').objectStore('records').getAll() as IDBRequest<(Remembered | undefined)[]>;
      // Closing waits for what has been asked.
      database.close();
      all.onerror = no;
      all.onsuccess = () => resolve(all.result.some((one) => one?.session ?? one?.outbox?.[0] ?? one?.farewells?.[0]));
    };
  }).catch(() => false);
}

/** Calls `look` when another tab has started a session, and when this one is seen again. Returns what stops it. */
export function watchMemory(look: () => void): () => void {
  // The bell of the session's engine, as `BrowserTabs` spells it.
  const bell = new BroadcastChannel('chat-embed/1/bell');
  const seen = (): void => void (document.hidden || look());
  bell.onmessage = look;
  document.addEventListener('visibilitychange', seen);
  return () => {
    bell.close();
    document.removeEventListener('visibilitychange', seen);
  };
}
