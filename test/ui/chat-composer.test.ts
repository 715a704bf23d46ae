import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {ChatError} from '../../src/model/errors.js';
import {LONGEST} from '../../src/ui/chat-composer.js';
import {focused, has, one, openWindow, settled, texts} from '../support/chat-window.js';
import {ACTIVE, BOT, message, ScriptedChat} from '../support/scripted-chat.js';
import {waitUntil} from '../support/wait-until.js';

async function compose(chat: ScriptedChat) {
  const window = await openWindow(chat);
  await window.focusComposer();
  return {window, input: one<HTMLTextAreaElement>(window, 'textarea')};
}

describe('chat-embed-composer', () => {
  it('is accessible with a problem and a full message', async () => {
    const chat = new ScriptedChat(ACTIVE);
    chat.refusal = new ChatError('rate-limited', 'slow down');
    chat.state = {...chat.state, draft: 'x'.repeat(LONGEST - 10)};
    const {window} = await compose(chat);
    await sendKeys({press: 'Enter'});
    await waitUntil(() => has(window, '.problem'));
    await expect(one(window, 'chat-embed-composer')).to.be.accessible();
  });

  it('sends with Enter, keeps focus, and empties itself at once', async () => {
    const chat = new ScriptedChat(ACTIVE);
    const {window, input} = await compose(chat);
    await sendKeys({type: '  Hello there '});
    await sendKeys({press: 'Enter'});
    expect(chat.calls.filter(([verb]) => verb === 'sendMessage')).to.deep.equal([['sendMessage', 'Hello there']]);
    await settled(window);
    expect(input.value).to.equal('');
    expect(input.disabled).to.equal(false);
    expect(focused()).to.equal(input);
    expect(chat.state.draft).to.equal('');
  });

  it('breaks the line with Shift+Enter, and sends nothing that is empty', async () => {
    const chat = new ScriptedChat(ACTIVE);
    const {input} = await compose(chat);
    await sendKeys({press: 'Enter'});
    await sendKeys({press: ' '});
    await sendKeys({press: 'Enter'});
    expect(chat.count('sendMessage')).to.equal(0);
    await sendKeys({type: 'a'});
    await sendKeys({down: 'Shift'});
    await sendKeys({press: 'Enter'});
    await sendKeys({up: 'Shift'});
    await sendKeys({type: 'b'});
    expect(input.value).to.equal(' a\nb');
    expect(chat.count('sendMessage')).to.equal(0);
  });

  it('leaves Enter to an input method', async () => {
    const chat = new ScriptedChat(ACTIVE);
    const {input} = await compose(chat);
    await sendKeys({type: 'nihon'});
    const press = (init: KeyboardEventInit): boolean =>
      input.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, composed: true, cancelable: true, ...init}));
    expect(press({isComposing: true}), 'during the composition').to.equal(true);
    // Safari ends the composition first; only the code tells that the key was the input method's.
    input.dispatchEvent(new CompositionEvent('compositionend', {data: '日本', bubbles: true}));
    expect(press({keyCode: 229}), 'right after it, in Safari').to.equal(true);
    expect(chat.count('sendMessage')).to.equal(0);
    expect(press({keyCode: 13})).to.equal(false);
    expect(chat.count('sendMessage')).to.equal(1);
  });

  it('gives a text back that was not taken, in front of what was written since, and says why', async () => {
    const chat = new ScriptedChat(ACTIVE);
    let refuse: (error: Error) => void = () => undefined;
    chat.sendMessage = () => new Promise((_, reject) => (refuse = reject));
    const {window, input} = await compose(chat);
    await sendKeys({type: 'first'});
    await sendKeys({press: 'Enter'});
    await sendKeys({type: 'second'});
    refuse(new ChatError('session-ended', 'over'));
    await waitUntil(() => has(window, '.problem'));
    expect(input.value).to.equal('first\nsecond');
    expect(chat.state.draft).to.equal('first\nsecond');
    expect(texts(window, '.problem')).to.deep.equal(['This chat has already ended.']);
    expect(texts(window, '[role=alert] p')).to.deep.equal(['This chat has already ended.']);
    await sendKeys({type: '!'});
    expect(has(window, '.problem'), 'the next key takes the reason away').to.equal(false);
  });

  it('restores a draft and tells each change', async () => {
    const chat = new ScriptedChat({...ACTIVE, draft: 'left from yesterday'});
    const {input} = await compose(chat);
    expect(input.value).to.equal('left from yesterday');
    input.select();
    await sendKeys({type: 'ab'});
    expect(chat.state.draft).to.equal('ab');
  });

  it('takes the draft that the chat has decided on, also under somebody who writes: cleared, of another visitor, or with what could not be sent', async () => {
    const chat = new ScriptedChat(ACTIVE);
    const {window, input} = await compose(chat);
    await sendKeys({type: 'ab'});
    expect(focused()).to.equal(input);
    for (const draft of ['', 'of another conversation', 'could not be sent\nab']) {
      chat.set({draft});
      await settled(window);
      expect(input.value).to.equal(draft);
    }
    await sendKeys({type: 'c'});
    expect(chat.state.draft).to.equal('could not be sent\nabc');
  });

  it('does not bring back what was just sent when the chat tells an older draft late', async () => {
    const chat = new ScriptedChat(ACTIVE);
    const late: string[] = [];
    chat.setDraft = (draft) => void late.push(draft);
    const {window, input} = await compose(chat);
    await sendKeys({type: 'ab'});
    await sendKeys({press: 'Enter'});
    for (const draft of late) chat.set({draft});
    await settled(window);
    expect(input.value).to.equal('');
  });

  it('grows with its text to about six lines, and no further', async () => {
    const {window, input} = await compose(new ScriptedChat(ACTIVE));
    const heights: number[] = [];
    for (const lines of [1, 3, 6, 30]) {
      input.value = Array.from({length: lines}, () => 'line').join('\n');
      input.dispatchEvent(new InputEvent('input', {bubbles: true}));
      await settled(window);
      heights.push(input.clientHeight);
    }
    expect(heights[0]).to.be.below(40);
    expect(heights[1]).to.be.closeTo(heights[0]! + 48, 2);
    expect(heights[2]).to.be.closeTo(heights[0]! + 120, 2);
    expect(heights[3]).to.equal(heights[2]);
    expect(getComputedStyle(input).fontSize, 'phones zoom into anything smaller').to.equal('16px');
  });

  it('tells how much is left near the end, and refuses what is too long', async () => {
    const chat = new ScriptedChat({...ACTIVE, draft: 'x'.repeat(LONGEST - 1)});
    const {window, input} = await compose(chat);
    expect(texts(window, '.left')).to.deep.equal(['1 character left']);
    input.setSelectionRange(LONGEST, LONGEST);
    await sendKeys({type: 'yyy'});
    expect(texts(window, '.left')).to.deep.equal(['2 characters too many']);
    expect(input.getAttribute('aria-invalid')).to.equal('true');
    await sendKeys({press: 'Enter'});
    expect(chat.count('sendMessage')).to.equal(0);
    expect(input.value).to.have.length(LONGEST + 2);
    expect(texts(window, '[role=alert] p')).to.deep.equal(['This message is too long.']);
  });

  it('stops a streaming answer, and gives focus back when there is nothing to stop', async () => {
    const answer = message(BOT, 'Once upon', {streaming: true, seq: undefined});
    const chat = new ScriptedChat({...ACTIVE, entries: [answer]});
    const {window} = await compose(chat);
    one(window, '.stop').focus();
    chat.replace(answer.id, {streaming: false, seq: 9});
    await waitUntil(() => focused() instanceof HTMLTextAreaElement);
    expect(has(window, '.stop')).to.equal(false);

    chat.add(message(BOT, 'Again', {streaming: true, seq: undefined}));
    await settled(window);
    one(window, '.stop').click();
    expect(chat.count('stopAnswer')).to.equal(1);
    await sendKeys({type: 'and now'});
    expect(has(window, '.send'), 'one may still send').to.equal(true);
  });

  it('offers a person only where there is one to be had', async () => {
    const chat = new ScriptedChat(ACTIVE);
    const {window} = await compose(chat);
    one(window, '[part=handoff]').click();
    expect(chat.count('requestHandoff')).to.equal(1);
    chat.set({session: {...ACTIVE.session!, owner: 'agent'}});
    await settled(window);
    expect(has(window, '[part=handoff]')).to.equal(false);

    const alone = new ScriptedChat(ACTIVE);
    alone.capabilities = {...alone.capabilities, handoff: false, stop: false};
    alone.add(message(BOT, 'Hm', {streaming: true}));
    const other = await openWindow(alone);
    expect(has(other, '[part=handoff]')).to.equal(false);
    expect(has(other, '.stop')).to.equal(false);
  });
});
