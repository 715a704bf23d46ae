/**
 * Which page the window shows as time goes by. Knows that nothing is taken away under the hands of somebody who writes, and asks now and then
 * whether people are there; refuses to know how pages look.
 */
import type {ChatState} from '../model/chat-state.js';
import type {Chat} from '../session/chat.js';
import {type Page, pageOf} from './page.js';

/** How often it is asked, in ms, whether somebody has come while a message is being left. */
const AGAIN_MS = 60_000;

export class PageKeeper {
  /** What is shown now. */
  page: Page = 'chat';
  readonly #changed: () => void;
  readonly #engaged: (page: Page) => boolean;
  #chat: Chat | undefined;
  #waits = false;
  /** It is to be asked who is there, as soon as somebody can say. */
  #due = false;
  #shown = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `engaged`: whether somebody writes on that page now. `changed` is called when the page is another. */
  constructor(engaged: (page: Page) => boolean, changed: () => void) {
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
    this.#turn(this.#stays(wanted, state) ? this.page : wanted);
    const shown = state.window === 'shown';
    if (shown !== this.#shown) this.#due = shown;
    this.#shown = shown;
    if (!this.#due || !chat.capabilities.availability) return;
    this.#due = false;
    void chat.ready.then(() => this.#ask(chat));
  }

  /** Who comes or goes takes nobody's page away while he writes; a start that was refused does. */
  #stays(wanted: Page, {session, error}: ChatState): boolean {
    if (session.status !== 'none' || (wanted !== 'leave' && this.page !== 'leave')) return false;
    return !(wanted === 'leave' && error?.code === 'nobody-there') && this.#engaged(this.page);
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
