/**
 * `<chat-embed-survey>`: asks how the chat was, once per request: five choices with words, a comment if one likes, and always a way around it.
 * Knows the newest request and keeps what was chosen where the survey moves; refuses to know why it is asked.
 */
import {css, html, nothing, type TemplateResult} from 'lit';
import type {ChatStrings} from '../i18n/strings.js';
import {ChatError} from '../model/errors.js';
import type {Csat} from '../model/csat.js';
import type {Chat} from '../session/chat.js';
import {buttons} from './button-styles.js';
import {chatFromWindow} from './chat-controller.js';
import {alert, icon} from './icons.js';
import {say} from './internal-events.js';
import {base} from './styles.js';
import {isOpen} from './survey-state.js';
import {UiPart} from './ui-part.js';
import {reasonOf} from './words.js';

const FACE = 'M7.4 8v.1M12.6 8v.1M17.2 10a7.2 7.2 0 1 1-14.4 0 7.2 7.2 0 0 1 14.4 0Z';
/** Mouths, from worst to best. */
const MOUTHS = ['M6.9 13.8c1.5-2.2 4.7-2.2 6.2 0', 'M7.3 13.1c1.4-1.1 4-1.1 5.4 0', 'M7.4 12.6h5.2', 'M7.3 12.2c1.4 1.2 4 1.2 5.4 0', 'M6.6 11.5c1.4 2.9 5.4 2.9 6.8 0Z'];
const LONGEST = 2_000;

/** What is chosen and not sent. It outlives the element, since a survey moves from the conversation to its end. */
interface Answer {
  readonly id: string;
  score: number;
  comment: string;
}

const answers = new WeakMap<Chat, Answer>();

/** The answer being given to this request. */
function answerTo({id}: Csat, chat: Chat): Answer {
  const known = answers.get(chat);
  if (known?.id === id) return known;
  const fresh = {id, score: 0, comment: ''};
  answers.set(chat, fresh);
  return fresh;
}

export class ChatEmbedSurvey extends UiPart {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: block;
        min-inline-size: 0;
        text-align: start;
      }
      .survey {
        display: grid;
        gap: 12px;
        margin-block-start: 20px;
        padding: 14px 16px;
        border: 1px solid var(--chat-embed-border);
        border-radius: 16px;
        background: var(--chat-embed-surface);
        animation: come 0.25s ease-out;
      }
      :host([bare]) .survey {
        margin: 0;
        padding: 0;
        border: 0;
      }
      h2 {
        font-size: 14px;
        font-weight: 600;
        line-height: 20px;
        text-align: center;
        text-wrap: balance;
      }
      .scores {
        display: grid;
        grid-template-columns: repeat(5, minmax(0, 1fr));
        gap: 2px;
        max-inline-size: 400px;
        inline-size: 100%;
        margin-inline: auto;
      }
      .score {
        position: relative;
        display: grid;
        grid-template-rows: auto 1fr;
        justify-items: center;
        gap: 4px;
        padding: 8px 2px;
        border-radius: 12px;
        color: var(--chat-embed-muted);
        font-size: 12px;
        line-height: 15px;
        text-align: center;
        hyphens: auto;
        cursor: pointer;
        transition: background-color 0.15s, color 0.15s;
      }
      .score:hover {
        background: var(--chat-embed-surface-2);
        color: var(--chat-embed-text);
      }
      .score input {
        position: absolute;
        inset: 0;
        margin: 0;
        opacity: 0;
        cursor: pointer;
      }
      .score svg {
        --icon: 34px;
        stroke-width: 1.15;
        transition: scale 0.15s;
      }
      .score:has(:checked) {
        background: color-mix(in oklab, var(--chat-embed-link) 12%, transparent);
        color: var(--chat-embed-link);
        font-weight: 600;
      }
      .score:has(:checked) svg {
        scale: 1.08;
        stroke-width: 1.5;
      }
      .score:has(:focus-visible) {
        outline: 2px solid var(--chat-embed-link);
        outline-offset: -2px;
      }
      textarea {
        inline-size: 100%;
        min-block-size: 64px;
        max-block-size: 140px;
        padding: 9px 12px;
        border: 1px solid color-mix(in oklab, var(--chat-embed-muted) 72%, var(--chat-embed-surface));
        border-radius: 12px;
        background: var(--chat-embed-surface);
        font-size: 16px;
        line-height: 22px;
        field-sizing: content;
        resize: none;
        unicode-bidi: plaintext;
        text-align: start;
      }
      textarea::placeholder {
        color: var(--chat-embed-muted);
        opacity: 1;
      }
      textarea:focus-visible {
        outline: none; /* its border and the ring around it show focus */
        border-color: var(--chat-embed-link);
        box-shadow: 0 0 0 3px color-mix(in oklab, var(--chat-embed-link) 16%, transparent);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: center;
        gap: 8px;
      }
      .actions .solid {
        flex: 1 1 120px;
      }
      .actions .quiet {
        min-block-size: 40px;
        padding-inline: 14px;
      }
      .actions > :only-child {
        margin-block: -10px -8px;
      }
      .problem {
        display: flex;
        gap: 6px;
        color: var(--chat-embed-danger);
        font-size: 13px;
      }
      .problem .icon {
        --icon: 18px;
      }
      .thanks {
        padding-block-start: 14px;
        color: var(--chat-embed-muted);
        font-size: 13px;
        line-height: 18px;
        text-align: center;
      }
      :host([bare]) .thanks {
        padding: 0;
      }
      @keyframes come {
        from {
          opacity: 0;
          translate: 0 6px;
        }
      }
      @media (pointer: coarse) {
        .actions > * {
          min-block-size: 44px;
        }
      }
      @media (forced-colors: active) {
        .survey, textarea {
          border-color: ButtonText;
        }
        .score:has(:checked) {
          outline: 2px solid Highlight;
        }
      }
    `,
  ];

  static override properties = {bare: {type: Boolean, reflect: true}};

  /** Stands in a frame that is there already. */
  bare = false;

  readonly #chat = chatFromWindow(this, ({session}) => [session.csat, session.status]);
  #busy = false;
  #problem = '';
  /** The request that was answered here: it is thanked for. */
  #given = '';

  protected override render(): TemplateResult | typeof nothing {
    const {context} = this.#chat;
    const csat = context?.chat.state.session.csat;
    if (!context || !csat || context.options.csat === false) return nothing;
    const {strings, chat} = context;
    if (isOpen(csat)) return this.#question(answerTo(csat, chat), strings);
    return csat.id === this.#given ? html`<p class="thanks" part="survey">${strings.survey.thanks}</p>` : nothing;
  }

  #question(answer: Answer, strings: ChatStrings): TemplateResult {
    const {survey} = strings;
    const chosen = answer.score > 0;
    return html`<form class="survey" part="survey" aria-labelledby="title" @submit=${this.#submit}>
      <h2 id="title">${survey.title}</h2>
      <div class="scores" role="radiogroup" aria-labelledby="title">
        ${survey.scores.map((word, index) => this.#score(word, index + 1, answer))}
      </div>
      ${chosen
        ? html`<textarea
            part="comment"
            rows="2"
            maxlength=${LONGEST}
            aria-label="${survey.comment} (${strings.form.optional})"
            placeholder=${survey.comment}
            .value=${answer.comment}
            @input=${(event: InputEvent) => (answer.comment = (event.target as HTMLTextAreaElement).value)}
          ></textarea>`
        : nothing}
      ${this.#problem ? html`<p class="problem">${icon(alert)}<span>${this.#problem}</span></p>` : nothing}
      <div class="actions">
        ${chosen
          ? html`<button class="solid" part="submit" type="submit" aria-disabled=${this.#busy ? 'true' : 'false'}>${survey.submit}</button>`
          : nothing}
        <button class="quiet" part="skip" type="button" @click=${this.#skip}>${survey.skip}</button>
      </div>
    </form>`;
  }

  #score(word: string, score: number, answer: Answer): TemplateResult {
    return html`<label class="score">
      <input type="radio" name="score" value=${score} .checked=${answer.score === score} @change=${() => this.#choose(answer, score)} />
      <svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d=${FACE}></path><path d=${MOUTHS[score - 1]!}></path></svg>
      <span>${word}</span>
    </label>`;
  }

  #choose(answer: Answer, score: number): void {
    answer.score = score;
    this.requestUpdate();
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const {chat, strings} = this.#chat.context!;
    const {csat} = chat.state.session;
    if (!csat) return;
    const {score, comment} = answerTo(csat, chat);
    const words = comment.trim();
    this.#given = csat.id;
    void this.#tell(async () => {
      await chat.submitCsat({score, ...(words ? {comment: words} : {})});
      answers.delete(chat);
      say(this, strings.survey.thanks);
    });
  }

  #skip(): void {
    const {chat} = this.#chat.context!;
    void this.#tell(async () => {
      await chat.skipCsat();
      answers.delete(chat);
    });
  }

  /** Tells the chat; what is wrong stays here with everything that was chosen. */
  async #tell(run: () => Promise<void>): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.#problem = '';
    this.requestUpdate();
    try {
      await run();
    } catch (error) {
      const {strings} = this.#chat.context!;
      this.#problem = reasonOf(error instanceof ChatError ? error.code : undefined, strings);
      say(this, this.#problem, true);
    }
    this.#busy = false;
    this.requestUpdate();
  }
}
