/**
 * Pictures of every state, to look at; run by hand: `node --import tsx test/e2e/screenshots.ts out/`. Walks a visitor through a chat on several
 * screens, finding things by their parts, so that it does so in any language. Asserts nothing.
 */
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {type Browser, type BrowserContextOptions, devices, type Page} from 'playwright-core';
import type {ChatState} from '../../src/headless.js';
import {AgentApi} from './support/agent-api.js';
import {launchBrowser} from './support/browser.js';
import {ConsoleAgent} from './support/console-agent.js';
import {addPage, openTab} from './support/pages.js';
import {ServerProcess} from './support/server-process.js';
import {until} from './support/until.js';
import {WindowVisitor} from './support/window-visitor.js';

const DESKTOP = {width: 1280, height: 800};
const PHONE = {...devices['Pixel 7'], viewport: {width: 390, height: 844}};

interface Screen {
  readonly name: string;
  readonly options: BrowserContextOptions;
  /** Attributes of an element on a bare page; without it, it is the demo page. */
  readonly attributes?: string;
  readonly html?: string;
  readonly question: string;
}

const QUESTION = 'What happens when I reload the page?';

const SCREENS: readonly Screen[] = [
  {name: 'desktop', options: {viewport: DESKTOP}, question: QUESTION},
  {name: 'dark', options: {viewport: DESKTOP, colorScheme: 'dark'}, question: QUESTION},
  {name: 'phone', options: PHONE, question: QUESTION},
  {name: 'phone-dark', options: {...PHONE, colorScheme: 'dark'}, question: QUESTION},
  // 200 % of a screen of 1280 × 800: half as many CSS pixels, each twice as large.
  {name: 'zoom-200', options: {viewport: {width: 640, height: 400}, deviceScaleFactor: 2}, question: QUESTION},
  {name: 'rtl', options: {viewport: DESKTOP, locale: 'ar'}, attributes: 'locale="ar"', html: 'lang="ar" dir="rtl"', question: QUESTION},
  {name: 'contrast', options: {viewport: DESKTOP, forcedColors: 'active'}, question: QUESTION},
];

const out = process.argv[2];
if (!out) throw new Error('Say where the pictures go: node --import tsx test/e2e/screenshots.ts out/');
mkdirSync(out, {recursive: true});

const server = await ServerProcess.start({CHAT_QUEUES: 'sales:Sales,support:Support'});
const browser = await launchBrowser();
try {
  const only = process.argv.slice(3);
  for (const screen of SCREENS) if (only.length === 0 || only.includes(screen.name)) await photographVisitor(browser, screen);
  for (const colorScheme of ['light', 'dark'] as const) {
    if (only.length === 0 || only.includes('console')) await photographConsole(browser, `console-${colorScheme}`, {viewport: DESKTOP, colorScheme});
  }
  if (only.length === 0 || only.includes('console')) await photographConsole(browser, 'console-phone', PHONE);
} finally {
  await browser.close();
  await server.dispose();
}

function camera(page: Page, screen: string): (state: string) => Promise<void> {
  let count = 0;
  return async (state) => {
    count += 1;
    await page.evaluate(bringToRest);
    await page.screenshot({path: join(out!, `${screen}-${String(count).padStart(2, '0')}-${state}.png`)});
  };
}

/** In the page: what moves arrives at once, except for what moves for ever. */
async function bringToRest(): Promise<void> {
  const roots: (Document | ShadowRoot)[] = [document];
  for (const root of roots) for (const {shadowRoot} of root.querySelectorAll('*')) if (shadowRoot) roots.push(shadowRoot);
  for (const animation of roots.flatMap((root) => root.getAnimations())) {
    if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
  }
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}

function stateOf(page: Page): Promise<ChatState> {
  return page.evaluate(() => (document.querySelector('chat-embed') as unknown as {state: ChatState}).state);
}

async function answered(page: Page, more: number): Promise<void> {
  await until('an answer', async () => {
    const {entries} = await stateOf(page);
    const last = entries.at(-1);
    return entries.length >= more && last?.kind === 'message' && last.author.role === 'bot' && !last.streaming;
  });
}

async function photographVisitor(of: Browser, {name, options, attributes, html, question}: Screen): Promise<void> {
  const context = await of.newContext(options);
  const body = `<main><h1>A page</h1></main><chat-embed ${attributes}></chat-embed>`;
  const address = attributes === undefined ? `${server.url}/` : await addPage(context, server.url, '/e2e/chat', {body, element: true, ...(html ? {html} : {})});
  const page = await openTab(context, address);
  const shoot = camera(page, name);
  const part = (which: string): ReturnType<Page['locator']> => page.locator(`chat-embed [part~=${which}]`);
  const say = async (text: string): Promise<void> => {
    await part('input').fill(text);
    await page.keyboard.press('Enter');
  };

  await part('launcher').waitFor();
  await shoot('launcher');
  await part('launcher').click();
  await part('input').waitFor();
  await shoot('open');
  await say(question);
  await until('the first words', async () => (await stateOf(page)).entries.length > 1);
  await shoot('streaming');
  await answered(page, 2);
  await shoot('answer');
  await say('How do I change the colours?');
  await answered(page, 4);
  await shoot('second-answer');
  await part('handoff').click();
  await part('queue').waitFor();
  await shoot('queue');
  const agent = await AgentApi.login(server.url);
  const {key} = await agent.find((await stateOf(page)).session.id!);
  await agent.accept(key);
  await agent.send(key, 'Hello, this is Ada. I have read what you asked.');
  await agent.send(key, 'Which of the colours would you like to change?');
  await say('The accent. Ours is green.');
  await agent.typing(key, true);
  await part('typing').waitFor();
  await shoot('agent');
  await context.setOffline(true);
  await say('And the launcher, please.');
  await until('that it is offline', async () => (await stateOf(page)).connection === 'offline');
  await shoot('offline');
  await context.setOffline(false);
  await until('that it is online', async () => (await stateOf(page)).connection === 'online');
  await page.route('**/messages', (route) => route.fulfill({status: 413, contentType: 'application/problem+json', body: '{"status":413,"code":"too_large"}'}));
  await say('This one does not get through.');
  await page.locator('chat-embed .trouble').waitFor();
  await shoot('failed');
  await page.unroute('**/messages');
  await page.evaluate(() => (document.querySelector('chat-embed') as unknown as {hide(): void}).hide());
  await agent.send(key, 'Are you still there?');
  await part('badge').waitFor();
  await shoot('unread');
  await part('launcher').click();
  await part('end').click();
  await part('confirm').waitFor();
  await shoot('confirm');
  await page.keyboard.press('Escape');
  await agent.end(key);
  await part('ended').waitFor();
  await shoot('ended');
  await context.close();
}

async function photographConsole(of: Browser, name: string, options: BrowserContextOptions): Promise<void> {
  const context = await of.newContext();
  const staff = await of.newContext(options);
  const agent = await ConsoleAgent.open(staff, server.url);
  const shoot = camera(agent.page, name);
  await shoot('sign-in');
  await agent.signIn('Ada');
  await shoot('nobody');
  const visitor = await WindowVisitor.at(context, `${server.url}/`);
  await visitor.openWindow();
  await visitor.say(QUESTION);
  await visitor.answer(1);
  await visitor.button('Talk to a person').first().click();
  await agent.page.getByRole('navigation', {name: 'Chats'}).getByRole('button').filter({hasText: /#1/}).waitFor();
  await shoot('waiting');
  await agent.accept();
  await agent.say('Hello, this is Ada. What can I do for you?');
  await visitor.sees('Hello, this is Ada.');
  await visitor.say('My order 4711 has not arrived.');
  await agent.sees('My order 4711 has not arrived.');
  await visitor.input.pressSequentially('It was');
  await agent.page.getByText(/is typing/).first().waitFor();
  await shoot('chat');
  await agent.page.getByRole('button', {name: 'End', exact: true}).click();
  await shoot('end');
  await agent.page.getByRole('button', {name: 'End chat'}).click();
  await agent.page.getByText('You ended this chat').waitFor();
  await shoot('ended');
  const left = {id: crypto.randomUUID(), email: 'ann@example.com', name: 'Ann Lee', text: 'Do you deliver to Norway?', page: {url: server.url, title: 'Shop'}};
  await fetch(`${server.url}/v1/left-messages`, {method: 'POST', body: JSON.stringify(left)});
  if (await agent.page.getByRole('button', {name: 'Back to the list'}).isVisible()) await agent.page.getByRole('button', {name: 'Back to the list'}).click();
  await agent.page.getByRole('button', {name: 'You are Available'}).click();
  await agent.page.getByRole('button', {name: 'You are Away'}).waitFor();
  await agent.page.getByRole('button', {name: /^Left messages, /}).click();
  await agent.page.getByRole('article', {name: 'From Ann Lee'}).first().waitFor();
  await shoot('left-messages');
  await Promise.all([context.close(), staff.close()]);
}
