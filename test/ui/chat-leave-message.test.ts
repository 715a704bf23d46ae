import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import type {Availability} from '../../src/model/availability.js';
import type {ChatState} from '../../src/model/chat-state.js';
import {ChatError} from '../../src/model/errors.js';
import {forms} from '../../src/ui/later.js';
import {calm, focused, has, one, openWindow, settled, texts} from '../support/chat-window.js';
import {ACTIVE, ScriptedChat} from '../support/scripted-chat.js';
import {waitUntil} from '../support/wait-until.js';

const AWAY: Availability = {state: 'away', bot: false, leaveMessage: true};

async function open(state: Partial<ChatState>) {
  const chat = new ScriptedChat(state);
  const window = await openWindow(chat);
  await forms.load();
  await settled(window);
  const control = (name: string): HTMLInputElement => one(window, `[name=${name}]`);
  const write = async (): Promise<void> => {
    await window.focusComposer();
    await sendKeys({type: 'nadia@example.com'});
    control('text').focus();
    await sendKeys({type: 'Where is my order?'});
  };
  const submit = async (): Promise<void> => {
    one(window, '[part=submit]').click();
    await settled(window);
  };
  return {chat, window, control, write, submit};
}

describe('chat-embed-leave-message', () => {
  for (const scheme of ['light', 'dark']) {
    it(`is accessible, ${scheme}`, async () => {
      const {window, write, submit} = await open({availability: {...AWAY, state: 'busy', estimateSeconds: 300}});
      window.parentElement!.style.colorScheme = scheme;
      calm(window);
      await expect(window).to.be.accessible();
      await submit();
      calm(window);
      await expect(window).to.be.accessible();
      await write();
      await submit();
      calm(window);
      await expect(window).to.be.accessible();
    });
  }

  it('stands there when nobody is, with nothing filled in', async () => {
    const {window, control} = await open({availability: AWAY, identity: {kind: 'verified', name: 'Nadia', email: 'nadia@example.com'}});
    expect(texts(one(window, 'chat-embed-leave-message'), '.availability')).to.deep.equal(['Our team is away right now.']);
    for (const name of ['email', 'name', 'text']) expect(control(name).value).to.equal('');
    expect(one(window, 'chat-embed-composer').checkVisibility()).to.equal(false);
  });

  it('takes an address and a text, and thanks for them', async () => {
    const {chat, window, write, submit} = await open({availability: AWAY});
    await write();
    await submit();
    expect(chat.calls.at(-1)).to.deep.equal(['leaveMessage', {email: 'nadia@example.com', text: 'Where is my order?'}]);
    expect(texts(window, '.head h2')).to.deep.equal(['Thank you! We’ve got your message.']);
    expect(texts(window, '.intro')).to.deep.equal(['We’ll answer to nadia@example.com.']);
    expect(focused(), 'focus is where the thanks are').to.equal(one(window, 'chat-embed-leave-message').shadowRoot!.querySelector('h2'));

    one(window, '.soft').click();
    await settled(window);
    expect((focused() as HTMLInputElement).name).to.equal('email');
    expect((focused() as HTMLInputElement).value).to.equal('');
  });

  it('sends a name only where there is one', async () => {
    const {chat, control, write, submit} = await open({availability: AWAY});
    await write();
    control('name').focus();
    await sendKeys({type: 'Nadia'});
    await submit();
    expect(chat.calls.at(-1)).to.deep.equal(['leaveMessage', {email: 'nadia@example.com', text: 'Where is my order?', name: 'Nadia'}]);
  });

  it('keeps every word when it did not arrive', async () => {
    const {chat, window, control, write, submit} = await open({availability: AWAY});
    await write();
    chat.refusal = new ChatError('rate-limited', 'slow');
    await submit();
    expect(texts(window, '.problem')).to.deep.equal(['That was a bit fast. Please wait a moment.']);
    expect(texts(window, '[role=alert] p')).to.deep.equal(['That was a bit fast. Please wait a moment.']);
    expect(control('email').value).to.equal('nadia@example.com');
    expect(control('text').value).to.equal('Where is my order?');
    chat.refusal = undefined;
    await submit();
    expect(has(window, '.thanks')).to.equal(true);
  });

  it('leads to what is missing', async () => {
    const {chat, window, submit} = await open({availability: AWAY});
    await submit();
    expect(focused()).to.equal(one(window, '.wrong'));
    expect(texts(window, '.wrong a')).to.have.length(2);
    expect(chat.count('leaveMessage')).to.equal(0);
  });

  it('gives way by itself when somebody comes, but not under the hands of somebody who writes', async () => {
    const {chat, window} = await open({availability: AWAY});
    chat.set({availability: {...AWAY, state: 'available'}});
    await settled(window);
    expect(has(window, 'chat-embed-leave-message')).to.equal(false);

    const second = await open({availability: AWAY});
    await second.write();
    second.chat.set({availability: {...AWAY, state: 'available'}});
    await settled(second.window);
    expect(second.control('text').value).to.equal('Where is my order?');
    expect(texts(second.window, '.here span')).to.deep.equal(['Somebody is here for you now']);
    one(second.window, '.here button').click();
    await waitUntil(() => focused() instanceof HTMLTextAreaElement && one(second.window, 'chat-embed-composer').checkVisibility());
    expect(has(second.window, 'chat-embed-leave-message')).to.equal(false);
    expect(second.chat.count('startChat'), 'the first message starts it').to.equal(0);
  });

  it('lets the visitor wait for somebody who is busy', async () => {
    const {chat, window} = await open({availability: {...AWAY, state: 'busy'}});
    const [wait] = one(window, 'chat-embed-leave-message').shadowRoot!.querySelectorAll<HTMLElement>('.soft');
    wait!.click();
    await waitUntil(() => chat.count('startChat') === 1);
    chat.set({...ACTIVE, session: {...ACTIVE.session!, owner: 'queue', queue: {position: 1}}});
    await waitUntil(() => focused() instanceof HTMLTextAreaElement);
    expect(has(window, 'chat-embed-leave-message')).to.equal(false);
  });

  it('takes what was written for a chat that nobody could take', async () => {
    const {chat, window, control, submit} = await open({draft: 'Where is my order?'});
    expect(has(window, 'chat-embed-leave-message')).to.equal(false);
    chat.set({availability: AWAY, error: new ChatError('nobody-there', 'nobody')});
    await waitUntil(() => has(window, '[name=text]'));
    expect(control('text').value).to.equal('Where is my order?');
    await window.focusComposer();
    await sendKeys({type: 'nadia@example.com'});
    await submit();
    expect(chat.calls).to.deep.include(['leaveMessage', {email: 'nadia@example.com', text: 'Where is my order?'}]);
    expect(chat.state.draft, 'it is not said twice').to.equal('');
  });

  it('stays away from under the hands of somebody who writes to a chat', async () => {
    const {chat, window} = await open({});
    await window.focusComposer();
    await sendKeys({type: 'Where is'});
    chat.set({availability: AWAY});
    await settled(window);
    expect(has(window, 'chat-embed-leave-message')).to.equal(false);
    await sendKeys({type: ' my order'});
    expect(one<HTMLTextAreaElement>(window, 'textarea').value).to.equal('Where is my order');
    chat.set({error: new ChatError('nobody-there', 'nobody')});
    await waitUntil(() => (focused() as HTMLInputElement).name === 'email');
    expect(one<HTMLTextAreaElement>(window, '[name=text]').value).to.equal('Where is my order');
  });

  it('stands there after a start was refused, without an offer to wait', async () => {
    const {window} = await open({availability: {...AWAY, state: 'busy', bot: true}, error: new ChatError('nobody-there', 'nobody')});
    expect(has(window, 'chat-embed-leave-message')).to.equal(true);
    expect(one(window, 'chat-embed-leave-message').shadowRoot!.querySelectorAll('.soft')).to.have.length(0);
  });

  it('forgets every word when the chat is cleared', async () => {
    const {chat, window, control, write} = await open({availability: AWAY});
    await write();
    chat.tell('chat-clear');
    await settled(window);
    expect(control('email').value + control('text').value).to.equal('');
  });
});
