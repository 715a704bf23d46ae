/** However a back end answers, a page asks it again with pauses: nobody's mistake becomes a storm of requests, or of events for the page. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Page, Route} from 'playwright-core';
import {setStage} from './support/stage.js';
import {until} from './support/until.js';
import {WindowVisitor} from './support/window-visitor.js';

const stage = setStage({CHAT_IDENTITY_SECRET: 'a secret that no token here is signed with'});

/** How long a page is watched. Pauses double from half a second, so this is four tries or five. */
const WATCHED_MS = 4_000;
/** What a page may ask meanwhile: some calls at once, each a few times. A storm is hundreds. */
const REQUESTS = 30;
/** What the page may be told meanwhile of what goes wrong. */
const ERRORS = 8;

type Answer = (route: Route) => Promise<void>;

const problem = (status: number): Answer => (route) => route.fulfill({status, contentType: 'application/problem+json', body: '{}'});

const ANSWERS: Readonly<Record<string, Answer>> = {
  'not at all': (route) => route.abort('connectionrefused'),
  'with HTML, as the sign-in page of a network does': (route) => route.fulfill({contentType: 'text/html', body: '<!doctype html><title>Sign in</title>'}),
  'with 401': problem(401),
  'with 404': problem(404),
  'with 413': problem(413),
  'with 429': problem(429),
  'with 500': problem(500),
  'with streams that end at once': (route) =>
    route.request().headers()['accept'] === 'text/event-stream' ? route.fulfill({contentType: 'text/event-stream', body: ''}) : route.continue(),
};

/** What a visitor is doing when the back end begins to answer so. */
const SCENES: Readonly<Record<string, {readonly before: boolean; readonly act: (page: Page) => Promise<unknown>}>> = {
  'begins a chat': {before: false, act: (page) => call(page, ['show'], ['startChat'], ['sendMessage', 'hello'])},
  'is in one, and loses the network for a moment': {
    before: true,
    act: async (page) => {
      await call(page, ['sendMessage', 'hello']);
      await page.evaluate(() => ['offline', 'online'].forEach((type) => dispatchEvent(new Event(type))));
    },
  },
  'reloads the page of one': {
    before: true,
    act: async (page) => {
      await page.reload();
      await call(page, ['show']);
    },
  },
};

/** Calls verbs without waiting for what becomes of them. */
function call(page: Page, ...calls: readonly (readonly [verb: string, ...parameters: unknown[]])[]): Promise<void> {
  return page.evaluate((all) => {
    const chat = document.querySelector('chat-embed') as unknown as Record<string, (...parameters: unknown[]) => Promise<unknown>>;
    for (const [verb, ...parameters] of all) chat[verb]!(...parameters).catch(() => undefined);
  }, calls);
}

interface Watched {
  readonly requests: readonly string[];
  readonly errors: readonly string[];
}

/** What a page asks of its back end, and is told of errors, from `act` on. */
async function watch(visitor: WindowVisitor, act: () => Promise<unknown>): Promise<Watched> {
  const {page} = visitor;
  const requests: string[] = [];
  page.on('request', (request) => {
    const {pathname} = new URL(request.url());
    if (pathname.startsWith('/v1/')) requests.push(`${request.method()} ${pathname}`);
  });
  await act();
  await until('a request', async () => requests.length > 0);
  await page.waitForTimeout(WATCHED_MS);
  const {events} = await visitor.recorded();
  return {requests, errors: events.flatMap(({type, detail}) => (type === 'chat-error' ? [String(detail['code'])] : []))};
}

function assertCalm({requests, errors}: Watched, where: string): void {
  assert.ok(requests.length <= REQUESTS, `${where}: ${requests.length} requests, ${requests.join(', ')}`);
  assert.ok(errors.length <= ERRORS, `${where}: ${errors.length} errors, ${errors.join(', ')}`);
}

for (const [scene, {before, act}] of Object.entries(SCENES)) {
  test(`a visitor who ${scene}: whatever the back end answers, it is asked with pauses`, async (t) => {
    const contexts = await Promise.all(Object.keys(ANSWERS).map(() => stage.newContext(t)));
    await Promise.all(
      Object.entries(ANSWERS).map(async ([name, answer], index) => {
        const visitor = await WindowVisitor.open(contexts[index]!, stage.server.url);
        if (before) {
          await visitor.openWindow();
          await visitor.say('hello there');
          await until('an answer', async () => (await visitor.state()).entries.some((entry) => entry.kind === 'message' && entry.author.role === 'bot'));
        }
        await contexts[index]!.route(`${stage.server.url}/v1/**`, answer);
        assertCalm(await watch(visitor, () => act(visitor.page)), `answered ${name}`);
      }),
    );
  });
}

test('a page whose tokens are all refused: the back end and the page are asked with pauses, and the page is told once', async (t) => {
  const visitor = await WindowVisitor.open(await stage.newContext(t), stage.server.url);
  const watched = await watch(visitor, () =>
    visitor.page.evaluate(() => {
      const part = (value: object): string => btoa(JSON.stringify(value)).replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_');
      const chat = document.querySelector('chat-embed') as unknown as {getToken: () => Promise<string>; show: () => Promise<void>; sendMessage: (text: string) => Promise<string>};
      let number = 0;
      chat.getToken = async () => [part({alg: 'HS256'}), part({sub: 'ann', exp: 4e9 + number++}), 'bm9ib2R5'].join('.');
      void chat.show();
      chat.sendMessage('hello').catch(() => undefined);
    }),
  );
  assertCalm(watched, 'tokens refused');
  assert.deepEqual(watched.errors, ['identity-refused']);
});
