// The messages that visitors left while nobody was there, as one agent sees them: how many are open, the list while somebody reads it, and
// what was clicked and is still being saved. It knows no DOM.
import { ChatError } from '../../src/model/errors.js';
import type { Patience } from '../../src/session/patience.js';
import type { LeftMessage } from '../protocol.js';
import type { AgentApi } from './agent-api.js';

/** What somebody wants a message to be, before the list shows it as that. */
export interface Save {
  readonly done: boolean;
  /** Why it could not be saved; absent while it is being saved. */
  readonly error?: unknown;
}

export interface LeftState {
  /** How many nobody has taken care of. */
  readonly open: number;
  /** Open ones, newest first, then the last done ones; `null` until they are here. */
  readonly messages: readonly LeftMessage[] | null;
  /** By the message's id. */
  readonly saves: ReadonlyMap<string, Save>;
}

export const NOTHING_LEFT: LeftState = { open: 0, messages: null, saves: new Map() };

export interface LeftBoxParts {
  readonly api: Pick<AgentApi, 'leftMessages' | 'setDone'>;
  readonly patience: Patience;
  readonly onChange: (state: LeftState) => void;
}

export class LeftBox {
  readonly #parts: LeftBoxParts;
  readonly #signal: AbortSignal;
  #state = NOTHING_LEFT;
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

  /** Says that a message is done, or is not after all. Resolves when the list shows it, or says why it does not. Answers whether it is saved. */
  async setDone(id: string, done: boolean): Promise<boolean> {
    const before = this.#state.saves.get(id);
    if (before && before.error === undefined) return false;
    this.#setSave(id, { done });
    try {
      await this.#parts.api.setDone(id, done, this.#signal);
    } catch (error) {
      // One that is there no more leaves the list instead.
      if (!(error instanceof ChatError && error.code === 'not-found')) {
        this.#setSave(id, { done, error });
        return false;
      }
    }
    await this.#load();
    this.#setSave(id, undefined);
    return true;
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
      this.#set({ messages, saves: this.#stillWanted(messages) });
    }
  }

  /** What failed and has come about otherwise meanwhile need not be told any more. */
  #stillWanted(messages: readonly LeftMessage[]): LeftState['saves'] {
    const done = new Map(messages.map((message) => [message.id, message.done !== undefined]));
    return new Map([...this.#state.saves].filter(([id, save]) => save.error === undefined || done.get(id) === !save.done));
  }

  #setSave(id: string, save: Save | undefined): void {
    const saves = new Map(this.#state.saves);
    if (save) saves.set(id, save);
    else saves.delete(id);
    this.#set({ saves });
  }

  #set(change: Partial<LeftState>): void {
    this.#state = { ...this.#state, ...change };
    this.#parts.onChange(this.#state);
  }
}
