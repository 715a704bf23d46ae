/** Waiting that can be cut short: pauses between tries end early when the network comes back or somebody looks at the page again. */
import type {Clock} from '../contracts/clock.js';
import {ChatError} from '../model/errors.js';
import {backOff} from './policy.js';

export class Patience {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Ends all pauses now, except those that the server asked for. */
  wake(): void {
    for (const cut of [...this.#waiting]) cut();
  }

  /** Resolves after `ms`, or at the next `wake()`. Rejects with the signal's reason once aborted. */
  async pause(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const early = new AbortController();
    const cut = (): void => early.abort();
    this.#waiting.add(cut);
    signal.addEventListener('abort', cut, {once: true});
    try {
      await this.#clock.sleep(ms, early.signal);
    } catch (error) {
      if (!early.signal.aborted) throw error;
    } finally {
      this.#waiting.delete(cut);
      signal.removeEventListener('abort', cut);
    }
    signal.throwIfAborted();
  }

  /** The pause after failure number `attempt` (0 is the first). A `Retry-After` is kept to the letter; everything else can be woken from. */
  async afterFailure(error: unknown, attempt: number, signal: AbortSignal): Promise<void> {
    const asked = error instanceof ChatError ? error.retryAfterMs : undefined;
    if (asked !== undefined) return this.#clock.sleep(asked, signal);
    return this.pause(backOff(attempt, this.#clock.random()), signal);
  }

  /** Tries until it works. Rejects with errors that trying again cannot mend; tells `onTrouble` of the others. */
  async persist<T>(attempt: () => Promise<T>, signal: AbortSignal, onTrouble: (error: ChatError) => void): Promise<T> {
    for (let failures = 0; ; failures++) {
      try {
        return await attempt();
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof ChatError) || !mayWork(error)) throw error;
        onTrouble(error);
        await this.afterFailure(error, failures, signal);
      }
    }
  }
}

/** A visitor whose token is refused waits for another one: nothing of it is given up. */
function mayWork({retryable, code}: ChatError): boolean {
  return retryable || code === 'identity-refused';
}
