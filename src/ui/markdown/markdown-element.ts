/**
 * `<chat-embed-markdown>`: shows a message's Markdown, whole or while it is being written. It knows the text, whether more is to
 * come, and the words it needs; it knows nothing of chats, and loads nothing by itself.
 */
import { html, LitElement } from 'lit';
import type { TemplateResult } from 'lit';
import { copyText } from './copy.js';
import { MarkdownDocument } from './document.js';
import { drawGroup } from './draw.js';
import type { Ink } from './draw.js';
import { growing } from './growing.js';
import { Groups } from './groups.js';
import { englishMarkdownStrings } from './strings.js';
import type { MarkdownStrings } from './strings.js';
import { markdownStyles } from './styles.js';
import type { Block, Leaf } from './tree.js';

/** How long a copy button says that it has copied, in milliseconds. */
const COPIED_MS = 2_000;

/**
 * Rich text. Properties, no attributes: `text`, `streaming`, `strings`.
 * @fires markdown-copied - code is on the clipboard; bubbling and composed, so that the window can announce it
 */
export class ChatEmbedMarkdown extends LitElement {
  static override styles = markdownStyles;
  static override properties = {
    text: { attribute: false },
    streaming: { attribute: false },
    strings: { attribute: false },
  };

  /** The Markdown source as it is now. */
  declare text: string;
  /** Whether more text is expected: unfinished markup is then shown kindly, and drawing waits for the next frame. */
  declare streaming: boolean;
  /** The words to use. Default: English. */
  declare strings: MarkdownStrings;

  readonly #document = new MarkdownDocument();
  readonly #groups = new Groups<Block>();
  readonly #loaded = new Set<string>();
  readonly #timers = new Map<HTMLElement, ReturnType<typeof setTimeout>>();
  /** Counts what makes everything drawn stale besides the document itself. */
  #redrawn = 0;

  constructor() {
    super();
    this.text = '';
    this.streaming = false;
    this.strings = englishMarkdownStrings;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const [button, timer] of this.#timers) {
      clearTimeout(timer);
      button.removeAttribute('data-copied');
    }
    this.#timers.clear();
  }

  /** While text streams in, however many changes a frame sees, it is drawn once. */
  protected override async scheduleUpdate(): Promise<void> {
    if (this.streaming && this.hasUpdated && !document.hidden) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    await super.scheduleUpdate();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('strings')) this.#redrawn += 1;
    this.#document.update(this.text, this.streaming);
  }

  protected override render(): TemplateResult {
    const page = this.#document;
    const ink: Ink = {
      strings: this.strings,
      revision: page.revision + this.#redrawn,
      loaded: this.#loaded,
      inlines: (leaf: Leaf, cell?: number) => page.inlines(leaf, cell),
      copy: this.#copy,
      load: this.#load,
    };
    const groups = this.#groups.read(page.root.children, page.root.settled);
    return html`${growing(groups.list, groups.settled, ink.revision, (group) => drawGroup(group, ink))}`;
  }

  readonly #copy = async (event: Event): Promise<void> => {
    const button = event.currentTarget;
    const root = this.shadowRoot;
    if (!(button instanceof HTMLElement) || !root) return;
    const code = button.closest('.code')?.querySelector('code')?.textContent ?? '';
    if (!(await copyText(code.replace(/\n$/, ''), root)) || !this.isConnected) return;
    button.toggleAttribute('data-copied', true);
    clearTimeout(this.#timers.get(button));
    const timer = setTimeout(() => {
      button.removeAttribute('data-copied');
      this.#timers.delete(button);
    }, COPIED_MS);
    this.#timers.set(button, timer);
    this.dispatchEvent(new CustomEvent('markdown-copied', { bubbles: true, composed: true }));
  };

  readonly #load = async (href: string): Promise<void> => {
    this.#loaded.add(href);
    this.#redrawn += 1;
    this.requestUpdate();
    await this.updateComplete;
    const images = [...this.renderRoot.querySelectorAll('img')];
    images.find((image) => image.getAttribute('src') === href)?.focus({ preventScroll: true });
  };
}
