// Colours and manners that the console's panes share, on top of those of the window. It knows controls and avatars, not layouts.
import { css } from 'lit';
import { buttons } from '../../src/ui/button-styles.js';
import { base as windowBase } from '../../src/ui/styles.js';

const own = css`
  h1, h3, ol, dl, dd, dt {
    margin: 0;
    padding: 0;
    font: inherit;
    list-style: none;
  }
  input, select {
    margin: 0;
    font: inherit;
    color: inherit;
  }
  .icon.back:dir(rtl), .icon.forward:dir(rtl), .icon.hand-back:dir(rtl), .icon.sign-out:dir(rtl), .icon.details:dir(rtl) {
    scale: -1 1;
  }
  .tool {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 32px;
    block-size: 32px;
    border-radius: 8px;
    color: var(--chat-embed-muted);
    transition: background-color 0.15s, color 0.15s;
  }
  .tool:hover {
    background: color-mix(in oklab, var(--chat-embed-text) 7%, transparent);
    color: var(--chat-embed-text);
  }
  .tool .icon {
    inline-size: 18px;
    block-size: 18px;
  }
  .soft, .solid {
    min-block-size: 34px;
    padding: 6px 13px;
    border-radius: 9px;
    font-size: 13px;
    white-space: nowrap;
  }
  .soft .icon, .solid .icon {
    inline-size: 16px;
    block-size: 16px;
  }
  .danger {
    background: light-dark(#c0273c, #d63a50);
    color: #fff;
  }
  .verified-mark {
    display: inline-flex;
    flex: none;
    vertical-align: -2px;
    color: var(--chat-embed-link);
  }
  .verified-mark .icon {
    inline-size: 15px;
    block-size: 15px;
  }
  .stars {
    display: inline-flex;
    gap: 1px;
    vertical-align: -3px;
  }
  .stars .icon {
    inline-size: 16px;
    block-size: 16px;
    color: light-dark(#a86a00, #ffc65c);
    stroke-width: 1.3;
  }
  .stars .star-full path {
    fill: currentcolor;
  }
  .stars .star {
    opacity: 0.45;
  }
  button:disabled {
    opacity: 0.55;
    cursor: default;
  }
  .face {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: var(--face, 32px);
    block-size: var(--face, 32px);
    border-radius: 50%;
    background: light-dark(color-mix(in oklab, var(--hue) 16%, #fff), color-mix(in oklab, var(--hue) 26%, #16181d));
    color: light-dark(color-mix(in oklab, var(--hue) 72%, #000), color-mix(in oklab, var(--hue) 55%, #fff));
    font-size: calc(var(--face, 32px) * 0.37);
    font-weight: 650;
    line-height: 1;
    user-select: none;
    -webkit-user-select: none;
  }
  .hue-0 { --hue: #3b6ef5; }
  .hue-1 { --hue: #8250df; }
  .hue-2 { --hue: #c2417f; }
  .hue-3 { --hue: #c7622b; }
  .hue-4 { --hue: #2b8a5e; }
  .hue-5 { --hue: #16839c; }
  @media (pointer: coarse) {
    .tool {
      inline-size: 40px;
      block-size: 40px;
    }
    .soft, .solid {
      min-block-size: 42px;
    }
  }
  @media (forced-colors: active) {
    .face {
      border: 1px solid CanvasText;
    }
    .tool {
      border: 1px solid ButtonText;
    }
  }
`;

export const base = [windowBase, buttons, own];

/** How a pane scrolls that is longer than the page. */
export const scrolling = css`
  overflow: hidden auto;
  overscroll-behavior: contain;
  scrollbar-width: thin;
  scrollbar-color: color-mix(in oklab, var(--chat-embed-muted) 35%, transparent) transparent;
`;

/** What stands above a pane that is read: what it is, and on a phone the way back. */
export const paneHeader = css`
  header {
    display: flex;
    flex: none;
    gap: 8px;
    align-items: center;
    min-block-size: 60px;
    padding-block: 8px;
    padding-inline: 20px 12px;
    border-block-end: 1px solid var(--chat-embed-border);
  }
  header h2 {
    font-size: 15px;
    font-weight: 650;
    line-height: 20px;
    letter-spacing: -0.01em;
    outline: none;
  }
  header p {
    color: var(--chat-embed-muted);
    font-size: 12.5px;
    line-height: 17px;
  }
  .back {
    display: none;
    margin-inline-start: -12px;
  }
  @media (max-width: 760px) {
    header {
      padding-inline: 16px 8px;
    }
    .back {
      display: grid;
    }
  }
`;

/** What stands where a list is empty. */
export const emptyList = css`
  .none {
    display: grid;
    justify-items: center;
    gap: 4px;
    padding: 72px 24px;
    color: var(--chat-embed-muted);
    text-align: center;
    text-wrap: balance;
  }
  .none .icon {
    inline-size: 28px;
    block-size: 28px;
    margin-block-end: 8px;
    stroke-width: 1.2;
  }
  .none strong {
    color: var(--chat-embed-text);
    font-weight: 600;
  }
`;
