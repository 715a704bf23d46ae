/** The header's round buttons. Knows their looks; refuses to know where they lead. */
import {css} from 'lit';

export const wayStyles = css`
  .way {
    display: grid;
    flex: none;
    place-items: center;
    min-inline-size: 36px;
    min-block-size: 36px;
    border-radius: 10px;
    color: var(--chat-embed-muted);
    transition: background-color 0.15s, color 0.15s;
  }
  .way:disabled {
    opacity: 0.45;
    cursor: default;
  }
  .way:enabled:hover, .way[aria-expanded='true'] {
    background: var(--chat-embed-surface-2);
    color: var(--chat-embed-text);
  }
`;
