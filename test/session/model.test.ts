// Random lives of a chat (life.ts) in a real browser: its database, its locks and its channels, under a clock that stands still.
import fc from 'fast-check';
import {openStore} from '../../src/store/index.js';
import {BrowserTabs} from '../../src/tabs/browser-tabs.js';
import type {MemoryTabs} from '../../src/tabs/memory-tabs.js';
import type {RecordStore} from '../../src/contracts/record-store.js';
import {engine} from '../support/page.js';
import {live, lives, shortest} from './life.js';
import type {Life} from './life.js';
import type {Ground} from './world.js';

/** As many as fit into a few minutes. */
const RUNS = engine === 'webkit' ? 15 : 60;
/** The same lives each time: a change is judged by what it changes. */
const SEED = 20261126;
const LENGTH = 40;

/** A tab of the browser that can go away, but not be frozen from outside. */
function browserTabs(scope: string): MemoryTabs {
  const tabs = new BrowserTabs(scope);
  return Object.assign(tabs, {kill: () => tabs.leave(), freeze: () => undefined, thaw: () => undefined});
}

const nextTask = (): Promise<void> =>
  new Promise((resolve) => {
    const {port1, port2} = new MessageChannel();
    port1.onmessage = () => (port1.close(), resolve());
    port2.postMessage(null);
  });

/** What was asked of locks before this has been answered where it can be: they answer in order. */
const locksAnswered = (): Promise<void> => navigator.locks.request(crypto.randomUUID(), () => undefined);

const [mouth, ear] = [new BroadcastChannel('life'), new BroadcastChannel('life')];

/** What was said in channels before this has been heard: they deliver in order. */
function channelsHeard(): Promise<void> {
  const word = crypto.randomUUID();
  return new Promise((resolve) => {
    const hear = ({data}: MessageEvent): void => {
      if (data !== word) return;
      ear.removeEventListener('message', hear);
      resolve();
    };
    ear.addEventListener('message', hear);
    mouth.postMessage(word);
  });
}

/** Rounds without a write, each as long as locks and channels take, after which nothing follows from what has been any more. */
const QUIET = engine === 'chromium' ? 4 : 12;

/** This browser, with a database and a scope of its own. */
function realGround(): {readonly ground: Ground; remove(): void} {
  const name = `life-${crypto.randomUUID()}`;
  let busy = 0;
  const counted = async <T>(work: Promise<T>): Promise<T> => {
    busy += 1;
    try {
      return await work;
    } finally {
      busy -= 1;
    }
  };
  const stores: RecordStore[] = [];
  const open = (): RecordStore => {
    const store = openStore('indexeddb', name);
    stores.push(store);
    return {
      get kind() {
        return store.kind;
      },
      read: (key) => counted(store.read(key)),
      update: (key, change) => counted(store.update(key, change)),
      keys: (prefix) => counted(store.keys(prefix)),
      watch: (listener) => store.watch(listener),
      release: () => store.release(),
    };
  };
  const ground: Ground = {
    store: open,
    async read() {
      const store = open();
      const keys = await store.keys('');
      const values = new Map<string, unknown>();
      for (const key of keys) values.set(key, await store.read(key));
      store.release();
      return values;
    },
    openTabs: (scope) => browserTabs(`${name} ${scope}`),
    async settle() {
      for (let quiet = 0; quiet < QUIET; quiet += 1) {
        await Promise.all([nextTask(), locksAnswered(), channelsHeard()]);
        if (busy) quiet = 0;
      }
    },
  };
  const remove = (): void => {
    for (const store of stores) store.release();
    indexedDB.deleteDatabase(name);
  };
  return {ground, remove};
}

async function liveHere(life: Life): Promise<void> {
  const {ground, remove} = realGround();
  try {
    await live(life, ground);
  } finally {
    remove();
  }
}

describe('the life of a chat', () => {
  it(`${RUNS} lives, each of up to ${LENGTH} events, add up in this browser`, async function () {
    this.timeout(300_000);
    const {failed, counterexample, errorInstance, seed} = await fc.check(fc.asyncProperty(lives(LENGTH), liveHere), {numRuns: RUNS, endOnFailure: true, seed: SEED});
    if (!failed) return;
    const fails = (life: Life): Promise<boolean> => liveHere(life).then(() => false, () => true);
    const short = await shortest(counterexample![0], fails);
    throw new Error(`${(errorInstance as Error).message} (seed ${seed}): ${JSON.stringify(short)}`);
  });
});
