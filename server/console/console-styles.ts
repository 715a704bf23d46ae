// How the page is laid out: three panes side by side, two on a tablet, one at a time on a phone.
import { css } from 'lit';

export const consoleStyles = css`
  :host {
    --chat-embed-font-size: 14px;
    display: block;
    block-size: 100%;
  }
  .page {
    --console-side: light-dark(#f7f8fa, #121419);
    display: flex;
    flex-direction: column;
    block-size: 100%;
    overflow: hidden;
  }
  .checking, .sign-in {
    display: grid;
    flex: 1;
    min-block-size: 0;
    background: var(--console-side);
  }
  .checking {
    place-items: center;
    color: var(--chat-embed-muted);
  }
  .banner {
    display: flex;
    flex: none;
    align-items: center;
    justify-content: center;
    gap: 8px;
    padding: 7px 16px;
    background: light-dark(#fdf0d5, #43330f);
    color: light-dark(#6b4300, #ffd58a);
    font-size: 13px;
    font-weight: 500;
  }
  .banner .icon {
    inline-size: 17px;
    block-size: 17px;
  }
  .panes {
    display: grid;
    flex: 1;
    grid-template-columns: 312px minmax(0, 1fr);
    min-block-size: 0;
  }
  .detailed {
    grid-template-columns: 312px minmax(0, 1fr) 300px;
  }
  .side, .read, .details {
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
    min-block-size: 0;
  }
  .side {
    border-inline-end: 1px solid var(--chat-embed-border);
    background: var(--console-side);
  }
  agent-chats, agent-conversation, agent-details, agent-left-messages {
    flex: 1;
    min-block-size: 0;
  }
  .top {
    display: flex;
    flex: none;
    align-items: center;
    gap: 4px;
    min-block-size: 60px;
    padding-block: 8px;
    padding-inline: 18px 10px;
    --face: 28px;
  }
  .me {
    flex: 1;
    min-inline-size: 0;
    margin-inline-start: 6px;
  }
  .me p {
    overflow: hidden;
    font-size: 14px;
    font-weight: 650;
    line-height: 19px;
    letter-spacing: -0.01em;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .work {
    display: flex;
    gap: 2px;
    align-items: center;
    margin-inline-start: -6px;
    color: var(--chat-embed-muted);
    font-size: 12px;
    line-height: 18px;
    white-space: nowrap;
  }
  .status {
    display: flex;
    flex: none;
    gap: 6px;
    align-items: center;
    min-block-size: 24px;
    padding: 1px 6px;
    border-radius: 7px;
  }
  .serves::before {
    content: '·';
    margin-inline-end: 6px;
  }
  .serves {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .status::before {
    content: '';
    inline-size: 8px;
    block-size: 8px;
    border-radius: 50%;
    background: light-dark(#1d8a4e, #45c27c);
  }
  .status.away::before {
    box-shadow: inset 0 0 0 2px light-dark(#a8660a, #f0b44f);
    background: none;
  }
  .status:hover {
    background: color-mix(in oklab, var(--chat-embed-text) 7%, transparent);
    color: var(--chat-embed-text);
  }
  .left {
    position: relative;
  }
  .left[aria-pressed='true'] {
    color: var(--chat-embed-link);
  }
  .badge {
    position: absolute;
    inset-block-start: calc(50% - 16px);
    inset-inline-start: calc(50% + 1px);
    min-inline-size: 16px;
    padding-inline: 4px;
    border-radius: 8px;
    background: var(--chat-embed-accent);
    color: var(--chat-embed-accent-text);
    font-size: 10.5px;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
    line-height: 16px;
    text-align: center;
  }
  .leaving {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin: 0 12px 8px;
    padding: 12px;
    border: 1px solid var(--chat-embed-border);
    border-radius: 12px;
    background: var(--chat-embed-surface);
  }
  .leaving p {
    inline-size: 100%;
    font-size: 13px;
    line-height: 19px;
  }
  .leaving button {
    flex: 1;
  }
  .trouble {
    margin: 0 12px 8px;
    color: var(--chat-embed-danger);
    font-size: 13px;
  }
  .details {
    position: relative;
    border-inline-start: 1px solid var(--chat-embed-border);
    background: var(--chat-embed-surface);
  }
  .close {
    display: none;
  }
  .nothing {
    display: grid;
    flex: 1;
    align-content: center;
    justify-items: center;
    gap: 6px;
    padding: 24px;
    color: var(--chat-embed-muted);
    text-align: center;
  }
  .nothing .icon {
    inline-size: 44px;
    block-size: 44px;
    margin-block-end: 10px;
    stroke-width: 0.9;
  }
  .nothing strong {
    color: var(--chat-embed-text);
    font-size: 16px;
    font-weight: 600;
    letter-spacing: -0.01em;
  }
  .nothing p {
    font-size: 13px;
  }
  kbd {
    padding: 1px 5px;
    border: 1px solid var(--chat-embed-border);
    border-radius: 5px;
    font: inherit;
    font-size: 12px;
  }
  @media (pointer: coarse) {
    .status {
      padding-block: 6px;
    }
  }
  @media (forced-colors: active) {
    .status::before {
      background: CanvasText;
    }
    .status.away::before {
      border: 2px solid CanvasText;
      background: none;
    }
    .badge {
      border: 1px solid CanvasText;
    }
  }
  @media (max-width: 1179px) {
    .panes, .detailed {
      grid-template-columns: 288px minmax(0, 1fr);
    }
    .panes {
      position: relative;
    }
    .details {
      position: absolute;
      inset-block: 0;
      inset-inline-end: 0;
      z-index: 3;
      inline-size: min(320px, 100%);
      padding-block-start: 44px;
      box-shadow: 0 0 40px rgb(10 14 30 / 0.16);
    }
    .close {
      position: absolute;
      inset-block-start: 8px;
      inset-inline-start: 10px;
      display: grid;
    }
    .close .icon {
      rotate: 180deg;
    }
  }
  @media (max-width: 760px) {
    .panes, .detailed {
      grid-template-columns: minmax(0, 1fr);
    }
    .side {
      border: 0;
      padding-block-end: env(safe-area-inset-bottom);
    }
    .panes:not(.reading) > .read, .reading > .side {
      display: none;
    }
    .details {
      inline-size: 100%;
      border: 0;
    }
    .close .icon {
      rotate: none;
    }
  }
`;
