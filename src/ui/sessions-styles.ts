/** How the list of conversations looks. Knows its boxes; what stands in them is said in `chat-sessions.ts`. */
import {css} from 'lit';

export const sessionsStyles = css`
  :host {
    display: flex;
    flex: 1 1 0;
    flex-direction: column;
    min-block-size: 0;
  }
  .list {
    flex: 1;
    min-block-size: 0;
    padding: 8px;
    overflow: hidden auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: color-mix(in oklab, var(--chat-embed-muted) 40%, transparent) transparent;
  }
  .list:focus-visible {
    outline-offset: -3px;
  }
  .list > * {
    max-inline-size: 720px;
    margin-inline: auto;
  }
  li + li {
    margin-block-start: 2px;
  }
  .thread {
    --avatar: 40px;
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 1px 12px;
    align-items: center;
    inline-size: 100%;
    min-block-size: 64px;
    padding: 10px 12px;
    border-radius: 14px;
    text-align: start;
    transition: background-color 0.15s;
  }
  .thread:hover {
    background: var(--chat-embed-surface-2);
  }
  .thread:focus-visible {
    outline-offset: -2px;
  }
  .avatar {
    grid-row: 1 / 3;
  }
  .ended .avatar {
    filter: grayscale(0.75);
    opacity: 0.75;
  }
  .top {
    display: flex;
    grid-column: 2 / 4;
    align-items: baseline;
    justify-content: space-between;
    gap: 12px;
    min-inline-size: 0;
  }
  .name, .words {
    text-align: -webkit-match-parent;
    text-align: match-parent; /* words in another script stand where the line begins */
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .name {
    font-size: 15px;
    font-weight: 600;
    line-height: 20px;
    letter-spacing: -0.01em;
  }
  time {
    flex: none;
    color: var(--chat-embed-muted);
    font-size: 12px;
    line-height: 20px;
    font-variant-numeric: tabular-nums;
  }
  .words {
    grid-column: 2;
    color: var(--chat-embed-muted);
    font-size: 14px;
    line-height: 20px;
  }
  .news .words {
    color: var(--chat-embed-text);
    font-weight: 500;
  }
  .news time {
    color: var(--chat-embed-text);
  }
  .marks {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .badge {
    min-inline-size: 20px;
    padding-inline: 6px;
    border-radius: 10px;
    background: var(--chat-embed-accent);
    color: var(--chat-embed-accent-text);
    font-size: 12px;
    font-weight: 650;
    line-height: 20px;
    text-align: center;
    font-variant-numeric: tabular-nums;
  }
  .state {
    padding: 0 8px;
    border: 1px solid var(--chat-embed-border);
    border-radius: 10px;
    color: var(--chat-embed-muted);
    font-size: 12px;
    line-height: 18px;
    white-space: nowrap;
  }
  .earlier {
    display: flex;
    justify-content: center;
    min-block-size: 40px;
    margin-block-start: 6px;
    padding-inline: 16px;
  }
  .foot {
    flex: none;
    padding: 12px 16px 16px;
    border-block-start: 1px solid var(--chat-embed-border);
    text-align: center;
  }
  .solid {
    inline-size: min(100%, 360px);
    min-block-size: 44px;
  }
  .note {
    display: grid;
    justify-items: center;
    gap: 4px;
    padding: 48px 24px;
    color: var(--chat-embed-muted);
    font-size: 14px;
    text-align: center;
    text-wrap: balance;
  }
  .note .soft {
    margin-block-start: 12px;
    color: var(--chat-embed-text);
  }
  .what {
    color: var(--chat-embed-text);
    font-size: 16px;
    font-weight: 600;
  }
  .skeleton {
    padding: 4px 12px;
    animation: appear 0.2s 0.3s backwards;
  }
  .skeleton i {
    display: block;
    block-size: 44px;
    margin-block: 10px;
    border-radius: 14px;
    background: var(--chat-embed-surface-2);
    animation: breathe 1.2s 0.3s ease-in-out infinite alternate;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  @keyframes breathe {
    to {
      opacity: 0.5;
    }
  }
  @media (forced-colors: active) {
    .badge {
      border: 1px solid CanvasText;
    }
    .thread[aria-current] {
      border: 1px solid CanvasText;
    }
  }
`;
