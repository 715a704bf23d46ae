/**
 * What pages with a form have in common: where focus goes in them, and that nothing typed stays once the visitor's data is cleared. Knows that
 * there is a title and a form; refuses to know what is asked.
 */
import {UiPart} from './ui-part.js';
import type {Chat} from '../session/chat.js';
import type {ChatController} from './chat-controller.js';
import type {ChatEmbedForm} from './chat-form.js';
import type {ChatContext} from './session-context.js';

export abstract class FormPage extends UiPart {
  #heard: Chat | undefined;
  #stop: (() => void) | undefined;

  /** The page's line to the chat. */
  protected abstract readonly controller: ChatController<ChatContext>;

  /** Focuses the first field that is wrong or empty; the title where there is none. */
  override focus(options?: FocusOptions): void {
    if (this.form) this.form.focus(options);
    else this.focusTitle();
  }

  /** Focuses the beginning, where no keyboard comes up. */
  focusTitle(): void {
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus({preventScroll: true});
  }

  /** The form, while it is shown. */
  protected get form(): ChatEmbedForm | null {
    return this.renderRoot.querySelector('chat-embed-form');
  }

  /** Forgets everything that was typed. */
  protected forget(): void {
    this.form?.clear();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listenTo(undefined);
  }

  protected override willUpdate(): void {
    if (this.isConnected) this.#listenTo(this.controller.context?.chat);
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    const done = await super.getUpdateComplete();
    await this.form?.updateComplete;
    return done;
  }

  #listenTo(chat: Chat | undefined): void {
    if (chat === this.#heard) return;
    this.#stop?.();
    this.#heard = chat;
    this.#stop = chat?.listen(({type}) => {
      if (type === 'chat-clear' || type === 'chat-reset') this.forget();
    });
  }
}
