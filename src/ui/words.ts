/** Which words stand for an author, an error or a fresh page, and how long a wait is. Pure; knows the strings of a language, no elements. */
import type {FreshStrings} from '../i18n/fresh-strings.js';
import type {ChatErrorCode} from '../model/errors.js';
import type {Participant} from '../model/participant.js';
import type {FreshContext} from './session-context.js';

/** What an error says to people. */
export function reasonOf(code: ChatErrorCode | undefined, {errors}: FreshStrings): string {
  const known: Readonly<Partial<Record<string, string>>> = errors;
  return known[code ?? 'other'] ?? errors.other;
}

/** What a bot is called that has no name of its own: no name, but an English word. */
const NAMELESS = 'Assistant';

/** The name to show for an author: its own, or a word for its role. */
export function nameOf({role, name}: Pick<Participant, 'role' | 'name'>, strings: FreshStrings): string {
  if (role === 'visitor') return strings.you;
  if (role === 'agent') return name || strings.agent;
  return name && name !== NAMELESS ? name : strings.assistant;
}

/** A wait in whole minutes, as people say it. */
export function inMinutes(seconds: number): number {
  return Math.max(1, Math.round(seconds / 60));
}

/** The first words of a fresh page; empty where there are none. */
export function greetingOf({chat, strings, options}: FreshContext): string {
  return chat.state.greeting ? (options.greeting ?? strings.greeting) : '';
}
