/** How the transcript is laid out. Knows its boxes; messages bring their own looks. */
import {css} from 'lit';

export const transcriptStyles = css`
  :host {
    position: relative;
    display: flex;
    flex: 1 1 0;
    min-block-size: 0;
    contain: strict; /* whatever changes in here, nothing outside is laid out again, and the other way round */
  }
  .scroller {
    flex: 1;
    min-inline-size: 0;
    overflow: hidden auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: color-mix(in oklab, var(--chat-embed-muted) 40%, transparent) transparent;
  }
  .scroller:focus-visible {
    outline-offset: -3px;
    border-radius: 4px;
  }
  .content {
    position: relative;
    max-inline-size: 720px;
    margin-inline: auto;
    padding: 0 var(--gap, 16px) 20px;
  }
  .edge {
    block-size: 1px;
    margin-block-end: -1px;
  }
  .day, .notice {
    color: var(--chat-embed-muted);
    font-size: 12.5px;
    line-height: 18px;
    text-align: center;
    text-wrap: balance;
  }
  .day {
    padding-block-start: 20px;
    font-weight: 500;
  }
  .greeting {
    max-inline-size: 22em;
    padding-block: 24px 8px;
    font-size: 22px;
    font-weight: 600;
    line-height: 1.35;
    letter-spacing: -0.018em;
    text-wrap: pretty;
    white-space: pre-line;
    overflow-wrap: anywhere;
  }
  .notice {
    padding: 20px 16px 0;
  }
  .notice + .notice {
    padding-block-start: 6px;
  }
  .older {
    display: grid;
    place-items: center;
    block-size: 40px;
  }
  .latest {
    position: absolute;
    inset-block-end: 12px;
    inset-inline: 0;
    display: flex;
    align-items: center;
    gap: 6px;
    inline-size: max-content;
    min-block-size: 36px;
    margin-inline: auto;
    padding: 6px 8px;
    border: 1px solid var(--chat-embed-border);
    border-radius: 18px;
    background: var(--chat-embed-surface);
    box-shadow: 0 1px 2px rgb(10 14 30 / 0.08), 0 6px 16px rgb(10 14 30 / 0.12);
    font-size: 13px;
    font-weight: 600;
    animation: rise 0.2s cubic-bezier(0.2, 0.8, 0.2, 1);
  }
  .latest.new {
    padding-inline: 10px 14px;
    border-color: transparent;
    background: var(--chat-embed-accent);
    color: var(--chat-embed-accent-text);
  }
  .latest .icon {
    inline-size: 18px;
    block-size: 18px;
  }
  @keyframes rise {
    from {
      opacity: 0;
      translate: 0 8px;
    }
  }
  .greeting.long {
    font-size: 18px;
    line-height: 1.45;
    letter-spacing: -0.01em;
  }
  .greeting:dir(rtl) {
    letter-spacing: 0;
  }
  .skeleton {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: 10px;
    padding-block-start: 28px;
    animation: appear 0.2s 0.3s backwards;
  }
  .skeleton i {
    inline-size: 78%;
    block-size: 44px;
    border-radius: 18px;
    background: var(--chat-embed-surface-2);
    animation: breathe 1.2s 0.3s ease-in-out infinite alternate;
  }
  .skeleton i:nth-child(2) {
    inline-size: 52%;
  }
  .skeleton i.own {
    align-self: flex-end;
    inline-size: 46%;
  }
  .skeleton i:nth-child(4) {
    block-size: 88px;
  }
  .skeleton i:nth-child(5) {
    inline-size: 36%;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  @keyframes breathe {
    to {
      opacity: 0.5;
    }
  }
  @media (forced-colors: active) {
    .latest {
      border-color: ButtonText;
    }
  }
`;
