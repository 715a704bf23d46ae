// What the window's parts say on an agent's side of a chat, and what the console says of errors and ends. English; names are passed in.
import { english } from '../../src/i18n/strings.js';
import type { ChatStrings } from '../../src/i18n/strings.js';
import { ChatError } from '../../src/model/errors.js';
import type { EndedBy } from '../../src/model/session-event.js';
import type { Chat } from '../protocol.js';
import { OpenElsewhereError, TakenError } from './agent-api.js';
import { LOCALE } from './time.js';

const ERRORS = {
  ...english.errors,
  network: 'The server can’t be reached right now.',
  unavailable: 'The server isn’t available right now.',
  unauthorized: 'You’re signed out.',
  'session-ended': 'This chat has already ended.',
  'not-found': 'This chat doesn’t exist any more.',
  unsupported: 'This chat isn’t yours any more.',
};

/** The words of the window's parts, for a chat with this visitor. */
export function wordsFor(visitor: string): ChatStrings {
  return {
    ...english,
    locale: LOCALE,
    you: visitor,
    placeholder: `Reply to ${visitor}…`,
    message: `Reply to ${visitor}`,
    stopped: 'Cut off',
    delivered: 'Delivered',
    toQueue: `${visitor} asked for a person`,
    queueFinding: `${visitor} is waiting for somebody else`,
    toBot: 'The bot is answering',
    resolution: {
      ...english.resolution,
      solved: `${visitor} said that this solved it`,
      unsolved: `${visitor} still needs help`,
    },
    ended: {
      visitor: () => `${visitor} ended this chat`,
      agent: (name?: string) => `${name ?? 'An agent'} ended this chat`,
      bot: () => 'The bot ended this chat',
      host: () => 'The website ended this chat',
      timeout: () => 'This chat ended because it was quiet for a while',
      server: () => 'The server ended this chat',
    },
    errors: ERRORS,
  };
}

/** Whom a chat waits for, in the words after `Waiting for`. */
export function targetText(target: Chat['target'], myId: string | undefined): string {
  if (!target) return 'a person';
  const who = target.agent && (target.agent.id === myId ? 'you' : target.agent.name);
  if (who && target.queue) return `${who} (${target.queue.name})`;
  return who ?? target.queue?.name ?? 'a person';
}

/** What went wrong, in a sentence for the agent. */
export function problem(error: unknown): string {
  if (error instanceof OpenElsewhereError) return 'This visitor has another open chat, and may have one at a time.';
  if (error instanceof TakenError) return 'Somebody else has taken this chat.';
  const known: Readonly<Partial<Record<string, string>>> = ERRORS;
  return (error instanceof ChatError ? known[error.code] : undefined) ?? ERRORS.other;
}

/** Who ended a chat, in a word. */
export const ENDERS: Readonly<Record<EndedBy, string>> = {
  visitor: 'visitor',
  agent: 'agent',
  bot: 'bot',
  host: 'website',
  timeout: 'time-out',
  server: 'server',
};

/** Machine words such as `no_reply` or `orderId` as people write them. */
export function humanize(word: string): string {
  const plain = word
    .replaceAll(/[_-]+/g, ' ')
    .replaceAll(/(\p{Ll})(\p{Lu})(?=\p{Ll})/gu, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .trim();
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** The address if it is one of the web; anything else is shown as text. */
export function webAddress(url: string): URL | undefined {
  if (!URL.canParse(url)) return undefined;
  const address = new URL(url);
  return address.protocol === 'https:' || address.protocol === 'http:' ? address : undefined;
}
