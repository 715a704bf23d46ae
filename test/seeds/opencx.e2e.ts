/** OpenCX, "Conversations and sessions": what it says of sessions, history, rules, handoff and feedback, as tests against the real server. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {SignJWT} from 'jose';
import {setStage} from '../e2e/support/stage.js';
import {until} from '../e2e/support/until.js';
import {attended, HostPage, remains} from './support/host-page.js';

const SECRET = 'a secret of at least thirty-two bytes!';
const stage = setStage({CHAT_IDENTITY_SECRET: SECRET});

function tokenOf(sub: string, life = '10m', audience = 'chat-embed'): Promise<string> {
  return new SignJWT({name: sub}).setProtectedHeader({alg: 'HS256'}).setSubject(sub).setAudience(audience).setExpirationTime(life)
    .sign(new TextEncoder().encode(SECRET));
}

const ids = async (host: HostPage): Promise<string[]> => {
  await host.call('listSessions');
  return (await host.state()).sessions.items.map(({id}) => id);
};

test('a session is one conversation thread; visitors can have open and resolved sessions, and see a list of them', async (t) => {
  const agent = await stage.agent();
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  const {id: resolved, chat} = await attended(host, agent, 'person');
  await agent.end(chat!.key);
  await host.until('the end', ({session}) => session.status === 'ended');
  await host.call('newThread');
  await host.send('a first open one');
  const open = await host.active();
  await host.call('newThread');
  await host.send('a second open one');
  const second = await host.active();

  const listed = await ids(host);
  assert.deepEqual(new Set(listed), new Set([resolved, open, second]));
  const {items} = (await host.state()).sessions;
  assert.equal(items.find(({id}) => id === resolved)?.status, 'ended');
  assert.equal(items.find(({id}) => id === open)?.status, 'active');
  assert.equal(items.find(({id}) => id === open)?.lastMessage !== undefined, true);
});

test('a new session starts when the visitor opens a new thread and sends a message, not before', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  await host.call('show');
  await host.call('newThread');
  assert.equal((await host.state()).session.status, 'none');
  assert.deepEqual(await ids(host), []);
  await host.send('now');
  assert.equal((await ids(host)).length, 1);
});

test('returning visitors can open existing threads again instead of starting from scratch', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  await host.send('about the first thing');
  const first = await host.active();
  await host.call('newThread');
  await host.send('about the second thing');
  await host.page.reload();
  await host.call('openSession', first);
  await host.until('the first thread', ({session, entries}) => session.id === first && entries.some((entry) => entry.kind === 'message' && entry.text === 'about the first thing'));
  await host.send('and one more');
  assert.equal(await host.active(), first);
  assert.deepEqual((await host.told('chat-start')).map(({detail}) => detail['sessionId']), [], 'nothing was started');
});

test('resolved sessions remain part of the history but are no longer active chat threads', async (t) => {
  const agent = await stage.agent();
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  const {id, chat} = await attended(host, agent, 'person');
  await agent.end(chat!.key);
  await host.until('the end', ({session}) => session.status === 'ended');
  await host.call('newThread');
  await host.send('another');
  await host.call('openSession', id);
  const {session, entries} = await host.until('the resolved one', (state) => state.session.id === id && state.entries.length > 0);
  assert.equal(session.status, 'ended');
  assert.ok(entries.some((entry) => entry.kind === 'message' && entry.text === 'A first message'));
  assert.equal(await host.refusal('sendMessage', 'more?'), 'session-ended');
});

test('anonymous: history stays tied to the same browser', async (t) => {
  const context = await stage.newContext(t);
  const host = await HostPage.open(context, stage.server);
  await host.send('from this browser');
  const id = await host.active();
  await host.page.close();
  const again = await HostPage.open(context, stage.server);
  assert.equal((await again.until('the session', ({session}) => session.status === 'active')).session.id, id);
  const elsewhere = await HostPage.open(await stage.newContext(t), stage.server);
  assert.deepEqual(await ids(elsewhere), []);
});

test('unverified: good for personalisation, opens nothing: a guessed e-mail shows no history', async (t) => {
  const agent = await stage.agent();
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  await host.call('identify', {name: 'Grace', email: 'grace@example.com'});
  await host.send('private words');
  const id = await host.active();
  await host.call('requestHandoff');
  const chat = await agent.find(id, 'queue');
  assert.match(JSON.stringify(chat), /Grace/);
  assert.match(JSON.stringify(chat), /unverified/);

  const stranger = await HostPage.open(await stage.newContext(t), stage.server);
  await stranger.call('identify', {name: 'Grace', email: 'grace@example.com'});
  assert.deepEqual(await ids(stranger), []);
  assert.equal((await stranger.state()).session.status, 'none');
});

test('verified: signed-in customers keep their history across devices', async (t) => {
  const one = await HostPage.open(await stage.newContext(t), stage.server);
  await one.call('identify', {token: await tokenOf('across')});
  await one.send('from the laptop');
  const id = await one.active();
  const two = await HostPage.open(await stage.newContext(t), stage.server, {attributes: `user-token="${await tokenOf('across')}"`});
  assert.deepEqual(await ids(two), [id]);
  await two.call('openSession', id);
  await two.until('the conversation', ({entries}) => entries.some((entry) => entry.kind === 'message' && entry.text === 'from the laptop'));
  await two.send('from the phone');
  await one.until('both', ({entries}) => entries.some((entry) => entry.kind === 'message' && entry.text === 'from the phone'));
});

test('verified and non-verified histories never mix, in either direction', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  await host.send('anonymous words');
  const anonymous = await host.active();
  await host.call('identify', {token: await tokenOf('apart')});
  assert.equal((await host.state()).session.status, 'none');
  assert.deepEqual(await ids(host), []);
  await host.send('verified words');
  const verified = await host.active();
  assert.deepEqual(await ids(host), [verified]);
  await host.page.reload();
  await host.until('the anonymous one again', ({session}) => session.id === anonymous);
  assert.ok(!(await host.texts()).includes('verified words'));
});

test('anonymous becomes verified only by an explicit link; the chat then goes on', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  await host.send('before the login');
  const id = await host.active();
  await host.call('identify', {token: await tokenOf('linked'), link: true});
  await host.until('the same session', ({session, entries}) => session.id === id && session.status === 'active' && entries.length > 0);
  await host.send('after the login');
  const elsewhere = await HostPage.open(await stage.newContext(t), stage.server, {attributes: `user-token="${await tokenOf('linked')}"`});
  assert.deepEqual(await ids(elsewhere), [id]);
});

test('a failed verification is an event and never a silent anonymous visitor', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  await host.call('identify', {token: await tokenOf('refused', '10m', 'somebody-else')});
  await host.call('sendMessage', 'as whom?').catch(() => undefined);
  await host.hears('chat-identity', (detail) => detail['reason'] === 'refused');
  await host.hears('chat-error', (detail) => detail['code'] === 'identity-refused');
  assert.notEqual((await host.state()).session.status, 'active');
  assert.deepEqual(await host.told('chat-start'), []);

  // A valid token goes on with what was written.
  await host.call('identify', {token: await tokenOf('refused')});
  await host.until('what was written', ({entries, draft}) => draft === 'as whom?' || entries.some((entry) => entry.kind === 'message' && entry.text === 'as whom?'));
});

test('logout leaves nothing behind', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  await host.call('identify', {token: await tokenOf('leaver')});
  await host.send('canary-0pcx');
  await host.call('logout');
  assert.deepEqual(await remains(host.page, 'canary-0pcx'), []);
  assert.deepEqual(await remains(host.page, 'leaver'), []);
  assert.equal((await host.state()).identity.kind, 'anonymous');
  assert.deepEqual(await ids(host), []);
});

test('one open session: a second one joins the first, by every path', async (t) => {
  const context = await stage.newContext(t);
  const attributes = 'one-open-session';
  const [one, two] = [await HostPage.open(context, stage.server, {attributes}), await HostPage.open(context, stage.server, {attributes, path: '/seeds/second'})];
  await one.send('the only one');
  const id = await one.active();
  await one.call('newThread').catch(() => undefined);
  await one.call('sendMessage', 'still the same');
  assert.equal(await one.active(), id, 'a new thread');
  assert.equal((await two.call<{sessionId: string}>('startChat')).sessionId, id, 'another tab');
  assert.deepEqual(await ids(one), [id]);
});

test('one open session holds for a verified visitor on two devices at once', async (t) => {
  const hosts = await Promise.all([1, 2].map(async () => {
    const host = await HostPage.open(await stage.newContext(t), stage.server, {attributes: 'one-open-session'});
    await host.call('identify', {token: await tokenOf('one-only')});
    return host;
  }));
  await Promise.all(hosts.map((host) => host.call('startChat')));
  const [first, second] = await Promise.all(hosts.map((host) => host.active()));
  assert.equal(first, second);
});

test('one open session: an agent cannot open an old one again beside it', async (t) => {
  const agent = await stage.agent();
  const host = await HostPage.open(await stage.newContext(t), stage.server, {attributes: 'one-open-session'});
  const {chat} = await attended(host, agent, 'person');
  await agent.end(chat!.key);
  await host.until('the end', ({session}) => session.status === 'ended');
  await host.call('startNewSession');
  await assert.rejects(agent.reopen(chat!.key), /already_open/);
});

test('the list can come first; single-thread removes it; skip-sessions-list takes first-time visitors straight in', async (t) => {
  const context = await stage.newContext(t);
  const host = await HostPage.open(context, stage.server);
  await host.send('something to list');
  await host.call('newThread');
  await host.send('something else');
  await host.call('newThread');
  await host.page.reload();
  await host.visitor.launcher.click();
  await host.page.getByRole('region', {name: /conversations/i}).waitFor();

  const single = await HostPage.open(context, stage.server, {attributes: 'single-thread', path: '/seeds/single'});
  await single.visitor.openWindow();
  assert.equal(await single.page.getByRole('region', {name: /conversations/i}).count(), 0);
  assert.equal(await single.visitor.button(/conversations|Back/i).count(), 0);

  // Whoever has nothing to go on with is not led past the list, be he new or not.
  const straight = await HostPage.open(context, stage.server, {attributes: 'skip-sessions-list', path: '/seeds/straight'});
  await straight.visitor.openWindow();
  assert.equal(await straight.page.getByRole('region', {name: /conversations/i}).count(), 0);
  const fresh = await HostPage.open(await stage.newContext(t), stage.server, {attributes: 'skip-sessions-list'});
  await fresh.visitor.openWindow();
  assert.equal(await fresh.page.getByRole('region', {name: /conversations/i}).count(), 0);
});

test('the end button: by default in the header; in the menu; or not at all', async (t) => {
  const context = await stage.newContext(t);
  for (const [where, direct, menu] of [['header', true, false], ['menu', false, true], ['none', false, false]] as const) {
    const host = await HostPage.open(context, stage.server, {attributes: `single-thread end-button="${where}" namespace="${where}"`, path: `/seeds/end-${where}`});
    await host.visitor.openWindow();
    await host.send('hello');
    const button = host.visitor.button(/^End/);
    if (direct) await button.waitFor();
    else assert.equal(await button.count(), 0);
    if (menu) {
      await host.visitor.button(/More|Menu|Options/).click();
      await host.page.getByRole('menuitem', {name: /End/}).waitFor();
    }
  }
});

test('handoff: the bot stops owning the thread, a person goes on in the same one, with the whole conversation', async (t) => {
  const agent = await stage.agent();
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  await host.send('What happens when I reload the page?');
  await host.until('an answer', ({entries}) => entries.some((entry) => entry.kind === 'message' && entry.author.role === 'bot' && !entry.streaming));
  const id = await host.active();
  await host.call('requestHandoff', 'asked');
  const chat = await agent.find(id, 'queue');
  const log = await agent.log(chat.key);
  assert.ok(log.some(({message}) => message?.text === 'What happens when I reload the page?'));
  assert.ok(log.some(({message}) => message?.author.role === 'bot'));
  await agent.accept(chat.key);
  await agent.send(chat.key, 'I am a person');
  const state = await host.until('the person', ({session, entries}) => session.owner === 'agent' && entries.some((entry) => entry.kind === 'message' && entry.text === 'I am a person'));
  assert.equal(state.session.id, id);
  const bots = state.entries.filter((entry) => entry.kind === 'message' && entry.author.role === 'bot').length;
  await host.send('thank you');
  await agent.send(chat.key, 'you are welcome');
  const after = await host.until('no bot between', ({entries}) => entries.some((entry) => entry.kind === 'message' && entry.text === 'you are welcome'));
  assert.equal(after.entries.filter((entry) => entry.kind === 'message' && entry.author.role === 'bot').length, bots);
});

test('the page can react to the handoff: an event with a summary, and a place for its own banner', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  await host.page.evaluate(() => {
    const element = document.querySelector('chat-embed')!;
    element.addEventListener('chat-handoff', (event) => {
      const {to, summary} = (event as CustomEvent<{to: string; summary?: string}>).detail;
      if (to === 'queue') element.append(Object.assign(document.createElement('p'), {slot: 'banner', textContent: `Handed over: ${summary ?? ''}`}));
    });
  });
  await host.send('My parcel is lost');
  await host.call('requestHandoff', 'asked');
  const handoff = await host.hears('chat-handoff');
  assert.deepEqual([handoff['from'], handoff['to'], handoff['reason']], ['bot', 'queue', 'asked']);
  assert.match(String(handoff['summary']), /parcel/);
  await host.page.getByText(/^Handed over: .*parcel/).waitFor();
});

test('feedback: after an answer of the bot it is asked whether that solved it', async (t) => {
  const agent = await stage.agent();
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  await host.visitor.openWindow();
  await host.send('What happens when I reload the page?');
  const {resolution} = await host.until('the question', (state) => state.resolution !== null, 30_000);
  await host.visitor.button(/need help/i).click();
  const told = await host.hears('chat-resolution');
  assert.deepEqual([told['messageId'], told['solved']], [resolution!.messageId, false]);
  await host.visitor.button(/person/i).first().click();
  await host.until('the line', ({session}) => session.owner === 'queue');
  await agent.find(await host.active(), 'queue');
});

test('feedback: solved leads to a survey, which is answered once and shown to agents', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  await host.visitor.openWindow();
  await host.send('What happens when I reload the page?');
  await host.until('the question', (state) => state.resolution !== null, 30_000);
  await host.visitor.button(/^Yes/).click();
  await host.hears('chat-csat', (detail) => detail['change'] === 'requested');
  await host.call('submitCsat', {score: 5, comment: 'quick'});
  const given = await host.hears('chat-csat', (detail) => detail['change'] === 'given');
  assert.equal(given['score'], 5);
  assert.ok(!JSON.stringify(await host.told()).includes('quick'), 'the comment is in no event');
  await host.call('submitCsat', {score: 1}).catch(() => undefined);
  assert.equal((await host.state()).session.csat?.score, 5);
});

test('the survey after a resolved chat is never a trap, also with a single thread', async (t) => {
  const agent = await stage.agent();
  const host = await HostPage.open(await stage.newContext(t), stage.server, {attributes: 'single-thread'});
  const {chat} = await attended(host, agent, 'person');
  await agent.end(chat!.key);
  await host.until('the survey', ({session}) => session.status === 'ended' && session.csat !== undefined);
  await host.visitor.button('Start a new chat').waitFor();
  await host.visitor.button(/Skip/).click();
  await host.hears('chat-csat', (detail) => detail['change'] === 'skipped');
  await host.visitor.button('Start a new chat').click();
  await host.until('a fresh page', ({session}) => session.status === 'none');
  await host.send('on we go');
});

test('headless builds control all of it: the example page on createChat() alone', async (t) => {
  const host = await HostPage.at(await stage.newContext(t), `${stage.server.url}/examples/headless/index.html`);
  const {page} = host;
  const agent = await stage.agent();
  const before = new Set((await agent.chats()).map(({key}) => key));
  await page.getByRole('textbox', {name: 'Message'}).fill('What happens when I reload the page?');
  await page.keyboard.press('Enter');
  await page.getByRole('log', {name: 'Conversation'}).getByText('What happens when I reload the page?').waitFor();
  await page.getByRole('button', {name: /Talk to a person/}).click();
  const chat = await until('the chat', async () => (await agent.chats()).find(({key}) => !before.has(key)));
  await agent.accept(chat.key);
  await agent.send(chat.key, 'A person, headless');
  await page.getByRole('log', {name: 'Conversation'}).getByText('A person, headless').waitFor();
  await agent.end(chat.key);
  await page.getByRole('button', {name: /5/}).click();
  await until('the survey reaches the agents', async () => JSON.stringify(await agent.endedChats()).includes('"score":5'));
});
