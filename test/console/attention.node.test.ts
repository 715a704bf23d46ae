/** What calls an agent: the count in the title, the sound, the sentence; and what an agent has already in front of him calls nobody. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { callForAttention } from '../../server/console/attention.js';
import type { DeskState } from '../../server/console/desk.js';
import { applyFeed } from '../../server/console/chats.js';
import type { ListEvent } from '../../server/console/chats.js';
import { Keepsake } from '../../server/console/keepsake.js';
import { Receipts } from '../../server/console/receipts.js';
import type { Marks } from '../../server/console/receipts.js';
import type { Chat } from '../../server/protocol.js';

const ME = { id: 'me', role: 'agent', name: 'Me' } as const;

function chat(key: string, rest: Partial<Chat> = {}): Chat {
  return {
    key, id: key, status: 'active', owner: 'queue', visitor: { id: key, name: `Visitor ${key}`, kind: 'anonymous' }, startedAt: 1, waitingSince: 1, lastSeq: 1, read: 0, ...rest,
  };
}
const mine = (key: string, at: number, read = 0): Chat => chat(key, { owner: 'agent', agent: ME, lastMessage: { text: 'x', role: 'visitor', at }, read });

function room() {
  const listeners = new Set<() => void>();
  const watchers = new Set<() => void>();
  const heard: string[] = [];
  const page = {
    title: '',
    visibilityState: 'visible' as DocumentVisibilityState,
    addEventListener: (_: string, listener: () => void) => void watchers.add(listener),
    removeEventListener: (_: string, listener: () => void) => void watchers.delete(listener),
  };
  const desk = {
    state: {
      phase: 'signed-in', me: ME, work: { agent: ME, away: false, bot: true }, left: { open: 0, messages: null, saves: new Map() }, botChats: { total: 0, listed: 0 },
      connection: 'online', listed: false, chats: new Map(), chosen: null,
    } as DeskState,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const stop = callForAttention({
    desk,
    page: page as unknown as Document,
    chime: { play: (what) => void heard.push(what) },
    say: (text) => void heard.push(text),
  });
  return {
    page,
    stop,
    tell(event: ListEvent | { readonly chosen: string | null }) {
      const change = 'chosen' in event ? event : { chats: applyFeed(desk.state.chats, event, 1, desk.state.chosen), listed: true };
      desk.state = { ...desk.state, ...change };
      for (const listener of listeners) listener();
      return heard.splice(0);
    },
    look(visible: boolean) {
      page.visibilityState = visible ? 'visible' : 'hidden';
      for (const watcher of watchers) watcher();
    },
    listening: () => listeners.size + watchers.size,
  };
}

describe('calling for attention', () => {
  test('the first list is counted, not called', () => {
    const { tell, page } = room();
    assert.deepEqual(tell({ type: 'chats', chats: [chat('a'), mine('b', 5)], recent: [] }), []);
    assert.equal(page.title, '(2) Agent console');
  });

  test('who begins to wait is called, once', () => {
    const { tell, page } = room();
    tell({ type: 'chats', chats: [], recent: [] });
    assert.deepEqual(tell({ type: 'chat', chat: chat('a') }), ['Visitor a is waiting', 'waiting']);
    assert.deepEqual(tell({ type: 'chat', chat: chat('a', { lastSeq: 2 }) }), []);
    assert.deepEqual(tell({ type: 'chats', chats: [chat('a'), chat('b'), chat('c')], recent: [] }), ['2 visitors are waiting', 'waiting']);
    assert.equal(page.title, '(3) Agent console');
  });

  test('a message is called unless it can be seen right now', () => {
    const { tell, look, page } = room();
    tell({ type: 'chats', chats: [mine('a', 1, 1)], recent: [] });
    tell({ chosen: 'a' });
    assert.deepEqual(tell({ type: 'chat', chat: { ...mine('a', 2, 1), lastSeq: 2 } }), []);
    assert.equal(page.title, 'Agent console');
    look(false);
    assert.equal(page.title, '(1) Agent console');
    assert.deepEqual(tell({ type: 'chat', chat: { ...mine('a', 3, 1), lastSeq: 3 } }), ['New message from Visitor a', 'message']);
    look(true);
    assert.equal(page.title, 'Agent console');
  });

  test('it leaves nothing behind', () => {
    const { tell, stop, listening, page } = room();
    tell({ type: 'chats', chats: [chat('a')], recent: [] });
    stop();
    assert.deepEqual([listening(), page.title], [0, 'Agent console']);
  });
});

describe('receipts', () => {
  test('rise, one call at a time, with what came meanwhile in the next', async () => {
    const told: Marks[] = [];
    let finish: () => void = () => undefined;
    const receipts = new Receipts((marks) => {
      told.push(marks);
      return new Promise((resolve) => (finish = resolve));
    }, 2);
    receipts.raise({ delivered: 1, read: 1 }, true);
    assert.equal(told.length, 0, 'lower marks are no news');
    receipts.raise({ delivered: 3 }, true);
    receipts.raise({ delivered: 4 }, true);
    receipts.raise({ read: 5 }, true);
    finish();
    await new Promise(setImmediate);
    assert.deepEqual(told, [{ delivered: 3, read: 2 }, { delivered: 5, read: 5 }]);
  });

  test('are kept to oneself in a chat of somebody else, and told once it is one’s own', async () => {
    const told: Marks[] = [];
    const receipts = new Receipts(async (marks) => void told.push(marks), 0);
    receipts.raise({ read: 4 }, false);
    assert.deepEqual([told.length, receipts.read], [0, 4]);
    receipts.raise({ delivered: 5 }, true);
    await new Promise(setImmediate);
    assert.deepEqual(told, [{ delivered: 5, read: 4 }]);
  });

  test('a call that failed is made up for by the next', async () => {
    const told: Marks[] = [];
    const receipts = new Receipts(async (marks) => {
      told.push(marks);
      if (told.length === 1) throw new Error('no network');
    }, 0);
    receipts.raise({ delivered: 1 }, true);
    await new Promise(setImmediate);
    receipts.raise({ delivered: 1 }, true);
    await new Promise(setImmediate);
    assert.deepEqual(told, [{ delivered: 1, read: 0 }, { delivered: 1, read: 0 }]);
  });
});

describe('what a reload must not lose', () => {
  function storage(limit = Infinity): Storage & { readonly items: Map<string, string> } {
    const items = new Map<string, string>();
    return {
      items,
      get length() {
        return items.size;
      },
      clear: () => items.clear(),
      key: (index) => [...items.keys()][index] ?? null,
      getItem: (name) => items.get(name) ?? null,
      removeItem: (name) => void items.delete(name),
      setItem(name, value) {
        if (value.length > limit) throw new DOMException('full', 'QuotaExceededError');
        items.set(name, value);
      },
    };
  }
  const message = { id: '1', sessionId: 'a', text: 'x', at: 1 };

  test('comes back for the same agent alone, and is gone after a sign-out', () => {
    const tab = storage();
    const before = new Keepsake('me', tab);
    before.setDraft('a', 'half');
    before.setOutbox('b', [message]);
    const after = new Keepsake('me', tab);
    assert.deepEqual([after.draft('a'), after.outbox('b'), after.unsent], ['half', [message], ['b']]);
    assert.deepEqual(new Keepsake('somebody', tab).unsent, []);
    after.setOutbox('b', []);
    assert.deepEqual(after.unsent, []);
    after.clear();
    assert.equal(tab.items.size, 0);
  });

  test('works in memory where storage is full, broken or forbidden', () => {
    const broken = storage();
    broken.items.set('chat-embed-console|me', '{"drafts":');
    for (const tab of [storage(3), broken, undefined]) {
      const kept = new Keepsake('me', tab);
      kept.setDraft('a', 'half');
      assert.equal(kept.draft('a'), 'half');
    }
  });
});
