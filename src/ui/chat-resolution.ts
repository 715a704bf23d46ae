/**
 * `<chat-embed-resolution>`: asks under an answer whether it helped, and offers a person where it did not. Knows the question that is open and
 * the newest entry; what follows a yes is the back end's business.
 */
import {css, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import type {ChatState} from '../model/chat-state.js';
import type {ChatStrings} from '../i18n/strings.js';
import {availabilityText} from './availability.js';
import {chatFromWindow} from './chat-controller.js';
import {icon, person} from './icons.js';
import {askForFocus, say} from './internal-events.js';
import {replyStyles} from './reply-styles.js';
import {base} from './styles.js';
import {UiPart} from './ui-part.js';

const YES = 'm4.6 10.6 3.5 3.5 7.4-8';

/** Whether the last that happened is that an answer did not help. */
function isUnsolved({entries, session}: ChatState): boolean {
  const entry = entries.at(-1);
  return session.owner === 'bot' && entry?.kind === 'notice' && entry.notice === 'resolution' && !entry.solved;
}

export class ChatEmbedResolution extends UiPart {
  static override styles = [
    base,
    replyStyles,
    css`
      :host {
        display: block;
      }
      .resolution {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        padding-block-start: 14px;
      }
      p {
        padding-inline-end: 4px;
        color: var(--chat-embed-muted);
        font-size: 14px;
        line-height: 20px;
        text-wrap: pretty;
      }
      .resolution:focus {
        outline: none; /* focus only waits here */
      }
      .unsolved {
        display: grid;
        justify-items: start;
      }
    `,
  ];

  readonly #chat = chatFromWindow(this, ({resolution, session, entries, availability}) => [resolution, session, entries.at(-1), availability]);
  /** The message about which it was just said that it helped, or not. */
  #told: {readonly messageId: string; readonly solved: boolean} | undefined;
  /** Focus waits in here for the offer. */
  #toOffer = false;

  protected override render(): TemplateResult | typeof nothing {
    const {context} = this.#chat;
    if (!context || context.options.resolutionPrompt === false) return nothing;
    const {chat, strings} = context;
    const unsolved = isUnsolved(chat.state);
    const content = unsolved ? this.#unsolved(strings) : this.#question(chat.state, strings);
    if (content === nothing) return nothing;
    // One box for the question and what follows it, so that focus can wait in it.
    return html`<div class="resolution ${unsolved ? 'unsolved' : ''}" part="resolution" role="group" aria-labelledby="question" tabindex="-1">
      ${content}
    </div>`;
  }

  #question({resolution, session, entries}: ChatState, strings: ChatStrings): TemplateResult | typeof nothing {
    const told = this.#told;
    const text = html`<p id="question">${strings.resolution.ask}</p>`;
    if (told && told.messageId === entries.at(-1)?.id) return told.solved ? nothing : text;
    if (!resolution || session.status !== 'active') return nothing;
    const answer = (solved: boolean) => (): void => void this.#answer(resolution.messageId, solved);
    return html`${text}
      <button class="reply" part="solved" type="button" @click=${answer(true)}>${icon(YES)}${strings.resolution.yes}</button>
      <button class="reply" part="unsolved" type="button" @click=${answer(false)}>${strings.resolution.no}</button>`;
  }

  #unsolved(strings: ChatStrings): TemplateResult {
    const {chat} = this.#chat.context!;
    const {availability} = chat.state;
    const {handoff} = chat.capabilities;
    const away = handoff && availability && availability.state !== 'available' ? availabilityText({...availability, bot: false}, strings) : '';
    return html`<p id="question">${handoff ? strings.resolution.person : strings.resolution.sorry} ${away}</p>
      ${handoff
        ? html`<button class="reply" part="offer" type="button" @click=${this.#ask}>${icon(person)}${strings.talkToPerson}</button>`
        : nothing}`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const {context} = this.#chat;
    if (!this.#toOffer || !context || !isUnsolved(context.chat.state)) return;
    this.#toOffer = false;
    const {strings, chat} = context;
    say(this, chat.capabilities.handoff ? strings.resolution.person : strings.resolution.sorry);
    if (!this.shadowRoot?.activeElement) return;
    const offer = this.renderRoot.querySelector<HTMLElement>('[part=offer]');
    if (offer) offer.focus({preventScroll: true});
    else askForFocus(this);
  }

  async #answer(messageId: string, solved: boolean): Promise<void> {
    this.#told = {messageId, solved};
    this.#toOffer = !solved;
    if (solved) askForFocus(this);
    else this.renderRoot.querySelector<HTMLElement>('.resolution')?.focus({preventScroll: true});
    this.requestUpdate();
    try {
      await this.#chat.context!.chat.answerResolution(messageId, solved);
    } catch {
      // It may be asked again, if it is still the newest.
      this.#told = undefined;
      this.#toOffer = false;
      this.requestUpdate();
    }
  }

  #ask(): void {
    askForFocus(this);
    void this.#chat.context?.chat.requestHandoff('not_solved').catch(() => undefined);
  }
}
