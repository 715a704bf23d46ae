/** When a text needs the rich text code, and fetching it then. Knows where that code is; refuses to know how it draws. */
import {looksLikeMarkdown} from './markdown/needs-markdown.js';

let loading: Promise<boolean> | undefined;

/** Whether `<chat-embed-markdown>` can be used now. */
export function richTextReady(): boolean {
  return customElements.get('chat-embed-markdown') !== undefined;
}

/** Loads it once. Resolves with whether it is there; a failed download is tried again by the next message that needs it. */
export function loadRichText(): Promise<boolean> {
  return (loading ??= import('./markdown/index.js').then(
    () => true,
    () => {
      loading = undefined;
      return false;
    },
  ));
}

/** Remembers for one growing text whether it holds Markdown, looking only at what is new. */
export class MarkdownSense {
  #text = '';
  #found = false;

  /** Whether `text` needs rich text. */
  needs(text: string): boolean {
    if (!text.startsWith(this.#text)) this.#found = false;
    const from = this.#found || !text.startsWith(this.#text) ? 0 : this.#text.length;
    this.#found ||= looksLikeMarkdown(text, from);
    this.#text = text;
    return this.#found;
  }
}
