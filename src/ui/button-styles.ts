/** The buttons that want to be pressed. Knows their looks; refuses to know what they do. */
import {css} from 'lit';

export const buttons = css`
  .solid, .soft {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-block-size: 40px;
    padding: 8px 16px;
    border: 1px solid transparent;
    border-radius: 12px;
    font-size: 14px;
    font-weight: 600;
    line-height: 1.3;
    transition: filter 0.15s, background-color 0.15s, border-color 0.15s;
  }
  .solid {
    background: var(--chat-embed-accent);
    color: var(--chat-embed-accent-text);
  }
  .solid:hover {
    filter: brightness(1.08);
  }
  .solid:active {
    filter: brightness(0.95);
  }
  .soft {
    border-color: var(--chat-embed-border);
    background: var(--chat-embed-surface);
  }
  .soft:hover {
    background: var(--chat-embed-surface-2);
  }
  @media (forced-colors: active) {
    .solid, .soft {
      border-color: ButtonText;
    }
  }
`;
