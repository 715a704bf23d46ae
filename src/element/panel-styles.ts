/** Where the window stands and how it comes and goes. Knows boxes and tokens; what is inside the window is styled there. Loaded with the window. */
import {css} from 'lit';

export const panelStyles = css`
  :host {
    --_border: var(--chat-embed-border, light-dark(#e5e7ec, #30343e));
    --_radius: var(--chat-embed-radius, 18px);
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
