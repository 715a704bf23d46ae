/**
 * How a launcher looks that nobody has used, and where it stands. Knows corners and tokens; what an open, unread or moving one looks like, and the
 * window's place, is in `panel-styles.ts`. Every page pays for this sheet, so it says each thing once.
 */
import {css} from 'lit';

export const launcherStyles = css`
  :host {
    --_accent: var(--chat-embed-accent, light-dark(#1f4fd8, #3d6bf0));
    --_size: var(--chat-embed-launcher-size, 60px);
    --_inset: var(--chat-embed-inset, 20px);
    --_shadow: 0 2px 6px rgb(10 14 30 / 0.16), 0 12px 40px rgb(10 14 30 / 0.2);
    display: contents;
    color-scheme: light dark;
    font: var(--chat-embed-font-size, 15px)/1.5 var(--chat-embed-font, system-ui, sans-serif);
  }
  :host([hidden]) {
    display: none;
  }
  :host([color-scheme='light']) {
    color-scheme: light;
  }
  :host([color-scheme='dark']) {
    color-scheme: dark;
  }
  :host([mode='inline']) {
    display: block;
    block-size: min(640px, 80dvh);
  }
  .frame {
    position: fixed;
    z-index: var(--chat-embed-z-index, 2147483000);
    inset-block-end: max(var(--_inset), env(safe-area-inset-bottom));
    inset-inline-end: var(--_inset);
    display: grid;
    justify-items: end;
  }
  .start {
    inset-inline: var(--_inset) auto;
    justify-items: start;
  }
  .inline {
    position: static;
  }
  .open:is(.inline, .page) > button {
    display: none;
  }
  button {
    font: inherit;
    cursor: pointer;
  }
  [part='launcher'] {
    position: relative;
    min-block-size: var(--_size);
    padding: 0 calc(var(--_size) / 2 - 15px);
    border: 1px solid transparent;
    border-radius: var(--_size);
    background: var(--_accent);
    color: var(--chat-embed-accent-text, #fff);
    box-shadow: var(--_shadow);
  }
  [part='launcher']:hover {
    filter: brightness(1.1);
  }
  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 3px;
  }
  svg {
    display: block;
    inline-size: 28px;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  [aria-busy='true'] svg {
    opacity: 0.4;
    transition: opacity 0.3s 0.3s;
  }
  [part='failure'] {
    inline-size: 220px;
    margin: 14px 0;
    padding: 14px 18px;
    border-radius: var(--chat-embed-radius, 18px);
    background: Canvas;
    color: CanvasText;
    box-shadow: var(--_shadow);
  }
  @media print {
    .floating {
      display: none;
    }
  }
`;
