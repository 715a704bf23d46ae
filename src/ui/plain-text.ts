/** A message in one line without its Markdown, for where nothing can be marked up. Pure; a sketch of the language is enough for that. */

/** Longer than any line is wide. */
const MOST = 160;

/** The words of `text` alone. */
export function plainText(text: string): string {
  return text
    .slice(0, 4 * MOST)
    .replaceAll(/```\w*/g, ' ')
    .replaceAll(/!?\[([^\]\n]*)\]\([^)\n]*\)/g, '$1')
    .replaceAll(/^[ \t]*(?:#{1,6}|>|[-*+]|\d{1,3}[.)])[ \t]+/gm, '')
    .replaceAll(/(\*\*|__|~~|`)(?=\S)([^\n]*?\S)\1/g, '$2')
    .replaceAll(/(^|[\s(])[*_](?=\S)([^*_\n]*\S)[*_](?=[\s.,;:!?)]|$)/g, '$1$2')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, MOST);
}
