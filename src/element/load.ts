/**
 * Downloads what a chat needs beyond the launcher, each part once, when somebody asks. Knows where the parts are; refuses to know what they
 * do. A part that could not be had is tried once more at once, and anew on the next call.
 */
import {ChatError} from '../model/errors.js';

/** The parts that come later. Each call resolves with the same module; it rejects with `load-failed`. */
export const parts = {
  host: once(() => import('./chat-host.js')),
  given: once(() => import('./given.js')),
  core: once(() => import('../headless.js')),
  window: once(() => import('../ui/index.js')),
  language: once(() => import('../i18n/index.js')),
};

export type Parts = typeof parts;

/**
 * Downloads what a chat needs while the visitor is still making up their mind: first the window, then, in a quiet moment, what the first message
 * needs; an opened window asks for that itself. Sends and stores nothing; never rejects.
 */
export async function warmUp(element: {readonly open: boolean; readonly connector: string}): Promise<void> {
  const [host] = await Promise.allSettled([parts.host(), parts.window(), parts.language()]);
  if (host.status === 'fulfilled') host.value.warmUpSession(parts, element);
}

/** Remembers a download that worked, shares one that runs, and forgets one that failed twice. */
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
