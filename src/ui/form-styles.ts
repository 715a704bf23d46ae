/** How fields, their labels and their mistakes look. */
import {css} from 'lit';

export const formStyles = css`
  :host {
    display: block;
  }
  .form {
    display: grid;
    gap: 18px;
  }
  .item {
    display: grid;
    gap: 6px;
    min-inline-size: 0;
  }
  label, .wrong h2 {
    font-size: 14px;
    font-weight: 600;
    line-height: 20px;
    overflow-wrap: anywhere;
  }
  .optional {
    color: var(--chat-embed-muted);
    font-weight: 400;
  }
  .hint {
    color: var(--chat-embed-muted);
    font-size: 13px;
    line-height: 18px;
  }
  .label + .hint {
    margin-block-start: -4px;
  }
  input, select, textarea {
    inline-size: 100%;
    min-inline-size: 0;
    min-block-size: 44px;
    margin: 0;
    padding: 9px 12px;
    border: 1px solid var(--field-border);
    border-radius: 12px;
    background: var(--chat-embed-surface);
    color: inherit;
    font: inherit;
    font-size: 16px; /* below it, phones zoom in */
    line-height: 24px;
    text-align: start;
    unicode-bidi: plaintext;
    appearance: none;
    transition: border-color 0.15s, box-shadow 0.15s;
    --field-border: color-mix(in oklab, var(--chat-embed-muted) 72%, var(--chat-embed-surface));
  }
  input:hover, select:hover, textarea:hover {
    border-color: var(--chat-embed-muted);
  }
  :is(input, select, textarea):focus-visible {
    outline: none; /* its border and the ring around it show focus */
    border-color: var(--chat-embed-link);
    box-shadow: 0 0 0 3px color-mix(in oklab, var(--chat-embed-link) 16%, transparent);
  }
  textarea {
    min-block-size: 92px;
    max-block-size: 220px;
    field-sizing: content;
    resize: vertical;
  }
  .select {
    position: relative;
    display: grid;
  }
  .select select {
    padding-inline-end: 40px;
    text-overflow: ellipsis;
  }
  .select .icon {
    position: absolute;
    inset-block-start: 12px;
    inset-inline-end: 12px;
    color: var(--chat-embed-muted);
    pointer-events: none;
  }
  .check label {
    display: flex;
    align-items: flex-start;
    gap: 12px;
    min-block-size: 44px;
    padding-block: 11px;
    font-weight: 400;
    line-height: 22px;
    cursor: pointer;
  }
  .check input {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 22px;
    min-block-size: 22px;
    block-size: 22px;
    padding: 0;
    border-radius: 7px;
    cursor: pointer;
  }
  .check input::before {
    content: '';
    inline-size: 12px;
    block-size: 6px;
    margin-block-end: 4px;
    border: solid var(--chat-embed-accent-text);
    border-width: 0 0 2px 2px;
    rotate: -45deg;
    scale: 0;
    transition: scale 0.12s;
  }
  .check input:checked {
    border-color: var(--chat-embed-accent);
    background: var(--chat-embed-accent);
  }
  .check input:checked::before {
    scale: 1;
  }
  .bad :is(input, select, textarea) {
    border-color: var(--chat-embed-danger);
  }
  .bad :is(input, select, textarea):focus-visible {
    box-shadow: 0 0 0 3px color-mix(in oklab, var(--chat-embed-danger) 20%, transparent);
  }
  .error, .problem {
    display: flex;
    gap: 6px;
    color: var(--chat-embed-danger);
    font-size: 13px;
    line-height: 18px;
  }
  :is(.error, .problem) .icon {
    --icon: 18px;
  }
  .wrong {
    padding: 12px 14px;
    border-radius: 12px;
    background: color-mix(in oklab, var(--chat-embed-danger) 9%, var(--chat-embed-surface));
  }
  .wrong ul {
    margin-block-start: 2px;
    font-size: 14px;
  }
  .wrong a {
    display: inline-block;
    padding-block: 3px;
    color: inherit;
    text-underline-offset: 3px;
    overflow-wrap: anywhere;
  }
  .actions {
    display: grid;
    gap: 8px;
  }
  .solid {
    inline-size: 100%;
    min-block-size: 44px;
  }
  .solid[aria-disabled='true'] {
    cursor: progress;
  }
  .spinner {
    inline-size: 16px;
    block-size: 16px;
    border: 2px solid color-mix(in oklab, currentColor 40%, transparent);
    border-block-start-color: currentColor;
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (pointer: coarse) {
    .wrong a {
      padding-block: 12px;
    }
  }
  @media (forced-colors: active) {
    .check input {
      appearance: auto;
    }
    .check input::before {
      content: none;
    }
    :is(input, select, textarea):focus-visible {
      outline: 2px solid Highlight;
    }
    .wrong {
      border: 2px solid CanvasText;
    }
  }
`;
