/**
 * Remembers, for this tab alone, that the window of a running chat is open, so that a reload shows it again. Knows one flag per partition;
 * a browser that refuses to store it simply forgets.
 */
const name = (key: string): string => `chat-embed:open:${key}`;

/** Whether this tab had the window open when it was last seen. */
export function wasOpen(key: string): boolean {
  try {
    return sessionStorage.getItem(name(key)) !== null;
  } catch {
    return false;
  }
}

/** Remembers it or forgets it; writes only where something changes. */
export function rememberOpen(key: string, open: boolean): void {
  if (wasOpen(key) === open) return;
  try {
    if (open) sessionStorage.setItem(name(key), '1');
    else sessionStorage.removeItem(name(key));
  } catch {
    // Blocked or full: then a reload shows the launcher.
  }
}
