/** Several tabs are one visitor: they start one session however close together they begin, forget together, and take over from each other. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {BrowserContext, Page, Request} from 'playwright-core';
import {HeadlessVisitor, messagesOf} from './support/headless-visitor.js';
import {addPage, openTab} from './support/pages.js';
import {setStage} from './support/stage.js';
import {until} from './support/until.js';
import {WindowVisitor} from './support/window-visitor.js';

const STARTS = 50;
const CLEAR_MS = 500;
const CANARY = 'canary-5f1e7c';

const stage = setStage();

async function openTabs(context: BrowserContext, count: number): Promise<Page[]> {
  const address = await addPage(context, stage.server.url, '/e2e/visitor');
  return Promise.all(Array.from({length: count}, () => openTab(context, address)));
}

/** Calls the verb in all tabs at the same moment of the clock. */
async function atOnce(visitors: readonly HeadlessVisitor[], verb: 'startChat' | 'sendMessage', ...args: readonly unknown[]): Promise<void> {
  const moment = Date.now() + 60;
  await Promise.all(
    visitors.map(({page}) =>
      page.evaluate(
        async ({at, name, given}) => {
          while (Date.now() < at) {
            // Timers of two tabs do not agree to the millisecond; the clock does.
          }
          const {chat} = (globalThis as unknown as {visitor: {chat: Record<string, (...args: readonly unknown[]) => Promise<unknown>>}}).visitor;
          await chat[name]!(...given);
        },
        {at: moment, name: verb, given: args},
      ),
    ),
  );
}

test('two tabs that start at the same moment are in one session, 50 times', async (t) => {
  const context = await stage.newContext(t);
  const created: string[] = [];
  context.on('response', (response) => {
    if (response.request().method() === 'PUT' && response.status() === 201) created.push(new URL(response.url()).pathname.split('/').at(-1)!);
  });
  const pages = await openTabs(context, 2);
  for (let round = 0; round < STARTS; round += 1) {
    const namespace = `start-${round}`;
    const visitors = await Promise.all(pages.map((page) => HeadlessVisitor.open(page, {namespace})));
    const before = created.length;
    // Every other time they begin with a message instead of the verb.
    if (round % 2 === 0) await atOnce(visitors, 'startChat');
    else await atOnce(visitors, 'sendMessage', 'hello');
    const states = await Promise.all(visitors.map((visitor) => visitor.until('its session', ({session}) => session.status === 'active')));
    assert.equal(states[0]!.session.id, states[1]!.session.id, `start ${round}: one session`);
    await until(`start ${round}: the server's answer is told`, () => created.length > before);
    assert.deepEqual(created.slice(before), [states[0]!.session.id], `start ${round}: the server made one`);
    for (const visitor of visitors) assert.equal((await visitor.eventsOf('chat-start')).length, 1, `start ${round}: told once in each tab`);
    if (round % 2 === 1) {
      for (const visitor of visitors) {
        await visitor.until('both messages, once', (state) => {
          const mine = messagesOf(state).filter(({author}) => author.role === 'visitor');
          return mine.length === 2 && new Set(mine.map(({id}) => id)).size === 2 && mine.every(({seq}) => seq !== undefined);
        });
      }
    }
    await Promise.all(pages.map((page) => page.evaluate(() => (globalThis as unknown as {visitor: {chat: {dispose(): void}}}).visitor.chat.dispose())));
  }
});

test('a clear in one tab empties the others within 500 ms, and for good', async (t) => {
  const context = await stage.newContext(t);
  const pages = await openTabs(context, 3);
  const visitors = await Promise.all(pages.map((page) => HeadlessVisitor.open(page, {namespace: CANARY})));
  const [first, ...others] = visitors as [HeadlessVisitor, ...HeadlessVisitor[]];
  await first.send(`question ${CANARY}`);
  await first.call('requestHandoff');
  const {session} = await first.until('the queue', (state) => state.session.owner === 'queue');
  const agent = await stage.agent();
  const {key} = await agent.find(session.id!);
  await agent.accept(key);
  await agent.send(key, `answer ${CANARY}`);
  await first.call('setDraft', `draft ${CANARY}`);
  for (const visitor of visitors) {
    await visitor.until('both messages', (state) => messagesOf(state).filter(({text}) => text.includes(CANARY)).length === 2);
  }
  await until('the canary is on the device', async () => (await remains(pages[0]!, CANARY)).length > 0);

  for (const {page} of visitors) await page.evaluate(noteWhenEmpty);
  const clearedAt = await first.page.evaluate(async () => {
    const {chat} = (globalThis as unknown as {visitor: {chat: {clearSession(): Promise<unknown>}}}).visitor;
    const at = performance.timeOrigin + performance.now();
    void chat.clearSession();
    return at;
  });
  const emptyAt = await Promise.all(
    visitors.map(({page}) => until('the tab is empty', () => page.evaluate(() => (globalThis as {emptyAt?: number}).emptyAt))),
  );
  const took = emptyAt.map((at) => Math.round(at - clearedAt));
  t.diagnostic(`the tabs were empty after ${took.join(', ')} ms`);
  for (const ms of took) assert.ok(ms <= CLEAR_MS, `a tab was empty only after ${ms} ms`);

  // Nothing brings it back: not the agent's log, which goes on, not a wake-up, not a reload.
  await until('the server knows of the end', async () => (await agent.log(key)).some(({type}) => type === 'ended'));
  await context.setOffline(true);
  await context.setOffline(false);
  await pages[2]!.reload();
  await HeadlessVisitor.open(pages[2]!, {namespace: CANARY});
  for (const visitor of visitors) {
    const state = await visitor.until('nothing', ({entries}) => entries.length === 0);
    assert.equal(state.session.status, 'none');
    assert.equal(state.draft, '');
  }
  for (const visitor of others.slice(0, 1)) {
    const clears = await visitor.eventsOf('chat-clear');
    assert.deepEqual(clears.map(({detail}) => [detail.scope, detail.origin]), [['device', 'other-tab']]);
  }
  for (const page of pages) assert.deepEqual(await remains(page, CANARY), []);
});

test('a clear in one window takes every word off the screens of the others', async (t) => {
  const context = await stage.newContext(t);
  const said: string[] = [];
  context.on('console', (message) => said.push(message.text()));
  const windows = await Promise.all([1, 2, 3].map(() => WindowVisitor.open(context, stage.server.url)));
  const [first] = windows as [WindowVisitor];
  await first.openWindow();
  await first.say(`question ${CANARY}`);
  await first.button('Talk to a person').first().click();
  const {session} = await first.until('the queue', (state) => state.session.owner === 'queue');
  const agent = await stage.agent();
  const {key} = await agent.find(session.id!);
  await agent.accept(key);
  await agent.send(key, `answer ${CANARY}`);
  await first.sees(`answer ${CANARY}`);
  for (const window of windows.slice(1)) {
    await window.openWindow();
    await window.sees(`answer ${CANARY}`);
  }
  await first.input.fill(`draft ${CANARY}`);
  for (const {page} of windows) assert.notDeepEqual(await page.evaluate(placesOf, CANARY), []);

  for (const {page} of windows) await page.evaluate(noteWhenGone, CANARY);
  const clearedAt = await first.page.evaluate(() => {
    const at = performance.timeOrigin + performance.now();
    void (document.querySelector('chat-embed') as unknown as {clearSession(): Promise<unknown>}).clearSession();
    return at;
  });
  const goneAt = await Promise.all(
    windows.map(({page}) =>
      until('the screen is empty', () => page.evaluate(() => (globalThis as {goneAt?: number}).goneAt), {seen: () => page.evaluate(placesOf, CANARY)}),
    ),
  );
  const took = goneAt.map((at) => Math.round(at - clearedAt));
  t.diagnostic(`the screens were empty after ${took.join(', ')} ms`);
  for (const ms of took) assert.ok(ms <= CLEAR_MS, `a screen was empty only after ${ms} ms`);
  for (const window of windows) {
    await window.launcher.waitFor();
    assert.deepEqual(await remains(window.page, CANARY), []);
  }
  assert.deepEqual(said.filter((line) => line.includes(CANARY) || line.includes(session.id!)), [], 'nothing of it is in the console');
  await first.openWindow();
  assert.equal(await first.input.inputValue(), '');
  assert.deepEqual(await first.page.evaluate(placesOf, CANARY), []);
});

/** In the page: every place where the word stands, shadow roots, attributes and fields included. */
function placesOf(word: string): string[] {
  const places: string[] = [];
  const roots: (Document | ShadowRoot)[] = [document];
  for (const root of roots) {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) roots.push(element.shadowRoot);
      const held = [
        ...[...element.attributes].map(({value}) => value),
        ...[...element.childNodes].filter(({nodeType}) => nodeType === Node.TEXT_NODE).map(({nodeValue}) => nodeValue!),
        ...('value' in element ? [String(element.value)] : []),
      ];
      if (!held.some((text) => text.includes(word))) continue;
      const host = root instanceof ShadowRoot ? root.host.localName : 'page';
      places.push(`${host}: ${element.localName}.${element.className} ${held.join(' ')}`);
    }
  }
  return places;
}

/** In the page: remembers when the word had gone from the screen. */
function noteWhenGone(word: string): void {
  const holds = (root: Document | ShadowRoot): boolean =>
    [...root.querySelectorAll('*')].some(
      (element) =>
        (element.shadowRoot !== null && holds(element.shadowRoot)) ||
        [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.nodeValue!.includes(word)),
    );
  const look = (): void => {
    if (holds(document)) setTimeout(look, 2);
    else Object.assign(globalThis, {goneAt: performance.timeOrigin + performance.now()});
  };
  look();
}

/** In the page: remembers when it first had nothing to show. */
function noteWhenEmpty(): void {
  const scope = globalThis as unknown as {
    visitor: {chat: {state: {entries: readonly unknown[]; session: {status: string}}; subscribe(listener: () => void): void}};
    emptyAt?: number;
  };
  const {chat} = scope.visitor;
  chat.subscribe(() => {
    if (chat.state.entries.length === 0 && chat.state.session.status === 'none') scope.emptyAt ??= performance.timeOrigin + performance.now();
  });
}

/** Everything on this device, and in the page, that contains the word. The partition's own name is not what anybody wrote. */
async function remains(page: Page, word: string): Promise<string[]> {
  const found = await page.evaluate(async () => {
    const texts: string[] = [document.documentElement.outerHTML, JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage})];
    for (const {name} of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name!);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error!);
      });
      for (const store of database.objectStoreNames) {
        const values = await new Promise<unknown[]>((resolve, reject) => {
          const request = database.transaction(store).objectStore(store).getAll();
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error!);
        });
        texts.push(...values.map((value) => JSON.stringify(value)));
      }
      database.close();
    }
    for (const name of await caches.keys()) texts.push(name);
    return texts;
  });
  return found.filter((text) => text.includes(word));
}

test('when the tab that holds the stream closes, another one takes over', async (t) => {
  const context = await stage.newContext(t);
  const streams: {readonly page: Page; readonly at: number}[] = [];
  const isStream = (request: Request): boolean => request.url().includes('/events?') && request.headers()['accept'] === 'text/event-stream';
  const pages = await openTabs(context, 3);
  for (const page of pages) page.on('request', (request) => isStream(request) && streams.push({page, at: performance.now()}));
  const visitors = await Promise.all(pages.map((page) => HeadlessVisitor.open(page, {namespace: 'leader'})));
  await visitors[0]!.call('requestHandoff');
  const {session} = await visitors[0]!.until('the queue', (state) => state.session.owner === 'queue');
  const agent = await stage.agent();
  const {key} = await agent.find(session.id!);
  await agent.accept(key);
  for (const [index, visitor] of visitors.entries()) {
    await visitor.until('the agent', (state) => state.session.owner === 'agent' && state.connection === 'online');
    await agent.send(key, `before ${index}`);
  }
  for (const visitor of visitors) await visitor.until('all of it', (state) => messagesOf(state).length === 3);
  assert.equal(streams.length, 1, 'one stream for three tabs');

  const leader = streams[0]!.page;
  await leader.close();
  const closed = performance.now();
  await agent.send(key, 'after');
  const followers = visitors.filter(({page}) => page !== leader);
  for (const visitor of followers) await visitor.until('what was said after the leader closed', (state) => messagesOf(state).some(({text}) => text === 'after'));
  assert.equal(streams.length, 2, 'one tab took over');
  t.diagnostic(`another tab took over ${Math.round(streams[1]!.at - closed)} ms after the leader had closed`);
  for (const visitor of followers) {
    assert.deepEqual(messagesOf(await visitor.state()).map(({text}) => text), ['before 0', 'before 1', 'before 2', 'after']);
  }
});
