/**
 * Puts `<chat-embed>` into the page before a back end in memory, under a connector and a namespace of the test's own, and records what it tells.
 */
import {registerConnector} from '../../../src/connectors/registry.js';
import {systemClock} from '../../../src/clock/system-clock.js';
import {FakeBackend} from '../../../src/connectors/fake/fake-backend.js';
import {connectorFor} from '../../../src/connectors/fake/fake-connector.js';
import type {FakeSession} from '../../../src/connectors/fake/fake-session.js';
import type {ChatEmbedWindow} from '../../../src/ui/index.js';
import type {ChatEmbed} from '../../../src/index.js';
import '../../../src/index.js';

/** Names of everything that the element tells. */
export const EVENTS = [
  'ready', 'show', 'hide', 'start', 'resume', 'end', 'clear', 'reset', 'status', 'connection', 'message', 'message-status', 'unread',
  'participant', 'handoff', 'queue', 'storage', 'error', 'availability', 'prechat', 'idle', 'resolution', 'csat', 'identity', 'reopen',
  'before-start', 'before-end', 'before-clear', 'before-send',
].map((name) => `chat-${name}`);

let made = 0;

/** A back end with its own connector. */
export interface Scene {
  readonly backend: FakeBackend;
  /** The name under which the element finds it. */
  readonly connector: string;
  readonly namespace: string;
}

/** A back end that nobody else uses. `onMessage` is its bot. */
export function makeScene(onMessage?: (session: FakeSession, text: string) => void): Scene {
  const backend = new FakeBackend({clock: systemClock, ...(onMessage ? {onMessage} : {})});
  const connector = `fake-${(made += 1)}`;
  registerConnector(connector, async () => ({createConnector: connectorFor(backend)}));
  return {backend, connector, namespace: `test-${Date.now()}-${made}`};
}

/** An element for this scene that is in no page yet. */
export function makeElement({connector, namespace}: Scene, attributes: Readonly<Record<string, string>> = {}): ChatEmbed {
  const element = document.createElement('chat-embed');
  for (const [name, value] of Object.entries({connector, namespace, ...attributes})) element.setAttribute(name, value);
  return element;
}

/** An element in the page; taken out after the test. */
export async function addElement(scene: Scene, attributes: Readonly<Record<string, string>> = {}): Promise<ChatEmbed> {
  const element = makeElement(scene, attributes);
  document.body.append(element);
  await element.updateComplete;
  return element;
}

/** What an element has told, oldest first. */
export interface Log {
  readonly types: string[];
  readonly events: CustomEvent<Readonly<Record<string, unknown>>>[];
}

/** Writes down every event of `target`. */
export function record(target: EventTarget): Log {
  const log: Log = {types: [], events: []};
  for (const type of EVENTS) {
    target.addEventListener(type, (event) => {
      log.types.push(type);
      log.events.push(event as CustomEvent<Readonly<Record<string, unknown>>>);
    });
  }
  return log;
}

/** The next event of that type. */
export function next(target: EventTarget, type: string): Promise<CustomEvent<Readonly<Record<string, unknown>>>> {
  return new Promise((resolve) =>
    target.addEventListener(type, (event) => resolve(event as CustomEvent<Readonly<Record<string, unknown>>>), {once: true}),
  );
}

/** Resolves once `condition` holds, looked at in every frame. The runner's own time limit is the other end. */
export async function until(condition: () => unknown): Promise<void> {
  while (!condition()) await new Promise((resolve) => requestAnimationFrame(resolve));
}

export const launcherOf = (element: ChatEmbed): HTMLButtonElement => element.renderRoot.querySelector<HTMLButtonElement>('[part=launcher]')!;
export const panelOf = (element: ChatEmbed): HTMLElement | null => element.renderRoot.querySelector<HTMLElement>('[part=panel]');
export const windowOf = (element: ChatEmbed): ChatEmbedWindow | null => element.renderRoot.querySelector<ChatEmbedWindow>('chat-embed-window');

/** Whether the panel can be seen, by its style. */
export function isSeen(element: ChatEmbed): boolean {
  const panel = panelOf(element);
  return panel !== null && getComputedStyle(panel).visibility === 'visible';
}

/** Where focus is, through all shadow roots. */
export function deepFocus(): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

/** Takes every element out of the page and waits until it has let go. */
export async function cleanUp(): Promise<void> {
  for (const element of document.querySelectorAll('chat-embed')) element.remove();
  sessionStorage.clear();
  await Promise.resolve();
}
