/**
 * The tree that Markdown text becomes: blocks and inline nodes, as plain data. It knows the shapes of CommonMark 0.31 and of
 * GitHub's tables, strikethrough and task lists; it knows neither the parser that fills it nor how it is drawn.
 */

/** How a table column is aligned; `start` where the delimiter row says nothing. */
export type Align = 'start' | 'left' | 'center' | 'right';

/** What every block carries. Lines count from 1 and tell whether blank lines lie between neighbours. */
interface Base {
  startLine: number;
  endLine: number;
}

/** A block made of blocks. The first `settled` children will never change again. */
interface Parent<Child> extends Base {
  readonly children: Child[];
  settled: number;
}

/** The whole text. `outline` is the path of heading levels in force, from which a heading's rank follows. */
export interface Root extends Parent<Block> {
  readonly kind: 'root';
  outline: readonly number[];
}

export interface Quote extends Parent<Block> {
  readonly kind: 'quote';
}

/** `loose` when blank lines lie between its items or their blocks; `start` is the first number of an ordered list. */
export interface List extends Parent<Item> {
  readonly kind: 'list';
  readonly ordered: boolean;
  readonly start: number;
  readonly marker: string;
  loose: boolean;
}

/** `indent` is the column from which a line belongs to the item. `task` is its check box, where it has one. */
export interface Item extends Parent<Block> {
  readonly kind: 'item';
  readonly indent: number;
  task: 'none' | 'open' | 'done';
}

/** `last` is the last line of `text`, kept apart because looking for it in a long text at every line would be slow. */
export interface Paragraph extends Base {
  readonly kind: 'paragraph';
  text: string;
  last: string;
}

/** `level` is what the author wrote (1 to 6); `rank` never skips a step (1, 2, 3, …) and is what assistive software gets. */
export interface Heading extends Base {
  readonly kind: 'heading';
  readonly level: number;
  readonly rank: number;
  readonly text: string;
}

/** A run of code lines; a long listing is cut into several so that growing it stays cheap. */
export interface CodeLines extends Base {
  readonly kind: 'lines';
  text: string;
}

/** `fence` is the opening fence, empty for an indented block. `blanks` waits for a further line of an indented block. */
export interface Code extends Parent<CodeLines> {
  readonly kind: 'code';
  readonly language: string;
  readonly fence: string;
  readonly fenceIndent: number;
  blanks: string;
}

export interface Rule extends Base {
  readonly kind: 'rule';
}

export interface Row extends Base {
  readonly kind: 'row';
  readonly cells: readonly string[];
}

export interface Table extends Parent<Row> {
  readonly kind: 'table';
  readonly align: readonly Align[];
  readonly head: Row;
}

/** Text past the limits: shown as it came. */
export interface Plain extends Base {
  readonly kind: 'plain';
  text: string;
}

export type Block = Quote | List | Paragraph | Heading | Code | Rule | Table | Plain;
export type Container = Root | Quote | List | Item;
/** A block that later lines may still extend. */
export type OpenBlock = Container | Paragraph | Code | Table | Plain;
export type AnyBlock = OpenBlock | Block | CodeLines | Row;
/** A block whose text holds inline nodes. */
export type Leaf = Paragraph | Heading | Row;

/** An inline node. `href` and `alt` are decoded text, never checked here: see safe-link. A soft break is a newline in a text. */
export type Inline =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'break' }
  | { readonly type: 'image'; readonly href: string; readonly alt: string }
  | { readonly type: 'link'; readonly href: string; readonly children: readonly Inline[] }
  | { readonly type: 'em' | 'strong' | 'del'; readonly children: readonly Inline[] };

/** The inline nodes of a leaf in consecutive segments; the first `settled` of them will never change again. */
export interface Segments {
  readonly list: readonly (readonly Inline[])[];
  readonly settled: number;
}

/** Where reference links point, by normalised label. */
export type Definitions = ReadonlyMap<string, string>;
