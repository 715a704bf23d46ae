// Tabs in one program: what all tabs do, and dying and freezing.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {settle} from '../../src/clock/manual-clock.js';
import {createTabGroup} from '../../src/tabs/memory-tabs.js';
import {gate, tabsConformance} from './tabs-conformance.js';

const never = (): AbortSignal => new AbortController().signal;

describe('memory tabs', () => {
  tabsConformance(
    {
      open: async (count) => {
        const group = createTabGroup();
        return Array.from({length: count}, () => group.open());
      },
    },
    {test: (name, body) => void it(name, body), equal: (actual, expected) => assert.deepEqual(actual, expected)},
  );

  it('a killed tab passes its turn on, says and hears nothing, and what it waited for stays open', async () => {
    const group = createTabGroup();
    const [a, b] = [group.open(), group.open()];
    const heard: string[] = [];
    a.listen(({kind}) => heard.push(`a:${kind}`));
    b.listen(({kind}) => heard.push(`b:${kind}`));
    const started = gate();
    const finish = gate();
    let settled = false;
    void a.exclusive('turn', () => (started.open(), finish.promise), never()).finally(() => (settled = true));
    void a.exclusive('turn', async () => assert.fail('a dead tab ran'), never()).finally(() => (settled = true));
    await started.promise;
    a.kill();
    assert.equal(await b.exclusive('turn', async () => 'mine', never()), 'mine');
    finish.open();
    a.post({kind: 'ghost'});
    b.post({kind: 'hello'});
    a.rejoin();
    await settle();
    assert.deepEqual(heard, []);
    assert.equal(settled, false);
  });

  it('a frozen tab keeps its turn and hears later what was said', async () => {
    const group = createTabGroup();
    const [a, b] = [group.open(), group.open()];
    const heard: string[] = [];
    a.listen(({kind}) => heard.push(kind));
    const finish = gate();
    const held = a.exclusive('turn', () => finish.promise, never());
    let passed = false;
    const next = b.exclusive('turn', async () => void (passed = true), never());
    a.freeze();
    b.post({kind: 'one'});
    b.post({kind: 'two'});
    await settle();
    assert.deepEqual(heard, []);
    assert.equal(passed, false);
    a.thaw();
    assert.deepEqual(heard, ['one', 'two']);
    finish.open();
    await Promise.all([held, next]);
    assert.equal(passed, true);
  });
});
