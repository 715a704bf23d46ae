/**
 * The console in a real browser, against the real server and database, under its strict policy: from the sign-in to the end of a chat,
 * several chats at once, a reload, a lost network, and no violation of accessibility or policy on the way.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, afterEach, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { PASSWORD, startConsoleServer } from './console-server.js';
import type { ConsoleServer, Visitor } from './console-server.js';

const { CHROME_ARGS, ensureChrome } = (await import(new URL('../../scripts/ensure-browser.mjs', import.meta.url).href)) as {
  CHROME_ARGS: string[];
  ensureChrome: () => string;
};
const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Asks until the answer is what it should be; fails with the last answer. */
async function until<T>(ask: () => Promise<T>, good: (answer: T) => boolean, what: string): Promise<T> {
  const end = performance.now() + 15_000;
  for (;;) {
    const answer = await ask();
    if (good(answer)) return answer;
    if (performance.now() > end) assert.fail(`${what}; at last: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

describe('the agent console', () => {
  let server: ConsoleServer;
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  const visitors: Visitor[] = [];
  const complaints: string[] = [];

  before(async () => {
    server = await startConsoleServer();
    browser = await chromium.launch({ executablePath: ensureChrome(), args: CHROME_ARGS });
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
    for (const visitor of visitors.splice(0)) await visitor.call('end');
    assert.deepEqual(complaints.splice(0), []);
  });

  async function newVisitor(start?: object): Promise<Visitor> {
    const visitor = await server.visitor(start);
    visitors.push(visitor);
    return visitor;
  }

  async function openPage(size = { width: 1360, height: 860 }): Promise<Page> {
    const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce' });
    contexts.push(context);
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective}`));
    });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.text().startsWith('policy:') && complaints.push(message.text()));
    await page.goto(`${server.url}/agent`);
    return page;
  }

  async function signIn(page: Page, name: string): Promise<void> {
    await page.getByLabel('Your name').fill(name);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.locator('agent-chats nav[aria-label=Chats]:not([aria-busy])').waitFor();
  }

  const rowOf = (page: Page, visitor: Visitor) => page.locator('agent-chats .row', { hasText: visitor.name });
  const said = (page: Page, text: string) => page.locator('chat-embed-message', { hasText: text });

  async function audit(page: Page, state: string): Promise<void> {
    // evaluate() goes past the policy that forbids the page itself to evaluate text.
    await page.evaluate(AXE);
    const broken = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run: (options: object) => Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }> } };
      const { violations } = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
      return violations.map(({ id, nodes }) => `${id}: ${JSON.stringify(nodes.map(({ target }) => target))}`);
    });
    assert.deepEqual(broken, [], state);
  }

  test('a wrong password is refused in place, and the next try works', async () => {
    const page = await openPage();
    await page.getByLabel('Your name').fill('Wim');
    await page.getByLabel('Password').fill('nonsense');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('That password is not right.').waitFor();
    await audit(page, 'sign-in refused');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('Nobody is waiting').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Your name').waitFor();
  });

  test('the whole story: accept, answer, read, hand back, accept again, end', async () => {
    const visitor = await newVisitor({
      locale: 'de-AT',
      page: { url: 'https://shop.example/cart', title: 'Your cart' },
      context: { orderId: '4711', customer: { plan: 'pro' } },
    });
    const page = await openPage();
    await signIn(page, 'Maria Ahlers');
    await visitor.say('My parcel is lost');
    await visitor.call('handoff', { reason: 'Needs a person' });

    await rowOf(page, visitor).waitFor();
    await until(() => page.title(), (title) => title === '(1) Agent console', 'the title counts who waits');
    await audit(page, 'a chat waits');
    await rowOf(page, visitor).press('Enter');
    await said(page, 'My parcel is lost').waitFor();
    await page.getByText('4711').waitFor();
    await page.getByText('Your cart').waitFor();
    await page.getByText('German').waitFor();
    await audit(page, 'a waiting chat is read');
    await page.getByRole('button', { name: 'Accept chat' }).press('Enter');
    await until(visitor.info, ({ owner }) => owner === 'agent', 'the agent has the chat');
    await until(() => page.title(), (title) => title === 'Agent console', 'nobody waits any more');

    // Focus is in the composer: whoever accepts wants to write.
    await page.getByRole('textbox', { name: /^Reply to Visitor/ }).waitFor();
    await page.keyboard.type('We are **on it**.');
    await page.keyboard.press('Enter');
    await until(visitor.log, (log) => log.includes('agent: We are **on it**.'), 'the reply arrives');
    const own = said(page, 'We are on it.');
    await own.locator('strong', { hasText: 'on it' }).waitFor();
    assert.equal(await own.evaluate((element) => (element as unknown as { own: boolean }).own), true);
    const { lastSeq, receipts } = await until(visitor.info, (info) => info.receipts['read']! >= info.lastSeq - 1, 'the agent has read');
    assert.ok(receipts['delivered']! >= receipts['read']!);
    await visitor.call('receipts', { delivered: lastSeq, read: lastSeq });
    await page.getByText(/^Seen by Visitor/).waitFor();
    await visitor.call('typing', { on: true });
    await page.locator('chat-embed-typing').getByText(/is typing/).waitFor();
    await visitor.say('Thank you!');
    await said(page, 'Thank you!').waitFor();
    await audit(page, 'an own chat');
    await page.emulateMedia({ colorScheme: 'dark' });
    await audit(page, 'an own chat, dark');

    await page.getByRole('button', { name: 'Hand back' }).click();
    await audit(page, 'asked before handing back');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Hand back' }).click();
    await page.locator('agent-confirm').getByRole('button', { name: 'Hand back' }).click();
    await until(visitor.info, ({ owner }) => owner === 'bot', 'the bot has it again');
    await page.getByText('You’re reading along.').waitFor();
    await audit(page, 'reading along, dark');

    await visitor.call('handoff', {});
    await page.getByRole('button', { name: 'Accept chat' }).click();
    await until(visitor.info, ({ owner }) => owner === 'agent', 'accepted again');
    await page.getByRole('button', { name: 'End', exact: true }).click();
    await page.getByLabel('Reason').selectOption('no_reply');
    await audit(page, 'asked before the end, dark');
    await page.getByRole('button', { name: 'End chat' }).click();
    await until(visitor.info, ({ status }) => status === 'ended', 'it is over');
    const { ended } = (await visitor.info()) as unknown as { ended: { by: string; reason: string } };
    assert.deepEqual([ended.by, ended.reason], ['agent', 'no_reply']);
    await page.getByText('You ended this chat', { exact: true }).waitFor();
    await page.getByText('Recently ended').waitFor();
    await audit(page, 'ended, dark');
  });

  test('of two agents one gets the chat, and the other is told in place', async () => {
    const visitor = await newVisitor();
    const [ada, bob] = await Promise.all([openPage(), openPage()]);
    await Promise.all([signIn(ada, 'Ada'), signIn(bob, 'Bob')]);
    await visitor.call('handoff', {});
    for (const page of [ada, bob]) {
      await rowOf(page, visitor).click();
      await page.getByRole('button', { name: 'Accept chat' }).waitFor();
    }
    // Bob's page learns of it by his own click: what the server tells him meanwhile waits behind it.
    await bob.route('**/accept', async (route) => {
      await ada.getByRole('button', { name: 'Accept chat' }).click();
      await until(visitor.info, ({ owner }) => owner === 'agent', 'Ada has it');
      await route.continue();
    });
    await bob.getByRole('button', { name: 'Accept chat' }).click();
    await bob.getByRole('alert').getByText('Somebody else has taken this chat.').waitFor();
    await bob.getByText('Ada is answering').waitFor();
    await rowOf(bob, visitor).and(bob.locator('.others')).waitFor();
    await visitor.call('end');
    await ada.getByText(/^Visitor .+ ended this chat$/).first().waitFor();
  });

  test('chats with the bot: counted, listed when asked for, read along live, and taken over by one of two agents', async () => {
    const visitor = await newVisitor({ page: { url: 'https://shop.example/cart', title: 'Your cart' } });
    await visitor.say('What happens when I reload the page?');
    const [ada, bob] = await Promise.all([openPage(), openPage()]);
    await Promise.all([signIn(ada, 'Ada'), signIn(bob, 'Bob')]);
    for (const page of [ada, bob]) {
      const fold = page.getByRole('button', { name: /^With the bot [1-9]/ });
      await fold.focus();
      assert.equal(await rowOf(page, visitor).count(), 0);
      await fold.press('Enter');
      await rowOf(page, visitor).and(page.locator('.bot')).waitFor();
      await rowOf(page, visitor).press('Enter');
      await said(page, 'What happens when I reload the page?').first().waitFor();
      await page.getByText('You’re reading along.').waitFor();
    }
    await ada.locator('agent-details').getByText('Your cart').waitFor();
    await audit(ada, 'reading along');
    await visitor.say('And when I close it?');
    for (const page of [ada, bob]) await said(page, 'And when I close it?').first().waitFor();
    await until(visitor.log, (log) => log.filter((line) => line.startsWith('bot:')).length === 2, 'the bot has answered');

    await ada.reload();
    await ada.getByText('You’re reading along.').waitFor();
    await rowOf(ada, visitor).and(ada.locator('.bot')).waitFor();
    // Bob's page learns of it by his own click.
    await bob.route('**/takeover', async (route) => {
      await ada.getByRole('button', { name: 'Take over' }).press('Enter');
      await until(visitor.info, ({ owner }) => owner === 'agent', 'Ada has it');
      await route.continue();
    });
    await bob.getByRole('button', { name: 'Take over' }).click();
    await bob.getByRole('alert').getByText('Somebody else has taken this chat.').waitFor();
    await bob.getByText('Ada is answering').waitFor();
    await rowOf(bob, visitor).and(bob.locator('.others')).waitFor();
    await rowOf(ada, visitor).and(ada.locator('.mine')).waitFor();
    await ada.keyboard.type('Let me step in.');
    await ada.keyboard.press('Enter');
    await until(visitor.log, (log) => log.includes('agent: Let me step in.'), 'the reply arrives');
    await said(bob, 'Let me step in.').waitFor();
    const log = await visitor.log();
    assert.deepEqual(log.slice(-3), ['handoff', 'joined', 'agent: Let me step in.']);
    await ada.emulateMedia({ colorScheme: 'dark' });
    await audit(ada, 'taken over, dark');
  });

  test('several chats at once: unread dots, drafts per chat, and both survive a reload', async () => {
    const [first, second] = [await newVisitor(), await newVisitor()];
    const page = await openPage();
    await signIn(page, 'Cleo');
    for (const visitor of [first, second]) {
      await visitor.call('handoff', {});
      await rowOf(page, visitor).click();
      await page.getByRole('button', { name: 'Accept chat' }).click();
      await until(visitor.info, ({ owner }) => owner === 'agent', 'accepted');
      await page.locator('chat-embed-composer').waitFor();
    }
    await page.keyboard.type('half a reply to the second');
    const seq = await first.say('Are you still there?');
    const unread = rowOf(page, first).and(page.locator('.unread'));
    await unread.waitFor();
    await until(() => page.title(), (title) => title.startsWith('(1)'), 'the title counts it');
    // It was fetched in the background: delivered, not read.
    await until(first.info, ({ receipts }) => receipts['delivered']! >= seq && receipts['read']! < seq, 'delivered, not read');
    await unread.click();
    await said(page, 'Are you still there?').waitFor();
    await until(first.info, ({ receipts }) => receipts['read']! >= seq, 'read');
    const box = page.getByRole('textbox', { name: /^Reply to/ });
    assert.equal(await box.inputValue(), '');
    await box.fill('half a reply to the first');
    await page.reload();
    await until(() => box.inputValue().catch(() => ''), (text) => text === 'half a reply to the first', 'the draft and the chosen chat are back');
    await rowOf(page, second).click();
    await until(() => box.inputValue(), (text) => text === 'half a reply to the second', 'the other draft too');
  });

  test('without a network replies wait, and arrive once and in order', async () => {
    const visitor = await newVisitor();
    const page = await openPage();
    await signIn(page, 'Dora');
    await visitor.call('handoff', {});
    await rowOf(page, visitor).click();
    await page.getByRole('button', { name: 'Accept chat' }).click();
    await until(visitor.info, ({ owner }) => owner === 'agent', 'accepted');
    await page.getByRole('textbox', { name: /^Reply to/ }).focus();
    await page.context().setOffline(true);
    await page.getByText('You’re offline.').waitFor();
    for (const text of ['one', 'two', 'three']) {
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
    }
    await said(page, 'three').waitFor();
    const missed = await visitor.say('Meanwhile');
    assert.ok(missed > 0);
    await page.context().setOffline(false);
    const log = await until(visitor.log, (lines) => lines.includes('agent: three'), 'the replies arrive');
    assert.deepEqual(log.filter((line) => line.startsWith('agent:')), ['agent: one', 'agent: two', 'agent: three']);
    await said(page, 'Meanwhile').waitFor();
    await page.getByText('You’re offline.').waitFor({ state: 'detached' });
  });

  test('queues: chosen at the sign-in; a chat for one is offered to whoever serves it, with what the visitor told before', async () => {
    const [sales, support] = [await openPage(), await openPage()];
    await sales.getByRole('group', { name: 'Queues you answer' }).waitFor();
    await audit(sales, 'sign-in with queues');
    await sales.getByLabel('Support').uncheck();
    await signIn(sales, 'Sal');
    await support.getByLabel('Sales').uncheck();
    await signIn(support, 'Sue');
    await sales.getByRole('button', { name: 'You are Available' }).waitFor();
    await sales.getByText('Queues: Sales').waitFor();
    const visitor = await newVisitor({
      routing: { queueId: 'sales', fallback: false },
      prechat: [
        { name: 'name', label: 'Your name', value: 'Grace Hopper' },
        { name: 'email', label: 'E-mail', value: 'grace@example.com' },
        { name: 'topic', label: 'Topic', value: 'Delivery' },
      ],
      details: [{ label: 'Plan', value: 'Gold', shown: true }, { label: 'Score', value: 'unseen-17', shown: false }],
    });
    const row = sales.locator('agent-chats .row', { hasText: 'Grace Hopper' });
    await row.filter({ hasText: 'Sales' }).click();
    await sales.getByText('Waiting for Sales').first().waitFor();
    for (const text of ['grace@example.com', 'Delivery', 'Gold']) await sales.locator('agent-details').getByText(text).first().waitFor();
    assert.equal(await sales.getByText('unseen-17').count(), 0);
    await audit(sales, 'a routed chat');
    const open = await newVisitor({ routing: { fallback: true } });
    await rowOf(support, open).waitFor();
    assert.equal(await support.locator('agent-chats .row', { hasText: 'Grace Hopper' }).count(), 0);
    await sales.getByRole('button', { name: 'Accept chat' }).click();
    await sales.getByRole('textbox', { name: /^Reply to Grace Hopper/ }).waitFor();
    assert.equal((await visitor.info()).owner, 'agent');
    // Whoever is away is not counted as there.
    await support.getByRole('button', { name: 'You are Available' }).click();
    await support.getByRole('button', { name: 'You are Away' }).waitFor();
    const state = await support.evaluate(async () => {
      const { agent } = (await (await fetch('/v1/agent/me')).json()) as { agent: { id: string } };
      return ((await (await fetch(`/v1/availability?agentId=${agent.id}`)).json()) as { state: string }).state;
    });
    assert.equal(state, 'away');
    await audit(support, 'away');
  });

  test('a visitor who has been quiet for long: a running time, until he writes', async () => {
    const page = await openPage();
    await signIn(page, 'Ida');
    const visitor = await newVisitor({ routing: { fallback: true } });
    await rowOf(page, visitor).click();
    await page.getByRole('button', { name: 'Accept chat' }).click();
    await page.getByRole('textbox', { name: /^Reply to/ }).fill('Hello?');
    await page.keyboard.press('Enter');
    await said(page, 'Hello?').waitFor();
    await until(() => visitor.log(), (log) => log.includes('agent: Hello?'), 'the reply is there');
    await server.passSilence(visitor, 28);
    await page.getByText(/has been quiet\. This chat ends in [12]:\d\d unless/).waitFor();
    await page.getByRole('status').getByText(/has been quiet\. This chat ends in/).waitFor();
    await rowOf(page, visitor).getByText(', quiet, ends in').waitFor();
    await audit(page, 'a quiet visitor');
    await visitor.say('Here I am');
    await said(page, 'Here I am').waitFor();
    await until(() => page.locator('.line.idle').count(), (count) => count === 0, 'the running time is gone');
  });

  test('a chat that ended is there after a reload, can be rated, and goes on when it is opened again', async () => {
    const visitor = await server.verified({ sub: crypto.randomUUID(), name: 'Grace Hopper', email: 'grace@navy.example' });
    visitors.push(visitor);
    const page = await openPage();
    await signIn(page, 'Ruth');
    await visitor.say('How do I pay by invoice?');
    await visitor.call('handoff', { reason: 'not_solved' });
    await rowOf(page, visitor).click();
    await page.locator('agent-details').getByText('Verified by the website').waitFor();
    await page.locator('agent-details').getByText('grace@navy.example').waitFor();
    await page.locator('agent-details').getByText('How do I pay by invoice?').waitFor();
    await page.getByRole('button', { name: 'Accept chat' }).click();
    await page.getByRole('button', { name: 'Ask for a rating' }).click();
    await page.getByRole('button', { name: 'Rating requested' }).waitFor();
    await audit(page, 'asked for a rating');
    await page.getByRole('button', { name: 'End', exact: true }).click();
    await page.getByRole('button', { name: 'End chat' }).click();
    await page.getByText('You ended this chat', { exact: true }).waitFor();
    const { csat } = (await visitor.info()) as unknown as { csat: { id: string } };
    await visitor.call('csat', { id: csat.id, score: 4, comment: 'Quick and kind' });
    await page.getByRole('status').getByText('Grace Hopper rated this chat 4 of 5.').waitFor();
    await page.locator('agent-details').getByText('Quick and kind').waitFor();
    await audit(page, 'rated');
    await page.emulateMedia({ colorScheme: 'dark' });
    await audit(page, 'rated, dark');
    await page.emulateMedia({ colorScheme: 'light' });

    await page.reload();
    await rowOf(page, visitor).and(page.locator('.ended')).waitFor();
    await page.locator('agent-conversation').getByText('Quick and kind').waitFor();
    await page.getByRole('button', { name: 'Reopen' }).click();
    await until(visitor.info, ({ status, owner }) => status === 'active' && owner === 'agent', 'it is open again');
    await rowOf(page, visitor).and(page.locator('.mine')).waitFor();
    await page.getByRole('textbox', { name: /^Reply to Grace/ }).waitFor();
    await page.keyboard.type('One more thing.');
    await page.keyboard.press('Enter');
    await until(visitor.log, (log) => log.includes('agent: One more thing.'), 'the reply arrives');
    await visitor.say('Yes?');
    await said(page, 'Yes?').waitFor();
    await visitor.call('end');
    await page.getByRole('button', { name: 'Reopen' }).waitFor();
    await audit(page, 'ended again');
  });

  test('left messages: counted, read, done, and not done after all', async () => {
    const page = await openPage();
    await signIn(page, 'Lea');
    await server.leaveMessage({ email: 'ann@example.com', name: 'Ann', text: 'Please call\nme back', page: { url: 'https://shop.example/help', title: 'Help' } });
    await page.getByRole('button', { name: 'Left messages, 1 to answer' }).click();
    await page.getByRole('heading', { name: 'Left messages' }).waitFor();
    const card = page.getByRole('article', { name: 'From Ann' });
    await card.getByText('Please call').waitFor();
    assert.match((await card.getByRole('link', { name: 'Answer by e-mail' }).getAttribute('href')) ?? '', /^mailto:ann%40example\.com\?/);
    await audit(page, 'left messages');
    await server.leaveMessage({ email: 'bo@example.com', text: 'And me' });
    await page.getByRole('article', { name: 'From bo@example.com' }).waitFor();
    await card.getByRole('button', { name: /^Done/ }).press('Enter');
    await page.getByRole('list', { name: 'Done' }).getByRole('article', { name: 'From Ann' }).getByText('by Lea').waitFor();
    await page.getByRole('button', { name: 'Left messages, 1 to answer' }).waitFor();
    await audit(page, 'left messages, one done');
    await page.reload();
    await page.getByRole('list', { name: 'Done' }).getByRole('button', { name: 'Not done: message from Ann' }).click();
    await page.getByRole('list', { name: 'Open' }).getByRole('article', { name: 'From Ann' }).waitFor();
    for (const name of ['Ann', 'bo@example.com']) await page.getByRole('button', { name: `Done: message from ${name}` }).click();
    await page.getByText('Nothing to answer').waitFor();
    await page.goBack();
    await page.getByText('Nobody is waiting').waitFor();
    assert.equal(await page.getByRole('heading', { name: 'Left messages' }).count(), 0);
  });

  test('on a phone: one pane at a time, and the way back is the browser’s too', async () => {
    const visitor = await newVisitor();
    const page = await openPage({ width: 390, height: 780 });
    await signIn(page, 'Edda');
    await visitor.call('handoff', {});
    const row = rowOf(page, visitor);
    await row.waitFor();
    await audit(page, 'the list on a phone');
    await row.click();
    await page.getByRole('button', { name: 'Accept chat' }).waitFor();
    assert.equal(await row.isVisible(), false);
    await audit(page, 'a chat on a phone');
    await page.goBack();
    await row.waitFor();
    await row.click();
    await page.getByRole('button', { name: 'Details', exact: true }).click();
    await page.getByText('Chat id').waitFor();
    await page.getByRole('button', { name: 'Close details' }).click();
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await row.waitFor();
  });
});
