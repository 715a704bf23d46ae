/**
 * Downloads what a chat needs beyond the launcher, each part once, when somebody asks. Knows where the parts are; refuses to know what they
 * do. A part that could not be had is tried once more at once, and anew on the next call.
 */
import {ChatError} from '../model/errors.js';

type Core = typeof import('../headless.js');
type Window = typeof import('../ui/index.js');
type Language = typeof import('../i18n/index.js');

/** The parts that come later. Each call resolves with the same module; it rejects with `load-failed`. */
export interface Parts {
  core(): Promise<Core>;
  window(): Promise<Window>;
  language(): Promise<Language>;
}

/** What the page downloads the parts with. */
export const parts: Parts = {
  core: once('core', () => import('../headless.js')),
  window: once('window', () => import('../ui/index.js')),
  language: once('language', () => import('../i18n/index.js')),
};

/** Remembers a download that worked, shares one that runs, and forgets one that failed twice. */
export function once<T>(name: string, download: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () =>
    (running ??= download()
      .catch(download)
      .catch((cause: unknown) => {
        running = undefined;
        throw new ChatError('load-failed', `The chat's ${name} could not be downloaded.`, {cause});
      }));
}
