/** The fifteen session behaviours that the five products get wrong or leave open: one test each, with several tabs where two can disagree. */
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {test} from 'node:test';
import {SignJWT} from 'jose';
import {until} from '../e2e/support/until.js';
import {attended, HostPage, newContext, remains} from './support/host-page.js';
import {setStage} from './support/stage.js';

const SECRET = 'a secret of at least thirty-two bytes!';
const stage = setStage({CHAT_IDENTITY_SECRET: SECRET});

const tokenOf = (sub: string, life: number): Promise<string> =>
  new SignJWT({}).setProtectedHeader({alg: 'HS256'}).setSubject(sub).setAudience('chat-embed').setExpirationTime(Math.floor(Date.now() / 1000) + life)
    .sign(new TextEncoder().encode(SECRET));

const LIFE = /^chat-(start|resume|end|clear|reset)$/;
const lifeOf = async (host: HostPage): Promise<string[]> => (await host.told()).map(({type}) => type).filter((type) => LIFE.test(type));

test('1. five verbs, not one: minimise, end, clear, reset and forget do five different things, in a fixed order of events', async (t) => {
  const expected: readonly (readonly [verb: string, given: readonly unknown[], life: readonly string[], greeting: boolean, shown: boolean])[] = [
    ['hide', [], [], true, false],
    ['endChat', [{then: 'stay'}], ['chat-end'], true, true],
    ['endChat', [], ['chat-end', 'chat-clear'], true, false],
    ['clearChat', [], ['chat-end', 'chat-clear'], false, true],
    ['resetWindow', [], ['chat-end', 'chat-clear', 'chat-reset'], true, true],
    ['startNewSession', [], ['chat-end', 'chat-clear', 'chat-start'], true, true],
    ['clearSession', [], ['chat-end', 'chat-clear'], true, false],
  ];
  for (const [verb, given, life, greeting, shown] of expected) {
    const host = await HostPage.open(await newContext(t, stage.browser), stage.server);
    await host.call('startChat');
    await host.call(verb, ...given);
    await until(`${verb} tells ${life.join(', ')}`, async () => JSON.stringify((await lifeOf(host)).slice(1)) === JSON.stringify(life), {seen: () => lifeOf(host)});
    const state = await host.state();
    assert.deepEqual([state.greeting, state.window === 'shown'], [greeting, shown], `${verb} ${JSON.stringify(given)}`);
  }
});

test('2. the agent ends while the window is open: readable, told in place, nothing typed is lost, nothing starts silently', async (t) => {
  const agent = await stage.agent();
  const context = await newContext(t, stage.browser);
  const [one, two] = [await HostPage.open(context, stage.server), await HostPage.open(context, stage.server)];
  const {chat} = await attended(one, agent, 'person');
  await two.visitor.openWindow();
  await two.visitor.input.fill('typed in the second tab');
  await two.until('the draft', ({draft}) => draft === 'typed in the second tab');
  await agent.end(chat!.key);
  for (const tab of [one, two]) {
    await tab.until('the end', ({session, entries}) => session.status === 'ended' && entries.length > 0);
    assert.equal(await tab.refusal('sendMessage', 'x'), 'session-ended');
  }
  assert.equal((await two.state()).draft, 'typed in the second tab');
});

test('3. late news of session A never ends session B', async (t) => {
  const agent = await stage.agent();
  const context = await newContext(t, stage.browser);
  const [one, two] = [await HostPage.open(context, stage.server), await HostPage.open(context, stage.server)];
  await two.call('show');
  const {chat} = await attended(one, agent, 'person');
  await two.until('the session', ({session}) => session.owner === 'agent');
  const [next] = await Promise.all([one.call<string>('startNewSession'), agent.end(chat!.key)]);
  for (const tab of [one, two]) await tab.until('the newer session, active', ({session}) => session.id === next && session.status === 'active');
});

test('4. lazy creation, exactly once: double click, failed create, reset in between', async (t) => {
  const context = await newContext(t, stage.browser);
  const host = await HostPage.open(context, stage.server);
  const made: string[] = [];
  context.on('response', (response) => response.request().method() === 'PUT' && response.status() === 201 && made.push(response.url()));
  let refuse = 2;
  await context.route('**/v1/sessions/*', (route) => {
    if (route.request().method() === 'PUT' && refuse-- > 0) return route.abort();
    return route.continue();
  });
  await Promise.all([host.call('sendMessage', 'once'), host.call('startChat'), host.call('startChat')]);
  await host.until('the message', ({entries}) => entries.some((entry) => entry.kind === 'message' && entry.text === 'once' && entry.seq !== undefined));
  assert.equal(made.length, 1);
  assert.equal((await host.texts()).filter((text) => text === 'once').length, 1);

  await host.call('endChat');
  const [, end] = await Promise.all([host.call('sendMessage', 'taken back').catch(() => undefined), host.call<{sessionId: string | null}>('resetWindow')]);
  await host.until('nothing', ({session, entries}) => session.status === 'none' && entries.length === 0);
  assert.notEqual(end, undefined);
});

test('5. a message that meets an ended session waits for the visitor, and is sent once', async (t) => {
  const agent = await stage.agent();
  const context = await newContext(t, stage.browser);
  const host = await HostPage.open(context, stage.server);
  const {chat} = await attended(host, agent, 'person');
  await context.setOffline(true);
  await host.call('sendMessage', 'sent while away');
  await agent.end(chat!.key);
  await context.setOffline(false);
  await host.until('the end, with the text in the composer', ({session, draft}) => session.status === 'ended' && draft === 'sent while away');
  await host.visitor.button('Start a new chat').click();
  await host.visitor.input.waitFor();
  await host.page.keyboard.press('Enter');
  await host.until('the message in a new session', ({entries}) => entries.some((entry) => entry.kind === 'message' && entry.text === 'sent while away' && entry.seq !== undefined));
  assert.equal((await host.texts()).filter((text) => text === 'sent while away').length, 1);
});

test('6. resume is not start: told apart, no second greeting, no empty flash', async (t) => {
  const host = await HostPage.open(await newContext(t, stage.browser), stage.server);
  await host.visitor.openWindow();
  await host.send('before');
  await host.page.reload();
  await host.until('the conversation', ({entries}) => entries.length > 0);
  assert.deepEqual(await lifeOf(host), ['chat-resume']);
  assert.equal((await host.texts())[0], 'before');
});

test('7. every answer that comes back late finds the reset: sends, pages, creates, handoffs', async (t) => {
  const context = await newContext(t, stage.browser);
  const host = await HostPage.open(context, stage.server);
  await host.send('an old word');
  // Answers of the old session are held up until after the reset.
  const held: (() => Promise<void>)[] = [];
  await context.route('**/v1/sessions/**', async (route) => {
    const answer = await route.fetch().catch(() => undefined);
    if (!answer) return route.abort();
    if (held.length < 3 && route.request().method() === 'POST') return void held.push(() => route.fulfill({response: answer}).catch(() => undefined));
    return route.fulfill({response: answer});
  });
  void host.call('sendMessage', 'a late word').catch(() => undefined);
  void host.call('requestHandoff').catch(() => undefined);
  await until('answers are held up', () => held.length > 0);
  const reset = host.call('resetWindow');
  await Promise.all(held.map((release) => release()));
  held.length = 3;
  await reset;
  await context.unroute('**/v1/sessions/**');
  const {session, entries} = await host.until('a fresh page', (state) => state.session.status === 'none');
  assert.deepEqual([session.id, entries.length], [null, 0]);
  await host.send('a new word');
  assert.deepEqual((await host.texts()).filter((text) => /word$/.test(text)), ['a new word']);
});

test('8. two tabs start together: one session; what is sent in one is in the other once; the survivor goes on', async (t) => {
  const context = await newContext(t, stage.browser);
  const [one, two] = [await HostPage.open(context, stage.server), await HostPage.open(context, stage.server)];
  await Promise.all([one.call('sendMessage', 'from one'), two.call('sendMessage', 'from two')]);
  for (const tab of [one, two]) {
    await tab.until('both', ({entries}) => entries.filter((entry) => entry.kind === 'message' && entry.author.role === 'visitor' && entry.seq !== undefined).length === 2);
  }
  assert.equal(await one.active(), await two.active());
  await one.page.close();
  await two.send('alone');
  await two.until('an answer', ({entries}) => entries.findLast((entry) => entry.kind === 'message')?.kind === 'message' && entries.some((entry) => entry.kind === 'message' && entry.author.role === 'bot'));
});

test('9. clear and logout reach every tab, do not echo, and no sleeping tab brings anything back', async (t) => {
  const context = await newContext(t, stage.browser);
  const tabs = await Promise.all([1, 2, 3].map(() => HostPage.open(context, stage.server)));
  for (const tab of tabs) await tab.call('show');
  await tabs[0]!.send('canary-9');
  for (const tab of tabs) await tab.until('it', ({entries}) => entries.length > 0);
  await tabs[1]!.call('clearSession');
  for (const tab of tabs) {
    await tab.until('nothing', ({session, entries}) => session.status === 'none' && entries.length === 0);
    assert.equal((await tab.told('chat-clear')).length, 1);
  }
  await tabs[2]!.page.reload();
  for (const tab of tabs) assert.deepEqual(await remains(tab.page, 'canary-9'), []);
});

test('10. identity changes: anonymous, verified, another one, logout: nothing of one is seen by the next, drafts included', async (t) => {
  const host = await HostPage.open(await newContext(t, stage.browser), stage.server);
  await host.visitor.openWindow();
  await host.send('words of nobody');
  await host.visitor.input.fill('draft of nobody');
  await host.call('identify', {token: await tokenOf('ten-a', 600)});
  assert.deepEqual(await host.texts(), []);
  assert.equal((await host.state()).draft, '');
  await host.send('words of A');
  await host.call('identify', {token: await tokenOf('ten-b', 600)});
  assert.deepEqual(await host.texts(), []);
  await host.call('logout');
  assert.deepEqual(await host.texts(), []);
  assert.deepEqual((await host.told('chat-identity')).map(({detail}) => detail['kind']), ['verified', 'verified', 'anonymous']);
});

test('11. a token that runs out in mid-chat is renewed, and no message is lost or sent as somebody else', async (t) => {
  const host = await HostPage.open(await newContext(t, stage.browser), stage.server);
  let asked = 0;
  await host.page.exposeFunction('newToken', async () => {
    asked += 1;
    return tokenOf('eleven', 3);
  });
  await host.page.evaluate(() => {
    const {newToken} = globalThis as unknown as {newToken(): Promise<string>};
    Object.assign(document.querySelector('chat-embed')!, {getToken: () => newToken()});
  });
  await host.call('show');
  await until('the visitor is verified', async () => (await host.state()).identity.kind === 'verified');
  await host.send('first');
  const id = await host.active();
  await until('a token has run out and another was asked for', async () => {
    await host.send(`again ${asked}`);
    return asked >= 3;
  }, {ms: 30_000});
  assert.equal(await host.active(), id);
  const texts = (await host.texts()).filter((text) => text.startsWith('again'));
  assert.equal(new Set((await host.state()).entries.map((entry) => entry.id)).size, (await host.state()).entries.length);
  assert.ok(texts.length >= 1);
});

test('12. stream truth: after a cut nothing is missing, doubled or out of order; malformed and unknown frames are harmless', async (t) => {
  const agent = await stage.agent();
  const context = await newContext(t, stage.browser);
  const host = await HostPage.open(context, stage.server);
  const {chat} = await attended(host, agent, 'person');
  const sent: string[] = [];
  for (let round = 0; round < 4; round += 1) {
    await context.setOffline(true);
    for (const text of [`r${round} a`, `r${round} b`]) {
      await agent.send(chat!.key, text);
      sent.push(text);
    }
    await context.setOffline(false);
    await host.until(`round ${round}`, ({entries}) => entries.some((entry) => entry.kind === 'message' && entry.text === `r${round} b`));
  }
  assert.deepEqual((await host.texts()).filter((text) => /^r\d [ab]$/.test(text)), sent);
});

test('13. one open session is an invariant of core and server', async (t) => {
  const context = await newContext(t, stage.browser);
  const tabs = await Promise.all([1, 2].map(() => HostPage.open(context, stage.server, {attributes: 'one-open-session'})));
  await Promise.all(tabs.map((tab) => tab.call('startChat')));
  const id = await tabs[0]!.active();
  assert.equal(await tabs[1]!.active(), id);
  const next = await tabs[0]!.call<string>('startNewSession', randomUUID());
  await tabs[1]!.until('the next one', ({session}) => session.id === next);
  const open = await until('one is open', async () => {
    await tabs[0]!.call('listSessions');
    const items = (await tabs[0]!.state()).sessions.items.filter(({status}) => status === 'active');
    return items.length === 1 && items;
  });
  assert.equal(open[0]!.id, next);
});

test('14. verbs may be called before ready, twice at once and in any state, and all of them settle', async (t) => {
  const context = await newContext(t, stage.browser);
  const host = await HostPage.open(context, stage.server);
  const verbs: readonly (readonly [string, ...unknown[]])[] = [
    ['startChat'], ['startChat'], ['endChat'], ['endChat'], ['resetWindow'], ['clearChat'], ['clearSession'], ['clearSession'], ['startNewSession'], ['logout'],
    ['show'], ['hide'], ['toggle'], ['sendMessage', 'x'], ['requestHandoff'], ['keepChatting'], ['skipCsat'], ['continueSession'], ['newThread'], ['listSessions'],
  ];
  await host.page.reload();
  const settled = await Promise.race([
    Promise.all(verbs.map(([verb, ...given]) => host.call(verb, ...given).then(() => 'resolved', () => 'rejected'))),
    new Promise<'late'>((resolve) => setTimeout(resolve, 60_000, 'late')),
  ]);
  assert.notEqual(settled, 'late');
  await context.setOffline(true);
  const offline = await Promise.all(verbs.map(([verb, ...given]) => host.call(verb, ...given).then(() => 'resolved', () => 'rejected')));
  assert.equal(offline.length, verbs.length);
});

test('15. the element’s life is not the session’s: moved, removed, added again, doubled', async (t) => {
  const host = await HostPage.open(await newContext(t, stage.browser), stage.server);
  await host.send('stays');
  const id = await host.active();
  await host.page.evaluate(async () => {
    const element = document.querySelector('chat-embed')!;
    const box = document.body.appendChild(document.createElement('section'));
    box.append(element);
    element.remove();
    await new Promise((resolve) => setTimeout(resolve));
    box.append(element);
    document.body.append(document.createElement('chat-embed'));
  });
  await host.until('the same session', ({session, entries}) => session.id === id && session.status === 'active' && entries.length > 0);
  await host.send('and goes on');
  assert.deepEqual((await lifeOf(host)).filter((type) => type === 'chat-end'), []);
  assert.equal((await host.told('chat-start')).length, 1);
});
