/** The window's words in German. */
import type {LauncherStrings} from './launcher-strings.js';
import type {ChatStrings} from './strings.js';

export const strings: ChatStrings = {
  locale: 'de',
  dir: 'ltr',

  assistant: 'Assistent',
  agent: 'Support',
  you: 'Sie',
  greeting: 'Hallo! Wie können wir helfen?',

  hide: 'Chat ausblenden',
  end: 'Beenden',
  endLong: 'Diesen Chat beenden',
  confirmTitle: 'Diesen Chat beenden?',
  confirmText: 'Die Unterhaltung wird für alle Beteiligten geschlossen.',
  confirmEnd: 'Chat beenden',
  confirmKeep: 'Weiterchatten',
  waiting: 'Warten auf eine Person',

  transcript: 'Unterhaltung',
  loadingHistory: 'Unterhaltung wird geladen',
  today: 'Heute',
  yesterday: 'Gestern',
  newMessages: (count) => (count === 1 ? '1 neue Nachricht' : `${count} neue Nachrichten`),
  latest: 'Zur neuesten Nachricht',
  typing: (names) => (names.length === 1 ? `${names[0]} schreibt` : `${names.join(' und ')} schreiben`),
  by: (author, time) => `${author}, ${time}`,
  sources: 'Quellen',
  suggestions: 'Antwortvorschläge',
  stopped: 'Abgebrochen',

  queued: 'Wartet auf den Versand',
  sent: 'Gesendet',
  delivered: 'Zugestellt',
  failed: 'Nicht gesendet',
  retry: 'Erneut senden',
  discard: 'Verwerfen',

  talkToPerson: 'Mit einer Person sprechen',
  queueFinding: 'Wir suchen jemanden für Sie',
  queueNext: 'Sie sind als Nächstes dran',
  queuePosition: (position) => `Sie sind Nummer ${position} in der Warteschlange`,
  queueHint: 'Sie können währenddessen weiterschreiben.',
  estimate: (minutes) => (minutes === 1 ? 'Etwa eine Minute' : `Etwa ${minutes} Minuten`),
  cancelWaiting: 'Nicht mehr warten',

  joined: (name) => `${name} ist dabei`,
  left: (name) => `${name} hat den Chat verlassen`,
  toQueue: 'Sie möchten mit einer Person sprechen',
  toBot: 'Der Assistent antwortet wieder',
  ended: {
    visitor: () => 'Sie haben diesen Chat beendet',
    agent: (name) => `${name ?? 'Der Support'} hat diesen Chat beendet`,
    bot: (name) => `${name ?? 'Der Assistent'} hat diesen Chat beendet`,
    host: () => 'Dieser Chat ist beendet',
    timeout: () => 'Dieser Chat wurde beendet, weil es eine Weile still war',
    server: () => 'Dieser Chat ist beendet',
  },
  ending: 'Chat wird beendet …',
  startNew: 'Neuen Chat beginnen',

  message: 'Nachricht',
  placeholder: 'Nachricht schreiben …',
  send: 'Senden',
  stop: 'Antwort abbrechen',
  remaining: (count) => `Noch ${count} Zeichen`,
  tooLong: (count) => `${count} Zeichen zu viel`,

  connecting: 'Verbindung wird aufgebaut …',
  reconnecting: 'Verbindung wird wiederhergestellt …',
  online: 'Sie sind wieder online',
  offline: 'Sie sind offline. Nachrichten werden gesendet, sobald Sie wieder online sind.',
  memory: 'Dieser Browser kann den Chat nicht speichern. Er bleibt, bis Sie diese Seite verlassen.',
  dismiss: 'Schließen',
  tryAgain: 'Erneut versuchen',

  errors: {
    network: 'Der Chat ist gerade nicht erreichbar.',
    unavailable: 'Der Chat ist gerade nicht verfügbar.',
    'rate-limited': 'Das war etwas schnell. Bitte warten Sie einen Moment.',
    unauthorized: 'Der Chat hat Sie nicht erkannt. Bitte beginnen Sie neu.',
    'forbidden-origin': 'Der Chat ist für diese Website nicht eingerichtet.',
    'session-ended': 'Dieser Chat ist schon beendet.',
    'too-large': 'Diese Nachricht ist zu lang.',
    'load-failed': 'Ein Teil des Chats konnte nicht geladen werden.',
    other: 'Etwas ist schiefgegangen.',
  },

  markdown: {
    copy: 'Kopieren',
    copied: 'Kopiert',
    code: 'Code',
    table: 'Tabelle',
    loadImage: 'Bild von {host} laden',
    taskDone: 'Erledigt',
    taskOpen: 'Offen',
  },
};

export const launcher: LauncherStrings = {
  title: 'Chat',
  open: 'Chat öffnen',
  close: 'Chat schließen',
  unread: (count) => (count === 1 ? '1 ungelesene Nachricht' : `${count} ungelesene Nachrichten`),
  loading: 'Chat wird geöffnet',
  loadFailed: 'Der Chat konnte nicht geladen werden.',
  tryAgain: 'Erneut versuchen',
};
