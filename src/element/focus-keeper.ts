/** Where the keyboard was before the window opened, when it goes in, and where it goes back to. Knows focus; decides nothing else. */
import type {ChatEmbedWindow} from '../ui/index.js';

/** What the visitor opened the window with, if it was the visitor, and what had focus then. */
export interface Intent {
  readonly by: 'keyboard' | 'pointer' | 'nobody';
  readonly opener: Element | null;
}

/** What has focus, through the shadow roots of the page as far as `host`: an app may have its button and the element in one. */
export function focused(host: Element): Element | null {
  let active = document.activeElement;
  while (active !== host && active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

/** The focus of one element with a window in its shadow root. */
export class FocusKeeper {
  readonly #host: HTMLElement;
  #opener: Element | null = null;
  #entering: Intent['by'] = 'nobody';
  #leaving = false;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  /** The window opens: focus follows the visitor, as soon as there is a window. */
  enterWindow({by, opener}: Intent): void {
    this.#entering = by;
    this.#leaving = false;
    this.#opener = opener === document.body || opener === this.#host ? null : opener;
  }

  /** The window is hidden: focus that was in `panel` comes back, as soon as that is done. */
  leaveWindow(panel: Element | null): void {
    this.#entering = 'nobody';
    this.#leaving = panel?.contains(this.#host.shadowRoot?.activeElement ?? null) ?? false;
  }

  /** Moves focus where it is due. */
  settle(window: ChatEmbedWindow | null, launcher: HTMLElement | null): void {
    if (this.#leaving) this.#comeBack(launcher);
    if (!window || this.#entering === 'nobody') return;
    // Whoever went on to another field meanwhile is left there.
    const active = focused(this.#host);
    const waits = active === null || active === document.body || active === this.#host || active === this.#opener;
    if (waits) void window.focusOnOpen(this.#entering === 'keyboard');
    this.#entering = 'nobody';
  }

  #comeBack(launcher: HTMLElement | null): void {
    this.#leaving = false;
    const opener = this.#opener;
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus({preventScroll: true});
    if (opener === null || focused(this.#host) !== opener) launcher?.focus();
  }
}
