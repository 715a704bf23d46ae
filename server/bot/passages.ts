// Cuts a Markdown document into passages at its headings, each with an anchor, and keeps its blocks apart so that an answer can be
// made of some of them. It knows Markdown; it knows nothing of searching. HTML in a document is dropped here and never comes back.
import { lexer, type Token, type Tokens } from 'marked';

/** One block of a passage. `markdown` is what an answer shows, `text` what the search reads. */
export interface Block {
  readonly kind: 'text' | 'list' | 'code' | 'table' | 'quote';
  readonly markdown: string;
  readonly text: string;
  /** The rows of a table, the items of a list or the sentences of a text, as Markdown. Empty for code and quotes. */
  readonly items: readonly string[];
  /** Of a table: its header and delimiter rows. */
  readonly header?: string;
}

/** What stands under one heading, down to the next one. */
export interface Passage {
  /** `file#anchor`, unique in its folder. */
  readonly id: string;
  readonly file: string;
  /** The file's first heading, or its name. */
  readonly title: string;
  /** Plain text; the title itself for what stands above the first sub-heading. */
  readonly heading: string;
  /** Made as GitHub makes it. */
  readonly anchor: string;
  readonly blocks: readonly Block[];
}

const slug = (heading: string): string =>
  heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replace(/\s/g, '-');

const hasChildren = (token: Token): token is Token & { tokens: Token[] } => 'tokens' in token && Array.isArray(token.tokens);

/** The token's Markdown with inline HTML taken out. */
function withoutHtml(token: Token): string {
  if (token.type === 'html') return '';
  if (!hasChildren(token) || token.type === 'link') return token.raw;
  let rest = token.raw;
  let clean = '';
  for (const child of token.tokens) {
    const at = rest.indexOf(child.raw);
    if (at < 0) continue;
    clean += rest.slice(0, at) + withoutHtml(child);
    rest = rest.slice(at + child.raw.length);
  }
  return clean + rest;
}

/** The words of inline tokens, without their markup. */
function plain(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (token.type === 'html') return '';
      if (hasChildren(token)) return plain(token.tokens);
      if (token.type === 'br') return ' ';
      return 'text' in token && typeof token.text === 'string' ? token.text : '';
    })
    .join('');
}

/** Cuts Markdown text into sentences, never inside a code span or a link. */
export function sentences(markdown: string): string[] {
  const found: string[] = [];
  let start = 0;
  for (const match of markdown.matchAll(/[.!?:]["”)*_]*\s+(?=[\p{Lu}\p{N}`*_“"[])/gu)) {
    if (match[0].startsWith(':')) continue;
    const end = match.index + match[0].length;
    const piece = markdown.slice(start, end);
    const open = (piece.match(/`/g) ?? []).length % 2 === 1 || piece.lastIndexOf('[') > piece.lastIndexOf(']');
    if (open) continue;
    found.push(piece.trim());
    start = end;
  }
  const last = markdown.slice(start).trim();
  return last === '' ? found : [...found, last];
}

function tableBlock(table: Tokens.Table): Block {
  const cell = ({ tokens }: Tokens.TableCell): string => tokens.map(withoutHtml).join('');
  const row = (cells: readonly Tokens.TableCell[]): string => `| ${cells.map(cell).join(' | ')} |`;
  const header = `${row(table.header)}\n|${' --- |'.repeat(table.header.length)}`;
  const items = table.rows.map(row);
  const text = [table.header, ...table.rows].map((cells) => cells.map(({ tokens }) => plain(tokens)).join(' ')).join('\n');
  return { kind: 'table', markdown: [header, ...items].join('\n'), text, items, header };
}

function listBlock(list: Tokens.List): Block {
  const items = list.items.map((item, index) => {
    const marker = list.ordered ? `${Number(list.start || 1) + index}. ` : '- ';
    return marker + item.tokens.map(withoutHtml).join('').trim();
  });
  const text = list.items.map((item) => plain(item.tokens)).join('\n');
  return { kind: 'list', markdown: items.join('\n'), text, items };
}

function block(token: Token): Block | undefined {
  switch (token.type) {
    case 'paragraph': {
      const markdown = withoutHtml(token).trim();
      if (markdown === '') return undefined;
      return { kind: 'text', markdown, text: plain((token as Tokens.Paragraph).tokens), items: sentences(markdown) };
    }
    case 'list':
      return listBlock(token as Tokens.List);
    case 'table':
      return tableBlock(token as Tokens.Table);
    case 'code':
      return { kind: 'code', markdown: token.raw.trim(), text: (token as Tokens.Code).text, items: [] };
    case 'blockquote':
      return { kind: 'quote', markdown: withoutHtml(token).trim(), text: plain((token as Tokens.Blockquote).tokens), items: [] };
    default:
      return undefined;
  }
}

interface Section {
  readonly heading: string;
  readonly depth: number;
  readonly blocks: Block[];
}

function sections(markdown: string, fallback: string): Section[] {
  const found: Section[] = [];
  for (const token of lexer(markdown)) {
    if (token.type === 'heading') {
      const heading = token as Tokens.Heading;
      found.push({ heading: plain(heading.tokens).trim(), depth: heading.depth, blocks: [] });
      continue;
    }
    const next = block(token);
    if (next === undefined) continue;
    if (found.length === 0) found.push({ heading: fallback, depth: 1, blocks: [] });
    found.at(-1)?.blocks.push(next);
  }
  return found;
}

/** Cuts one document. `file` is its name, which also serves as the title of a document without headings. */
export function passagesOf(file: string, markdown: string): Passage[] {
  const cut = sections(markdown, file.replace(/\.md$/, ''));
  const title = cut[0]?.heading ?? file;
  const seen = new Map<string, number>();
  const passages = cut.map(({ heading, blocks }) => {
    const base = slug(heading);
    const count = seen.get(base) ?? 0;
    seen.set(base, count + 1);
    const anchor = count === 0 ? base : `${base}-${count}`;
    return { id: `${file}#${anchor}`, file, title, heading, anchor, blocks };
  });
  return passages.filter(({ blocks }) => blocks.length > 0);
}
