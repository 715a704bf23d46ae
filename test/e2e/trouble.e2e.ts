/** What can be wrong around a chat: each time there is a clear word, in the window and for the page, and nothing that was written is lost. */
import assert from 'node:assert/strict';
import {once} from 'node:events';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {test} from 'node:test';
import type {BrowserContext, Page} from 'playwright-core';
import {AgentApi} from './support/agent-api.js';
import {HeadlessVisitor, messagesOf} from './support/headless-visitor.js';
import {compare, SAME} from './support/history.js';
import {addPage, openTab} from './support/pages.js';
import {ServerProcess} from './support/server-process.js';
import {setStage} from './support/stage.js';
import {until} from './support/until.js';
import {WindowVisitor} from './support/window-visitor.js';

/** The strict policy of a page whose chat server is somewhere else. */
const ELSEWHERE = "default-src 'none'; script-src 'self'; connect-src *; require-trusted-types-for 'script'; trusted-types lit-html";

const stage = setStage();

/** A port of this machine on which nothing listens. */
async function closedPort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const {port} = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Everything that the window says besides the conversation. */
function banner({page}: WindowVisitor): ReturnType<Page['locator']> {
  return page.locator('chat-embed-banner p');
}

interface WrongEndpoint {
  readonly what: string;
  /** Where the element is told that its server is. */
  readonly endpoint: (context: BrowserContext) => Promise<string>;
  /** What the window says. */
  readonly window: RegExp;
  /** What the page is told, for whoever set it up. */
  readonly page: RegExp;
}

const WRONG_ENDPOINTS: readonly WrongEndpoint[] = [
  {what: 'where nothing listens', endpoint: async () => `http://127.0.0.1:${await closedPort()}`, window: /can’t reach/, page: /could not be reached.*CORS/},
  {
    what: 'of a server that does not list this page',
    // The same machine by another name is another origin.
    endpoint: async () => stage.server.url.replace('127.0.0.1', 'localhost'),
    window: /can’t reach|isn’t set up/,
    page: /could not be reached.*CORS/,
  },
  {
    what: 'of a web site that answers everything with HTML',
    endpoint: async (context) => {
      await context.route(`${stage.server.url}/elsewhere/**`, (route) => route.fulfill({contentType: 'text/html', body: '<!doctype html><title>Sign in</title>'}));
      return `${stage.server.url}/elsewhere`;
    },
    window: /Something went wrong|isn’t available|can’t reach/,
    page: /text\/html/,
  },
];

for (const {what, endpoint, window, page: told} of WRONG_ENDPOINTS) {
  test(`an endpoint ${what}`, async (t) => {
    const context = await stage.newContext(t);
    const attributes = `heading="Support" endpoint="${await endpoint(context)}"`;
    const visitor = await WindowVisitor.open(context, stage.server.url, {attributes, policy: ELSEWHERE});
    await visitor.openWindow();
    await visitor.say('Is anybody there?');
    await banner(visitor).getByText(window).waitFor();
    t.diagnostic(`the window says: ${(await banner(visitor).innerText()).trim()}`);
    const errors = (await visitor.recorded()).events.filter(({type}) => type === 'chat-error').map(({detail}) => String(detail['message']));
    t.diagnostic(`the page is told: ${errors.join(' | ')}`);
    assert.equal(errors.length, 1, 'told once');
    assert.match(errors[0]!, told);
    const [message] = messagesOf(await visitor.state());
    assert.equal(message?.text, 'Is anybody there?');
    assert.ok(message.delivery === 'queued' || message.delivery === 'failed', `it is ${message.delivery}`);
    if (message.delivery === 'failed') await visitor.button('Retry').waitFor();

    // It is still there after the page has gone.
    await visitor.page.reload();
    const again = await visitor.until('its message', (state) => messagesOf(state).length === 1);
    assert.equal(messagesOf(again)[0]?.text, 'Is anybody there?');
  });
}

test('a full disk: the chat says that it is kept in memory, and goes on', async (t) => {
  const context = await stage.newContext(t);
  const visitor = await WindowVisitor.open(context, stage.server.url);
  const devtools = await context.newCDPSession(visitor.page);
  await devtools.send('Storage.overrideQuotaForOrigin', {origin: stage.server.url, quotaSize: 1});
  await visitor.openWindow();
  await visitor.say('Written without a disk');
  await visitor.until('that it is sent', (state) => messagesOf(state)[0]?.seq !== undefined);
  await visitor.answer(1);
  const state = await visitor.state();
  assert.equal(state.storage, 'memory');
  await banner(visitor).getByText('This browser can’t keep the chat.').waitFor();
  const storage = (await visitor.recorded()).events.filter(({type}) => type === 'chat-storage');
  assert.equal(storage.length, 1, 'said once');
});

test('a browser that forbids IndexedDB: the same, from the start', async (t) => {
  const context = await stage.newContext(t);
  await context.addInitScript(() => {
    Object.defineProperty(globalThis, 'indexedDB', {
      get() {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      },
    });
  });
  const visitor = await WindowVisitor.open(context, stage.server.url);
  await visitor.openWindow();
  await visitor.say('Written without a database');
  await visitor.until('that it is sent', (state) => messagesOf(state)[0]?.seq !== undefined);
  await visitor.answer(1);
  assert.equal((await visitor.state()).storage, 'memory');
  await banner(visitor).getByText('This browser can’t keep the chat.').waitFor();
  const storage = (await visitor.recorded()).events.filter(({type}) => type === 'chat-storage');
  assert.equal(storage.length, 1, 'said once');
});

test('a visitor whom the server does not know any more: the chat ends, the text stays, the next chat works', async (t) => {
  const context = await stage.newContext(t);
  const visitor = await WindowVisitor.open(context, stage.server.url);
  await visitor.openWindow();
  await visitor.say('Hello');
  await visitor.answer(1);
  const {session} = await visitor.state();
  const credentials = await visitor.page.evaluate(readCredentials);
  const answer = await fetch(`${stage.server.url}/v1/visitors/revoke`, {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(credentials)});
  assert.equal(answer.status, 204);
  const over = await visitor.until('the end', (state) => state.session.status === 'ended');
  assert.equal(over.session.id, session.id);
  await visitor.button('Start a new chat').click();
  await visitor.say('Hello again');
  await visitor.until('another session', (state) => state.session.status === 'active' && state.session.id !== session.id);
  await visitor.answer(1);
});

test('a message that the server finds too large is kept, and can be sent again', async (t) => {
  const context = await stage.newContext(t);
  const visitor = await WindowVisitor.open(context, stage.server.url);
  await visitor.openWindow();
  await visitor.say('Hello');
  await visitor.answer(1);
  // As a proxy in front of the server says it: in HTML.
  await visitor.page.route('**/messages', (route) => route.fulfill({status: 413, contentType: 'text/html', body: '<h1>413 Request Entity Too Large</h1>'}));
  await visitor.say('Too much for the proxy');
  await visitor.message('Too much for the proxy').getByText('This message is too long.').waitFor();
  await visitor.page.reload();
  await visitor.message('Too much for the proxy').getByText('This message is too long.').waitFor();
  await visitor.page.unroute('**/messages');
  await visitor.button('Retry').click();
  await visitor.until('that it is sent', (state) => messagesOf(state).some(({text, seq}) => text === 'Too much for the proxy' && seq !== undefined));
});

test('a visitor who writes faster than the server takes: all arrives, once and in order', async (t) => {
  const strict = await ServerProcess.start({CHAT_RATE_FACTOR: '1'});
  t.after(() => strict.dispose());
  const context = await stage.newContext(t);
  const refused: string[] = [];
  context.on('response', (response) => {
    if (response.status() === 429) refused.push(response.headers()['retry-after'] ?? 'no Retry-After');
  });
  const page = await openTab(context, await addPage(context, strict.url, '/e2e/visitor'));
  const visitor = await HeadlessVisitor.open(page);
  await visitor.call('requestHandoff');
  const {session} = await visitor.until('the queue', (state) => state.session.owner === 'queue');
  // A busy machine may need more of them before it is faster than the limit.
  const texts: string[] = [];
  const sent = async (): Promise<number> => messagesOf(await visitor.state()).filter(({seq}) => seq !== undefined).length;
  await until('the server refuses one', async () => {
    if ((await sent()) === texts.length) {
      const more = Array.from({length: 24}, (_, index) => `quick ${texts.length + index}`);
      texts.push(...more);
      await visitor.send(...more);
    }
    return refused.length > 0;
  }, {ms: 90_000});
  await until('all messages are sent', async () => (await sent()) === texts.length, {ms: 60_000});
  t.diagnostic(`refused ${refused.length} times, with Retry-After ${refused.join(', ')}`);
  assert.ok(refused.length < texts.length / 2, 'a refusal is waited out, not hammered against');
  const agent = await AgentApi.login(strict.url);
  const {key} = await agent.find(session.id!);
  const logged = (await agent.log(key)).flatMap(({message}) => (message?.author.role === 'visitor' ? [message.text] : []));
  assert.deepEqual(compare(texts, logged), SAME);
});

/** In the page: the visitor's credentials, as the element keeps them. */
async function readCredentials(): Promise<unknown> {
  const [{name}] = (await indexedDB.databases()) as [{name: string}];
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });
  const store = database.objectStoreNames[0]!;
  const records = await new Promise<{credentials: unknown}[]>((resolve, reject) => {
    const request = database.transaction(store).objectStore(store).getAll() as IDBRequest<{credentials: unknown}[]>;
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });
  database.close();
  return records.find(({credentials}) => credentials)?.credentials;
}
