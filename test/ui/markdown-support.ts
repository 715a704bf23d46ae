/**
 * What the tests of rich text share: an element on the page, the HTML that it drew without Lit's markers, and the tree as data.
 */
import { fixture, html } from '@open-wc/testing';
import '../../src/ui/markdown/index.js';
import type { ChatEmbedMarkdown } from '../../src/ui/markdown/index.js';
import { MarkdownDocument } from '../../src/ui/markdown/document.js';
import type { AnyBlock, Leaf } from '../../src/ui/markdown/tree.js';

/** An element that shows the text. */
export const show = async (text: string, streaming = false): Promise<ChatEmbedMarkdown> =>
  fixture<ChatEmbedMarkdown>(
    html`<chat-embed-markdown .text=${text} .streaming=${streaming}></chat-embed-markdown>`,
  );

/** What the element drew, as HTML without comments. */
export const drawn = (element: ChatEmbedMarkdown): string => (element.shadowRoot?.innerHTML ?? '').replaceAll(/<!--[^]*?-->/g, '');

/** Adds the text piece by piece, drawing after each, then ends the stream. */
export const stream = async (element: ChatEmbedMarkdown, pieces: readonly string[], each?: () => void): Promise<void> => {
  element.streaming = true;
  element.text = '';
  for (const piece of pieces) {
    element.text += piece;
    await element.updateComplete;
    each?.();
  }
  element.streaming = false;
  await element.updateComplete;
};

/** Draws at once instead of with the next frame, for tests that draw thousands of times. */
export const withoutFrames = async (run: () => Promise<void>): Promise<void> => {
  const original = globalThis.requestAnimationFrame;
  globalThis.requestAnimationFrame = (callback) => {
    queueMicrotask(() => callback(0));
    return 0;
  };
  try {
    await run();
  } finally {
    globalThis.requestAnimationFrame = original;
  }
};

const isLeaf = (node: AnyBlock): node is Leaf => node.kind === 'paragraph' || node.kind === 'heading' || node.kind === 'row';

/** The tree and every inline node in it, without the parser's own bookkeeping. */
export const treeOf = (page: MarkdownDocument): string => {
  const plain = (node: AnyBlock): object => ({
    ...node,
    settled: undefined,
    last: undefined,
    children: 'children' in node ? node.children.map(plain) : undefined,
    head: node.kind === 'table' ? plain(node.head) : undefined,
    inlines: isLeaf(node) ? (node.kind === 'row' ? node.cells : ['']).map((_, cell) => page.inlines(node, cell).list) : undefined,
  });
  return JSON.stringify(plain(page.root));
};

/** The tree of a text that was there all at once. */
export const wholeTree = (text: string): string => {
  const page = new MarkdownDocument();
  page.update(text, false);
  return treeOf(page);
};
