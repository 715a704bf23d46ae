// The knowledge folder: its Markdown files, read once, cut into passages and searched with MiniSearch. It answers "which passages
// fit these words, and how sure is that?"; what is said to the visitor is decided elsewhere.
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import MiniSearch from 'minisearch';
import { passagesOf, type Passage } from './passages.js';
import { indexTerms, likeness, queryTerms } from './words.js';

/** Where the server serves a knowledge file: this path and the file's name. */
export const KNOWLEDGE_PATH = '/knowledge/';

const FILE_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*\.md$/u;

/**
 * The Markdown of one file of the folder, to be served as `text/plain`; undefined when there is no such file.
 * `name` may come from a URL: anything but the plain name of a `.md` file counts as unknown.
 */
export async function readKnowledgeFile(folder: string, name: string): Promise<string | undefined> {
  if (!FILE_NAME.test(name) || basename(name) !== name) return undefined;
  try {
    return await readFile(join(folder, name), 'utf8');
  } catch {
    return undefined;
  }
}

/** A passage that was found. */
export interface Hit {
  readonly passage: Passage;
  /** 0 to 1: how much of what the question is about the passage covers, rare words counting more. */
  readonly confidence: number;
  /** The question's terms that occur in the passage. */
  readonly terms: readonly string[];
}

/** The share of an unusual word that a similar one (same beginning, a typing mistake) earns. */
const SIMILAR = 0.6;
/** What is read of a question, in characters: each unknown word costs a look at every word that is known. */
const LONGEST_QUESTION = 2_000;
/** Words of an earlier question, relative to those of the one that is asked. */
const CONTEXT_WEIGHT = 0.5;

interface IndexedPassage {
  readonly id: string;
  readonly title: string;
  readonly heading: string;
  readonly text: string;
}

/** A folder of documents that can be searched. */
export class Knowledge {
  readonly #passages: ReadonlyMap<string, Passage>;
  readonly #index: MiniSearch<IndexedPassage>;
  readonly #frequency: ReadonlyMap<string, number>;

  private constructor(passages: readonly Passage[]) {
    this.#passages = new Map(passages.map((passage) => [passage.id, passage]));
    const entries = passages.map((passage) => ({
      id: passage.id,
      // An introduction stands under the title itself: counted once.
      title: passage.heading === passage.title ? '' : passage.title,
      heading: passage.heading,
      text: passage.blocks.map(({ text }) => text).join('\n'),
    }));
    const frequency = new Map<string, number>();
    for (const { title, heading, text } of entries) {
      for (const term of new Set(indexTerms(`${title}\n${heading}\n${text}`))) frequency.set(term, (frequency.get(term) ?? 0) + 1);
    }
    this.#frequency = frequency;
    this.#index = new MiniSearch<IndexedPassage>({
      fields: ['title', 'heading', 'text'],
      tokenize: indexTerms,
      processTerm: (term) => term,
    });
    this.#index.addAll(entries);
  }

  /** Reads every `.md` file of the folder, in the order of their names. Rejects when the folder cannot be read. */
  static async read(folder: string): Promise<Knowledge> {
    const names = (await readdir(folder)).filter((name) => FILE_NAME.test(name)).sort();
    const files = await Promise.all(names.map(async (name) => passagesOf(name, await readFile(join(folder, name), 'utf8'))));
    return new Knowledge(files.flat());
  }

  /** Every passage, file by file. */
  get passages(): readonly Passage[] {
    return [...this.#passages.values()];
  }

  /** The passages that fit, best first. `context` is an earlier question that this one leans on. */
  search(text: string, context?: string): Hit[] {
    const question = text.slice(0, LONGEST_QUESTION);
    const own = queryTerms(question);
    const earlier = context === undefined ? { terms: [], compounds: [] } : queryTerms(context.slice(0, LONGEST_QUESTION));
    const weights = new Map<string, number>();
    for (const term of earlier.terms) weights.set(term, CONTEXT_WEIGHT);
    for (const term of own.terms) weights.set(term, 1);
    if (weights.size === 0) return [];
    const compounds = [...own.compounds, ...earlier.compounds].filter((compound) => this.#frequency.has(compound));
    // A question that leans on an earlier one and adds nothing is as sure as the earlier one was.
    const judged = own.terms.length > 0 ? own.terms : earlier.terms;
    const terms = [...new Set([...weights.keys(), ...compounds])];
    const results = this.#index.search(terms.join(' '), {
      tokenize: (text) => text.split(' '),
      boost: { title: 1.5, heading: 3, text: 1 },
      boostTerm: (term) => weights.get(term) ?? 1,
      prefix: (term) => this.#isUnknown(term) && term.length >= 4,
      fuzzy: (term) => (this.#isUnknown(term) && term.length >= 5 ? 0.2 : false),
      weights: { prefix: 0.5, fuzzy: 0.4 },
    });
    return results
      .map((result) => {
        const passage = this.#passages.get(String(result.id));
        if (passage === undefined) throw new Error(`the index names an unknown passage: ${String(result.id)}`);
        const confidence = this.#coverage(judged, new Set(result.queryTerms));
        // A heading asked word for word is the one that is meant.
        const rank = result.score * (0.25 + confidence) * (1 + likeness(question, passage.heading));
        return { passage, confidence, terms: result.terms, rank };
      })
      .sort((one, other) => other.rank - one.rank)
      .map(({ passage, confidence, terms: found }) => ({ passage, confidence, terms: found }));
  }

  /** How much a term tells: the rarer, the more. A word that no document has counts more than the rarest. */
  weight(term: string): number {
    const count = this.#frequency.get(term) ?? 0;
    return Math.log(1 + (this.#passages.size - count + 0.5) / (count + 0.5));
  }

  #isUnknown(term: string): boolean {
    return !this.#frequency.has(term);
  }

  #coverage(terms: readonly string[], found: ReadonlySet<string>): number {
    const total = terms.reduce((sum, term) => sum + this.weight(term), 0);
    const share = (term: string): number => (!found.has(term) ? 0 : this.#isUnknown(term) ? SIMILAR : 1);
    return total === 0 ? 0 : terms.reduce((sum, term) => sum + share(term) * this.weight(term), 0) / total;
  }
}

/** The address of a passage, relative to the server. */
export const passageUrl = ({ file, anchor }: Passage): string => `${KNOWLEDGE_PATH}${encodeURIComponent(file)}#${encodeURIComponent(anchor)}`;
