// Renders its host again every second while somebody can see the page, for times that run. It knows no times itself.
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export class Ticking implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#timer = setInterval(() => {
      if (document.visibilityState === 'visible') this.#host.requestUpdate();
    }, 1_000);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
  }
}
