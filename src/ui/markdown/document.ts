/**
 * One growing Markdown text and its tree: lines that are complete are parsed once and for good, the last line is parsed as a
 * preview that the next update takes back. It knows what to hold back while an answer is still being written; it draws nothing.
 */
import { BlockParser } from './blocks.js';
import { parseInlines } from './inlines.js';
import { TailInlines } from './tail-inlines.js';
import type { Leaf, Root, Segments } from './tree.js';

interface Parsed {
  readonly text: string;
  readonly segments: Segments;
  /** The set of definitions it was parsed with; `undefined` if it does not matter. */
  readonly epoch: number | undefined;
}

const LINE_END = /\r\n?|\n/g;
/** An unfinished line that says nothing yet: it may become a list, a heading, a rule, a table or a fence. */
const SAYS_NOTHING = /^[-+*_=#:|>\s]*(?:\d{1,3}[.)]?\s*|`{1,2}|~{1,2})?$/;
const BEGUN_DEFINITION = /^\[[^\]\n]*\]:/;

/** What to show of a paragraph that is still being written: not the beginnings of a table or of a link definition. */
const visible = (text: string): string => {
  if (BEGUN_DEFINITION.test(text)) return '';
  let shown = text;
  for (let line = 0; line < 2; line += 1) {
    const cut = shown.lastIndexOf('\n');
    if (shown[cut + 1] !== '|') break;
    shown = shown.slice(0, Math.max(cut, 0));
  }
  return shown;
};

/** Parses a text again and again as it grows, at the cost of what it grew by. */
export class MarkdownDocument {
  #text = '';
  #consumed = 0;
  #scanned = 0;
  #parser = new BlockParser();
  #parsed = new WeakMap<Leaf, Parsed[]>();
  #tail = new TailInlines();
  #earlier = 0;

  get root(): Root {
    return this.#parser.root;
  }

  /** Changes when what had settled has to be drawn again: another text, or a link definition that came later than its use. */
  get revision(): number {
    return this.#earlier + this.#parser.epoch;
  }

  /** Takes the whole text as it is now. `streaming`: more of it is expected. */
  update(text: string, streaming: boolean): void {
    // Not startsWith(): it compares character by character, a hundred times slower than comparing strings.
    if (text.slice(0, this.#text.length) !== this.#text) this.#reset();
    this.#text = text;
    this.#commitLines(text);
    const rest = text.slice(this.#consumed);
    const line = rest.endsWith('\r') ? rest.slice(0, -1) : rest;
    const held = rest === '' || (streaming && SAYS_NOTHING.test(line));
    this.#parser.preview(held ? undefined : line, !streaming);
  }

  /** The inline nodes of a leaf; `cell` counts the cells of a table's row. */
  inlines(leaf: Leaf, cell = 0): Segments {
    const { definitions, epoch, openLeaf } = this.#parser;
    const text = leaf.kind === 'row' ? (leaf.cells[cell] ?? '') : leaf.text;
    if (leaf === openLeaf && (leaf.kind !== 'row' || cell === leaf.cells.length - 1)) {
      const shown = leaf.kind === 'paragraph' ? visible(text) : text;
      return this.#tail.read(`${leaf.kind} ${leaf.startLine}`, shown, definitions, epoch);
    }
    const cells = this.#parsed.get(leaf) ?? [];
    const known = cells[cell];
    if (known?.text === text && (known.epoch ?? epoch) === epoch) return known.segments;
    const { nodes, referred } = parseInlines(text, definitions);
    const segments = { list: [nodes], settled: 0 };
    cells[cell] = { text, segments, epoch: referred ? epoch : undefined };
    this.#parsed.set(leaf, cells);
    return segments;
  }

  #commitLines(text: string): void {
    LINE_END.lastIndex = this.#scanned;
    for (let end = LINE_END.exec(text); end; end = LINE_END.exec(text)) {
      // A carriage return at the very end may be half of a line ending.
      if (end[0] === '\r' && LINE_END.lastIndex === text.length) break;
      this.#parser.commit(text.slice(this.#consumed, end.index));
      this.#consumed = LINE_END.lastIndex;
    }
    this.#scanned = Math.max(this.#consumed, text.endsWith('\r') ? text.length - 1 : text.length);
  }

  #reset(): void {
    this.#earlier = this.revision + 1;
    this.#parser = new BlockParser();
    this.#parsed = new WeakMap();
    this.#tail = new TailInlines();
    this.#consumed = 0;
    this.#scanned = 0;
  }
}
