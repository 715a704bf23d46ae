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
    other: 'Un problème est survenu.',
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
