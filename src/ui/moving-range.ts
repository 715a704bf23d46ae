/** Which entries of a long transcript are rendered: a range that moves. Pure arithmetic; knows lengths and ids, no elements. */

/** From `start` up to, without, `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** How many entries come or go at once. */
export const PAGE = 40;
/** How many are rendered to show the end: a window full of short ones. */
export const SCREEN = 16;
/** How many are rendered at most. */
export const MOST = 120;

interface Identified {
  readonly id: string;
}

/** The newest entries, as few as fill a window: nobody waits for what is further up. */
export function newest(length: number): Range {
  return {start: Math.max(0, length - SCREEN), end: length};
}

/** One page further up; the far end is let go of. */
export function older({start, end}: Range): Range {
  const first = Math.max(0, start - PAGE);
  return {start: first, end: Math.min(end, first + MOST)};
}

/** One page further down. */
export function newer({start, end}: Range, length: number): Range {
  const last = Math.min(length, end + PAGE);
  return {start: Math.max(start, last - MOST), end: last};
}

/**
 * The range after the entries have changed: it stays on what it showed, also where entries were put in front; one at the
 * beginning takes in a page of them. A range at the end stays there
 * while `following`, and otherwise until it is full.
 */
export function carried(range: Range, before: readonly Identified[], after: readonly Identified[], following: boolean): Range {
  const first = before[0];
  if (!first || after.length === 0) return newest(after.length);
  const shift = after[0]!.id === first.id ? 0 : after.findIndex(({id}) => id === first.id);
  if (shift < 0) return newest(after.length);
  const atEnd = range.end >= before.length;
  // Whoever was at the very beginning sees what came before it at once.
  const start = Math.min(range.start === 0 ? Math.max(0, shift - PAGE) : range.start + shift, after.length);
  const end = atEnd ? after.length : Math.min(range.end + shift, after.length);
  if (end - start <= MOST) return {start, end};
  return atEnd && following ? newest(after.length) : {start, end: start + MOST};
}
