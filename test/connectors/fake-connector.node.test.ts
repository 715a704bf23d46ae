// The connector of the back end in memory does what every connector does, and the back end goes wrong exactly as it is told.
import assert from 'node:assert/strict';
import {beforeEach, describe, it} from 'node:test';
import {ManualClock, settle} from '../../src/clock/manual-clock.js';
import {fakeToken, FakeBackend} from '../../src/connectors/fake/fake-backend.js';
import {connectorFor} from '../../src/connectors/fake/fake-connector.js';
import type {Connector} from '../../src/contracts/connector.js';
import {newId} from '../../src/model/ids.js';
import {connectorConformance, listenTo, testVault} from './connector-conformance.js';
import {rulesConformance, type RulesStage} from './rules-conformance.js';

const never = (): AbortSignal => new AbortController().signal;

describe('fake connector', () => {
  let clock: ManualClock;
  let backend: FakeBackend;
  let connector: Connector;
  beforeEach(() => {
    clock = new ManualClock();
    backend = new FakeBackend({clock});
    connector = connectorFor(backend)({endpoint: 'memory:', credentials: testVault(), clock});
  });

  const stage = (): RulesStage => ({
    connect: (credentials, identity) =>
      connectorFor(backend)({endpoint: 'memory:', credentials, clock, ...(identity && {identity})}),
    accept: async (id) => backend.session(id).agentAccept(),
    agentSend: async (id, text) => void backend.session(id).agentSend(text),
    agentEnd: async (id) => backend.session(id).agentEnd(),
    token: (sub) => fakeToken({sub}),
    solve: async (id) => backend.session(id).botSend('Try this.', {solves: true}),
    reopen: async (id) => backend.session(id).reopen(),
    warnIdle: async (id) => backend.session(id).warnIdle(clock.now() + 120_000),
    now: () => clock.now(),
    away: async (away) => void (backend.availability = {state: away ? 'away' : 'available', bot: true, leaveMessage: true}),
    later: () => clock.advance(10),
  });
  connectorConformance(stage);
  rulesConformance(stage);

  it('declares what it is told to', () => {
    const {capabilities} = connectorFor(backend, {history: false})({endpoint: 'memory:', credentials: testVault(), clock});
    assert.deepEqual([capabilities.history, capabilities.typing, capabilities.sessions], [false, true, true]);
  });

  it('fails the next calls, by name, with a pause', async () => {
    const id = newId();
    backend.failNext(2, 'rate-limited', {call: 'send', retryAfterMs: 700});
    await connector.open({sessionId: id}, never());
    const send = (): Promise<unknown> => connector.send(id, {id: newId(), text: 'x'}, never());
    await assert.rejects(send(), {code: 'rate-limited', retryAfterMs: 700});
    await assert.rejects(send(), {code: 'rate-limited'});
    await send();
    assert.equal(backend.session(id).messages.length, 1);
    assert.deepEqual(backend.calls.map(({name}) => name), ['open', 'send', 'send', 'send']);
  });

  it('loses an answer after the work is done', async () => {
    const id = newId();
    await connector.open({sessionId: id}, never());
    backend.loseAnswers(1, 'send');
    const message = {id: newId(), text: 'x'};
    await assert.rejects(connector.send(id, message, never()), {code: 'network'});
    assert.equal(backend.session(id).messages.length, 1);
    await connector.send(id, message, never());
    assert.equal(backend.session(id).messages.length, 1);
  });

  it('takes its time by the clock, and holds a call at the door', async () => {
    backend.delay(1_000, 'open');
    const id = newId();
    let opened = false;
    const opening = connector.open({sessionId: id}, never()).then(() => (opened = true));
    await clock.advance(999);
    assert.equal(opened, false);
    await clock.advance(1);
    await opening;
    const hold = backend.hold('send');
    const sending = connector.send(id, {id: newId(), text: 'x'}, never());
    await hold.reached;
    await settle();
    assert.equal(backend.session(id).messages.length, 0);
    hold.release();
    await sending;
    assert.equal(backend.session(id).messages.length, 1);
  });

  it('drops, closes and stalls streams', async () => {
    const id = newId();
    await connector.open({sessionId: id}, never());
    const cut = listenTo(connector, id, 0);
    await cut.saw(({type}) => type === 'sync');
    backend.dropStreams();
    assert.equal(((await cut.end) as {code: string}).code, 'network');
    const closed = listenTo(connector, id, 0);
    await closed.saw(({type}) => type === 'sync');
    backend.closeStreams(300);
    assert.deepEqual(await closed.end, {pauseMs: 300});
    const silent = listenTo(connector, id, 0);
    await silent.saw(({type}) => type === 'sync');
    await clock.advance(60_000);
    backend.stallStreams(true);
    backend.session(id).botSend('nobody hears this');
    await clock.advance(25_000);
    assert.equal(((await silent.end) as {code: string}).code, 'network');
    assert.equal(silent.events.some(({type}) => type === 'message'), false);
    assert.equal(backend.streams, 0);
    assert.equal(clock.sleeping, 0);
  });

  it('goes offline: calls and streams fail, nothing is done', async () => {
    const id = newId();
    await connector.open({sessionId: id}, never());
    const line = listenTo(connector, id, 0);
    await line.saw(({type}) => type === 'sync');
    backend.setOffline(true);
    assert.equal(((await line.end) as {code: string}).code, 'network');
    await assert.rejects(connector.send(id, {id: newId(), text: 'x'}, never()), {code: 'network'});
    backend.setOffline(false);
    assert.equal(backend.session(id).messages.length, 0);
    await connector.send(id, {id: newId(), text: 'x'}, never());
  });

  it('streams an answer in pieces, finishes, stops and discards it', async () => {
    const id = newId();
    await connector.open({sessionId: id}, never());
    const session = backend.session(id);
    session.botDelta('a1', 'Hel');
    const line = listenTo(connector, id, 0);
    const sync = await line.saw(({type}) => type === 'sync');
    assert.deepEqual(sync.type === 'sync' && sync.unfinished.map(({text}) => text), ['Hel']);
    session.botDelta('a1', 'lo');
    const delta = await line.saw(({type}) => type === 'delta');
    assert.equal(delta.type === 'delta' && delta.offset, 3);
    session.botFinish('a1', {suggestions: ['More']});
    session.botDelta('a2', 'Long st');
    await connector.stop(id, 'a2', never());
    session.botDelta('a3', 'x');
    session.botDiscard('a3');
    assert.deepEqual(
      session.messages.map(({text, partial}) => [text, partial ?? false]),
      [['Hello', false], ['Long st', true]],
    );
    await line.saw(({type}) => type === 'discard');
    line.stop();
    await line.end;
  });

  it('answers with what the test makes of a message, once', async () => {
    backend = new FakeBackend({clock, onMessage: (session, text) => void session.botSend(`You said: ${text}`)});
    connector = connectorFor(backend)({endpoint: 'memory:', credentials: testVault(), clock});
    const id = newId();
    await connector.open({sessionId: id}, never());
    const message = {id: newId(), text: 'hi'};
    await connector.send(id, message, never());
    await connector.send(id, message, never());
    assert.deepEqual(backend.session(id).messages.map(({text}) => text), ['hi', 'You said: hi']);
  });

  it('forgets everything: the visitor is unknown, then the session', async () => {
    const id = newId();
    await connector.open({sessionId: id}, never());
    backend.forgetAll();
    await assert.rejects(connector.load(id, 5, never()), {code: 'unauthorized'});
    await assert.rejects(connector.load(id, 5, never()), {code: 'not-found'});
  });
});
