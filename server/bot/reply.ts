// Decides what the knowledge bot says next: reads the conversation's last message, searches, and puts an answer together. A pure
// function of conversation and documents; how the answer travels is not its matter.
import { beginningOf } from '../text.js';
import type { BotTurn } from './bot.js';
import { excerpt, type Length, type Weights } from './excerpt.js';
import { intentOf, leansOnContext, type Intent } from './intents.js';
import { passageUrl, type Hit, type Knowledge } from './knowledge.js';
import { sentences, type Passage } from './passages.js';
import { offeredPerson, phrasesFor, wasUnsure, type Phrases } from './phrases.js';
import { questionFor, starters, suggestionsFor } from './suggestions.js';

/** What to say, or that a person is wanted. */
export type Reply =
  | {
      readonly kind: 'answer';
      readonly text: string;
      readonly sources: readonly { readonly title: string; readonly url: string }[];
      readonly suggestions: readonly string[];
      readonly offer: boolean;
      /** The documents fit the question so well that it should be answered. */
      readonly solves: boolean;
    }
  | { readonly kind: 'handoff'; readonly reason: string; readonly summary: string };

/** Below this share of the question covered, the bot says that it does not know. */
export const UNSURE_BELOW = 0.56;
/** Below this one, it answers but says that it may have misunderstood. */
const LIKELY_BELOW = 0.72;
const QUOTE_CHARACTERS = 120;
/** Of a long story, so many of the last sentences that ask are searched for. */
const ASKING = 8;

const visitorTurns = (history: readonly BotTurn[]): string[] =>
  history.filter(({ role }) => role === 'visitor').map(({ text }) => text);

const fill = (phrase: string, { heading }: Passage): string => phrase.replace('{subject}', () => heading);

/** One or two sentences for whoever takes over. */
export function summarise(history: readonly BotTurn[]): string {
  const asked = visitorTurns(history).filter((text) => intentOf(text) === 'question').slice(-2);
  if (asked.length === 0) return 'The visitor asked for a person straight away.';
  const quotes = asked.map((text) => {
    const line = text.replace(/\s+/g, ' ').trim();
    return `“${line.length > QUOTE_CHARACTERS ? `${beginningOf(line, QUOTE_CHARACTERS - 1).trimEnd()}…` : line}”`;
  });
  const bot = history.findLast(({ role }) => role === 'bot')?.text ?? '';
  const outcome = wasUnsure(bot) ? ' The assistant found no answer.' : '';
  return `The visitor asked: ${quotes.join(' and ')}.${outcome}`;
}

/** The reply to the last visitor turn of a conversation. */
export function replyTo(history: readonly BotTurn[], locale: string | undefined, knowledge: Knowledge): Reply {
  const phrases = phrasesFor(locale);
  const turns = visitorTurns(history);
  const message = turns.at(-1) ?? '';
  const before = turns.slice(0, -1);
  const lastBot = history.findLast(({ role }) => role === 'bot')?.text ?? '';
  const intent = intentOf(message);
  if (intent === 'person' || (intent === 'yes' && offeredPerson(lastBot))) {
    return { kind: 'handoff', reason: 'visitor asked', summary: summarise(history) };
  }
  if (intent === 'question') return answerQuestion(message, before, phrases, knowledge);
  if (intent === 'shorter' || intent === 'longer') return answerAgain(intent, before, phrases, knowledge);
  return answerPolitely(intent, phrases, knowledge);
}

const say = (text: string, suggestions: readonly string[] = []): Reply =>
  ({ kind: 'answer', text, sources: [], suggestions, offer: false, solves: false });

const offerPerson = (text: string, phrases: Phrases, suggestions: readonly string[]): Reply =>
  ({ kind: 'answer', text: `${text} ${phrases.offer}`, sources: [], suggestions, offer: true, solves: false });

function answerPolitely(intent: Exclude<Intent, 'person' | 'question' | 'shorter' | 'longer'>, phrases: Phrases, knowledge: Knowledge): Reply {
  switch (intent) {
    case 'greeting':
    case 'identity':
      return say(phrases[intent], starters(knowledge));
    case 'thanks':
    case 'bye':
      return say(phrases[intent]);
    case 'yes':
    case 'no':
      return say(phrases.ready, starters(knowledge));
    case 'unhappy':
      return offerPerson(phrases.unhappy, phrases, []);
  }
}

/** The last question of its own, and how often a longer answer to it was asked for since. */
function questionBefore(before: readonly string[]): { readonly question?: string; readonly earlier: readonly string[]; readonly asked: number } {
  const index = before.findLastIndex((text) => intentOf(text) === 'question');
  if (index < 0) return { earlier: [], asked: 0 };
  const asked = before.slice(index + 1).filter((text) => intentOf(text) === 'longer').length;
  return { question: before[index] ?? '', earlier: before.slice(0, index), asked };
}

/** With the words of the question before, where this one leans on it, unless that would only say the same again. */
function searchInContext(message: string, before: readonly string[], knowledge: Knowledge): Hit[] {
  const alone = knowledge.search(message);
  const context = leansOnContext(message) ? questionBefore(before).question : undefined;
  if (context === undefined) return alone;
  const leaning = knowledge.search(message, context);
  const said = knowledge.search(context)[0]?.passage;
  const repeats = leaning[0]?.passage === said && alone[0]?.passage !== said && (alone[0]?.confidence ?? 0) >= UNSURE_BELOW;
  return repeats ? alone : leaning;
}

/** A whole message first; then, in a long story, the sentence that asks. */
function searchFor(message: string, before: readonly string[], knowledge: Knowledge): Hit[] {
  const hits = searchInContext(message, before, knowledge);
  if ((hits[0]?.confidence ?? 0) >= UNSURE_BELOW) return hits;
  const asking = sentences(message).filter((sentence) => sentence.endsWith('?') && sentence !== message).slice(-ASKING);
  return asking.map((sentence) => knowledge.search(sentence)).find((found) => (found[0]?.confidence ?? 0) >= UNSURE_BELOW) ?? hits;
}

const weightsOf = ({ terms }: Hit, knowledge: Knowledge): Weights => new Map(terms.map((term) => [term, knowledge.weight(term)]));

/** What a visitor reads as the name of a source. */
export const sourceTitle = ({ title, heading }: Passage): string => (heading === title ? title : `${title}: ${heading}`);

const sourcesOf = (passages: readonly Passage[]): { title: string; url: string }[] =>
  passages.map((passage) => ({ title: sourceTitle(passage), url: passageUrl(passage) }));

/** A second passage that knows a word of the question which the first one does not. */
function complement(first: Hit, others: readonly Hit[], knowledge: Knowledge): Hit | undefined {
  return others.slice(0, 3).find((hit) => {
    const added = hit.terms.filter((term) => !first.terms.includes(term)).reduce((sum, term) => sum + knowledge.weight(term), 0);
    return hit.confidence >= 0.4 && added > 2;
  });
}

/** The excerpt, led in by its heading where it would begin with a table, a list or code. */
function text(hit: Hit, length: Length, phrases: Phrases, knowledge: Knowledge): string {
  const body = excerpt(hit.passage, weightsOf(hit, knowledge), length);
  const bare = hit.passage.blocks[0]?.kind !== 'text' && length !== 'short';
  return bare ? `${fill(phrases.here, hit.passage)}\n\n${body}` : body;
}

function answerQuestion(message: string, before: readonly string[], phrases: Phrases, knowledge: Knowledge): Reply {
  const hits = searchFor(message, before, knowledge);
  const [first, ...others] = hits;
  if (first === undefined || first.confidence < UNSURE_BELOW) {
    const near = hits.filter(({ confidence }) => confidence >= UNSURE_BELOW / 2).slice(0, 2).map(({ passage }) => questionFor(passage));
    return offerPerson(phrases.unsure, phrases, [...new Set(near)]);
  }
  const second = first.confidence < 0.9 ? complement(first, others, knowledge) : undefined;
  const parts = [text(first, 'normal', phrases, knowledge)];
  if (first.confidence < LIKELY_BELOW && second === undefined) parts.unshift(phrases.likely);
  if (second !== undefined) parts.push(`${fill(phrases.also, second.passage)} ${text(second, 'short', phrases, knowledge)}`);
  const shown = second === undefined ? [first.passage] : [first.passage, second.passage];
  return {
    kind: 'answer',
    text: parts.join('\n\n'),
    sources: sourcesOf(shown),
    suggestions: suggestionsFor(shown, hits, [...before, message], knowledge),
    offer: false,
    solves: first.confidence >= LIKELY_BELOW,
  };
}

/** What there is to add: the first passage, if it was not said in full, and then the next ones. */
function unsaid(hits: readonly Hit[], knowledge: Knowledge): readonly Hit[] {
  const [first] = hits;
  if (first === undefined) return [];
  const weights = weightsOf(first, knowledge);
  const saidInFull = excerpt(first.passage, weights, 'normal') === excerpt(first.passage, weights, 'long');
  return hits.slice(saidInFull ? 1 : 0, 3);
}

function answerAgain(wanted: 'shorter' | 'longer', before: readonly string[], phrases: Phrases, knowledge: Knowledge): Reply {
  const { question, earlier, asked } = questionBefore(before);
  if (question === undefined) return say(phrases.unclear, starters(knowledge));
  const hits = searchFor(question, earlier, knowledge).filter(({ confidence }) => confidence >= UNSURE_BELOW);
  const hit = wanted === 'longer' ? unsaid(hits, knowledge)[asked] : hits[0];
  if (hit === undefined) return offerPerson(hits.length > 0 ? phrases.nothingMore : phrases.unsure, phrases, []);
  const body = text(hit, wanted === 'longer' ? 'long' : 'short', phrases, knowledge);
  const lead = hit === hits[0] ? phrases.long : fill(phrases.also, hit.passage);
  return {
    kind: 'answer',
    text: wanted === 'longer' ? `${lead}\n\n${body}` : `${phrases.short} ${body}`,
    sources: sourcesOf([hit.passage]),
    suggestions: suggestionsFor([hit.passage], hits, before, knowledge),
    offer: false,
    solves: hit.confidence >= LIKELY_BELOW,
  };
}
