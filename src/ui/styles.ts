/** Tokens and manners that all parts share. Knows colours, type and controls; refuses to know layouts. */
import {css} from 'lit';

/**
 * Settles every token that several parts use once, for the window: what the page set, or a default that follows `color-scheme`. `.tokens` gives them back their
 * public names, so that all parts use the names that pages know.
 */
export const tokens = css`
  :host {
    --_accent: var(--chat-embed-accent, light-dark(#1f4fd8, #3d6bf0));
    --_accent-text: var(--chat-embed-accent-text, #fff);
    --_surface: var(--chat-embed-surface, light-dark(#fff, #16181d));
    --_surface-2: var(--chat-embed-surface-2, light-dark(#f3f4f7, #23262e));
    --_text: var(--chat-embed-text, light-dark(#16181d, #eceef2));
    --_muted: var(--chat-embed-muted, light-dark(#5c6370, #a3aab8));
    --_border: var(--chat-embed-border, light-dark(#e5e7ec, #30343e));
    --_danger: var(--chat-embed-danger, light-dark(#c0273c, #ff8494));
    --_link: var(--chat-embed-link, light-dark(var(--_accent), color-mix(in oklab, var(--_accent) 58%, #fff)));
    --_font: var(--chat-embed-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif);
    --_font-size: var(--chat-embed-font-size, 15px);
  }
  .tokens {
    --chat-embed-accent: var(--_accent);
    --chat-embed-accent-text: var(--_accent-text);
    --chat-embed-surface: var(--_surface);
    --chat-embed-surface-2: var(--_surface-2);
    --chat-embed-text: var(--_text);
    --chat-embed-muted: var(--_muted);
    --chat-embed-border: var(--_border);
    --chat-embed-danger: var(--_danger);
    --chat-embed-link: var(--_link);
    font: var(--_font-size)/1.5 var(--_font);
    color: var(--_text);
    background: var(--_surface);
    -webkit-font-smoothing: antialiased;
    -webkit-text-size-adjust: none;
    text-size-adjust: none;
  }
`;

/** Quiet controls, focus rings, hidden text: the same in every part. */
export const base = css`
  *, ::before, ::after {
    box-sizing: border-box;
  }
  :host([hidden]), [hidden] {
    display: none !important;
  }
  button, textarea {
    margin: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    letter-spacing: inherit;
  }
  button {
    padding: 0;
    cursor: pointer;
    touch-action: manipulation;
    -webkit-tap-highlight-color: transparent;
  }
  :focus-visible {
    outline: 2px solid var(--chat-embed-link);
    outline-offset: 2px;
  }
  p, h2, ul {
    margin: 0;
    padding: 0;
    font: inherit;
    list-style: none;
  }
  .icon {
    display: block;
    flex: none;
    inline-size: var(--icon, 20px);
    block-size: var(--icon, 20px);
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .icon.filled {
    fill: currentColor;
    stroke-width: 1;
  }
  .quiet {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-block-size: 32px;
    padding: 4px 10px;
    border-radius: 10px;
    color: var(--chat-embed-muted);
    font-size: 13px;
    font-weight: 500;
    transition: background-color 0.15s, color 0.15s;
  }
  .quiet:hover {
    background: var(--chat-embed-surface-2);
    color: var(--chat-embed-text);
  }
  .quiet .icon {
    --icon: 18px;
  }
  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    *, ::before, ::after, :host {
      animation-duration: 0.01ms !important;
      animation-iteration-count: 1 !important;
      transition: none !important;
    }
  }
  @media (forced-colors: active) {
    :focus-visible {
      outline-color: Highlight;
    }
  }
`;
