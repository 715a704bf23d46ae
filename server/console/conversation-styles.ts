// How the conversation is laid out: a header, the transcript, and what stands below it.
import { css } from 'lit';

export const conversationStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
    min-block-size: 0;
    container-type: inline-size;
    --gap: 24px;
  }
  header {
    --face: 32px;
  }
  .names {
    flex: 1;
    min-inline-size: 0;
    margin-inline-start: 4px;
  }
  h2, .names p {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .names p {
    font-variant-numeric: tabular-nums;
  }
  .tool[aria-pressed='true'] {
    color: var(--chat-embed-link);
  }
  .line {
    display: flex;
    flex: none;
    align-items: center;
    gap: 8px;
    padding: 7px 20px;
    background: var(--chat-embed-surface-2);
    font-size: 13px;
  }
  .line.idle {
    background: light-dark(#fdf0d5, #43330f);
    color: light-dark(#6b4300, #ffd58a);
  }
  .line.idle b {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .line.error, .trouble {
    background: color-mix(in oklab, var(--chat-embed-danger) 9%, var(--chat-embed-surface));
  }
  .line .icon, .trouble .icon {
    inline-size: 17px;
    block-size: 17px;
    color: var(--chat-embed-danger);
  }
  .line.idle .icon {
    color: inherit;
  }
  /* Replies hold links, lists and code: they stand on a tint, where all of these can be read. */
  chat-embed-transcript {
    --chat-embed-accent: light-dark(
      color-mix(in oklab, var(--chat-embed-link) 13%, var(--chat-embed-surface)),
      color-mix(in oklab, var(--chat-embed-link) 24%, var(--chat-embed-surface))
    );
    --chat-embed-accent-text: var(--chat-embed-text);
  }
  chat-embed-composer::part(input) {
    outline: none;
  }
  footer {
    flex: none;
    padding-block-end: env(safe-area-inset-bottom);
  }
  .seen {
    max-inline-size: 720px;
    margin: -14px auto 4px;
    padding-inline: var(--gap);
    color: var(--chat-embed-muted);
    font-size: 12px;
    line-height: 16px;
    text-align: end;
  }
  .trouble {
    display: flex;
    align-items: center;
    gap: 8px;
    inline-size: min(688px, 100% - 32px);
    margin: 0 auto 8px;
    padding: 9px 12px;
    border-radius: 10px;
    font-size: 13px;
  }
  .hint {
    display: flex;
    justify-content: space-between;
    gap: 16px;
    max-inline-size: 720px;
    margin: -4px auto 0;
    padding: 0 26px 10px;
    overflow: hidden;
    color: var(--chat-embed-muted);
    font-size: 11.5px;
    line-height: 18px;
    white-space: nowrap;
  }
  .hint b {
    font-weight: 600;
  }
  kbd {
    padding: 0 4px;
    border: 1px solid var(--chat-embed-border);
    border-radius: 4px;
    font: inherit;
    font-size: 11px;
  }
  .standing {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 10px 16px;
    inline-size: min(688px, 100% - 32px);
    margin: 0 auto 16px;
    padding: 14px 16px;
    border: 1px solid var(--chat-embed-border);
    border-radius: 14px;
    background: var(--chat-embed-surface);
    animation: come 0.2s ease-out;
  }
  .standing > p {
    display: grid;
    min-inline-size: 0;
    font-size: 14px;
    line-height: 20px;
  }
  .standing strong {
    font-weight: 600;
  }
  .standing span {
    color: var(--chat-embed-muted);
    font-size: 13px;
    font-variant-numeric: tabular-nums;
  }
  .standing .solid {
    min-block-size: 38px;
    padding-inline: 18px;
    font-size: 14px;
  }
  .standing .again span {
    color: inherit;
  }
  .again {
    display: flex;
    gap: 8px;
    margin-inline-start: auto;
  }
  .survey[aria-disabled='true'] {
    opacity: 0.55;
    cursor: default;
  }
  .verdict .stars {
    margin-inline-end: 6px;
  }
  .over {
    border-color: transparent;
    background: var(--chat-embed-surface-2);
  }
  blockquote {
    inline-size: 100%;
    max-block-size: 96px;
    margin: 0;
    overflow: auto;
    font-size: 13px;
    line-height: 19px;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  @keyframes come {
    from {
      opacity: 0;
      translate: 0 6px;
    }
  }
  @container (max-width: 560px) {
    .hint span:first-child {
      display: none;
    }
    .soft span {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .soft {
      padding-inline: 9px;
    }
    .soft .icon {
      inline-size: 18px;
      block-size: 18px;
    }
  }
  /* Who it is comes before his picture. */
  @container (max-width: 400px) {
    header .face {
      display: none;
    }
    header {
      gap: 4px;
    }
  }
  @media (max-width: 760px) {
    :host {
      --gap: 16px;
    }
  }
  @media (pointer: coarse) {
    .hint {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .over {
      border-color: CanvasText;
    }
  }
`;
