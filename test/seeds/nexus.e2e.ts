/** Knowbl Nexus, "Session Management": its table, its events and its use cases, as tests against the real server. */
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {test} from 'node:test';
import {setStage} from '../e2e/support/stage.js';
import {until} from '../e2e/support/until.js';
import {HostPage} from './support/host-page.js';

const HOST_KEY = 'a host key for these tests: 7f1d2c';
const SECRET = 'a secret of at least thirty-two bytes!';
const stage = setStage({CHAT_HOST_KEY: HOST_KEY, CHAT_IDENTITY_SECRET: SECRET});

const withGreeting = {attributes: 'greeting="Welcome aboard"'};

test('before anything has happened there is no active session', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  const {session} = await host.state();
  assert.deepEqual([session.status, session.id], ['none', null]);
});

test('initialise with sessionId: the session that starts has this id', async (t) => {
  const id = randomUUID();
  const host = await HostPage.open(await stage.newContext(t), stage.server, {attributes: `session-id="${id}"`});
  await host.send('hello');
  assert.equal(await host.active(), id);
});

test('clearChat: ends the session, clears the messages, starts nothing until the next message, shows no welcome', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server, withGreeting);
  await host.call('show');
  await host.page.getByText('Welcome aboard').first().waitFor();
  await host.send('hello');
  const id = await host.active();
  await host.until('the answer', ({entries}) => entries.some((entry) => entry.kind === 'message' && entry.author.role === 'bot' && !entry.streaming));
  const before = (await host.told('chat-message')).length;
  const puts: string[] = [];
  host.page.on('request', (request) => request.method() === 'PUT' && puts.push(request.url()));
  await host.call('clearChat');
  const {session, entries, greeting} = await host.state();
  assert.deepEqual([session.status, entries.length, greeting], ['none', 0, false]);
  assert.equal(await host.page.getByText('Welcome aboard').count(), 0);
  assert.equal((await host.hears('chat-end'))['sessionId'], id);
  assert.equal((await host.hears('chat-clear'))['messageCount'], before);
  assert.deepEqual(puts, []);
  await host.send('next');
  assert.notEqual(await host.active(), id);
});

test('startNewSession: ends, clears, starts at once, shows the welcome, returns the id', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server, withGreeting);
  await host.send('hello');
  await host.call('show');
  const old = await host.active();
  const id = await host.call<string>('startNewSession');
  const {session, entries, greeting} = await host.state();
  assert.deepEqual([session.id, session.status, greeting], [id, 'active', true]);
  assert.equal(entries.length, 0);
  await host.page.getByText('Welcome aboard').first().waitFor();
  assert.deepEqual((await host.told()).filter(({type}) => /^chat-(end|clear|start)$/.test(type)).map(({type, detail}) => [type, detail['sessionId']]), [
    ['chat-start', old], ['chat-end', old], ['chat-clear', old], ['chat-start', id],
  ]);
  assert.equal((await host.hears('chat-end'))['newSessionId'], id);
});

test('start a new session with a UUID of one’s own', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  const id = randomUUID();
  assert.equal(await host.call('startNewSession', id), id);
  assert.equal(await host.active(), id);
  assert.equal(await host.call('startNewSession', id), id, 'twice is once');
  assert.equal((await host.told('chat-start')).length, 1);
});

test('a malformed id, an id that is over, and an id of somebody else have a defined, safe answer', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  await host.send('hello');
  const mine = await host.active();
  assert.equal(await host.refusal('startNewSession', 'undefined'), 'bad-input');
  assert.equal(await host.active(), mine, 'nothing is lost by a wrong id');

  await host.call('endChat');
  assert.equal(await host.refusal('startNewSession', mine), 'session-ended');

  const stranger = await HostPage.open(await stage.newContext(t), stage.server);
  await stranger.send('private words');
  const foreign = await stranger.active();
  assert.equal(await host.call('startNewSession', foreign), foreign, 'a label of one’s own');
  await host.send('mine');
  assert.ok(!(await host.texts()).includes('private words'));
  assert.ok(!(await stranger.texts()).includes('mine'));
});

test('events: sessionStart with the id, sessionEnd with the duration, sessionClear with the message count', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  await host.send('one');
  const id = await host.active();
  await host.until('the answer', ({entries}) => entries.some((entry) => entry.kind === 'message' && entry.author.role === 'bot' && !entry.streaming));
  await host.call('clearChat');
  assert.equal((await host.hears('chat-start'))['sessionId'], id);
  const end = await host.hears('chat-end');
  assert.equal(end['sessionId'], id);
  assert.ok((end['durationMs'] as number) > 0);
  assert.equal(end['messageCount'], 2);
  assert.deepEqual([(await host.hears('chat-clear'))['sessionId'], (await host.hears('chat-clear'))['messageCount']], [id, 2]);
});

test('use case: resume a session after a page reload', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  await host.send('before the reload');
  const id = await host.active();
  await host.page.reload();
  await host.until('the session', ({session, entries}) => session.id === id && entries.length > 0);
  assert.equal((await host.hears('chat-resume'))['sessionId'], id);
  assert.deepEqual(await host.told('chat-start'), []);
});

test('use case: several widgets share a session, and others keep apart (namespace)', async (t) => {
  const context = await stage.newContext(t);
  const one = await HostPage.open(context, stage.server, {attributes: 'namespace="shop"'});
  const two = await HostPage.open(context, stage.server, {attributes: 'namespace="shop"', path: '/seeds/other'});
  const other = await HostPage.open(context, stage.server, {attributes: 'namespace="blog"', path: '/seeds/blog'});
  await one.send('shared');
  await two.until('the same session', ({entries}) => entries.some((entry) => entry.kind === 'message' && entry.text === 'shared'));
  assert.equal(await two.active(), await one.active());
  assert.equal((await other.state()).session.status, 'none');
});

test('use case: two widgets on one page share a session', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  await host.page.evaluate(() => {
    const second = document.createElement('chat-embed');
    second.id = 'second';
    second.setAttribute('mode', 'inline');
    document.body.append(second);
  });
  await host.send('to both');
  await until('the second one shows it', () =>
    host.page.evaluate(() => {
      const {state} = document.querySelector('#second') as unknown as {state: {entries: {text?: string}[]}};
      return state.entries.some(({text}) => text === 'to both');
    }),
  );
});

test('use case: a session that was made through the server’s API', async (t) => {
  const answer = await fetch(`${stage.server.url}/v1/host/sessions`, {
    method: 'POST',
    headers: {authorization: `Bearer ${HOST_KEY}`, 'content-type': 'application/json'},
    body: JSON.stringify({user: {id: 'customer-17', name: 'Grace'}, message: 'We saw that your order is late.'}),
  });
  assert.equal(answer.status, 201);
  const {sessionId, userToken} = (await answer.json()) as {sessionId: string; userToken: string};
  const host = await HostPage.open(await stage.newContext(t), stage.server, {attributes: `session-id="${sessionId}" user-token="${userToken}"`});
  await host.call('show');
  await host.until('the prepared session', ({session, entries}) => session.id === sessionId && entries.some((entry) => entry.kind === 'message' && /order is late/.test(entry.text)));
  assert.deepEqual(await host.told('chat-start'), [], 'taken up, not started');
});

test('use case: linked to the application’s own login, which is forgotten at its logout', async (t) => {
  const {SignJWT} = await import('jose');
  const token = await new SignJWT({name: 'Grace'}).setProtectedHeader({alg: 'HS256'}).setSubject('user-1').setAudience('chat-embed').setExpirationTime('10m')
    .sign(new TextEncoder().encode(SECRET));
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  await host.call('identify', {token});
  assert.equal((await host.hears('chat-identity'))['kind'], 'verified');
  await host.send('as myself');
  const id = await host.active();
  await host.call('logout');
  const state = await host.state();
  assert.deepEqual([state.session.status, state.identity.kind, state.entries.length], ['none', 'anonymous', 0]);
  assert.equal((await host.hears('chat-end'))['sessionId'], id);
});

test('use case: analytics from the events alone', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  for (let round = 0; round < 3; round += 1) {
    await host.send(`message ${round}`);
    await host.call(['endChat', 'clearChat', 'resetWindow'][round]!);
  }
  const life = (await host.told()).filter(({type}) => type === 'chat-start' || type === 'chat-end');
  assert.deepEqual(life.map(({type}) => type), ['chat-start', 'chat-end', 'chat-start', 'chat-end', 'chat-start', 'chat-end']);
  for (let index = 0; index < life.length; index += 2) {
    assert.equal(life[index]!.detail['sessionId'], life[index + 1]!.detail['sessionId']);
    assert.ok((life[index + 1]!.detail['at'] as number) >= (life[index]!.detail['at'] as number));
  }
});
