/**
 * Rich text under load, for a person or a runner to read: what a token costs at the start and at the end of a long answer, and what
 * a whole answer costs. It measures in the page it runs in and judges nothing.
 */
import '../src/ui/markdown/index.js';
import { MarkdownDocument } from '../src/ui/markdown/index.js';
import { markdownShapes, tokensOf } from './support/texts.js';

/** Milliseconds of main thread per token in each tenth of the answer: parsing alone, and parsing with drawing and layout. */
export interface MarkdownFigures {
  readonly shape: string;
  readonly tokens: number;
  readonly characters: number;
  readonly parse: readonly number[];
  readonly draw: readonly number[];
  /** The slowest single draw with layout. */
  readonly worst: number;
  /** The whole text at once: parsing, and parsing with drawing and layout. */
  readonly wholeParse: number;
  readonly wholeDraw: number;
}

const tenths = (times: readonly number[]): number[] =>
  Array.from({ length: 10 }, (_, tenth) => {
    const part = times.slice(Math.floor((tenth * times.length) / 10), Math.floor(((tenth + 1) * times.length) / 10));
    return part.reduce((sum, time) => sum + time, 0) / part.length;
  });

/** Streams `count` tokens of a shape, one draw for each, into an element that it adds to `place` and removes again. */
export const measureMarkdown = async (shape: string, count = 10_000, place: Element = document.body): Promise<MarkdownFigures> => {
  const make = markdownShapes[shape];
  if (!make) throw new Error(`There is no shape "${shape}".`);
  const tokens = tokensOf(make, count);
  const page = new MarkdownDocument();
  const parse: number[] = [];
  let text = '';
  for (const token of tokens) {
    text += token;
    const start = performance.now();
    page.update(text, true);
    parse.push(performance.now() - start);
  }

  const element = document.createElement('chat-embed-markdown');
  element.streaming = true;
  place.append(element);
  await element.updateComplete;
  const draw: number[] = [];
  const frame = globalThis.requestAnimationFrame;
  globalThis.requestAnimationFrame = (callback) => {
    queueMicrotask(() => callback(0));
    return 0;
  };
  let shown = '';
  for (const token of tokens) {
    shown += token;
    const start = performance.now();
    element.text = shown;
    await element.updateComplete;
    void element.offsetHeight;
    draw.push(performance.now() - start);
  }
  globalThis.requestAnimationFrame = frame;
  element.remove();

  const parsing = performance.now();
  new MarkdownDocument().update(text, false);
  const wholeParse = performance.now() - parsing;
  const whole = document.createElement('chat-embed-markdown');
  const drawing = performance.now();
  whole.text = text;
  place.append(whole);
  await whole.updateComplete;
  void whole.offsetHeight;
  const wholeDraw = performance.now() - drawing;
  whole.remove();
  return { shape, tokens: tokens.length, characters: text.length, parse: tenths(parse), draw: tenths(draw), worst: Math.max(...draw), wholeParse, wholeDraw };
};

/** All shapes in turn. */
export const measureAllMarkdown = async (count = 10_000): Promise<MarkdownFigures[]> => {
  const figures: MarkdownFigures[] = [];
  for (const shape of Object.keys(markdownShapes)) figures.push(await measureMarkdown(shape, count));
  return figures;
};

Object.assign(globalThis, { bench: { measureAllMarkdown } });
