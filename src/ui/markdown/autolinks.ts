/**
 * Bare addresses in running text (GitHub's extended autolinks): http(s), www and e-mail. It finds where the next one lies and
 * where it ends; it does not judge whether it is safe.
 */

/** A bare address in a text. */
export interface Address {
  readonly start: number;
  readonly end: number;
  readonly href: string;
}

const CANDIDATE =
  /(?<![\p{L}\p{N}_])(?:https?:\/\/|www\.)[^\s<>`[\]]+|(?<![\w.+-])[A-Za-z0-9._+-]+@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+/giu;

/** Drops what belongs to the sentence: closing punctuation, an unbalanced parenthesis, a character reference. */
const trimAddress = (address: string): string => {
  let depth = 0;
  for (const char of address) depth += char === '(' ? 1 : char === ')' ? -1 : 0;
  let end = address.length;
  for (; end > 0; end -= 1) {
    const char = address[end - 1] ?? '';
    if (char === ')') {
      if (depth >= 0) break;
      depth += 1;
    } else if (char === ';') {
      const reference = /&[a-zA-Z0-9]{1,32};$/.exec(address.slice(Math.max(0, end - 34), end));
      if (reference) end -= reference[0].length - 1;
    } else if (!'?!.,:*_~\'"|\\'.includes(char)) {
      break;
    }
  }
  return address.slice(0, end);
};

const hrefOf = (address: string): string | undefined => {
  if (/^https?:\/\/[^/?#]/i.test(address)) return address;
  if (/^www\.[^.]/i.test(address)) return `http://${address}`;
  return /^[^@/]+@[^@]+[A-Za-z0-9]$/.test(address) ? `mailto:${address}` : undefined;
};

/** Finds the bare addresses of one text, from front to back. */
export class Addresses {
  readonly #pattern = new RegExp(CANDIDATE);
  readonly #text: string;
  #next: Address | undefined;
  #done: boolean;

  constructor(text: string) {
    this.#text = text;
    this.#done = !/:\/\/|www\.|@/i.test(text);
  }

  /** The first address that starts at `from` or later. `from` never goes back. */
  after(from: number): Address | undefined {
    while (!this.#done && (!this.#next || this.#next.start < from)) {
      this.#pattern.lastIndex = Math.max(from, this.#next?.end ?? 0);
      const match = this.#pattern.exec(this.#text);
      if (!match) {
        this.#done = true;
        this.#next = undefined;
        break;
      }
      const address = trimAddress(match[0]);
      const href = hrefOf(address);
      this.#next = { start: match.index, end: match.index + Math.max(address.length, 1), href: href ?? '' };
      if (href === undefined) from = Math.max(from, this.#next.end);
    }
    return this.#next;
  }
}
