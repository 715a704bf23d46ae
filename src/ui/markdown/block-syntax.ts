/**
 * How the start of each block is written, one function for each: the rest of a line in, what it says out. It knows single lines;
 * which block may start where is the block parser's business.
 */
import { unescapeText } from './characters.js';

const ATX = /^(#{1,6})(?:[ \t]+|$)/;
const FENCE = /^(?:`{3,}(?!.*`)|~{3,})/;
const CLOSING_FENCE = /^(?:`{3,}|~{3,})(?=[ \t]*$)/;
const RULE = /^(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$/;
const UNDERLINE = /^(?:=+|-+)[ \t]*$/;
const MARKER = /^(?:[*+-]|(\d{1,9})[.)])(?=[ \t]|$)/;
const TASK = /^\[([ xX])\][ \t]+(?=\S)/;

/** A heading without its closing sequence: `# a ##` says `a`. */
const headingText = (rest: string): string => {
  const text = rest.trim();
  let end = text.length;
  while (text[end - 1] === '#') end -= 1;
  if (end === 0) return '';
  return end < text.length && (text[end - 1] === ' ' || text[end - 1] === '\t') ? text.slice(0, end).trim() : text;
};

/** `## text`. */
export const readHeading = (rest: string): { readonly level: number; readonly text: string } | undefined => {
  const marker = ATX.exec(rest);
  return marker ? { level: marker[1]?.length ?? 1, text: headingText(rest.slice(marker[0].length)) } : undefined;
};

/** An opening code fence and the language after it. */
export const readFence = (rest: string): { readonly fence: string; readonly language: string } | undefined => {
  const fence = FENCE.exec(rest)?.[0];
  if (!fence) return undefined;
  return { fence, language: /^\S*/.exec(unescapeText(rest.slice(fence.length).trim()))?.[0] ?? '' };
};

/** Whether a line closes what `fence` opened. */
export const closesFence = (rest: string, fence: string): boolean => {
  const closing = CLOSING_FENCE.exec(rest)?.[0];
  return closing !== undefined && closing[0] === fence[0] && closing.length >= fence.length;
};

/** `---`, `***` or `___`. */
export const isRule = (rest: string): boolean => RULE.test(rest);

/** The level of the heading that a line under a paragraph makes of it. */
export const readUnderline = (rest: string): 1 | 2 | undefined => {
  if (!UNDERLINE.test(rest)) return undefined;
  return rest.startsWith('=') ? 1 : 2;
};

/** The marker of a list item. `number` for an ordered list; `kind` is the character that all items of a list share. */
export interface Marker {
  readonly width: number;
  readonly kind: string;
  readonly number: number | undefined;
  readonly empty: boolean;
}

/** A list marker. One that would interrupt a paragraph must say something, and count from 1. */
export const readMarker = (rest: string, interrupts: boolean): Marker | undefined => {
  const match = MARKER.exec(rest);
  if (!match) return undefined;
  const [marker, digits] = match;
  const number = digits === undefined ? undefined : Number(digits);
  const empty = rest.slice(marker.length).trim() === '';
  if (interrupts && (empty || (number ?? 1) !== 1)) return undefined;
  return { width: marker.length, kind: marker.slice(-1), number, empty };
};

/** The check box at the start of an item, and the text after it. */
export const readTask = (text: string): { readonly task: 'none' | 'open' | 'done'; readonly text: string } => {
  const match = TASK.exec(text);
  if (!match) return { task: 'none', text };
  return { task: match[1] === ' ' ? 'open' : 'done', text: text.slice(match[0].length) };
};
