/** The page that is the chat, as its links are followed: what an address asks for happens once, and there is always something on the screen. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {BrowserContext, Page} from 'playwright-core';
import {openTab, recordedIn} from './support/pages.js';
import {setStage} from './support/stage.js';
import {until} from './support/until.js';
import {WindowVisitor} from './support/window-visitor.js';

const stage = setStage();

async function follow(context: BrowserContext, query = ''): Promise<WindowVisitor> {
  return WindowVisitor.at(context, `${stage.server.url}/chat.html${query}`);
}

const queryOf = (page: Page): string => new URL(page.url()).search;

const countOf = async (visitor: WindowVisitor, text: string): Promise<number> =>
  (await visitor.state()).entries.filter((entry) => entry.kind === 'message' && entry.author.role === 'visitor' && entry.text === text).length;

const ends = async (page: Page): Promise<number> => (await recordedIn(page)).events.filter(({type}) => type === 'chat-end').length;

test('is a whole chat under the server’s own policy, without a way to close it', async (t) => {
  const visitor = await follow(await stage.newContext(t));
  await visitor.input.waitFor();
  const box = await visitor.page.locator('chat-embed [part=panel]').boundingBox();
  assert.deepEqual([box?.x, box?.y], [0, 0]);
  assert.equal(box?.width, visitor.page.viewportSize()?.width);
  assert.equal(box?.height, visitor.page.viewportSize()?.height);
  await visitor.say('What happens when I reload the page?');
  await visitor.answer(1);
  assert.equal(await visitor.button(/^(Close|Hide) chat$/).count(), 0);
  await visitor.page.keyboard.press('Escape');
  assert.equal((await visitor.state()).window, 'shown');
  assert.deepEqual((await visitor.recorded()).violations, []);
});

test('resetWindow is done once: not by a reload, not on the way back', async (t) => {
  const context = await stage.newContext(t);
  const visitor = await follow(context);
  await visitor.say('first');
  const first = (await visitor.until('a session', ({session}) => session.status === 'active')).session.id;

  const {page} = visitor;
  await page.goto(`${stage.server.url}/chat.html?resetWindow=true&utm_source=app`);
  await until('the session has ended', async () => (await ends(page)) === 1);
  await visitor.until('a fresh page', ({session, greeting}) => session.status === 'none' && greeting);
  await until('the address has forgotten it', () => queryOf(page) === '?utm_source=app');
  assert.equal((await visitor.state()).window, 'shown');

  await visitor.say('second');
  const second = (await visitor.until('another session', ({session}) => session.status === 'active')).session.id;
  assert.notEqual(second, first);
  await page.reload();
  const again = await visitor.until('the session again', ({session, entries}) => session.status === 'active' && entries.length > 0);
  assert.equal(again.session.id, second);
  await page.goto(`${stage.server.url}/demo/inline.html`);
  await page.goBack();
  assert.equal((await visitor.until('the session after the way back', ({session}) => session.status === 'active')).session.id, second);
  assert.equal(await ends(page), 0);
});

test('sendMessage is sent once, after the reset', async (t) => {
  const context = await stage.newContext(t);
  const visitor = await follow(context);
  await visitor.say('old words');
  const old = (await visitor.until('a session', ({session}) => session.status === 'active')).session.id;

  const {page} = visitor;
  await page.goto(`${stage.server.url}/chat.html?sendMessage=${encodeURIComponent('Hello & <b>welcome</b>')}&resetWindow=1`);
  await visitor.sees('Hello & <b>welcome</b>');
  const {session, entries} = await visitor.until('it sent', (state) => state.session.status === 'active' && state.entries.length > 0);
  assert.notEqual(session.id, old);
  assert.ok(!entries.some((entry) => entry.kind === 'message' && entry.text === 'old words'));
  await until('the address has forgotten both', () => queryOf(page) === '');
  await until('nothing is left to do', () => page.evaluate(() => JSON.stringify(history.state) === '{"chatPage":{"reset":false,"send":""}}'));
  await page.reload();
  await visitor.sees('Hello & <b>welcome</b>');
  assert.equal(await countOf(visitor, 'Hello & <b>welcome</b>'), 1);
  assert.equal((await visitor.state()).session.id, session.id);
});

test('sendMessage without a reset goes on with the session', async (t) => {
  const context = await stage.newContext(t);
  const visitor = await follow(context, '?sendMessage=one');
  await visitor.sees('one');
  const {session} = await visitor.until('a session', (state) => state.session.status === 'active');
  await visitor.page.goto(`${stage.server.url}/chat.html?sendMessage=two`);
  await visitor.sees('two');
  assert.equal((await visitor.state()).session.id, session.id);
  await visitor.sees('one');
});

test('a close icon leads to a calm page, and back to the same conversation', async (t) => {
  const visitor = await follow(await stage.newContext(t), '?showCloseIcon=true');
  await visitor.say('keep this');
  const {session} = await visitor.until('a session', (state) => state.session.status === 'active');
  await visitor.button('Close chat').click();
  const {page} = visitor;
  await page.getByRole('heading', {name: 'Chat closed'}).waitFor();
  await page.getByText('Your conversation is kept').waitFor();
  assert.equal(await page.locator('chat-embed').isVisible(), false);
  await page.getByRole('button', {name: 'Open the chat again'}).click();
  await visitor.sees('keep this');
  await visitor.atComposer();
  assert.equal((await visitor.state()).session.id, session.id);
});

test('closing says how things stand: nothing yet, a conversation that has followed another, one that has ended', async (t) => {
  const visitor = await follow(await stage.newContext(t), '?showCloseIcon=true');
  const {page} = visitor;
  const [kept, over] = [page.getByText('Your conversation is kept'), page.getByText('The conversation has ended')];
  const close = async (): Promise<void> => {
    await visitor.button('Close chat').click();
    await page.getByRole('heading', {name: 'Chat closed'}).waitFor();
  };
  const comeBack = (): Promise<void> => page.getByRole('button', {name: 'Open the chat again'}).click();
  const call = (verb: string, parameter?: unknown): Promise<unknown> =>
    page.evaluate(
      ([name, given]) => (document.querySelector('chat-embed') as unknown as Record<string, (one: unknown) => Promise<unknown>>)[name]!(given),
      [verb, parameter] as const,
    );
  await visitor.input.waitFor();
  await close();
  assert.deepEqual([await kept.isVisible(), await over.isVisible()], [false, false], 'nothing has been said');
  await comeBack();
  await visitor.say('first');
  await visitor.until('a session', ({session}) => session.status === 'active');
  await call('startNewSession');
  await close();
  assert.deepEqual([await kept.isVisible(), await over.isVisible()], [true, false], 'the first one has ended, the second goes on');
  await comeBack();
  await call('endChat', {then: 'stay'});
  for (const again of ['once', 'twice']) {
    await close();
    assert.deepEqual([await kept.isVisible(), await over.isVisible()], [false, true], `it has ended, and is closed ${again}`);
    await comeBack();
  }
});

test('no verb leaves a blank page', async (t) => {
  const visitor = await follow(await stage.newContext(t), '?showCloseIcon=true');
  const {page} = visitor;
  const run = (verb: string): Promise<unknown> =>
    page.evaluate((name) => (document.querySelector('chat-embed') as unknown as Record<string, () => Promise<unknown>>)[name]!(), verb);
  await visitor.input.waitFor();
  for (const verb of ['startChat', 'hide', 'show', 'endChat', 'startChat', 'clearChat', 'resetWindow', 'startNewSession', 'clearSession', 'toggle', 'hide']) {
    await run(verb);
    await until(`after ${verb}() there is either the chat or a word`, async () => {
      const composer = await visitor.input.or(page.getByRole('region', {name: 'Conversations'})).isVisible();
      return composer !== (await page.getByRole('heading', {name: 'Chat closed'}).isVisible());
    });
  }
  await page.getByRole('button', {name: 'Open the chat again'}).click();
  await visitor.input.waitFor();
});

test('ending says so, and leads back to the list', async (t) => {
  const visitor = await follow(await stage.newContext(t));
  const {page} = visitor;
  await visitor.say('bye');
  await visitor.until('a session', ({session}) => session.status === 'active');
  await visitor.button('End this chat').click();
  await page.getByRole('button', {name: 'End chat'}).click();
  await page.getByRole('heading', {name: 'Chat closed'}).waitFor();
  await page.getByText('The conversation has ended').waitFor();
  await page.getByRole('button', {name: 'Open the chat again'}).click();
  await page.getByRole('listitem').filter({hasText: 'bye'}).filter({hasText: 'Ended'}).waitFor();
  await visitor.button('New conversation').click();
  await visitor.atComposer();
  assert.equal((await visitor.state()).session.status, 'none');
});

test('a pop-out goes away when it is closed, and stays when its chat was ended', async (t) => {
  const context = await stage.newContext(t);
  const opener = await openTab(context, `${stage.server.url}/demo/inline.html`);
  const open = async (): Promise<WindowVisitor> => {
    const [page] = await Promise.all([
      context.waitForEvent('page'),
      opener.evaluate(() => void window.open('/chat.html?showCloseIcon=true', '_blank', 'popup,width=420,height=700')),
    ]);
    return new WindowVisitor(page);
  };
  const first = await open();
  await first.say('still here');
  await first.until('a session', ({session}) => session.status === 'active');
  await Promise.all([first.page.waitForEvent('close'), first.button('Close chat').click()]);

  const second = await open();
  await second.sees('still here');
  await second.button('End this chat').click();
  await second.page.getByRole('button', {name: 'End chat'}).click();
  await second.page.getByRole('heading', {name: 'Chat closed'}).waitFor();
});

test('what cannot be understood is said, and takes nothing away', async (t) => {
  const context = await stage.newContext(t);
  const visitor = await follow(context);
  await visitor.say('mine');
  const {session} = await visitor.until('a session', (state) => state.session.status === 'active');
  const {page} = visitor;
  await page.goto(`${stage.server.url}/chat.html?resetWindow=please&sessionId=42&locale=xx_yy&heading=Acme`);
  await page.getByText('could not be understood and was left out: locale, sessionId, resetWindow').waitFor();
  await visitor.sees('mine');
  assert.equal((await visitor.state()).session.id, session.id);
  await page.getByRole('heading', {name: 'Acme'}).waitFor();
  assert.equal(await page.title(), 'Acme');
  await page.getByRole('button', {name: 'Dismiss'}).click();
  assert.equal(await page.getByText('could not be understood').count(), 0);
});

test('a message that the page vetoes is not lost', async (t) => {
  const context = await stage.newContext(t);
  await context.addInitScript(() => {
    addEventListener('chat-before-send', (event) => event.preventDefault(), {once: true});
  });
  const visitor = await follow(context, '?sendMessage=important');
  const {page} = visitor;
  await page.getByText('The message from this link was not sent. “important”').waitFor();
  await page.getByRole('button', {name: 'Try again'}).click();
  await visitor.sees('important');
  assert.equal(await countOf(visitor, 'important'), 1);
});

test('no link chooses the server', async (t) => {
  const context = await stage.newContext(t);
  const strange: string[] = [];
  context.on('request', (request) => {
    if (!request.url().startsWith(stage.server.url)) strange.push(request.url());
  });
  const visitor = await follow(context, '?endpoint=https://evil.example&connector=fake&user-token=abc&namespace=other');
  await visitor.say('to whom?');
  await visitor.until('a session', ({session}) => session.status === 'active');
  assert.deepEqual(strange, []);
});

test('sessionId names the session, locale the language and the direction, singleThread is passed on', async (t) => {
  const id = crypto.randomUUID();
  const visitor = await follow(await stage.newContext(t), `?sessionId=${id}&locale=ar&singleThread`);
  const {page} = visitor;
  assert.equal(await page.evaluate(() => `${document.documentElement.lang} ${document.documentElement.dir}`), 'ar rtl');
  await page.locator('chat-embed [part~=input]').fill('مرحبا');
  await page.keyboard.press('Enter');
  const {session} = await visitor.until('a session', (state) => state.session.status === 'active');
  assert.equal(session.id, id);
  assert.equal(await page.locator('chat-embed').getAttribute('single-thread'), '');
});

test('speaks the browser’s language when the link names none', async (t) => {
  const visitor = await follow(await stage.newContext(t, {locale: 'de-AT'}));
  await visitor.page.getByPlaceholder('Nachricht schreiben …').waitFor();
});

test('says so when the chat cannot be loaded, and without JavaScript', async (t) => {
  const context = await stage.newContext(t);
  await context.route('**/dist/chat-embed.js', (route) => route.abort());
  const page = await openTab(context, `${stage.server.url}/chat.html`);
  await page.getByText('The chat could not be loaded.').waitFor();
  await page.getByRole('button', {name: 'Reload the page'}).waitFor();

  const plain = await stage.newContext(t, {javaScriptEnabled: false});
  const still = await plain.newPage();
  await still.goto(`${stage.server.url}/chat.html`);
  // The runner's own way of finding text leaves out what is for browsers without scripts.
  assert.ok(await still.locator('noscript').isVisible());
  assert.match(await still.locator('noscript').innerText(), /needs JavaScript/);
});
