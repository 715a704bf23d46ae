/** How the short answers look that a visitor may give with one click. */
import {css} from 'lit';

export const replyStyles = css`
  .reply {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-block-size: 36px;
    padding: 6px 14px;
    border: 1px solid color-mix(in oklab, var(--chat-embed-link) 32%, transparent);
    border-radius: 18px;
    color: var(--chat-embed-link);
    font-size: 14px;
    font-weight: 500;
    line-height: 1.35;
    text-align: start;
    overflow-wrap: anywhere;
    transition: background-color 0.15s, border-color 0.15s;
    animation: come 0.25s ease-out backwards;
  }
  .reply .icon {
    --icon: 17px;
  }
  .reply:hover {
    border-color: color-mix(in oklab, var(--chat-embed-link) 60%, transparent);
    background: color-mix(in oklab, var(--chat-embed-link) 8%, transparent);
  }
  @keyframes come {
    from {
      opacity: 0;
      translate: 0 6px;
    }
  }
  @media (pointer: coarse) {
    .reply {
      min-block-size: 44px;
      border-radius: 22px;
    }
  }
  @media (forced-colors: active) {
    .reply {
      border-color: ButtonText;
    }
  }
`;
