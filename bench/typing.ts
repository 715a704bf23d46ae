/** The page of `typing.mjs` and `send.mjs`: how long keys take to reach the screen in a long chat. */
import {begin, element, fill, offer, painted, seen, showsLast} from './support/chat-page.js';

const keys: number[] = [];
let pressed = 0;

document.addEventListener(
  'keydown',
  ({timeStamp, key}) => {
    pressed = timeStamp;
    if (key !== 'Enter') void painted().then((at) => keys.push(at - timeStamp));
  },
  {capture: true},
);

offer({
  /** Makes a session of so many messages and shows the window. Resolves when the last one can be seen. */
  prepare: async (count: number) => {
    await fill(await begin(), count);
    await element.show();
    const entry = element.state.entries.at(-1);
    await seen(() => showsLast(entry?.kind === 'message' ? entry.text : ''));
  },
  /** Puts a text field into the page and focuses it: what the browser itself takes. */
  bare: () => {
    const field = document.createElement('textarea');
    document.body.prepend(field);
    field.focus();
  },
  /** Times from keys to frames so far, in ms. */
  keys: () => keys,
  /** Resolves when the own message with this text can be seen, with the time since Enter. */
  sent: async (text: string) => (await seen(() => showsLast(text))) - pressed,
});
