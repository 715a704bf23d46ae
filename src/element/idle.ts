/** A quiet moment of the page. Knows the browser's idle callback and what to do without it (Safari). */

/** Calls `run` when the page has nothing better to do, within 2 s. Returns a function that takes it back. */
export function whenIdle(run: () => void): () => void {
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(run, 200);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(run, {timeout: 2000});
  return () => cancelIdleCallback(handle);
}
