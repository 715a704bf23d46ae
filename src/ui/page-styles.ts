/** How a page looks that stands in the conversation's place: a title, a few words, a form. */
import {css} from 'lit';

export const pageStyles = css`
  :host {
    display: block;
    flex: 1 1 0;
    min-block-size: 0;
    overflow: hidden auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: color-mix(in oklab, var(--chat-embed-muted) 40%, transparent) transparent;
  }
  .sheet {
    display: grid;
    gap: 20px;
    max-inline-size: 560px;
    margin-inline: auto;
    padding: 24px var(--gap, 16px) 20px;
    overflow-wrap: anywhere;
    animation: come 0.25s ease-out;
  }
  .head {
    display: grid;
    gap: 8px;
  }
  .head h2 {
    font-size: 22px;
    font-weight: 600;
    line-height: 1.35;
    letter-spacing: -0.018em;
    text-wrap: pretty;
  }
  .head h2.long {
    font-size: 18px;
    line-height: 1.45;
    white-space: pre-line;
    letter-spacing: -0.01em;
  }
  .head h2:dir(rtl) {
    letter-spacing: 0;
  }
  .head h2:focus {
    outline: none; /* it is only where reading begins */
  }
  .intro {
    color: var(--chat-embed-muted);
    font-size: 14px;
    line-height: 20px;
    text-wrap: pretty;
  }
  @keyframes come {
    from {
      opacity: 0;
      translate: 0 8px;
    }
  }
`;
