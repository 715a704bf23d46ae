/** Aivo, "Ending the Session in Embedded Windows": what its words promise, as tests against the real server. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setStage} from '../e2e/support/stage.js';
import {until} from '../e2e/support/until.js';
import {attended, ATTENDANTS, endedFor, HostPage, remains} from './support/host-page.js';

const stage = setStage();
const CANARY = 'canary-a1v0';

for (const by of ATTENDANTS) {
  test(`close: minimises the window, ends the session, deletes the history, shows the chat initiator again (attended by: ${by})`, async (t) => {
    const agent = await stage.agent();
    const host = await HostPage.open(await stage.newContext(t), stage.server);
    const {id, chat} = await attended(host, agent, by);
    await host.send(CANARY);
    await host.seesWindow(true);

    const answer = await host.call<{sessionId: string; delivered: boolean}>('endChat');
    assert.deepEqual(answer, {sessionId: id, delivered: true});
    await host.seesWindow(false);
    await host.visitor.launcher.waitFor();
    const state = await host.state();
    assert.equal(state.session.status, 'none');
    assert.deepEqual(state.entries, []);
    assert.deepEqual(await remains(host.page, CANARY), []);
    const end = await host.hears('chat-end');
    assert.equal(end['sessionId'], id);
    assert.equal(end['endedBy'], 'visitor');
    if (chat) await endedFor(agent, chat.key, 'visitor');
  });

  test(`reset: ends the session, deletes the history, shows the initial message again, the window remains open (attended by: ${by})`, async (t) => {
    const agent = await stage.agent();
    const host = await HostPage.open(await stage.newContext(t), stage.server, {attributes: 'greeting="Hello, initial message"'});
    const {id, chat} = await attended(host, agent, by);
    await host.send(CANARY);

    await host.call('resetWindow');
    assert.equal((await host.hears('chat-end'))['sessionId'], id);
    await host.until('the initial message', ({greeting, session, entries}) => greeting && session.status === 'none' && entries.length === 0);
    await host.visitor.page.getByText('Hello, initial message').first().waitFor();
    assert.ok(await host.windowVisible(), 'the window stays');
    assert.deepEqual(await remains(host.page, CANARY), []);
    if (chat) await endedFor(agent, chat.key, 'visitor');
  });
}

test('both options end the session: the next message is in another one', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  const ids = new Set<string>();
  for (const verb of ['endChat', 'resetWindow', 'endChat']) {
    await host.send('hello');
    ids.add(await host.active());
    await host.call(verb);
  }
  assert.equal(ids.size, 3);
});

test('close can be called by the application’s JavaScript at any time: without a session it changes nothing and settles', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  assert.deepEqual(await host.call('endChat'), {sessionId: null, delivered: true});
  assert.deepEqual(await host.told('chat-end'), []);
});

test('resetWindow=true in the URL needs no code: when the page is accessed, session and history go, the initial message is there', async (t) => {
  const context = await stage.newContext(t);
  const first = await HostPage.at(context, `${stage.server.url}/chat.html`);
  await first.send(CANARY);
  const id = await first.active();
  await first.page.close();

  const again = await HostPage.at(context, `${stage.server.url}/chat.html?resetWindow=true`);
  assert.equal((await again.hears('chat-end'))['sessionId'], id);
  await again.until('a fresh page', ({session, greeting}) => session.status === 'none' && greeting);
  await again.seesWindow(true);
  await again.visitor.input.waitFor();
  assert.deepEqual(await remains(again.page, CANARY), []);
});

test('resetWindow=true happens once: a reload, and coming back, wipe nothing', async (t) => {
  const context = await stage.newContext(t);
  const host = await HostPage.at(context, `${stage.server.url}/chat.html?resetWindow=true`);
  await until('the address has forgotten it', () => !host.page.url().includes('resetWindow'));
  await host.send('kept');
  const id = await host.active();
  for (const again of [1, 2]) {
    await host.page.reload();
    assert.equal((await host.until(`the session after reload ${again}`, ({session, entries}) => session.status === 'active' && entries.length > 0)).session.id, id);
  }
  assert.deepEqual(await host.told('chat-end'), []);
});

test('the attribute reset-window does the same for an embedded window', async (t) => {
  const context = await stage.newContext(t);
  const before = await HostPage.open(context, stage.server);
  await before.send(CANARY);
  const id = await before.active();
  await before.page.close();
  const host = await HostPage.open(context, stage.server, {attributes: 'reset-window open', path: '/seeds/reset'});
  assert.equal((await host.hears('chat-end'))['sessionId'], id);
  await host.seesWindow(true);
  await host.until('a fresh page', ({session, greeting}) => session.status === 'none' && greeting);
});

test('in a mobile application without a close button the screen is never blank, whatever the verb', async (t) => {
  const context = await stage.newContext(t, {viewport: {width: 390, height: 844}, hasTouch: true, isMobile: true});
  const host = await HostPage.at(context, `${stage.server.url}/chat.html`);
  await host.visitor.input.waitFor();
  for (const [verb, ...given] of [['resetWindow'], ['clearChat'], ['endChat'], ['endChat', {then: 'stay'}], ['endChat', {then: 'reset'}], ['clearSession'], ['hide']] as const) {
    await host.call('startChat');
    await host.send('hello');
    await host.call(verb, ...given);
    await until(`something can be used after ${verb}`, async () => (await host.page.getByRole('button').locator('visible=true').count()) > 0);
  }
  assert.equal(await host.page.locator('chat-embed').getByRole('button', {name: /^(Close|Hide) chat$/}).count(), 0);
});

test('sendMessage in the URL comes after the reset, once', async (t) => {
  const context = await stage.newContext(t);
  const before = await HostPage.at(context, `${stage.server.url}/chat.html`);
  await before.send('old');
  const old = await before.active();
  await before.page.close();
  const host = await HostPage.at(context, `${stage.server.url}/chat.html?resetWindow=true&sendMessage=I%20need%20help`);
  await host.until('the message', ({entries}) => entries.some((entry) => entry.kind === 'message' && entry.text === 'I need help' && entry.seq !== undefined));
  assert.notEqual(await host.active(), old);
  await host.page.reload();
  await host.until('the same, once', ({entries}) => entries.length > 0);
  assert.equal((await host.texts()).filter((text) => text === 'I need help').length, 1);
});

test('the end of a handoff is not the end of the session: the bot goes on in it', async (t) => {
  const agent = await stage.agent();
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  const {id, chat} = await attended(host, agent, 'person');
  await agent.handBack(chat!.key);
  await host.until('the bot', ({session}) => session.owner === 'bot' && session.status === 'active');
  await host.send('What happens when I reload the page?');
  await host.until('an answer in the same session', ({session, entries}) => {
    const last = entries.at(-1);
    return session.id === id && last?.kind === 'message' && last.author.role === 'bot' && !last.streaming;
  }, 30_000);
  assert.deepEqual(await host.told('chat-end'), []);
});
