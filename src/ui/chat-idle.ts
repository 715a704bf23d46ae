/**
 * `<chat-embed-idle>`: warns that silence will end the chat, counts down where it can be seen, and offers to go on. Knows the end that was
 * announced and the clock; ends nothing itself.
 */
import {css, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import type {ChatStrings} from '../i18n/strings.js';
import {buttons} from './button-styles.js';
import {chatFromWindow} from './chat-controller.js';
import {clock, icon} from './icons.js';
import {askForFocus, say} from './internal-events.js';
import {base} from './styles.js';
import {UiPart} from './ui-part.js';

/** How much is left, in seconds, when it is said again: often enough to act, too seldom to disturb. */
const SAID_AT = [60, 20];

/** For example `1:05`. */
function countdown(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** For example `2 minutes`, `20 seconds`. */
function inWords(seconds: number, {idle}: ChatStrings): string {
  return seconds >= 60 ? idle.minutes(Math.round(seconds / 60)) : idle.seconds(seconds);
}

export class ChatEmbedIdle extends UiPart {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: block;
        flex: none;
      }
      .idle {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 12px;
        max-inline-size: 696px;
        margin: 4px auto 8px;
        padding-block: 10px;
        padding-inline: 12px 10px;
        border-radius: 16px;
        background: light-dark(#fdf3dc, #3a2f16);
        color: light-dark(#4a3606, #f7e3b3);
        animation: come 0.25s ease-out;
      }
      .room {
        padding-inline: 12px;
      }
      .words {
        flex: 999 1 130px;
        min-inline-size: 0;
        font-size: 13px;
        line-height: 18px;
      }
      .words h2 {
        font-size: 14px;
        font-weight: 600;
        line-height: 20px;
      }
      .left {
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }
      .soft {
        flex: 1 0 auto;
        padding-inline: 12px;
        border-color: transparent;
        color: var(--chat-embed-text);
      }
      @keyframes come {
        from {
          opacity: 0;
          translate: 0 8px;
        }
      }
      @media (pointer: coarse) {
        .soft {
          min-block-size: 44px;
        }
      }
      @media (forced-colors: active) {
        .idle {
          border: 2px solid CanvasText;
        }
      }
    `,
  ];

  readonly #chat = chatFromWindow(this, ({session}) => [session.idle?.endsAt]);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #endsAt: number | undefined;
  /** The last number of seconds that was said. */
  #said = Infinity;

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    clearTimeout(this.#timer);
    const {context} = this.#chat;
    const endsAt = context?.chat.state.session.idle?.endsAt;
    if (endsAt !== this.#endsAt) this.#said = Infinity;
    this.#endsAt = endsAt;
    if (!context || endsAt === undefined || !this.isConnected) return;
    const left = endsAt - Date.now();
    if (left <= 0) return;
    this.#warn(Math.ceil(left / 1000), context.strings);
    // The next look is when another second is over.
    this.#timer = setTimeout(() => this.requestUpdate(), left % 1000 || 1000);
  }

  /** Says it at first, and where little time is left. */
  #warn(seconds: number, strings: ChatStrings): void {
    const due = this.#said === Infinity || SAID_AT.some((at) => seconds <= at && this.#said > at);
    if (!due) return;
    this.#said = seconds;
    say(this, `${strings.idle.warning(inWords(seconds, strings))}.`);
  }

  protected override render(): TemplateResult | typeof nothing {
    const {context} = this.#chat;
    const endsAt = context?.chat.state.session.idle?.endsAt;
    if (!context || endsAt === undefined) return nothing;
    const {strings} = context;
    const seconds = Math.ceil((endsAt - Date.now()) / 1000);
    return html`<div class="room">
      <section class="idle" part="idle" aria-labelledby="title">
        ${icon(clock)}
        <div class="words">
          <h2 id="title">${strings.idle.title}</h2>
          ${seconds > 0
            ? html`<p>${strings.idle.closes} <span class="left" role="timer" aria-label=${inWords(seconds, strings)}>${countdown(seconds)}</span></p>`
            : html`<p>${strings.ending}</p>`}
        </div>
        <button class="soft" part="keep" type="button" @click=${this.#keep}>${strings.idle.keep}</button>
      </section>
    </div>`;
  }

  #keep(): void {
    void this.#chat.context?.chat.keepChatting().catch(() => undefined);
    askForFocus(this);
  }
}
