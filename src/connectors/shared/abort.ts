/** Waiting that a signal can cut short. */

/** Settles as `work` does, or rejects with the signal's reason if that comes first. `work` itself goes on. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, {once: true});
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** Runs `work` with a controller of its own that `signal` aborts too, and that is aborted when `work` is over. */
export async function withController<T>(signal: AbortSignal, work: (own: AbortController) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const own = new AbortController();
  const pass = (): void => own.abort(signal.reason);
  signal.addEventListener('abort', pass, {once: true});
  try {
    return await work(own);
  } finally {
    signal.removeEventListener('abort', pass);
    own.abort();
  }
}
