/**
 * `<chat-embed-availability>`: whether people are there, in a calm line. Knows the words and their looks; refuses to know where it stands, and asks
 * nobody. Loaded when there is something to say; importing it defines it.
 */
// The window is there already; naming it keeps the bundler from cutting it into what is shared with this and what is not.
import './index.js';
import {css, html, nothing, type TemplateResult} from 'lit';
import type {ChatStrings} from '../i18n/strings.js';
import type {Availability} from '../model/availability.js';
import {availabilityText} from './availability.js';
import {define} from './define.js';
import {base} from './styles.js';
import {UiPart} from './ui-part.js';

export class ChatEmbedAvailability extends UiPart {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .availability {
        display: flex;
        gap: 10px;
        color: var(--chat-embed-muted);
        font-size: 14px;
        line-height: 20px;
        text-wrap: pretty;
      }
      .availability::before {
        content: '';
        flex: none;
        inline-size: 8px;
        block-size: 8px;
        margin-block-start: 6px;
        border: 2px solid var(--chat-embed-muted);
        border-radius: 50%;
      }
      .availability.available::before {
        border-color: transparent;
        background: var(--chat-embed-success, light-dark(#1c8a4b, #4cc882));
      }
      @media (forced-colors: active) {
        .availability.available::before {
          border-color: CanvasText;
        }
      }
    `,
  ];

  static override properties = {strings: {attribute: false}, availability: {attribute: false}};

  strings?: ChatStrings;
  /** What is said; nothing is said of what is not known. */
  availability: Availability | null = null;

  protected override render(): TemplateResult | typeof nothing {
    const {availability, strings} = this;
    if (!availability || !strings) return nothing;
    return html`<p class="availability ${availability.state}" part="availability">${availabilityText(availability, strings)}</p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-embed-availability': ChatEmbedAvailability;
  }
}

define({'chat-embed-availability': ChatEmbedAvailability});
