/**
 * `<chat-embed-back>`: the way from a conversation to the list of them, once there is something in it. Knows how many others have unread messages;
 * asks with `list-request`.
 */
import {css, html, nothing, type TemplateResult} from 'lit';
import {othersUnread} from './beginnings.js';
import {chatFromWindow} from './chat-controller.js';
import {icon} from './icons.js';
import {base} from './styles.js';
import {UiPart} from './ui-part.js';
import {wayStyles} from './way-styles.js';

const BACK = 'M12 4.6 6.6 10l5.4 5.4';

export class ChatEmbedBack extends UiPart {
  static override styles = [
    base,
    wayStyles,
    css`
      :host {
        display: contents; /* with nothing to go back to there is no room for it either */
      }
      .back {
        position: relative;
        margin-inline: -6px -8px;
      }
      .icon:dir(rtl) {
        scale: -1 1;
      }
      .count {
        position: absolute;
        inset-block-start: -1px;
        inset-inline-end: -3px;
        min-inline-size: 18px;
        padding: 0 4px;
        border: 2px solid var(--chat-embed-surface);
        border-radius: 10px;
        background: var(--chat-embed-badge, #c81e3a);
        color: #fff;
        font-size: 10px;
        font-weight: 700;
        line-height: 14px;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  readonly #chat = chatFromWindow(this, ({session, sessions}) => [session.id, sessions]);

  protected override render(): TemplateResult | typeof nothing {
    const {context} = this.#chat;
    if (!context || context.chat.state.sessions.items.length === 0) return nothing;
    const {threads} = context.strings;
    const unread = othersUnread(context.chat.state);
    const label = unread > 0 ? threads.backUnread(unread) : threads.back;
    return html`<button class="way back" part="back" type="button" aria-label=${label} title=${threads.back} @click=${this.#ask}>
      ${icon(BACK)}${unread > 0 ? html`<span class="count" aria-hidden="true">${Math.min(unread, 99)}</span>` : nothing}
    </button>`;
  }

  #ask(): void {
    this.dispatchEvent(new Event('list-request', {bubbles: true, composed: true}));
  }
}
