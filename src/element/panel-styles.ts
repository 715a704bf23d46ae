/**
 * Where the window stands and how it comes and goes, and how a launcher looks that has been used. Knows boxes and tokens; what is inside the window
 * is styled there. Comes after the launcher's sheet.
 */
import {css} from 'lit';

export const panelStyles = css`
  :host {
    --_radius: var(--chat-embed-radius, 18px);
    --_border: var(--chat-embed-border, light-dark(#e5e7ec, #30343e));
    --_surface: var(--chat-embed-surface, light-dark(#fff, #16181d));
  }
  .frame {
    color: var(--chat-embed-text, light-dark(#16181d, #eceef2));
  }
  .inline,
  .page {
    inset: 0;
    place-content: center;
  }
  .inline {
    position: relative;
    block-size: 100%;
    z-index: 0;
  }
  [part='launcher'] {
    transition: transform 0.2s, filter 0.2s;
  }
  [part='launcher']:hover {
    transform: translateY(-2px);
  }
  [part='launcher']:active {
    transform: scale(0.95);
  }
  svg {
    transition: transform 0.25s, opacity 0.2s;
  }
  svg + svg {
    position: absolute;
    inset: 0;
    margin: auto;
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
  .said {
    position: absolute;
    opacity: 0;
    pointer-events: none;
    clip-path: inset(50%);
    inline-size: 1px;
    overflow: hidden;
    white-space: nowrap;
  }
  [part='panel'] {
    all: initial; /* what the page has set for its own text ends here */
    color-scheme: inherit;
    pointer-events: inherit;
    display: grid;
    box-sizing: border-box;
    overflow: hidden;
    background: var(--_surface);
    visibility: hidden;
  }
  .open [part='panel'] {
    visibility: inherit;
  }
  .floating [part='panel'] {
    position: absolute;
    inset-block-end: calc(100% + 14px);
    inset-inline-end: 0;
    inline-size: min(var(--chat-embed-width, 400px), 100vw - 2 * var(--_inset));
    block-size: min(var(--chat-embed-height, 680px), 100dvh - var(--_size) - 14px - 2 * var(--_inset));
    border: 1px solid var(--_border);
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
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
  }
  .page [part='panel'] {
    position: absolute;
    inset: 0;
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
    border: 3px solid var(--_border);
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
    [part='launcher'] * {
      transition: none !important;
      animation: none !important;
    }
    .floating [part='panel'],
    .floating.open [part='panel'] {
      transform: none;
      transition: none;
    }
    .waiting {
      animation: appear 0.2s 0.3s forwards;
    }
  }
`;
