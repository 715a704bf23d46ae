/**
 * Draws the tree as Lit templates: text goes into text bindings, nothing is ever parsed as HTML. It knows elements and safe
 * targets; it does not know how the text was parsed, and keeps no state.
 */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { growing } from './growing.js';
import type { Group } from './groups.js';
import { plainText } from './inline-tree.js';
import { safeImage, safeLink } from './safe-link.js';
import type { MarkdownStrings } from './strings.js';
import type { Block, Code, CodeLines, Heading, Inline, Item, Leaf, List, Row, Segments, Table } from './tree.js';

/** What drawing needs from the element. */
export interface Ink {
  readonly strings: MarkdownStrings;
  readonly revision: number;
  /** Images that the visitor has asked for, by address. */
  readonly loaded: ReadonlySet<string>;
  inlines(leaf: Leaf, cell?: number): Segments;
  copy(event: Event): void;
  load(href: string): void;
}

type Drawn = TemplateResult | string | typeof nothing;

const drawLink = (href: string, children: readonly Inline[], ink: Ink): unknown => {
  const link = safeLink(href, plainText(children));
  const text = children.map((child) => drawInline(child, ink, link !== undefined));
  if (!link) return text;
  const anchor = html`<a href=${link.href} target="_blank" rel="noopener noreferrer nofollow ugc" referrerpolicy="no-referrer"
    >${text}</a
  >`;
  return link.reveal === undefined ? anchor : html`${anchor}<span class="host" dir="ltr"> (${link.reveal})</span>`;
};

const drawImage = (href: string, alt: string, ink: Ink): Drawn => {
  const image = safeImage(href);
  if (!image) return alt;
  if (ink.loaded.has(image.href)) {
    return html`<img tabindex="-1" referrerpolicy="no-referrer" decoding="async" alt=${alt} src=${image.href} />`;
  }
  const label = ink.strings.loadImage.replace('{host}', () => image.host);
  return html`<button type="button" class="image" @click=${() => ink.load(image.href)}
    >${alt === '' ? nothing : html`<span class="alt">${alt}</span>`}<span class="load">${label}</span></button
  >`;
};

const drawInline = (node: Inline, ink: Ink, inLink = false): unknown => {
  const inside = (children: readonly Inline[]): unknown => children.map((child) => drawInline(child, ink, inLink));
  switch (node.type) {
    case 'text':
      return node.text;
    case 'code':
      return html`<code dir="ltr">${node.text}</code>`;
    case 'break':
      return html`<br />`;
    case 'em':
      return html`<em>${inside(node.children)}</em>`;
    case 'strong':
      return html`<strong>${inside(node.children)}</strong>`;
    case 'del':
      return html`<del>${inside(node.children)}</del>`;
    case 'link':
      return inLink ? inside(node.children) : drawLink(node.href, node.children, ink);
    case 'image':
      return inLink ? node.alt : drawImage(node.href, node.alt, ink);
  }
};

const drawText = (leaf: Leaf, ink: Ink, cell?: number): unknown => {
  const { list, settled } = ink.inlines(leaf, cell);
  return growing(list, settled, ink.revision, (nodes) => nodes.map((node) => drawInline(node, ink)));
};

const drawParagraph = (leaf: Leaf, ink: Ink, top: boolean): Drawn => {
  if (ink.inlines(leaf).list.every((nodes) => nodes.length === 0)) return nothing;
  return html`<p dir=${top ? 'auto' : nothing}>${drawText(leaf, ink)}</p>`;
};

/**
 * Real headings, h3 to h6: they live below the page's and the window's own, need no ARIA and survive being copied. Their rank never
 * skips a step, whatever the author wrote; the author's level decides the size.
 */
const drawHeading = (node: Heading, ink: Ink, top: boolean): Drawn => {
  const text = drawText(node, ink);
  const dir = top ? 'auto' : nothing;
  const size = `level-${node.level}`;
  switch (node.rank) {
    case 1:
      return html`<h3 class=${size} dir=${dir}>${text}</h3>`;
    case 2:
      return html`<h4 class=${size} dir=${dir}>${text}</h4>`;
    case 3:
      return html`<h5 class=${size} dir=${dir}>${text}</h5>`;
    default:
      return html`<h6 class=${size} dir=${dir}>${text}</h6>`;
  }
};

const drawLines = (lines: CodeLines): Drawn => html`<span class="lines">${lines.text}</span>`;

const drawCode = (node: Code, ink: Ink): Drawn => {
  const { code, copy, copied } = ink.strings;
  const language = node.language.slice(0, 40);
  return html`<div class="code" dir="ltr"
    ><div class="bar"
      ><span class="language">${language || code}</span
      ><button type="button" class="copy" @click=${ink.copy}
        ><span class="idle">${copy}</span><span class="done">${copied}</span></button
      ></div
    ><pre tabindex="0" role="group" aria-label=${language === '' ? code : `${code}: ${language}`}
      ><code>${growing(node.children, node.settled, ink.revision, drawLines)}</code></pre
    ></div
  >`;
};

const drawItem = (item: Item, ink: Ink): Drawn => {
  const blocks = growing(item.children, item.settled, ink.revision, (block) => drawBlock(block, ink, false));
  if (item.task === 'none') return html`<li>${blocks}</li>`;
  const label = item.task === 'done' ? ink.strings.taskDone : ink.strings.taskOpen;
  return html`<li class="task"><span class="box ${item.task}" role="img" aria-label=${label}></span>${blocks}</li>`;
};

const drawList = (list: List, ink: Ink, top: boolean): Drawn => {
  const items = growing(list.children, list.settled, ink.revision, (item) => drawItem(item, ink));
  const spacing = list.loose ? 'loose' : 'tight';
  const dir = top ? 'auto' : nothing;
  if (!list.ordered) return html`<ul class=${spacing} dir=${dir}>${items}</ul>`;
  return html`<ol class=${spacing} dir=${dir} start=${list.start === 1 ? nothing : list.start}>${items}</ol>`;
};

const drawRow = (row: Row, table: Table, ink: Ink): Drawn =>
  html`<tr>${table.align.map((align, cell) => html`<td class=${align}>${drawText(row, ink, cell)}</td>`)}</tr>`;

const drawTable = (table: Table, ink: Ink, top: boolean): Drawn => html`<div
  class="table" role="group" tabindex="0" aria-label=${ink.strings.table}
  ><table dir=${top ? 'auto' : nothing}
    ><thead
      ><tr>${table.align.map((align, cell) => html`<th scope="col" class=${align}>${drawText(table.head, ink, cell)}</th>`)}</tr></thead
    ><tbody>${growing(table.children, table.settled, ink.revision, (row) => drawRow(row, table, ink))}</tbody></table
  ></div
>`;

/** Draws one block; `top` for those that stand at the top and so decide their own direction. */
const drawBlock = (node: Block, ink: Ink, top: boolean): Drawn => {
  switch (node.kind) {
    case 'paragraph':
      return drawParagraph(node, ink, top);
    case 'heading':
      return drawHeading(node, ink, top);
    case 'list':
      return drawList(node, ink, top);
    case 'code':
      return drawCode(node, ink);
    case 'quote':
      return html`<blockquote dir=${top ? 'auto' : nothing}
        >${growing(node.children, node.settled, ink.revision, (block) => drawBlock(block, ink, false))}</blockquote
      >`;
    case 'table':
      return drawTable(node, ink, top);
    case 'rule':
      return html`<hr />`;
    case 'plain':
      return html`<p class="plain" dir="auto">${node.text}</p>`;
  }
};

/** Draws neighbouring top-level blocks; all but a text's first ones share an element. */
export const drawGroup = ({ first, entries, settled }: Group<Block>, ink: Ink): Drawn => {
  const blocks = growing(entries, settled, ink.revision, (block) => drawBlock(block, ink, true));
  return first ? html`${blocks}` : html`<div class="group">${blocks}</div>`;
};
