import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {loadStrings} from '../../src/i18n/index.js';
import type {ChatState} from '../../src/model/chat-state.js';
import {ChatError} from '../../src/model/errors.js';
import {all, calm, focused, has, one, openWindow, settled, texts} from '../support/chat-window.js';
import {ACTIVE, AGENT, BOT, joined, message, ScriptedChat, VISITOR} from '../support/scripted-chat.js';
import {waitUntil} from '../support/wait-until.js';

const ENDED: Partial<ChatState> = {
  ...ACTIVE,
  participants: [BOT, AGENT],
  session: {
    status: 'ended',
    id: 'a',
    owner: null,
    ended: {by: 'agent', reason: 'resolved', at: Date.now(), durationMs: 60_000, messageCount: 2},
  },
};

/** Every state that a visitor can see. */
const STATES: Readonly<Record<string, () => Partial<ChatState>>> = {
  'a fresh page': () => ({}),
  'a chat with the bot': () => ({
    ...ACTIVE,
    entries: [
      message(VISITOR, 'Hello', {delivery: 'delivered'}),
      message(BOT, 'A *rich* answer with `code`', {
        sources: [{title: 'Guide', url: 'https://example.com/guide'}],
        suggestions: ['Tell me more'],
        offer: 'handoff',
      }),
    ],
  }),
  'an answer being written': () => ({...ACTIVE, entries: [message(BOT, 'Half an ans', {streaming: true, seq: undefined})], typing: [AGENT]}),
  'a place in the line': () => ({...ACTIVE, session: {...ACTIVE.session!, owner: 'queue', queue: {position: 2, estimateSeconds: 90}}}),
  'a chat with a person': () => ({
    ...ACTIVE,
    session: {...ACTIVE.session!, owner: 'agent'},
    participants: [BOT, AGENT],
    entries: [joined(AGENT), message(AGENT, 'Hello!')],
    typing: [AGENT],
  }),
  'a failed message': () => ({...ACTIVE, entries: [message(VISITOR, 'Hello', {delivery: 'failed', failure: 'too-large', seq: undefined})]}),
  offline: () => ({...ACTIVE, connection: 'offline', entries: [message(VISITOR, 'Hello', {delivery: 'queued', seq: undefined})]}),
  'an error': () => ({...ACTIVE, connection: 'offline', error: new ChatError('network', 'down')}),
  'no storage': () => ({storage: 'memory'}),
  'history on its way': () => ({...ACTIVE, history: 'loading', greeting: false}),
  'an ended chat': () => ({...ENDED, entries: [message(VISITOR, 'Bye', {delivery: 'delivered'})]}),
};

describe('chat-embed-window', () => {
  for (const scheme of ['light', 'dark']) {
    for (const [name, state] of Object.entries(STATES)) {
      it(`is accessible: ${name}, ${scheme}`, async () => {
        const window = await openWindow(new ScriptedChat(state()));
        window.parentElement!.style.colorScheme = scheme;
        calm(window);
        await expect(window).to.be.accessible();
      });
    }
  }

  it('is accessible while it asks whether to end', async () => {
    const window = await openWindow(new ScriptedChat(ACTIVE));
    one(window, '.end').click();
    await settled(window);
    calm(window);
    await expect(window).to.be.accessible();
  });

  it('names every visible part so that a page can style it through all shadow roots', async () => {
    const window = await openWindow(new ScriptedChat(STATES['a chat with the bot']!()));
    const named = all(window, '[part]').flatMap((element) => element.getAttribute('part')!.split(' '));
    const exported = window.getAttribute('exportparts')!.split(', ');
    expect(exported).to.include.members(named);
    for (const holder of all(window, 'chat-embed-message, chat-embed-transcript, chat-embed-composer, chat-embed-header')) {
      expect(holder.getAttribute('exportparts')).to.equal(window.getAttribute('exportparts'));
    }
  });

  it('asks twice before it ends a chat, and only in place', async () => {
    const chat = new ScriptedChat(ACTIVE);
    const window = await openWindow(chat);
    one(window, '.end').focus();
    await sendKeys({press: 'Enter'});
    await settled(window);
    expect(one(window, '[role=alertdialog]').getAttribute('aria-modal')).to.equal('true');
    expect(focused()?.textContent).to.equal('Keep chatting');
    expect(chat.count('endChat')).to.equal(0);

    await sendKeys({press: 'Tab'});
    expect(focused()?.textContent).to.equal('End chat');
    await sendKeys({press: 'Tab'});
    expect(focused()?.textContent, 'Tab stays between the two').to.equal('Keep chatting');

    await sendKeys({press: 'Escape'});
    await settled(window);
    expect(has(window, '[role=alertdialog]')).to.equal(false);
    expect(focused(), 'focus is back').to.equal(one(window, '.end'));
    expect(chat.count('hide'), 'Escape was for the question').to.equal(0);

    one(window, '.end').click();
    await settled(window);
    one(window, '.danger').click();
    await settled(window);
    expect(chat.count('endChat')).to.equal(1);
    expect(has(window, '[role=alertdialog]')).to.equal(false);
  });

  it('stops asking when the chat ends meanwhile', async () => {
    const chat = new ScriptedChat(ACTIVE);
    const window = await openWindow(chat);
    one(window, '.end').click();
    await settled(window);
    chat.set(ENDED);
    await settled(window);
    expect(has(window, '[role=alertdialog]')).to.equal(false);
    expect(has(window, '.end')).to.equal(false);
  });

  for (const [singleThread, verb, other] of [[true, 'resetWindow', 'newThread'], [false, 'newThread', 'resetWindow']] as const) {
    it(`says who ended the chat, and starts another one with what was typed, by ${verb}()`, async () => {
      const chat = new ScriptedChat(ACTIVE);
      const window = await openWindow(chat, {singleThread});
      await window.focusComposer();
      await sendKeys({type: 'one more thi'});
      chat.set(ENDED);
      await settled(window);
      expect(texts(window, '.ended .what')).to.deep.equal(['Maria Ahlers ended this chat']);
      expect(focused(), 'focus is on the notice, not on its button').to.equal(one(window, '.ended'));
      await sendKeys({type: 'ng'});
      await sendKeys({press: 'Enter'});
      expect(chat.count(verb), 'typing on opens nothing').to.equal(0);

      one(window, '.ended button').click();
      await waitUntil(() => focused() instanceof HTMLTextAreaElement);
      expect(chat.count(verb)).to.equal(1);
      expect(chat.count(other)).to.equal(0);
      expect(chat.count('sendMessage')).to.equal(0);
      expect(one<HTMLTextAreaElement>(window, 'textarea').value).to.equal('one more thi');
      expect(chat.state.draft).to.equal('one more thi');
    });
  }

  it('takes focus into the composer without scrolling the page', async () => {
    const window = await openWindow(new ScriptedChat());
    window.parentElement!.style.marginBlockStart = '3000px';
    await window.focusComposer();
    expect(focused()).to.equal(one(window, 'textarea'));
    expect(document.scrollingElement!.scrollTop).to.equal(0);
  });

  it('takes no focus by itself', async () => {
    await openWindow(new ScriptedChat(ACTIVE));
    expect(document.activeElement).to.equal(document.body);
    await openWindow(new ScriptedChat(ENDED));
    expect(document.activeElement, 'nor where a chat is over').to.equal(document.body);
  });

  it('hides on Escape, and only where it may', async () => {
    const chat = new ScriptedChat(ACTIVE);
    await (await openWindow(chat)).focusComposer();
    await sendKeys({press: 'Escape'});
    expect(chat.count('hide')).to.equal(1);

    const fixed = new ScriptedChat(ACTIVE);
    const window = await openWindow(fixed, {closable: false});
    await window.focusComposer();
    await sendKeys({press: 'Escape'});
    expect(fixed.count('hide')).to.equal(0);
    expect(has(window, '[part=hide]')).to.equal(false);
  });

  it('keeps what is typed from the shortcuts of the page, and leaves it those of its own', async () => {
    const window = await openWindow(new ScriptedChat(ACTIVE));
    const heard: string[] = [];
    const hear = (event: Event): void => void heard.push(`${event.type} ${(event as KeyboardEvent).key}`);
    for (const type of ['keydown', 'keypress', 'keyup']) document.addEventListener(type, hear);
    await window.focusComposer();
    await sendKeys({type: 's/?'});
    await sendKeys({press: 'ArrowLeft'});
    await sendKeys({press: 'Backspace'});
    expect(one<HTMLTextAreaElement>(window, 'textarea').value).to.equal('s?');
    await sendKeys({press: 'Enter'});
    expect(heard).to.deep.equal([]);
    await sendKeys({down: 'Control'});
    await sendKeys({press: 'k'});
    await sendKeys({up: 'Control'});
    expect(heard).to.include('keydown k');
    one(window, '.scroller').focus();
    await sendKeys({press: 'j'});
    for (const type of ['keydown', 'keypress', 'keyup']) document.removeEventListener(type, hear);
    expect(heard, 'nothing is typed here').to.include('keydown j');
  });

  it('leaves Escape to an input method that is composing', async () => {
    const chat = new ScriptedChat(ACTIVE);
    const window = await openWindow(chat);
    let heard = 0;
    window.parentElement!.addEventListener('keydown', () => (heard += 1));
    const input = one(window, 'textarea');
    input.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', isComposing: true, bubbles: true, composed: true, cancelable: true}));
    // Safari ends the composition first.
    input.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', keyCode: 229, bubbles: true, composed: true, cancelable: true}));
    expect(chat.count('hide')).to.equal(0);
    expect(heard, 'nor does anybody around it take it for a wish to close').to.equal(0);
  });

  it('goes between conversation and composer with F6', async () => {
    const window = await openWindow(new ScriptedChat(ACTIVE));
    await window.focusComposer();
    await sendKeys({press: 'F6'});
    expect(focused()).to.equal(one(window, '[role=log]'));
    await sendKeys({press: 'F6'});
    await waitUntil(() => focused() instanceof HTMLTextAreaElement);
  });

  it('can be used by keyboard alone, in the order of reading', async () => {
    const chat = new ScriptedChat({
      ...ACTIVE,
      entries: [
        message(VISITOR, 'Hi', {delivery: 'failed', failure: 'network', seq: undefined}),
        message(BOT, 'See here', {sources: [{title: 'Guide', url: 'https://example.com/'}], suggestions: ['Thanks']}),
      ],
    });
    const window = await openWindow(chat);
    one(window, '.end').focus();
    const order = [];
    for (let step = 0; step < 9; step += 1) {
      const element = focused()!;
      order.push(element.getAttribute('aria-label') ?? element.textContent.trim());
      await sendKeys({press: 'Tab'});
    }
    expect(order).to.deep.equal([
      'End this chat',
      'Hide chat',
      'Conversation',
      'Retry',
      'Discard',
      'Guide',
      'Thanks',
      'Message',
      'Send',
    ]);
  });

  it('never loses focus when the piece that had it goes away', async () => {
    const chat = new ScriptedChat({...ACTIVE, entries: [message(BOT, 'Well?', {suggestions: ['Yes', 'No']})]});
    const window = await openWindow(chat);
    one(window, '.reply').focus();
    await sendKeys({press: 'Enter'});
    await waitUntil(() => focused() instanceof HTMLTextAreaElement);
    expect(chat.calls).to.deep.include(['sendMessage', 'Yes']);

    one(window, '.end').focus();
    chat.set({session: {...ACTIVE.session!, status: 'none', owner: null}});
    await waitUntil(() => focused() instanceof HTMLTextAreaElement);
  });

  it('reads from right to left where the language does', async () => {
    const strings = await loadStrings('ar-EG');
    const window = await openWindow(new ScriptedChat({...ACTIVE, entries: [message(VISITOR, 'مرحبا', {delivery: 'sent'})]}), {}, strings);
    expect(one(window, '.window').dir).to.equal('rtl');
    expect(one(window, '.window').lang).to.equal('ar-EG');
    const frame = window.getBoundingClientRect();
    expect(one(window, '[part=bubble]').getBoundingClientRect().left - frame.left, 'own messages stand left').to.be.below(40);
    expect(frame.right - one(window, '[part=title]').getBoundingClientRect().right).to.be.below(80);
    calm(window);
    await expect(window).to.be.accessible();
  });

  it('reflows at 320 pixels without scrolling sideways', async () => {
    const window = await openWindow(new ScriptedChat(STATES['a failed message']!()));
    window.parentElement!.style.inlineSize = '320px';
    await settled(window);
    for (const element of [one(window, '.window'), one(window, '.scroller'), one(window, '.header')]) {
      expect(element.scrollWidth).to.be.at.most(element.clientWidth);
    }
  });

  it('breaks a name that is longer than the window wherever it stands', async () => {
    const name = 'Llanfair'.repeat(20);
    const agent = {...AGENT, name};
    const window = await openWindow(new ScriptedChat({...ENDED, participants: [agent], entries: [joined(agent), message(agent, 'Hello')]}));
    for (const element of [one(window, '.notice'), one(window, '.what')]) {
      expect(element.getBoundingClientRect().right).to.be.at.most(window.getBoundingClientRect().right);
      expect(element.scrollWidth).to.be.at.most(element.clientWidth);
    }
  });

  it('changes its language without touching anything else', async () => {
    const chat = new ScriptedChat(ACTIVE);
    const window = await openWindow(chat);
    await window.focusComposer();
    await sendKeys({type: 'half a sen'});
    const input = focused();
    window.context = {...window.context!, strings: await loadStrings('de')};
    await settled(window);
    expect(focused()).to.equal(input);
    expect((input as HTMLTextAreaElement).value).to.equal('half a sen');
    expect(one(window, 'textarea').getAttribute('aria-label')).to.equal('Nachricht');
  });

  it('leaves no listener on the chat when it is removed, and comes back alive', async () => {
    const chat = new ScriptedChat(ACTIVE);
    const window = await openWindow(chat);
    const box = window.parentElement!;
    window.remove();
    expect(chat.listeners).to.equal(0);
    chat.add(message(BOT, 'While away'));
    box.append(window);
    await settled(window);
    expect(texts(window, '.bubble')).to.deep.equal(['While away']);
  });

  describe('what the page puts in', () => {
    function put(window: Element, slot: string, text: string): HTMLElement {
      const own = document.createElement('div');
      own.slot = slot;
      own.textContent = text;
      window.append(own);
      return own;
    }
    const isSeen = (element: HTMLElement): boolean => element.getClientRects().length > 0;

    it('stands in place of the notice that the chat has ended, takes focus, and gives the place back', async () => {
      const chat = new ScriptedChat(ACTIVE);
      const window = await openWindow(chat);
      await window.focusComposer();
      const own = put(window, 'ended', 'Call us: 123');
      await settled(window);
      expect(isSeen(own), 'not before the end').to.equal(false);
      expect(has(window, 'chat-embed-ended')).to.equal(false);
      chat.set(ENDED);
      await settled(window);
      expect(isSeen(own)).to.equal(true);
      expect(has(window, 'chat-embed-ended')).to.equal(false);
      await waitUntil(() => focused()?.classList.contains('own-ended'));
      calm(window);
      await expect(window).to.be.accessible();
      own.remove();
      await settled(window);
      expect(has(window, 'chat-embed-ended')).to.equal(true);
    });

    it('is heard of through a slot of a page’s own element, filled or not', async () => {
      const chat = new ScriptedChat(ENDED);
      const window = await openWindow(chat);
      const host = window.parentElement!.attachShadow({mode: 'open'});
      host.append(window);
      const slot = document.createElement('slot');
      slot.name = 'ended';
      slot.slot = 'ended';
      window.append(slot);
      await settled(window);
      expect(has(window, 'chat-embed-ended'), 'an empty slot is nothing').to.equal(true);
      put(host.host, 'ended', 'Bye');
      await settled(window);
      expect(has(window, 'chat-embed-ended')).to.equal(false);
    });

    it('stands under the header, above the conversation', async () => {
      const window = await openWindow(new ScriptedChat(ACTIVE));
      const own = put(window, 'banner', 'A person is on the way');
      await settled(window);
      const [header, banner, transcript] = [one(window, 'chat-embed-header'), own, one(window, 'chat-embed-transcript')].map((part) => part.getBoundingClientRect());
      expect(banner!.top).to.be.at.least(header!.bottom);
      expect(banner!.bottom).to.be.at.most(transcript!.top);
      expect(banner!.height).to.be.greaterThan(0);
    });
  });
});
