/** The browser dies while messages wait for a server that is away: after a restart they arrive, once, in their order. */
import assert from 'node:assert/strict';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import type {BrowserContext} from 'playwright-core';
import {AgentApi} from './support/agent-api.js';
import {killProfile, launchProfile} from './support/browser.js';
import {HeadlessVisitor, messagesOf} from './support/headless-visitor.js';
import {compare, SAME} from './support/history.js';
import {addPage, openTab} from './support/pages.js';
import {ServerProcess} from './support/server-process.js';

const WAITING = Array.from({length: 5}, (_, index) => `waiting ${index}`);

let server: ServerProcess;
let profile: string;

before(async () => {
  profile = await mkdtemp(join(tmpdir(), 'chat-e2e-profile-'));
  server = await ServerProcess.start();
});
after(async () => {
  await server?.dispose();
  await rm(profile, {recursive: true, force: true, maxRetries: 5});
});

/** Tabs on the two chats of this test: one has a session, the other has none yet. */
async function openChats(context: BrowserContext): Promise<Record<'running' | 'fresh', HeadlessVisitor>> {
  const address = await addPage(context, server.url, '/e2e/visitor');
  const open = async (namespace: string): Promise<HeadlessVisitor> => HeadlessVisitor.open(await openTab(context, address), {namespace});
  return {running: await open('running'), fresh: await open('fresh')};
}

test('messages that wait survive SIGKILL of the browser', async (t) => {
  const first = await launchProfile(profile);
  t.after(() => first.close().catch(() => undefined));
  const {running, fresh} = await openChats(first);
  await running.call('requestHandoff');
  const before = await running.until('the queue', ({session}) => session.owner === 'queue');

  await server.kill();
  await running.send(...WAITING);
  await fresh.send(...WAITING);
  const offline = await Promise.all([running.state(), fresh.state()]);
  for (const state of offline) assert.deepEqual(messagesOf(state).map(({delivery}) => delivery), WAITING.map(() => 'queued'));
  const freshId = offline[1].session.id;

  t.diagnostic(`${await killProfile(profile)} processes of the browser were killed`);
  await server.start();

  const second = await launchProfile(profile);
  t.after(() => second.close());
  const again = await openChats(second);
  const isSent = (state: Awaited<ReturnType<HeadlessVisitor['state']>>): boolean => {
    const mine = messagesOf(state).filter(({author}) => author.role === 'visitor');
    return mine.length >= WAITING.length && mine.every(({seq}) => seq !== undefined);
  };
  const agent = await AgentApi.login(server.url);
  const sessions = [before.session.id, freshId];
  for (const [index, visitor] of [again.running, again.fresh].entries()) {
    const {session} = await visitor.until('its messages sent', isSent);
    assert.equal(session.id, sessions[index], 'the session is the same');
    await visitor.call('requestHandoff');
    const {key} = await agent.find(session.id!);
    const logged = (await agent.log(key)).flatMap(({message}) => (message?.author.role === 'visitor' ? [message.text] : []));
    assert.deepEqual(compare(WAITING, logged), SAME);
  }
  assert.deepEqual((await again.running.events()).filter(({type}) => type === 'chat-start' || type === 'chat-resume').map(({type}) => type), ['chat-resume']);
});
