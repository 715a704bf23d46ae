/** The only tab there is, as in Node: nobody hears, nobody speaks, and every turn is there for the taking. */
import type {Tabs} from '../contracts/tabs.js';
import {newId} from '../model/ids.js';
import {abortError, untilAborted, withEither} from './abort.js';

/** A tab without others. */
export class SoloTabs implements Tabs {
  readonly id = newId();
  #leaving = new AbortController();

  post(): void {
    // Nobody is there.
  }

  listen(): () => void {
    return () => undefined;
  }

  exclusive<T>(_name: string, run: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return withEither(signal, this.#leaving.signal, (either) => untilAborted(run(), either));
  }

  leave(): void {
    this.#leaving.abort(abortError('This tab has left.'));
  }

  rejoin(): void {
    if (this.#leaving.signal.aborted) this.#leaving = new AbortController();
  }
}
