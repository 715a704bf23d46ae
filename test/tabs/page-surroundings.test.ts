// The page's life as its events tell it; a page of our own making, because a test cannot put its own computer to sleep.
import {expect} from '@open-wc/testing';
import {PageSurroundings} from '../../src/tabs/page-surroundings.js';
import {openSurroundings} from '../../src/tabs/surroundings.js';

class FakePage extends EventTarget {
  readonly navigator = {onLine: true};
  readonly document = Object.assign(new EventTarget(), {visibilityState: 'visible'});
  readonly timers = new Map<number, () => void>();
  #next = 1;

  setInterval(tick: () => void): number {
    this.timers.set(this.#next, tick);
    return this.#next++;
  }

  clearInterval(timer: number): void {
    this.timers.delete(timer);
  }

  tick(): void {
    for (const tick of this.timers.values()) tick();
  }
}

const transition = (type: string, persisted: boolean): Event => new PageTransitionEvent(type, {persisted});

describe('page surroundings', () => {
  let page: FakePage;
  let surroundings: PageSurroundings;
  let seen: string[];
  let stops: Array<() => void>;
  const realNow = Date.now;
  let now = 0;

  beforeEach(() => {
    now = realNow();
    Date.now = () => now;
    page = new FakePage();
    surroundings = new PageSurroundings(page as unknown as Window);
    seen = [];
    stops = [
      surroundings.onWake(() => seen.push('wake')),
      surroundings.onOffline(() => seen.push('offline')),
      surroundings.onSuspend(() => seen.push('suspend')),
      surroundings.onResume(() => seen.push('resume')),
    ];
  });
  afterEach(() => {
    Date.now = realNow;
    for (const stop of stops) stop();
  });

  it('tells whether there is a network and whether anybody looks', () => {
    expect([surroundings.online, surroundings.visible]).to.deep.equal([true, true]);
    page.navigator.onLine = false;
    page.document.visibilityState = 'hidden';
    expect([surroundings.online, surroundings.visible]).to.deep.equal([false, false]);
  });

  it('wakes when the network comes back, and says when it goes', () => {
    page.dispatchEvent(new Event('offline'));
    page.dispatchEvent(new Event('online'));
    expect(seen).to.deep.equal(['offline', 'wake']);
  });

  it('wakes when the page becomes visible, not when it hides', () => {
    page.document.visibilityState = 'hidden';
    page.document.dispatchEvent(new Event('visibilitychange'));
    expect(seen).to.deep.equal([]);
    page.document.visibilityState = 'visible';
    page.document.dispatchEvent(new Event('visibilitychange'));
    page.document.dispatchEvent(new Event('resume'));
    expect(seen).to.deep.equal(['wake', 'wake']);
  });

  for (const [what, leave] of [
    ['hidden', () => page.document.dispatchEvent(new Event('visibilitychange'))],
    ['about to be left', () => page.dispatchEvent(new Event('beforeunload'))],
  ] as const) {
    it(`says that it is ${what}, to whom it still matters`, () => {
      const over = new AbortController();
      surroundings.onLeaving(() => seen.push('too late'), over.signal);
      over.abort();
      surroundings.onLeaving(() => seen.push('leaving'), new AbortController().signal);
      leave();
      expect(seen.filter((one) => one !== 'wake')).to.deep.equal(['leaving']);
    });
  }

  it('a first pageshow is no return; one from the back/forward cache is', () => {
    page.dispatchEvent(transition('pageshow', false));
    expect(seen).to.deep.equal([]);
    page.dispatchEvent(transition('pagehide', true));
    page.dispatchEvent(transition('pageshow', true));
    expect([...seen].sort()).to.deep.equal(['resume', 'suspend', 'wake']);
  });

  it('wakes after the computer slept, unless nobody looks', () => {
    now += 10_000;
    page.tick();
    now += 39_000;
    page.tick();
    expect(seen).to.deep.equal([]);
    now += 41_000;
    page.tick();
    expect(seen).to.deep.equal(['wake']);
    page.document.visibilityState = 'hidden';
    now += 3_600_000;
    page.tick();
    page.document.visibilityState = 'visible';
    now += 10_000;
    page.tick();
    expect(seen).to.deep.equal(['wake']);
  });

  it('has a timer only while somebody listens, and is silent afterwards', () => {
    expect(page.timers.size).to.equal(1);
    for (const stop of stops) stop();
    expect(page.timers.size).to.equal(0);
    for (const type of ['online', 'offline', 'pagehide', 'pageshow']) page.dispatchEvent(transition(type, true));
    page.document.dispatchEvent(new Event('visibilitychange'));
    expect(seen).to.deep.equal([]);
  });

  it('is the page’s own where there is a page', () => {
    const own = openSurroundings();
    let offline = 0;
    const stop = own.onOffline(() => (offline += 1));
    window.dispatchEvent(new Event('offline'));
    stop();
    window.dispatchEvent(new Event('offline'));
    expect(offline).to.equal(1);
    expect(own.visible).to.equal(document.visibilityState === 'visible');
  });
});
