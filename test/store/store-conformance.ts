// What every store must do, whatever is behind it. A runner for each store hands in how to make one; nothing here knows which it is.
import type {RecordStore} from '../../src/contracts/record-store.js';

/** How a suite gets stores that share their values, as the tabs of an origin do. Fresh values for every call of `make`. */
export interface StoreMaker {
  /** Makes `count` stores over the same, empty values. */
  make(count: number): Promise<readonly RecordStore[]>;
}

/** The runner's own functions, so that the list runs under node:test and under mocha. */
export interface Runner {
  test(name: string, body: () => Promise<void>): void;
  equal(actual: unknown, expected: unknown): void;
}

interface Counter {
  readonly count: number;
}

const countOf = (value: unknown): number => (value as Counter | undefined)?.count ?? 0;

/** Registers the whole list. */
export function storeConformance({make}: StoreMaker, {test, equal}: Runner): void {
  const one = async (): Promise<RecordStore> => (await make(1))[0]!;

  test('reads undefined where nothing is', async () => {
    equal(await (await one()).read('a'), undefined);
  });

  test('reads what was written, and resolves with it', async () => {
    const store = await one();
    equal(await store.update('a', () => ({count: 1})), {count: 1});
    equal(await store.read('a'), {count: 1});
  });

  test('hands the current value to the change', async () => {
    const store = await one();
    await store.update('a', () => ({count: 1}));
    await store.update('a', (current) => ({count: countOf(current) + 1}));
    equal(await store.read('a'), {count: 2});
  });

  test('keeps its own copy: later changes of the object are not stored', async () => {
    const store = await one();
    const value = {list: [1]};
    await store.update('a', () => value);
    value.list.push(2);
    equal(await store.read('a'), {list: [1]});
    ((await store.read('a')) as typeof value).list.push(3);
    equal(await store.read('a'), {list: [1]});
  });

  test('removes the key where the change returns undefined', async () => {
    const store = await one();
    await store.update('a', () => 1);
    equal(await store.update('a', () => undefined), undefined);
    equal(await store.read('a'), undefined);
    equal(await store.keys(''), []);
  });

  test('writes nothing where the change returns what it was given', async () => {
    const store = await one();
    await store.update('a', () => ({count: 1}));
    const same = await store.update('a', (current) => {
      // Would be stored if the same reference were written back.
      (current as {count: number}).count = 9;
      return current;
    });
    equal(same, {count: 9});
    equal(await store.read('a'), {count: 1});
    await store.update('b', (current) => current);
    equal(await store.keys(''), ['a']);
  });

  test('rejects with what the change threw, writes nothing, and goes on', async () => {
    const store = await one();
    await store.update('a', () => 1);
    const mistake = new Error('mistake');
    const outcome = await store
      .update('a', () => {
        throw mistake;
      })
      .catch((error: unknown) => error);
    equal(outcome === mistake, true);
    equal(await store.read('a'), 1);
    equal(await store.update('a', () => 2), 2);
  });

  test('keeps null, false, 0 and the empty string', async () => {
    const store = await one();
    for (const value of [null, false, 0, '']) {
      await store.update('a', () => value);
      equal(await store.read('a'), value);
    }
  });

  test('lists the keys that begin with a prefix, and only those', async () => {
    const store = await one();
    for (const key of ['a', 'a/1', 'a/2', 'a\uffff', 'b', 'ab']) await store.update(key, () => 1);
    equal([...(await store.keys('a/'))].sort(), ['a/1', 'a/2']);
    equal([...(await store.keys('a'))].sort(), ['a', 'a/1', 'a/2', 'ab', 'a\uffff'].sort());
    equal(await store.keys('x'), []);
  });

  test('runs updates one after the other, in the order they were asked for', async () => {
    const store = await one();
    await Promise.all(Array.from({length: 50}, (_, index) => store.update('a', (list) => [...((list as number[]) ?? []), index])));
    equal(await store.read('a'), Array.from({length: 50}, (_, index) => index));
  });

  test('two stores that update one key 100 times each make 200', async () => {
    const stores = await make(2);
    const raise = (store: RecordStore): Promise<unknown> => store.update('a', (current) => ({count: countOf(current) + 1}));
    await Promise.all(Array.from({length: 200}, (_, index) => raise(stores[index % 2]!)));
    equal(await stores[0]!.read('a'), {count: 200});
    equal(await stores[1]!.read('a'), {count: 200});
  });

  test('goes on after it was released', async () => {
    const store = await one();
    await store.update('a', () => 1);
    store.release();
    store.release();
    equal(await store.read('a'), 1);
    store.release();
    equal(await store.update('a', (current) => (current as number) + 1), 2);
  });

  test('a watcher that was stopped and a store that is well: nobody is called', async () => {
    const store = await one();
    let calls = 0;
    const stop = store.watch(() => (calls += 1));
    await store.update('a', () => 1);
    stop();
    stop();
    equal(calls, 0);
  });
}
