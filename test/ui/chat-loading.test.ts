/** When the window downloads what: a fresh page nothing but itself, a conversation when there is one. The order of these tests is the order of downloads. */
import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {all, focused, has, one, openCold, settled, texts} from '../support/chat-window.js';
import {ACTIVE, BOT, message, ScriptedChat} from '../support/scripted-chat.js';
import {waitUntil} from '../support/wait-until.js';

const CONVERSATION = '/src/ui/conversation.ts';
const LATER = [CONVERSATION, '/src/ui/chat-message.ts', '/src/ui/entry-list.ts', '/src/ui/narrator.ts', '/src/ui/chat-banner.ts'];

/** Which of these modules the page has asked for. */
function downloaded(paths: readonly string[]): string[] {
  const asked = performance.getEntriesByType('resource').map(({name}) => new URL(name).pathname);
  return paths.filter((path) => asked.includes(path));
}

/** The page's quiet moments come only when a test says so. */
function holdIdle(): {readonly run: () => void; readonly release: () => void} {
  const real = globalThis.requestIdleCallback;
  const waiting: IdleRequestCallback[] = [];
  globalThis.requestIdleCallback = (callback) => waiting.push(callback);
  const deadline = {didTimeout: false, timeRemaining: () => 50};
  return {
    run: () => waiting.splice(0).forEach((callback) => callback(deadline)),
    release: () => (globalThis.requestIdleCallback = real),
  };
}

/** Every sentence that comes into the live regions. */
function hear(window: Element): string[] {
  const heard: string[] = [];
  new MutationObserver((records) => {
    for (const {addedNodes} of records) for (const {textContent} of addedNodes) if (textContent?.trim()) heard.push(textContent);
  }).observe(one(window, 'chat-embed-announcer').shadowRoot!, {childList: true, subtree: true});
  return heard;
}

describe('what the window downloads', () => {
  const idle = holdIdle();
  after(() => idle.release());

  it('needs nothing but itself for a fresh page that can be written in', async () => {
    const window = await openCold(new ScriptedChat());
    await window.focusComposer();
    await sendKeys({type: 'Hi'});
    expect(texts(window, '.greeting')).to.deep.equal(['Hi there! How can we help?']);
    expect(one<HTMLTextAreaElement>(window, 'textarea').value).to.equal('Hi');
    expect(one(window, '[role=log]').getBoundingClientRect().height, 'the conversation has its place').to.be.above(300);
    await sendKeys({press: 'F6'});
    expect(focused()).to.equal(one(window, '[role=log]'));
    expect(downloaded(['/src/ui/chat-window.ts', ...LATER])).to.deep.equal(['/src/ui/chat-window.ts']);
  });

  it('shows that a conversation is coming, at its size, and then the conversation; what was there is not read out', async () => {
    expect(downloaded([CONVERSATION]), 'nothing so far').to.deep.equal([]);
    const chat = new ScriptedChat({...ACTIVE, greeting: false, entries: [message(BOT, 'Earlier', {seq: 1}), message(BOT, 'Later', {seq: 2})]});
    const window = await openCold(chat);
    const heard = hear(window);
    const log = one(window, '[role=log]');
    const before = log.getBoundingClientRect();
    expect(has(window, '.skeleton')).to.equal(true);
    expect(customElements.get('chat-embed-message'), 'the download is on its way').to.equal(undefined);
    expect(has(window, '.greeting')).to.equal(false);
    log.focus();

    // The entry comes while the download is on its way.
    chat.add(message(BOT, 'Just now', {seq: 3}));
    await waitUntil(() => all(window, 'chat-embed-message').length === 3);
    await settled(window);
    expect(has(window, '.skeleton')).to.equal(false);
    expect(downloaded([CONVERSATION]), 'it was needed').to.deep.equal([CONVERSATION]);
    expect(texts(window, '.bubble')).to.deep.equal(['Earlier', 'Later', 'Just now']);
    expect(heard).to.deep.equal(['Ada: Just now']);
    expect(one(window, '[role=log]'), 'the same box').to.equal(log);
    expect(log.getBoundingClientRect()).to.deep.equal(before);
    expect(focused(), 'focus stays').to.equal(log);
  });

  it('downloads the rest in the first quiet moment', async () => {
    await openCold(new ScriptedChat());
    expect(customElements.get('chat-embed-banner')).to.equal(undefined);
    idle.run();
    await customElements.whenDefined('chat-embed-banner');
    expect(downloaded(LATER)).to.deep.equal(LATER);
  });
});
