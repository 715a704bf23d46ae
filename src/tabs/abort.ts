/** Waiting that a signal can cut short. */

/** What a call rejects with that was given up on purpose. */
export function abortError(message: string): Error {
  return new DOMException(message, 'AbortError');
}

/** Settles as `work` does, or rejects with the signal's reason if that comes first. `work` itself goes on. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, {once: true});
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** Runs `work` with a signal that either of two aborts. By hand, because `AbortSignal.any` is younger than the browsers we run in. */
export async function withEither<T>(one: AbortSignal, other: AbortSignal, work: (either: AbortSignal) => Promise<T>): Promise<T> {
  one.throwIfAborted();
  other.throwIfAborted();
  const control = new AbortController();
  const pass = (event: Event): void => control.abort((event.target as AbortSignal).reason);
  for (const signal of [one, other]) signal.addEventListener('abort', pass, {once: true});
  try {
    return await work(control.signal);
  } finally {
    for (const signal of [one, other]) signal.removeEventListener('abort', pass);
  }
}
