/** `<chat-embed-dots>`: three dots for somebody who is about to say something. Says nothing itself: words are the announcer's. */
import {css, html, LitElement, type TemplateResult} from 'lit';

export class ChatEmbedDots extends LitElement {
  static override styles = css`
    :host {
      display: inline-flex;
      align-items: center;
      gap: 4px;
      block-size: 1.5em;
      vertical-align: top;
    }
    i {
      inline-size: 6px;
      block-size: 6px;
      border-radius: 50%;
      background: var(--chat-embed-muted);
      animation: wave 1.3s ease-in-out infinite;
    }
    i:nth-child(2) {
      animation-delay: 0.16s;
    }
    i:nth-child(3) {
      animation-delay: 0.32s;
    }
    @keyframes wave {
      0%, 60%, 100% {
        opacity: 0.35;
        translate: 0 0;
      }
      30% {
        opacity: 1;
        translate: 0 -3px;
      }
    }
    @media (prefers-reduced-motion: reduce) {
      i {
        animation: none;
      }
    }
    @media (forced-colors: active) {
      i {
        background: CanvasText;
      }
    }
  `;

  protected override render(): TemplateResult {
    return html`<i></i><i></i><i></i>`;
  }
}
