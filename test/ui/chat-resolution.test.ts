import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import type {ChatState} from '../../src/model/chat-state.js';
import {ChatError} from '../../src/model/errors.js';
import type {Entry} from '../../src/model/message.js';
import {calm, focused, has, one, openWindow, settled, texts} from '../support/chat-window.js';
import {ACTIVE, BOT, message, ScriptedChat, VISITOR} from '../support/scripted-chat.js';
import {waitUntil} from '../support/wait-until.js';

const ANSWER = message(BOT, 'Like this.', {solves: true});
const ASKED: Partial<ChatState> = {...ACTIVE, entries: [message(VISITOR, 'How?'), ANSWER], resolution: {messageId: ANSWER.id}};
const answered = (solved: boolean): Entry => ({kind: 'notice', id: 'n', notice: 'resolution', messageId: ANSWER.id, solved, seq: 900, at: Date.now()});

/** Does as the core does when an answer was given. */
function obedient(chat: ScriptedChat): void {
  const before = chat.answerResolution.bind(chat);
  chat.answerResolution = async (messageId, solved) => {
    await before(messageId, solved);
    chat.set({resolution: null});
    chat.add(answered(solved));
  };
}

describe('chat-embed-resolution', () => {
  for (const scheme of ['light', 'dark']) {
    it(`is accessible, ${scheme}`, async () => {
      const chat = new ScriptedChat(ASKED);
      const window = await openWindow(chat);
      window.parentElement!.style.colorScheme = scheme;
      calm(window);
      await expect(window).to.be.accessible();
      chat.set({resolution: null});
      chat.add(answered(false));
      await settled(window);
      calm(window);
      await expect(window).to.be.accessible();
    });
  }

  it('asks under the newest answer, and says so once', async () => {
    const chat = new ScriptedChat(ACTIVE);
    const window = await openWindow(chat);
    chat.set(ASKED);
    await settled(window);
    expect(texts(window, '.resolution p')).to.deep.equal(['Did this solve it?']);
    expect(texts(window, '.resolution button')).to.deep.equal(['Yes', 'I still need help']);
    expect(one(window, '.resolution').getAttribute('aria-labelledby')).to.equal(one(window, '.resolution p').id);
    expect(texts(window, '[role=status] p').at(-1)).to.equal('Did this solve it?');
  });

  it('takes a yes, and gives focus back', async () => {
    const chat = new ScriptedChat(ASKED);
    obedient(chat);
    const window = await openWindow(chat);
    one(window, '[part=solved]').focus();
    await sendKeys({press: 'Enter'});
    await waitUntil(() => focused() instanceof HTMLTextAreaElement);
    expect(chat.calls.at(-1)).to.deep.equal(['answerResolution', ANSWER.id, true]);
    await settled(window);
    expect(has(window, '.resolution')).to.equal(false);
    expect(texts(window, '.notice')).to.deep.equal(['You said that this solved it']);
  });

  it('offers a person after a no, asks for none by itself, and leads there', async () => {
    const chat = new ScriptedChat(ASKED);
    obedient(chat);
    const window = await openWindow(chat);
    one(window, '[part=unsolved]').click();
    await waitUntil(() => focused()?.getAttribute('part') === 'offer');
    expect(chat.count('requestHandoff')).to.equal(0);
    expect(texts(window, '.resolution p')).to.deep.equal(['Sorry that this didn’t help. A person can take it from here.']);
    await sendKeys({press: 'Enter'});
    expect(chat.calls.at(-1)).to.deep.equal(['requestHandoff', 'not_solved']);
    chat.set({session: {...ACTIVE.session!, owner: 'queue'}});
    await settled(window);
    expect(has(window, '.resolution')).to.equal(false);
  });

  it('keeps focus while the answer is on its way, and gives it back where another tab is quicker', async () => {
    const chat = new ScriptedChat(ASKED);
    const window = await openWindow(chat);
    one(window, '[part=unsolved]').focus();
    await sendKeys({press: 'Enter'});
    chat.set({resolution: null});
    await settled(window);
    expect(focused()).to.equal(one(window, '.resolution'));
    expect(texts(window, '.resolution')).to.deep.equal(['Did this solve it?']);
    chat.set({session: {...ACTIVE.session!, owner: 'queue'}, entries: [...chat.state.entries, message(VISITOR, 'Well')]});
    await waitUntil(() => focused() instanceof HTMLTextAreaElement);
    expect(has(window, '.resolution')).to.equal(false);
  });

  it('still offers a person after a reload, and says when nobody is there', async () => {
    const state = {...ACTIVE, entries: [ANSWER, answered(false)], availability: {state: 'away', bot: true, leaveMessage: true} as const};
    const window = await openWindow(new ScriptedChat(state));
    expect(texts(window, '[part=offer]')).to.deep.equal(['Talk to a person']);
    expect(texts(window, '.resolution p').join()).to.include('Our team is away right now.');
    expect(document.activeElement, 'without taking focus').to.equal(document.body);
  });

  it('asks for more words where no person can be asked for', async () => {
    const chat = new ScriptedChat({...ACTIVE, entries: [ANSWER, answered(false)]});
    chat.capabilities = {...chat.capabilities, handoff: false};
    const window = await openWindow(chat);
    expect(texts(window, '.resolution p')).to.deep.equal(['Sorry that this didn’t help. Tell us more, and we’ll try again.']);
    expect(has(window, '[part=offer]')).to.equal(false);
  });

  it('lets go when the conversation goes on', async () => {
    const chat = new ScriptedChat({...ACTIVE, entries: [ANSWER, answered(false)]});
    const window = await openWindow(chat);
    chat.add(message(VISITOR, 'It does not work.'));
    await settled(window);
    expect(has(window, '.resolution')).to.equal(false);
  });

  it('asks again when the answer could not be told', async () => {
    const chat = new ScriptedChat(ASKED);
    chat.refusal = new ChatError('network', 'down');
    const window = await openWindow(chat);
    one(window, '[part=solved]').click();
    await settled(window);
    expect(texts(window, '.resolution p')).to.deep.equal(['Did this solve it?']);
  });

  it('asks nothing where the page does not want it', async () => {
    const chat = new ScriptedChat(ACTIVE);
    const window = await openWindow(chat, {resolutionPrompt: false});
    chat.set(ASKED);
    await settled(window);
    expect(has(window, '.resolution')).to.equal(false);
    expect(texts(window, '[role=status] p')).to.not.include('Did this solve it?');
  });
});
