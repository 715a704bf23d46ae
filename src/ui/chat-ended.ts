/**
 * `<chat-embed-ended>`: stands where the composer was, and says who ended the chat and when. Knows the end; asks for a new chat with
 * `restart`, since the window keeps what was typed.
 */
import {css, html, nothing, type TemplateResult} from 'lit';
import {dayNumber, dayOf, timeOf} from '../i18n/format.js';
import type {ChatStrings} from '../i18n/strings.js';
import {buttons} from './button-styles.js';
import {chatFromWindow} from './chat-controller.js';
import {endText} from './notices.js';
import {base} from './styles.js';
import {inTheWay} from './threads.js';
import {UiPart} from './ui-part.js';

function moment(at: number, strings: ChatStrings): string {
  const time = timeOf(at, strings);
  return dayNumber(at) === dayNumber(Date.now()) ? time : `${dayOf(at, strings)}, ${time}`;
}

export class ChatEmbedEnded extends UiPart {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: block;
        flex: none;
      }
      .ended {
        display: grid;
        justify-items: center;
        gap: 12px;
        padding: 16px;
        border-block-start: 1px solid var(--chat-embed-border);
        text-align: center;
        animation: come 0.25s ease-out;
      }
      .ended:focus-visible {
        outline-offset: -4px;
        border-radius: 8px;
      }
      .what {
        font-size: 14px;
        font-weight: 600;
        line-height: 20px;
        text-wrap: balance;
      }
      .when {
        color: var(--chat-embed-muted);
        font-size: 13px;
        font-variant-numeric: tabular-nums;
        line-height: 18px;
      }
      .solid {
        inline-size: min(100%, 360px);
        min-block-size: 44px;
      }
      @keyframes come {
        from {
          opacity: 0;
          translate: 0 8px;
        }
      }
    `,
  ];

  readonly #chat = chatFromWindow(this, ({session, sessions}) => [session, sessions]);

  /** Focuses the notice, not its button: a key that was meant for the composer must not start a chat. */
  override focus(options?: FocusOptions): void {
    this.shadowRoot?.querySelector<HTMLElement>('.ended')?.focus(options);
  }

  protected override render(): TemplateResult | typeof nothing {
    const {context} = this.#chat;
    if (!context) return nothing;
    const {chat, strings} = context;
    const {session, participants} = chat.state;
    const {ended} = session;
    const what = ended ? endText(ended.by, participants, strings) : strings.ending;
    return html`<div class="ended" part="ended" role="group" aria-label=${what} tabindex="-1">
      <div>
        <p class="what">${what}</p>
        ${ended ? html`<p class="when">${moment(ended.at, strings)}</p>` : nothing}
      </div>
      ${session.status === 'ended'
        ? html`<button class="solid" part="start" type="button" @click=${this.#restart}>
            ${inTheWay(context) ? strings.threads.goToOpen : strings.startNew}
          </button>`
        : nothing}
    </div>`;
  }

  #restart(): void {
    this.dispatchEvent(new Event('restart'));
  }
}
