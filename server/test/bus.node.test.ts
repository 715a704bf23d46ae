// Notices reach the other instances also when the database was away for a moment.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bus } from '../bus.js';
import type { Sql } from '../database/connect.js';
import { createLog } from '../log.js';
import { gate } from './support/server.js';

test('notices that could not be sent are sent again, with those that came since; after a mistake they are not', async () => {
  const attempts: string[][] = [];
  const arrived = gate();
  const answers: (Error | undefined)[] = [Object.assign(new Error('gone'), { code: 'CONNECTION_CLOSED' }), new Error('a mistake'), undefined];
  const query = async (_: unknown, channel: string, payloads: readonly string[]): Promise<void> => {
    assert.equal(channel, 'chat_embed');
    attempts.push(payloads.flatMap((payload) => (JSON.parse(payload) as [string, ...{ key: string }[]]).slice(1).map((notice) => (notice as { key: string }).key)));
    const answer = answers.shift();
    if (!answer) return arrived.open();
    bus.publish({ kind: 'log', key: `after ${attempts.length}` });
    throw answer;
  };
  const bus = new Bus(Object.assign(query, { end: async () => undefined }) as unknown as Sql, createLog('silent'));
  bus.publish({ kind: 'log', key: 'a' });
  await arrived.opened;
  assert.deepEqual(attempts, [['a'], ['a', 'after 1'], ['after 2']]);
  await bus.close();
});
