/**
 * Several tabs in one program, for tests and for Node. Behaves as browser tabs do, and can be killed or frozen as they can. Knows no
 * browser.
 */
import type {TabMessage, Tabs} from '../contracts/tabs.js';
import {newId} from '../model/ids.js';
import {abortError, untilAborted} from './abort.js';

/** One tab of a group. */
export interface MemoryTabs extends Tabs {
  /** The tab is gone, as after a crash: its turns pass on, it neither speaks nor hears, and what it waited for never settles. */
  kill(): void;
  /** The tab stops hearing but keeps its turns, as a page in a background that the browser has frozen. */
  freeze(): void;
  /** Hears what was said meanwhile. */
  thaw(): void;
}

/** Tabs that hear each other and take turns. */
export interface TabGroup {
  /** Opens one more. */
  open(): MemoryTabs;
}

/** A waiting list per name. */
class Turns {
  readonly #queues = new Map<string, Array<() => void>>();

  /** Resolves when it is this caller's turn; the value gives the turn, or the place in the line, back. */
  take(name: string): {readonly granted: Promise<void>; readonly giveBack: () => void} {
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    let grant = (): void => undefined;
    const granted = new Promise<void>((resolve) => (grant = resolve));
    queue.push(grant);
    if (queue[0] === grant) grant();
    const giveBack = (): void => {
      const place = queue.indexOf(grant);
      if (place === -1) return;
      queue.splice(place, 1);
      if (place === 0) queue[0]?.();
    };
    return {granted, giveBack};
  }
}

class Tab implements MemoryTabs {
  readonly id = newId();
  readonly #turns: Turns;
  readonly #tell: (from: Tab, message: TabMessage) => void;
  readonly #listeners = new Set<(message: TabMessage) => void>();
  readonly #held = new Set<() => void>();
  #life: 'here' | 'left' | 'dead' = 'here';
  #leaving = new AbortController();
  /** What was said while frozen. */
  #missed: TabMessage[] | undefined;

  constructor(turns: Turns, tell: (from: Tab, message: TabMessage) => void) {
    this.#turns = turns;
    this.#tell = tell;
  }

  post(message: TabMessage): void {
    if (this.#life === 'here') this.#tell(this, message);
  }

  listen(listener: (message: TabMessage) => void): () => void {
    const entry = (message: TabMessage): void => listener(message);
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  /** Something was said; whoever is away then does not hear it later. */
  receive(message: TabMessage): void {
    if (this.#life === 'here') queueMicrotask(() => this.#hear(message));
  }

  #hear(message: TabMessage): void {
    if (this.#life !== 'here') return;
    if (this.#missed) {
      this.#missed.push(message);
      return;
    }
    for (const listener of [...this.#listeners]) listener(message);
  }

  async exclusive<T>(name: string, run: () => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    if (this.#life === 'dead') return new Promise<never>(() => undefined);
    const either = AbortSignal.any([signal, this.#leaving.signal]);
    either.throwIfAborted();
    const {granted, giveBack} = this.#turns.take(name);
    this.#held.add(giveBack);
    try {
      await this.#unlessDead(untilAborted(granted, either));
      return await this.#unlessDead(untilAborted(run(), either));
    } finally {
      this.#held.delete(giveBack);
      giveBack();
    }
  }

  leave(): void {
    if (this.#life !== 'here') return;
    this.#life = 'left';
    this.#missed &&= [];
    this.#leaving.abort(abortError('This tab has left.'));
  }

  rejoin(): void {
    if (this.#life !== 'left') return;
    this.#life = 'here';
    this.#leaving = new AbortController();
  }

  kill(): void {
    this.#life = 'dead';
    for (const giveBack of this.#held) giveBack();
  }

  freeze(): void {
    this.#missed ??= [];
  }

  thaw(): void {
    const missed = this.#missed ?? [];
    this.#missed = undefined;
    for (const message of missed) this.#hear(message);
  }

  /** Nothing that a dead tab waits for ever settles. */
  async #unlessDead<T>(work: Promise<T>): Promise<T> {
    const outcome = await work.then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error;
      },
    );
    if (this.#life === 'dead') return new Promise<never>(() => undefined);
    return outcome();
  }
}

/** Makes a group without any tab. */
export function createTabGroup(): TabGroup {
  const turns = new Turns();
  const tabs = new Set<Tab>();
  const tell = (from: Tab, message: TabMessage): void => {
    const copy = structuredClone(message);
    for (const tab of tabs) if (tab !== from) tab.receive(structuredClone(copy));
  };
  return {
    open() {
      const tab = new Tab(turns, tell);
      tabs.add(tab);
      return tab;
    },
  };
}
