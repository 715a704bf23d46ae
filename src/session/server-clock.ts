/** How the back end's clock stands to this device's, guessed from what is heard as it is said. Knows nothing of sessions. */
import type {Clock} from '../contracts/clock.js';

export class ServerClock {
  readonly #clock: Clock;
  /** How far the other clock is ahead, at least: nothing is heard before it is said, but it may be late. */
  #ahead: number | undefined;
  #known: readonly [told: number, local: number] = [0, 0];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** By the other clock it is `at` now, or was a moment ago. */
  hear(at: number): void {
    this.#ahead = Math.max(this.#ahead ?? -Infinity, at - this.#clock.now());
  }

  /** A point in time by this device's clock. Told again, it stays what it was: whoever counts down to it is not confused by a better guess. */
  local(told: number): number {
    if (this.#known[0] !== told) this.#known = [told, told - (this.#ahead ?? 0)];
    return this.#known[1];
  }

  /** Forgets what was heard: one of the clocks may have been set. */
  reset(): void {
    this.#ahead = undefined;
  }
}
