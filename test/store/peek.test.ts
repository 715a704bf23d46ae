// The launcher's one look at storage: sees what is there, and leaves nothing where nothing was.
import {expect} from '@open-wc/testing';
import {openStore} from '../../src/store/index.js';
import {peekRecord} from '../../src/store/peek.js';

/** WebKit goes on listing one that was never made, with version 0. */
const exists = async (name: string): Promise<boolean> => (await indexedDB.databases()).some((known) => known.name === name && known.version! > 0);

/** Runs `body` as in a browser that cannot list its databases. */
async function withoutList(body: () => Promise<void>): Promise<void> {
  const {databases} = IDBFactory.prototype;
  Object.defineProperty(IDBFactory.prototype, 'databases', {value: undefined, configurable: true, writable: true});
  try {
    await body();
  } finally {
    Object.defineProperty(IDBFactory.prototype, 'databases', {value: databases, configurable: true, writable: true});
  }
}

describe('peek', () => {
  let name = '';
  beforeEach(() => (name = `test-peek-${crypto.randomUUID()}`));
  afterEach(() => void indexedDB.deleteDatabase(name));

  it('creates no database', async () => {
    expect(await peekRecord('a', name)).to.equal(undefined);
    expect(await exists(name)).to.equal(false);
  });

  it('creates no database where the browser cannot list them', async () => {
    await withoutList(async () => void expect(await peekRecord('a', name)).to.equal(undefined));
    expect(await exists(name)).to.equal(false);
    await openStore('indexeddb', name).update('a', () => 1);
    await withoutList(async () => void expect(await peekRecord('a', name)).to.equal(1));
  });

  it('reads what is there and keeps nothing open', async () => {
    const store = openStore('indexeddb', name);
    await store.update('a', () => ({sessionId: 's'}));
    store.release();
    expect(await peekRecord('a', name)).to.deep.equal({sessionId: 's'});
    expect(await peekRecord('b', name)).to.equal(undefined);
    // A connection that stayed open would hold this up for ever.
    await new Promise((resolve) => (indexedDB.deleteDatabase(name).onsuccess = resolve));
    expect(await exists(name)).to.equal(false);
  });

  it('takes a database without our store for an empty one', async () => {
    const request = indexedDB.open(name);
    const strange = await new Promise<IDBDatabase>((resolve) => (request.onsuccess = () => resolve(request.result)));
    strange.close();
    expect(await peekRecord('a', name)).to.equal(undefined);
  });
});
