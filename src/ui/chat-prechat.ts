/**
 * `<chat-embed-prechat>`: the questions before a conversation, in its place. Knows the form's fields and hands every change to the chat, so that
 * a reload loses nothing; refuses to know what the answers decide.
 */
import {html, nothing, type TemplateResult} from 'lit';
import {ChatError} from '../model/errors.js';
import {chatFromWindow} from './chat-controller.js';
import {FormPage} from './form-page.js';
import {say} from './internal-events.js';
import {pageStyles} from './page-styles.js';
import {base} from './styles.js';
import {greetingOf, reasonOf} from './words.js';

export class ChatEmbedPrechat extends FormPage {
  static override styles = [base, pageStyles];

  protected override readonly controller = chatFromWindow(this, ({prechat, availability, greeting}) => [prechat, availability, greeting]);
  #busy = false;
  #problem = '';

  protected override render(): TemplateResult | typeof nothing {
    const {context} = this.controller;
    const prechat = context?.chat.state.prechat;
    if (!context || !prechat) return nothing;
    const {strings, chat} = context;
    const greeting = greetingOf(context);
    return html`<section class="sheet" part="prechat" aria-labelledby="title">
      <div class="head">
        <h2 id="title" class=${greeting.length > 60 ? 'long' : ''} tabindex="-1" dir="auto">${greeting || strings.prechat.title}</h2>
        <p class="intro">${strings.prechat.intro}</p>
        <chat-embed-availability .strings=${strings} .availability=${chat.state.availability}></chat-embed-availability>
      </div>
      <chat-embed-form
        .strings=${strings}
        .fields=${prechat.fields}
        .values=${prechat.values}
        .errors=${prechat.errors}
        .action=${strings.prechat.submit}
        .busy=${this.#busy}
        .problem=${this.#problem}
        @form-input=${this.#changed}
        @form-submit=${this.#submit}
      ></chat-embed-form>
    </section>`;
  }

  #changed(): void {
    this.#problem = '';
    this.controller.context!.chat.setPrechat(this.form!.answers);
  }

  async #submit(): Promise<void> {
    if (this.#busy) return;
    const {chat, strings} = this.controller.context!;
    this.#turn(true);
    try {
      await chat.submitPrechat(this.form!.answers);
    } catch (error) {
      const code = error instanceof ChatError ? error.code : undefined;
      if (code !== 'prechat-required') say(this, (this.#problem = reasonOf(code, strings)), true);
    }
    this.#turn(false);
    if (Object.keys(chat.state.prechat?.errors ?? {}).length > 0) this.form?.showMistakes();
  }

  #turn(busy: boolean): void {
    this.#busy = busy;
    if (busy) this.#problem = '';
    this.requestUpdate();
  }
}
