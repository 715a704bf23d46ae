/** Downloads that wait until they are needed, and may fail. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {Later, needsBanner, needsCare, needsConversation} from '../../src/ui/later.js';
import {ACTIVE, BOT, message, ScriptedChat} from '../support/scripted-chat.js';

/** A download that fails as often as it is told. */
function flaky(failures: number) {
  const log = {tries: 0};
  const later = new Later(async () => {
    log.tries += 1;
    if (log.tries <= failures) throw new TypeError('Failed to fetch');
    return 'module';
  });
  return {log, later};
}

describe('a later download', () => {
  it('happens once, however often it is asked for', async () => {
    const {log, later} = flaky(0);
    assert.equal(later.now, undefined);
    assert.deepEqual(await Promise.all([later.load(), later.load()]), ['module', 'module']);
    assert.equal(later.now, 'module');
    later.forget();
    await later.load();
    assert.equal(log.tries, 1);
  });

  it('never rejects, is not tried again in a hurry, but after a pause or when somebody insists', async (context) => {
    context.mock.timers.enable({apis: ['setTimeout']});
    const {log, later} = flaky(2);
    assert.equal(await later.load(), undefined);
    assert.equal(await later.load(), undefined);
    assert.equal(log.tries, 1);
    context.mock.timers.tick(3_000);
    assert.equal(await later.load(), undefined);
    assert.equal(log.tries, 2);
    later.forget();
    assert.equal(await later.load(), 'module');
  });
});

describe('what a state needs', () => {
  const state = (change: ConstructorParameters<typeof ScriptedChat>[0] = {}) => new ScriptedChat(change).state;

  it('is a conversation with a session or a message, and not before', () => {
    assert.equal(needsConversation(state()), false);
    assert.equal(needsConversation(state({draft: 'Hel'})), false);
    assert.equal(needsConversation(state(ACTIVE)), true);
    assert.equal(needsConversation(state({entries: [message(BOT, 'Hi')]})), true);
  });

  it('is a banner where something stands in the way; a first connection has time', () => {
    assert.equal(needsBanner(state()), false);
    assert.equal(needsBanner(state({connection: 'connecting'})), false);
    assert.equal(needsBanner(state({connection: 'offline'})), true);
    assert.equal(needsBanner(state({storage: 'memory'})), true);
  });

  it('is care where something is asked of the visitor, or silence ends the chat', () => {
    const session = ACTIVE.session!;
    assert.equal(needsCare(state(ACTIVE)), false);
    assert.equal(needsCare(state({...ACTIVE, resolution: {messageId: 'a'}})), true);
    assert.equal(needsCare(state({...ACTIVE, session: {...session, idle: {endsAt: 1}}})), true);
    assert.equal(needsCare(state({...ACTIVE, session: {...session, csat: {id: 'a', requestedAt: 1}}})), true);
  });
});
