/** The fifteen session behaviours that the five products get wrong or leave open: one test each, with several tabs where two can disagree. */
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {test} from 'node:test';
import {SignJWT} from 'jose';
import type {Request} from 'playwright-core';
import {gate} from '../e2e/support/gate.js';
import {messagesOf} from '../e2e/support/headless-visitor.js';
import {compare, SAME} from '../e2e/support/history.js';
import {setStage} from '../e2e/support/stage.js';
import {until} from '../e2e/support/until.js';
import {attended, endedFor, HostPage, remains} from './support/host-page.js';

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
    const host = await HostPage.open(await stage.newContext(t), stage.server);
    await host.call('startChat');
    await host.call(verb, ...given);
    await until(`${verb} tells ${life.join(', ')}`, async () => JSON.stringify((await lifeOf(host)).slice(1)) === JSON.stringify(life), {seen: () => lifeOf(host)});
    const state = await host.state();
    assert.deepEqual([state.greeting, state.window === 'shown'], [greeting, shown], `${verb} ${JSON.stringify(given)}`);
  }
});

test('2. the agent ends while the window is open: readable, told in place, nothing typed is lost, nothing starts silently', async (t) => {
  const agent = await stage.agent();
  const context = await stage.newContext(t);
  const [one, two] = [await HostPage.open(context, stage.server), await HostPage.open(context, stage.server)];
  const {chat} = await attended(one, agent, 'person');
  await two.visitor.openWindow();
  await two.visitor.input.fill('typed in the second tab');
  await two.until('the draft', ({draft}) => draft === 'typed in the second tab');
  await agent.end(chat!.key);
  const asked: string[] = [];
  context.on('request', (request) => request.method() === 'PUT' && asked.push(request.url()));
  for (const tab of [one, two]) {
    await tab.until('the end, readable', ({session, entries}) => session.status === 'ended' && entries.length > 0);
    await tab.page.getByRole('group', {name: 'Ada ended this chat'}).waitFor();
    assert.equal(await tab.visitor.input.isVisible(), false, 'there is nothing to type into');
    assert.equal(await tab.refusal('sendMessage', 'x'), 'session-ended');
  }
  await two.visitor.button('Start a new chat').click();
  await two.visitor.atComposer();
  assert.equal(await two.visitor.input.inputValue(), 'typed in the second tab');
  await one.until('a fresh page too', ({session}) => session.status === 'none');
  assert.deepEqual(asked, [], 'nothing starts before something is sent');
});

test('3. late news of session A never ends session B', async (t) => {
  const agent = await stage.agent();
  const context = await stage.newContext(t);
  const [one, two] = [await HostPage.open(context, stage.server), await HostPage.open(context, stage.server)];
  const {chat} = await attended(one, agent, 'person');
  await two.until('the session', ({session}) => session.owner === 'agent');
  const [next] = await Promise.all([one.call<string>('startNewSession'), agent.end(chat!.key)]);
  for (const tab of [one, two]) await tab.until('the newer session, active', ({session}) => session.id === next && session.status === 'active');
});

test('4. lazy creation, exactly once: double click, failed create, reset in between', async (t) => {
  const context = await stage.newContext(t);
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
  await until('the server’s answer is told', () => made.length > 0);
  assert.equal(made.length, 1);
  assert.equal((await host.texts()).filter((text) => text === 'once').length, 1);

  // A reset comes while the server has made the session and its answer is still on its way.
  await host.call('endChat');
  await context.unroute('**/v1/sessions/*');
  const reset = gate();
  await context.route('**/v1/sessions/*', async (route) => {
    if (route.request().method() !== 'PUT') return route.continue();
    const answer = await route.fetch();
    made.push(route.request().url());
    await reset.opened;
    return route.fulfill({response: answer}).catch(() => undefined);
  });
  const sending = host.call('sendMessage', 'taken back').catch(() => undefined);
  await until('the server has made it', () => made.length === 2);
  await host.call('resetWindow');
  reset.open();
  await sending;
  await host.until('nothing', ({session, entries, draft}) => session.status === 'none' && entries.length === 0 && draft === '');
  await host.call('listSessions');
  const {sessions} = await host.until('no session that is left open', (state) => state.sessions.items.length === 2 && state.sessions.items.every(({status}) => status === 'ended'));
  assert.ok(sessions.items.every(({lastMessage}) => lastMessage?.text !== 'taken back'));
});

test('5. a message that meets an ended session waits for the visitor, and is sent once', async (t) => {
  const agent = await stage.agent();
  const context = await stage.newContext(t);
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
  const host = await HostPage.open(await stage.newContext(t), stage.server, {attributes: 'greeting="Welcome aboard"'});
  await host.page.addInitScript(noteEmptyFrames, ['Welcome aboard', 'said before'] as const);
  await host.visitor.openWindow();
  await host.send('said before');
  for (const again of [1, 2, 3]) {
    await host.page.reload();
    await host.visitor.sees('said before');
    await host.until('that it is online', ({connection}) => connection === 'online');
    assert.deepEqual(await lifeOf(host), ['chat-resume'], `after reload ${again}`);
    assert.equal((await host.texts())[0], 'said before');
    assert.equal(await host.page.getByText('Welcome aboard').count(), 1, 'the greeting stands above what was said, once');
    const {frames, empty} = await until('the window has been looked at', async () => {
      const seen = await host.page.evaluate(() => (globalThis as unknown as {seen: {frames: number; empty: number}}).seen);
      return seen.frames > 0 && seen;
    });
    assert.equal(empty, 0, `${empty} of ${frames} frames showed a fresh page`);
  }
});

/** In the page: counts the frames that show the window, and those of them that show the greeting without what was said. */
function noteEmptyFrames([greeting, said]: readonly [string, string]): void {
  const seen = {frames: 0, empty: 0};
  Object.assign(globalThis, {seen});
  const shown = (root: ParentNode, words: string): boolean =>
    [...root.querySelectorAll('*')].some(
      (element) =>
        (element.shadowRoot !== null && shown(element.shadowRoot, words)) ||
        ([...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.nodeValue!.includes(words)) && element.checkVisibility({visibilityProperty: true})),
    );
  const look = (): void => {
    const panel = document.querySelector('chat-embed')?.shadowRoot?.querySelector('[part~=panel]');
    if (panel?.checkVisibility({visibilityProperty: true})) {
      seen.frames += 1;
      if (shown(panel, greeting) && !shown(panel, said)) seen.empty += 1;
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

test('7. every answer that comes back late finds the reset: sends, pages, creates, handoffs', async (t) => {
  const context = await stage.newContext(t);
  const host = await HostPage.open(context, stage.server);
  const made = (request: Request): string => `${request.method()} ${new URL(request.url()).pathname.split('/').slice(4).join('/')}`;
  const isStream = (request: Request): boolean => request.headers()['accept'] === 'text/event-stream';
  /** Holds up the answers to these calls until after a reset; resolves when the reset is over and the answers have come. */
  const resetMeanwhile = async (calls: readonly string[], act: () => unknown): Promise<void> => {
    const reset = gate();
    const held: string[] = [];
    await context.route('**/v1/sessions/**', async (route) => {
      const request = route.request();
      if (isStream(request) || !calls.includes(made(request))) return route.continue();
      const answer = await route.fetch();
      held.push(made(request));
      await reset.opened;
      return route.fulfill({response: answer}).catch(() => undefined);
    });
    await act();
    await until(`the server has answered ${calls.join(', ')}`, () => calls.every((call) => held.includes(call)), {seen: () => held});
    await host.call('resetWindow');
    reset.open();
    await context.unroute('**/v1/sessions/**');
    const {session, entries, draft} = await host.until('a fresh page', (state) => state.session.status === 'none');
    assert.deepEqual([session.id, entries.length, draft], [null, 0, '']);
  };

  await host.send('an old word');
  await resetMeanwhile(['POST messages', 'POST handoff'], () => {
    void host.call('sendMessage', 'a late word').catch(() => undefined);
    void host.call('requestHandoff').catch(() => undefined);
  });
  await host.call('show');
  await resetMeanwhile(['PUT '], () => void host.call('sendMessage', 'a late beginning').catch(() => undefined));
  await host.send('a word that is on its page');
  await resetMeanwhile(['GET '], () => host.page.reload());

  await host.send('a new word');
  assert.deepEqual(messagesOf(await host.state()).filter(({author}) => author.role === 'visitor').map(({text}) => text), ['a new word']);
  await host.call('listSessions');
  const {sessions} = await host.until('one open session', (state) => state.sessions.items.filter(({status}) => status === 'active').length === 1);
  assert.equal(sessions.items.find(({status}) => status === 'active')!.id, await host.active());
});

test('8. two tabs start together: one session; what is sent in one is in the other once; the survivor goes on', async (t) => {
  const context = await stage.newContext(t);
  const [one, two] = [await HostPage.open(context, stage.server), await HostPage.open(context, stage.server)];
  await Promise.all([one.call('sendMessage', 'from one'), two.call('sendMessage', 'from two')]);
  for (const tab of [one, two]) {
    await tab.until('both', ({entries}) => entries.filter((entry) => entry.kind === 'message' && entry.author.role === 'visitor' && entry.seq !== undefined).length === 2);
  }
  assert.equal(await one.active(), await two.active());
  await one.page.close();
  await two.send('alone');
  const {seq} = messagesOf(await two.state()).find(({text}) => text === 'alone')!;
  await two.until('an answer to it', (state) => messagesOf(state).some(({author, streaming, seq: at}) => author.role === 'bot' && !streaming && at! > seq!), 30_000);
});

for (const verb of ['clearSession', 'logout'] as const) {
  test(`9. clear and logout reach every tab, do not echo, and no sleeping tab brings anything back (${verb})`, async (t) => {
    const agent = await stage.agent();
    const context = await stage.newContext(t);
    const [one, two, sleeper] = await Promise.all([1, 2, 3].map(() => HostPage.open(context, stage.server))) as [HostPage, HostPage, HostPage];
    const tabs = [one, two, sleeper];
    for (const tab of tabs) await tab.call('show');
    const {chat} = await attended(one, agent, 'person');
    await one.send('canary-9');
    await sleeper.visitor.input.fill('draft of canary-9');
    for (const tab of tabs) await tab.until('it', (state) => messagesOf(state).some(({text}) => text === 'canary-9'));
    await until('the draft is on the device', async () => (await remains(one.page, 'draft of canary-9')).length > 0);

    // A frozen page runs nothing until it is looked at again. What the agent says meanwhile lands after the clear.
    const devtools = await context.newCDPSession(sleeper.page);
    await devtools.send('Page.setWebLifecycleState', {state: 'frozen'});
    await two.call(verb);
    await agent.send(chat!.key, 'too late for canary-9').catch(() => undefined);
    await endedFor(agent, chat!.key, 'visitor');
    await devtools.send('Page.setWebLifecycleState', {state: 'active'});

    for (const tab of tabs) {
      await tab.until('nothing', ({session, entries, draft}) => session.status === 'none' && entries.length === 0 && draft === '');
      await tab.seesWindow(false);
      assert.equal((await tab.told('chat-clear')).length, 1, 'told once');
    }
    await sleeper.page.reload();
    for (const tab of tabs) {
      assert.equal((await tab.state()).session.status, 'none');
      assert.deepEqual(await remains(tab.page, 'canary-9'), []);
    }
  });
}

test('10. identity changes: anonymous, verified, another one, logout: nothing of one is seen by the next, drafts and failed messages included', async (t) => {
  const agent = await stage.agent();
  const context = await stage.newContext(t);
  const host = await HostPage.open(context, stage.server);
  await host.visitor.openWindow();
  const leaveTraces = async (who: string): Promise<void> => {
    await host.send(`words of ${who}`);
    // As a proxy in front of the server says it.
    await context.route('**/messages', (route) => route.fulfill({status: 413, contentType: 'text/html', body: 'too large'}));
    await host.call('sendMessage', `failed words of ${who}`);
    await host.until('the failure', (state) => messagesOf(state).some(({delivery}) => delivery === 'failed'));
    await context.unroute('**/messages');
    await host.visitor.input.fill(`draft of ${who}`);
    await host.until('the draft', ({draft}) => draft === `draft of ${who}`);
  };
  const sees = async (): Promise<unknown> => {
    await host.call('listSessions');
    const {entries, draft, sessions} = await host.state();
    return {entries, draft, listed: sessions.items, typed: await host.visitor.input.inputValue()};
  };
  const NOTHING = {entries: [], draft: '', listed: [], typed: ''};

  await leaveTraces('nobody');
  await host.call('identify', {token: await tokenOf('ten-a', 600)});
  assert.deepEqual(await sees(), NOTHING);
  await leaveTraces('A');
  const ofA = await host.active();
  await host.call('identify', {token: await tokenOf('ten-b', 600)});
  assert.deepEqual(await sees(), NOTHING);
  await host.call('startChat');
  await host.send('words of B');
  await host.call('logout');
  await host.call('show');
  const {entries, draft} = await host.state();
  assert.ok(!/of (A|B)/.test(JSON.stringify([entries, draft])), 'a logout leads to nobody, who has never seen A or B');
  assert.deepEqual(await remains(host.page, 'words of B'), []);
  assert.deepEqual((await host.told('chat-identity')).map(({detail}) => detail['kind']), ['verified', 'verified', 'anonymous']);

  // On the server each has what was written in that name, and no more.
  await host.call('identify', {token: await tokenOf('ten-a', 600)});
  await host.call('openSession', ofA);
  await host.call('requestHandoff');
  const {key} = await agent.find(ofA, 'queue');
  assert.deepEqual((await agent.log(key)).flatMap(({message}) => (message?.author.role === 'visitor' ? [message.text] : [])), ['words of A']);
});

test('11. a token that runs out in mid-chat is renewed, and no message is lost or sent as somebody else', async (t) => {
  const agent = await stage.agent();
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  let asked = 0;
  let subject = 'eleven';
  await host.page.exposeFunction('newToken', async () => {
    asked += 1;
    return tokenOf(subject, 3);
  });
  await host.page.evaluate(() => {
    const {newToken} = globalThis as unknown as {newToken(): Promise<string>};
    Object.assign(document.querySelector('chat-embed')!, {getToken: () => newToken()});
  });
  await host.call('show');
  await until('the visitor is verified', async () => (await host.state()).identity.kind === 'verified');
  const sent = ['first'];
  await host.send('first');
  const id = await host.active();
  await until('tokens have run out and others were asked for', async () => {
    sent.push(`again ${sent.length}`);
    await host.send(sent.at(-1)!);
    return asked >= 3;
  }, {ms: 30_000});
  assert.equal(await host.active(), id);
  await host.call('requestHandoff');
  const {key} = await agent.find(id, 'queue');
  const logged = async (): Promise<string[]> => (await agent.log(key)).flatMap(({message}) => (message?.author.role === 'visitor' ? [message.text] : []));
  assert.deepEqual(compare(sent, await logged()), SAME, 'at the server');
  assert.deepEqual(compare(sent, messagesOf(await host.state()).filter(({author}) => author.role === 'visitor').map(({text}) => text)), SAME, 'in the window');

  // The application has meanwhile signed somebody else in, and its page has not been told: nothing is said in that name.
  subject = 'somebody else';
  await host.hears('chat-identity', ({reason}) => reason === 'refused');
  void host.call('sendMessage', 'in whose name?').catch(() => undefined);
  await host.hears('chat-error', ({code}) => code === 'identity-refused');
  assert.deepEqual(compare(sent, await logged()), SAME, 'nothing new at the server');
  subject = 'eleven';
  await host.call('identify', {token: await tokenOf('eleven', 600)});
  await until('it is sent, in the right name', async () => (await logged()).at(-1) === 'in whose name?');
  assert.deepEqual(compare([...sent, 'in whose name?'], await logged()), SAME);
});

test('12. stream truth: after a cut nothing is missing, doubled or out of order; malformed and unknown frames are harmless', async (t) => {
  const agent = await stage.agent();
  const context = await stage.newContext(t);
  const host = await HostPage.open(context, stage.server);
  const {chat} = await attended(host, agent, 'person');
  const errors: string[] = [];
  host.page.on('pageerror', (error) => errors.push(String(error)));
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

  // The next stream begins with nonsense before it breaks: unknown and malformed frames, and a message beyond a hole.
  const {id: sessionId, lastSeq} = await agent.find((await host.state()).session.id!);
  const forged = {type: 'message', seq: lastSeq + 50, at: 1, message: {id: 'forged', author: {id: 'x', role: 'agent', name: 'X'}, text: 'r9 beyond a hole'}};
  const frames = [
    'data: {"type":"confetti","seq":1}', 'data: {"type":', 'data: null', 'data: []', 'id: 1\ndata: {"type":"message","seq":"one"}', 'data: {"type":"delta","offset":-1}',
    ': a comment', `id: ${forged.seq}\ndata: ${JSON.stringify(forged)}`,
  ];
  let nonsense = 0;
  await context.route(`**/v1/sessions/${sessionId}/events?*`, (route) => {
    if (route.request().headers()['accept'] !== 'text/event-stream' || nonsense > 0) return route.continue();
    nonsense += 1;
    return route.fulfill({contentType: 'text/event-stream', body: `${frames.join('\n\n')}\n\n`});
  });
  await context.setOffline(true);
  await agent.send(chat!.key, 'r4 a');
  sent.push('r4 a');
  await context.setOffline(false);
  await until('the nonsense is heard', () => nonsense === 1);
  await host.until('what was said meanwhile', ({entries}) => entries.some((entry) => entry.kind === 'message' && entry.text === 'r4 a'));
  await host.until('that it is online', ({connection}) => connection === 'online');
  await agent.send(chat!.key, 'r4 b');
  sent.push('r4 b');
  await host.until('what is said now', ({entries}) => entries.some((entry) => entry.kind === 'message' && entry.text === 'r4 b'));
  assert.deepEqual(compare(sent, (await host.texts()).filter((text) => /^r\d /.test(text))), SAME);
  const numbers = (await host.state()).entries.flatMap(({seq}) => (seq === undefined ? [] : [seq]));
  assert.deepEqual(numbers, [...new Set(numbers)].sort((a, b) => a - b), 'in the order of the log');
  assert.deepEqual(errors, []);
});

test('13. one open session is an invariant of core and server', async (t) => {
  const context = await stage.newContext(t);
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
  const context = await stage.newContext(t);
  const host = await HostPage.open(context, stage.server);
  const verbs: readonly (readonly [string, ...unknown[]])[] = [
    ['startChat'], ['startChat'], ['endChat'], ['endChat'], ['resetWindow'], ['clearChat'], ['clearSession'], ['clearSession'], ['startNewSession'], ['logout'],
    ['show'], ['hide'], ['toggle'], ['sendMessage', 'x'], ['requestHandoff'], ['keepChatting'], ['skipCsat'], ['continueSession'], ['newThread'], ['listSessions'],
  ];
  const settleAll = async (where: string): Promise<void> => {
    const open = new Set(verbs.map(([verb], index) => `${index} ${verb}`));
    const calls = verbs.map(([verb, ...given], index) => host.call(verb, ...given).catch(() => undefined).then(() => open.delete(`${index} ${verb}`)));
    await until(`all verbs settle ${where}`, () => open.size === 0, {ms: 60_000, seen: () => [...open]});
    await Promise.all(calls);
  };
  await host.page.reload({waitUntil: 'commit'});
  await settleAll('before the element is ready');
  await settleAll('one after the other’s work');
  await host.call('startChat');
  await settleAll('in a chat');
  await host.call('startChat');
  await host.call('requestHandoff');
  await settleAll('in a line');
  await context.setOffline(true);
  await settleAll('offline');
  await context.setOffline(false);

  // After all that the next verb does what it says.
  await host.call('clearSession');
  await host.send('and it works');
  assert.deepEqual(messagesOf(await host.state()).filter(({author}) => author.role === 'visitor').map(({text}) => text), ['and it works']);
});

test('15. the element’s life is not the session’s: moved, removed, added again, doubled', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
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
