/** The page of `transcript.mjs`: a chat with many messages in its state, and when the last of them can be seen. */
import {begin, countNodes, element, fill, offer, seen, showsLast} from './support/chat-page.js';

let clicked = 0;
document.addEventListener('click', ({timeStamp}) => (clicked = timeStamp), {capture: true});

offer({
  /** Makes a session of so many messages, with the window hidden. */
  prepare: async (count: number) => fill(await begin(), count),
  /** Resolves when the last message can be seen, with the times. */
  opened: async () => {
    const entry = element.state.entries.at(-1);
    const text = entry?.kind === 'message' ? entry.text : '';
    const at = await seen(() => clicked > 0 && showsLast(text));
    return {clicked, took: at - clicked};
  },
  countNodes: () => countNodes(),
});
