/**
 * Ties a part to the chat: it renders again when the slice of the state that it shows is another. Knows subscriptions and identity of values;
 * refuses to know what is rendered.
 */
import {ContextConsumer} from '@lit/context';
import type {ReactiveController, ReactiveControllerHost} from 'lit';
import type {ChatState} from '../model/chat-state.js';
import {chatContext, type ChatContext, type FreshContext, isWhole} from './session-context.js';

/** The parts of the state that a host shows. Compared one by one by identity. */
export type Select = (state: ChatState) => readonly unknown[];

type Host = ReactiveControllerHost & HTMLElement;

/** A host's line to the chat. `context` is undefined until one was given. */
export class ChatController<C extends FreshContext> implements ReactiveController {
  context: C | undefined;
  readonly #host: Host;
  readonly #select: Select;
  readonly #each: ((state: ChatState) => void) | undefined;
  #slice: readonly unknown[] = [];
  #stop: (() => void) | undefined;

  /** `each` is called on every change of the state, also where the slice stays the same. */
  constructor(host: Host, select: Select, each?: (state: ChatState) => void) {
    this.#host = host;
    this.#select = select;
    this.#each = each;
    host.addController(this);
  }

  /** Follows the chat of this context from now on. */
  use(context: C | undefined): void {
    this.hostDisconnected();
    this.context = context;
    if (this.#host.isConnected) this.hostConnected();
    this.#host.requestUpdate();
  }

  hostConnected(): void {
    const chat = this.context?.chat;
    if (!chat || this.#stop) return;
    this.#stop = chat.subscribe(() => this.#look(chat.state));
    this.#look(chat.state);
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #look(state: ChatState): void {
    const slice = this.#select(state);
    const same = slice.length === this.#slice.length && slice.every((value, index) => value === this.#slice[index]);
    this.#slice = slice;
    if (!same) this.#host.requestUpdate();
    this.#each?.(state);
  }
}

/** A controller that takes the chat from the window around its host, once that has all words. */
export function chatFromWindow(host: Host, select: Select, each?: (state: ChatState) => void): ChatController<ChatContext> {
  const controller = new ChatController<ChatContext>(host, select, each);
  listen(host, (context) => controller.use(isWhole(context) ? context : undefined));
  return controller;
}

/** The same for a part of a fresh page, which does without most words. */
export function freshFromWindow(host: Host, select: Select, each?: (state: ChatState) => void): ChatController<FreshContext> {
  const controller = new ChatController<FreshContext>(host, select, each);
  listen(host, (context) => controller.use(context));
  return controller;
}

function listen(host: Host, callback: (context: FreshContext | undefined) => void): void {
  new ContextConsumer(host, {context: chatContext, subscribe: true, callback});
}
