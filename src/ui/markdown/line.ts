/**
 * One line of Markdown and how far it has been read, in characters and in columns (a tab fills up to the next multiple of
 * four). It knows white space alone; what a marker means is the block parser's business.
 */

const isBlank = (char: string | undefined): boolean => char === ' ' || char === '\t';

/** A reading position in a line. `find()` refreshes `next`, `indent` and `blank`. */
export class Line {
  readonly text: string;
  offset = 0;
  column = 0;
  /** Index of the next character that is no white space. */
  next = 0;
  /** Columns between here and there. */
  indent = 0;
  blank = false;
  /** Columns of a tab at `offset` that a marker did not use up. */
  #tabLeft = 0;

  constructor(text: string) {
    this.text = text;
    this.find();
  }

  /** Looks for the next character that is no white space. */
  find(): void {
    const { text } = this;
    let index = this.offset;
    let column = this.column;
    for (; isBlank(text[index]); index += 1) {
      column += text[index] === '\t' ? 4 - (column % 4) : 1;
    }
    this.next = index;
    this.indent = column - this.column;
    this.blank = index === text.length;
  }

  /** Moves to the next character that is no white space. */
  skipBlanks(): void {
    this.column += this.indent;
    this.offset = this.next;
    this.#tabLeft = 0;
    this.find();
  }

  /** Moves on by that many characters, none of them a tab. */
  skip(count: number): void {
    this.offset += count;
    this.column += count;
    this.#tabLeft = 0;
    this.find();
  }

  /** Moves on by up to that many columns of white space, splitting a tab where it must. */
  skipColumns(count: number): void {
    let left = count;
    while (left > 0 && isBlank(this.text[this.offset])) {
      const width = this.text[this.offset] === '\t' ? 4 - (this.column % 4) : 1;
      const used = Math.min(width, left);
      this.column += used;
      left -= used;
      this.#tabLeft = width - used;
      if (used === width) this.offset += 1;
    }
    this.find();
  }

  /** What is left to read, with the rest of a split tab as spaces. */
  rest(): string {
    if (this.#tabLeft === 0) return this.text.slice(this.offset);
    return ' '.repeat(this.#tabLeft) + this.text.slice(this.offset + 1);
  }
}
