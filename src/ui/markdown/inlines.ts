/**
 * The inline parser: the text of one leaf in, inline nodes out, by CommonMark's delimiter and bracket stacks, in linear time.
 * With `open` the text is still being written: what has begun is shown as if it were finished, and half a marker is not shown.
 * It knows nothing of safety: a target is text, and HTML is text.
 */
import { Addresses } from './autolinks.js';
import { decodeReference, isAsciiPunctuation, REFERENCE } from './characters.js';
import { closeAll, matchDelimiters, readRun } from './delimiters.js';
import type { Run } from './delimiters.js';
import { buildTree } from './inline-tree.js';
import type { Token } from './inline-tree.js';
import { normalizeLabel, readInlineTarget, readLabel } from './link-syntax.js';
import type { Definitions, Inline } from './tree.js';

/** What a text says. `stable`: up to here nothing that follows can change it. `referred`: it looks like it uses definitions. */
export interface Inlines {
  readonly nodes: readonly Inline[];
  readonly stable: number;
  readonly referred: boolean;
}

interface Bracket {
  readonly token: Token & { kind: 'bracket' };
  readonly image: boolean;
  /** Where its text starts. */
  readonly start: number;
  /** The delimiter run that was last when it opened. */
  readonly below: Run | undefined;
  /** Another bracket opened inside. */
  nested: boolean;
}

const SPECIAL = /[\\`*_~[\]!<&\n]/g;
const AUTOLINK = /<([a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*|[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*)>/y;
const TAG = /<(?:\/?[a-zA-Z][a-zA-Z0-9-]*(?:[\s/][^<>]*)?|[?!][^<>]*)>/y;
const BEGUN_TAG = /<(?:[a-zA-Z/?!][^<>]*)?$/y;
const LINE_BREAK_TAG = /^<br[ \t]*\/?>$/i;
const MAX_LABEL = 999;

class Scanner {
  readonly source: string;
  readonly definitions: Definitions;
  readonly open: boolean;
  readonly tokens: Token[] = [];
  referred = false;
  /** Where something begins that a later character may still close. */
  unstable: number;
  last: Run | undefined;
  #position = 0;
  #text = '';
  readonly #brackets: Bracket[] = [];
  /** Links must not hold links: link brackets below this index have lost. */
  #spent = 0;
  readonly #addresses: Addresses;
  #ticks: Map<number, number> | undefined;

  constructor(source: string, definitions: Definitions, open: boolean) {
    this.source = source;
    this.definitions = definitions;
    this.open = open;
    this.unstable = source.length;
    this.#addresses = new Addresses(source);
  }

  scan(): void {
    const { source } = this;
    while (this.#position < source.length) {
      SPECIAL.lastIndex = this.#position;
      const special = SPECIAL.exec(source)?.index ?? source.length;
      const address = this.#addresses.after(this.#position);
      const stop = Math.min(special, address?.start ?? source.length);
      this.#text += source.slice(this.#position, source[stop] === '\n' ? this.#lineEnd(stop) : stop);
      this.#position = stop;
      if (address && stop === address.start) this.#addAddress(address.end, address.href);
      else if (stop < source.length) this.#special(source[stop] ?? '');
    }
    this.#flush();
    for (const bracket of this.#brackets) this.#leave(bracket);
  }

  /** Where the white space at the end of a line begins, not before the reading position. */
  #lineEnd(stop: number): number {
    let end = stop;
    while (end > this.#position && (this.source[end - 1] === ' ' || this.source[end - 1] === '\t')) end -= 1;
    return end;
  }

  /** An opening bracket that found no partner. While the text is open it is most likely the start of a link. */
  #leave({ token, start, image }: Bracket): void {
    const at = start - (image ? 2 : 1);
    this.unstable = Math.min(this.unstable, at);
    if (this.open && !/[\p{L}\p{N}]/u.test(this.source[at - 1] ?? '')) token.text = '';
  }

  #flush(): void {
    if (this.#text !== '') this.tokens.push({ kind: 'text', text: this.#text });
    this.#text = '';
  }

  #push(token: Token): void {
    this.#flush();
    this.tokens.push(token);
  }

  #literal(length: number): void {
    this.#text += this.source.slice(this.#position, this.#position + length);
    this.#position += length;
  }

  #addAddress(end: number, href: string): void {
    const text = this.source.slice(this.#position, end);
    const unfinished = this.open && end === this.source.length;
    if (href === '' || unfinished) return this.#literal(text.length);
    this.#push({ kind: 'node', node: { type: 'link', href, children: [{ type: 'text', text }] } });
    this.#position = end;
  }

  #special(char: string): void {
    switch (char) {
      case '\\':
        return this.#escape();
      case '`':
        return this.#code();
      case '*':
      case '_':
      case '~':
        return this.#delimiter(char);
      case '[':
        return this.#openBracket(1);
      case '!':
        return this.source[this.#position + 1] === '[' ? this.#openBracket(2) : this.#literal(1);
      case ']':
        return this.#closeBracket();
      case '<':
        return this.#angle();
      case '&':
        return this.#reference();
      default:
        return this.#newline();
    }
  }

  #escape(): void {
    const next = this.source[this.#position + 1] ?? '';
    if (next === '\n') {
      this.#break(2);
    } else if (isAsciiPunctuation(next)) {
      this.#text += next;
      this.#position += 2;
    } else {
      this.#literal(1);
    }
  }

  #break(length: number): void {
    this.#push({ kind: 'node', node: { type: 'break' } });
    this.#position += length;
  }

  #newline(): void {
    if (this.source.endsWith('  ', this.#position)) return this.#break(1);
    this.#literal(1);
  }

  #code(): void {
    const { source } = this;
    const start = this.#position;
    let from = start;
    while (source[from] === '`') from += 1;
    const length = from - start;
    const close = this.#closingTicks(from, length);
    if (close === undefined) {
      this.unstable = Math.min(this.unstable, start);
      if (!this.open || from >= source.length) return this.#literal(length);
    }
    const raw = source.slice(from, close ?? source.length).replaceAll('\n', ' ');
    const padded = raw.startsWith(' ') && raw.endsWith(' ') && raw.trim() !== '';
    this.#push({ kind: 'node', node: { type: 'code', text: padded ? raw.slice(1, -1) : raw } });
    this.#position = close === undefined ? source.length : close + length;
  }

  /** Where the next run of exactly that many backticks lies. The last run of each length is remembered, so that misses are free. */
  #closingTicks(from: number, length: number): number | undefined {
    const { source } = this;
    if (!this.#ticks) {
      this.#ticks = new Map();
      for (const run of source.slice(from).matchAll(/`+/g)) this.#ticks.set(run[0].length, from + run.index);
    }
    if ((this.#ticks.get(length) ?? -1) < from) return undefined;
    for (let index = source.indexOf('`', from); index >= 0; index = source.indexOf('`', index)) {
      const start = index;
      while (source[index] === '`') index += 1;
      if (index - start === length) return start;
    }
    return undefined;
  }

  #delimiter(char: '*' | '_' | '~'): void {
    const run = readRun(this.source, this.#position, char);
    if (char === '~' && run.length !== 2) return this.#literal(run.length);
    this.#push({ kind: 'run', run });
    this.#position += run.length;
    if (!run.opens && !run.closes) return;
    run.previous = this.last;
    if (this.last) this.last.next = run;
    this.last = run;
  }

  #openBracket(length: 1 | 2): void {
    const token: Bracket['token'] = { kind: 'bracket', text: length === 2 ? '![' : '[', opens: undefined };
    this.#push(token);
    this.#position += length;
    const outer = this.#brackets.at(-1);
    if (outer) outer.nested = true;
    this.#brackets.push({ token, image: length === 2, start: this.#position, below: this.last, nested: false });
  }

  #closeBracket(): void {
    const bracket = this.#brackets.pop();
    if (!bracket) return this.#literal(1);
    const spent = !bracket.image && this.#brackets.length < this.#spent;
    const target = spent ? undefined : this.#readTarget(bracket);
    if (!target) {
      this.#spent = Math.min(this.#spent, this.#brackets.length);
      return this.#literal(1);
    }
    this.#flush();
    matchDelimiters(this.last, bracket.below?.at);
    this.last = bracket.below;
    if (this.last) this.last.next = undefined;
    if (target.href === undefined) bracket.token.text = '';
    else bracket.token.opens = { image: bracket.image, href: target.href };
    this.tokens.push({ kind: 'close', bracket: bracket.token });
    this.#position = target.end;
    if (!bracket.image) this.#spent = this.#brackets.length;
    else this.#spent = Math.min(this.#spent, this.#brackets.length);
  }

  /** Where the bracket that closes here points to. Without an `href` it is the unfinished end of an open text. */
  #readTarget(bracket: Bracket): { readonly href: string | undefined; readonly end: number } | undefined {
    const { source } = this;
    const after = this.#position + 1;
    const inline = readInlineTarget(source, after);
    if (inline && inline !== 'open') return { href: inline.text, end: inline.end };
    const label = readLabel(source, after);
    const begun = inline === 'open' || label === 'open' || after === source.length;
    if (begun) this.unstable = Math.min(this.unstable, bracket.start - 2);
    if (label !== 'open' && (label || !bracket.nested)) {
      const length = this.#position - bracket.start;
      const own = length <= MAX_LABEL ? source.slice(bracket.start, this.#position) : '';
      const href = this.#lookUp(label?.text ?? own);
      const collapsed = source.startsWith('[]', after) ? after + 2 : after;
      if (href !== undefined) return { href, end: label?.end ?? collapsed };
    }
    if (!this.open || !begun || /[\p{L}\p{N}]/u.test(source[bracket.start - (bracket.image ? 3 : 2)] ?? '')) return undefined;
    return { href: undefined, end: source.length };
  }

  #lookUp(label: string): string | undefined {
    this.referred = true;
    return this.definitions.size === 0 ? undefined : this.definitions.get(normalizeLabel(label));
  }

  #angle(): void {
    AUTOLINK.lastIndex = this.#position;
    const target = AUTOLINK.exec(this.source)?.[1];
    if (target !== undefined) {
      const href = /^[a-zA-Z][a-zA-Z0-9+.-]{1,31}:/.test(target) ? target : `mailto:${target}`;
      this.#push({ kind: 'node', node: { type: 'link', href, children: [{ type: 'text', text: target }] } });
      this.#position += target.length + 2;
      return;
    }
    TAG.lastIndex = this.#position;
    const tag = TAG.exec(this.source)?.[0] ?? '<';
    if (LINE_BREAK_TAG.test(tag)) return this.#break(tag.length);
    BEGUN_TAG.lastIndex = this.#position;
    if (tag === '<' && BEGUN_TAG.test(this.source)) this.unstable = Math.min(this.unstable, this.#position);
    this.#literal(tag.length);
  }

  #reference(): void {
    REFERENCE.lastIndex = this.#position;
    const match = REFERENCE.exec(this.source);
    const text = match && decodeReference(match);
    if (!match || text === undefined || text === null) return this.#literal(1);
    this.#text += text;
    this.#position += match[0].length;
  }
}

/** An open text without the markers at its very end, which may be half of something. */
const withoutHalfMarkers = (text: string): string => {
  let end = text.length;
  while (end > 0 && '*_~`\\['.includes(text[end - 1] ?? ' ')) end -= 1;
  if (text[end] === '[' && text[end - 1] === '!') end -= 1;
  const angle = text.lastIndexOf('<', end);
  if (angle >= 0 && /^<[a-zA-Z][^\s<>]*$/.test(text.slice(angle, end))) end = angle;
  return text.slice(0, end);
};

/** Parses the text of a paragraph, a heading or a table cell. */
export const parseInlines = (text: string, definitions: Definitions, open = false): Inlines => {
  const source = open ? withoutHalfMarkers(text).trimEnd() : text;
  const scanner = new Scanner(source, definitions, open);
  scanner.scan();
  const left = matchDelimiters(scanner.last);
  const stable = Math.min(scanner.unstable, closeAll(left, open ? source : undefined));
  return { nodes: buildTree(scanner.tokens), stable, referred: scanner.referred };
};
