/**
 * Builds inline nodes from the scanner's tokens, in which every mark that opens has its close. It knows how deep nodes may nest;
 * it knows no Markdown.
 */
import type { Mark, Run } from './delimiters.js';
import type { Inline } from './tree.js';

/** An opening bracket: text, unless it `opens` a link or an image. */
export interface BracketToken {
  readonly kind: 'bracket';
  text: string;
  opens: { readonly image: boolean; readonly href: string } | undefined;
}

export type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'node'; readonly node: Inline }
  | { readonly kind: 'run'; readonly run: Run }
  | BracketToken
  | { readonly kind: 'close'; readonly bracket: BracketToken };

type Wrap = { readonly mark: Mark } | { readonly image: boolean; readonly href: string };
interface Frame {
  readonly wrap: Wrap | undefined;
  readonly nodes: Inline[];
}

/** Marks nest this deep; deeper ones lose their mark and keep their text. */
const MAX_DEPTH = 16;

/** The text that nodes show, as an image's description needs it. */
export const plainText = (nodes: readonly Inline[]): string =>
  nodes
    .map((node) => {
      switch (node.type) {
        case 'text':
        case 'code':
          return node.text;
        case 'break':
          return '\n';
        case 'image':
          return node.alt;
        default:
          return plainText(node.children);
      }
    })
    .join('');

class Builder {
  readonly #frames: Frame[] = [{ wrap: undefined, nodes: [] }];
  #links = 0;

  get nodes(): Inline[] {
    return this.#frames.at(-1)?.nodes ?? [];
  }

  get depth(): number {
    return this.#frames.length;
  }

  text(text: string): void {
    if (text === '') return;
    const { nodes } = this;
    const last = nodes.at(-1);
    if (last?.type === 'text') nodes[nodes.length - 1] = { type: 'text', text: last.text + text };
    else nodes.push({ type: 'text', text });
  }

  node(node: Inline): void {
    if (node.type !== 'link' || this.#links === 0) this.nodes.push(node);
    else for (const child of node.children) this.#inner(child);
  }

  #inner(node: Inline): void {
    if (node.type === 'text') this.text(node.text);
    else this.node(node);
  }

  open(wrap: Wrap): void {
    if ('image' in wrap && !wrap.image) this.#links += 1;
    this.#frames.push({ wrap, nodes: [] });
  }

  close(): void {
    if (this.#frames.length === 1) return;
    const frame = this.#frames.pop();
    const wrap = frame?.wrap;
    if (!frame || !wrap) return;
    if ('image' in wrap && !wrap.image) this.#links -= 1;
    const inner = frame.nodes;
    if (this.depth > MAX_DEPTH) for (const node of inner) this.#inner(node);
    else if ('mark' in wrap) this.nodes.push({ type: wrap.mark, children: inner });
    else if (wrap.image) this.nodes.push({ type: 'image', href: wrap.href, alt: plainText(inner) });
    else this.nodes.push({ type: 'link', href: wrap.href, children: inner });
  }
}

/** The nodes that the tokens describe. Marks still open at the end are closed there. */
export const buildTree = (tokens: readonly Token[]): readonly Inline[] => {
  const builder = new Builder();
  for (const token of tokens) {
    switch (token.kind) {
      case 'text':
        builder.text(token.text);
        break;
      case 'node':
        builder.node(token.node);
        break;
      case 'bracket':
        if (token.opens) builder.open(token.opens);
        else builder.text(token.text);
        break;
      case 'close':
        if (token.bracket.opens) builder.close();
        break;
      case 'run':
        for (let index = 0; index < token.run.closed.length; index += 1) builder.close();
        builder.text(token.run.char.repeat(token.run.length));
        for (const mark of token.run.opened.toReversed()) builder.open({ mark });
        break;
    }
  }
  while (builder.depth > 1) builder.close();
  return builder.nodes;
};
