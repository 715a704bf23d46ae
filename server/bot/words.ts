// Words as the search sees them: split, folded, lightly stemmed, with a few everyday synonyms made one. It knows English and the
// vocabulary of support chat; it knows nothing of passages or scores.

const STOP_WORDS = new Set(
  `a about after again against all also am an and any are as at be because been being but by can could did do does doing done else for from
  get gets getting give go goes had has have having he hello help here hey hi him his how however i if im in into is isn it its ive just
  know let like ll make makes many may me might mine much must my need needs no not now of off ok okay on one only or our out over own
  please possible re really shall she should so some still such t take tell than thank thanks that the their them then there these they
  thing things this those to too try up us use used uses using ve very want wants was way we were what when where whether which while
  who whose why will with without won work works working would you your yours explain find finding going happen happens happening mean means meaning
  s d don doesn set sets change changes custom actually exactly simply maybe lot`.split(/\s+/),
);

/** Each line: the words that count as its first one. Compared after stemming. */
const SYNONYMS = `
accessibility accessible a11y wcag disability blind
chat widget
colour color
compliant compliance
cost price pricing fee pay paid charge free expensive subscription
database postgres postgresql db sql
delete erase wipe purge
difference different differ differs vs versus compare comparison
disappear vanish vanished disappears
document documents doc docs faq article articles
double twice duplicate duplicated
embed embedding integrate integration insert include add adding put install
end finish terminate quit
gdpr dsgvo rgpd
hide minimise minimize hidden
keyboard shortcut shortcuts hotkey hotkeys
launcher bubble icon
licence license licensed licensing
lose lost loses losing loss
model llm gpt chatgpt ollama ai
network wifi internet
page site website webpage homepage
person human agent operator representative people
phone mobile smartphone iphone android
security secure safe safety vulnerability vulnerabilities vulnerable
send sent
session conversation
several multiple two
store save saved saving persist
show shown open opened
size large big heavy small kilobytes kb
speed slow fast performance quick
style theme theming look design appearance customise customize skin brand branding
`;

/** Ends like a past tense and is none. */
const NO_INFLECTION = new Set(['embed', 'string', 'thing', 'bring', 'during']);

/** Reduces an English word to a stem that its plain inflections share. Not a dictionary form. */
export function stem(word: string): string {
  let stemmed = word;
  if (stemmed.length > 4 && stemmed.endsWith('ies')) stemmed = `${stemmed.slice(0, -3)}y`;
  else if (stemmed.length > 3 && /[^sui]s$/.test(stemmed)) stemmed = stemmed.slice(0, -1);
  const base = NO_INFLECTION.has(stemmed) ? stemmed : stemmed.replace(/(?:ing|(?<!e)ed)$/, '');
  if (base !== stemmed && base.length >= 3 && /[aeiouy]/.test(base)) stemmed = base.replace(/([^aeiouls])\1$/, '$1');
  return stemmed.length > 3 ? stemmed.replace(/e$/, '') : stemmed;
}

const CANONICAL: ReadonlyMap<string, string> = new Map(
  SYNONYMS.trim().split('\n').flatMap((line) => {
    const stems = line.split(' ').map(stem);
    return stems.map((word) => [word, stems[0] ?? word] as const);
  }),
);

const canonical = (word: string): string => {
  const stemmed = stem(word);
  return CANONICAL.get(stemmed) ?? stemmed;
};

const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}+/gu, '').replace(/[’']/g, '');

/** The parts of `endChat`, `chat-end` or `end`, in lower case. */
const parts = (word: string): string[] =>
  word.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);

/** A word of a text: its terms, and, for a compound such as `endChat` or `chat-end`, its parts written as one. */
interface Word {
  readonly terms: readonly string[];
  readonly compound?: string;
}

function words(text: string): Word[] {
  const found = fold(text).match(/[\p{L}\p{N}]+(?:[-_][\p{L}\p{N}]+)*/gu) ?? [];
  return found.map((word) => {
    const pieces = parts(word);
    const terms = pieces.filter((piece) => !STOP_WORDS.has(piece)).map(canonical);
    return pieces.length > 1 ? { terms, compound: pieces.join('') } : { terms };
  });
}

/** The terms of a text to be indexed, in order, compounds in both forms. */
export const indexTerms = (text: string): string[] =>
  words(text).flatMap(({ terms, compound }) => (compound === undefined ? terms : [...terms, compound]));

/** The distinct terms of a question: what it is about, and the identifiers it may name (`end chat` may mean `endChat`). */
export interface QueryTerms {
  readonly terms: readonly string[];
  readonly compounds: readonly string[];
}

/** Splits a question. A question of stop words alone has no terms. */
export function queryTerms(text: string): QueryTerms {
  const found = words(text);
  const pieces = fold(text).toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const pairs = pieces.slice(1).map((piece, index) => `${pieces[index] ?? ''}${piece}`);
  const compounds = found.flatMap(({ compound }) => (compound === undefined ? [] : [compound]));
  return { terms: [...new Set(found.flatMap(({ terms }) => terms))], compounds: [...new Set([...compounds, ...pairs])] };
}

const shared = (ones: ReadonlySet<string>, others: ReadonlySet<string>): number => {
  const both = [...ones].filter((word) => others.has(word)).length;
  return both / (ones.size + others.size - both || 1);
};

/** 0 to 2: how much two texts are alike to the letter, once by all their words and once by those that tell something. */
export function likeness(one: string, other: string): number {
  const all = [one, other].map((text) => fold(text).toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
  const [ones = [], others = []] = all;
  const telling = (list: readonly string[]): Set<string> => new Set(list.filter((word) => !STOP_WORDS.has(word)));
  return shared(new Set(ones), new Set(others)) + shared(telling(ones), telling(others));
}
