/** The server dies without a word in the middle of a conversation, three times: nothing is lost, doubled or turned around, in either direction. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {HeadlessVisitor, messagesOf} from './support/headless-visitor.js';
import {compare, SAME} from './support/history.js';
import {addPage, openTab} from './support/pages.js';
import {setStage} from './support/stage.js';
import {until} from './support/until.js';

const ROUNDS = 4;
const PER_ROUND = 50;

const stage = setStage();

test('400 messages in both directions survive three kills of the server', async (t) => {
  const context = await stage.newContext(t);
  const errors: string[] = [];
  const page = await openTab(context, await addPage(context, stage.server.url, '/e2e/visitor'), errors);
  const visitor = await HeadlessVisitor.open(page);
  await visitor.call('requestHandoff');
  const {session} = await visitor.until('the queue', (state) => state.session.owner === 'queue');
  const agent = await stage.agent();
  const {key} = await agent.find(session.id!, 'queue');
  await agent.accept(key);
  await visitor.until('the agent', (state) => state.session.owner === 'agent');

  const fromVisitor: string[] = [];
  const fromAgent: string[] = [];
  const storedOfAgent: string[] = [];
  const sentOfVisitor = async (): Promise<number> => messagesOf(await visitor.state()).filter(({delivery}) => delivery === 'sent' || delivery === 'delivered').length;

  for (let round = 0; round < ROUNDS; round += 1) {
    const isLast = round === ROUNDS - 1;
    let killed = false;
    const mine = Array.from({length: PER_ROUND}, (_, index) => `visitor ${round * PER_ROUND + index}`);
    fromVisitor.push(...mine);
    // However fast the machine is: the server dies in the middle of what the agent says.
    const theirs = function* (): Generator<string> {
      for (let index = 0; index < PER_ROUND || (!killed && !isLast); index += 1) {
        fromAgent.push(`agent ${fromAgent.length}`);
        yield fromAgent.at(-1)!;
      }
    };
    const before = {visitor: await sentOfVisitor(), agent: storedOfAgent.length};
    const sending = [visitor.send(...mine), agent.deliver(key, theirs(), (text) => storedOfAgent.push(text))];

    if (!isLast) {
      await until('some of both are under way', async () => storedOfAgent.length > before.agent + 5 && (await sentOfVisitor()) > before.visitor + 5);
      await stage.server.kill();
      killed = true;
      assert.ok(storedOfAgent.length < fromAgent.length, 'the kill came too late to interrupt anything');
      const sent = (await sentOfVisitor()) - before.visitor;
      t.diagnostic(`kill ${round + 1}: ${sent} of ${PER_ROUND} of the visitor, ${storedOfAgent.length - before.agent} of the agent were stored`);
      const started = performance.now();
      await stage.server.start();
      t.diagnostic(`restart ${round + 1}: ${Math.round(performance.now() - started)} ms`);
    }
    await Promise.all(sending);
  }

  const state = await visitor.until('all messages, all sent', (now) => {
    const messages = messagesOf(now);
    return messages.length >= fromVisitor.length + fromAgent.length && messages.every(({author, seq}) => author.role !== 'visitor' || seq !== undefined);
  }, 60_000);

  const log = await agent.log(key);
  const logged = log.flatMap(({message}) => (message ? [message] : []));
  const shown = messagesOf(state);
  const by = (role: string, messages: readonly {readonly author: {readonly role: string}; readonly text: string}[]): string[] =>
    messages.filter(({author}) => author.role === role).map(({text}) => text);
  assert.deepEqual(compare(fromVisitor, by('visitor', logged)), SAME, 'visitor to server');
  assert.deepEqual(compare(fromAgent, by('agent', logged)), SAME, 'agent to server');
  assert.deepEqual(compare(fromVisitor, by('visitor', shown)), SAME, 'the visitor sees his own');
  assert.deepEqual(compare(fromAgent, by('agent', shown)), SAME, "the visitor sees the agent's");
  assert.deepEqual(shown.map(({id}) => id), logged.map(({id}) => id), 'both sides see one order');
  assert.deepEqual(log.map(({seq}) => seq), log.map((_, index) => index + 1), 'the log has no holes');

  const seen = (await visitor.eventsOf('chat-message')).map(({detail}) => detail.seq);
  assert.deepEqual(seen, [...seen].sort((a, b) => a - b), 'nothing was shown past a hole');
  assert.equal(new Set(seen).size, seen.length, 'each message was told once');
  assert.equal((await visitor.eventsOf('chat-start')).length, 1);
  assert.deepEqual(await visitor.eventsOf('chat-end'), []);
  assert.deepEqual(errors, []);
});
