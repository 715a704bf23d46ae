/**
 * How the launcher looks and where the window stands. Knows boxes, corners and tokens; what is inside the window is styled there. One sheet,
 * adopted by the shadow root, so that a strict policy allows it.
 */
import {css} from 'lit';

export const launcherStyles = css`
  :host {
    --_accent: var(--chat-embed-accent, light-dark(#1f4fd8, #3d6bf0));
    --_on-accent: var(--chat-embed-on-accent, #fff);
    --_surface: var(--chat-embed-surface, light-dark(#fff, #16181d));
    --_text: var(--chat-embed-text, light-dark(#16181d, #f1f2f4));
    --_line: var(--chat-embed-line, light-dark(#e3e5ea, #2d313a));
    --_size: var(--chat-embed-launcher-size, 60px);
    --_inset: var(--chat-embed-inset, 20px);
    --_radius: var(--chat-embed-radius, 18px);
    --_shadow: 0 1px 2px rgb(10 14 30 / 0.14), 0 6px 18px rgb(10 14 30 / 0.16), 0 18px 48px rgb(10 14 30 / 0.16);
    display: contents;
    color-scheme: light dark;
    font: var(--chat-embed-font, 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif);
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
    color: var(--_text);
    z-index: var(--chat-embed-z-index, 2147483000);
  }
  .floating.frame {
    position: fixed;
    inset-block-end: max(var(--_inset), env(safe-area-inset-bottom));
    inset-inline-end: max(var(--_inset), env(safe-area-inset-right));
    inline-size: var(--_size);
    block-size: var(--_size);
  }
  .floating.start {
    inset-inline-end: auto;
    inset-inline-start: max(var(--_inset), env(safe-area-inset-left));
  }
  .inline.frame {
    position: relative;
    display: grid;
    place-items: center;
    block-size: 100%;
    z-index: 0;
  }
  .page.frame {
    position: fixed;
    inset: 0;
    display: grid;
    place-items: center;
  }

  [part='launcher'] {
    position: relative;
    display: grid;
    place-items: center;
    box-sizing: border-box;
    min-inline-size: var(--_size);
    min-block-size: var(--_size);
    margin: 0;
    padding: 0;
    border: 1px solid transparent;
    border-radius: calc(var(--_size) / 2);
    background: var(--_accent);
    color: var(--_on-accent);
    box-shadow: var(--_shadow);
    font: inherit;
    font-weight: 600;
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
    transition: transform 0.2s cubic-bezier(0.2, 0.8, 0.2, 1), box-shadow 0.2s, filter 0.2s;
  }
  [part='launcher']:hover {
    filter: brightness(1.08);
    transform: translateY(-2px);
  }
  [part='launcher']:active {
    transform: scale(0.95);
  }
  :is([part='launcher'], .again):focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 3px;
  }
  .icons {
    display: grid;
    inline-size: 28px;
    block-size: 28px;
  }
  .icons svg {
    grid-area: 1 / 1;
    transition: transform 0.25s cubic-bezier(0.2, 0.8, 0.2, 1), opacity 0.2s;
  }
  .icons .close,
  .open .icons .speak {
    opacity: 0;
    transform: rotate(-60deg) scale(0.5);
  }
  .open .icons .close {
    opacity: 1;
    transform: none;
  }

  [part='badge'] {
    position: absolute;
    inset-block-start: -4px;
    inset-inline-end: -4px;
    box-sizing: border-box;
    min-inline-size: 24px;
    padding-inline: 6px;
    border: 2px solid var(--_surface);
    border-radius: 12px;
    background: var(--chat-embed-badge, #c81e3a);
    color: #fff;
    font-size: 12px;
    font-weight: 700;
    line-height: 20px;
    text-align: center;
    animation: pop 0.3s cubic-bezier(0.2, 1.6, 0.4, 1);
  }
  @keyframes pop {
    from {
      transform: scale(0);
    }
  }

  [part='panel'] {
    display: grid;
    box-sizing: border-box;
    overflow: hidden;
    background: var(--_surface);
    visibility: hidden;
    text-align: start;
  }
  .open [part='panel'] {
    visibility: visible;
  }
  .floating [part='panel'] {
    position: absolute;
    inset-block-end: calc(100% + 14px);
    inset-inline-end: 0;
    inline-size: min(var(--chat-embed-width, 400px), 100vw - 2 * var(--_inset));
    block-size: min(var(--chat-embed-height, 680px), 100dvh - var(--_size) - 14px - 2 * var(--_inset));
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    box-shadow: var(--_shadow);
    opacity: 0;
    transform: translateY(12px) scale(0.98);
    transform-origin: bottom;
    /* Hidden at the end of the way out, but visible from the start of the way in: only then can focus go in at once. */
    transition: opacity 0.16s, transform 0.16s, visibility 0s 0.16s;
  }
  .floating.start [part='panel'] {
    inset-inline: 0 auto;
  }
  .floating.open [part='panel'] {
    opacity: 1;
    transform: none;
    transition: opacity 0.18s, transform 0.26s cubic-bezier(0.2, 0.9, 0.2, 1);
  }
  @starting-style {
    .floating.open [part='panel'] {
      opacity: 0;
      transform: translateY(12px) scale(0.98);
    }
  }
  .inline [part='panel'] {
    position: absolute;
    inset: 0;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }
  .page [part='panel'] {
    position: absolute;
    inset: 0;
  }
  :is(.inline, .page).open [part='launcher'] {
    display: none;
  }
  chat-embed-window {
    display: block;
    min-inline-size: 0;
    min-block-size: 0;
    block-size: 100%;
  }

  .waiting {
    place-self: center;
    inline-size: 28px;
    block-size: 28px;
    border: 3px solid var(--_line);
    border-block-start-color: var(--_accent);
    border-radius: 50%;
    /* A quick download shows no sign of waiting at all. */
    opacity: 0;
    animation: turn 0.9s linear infinite, appear 0.2s 0.3s forwards;
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }
  @keyframes appear {
    to {
      opacity: 1;
    }
  }

  .failure {
    position: absolute;
    inset-block-end: calc(100% + 14px);
    inset-inline-end: 0;
    display: grid;
    gap: 10px;
    justify-items: start;
    box-sizing: border-box;
    inline-size: 260px;
    padding: 16px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: var(--_shadow);
  }
  .start .failure {
    inset-inline: 0 auto;
  }
  :is(.inline, .page) .failure {
    position: static;
  }
  .failure p {
    margin: 0;
  }
  .again {
    padding: 6px 14px;
    border: 1px solid transparent;
    border-radius: 10px;
    background: var(--_accent);
    color: var(--_on-accent);
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }

  .said {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @media (max-width: 479.98px) {
    .floating.open [part='panel'] {
      position: fixed;
      inset: 0;
      inline-size: auto;
      block-size: auto;
      border: 0;
      border-radius: 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    [part='launcher'],
    .icons svg,
    .floating [part='panel'],
    .floating.open [part='panel'] {
      transition: none;
    }
    .floating [part='panel'] {
      transform: none;
    }
    [part='badge'] {
      animation: none;
    }
    .waiting {
      animation: appear 0.2s 0.3s forwards;
    }
  }
  @media (forced-colors: active) {
    [part='launcher'],
    .again {
      border-color: ButtonText;
    }
    [part='badge'] {
      forced-color-adjust: none;
      border-color: Canvas;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
