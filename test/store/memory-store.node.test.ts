// The store in memory does what every store does.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {createMemoryStore} from '../../src/store/memory-store.js';
import {storeConformance} from './store-conformance.js';

describe('memory store', () => {
  storeConformance(
    {
      make: async (count) => {
        const values = new Map<string, unknown>();
        return Array.from({length: count}, () => createMemoryStore(values));
      },
    },
    {test: (name, body) => void it(name, body), equal: (actual, expected) => assert.deepEqual(actual, expected)},
  );
});
