/**
 * A page with one `<chat-embed>` on a back end in memory: the element, its core, its storage and its window are real, only the network is not.
 * Knows how to fill a session and how to wait for the screen; measures nothing.
 */
import '../../src/index.js';
import {systemClock} from '../../src/clock/system-clock.js';
import {FakeBackend} from '../../src/connectors/fake/fake-backend.js';
import {connectorFor} from '../../src/connectors/fake/fake-connector.js';
import type {FakeSession} from '../../src/connectors/fake/fake-session.js';
import {registerConnector} from '../../src/connectors/registry.js';
import {newId} from '../../src/model/ids.js';

const WORDS = 'the parcel was sent on Monday and the carrier says that it will be with you by the end of this week at the latest'.split(' ');

/** What has not happened by then will not happen. */
const PATIENCE_MS = 30_000;

/** How many messages are filled in before the page may breathe. */
const BATCH = 250;

export const backend = new FakeBackend({clock: systemClock});

registerConnector('memory', () => Promise.resolve({createConnector: connectorFor(backend)}));

export const element = document.createElement('chat-embed');
element.connector = 'memory';
element.endpoint = '/chat';
document.body.append(element);

/** Hands functions to whoever drives this page, as `bench`. */
export function offer(functions: Readonly<Record<string, unknown>>): void {
  Object.assign(globalThis, {bench: functions});
}

/** Resolves when `probe` is true of what is on the screen, with the time of the first frame after which it was. */
export async function seen(probe: () => boolean): Promise<number> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const time = await painted();
    if (probe()) return time;
    if (time > end) throw new Error(`not seen: ${String(probe)}`);
  }
}

/** Resolves after the next frame, its layout and paint included, with the time then. */
export function painted(): Promise<number> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const {port1, port2} = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      port2.postMessage(null);
    });
  });
}

/** Starts a session by a first message, without showing the window. */
export async function begin(): Promise<FakeSession> {
  await element.sendMessage('Where is my parcel?');
  await until(() => element.state.session.status === 'active' && backend.streams > 0);
  return backend.session();
}

/** Bot and visitor say `count` messages of one to five lines in turn. Resolves when the element's state has them. */
export async function fill(session: FakeSession, count: number): Promise<void> {
  const before = element.state.entries.length;
  for (let index = 0; index < count; index += 1) {
    const text = Array.from({length: 4 + ((index * 7) % 41)}, (_, word) => WORDS[(index + word) % WORDS.length]).join(' ');
    if (index % 2) session.botSend(`${index}: ${text}`);
    else session.receive(newId(), `${index}: ${text}`);
    if (index % BATCH === BATCH - 1) await pause();
  }
  await until(() => element.state.entries.length >= before + count);
}

/** The messages that are rendered, oldest first. */
export function messages(): readonly HTMLElementTagNameMap['chat-embed-message'][] {
  const window = element.shadowRoot?.querySelector('chat-embed-window');
  const transcript = window?.shadowRoot?.querySelector('chat-embed-transcript');
  return [...(transcript?.shadowRoot?.querySelectorAll('chat-embed-message') ?? [])];
}

/** Whether the newest message can be seen, and is the one that `text` is in. */
export function showsLast(text: string): boolean {
  const last = messages().at(-1);
  if (!last?.message?.text.includes(text)) return false;
  const {bottom, height} = last.getBoundingClientRect();
  return height > 0 && bottom <= innerHeight;
}

/** How many nodes there are under the element, shadow roots included. */
export function countNodes(root: Node = element): number {
  let count = 1;
  for (const child of root.childNodes) count += countNodes(child);
  if (root instanceof Element && root.shadowRoot) count += countNodes(root.shadowRoot);
  return count;
}

/** Resolves when `probe` is true. */
export async function until(probe: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!probe()) {
    if (performance.now() > end) throw new Error(`waited in vain: ${String(probe)}`);
    await pause();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
