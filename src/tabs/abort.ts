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
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
