/** How the transcript is laid out, with nothing in it but its first words. Knows its boxes; entries bring their own looks. */
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
  .greeting.long {
    font-size: 18px;
    line-height: 1.45;
    letter-spacing: -0.01em;
  }
  .greeting:dir(rtl) {
    letter-spacing: 0;
  }
  .greeting + chat-embed-availability {
    padding-block-start: 4px;
  }
  .edge + chat-embed-availability {
    padding-block-start: 24px;
  }
  .missing {
    display: grid;
    place-items: center;
    gap: 8px;
    padding-block-start: 32px;
    text-align: center;
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
`;
