/**
 * How the launcher looks and where it stands. Knows corners and tokens; the window's place is in `panel-styles.ts`. Every page pays for this
 * sheet, so it says each thing once.
 */
import {css} from '@lit/reactive-element';

export const launcherStyles = css`
  :host {
    --_accent: var(--chat-embed-accent, light-dark(#1f4fd8, #3d6bf0));
    --_accent-text: var(--chat-embed-accent-text, #fff);
    --_surface: var(--chat-embed-surface, light-dark(#fff, #16181d));
    --_text: var(--chat-embed-text, light-dark(#16181d, #eceef2));
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
    color: var(--_text);
  }
  .floating {
    inset-block-end: max(var(--_inset), env(safe-area-inset-bottom));
    inset-inline-end: var(--_inset);
  }
  .floating.start {
    inset-inline: var(--_inset) auto;
  }
  .inline,
  .page {
    inset: 0;
    display: grid;
    place-content: center;
  }
  .inline {
    position: relative;
    block-size: 100%;
    z-index: 0;
  }
  .open:not(.floating) > [part='launcher'] {
    display: none;
  }
  [part='launcher'] {
    position: relative;
    min-block-size: var(--_size);
    padding: 0 calc(var(--_size) / 2 - 15px);
    border: 1px solid transparent;
    border-radius: var(--_size);
    background: var(--_accent);
    color: var(--_accent-text);
    box-shadow: var(--_shadow);
    font: inherit;
    cursor: pointer;
    transition: transform 0.2s, filter 0.2s;
  }
  [part='launcher']:hover {
    filter: brightness(1.1);
    transform: translateY(-2px);
  }
  [part='launcher']:active {
    transform: scale(0.95);
  }
  [part='launcher']:focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 3px;
  }
  .icons {
    display: grid;
    inline-size: 28px;
  }
  svg {
    grid-area: 1 / 1;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
    transition: transform 0.25s, opacity 0.2s;
  }
  .frame:not(.open) svg + svg,
  .open svg:first-child {
    opacity: 0;
    transform: rotate(-60deg) scale(0.5);
  }
  [aria-busy='true'] svg {
    animation: wait 0.6s 0.3s infinite alternate;
  }
  @keyframes wait {
    to {
      opacity: 0.3;
    }
  }
  [part='badge'] {
    position: absolute;
    inset-block-start: -4px;
    inset-inline-end: -4px;
    min-inline-size: 1.2em;
    padding: 0 5px;
    border: 2px solid var(--_surface);
    border-radius: 1em;
    background: var(--chat-embed-badge, #c81e3a);
    color: #fff;
    font-size: 12px;
    font-weight: 700;
    animation: pop 0.3s;
  }
  @keyframes pop {
    from {
      transform: scale(0);
    }
  }
  [part='failure'] {
    position: absolute;
    inset-block-end: 100%;
    inset-inline-end: 0;
    inline-size: 220px;
    margin: 14px 0;
    padding: 14px 18px;
    border: 1px solid rgb(128 128 128 / 0.3);
    border-radius: var(--chat-embed-radius, 18px);
    background: var(--_surface);
    box-shadow: var(--_shadow);
  }
  .start [part='failure'] {
    inset-inline: 0 auto;
  }
  :not(.floating) > [part='failure'] {
    position: static;
  }
  .again {
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    font-weight: 700;
    text-decoration: underline;
    cursor: pointer;
  }
  .said {
    position: absolute;
    opacity: 0;
    pointer-events: none;
    clip-path: inset(50%);
    inline-size: 1px;
    overflow: hidden;
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
      animation: none !important;
    }
  }
`;
