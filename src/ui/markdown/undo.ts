/**
 * Takes back what one line did to the open end of the tree. It relies on the one thing that holds for a tree that only grows at
 * its end: nothing but the open blocks, and the last child of each, can change. It does not know what the blocks mean.
 */
import type { AnyBlock, OpenBlock } from './tree.js';

interface Saved {
  readonly node: AnyBlock;
  readonly fields: AnyBlock;
  readonly length: number;
  readonly last: AnyBlock | undefined;
}

const save = (node: AnyBlock): Saved => {
  const children: readonly AnyBlock[] = 'children' in node ? node.children : [];
  return { node, fields: { ...node }, length: children.length, last: children.at(-1) };
};

const restore = ({ node, fields, length, last }: Saved): void => {
  Object.assign(node, fields);
  if (!('children' in node)) return;
  const children: AnyBlock[] = node.children;
  children.length = length;
  if (last) children[length - 1] = last;
};

/** Remembers the open blocks as they are; the function it returns brings them back. */
export const remember = (open: readonly OpenBlock[]): (() => readonly OpenBlock[]) => {
  const stack = [...open];
  const saved = stack.map(save);
  const top = stack.at(-1);
  const line = top?.kind === 'code' ? top.children.at(-1) : undefined;
  if (line) saved.push(save(line));
  return () => {
    saved.forEach(restore);
    return stack;
  };
};
