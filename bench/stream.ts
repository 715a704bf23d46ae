/**
 * The page of `stream.mjs`: an answer that comes token by token. Also the same text in a bare paragraph, which is what the browser itself costs.
 */
import {begin, element, offer, painted, showsLast, until} from './support/chat-page.js';
import {markdownShapes, plainShape, type Shape, tokensOf} from './support/texts.js';

const shapes: Readonly<Record<string, Shape>> = {plain: plainShape, markdown: markdownShapes['answer']!};

interface Target {
  /** Goes on with the answer. */
  say(text: string): void;
}

let tokens: readonly string[] = [];
let target: Target | undefined;
let said = 0;

async function intoWindow(): Promise<Target> {
  const session = await begin();
  await element.show();
  await until(() => showsLast('parcel'));
  const id = crypto.randomUUID();
  return {say: (text) => session.botDelta(id, text)};
}

/** A box that scrolls and holds one text, as plain as a page can be. */
function intoParagraph(): Target {
  const box = document.createElement('div');
  box.style.cssText = 'position: fixed; inset: auto 20px 20px auto; inline-size: 400px; block-size: 600px; overflow: auto; white-space: pre-wrap; contain: strict';
  const text = document.createTextNode('');
  box.append(document.createElement('p'));
  box.firstElementChild!.append(text);
  document.body.append(box);
  return {
    say(more) {
      text.appendData(more);
      box.scrollTop = 1e9;
    },
  };
}

offer({
  /** Makes ready for an answer of `count` tokens. */
  prepare: async (shape: string, count: number, bare: boolean) => {
    tokens = tokensOf(shapes[shape]!, count);
    target = bare ? intoParagraph() : await intoWindow();
    said = 0;
  },
  /** Says the tokens up to number `to`, so many in each frame; 0: all at once. Resolves after the last frame. */
  stream: async (to: number, perFrame: number) => {
    while (said < to) {
      const end = perFrame === 0 ? to : Math.min(to, said + perFrame);
      target!.say(tokens.slice(said, end).join(''));
      said = end;
      await painted();
    }
  },
});
