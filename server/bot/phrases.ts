// The bot's own sentences, in the visitor's language. What it says about a subject comes from the documents, in their language.

/** Every sentence that the bot has of its own. `{subject}` stands for a heading. */
export interface Phrases {
  readonly greeting: string;
  readonly identity: string;
  readonly thanks: string;
  readonly bye: string;
  readonly ready: string;
  /** Ends with `offer`. */
  readonly unsure: string;
  readonly unhappy: string;
  readonly nothingMore: string;
  readonly unclear: string;
  /** The question to which "yes" means: get me a person. */
  readonly offer: string;
  readonly likely: string;
  readonly here: string;
  readonly short: string;
  readonly long: string;
  readonly also: string;
}

const PHRASES: Readonly<Record<string, Phrases>> = {
  en: {
    greeting: 'Hello! What would you like to know?',
    identity: 'I am an assistant, not a person. I answer from the documentation and name where each answer comes from. If you would rather talk to a person, just say so.',
    thanks: 'You are welcome! Is there anything else?',
    bye: 'Goodbye! You can come back to this chat at any time.',
    ready: 'All right. Ask me anything whenever you like.',
    unsure: 'I am not sure about that: I found nothing in the documentation that answers it.',
    unhappy: 'I am sorry that this did not help. You could ask in other words.',
    nothingMore: 'That is all I know about it.',
    unclear: 'Could you tell me a little more about what you would like to know?',
    offer: 'Would you like to talk to a person?',
    likely: 'I think this is what you are looking for.',
    here: 'This is what I found under *{subject}*:',
    short: 'In short:',
    long: 'In more detail:',
    also: 'See also *{subject}*:',
  },
  de: {
    greeting: 'Hallo! Was möchten Sie wissen?',
    identity: 'Ich bin ein Assistent, kein Mensch. Ich antworte aus der Dokumentation und nenne die Quelle. Wenn Sie lieber mit einem Menschen sprechen, sagen Sie es einfach.',
    thanks: 'Gern geschehen! Kann ich sonst noch helfen?',
    bye: 'Auf Wiedersehen! Sie können jederzeit in diesen Chat zurückkehren.',
    ready: 'In Ordnung. Fragen Sie mich jederzeit alles, was Sie wissen möchten.',
    unsure: 'Da bin ich mir nicht sicher: In der Dokumentation habe ich keine Antwort darauf gefunden.',
    unhappy: 'Es tut mir leid, dass das nicht geholfen hat. Vielleicht mit anderen Worten?',
    nothingMore: 'Mehr weiß ich dazu nicht.',
    unclear: 'Könnten Sie etwas genauer sagen, was Sie wissen möchten?',
    offer: 'Möchten Sie mit einem Menschen sprechen?',
    likely: 'Ich glaube, das ist es, was Sie suchen.',
    here: 'Das habe ich unter *{subject}* gefunden:',
    short: 'Kurz gesagt:',
    long: 'Ausführlicher:',
    also: 'Siehe auch *{subject}*:',
  },
  fr: {
    greeting: 'Bonjour ! Que souhaitez-vous savoir ?',
    identity: 'Je suis un assistant, pas une personne. Je réponds à partir de la documentation et je cite la source. Si vous préférez parler à une personne, dites-le simplement.',
    thanks: 'Avec plaisir ! Autre chose ?',
    bye: 'Au revoir ! Vous pouvez revenir à cette conversation à tout moment.',
    ready: 'Très bien. Posez-moi vos questions quand vous voulez.',
    unsure: 'Je n’en suis pas sûr : je n’ai rien trouvé dans la documentation qui y réponde.',
    unhappy: 'Je suis désolé que cela ne vous ait pas aidé. Vous pouvez reformuler la question.',
    nothingMore: 'C’est tout ce que je sais à ce sujet.',
    unclear: 'Pourriez-vous préciser ce que vous souhaitez savoir ?',
    offer: 'Souhaitez-vous parler à une personne ?',
    likely: 'Je crois que c’est ce que vous cherchez.',
    here: 'Voici ce que j’ai trouvé sous *{subject}* :',
    short: 'En bref :',
    long: 'Plus en détail :',
    also: 'Voir aussi *{subject}* :',
  },
  es: {
    greeting: '¡Hola! ¿Qué le gustaría saber?',
    identity: 'Soy un asistente, no una persona. Respondo a partir de la documentación y cito la fuente. Si prefiere hablar con una persona, dígalo sin más.',
    thanks: '¡De nada! ¿Algo más?',
    bye: '¡Hasta luego! Puede volver a esta conversación cuando quiera.',
    ready: 'De acuerdo. Pregúnteme lo que quiera cuando quiera.',
    unsure: 'No estoy seguro: no he encontrado nada en la documentación que lo responda.',
    unhappy: 'Siento que no haya servido. Puede preguntarlo con otras palabras.',
    nothingMore: 'Es todo lo que sé al respecto.',
    unclear: '¿Podría decirme algo más sobre lo que quiere saber?',
    offer: '¿Quiere hablar con una persona?',
    likely: 'Creo que esto es lo que busca.',
    here: 'Esto es lo que he encontrado en *{subject}*:',
    short: 'En resumen:',
    long: 'Con más detalle:',
    also: 'Véase también *{subject}*:',
  },
};

const ENGLISH = PHRASES.en as Phrases;

/** The sentences for a BCP 47 tag; English where the language is not spoken. */
export const phrasesFor = (locale = 'en'): Phrases => PHRASES[locale.toLowerCase().split('-')[0] ?? 'en'] ?? ENGLISH;

/** Whether the bot's text asked, in any language, if the visitor wants a person. */
export const offeredPerson = (text: string): boolean => Object.values(PHRASES).some(({ offer }) => text.includes(offer));

/** Whether the bot's text said that it has no answer. */
export const wasUnsure = (text: string): boolean => Object.values(PHRASES).some(({ unsure }) => text.includes(unsure));
