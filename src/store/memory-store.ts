/** A store that lasts as long as the program. Copies values in and out as a database does; knows no other tab. */
import type {RecordStore} from '../contracts/record-store.js';

/**
 * Makes a store in memory. Stores made over the same `values` share them, as the tabs of an origin do. Its `kind` is `memory` and never
 * changes.
 */
export function createMemoryStore(values: Map<string, unknown> = new Map()): RecordStore {
  return {
    kind: 'memory',
    async read(key) {
      return structuredClone(values.get(key));
    },
    async update(key, change) {
      // As with a database, `change` never runs inside the call itself.
      await Promise.resolve();
      const current: unknown = structuredClone(values.get(key));
      const next = change(current);
      if (next === undefined) values.delete(key);
      else if (next !== current) values.set(key, structuredClone(next));
      return next;
    },
    async keys(prefix) {
      return [...values.keys()].filter((key) => key.startsWith(prefix)).sort();
    },
    watch: () => () => undefined,
    release: () => undefined,
  };
}
