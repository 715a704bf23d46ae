/** The first message of a page whose conversation has not been downloaded yet. */
import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {all, focused, has, one, openCold, settled, texts} from '../support/chat-window.js';
import {ACTIVE, BOT, message, ScriptedChat} from '../support/scripted-chat.js';
import {waitUntil} from '../support/wait-until.js';

describe('the first message of a cold page', () => {
  it('leaves the greeting where it is, comes under it, and its answer is said once', async () => {
    // The page has no quiet moment before the visitor sends.
    globalThis.requestIdleCallback = () => 0;
    const chat = new ScriptedChat();
    const window = await openCold(chat);
    await window.focusComposer();
    const heard: string[] = [];
    new MutationObserver((records) => {
      for (const {addedNodes} of records) for (const {textContent} of addedNodes) if (textContent?.trim()) heard.push(textContent);
    }).observe(one(window, 'chat-embed-announcer').shadowRoot!, {childList: true, subtree: true});
    await settled(window);
    const top = one(window, '.greeting').getBoundingClientRect().top;
    await sendKeys({type: 'Hello'});
    expect(customElements.get('chat-embed-message')).to.equal(undefined);

    const log = one(window, '[role=log]');
    let gone = false;
    new MutationObserver(() => (gone ||= !has(window, '.greeting'))).observe(log, {childList: true, subtree: true});
    one<HTMLElement>(window, '.send').click();
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    expect(all(window, '.skeleton i'), 'the message has its place').to.have.length(1);
    const [mine] = chat.state.entries;
    chat.set(ACTIVE);
    chat.replace(mine!.id, {seq: 1, delivery: 'delivered'});
    chat.add(message(BOT, 'Hi', {seq: 2}));
    await waitUntil(() => has(window, 'chat-embed-message'));
    await settled(window);
    expect(has(window, '.skeleton')).to.equal(false);
    expect(texts(window, '.bubble')).to.deep.equal(['Hello', 'Hi']);
    expect(heard).to.deep.equal(['Ada: Hi']);
    expect(gone, 'the greeting was there all the time').to.equal(false);
    expect(one(window, '.greeting').getBoundingClientRect().top, 'and where it was').to.be.closeTo(top, 1);
    expect(focused()).to.equal(one(window, 'textarea'));
  });
});
