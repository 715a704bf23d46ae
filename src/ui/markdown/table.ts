/**
 * How GitHub-flavoured tables are written: the delimiter row and the cells of a row. It knows one line at a time; where a table
 * starts and stops is the block parser's business.
 */
import type { Align } from './tree.js';

/** More columns than this are no table: nobody reads it, and a hostile one would cost a cell for each column and row. */
const MAX_COLUMNS = 64;
const DELIMITER_ROW = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$/;

/** The cells of a row; `\|` is a literal bar. */
export const splitRow = (line: string): string[] => {
  const text = line.trim();
  const cells: string[] = [];
  let cell = '';
  for (let index = text.startsWith('|') ? 1 : 0; index < text.length; index += 1) {
    const char = text[index] ?? '';
    if (char === '\\' && text[index + 1] === '|') {
      cell += '|';
      index += 1;
    } else if (char === '|') {
      cells.push(cell.trim());
      cell = '';
    } else {
      cell += char;
    }
  }
  if (cell.trim() !== '') cells.push(cell.trim());
  return cells;
};

const alignOf = (cell: string): Align => {
  if (cell.endsWith(':')) return cell.startsWith(':') ? 'center' : 'right';
  return cell.startsWith(':') ? 'left' : 'start';
};

/** The head cells and alignments if `delimiter` makes a table of the line before it. */
export const readTableHead = (
  head: string,
  delimiter: string,
): { readonly cells: readonly string[]; readonly align: readonly Align[] } | undefined => {
  const row = delimiter.trim();
  if (!DELIMITER_ROW.test(row) || !(row.includes('|') || head.includes('|'))) return undefined;
  const align = splitRow(row).map(alignOf);
  const cells = splitRow(head);
  return cells.length === align.length && cells.length <= MAX_COLUMNS ? { cells, align } : undefined;
};
