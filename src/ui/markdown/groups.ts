/**
 * Puts the blocks of a long text into groups, one element each: a browser lays out a box by visiting all its children, so that
 * a flat answer of a thousand blocks would cost more with every word. It knows a growing list, and nothing of what is in it.
 */

/** Neighbouring entries; the first `settled` of them will never change again. `first`: the list's first group. */
export interface Group<Value> {
  readonly first: boolean;
  readonly entries: Value[];
  settled: number;
}

/** So many entries make a group. */
const SIZE = 32;

/** Keeps the groups of one growing list up to date. */
export class Groups<Value> {
  #source: readonly Value[] | undefined;
  #groups: Group<Value>[] = [];
  #settled = 0;

  /** The groups of a list whose first `settled` entries are final, and how many of the groups are. */
  read(source: readonly Value[], settled: number): { readonly list: readonly Group<Value>[]; readonly settled: number } {
    if (source !== this.#source) {
      this.#source = source;
      this.#groups = [];
      this.#settled = 0;
    }
    for (let index = this.#settled; index < source.length; index += SIZE - (index % SIZE)) {
      const from = index - (index % SIZE);
      const group = (this.#groups[from / SIZE] ??= { first: from === 0, entries: [], settled: 0 });
      group.entries.splice(0, SIZE, ...source.slice(from, from + SIZE));
      group.settled = Math.min(Math.max(settled - from, 0), SIZE);
    }
    this.#groups.length = Math.ceil(source.length / SIZE);
    this.#settled = settled;
    return { list: this.#groups, settled: Math.floor(settled / SIZE) };
  }
}
