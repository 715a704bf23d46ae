/** How entries stand in the transcript. Knows what is between messages; messages bring their own looks. */
import {css} from 'lit';

export const entryListStyles = css`
  .day, .notice {
    color: var(--chat-embed-muted);
    font-size: 12.5px;
    line-height: 18px;
    text-align: center;
    text-wrap: balance;
    overflow-wrap: anywhere;
  }
  .day {
    padding-block-start: 20px;
    font-weight: 500;
  }
  .notice {
    padding: 20px 16px 0;
  }
  .notice + .notice {
    padding-block-start: 6px;
  }
  .older {
    display: grid;
    place-items: center;
    block-size: 40px;
  }
  .latest {
    position: absolute;
    inset-block-end: 12px;
    inset-inline: 0;
    display: flex;
    align-items: center;
    gap: 6px;
    inline-size: max-content;
    min-block-size: 36px;
    margin-inline: auto;
    padding: 6px 8px;
    border: 1px solid var(--chat-embed-border);
    border-radius: 18px;
    background: var(--chat-embed-surface);
    box-shadow: 0 1px 2px rgb(10 14 30 / 0.08), 0 6px 16px rgb(10 14 30 / 0.12);
    font-size: 13px;
    font-weight: 600;
    animation: rise 0.2s cubic-bezier(0.2, 0.8, 0.2, 1);
  }
  .latest.new {
    padding-inline: 10px 14px;
    border-color: transparent;
    background: var(--chat-embed-accent);
    color: var(--chat-embed-accent-text);
  }
  .latest .icon {
    --icon: 18px;
  }
  @keyframes rise {
    from {
      opacity: 0;
      translate: 0 8px;
    }
  }
  @media (forced-colors: active) {
    .latest {
      border-color: ButtonText;
    }
  }
`;
