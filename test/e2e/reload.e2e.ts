/** A visitor who reloads again and again in the middle of a chat stays in one session, which starts once and is resumed from then on. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {HeadlessVisitor, messagesOf} from './support/headless-visitor.js';
import {compare, SAME} from './support/history.js';
import {addPage, openTab} from './support/pages.js';
import {setStage} from './support/stage.js';
import {until} from './support/until.js';
import {WindowVisitor} from './support/window-visitor.js';

const RELOADS = 20;

const stage = setStage();

test('20 reloads in mid-chat: one session, one start, then only resumes', async (t) => {
  const context = await stage.newContext(t);
  const errors: string[] = [];
  const page = await openTab(context, await addPage(context, stage.server.url, '/e2e/visitor'), errors);
  let visitor = await HeadlessVisitor.open(page);
  await visitor.call('requestHandoff');
  const {session} = await visitor.until('the queue', (state) => state.session.owner === 'queue');
  const agent = await stage.agent();
  const {key} = await agent.find(session.id!);
  await agent.accept(key);
  assert.equal((await visitor.eventsOf('chat-start')).length, 1);
  assert.equal((await visitor.eventsOf('chat-resume')).length, 0);

  const mine: string[] = [];
  const theirs: string[] = [];
  for (let turn = 0; turn < RELOADS; turn += 1) {
    const texts = [`visitor ${turn}`, `agent ${turn}`] as const;
    mine.push(texts[0]);
    theirs.push(texts[1]);
    // Neither is waited for: the page goes while one is on its way to the server and the other on its way to the page.
    await visitor.send(texts[0]);
    await Promise.all([agent.send(key, texts[1]), page.reload()]);
    visitor = await HeadlessVisitor.open(page);
    const state = await visitor.until(`what was said before reload ${turn + 1}`, (now) => {
      const seen = messagesOf(now).filter(({seq}) => seq !== undefined).map(({text}) => text);
      return texts.every((text) => seen.includes(text));
    });
    assert.equal(state.session.id, session.id);
    const told = (await visitor.events()).filter(({type}) => type === 'chat-start' || type === 'chat-resume');
    assert.deepEqual(told.map(({type, detail}) => [type, detail.sessionId]), [['chat-resume', session.id]], `after reload ${turn + 1}`);
  }

  const logged = (await agent.log(key)).flatMap(({message}) => (message ? [message] : []));
  assert.deepEqual(compare(mine, logged.filter(({author}) => author.role === 'visitor').map(({text}) => text)), SAME);
  assert.deepEqual(compare(theirs, logged.filter(({author}) => author.role === 'agent').map(({text}) => text)), SAME);
  assert.equal((await agent.chats()).length, 1);
  assert.deepEqual(errors, []);
});

test('the same in the window: it stays open, with what was said and what is being typed', async (t) => {
  const context = await stage.newContext(t);
  const visitor = await WindowVisitor.open(context, stage.server.url);
  await visitor.openWindow();
  await visitor.say('What happens when I reload the page?');
  await visitor.answer(1);
  const {session} = await visitor.state();
  assert.deepEqual(await lives(visitor), [['chat-start', session.id]]);
  await visitor.input.fill('half a sentence');
  await until('the draft is on the device', async () => {
    const other = await WindowVisitor.open(context, stage.server.url);
    await other.until('the session', (state) => state.session.id === session.id);
    const {draft} = await other.state();
    await other.page.close();
    return draft === 'half a sentence';
  });
  for (let turn = 0; turn < RELOADS; turn += 1) {
    await visitor.page.reload();
    await visitor.sees('What happens when I reload the page?');
    assert.equal(await visitor.input.inputValue(), 'half a sentence');
    await visitor.until('that it is online', ({connection}) => connection === 'online');
    assert.deepEqual(await lives(visitor), [['chat-resume', session.id]], `after reload ${turn + 1}`);
  }
});

/** Starts and resumes that the page has been told of since it was loaded. */
async function lives(visitor: WindowVisitor): Promise<unknown[]> {
  const {events} = await visitor.recorded();
  return events.filter(({type}) => type === 'chat-start' || type === 'chat-resume').map(({type, detail}) => [type, detail['sessionId']]);
}
