import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {loadStrings} from '../../src/i18n/index.js';
import type {ChatState} from '../../src/model/chat-state.js';
import {all, calm, focused, has, one, openWindow, settled, texts} from '../support/chat-window.js';
import {ACTIVE, AGENT, BOT, message, ScriptedChat} from '../support/scripted-chat.js';
import {waitUntil} from '../support/wait-until.js';

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

  it('says the word for a bot that has no name of its own once, in the words of the window', async () => {
    const nameless = {...BOT, name: 'Assistant'};
    for (const [locale, word] of [['ar', 'المساعد'], ['es', 'Asistente'], ['en', 'Assistant']] as const) {
      const chat = new ScriptedChat({...ACTIVE, participants: [nameless], entries: [message(nameless, 'Hi', {seq: 1})]});
      const window = await openWindow(chat, {}, await loadStrings(locale));
      expect(texts(window, '.subtitle')).to.deep.equal([word]);
      expect(texts(window, '.author')).to.deep.equal([word]);
      chat.set({participants: [BOT]});
      await settled(window);
      expect(texts(window, '.subtitle')).to.deep.equal([`Ada · ${word}`]);
      window.remove();
    }
  });

  it('keeps hiding and ending apart, and offers the end only where there is something to end', async () => {
    const chat = new ScriptedChat();
    const window = await openWindow(chat);
    expect(has(window, '.end')).to.equal(false);
    one(window, '[part=hide]').click();
    expect(chat.count('hide')).to.equal(1);
    expect(chat.count('endChat')).to.equal(0);
    for (const [status, offered] of [['starting', true], ['active', true], ['ending', false], ['ended', false]] as const) {
      chat.set({session: {...ACTIVE.session!, status}});
      await settled(window);
      expect(has(window, '.end'), status).to.equal(offered);
    }
  });

  describe('the end button', () => {
    const ENDED: Partial<ChatState> = {session: {...ACTIVE.session!, status: 'ended'}};

    it('is in the header, in its menu, or nowhere', async () => {
      for (const [endButton, button, menu] of [['header', true, false], ['menu', false, true], ['none', false, false]] as const) {
        const window = await openWindow(new ScriptedChat(ACTIVE), {endButton, singleThread: true});
        expect(has(window, '.end'), endButton).to.equal(button);
        expect(has(window, 'chat-embed-menu'), endButton).to.equal(menu);
      }
    });

    it('goes away where there is nothing to end, or cannot be used', async () => {
      for (const state of [{}, ENDED]) {
        const gone = await openWindow(new ScriptedChat(state));
        expect(has(gone, '.end')).to.equal(false);
        const shut = await openWindow(new ScriptedChat(state), {endButtonWithoutSession: 'disabled'});
        expect(one<HTMLButtonElement>(shut, '.end').disabled).to.equal(true);
        const menu = await openWindow(new ScriptedChat(state), {endButton: 'menu', singleThread: true});
        expect(has(menu, '[part=more]')).to.equal(false);
      }
    });
  });

  describe('the menu', () => {
    const items = (window: Element): string[] => texts(window, '[role=menuitem]');

    it('opens with a press or a key, moves with arrows, and Escape closes it alone', async () => {
      const chat = new ScriptedChat(ACTIVE);
      const window = await openWindow(chat, {endButton: 'menu', mode: 'floating'});
      const button = one(window, '[part=more]');
      expect(button.ariaExpanded).to.equal('false');
      button.focus();
      await sendKeys({press: 'ArrowDown'});
      await settled(window);
      expect(items(window)).to.deep.equal(['New conversation', 'End this chat']);
      expect(button.ariaExpanded).to.equal('true');
      const at = (): string | undefined => focused()?.textContent?.trim();
      expect(at()).to.equal('New conversation');
      for (const [press, name] of [['ArrowDown', 'End this chat'], ['ArrowDown', 'New conversation'], ['ArrowUp', 'End this chat'], ['Home', 'New conversation'], ['End', 'End this chat']] as const) {
        await sendKeys({press});
        expect(at(), press).to.equal(name);
      }
      calm(window);
      await expect(window).to.be.accessible();
      await sendKeys({press: 'Escape'});
      await settled(window);
      expect(items(window)).to.be.empty;
      expect(focused() === button).to.equal(true);
      expect(chat.count('hide')).to.equal(0);
    });

    it('closes when focus goes elsewhere', async () => {
      const window = await openWindow(new ScriptedChat(ACTIVE), {endButton: 'menu'});
      one(window, '[part=more]').click();
      await settled(window);
      expect(items(window)).to.have.length(2);
      await sendKeys({press: 'Tab'});
      await settled(window);
      expect(items(window)).to.be.empty;
    });

    it('asks before it ends, and gives focus back to the menu', async () => {
      const chat = new ScriptedChat(ACTIVE);
      const window = await openWindow(chat, {endButton: 'menu'});
      one(window, '[part=more]').click();
      await settled(window);
      all(window, '[role=menuitem]')[1]!.click();
      await waitUntil(() => has(window, '[role=alertdialog]'));
      one(window, '[role=alertdialog] .soft').click();
      await waitUntil(() => focused()?.getAttribute('part') === 'more');
      expect(chat.count('endChat')).to.equal(0);
    });

    it('begins another conversation, unless one is all there may be', async () => {
      const chat = new ScriptedChat(ACTIVE);
      const window = await openWindow(chat, {endButton: 'menu'});
      one(window, '[part=more]').click();
      await settled(window);
      all(window, '[role=menuitem]')[0]!.click();
      await waitUntil(() => chat.count('newThread') === 1);
      const alone = await openWindow(new ScriptedChat(ACTIVE), {endButton: 'menu', oneOpenSession: true});
      one(alone, '[part=more]').click();
      await settled(alone);
      expect(items(alone)).to.deep.equal(['End this chat']);
    });

    it('shows what cannot be done as such', async () => {
      const chat = new ScriptedChat();
      const window = await openWindow(chat, {endButton: 'menu', endButtonWithoutSession: 'disabled'});
      one(window, '[part=more]').click();
      await settled(window);
      const item = one(window, '[role=menuitem]');
      expect(item.ariaDisabled).to.equal('true');
      item.click();
      await settled(window);
      expect(has(window, '[role=alertdialog]')).to.equal(false);
      expect(items(window)).to.have.length(1);
    });
  });

  it('closes a page, and hides everything else', async () => {
    const page = await openWindow(new ScriptedChat(), {mode: 'page'});
    expect(one(page, '[part=hide]').ariaLabel).to.equal('Close chat');
    const inline = await openWindow(new ScriptedChat());
    expect(one(inline, '[part=hide]').ariaLabel).to.equal('Hide chat');
  });
});
