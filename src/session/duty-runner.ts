/** Runs duties: starts those that are wanted and not running, aborts those that run and are no longer wanted. Knows nothing of what they do. */
import {isAbort} from '../model/abort.js';
import type {Duty} from './duties.js';

export class DutyRunner {
  readonly #run: (duty: Duty, signal: AbortSignal) => Promise<void>;
  readonly #settled: (duty: Duty, error: unknown) => void;
  readonly #running = new Map<string, AbortController>();

  /** `run` does one duty until it is done or aborted; `settled` hears when one ended on its own, with what it threw or `null`. */
  constructor(run: (duty: Duty, signal: AbortSignal) => Promise<void>, settled: (duty: Duty, error: unknown) => void) {
    this.#run = run;
    this.#settled = settled;
  }

  /** Makes `wanted` what is going on. */
  want(wanted: readonly Duty[]): void {
    const keys = new Set(wanted.map(({key}) => key));
    for (const [key, controller] of this.#running) {
      if (keys.has(key)) continue;
      this.#running.delete(key);
      controller.abort();
    }
    for (const duty of wanted) if (!this.#running.has(duty.key)) void this.#start(duty);
  }

  async #start(duty: Duty): Promise<void> {
    const controller = new AbortController();
    this.#running.set(duty.key, controller);
    let failure: unknown = null;
    try {
      await this.#run(duty, controller.signal);
    } catch (error) {
      if (!isAbort(error)) failure = error;
    }
    // Aborted duties were taken off the map already, and their key may belong to a newer run.
    if (this.#running.get(duty.key) !== controller) return;
    this.#running.delete(duty.key);
    this.#settled(duty, failure);
  }
}
