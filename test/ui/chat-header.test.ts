import {expect} from '@open-wc/testing';
import {has, one, openWindow, settled, texts} from '../support/chat-window.js';
import {ACTIVE, AGENT, BOT, ScriptedChat} from '../support/scripted-chat.js';

describe('chat-embed-header', () => {
  it('is accessible', async () => {
    const window = await openWindow(new ScriptedChat({...ACTIVE, session: {...ACTIVE.session!, owner: 'agent'}, participants: [AGENT]}));
    await expect(one(window, 'chat-embed-header')).to.be.accessible();
  });

  it('tells who answers', async () => {
    const chat = new ScriptedChat();
    const window = await openWindow(chat);
    const told = async (): Promise<string> => {
      await settled(window);
      return texts(window, '.subtitle').join();
    };
    expect(await told()).to.equal('');
    chat.set(ACTIVE);
    expect(await told()).to.equal('Ada · Assistant');
    chat.set({participants: [{...BOT, name: 'assistant'}]});
    expect(await told(), 'not twice the same word').to.equal('assistant');
    chat.set({session: {...ACTIVE.session!, owner: 'queue'}});
    expect(await told()).to.equal('Waiting for a person');
    chat.set({session: {...ACTIVE.session!, owner: 'agent'}, participants: [BOT, AGENT]});
    expect(await told()).to.equal('Maria Ahlers');
    expect(has(window, '.presence')).to.equal(true);
    chat.set({connection: 'reconnecting'});
    await settled(window);
    expect(has(window, '.presence'), 'nobody knows without a connection').to.equal(false);
  });

  it('keeps hiding and ending apart, and offers the end only where there is something to end', async () => {
    const chat = new ScriptedChat();
    const window = await openWindow(chat);
    expect(has(window, '.end')).to.equal(false);
    one(window, '[part=hide]').click();
    expect(chat.calls).to.deep.equal([['hide']]);
    for (const [status, offered] of [['starting', true], ['active', true], ['ending', false], ['ended', false]] as const) {
      chat.set({session: {...ACTIVE.session!, status}});
      await settled(window);
      expect(has(window, '.end'), status).to.equal(offered);
    }
  });
});
