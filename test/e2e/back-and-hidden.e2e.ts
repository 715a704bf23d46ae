/**
 * A page that is put aside, into the back/forward cache or behind another tab, lets go of its stream, and comes back to everything that was said
 * meanwhile. Uses puppeteer: the other driver waits for ever for a page that comes out of the cache.
 */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {puppeteerCore} from '@web/test-runner-chrome';
import type {ChatState} from '../../src/headless.js';
import {AgentApi} from './support/agent-api.js';
import {chrome} from './support/browser.js';
import {messagesOf} from './support/headless-visitor.js';
import {ServerProcess} from './support/server-process.js';
import {until} from './support/until.js';

type Browser = Awaited<ReturnType<typeof puppeteerCore.launch>>;
type Page = Awaited<ReturnType<Browser['newPage']>>;

let server: ServerProcess;
let browser: Browser;

before(async () => {
  [server, browser] = await Promise.all([
    ServerProcess.start(),
    puppeteerCore.launch({executablePath: chrome.path, args: chrome.args, headless: true, ignoreDefaultArgs: ['--disable-features=BackForwardCache']}),
  ]);
});
after(async () => {
  await browser?.close();
  await server?.dispose();
});

function stateOf(page: Page): Promise<ChatState> {
  return page.evaluate(() => (document.querySelector('chat-embed') as unknown as {state: ChatState}).state);
}

async function seen(page: Page): Promise<string[]> {
  return messagesOf(await stateOf(page)).map(({text}) => text);
}

/** A page with a chat with an agent in it. */
async function startChat(): Promise<{readonly page: Page; readonly agent: AgentApi; readonly key: string; readonly sessionId: string}> {
  // Each test is another visitor.
  const page = await (await browser.createBrowserContext()).newPage();
  await page.evaluateOnNewDocument('globalThis.__name ??= (value) => value;');
  await page.goto(`${server.url}/`);
  await page.evaluate(async () => {
    await customElements.whenDefined('chat-embed');
    await (document.querySelector('chat-embed') as unknown as {sendMessage(text: string): Promise<string>}).sendMessage('I would like to talk to a person');
  });
  const queued = await until('the queue', async () => {
    const state = await stateOf(page);
    return state.session.owner === 'queue' && state;
  });
  const agent = await AgentApi.login(server.url);
  const {key} = await agent.find(queued.session.id!);
  await agent.accept(key);
  await agent.send(key, 'Hello, I am here.');
  await until('the agent is seen', async () => (await seen(page)).includes('Hello, I am here.'));
  return {page, agent, key, sessionId: queued.session.id!};
}

/** Writes down in the page what the browser does with it, and what the chat tells. */
function keepDiary(): void {
  const diary: string[] = [];
  Object.assign(globalThis, {diary});
  addEventListener('pageshow', ({persisted}) => diary.push(`pageshow ${persisted ? 'from the cache' : 'anew'}`));
  document.addEventListener('visibilitychange', () => diary.push(document.visibilityState));
  for (const type of ['chat-start', 'chat-end', 'chat-resume', 'chat-error']) document.addEventListener(type, () => diary.push(type));
}

function diaryOf(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as unknown as {diary: string[]}).diary);
}

test('back from the back/forward cache: the same page, and all that was said meanwhile', async (t) => {
  const {page, agent, key, sessionId} = await startChat();
  await page.evaluate(keepDiary);
  await page.goto(`${server.url}/healthz`);
  for (const text of ['Where did you go?', 'I wait here.']) await agent.send(key, text);
  const back = performance.now();
  await page.goBack({waitUntil: []});
  const state = await until('what was said meanwhile', async () => {
    const now = await stateOf(page);
    return messagesOf(now).at(-1)?.text === 'I wait here.' && now;
  });
  t.diagnostic(`complete ${Math.round(performance.now() - back)} ms after going back`);
  assert.deepEqual((await diaryOf(page)).filter((line) => line.startsWith('pageshow')), ['pageshow from the cache']);
  assert.equal(state.session.id, sessionId);
  assert.equal((await diaryOf(page)).includes('chat-start'), false);

  // The stream is there again: what comes now is seen without another reason to look.
  await agent.send(key, 'Welcome back.');
  await until('what is said now', async () => (await seen(page)).at(-1) === 'Welcome back.');
  const texts = await seen(page);
  assert.equal(new Set(texts).size, texts.length, 'nothing twice');
  await page.browserContext().close();
});

test('ended while in the cache: over as soon as it is seen again', async () => {
  const {page, agent, key, sessionId} = await startChat();
  await page.evaluate(keepDiary);
  await page.goto(`${server.url}/healthz`);
  await agent.send(key, 'Goodbye.');
  await agent.end(key);
  await page.goBack({waitUntil: []});
  const state = await until('the end', async () => {
    const now = await stateOf(page);
    return now.session.status === 'ended' && messagesOf(now).at(-1)?.text === 'Goodbye.' && now;
  });
  assert.equal(state.session.id, sessionId);
  assert.equal(state.session.ended?.by, 'agent');
  assert.deepEqual((await diaryOf(page)).filter((line) => line !== 'visible' && line !== 'hidden'), ['pageshow from the cache', 'chat-end']);
  await page.browserContext().close();
});

test('behind another tab: what is said meanwhile counts as unread, and is read when it is seen', async () => {
  const {page, agent, key} = await startChat();
  await page.evaluate(keepDiary);
  await page.evaluate(() => (document.querySelector('chat-embed') as unknown as {show(): void}).show());
  await until('all is read', async () => (await stateOf(page)).unread === 0);
  const other = await page.browserContext().newPage();
  await other.bringToFront();
  await until('the page is hidden', async () => (await diaryOf(page)).includes('hidden'));
  await agent.send(key, 'Are you there?');
  await until('it came, unread', async () => {
    const state = await stateOf(page);
    return messagesOf(state).at(-1)?.text === 'Are you there?' && state.unread === 1;
  });
  await page.bringToFront();
  await until('it is read', async () => (await stateOf(page)).unread === 0);
  await page.browserContext().close();
});
