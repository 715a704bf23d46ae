/** Where the keyboard was before the window opened, and where it goes when the window is hidden. Knows focus; decides nothing else. */

/** The focus of one element with a window in its shadow root. */
export class FocusKeeper {
  readonly #host: HTMLElement;
  #opener: HTMLElement | undefined;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  /** Call before the window opens: remembers what the visitor came from, if it is something outside. */
  leave(): void {
    const active = document.activeElement;
    this.#opener = active instanceof HTMLElement && active !== this.#host && active !== document.body ? active : undefined;
  }

  /** Whether focus is in `panel`, a part of the host's shadow root. */
  isIn(panel: Element | null | undefined): boolean {
    return panel?.contains(this.#host.shadowRoot?.activeElement ?? null) ?? false;
  }

  /** Call after the window has been hidden: back to where the visitor came from, else to `launcher`. */
  comeBack(launcher: HTMLElement | null | undefined): void {
    const opener = this.#opener;
    this.#opener = undefined;
    if (opener?.isConnected) opener.focus();
    if (document.activeElement !== opener || opener === undefined) launcher?.focus();
  }
}
