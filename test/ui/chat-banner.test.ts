import {aTimeout, expect} from '@open-wc/testing';
import {ChatError} from '../../src/model/errors.js';
import {calm, has, one, openWindow, settled, texts} from '../support/chat-window.js';
import {ACTIVE, ScriptedChat} from '../support/scripted-chat.js';
import {waitUntil} from '../support/wait-until.js';

describe('chat-embed-banner', () => {
  it('is accessible', async () => {
    const window = await openWindow(new ScriptedChat({...ACTIVE, connection: 'offline', error: new ChatError('network', 'down')}));
    calm(window);
    await expect(one(window, 'chat-embed-banner')).to.be.accessible();
  });

  it('lets a short interruption pass, and tells a long one and its end', async () => {
    const chat = new ScriptedChat(ACTIVE);
    const window = await openWindow(chat);
    chat.set({connection: 'reconnecting'});
    await settled(window);
    chat.set({connection: 'online'});
    // The one wait for a time: that something does not come can only be seen by waiting longer than it takes.
    await aTimeout(700);
    expect(has(window, '.banner')).to.equal(false);

    chat.set({connection: 'reconnecting'});
    await waitUntil(() => has(window, '.banner'));
    expect(texts(window, '.banner p')).to.deep.equal(['Reconnecting…']);
    chat.set({connection: 'online'});
    await settled(window);
    expect(has(window, '.banner')).to.equal(false);
    expect(texts(window, '[role=status] p')).to.deep.equal(['Reconnecting…', 'You’re back online']);
  });

  it('tells at once that there is no network', async () => {
    const chat = new ScriptedChat(ACTIVE);
    const window = await openWindow(chat);
    chat.set({connection: 'offline', error: new ChatError('network', 'down')});
    await settled(window);
    expect(texts(window, '.banner')).to.deep.equal(['You’re offline. Messages will be sent when you’re back.']);
  });

  it('tells an error and offers to try again', async () => {
    const chat = new ScriptedChat({...ACTIVE, connection: 'reconnecting'});
    const window = await openWindow(chat);
    chat.set({error: new ChatError('unavailable', 'busy')});
    await settled(window);
    expect(texts(window, '.banner p')).to.deep.equal(['The chat isn’t available right now.']);
    expect(texts(window, '[role=alert] p')).to.deep.equal(['The chat isn’t available right now.']);
    one(window, '.banner button').click();
    expect(chat.count('reconnect')).to.equal(1);
  });

  it('offers to try again only what may go well then', async () => {
    const chat = new ScriptedChat({error: new ChatError('session-ended', 'over')});
    const window = await openWindow(chat);
    expect(texts(window, '.banner button')).to.deep.equal(['Dismiss']);
    one(window, '.banner button').click();
    expect(chat.count('reconnect')).to.equal(1);
  });

  it('leaves it to the page for messages that nobody is there', async () => {
    const chat = new ScriptedChat({availability: {state: 'away', bot: false, leaveMessage: true}, error: new ChatError('nobody-there', 'nobody')});
    const window = await openWindow(chat);
    expect(has(window, '.banner')).to.equal(false);
    chat.set({availability: {state: 'away', bot: false, leaveMessage: false}});
    await settled(window);
    expect(texts(window, '.banner p')).to.deep.equal(['Nobody is there to chat right now.']);
  });

  it('tells once that nothing can be kept', async () => {
    const chat = new ScriptedChat({...ACTIVE, storage: 'memory'});
    const window = await openWindow(chat);
    one(window, '.banner button').click();
    await settled(window);
    expect(has(window, '.banner')).to.equal(false);
    chat.set({connection: 'offline'});
    await settled(window);
    chat.set({connection: 'online'});
    await settled(window);
    expect(has(window, '.banner')).to.equal(false);
  });
});
