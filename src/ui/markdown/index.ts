/**
 * Rich text for messages, loaded on the first message that needs it. It defines `<chat-embed-markdown>` and hands out the parser
 * for benchmarks and tests; everything else of this folder stays inside.
 */
import { ChatEmbedMarkdown } from './markdown-element.js';

export { ChatEmbedMarkdown } from './markdown-element.js';
export { MarkdownDocument } from './document.js';
export { englishMarkdownStrings } from './strings.js';
export type { MarkdownStrings } from './strings.js';

if (!customElements.get('chat-embed-markdown')) customElements.define('chat-embed-markdown', ChatEmbedMarkdown);

declare global {
  interface HTMLElementTagNameMap {
    'chat-embed-markdown': ChatEmbedMarkdown;
  }
  interface HTMLElementEventMap {
    'markdown-copied': CustomEvent<null>;
  }
}
