/**
 * `<chat-embed-leave-message>`: a message for when somebody is there again, in the conversation's place. Knows what is typed until it has
 * arrived, what was written for a chat that nobody could take, and that somebody may come meanwhile; nothing that the page says of the visitor is
 * put into it. Asks for the chat with `talk`.
 */
import {css, html, nothing, type TemplateResult} from 'lit';
import type {ChatStrings} from '../i18n/strings.js';
import {ChatError} from '../model/errors.js';
import type {PrechatField} from '../model/prechat.js';
import {buttons} from './button-styles.js';
import {chatFromWindow} from './chat-controller.js';
import {FormPage} from './form-page.js';
import {icon} from './icons.js';
import {say} from './internal-events.js';
import {isSomebodyThere} from './page.js';
import {pageStyles} from './page-styles.js';
import {base} from './styles.js';
import {reasonOf} from './words.js';

const DONE = 'm6.4 10.3 2.5 2.5 4.9-5.4M17.2 10a7.2 7.2 0 1 1-14.4 0 7.2 7.2 0 0 1 14.4 0Z';
const LONGEST = 8_000;

function fieldsOf({leave}: ChatStrings): readonly PrechatField[] {
  return [
    {name: 'email', label: leave.email, type: 'email', required: true, maxLength: 320},
    {name: 'name', label: leave.name, maxLength: 200},
    {name: 'text', label: leave.text, type: 'textarea', required: true, maxLength: LONGEST},
  ];
}

export class ChatEmbedLeaveMessage extends FormPage {
  static override styles = [
    base,
    buttons,
    pageStyles,
    css`
      .soft {
        min-block-size: 44px;
      }
      .here {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 8px 12px;
        padding: 10px 14px;
        border: 1px solid var(--chat-embed-border);
        border-radius: 14px;
      }
      .thanks {
        justify-items: center;
        padding-block-start: 48px;
        text-align: center;
      }
      .thanks > .icon {
        --icon: 48px;
        color: var(--chat-embed-success, light-dark(#1c8a4b, #4cc882));
        stroke-width: 1.2;
      }
      .thanks .head h2 {
        font-size: 18px;
      }
    `,
  ];

  protected override readonly controller = chatFromWindow(this, ({availability, error, draft}) => [availability, error, draft]);
  #fields: readonly PrechatField[] = [];
  #strings: ChatStrings | undefined;
  #busy = false;
  #problem = '';
  /** The address that a message has been left for. */
  #sentFor = '';

  /** Whether there is something in it that must not be taken away: words, or thanks. */
  get engaged(): boolean {
    return this.#busy || this.#sentFor !== '' || (this.form?.touched ?? false);
  }

  protected override forget(): void {
    super.forget();
    this.#sentFor = '';
    this.#problem = '';
    this.requestUpdate();
  }

  protected override render(): TemplateResult | typeof nothing {
    const {context} = this.controller;
    if (!context) return nothing;
    const {strings} = context;
    if (this.#strings !== strings) {
      this.#strings = strings;
      this.#fields = fieldsOf(strings);
    }
    return this.#sentFor ? this.#thanks(strings) : this.#sheet(strings);
  }

  #sheet(strings: ChatStrings): TemplateResult {
    const {leave} = strings;
    const {state} = this.controller.context!.chat;
    const {availability} = state;
    const here = isSomebodyThere(state);
    // Only people are missed here: what a bot can do is said with the offer of it.
    const people = availability && {...availability, bot: false};
    const mayWait = !here && availability?.state === 'busy' && state.error?.code !== 'nobody-there';
    return html`<section class="sheet" part="leave-message" aria-labelledby="title">
      <div class="head">
        <h2 id="title" tabindex="-1">${leave.title}</h2>
        <chat-embed-availability .strings=${strings} .availability=${here ? null : people}></chat-embed-availability>
        <p class="intro">${leave.intro}</p>
      </div>
      ${here ? this.#somebody(strings) : nothing}
      <chat-embed-form
        .strings=${strings}
        .fields=${this.#fields}
        .values=${{text: state.draft}}
        .action=${leave.submit}
        .busy=${this.#busy}
        .problem=${this.#problem}
        @form-submit=${this.#submit}
      >
        ${mayWait
          ? html`<button class="soft" type="button" @click=${this.#talk}>${leave.wait}</button>`
          : nothing}
      </chat-embed-form>
    </section>`;
  }

  #somebody({leave}: ChatStrings): TemplateResult {
    return html`<div class="here" role="status">
      <span>${leave.here}</span><button class="soft" type="button" @click=${this.#talk}>${leave.startChat}</button>
    </div>`;
  }

  #thanks({leave}: ChatStrings): TemplateResult {
    return html`<section class="sheet thanks" part="leave-message" aria-labelledby="title">
      ${icon(DONE)}
      <div class="head">
        <h2 id="title" tabindex="-1">${leave.thanks}</h2>
        <p class="intro" dir="auto">${leave.answerTo(this.#sentFor)}</p>
      </div>
      <button class="soft" type="button" @click=${this.#another}>${leave.another}</button>
    </section>`;
  }

  async #submit(): Promise<void> {
    if (this.#busy) return;
    const {chat, strings} = this.controller.context!;
    const {email = '', name = '', text = ''} = this.form!.answers;
    this.#busy = true;
    this.#problem = '';
    this.requestUpdate();
    try {
      const title = name.trim();
      await chat.leaveMessage({email: email.trim(), text: text.trim(), ...(title ? {name: title} : {})});
      this.#sentFor = email.trim();
      // What was typed for a chat has been said now.
      if (chat.state.draft) chat.setDraft('');
    } catch (error) {
      this.#problem = reasonOf(error instanceof ChatError ? error.code : undefined, strings);
      say(this, this.#problem, true);
    }
    this.#busy = false;
    this.requestUpdate();
    await this.updateComplete;
    if (this.#sentFor) this.focusTitle();
  }

  async #another(): Promise<void> {
    this.#sentFor = '';
    this.requestUpdate();
    await this.updateComplete;
    this.focus();
  }

  #talk(): void {
    this.dispatchEvent(new Event('talk'));
  }
}
