import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {loadStrings} from '../../src/i18n/index.js';
import type {ChatState} from '../../src/model/chat-state.js';
import type {Csat} from '../../src/model/csat.js';
import {ChatError} from '../../src/model/errors.js';
import {all, calm, focused, has, one, openWindow, settled, texts} from '../support/chat-window.js';
import {ACTIVE, AGENT, BOT, message, ScriptedChat} from '../support/scripted-chat.js';
import {waitUntil} from '../support/wait-until.js';

const CSAT: Csat = {id: 'survey-1', requestedAt: 1};
const active = (csat?: Csat): Partial<ChatState> => ({...ACTIVE, entries: [message(BOT, 'Bye')], session: {...ACTIVE.session!, ...(csat ? {csat} : {})}});
const over = (csat?: Csat): Partial<ChatState> => ({
  ...active(),
  participants: [BOT, AGENT],
  session: {
    ...ACTIVE.session!,
    status: 'ended',
    owner: null,
    ended: {by: 'agent', reason: 'resolved', at: Date.now(), durationMs: 1, messageCount: 1},
    ...(csat ? {csat} : {}),
  },
});

/** Does as the core does when a survey was answered. */
function obedient(chat: ScriptedChat): void {
  const {submitCsat, skipCsat} = chat;
  const close = (change: Partial<Csat>): void => chat.set({session: {...chat.state.session, csat: {...chat.state.session.csat!, ...change}}});
  chat.submitCsat = async (answer) => {
    await submitCsat.call(chat, answer);
    close({score: answer.score, at: 2});
  };
  chat.skipCsat = async () => {
    await skipCsat.call(chat);
    close({skipped: true, at: 2});
  };
}

describe('chat-embed-survey', () => {
  for (const scheme of ['light', 'dark']) {
    for (const [where, state] of [['in the conversation', active(CSAT)], ['after the end', over(CSAT)]] as const) {
      it(`is accessible ${where}, ${scheme}`, async () => {
        const window = await openWindow(new ScriptedChat(state));
        window.parentElement!.style.colorScheme = scheme;
        calm(window);
        await expect(window).to.be.accessible();
        all(window, '.score')[4]!.click();
        await settled(window);
        calm(window);
        await expect(window).to.be.accessible();
      });
    }
  }

  it('offers five choices in words, as one group', async () => {
    const chat = new ScriptedChat(active());
    const window = await openWindow(chat);
    chat.set(active(CSAT));
    await settled(window);
    expect(texts(window, '.score')).to.deep.equal(['Very poor', 'Poor', 'Okay', 'Good', 'Great']);
    for (const radio of all<HTMLInputElement>(window, '[type=radio]')) expect(radio.labels![0]!.textContent.trim()).to.not.equal('');
    expect(one(window, '[role=radiogroup]').getAttribute('aria-labelledby')).to.equal('title');
    expect(texts(window, '[role=status] p').at(-1)).to.equal('How was this chat?');
    expect(document.activeElement, 'it takes no focus').to.equal(document.body);
  });

  it('is given by keyboard: chosen with arrows, sent with a comment', async () => {
    const chat = new ScriptedChat(active(CSAT));
    obedient(chat);
    const window = await openWindow(chat);
    expect(has(window, '[part=submit]'), 'nothing to send yet').to.equal(false);
    one(window, '[type=radio]').focus();
    await sendKeys({press: ' '});
    await sendKeys({press: 'ArrowRight'});
    await sendKeys({press: 'ArrowRight'});
    await settled(window);
    expect(chat.count('submitCsat'), 'choosing is not sending').to.equal(0);
    await sendKeys({press: 'Tab'});
    await sendKeys({type: 'Quick, thanks'});
    await sendKeys({press: 'Tab'});
    await sendKeys({press: 'Enter'});
    await waitUntil(() => focused() instanceof HTMLTextAreaElement && focused()!.getAttribute('part') === 'input');
    expect(chat.calls.at(-1)).to.deep.equal(['submitCsat', {score: 3, comment: 'Quick, thanks'}]);
    await settled(window);
    expect(texts(window, '.thanks')).to.deep.equal(['Thank you for your feedback']);
    expect(has(window, '.survey')).to.equal(false);
    expect(texts(window, '[role=status] p').at(-1)).to.equal('Thank you for your feedback');
  });

  it('can be skipped without choosing', async () => {
    const chat = new ScriptedChat(active(CSAT));
    obedient(chat);
    const window = await openWindow(chat);
    one(window, '[part=skip]').focus();
    one(window, '[part=skip]').click();
    await waitUntil(() => focused()?.getAttribute('part') === 'input');
    expect(chat.calls.at(-1)).to.deep.equal(['skipCsat']);
    expect(has(window, '.survey')).to.equal(false);
    expect(has(window, '.thanks')).to.equal(false);
  });

  it('is no trap: after the end a new chat is one press away at any time', async () => {
    const chat = new ScriptedChat(over(CSAT));
    const window = await openWindow(chat);
    expect(has(window, '.survey')).to.equal(true);
    expect(texts(window, '[part=start]')).to.deep.equal(['Start a new chat']);
    one(window, '[part=start]').click();
    await waitUntil(() => chat.count('newThread') === 1);
    expect(chat.count('submitCsat') + chat.count('skipCsat')).to.equal(0);
  });

  it('keeps choice and comment when the chat ends meanwhile, and focus goes to the notice', async () => {
    const chat = new ScriptedChat(active(CSAT));
    const window = await openWindow(chat);
    all(window, '.score')[1]!.click();
    await settled(window);
    one(window, '[part=comment]').focus();
    await sendKeys({type: 'Too slow'});
    chat.set(over(CSAT));
    await waitUntil(() => focused()?.className === 'ended');
    expect(all<HTMLInputElement>(window, '[type=radio]').map(({checked}) => checked)).to.deep.equal([false, true, false, false, false]);
    expect(one<HTMLTextAreaElement>(window, '[part=comment]').value).to.equal('Too slow');
  });

  it('keeps everything when it could not be told, and says why', async () => {
    const chat = new ScriptedChat(over(CSAT));
    chat.refusal = new ChatError('network', 'down');
    const window = await openWindow(chat);
    all(window, '.score')[4]!.click();
    await settled(window);
    one(window, '[part=submit]').click();
    await settled(window);
    expect(texts(window, '.problem')).to.deep.equal(['We can’t reach the chat right now.']);
    expect(all<HTMLInputElement>(window, '[type=radio]')[4]!.checked).to.equal(true);
    chat.refusal = undefined;
    obedient(chat);
    one(window, '[part=submit]').click();
    await settled(window);
    expect(texts(window, '.thanks')).to.deep.equal(['Thank you for your feedback']);
    expect(focused()).to.equal(one(window, '.ended'));
  });

  it('asks anew for another request, without the old choice', async () => {
    const chat = new ScriptedChat(active(CSAT));
    obedient(chat);
    const window = await openWindow(chat);
    all(window, '.score')[0]!.click();
    await settled(window);
    one(window, '[part=submit]').click();
    await settled(window);
    chat.set(active({id: 'survey-2', requestedAt: 3}));
    await settled(window);
    expect(all<HTMLInputElement>(window, ':checked')).to.have.length(0);
    expect(has(window, '.survey')).to.equal(true);
  });

  it('asks nothing of what was answered before, nor where the page does not want it', async () => {
    const answered = await openWindow(new ScriptedChat(over({...CSAT, score: 4, at: 2})));
    expect(has(answered, '.survey') || has(answered, '.thanks')).to.equal(false);
    const off = await openWindow(new ScriptedChat(over(CSAT)), {csat: false});
    expect(has(off, '.survey')).to.equal(false);
    expect(one(off, '[part=start]').className).to.equal('solid');
  });

  it('fits into 320 pixels in the longest words', async () => {
    const window = await openWindow(new ScriptedChat(over(CSAT)), {}, await loadStrings('de'));
    window.parentElement!.style.inlineSize = '320px';
    await settled(window);
    for (const score of all(window, '.score')) expect(score.scrollWidth).to.be.at.most(score.clientWidth);
    const ended = one(window, 'chat-embed-ended');
    expect(ended.scrollWidth).to.be.at.most(ended.clientWidth);
  });
});

describe('a chat that was opened again', () => {
  const reopened = (): Partial<ChatState> => ({...over(), session: {...over().session!, reopened: true}});

  it('is accessible', async () => {
    const window = await openWindow(new ScriptedChat(reopened()));
    calm(window);
    await expect(window).to.be.accessible();
  });

  it('is told in place of the end, with focus kept', async () => {
    const chat = new ScriptedChat(over());
    const window = await openWindow(chat);
    await window.focusComposer();
    chat.set(reopened());
    await settled(window);
    expect(texts(window, '.ended .what')).to.deep.equal(['Maria Ahlers has reopened this chat']);
    expect(focused()).to.equal(one(window, '.ended'));
    one(window, '[part=continue]').click();
    await settled(window);
    expect(chat.count('continueSession')).to.equal(1);
    chat.set({...active(), session: {...ACTIVE.session!, owner: 'agent'}});
    await waitUntil(() => focused() instanceof HTMLTextAreaElement);
    expect(has(window, '.ended')).to.equal(false);
  });

  it('may be left, and still be gone back to', async () => {
    const chat = new ScriptedChat(reopened());
    const window = await openWindow(chat);
    one(window, '[part=leave]').focus();
    one(window, '[part=leave]').click();
    await settled(window);
    expect(texts(window, '.ended .what')).to.deep.equal(['Maria Ahlers ended this chat']);
    expect(texts(window, '.ended button')).to.deep.equal(['Start a new chat', 'Continue the reopened chat']);
    expect(focused()).to.equal(one(window, '.ended'));
    chat.refusal = new ChatError('network', 'down');
    one(window, '[part=continue]').click();
    await settled(window);
    expect(texts(window, '.problem')).to.deep.equal(['We can’t reach the chat right now.']);
  });
});
