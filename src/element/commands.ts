/**
 * Verbs from HTML alone: `<button commandfor="support" command="--start-chat">`. Knows the words of the commands and the click that stands
 * in where a browser has no invoker commands (HTML, 6.12.3); refuses to know what a verb does.
 */
import type {Verb} from './call-queue.js';

/** Every command with the method that it calls. */
export const COMMANDS: Readonly<Record<string, Verb>> = {
  '--show': 'show',
  '--hide': 'hide',
  '--toggle': 'toggle',
  '--start-chat': 'startChat',
  '--end-chat': 'endChat',
  '--clear-session': 'clearSession',
  '--reset-window': 'resetWindow',
  '--clear-chat': 'clearChat',
  '--new-session': 'startNewSession',
  '--request-handoff': 'requestHandoff',
};

const targets = new Map<Element, (verb: Verb) => void>();

/** Whether this browser sends `command` events by itself. */
const native = typeof HTMLButtonElement !== 'undefined' && 'commandForElement' in HTMLButtonElement.prototype;

/** Lets buttons of the page command `target`. Returns a function that stops it. */
export function obeyCommands(target: Element, run: (verb: Verb) => void): () => void {
  if (native) {
    const obey = (event: Event): void => carryOut((event as Event & {readonly command: string}).command, run);
    target.addEventListener('command', obey);
    return () => target.removeEventListener('command', obey);
  }
  if (targets.size === 0) document.addEventListener('click', relayClick);
  targets.set(target, run);
  return () => {
    targets.delete(target);
    if (targets.size === 0) document.removeEventListener('click', relayClick);
  };
}

function relayClick(event: Event): void {
  if (event.defaultPrevented) return;
  const button = event.composedPath().find((node) => node instanceof HTMLButtonElement && node.hasAttribute('commandfor'));
  if (!(button instanceof HTMLButtonElement) || button.disabled) return;
  const root = button.getRootNode() as Document | ShadowRoot;
  const run = targets.get(root.getElementById(button.getAttribute('commandfor') ?? '') as Element);
  if (run) carryOut(button.getAttribute('command') ?? '', run);
}

function carryOut(command: string, run: (verb: Verb) => void): void {
  const verb = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (verb) run(verb);
}
