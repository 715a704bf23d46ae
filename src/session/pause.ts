/** The pause after which what is typed is written down: keys are many and disks are slow. */
import type {Clock} from '../contracts/clock.js';
import type {Surroundings} from '../contracts/surroundings.js';
import {POLICY} from './policy.js';

/** What ends a pause. */
export interface Pausing {
  readonly clock: Clock;
  readonly surroundings: Surroundings;
}

/** Resolves when nothing was typed for a while, or at once when the page may be left; rejects when `signal` is aborted. */
export function pause({clock, surroundings}: Pausing, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    surroundings.onLeaving(resolve, signal);
    clock.sleep(POLICY.draftPauseMs, signal).then(resolve, reject);
  });
}
