/** What the page tells about its life. Knows the browser's events; refuses to know what anybody does about them. */
import type {Surroundings} from '../contracts/surroundings.js';

const CHECK_MS = 10_000;
/** A visible page whose timer comes this much too late was asleep with its computer. */
const ASLEEP_MS = 30_000;

function on(target: EventTarget, type: string, listener: (event: Event) => void): () => void {
  target.addEventListener(type, listener);
  return () => target.removeEventListener(type, listener);
}

const persisted = (event: Event): boolean => (event as PageTransitionEvent).persisted;

/** The surroundings of one page; `page` is its window. */
export class PageSurroundings implements Surroundings {
  readonly #page: Window;

  constructor(page: Window) {
    this.#page = page;
  }

  get online(): boolean {
    return this.#page.navigator.onLine !== false;
  }

  get visible(): boolean {
    return this.#page.document.visibilityState !== 'hidden';
  }

  onWake(listener: () => void): () => void {
    const page = this.#page;
    const stops = [
      on(page, 'online', () => listener()),
      on(page.document, 'visibilitychange', () => this.visible && listener()),
      on(page.document, 'resume', () => listener()),
      on(page, 'pageshow', (event) => persisted(event) && listener()),
      this.#watchSleep(listener),
    ];
    return () => stops.forEach((stop) => stop());
  }

  onOffline(listener: () => void): () => void {
    return on(this.#page, 'offline', () => listener());
  }

  onSuspend(listener: () => void): () => void {
    return on(this.#page, 'pagehide', () => listener());
  }

  onResume(listener: () => void): () => void {
    return on(this.#page, 'pageshow', (event) => persisted(event) && listener());
  }

  /** Once the page is hidden by its unloading, nothing more is written: a navigation that begins leaves the time for it. */
  onLeaving(listener: () => void, signal: AbortSignal): void {
    this.#page.document.addEventListener('visibilitychange', listener, {signal});
    this.#page.addEventListener('beforeunload', listener, {signal});
  }

  /** No event tells that a computer slept. Hidden pages are left out: browsers slow their timers, and becoming visible wakes them anyway. */
  #watchSleep(listener: () => void): () => void {
    let before = Date.now();
    const timer = this.#page.setInterval(() => {
      const now = Date.now();
      const late = now - before - CHECK_MS;
      before = now;
      if (late > ASLEEP_MS && this.visible) listener();
    }, CHECK_MS);
    return () => this.#page.clearInterval(timer);
  }
}
