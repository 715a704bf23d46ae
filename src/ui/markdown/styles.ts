/**
 * How rich text looks. Colours, radius and fonts come from the window's tokens, with fallbacks that follow the colour scheme;
 * directions are logical, so that right-to-left text needs nothing of its own.
 */
import { css } from 'lit';

/** The style sheet of `<chat-embed-markdown>`. */
export const markdownStyles = css`
  :host {
    --text: var(--chat-embed-text, CanvasText);
    --muted: var(--chat-embed-muted, color-mix(in srgb, var(--text) 68%, transparent));
    --border: var(--chat-embed-border, color-mix(in srgb, var(--text) 18%, transparent));
    --surface: var(--chat-embed-surface-2, color-mix(in srgb, var(--text) 6%, transparent));
    --accent: var(--chat-embed-accent, LinkText);
    --radius: var(--chat-embed-radius, 8px);
    --mono: var(--chat-embed-font-mono, ui-monospace, SFMono-Regular, Menlo, Consolas, monospace);
    display: block;
    min-inline-size: 0;
    color: var(--text);
    line-height: 1.55;
    overflow-wrap: anywhere;
  }
  :host([hidden]) {
    display: none;
  }
  p, h3, h4, h5, h6, ul, ol, blockquote, hr, .code, .table {
    margin-block: 0.75em;
    text-align: start;
  }
  :host > :first-child, li > :first-child, .box + *, blockquote > :first-child {
    margin-block-start: 0;
  }
  :host > :last-child, .group:last-child > :last-child, li > :last-child, blockquote > :last-child {
    margin-block-end: 0;
  }
  .group {
    position: relative; /* a layer of its own: a finished group is neither measured nor painted again */
  }
  p {
    white-space: pre-line;
  }
  .plain {
    white-space: pre-wrap;
  }
  h3, h4, h5, h6 {
    margin-block: 1.2em 0.4em;
    font-size: 1em;
    font-weight: 650;
    line-height: 1.3;
  }
  .level-1 {
    font-size: 1.3em;
  }
  .level-2 {
    font-size: 1.17em;
  }
  .level-3 {
    font-size: 1.06em;
  }
  .level-5, .level-6 {
    color: var(--muted);
  }
  strong {
    font-weight: 650;
  }
  del {
    color: var(--muted);
  }
  a {
    color: var(--accent);
    text-decoration-line: underline;
    text-decoration-thickness: from-font;
    text-underline-offset: 0.15em;
    border-radius: 2px;
  }
  a:hover {
    text-decoration-thickness: 2px;
  }
  .host {
    color: var(--muted);
    font-size: 0.9em;
  }
  ul, ol {
    padding-inline-start: 1.6em;
  }
  li {
    padding-inline-start: 0.15em;
  }
  li::marker {
    color: var(--muted);
    font-variant-numeric: tabular-nums;
  }
  li + li {
    margin-block-start: 0.3em;
  }
  .loose > li + li {
    margin-block-start: 0.75em;
  }
  .tight > li > * {
    margin-block: 0.3em;
  }
  .tight > li > :first-child, .tight > li > .box + * {
    margin-block-start: 0;
  }
  .tight > li > :last-child {
    margin-block-end: 0;
  }
  .task {
    position: relative;
    list-style: none;
  }
  .task > .box {
    position: absolute;
    inset-block-start: 0.3em;
    inset-inline-start: -1.4em;
    inline-size: 0.9em;
    block-size: 0.9em;
    border: 1.5px solid var(--muted);
    border-radius: 0.25em;
    margin: 0;
  }
  .box.done::after {
    content: '';
    position: absolute;
    inset: 0.05em 0.28em 0.18em;
    border: solid var(--accent);
    border-width: 0 2px 2px 0;
    transform: rotate(40deg);
  }
  blockquote {
    margin-inline: 0;
    padding-inline-start: 0.9em;
    border-inline-start: 3px solid var(--border);
    color: var(--muted);
  }
  hr {
    border: 0;
    border-block-start: 1px solid var(--border);
    margin-block: 1.2em;
  }
  code {
    font-family: var(--mono);
    font-size: 0.88em;
  }
  :not(pre) > code {
    padding: 0.12em 0.35em;
    border-radius: 0.35em;
    background: var(--surface);
    white-space: break-spaces;
    box-decoration-break: clone;
    -webkit-box-decoration-break: clone;
  }
  .code {
    border: 1px solid var(--border);
    border-radius: var(--radius);
    background: var(--surface);
    overflow: clip;
  }
  .bar {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 0.5em;
    padding-block: 0.25em;
    padding-inline: 1.12em 0.35em;
    border-block-end: 1px solid var(--border);
    color: var(--muted);
    font-size: 0.8em;
  }
  .language {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  button {
    font: inherit;
    color: inherit;
    cursor: pointer;
  }
  .copy {
    min-block-size: 24px;
    padding: 0.2em 0.6em;
    border: 0;
    border-radius: 0.4em;
    background: none;
    white-space: nowrap;
  }
  .copy:hover {
    background: var(--surface);
    color: var(--text);
  }
  .copy .done, .copy[data-copied] .idle {
    display: none;
  }
  .copy[data-copied] .done {
    display: inline;
  }
  .copy[data-copied] {
    color: var(--text);
  }
  pre {
    margin: 0;
    padding: 0.75em 0.9em;
    overflow-x: auto;
    line-height: 1.5;
    tab-size: 2;
    overflow-wrap: normal;
    overscroll-behavior-x: contain;
  }
  .lines {
    display: block;
  }
  .table {
    overflow-x: auto;
    border: 1px solid var(--border);
    border-radius: var(--radius);
    overscroll-behavior-x: contain;
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
    font-size: 0.95em;
    overflow-wrap: normal;
  }
  th, td {
    padding: 0.45em 0.8em;
    text-align: start;
    vertical-align: top;
    max-inline-size: 24em;
    white-space: pre-line;
  }
  th {
    background: var(--surface);
    font-weight: 600;
    white-space: nowrap;
  }
  tr + tr > td, tbody > tr > td {
    border-block-start: 1px solid var(--border);
  }
  .left {
    text-align: left;
  }
  .center {
    text-align: center;
  }
  .right {
    text-align: right;
    font-variant-numeric: tabular-nums;
  }
  .image {
    display: inline-flex;
    flex-direction: column;
    align-items: flex-start;
    max-inline-size: 100%;
    padding: 0.6em 0.9em;
    border: 1px dashed var(--border);
    border-radius: var(--radius);
    background: var(--surface);
    text-align: start;
  }
  .image:hover {
    border-style: solid;
  }
  .load {
    color: var(--muted);
    font-size: 0.85em;
  }
  img {
    display: block;
    max-inline-size: 100%;
    block-size: auto;
    border-radius: var(--radius);
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  pre:focus-visible, .table:focus-visible {
    outline-offset: -2px;
  }
  .offscreen {
    position: fixed;
    inset-block-start: 0;
    inset-inline-start: 0;
    inline-size: 1px;
    block-size: 1px;
    opacity: 0;
  }
  @media (forced-colors: active) {
    .code, .table, .image, .task > .box, blockquote {
      border-color: CanvasText;
    }
    :not(pre) > code {
      outline: 1px solid GrayText;
    }
  }
  @media print {
    .copy {
      display: none;
    }
    pre {
      white-space: pre-wrap;
    }
  }
`;
