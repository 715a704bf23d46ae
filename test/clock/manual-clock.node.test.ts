// The time that a test moves by hand: order, nested sleeps, aborts.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {ManualClock} from '../../src/clock/manual-clock.js';
import {systemClock} from '../../src/clock/system-clock.js';

const never = new AbortController().signal;

describe('manual clock', () => {
  it('ends sleeps in order, each at its own time', async () => {
    const clock = new ManualClock({now: 0});
    const seen: string[] = [];
    for (const [name, ms] of [['c', 30], ['a', 10], ['b', 10], ['d', 31]] as const) {
      void clock.sleep(ms, never).then(() => seen.push(`${name}@${clock.now()}`));
    }
    await clock.advance(30);
    assert.deepEqual(seen, ['a@10', 'b@10', 'c@30']);
    assert.equal(clock.now(), 30);
    assert.equal(clock.sleeping, 1);
  });

  it('counts sleeps that begin while time passes', async () => {
    const clock = new ManualClock({now: 0});
    const ticks: number[] = [];
    const run = async (): Promise<void> => {
      for (;;) {
        await clock.sleep(10, never);
        await Promise.resolve().then(() => undefined);
        ticks.push(clock.now());
      }
    };
    void run();
    await clock.advance(35);
    assert.deepEqual(ticks, [10, 20, 30]);
  });

  it('rejects an aborted sleep with the reason and forgets it', async () => {
    const clock = new ManualClock();
    const stop = new AbortController();
    const asleep = clock.sleep(10, stop.signal);
    stop.abort();
    await assert.rejects(asleep, {name: 'AbortError'});
    await assert.rejects(clock.sleep(10, stop.signal), {name: 'AbortError'});
    assert.equal(clock.sleeping, 0);
  });
});

describe('system clock', () => {
  it('sleeps, and stops sleeping when told', async () => {
    const before = systemClock.now();
    await systemClock.sleep(15, never);
    assert.ok(systemClock.now() - before >= 10);
    const stop = new AbortController();
    const asleep = systemClock.sleep(3_600_000, stop.signal);
    stop.abort();
    await assert.rejects(asleep, {name: 'AbortError'});
  });
});
