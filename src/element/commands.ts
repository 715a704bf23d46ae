/**
 * Verbs from HTML alone: `<button commandfor="support" command="--start-chat">`. Knows how commands are spelled (HTML, invoker commands);
 * refuses to know what a verb does.
 */
import {NEEDY, VERBS, type Verb} from './call-queue.js';

/** Every command with its method: `--start-chat` for `startChat()`. */
const COMMANDS: ReadonlyMap<string, Verb> = new Map(
  VERBS.filter((verb) => !NEEDY.has(verb)).map((verb) => [`--${verb.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, verb]),
);

/** The method that a command calls; `undefined` where there is none. */
export function verbOf(command: string): Verb | undefined {
  return COMMANDS.get(command);
}

/** The commands there are, for whoever has misspelled one. */
export const commandNames = (): string => [...COMMANDS.keys()].join(', ');
