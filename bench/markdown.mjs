// What drawing rich text costs by itself, without a chat around it: a token at the beginning and at the end, and a whole answer at once.
import { figure } from './support/figures.mjs';

export const sources = ['bench/markdown.ts'];

export async function measure({ open, profile }) {
  const tab = await open();
  const shapes = await profile(tab, 'all shapes', () => tab.page.evaluate(() => globalThis.bench.measureAllMarkdown()));
  await tab.close();
  return shapes.flatMap(({ shape, draw, worst, wholeDraw, characters }) => [
    figure(`markdown: ${shape}, a token drawn at the beginning`, [draw.at(0)]),
    figure(`markdown: ${shape}, a token drawn at the end`, [draw.at(-1)], { note: `slowest ${worst.toFixed(1)} ms` }),
    figure(`markdown: ${shape}, all at once`, [wholeDraw], { note: `${(characters / 1000).toFixed(0)},000 characters` }),
  ]);
}
