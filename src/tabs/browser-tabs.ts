/**
 * The tabs of this browser, over Web Locks and BroadcastChannel. Where the browser lacks or forbids one, every tab takes its turn at once,
 * or nobody hears anything; both are harmless by contract.
 */
import type {TabMessage, Tabs} from '../contracts/tabs.js';
import {newId} from '../model/ids.js';
import {abortError, untilAborted, withEither} from './abort.js';

/** Other versions of this code in the same browser must not understand each other by accident. */
const VERSION = 1;

function isMessage(value: unknown): value is TabMessage {
  return typeof value === 'object' && value !== null && typeof (value as Partial<TabMessage>).kind === 'string';
}

/** Web Locks, or `undefined` outside secure contexts and in old browsers. */
const lockManager = (): LockManager | undefined => navigator.locks;

/** One tab, or one element in it: two of the same scope in one page are two tabs. */
export class BrowserTabs implements Tabs {
  readonly id = newId();
  readonly #scope: string;
  readonly #listeners = new Set<(message: TabMessage) => void>();
  #channel: BroadcastChannel | undefined;
  #leaving = new AbortController();

  constructor(scope: string) {
    this.#scope = `chat-embed/${VERSION}/${scope}`;
    this.#channel = this.#openChannel();
  }

  post(message: TabMessage): void {
    this.#channel?.postMessage(message);
  }

  listen(listener: (message: TabMessage) => void): () => void {
    const entry = (message: TabMessage): void => listener(message);
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  exclusive<T>(name: string, run: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return withEither(signal, this.#leaving.signal, async (either) => {
      let ran = false;
      // The turn passes on when this settles, so an abort does not wait for a run that goes on for ever.
      const inTurn = (): Promise<T> => {
        ran = true;
        return untilAborted(run(), either);
      };
      try {
        const locks = lockManager();
        return await (locks ? locks.request(`${this.#scope}/${name}`, {signal: either}, inTurn) : inTurn());
      } catch (error) {
        // A sandboxed page has locks and may not use them.
        if (!ran && error instanceof DOMException && error.name === 'SecurityError') return inTurn();
        throw error;
      }
    });
  }

  leave(): void {
    this.#leaving.abort(abortError('This tab has left.'));
    this.#channel?.close();
    this.#channel = undefined;
  }

  rejoin(): void {
    if (!this.#leaving.signal.aborted) return;
    this.#leaving = new AbortController();
    this.#channel = this.#openChannel();
  }

  #openChannel(): BroadcastChannel | undefined {
    if (typeof BroadcastChannel === 'undefined') return undefined;
    const channel = new BroadcastChannel(this.#scope);
    channel.onmessage = ({data}: MessageEvent<unknown>) => {
      // What was on its way when this tab left is not heard; nor is what other code of this origin says by mistake.
      if (channel !== this.#channel || !isMessage(data)) return;
      for (const listener of [...this.#listeners]) listener(data);
    };
    return channel;
  }
}
