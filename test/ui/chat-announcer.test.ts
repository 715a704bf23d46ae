import {expect} from '@open-wc/testing';
import type {ChatEmbedWindow} from '../../src/ui/index.js';
import {one, openWindow, settled} from '../support/chat-window.js';
import {ACTIVE, AGENT, BOT, joined, message, ScriptedChat, VISITOR} from '../support/scripted-chat.js';
import {waitUntil} from '../support/wait-until.js';

/** Records every sentence that is put into a live region, as a screen reader would. */
function listen(window: ChatEmbedWindow) {
  const heard: string[] = [];
  const regions = one(window, 'chat-embed-announcer').shadowRoot!;
  const observer = new MutationObserver((records) => {
    for (const {addedNodes, target} of records) {
      for (const node of addedNodes) {
        const urgent = target instanceof Element && target.closest('[role=alert]') !== null;
        if (node.textContent?.trim()) heard.push(`${urgent ? '!' : ''}${node.textContent}`);
      }
    }
  });
  observer.observe(regions, {childList: true, subtree: true, characterData: true});
  return heard;
}

describe('chat-embed-announcer', () => {
  it('is accessible', async () => {
    await expect(one(await openWindow(new ScriptedChat(ACTIVE)), 'chat-embed-announcer')).to.be.accessible();
  });

  it('has one polite and one urgent region, and the window has no others', async () => {
    const window = await openWindow(new ScriptedChat(ACTIVE));
    const {shadowRoot} = one(window, 'chat-embed-announcer');
    expect(shadowRoot!.querySelectorAll('[aria-live=polite]')).to.have.length(1);
    expect(shadowRoot!.querySelectorAll('[aria-live=assertive]')).to.have.length(1);
    expect(one(window, '[role=log]').getAttribute('aria-live')).to.equal('off');
  });

  it('speaks an answer once, when it is complete, and never its pieces', async () => {
    const chat = new ScriptedChat(ACTIVE);
    const window = await openWindow(chat);
    const heard = listen(window);
    chat.set({typing: [BOT]});
    await settled(window);
    const answer = message(BOT, '', {streaming: true, seq: undefined});
    chat.add(answer);
    chat.set({typing: []});
    for (const text of ['See', 'See **the', 'See **the guide**']) {
      chat.replace(answer.id, {text});
      await settled(window);
    }
    chat.replace(answer.id, {text: 'See **the guide**.', streaming: false, seq: 5_000});
    await settled(window);
    chat.set({unread: 1});
    await settled(window);
    expect(heard).to.deep.equal(['Ada is typing', 'Ada: See the guide.']);
  });

  it('never reads history, neither at first nor when older messages come', async () => {
    const chat = new ScriptedChat({...ACTIVE, history: 'loading'});
    const window = await openWindow(chat);
    const heard = listen(window);
    chat.set({history: 'more', entries: [message(BOT, 'Old', {seq: 50})]});
    await settled(window);
    chat.set({history: 'complete', entries: [message(BOT, 'Older', {seq: 49}), ...chat.state.entries]});
    await settled(window);
    chat.add(message(AGENT, 'New', {seq: 51}));
    await settled(window);
    expect(heard).to.deep.equal(['Maria Ahlers: New']);
  });

  it('speaks from the first message of a fresh chat on', async () => {
    const chat = new ScriptedChat();
    const window = await openWindow(chat);
    const heard = listen(window);
    const mine = await chat.sendMessage('Hello');
    chat.set({...ACTIVE});
    chat.replace(mine, {seq: 1, delivery: 'delivered'});
    chat.add(message(BOT, 'Hi', {seq: 2}));
    await settled(window);
    expect(heard).to.deep.equal(['Ada: Hi']);
  });

  it('speaks notices politely and failures urgently', async () => {
    const chat = new ScriptedChat(ACTIVE);
    const window = await openWindow(chat);
    const heard = listen(window);
    chat.add(joined(AGENT, {seq: 6_000}));
    await settled(window);
    chat.add(message(VISITOR, 'Oh', {delivery: 'failed', failure: 'too-large', seq: undefined}));
    await settled(window);
    chat.set({unread: 3});
    await settled(window);
    expect(heard).to.deep.equal(['Maria Ahlers joined', '!Not sent. This message is too long.']);
  });

  it('keeps nothing of a session that was cleared', async () => {
    const chat = new ScriptedChat(ACTIVE);
    const window = await openWindow(chat);
    const {shadowRoot} = one(window, 'chat-embed-announcer');
    chat.add(message(AGENT, 'A secret'));
    await waitUntil(() => shadowRoot!.textContent!.includes('A secret'));
    chat.set({session: {status: 'none', id: null, owner: null}, entries: [], history: 'none'});
    await settled(window);
    expect(shadowRoot!.textContent!.trim()).to.equal('');
  });
});
