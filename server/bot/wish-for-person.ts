// Tells a visitor who asks for a person from one who asks how that works, in English, German, French and Spanish. It reads one
// message in lower case without punctuation; it knows nothing of the conversation.

const pattern = (...parts: readonly string[]): RegExp => new RegExp(parts.join(''));

const PERSON = [
  'human(?: being)?|person|agent|operator|representative|rep|advisor|adviser|someone|somebody|employee|support (?:team|staff)',
  'customer (?:service|support|care)|team member|colleague|supervisor|manager',
].join('|');
const A_PERSON = `(?:a |an |the |your |some |any )?(?:real |live |actual |human |support |sales )*(?:${PERSON})`;

const ENGLISH: readonly RegExp[] = [
  pattern(
    '\\b(?:talk|talking|speak|speaking|chat|chatting|connect|connected|transfer|transferred|switch|hand(?:ed)?(?: me)? over|escalate|forward',
    '|pass(?: me)?(?: on)?|put me through|get me through|reach|contact|call|get|bring|fetch|find|send|want|need|prefer|like|have|give|ask for|see)',
    `(?: me| this| us| it)?(?: in| on)?(?: to| with| for)? ${A_PERSON}\\b(?! (?:console|password|role|id|page|name|list|agent))`,
  ),
  /\b(?:talk|speak|chat|connect me|transfer me|contact|reach)(?: to| with)? (?:the |your |customer |technical )*support\b/,
  pattern(`\\b(?:is|are) there ${A_PERSON} (?:here|there|around|available|online|i can|who can|to talk)`),
  pattern('\\b(?:can|could|may) (?:someone|somebody|a human|a person|an agent|a real person) ', '(?:please )?(?:help|call|assist|take over|answer|contact|talk)'),
  pattern(
    '^(?:a |an )?(?:real |live |actual |human |support )*',
    '(?:human|person|agent|operator|representative|someone real|customer (?:service|support)|handoff)(?: please| now| pls| help)*\\?*$',
  ),
];

const GERMAN: readonly RegExp[] = [
  pattern(
    '\\b(?:mit|von|an|einen|einem|eine|einer|ein|echten?|echter|echtem|richtigen?|jemanden?)\\b.*',
    '\\b(?:menschen?|mitarbeiter(?:in|s)?|person|berater(?:in|s)?|support|kundendienst|kundenservice|jemandem?|agenten?|kollegen?)\\b.*',
    '\\b(?:sprechen|reden|chatten|verbinden|verbunden|weiterleiten|schreiben|telefonieren|helfen|kontaktieren)\\b',
  ),
  pattern(
    '\\b(?:brauche|möchte|moechte|will|hätte|haette|gib|gebt|geben sie|verbinde|verbinden sie|hol|holen sie)\\b.*',
    '\\b(?:menschen?|mitarbeiter(?:in)?|person|berater(?:in)?|jemandem?|jemanden|kundendienst)\\b',
  ),
  /^(?:ein(?:en)? )?(?:echter? |echten )?(?:mensch|menschen|mitarbeiter|mitarbeiterin|berater|kundendienst|kundenservice)(?: bitte)?\?*$/,
];

const FRENCH: readonly RegExp[] = [
  pattern(
    '\\b(?:parler|discuter|échanger|contacter|joindre|passer|passez|connecter|transférer|transférez|voudrais|veux|besoin)\\b.*',
    "\\b(?:humain|humaine|personne|conseiller|conseillère|agent|quelqu'un|opérateur|opératrice|responsable|service client)\\b",
  ),
  /^(?:un |une )?(?:vrai |vraie )?(?:humain|personne|conseiller|conseillère|opérateur)(?: réelle?)?(?: s'il (?:vous|te) plaît| svp)?\s?\?*$/,
];

const SPANISH: readonly RegExp[] = [
  pattern(
    '\\b(?:hablar|chatear|conectar|conectarme|comunicar|comunicarme|contactar|pasar|pasarme|páseme|pásame|transferir|transfiérame|quiero|necesito)\\b.*',
    '\\b(?:persona|humano|humana|agente|alguien|operador|operadora|asesor|asesora|representante|ser humano)\\b',
  ),
  /^(?:un |una )?(?:persona|humano|agente|operador|asesor)(?: real| humano)?(?: por favor)?\?*$/,
];

const ASKS = [...ENGLISH, ...GERMAN, ...FRENCH, ...SPANISH];

/** Questions about handing over, or about who answers: for the documents, not for the queue. */
const ASKS_ABOUT = pattern(
  '^(?:so |and |but |hi |hello )?(?:am i (?:talking|speaking|chatting)',
  '|how (?:does|do(?! i\\b| we\\b)|is|are|would|will|can (?:my |a |the )?(?:visitors?|customers?|users?|agents?))',
  '|what (?:happens|if|is|are|does)|when (?:does|do|is|will)|where (?:do|does|is|are)|why|which|who',
  '|(?:can|could|do|does|will) (?:(?:my|a|an|the|our|several|two|many|it) )*(?:visitors?|customers?|users?|agents|bots?|it)',
  '|(?:can|could) an agent (?!help|assist|call|answer|contact|take over))\\b',
);

const REFUSES = pattern(
  "\\b(?:don't|do not|dont|doesn't|not|never|no need to|didn't|without (?:having to )?)\\s?",
  '(?:want|need|wish|like|have)?(?: to)?(?: be)? ?(?:talk|speak|chat|connect(?:ed)?|transfer(?:red)?|want|need|a human|a person|an agent)',
  '|\\b(?:keinen? menschen|kein mitarbeiter|pas (?:besoin|envie)|no (?:quiero|necesito))\\b',
);

/** Whether a message asks to be put through to a person, says that this must not happen, or neither. */
export function wishForPerson(message: string): 'asks' | 'refuses' | undefined {
  if (ASKS_ABOUT.test(message) || !ASKS.some((asks) => asks.test(message))) return undefined;
  return REFUSES.test(message) ? 'refuses' : 'asks';
}
