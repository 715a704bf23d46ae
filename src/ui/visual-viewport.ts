/**
 * Keeps a window that fills the screen inside what can be seen of it while a phone's keyboard is open. Knows the visual viewport; touches
 * neither the page nor its scrolling.
 */
import type {ReactiveController, ReactiveControllerHost} from 'lit';

const CHANGES = ['resize', 'scroll'];

/** Sets `--visible-height` and `--visible-top` on its host while the keyboard covers a part of it. */
export class VisualViewportInset implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    for (const type of CHANGES) visualViewport?.addEventListener(type, this.#measure);
  }

  hostDisconnected(): void {
    for (const type of CHANGES) visualViewport?.removeEventListener(type, this.#measure);
  }

  readonly #measure = (): void => {
    const {height, offsetTop, scale} = visualViewport!;
    const {style} = this.#host;
    const box = this.#host.getBoundingClientRect();
    const fillsScreen = box.width >= innerWidth - 2 && box.height >= innerHeight - 2;
    const covered = fillsScreen && scale === 1 && innerHeight - height > 80;
    // An empty value takes the property away.
    style.setProperty('--visible-height', covered ? `${height}px` : '');
    style.setProperty('--visible-top', covered ? `${offsetTop}px` : '');
  };
}
