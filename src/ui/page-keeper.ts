/**
 * Which page the window shows as time goes by. Knows that nothing is taken away under the hands of somebody who writes, and asks now and then
 * whether people are there; refuses to know how pages look.
 */
import type {Chat} from '../session/chat.js';
import {type Page, pageOf} from './page.js';

/** How often it is asked, in ms, whether somebody has come while a message is being left. */
const AGAIN_MS = 60_000;

export class PageKeeper {
  /** What is shown now. */
  page: Page = 'chat';
  readonly #changed: () => void;
  readonly #engaged: () => boolean;
  #chat: Chat | undefined;
  #waits = false;
  #shown = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `engaged`: whether something is being written on the page for messages. `changed` is called when the page is another. */
  constructor(engaged: () => boolean, changed: () => void) {
    this.#engaged = engaged;
    this.#changed = changed;
  }

  /** Follows this chat's state from now on: call it with every change. */
  look(chat: Chat): void {
    const {state} = chat;
    if (chat !== this.#chat) this.#shown = this.#waits = false;
    this.#chat = chat;
    if (state.session.status !== 'none') this.#waits = false;
    const wanted = pageOf(state, this.#waits);
    const stays = this.page === 'leave' && state.session.status === 'none' && this.#engaged();
    this.#turn(stays ? 'leave' : wanted);
    const shown = state.window === 'shown';
    if (shown && !this.#shown) void chat.ready.then(() => this.#ask(chat));
    this.#shown = shown;
  }

  /** The visitor would rather talk to somebody than leave a message. */
  talk(): void {
    this.#waits = true;
    if (this.#chat) this.#turn(pageOf(this.#chat.state, true));
  }

  /** Lets go of the chat, say because the window has left its page. */
  release(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#chat = undefined;
  }

  #turn(page: Page): void {
    clearTimeout(this.#timer);
    this.#timer = page === 'leave' ? setTimeout(() => this.#chat && this.#ask(this.#chat), AGAIN_MS) : undefined;
    if (page === this.page) return;
    this.page = page;
    this.#changed();
  }

  #ask(chat: Chat): void {
    if (chat !== this.#chat || chat.state.session.status !== 'none' || !chat.capabilities.availability) return;
    void chat.checkAvailability().catch(() => undefined).then(() => chat === this.#chat && this.#turn(this.page));
  }
}
