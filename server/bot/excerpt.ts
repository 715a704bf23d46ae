// Makes an answer's text out of a passage: the sentences, list items, table rows and code that fit the question, in the document's
// order. It knows blocks and terms; it knows nothing of searching, of the visitor or of sentences that are not in the document.
import type { Block, Passage } from './passages.js';
import { indexTerms } from './words.js';

/** How much to say: one or two sentences, the fitting parts, or the whole passage. */
export type Length = 'short' | 'normal' | 'long';

/** The question's terms and how much each tells. */
export type Weights = ReadonlyMap<string, number>;

const CHARACTERS: Readonly<Record<Length, number>> = { short: 220, normal: 700, long: 2600 };
const WHOLE_TABLE_ROWS = 8;
const WHOLE_LIST_ITEMS = 6;
const MATCHING_ROWS = 4;

const overlap = (text: string, weights: Weights): number =>
  [...new Set(indexTerms(text))].reduce((sum, term) => sum + (weights.get(term) ?? 0), 0);

const best = (items: readonly string[], weights: Weights): number =>
  items.reduce((most, item) => Math.max(most, overlap(item, weights)), 0);

/** The items that fit the question clearly better than the rest; all of them when none stands out. */
function standingOut(items: readonly string[], weights: Weights): readonly string[] {
  const most = best(items, weights);
  if (most === 0) return items;
  const fitting = items.filter((item) => overlap(item, weights) >= most * 0.7);
  return fitting.length <= MATCHING_ROWS ? fitting : items;
}

function shorten(block: Block, weights: Weights): string {
  switch (block.kind) {
    case 'table': {
      const rows = block.items.length <= WHOLE_TABLE_ROWS ? block.items : standingOut(block.items, weights);
      return [block.header ?? '', ...rows].join('\n');
    }
    case 'list':
      return (block.items.length <= WHOLE_LIST_ITEMS ? block.items : standingOut(block.items, weights)).join('\n');
    case 'text':
    case 'code':
    case 'quote':
      return block.markdown;
  }
}

/** Blocks that only make sense together: a text that ends with a colon, and what it announces. */
function units(blocks: readonly Block[]): Block[][] {
  const grouped: Block[][] = [];
  for (const block of blocks) {
    const before = grouped.at(-1)?.at(-1);
    if (before?.kind === 'text' && before.markdown.endsWith(':')) grouped.at(-1)?.push(block);
    else grouped.push([block]);
  }
  return grouped;
}

/** The first sentence and the one that fits best, if that is another. */
function fewSentences(passage: Passage, weights: Weights): string {
  const texts = passage.blocks.filter(({ kind }) => kind === 'text').flatMap(({ items }) => items);
  const lines = texts.filter((sentence) => !sentence.endsWith(':'));
  const [first] = lines;
  if (first === undefined) return excerpt({ ...passage, blocks: passage.blocks.slice(0, 2) }, weights, 'normal');
  const most = best(lines, weights);
  const fitting = lines.find((sentence) => most > 0 && overlap(sentence, weights) === most) ?? first;
  return fitting === first || first.length + fitting.length > CHARACTERS.short ? first : `${first} ${fitting}`;
}

/** The parts of a passage that answer a question, as Markdown. Never empty, never cut inside a block. */
export function excerpt(passage: Passage, weights: Weights, length: Length): string {
  if (length === 'short') return fewSentences(passage, weights);
  const candidates = units(passage.blocks).map((unit, position) => {
    const markdown = unit.map((block) => (length === 'long' ? block.markdown : shorten(block, weights))).join('\n\n');
    const value = overlap(unit.map(({ text }) => text).join('\n'), weights) + (position === 0 ? Infinity : 1 / (position + 1));
    return { markdown, value, position };
  });
  let room = CHARACTERS[length];
  const chosen = [...candidates]
    .sort((one, other) => other.value - one.value)
    .filter(({ markdown, position }) => {
      if (position > 0 && markdown.length > room) return false;
      room -= markdown.length;
      return true;
    });
  return chosen.sort((one, other) => one.position - other.position).map(({ markdown }) => markdown).join('\n\n');
}
