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
    'nobody-there': 'Gerade ist niemand für einen Chat da.',
    'identity-refused': 'Wir konnten nicht bestätigen, wer Sie sind. Bitte melden Sie sich neu an.',
    'prechat-required': 'Bitte beantworten Sie zuerst die Fragen.',
    other: 'Etwas ist schiefgegangen.',
  },

  availability: {
    here: 'Unser Team ist für Sie da',
    busy: 'Unser Team ist gerade im Gespräch',
    away: (until) => (until ? `Unser Team ist ab ${until} wieder da` : 'Unser Team ist gerade nicht da'),
    assistant: 'Der Assistent kann jetzt helfen',
  },

  form: {
    optional: 'optional',
    choose: 'Bitte wählen',
    wrong: (count) => (count === 1 ? 'Bitte prüfen Sie ein Feld' : `Bitte prüfen Sie ${count} Felder`),
    required: 'Bitte füllen Sie dieses Feld aus',
    unchecked: 'Bitte setzen Sie hier ein Häkchen',
    unchosen: 'Bitte treffen Sie eine Auswahl',
    email: 'Bitte geben Sie eine E-Mail-Adresse wie name@example.com ein',
    tel: 'Bitte geben Sie eine Telefonnummer ein',
    number: 'Bitte geben Sie eine Zahl ein',
    date: 'Bitte geben Sie ein Datum ein',
    invalid: 'Bitte prüfen Sie Ihre Angabe',
    tooLong: (most) => `Bitte höchstens ${most} Zeichen`,
  },

  prechat: {
    title: 'Bevor es losgeht',
    intro: 'Mit ein paar Angaben können wir besser helfen.',
    submit: 'Chat starten',
  },

  leave: {
    title: 'Schreiben Sie uns',
    intro: 'Wir antworten per E-Mail.',
    email: 'E-Mail',
    name: 'Name',
    text: 'Wie können wir helfen?',
    submit: 'Nachricht senden',
    thanks: 'Vielen Dank! Ihre Nachricht ist angekommen.',
    answerTo: (email) => `Wir antworten an ${email}.`,
    another: 'Noch eine Nachricht schreiben',
    here: 'Jetzt ist jemand für Sie da',
    startChat: 'Chat starten',
    wait: 'Lieber auf eine Person warten',
  },

  idle: {
    title: 'Sind Sie noch da?',
    closes: 'Dieser Chat endet in',
    warning: (time) => `Sind Sie noch da? Dieser Chat endet in ${time}, wenn Sie nicht weitermachen`,
    minutes: (count) => (count === 1 ? 'einer Minute' : `${count} Minuten`),
    seconds: (count) => (count === 1 ? 'einer Sekunde' : `${count} Sekunden`),
    keep: 'Weiterchatten',
  },

  resolution: {
    ask: 'Hat das geholfen?',
    yes: 'Ja',
    no: 'Ich brauche noch Hilfe',
    person: 'Schade, dass das nicht geholfen hat. Eine Person kann übernehmen.',
    sorry: 'Schade, dass das nicht geholfen hat. Erzählen Sie uns mehr, und wir versuchen es noch einmal.',
    solved: 'Sie haben gesagt, dass das geholfen hat',
    unsolved: 'Sie haben gesagt, dass Sie noch Hilfe brauchen',
  },

  survey: {
    title: 'Wie war dieser Chat?',
    scores: ['Sehr schlecht', 'Schlecht', 'Okay', 'Gut', 'Sehr gut'],
    comment: 'Möchten Sie etwas ergänzen?',
    submit: 'Senden',
    skip: 'Überspringen',
    thanks: 'Vielen Dank für Ihre Rückmeldung',
  },

  reopened: {
    by: (name) => `${name} hat diesen Chat wieder geöffnet`,
    text: 'Sie können dort weitermachen, wo Sie aufgehört haben.',
    goOn: 'Hier weitermachen',
    leave: 'Nicht weitermachen',
    later: 'Wieder geöffneten Chat fortsetzen',
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
