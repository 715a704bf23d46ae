// Questions that a visitor may want to ask next, made of the headings of the documents. It knows headings; it knows nothing of answers.
import type { Hit, Knowledge } from './knowledge.js';
import type { Passage } from './passages.js';

const MOST = 3;

/** A heading as a plain-text question: `How to pay` becomes `How do I pay?`, `endChat()` becomes `What does endChat() do?`. */
export function questionFor({ heading }: Pick<Passage, 'heading'>): string {
  if (heading.endsWith('?')) return heading;
  if (/^how to /i.test(heading)) return `How do I ${heading.slice('how to '.length)}?`;
  if (/\(\)/.test(heading)) return `What ${/ and |, /.test(heading) ? 'do' : 'does'} ${heading} do?`;
  return `What should I know about ${heading}?`;
}

const isIntroduction = ({ heading, title }: Passage): boolean => heading === title;

/** The passages after this one in its file, then those before it. */
function neighbours(passage: Passage, knowledge: Knowledge): Passage[] {
  const file = knowledge.passages.filter((other) => other.file === passage.file);
  const at = file.findIndex(({ id }) => id === passage.id);
  return [...file.slice(at + 1), ...file.slice(0, at).reverse()].filter((other) => !isIntroduction(other));
}

/** Up to three questions near what was shown: two neighbours, and one from another file if the search found one. */
export function suggestionsFor(shown: readonly Passage[], hits: readonly Hit[], asked: readonly string[], knowledge: Knowledge): string[] {
  const seen = new Set([...asked, ...shown.map(questionFor)].map((question) => question.trim().toLowerCase()));
  const [first] = shown;
  if (first === undefined) return [];
  const fresh = (passages: readonly Passage[]): string[] =>
    [...new Set(passages.map(questionFor))].filter((question) => !seen.has(question.toLowerCase()));
  const near = fresh(neighbours(first, knowledge));
  const elsewhere = fresh(hits.slice(0, 6).map(({ passage }) => passage).filter((passage) => passage.file !== first.file && !isIntroduction(passage)));
  return [...new Set([...near.slice(0, 2), ...elsewhere.slice(0, 1), ...near])].slice(0, MOST);
}

/** Three questions to begin with, from three files spread over the folder. */
export function starters(knowledge: Knowledge): string[] {
  const files = [...new Set(knowledge.passages.map(({ file }) => file))];
  const spread = [1, 3, 5].map((sixth) => files[Math.floor((files.length * sixth) / 6)]);
  const firsts = [...new Set(spread)].map((file) => knowledge.passages.find((passage) => passage.file === file && !isIntroduction(passage)));
  return firsts.filter((passage) => passage !== undefined).map(questionFor);
}
