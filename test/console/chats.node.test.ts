/**
 * The agents' list as pure functions: what the feed tells, groups and their order, what counts as unread and as news, and what is read of
 * the wire.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { applyFeed, countAttention, groupChats, groupOf, isUnread, missingFrom, newsBetween, tidy } from '../../server/console/chats.js';
import type { ChatList } from '../../server/console/chats.js';
import { contextLines, readAbout, readFeedFrame } from '../../server/console/feed-reader.js';
import { ago, clockTime, lengthOfTime, urgency } from '../../server/console/time.js';
import { humanize } from '../../server/console/words.js';
import type { Chat } from '../../server/protocol.js';

const ME = 'agent-me';
const NOBODY: ChatList = new Map();

function chat(key: string, rest: Partial<Chat> = {}): Chat {
  return {
    key, id: `label-${key}`, status: 'active', owner: 'queue', visitor: { id: key, name: `Visitor ${key}`, kind: 'anonymous' },
    startedAt: 1_000, waitingSince: 2_000, lastSeq: 3, read: 0, ...rest,
  };
}

const mine = (key: string, rest: Partial<Chat> = {}): Chat =>
  chat(key, { owner: 'agent', agent: { id: ME, role: 'agent', name: 'Me' }, ...rest });
const wrote = (at: number, role: 'visitor' | 'agent' | 'bot' = 'visitor'): Partial<Chat> => ({ lastMessage: { text: 'x', role, at } });

const listOf = (...chats: Chat[]): ChatList => applyFeed(NOBODY, { type: 'chats', chats, recent: [] }, 10, null);
const keys = (list: ChatList): string[] => [...list.keys()].sort();

describe('the list of chats', () => {
  test('a whole list replaces the one before, but for ended chats and the one that is read', () => {
    const ended = applyFeed(listOf(chat('a'), chat('b'), chat('c')), { type: 'chat', chat: chat('b', { status: 'ended' }) }, 20, 'c');
    const next = applyFeed(ended, { type: 'chats', chats: [chat('d')], recent: [] }, 30, 'c');
    assert.deepEqual(keys(next), ['b', 'c', 'd']);
    assert.deepEqual(keys(tidy(next, 'd')), ['b', 'd'], 'what stayed for its reader goes with him');
  });

  test('a chat that is gone leaves the list; ended it stays, readable', () => {
    const list = listOf(chat('a'), chat('b'));
    assert.deepEqual(keys(applyFeed(list, { type: 'gone', key: 'a' }, 20, null)), ['b']);
    assert.equal(applyFeed(list, { type: 'gone', key: 'nobody' }, 20, null), list);
    const over = applyFeed(applyFeed(list, { type: 'chat', chat: chat('a', { status: 'ended' }) }, 20, null), { type: 'gone', key: 'a' }, 21, null);
    assert.deepEqual(groupChats(over, ME).ended.map((listed) => listed.chat.key), ['a']);
  });

  test('a chat handed back stays while it is read, and becomes a normal one when it comes again', () => {
    const back = applyFeed(listOf(mine('a')), { type: 'chat', chat: chat('a', { owner: 'bot' }) }, 20, 'a');
    const gone = applyFeed(back, { type: 'gone', key: 'a' }, 21, 'a');
    assert.deepEqual(groupChats(gone, ME).bot.map((listed) => listed.chat.key), ['a']);
    const again = applyFeed(gone, { type: 'chat', chat: chat('a') }, 22, 'a');
    assert.deepEqual(keys(tidy(again, null)), ['a']);
  });

  test('a chat with the bot is one like any other while it is listed; when it ends or makes room it stays for its reader alone', () => {
    const bot = (key: string, rest: Partial<Chat> = {}): Chat => chat(key, { owner: 'bot', ...wrote(5), ...rest });
    const list = listOf(bot('a'), bot('b', wrote(9)), bot('c'));
    assert.deepEqual(groupChats(list, ME).bot.map((listed) => listed.chat.key), ['b', 'a', 'c']);
    assert.deepEqual(missingFrom(list, []), [], 'nobody asks what became of them');
    const ended = applyFeed(list, { type: 'chat', chat: bot('a', { status: 'ended' }) }, 20, null);
    assert.deepEqual(keys(applyFeed(ended, { type: 'gone', key: 'a' }, 21, null)), ['b', 'c']);
    const read = applyFeed(ended, { type: 'gone', key: 'a' }, 21, 'a');
    assert.deepEqual(groupChats(read, ME).ended.map((listed) => listed.chat.key), ['a']);
    assert.deepEqual(keys(tidy(read, 'b')), ['b', 'c']);
    const room = applyFeed(list, { type: 'gone', key: 'b' }, 21, 'b');
    assert.deepEqual(keys(tidy(applyFeed(room, { type: 'chat', chat: bot('b') }, 22, 'b'), null)), ['a', 'b', 'c'], 'what is listed again stays');
  });

  test('only the newest 20 ended chats stay', () => {
    let list = NOBODY;
    for (let i = 0; i < 30; i += 1) list = applyFeed(list, { type: 'chat', chat: chat(`e${i}`, { status: 'ended' }) }, i, null);
    assert.equal(list.size, 20);
    assert.equal(groupChats(list, ME).ended[0]?.chat.key, 'e29');
    assert.equal(list.has('e9'), false);
  });

  test('what ended last with this agent is there after a reload, in the order of its ends, and follows what becomes of it', () => {
    const ended = (key: string, at: number): Chat => mine(key, { status: 'ended', ended: { by: 'agent', reason: 'resolved', at, durationMs: 1, messageCount: 1 } });
    const list = applyFeed(NOBODY, { type: 'chats', chats: [chat('w')], recent: [ended('new', 9), ended('old', 5)] }, 20, null);
    assert.deepEqual(groupChats(list, ME).ended.map((listed) => listed.chat.key), ['new', 'old']);
    assert.deepEqual(missingFrom(list, []), ['w']);
    const again = applyFeed(list, { type: 'chat', chat: mine('old') }, 21, null);
    assert.deepEqual(groupChats(again, ME).mine.map((listed) => listed.chat.key), ['old']);
    const rated = applyFeed(list, { type: 'chat', chat: { ...ended('old', 5), csat: { id: 's', requestedAt: 6, score: 2, at: 7 } } }, 22, null);
    assert.deepEqual(groupChats(rated, ME).ended.map((listed) => listed.chat.csat?.score), [undefined, 2]);
  });

  test('an erased chat stays for nobody, not even for who reads it', () => {
    const list = applyFeed(listOf(chat('a')), { type: 'chat', chat: mine('b', { status: 'ended' }) }, 20, 'b');
    assert.deepEqual(keys(applyFeed(list, { type: 'erased', key: 'b' }, 21, 'b')), ['a']);
    assert.equal(applyFeed(list, { type: 'erased', key: 'nobody' }, 21, null), list);
  });

  test('active chats that a new list does not hold are named, ended ones are not', () => {
    const list = applyFeed(listOf(chat('a'), chat('b'), chat('c')), { type: 'chat', chat: chat('c', { status: 'ended' }) }, 20, null);
    assert.deepEqual(missingFrom(list, [chat('b')]), ['a']);
  });
});

describe('groups', () => {
  test('each chat has one group for each agent', () => {
    assert.equal(groupOf(chat('a'), ME), 'waiting');
    assert.equal(groupOf(chat('a', { owner: 'bot' }), ME), 'bot');
    assert.equal(groupOf(mine('a'), ME), 'mine');
    assert.equal(groupOf(mine('a'), 'somebody else'), 'others');
    assert.equal(groupOf(mine('a', { status: 'ended' }), ME), 'ended');
  });

  test('who has waited longest is first; elsewhere the newest message', () => {
    const list = listOf(
      chat('late', { waitingSince: 9 }), chat('early', { waitingSince: 3 }),
      mine('old', wrote(5)), mine('new', wrote(50)), mine('silent', { startedAt: 20 }),
    );
    const groups = groupChats(list, ME);
    assert.deepEqual(groups.waiting.map((listed) => listed.chat.key), ['early', 'late']);
    assert.deepEqual(groups.mine.map((listed) => listed.chat.key), ['new', 'silent', 'old']);
  });

  test('unread is what the visitor said last in an own chat and nobody has read', () => {
    assert.equal(isUnread(mine('a', wrote(5)), ME), true);
    assert.equal(isUnread(mine('a', { ...wrote(5), read: 3 }), ME), false);
    assert.equal(isUnread(mine('a', wrote(5, 'agent')), ME), false);
    assert.equal(isUnread(chat('a', wrote(5)), ME), false);
    const list = listOf(chat('w'), mine('u', wrote(5)), mine('r', { ...wrote(5), read: 3 }));
    assert.equal(countAttention(list, ME, null), 2);
    assert.equal(countAttention(list, ME, 'u'), 1, 'what is being looked at asks for nothing');
  });
});

describe('news', () => {
  const change = (before: ChatList, next: Chat): ChatList => applyFeed(before, { type: 'chat', chat: next }, 20, null);

  test('a chat that begins to wait, once', () => {
    const waiting = change(NOBODY, chat('a'));
    assert.deepEqual(newsBetween(NOBODY, waiting, ME, null).waiting.map(({ key }) => key), ['a']);
    const wroteMore = change(waiting, chat('a', wrote(9)));
    assert.deepEqual(newsBetween(waiting, wroteMore, ME, null), { waiting: [], messages: [] });
    assert.equal(newsBetween(change(waiting, mine('a')), change(waiting, chat('a')), ME, null).waiting.length, 1, 'again after it was taken');
  });

  test('a visitor’s message in an own chat, unless it is being looked at', () => {
    const before = listOf(mine('a', wrote(5)));
    const after = change(before, mine('a', wrote(6)));
    assert.deepEqual(newsBetween(before, after, ME, null).messages.map(({ key }) => key), ['a']);
    assert.deepEqual(newsBetween(before, after, ME, 'a').messages, []);
    assert.deepEqual(newsBetween(before, change(before, mine('a', wrote(6, 'agent'))), ME, null).messages, []);
    assert.deepEqual(newsBetween(before, change(before, mine('a', { ...wrote(5), read: 3 })), ME, null).messages, [], 'a mark is no message');
  });
});

describe('what is read of the wire', () => {
  test('a frame that cannot be read is nothing, and one odd chat does not empty the list', () => {
    for (const data of ['', 'null', '[]', '{"type":"news"}', '{"type":"chat","chat":{"key":1}}', '{"type":"gone"}']) {
      assert.equal(readFeedFrame(data), undefined, data);
    }
    const frame = readFeedFrame(JSON.stringify({ type: 'chats', chats: [{ key: 'odd' }, chat('a')], recent: [] }));
    assert.deepEqual(frame, { type: 'chats', chats: [chat('a')], recent: [] });
    assert.deepEqual(readFeedFrame('{"type":"bot-chats","total":7}'), { type: 'bot-chats', total: 7 });
    assert.deepEqual(readFeedFrame('{"type":"reconnect","afterMs":700}'), { type: 'reconnect', afterMs: 700 });
  });

  test('who a visitor is, how a chat ended and how it was found; whatever does not say verified is not', () => {
    const full = mine('a', {
      status: 'ended',
      visitor: { id: 'v', name: 'Grace', email: 'grace@navy.example', kind: 'verified' },
      ended: { by: 'timeout', reason: 'idle', at: 7, durationMs: 6, messageCount: 2 },
      csat: { id: 's', requestedAt: 7, score: 4, at: 8, comment: 'Thanks' },
    });
    const read = (value: object): unknown => (readFeedFrame(JSON.stringify({ type: 'chat', chat: value })) as { chat: Chat }).chat;
    assert.deepEqual(read(full), full);
    assert.deepEqual((read({ ...full, csat: { id: 's', requestedAt: 7, skipped: true, at: 8 } }) as Chat).csat, { id: 's', requestedAt: 7, skipped: true, at: 8 });
    assert.equal((read({ ...full, visitor: { id: 'v', name: 'Grace', kind: 'VERIFIED' } }) as Chat).visitor.kind, 'anonymous');
    for (const odd of [{ ended: { by: 'fate', at: 1 } }, { csat: { id: 7 } }]) {
      const { ended, csat } = read({ ...chat('a'), ...odd }) as Chat;
      assert.deepEqual([ended, csat], [undefined, undefined]);
    }
    assert.deepEqual(readFeedFrame('{"type":"erased","key":"a"}'), { type: 'erased', key: 'a' });
  });

  test('what a page told, as lines to read', () => {
    assert.deepEqual(readAbout(null), {});
    assert.deepEqual(readAbout({ page: { url: 'https://a.example' }, locale: 5, context: [] }), { page: { url: 'https://a.example', title: '' } });
    assert.deepEqual(contextLines({ order: { id: 7, paid: true }, tags: ['a', 'b'], none: null }), [
      { name: 'order › id', value: '7' }, { name: 'order › paid', value: 'yes' }, { name: 'tags', value: 'a, b' }, { name: 'none', value: '–' },
    ]);
    const many = Object.fromEntries(Array.from({ length: 99 }, (_, index) => [`n${index}`, index]));
    assert.equal(contextLines(many).length, 40);
  });

  test('times and words', () => {
    assert.deepEqual([clockTime(-5), clockTime(65_000), clockTime(3_723_000)], ['0:00', '1:05', '1:02:03']);
    assert.deepEqual([lengthOfTime(9_900), lengthOfTime(61_000), lengthOfTime(3_600_000), lengthOfTime(3_720_000)], ['9 s', '1 min', '1 h', '1 h 2 min']);
    assert.deepEqual([ago(0, 59_000), ago(0, 240_000), ago(0, 7_300_000), ago(0, 200_000_000)], ['now', '4m', '2h', '2d']);
    assert.deepEqual([urgency(119_000), urgency(120_000), urgency(300_000)], ['calm', 'soon', 'late']);
    assert.deepEqual([humanize('no_reply'), humanize('orderId'), humanize('URL')], ['No reply', 'Order id', 'URL']);
  });
});
