// Tabs of a real browser: what all tabs do, two frames as two real tabs, and browsers that lack or forbid a feature.
import {expect} from '@open-wc/testing';
import {BrowserTabs} from '../../src/tabs/browser-tabs.js';
import {gate, tabsConformance, until} from './tabs-conformance.js';

const never = (): AbortSignal => new AbortController().signal;
const freshScope = (): string => `test ${crypto.randomUUID()} https://chat.example/`;

/** What a frame does when it is told to: see tab-frame.ts. */
type Order = {readonly do: 'join'; readonly scope: string} | {readonly do: 'say'; readonly kind: string} | {readonly do: 'take' | 'leave'};

class FrameTab {
  readonly #frame = document.createElement('iframe');
  readonly heard: string[] = [];

  constructor() {
    this.#frame.name = crypto.randomUUID();
    this.#frame.src = new URL('./tab-frame.html', import.meta.url).href;
    addEventListener('message', ({data}: MessageEvent<{tab: string; word: string}>) => {
      if (data.tab === this.#frame.name) this.heard.push(data.word);
    });
    document.body.append(this.#frame);
  }

  order(order: Order): void {
    this.#frame.contentWindow!.postMessage(order, '*');
  }

  said(word: string): Promise<void> {
    return until(() => this.heard.includes(word));
  }

  remove(): void {
    this.#frame.remove();
  }
}

async function frames(count: number): Promise<{readonly scope: string; readonly tabs: readonly FrameTab[]}> {
  const scope = freshScope();
  const tabs = Array.from({length: count}, () => new FrameTab());
  for (const tab of tabs) {
    await tab.said('loaded');
    tab.order({do: 'join', scope});
    await tab.said('joined');
  }
  return {scope, tabs};
}

/** Runs `body` in a page in which `navigator.locks` is something else. */
async function withLocks(locks: unknown, body: () => Promise<void>): Promise<void> {
  Object.defineProperty(navigator, 'locks', {value: locks, configurable: true});
  try {
    await body();
  } finally {
    delete (navigator as {locks?: LockManager}).locks;
  }
}

describe('browser tabs', () => {
  tabsConformance(
    {
      open: async (count) => {
        const scope = freshScope();
        return Array.from({length: count}, () => new BrowserTabs(scope));
      },
    },
    {test: (name, body) => void it(name, body), equal: (actual, expected) => expect(actual).to.deep.equal(expected)},
  );

  it('other scopes neither hear nor wait', async () => {
    const [a, b] = [new BrowserTabs(freshScope()), new BrowserTabs(freshScope())];
    const heard: string[] = [];
    b.listen(({kind}) => heard.push(kind));
    a.post({kind: 'x'});
    const hold = gate();
    const held = a.exclusive('turn', () => hold.promise, never());
    expect(await b.exclusive('turn', async () => 'free', never())).to.equal('free');
    hold.open();
    await held;
    expect(heard).to.deep.equal([]);
    a.leave();
    b.leave();
  });

  it('does not hear what is no message', async () => {
    const scope = freshScope();
    const [a, b] = [new BrowserTabs(scope), new BrowserTabs(scope)];
    const heard: unknown[] = [];
    b.listen((message) => heard.push(message));
    const stranger = new BroadcastChannel(`chat-embed/1/${scope}`);
    for (const garbage of ['x', null, 5, {}, {kind: 5}, []]) stranger.postMessage(garbage);
    stranger.close();
    a.post({kind: 'real'});
    await until(() => heard.length > 0);
    expect(heard).to.deep.equal([{kind: 'real'}]);
    a.leave();
    b.leave();
  });

  it('carries scope and version in the names that other code of the origin can see', async () => {
    const scope = freshScope();
    const tab = new BrowserTabs(scope);
    const hold = gate();
    const started = gate();
    const held = tab.exclusive('stream', () => (started.open(), hold.promise), never());
    await started.promise;
    const {held: locks = []} = await navigator.locks.query();
    expect(locks.map(({name}) => name)).to.include(`chat-embed/1/${scope}/stream`);
    hold.open();
    await held;
    tab.leave();
  });

  it('takes its turn at once without Web Locks, and where they are forbidden', async () => {
    const forbidden = {request: () => Promise.reject(new DOMException('No.', 'SecurityError'))};
    for (const locks of [undefined, forbidden]) {
      await withLocks(locks, async () => {
        const scope = freshScope();
        const [a, b] = [new BrowserTabs(scope), new BrowserTabs(scope)];
        const hold = gate();
        const held = a.exclusive('turn', () => hold.promise, never()).catch((error: Error) => error.name);
        expect(await b.exclusive('turn', async () => 'mine', never())).to.equal('mine');
        const failed = b.exclusive('turn', () => Promise.reject(new DOMException('Mine.', 'SecurityError')), never());
        expect(await failed.catch((error: Error) => error.message)).to.equal('Mine.');
        a.leave();
        expect(await held).to.equal('AbortError');
        b.leave();
      });
    }
  });

  it('hears nothing without BroadcastChannel, and nothing breaks', async () => {
    const {BroadcastChannel: real} = window;
    Object.assign(window, {BroadcastChannel: undefined});
    try {
      const tab = new BrowserTabs(freshScope());
      tab.listen(() => expect.fail());
      tab.post({kind: 'x'});
      tab.leave();
      tab.rejoin();
      expect(await tab.exclusive('turn', async () => 1, never())).to.equal(1);
      tab.leave();
    } finally {
      window.BroadcastChannel = real;
    }
  });
});

describe('two frames as two tabs', () => {
  it('messages cross', async () => {
    const {tabs} = await frames(2);
    const [a, b] = tabs as [FrameTab, FrameTab];
    a.order({do: 'say', kind: 'hello'});
    await b.said('heard hello');
    b.order({do: 'say', kind: 'you too'});
    await a.said('heard you too');
    expect(a.heard).not.to.include('heard hello');
    for (const tab of tabs) tab.remove();
  });

  it('a removed frame passes its turn on', async () => {
    const {tabs} = await frames(2);
    const [a, b] = tabs as [FrameTab, FrameTab];
    a.order({do: 'take'});
    await a.said('took');
    b.order({do: 'take'});
    await b.said('waiting');
    expect(b.heard).not.to.include('took');
    a.remove();
    await b.said('took');
    b.remove();
  });

  it('a frame that leaves passes its turn on and hears no more', async () => {
    const {scope, tabs} = await frames(2);
    const [a, b] = tabs as [FrameTab, FrameTab];
    a.order({do: 'take'});
    await a.said('took');
    b.order({do: 'take'});
    await b.said('waiting');
    a.order({do: 'leave'});
    await Promise.all([a.said('gave up AbortError'), b.said('took')]);
    const here = new BrowserTabs(scope);
    here.post({kind: 'anybody?'});
    await b.said('heard anybody?');
    expect(a.heard).not.to.include('heard anybody?');
    here.leave();
    for (const tab of tabs) tab.remove();
  });
});
