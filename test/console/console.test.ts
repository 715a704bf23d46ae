// The console's screens with the network in the test's hand: what each answer of the server, and each silence, looks like to an agent.
import { expect } from '@open-wc/testing';
import '../../server/console/main.js';
import type { AgentConsole } from '../../server/console/agent-console.js';
import { waitUntil } from '../support/wait-until.js';
import { chatOf, infoOf, json, ME, messageEvent, mine, problem, StubServer, VISITOR } from './stub-server.js';

/** Finds the first match in all open shadow trees. */
function find<E extends Element = HTMLElement>(selector: string, root: ParentNode = document): E | undefined {
  const own = root.querySelector<E>(selector);
  if (own) return own;
  for (const element of root.querySelectorAll('*')) {
    const found = element.shadowRoot && find<E>(selector, element.shadowRoot);
    if (found) return found;
  }
  return undefined;
}

/** All text that is there, through shadow trees. */
function textOf(root: Node): string {
  if (root instanceof Element && root.shadowRoot) return textOf(root.shadowRoot);
  if (root.nodeType === Node.TEXT_NODE) return root.textContent ?? '';
  return [...root.childNodes].filter((node) => node.nodeName !== 'STYLE').map(textOf).join(' ').replaceAll(/\s+/g, ' ');
}

const sees = (text: string): Promise<void> => waitUntil(() => textOf(document.body).includes(text), `"${text}" shows`);
const seesNot = (text: string): Promise<void> => waitUntil(() => !textOf(document.body).includes(text), `"${text}" is gone`);

/** Whether keys go there; a page whose browser window is not in front has no `:focus`. */
const hasFocus = (element: Element | undefined): boolean => element !== undefined && (element.getRootNode() as Document | ShadowRoot).activeElement === element;

async function found<E extends Element = HTMLElement>(selector: string): Promise<E> {
  await waitUntil(() => find(selector), `${selector} is there`);
  return find<E>(selector)!;
}

const button = (name: string): Promise<HTMLButtonElement> =>
  waitUntil(() => buttonNow(name), `the button "${name}" is there`).then(() => buttonNow(name)!);

function buttonNow(name: string, root: ParentNode = document): HTMLButtonElement | undefined {
  for (const element of root.querySelectorAll('*')) {
    if (element instanceof HTMLButtonElement && (element.ariaLabel ?? element.textContent.trim()) === name && element.checkVisibility()) return element;
    const inside = element.shadowRoot && buttonNow(name, element.shadowRoot);
    if (inside) return inside;
  }
  return undefined;
}

describe('the agent console', () => {
  let server: StubServer;
  let page: AgentConsole;

  beforeEach(() => {
    sessionStorage.clear();
    localStorage.clear();
    history.replaceState(null, '', location.pathname + location.search);
    server = new StubServer();
  });
  afterEach(() => {
    page.remove();
    server.restore();
  });

  function open(): void {
    page = document.createElement('agent-console');
    page.style.blockSize = '600px';
    document.body.append(page);
  }

  async function openWith(...chats: ReturnType<typeof chatOf>[]): Promise<void> {
    server.signedIn();
    open();
    await waitUntil(() => server.feed, 'the feed is open');
    server.feed!.send({ type: 'chats', chats });
    await waitUntil(() => find('nav[aria-label=Chats]:not([aria-busy])'), 'the list is there');
  }

  /** Opens an own chat and lets its stream begin. */
  async function read(chat: ReturnType<typeof chatOf>, events: readonly object[] = []): Promise<void> {
    server.chat(chat, events);
    (await found(`[data-key="${chat.key}"]`)).click();
    await waitUntil(() => server.stream(`${chat.key}/events`), 'the chat’s stream is open');
    server.stream(`${chat.key}/events`)!.send({ type: 'sync', session: infoOf(chat), unfinished: [] });
    await found('chat-embed-transcript');
  }

  async function showDetails(): Promise<void> {
    await page.updateComplete;
    if (!find('agent-details')) (await button('Details')).click();
    await found('agent-details');
  }

  async function write(text: string): Promise<void> {
    const input = await found<HTMLTextAreaElement>('textarea');
    input.value = text;
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  }

  describe('signing in', () => {
    async function tryToSignIn(name: string, password: string): Promise<void> {
      (await found<HTMLInputElement>('input[name=name]')).value = name;
      (await found<HTMLInputElement>('input[name=password]')).value = password;
      (await button('Sign in')).click();
    }

    beforeEach(() => {
      server.on('GET /v1/agent/me', () => problem(401, 'unauthorized'));
    });

    it('says what is missing without asking the server', async () => {
      open();
      await tryToSignIn('  ', 'x');
      await sees('Enter your name');
      await tryToSignIn('Maria', '');
      await sees('Enter the password.');
      expect(server.count('POST /v1/agent/login')).to.equal(0);
    });

    it('says that a password is wrong, and leads to the list with the right one', async () => {
      server.on('POST /v1/agent/login', ({ password }) => (password === 'right' ? json({ agent: ME }) : problem(401, 'unauthorized')));
      open();
      await tryToSignIn('Maria', 'wrong');
      await sees('That password is not right.');
      expect(find('input[name=password]')!.getAttribute('aria-invalid')).to.equal('true');
      await tryToSignIn('Maria', 'right');
      await waitUntil(() => server.feed, 'the feed is open');
      await sees('Maria Ahlers');
    });

    it('counts down after too many tries, and lets nobody try meanwhile', async () => {
      server.on('POST /v1/agent/login', () => problem(429, 'rate_limited', { 'retry-after': '3' }));
      open();
      await tryToSignIn('Maria', 'x');
      await sees('Too many tries. Please wait');
      expect(textOf(document.body)).to.match(/Please wait [1-3] s\./);
      expect((await button('Sign in')).disabled).to.equal(true);
      await waitUntil(() => !buttonNow('Sign in')?.disabled, 'one may try again');
      await seesNot('Too many tries');
    });
  });

  it('shows who waits, whose chats are whose, and what was said last', async () => {
    await openWith(
      chatOf('A', { lastMessage: { text: 'My **parcel**', role: 'visitor', at: Date.now() } }),
      mine('B', { lastSeq: 4, lastMessage: { text: 'Thanks', role: 'visitor', at: Date.now() } }),
      chatOf('C', { owner: 'agent', agent: { id: 'x', role: 'agent', name: 'Sam' }, lastMessage: { text: 'On it', role: 'agent', at: Date.now() } }),
    );
    await sees('Waiting 1');
    for (const text of ['My parcel', 'Mine 1', 'Thanks', 'Others’ 1', 'Sam: On it']) await sees(text);
    expect(find('.place')!.textContent).to.include('#1');
    expect(find('[data-key="B"]')!.classList.contains('unread')).to.equal(true);
    expect(document.title).to.equal('(2) Agent console');
    await expect(page).to.be.accessible();
  });

  it('moves through the list with the arrow keys, all of it one stop for Tab', async () => {
    await openWith(chatOf('A', { waitingSince: 1 }), chatOf('B', { waitingSince: 2 }), chatOf('C', { waitingSince: 3 }));
    const rows = [await found('[data-key="A"]'), await found('[data-key="B"]'), await found('[data-key="C"]')];
    expect(rows.map(({ tabIndex }) => tabIndex)).to.deep.equal([0, -1, -1]);
    rows[0]!.focus();
    const press = (key: string): boolean => find('agent-chats')!.shadowRoot!.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
    press('ArrowDown');
    expect(hasFocus(rows[1]!)).to.equal(true);
    press('End');
    press('ArrowDown');
    expect(hasFocus(rows[2]!)).to.equal(true);
    press('Home');
    expect(hasFocus(rows[0]!)).to.equal(true);
    expect(rows.map(({ tabIndex }) => tabIndex)).to.deep.equal([0, -1, -1]);
  });

  it('says in place that somebody else was faster', async () => {
    const chat = chatOf('A');
    await openWith(chat);
    await read(chat);
    server.on('POST /v1/agent/chats/A/accept', () => problem(409, 'already_taken'));
    (await button('Accept chat')).click();
    await sees('Somebody else has taken this chat.');
    expect(server.count('POST /v1/agent/chats/A/accept'), 'a refusal is not tried again').to.equal(1);
  });

  describe('chats with the bot', () => {
    const withBot = (key: string, text: string): ReturnType<typeof chatOf> =>
      chatOf(key, { owner: 'bot', lastSeq: 2, lastMessage: { text, role: 'visitor', at: Date.now() } });
    const asked = (): string[] => server.calls.filter(({ path }) => path.endsWith('/feed')).map(({ query }) => query);

    /** Opens the list and answers with these. */
    async function unfold(total: number, ...chats: ReturnType<typeof chatOf>[]): Promise<void> {
      const before = server.feed!;
      before.send({ type: 'bot-chats', total });
      (await button(`With the bot ${total}`)).click();
      await waitUntil(() => server.feed && server.feed !== before, 'the feed is asked for them');
      server.feed!.send({ type: 'chats', chats });
      server.feed!.send({ type: 'bot-chats', total });
    }

    it('are counted, and asked for only while their list is open', async () => {
      await openWith();
      server.feed!.send({ type: 'me', me: { agent: ME, away: false, bot: true } });
      await sees('With the bot 0');
      await unfold(2, withBot('A', 'Where is my parcel?'), withBot('B', 'Do you ship?'));
      await sees('Where is my parcel?');
      expect(asked()).to.deep.equal(['', '?bot=30']);
      expect(textOf(document.body)).not.to.include('Reconnecting');
      expect(document.title, 'they call nobody').to.equal('Agent console');
      await expect(page).to.be.accessible();
      const before = server.feed!;
      (await button('With the bot 2')).click();
      await seesNot('Where is my parcel?');
      await waitUntil(() => server.feed && server.feed !== before, 'the feed is without them again');
      expect(asked().at(-1)).to.equal('');
      server.feed!.send({ type: 'chats', chats: [] });
      await sees('With the bot 2');
    });

    it('come in portions, and are open again after a reload', async () => {
      await openWith();
      await unfold(45, ...Array.from({ length: 30 }, (_, index) => withBot(`k${index}`, `Question ${index}`)));
      await sees('Question 29');
      (await button('Show more')).click();
      await waitUntil(() => asked().at(-1) === '?bot=60', 'more are asked for');
      page.remove();
      open();
      await waitUntil(() => asked().length === 4, 'the feed is open again');
      expect(asked().at(-1)).to.equal('?bot=60');
    });

    it('can be read along and taken over, with the reply at hand', async () => {
      const chat = withBot('A', 'Where is my parcel?');
      await openWith();
      await unfold(1, chat);
      await read(chat, [messageEvent(1, VISITOR, 'Where is my parcel?')]);
      await sees('You’re reading along.');
      expect(find('chat-embed-composer')!.checkVisibility()).to.equal(false);
      const taken = mine('A', { lastSeq: 4 });
      server.on('POST /v1/agent/chats/A/takeover', () => json(infoOf(taken)));
      (await button('Take over')).click();
      await waitUntil(() => find('textarea')?.matches(':focus'), 'one can write at once');
      server.feed!.send({ type: 'chat', chat: taken });
      await sees('Mine 1');
      expect(server.count('POST /v1/agent/chats/A/takeover')).to.equal(1);
    });

    it('say in place that somebody else was faster', async () => {
      const chat = withBot('A', 'Hello?');
      await openWith();
      await unfold(1, chat);
      await read(chat);
      server.on('POST /v1/agent/chats/A/takeover', () => problem(409, 'already_taken'));
      (await button('Take over')).click();
      await sees('Somebody else has taken this chat.');
    });

    it('stay in sight while they are read, also with their list closed', async () => {
      const chat = withBot('A', 'Hello?');
      await openWith();
      await unfold(1, chat, withBot('B', 'Hi'));
      await read(chat);
      const before = server.feed!;
      (await button('With the bot 1')).click();
      await waitUntil(() => server.feed && server.feed !== before, 'the feed is without them again');
      server.feed!.send({ type: 'chats', chats: [] });
      await seesNot('Hi');
      expect(find('[data-key="A"]')!.ariaCurrent).to.equal('true');
      await sees('You’re reading along.');
    });
  });

  it('counts a chat as read that has gone on without its visitor', async () => {
    const chat = mine('A', { lastSeq: 2, lastMessage: { text: 'Hi', role: 'visitor', at: Date.now() } });
    await openWith(chat, mine('B'));
    await read(chat, [messageEvent(1, VISITOR, 'Hi')]);
    const told = (): unknown => server.calls.findLast(({ path }) => path.endsWith('A/receipts'))?.body['read'];
    await waitUntil(() => told() === 1, 'the message is read');
    server.stream('A/events')!.send({ type: 'joined', seq: 2, at: 2, participant: ME });
    await waitUntil(() => told() === 2, 'and so is the notice after it');
    server.stream('A/events')!.send(messageEvent(3, VISITOR, 'Still there?'));
    await waitUntil(() => told() === 3, 'the next message too');
  });

  it('does not count what nobody has looked at as read', async () => {
    const chat = mine('A', { lastSeq: 2, lastMessage: { text: 'Hi', role: 'visitor', at: Date.now() } });
    server.chat(chat, [messageEvent(1, VISITOR, 'Hi'), { type: 'joined', seq: 2, at: 2, participant: ME }]);
    await openWith(chat);
    const told = (): readonly unknown[] => server.calls.filter(({ path }) => path.endsWith('A/receipts')).map(({ body }) => body['read']);
    await waitUntil(() => told().length > 0, 'it is told what was delivered');
    expect(told()).to.deep.equal([0]);
  });

  it('sends a reply again after any doubt, under the same id, and shows it once', async () => {
    const chat = mine('A');
    await openWith(chat);
    await read(chat, [{ type: 'started', by: 'visitor', seq: 1, at: 1 }]);
    let tries = 0;
    server.on('POST /v1/agent/chats/A/messages', ({ id }) => (++tries === 1 ? Promise.reject(new TypeError('no network')) : json({ id, seq: 2, at: 5 }, 201)));
    await write('Hello');
    await waitUntil(() => tries === 2, 'it is tried again');
    const ids = server.calls.filter(({ path }) => path.endsWith('/messages')).map(({ body }) => body['id'] as string);
    expect(new Set(ids).size).to.equal(1);
    server.stream('A/events')!.send(messageEvent(2, ME, 'Hello', ids[0]));
    await waitUntil(() => find('chat-embed-transcript')!.shadowRoot!.querySelectorAll('chat-embed-message').length === 1, 'it shows once');
    await waitUntil(() => sessionStorage.getItem(`chat-embed-console|${ME.id}`)?.includes('Hello') === false, 'and is kept no longer');
  });

  it('keeps a refused reply with its reason, to be sent again or given up', async () => {
    const chat = mine('A');
    await openWith(chat);
    await read(chat);
    server.on('POST /v1/agent/chats/A/messages', () => problem(413, 'too_large'));
    await write('Far too long');
    await sees('This message is too long.');
    server.on('POST /v1/agent/chats/A/messages', ({ id }) => json({ id, seq: 2, at: 5 }, 201));
    (await button('Retry')).click();
    await seesNot('This message is too long.');
    expect(server.count('POST /v1/agent/chats/A/messages')).to.equal(2);
  });

  it('sends what a reload of the page left unsent', async () => {
    const left = { id: 'left-over', sessionId: 'A', text: 'Unsent', at: 1 };
    sessionStorage.setItem(`chat-embed-console|${ME.id}`, JSON.stringify({ drafts: {}, outboxes: { A: [left] } }));
    server.on('POST /v1/agent/chats/A/messages', ({ id }) => json({ id, seq: 2, at: 5 }, 201));
    server.chat(mine('A'));
    await openWith(mine('A'));
    await waitUntil(() => server.calls.some(({ body }) => body['id'] === 'left-over'), 'it is sent');
  });

  it('asks for the sign-in again when it has run out, and keeps what was typed', async () => {
    const chat = mine('A');
    await openWith(chat);
    await read(chat);
    const input = await found<HTMLTextAreaElement>('textarea');
    input.value = 'half a sentence';
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    server.on('POST /v1/agent/chats/A/end', () => problem(401, 'unauthorized'));
    (await button('End')).click();
    (await button('End chat')).click();
    await sees('Your sign-in has run out.');
    server.on('POST /v1/agent/login', () => json({ agent: ME }));
    (await found<HTMLInputElement>('input[name=name]')).value = 'Maria';
    (await found<HTMLInputElement>('input[name=password]')).value = 'x';
    (await button('Sign in')).click();
    await waitUntil(() => server.feed, 'the feed is open');
    server.feed!.send({ type: 'chats', chats: [chat] });
    await waitUntil(() => server.stream('A/events'), 'the chat is open again');
    server.stream('A/events')!.send({ type: 'sync', session: infoOf(chat), unfinished: [] });
    await waitUntil(() => find<HTMLTextAreaElement>('textarea')?.value === 'half a sentence', 'the draft is back');
  });

  it('says that it reconnects, and finds out what became of a chat meanwhile', async () => {
    const chat = mine('A');
    await openWith(chat);
    server.feed!.close();
    await sees('Reconnecting…');
    await waitUntil(() => server.feed, 'the feed is open again');
    server.chat({ ...chat, status: 'ended', lastSeq: 7 });
    server.feed!.send({ type: 'chats', chats: [] });
    await sees('Recently ended 1');
    await seesNot('Reconnecting…');
  });

  it('says of each chat how long ago something was said, how long its visitor waits for an answer, or when it ended', async () => {
    const MINUTE = 60_000;
    const ago = (minutes: number): number => Date.now() - minutes * MINUTE;
    const said = (role: 'visitor' | 'agent' | 'bot', minutes: number) => ({ text: 'Hi', role, at: ago(minutes) });
    const startedAt = ago(50);
    await openWith(
      mine('answered', { startedAt, lastMessage: said('agent', 4) }),
      mine('asked', { startedAt, lastMessage: said('visitor', 3) }),
      mine('just-asked', { startedAt, lastMessage: said('visitor', 0) }),
      mine('silent', { startedAt }),
      chatOf('waiting', { startedAt, waitingSince: ago(7), lastMessage: said('bot', 9) }),
      mine('other', { startedAt, agent: { id: 'x', role: 'agent', name: 'Sam' }, lastMessage: said('visitor', 6) }),
      mine('over', { startedAt, status: 'ended', lastMessage: said('agent', 40), ended: { by: 'timeout', reason: 'idle', at: ago(8), durationMs: 1, messageCount: 1 } }),
    );
    const whenOf = (key: string): string => textOf(find(`[data-key="${key}"] .when`)!).trim();
    expect(whenOf('answered')).to.equal('4m');
    expect(whenOf('asked')).to.equal(', waits for an answer, 3m');
    expect([...find('[data-key="asked"] .when')!.classList]).to.include.members(['wait', 'soon']);
    expect(whenOf('just-asked')).to.equal(', waits for an answer, now');
    expect(whenOf('silent')).to.equal('50m');
    expect(whenOf('waiting')).to.match(/^, waiting for 7:0\d$/);
    expect(whenOf('other')).to.equal('6m');
    expect(whenOf('over')).to.equal('8m');
  });

  const over = (key: string, rest: Parameters<typeof mine>[1] = {}): ReturnType<typeof mine> =>
    mine(key, { status: 'ended', lastSeq: 2, ended: { by: 'agent', reason: 'resolved', at: Date.now(), durationMs: 60_000, messageCount: 1 }, ...rest });
  const ending = [messageEvent(1, VISITOR, 'Hi'), { type: 'ended', seq: 2, at: 2, by: 'agent', reason: 'resolved', durationMs: 60_000, messageCount: 1 }];

  it('opens a recently ended chat again, and goes on in it', async () => {
    const chat = over('A');
    server.chat(chat, ending);
    server.signedIn();
    open();
    await waitUntil(() => server.feed, 'the feed is open');
    server.feed!.send({ type: 'chats', chats: [], recent: [chat] });
    await sees('Recently ended 1');
    (await found('[data-key="A"]')).click();
    await sees('ended this chat');
    const active = mine('A', { lastSeq: 3 });
    server.on('POST /v1/agent/chats/A/reopen', () => json(infoOf(active)));
    (await button('Reopen')).click();
    await waitUntil(() => server.stream('A/events'), 'it is followed again');
    server.stream('A/events')!.send({ type: 'sync', session: infoOf(active), unfinished: [] });
    server.stream('A/events')!.send({ type: 'reopened', seq: 3, at: 3, by: ME });
    server.feed!.send({ type: 'chat', chat: active });
    await waitUntil(() => find('chat-embed-composer')?.checkVisibility() && hasFocus(find('textarea')), 'one can write at once');
    await sees('Mine 1');
  });

  it('follows a chat again that somebody else has opened again', async () => {
    const chat = over('A');
    await openWith(chat);
    server.chat(chat, ending);
    (await found('[data-key="A"]')).click();
    await sees('ended this chat');
    const other = { id: 'x', role: 'agent', name: 'Sam' } as const;
    server.feed!.send({ type: 'chat', chat: mine('A', { agent: other, lastSeq: 3 }) });
    await waitUntil(() => server.stream('A/events'), 'it is followed again');
    const session = infoOf(mine('A', { agent: other, lastSeq: 3 }));
    for (const frame of [{ type: 'sync', session, unfinished: [] }, { type: 'reopened', seq: 3, at: 3, by: other }, messageEvent(4, other, 'One more thing')]) {
      server.stream('A/events')!.send(frame);
    }
    await sees('One more thing');
    await sees('Sam is answering');
  });

  it('says that a visitor with another open chat cannot have two', async () => {
    const chat = over('A');
    await openWith(chat);
    server.chat(chat, ending);
    (await found('[data-key="A"]')).click();
    server.on('POST /v1/agent/chats/A/reopen', () => problem(409, 'already_open'));
    (await button('Reopen')).click();
    await sees('This visitor has another open chat, and may have one at a time.');
    expect(server.count('POST /v1/agent/chats/A/reopen')).to.equal(1);
  });

  it('asks for a rating, and shows it with what was written to it as text', async () => {
    const chat = mine('A');
    await openWith(chat);
    await read(chat);
    const asked = { ...chat, csat: { id: 's', requestedAt: Date.now() } };
    server.on('POST /v1/agent/chats/A/survey', () => json(infoOf(asked)));
    (await button('Ask for a rating')).click();
    await waitUntil(() => server.count('POST /v1/agent/chats/A/survey') === 1, 'the server is asked');
    server.feed!.send({ type: 'chat', chat: asked });
    const waits = await button('Rating requested');
    expect(waits.ariaDisabled).to.equal('true');
    waits.click();
    await showDetails();
    await sees('Not answered yet');
    server.feed!.send({ type: 'chat', chat: { ...asked, csat: { ...asked.csat, score: 4, at: Date.now(), comment: '<b>Great</b>' } } });
    await sees('<b>Great</b>');
    await sees('4 of 5');
    await waitUntil(() => find('[role=status]')?.textContent?.includes('rated this chat 4 of 5'), 'it is said');
    expect(server.count('POST /v1/agent/chats/A/survey'), 'nobody is asked twice').to.equal(1);
    await expect(page).to.be.accessible();
  });

  it('marks whom the website vouches for, and says who is not verified', async () => {
    const known = mine('A', { visitor: { id: 'v', name: 'Grace', email: 'grace@navy.example', kind: 'verified' } });
    const claims = chatOf('B', { visitor: { id: 'w', name: 'Grace ✓', kind: 'unverified' } });
    await openWith(known, claims);
    expect(find('[data-key="A"] .verified-mark')).to.not.equal(undefined);
    expect(find('[data-key="B"] .verified-mark')).to.equal(undefined);
    await read(known);
    await showDetails();
    await sees('Verified by the website');
    server.chat(claims);
    (await found('[data-key="B"]')).click();
    await found('[data-key="B"][aria-current="true"]');
    await showDetails();
    await sees('Not verified');
  });

  it('lets go of a chat whose visitor had everything deleted', async () => {
    const chat = mine('A');
    await openWith(chat);
    await read(chat, [messageEvent(1, VISITOR, 'forget me')]);
    server.feed!.send({ type: 'erased', key: 'A' });
    await seesNot('forget me');
    await sees('No chat chosen');
  });

  it('lets nobody type in a chat that has ended', async () => {
    const chat = mine('A');
    await openWith(chat);
    await read(chat, [messageEvent(1, VISITOR, 'first')]);
    server.stream('A/events')!.send({ type: 'typing', participant: VISITOR, on: true });
    await sees('is typing');
    server.stream('A/events')!.send({ type: 'ended', seq: 2, at: Date.now(), by: 'agent', reason: 'resolved', durationMs: 1, messageCount: 1 });
    await sees('You ended this chat');
    expect(textOf(document.body)).not.to.include('is typing');
  });

  it('begins the stream again behind a hole, and shows nothing past it', async () => {
    const chat = mine('A');
    await openWith(chat);
    await read(chat, [messageEvent(1, VISITOR, 'first')]);
    const stream = server.stream('A/events')!;
    stream.send(messageEvent(3, VISITOR, 'third'));
    await waitUntil(() => server.stream('A/events') && server.stream('A/events') !== stream, 'another stream is open');
    expect(textOf(document.body)).not.to.include('third');
    for (const event of [{ type: 'sync', session: infoOf(chat), unfinished: [] }, messageEvent(2, VISITOR, 'second'), messageEvent(3, VISITOR, 'third')]) {
      server.stream('A/events')!.send(event);
    }
    await sees('third');
    expect(textOf(document.body)).to.match(/first.*second.*third/);
  });

  it('signs in for the chosen queues; for all of them without naming any', async () => {
    server.on('GET /v1/agent/me', () => problem(401, 'unauthorized'));
    server.on('GET /v1/agent/queues', () => json({ queues: [{ id: 'a', name: 'Sales' }, { id: 'b', name: 'Support' }] }));
    server.on('POST /v1/agent/login', () => problem(401, 'unauthorized'));
    open();
    const box = await found<HTMLInputElement>('input[value=b]');
    const tries = (): readonly unknown[] => server.calls.filter(({ path }) => path === '/v1/agent/login').map(({ body }) => body['queues']);
    for (const checked of [true, false]) {
      box.checked = checked;
      (await found<HTMLInputElement>('input[name=name]')).value = 'Maria';
      (await found<HTMLInputElement>('input[name=password]')).value = 'x';
      const before = tries().length;
      (await button('Sign in')).click();
      await waitUntil(() => tries().length > before && !buttonNow('Signing in…'), 'the server is asked');
    }
    expect(tries()).to.deep.equal([undefined, ['a']]);
  });

  it('is set away and back, follows what other devices say, and says when the server cannot be told', async () => {
    await openWith();
    let away = false;
    server.on('PATCH /v1/agent/me', (body) => json({ agent: ME, away: (away = body['away'] === true), bot: true }));
    (await found('.status')).click();
    await sees('Away');
    expect(away).to.equal(true);
    server.feed!.send({ type: 'me', me: { agent: ME, away: false, bot: true, queues: [{ id: 'a', name: 'Sales' }] } });
    await sees('Queues: Sales');
    server.on('PATCH /v1/agent/me', () => problem(503, 'unavailable'));
    (await found('.status')).click();
    await sees('The server isn’t available right now.');
    expect(textOf(document.body)).to.include('Available');
  });

  it('counts left messages, and shows no HTML of theirs', async () => {
    await openWith();
    const evil = '<img src=x onerror="globalThis.evil = 3">';
    const messages = [{ id: 'm1', email: 'a@example.com', name: evil, text: evil, at: Date.now(), page: { url: 'javascript:alert(1)', title: evil } }, { id: 7 }];
    server.on('GET /v1/agent/left-messages', () => json({ messages }));
    server.feed!.send({ type: 'left-messages', open: 2 });
    (await button('Left messages, 2 to answer')).click();
    await sees('onerror');
    expect(find('img')).to.equal(undefined);
    expect(find('.where a')).to.equal(undefined);
    expect(find('agent-left-messages')!.shadowRoot!.querySelectorAll('article').length).to.equal(1);
    expect('evil' in globalThis).to.equal(false);
    server.on('POST /v1/agent/left-messages/m1/done', () => problem(503, 'unavailable'));
    (await button(`Done: message from ${evil}`)).click();
    await sees('The server isn’t available right now.');
    expect(find('article')).to.exist;
  });

  describe('left messages that are being done', () => {
    const left = (id: string, rest: object = {}): object => ({ id, email: `${id}@example.com`, text: `From ${id}`, at: Date.now(), ...rest });
    const card = (id: string): HTMLElement => find(`article[data-id="${id}"]`)!;
    const press = (id: string): Promise<void> => button(`Done: message from ${id}@example.com`).then((done) => done.click());
    const setDone = (id: string): string => `POST /v1/agent/left-messages/${id}/done`;
    let messages: object[];
    let finish: Record<string, (answer: Response) => void>;

    beforeEach(async () => {
      messages = ['ann', 'bo', 'cy'].map((id) => left(id));
      finish = {};
      server.on('GET /v1/agent/left-messages', () => json({ messages }));
      for (const id of ['ann', 'bo', 'cy']) server.on(setDone(id), () => new Promise((resolve) => (finish[id] = resolve)));
      await openWith();
      server.feed!.send({ type: 'left-messages', open: 3 });
      (await button('Left messages, 3 to answer')).click();
      await sees('From cy');
    });

    /** The server has saved it. */
    function saved(id: string): void {
      messages = messages.map((message) => ((message as { id: string }).id === id ? left(id, { done: { at: Date.now(), by: ME } }) : message));
      finish[id]!(new Response(null, { status: 204 }));
    }

    it('are saved each for itself: no click is lost while another one is on its way', async () => {
      for (const id of ['ann', 'bo', 'cy']) await press(id);
      await waitUntil(() => Object.keys(finish).length === 3, 'the server is told of all three');
      for (const id of ['cy', 'ann', 'bo']) {
        expect(card(id).textContent).to.include('Saving');
        saved(id);
        await waitUntil(() => card(id).closest('.done'), `${id} is done`);
      }
      await sees('Nothing to answer');
    });

    it('take a second click on the same one for the first', async () => {
      await press('ann');
      (card('ann').querySelector('button') as HTMLButtonElement).click();
      await waitUntil(() => finish['ann'], 'the server is told');
      saved('ann');
      await waitUntil(() => card('ann').closest('.done'), 'it is done');
      expect(server.count(setDone('ann'))).to.equal(1);
    });

    it('say on the card what went wrong and what to do, and leave the others alone', async () => {
      for (const id of ['ann', 'bo']) await press(id);
      await waitUntil(() => finish['ann'] && finish['bo'], 'the server is told of both');
      finish['ann']!(problem(503, 'unavailable'));
      saved('bo');
      await waitUntil(() => card('bo').closest('.done'), 'the other one is done');
      const alert = (): string => card('ann').querySelector('[role=alert]')?.textContent.trim() ?? '';
      await waitUntil(() => alert() === 'Not saved as done: The server isn’t available right now. Try again.', `said "${alert()}"`);
      expect(card('bo').querySelector('[role=alert]')?.textContent.trim()).to.equal('');
      await press('ann');
      await waitUntil(() => server.count(setDone('ann')) === 2, 'it is tried again');
      expect(alert()).to.equal('');
      saved('ann');
      await waitUntil(() => card('ann').closest('.done'), 'it is done');
    });

    it('say what has become of one that somebody deleted', async () => {
      await press('ann');
      await waitUntil(() => finish['ann'], 'the server is told');
      messages = messages.slice(1);
      finish['ann']!(problem(404, 'not_found'));
      await waitUntil(() => !find('article[data-id="ann"]'), 'it is gone from the list');
    });

    it('keep focus near: on the next one to answer, on nothing that the agent has left meanwhile', async () => {
      (await button('Done: message from ann@example.com')).focus();
      await press('ann');
      await waitUntil(() => finish['ann'], 'the server is told');
      saved('ann');
      await waitUntil(() => card('bo').contains(find('agent-left-messages')!.shadowRoot!.activeElement), 'the next one has focus');
      (await button('Done: message from bo@example.com')).click();
      await waitUntil(() => finish['bo'], 'the server is told');
      const elsewhere = await button('Mute sounds');
      elsewhere.focus();
      saved('bo');
      await waitUntil(() => card('bo').closest('.done'), 'it is done');
      expect(elsewhere.matches(':focus')).to.equal(true);
    });
  });

  it('shows what others write as text, never as HTML', async () => {
    const evil = '<img src=x onerror="globalThis.evil = 1"><script>globalThis.evil = 2</script>';
    const chat = mine('A', { visitor: { id: 'v', name: evil, kind: 'anonymous' }, lastMessage: { text: evil, role: 'visitor', at: 1 } });
    await openWith(chat);
    await read(chat, [messageEvent(1, { ...VISITOR, name: evil }, evil), messageEvent(2, { id: 'bot', role: 'bot', name: evil }, evil)]);
    await sees('onerror');
    expect(find('img') ?? find('script[src=x]')).to.equal(undefined);
    expect('evil' in globalThis).to.equal(false);
  });

  it('gives the desk back: after it is removed nothing is open and the title is plain', async () => {
    await openWith(chatOf('A'));
    const feed = server.feed!;
    page.remove();
    await waitUntil(() => !feed.open, 'the feed is closed');
    expect(document.title).to.equal('Agent console');
  });
});
