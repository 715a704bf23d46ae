/** How the composer looks: one field that grows, with its buttons inside. */
import {css} from 'lit';

export const composerStyles = css`
  :host {
    display: block;
    flex: none;
  }
  .composer {
    max-inline-size: 720px;
    margin-inline: auto;
    padding: 4px 12px 12px;
  }
  .field {
    display: flex;
    align-items: flex-end;
    gap: 6px;
    padding: 5px;
    border: 1px solid var(--chat-embed-border);
    border-radius: 22px;
    background: var(--chat-embed-surface);
    box-shadow: 0 1px 2px rgb(10 14 30 / 0.04);
    cursor: text;
    transition: border-color 0.15s, box-shadow 0.15s;
  }
  .field:focus-within {
    border-color: var(--chat-embed-link);
    box-shadow: 0 0 0 3px color-mix(in oklab, var(--chat-embed-link) 16%, transparent);
  }
  .field.over {
    border-color: var(--chat-embed-danger);
  }
  textarea {
    flex: 1;
    min-inline-size: 0;
    max-block-size: 152px;
    padding-block: 4px;
    padding-inline: 11px 4px;
    unicode-bidi: plaintext;
    text-align: start;
    field-sizing: content;
    font-size: 16px;
    line-height: 24px;
    resize: none;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  textarea:focus-visible {
    outline: none; /* the field around it shows focus */
  }
  textarea::placeholder {
    color: var(--chat-embed-muted);
    opacity: 1;
  }
  .round {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 32px;
    block-size: 32px;
    border-radius: 50%;
    transition: background-color 0.15s, color 0.15s, scale 0.15s;
  }
  .round:active {
    scale: 0.92;
  }
  .send {
    background: var(--chat-embed-accent);
    color: var(--chat-embed-accent-text);
  }
  .send[aria-disabled='true'] {
    background: var(--chat-embed-surface-2);
    color: var(--chat-embed-muted);
    cursor: default;
  }
  .send .icon {
    stroke-width: 2;
  }
  .stop {
    background: var(--chat-embed-text);
    color: var(--chat-embed-surface);
  }
  .stop i {
    inline-size: 11px;
    block-size: 11px;
    border-radius: 3px;
    background: currentColor;
  }
  .foot {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    min-block-size: 32px;
    margin-block: 4px -6px;
  }
  .left {
    margin-inline-start: auto;
    padding-inline-end: 8px;
    color: var(--chat-embed-muted);
    font-size: 12.5px;
    font-variant-numeric: tabular-nums;
  }
  .left.over, .problem {
    color: var(--chat-embed-danger);
  }
  .problem {
    display: flex;
    gap: 6px;
    padding: 0 8px 8px;
    font-size: 13px;
  }
  .problem .icon {
    --icon: 18px;
    margin-block-start: 1px;
  }
  @media (pointer: coarse) {
    .round {
      inline-size: 36px;
      block-size: 36px;
    }
    textarea {
      padding-block: 6px;
    }
  }
  @media (forced-colors: active) {
    .round, .field {
      border: 1px solid ButtonText;
    }
    .field:focus-within {
      outline: 2px solid Highlight;
    }
  }
`;
