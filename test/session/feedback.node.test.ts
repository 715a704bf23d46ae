/** Whether an answer solved it, and the survey: asked once, told once, in every tab. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ChatEvent} from '../../src/model/chat-event.js';
import {createWorld, type OpenTab} from './world.js';

async function talking(world: ReturnType<typeof createWorld>, tabs = 1): Promise<OpenTab[]> {
  const open = await Promise.all(Array.from({length: tabs}, () => world.open()));
  await open[0]!.chat.sendMessage('How?');
  await world.until(() => open.every(({chat}) => chat.state.connection === 'online' && chat.state.entries.length === 1));
  return open;
}

function told({events}: OpenTab, type: ChatEvent['type']): unknown[] {
  return events.filter((event) => event.type === type).map(({detail}) => {
    const {sessionId: _, at: __, ...rest} = detail;
    return rest;
  });
}

test('asks under the newest message that solves, in every tab, until one has answered', async () => {
  const world = createWorld();
  const [a, b] = (await talking(world, 2)) as [OpenTab, OpenTab];
  assert.equal(a.chat.state.resolution, null);
  const messageId = world.backend.session().botSend('So.', {solves: true});
  await world.settle();
  assert.deepEqual([a.chat.state.resolution, b.chat.state.resolution], [{messageId}, {messageId}]);
  await Promise.all([a.chat.answerResolution(messageId, true), b.chat.answerResolution(messageId, false), a.chat.answerResolution(messageId, true)]);
  await world.settle();
  assert.deepEqual([a.chat.state.resolution, b.chat.state.resolution], [null, null]);
  assert.equal(world.backend.session().log.filter(({type}) => type === 'resolution').length, 1);
  for (const tab of [a, b]) assert.equal(told(tab, 'chat-resolution').length, 1);
  assert.deepEqual(told(a, 'chat-resolution').map((detail) => ({...(detail as object), origin: ''})), [{messageId, solved: true, origin: ''}]);
});

test('a question that was not solved is only told: nobody is put in a line', async () => {
  const world = createWorld();
  const [tab] = (await talking(world)) as [OpenTab];
  const messageId = world.backend.session().botSend('So?', {solves: true});
  await world.settle();
  await tab.chat.answerResolution(messageId, false);
  await world.settle();
  assert.equal(tab.chat.state.session.owner, 'bot');
  assert.equal(tab.chat.state.session.csat, undefined);
  assert.deepEqual(tab.lines().at(-1), '[resolution]');
});

test('asks under nothing that is older, unfinished, of a person, or in a session that is over', async () => {
  const world = createWorld();
  const [tab] = (await talking(world)) as [OpenTab];
  const session = world.backend.session();
  const asks = async (): Promise<boolean> => (await world.settle(), tab.chat.state.resolution !== null);
  session.botSend('So.', {solves: true});
  assert.equal(await asks(), true);
  session.botDelta('next', 'And');
  assert.equal(await asks(), false);
  session.botFinish('next');
  assert.equal(await asks(), false);
  session.botSend('So.', {solves: true});
  assert.equal(await asks(), true);
  world.backend.setOffline(true);
  await tab.chat.sendMessage('But');
  assert.equal(await asks(), false);
  world.backend.setOffline(false);
  await world.until(() => session.messages.at(-1)?.text === 'But');
  session.botSend('So.', {solves: true});
  await world.until(() => tab.chat.state.resolution !== null);
  session.end('server', 'gone');
  assert.equal(await asks(), false);
});

test('an answer that could not be told is asked for again', async () => {
  const world = createWorld();
  const [tab] = (await talking(world)) as [OpenTab];
  const messageId = world.backend.session().botSend('So.', {solves: true});
  await world.settle();
  const hold = world.backend.hold('resolve');
  world.backend.failNext(1, 'network', {call: 'resolve'});
  const answering = tab.chat.answerResolution(messageId, true);
  await hold.reached;
  assert.equal(tab.chat.state.resolution, null);
  hold.release();
  await assert.rejects(answering, {code: 'network'});
  assert.deepEqual(tab.chat.state.resolution, {messageId});
  await tab.chat.answerResolution(messageId, true);
  await world.settle();
  assert.deepEqual(told(tab, 'chat-resolution'), [{messageId, solved: true, origin: 'this-tab'}]);
});

test('after a reload nothing is asked that was answered', async () => {
  const world = createWorld();
  const [tab] = (await talking(world)) as [OpenTab];
  const messageId = world.backend.session().botSend('So.', {solves: true});
  await world.settle();
  await tab.chat.answerResolution(messageId, true);
  tab.close();
  const again = await world.open();
  await world.until(() => again.chat.state.history === 'complete');
  assert.equal(again.chat.state.resolution, null);
  assert.ok(again.chat.state.session.csat);
  assert.deepEqual(told(again, 'chat-csat'), []);
});

test('a survey is requested and given once, known in every tab, without its comment', async () => {
  const world = createWorld();
  const [a, b] = (await talking(world, 2)) as [OpenTab, OpenTab];
  const surveyId = world.backend.session().requestSurvey();
  await world.settle();
  assert.equal(a.chat.state.session.csat?.id, surveyId);
  await Promise.all([a.chat.submitCsat({score: 4, comment: 'a canary'}), a.chat.submitCsat({score: 1}), b.chat.skipCsat()]);
  await a.chat.submitCsat({score: 2});
  await world.settle();
  for (const tab of [a, b]) {
    assert.equal(tab.chat.state.session.csat?.score, 4);
    assert.deepEqual(
      told(tab, 'chat-csat').map((detail) => ({...(detail as object), origin: ''})),
      [{surveyId, change: 'requested', origin: ''}, {surveyId, change: 'given', score: 4, origin: ''}],
    );
    assert.ok(!JSON.stringify([tab.events, tab.chat.state, ...world.values]).includes('canary'));
  }
  assert.equal(world.backend.session().comment, 'a canary');
});

test('a survey after the end: asked, answered in one tab, gone in the other, and not asked again after a reload', async () => {
  const world = createWorld();
  const [a, b] = (await talking(world, 2)) as [OpenTab, OpenTab];
  world.backend.session().agentEnd();
  await world.until(() => b.chat.state.session.status === 'ended' && a.chat.state.session.status === 'ended');
  const {csat} = b.chat.state.session;
  assert.ok(csat && csat.at === undefined);
  await b.chat.skipCsat();
  await world.settle();
  assert.equal(a.chat.state.session.csat?.skipped, true);
  assert.deepEqual(told(a, 'chat-csat').at(-1), {surveyId: csat.id, change: 'skipped', origin: 'other-tab'});
  assert.deepEqual(told(b, 'chat-csat').at(-1), {surveyId: csat.id, change: 'skipped', origin: 'this-tab'});
  const again = await world.open();
  await world.until(() => again.chat.state.history === 'complete');
  assert.equal(again.chat.state.session.csat?.skipped, true);
  await again.chat.submitCsat({score: 5});
  assert.equal(world.backend.calls.filter(({name}) => name === 'survey').length, 1);
  assert.deepEqual(told(again, 'chat-csat'), []);
});

test('the end alone tells of the survey where its own word is lost', async () => {
  const world = createWorld();
  const [tab] = (await talking(world)) as [OpenTab];
  world.backend.stallStreams(true);
  world.backend.session().agentEnd();
  await tab.chat.endChat({then: 'stay'});
  await world.until(() => tab.chat.state.session.csat !== undefined);
  assert.equal(tab.chat.state.session.csat?.at, undefined);
});

test('offline a survey cannot be given, and stays to be answered', async () => {
  const world = createWorld();
  const [tab] = (await talking(world)) as [OpenTab];
  const surveyId = world.backend.session().requestSurvey();
  await world.settle();
  world.backend.setOffline(true);
  await assert.rejects(tab.chat.submitCsat({score: 5}), {code: 'network'});
  assert.equal(tab.chat.state.session.csat?.at, undefined);
  world.backend.setOffline(false);
  await tab.chat.submitCsat({score: 5});
  assert.deepEqual(told(tab, 'chat-csat').at(-1), {surveyId, change: 'given', score: 5, origin: 'this-tab'});
});

for (const answer of [{score: 0}, {score: 6}, {score: 2.5}, {score: '3'}, {}, undefined, {score: 3, comment: 7}, {score: 3, comment: 'x'.repeat(2001)}]) {
  test(`submitCsat(${JSON.stringify(answer)?.slice(0, 40)}) is refused`, async () => {
    const world = createWorld();
    const [tab] = (await talking(world)) as [OpenTab];
    world.backend.session().requestSurvey();
    await world.settle();
    await assert.rejects(tab.chat.submitCsat(answer as never), {code: 'bad-input'});
    assert.equal(tab.chat.state.session.csat?.at, undefined);
  });
}

test('a survey that comes while none is open, or without a session, does nothing', async () => {
  const world = createWorld();
  const tab = await world.open();
  await tab.chat.submitCsat({score: 3});
  await tab.chat.skipCsat();
  await tab.chat.answerResolution('none', true);
  assert.deepEqual(world.backend.calls, []);
});

test('a new survey after an answered one is asked, and an older word takes nothing back', async () => {
  const world = createWorld();
  const [tab] = (await talking(world)) as [OpenTab];
  const first = world.backend.session().requestSurvey();
  await world.settle();
  await tab.chat.submitCsat({score: 3});
  world.backend.session().emit({type: 'csat', csat: {id: first, requestedAt: world.clock.now()}});
  await world.settle();
  assert.equal(tab.chat.state.session.csat?.score, 3);
  await world.clock.advance(1000);
  const second = world.backend.session().requestSurvey();
  await world.settle();
  assert.deepEqual([tab.chat.state.session.csat?.id, tab.chat.state.session.csat?.at], [second, undefined]);
});

test('a survey of an end stays while the visitor reads, lapses when he goes on, and the next end asks anew', async () => {
  const world = createWorld();
  const [a, b] = (await talking(world, 2)) as [OpenTab, OpenTab];
  const session = world.backend.session();
  await Promise.all([a, b].map(({chat}) => chat.listSessions()));
  session.agentAccept();
  session.agentEnd();
  await world.settle();
  const surveys = (): unknown[] => [a, b].map(({chat}) => chat.state.session.csat?.id);
  const [first] = surveys();
  assert.ok(first);
  session.reopen();
  await world.until(() => [a, b].every(({chat}) => chat.state.session.reopened === true));
  await world.settle();
  assert.deepEqual(surveys(), [first, first], 'who may be filling it in is not disturbed');
  await world.clock.advance(1_000);
  await a.chat.continueSession();
  await world.until(() => [a, b].every(({chat}) => chat.state.connection === 'online'));
  await world.settle();
  assert.deepEqual(surveys(), [undefined, undefined]);
  await a.chat.submitCsat({score: 1});
  assert.equal(session.info.csat, undefined, 'nobody has asked');

  session.agentEnd('spam');
  await world.settle();
  assert.deepEqual(surveys(), [undefined, undefined]);
  session.reopen();
  await world.until(() => a.chat.state.session.reopened === true);
  await world.clock.advance(1_000);
  await a.chat.continueSession();
  await world.until(() => a.chat.state.connection === 'online');
  session.agentEnd();
  await world.settle();
  assert.notEqual(surveys()[0], first);
  assert.deepEqual(surveys(), [session.info.csat!.id, session.info.csat!.id]);
  for (const tab of [a, b]) {
    const requested = told(tab, 'chat-csat') as {surveyId: string; change: string}[];
    assert.deepEqual(requested.map(({surveyId, change}) => [surveyId, change]), [[first, 'requested'], [session.info.csat!.id, 'requested']]);
  }
});
