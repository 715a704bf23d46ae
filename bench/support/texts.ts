/** Texts that an answer streams, and their tokens. Knows words; knows nothing of windows. */

const SECTION = [
  '## Heading number N\n\n',
  'Some *emphasis*, **strong words**, `code` and a [link](https://docs.example/page) in a paragraph that is long enough to wrap.\n\n',
  '- first item with **bold**\n- second item\n  - nested item\n- third item\n\n',
  '```ts\nconst answer: number = 42;\nexport const twice = (value: number): number => value * 2;\n```\n\n',
  '| name | value |\n|------|------:|\n| one | 1 |\n| two | 2 |\n\n',
  '> A quoted remark.\n\n',
].join('');

const SENTENCE = 'Your parcel left our warehouse on Monday and the carrier says that it will be with you by the end of this week at the latest. ';

/** Makes one line, or one section, of a text. */
export type Shape = (line: number) => string;

/** Rich texts: an ordinary answer, and four that never close their one block. */
export const markdownShapes: Readonly<Record<string, Shape>> = {
  answer: (line) => SECTION.replace('N', String(line)),
  list: (line) => `- item ${line} with **bold** and \`code\`\n`,
  table: (line) => (line === 0 ? '| a | b |\n|---|---|\n' : `| row ${line} | **value** |\n`),
  listing: (line) => (line === 0 ? '```ts\n' : `const value${line} = ${line} * 2; // a comment\n`),
  paragraph: (line) => `some *words* of paragraph ${line} and \`code\` in it `,
};

/** Paragraphs of six sentences without any markup. */
export const plainShape: Shape = (line) => SENTENCE + (line % 6 === 5 ? '\n\n' : '');

const TOKEN = /\s*\S{1,6}/g;

/** The first `count` tokens of a text, of at most six characters each and the space before them. */
export function tokensOf(shape: Shape, count: number): string[] {
  const tokens: string[] = [];
  let text = '';
  for (let line = 0; text.length < count * 7; line += 1) text += shape(line);
  for (const [token] of text.matchAll(TOKEN)) tokens.push(token);
  return tokens.slice(0, count);
}
