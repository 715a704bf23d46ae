/**
 * Tells whether a text would look different as rich text, so that plain answers never load the rich text code. It may say yes too
 * often, never no where it matters. It knows no parser.
 */

const INLINE = [
  /[`]|\*[^\s*]|(?<![\p{L}\p{N}])_[^\s_]|~~/u, // code, emphasis, strikethrough
  /\][([:]/, // links and definitions
  /https?:\/\/|www\.|[\w.+-]@[\w-]/, // bare addresses
  /<(?:[a-z][a-z0-9+.-]*:|[^\s<>@]+@|br\b)/, // addresses in brackets, line breaks
  /\\[!-/:-@[-`{-~\n\r]|&#?[a-z0-9]+;/, // escapes and references
  / {2}[\r\n]/, // hard line breaks
];
const LINES = [
  /#{1,6}(?:\s|$)|>|[-+*](?:\s|$)|\d{1,9}[.)](?:\s|$)|~~~/, // headings, quotes, lists, fences
  /[=_*-](?:[ \t]*[=_*-])*[ \t]*$/, // rules and underlines
  /\|?[ \t]*:?-[-:| \t]*$/, // the second row of a table
];
const MARKUP = new RegExp(
  `${INLINE.map((pattern) => pattern.source).join('|')}|^ {0,3}(?:${LINES.map((pattern) => pattern.source).join('|')})|^ {0,3}(?: |\\t)\\s*\\S`,
  'imu',
);

/**
 * Whether `text` holds anything that Markdown would change. `from` is how far an earlier, shorter text was found plain: only from
 * that line on is it looked at again.
 */
export const looksLikeMarkdown = (text: string, from = 0): boolean => {
  const start = from > 0 ? Math.max(text.lastIndexOf('\n', from - 2), 0) : 0;
  return MARKUP.test(start > 0 ? text.slice(start) : text);
};
