/** A download that is made once. Knows that it may fail; refuses to know what comes. */
import {ChatError} from '../model/errors.js';

/**
 * Remembers a download that worked, shares one that runs, and forgets one that failed twice: at once it is tried once more, and anew on the next
 * call. Rejects with `load-failed`.
 */
export function once<T>(download: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () =>
    (running ??= download()
      .catch(download)
      .catch((cause: unknown) => {
        running = undefined;
        throw new ChatError('load-failed', 'A part of the chat could not be downloaded.', {cause});
      }));
}
