/** The agent ends the chat while the visitor has no network: on return he sees that it is over, keeps what he typed, and is in no new session. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Cable} from './support/cable.js';
import {HeadlessVisitor, messagesOf} from './support/headless-visitor.js';
import {addPage, openTab} from './support/pages.js';
import {setStage} from './support/stage.js';

const stage = setStage();

for (const how of ['cut', 'silent'] as const) {
  test(`an end that happens while the network is away (${how}) is seen on return`, async (t) => {
    const cable = await Cable.to(stage.server.url);
    t.after(() => cable.dispose());
    const context = await stage.newContext(t);
    const opened: string[] = [];
    context.on('request', (request) => {
      if (request.method() === 'PUT') opened.push(request.url());
    });
    const page = await openTab(context, await addPage(context, cable.url, '/e2e/visitor'));
    const visitor = await HeadlessVisitor.open(page);
    await visitor.call('requestHandoff');
    const {session} = await visitor.until('the queue', (state) => state.session.owner === 'queue');
    const agent = await stage.agent();
    const {key} = await agent.find(session.id!);
    await agent.accept(key);
    await agent.send(key, 'Hello, I am here.');
    await visitor.until('the greeting', ({unread}) => unread > 0);

    cable.pull(how);
    await context.setOffline(true);
    await visitor.until('that it is offline', ({connection}) => connection === 'offline');
    await visitor.send('written offline');
    await visitor.call('setDraft', 'half a sentence');
    await agent.send(key, 'Goodbye.');
    await agent.end(key);
    assert.equal((await visitor.state()).session.status, 'active', 'nothing can have been heard yet');

    cable.plugIn();
    const back = performance.now();
    await context.setOffline(false);
    const state = await visitor.until('the end', (now) => now.session.status === 'ended', 40_000);
    t.diagnostic(`the end was seen ${Math.round(performance.now() - back)} ms after the network was back`);
    assert.equal(state.session.id, session.id);
    assert.equal(state.session.ended?.by, 'agent');
    assert.equal(state.draft, 'written offline\nhalf a sentence', 'what was not sent goes back to where it was typed');
    await visitor.until('the last words', (now) => messagesOf(now).some(({text}) => text === 'Goodbye.'));

    await assert.rejects(() => visitor.send('one more'), /over|ended/i);
    assert.equal((await visitor.state()).session.id, session.id, 'writing opens no new session');
    assert.equal(opened.length, 1, 'one session was asked for');
    const ends = await visitor.eventsOf('chat-end');
    assert.deepEqual(ends.map(({detail}) => [detail.endedBy, detail.sessionId]), [['agent', session.id]]);
  });
}
