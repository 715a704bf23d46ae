// The agents' list of chats as pure functions: what the feed tells becomes a list, the list becomes groups. It knows neither how the feed
// travels nor what a chat looks like.
import type { AgentStatus, Chat } from '../protocol.js';

/** What the feed says (docs/protocol.md, part 6). */
export type FeedEvent =
  | ListEvent
  | { readonly type: 'me'; readonly me: AgentStatus }
  | { readonly type: 'left-messages'; readonly open: number }
  | { readonly type: 'bot-chats'; readonly total: number };

/** What it says of the chats. */
export type ListEvent =
  | { readonly type: 'chats'; readonly chats: readonly Chat[]; readonly recent: readonly Chat[] }
  | { readonly type: 'chat'; readonly chat: Chat }
  | { readonly type: 'gone' | 'erased'; readonly key: string };

/** A chat in the list. */
export interface Listed {
  readonly chat: Chat;
  /** When this page last heard of it, in ms since the epoch by this device's clock. */
  readonly heardAt: number;
  /** The feed does not tell of it any more. */
  readonly gone: boolean;
}

export type ChatList = ReadonlyMap<string, Listed>;

/** Chats that are over stay readable; more than these would only be scrolled past. */
const RECENT = 20;

/**
 * The list after an event. Chats that ended with a person, or waiting for one, stay: the newest 20. Of those that left it otherwise only
 * `chosen` stays, because somebody is reading it.
 */
export function applyFeed(list: ChatList, event: ListEvent, now: number, chosen: string | null): ChatList {
  switch (event.type) {
    case 'chats':
      return replaceAll(list, [...event.chats, ...event.recent], now, chosen);
    case 'chat':
      return withChat(list, event.chat, now);
    case 'gone':
      return without(list, event.key, chosen);
    case 'erased':
      return erase(list, event.key);
  }
}

/** The list with what is known of one chat, whether or not the feed tells of it. */
export function withChat(list: ChatList, chat: Chat, now: number): ChatList {
  const next = new Map(list).set(chat.key, { chat, heardAt: now, gone: chat.status === 'ended' });
  const ended = [...next.values()].filter(isEnded).sort(lastEndedFirst);
  for (const { chat: old } of ended.slice(RECENT)) next.delete(old.key);
  return next;
}

const lastEndedFirst = (a: Listed, b: Listed): number => (b.chat.ended?.at ?? b.heardAt) - (a.chat.ended?.at ?? a.heardAt);

/** Another chat is read now: what stayed only for its reader goes. */
export function tidy(list: ChatList, chosen: string | null): ChatList {
  const stale = [...list.values()].filter((listed) => listed.gone && !isKept(listed, chosen));
  if (stale.length === 0) return list;
  const next = new Map(list);
  for (const { chat } of stale) next.delete(chat.key);
  return next;
}

/** Active chats of `list` that a new whole list does not hold: what became of them has to be asked, unless they were the bot's. */
export function missingFrom(list: ChatList, chats: readonly Chat[]): readonly string[] {
  const held = new Set(chats.map(({ key }) => key));
  return [...list.values()].filter((listed) => !isEnded(listed) && listed.chat.owner !== 'bot' && !held.has(listed.chat.key)).map(({ chat }) => chat.key);
}

function replaceAll(list: ChatList, chats: readonly Chat[], now: number, chosen: string | null): ChatList {
  const next = new Map(chats.map((chat) => [chat.key, { chat, heardAt: now, gone: chat.status === 'ended' }]));
  for (const [key, listed] of list) {
    if (!next.has(key) && isKept(listed, chosen)) next.set(key, { ...listed, gone: true });
  }
  return next;
}

function without(list: ChatList, key: string, chosen: string | null): ChatList {
  const listed = list.get(key);
  if (!listed) return list;
  const next = new Map(list);
  if (isKept(listed, chosen)) next.set(key, { ...listed, gone: true });
  else next.delete(key);
  return next;
}

/** Its visitor had it deleted: it stays for nobody. */
function erase(list: ChatList, key: string): ChatList {
  if (!list.has(key)) return list;
  const next = new Map(list);
  next.delete(key);
  return next;
}

function isEnded({ chat }: Listed): boolean {
  return chat.status === 'ended';
}

/** Whether a chat that left the list stays readable. */
function isKept(listed: Listed, chosen: string | null): boolean {
  return listed.chat.key === chosen || (isEnded(listed) && listed.chat.owner !== 'bot');
}

/** The groups of the list, in the order in which they are shown. */
export type GroupName = 'waiting' | 'mine' | 'bot' | 'others' | 'ended';

export type Groups = Readonly<Record<GroupName, readonly Listed[]>>;

/** Which group a chat belongs to, for one agent. */
export function groupOf({ status, owner, agent }: Chat, agentId: string): GroupName {
  if (status === 'ended') return 'ended';
  if (owner === 'queue') return 'waiting';
  if (owner === 'bot') return 'bot';
  return agent?.id === agentId ? 'mine' : 'others';
}

const lastAt = ({ chat }: Listed): number => chat.lastMessage?.at ?? chat.startedAt;

const newestFirst = (a: Listed, b: Listed): number => lastAt(b) - lastAt(a);

const ORDER: Readonly<Record<GroupName, (a: Listed, b: Listed) => number>> = {
  waiting: (a, b) => (a.chat.waitingSince ?? 0) - (b.chat.waitingSince ?? 0),
  mine: newestFirst,
  bot: newestFirst,
  others: newestFirst,
  ended: lastEndedFirst,
};

/** The chats in groups: who has waited longest first, else the newest message first. */
export function groupChats(list: ChatList, agentId: string): Groups {
  const groups: Record<GroupName, Listed[]> = { waiting: [], mine: [], bot: [], others: [], ended: [] };
  for (const listed of list.values()) groups[groupOf(listed.chat, agentId)].push(listed);
  for (const name of Object.keys(groups) as GroupName[]) groups[name].sort(ORDER[name]);
  return groups;
}

/** Whether an own chat holds something of the visitor's that its agent has not read. */
export function isUnread(chat: Chat, agentId: string): boolean {
  return groupOf(chat, agentId) === 'mine' && chat.lastMessage?.role === 'visitor' && chat.lastSeq > chat.read;
}

/** How many chats ask for this agent: waiting ones, and own ones with something unread. `looking` is the one being read right now. */
export function countAttention(list: ChatList, agentId: string, looking: string | null): number {
  let count = 0;
  for (const { chat } of list.values()) {
    if (groupOf(chat, agentId) === 'waiting' || (isUnread(chat, agentId) && chat.key !== looking)) count += 1;
  }
  return count;
}

/** What is worth a sound: a chat that began to wait, a visitor's message in an own chat that nobody is looking at. */
export interface News {
  readonly waiting: readonly Chat[];
  readonly messages: readonly Chat[];
}

/** What happened between two lists. */
export function newsBetween(before: ChatList, after: ChatList, agentId: string, looking: string | null): News {
  const chats = [...after.values()].map(({ chat }) => chat).filter((chat) => before.get(chat.key)?.chat !== chat);
  const waits = (chat: Chat | undefined): boolean => chat !== undefined && groupOf(chat, agentId) === 'waiting';
  const wrote = (chat: Chat): boolean =>
    chat.lastMessage?.role === 'visitor' && chat.lastMessage.at > (before.get(chat.key)?.chat.lastMessage?.at ?? chat.lastMessage.at);
  return {
    waiting: chats.filter((chat) => waits(chat) && !waits(before.get(chat.key)?.chat)),
    messages: chats.filter((chat) => groupOf(chat, agentId) === 'mine' && chat.key !== looking && wrote(chat)),
  };
}
