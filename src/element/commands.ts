/**
 * Verbs from HTML alone: `<button commandfor="support" command="--start-chat">`. Knows how commands are spelled (HTML, invoker commands);
 * refuses to know what a verb does.
 */
import {VERBS, type Verb} from './call-queue.js';

/** The method that a command calls, `--start-chat` for `startChat`; `undefined` for somebody else's command. */
export function verbOf(command: string): Verb | undefined {
  if (command === '--new-session') return 'startNewSession';
  const name = command.replace(/^--/, '').replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return VERBS.find((verb) => verb === name && command !== name);
}

/** Whether this browser sends `command` events by itself. */
export const nativeCommands = 'commandForElement' in HTMLButtonElement.prototype;
