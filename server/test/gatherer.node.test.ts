// What is gathered is told in the order of reading, once, and again when the database was away.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Gatherer } from '../gatherer.js';
import { createLog } from '../log.js';
import { gate } from './support/server.js';

const away = Object.assign(new Error('gone'), { code: 'CONNECTION_CLOSED' });

/** A gatherer whose batches go through `each`, by their number; `batches` is what was handed over. */
function gathering(each: (number: number) => Promise<void> | void): { readonly gatherer: Gatherer<string>; readonly batches: string[][] } {
  const batches: string[][] = [];
  const handOver = async (items: ReadonlySet<string>): Promise<void> => {
    batches.push([...items]);
    await each(batches.length);
  };
  return { gatherer: new Gatherer({ log: createLog('silent'), event: 'test', handOver }), batches };
}

describe('the gatherer', () => {
  test('hands over one batch at a time, each item once, and what comes meanwhile in the next one', async () => {
    const [began, held, done] = [gate(), gate(), gate()];
    const { gatherer, batches } = gathering((number) => {
      if (number === 2) return done.open();
      began.open();
      return held.opened;
    });
    gatherer.add('a', 'b');
    gatherer.add('a');
    await began.opened;
    gatherer.add('c', 'a');
    gatherer.add('c');
    held.open();
    await done.opened;
    assert.deepEqual(batches, [['a', 'b'], ['c', 'a']]);
    gatherer.close();
  });

  test('hands over again when the database was away, with what came since; not after a mistake', async () => {
    const done = gate();
    const { gatherer, batches } = gathering((number) => {
      if (number === 3) return done.open();
      gatherer.add(`after ${number}`);
      throw number === 1 ? away : new Error('a mistake');
    });
    gatherer.add('a');
    await done.opened;
    assert.deepEqual(batches, [['a'], ['after 1', 'a'], ['after 2']]);
    gatherer.close();
  });
});
