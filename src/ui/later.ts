/**
 * What the window downloads only when there is something to show with it. Knows where it is and that a download can fail; refuses to know what
 * is in it.
 */
import type {ChatState} from '../model/chat-state.js';

/** A download that failed is not tried again on its own before this time, in ms, has passed. */
const PAUSE_MS = 3_000;

/** Something that is downloaded at most once. */
export class Later<T> {
  /** What was downloaded; undefined before. */
  now: T | undefined;
  readonly #download: () => Promise<T>;
  #running: Promise<T | undefined> | undefined;

  constructor(download: () => Promise<T>) {
    this.#download = download;
  }

  /** Downloads it. Resolves with it, or with undefined when it could not be had; then a later call tries again. Never rejects. */
  load(): Promise<T | undefined> {
    return (this.#running ??= this.#download().then(
      (module) => (this.now = module),
      () => {
        setTimeout(() => this.forget(), PAUSE_MS);
        return undefined;
      },
    ));
  }

  /** The next call of `load()` tries at once, also right after a failure. */
  forget(): void {
    if (!this.now) this.#running = undefined;
  }
}

/** Everything that belongs to a session: entries, what may be done next, its end, and what is said of it. */
export const conversation = new Later(() => import('./conversation.js'));
/** The line about what stands between the visitor and an answer. */
export const banner = new Later(() => import('./chat-banner.js'));
/** What is said to the visitor beyond messages: whether it helped, how it was, that silence ends it. */
export const care = new Later(() => import('./care.js'));
/** The pages with a form that stand in the conversation's place. */
export const forms = new Later(() => import('./forms.js'));
/** The line that says whether people are there. */
export const presence = new Later(() => import('./chat-availability.js'));
/** Everything that belongs to a list of conversations: the list, the way back to it, and when which is shown. */
export const threads = new Later(() => import('./threads.js'));
/** The header's menu. */
export const menu = new Later(() => import('./chat-menu.js'));

/** Whether there is anything that only the conversation can show. */
export function needsConversation({session, entries}: ChatState): boolean {
  return session.status !== 'none' || entries.length > 0;
}

/** Whether there is anything that the banner might say. */
export function needsBanner({connection, error, storage}: ChatState): boolean {
  return connection === 'offline' || connection === 'reconnecting' || error !== null || storage === 'memory';
}

/** Whether there is anything that only the care can show. */
export function needsCare({session, resolution}: ChatState): boolean {
  return session.idle !== undefined || session.csat !== undefined || resolution !== null;
}

/** Downloads what a conversation may need in the first quiet moment, so that nothing waits for it and a network that goes away later takes nothing with it. */
export function warmUpSoon(): void {
  const soon = globalThis.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 200));
  soon(() => void warmUp());
}

/** Downloads it now. Never rejects. */
export async function warmUp(): Promise<void> {
  await Promise.all([conversation.load(), banner.load(), care.load()]);
}
