/**
 * The pieces that links and link definitions are written with: label, target, title. It knows where each piece ends and says
 * `'open'` when the text stops inside one; it does not judge whether a target is safe.
 */
import { unescapeText } from './characters.js';

/** Where a piece ends, and what it says. `'open'`: the text ended first. `undefined`: no such piece here. */
export type Piece = { readonly text: string; readonly end: number } | 'open' | undefined;

const LABEL = /\[((?:[^\\[\]]|\\[^]){0,999})\]/y;
const POINTED = /<((?:[^<>\n\\]|\\[^\n])*)>/y;
const TITLE_END = { '"': '"', "'": "'", '(': ')' } as const;
const MAX_PARENTHESES = 32;

/** Labels are compared without case, and with white space collapsed. */
export const normalizeLabel = (label: string): string => label.trim().replace(/\s+/g, ' ').toLowerCase().toUpperCase();

/** Skips white space with at most one line ending. */
export const skipSpace = (text: string, from: number): number => {
  let index = from;
  let lines = 0;
  for (; index < text.length; index += 1) {
    const char = text[index];
    if (char === '\n' && (lines += 1) > 1) break;
    if (char !== ' ' && char !== '\t' && char !== '\n') break;
  }
  return index;
};

/** A `[label]`, not empty. */
export const readLabel = (text: string, from: number): Piece => {
  if (text[from] !== '[') return undefined;
  LABEL.lastIndex = from;
  const match = LABEL.exec(text);
  if (match) return match[1]?.trim() ? { text: match[1], end: LABEL.lastIndex } : undefined;
  return text.length - from < 999 && !/[[\]]/.test(text.slice(from + 1)) ? 'open' : undefined;
};

/** A target: `<anything>` or a run without white space whose parentheses balance. */
export const readTarget = (text: string, from: number): Piece => {
  if (text[from] === '<') {
    POINTED.lastIndex = from;
    const match = POINTED.exec(text);
    if (match) return { text: unescapeText(match[1] ?? ''), end: POINTED.lastIndex };
    return /[<>\n]/.test(text.slice(from + 1, from + 2000)) ? undefined : 'open';
  }
  let depth = 0;
  let index = from;
  for (; index < text.length; index += 1) {
    const char = text[index] ?? '';
    if (char <= ' ' || char === '\x7f') break;
    if (char === '\\' && index + 1 < text.length && (text[index + 1] ?? '') > ' ') index += 1;
    else if (char === '(' && (depth += 1) > MAX_PARENTHESES) return undefined;
    else if (char === ')' && (depth -= 1) < 0) break;
  }
  if (depth > 0) return index >= text.length ? 'open' : undefined;
  return { text: unescapeText(text.slice(from, index)), end: index };
};

/** A title in quotes or parentheses. Only its extent matters: titles are not shown. */
export const readTitle = (text: string, from: number): Piece => {
  const opener = text[from];
  if (opener !== '"' && opener !== "'" && opener !== '(') return undefined;
  const closer = TITLE_END[opener];
  for (let index = from + 1; index < text.length; index += 1) {
    const char = text[index];
    if (char === '\\') index += 1;
    else if (char === closer) return { text: text.slice(from + 1, index), end: index + 1 };
    else if (char === '(' && opener === '(') return undefined;
    else if (char === '\n' && /^[ \t]*(?:\n|$)/.test(text.slice(index + 1, index + 200))) return undefined;
  }
  return 'open';
};

/** The `(target "title")` part of an inline link, `from` at its opening parenthesis. */
export const readInlineTarget = (text: string, from: number): Piece => {
  if (text[from] !== '(') return undefined;
  let index = skipSpace(text, from + 1);
  if (index >= text.length) return 'open';
  const target = readTarget(text, index);
  if (target === undefined || target === 'open') return target;
  index = skipSpace(text, target.end);
  if (index >= text.length) return 'open';
  if (index > target.end) {
    const title = readTitle(text, index);
    if (title === 'open') return title;
    if (title) index = skipSpace(text, title.end);
  }
  if (index >= text.length) return 'open';
  return text[index] === ')' ? { text: target.text, end: index + 1 } : undefined;
};

const lineEnd = (text: string, from: number): number | undefined => {
  let index = from;
  while (text[index] === ' ' || text[index] === '\t') index += 1;
  if (index === text.length) return index;
  return text[index] === '\n' ? index + 1 : undefined;
};

/** One link definition at `from`: its label, its target and where the next line starts. */
export const readDefinition = (
  text: string,
  from: number,
): { readonly label: string; readonly href: string; readonly end: number } | undefined => {
  const label = readLabel(text, from);
  if (!label || label === 'open' || text[label.end] !== ':') return undefined;
  const start = skipSpace(text, label.end + 1);
  const target = readTarget(text, start);
  if (!target || target === 'open' || target.end === start) return undefined;
  const titleStart = skipSpace(text, target.end);
  const title = titleStart > target.end ? readTitle(text, titleStart) : undefined;
  const withTitle = title && title !== 'open' ? lineEnd(text, title.end) : undefined;
  const end = withTitle ?? lineEnd(text, target.end);
  return end === undefined ? undefined : { label: normalizeLabel(label.text), href: target.text, end };
};
