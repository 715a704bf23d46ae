import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {loadStrings} from '../../src/i18n/index.js';
import type {ChatState} from '../../src/model/chat-state.js';
import type {SessionSummary} from '../../src/model/session-summary.js';
import {all, calm, focused, has, one, openWindow, settled, texts} from '../support/chat-window.js';
import {ACTIVE, AGENT, message, ScriptedChat, VISITOR} from '../support/scripted-chat.js';
import {waitUntil} from '../support/wait-until.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A line of the list; newer ones have smaller numbers. */
function summary(number: number, rest: Partial<SessionSummary> = {}): SessionSummary {
  const at = Date.now() - number * DAY;
  return {
    id: `0b7f9b5e-8c1d-4d7e-9d43-${String(number).padStart(12, '0')}`,
    status: 'active',
    owner: 'bot',
    startedAt: at,
    lastSeq: 3,
    lastAt: at,
    unread: 0,
    lastMessage: {text: `Words ${number}`, role: 'bot', at},
    ...rest,
  };
}

const THREE = [
  summary(0, {owner: 'agent', agent: AGENT, unread: 2, lastMessage: {text: 'Your **parcel** is [here](https://a.example)', role: 'agent', at: Date.now()}}),
  summary(1, {lastMessage: {text: 'Thanks', role: 'visitor', at: Date.now()}}),
  summary(2, {status: 'ended', ended: {by: 'agent', reason: 'resolved', at: 0, durationMs: 0, messageCount: 3}}),
];

const LISTED: Partial<ChatState> = {sessions: {items: THREE, status: 'complete'}};

const lines = (window: Element): HTMLElement[] => all(window, '.thread');
const back = (window: Element): HTMLElement => one(window, '[part=back]');

describe('chat-embed-sessions', () => {
  describe('when the window is shown', () => {
    it('opens on the list where there is one and nothing to go on with', async () => {
      const chat = new ScriptedChat(LISTED);
      const window = await openWindow(chat);
      expect(lines(window)).to.have.length(3);
      expect(has(window, 'textarea')).to.equal(false);
      expect(chat.count('listSessions')).to.equal(1);
    });

    it('takes a first-time visitor straight to the conversation', async () => {
      const window = await openWindow(new ScriptedChat());
      expect(has(window, 'chat-embed-sessions')).to.equal(false);
      expect(has(window, 'textarea')).to.equal(true);
      expect(has(window, '[part=back]'), 'nowhere to go back to').to.equal(false);
      await window.focusOnOpen(true);
      expect(focused()?.localName).to.equal('textarea');
    });

    it('waits for the list before it decides, and for it alone', async () => {
      const chat = new ScriptedChat({sessions: {items: [], status: 'loading'}});
      const window = await openWindow(chat);
      expect(has(window, 'textarea')).to.equal(false);
      expect(one(window, '.skeleton').getAttribute('aria-label')).to.equal('Loading your conversations');
      const focus = window.focusOnOpen(true);
      chat.set(LISTED);
      await focus;
      expect(focused()?.classList.contains('thread')).to.equal(true);
    });

    it('goes on with what is current, also with a draft', async () => {
      for (const state of [ACTIVE, {draft: 'Half a'}]) {
        const window = await openWindow(new ScriptedChat({...LISTED, ...state}));
        expect(has(window, 'textarea')).to.equal(true);
        window.remove();
      }
    });

    it('opens on the conversation when the list cannot be had, and asks again only when it is wanted', async () => {
      const chat = new ScriptedChat();
      chat.unlisted = true;
      const window = await openWindow(chat);
      await waitUntil(() => has(window, 'textarea'));
      chat.set({...ACTIVE, draft: 'Half a'});
      await settled(window);
      expect(chat.count('listSessions')).to.equal(1);
      chat.unlisted = false;
      chat.set({window: 'hidden'});
      chat.set({window: 'shown'});
      await waitUntil(() => chat.state.sessions.status === 'complete');
      expect(chat.count('listSessions')).to.equal(2);
    });

    it('asks again for a visitor who has become another while the list was asked for', async () => {
      const chat = new ScriptedChat({sessions: {items: [], status: 'loading'}});
      const answers: (() => void)[] = [];
      chat.listSessions = () => new Promise((resolve) => answers.push(resolve));
      const window = await openWindow(chat);
      chat.set({sessions: {items: [], status: 'none'}, identity: {kind: 'verified', name: 'Grace'}});
      expect(answers).to.have.length(1);
      answers[0]!();
      await settled(window);
      expect(answers).to.have.length(2);
    });

    it('opens on the conversation with skip-sessions-list, and has the way back', async () => {
      const window = await openWindow(new ScriptedChat(LISTED), {skipSessionsList: true});
      expect(has(window, 'textarea')).to.equal(true);
      expect(has(window, '[part=back]')).to.equal(true);
    });

    it('has no list with single-thread, nor where the back end has none', async () => {
      const single = new ScriptedChat(LISTED);
      const window = await openWindow(single, {singleThread: true});
      expect(has(window, 'textarea')).to.equal(true);
      expect(has(window, '[part=back]')).to.equal(false);
      expect(single.count('listSessions')).to.equal(0);
      const poor = new ScriptedChat(LISTED);
      poor.capabilities.sessions = false;
      const other = await openWindow(poor);
      expect(has(other, 'textarea')).to.equal(true);
      expect(poor.count('listSessions')).to.equal(0);
    });

    it('asks for the list of a visitor who has become another', async () => {
      const chat = new ScriptedChat({...ACTIVE, ...LISTED});
      const window = await openWindow(chat);
      expect(chat.count('listSessions')).to.equal(1);
      chat.set({sessions: {items: [], status: 'none'}, identity: {kind: 'verified', name: 'Grace'}});
      await settled(window);
      expect(chat.count('listSessions')).to.equal(2);
      chat.set(LISTED);
      await settled(window);
      expect(has(window, '[part=back]')).to.equal(true);
    });

    it('comes back to what goes on when it is shown again', async () => {
      const chat = new ScriptedChat({...LISTED, ...ACTIVE});
      const window = await openWindow(chat);
      back(window).click();
      await settled(window);
      expect(lines(window)).to.have.length(3);
      chat.set({window: 'hidden'});
      chat.set({window: 'shown'});
      await settled(window);
      expect(has(window, 'textarea')).to.equal(true);
    });
  });

  describe('a line', () => {
    it('says who, what was said last, when, and what is unread or over', async () => {
      const window = await openWindow(new ScriptedChat(LISTED));
      expect(texts(window, '.thread .name')).to.deep.equal(['Maria Ahlers', 'Assistant', 'Assistant']);
      expect(texts(window, '.thread .words')).to.deep.equal(['Your parcel is here', 'You: Thanks', 'Words 2']);
      expect(texts(window, '.thread time')[1]).to.equal('Yesterday');
      expect(texts(window, '.thread .badge .unseen')).to.deep.equal(['2 unread messages']);
      expect(texts(window, '.thread .state')).to.deep.equal(['Ended']);
    });

    it('says both where an ended one has unread messages', async () => {
      const window = await openWindow(new ScriptedChat({sessions: {items: [{...THREE[2]!, unread: 1}], status: 'complete'}}));
      expect(texts(window, '.state')).to.deep.equal(['Ended']);
      expect(texts(window, '.badge .unseen')).to.deep.equal(['1 unread message']);
    });

    it('says that it waits for a person, and that nothing was said', async () => {
      const item = summary(0, {owner: 'queue'});
      delete (item as {lastMessage?: unknown}).lastMessage;
      const window = await openWindow(new ScriptedChat({sessions: {items: [item], status: 'complete'}}));
      expect(texts(window, '.state')).to.deep.equal(['Waiting for a person']);
      expect(texts(window, '.words')).to.deep.equal(['No messages']);
    });

    it('opens its conversation, with focus where one writes', async () => {
      const chat = new ScriptedChat(LISTED);
      const window = await openWindow(chat);
      lines(window)[1]!.click();
      chat.set({...ACTIVE, session: {...ACTIVE.session!, id: THREE[1]!.id}});
      await waitUntil(() => focused()?.localName === 'textarea');
      expect(chat.calls).to.deep.include(['openSession', THREE[1]!.id]);
    });

    it('of the current conversation goes back to it without a word to anybody', async () => {
      const chat = new ScriptedChat({...LISTED, ...ACTIVE, session: {...ACTIVE.session!, id: THREE[0]!.id}});
      const window = await openWindow(chat);
      back(window).click();
      await waitUntil(() => focused()?.ariaCurrent === 'true');
      (focused() as HTMLElement).click();
      await waitUntil(() => focused()?.localName === 'textarea');
      expect(chat.count('openSession')).to.equal(0);
    });

    it('that cannot be opened leaves the list', async () => {
      const chat = new ScriptedChat(LISTED);
      chat.openSession = () => Promise.reject(new Error('gone'));
      const window = await openWindow(chat);
      lines(window)[0]!.click();
      await waitUntil(() => focused()?.classList.contains('thread'));
    });
  });

  describe('reading an ended conversation', () => {
    const over = {
      status: 'ended' as const, id: THREE[2]!.id, owner: null,
      ended: {by: 'agent' as const, reason: 'resolved', at: Date.now(), durationMs: 0, messageCount: 3},
    };

    it('is all that can be done, beside starting another', async () => {
      const chat = new ScriptedChat({...LISTED, session: over, entries: [message(VISITOR, 'Hello')]});
      const window = await openWindow(chat);
      expect(one(window, 'chat-embed-composer').hidden).to.equal(true);
      one(window, '[part=start]').click();
      await settled(window);
      expect(chat.count('newThread')).to.equal(1);
      expect(chat.count('resetWindow'), 'what has ended stays in the list').to.equal(0);
    });

    it('leads to the open conversation where one is all there may be', async () => {
      const chat = new ScriptedChat({...LISTED, session: over});
      const window = await openWindow(chat, {oneOpenSession: true});
      const button = one(window, '[part=start]');
      expect(button.textContent.trim()).to.equal('Go to your open conversation');
      button.click();
      await settled(window);
      expect(chat.calls).to.deep.include(['openSession', THREE[0]!.id]);
    });
  });

  describe('beginning another', () => {
    it('shows a fresh page beside the others', async () => {
      const chat = new ScriptedChat({...LISTED, ...ACTIVE});
      const window = await openWindow(chat);
      back(window).click();
      await settled(window);
      one(window, '[part=new]').click();
      await waitUntil(() => focused()?.localName === 'textarea');
      expect(chat.count('newThread')).to.equal(1);
      expect(chat.count('endChat') + chat.count('resetWindow') + chat.count('clearChat')).to.equal(0);
    });

    it('is not offered beside an open one where one is all there may be', async () => {
      const chat = new ScriptedChat(LISTED);
      const window = await openWindow(chat, {oneOpenSession: true});
      expect(has(window, '[part=new]')).to.equal(false);
      chat.set({sessions: {items: [THREE[2]!], status: 'complete'}});
      await settled(window);
      expect(has(window, '[part=new]'), 'an ended one is in nobody’s way').to.equal(true);
    });
  });

  describe('what happens meanwhile', () => {
    it('moves lines, keeps focus on them, and is said', async () => {
      const chat = new ScriptedChat(LISTED);
      const window = await openWindow(chat);
      lines(window)[1]!.focus();
      const id = THREE[1]!.id;
      const changed = {...THREE[1]!, lastAt: Date.now() + MINUTE, unread: 1, lastMessage: {text: 'It has *arrived*', role: 'bot' as const, at: Date.now()}};
      chat.set({sessions: {items: [changed, THREE[0]!, THREE[2]!], status: 'complete'}});
      await settled(window);
      expect(lines(window).map(({dataset}) => dataset['id'])).to.deep.equal([id, THREE[0]!.id, THREE[2]!.id]);
      expect((focused() as HTMLElement).dataset['id']).to.equal(id);
      expect(texts(window, '[role=status] p')).to.deep.equal(['Assistant, It has arrived']);
    });

    it('counts the others with unread messages on the way back', async () => {
      const chat = new ScriptedChat({...LISTED, ...ACTIVE});
      const window = await openWindow(chat);
      expect(back(window).getAttribute('aria-label')).to.equal('All conversations, 1 with unread messages');
      expect(texts(window, '.count')).to.deep.equal(['1']);
      chat.set({session: {...ACTIVE.session!, id: THREE[0]!.id}});
      await settled(window);
      expect(back(window).getAttribute('aria-label'), 'the current one is no other').to.equal('All conversations');
    });

    it('shows the conversation when this tab begins or goes on with one', async () => {
      for (const [type, detail] of [['chat-start', {}], ['chat-reset', {}], ['chat-message-status', {status: 'queued'}]] as const) {
        const chat = new ScriptedChat(LISTED);
        const window = await openWindow(chat);
        expect(has(window, 'textarea')).to.equal(false);
        chat.tell(type, detail);
        await settled(window);
        expect(has(window, 'textarea'), type).to.equal(true);
        window.remove();
      }
    });

    it('shows the form when a start waits for it, and not for the form alone', async () => {
      const chat = new ScriptedChat(LISTED);
      const window = await openWindow(chat);
      const form = {fields: [{name: 'email', label: 'E-mail'}], values: {}, errors: {}};
      chat.set({prechat: form});
      await settled(window);
      expect(lines(window)).to.have.length(3);
      chat.set({prechat: {...form, awaited: true}});
      await settled(window);
      expect(has(window, 'chat-embed-prechat')).to.equal(true);
      const other = await openWindow(new ScriptedChat({...LISTED, prechat: {...form, awaited: true}}));
      expect(has(other, 'chat-embed-prechat'), 'the window was opened by that start').to.equal(true);
    });

    it('leaves the list alone for what another tab does, and for how a message fares', async () => {
      const chat = new ScriptedChat(LISTED);
      const window = await openWindow(chat);
      chat.tell('chat-start', {origin: 'other-tab'});
      chat.tell('chat-message-status', {status: 'delivered'});
      await settled(window);
      expect(has(window, 'textarea')).to.equal(false);
    });
  });

  describe('earlier ones', () => {
    const many = Array.from({length: 20}, (_, index) => summary(index));

    it('come when the end of the list is near, once', async () => {
      const chat = new ScriptedChat({sessions: {items: many, status: 'more'}});
      const window = await openWindow(chat);
      expect(chat.count('moreSessions')).to.equal(0);
      const list = one(window, '.list');
      list.scrollTop = list.scrollHeight;
      await waitUntil(() => chat.count('moreSessions') === 1);
      chat.set({sessions: {items: many, status: 'loading-more'}});
      await settled(window);
      expect(has(window, '.earlier')).to.equal(false);
      chat.set({sessions: {items: many, status: 'more'}});
      await settled(window);
      await settled(window);
      expect(chat.count('moreSessions'), 'what could not be had waits for the button').to.equal(1);
      one(window, '.earlier').click();
      expect(chat.count('moreSessions')).to.equal(2);
    });

    it('wait for the button where the list fills no page', async () => {
      const chat = new ScriptedChat({sessions: {items: THREE, status: 'more'}});
      const window = await openWindow(chat);
      await settled(window);
      expect(chat.count('moreSessions')).to.equal(0);
      expect(one(window, '.earlier').textContent.trim()).to.equal('Show earlier');
    });
  });

  it('says that there is nothing, or that it could not be had, with a way out', async () => {
    const chat = new ScriptedChat({...LISTED, ...ACTIVE});
    const window = await openWindow(chat);
    chat.unlisted = true;
    chat.set({sessions: {items: THREE, status: 'none'}});
    back(window).click();
    await settled(window);
    expect(one(window, '.note').textContent).to.contain('couldn’t be loaded');
    expect(lines(window), 'what is there stays').to.have.length(3);
    chat.set({sessions: {items: [], status: 'none'}});
    chat.unlisted = false;
    one(window, '.note button').click();
    await settled(window);
    expect(one(window, '.note').textContent).to.contain('No conversations yet');
    expect(has(window, '[part=new]')).to.equal(true);
  });

  it('is at home on the keyboard', async () => {
    const window = await openWindow(new ScriptedChat(LISTED));
    await window.focusOnOpen(true);
    const at = (): number => lines(window).indexOf(focused() as HTMLElement);
    expect(at()).to.equal(0);
    for (const [press, to] of [['ArrowDown', 1], ['End', 2], ['ArrowUp', 1], ['Home', 0], ['ArrowUp', 0], ['Tab', 1]] as const) {
      await sendKeys({press});
      expect(at(), press).to.equal(to);
    }
    await sendKeys({press: 'Enter'});
    await waitUntil(() => has(window, 'textarea'));
  });

  for (const scheme of ['light', 'dark']) {
    for (const [name, state] of Object.entries<Partial<ChatState>>({
      lines: LISTED,
      'more lines': {sessions: {items: THREE, status: 'more'}},
      loading: {sessions: {items: [], status: 'loading'}},
    })) {
      it(`is accessible: ${name}, ${scheme}`, async () => {
        const window = await openWindow(new ScriptedChat(state));
        window.parentElement!.style.colorScheme = scheme;
        await settled(window);
        calm(window);
        await expect(window).to.be.accessible();
      });
    }
  }

  it('is in Arabic from right to left', async () => {
    const window = await openWindow(new ScriptedChat(LISTED), {}, await loadStrings('ar'));
    const [avatar, time] = [one(window, '.thread .avatar'), one(window, '.thread time')].map((part) => part.getBoundingClientRect().left);
    expect(avatar).to.be.greaterThan(time!);
    expect(texts(window, '.badge .unseen')).to.deep.equal(['رسالتان غير مقروءتين']);
  });
});
