/**
 * One connection to the database that comes back when the browser drops it: idle tabs, a full disk and a lost storage process all close
 * connections under a running page. Knows connections and transactions; refuses to know keys and values.
 */
import type {UseStore} from 'idb-keyval';
import {openDatabase, RECORDS} from './open-database.js';

/** The connection is opened anew at most so often for one operation. */
const HEALS = 3;

/** How the engines say that a connection is gone: closed before, while, or for no reason that they can tell. */
const LOST: ReadonlySet<string> = new Set(['InvalidStateError', 'AbortError', 'UnknownError']);

/** A transaction that was torn down has no error at all in some engines. */
const isLost = (error: unknown): boolean => error === null || (error instanceof DOMException && LOST.has(error.name));

/** Opens on first use, closes when another tab wants the database gone, and opens again on the next use. */
export class HealingConnection {
  readonly #name: string;
  readonly #factory: (() => IDBFactory) | undefined;
  #connection: Promise<IDBDatabase> | undefined;

  constructor(name: string, factory?: () => IDBFactory) {
    this.#name = name;
    this.#factory = factory;
  }

  /**
   * idb-keyval's custom store: runs `callback` with the object store of a new transaction, again from the start if the connection turns
   * out to be lost. A transaction that was torn down has written nothing. Writes are handed to the disk before they count.
   */
  readonly use: UseStore = async (mode, callback) => {
    for (let heals = 0; ; heals += 1) {
      const connection = (this.#connection ??= this.#open());
      try {
        const transaction = (await connection).transaction(RECORDS, mode, {durability: 'strict'});
        return await callback(transaction.objectStore(RECORDS));
      } catch (error) {
        if (!isLost(error)) throw error;
        this.#drop(connection);
        if (heals === HEALS) throw error;
      }
    }
  };

  /** Closes the connection when what runs on it is done. */
  release(): void {
    if (this.#connection) this.#drop(this.#connection);
  }

  #drop(connection: Promise<IDBDatabase>): void {
    if (this.#connection === connection) this.#connection = undefined;
    connection.then(
      (database) => database.close(),
      () => undefined,
    );
  }

  #open(): Promise<IDBDatabase> {
    const connection = openDatabase(this.#name, true, this.#factory).then(
      (database) => {
        database.onclose = database.onversionchange = () => this.#drop(connection);
        return database;
      },
      (error: unknown) => {
        this.#drop(connection);
        throw error;
      },
    );
    return connection;
  }
}
