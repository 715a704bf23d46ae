// Connectors by name: loaded when asked for, replaced when registered again, and a clear word for a name that nobody knows.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {createConnector} from '../../src/connectors/chat-embed/index.js';
import {loadConnector, registerConnector} from '../../src/connectors/registry.js';

describe('connector registry', () => {
  it('knows our own', async () => {
    assert.equal(await loadConnector('chat-embed'), createConnector);
  });

  it('names the known ones where it does not know', async () => {
    registerConnector('mine', async () => ({createConnector}));
    await assert.rejects(loadConnector('dify'), (error: Error & {code: string}) => {
      assert.equal(error.code, 'unknown-connector');
      assert.match(error.message, /"dify".*chat-embed, mine/);
      return true;
    });
    await assert.rejects(loadConnector('toString'), {code: 'unknown-connector'});
  });

  it('loads one when it is asked for, each time it is asked, and the newest of a name', async () => {
    let loads = 0;
    registerConnector('late', async () => ((loads += 1), {createConnector}));
    assert.equal(loads, 0);
    await loadConnector('late');
    assert.equal(loads, 1);
    registerConnector('late', () => Promise.reject(new TypeError('Failed to fetch')));
    await assert.rejects(loadConnector('late'), {code: 'load-failed'});
  });
});
