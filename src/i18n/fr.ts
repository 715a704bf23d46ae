/** The window's words in French. */
import type {LauncherStrings} from './launcher-strings.js';
import type {ChatStrings} from './strings.js';

const plural = (count: number, one: string, many: string): string => (count < 2 ? one : many);

export const strings: ChatStrings = {
  locale: 'fr',
  dir: 'ltr',

  assistant: 'Assistant',
  agent: 'Le support',
  you: 'Vous',
  greeting: 'Bonjour ! Comment pouvons-nous vous aider ?',

  hide: 'Masquer le chat',
  end: 'Terminer',
  endLong: 'Terminer cette conversation',
  confirmTitle: 'Terminer cette conversation ?',
  confirmText: 'Elle sera fermée pour tous les participants.',
  confirmEnd: 'Terminer',
  confirmKeep: 'Continuer à discuter',
  waiting: 'En attente d’un conseiller',

  transcript: 'Conversation',
  loadingHistory: 'Chargement de la conversation',
  today: 'Aujourd’hui',
  yesterday: 'Hier',
  newMessages: (count) => plural(count, `${count} nouveau message`, `${count} nouveaux messages`),
  latest: 'Aller au dernier message',
  typing: (names) => (names.length === 1 ? `${names[0]} écrit` : `${names.join(' et ')} écrivent`),
  by: (author, time) => `${author}, ${time}`,
  sources: 'Sources',
  suggestions: 'Réponses suggérées',
  stopped: 'Interrompu',

  queued: 'En attente d’envoi',
  sent: 'Envoyé',
  delivered: 'Distribué',
  failed: 'Non envoyé',
  retry: 'Réessayer',
  discard: 'Supprimer',

  talkToPerson: 'Parler à un conseiller',
  queueFinding: 'Nous cherchons quelqu’un pour vous',
  queueNext: 'Vous êtes le prochain',
  queuePosition: (position) => `Vous êtes en position ${position} dans la file`,
  queueHint: 'Vous pouvez continuer à écrire en attendant.',
  estimate: (minutes) => plural(minutes, 'Environ une minute', `Environ ${minutes} minutes`),
  cancelWaiting: 'Ne plus attendre',

  joined: (name) => `${name} a rejoint la conversation`,
  left: (name) => `${name} a quitté la conversation`,
  toQueue: 'Vous avez demandé un conseiller',
  toBot: 'L’assistant répond de nouveau',
  ended: {
    visitor: () => 'Vous avez terminé cette conversation',
    agent: (name) => `${name ?? 'Le support'} a terminé cette conversation`,
    bot: (name) => `${name ?? 'L’assistant'} a terminé cette conversation`,
    host: () => 'Cette conversation est terminée',
    timeout: () => 'Cette conversation s’est terminée faute d’activité',
    server: () => 'Cette conversation est terminée',
  },
  ending: 'Fin de la conversation…',
  startNew: 'Nouvelle conversation',

  message: 'Message',
  placeholder: 'Écrire un message…',
  send: 'Envoyer',
  stop: 'Arrêter la réponse',
  remaining: (count) => plural(count, `${count} caractère restant`, `${count} caractères restants`),
  tooLong: (count) => plural(count, `${count} caractère en trop`, `${count} caractères en trop`),

  connecting: 'Connexion…',
  reconnecting: 'Reconnexion…',
  online: 'Vous êtes de nouveau en ligne',
  offline: 'Vous êtes hors ligne. Vos messages seront envoyés à votre retour.',
  memory: 'Ce navigateur ne peut pas conserver le chat. Il dure tant que cette page est ouverte.',
  dismiss: 'Fermer',
  tryAgain: 'Réessayer',

  errors: {
    network: 'Le chat est injoignable pour le moment.',
    unavailable: 'Le chat n’est pas disponible pour le moment.',
    'rate-limited': 'C’était un peu rapide. Merci de patienter un instant.',
    unauthorized: 'Le chat ne vous a pas reconnu. Merci de recommencer.',
    'forbidden-origin': 'Le chat n’est pas configuré pour ce site.',
    'session-ended': 'Cette conversation est déjà terminée.',
    'too-large': 'Ce message est trop long.',
    'load-failed': 'Une partie du chat n’a pas pu être chargée.',
    'nobody-there': 'Personne n’est disponible pour le moment.',
    'identity-refused': 'Nous n’avons pas pu confirmer votre identité. Merci de vous reconnecter.',
    'prechat-required': 'Merci de répondre d’abord aux questions.',
    other: 'Un problème est survenu.',
  },

  availability: {
    here: 'Notre équipe est là pour vous',
    busy: 'Notre équipe est déjà en conversation',
    away: (until) => (until ? `Notre équipe est de retour : ${until}` : 'Notre équipe est absente pour le moment'),
    assistant: 'L’assistant peut vous aider dès maintenant',
  },

  form: {
    optional: 'facultatif',
    choose: 'Choisissez',
    wrong: (count) => plural(count, 'Merci de vérifier un champ', `Merci de vérifier ${count} champs`),
    required: 'Merci de remplir ce champ',
    unchecked: 'Merci de cocher cette case pour continuer',
    unchosen: 'Merci de faire un choix',
    email: 'Merci d’indiquer une adresse e-mail comme nom@example.com',
    tel: 'Merci d’indiquer un numéro de téléphone',
    number: 'Merci d’indiquer un nombre',
    date: 'Merci d’indiquer une date',
    invalid: 'Merci de vérifier votre saisie',
    tooLong: (most) => plural(most, `${most} caractère au maximum`, `${most} caractères au maximum`),
  },

  prechat: {
    title: 'Avant de commencer',
    intro: 'Quelques informations pour mieux vous aider.',
    submit: 'Démarrer le chat',
  },

  leave: {
    title: 'Laissez-nous un message',
    intro: 'Nous vous répondrons par e-mail.',
    email: 'E-mail',
    name: 'Nom',
    text: 'Comment pouvons-nous vous aider ?',
    submit: 'Envoyer le message',
    thanks: 'Merci ! Nous avons bien reçu votre message.',
    answerTo: (email) => `Nous répondrons à ${email}.`,
    another: 'Écrire un autre message',
    here: 'Quelqu’un est maintenant là pour vous',
    startChat: 'Démarrer un chat',
    wait: 'Attendre plutôt un conseiller',
  },

  idle: {
    title: 'Êtes-vous toujours là ?',
    closes: 'Cette conversation se terminera dans',
    warning: (time) => `Êtes-vous toujours là ? Sans action de votre part, cette conversation se terminera dans ${time}`,
    minutes: (count) => plural(count, 'une minute', `${count} minutes`),
    seconds: (count) => plural(count, 'une seconde', `${count} secondes`),
    keep: 'Continuer à discuter',
  },

  resolution: {
    ask: 'Cela vous a-t-il aidé ?',
    yes: 'Oui',
    no: 'J’ai encore besoin d’aide',
    person: 'Désolé que cela n’ait pas suffi. Un conseiller peut prendre le relais.',
    sorry: 'Désolé que cela n’ait pas suffi. Dites-nous-en plus et nous réessaierons.',
    solved: 'Vous avez indiqué que cela vous a aidé',
    unsolved: 'Vous avez indiqué avoir encore besoin d’aide',
  },

  survey: {
    title: 'Comment était cette conversation ?',
    scores: ['Très mauvaise', 'Mauvaise', 'Correcte', 'Bonne', 'Très bonne'],
    comment: 'Souhaitez-vous ajouter quelque chose ?',
    submit: 'Envoyer',
    skip: 'Passer',
    thanks: 'Merci pour votre avis',
  },

  reopened: {
    by: (name) => `${name} a rouvert cette conversation`,
    text: 'Vous pouvez reprendre là où vous vous étiez arrêté.',
    goOn: 'Continuer ici',
    leave: 'Ne pas continuer',
    later: 'Reprendre la conversation rouverte',
  },

  threads: {
    title: 'Conversations',
    back: 'Toutes les conversations',
    backUnread: (count) => `Toutes les conversations, ${count} avec des messages non lus`,
    start: 'Nouvelle conversation',
    earlier: 'Afficher les précédentes',
    loading: 'Chargement de vos conversations',
    empty: 'Aucune conversation pour l’instant',
    emptyHint: 'Vos échanges avec nous apparaîtront ici.',
    failed: 'Vos conversations n’ont pas pu être chargées.',
    own: (text) => `Vous : ${text}`,
    blank: 'Aucun message pour l’instant',
    ended: 'Terminée',
    unread: (count) => plural(count, '1 message non lu', `${count} messages non lus`),
    goToOpen: 'Aller à votre conversation en cours',
    more: 'Plus',
    close: 'Fermer le chat',
  },

  markdown: {
    copy: 'Copier',
    copied: 'Copié',
    code: 'Code',
    table: 'Tableau',
    loadImage: 'Charger l’image de {host}',
    taskDone: 'Fait',
    taskOpen: 'À faire',
  },
};

export const launcher: LauncherStrings = {
  title: 'Chat',
  open: 'Ouvrir le chat',
  close: 'Fermer le chat',
  unread: (count) => plural(count, `${count} message non lu`, `${count} messages non lus`),
  loading: 'Ouverture du chat',
  loadFailed: 'Le chat n’a pas pu être chargé.',
  tryAgain: 'Réessayer',
};
