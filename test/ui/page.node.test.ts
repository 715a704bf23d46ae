/** Which page stands in the window, and what is said of who is there. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {soonOf} from '../../src/i18n/format.js';
import {loadStrings} from '../../src/i18n/index.js';
import {english} from '../../src/i18n/strings.js';
import type {Availability} from '../../src/model/availability.js';
import type {ChatState} from '../../src/model/chat-state.js';
import {ChatError} from '../../src/model/errors.js';
import {availabilityText} from '../../src/ui/availability.js';
import {isSomebodyThere, pageOf} from '../../src/ui/page.js';
import {PageKeeper} from '../../src/ui/page-keeper.js';
import {ACTIVE, ScriptedChat} from '../support/scripted-chat.js';

const AWAY: Availability = {state: 'away', bot: false, leaveMessage: true};
const BUSY: Availability = {...AWAY, state: 'busy'};
const HERE: Availability = {...AWAY, state: 'available'};
const PRECHAT: Pick<ChatState, 'prechat'> = {prechat: {fields: [{name: 'name', label: 'Name'}], values: {}, errors: {}}};
const refused = new ChatError('nobody-there', 'nobody');

const page = (state: Partial<ChatState>, waits?: boolean) => pageOf(new ScriptedChat(state).state, waits);

describe('the page', () => {
  it('is the conversation unless something stands before it', () => {
    assert.equal(page({}), 'chat');
    assert.equal(page(PRECHAT), 'prechat');
    assert.equal(page({...ACTIVE, ...PRECHAT, availability: AWAY}), 'chat', 'never over a session');
  });

  it('is the message where nobody is there, before any question', () => {
    assert.equal(page({availability: AWAY}), 'leave');
    assert.equal(page({availability: AWAY, ...PRECHAT}), 'leave');
    assert.equal(page({availability: BUSY}), 'leave');
    assert.equal(page({availability: HERE}), 'chat');
    assert.equal(page({availability: {...AWAY, bot: true}}), 'chat', 'a bot is somebody');
    assert.equal(page({availability: {...AWAY, leaveMessage: false}}), 'chat', 'where none can be left');
  });

  it('is the message after a start was refused, until somebody is there', () => {
    assert.equal(page({availability: {...AWAY, bot: true}, error: refused}), 'leave');
    assert.equal(page({availability: {...BUSY, bot: true}, error: refused}, true), 'leave');
    assert.equal(page({availability: HERE, error: refused}), 'chat');
  });

  it('is no message for those who would rather wait, as long as waiting helps', () => {
    assert.equal(page({availability: BUSY}, true), 'chat');
    assert.equal(page({availability: BUSY, ...PRECHAT}, true), 'prechat');
    assert.equal(page({availability: AWAY}, true), 'leave');
  });

  it('offers a chat from the message where one can be had', () => {
    const there = (state: Partial<ChatState>) => isSomebodyThere(new ScriptedChat(state).state);
    assert.equal(there({availability: HERE}), true);
    assert.equal(there({availability: {...AWAY, bot: true}}), true);
    assert.equal(there({availability: {...AWAY, bot: true}, error: refused}), false);
    assert.equal(there({availability: BUSY}), false);
    assert.equal(there({}), false);
  });
});

describe('the keeper of the page', () => {
  function keeper(chat: ScriptedChat) {
    const log = {changes: 0, engaged: false};
    const pages = new PageKeeper(() => log.engaged, () => (log.changes += 1));
    chat.subscribe(() => pages.look(chat));
    pages.look(chat);
    return {pages, log};
  }

  it('takes nothing away from somebody who writes, except for a session', () => {
    const chat = new ScriptedChat({availability: AWAY});
    const {pages, log} = keeper(chat);
    log.engaged = true;
    chat.set({availability: HERE});
    assert.equal(pages.page, 'leave');
    pages.talk();
    assert.equal(pages.page, 'chat');
    pages.release();

    const other = new ScriptedChat({availability: AWAY});
    const {pages: theirs, log: theirLog} = keeper(other);
    theirLog.engaged = true;
    other.set(ACTIVE);
    assert.equal(theirs.page, 'chat');
    theirs.release();
  });

  it('lets somebody who writes to a chat go on writing, until the start is refused', () => {
    const chat = new ScriptedChat();
    const {pages, log} = keeper(chat);
    log.engaged = true;
    chat.set({availability: AWAY});
    assert.equal(pages.page, 'chat');
    chat.set({error: refused});
    assert.equal(pages.page, 'leave');
    pages.release();

    const idle = new ScriptedChat();
    const {pages: free} = keeper(idle);
    idle.set({availability: AWAY});
    assert.equal(free.page, 'leave');
    free.release();
  });

  it('asks as soon as somebody can say, where the core comes later than the window', async () => {
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const chat = new ScriptedChat();
    const {capabilities} = chat;
    chat.capabilities = {...capabilities, availability: false};
    const {pages} = keeper(chat);
    await turn();
    assert.equal(chat.count('checkAvailability'), 0);
    chat.capabilities = capabilities;
    chat.set({draft: 'H'});
    await turn();
    assert.equal(chat.count('checkAvailability'), 1);
    pages.release();
  });

  it('asks who is there when the window is shown on a fresh page, and again each minute while a message can be left', async (context) => {
    context.mock.timers.enable({apis: ['setTimeout']});
    const chat = new ScriptedChat({window: 'hidden', availability: AWAY});
    const {pages} = keeper(chat);
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    await turn();
    assert.equal(chat.count('checkAvailability'), 0, 'not before it is seen');
    chat.set({window: 'shown'});
    await turn();
    assert.equal(chat.count('checkAvailability'), 1);
    chat.set({draft: 'H'});
    await turn();
    assert.equal(chat.count('checkAvailability'), 1);
    context.mock.timers.tick(60_000);
    await turn();
    assert.equal(chat.count('checkAvailability'), 2);
    context.mock.timers.tick(60_000);
    await turn();
    assert.equal(chat.count('checkAvailability'), 3);
    chat.set({availability: HERE});
    context.mock.timers.tick(600_000);
    await turn();
    assert.equal(chat.count('checkAvailability'), 3);
    pages.release();
  });

  it('asks nothing during a session, nor a back end that cannot say', async () => {
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const chat = new ScriptedChat(ACTIVE);
    const mute = new ScriptedChat();
    mute.capabilities = {...mute.capabilities, availability: false};
    const keepers = [keeper(chat), keeper(mute)];
    await turn();
    assert.equal(chat.count('checkAvailability') + mute.count('checkAvailability'), 0);
    for (const {pages} of keepers) pages.release();
  });
});

describe('who is there, in words', () => {
  const now = new Date(2024, 2, 8, 18, 0).getTime();
  const at = (day: number, hour: number) => new Date(2024, 2, day, hour, 30).getTime();

  it('is said in calm sentences', () => {
    assert.equal(availabilityText(HERE, english), 'Our team is here for you.');
    assert.equal(availabilityText(AWAY, english), 'Our team is away right now.');
    assert.equal(availabilityText({...BUSY, estimateSeconds: 340}, english), 'Our team is helping others right now. The wait is about 6 minutes.');
    assert.match(availabilityText({...AWAY, bot: true, reopensAt: at(11, 9)}, english), /^Our team is away until .+\. The assistant can help you now\.$/);
  });

  it('names a time as short as it is clear', async () => {
    assert.match(soonOf(at(8, 20), english, now), /^8:30\sPM$/);
    assert.match(soonOf(at(11, 9), english, now), /^Mon,? 9:30\sAM$/);
    assert.match(soonOf(at(20, 9), english, now), /^Mar 20, 9:30\sAM$/);
    assert.match(soonOf(at(11, 9), await loadStrings('de-DE'), now), /^Mo\.?,? 09:30$/);
  });
});
