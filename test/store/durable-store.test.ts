// The store of a real browser does what every store does, and goes on when the database under it goes wrong.
import {expect} from '@open-wc/testing';
import type {RecordStore, StorageKind} from '../../src/contracts/record-store.js';
import {FallbackStore} from '../../src/store/fallback-store.js';
import {openStore} from '../../src/store/index.js';
import {createIndexedDbStore} from '../../src/store/indexeddb-store.js';
import {openDatabase} from '../../src/store/open-database.js';
import {storeConformance, type Runner} from './store-conformance.js';

const names = new Set<string>();
const freshName = (): string => {
  const name = `test-${crypto.randomUUID()}`;
  names.add(name);
  return name;
};
const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });
const until = async (done: () => boolean): Promise<void> => {
  while (!done()) await Promise.resolve();
};
const remove = (name: string): Promise<unknown> => settled(indexedDB.deleteDatabase(name));

/** Lets a test reach every connection that the store opens. */
function watchedFactory(change: (request: IDBOpenDBRequest, nth: number) => IDBOpenDBRequest = (request) => request): {
  readonly factory: () => IDBFactory;
  readonly connections: IDBDatabase[];
  readonly opened: () => number;
} {
  const connections: IDBDatabase[] = [];
  let opened = 0;
  const factory = {
    open(name: string) {
      const request = indexedDB.open(name);
      request.addEventListener('success', () => connections.push(request.result));
      return change(request, opened++);
    },
  } as unknown as IDBFactory;
  return {factory: () => factory, connections, opened: () => opened};
}

/** Lets every request succeed and the transaction fail, as on a full disk. */
function failAtCommit(transaction: IDBTransaction, name: string): void {
  const error = new DOMException('The test made it fail.', name);
  Object.defineProperty(transaction, 'error', {get: () => error});
  const store = transaction.objectStore('records');
  const put = store.put.bind(store);
  store.put = (...args) => {
    const request = put(...args);
    request.addEventListener('success', () => transaction.abort());
    return request;
  };
}

function log(store: RecordStore): string[] {
  const seen: string[] = [];
  store.watch((kind: StorageKind, reason: string) => seen.push(`${kind}: ${reason}`));
  return seen;
}

const runner: Runner = {test: (name, body) => void it(name, body), equal: (actual, expected) => expect(actual).to.deep.equal(expected)};

describe('durable store', () => {
  afterEach(async () => {
    for (const name of names) await remove(name);
    names.clear();
  });

  storeConformance(
    {
      make: async (count) => {
        const name = freshName();
        return Array.from({length: count}, () => openStore('indexeddb', name));
      },
    },
    runner,
  );

  it('opens nothing before the first call', async () => {
    const name = freshName();
    const store = openStore('indexeddb', name);
    expect(store.kind).to.equal('indexeddb');
    store.release();
    expect((await indexedDB.databases()).map((known) => known.name)).not.to.include(name);
  });

  it('survives the store: another one reads what was written', async () => {
    const name = freshName();
    await openStore('indexeddb', name).update('a', () => ({deep: [1, {two: 2}]}));
    expect(await openStore('indexeddb', name).read('a')).to.deep.equal({deep: [1, {two: 2}]});
  });

  it('hands every write to the disk before it counts', async () => {
    const {factory, connections} = watchedFactory();
    const store = createIndexedDbStore(freshName(), factory);
    await store.read('a');
    const running: IDBTransaction[] = [];
    const transaction = connections[0]!.transaction.bind(connections[0]!);
    connections[0]!.transaction = (...args: Parameters<typeof transaction>) => {
      running.push(transaction(...args));
      return running.at(-1)!;
    };
    let complete = false;
    const written = store.update('a', () => 1).then(() => expect(complete).to.equal(true));
    await until(() => running.length > 0);
    running[0]!.addEventListener('complete', () => (complete = true));
    await written;
    expect(running.map(({mode, durability}) => `${mode} ${durability}`)).to.deep.equal(['readwrite strict']);
  });

  it('opens again after a connection was closed under it, and says nothing', async () => {
    const {factory, connections} = watchedFactory();
    const store = new FallbackStore(createIndexedDbStore(freshName(), factory));
    const seen = log(store);
    await store.update('a', () => 1);
    connections[0]!.close();
    expect(await store.read('a')).to.equal(1);
    connections[1]!.close();
    connections[1]!.dispatchEvent(new Event('close'));
    expect(await store.update('a', (value) => (value as number) + 1)).to.equal(2);
    expect(connections.length).to.equal(3);
    expect(seen).to.deep.equal([]);
  });

  it('many calls at once on a closed connection open one new one', async () => {
    const {factory, connections} = watchedFactory();
    const store = createIndexedDbStore(freshName(), factory);
    await store.update('a', () => 0);
    connections[0]!.close();
    await Promise.all(Array.from({length: 20}, () => store.update('a', (value) => (value as number) + 1)));
    expect(await store.read('a')).to.equal(20);
    expect(connections.length).to.equal(2);
  });

  it('repeats an update that was torn down half way, once', async () => {
    const {factory, connections} = watchedFactory();
    const store = createIndexedDbStore(freshName(), factory);
    await store.update('a', () => 1);
    const transaction = connections[0]!.transaction.bind(connections[0]!);
    let torn = 0;
    connections[0]!.transaction = (...args: Parameters<typeof transaction>) => {
      const running = transaction(...args);
      // The value is in the transaction, the transaction is not on the disk.
      running.objectStore('records').get('a').onsuccess = () => {
        torn += 1;
        queueMicrotask(() => running.abort());
      };
      return running;
    };
    expect(await store.update('a', (value) => (value as number) + 1)).to.equal(2);
    expect(torn).to.equal(1);
    expect(await store.read('a')).to.equal(2);
  });

  it('opens at most three times anew for one call, then goes on in memory with what it knew, and says so once', async () => {
    let lost = false;
    const {factory, opened} = watchedFactory((request) => {
      request.addEventListener('success', () => lost && request.result.close());
      return request;
    });
    const store = new FallbackStore(createIndexedDbStore(freshName(), factory));
    const seen = log(store);
    await store.update('a', () => ({count: 1}));
    store.release();
    lost = true;
    expect(await store.update('a', (value) => ({count: (value as {count: number}).count + 1}))).to.deep.equal({count: 2});
    expect(opened()).to.equal(5);
    expect(store.kind).to.equal('memory');
    expect(await store.read('a')).to.deep.equal({count: 2});
    await store.update('b', () => 1);
    expect(await store.keys('')).to.deep.equal(['a', 'b']);
    expect(seen).to.deep.equal(['memory: lost']);
    expect(opened()).to.equal(5);
  });

  it('writes back what was changed in memory as soon as the disk works again', async () => {
    const name = freshName();
    let lost = false;
    const {factory} = watchedFactory((request) => {
      request.addEventListener('success', () => lost && request.result.close());
      return request;
    });
    const store = new FallbackStore(createIndexedDbStore(name, factory), {healAfterMs: 0});
    const seen = log(store);
    await store.update('kept', () => 1);
    await store.update('gone', () => 1);
    await store.update('untouched', () => 1);
    store.release();
    lost = true;
    await store.update('kept', () => 2);
    await store.update('gone', () => undefined);
    await store.update('new', () => 3);
    lost = false;
    await openStore('indexeddb', name).update('untouched', () => 'another tab was here');
    await store.update('last', () => 4);
    expect(seen).to.deep.equal(['memory: lost', 'indexeddb: healed']);
    expect(store.kind).to.equal('indexeddb');
    const disk = openStore('indexeddb', name);
    expect(await disk.keys('')).to.deep.equal(['kept', 'last', 'new', 'untouched']);
    expect(await disk.read('kept')).to.equal(2);
    expect(await disk.read('untouched')).to.equal('another tab was here');
  });

  it('does not stand in the way of another tab that deletes the database', async () => {
    const name = freshName();
    const store = openStore('indexeddb', name);
    await store.update('a', () => 1);
    let blocked = false;
    const request = indexedDB.deleteDatabase(name);
    request.onblocked = () => (blocked = true);
    await settled(request);
    expect(blocked).to.equal(false);
    expect(await store.read('a')).to.equal(undefined);
    await store.update('a', () => 2);
    expect(await store.read('a')).to.equal(2);
  });

  it('works with a database that a newer build has upgraded', async () => {
    const name = freshName();
    const store = openStore('indexeddb', name);
    await store.update('a', () => 1);
    const newer = indexedDB.open(name, 7);
    newer.onupgradeneeded = () => newer.result.createObjectStore('more');
    const database = await settled(newer);
    database.onversionchange = () => database.close();
    expect(await store.update('a', (value) => (value as number) + 1)).to.equal(2);
    database.close();
  });

  it('does not wait for an open that hangs, closes it when it comes late, and heals', async () => {
    const name = freshName();
    let arrive: () => void = () => undefined;
    const {factory, connections} = watchedFactory((request, nth) => {
      if (nth > 0) return request;
      // The first one looks pending until the test lets its success through.
      const late = {result: undefined, onsuccess: null} as unknown as {result: IDBDatabase; onsuccess: (() => void) | null};
      request.onupgradeneeded = () => request.result.createObjectStore('records');
      request.onsuccess = () => {
        late.result = request.result;
        arrive = () => late.onsuccess?.();
      };
      return late as unknown as IDBOpenDBRequest;
    });
    const store = new FallbackStore(createIndexedDbStore(name, factory), {healAfterMs: 0});
    const seen = log(store);
    const before = performance.now();
    expect(await store.read('a')).to.equal(undefined);
    expect(performance.now() - before).to.be.within(900, 3_000);
    expect(seen).to.deep.equal(['memory: lost']);
    arrive();
    expect(() => connections[0]!.transaction('records')).to.throw(DOMException, /clos/i);
    expect(await store.update('a', () => 5)).to.equal(5);
    expect(seen).to.deep.equal(['memory: lost', 'indexeddb: healed']);
    expect(await openStore('indexeddb', name).read('a')).to.equal(5);
  });

  it('goes on in memory where the browser forbids storage, and does not ask again', async () => {
    let asked = 0;
    const store = new FallbackStore(
      createIndexedDbStore(freshName(), () => {
        asked += 1;
        throw new DOMException('No.', 'SecurityError');
      }),
      {healAfterMs: 0},
    );
    const seen = log(store);
    expect(await store.update('a', () => 1)).to.equal(1);
    expect(await store.update('a', (value) => (value as number) + 1)).to.equal(2);
    expect(await store.read('a')).to.equal(2);
    expect(seen).to.deep.equal(['memory: blocked']);
    expect(asked).to.equal(1);
  });

  it('goes on in memory where there is no IndexedDB at all', async () => {
    const store = new FallbackStore(createIndexedDbStore(freshName(), () => undefined as unknown as IDBFactory));
    const seen = log(store);
    expect(await store.read('a')).to.equal(undefined);
    expect(seen).to.deep.equal(['memory: blocked']);
  });

  it('keeps what a full disk refused, and stores it when there is room', async () => {
    const name = freshName();
    let full = false;
    const {factory, connections} = watchedFactory();
    const store = new FallbackStore(createIndexedDbStore(name, factory), {healAfterMs: 0});
    const seen = log(store);
    await store.update('a', () => 'old');
    const transaction = connections[0]!.transaction.bind(connections[0]!);
    connections[0]!.transaction = (...args: Parameters<typeof transaction>) => {
      const running = transaction(...args);
      if (full) failAtCommit(running, 'QuotaExceededError');
      return running;
    };
    full = true;
    expect(await store.update('a', () => 'new')).to.equal('new');
    expect(await store.read('a')).to.equal('new');
    expect(seen).to.deep.equal(['memory: full']);
    expect(await openStore('indexeddb', name).read('a')).to.equal('old');
    expect(await store.update('a', () => 'newer')).to.equal('newer');
    expect(seen).to.deep.equal(['memory: full']);
    full = false;
    await store.update('b', () => 1);
    expect(seen).to.deep.equal(['memory: full', 'indexeddb: healed']);
    expect(await openStore('indexeddb', name).read('a')).to.equal('newer');
  });

  it('a value that cannot be stored is its caller’s mistake, not the disk’s', async () => {
    const store = openStore('indexeddb', freshName());
    const seen = log(store);
    const error = await store.update('a', () => ({call: () => 1})).catch((reason: unknown) => reason);
    expect((error as Error).name).to.equal('DataCloneError');
    expect(await store.update('a', () => 1)).to.equal(1);
    expect(seen).to.deep.equal([]);
  });

  it('hands back garbage as it is: what it means is not its business', async () => {
    const name = freshName();
    const database = await openDatabase(name, true);
    const write = database.transaction('records', 'readwrite').objectStore('records');
    write.put(new Date(0), 'a');
    write.put('x', 7);
    await settled(write.put(new Map([[1, 2]]), 'b'));
    database.close();
    const store = openStore('indexeddb', name);
    expect(await store.read('a')).to.deep.equal(new Date(0));
    expect(await store.keys('')).to.deep.equal(['a', 'b']);
  });
});

describe('fallback store in memory', () => {
  storeConformance(
    {
      make: async (count) => {
        // Two pages whose storage is blocked share nothing; one page asked twice is the nearest that there is.
        const durable = createIndexedDbStore('blocked', () => {
          throw new DOMException('No.', 'SecurityError');
        });
        const store = new FallbackStore(durable);
        return Array.from({length: count}, () => store);
      },
    },
    {...runner, test: (name, body) => (name.startsWith('a watcher') ? undefined : runner.test(name, body))},
  );
});
