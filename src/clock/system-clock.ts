/** The real time. Knows timers; refuses to know what anybody waits for. */
import type {Clock} from '../contracts/clock.js';

/** Timers hold a signed 32-bit number of ms; a longer one would fire at once. */
const LONGEST = 2 ** 31 - 1;

/** The clock of a running page or program. A sleep longer than 24.8 days ends after 24.8 days. */
export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const stop = (): void => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop);
        resolve();
      }, Math.min(ms, LONGEST));
      signal.addEventListener('abort', stop, {once: true});
    }),
};
