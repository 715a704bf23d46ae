// What a visitor's message asks for, beside its subject: a person, a shorter or longer answer, nothing but politeness. Pure rules on
// text, in English, German, French and Spanish; it knows nothing of documents.
import { wishForPerson } from './wish-for-person.js';

/** What to do with a message. `question` is everything that is none of the others. */
export type Intent = 'person' | 'greeting' | 'thanks' | 'bye' | 'identity' | 'shorter' | 'longer' | 'yes' | 'no' | 'unhappy' | 'question';

const clean = (text: string): string =>
  text.normalize('NFC').toLowerCase().replace(/[’`´]/g, "'").replace(/[^\p{L}\p{N}'?\s-]+/gu, ' ').replace(/\s+/g, ' ').trim();

/** A pattern for a whole message: alternatives that may be followed by others, any number of times. Parts are joined as they are. */
const whole = (...parts: readonly string[]): RegExp => new RegExp(`^(?:${parts.join('')})\\s?\\?*$`);

const PRAISE = 'great|perfect|cool|nice|super|awesome|wonderful|excellent|got it|that helps|that helped|it works|works';

const SMALL_TALK: readonly (readonly [Intent, RegExp])[] = [
  [
    'greeting',
    whole(
      '(?:hi+|hello+|hey+|hiya|yo|howdy|greetings|good (?:morning|afternoon|evening|day)',
      '|hallo|guten (?:tag|morgen|abend)|servus|moin|grüezi|bonjour|salut|bonsoir|hola|buenos días|buenas(?: tardes| noches)?)',
      '(?: (?:there|all|everyone|bot|assistant|team|zusammen|à tous))*(?: how are you(?: doing)?(?: today)?)?',
    ),
  ],
  ['greeting', whole('how are you(?: doing)?(?: today)?|(?:is )?any(?:body|one) (?:there|here|online|home)')],
  [
    'thanks',
    whole(
      `(?:(?:ok|okay|${PRAISE}) ?)*`,
      '(?:many thanks|thanks|thank you|thx|ty|cheers|danke|vielen dank|dankeschön|merci|gracias|muchas gracias)',
      '(?: (?:so much|very much|a lot|you|man|bot|again|schön|sehr|beaucoup|for (?:the|your) help|that helps|that helped|that was helpful|bye))*',
    ),
  ],
  ['thanks', whole(`(?:${PRAISE})(?: (?:great|perfect|cool|now|then))*`)],
  [
    'bye',
    whole(
      '(?:ok |okay |thanks |thank you )*(?:bye+|goodbye|bye bye|see you|see ya|cu|ciao',
      '|have a (?:nice|good|great) (?:day|evening|one|weekend)|tschüss|tschüs|auf wiedersehen|au revoir|adiós|hasta luego',
      "|that's all|that is all|that was all)(?: (?:then|now|later|soon|for now|thanks|thank you))*",
    ),
  ],
  [
    'identity',
    whole(
      '(?:(?:hi|hello|hey) )?(?:who|what) are you',
      '|(?:are you|am i (?:talking|speaking|chatting) (?:to|with)) (?:a |an )?(?:real |actual )?(?:bot|robot|human|person|machine|ai|real)',
      '(?: or (?:a |an )?(?:bot|robot|human|person|machine|ai))?',
      '|what (?:can|do) you (?:do|know|help(?: me)? with)|what can i ask(?: you)?|(?:help|help me|can you help me)(?: please)?',
      '|(?:bist du|sind sie) ein (?:bot|mensch|roboter)|(?:es-tu|êtes-vous) un (?:robot|humain|bot)|eres un (?:robot|bot|humano)',
    ),
  ],
  [
    'yes',
    whole(
      '(?:yes|yeah|yep|yup|sure|ok|okay|please|of course|absolutely|ja|gerne|klar|oui|sí|si|claro|do|go ahead|that would be (?:great|nice|good))',
      "(?: (?:please|do|sure|yes|of course|bitte|gerne|s'il vous plaît|por favor|go ahead|thanks|thank you|i would|that would be (?:great|nice|good)))*",
    ),
  ],
  [
    'no',
    whole(
      '(?:no|nope|nah|not now|nein|non|no thanks|no thank you|nein danke|non merci|no gracias|not really|never mind|nevermind)',
      '(?: (?:thanks|thank you|danke|merci|gracias))?',
    ),
  ],
  [
    'unhappy',
    whole(
      '(?:(?:no|sorry|but|well) )*',
      "(?:(?:that|this|it) (?:(?:is|was|'s) )?(?:not|isn't|wasn't|doesn't|didn't|does not|did not|is wrong|was wrong|wrong)\\b.*|that's (?:not|wrong)\\b.*",
      "|(?:you're|you are) (?:not helping|useless|wrong|no help)|not helpful|wrong|wrong answer|useless",
      "|you don't understand|you did not understand|i don't understand|that makes no sense|this is useless)",
    ),
  ],
];

const words = (list: string): ReadonlySet<string> => new Set(list.split('|'));

/** Words around a wish for more or less that do not change it: `can you make it ... please`. */
const FLUFF = words(
  'please|can|could|would|you|make|it|that|this|the|a|an|give|me|tell|us|about|answer|version|bit|little|say|write|explain|again|and|much|be|i|' +
    'want|need|like|some|of|your|keep|put',
);
const SHORTER = words(
  'shorter|short|brief|briefly|briefer|tl dr|tldr|tl-dr|summary|summarise|summarize|in short|in brief|in one sentence|too long|less|simpler|' +
    'more briefly|in few words|in fewer words|kürzer|kurz|bitte kürzer|plus court|más corto',
);
const LONGER = words(
  'more|longer|more detail|more details|in more detail|in detail|details|detail|further|further details|elaborate|go on|continue|expand|' +
    'more information|more info|any more|anything else|what else|else|better|everything|more on|more there|why|how|how so|' +
    'mehr|mehr dazu|länger|genauer|ausführlicher|plus|plus de détails|más|más detalles',
);

function followUp(message: string): 'shorter' | 'longer' | undefined {
  const rest = message.replace(/\?/g, '').split(' ').filter((word) => !FLUFF.has(word)).join(' ').trim();
  if (SHORTER.has(rest)) return 'shorter';
  return LONGER.has(rest) ? 'longer' : undefined;
}

/** A longer message is a story. Some patterns take time with the cube of the length: what they read is bounded. */
const STORY = 1_000;

/** What a story asks for: a person, at its beginning or at its end, else it is a question. */
function intentOfStory(message: string): Intent {
  const wishes = [message.slice(0, STORY / 2), message.slice(-STORY / 2)].map(wishForPerson);
  if (wishes.includes('refuses')) return 'no';
  return wishes.includes('asks') ? 'person' : 'question';
}

/** What a message asks for. A message with more in it than politeness is a question. */
export function intentOf(text: string): Intent {
  const message = clean(text);
  if (message.length > STORY) return intentOfStory(message);
  const wish = wishForPerson(message);
  if (wish !== undefined) return wish === 'asks' ? 'person' : 'no';
  const polite = SMALL_TALK.find(([, pattern]) => pattern.test(message));
  return followUp(message) ?? polite?.[0] ?? 'question';
}

/** Whether a question leans on the one before it: `and offline?`, `how do I style it?`. */
export function leansOnContext(text: string): boolean {
  const message = clean(text);
  return (
    /^(?:and|but|or|so|also|what about|how about|then)\b/.test(message) ||
    /\b(?:it|its|that|this|these|those|them|they|there|one)\b/.test(message)
  );
}
