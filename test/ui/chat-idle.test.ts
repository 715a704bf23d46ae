import {expect} from '@open-wc/testing';
import {all, calm, focused, has, one, openWindow, settled, texts} from '../support/chat-window.js';
import {ACTIVE, ScriptedChat} from '../support/scripted-chat.js';
import {waitUntil} from '../support/wait-until.js';

const idling = (ms: number) => ({session: {...ACTIVE.session!, idle: {endsAt: Date.now() + ms}}});
const said = (window: Element): string[] => texts(window, '[role=status] p');

describe('chat-embed-idle', () => {
  for (const scheme of ['light', 'dark']) {
    it(`is accessible, ${scheme}`, async () => {
      const window = await openWindow(new ScriptedChat({...ACTIVE, ...idling(90_000)}));
      window.parentElement!.style.colorScheme = scheme;
      calm(window);
      await expect(window).to.be.accessible();
    });
  }

  it('warns, counts down where it can be seen, and says it once', async () => {
    const chat = new ScriptedChat(ACTIVE);
    const window = await openWindow(chat);
    expect(has(window, '.idle')).to.equal(false);
    chat.set(idling(119_900));
    await settled(window);
    expect(texts(window, '.idle h2')).to.deep.equal(['Are you still there?']);
    expect(texts(window, '[role=timer]')).to.deep.equal(['2:00']);
    await waitUntil(() => /^1:5[0-8]$/.test(texts(window, '[role=timer]').join()), 'it counts');
    expect(said(window)).to.deep.equal(['Are you still there? This chat closes in 2 minutes unless you go on.']);
  });

  it('says it again where little is left', async () => {
    const chat = new ScriptedChat({...ACTIVE, ...idling(61_400)});
    const window = await openWindow(chat);
    await waitUntil(() => said(window).length === 2, 'a minute');
    expect(said(window).at(-1)).to.equal('Are you still there? This chat closes in a minute unless you go on.');
    chat.set(idling(20_900));
    await waitUntil(() => said(window).length === 4, 'twenty seconds');
    expect(said(window).slice(-2).map((text) => /in (.+) unless/.exec(text)![1])).to.deep.equal(['21 seconds', '20 seconds']);
  });

  it('goes on at a press, and gives focus back to where one writes', async () => {
    const chat = new ScriptedChat({...ACTIVE, ...idling(60_000)});
    const window = await openWindow(chat);
    one(window, '[part=keep]').focus();
    one(window, '[part=keep]').click();
    await waitUntil(() => focused() instanceof HTMLTextAreaElement);
    expect(chat.count('keepChatting')).to.equal(1);
    chat.set(ACTIVE);
    await settled(window);
    expect(has(window, '.idle')).to.equal(false);
  });

  it('never loses focus when another tab goes on', async () => {
    const chat = new ScriptedChat({...ACTIVE, ...idling(60_000)});
    const window = await openWindow(chat);
    one(window, '[part=keep]').focus();
    chat.set(ACTIVE);
    await waitUntil(() => focused() instanceof HTMLTextAreaElement);
  });

  it('waits for the word of the server when the time is over', async () => {
    const chat = new ScriptedChat({...ACTIVE, ...idling(-10)});
    const window = await openWindow(chat);
    expect(has(window, '[role=timer]')).to.equal(false);
    expect(texts(window, '.idle p')).to.deep.equal(['Ending the chat…']);
    expect(all(window, '.ended')).to.have.length(0);
  });

  it('counts on after it has been moved in the page', async () => {
    const window = await openWindow(new ScriptedChat({...ACTIVE, ...idling(100_000)}));
    const box = window.parentElement!;
    window.remove();
    box.append(window);
    await settled(window);
    const before = texts(window, '[role=timer]').join();
    await waitUntil(() => texts(window, '[role=timer]').join() !== before, 'it counts');
  });
});
