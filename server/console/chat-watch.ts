// Renders its host again when the chat it shows has changed, also when it is handed another one. It knows subscriptions only.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { AgentChat } from './agent-chat.js';

export class ChatWatch implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #chat: () => AgentChat | undefined;
  #watched: AgentChat | undefined;
  #stop: () => void = () => undefined;

  constructor(host: ReactiveControllerHost & HTMLElement, chat: () => AgentChat | undefined) {
    this.#host = host;
    this.#chat = chat;
    host.addController(this);
  }

  hostUpdate(): void {
    const chat = this.#chat();
    if (chat === this.#watched || !this.#host.isConnected) return;
    this.#stop();
    this.#watched = chat;
    this.#stop = chat?.subscribe(() => this.#host.requestUpdate()) ?? (() => undefined);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#stop();
    this.#watched = undefined;
  }
}
