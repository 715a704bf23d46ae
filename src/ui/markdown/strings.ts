/**
 * The words that rich text needs, in English. It knows no other language: the window hands in its own.
 */

/** What rich text says by itself. `loadImage` may hold `{host}`. */
export interface MarkdownStrings {
  readonly copy: string;
  readonly copied: string;
  readonly code: string;
  readonly table: string;
  readonly loadImage: string;
  readonly taskDone: string;
  readonly taskOpen: string;
}

/** The default words. */
export const englishMarkdownStrings: MarkdownStrings = {
  copy: 'Copy',
  copied: 'Copied',
  code: 'Code',
  table: 'Table',
  loadImage: 'Load image from {host}',
  taskDone: 'Done',
  taskOpen: 'To do',
};
