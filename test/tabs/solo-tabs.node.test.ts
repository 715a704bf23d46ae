// Node: the only tab, and surroundings in which nothing happens.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {BrowserTabs} from '../../src/tabs/browser-tabs.js';
import {openTabs} from '../../src/tabs/index.js';
import {SoloTabs} from '../../src/tabs/solo-tabs.js';
import {stillSurroundings} from '../../src/tabs/still-surroundings.js';
import {openSurroundings} from '../../src/tabs/surroundings.js';

const never = (): AbortSignal => new AbortController().signal;

describe('solo tabs', () => {
  it('are what Node gets, and keep no program running', () => {
    const tabs = openTabs('scope');
    assert.ok(tabs instanceof SoloTabs);
    assert.ok(!((tabs as unknown) instanceof BrowserTabs));
    assert.equal(openSurroundings(), stillSurroundings);
    assert.notEqual(tabs.id, openTabs('scope').id);
  });

  it('take every turn, and give it up when aborted or left', async () => {
    const tabs = new SoloTabs();
    tabs.listen()();
    tabs.post();
    assert.equal(await tabs.exclusive('turn', async () => 1, never()), 1);
    const stop = new AbortController();
    const forever = (): Promise<never> => new Promise(() => undefined);
    const aborted = assert.rejects(tabs.exclusive('turn', forever, stop.signal), {name: 'AbortError'});
    stop.abort();
    await aborted;
    const left = assert.rejects(tabs.exclusive('turn', forever, never()), {name: 'AbortError'});
    tabs.leave();
    await left;
    await assert.rejects(tabs.exclusive('turn', async () => 1, never()), {name: 'AbortError'});
    tabs.rejoin();
    tabs.rejoin();
    assert.equal(await tabs.exclusive('turn', async () => 2, never()), 2);
  });

  it('nothing happens in still surroundings', () => {
    const fail = (): never => assert.fail();
    for (const stop of [stillSurroundings.onWake(fail), stillSurroundings.onOffline(fail)]) stop();
    for (const stop of [stillSurroundings.onSuspend(fail), stillSurroundings.onResume(fail)]) stop();
    assert.deepEqual([stillSurroundings.online, stillSurroundings.visible], [true, true]);
  });
});
