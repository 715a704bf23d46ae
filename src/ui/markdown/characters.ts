/**
 * Backslash escapes and character references. It knows the everyday names of HTML's references; a name that it does not know
 * stays as it was written, and what comes out is always text.
 */

const NAMED = new Map(
  (
    'amp& lt< gt> quot" apos\' nbsp\u00A0 copy© reg® trade™ hellip… mdash— ndash– lsquo‘ rsquo’ ldquo“ rdquo” laquo« raquo» ' +
    'bull• middot· times× divide÷ deg° euro€ pound£ yen¥ cent¢ sect§ para¶ larr← uarr↑ rarr→ darr↓ harr↔ rArr⇒ le≤ ge≥ ne≠ ' +
    'plusmn± minus− infin∞ asymp≈ check✓ frac12½ micro\u00B5 star☆ szlig\u00DF auml\u00E4 ouml\u00F6 uuml\u00FC ' +
    'Auml\u00C4 Ouml\u00D6 Uuml\u00DC eacute\u00E9 egrave\u00E8 agrave\u00E0 ccedil\u00E7 ntilde\u00F1'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, -1), entry.slice(-1)]),
);

/** A character reference at the reading position. */
export const REFERENCE = /&(?:#[xX]([0-9a-fA-F]{1,6})|#(\d{1,7})|([a-zA-Z][a-zA-Z0-9]{1,31}));/y;
const ESCAPES = /\\([!-/:-@[-`{-~])|(&(?:#[xX][0-9a-fA-F]{1,6}|#\d{1,7}|[a-zA-Z][a-zA-Z0-9]{1,31});)/g;

const fromCode = (code: number): string =>
  code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? '\uFFFD' : String.fromCodePoint(code);

/** The characters that a match of {@link REFERENCE} stands for, or `undefined` for an unknown name. */
export const decodeReference = (match: RegExpExecArray): string | undefined => {
  const [, hex, decimal, name] = match;
  if (hex !== undefined) return fromCode(Number.parseInt(hex, 16));
  if (decimal !== undefined) return fromCode(Number.parseInt(decimal, 10));
  return NAMED.get(name ?? '');
};

/** The text with backslash escapes and character references resolved, as link targets and info strings need it. */
export const unescapeText = (text: string): string =>
  text.replace(ESCAPES, (whole, escaped: string | undefined, reference: string | undefined) => {
    if (reference === undefined) return escaped ?? whole;
    REFERENCE.lastIndex = 0;
    const match = REFERENCE.exec(reference);
    return (match && decodeReference(match)) ?? whole;
  });

/** Whether a character is ASCII punctuation, which a backslash makes literal. */
export const isAsciiPunctuation = (char: string): boolean => /^[!-/:-@[-`{-~]$/.test(char);
