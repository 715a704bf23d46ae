/**
 * Keeps this tab's copy of the record true: commits inputs one after the other, hears of other tabs' commits, and hands out each new fact
 * once. Knows nothing of what the record means.
 */
import type {Clock} from '../contracts/clock.js';
import type {RecordStore} from '../contracts/record-store.js';
import type {Tabs} from '../contracts/tabs.js';
import {EMPTY_RECORD, parseRecord} from '../model/session-record.js';
import type {Fact, SessionRecord} from '../model/session-record.js';
import {transition} from './machine.js';
import type {Input} from './machine.js';

/** Told to other tabs after a commit. */
export interface RevisionMessage {
  readonly kind: 'revision';
}

export interface RecordKeeperParts {
  readonly store: RecordStore;
  readonly key: string;
  readonly tabs: Tabs;
  readonly clock: Clock;
}

/** Who has the record. */
export interface RecordOwner {
  /** The record became another one; `facts` are those that this tab has not told yet. */
  recordChanged(next: SessionRecord, previous: SessionRecord, facts: readonly Fact[]): void;
}

export class RecordKeeper {
  readonly #parts: RecordKeeperParts;
  readonly #owner: RecordOwner;
  #record: SessionRecord = EMPTY_RECORD;
  #toldFact = 0;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(parts: RecordKeeperParts, owner: RecordOwner) {
    this.#parts = parts;
    this.#owner = owner;
  }

  get record(): SessionRecord {
    return this.#record;
  }

  /** Resolves when everything that was asked for here is done. */
  async idle(): Promise<void> {
    await this.#queue;
  }

  /** Reads what is stored. Facts of the past are not told again. Resolves when `record` is real. */
  async open(): Promise<void> {
    const {store, key} = this.#parts;
    this.#record = parseRecord(await store.read(key));
    this.#toldFact = this.#record.facts.at(-1)?.number ?? 0;
  }

  /** Lets the machine decide about an input, made when everything asked for before is done, and stores what comes of it. Resolves with the record after it. */
  commit(make: Input | (() => Input)): Promise<SessionRecord> {
    return this.#enqueue(async () => {
      const {store, key, tabs, clock} = this.#parts;
      const input = typeof make === 'function' ? make() : make;
      const stamp = {tab: tabs.id, at: clock.now()};
      let base = this.#record;
      const next = await store.update(key, (stored) => {
        const kept = parseRecord(stored);
        base = this.#newer(kept);
        const after = transition(base, input, stamp);
        return after === kept ? stored : after;
      });
      this.#adopt(parseRecord(next));
      if (this.#record.revision !== base.revision) tabs.post({kind: 'revision'} satisfies RevisionMessage);
      return this.#record;
    });
  }

  /** Looks at what other tabs have stored. Resolves with the record after it. */
  refresh(): Promise<SessionRecord> {
    return this.#enqueue(async () => {
      this.#adopt(this.#newer(parseRecord(await this.#parts.store.read(this.#parts.key))));
      return this.#record;
    });
  }

  /** A browser may throw stored data away at any time; what this tab knows is then newer than the nothing that is left. */
  #newer(stored: SessionRecord): SessionRecord {
    return stored.revision >= this.#record.revision ? stored : this.#record;
  }

  #adopt(next: SessionRecord): void {
    const previous = this.#record;
    if (next.revision <= previous.revision) return;
    this.#record = next;
    const facts = next.facts.filter(({number}) => number > this.#toldFact);
    this.#toldFact = next.facts.at(-1)?.number ?? this.#toldFact;
    this.#owner.recordChanged(next, previous, facts);
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}
