import {expect, nextFrame} from '@open-wc/testing';
import type {LitElement} from 'lit';
import type {Entry} from '../../src/model/message.js';
import type {ChatEmbedMessage, ChatEmbedWindow} from '../../src/ui/index.js';
import {PAGE, SCREEN} from '../../src/ui/moving-range.js';
import {all, calm, countNodes, focused, fromEnd, has, one, openWindow, scroller, settled, texts} from '../support/chat-window.js';
import {ACTIVE, AGENT, BOT, joined, message, ScriptedChat, VISITOR} from '../support/scripted-chat.js';
import {waitUntil} from '../support/wait-until.js';

const DAY = 86_400_000;

/** Numbered messages of two sides, one a minute, the newest now. */
function conversation(length: number, firstSeq = 1): Entry[] {
  const now = Date.now();
  return Array.from({length}, (_, index) => {
    const seq = firstSeq + index;
    return message(seq % 2 ? VISITOR : BOT, `Message ${seq}`, {id: `m${seq}`, seq, at: now - (length - index) * 60_000});
  });
}

const messages = (window: ChatEmbedWindow): ChatEmbedMessage[] => all(window, 'chat-embed-message');
const shown = (window: ChatEmbedWindow): string[] => messages(window).map(({message: shown}) => shown!.text);

/** Scrolls as a reader does, who sees nothing that is not painted. */
async function scrollTo(window: ChatEmbedWindow, top: number): Promise<void> {
  await settled(window);
  scroller(window).scrollTop = top;
  await nextFrame();
  await settled(window);
}

describe('chat-embed-transcript', () => {
  it('is accessible with a day behind it, notices and a pill', async () => {
    const old = conversation(60).map((entry) => ({...entry, at: entry.at - DAY}));
    const window = await openWindow(new ScriptedChat({...ACTIVE, entries: [...old, joined(AGENT), ...conversation(60, 100)]}));
    await scrollTo(window, 300);
    await waitUntil(() => has(window, '.latest'));
    calm(window);
    await expect(one(window, 'chat-embed-transcript')).to.be.accessible();
  });

  it('is a log that does not read itself out', async () => {
    const log = one(await openWindow(new ScriptedChat(ACTIVE)), '[role=log]');
    expect(log.getAttribute('aria-live')).to.equal('off');
    expect(log.tabIndex, 'it can be scrolled by keyboard').to.equal(0);
  });

  it('groups by author and five minutes, and names days', async () => {
    const now = new Date();
    now.setHours(12, 0, 0, 0);
    const at = now.getTime();
    const entries = [
      message(BOT, 'a', {at: at - DAY}),
      message(BOT, 'b', {at}),
      message(BOT, 'c', {at: at + 60_000}),
      message(VISITOR, 'd', {at: at + 120_000}),
      message(VISITOR, 'e', {at: at + 8 * 60_000}),
    ];
    const window = await openWindow(new ScriptedChat({...ACTIVE, entries}));
    expect(messages(window).map(({first, last}) => `${first ? '[' : ' '}${last ? ']' : ' '}`)).to.deep.equal(['[]', '[ ', ' ]', '[]', '[]']);
    expect(texts(window, '.day')).to.deep.equal(['Yesterday', 'Today']);
  });

  it('says what happened in its place', async () => {
    const notice = (rest: object): Entry => ({...joined(AGENT), ...rest}) as Entry;
    const entries = [
      notice({notice: 'handoff', from: 'bot', to: 'queue'}),
      joined(AGENT),
      notice({notice: 'left'}),
      notice({notice: 'handoff', from: 'agent', to: 'queue'}),
      notice({notice: 'handoff', from: 'agent', to: 'bot'}),
      notice({notice: 'resolution', messageId: 'a', solved: true}),
      notice({notice: 'resolution', messageId: 'b', solved: false}),
      notice({notice: 'reopened'}),
      notice({notice: 'ended', by: 'timeout', reason: 'idle'}),
    ];
    const window = await openWindow(new ScriptedChat({...ACTIVE, entries}));
    expect(texts(window, '.notice')).to.deep.equal([
      'You asked for a person',
      'Maria Ahlers joined',
      'Maria Ahlers left',
      'Finding someone for you',
      'The assistant is answering again',
      'You said that this solved it',
      'You said that you still need help',
      'Maria Ahlers has reopened this chat',
      'This chat ended because it was quiet for a while',
    ]);
  });

  it('greets on a fresh page, in the host’s words or the language’s, and not where it must not', async () => {
    const words = async (greeting: boolean, own?: string): Promise<string[]> =>
      texts(await openWindow(new ScriptedChat({greeting}), own === undefined ? {} : {greeting: own}), '.greeting');
    expect(await words(true)).to.deep.equal(['Hi there! How can we help?']);
    expect(await words(true, 'Ahoy')).to.deep.equal(['Ahoy']);
    expect(await words(true, '')).to.deep.equal([]);
    expect(await words(false, 'Ahoy')).to.deep.equal([]);
  });

  it('shows neither greeting nor emptiness while it is not known what there is', async () => {
    const chat = new ScriptedChat();
    let ready: () => void = () => undefined;
    chat.ready = new Promise((resolve) => (ready = resolve));
    const window = await openWindow(chat);
    expect(has(window, '.greeting')).to.equal(false);
    expect(has(window, '.skeleton')).to.equal(true);
    ready();
    chat.set({...ACTIVE, history: 'loading'});
    await settled(window);
    expect(has(window, '.greeting')).to.equal(false);
    expect(has(window, '.skeleton')).to.equal(true);
    chat.set({history: 'complete', entries: conversation(3), greeting: false});
    await settled(window);
    expect(has(window, '.skeleton')).to.equal(false);
    expect(shown(window)).to.have.length(3);
  });

  it('opens 10,000 messages at the last one, with at most 2,000 nodes', async () => {
    const window = await openWindow(new ScriptedChat({...ACTIVE, entries: conversation(10_000)}));
    expect(fromEnd(window)).to.be.below(2);
    expect(shown(window).at(-1)).to.equal('Message 10000');
    expect(countNodes(window)).to.be.at.most(2_000);
  });

  it('moves through 10,000 messages with at most 120 of them rendered, keeping the line that is read', async () => {
    const window = await openWindow(new ScriptedChat({...ACTIVE, entries: conversation(10_000)}));
    for (let step = 0; step < 12; step += 1) {
      const first = shown(window)[0];
      await scrollTo(window, 100);
      const top = scroller(window).getBoundingClientRect().top;
      const reading = messages(window).find((element) => element.getBoundingClientRect().bottom > top)!;
      const text = reading.message!.text;
      const offset = reading.getBoundingClientRect().top;
      await waitUntil(() => shown(window)[0] !== first);
      await settled(window);
      expect(messages(window).length).to.be.at.most(120);
      const again = messages(window).find(({message: one}) => one!.text === text)!;
      expect(again, 'the same element').to.equal(reading);
      expect(again.getBoundingClientRect().top, `step ${step}`).to.be.closeTo(offset, 2);
    }
    expect(shown(window)[0], 'a page further up with each step').to.equal(`Message ${10_000 - SCREEN - 12 * PAGE + 1}`);
    one(window, '.latest').click();
    await settled(window);
    expect(shown(window).at(-1)).to.equal('Message 10000');
    expect(fromEnd(window)).to.be.below(2);
    expect(focused(), 'focus is not lost with the pill').to.equal(scroller(window));
  });

  it('comes down again page by page without running to the end', async () => {
    const window = await openWindow(new ScriptedChat({...ACTIVE, entries: conversation(1_000)}));
    for (let step = 0; step < 5; step += 1) {
      const first = shown(window)[0];
      await scrollTo(window, 0);
      await waitUntil(() => shown(window)[0] !== first);
    }
    const last = shown(window).at(-1);
    await scrollTo(window, scroller(window).scrollHeight);
    await waitUntil(() => shown(window).at(-1) !== last);
    await settled(window);
    expect(shown(window).at(-1)).to.not.equal('Message 1000');
    expect(fromEnd(window)).to.be.above(500);
  });

  it('asks for older messages at the top, and keeps the line when they come', async () => {
    const chat = new ScriptedChat({...ACTIVE, history: 'more', entries: conversation(SCREEN, 100)});
    const window = await openWindow(chat);
    await scrollTo(window, 10);
    await waitUntil(() => chat.count('loadMore') > 0);
    chat.set({history: 'loading-more'});
    await settled(window);
    const reading = messages(window)[2]!;
    const offset = reading.getBoundingClientRect().top;
    chat.set({history: 'complete', entries: [...conversation(50, 50), ...chat.state.entries]});
    await waitUntil(() => shown(window).length > SCREEN);
    expect(reading.isConnected).to.equal(true);
    await waitUntil(() => Math.abs(reading.getBoundingClientRect().top - offset) < 2);
    expect(has(window, '.older')).to.equal(false);
  });

  it('asks no more for older messages that cannot be had until the reader comes back to the top', async () => {
    const chat = new ScriptedChat({...ACTIVE, history: 'more', entries: conversation(SCREEN, 100)});
    const window = await openWindow(chat);
    const fails = async (): Promise<void> => {
      for (const history of ['loading-more', 'more'] as const) {
        chat.set({history});
        await settled(window);
      }
    };
    await scrollTo(window, 10);
    await waitUntil(() => chat.count('loadMore') > 0);
    await settled(window);
    const asked = chat.count('loadMore');
    for (let round = 0; round < 3; round += 1) await fails();
    expect(chat.count('loadMore')).to.equal(asked);
    await scrollTo(window, scroller(window).scrollHeight);
    await settled(window);
    await scrollTo(window, 10);
    await waitUntil(() => chat.count('loadMore') > asked);
  });

  it('keeps the line that is read when the page moves the window, and the end where that is read', async () => {
    const window = await openWindow(new ScriptedChat({...ACTIVE, entries: conversation(100)}));
    const other = document.createElement('div');
    other.style.blockSize = '600px';
    window.parentElement!.append(other);
    await scrollTo(window, 0);
    await waitUntil(() => shown(window).length > SCREEN);
    await scrollTo(window, 600);
    const top = (): number => scroller(window).getBoundingClientRect().top;
    const reading = messages(window).find((element) => element.getBoundingClientRect().bottom > top())!;
    const offset = reading.getBoundingClientRect().top - top();
    other.append(window);
    await settled(window);
    expect(reading.isConnected).to.equal(true);
    expect(reading.getBoundingClientRect().top - top()).to.be.closeTo(offset, 2);
    one(window, '.latest').click();
    await settled(window);
    other.parentElement!.prepend(window);
    await settled(window);
    expect(fromEnd(window)).to.be.below(2);
  });

  it('follows at the end, also while an answer grows', async () => {
    const chat = new ScriptedChat({...ACTIVE, entries: conversation(30)});
    const window = await openWindow(chat);
    chat.add(message(BOT, 'New', {seq: 31}));
    await settled(window);
    expect(fromEnd(window)).to.be.below(2);
    const answer = message(BOT, '', {seq: undefined, streaming: true});
    chat.add(answer);
    for (let line = 1; line <= 30; line += 1) {
      chat.replace(answer.id, {text: 'one more line\n'.repeat(line)});
      await nextFrame();
    }
    await settled(window);
    expect(fromEnd(window)).to.be.below(2);
    expect(has(window, '.latest')).to.equal(false);
  });

  it('leaves a reader alone, counts what comes, and goes there on request', async () => {
    const chat = new ScriptedChat({...ACTIVE, entries: conversation(40)});
    const window = await openWindow(chat);
    await scrollTo(window, 400);
    const reading = messages(window)[8]!;
    const offset = reading.getBoundingClientRect().top;
    chat.add(message(BOT, 'One', {seq: 41}), message(VISITOR, 'from another tab', {seq: 42}), message(BOT, 'Two', {seq: 43}));
    await settled(window);
    expect(reading.getBoundingClientRect().top).to.be.closeTo(offset, 1);
    expect(texts(window, '.latest')).to.deep.equal(['2 new messages']);
    one(window, '.latest').click();
    await settled(window);
    expect(fromEnd(window)).to.be.below(2);
    expect(has(window, '.latest')).to.equal(false);
  });

  it('follows what the visitor sends from wherever the reader was', async () => {
    const chat = new ScriptedChat({...ACTIVE, entries: conversation(40)});
    const window = await openWindow(chat);
    await scrollTo(window, 100);
    const input = one<HTMLTextAreaElement>(window, 'textarea');
    input.value = 'Mine';
    input.dispatchEvent(new InputEvent('input', {bubbles: true}));
    one(window, '.send').click();
    await settled(window);
    expect(fromEnd(window)).to.be.below(2);
    expect(shown(window).at(-1)).to.equal('Mine');
  });

  it('keeps the end in sight when the composer grows', async () => {
    const window = await openWindow(new ScriptedChat({...ACTIVE, entries: conversation(30)}));
    const input = one<HTMLTextAreaElement>(window, 'textarea');
    input.value = '1\n2\n3\n4\n5';
    input.dispatchEvent(new InputEvent('input', {bubbles: true}));
    await settled(window);
    expect(fromEnd(window)).to.be.below(2);
  });

  it('takes no end that went and came within a frame for the reader going up', async () => {
    const chat = new ScriptedChat({...ACTIVE, entries: [...conversation(30), message(BOT, 'Or?', {seq: 31, suggestions: ['One', 'Two', 'Three', 'Four', 'Five']})]});
    const window = await openWindow(chat);
    expect(fromEnd(window), 'the replies are in sight').to.be.below(2);
    const prompts = one<LitElement>(window, 'chat-embed-prompts');
    const {session} = chat.state;
    chat.set({session: {...session, owner: 'agent'}, entries: chat.state.entries.map((entry) => ({...entry, suggestions: []}))});
    await prompts.updateComplete;
    const {scrollTop} = scroller(window);
    chat.set({session: {...session, owner: 'queue', queue: {position: 1, estimateSeconds: 60}}});
    await prompts.updateComplete;
    expect(scroller(window).scrollHeight, 'the place in the line came at once').to.be.above(scrollTop + scroller(window).clientHeight + 64);
    // Browsers tell where a list was cut off before they tell its sizes.
    scroller(window).dispatchEvent(new Event('scroll'));
    await settled(window);
    expect(fromEnd(window)).to.be.below(2);
  });

  it('renders one message, and nothing else, for a piece of an answer', async () => {
    const answer = message(BOT, 'a', {seq: undefined, streaming: true});
    const chat = new ScriptedChat({...ACTIVE, entries: [...conversation(100), answer]});
    const window = await openWindow(chat);
    const transcript = one(window, 'chat-embed-transcript') as HTMLElement & {isUpdatePending: boolean};
    for (let piece = 0; piece < 20; piece += 1) {
      chat.replace(answer.id, {text: 'a'.repeat(piece + 2)});
      expect(transcript.isUpdatePending).to.equal(false);
      expect(messages(window).filter(({isUpdatePending}) => isUpdatePending).length).to.equal(1);
      await nextFrame();
    }
    expect(texts(window, '.bubble').at(-1)).to.equal('a'.repeat(21));
    chat.replace(answer.id, {text: 'done', streaming: false, seq: 101});
    await settled(window);
    expect(texts(window, '.bubble').at(-1)).to.equal('done');
    expect(has(window, '.caret')).to.equal(false);
  });

  it('keeps the element of a message from queued to delivered', async () => {
    const mine = message(VISITOR, 'Hello', {delivery: 'queued', seq: undefined});
    const chat = new ScriptedChat({...ACTIVE, entries: [mine]});
    const window = await openWindow(chat);
    const [element] = messages(window);
    chat.replace(mine.id, {delivery: 'delivered', seq: 1});
    await settled(window);
    expect(messages(window)).to.deep.equal([element]);
    expect(texts(window, '.meta .unseen')).to.deep.equal(['Delivered']);
  });

  it('starts anew at the end when another session comes', async () => {
    const chat = new ScriptedChat({...ACTIVE, entries: conversation(200)});
    const window = await openWindow(chat);
    await scrollTo(window, 0);
    chat.set({entries: [message(BOT, 'Other session', {seq: 1})]});
    await settled(window);
    expect(shown(window)).to.deep.equal(['Other session']);
    chat.set({entries: []});
    await settled(window);
    expect(shown(window)).to.deep.equal([]);
  });

  it('tells that messages were seen only where they can be', async () => {
    const chat = new ScriptedChat({...ACTIVE, entries: conversation(40), unread: 2});
    const window = await openWindow(chat);
    expect(chat.count('markRead')).to.equal(1);
    await scrollTo(window, 0);
    chat.set({unread: 1, entries: [...chat.state.entries, message(BOT, 'Unseen', {seq: 41})]});
    await settled(window);
    expect(chat.count('markRead')).to.equal(1);
    await scrollTo(window, scroller(window).scrollHeight);
    await waitUntil(() => chat.count('markRead') === 2);
    chat.set({window: 'hidden'});
    chat.set({unread: 1, entries: [...chat.state.entries, message(BOT, 'Hidden', {seq: 42})]});
    await settled(window);
    expect(chat.count('markRead')).to.equal(2);
  });

  it('shows who types, and not twice who is writing already', async () => {
    const chat = new ScriptedChat({...ACTIVE, typing: [BOT]});
    const window = await openWindow(chat);
    expect(texts(window, '.typing .unseen')).to.deep.equal(['Ada is typing']);
    chat.add(message(BOT, '', {streaming: true, seq: undefined}));
    await settled(window);
    expect(has(window, '.typing')).to.equal(false);
    expect(all(window, '.bubble chat-embed-dots')).to.have.length(1);
  });

  it('offers quick replies and a person under the newest answer alone', async () => {
    const chat = new ScriptedChat({
      ...ACTIVE,
      entries: [message(BOT, 'Old', {suggestions: ['Old reply']}), message(BOT, 'New', {suggestions: ['Yes', 'No'], offer: 'handoff'})],
    });
    const window = await openWindow(chat);
    expect(texts(window, '.reply')).to.deep.equal(['Talk to a person', 'Yes', 'No']);
    all(window, '.reply')[0]!.click();
    expect(chat.count('requestHandoff')).to.equal(1);
    all(window, '.reply')[2]!.click();
    await settled(window);
    expect(chat.calls).to.deep.include(['sendMessage', 'No']);
    expect(has(window, '.reply')).to.equal(false);
  });

  it('shows the place in the line, and the way out of it', async () => {
    const chat = new ScriptedChat({...ACTIVE, session: {...ACTIVE.session!, owner: 'queue', queue: {position: 3, estimateSeconds: 170}}});
    const window = await openWindow(chat);
    expect(texts(window, '.queue h2')).to.deep.equal(['You’re number 3 in line']);
    expect(texts(window, '.queue p')).to.deep.equal(['About 3 minutes. You can keep writing in the meantime.']);
    chat.set({session: {...chat.state.session, queue: {position: 1}}});
    await settled(window);
    expect(texts(window, '.queue h2')).to.deep.equal(['You’re next in line']);
    one(window, '.queue button').click();
    expect(chat.count('cancelHandoff')).to.equal(1);
  });

  it('shows while waiting what was written down for the team, and when it is back', async () => {
    const chat = new ScriptedChat({
      ...ACTIVE,
      session: {...ACTIVE.session!, owner: 'queue', queue: {position: 1, estimateSeconds: 60}},
      entries: [{...joined(AGENT), notice: 'handoff', from: 'bot', to: 'queue', summary: 'Wants it in <b>green</b>.'} as Entry],
    });
    const window = await openWindow(chat);
    const details = one<HTMLDetailsElement>(window, '.queue details');
    expect(details.open).to.equal(false);
    expect(texts(window, '.queue summary')).to.deep.equal(['What our team will read']);
    expect(texts(window, '.queue details p')).to.deep.equal(['Wants it in <b>green</b>.']);
    calm(window);
    await expect(one(window, 'chat-embed-prompts')).to.be.accessible();
    chat.set({availability: {state: 'away', bot: false, leaveMessage: true}});
    await settled(window);
    expect(texts(window, '.queue div p')).to.deep.equal(['Our team is away right now. You can keep writing in the meantime.']);
  });

  it('says on a fresh page whether people are there, and no longer in a conversation', async () => {
    const chat = new ScriptedChat({availability: {state: 'busy', bot: true, leaveMessage: true}});
    const window = await openWindow(chat);
    await waitUntil(() => has(window, '.availability'));
    expect(texts(window, '.availability')).to.deep.equal(['Our team is helping others right now. The assistant can help you now.']);
    await expect(window).to.be.accessible();
    chat.set(ACTIVE);
    await settled(window);
    expect(has(window, '.availability')).to.equal(false);
  });
});
