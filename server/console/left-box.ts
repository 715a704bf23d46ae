// The messages that visitors left while nobody was there, as one agent sees them: how many are open, and the list while somebody reads
// it. It knows no DOM.
import type { Patience } from '../../src/session/patience.js';
import type { LeftMessage } from '../protocol.js';
import type { AgentApi } from './agent-api.js';

export interface LeftState {
  /** How many nobody has taken care of. */
  readonly open: number;
  /** Open ones, newest first, then the last done ones; `null` until they are here. */
  readonly messages: readonly LeftMessage[] | null;
}

export interface LeftBoxParts {
  readonly api: Pick<AgentApi, 'leftMessages' | 'setDone'>;
  readonly patience: Patience;
  readonly onChange: (state: LeftState) => void;
}

export class LeftBox {
  readonly #parts: LeftBoxParts;
  readonly #signal: AbortSignal;
  #state: LeftState = { open: 0, messages: null };
  #reading = false;
  #loading: Promise<void> | null = null;
  #stale = false;

  constructor(parts: LeftBoxParts, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
  }

  /** The server tells how many are open: whenever one was left, done, or not done after all. */
  heard(open: number): void {
    this.#set({ open });
    if (this.#reading) void this.#load();
  }

  /** Somebody reads the list from now on, or does no more. */
  read(reading: boolean): void {
    if (reading === this.#reading) return;
    this.#reading = reading;
    if (reading) void this.#load();
  }

  /** Says that a message is done, or is not after all. Resolves when the list shows it; rejects as the network does. */
  async setDone(id: string, done: boolean): Promise<void> {
    await this.#parts.api.setDone(id, done, this.#signal);
    await this.#load();
  }

  /** Fetches the list for as long as it takes; what changes meanwhile is fetched again. */
  #load(): Promise<void> {
    this.#stale = true;
    this.#loading ??= this.#loadAll()
      // What trying again cannot mend is a sign-in that is over, or a server that has no such list.
      .catch(() => this.#set({ messages: this.#state.messages ?? [] }))
      .finally(() => (this.#loading = null));
    return this.#loading;
  }

  async #loadAll(): Promise<void> {
    const { api, patience } = this.#parts;
    while (this.#stale) {
      this.#stale = false;
      const messages = await patience.persist(() => api.leftMessages(this.#signal), this.#signal, () => undefined);
      this.#set({ messages });
    }
  }

  #set(change: Partial<LeftState>): void {
    this.#state = { ...this.#state, ...change };
    this.#parts.onChange(this.#state);
  }
}
