/**
 * The inline nodes of the one text that is still being written. A long paragraph without a line break must not be parsed again
 * from its start for every word: what nothing can change any more is sealed as a segment. It knows no blocks.
 */
import { parseInlines } from './inlines.js';
import type { Definitions, Inline, Segments } from './tree.js';

/** Below this many characters it is not worth sealing anything. */
const SEAL_FROM = 1_024;
const SEAL_LEAST = 512;

/** The last place up to `limit` where a text can be cut: after a single space inside a line. */
const cutBefore = (text: string, limit: number): number => {
  for (let at = Math.min(limit, text.length - 1); at > SEAL_LEAST; at -= 1) {
    if (text[at - 1] === ' ' && /\S/.test(text[at] ?? ' ') && /\S/.test(text[at - 2] ?? ' ')) return at;
  }
  return 0;
};

/** Parses one open text again and again as it grows. */
export class TailInlines {
  #key = '';
  #epoch = 0;
  #sealed = '';
  #list: (readonly Inline[])[] = [];
  #settled = 0;

  /** The segments of the open text that `key` names. A changed key, epoch or beginning starts afresh. */
  read(key: string, text: string, definitions: Definitions, epoch: number): Segments {
    if (key !== this.#key || epoch !== this.#epoch || text.slice(0, this.#sealed.length) !== this.#sealed) this.#start(key, epoch);
    let rest = text.slice(this.#sealed.length);
    let inlines = parseInlines(rest, definitions, true);
    while (rest.length > SEAL_FROM) {
      const cut = cutBefore(rest, inlines.stable);
      if (cut === 0) break;
      this.#list.length = this.#settled;
      this.#list.push(parseInlines(rest.slice(0, cut), definitions).nodes);
      this.#settled += 1;
      this.#sealed = text.slice(0, this.#sealed.length + cut);
      rest = rest.slice(cut);
      inlines = parseInlines(rest, definitions, true);
    }
    this.#list[this.#settled] = inlines.nodes;
    return { list: this.#list, settled: this.#settled };
  }

  #start(key: string, epoch: number): void {
    this.#key = key;
    this.#epoch = epoch;
    this.#sealed = '';
    this.#list = [];
    this.#settled = 0;
  }
}
