// What a visitor's message asks for, beside its subject: a person, a shorter or longer answer, nothing but politeness. Pure rules on
// text, in English, German, French and Spanish; it knows nothing of documents.

/** What to do with a message. `question` is everything that is none of the others. */
export type Intent = 'person' | 'greeting' | 'thanks' | 'bye' | 'identity' | 'shorter' | 'longer' | 'yes' | 'no' | 'unhappy' | 'question';

const clean = (text: string): string =>
  text.normalize('NFC').toLowerCase().replace(/[’`´]/g, "'").replace(/[^\p{L}\p{N}'?\s-]+/gu, ' ').replace(/\s+/g, ' ').trim();

const PERSON =
  "(?:human(?: being)?|person|agent|operator|representative|rep|advisor|adviser|someone|somebody|employee|support (?:team|staff)|customer (?:service|support|care)|team member|colleague|supervisor|manager)";
const QUALIFIED = `(?:a |an |the |your |some |any )?(?:real |live |actual |human |support |sales )*${PERSON}`;

/** Somebody wants to know who answers. */
const IDENTITY = /^am i (?:talking|speaking|chatting)\b/;

/** Somebody asks how handing over works in general; that is a question for the documents. */
const ABOUT_HANDOFF =
  /^(?:so |and |but |hi |hello )?(?:how (?:does|do(?! i\b| we\b)|is|are|would|will|can (?:my |a |the )?(?:visitors?|customers?|users?|agents?))|what (?:happens|if|is|are|does)|when (?:does|do|is|will)|where (?:do|does|is|are)|why|which|who|(?:can|could|do|does|will) (?:(?:my|a|an|the|our|several|two|many|it) )*(?:visitors?|customers?|users?|agents|bots?|it)|(?:can|could) an agent (?!help|assist|call|answer|contact|take over))\b/;

const ASKS: readonly RegExp[] = [
  // English
  new RegExp(`\\b(?:talk|talking|speak|speaking|chat|chatting|connect|connected|transfer|transferred|switch|hand(?:ed)?(?: me)? over|escalate|forward|pass(?: me)?(?: on)?|put me through|get me through|reach|contact|call|get|bring|fetch|find|send|want|need|prefer|like|have|give|ask for|see)(?: me| this| us| it)?(?: in| on)?(?: to| with| for)? ${QUALIFIED}\\b(?! (?:console|password|role|id|page|name|list|agent))`),
  new RegExp(`\\b(?:is|are) there ${QUALIFIED} (?:here|there|around|available|online|i can|who can|to talk)`),
  new RegExp(`^(?:a |an )?(?:real |live |actual |human |support )*(?:human|person|agent|operator|representative|someone real|customer (?:service|support)|handoff)(?: please| now| pls| help)*\\?*$`),
  /\b(?:talk|speak|chat|connect me|transfer me|contact|reach)(?: to| with)? (?:the |your |customer |technical )*support\b/,
  /\b(?:can|could|may) (?:someone|somebody|a human|a person|an agent|a real person) (?:please )?(?:help|call|assist|take over|answer|contact|talk)/,
  // German
  /\b(?:mit|von|an|einen|einem|eine|einer|ein|echten?|echter|echtem|richtigen?|jemanden?)\b.*\b(?:menschen?|mitarbeiter(?:in|s)?|person|berater(?:in|s)?|support|kundendienst|kundenservice|jemandem?|agenten?|kollegen?)\b.*\b(?:sprechen|reden|chatten|verbinden|verbunden|weiterleiten|schreiben|telefonieren|helfen|kontaktieren)\b/,
  /\b(?:brauche|möchte|moechte|will|hätte|haette|gib|gebt|geben sie|verbinde|verbinden sie|hol|holen sie)\b.*\b(?:menschen?|mitarbeiter(?:in)?|person|berater(?:in)?|jemandem?|jemanden|kundendienst)\b/,
  /\b(?:mit jemandem|mit einem menschen|mit einer person) (?:sprechen|reden|chatten|schreiben)\b/,
  /^(?:ein(?:en)? )?(?:echter? |echten )?(?:mensch|menschen|mitarbeiter|mitarbeiterin|berater|kundendienst|kundenservice)(?: bitte)?\?*$/,
  // French
  /\b(?:parler|discuter|échanger|contacter|joindre|passer|passez|connecter|transférer|transférez|voudrais|veux|besoin)\b.*\b(?:humain|humaine|personne|conseiller|conseillère|agent|quelqu'un|opérateur|opératrice|responsable|service client)\b/,
  /^(?:un |une )?(?:vrai |vraie )?(?:humain|personne|conseiller|conseillère|opérateur)(?: réelle?)?(?: s'il (?:vous|te) plaît| svp)?\s?\?*$/,
  // Spanish
  /\b(?:hablar|chatear|conectar|conectarme|comunicar|comunicarme|contactar|pasar|pasarme|páseme|pásame|transferir|transfiérame|quiero|necesito)\b.*\b(?:persona|humano|humana|agente|alguien|operador|operadora|asesor|asesora|representante|ser humano)\b/,
  /^(?:un |una )?(?:persona|humano|agente|operador|asesor)(?: real| humano)?(?: por favor)?\?*$/,
];

const REFUSES = /\b(?:don't|do not|dont|doesn't|not|never|no need to|didn't|without (?:having to )?)\s?(?:want|need|wish|like|have)?(?: to)?(?: be)? ?(?:talk|speak|chat|connect(?:ed)?|transfer(?:red)?|want|need|a human|a person|an agent)|\b(?:keinen? menschen|kein mitarbeiter|pas (?:besoin|envie)|no (?:quiero|necesito))\b/;

/** Whether the visitor asks to be put through to a person, wants that not to happen, or neither (also when asking how it works). */
function wishForPerson(message: string): 'asks' | 'refuses' | undefined {
  if (ABOUT_HANDOFF.test(message) || IDENTITY.test(message) || !ASKS.some((pattern) => pattern.test(message))) return undefined;
  return REFUSES.test(message) ? 'refuses' : 'asks';
}

const SMALL_TALK: readonly (readonly [Intent, RegExp])[] = [
  ['greeting', /^(?:hi+|hello+|hey+|hiya|yo|howdy|greetings|good (?:morning|afternoon|evening|day)|hallo|guten (?:tag|morgen|abend)|servus|moin|grüezi|bonjour|salut|bonsoir|hola|buenos días|buenas(?: tardes| noches)?)(?: (?:there|all|everyone|bot|assistant|team|zusammen|à tous))*(?: how are you(?: doing)?(?: today)?)?\s?\?*$/],
  ['greeting', /^(?:is )?any(?:body|one) (?:there|here|online|home)\s?\?*$/],
  ['greeting', /^how are you(?: doing)?(?: today)?\s?\?*$/],
  ['thanks', /^(?:(?:ok|okay|great|perfect|cool|nice|super|awesome|wonderful|excellent|got it|that helps|that helped|works|it works) ?)*(?:many thanks|thanks|thank you|thx|ty|cheers|danke|vielen dank|dankeschön|merci|gracias|muchas gracias)(?: (?:so much|very much|a lot|you|man|bot|again|schön|sehr|beaucoup|for (?:the|your) help|that helps|that helped|that was helpful|bye))*\s?$/],
  ['thanks', /^(?:great|perfect|cool|nice|super|awesome|wonderful|excellent|got it|that helps|that helped|it works)(?: (?:great|perfect|cool|now|then))*$/],
  ['bye', /^(?:ok |okay |thanks |thank you )*(?:bye+|goodbye|bye bye|see you|see ya|cu|ciao|have a (?:nice|good|great) (?:day|evening|one|weekend)|tschüss|tschüs|auf wiedersehen|au revoir|adiós|hasta luego|that's all|that is all|that was all)(?: (?:then|now|later|soon|for now|thanks|thank you))*$/],
  ['identity', /^(?:(?:hi|hello|hey) )?(?:who|what) are you\s?\?*$|^(?:are you|am i (?:talking|speaking|chatting) (?:to|with)) (?:a |an )?(?:real |actual )?(?:bot|robot|human|person|machine|ai|real)(?: or (?:a |an )?(?:bot|robot|human|person|machine|ai))?\s?\?*$|^what (?:can|do) you (?:do|know|help(?: me)? with)\s?\?*$|^what can i ask(?: you)?\s?\?*$|^(?:help|help me|can you help me)(?: please)?\s?\?*$|^(?:bist du|sind sie) ein (?:bot|mensch|roboter)\s?\?*$|^(?:es-tu|êtes-vous) un (?:robot|humain|bot)\s?\?*$|^eres un (?:robot|bot|humano)\s?\?*$/],
  ['yes', /^(?:yes|yeah|yep|yup|sure|ok|okay|please|of course|absolutely|ja|gerne|klar|oui|sí|si|claro|do|go ahead|that would be (?:great|nice|good))(?: (?:please|do|sure|yes|of course|bitte|gerne|s'il vous plaît|por favor|go ahead|thanks|thank you|i would|that would be (?:great|nice|good)))*$/],
  ['no', /^(?:no|nope|nah|not now|nein|non|no thanks|no thank you|nein danke|non merci|no gracias|not really|never mind|nevermind)(?: (?:thanks|thank you|danke|merci|gracias))?$/],
  ['unhappy', /^(?:(?:no|sorry|but|well) )*(?:(?:that|this|it) (?:(?:is|was|'s) )?(?:not|isn't|wasn't|doesn't|didn't|does not|did not|is wrong|was wrong|wrong)\b.*|that's (?:not|wrong)\b.*|(?:you're|you are) (?:not helping|useless|wrong|no help)|(?:not helpful|wrong|wrong answer|useless|you don't understand|you did not understand|i don't understand|that makes no sense|this is useless))$/],
];

const FOLLOW_UP_FLUFF =
  /\b(?:please|can|could|would|you|make|it|that|this|the|a|an|give|me|tell|us|about|answer|version|bit|little|say|write|explain|again|and|much|be|i|want|need|like|some|of|your|keep|put)\b/g;
const SHORTER = new Set(['shorter', 'short', 'brief', 'briefly', 'briefer', 'tl dr', 'tldr', 'tl-dr', 'summary', 'summarise', 'summarize', 'in short', 'in brief', 'in one sentence', 'too long', 'less', 'simpler', 'more briefly', 'kürzer', 'kurz', 'bitte kürzer', 'plus court', 'más corto', 'in few words', 'in fewer words']);
const LONGER = new Set(['more', 'longer', 'more detail', 'more details', 'in more detail', 'in detail', 'details', 'detail', 'further', 'elaborate', 'go on', 'continue', 'expand', 'more information', 'more info', 'further details', 'any more', 'anything else', 'what else', 'else', 'mehr', 'länger', 'genauer', 'mehr dazu', 'ausführlicher', 'plus', 'plus de détails', 'más', 'más detalles', 'better', 'everything', 'more on', 'more there', 'why', 'how', 'how so']);

function followUp(message: string): 'shorter' | 'longer' | undefined {
  const rest = message.replace(/\?/g, '').replace(FOLLOW_UP_FLUFF, ' ').replace(/\s+/g, ' ').trim();
  if (SHORTER.has(rest)) return 'shorter';
  return LONGER.has(rest) ? 'longer' : undefined;
}

/** What a message asks for. A message with more in it than politeness is a question. */
export function intentOf(text: string): Intent {
  const message = clean(text);
  const wish = wishForPerson(message);
  if (wish !== undefined) return wish === 'asks' ? 'person' : 'no';
  const polite = SMALL_TALK.find(([, pattern]) => pattern.test(message));
  return followUp(message) ?? polite?.[0] ?? 'question';
}

/** Whether a question leans on the one before it: `and offline?`, `how do I style it?`. */
export function leansOnContext(text: string): boolean {
  const message = clean(text);
  return /^(?:and|but|or|so|also|what about|how about|then)\b/.test(message) || /\b(?:it|its|that|this|these|those|them|they|there|one)\b/.test(message);
}
