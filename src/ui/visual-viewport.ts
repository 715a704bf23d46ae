/**
 * Keeps a window that fills the screen inside what can be seen of it while a phone's keyboard is open. Knows the visual viewport; touches
 * neither the page nor its scrolling.
 */
import type {ReactiveController, ReactiveControllerHost} from 'lit';

/** Sets `--visible-height` and `--visible-top` on its host while the keyboard covers a part of it. */
export class VisualViewportInset implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    globalThis.visualViewport?.addEventListener('resize', this.#measure);
    globalThis.visualViewport?.addEventListener('scroll', this.#measure);
  }

  hostDisconnected(): void {
    globalThis.visualViewport?.removeEventListener('resize', this.#measure);
    globalThis.visualViewport?.removeEventListener('scroll', this.#measure);
  }

  readonly #measure = (): void => {
    const {height, offsetTop, scale} = globalThis.visualViewport!;
    const {style} = this.#host;
    const box = this.#host.getBoundingClientRect();
    const fillsScreen = box.width >= globalThis.innerWidth - 2 && box.height >= globalThis.innerHeight - 2;
    const covered = fillsScreen && scale === 1 && globalThis.innerHeight - height > 80;
    if (covered) {
      style.setProperty('--visible-height', `${height}px`);
      style.setProperty('--visible-top', `${offsetTop}px`);
    } else {
      style.removeProperty('--visible-height');
      style.removeProperty('--visible-top');
    }
  };
}
