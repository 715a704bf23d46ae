/** The few words that the chat page says around the chat, in its five languages. Refuses to know when they are said. */

export interface PageWords {
  readonly dir: 'ltr' | 'rtl';
  readonly title: string;
  readonly closed: string;
  /** The conversation is still there. */
  readonly goesOn: string;
  readonly openAgain: string;
  /** The conversation is over, and gone from this device. */
  readonly ended: string;
  /** The address asks for something in a way that is not understood. */
  readonly wrong: (names: string) => string;
  /** The message in the address was not sent. */
  readonly notSent: string;
  readonly tryAgain: string;
  readonly dismiss: string;
  readonly loadFailed: string;
  readonly reload: string;
}

const english: PageWords = {
  dir: 'ltr',
  title: 'Chat',
  closed: 'Chat closed',
  goesOn: 'Your conversation is kept. You can come back to it at any time.',
  openAgain: 'Open the chat again',
  ended: 'The conversation has ended. Thank you for writing to us.',
  wrong: (names) => `Part of this link could not be understood and was left out: ${names}.`,
  notSent: 'The message from this link was not sent.',
  tryAgain: 'Try again',
  dismiss: 'Dismiss',
  loadFailed: 'The chat could not be loaded.',
  reload: 'Reload the page',
};

const german: PageWords = {
  dir: 'ltr',
  title: 'Chat',
  closed: 'Chat geschlossen',
  goesOn: 'Ihre Unterhaltung bleibt erhalten. Sie können jederzeit zurückkommen.',
  openAgain: 'Chat wieder öffnen',
  ended: 'Die Unterhaltung ist beendet. Danke, dass Sie uns geschrieben haben.',
  wrong: (names) => `Ein Teil dieses Links war nicht zu verstehen und wurde ausgelassen: ${names}.`,
  notSent: 'Die Nachricht aus diesem Link wurde nicht gesendet.',
  tryAgain: 'Erneut versuchen',
  dismiss: 'Schließen',
  loadFailed: 'Der Chat konnte nicht geladen werden.',
  reload: 'Seite neu laden',
};

const french: PageWords = {
  dir: 'ltr',
  title: 'Chat',
  closed: 'Chat fermé',
  goesOn: 'Votre conversation est conservée. Vous pouvez y revenir à tout moment.',
  openAgain: 'Rouvrir le chat',
  ended: 'La conversation est terminée. Merci de nous avoir écrit.',
  wrong: (names) => `Une partie de ce lien n’a pas été comprise et a été ignorée : ${names}.`,
  notSent: 'Le message de ce lien n’a pas été envoyé.',
  tryAgain: 'Réessayer',
  dismiss: 'Fermer',
  loadFailed: 'Le chat n’a pas pu être chargé.',
  reload: 'Recharger la page',
};

const spanish: PageWords = {
  dir: 'ltr',
  title: 'Chat',
  closed: 'Chat cerrado',
  goesOn: 'Tu conversación se conserva. Puedes volver a ella cuando quieras.',
  openAgain: 'Volver a abrir el chat',
  ended: 'La conversación ha terminado. Gracias por escribirnos.',
  wrong: (names) => `No se entendió una parte de este enlace y se ha omitido: ${names}.`,
  notSent: 'No se envió el mensaje de este enlace.',
  tryAgain: 'Reintentar',
  dismiss: 'Cerrar',
  loadFailed: 'No se ha podido cargar el chat.',
  reload: 'Recargar la página',
};

const arabic: PageWords = {
  dir: 'rtl',
  title: 'المحادثة',
  closed: 'أُغلقت المحادثة',
  goesOn: 'محادثتك محفوظة، ويمكنك العودة إليها في أي وقت.',
  openAgain: 'فتح المحادثة من جديد',
  ended: 'انتهت المحادثة. شكرًا لمراسلتنا.',
  wrong: (names) => `تعذّر فهم جزء من هذا الرابط فتُرك: ${names}.`,
  notSent: 'لم تُرسل الرسالة التي في هذا الرابط.',
  tryAgain: 'إعادة المحاولة',
  dismiss: 'إغلاق',
  loadFailed: 'تعذّر تحميل المحادثة.',
  reload: 'إعادة تحميل الصفحة',
};

const LANGUAGES: ReadonlyMap<string, PageWords> = new Map([['en', english], ['de', german], ['fr', french], ['es', spanish], ['ar', arabic]]);

/** The first of these language tags that the page speaks, and its words; English where there is none. */
export function speak(tags: readonly string[]): {readonly tag: string; readonly words: PageWords} {
  for (const tag of tags) {
    const words = LANGUAGES.get(tag.toLowerCase().split('-')[0]!);
    if (words) return {tag, words};
  }
  return {tag: 'en', words: english};
}
