/**
 * The block parser: lines in, tree out, following CommonMark's own method of keeping the open blocks on a stack. A line touches
 * only the open end of the tree, so a text that grows costs what it grew by. It knows no inline syntax and no HTML: markup is text.
 */
import { closesFence, isRule, readFence, readHeading, readMarker, readTask, readUnderline } from './block-syntax.js';
import { Line } from './line.js';
import { readDefinition } from './link-syntax.js';
import { readTableHead, splitRow } from './table.js';
import { remember } from './undo.js';
import type { AnyBlock, Block, Code, Container, Heading, Item, Leaf, List, OpenBlock, Paragraph, Root, Table } from './tree.js';

/** Quotes and lists nest this deep (a list and its item count as two); what lies deeper is text. */
const MAX_DEPTH = 24;
/** What goes beyond these limits is shown as plain text, so that a hostile message costs a bounded number of elements. */
const MAX_BLOCKS = 10_000;
const MAX_CHARACTERS = 250_000;
/** A listing is cut into runs of that many characters, each its own text node. */
const CODE_RUN = 4_000;

type Start = 'none' | 'container' | 'leaf';
type Match = 'yes' | 'no' | 'done';

/** Parses one text that only ever grows. */
export class BlockParser {
  readonly root: Root = { kind: 'root', startLine: 1, endLine: 0, children: [], settled: 0, outline: [] };
  readonly #definitions = new Map<string, string>();
  #labels: string[] = [];
  /** Changes whenever the set of link definitions does. */
  epoch = 0;
  /** The text that a further line, or more of this line, may still extend. */
  openLeaf: Leaf | undefined;
  #open: OpenBlock[] = [this.root];
  #lines = 0;
  #blocks = 0;
  #characters = 0;
  #previewing = false;
  #undo: (() => void) | undefined;

  get definitions(): ReadonlyMap<string, string> {
    return this.#definitions;
  }

  /** The block that takes the next line, if it is one that holds text. */
  get tip(): OpenBlock {
    return this.#open.at(-1) ?? this.root;
  }

  /** Takes one complete line, for good. */
  commit(text: string): void {
    this.revert();
    this.#feed(text);
    if (this.openLeaf?.kind !== 'paragraph') this.openLeaf = undefined;
  }

  /** Shows what the tree is with a further line (`undefined`: none), closed if `closed`, until the next commit or revert. */
  preview(text: string | undefined, closed: boolean): void {
    this.revert();
    const { openLeaf } = this;
    const [lines, blocks, characters, labels] = [this.#lines, this.#blocks, this.#characters, this.#labels.length];
    const back = remember(this.#open);
    this.#undo = () => {
      this.#open = [...back()];
      this.openLeaf = openLeaf;
      [this.#lines, this.#blocks, this.#characters] = [lines, blocks, characters];
      if (this.#labels.length > labels) this.#forget(labels);
    };
    this.#previewing = true;
    if (text !== undefined) this.#feed(text);
    if (closed) {
      this.#closeDownTo(1);
      this.openLeaf = undefined;
    }
    this.#previewing = false;
  }

  /** Takes the previewed line back. */
  revert(): void {
    this.#undo?.();
    this.#undo = undefined;
  }

  #forget(keep: number): void {
    for (const label of this.#labels.slice(keep)) this.#definitions.delete(label);
    this.#labels.length = keep;
    this.epoch += 1;
  }

  #feed(raw: string): void {
    this.#lines += 1;
    this.#characters += raw.length + 1;
    const text = raw.includes('\0') ? raw.replaceAll('\0', '\uFFFD') : raw;
    if (this.#characters > MAX_CHARACTERS || this.#blocks > MAX_BLOCKS) return this.#addPlain(text);
    const line = new Line(text);
    let at = 1;
    let marked = 0;
    for (let node = this.#open[at]; node; node = this.#open[at]) {
      const match = this.#continue(node, line);
      if (match === 'done') return this.#closeFence(at);
      if (match === 'no') break;
      at += 1;
      if (node.kind === 'quote') marked = at;
    }
    const top = this.#open[at - 1];
    if (top?.kind === 'code') return this.#addCode(top, line);
    const { blank } = line;
    at = this.#startBlocks(line, at);
    if (at > 0) this.#addText(line, at);
    this.#markEnd(blank ? marked : this.#open.length);
  }

  #markEnd(count: number): void {
    for (let index = 0; index < count; index += 1) {
      const node = this.#open[index];
      if (node) node.endLine = this.#lines;
    }
  }

  /** Whether an open block goes on with this line; reads its marker if so. */
  #continue(node: OpenBlock, line: Line): Match {
    switch (node.kind) {
      case 'root':
      case 'list':
      case 'plain':
        return 'yes';
      case 'quote':
        return this.#readQuoteMarker(line) ? 'yes' : 'no';
      case 'item':
        if (line.blank) {
          if (node.children.length === 0) return 'no';
          line.skipBlanks();
          return 'yes';
        }
        if (line.indent < node.indent) return 'no';
        line.skipColumns(node.indent);
        return 'yes';
      case 'code':
        return this.#continueCode(node, line);
      case 'paragraph':
      case 'table':
        return line.blank ? 'no' : 'yes';
    }
  }

  #continueCode(node: Code, line: Line): Match {
    if (node.fence === '') {
      if (line.indent >= 4) line.skipColumns(4);
      else if (line.blank) line.skipBlanks();
      else return 'no';
      return 'yes';
    }
    if (line.indent < 4 && closesFence(line.text.slice(line.next), node.fence)) return 'done';
    line.skipColumns(Math.min(node.fenceIndent, line.indent));
    return 'yes';
  }

  #readQuoteMarker(line: Line): boolean {
    if (line.indent > 3 || line.text[line.next] !== '>') return false;
    line.skipBlanks();
    line.skip(1);
    if (line.indent > 0) line.skipColumns(1);
    return true;
  }

  /** Opens the blocks that start on this line. Answers how many blocks are matched, or 0 if the line is used up. */
  #startBlocks(line: Line, matched: number): number {
    let at = matched;
    for (;;) {
      const start = this.#start(line, at);
      if (start === 'leaf') return 0;
      if (start === 'none') return at;
      at = this.#open.length;
    }
  }

  #start(line: Line, at: number): Start {
    if (line.blank) return 'none';
    const container = this.#open[at - 1] ?? this.root;
    if (container.kind === 'plain') return 'none';
    if (line.indent > 3) return this.#startIndentedCode(line, at);
    const rest = line.text.slice(line.next);
    if (rest.startsWith('>') && at < MAX_DEPTH) {
      this.#readQuoteMarker(line);
      this.#push(at, { kind: 'quote', ...this.#here(), children: [], settled: 0 });
      return 'container';
    }
    return (
      this.#startHeading(rest, at) ??
      this.#startFence(rest, line, at) ??
      (container.kind === 'paragraph' ? this.#startUnderlined(rest, container, at) : undefined) ??
      this.#startRule(rest, at) ??
      this.#startItem(rest, line, at, container) ??
      (container.kind === 'paragraph' && at === this.#open.length ? this.#startTable(rest, container, at) : 'none')
    );
  }

  #startIndentedCode(line: Line, at: number): Start {
    if (this.tip.kind === 'paragraph') return 'none';
    line.skipColumns(4);
    const code: Code = { kind: 'code', ...this.#here(), children: [], settled: 0, language: '', fence: '', fenceIndent: 0, blanks: '' };
    this.#push(at, code);
    this.#addCode(code, line);
    return 'leaf';
  }

  #startHeading(rest: string, at: number): Start | undefined {
    const heading = readHeading(rest);
    if (!heading) return undefined;
    this.#addHeading(at, heading.level, heading.text, this.#lines);
    return 'leaf';
  }

  #startFence(rest: string, line: Line, at: number): Start | undefined {
    const opening = readFence(rest);
    if (!opening) return undefined;
    this.#push(at, { kind: 'code', ...this.#here(), children: [], settled: 0, ...opening, fenceIndent: line.indent, blanks: '' });
    return 'leaf';
  }

  #startUnderlined(rest: string, paragraph: Paragraph, at: number): Start | undefined {
    const level = readUnderline(rest);
    if (!level) return undefined;
    this.#takeDefinitions(paragraph);
    if (paragraph.text === '') return undefined;
    this.#closeDownTo(at);
    this.#dropTip();
    this.#addHeading(at - 1, level, paragraph.text.trim(), paragraph.startLine);
    return 'leaf';
  }

  #startRule(rest: string, at: number): Start | undefined {
    if (!isRule(rest)) return undefined;
    this.#push(at, { kind: 'rule', ...this.#here() });
    return 'leaf';
  }

  #startItem(rest: string, line: Line, at: number, container: OpenBlock): Start | undefined {
    const marker = at < MAX_DEPTH ? readMarker(rest, container.kind === 'paragraph') : undefined;
    if (!marker) return undefined;
    const { width, kind, number } = marker;
    const offset = line.indent;
    line.skipBlanks();
    line.skip(width);
    const space = marker.empty || line.indent > 4 ? 1 : line.indent;
    line.skipColumns(space);
    let depth = at;
    if (container.kind !== 'list' || container.marker !== kind) {
      if (container.kind === 'list') depth -= 1;
      const ordered = number !== undefined;
      const start = number ?? 1;
      this.#push(depth, { kind: 'list', ...this.#here(), children: [], settled: 0, ordered, start, marker: kind, loose: false });
      depth = this.#open.length;
    }
    this.#push(depth, { kind: 'item', ...this.#here(), children: [], settled: 0, indent: offset + width + space, task: 'none' });
    return 'container';
  }

  #startTable(rest: string, paragraph: Paragraph, at: number): Start {
    const table = readTableHead(paragraph.last, rest);
    if (!table) return 'none';
    const cut = paragraph.text.length - paragraph.last.length - 1;
    const startLine = this.#lines - 1;
    if (cut < 0) this.#dropTip();
    else paragraph.text = paragraph.text.slice(0, cut);
    const head = { kind: 'row', startLine, endLine: startLine, cells: table.cells } as const;
    const depth = cut < 0 ? at - 1 : at;
    this.#push(depth, { kind: 'table', ...this.#here(), startLine, children: [], settled: 0, align: table.align, head });
    return 'leaf';
  }

  #addText(line: Line, at: number): void {
    const { tip } = this;
    if (at < this.#open.length && !line.blank && tip.kind === 'paragraph') {
      this.#extend(tip, line.text.slice(line.next));
      return;
    }
    this.#closeDownTo(at);
    const top = this.tip;
    if (line.blank) {
      this.openLeaf = undefined;
      return;
    }
    const text = line.text.slice(line.next);
    if (top.kind === 'paragraph') {
      this.#extend(top, text);
    } else if (top.kind === 'table') {
      this.#addRow(top, text);
    } else {
      this.#addParagraph(text, at, top);
    }
  }

  #extend(paragraph: Paragraph, text: string): void {
    paragraph.text += paragraph.text === '' ? text : `\n${text}`;
    paragraph.last = text;
    this.openLeaf = paragraph;
  }

  #addParagraph(text: string, at: number, parent: OpenBlock): void {
    const item = parent.kind === 'item' && parent.children.length === 0 ? parent : undefined;
    const read = item ? readTask(text) : { task: 'none', text } as const;
    if (item) item.task = read.task;
    const paragraph: Paragraph = { kind: 'paragraph', ...this.#here(), text: read.text, last: read.text };
    this.#push(at, paragraph);
    this.openLeaf = paragraph;
  }

  #addRow(table: Table, text: string): void {
    const row = { kind: 'row', ...this.#here(), cells: splitRow(text).slice(0, table.align.length) } as const;
    this.#blocks += 1 + table.align.length / 4;
    this.#append(table, row);
    this.openLeaf = row;
  }

  #addHeading(at: number, level: number, text: string, startLine: number): void {
    const outline = [...this.root.outline.filter((above) => above < level), level];
    this.root.outline = outline;
    const heading: Heading = { kind: 'heading', ...this.#here(), startLine, level, rank: outline.length, text };
    this.#push(at, heading);
    this.openLeaf = heading;
  }

  #addCode(code: Code, line: Line): void {
    if (code.fence === '' && line.blank) {
      code.blanks += `${line.rest()}\n`;
      return;
    }
    const text = `${code.blanks}${line.rest()}\n`;
    code.blanks = '';
    const last = code.children.at(-1);
    if (last && last.text.length < CODE_RUN) last.text += text;
    else this.#append(code, { kind: 'lines', ...this.#here(), text });
    this.openLeaf = undefined;
    this.#markEnd(this.#open.length);
  }

  #addPlain(text: string): void {
    const { tip } = this;
    if (tip.kind === 'plain') tip.text += `\n${text}`;
    else this.#push(1, { kind: 'plain', ...this.#here(), text });
    this.openLeaf = undefined;
  }

  #closeFence(at: number): void {
    this.#markEnd(this.#open.length);
    this.#closeDownTo(at);
    this.openLeaf = undefined;
  }

  #here(): { startLine: number; endLine: number } {
    return { startLine: this.#lines, endLine: this.#lines };
  }

  /** Adds a block below the first `at` open blocks, or above where those cannot hold it, and opens it if it can go on. */
  #push(at: number, node: Block | Item): void {
    this.#closeDownTo(at);
    while (!this.#canHold(this.tip, node)) this.#closeDownTo(this.#open.length - 1);
    this.#blocks += 1;
    this.#append(this.tip, node);
    if (node.kind !== 'heading' && node.kind !== 'rule') this.#open.push(node);
    if (node.kind !== 'paragraph') this.openLeaf = undefined;
  }

  #canHold(parent: OpenBlock, node: AnyBlock): parent is Container {
    if (parent.kind === 'list') return node.kind === 'item';
    return parent.kind === 'root' || parent.kind === 'quote' || parent.kind === 'item';
  }

  #append(parent: OpenBlock, node: AnyBlock): void {
    if (!('children' in parent)) return;
    const children: AnyBlock[] = parent.children;
    const previous = children.at(-1);
    if (previous && previous.endLine < node.startLine - 1) this.#loosen(parent);
    children.push(node);
    if (!this.#previewing) parent.settled = children.length - 1;
  }

  /** Blank lines between an item's blocks, or between items, make the list loose. */
  #loosen(parent: OpenBlock): void {
    const list = parent.kind === 'item' ? this.#open[this.#open.indexOf(parent) - 1] : parent;
    if (list?.kind === 'list') (list satisfies List).loose = true;
  }

  #closeDownTo(count: number): void {
    while (this.#open.length > count) {
      const node = this.tip;
      if (node.kind === 'paragraph') {
        this.#takeDefinitions(node);
        node.text = node.text.trimEnd();
        if (node.text === '') {
          this.#dropTip();
          continue;
        }
      }
      this.#open.pop();
    }
  }

  /** Takes the tip out of the tree: it turned out to be something else, or nothing. */
  #dropTip(): void {
    this.#open.pop();
    const parent = this.tip;
    if (!('children' in parent)) return;
    parent.children.pop();
    if (!this.#previewing) parent.settled = Math.min(parent.settled, parent.children.length);
  }

  #takeDefinitions(paragraph: Paragraph): void {
    let from = 0;
    for (;;) {
      const definition = paragraph.text[from] === '[' ? readDefinition(paragraph.text, from) : undefined;
      if (!definition) break;
      from = definition.end;
      if (this.#definitions.has(definition.label)) continue;
      this.#definitions.set(definition.label, definition.href);
      this.#labels.push(definition.label);
      this.epoch += 1;
    }
    if (from > 0) paragraph.text = paragraph.text.slice(from);
  }
}
