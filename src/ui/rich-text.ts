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

/** Pieces of a long plain text, in characters: a finished one is not laid out again while the last one grows. */
const PIECE = 1_000;

/** Remembers about one text what need not be looked at again while it grows. */
export class GrowingText {
  #length = 0;
  #rich = false;
  #pieces: string[] = [];
  #cut = 0;

  /** Whether `text` needs rich text. While it `grows`, only what is new is looked at. */
  needsRichText(text: string, grows: boolean): boolean {
    const goesOn = grows && text.length >= this.#length;
    if (!goesOn) this.#rich = false;
    this.#rich ||= looksLikeMarkdown(text, goesOn ? this.#length : 0);
    this.#length = text.length;
    return this.#rich;
  }

  /** The text in pieces that end where its lines do, without the breaks between them. */
  pieces(text: string, grows: boolean): readonly string[] {
    if (!grows || text.length < this.#cut) {
      this.#pieces = [];
      this.#cut = 0;
    }
    for (;;) {
      const end = text.indexOf('\n', this.#cut + PIECE);
      if (end < 0) return [...this.#pieces, text.slice(this.#cut)];
      this.#pieces.push(text.slice(this.#cut, end));
      this.#cut = end + 1;
    }
  }
}
