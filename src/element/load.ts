/** Where the parts are that a chat needs. Knows nothing of what they do. */
import {once} from './once.js';

/** The parts that come later. Each call resolves with the same module; it rejects with `load-failed`. */
export const parts = {
  given: once(() => import('./given.js')),
  core: once(() => import('../headless.js')),
  window: once(() => import('../ui/index.js')),
  language: once(() => import('../i18n/index.js')),
};

export type Parts = typeof parts;
