// A page with nothing but a store on it, for the tests that break a real browser's storage.
import {FallbackStore} from '../../src/store/fallback-store.js';
import {createIndexedDbStore} from '../../src/store/indexeddb-store.js';
import {peekRecord} from '../../src/store/peek.js';

// `?patient` is what a real page gets; without it the disk is tried again at once.
const options = location.search === '?patient' ? {} : {healAfterMs: 0};
const store = new FallbackStore(createIndexedDbStore('faults'), options);
const seen: string[] = [];
store.watch((kind, reason) => seen.push(`${kind}: ${reason}`));

Object.assign(window, {
  storePage: {
    seen,
    update: (key: string, value: unknown) => store.update(key, () => value),
    read: (key: string) => store.read(key),
    readFromDisk: (key: string) => createIndexedDbStore('faults').read(key),
    peek: (key: string) => peekRecord(key, 'faults'),
    kind: () => store.kind,
  },
});
