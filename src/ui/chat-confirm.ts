/** `<chat-embed-confirm>`: asks in place whether to end the chat. Answers with `confirm` or `cancel`; takes focus and knows nothing else. */
import {css, html, nothing, type TemplateResult} from 'lit';
import type {ChatStrings} from '../i18n/strings.js';
import {buttons} from './button-styles.js';
import {base} from './styles.js';
import {UiPart} from './ui-part.js';

export class ChatEmbedConfirm extends UiPart {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        position: absolute;
        inset: 0;
        z-index: 2;
        display: grid;
        align-items: end;
        padding: 12px;
        background: rgb(10 12 20 / 0.36);
        animation: dim 0.18s ease-out;
      }
      .confirm {
        display: grid;
        gap: 4px;
        inline-size: 100%;
        max-inline-size: 400px;
        margin-inline: auto;
        padding: 20px;
        border: 1px solid var(--chat-embed-border);
        border-radius: 16px;
        background: var(--chat-embed-surface);
        box-shadow: 0 12px 40px rgb(10 14 30 / 0.28);
        animation: rise 0.24s cubic-bezier(0.2, 0.8, 0.2, 1);
      }
      h2 {
        font-size: 16px;
        font-weight: 650;
        letter-spacing: -0.01em;
      }
      p {
        color: var(--chat-embed-muted);
        font-size: 14px;
      }
      .choices {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin-block-start: 16px;
      }
      .choices > * {
        flex: 1 1 140px;
      }
      .danger {
        background: light-dark(#c0273c, #d63a50);
        color: #fff;
      }
      @keyframes dim {
        from {
          opacity: 0;
        }
      }
      @keyframes rise {
        from {
          translate: 0 16px;
        }
      }
      @media (forced-colors: active) {
        .confirm {
          border: 2px solid CanvasText;
        }
      }
    `,
  ];

  static override properties = {strings: {attribute: false}};

  strings?: ChatStrings;

  protected override firstUpdated(): void {
    this.shadowRoot?.querySelector<HTMLElement>('.soft')?.focus({preventScroll: true});
  }

  protected override render(): TemplateResult | typeof nothing {
    const {strings} = this;
    if (!strings) return nothing;
    return html`<div class="confirm" part="confirm" role="alertdialog" aria-modal="true" aria-labelledby="title" aria-describedby="text" @keydown=${this.#pressed}>
      <h2 id="title">${strings.confirmTitle}</h2>
      <p id="text">${strings.confirmText}</p>
      <div class="choices">
        <button class="soft" type="button" @click=${() => this.#answer('cancel')}>${strings.confirmKeep}</button>
        <button class="solid danger" type="button" @click=${() => this.#answer('confirm')}>${strings.confirmEnd}</button>
      </div>
    </div>`;
  }

  #answer(answer: 'confirm' | 'cancel'): void {
    this.dispatchEvent(new Event(answer));
  }

  /** Tab stays between the two answers; Escape is the safe one. */
  #pressed(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      this.#answer('cancel');
    }
    if (event.key !== 'Tab') return;
    event.preventDefault();
    const buttons = [...this.renderRoot.querySelectorAll('button')];
    buttons.find((button) => button !== this.shadowRoot?.activeElement)?.focus();
  }
}
