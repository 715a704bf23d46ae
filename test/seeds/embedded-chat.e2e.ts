/** Salesforce Embedded Chat, "Start, End, and Clear Embedded Chat Sessions": each sentence as a test against the real server. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setStage} from '../e2e/support/stage.js';
import {until} from '../e2e/support/until.js';
import {attended, ATTENDANTS, endedFor, HostPage, remains} from './support/host-page.js';

const stage = setStage({CHAT_QUEUES: 'sales:Sales,support:Support', CHAT_IDLE_WARNING: '1', CHAT_IDLE_END: '2'});
const CANARY = 'canary-l1ve';

interface Started {
  readonly sessionId: string | null;
  readonly status: string;
  readonly joined: boolean;
}

test('startChat launches the widget and initiates a chat request', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  const started = await host.call<Started>('startChat');
  assert.equal(started.status, 'active');
  assert.equal(started.joined, false);
  await host.seesWindow(true);
  assert.equal((await host.hears('chat-start'))['sessionId'], started.sessionId);
});

test('attributes pass more information to the other side', async (t) => {
  const agent = await stage.agent();
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  const {sessionId} = await host.call<Started>('startChat', {context: {orderId: '4711'}, details: [
    {label: 'Plan', value: 'Gold', shown: true},
    {label: 'Churn risk', value: 'high', shown: false},
  ]});
  await host.call('requestHandoff');
  const chat = await agent.find(sessionId!, 'queue');
  const about = JSON.stringify(await agent.about(chat.key));
  assert.match(about, /4711/);
  assert.match(about, /Gold/);
  assert.doesNotMatch(about, /Churn/, 'what is not to be shown is not shown');
});

test('parameters must be passed in as an object: anything else, unknown keys and wrong types are refused by name', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  for (const wrong of ['now', 7, [], {colour: 'red'}, {routing: 'sales'}, {routing: {queueId: 'sales'}}, {details: {label: 'x'}}, {details: [{label: 'x'}]},
    {prechat: 'Ada'}, {fallbackRouting: {queueId: 'sales'}}, {context: 'x'}]) {
    assert.equal(await host.refusal('startChat', wrong), 'bad-input', JSON.stringify(wrong));
  }
  assert.equal((await host.state()).session.status, 'none');
  assert.deepEqual(await host.told('chat-start'), []);
});

test('directToAgentRouting: a queue, or one agent of it', async (t) => {
  const ada = await stage.agent('Ada');
  const bob = await stage.agent('Bob');
  const listening = await Promise.all([ada.listen(), bob.listen()]);
  t.after(() => listening.forEach((stop) => stop()));
  const me = await bob.me();

  const host = await HostPage.open(await stage.newContext(t), stage.server);
  const toBob = await host.call<Started>('startChat', {routing: {agentId: me.id, fallback: false}});
  assert.equal((await host.until('the line', ({session}) => session.status === 'active')).session.owner, 'queue');
  const chat = await bob.find(toBob.sessionId!, 'queue');
  await bob.accept(chat.key);
  await host.until('Bob', ({participants}) => participants.some(({name}) => name === 'Bob'));
  assert.deepEqual(await host.texts(), [], 'no bot speaks first');

  const other = await HostPage.open(await stage.newContext(t), stage.server);
  const toSales = await other.call<Started>('startChat', {routing: {queueId: 'sales', fallback: true}});
  await ada.find(toSales.sessionId!, 'queue');
});

test('fallback: false and nobody there is a defined result; fallback: true goes to whoever is', async (t) => {
  const nobody = '0192f0c1-5b1e-7cc3-9a55-3f0d6e1b2a4c';
  const ada = await stage.agent('Ada');
  const stop = await ada.listen();
  t.after(stop);
  const eve = await stage.agent('Eve');
  const away = await eve.me();

  const host = await HostPage.open(await stage.newContext(t), stage.server);
  const refused = await host.call<Started & {availability?: {state: string}}>('startChat', {routing: {agentId: away.id, fallback: false}});
  assert.equal(refused.status, 'unavailable');
  assert.equal(refused.sessionId, null);
  assert.equal(refused.availability?.state, 'away');
  assert.equal((await host.state()).session.status, 'none');

  const taken = await host.call<Started>('startChat', {routing: {agentId: away.id, fallback: true}});
  assert.equal(taken.status, 'active');
  await ada.find(taken.sessionId!, 'queue');
  await host.call('endChat');
  const unknown = await host.call<Started>('startChat', {routing: {agentId: nobody, fallback: true}});
  assert.equal(unknown.status, 'active', 'a name that nobody has is nobody who is there');
});

test('fallbackRouting: tried in order, the first that is there', async (t) => {
  const ada = await stage.agent('Ada');
  const stop = await ada.listen();
  t.after(stop);
  const [eve, me] = [await stage.agent('Eve'), await ada.me()];
  const away = await eve.me();
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  const started = await host.call<Started>('startChat', {routing: {agentId: away.id, fallback: false}, fallbackRouting: [{agentId: away.id}, {agentId: me.id}]});
  assert.equal(started.status, 'active');
  await ada.find(started.sessionId!, 'queue');
});

test('prepopulatedPrechatFields: the form begins with them, and they reach the agent', async (t) => {
  const agent = await stage.agent();
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  await host.set('prechat', [
    {name: 'name', label: 'Your name', required: true},
    {name: 'topic', label: 'What is it about?', required: true},
  ]);
  const asked = await host.call<Started>('startChat', {prechat: {name: 'Grace'}});
  assert.equal(asked.status, 'prechat');
  await host.seesWindow(true);
  const field = host.page.getByRole('textbox', {name: /Your name/});
  await field.waitFor();
  assert.equal(await field.inputValue(), 'Grace');
  await host.page.getByRole('textbox', {name: /What is it about/}).fill('An order');

  // What is typed survives a reload until it is sent.
  await host.until('the values', ({prechat}) => prechat?.values['topic'] === 'An order');
  await host.page.getByRole('button', {name: /Start/}).click();
  const sessionId = await host.active();
  await host.call('requestHandoff');
  const chat = await agent.find(sessionId, 'queue');
  assert.match(JSON.stringify(await agent.about(chat.key)), /Grace[\s\S]*An order/);
});

test('a form whose required fields are all given is skipped', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  await host.set('prechat', [{name: 'name', label: 'Your name', required: true}, {name: 'note', label: 'Note'}]);
  assert.equal((await host.call<Started>('startChat', {prechat: {name: 'Grace'}})).status, 'active');
});

test('directToButtonRouting: a function of the answers decides where the chat goes', async (t) => {
  const ada = await stage.agent('Ada');
  const stop = await ada.listen();
  t.after(stop);
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  await host.set('prechat', [{name: 'topic', label: 'Topic', required: true}]);
  const started = await host.page.evaluate(() => {
    const element = document.querySelector('chat-embed') as unknown as {startChat(attributes: unknown): Promise<Started>};
    return element.startChat({
      prechat: {topic: 'buy'},
      routing: ({topic}: Record<string, string>) => ({queueId: topic === 'buy' ? 'sales' : 'support', fallback: false}),
    });
  });
  const chat = await ada.find(started.sessionId!, 'queue');
  assert.match(JSON.stringify(chat), /sales/);
});

test('attributes replace the element’s own settings altogether: nothing is merged', async (t) => {
  const agent = await stage.agent();
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  await host.set('context', {page: 'default'});
  await host.set('details', [{label: 'Default', value: 'detail', shown: true}]);
  const {sessionId} = await host.call<Started>('startChat', {context: {own: 'yes'}});
  await host.call('requestHandoff');
  const about = JSON.stringify(await agent.about((await agent.find(sessionId!, 'queue')).key));
  assert.match(about, /own/);
  assert.doesNotMatch(about, /default|Default/);
});

test('startChat maximises the widget when it is minimised', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  await host.call('startChat');
  await host.call('hide');
  await host.seesWindow(false);
  const again = await host.call<Started>('startChat');
  await host.seesWindow(true);
  assert.equal(again.joined, true);
});

test('calling startChat in an active request or session does not initiate another one, in no tab', async (t) => {
  const context = await stage.newContext(t);
  const [one, two] = [await HostPage.open(context, stage.server), await HostPage.open(context, stage.server)];
  const made: string[] = [];
  context.on('response', (response) => response.request().method() === 'PUT' && response.status() === 201 && made.push(response.url()));
  const first = await one.call<Started>('startChat');
  const again = await two.call<Started>('startChat', {context: {other: true}});
  assert.deepEqual([again.sessionId, again.joined], [first.sessionId, true]);
  await one.call('requestHandoff');
  await one.until('the line', ({session}) => session.owner === 'queue');
  const waiting = await two.call<Started>('startChat');
  assert.deepEqual([waiting.sessionId, waiting.joined], [first.sessionId, true]);
  assert.equal(made.length, 1);
  // The other tab hears of the one start, if it listened already; it never tells one of its own.
  assert.deepEqual((await two.told('chat-start')).filter(({detail}) => detail['origin'] === 'this-tab'), [], 'joined, not started');
});

test('startChat attributes do not pre-populate the offline form, and submit nothing by themselves', async (t) => {
  const eve = await (await stage.agent('Eve')).me();
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  await host.set('prechat', [{name: 'name', label: 'Name', required: true}, {name: 'email', label: 'E-mail', type: 'email', required: true}]);
  const about = {name: 'Grace', email: 'grace@example.com'};
  const refused = await host.call<Started>('startChat', {routing: {agentId: eve.id, fallback: false}, prechat: about, context: about});
  assert.equal(refused.status, 'unavailable');
  const leaving = host.page.locator('chat-embed-leave-message');
  const email = leaving.getByRole('textbox', {name: /E-?mail/i});
  await email.waitFor();
  for (const field of await leaving.getByRole('textbox').all()) assert.equal(await field.inputValue(), '');
  assert.deepEqual(await (await stage.agent('Ada')).leftMessages(), {messages: []}, 'nothing is submitted by itself');
  await email.fill('grace@example.com');
  await host.page.getByRole('textbox', {name: /help/i}).fill('Please call me back');
  await host.page.getByRole('button', {name: /Send/}).last().click();
  const ada = await stage.agent('Ada');
  await until('the message is left', async () => JSON.stringify(await ada.leftMessages()).includes('Please call me back'));
});

test('whether agents are available is known before a chat opens', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  // Who was there a moment ago still counts as there for a few seconds.
  await until('nobody is there', async () => (await host.call<{state: string}>('checkAvailability')).state === 'away', {ms: 30_000});
  await host.hears('chat-availability', ({state}) => state === 'away');
  const stop = await (await stage.agent()).listen();
  t.after(stop);
  await until('somebody is there', async () => (await host.call<{state: string}>('checkAvailability')).state === 'available');
  assert.equal((await host.state()).session.status, 'none');
});

for (const by of ATTENDANTS) {
  test(`endChat ends the current chat as ended by the visitor, closes the widget and clears the data of this session (attended by: ${by})`, async (t) => {
    const agent = await stage.agent();
    const host = await HostPage.open(await stage.newContext(t), stage.server);
    const {chat} = await attended(host, agent, by);
    await host.send(CANARY);
    await host.call('endChat');
    await host.seesWindow(false);
    assert.equal((await host.hears('chat-end'))['endedBy'], 'visitor');
    assert.deepEqual(await remains(host.page, CANARY), []);
    if (chat) await endedFor(agent, chat.key, 'visitor');
  });
}

test('endChat ends a request that nobody has answered yet', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  // The request is on its way when it is taken back.
  await Promise.all([host.call('startChat').catch(() => undefined), host.call('endChat')]);
  await host.until('nothing', ({session}) => session.status === 'none');
  await host.page.reload();
  await host.until('still nothing', ({session}) => session.status === 'none');
});

test('clearSession ends any connection, closes the widget and deletes the data of all client-side sessions, in every tab', async (t) => {
  const agent = await stage.agent();
  const context = await stage.newContext(t);
  const [one, two] = [await HostPage.open(context, stage.server), await HostPage.open(context, stage.server)];
  const {chat} = await attended(one, agent, 'person');
  await one.send(CANARY);
  await two.call('show');
  await two.until('the same', ({entries}) => entries.length > 0);
  await one.call('clearSession');
  for (const tab of [one, two]) {
    await tab.until('nothing', ({session, entries}) => session.status === 'none' && entries.length === 0);
    await tab.seesWindow(false);
    assert.deepEqual(await remains(tab.page, CANARY), []);
    assert.equal((await tab.hears('chat-clear'))['scope'], 'device');
  }
  await endedFor(agent, chat!.key, 'visitor');
});

test('clearSession works offline too: the server hears of it later, and a late answer brings nothing back', async (t) => {
  const agent = await stage.agent();
  const context = await stage.newContext(t);
  const host = await HostPage.open(context, stage.server);
  const {chat} = await attended(host, agent, 'person');
  await host.send(CANARY);
  await context.setOffline(true);
  const answer = await host.call<{delivered: boolean}>('clearSession');
  assert.equal(answer.delivered, false);
  assert.deepEqual(await remains(host.page, CANARY), []);
  await agent.send(chat!.key, `late ${CANARY}`);
  await context.setOffline(false);
  await endedFor(agent, chat!.key, 'visitor');
  assert.deepEqual(await remains(host.page, CANARY), []);
  assert.equal((await host.state()).session.status, 'none');
});

test('silence: a warning that can be seen, and the visitor can keep chatting', async (t) => {
  const host = await HostPage.open(await stage.newContext(t), stage.server);
  await host.visitor.openWindow();
  await host.send('hello');
  await host.until('the answer', ({entries}) => entries.some((entry) => entry.kind === 'message' && entry.author.role === 'bot' && !entry.streaming));
  // The server's shortest time is a minute; it ends the chat a minute later.
  const {session} = await host.until('the warning', (state) => state.session.idle !== undefined, 90_000);
  assert.equal((await host.hears('chat-idle', ({endsAt}) => endsAt !== null))['endsAt'], session.idle?.endsAt);
  await host.visitor.button('Keep chatting').click();
  await host.until('no warning', (state) => state.session.idle === undefined);
  await host.hears('chat-idle', ({endsAt}) => endsAt === null);
  assert.equal((await host.state()).session.status, 'active');
});
