/** A quiet moment of the page. Knows the browser's idle callback and what to do without it (Safari). */

/** Calls `run` when the page has nothing better to do, within 2 s. */
export function whenIdle(run: () => void): void {
  const {requestIdleCallback: idle}: {requestIdleCallback?: typeof requestIdleCallback} = globalThis;
  if (idle) idle(run, {timeout: 2000});
  else setTimeout(run, 200);
}
