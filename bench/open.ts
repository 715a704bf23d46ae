/** The page of `open.mjs`: tells when the launcher was clicked and when the composer took focus. */
import {element, offer, until} from './support/chat-page.js';

let clicked = 0;
let focused = 0;
// Focus that moves within the element's shadow root is not told outside of it.
element.shadowRoot!.addEventListener('focusin', (event) => {
  if (event.composedPath()[0] instanceof HTMLTextAreaElement) focused = performance.now();
});
document.addEventListener('click', ({timeStamp}) => (clicked = timeStamp), {capture: true});

offer({
  /** Resolves when the composer has focus, with the times of click and focus. */
  opened: async () => {
    await until(() => focused > 0);
    return {clicked, took: focused - clicked};
  },
});
