// Runs inside a frame and is a tab of its own there; does what its parent orders, and tells what happens.
import {BrowserTabs} from '../../src/tabs/browser-tabs.js';

let tabs: BrowserTabs | undefined;
// Not every browser knows whose message it is that is sent from within a listener: it says so itself.
const tell = (word: string): void => parent.postMessage({tab: name, word}, '*');

addEventListener('message', ({data}: MessageEvent<{do: string; scope?: string; kind?: string}>) => {
  switch (data.do) {
    case 'join':
      tabs = new BrowserTabs(data.scope!);
      tabs.listen(({kind}) => tell(`heard ${kind}`));
      return tell('joined');
    case 'say':
      return tabs!.post({kind: data.kind!});
    case 'take':
      void tabs!
        .exclusive('turn', () => (tell('took'), new Promise<never>(() => undefined)), new AbortController().signal)
        .catch((error: Error) => tell(`gave up ${error.name}`));
      return tell('waiting');
    case 'leave':
      return tabs!.leave();
  }
});
tell('loaded');
