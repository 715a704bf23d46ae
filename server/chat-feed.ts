// The list of chats that an agent sees, live: those who wait for him, those with an agent, those that ended last with him and, if he asks
// for them, the newest ones with the bot; with it how he works himself, and how many left messages are open. It reads what has changed
// once for all who watch. It knows no HTTP.
import type { Agents, AgentWork } from './agents.js';
import type { Bus } from './bus.js';
import { isUnavailable } from './database/connect.js';
import type { Sql } from './database/connect.js';
import { Gatherer } from './gatherer.js';
import { describeError } from './log.js';
import type { LeftMessages } from './left-messages.js';
import type { Log } from './log.js';
import type { AgentStatus, Chat, Owner, Participant, Queue } from './protocol.js';
import { isOffered } from './sessions/routing.js';
import {
  agentOf,
  agentParticipant,
  countBotChats,
  csatOf,
  endedOf,
  findBotChats,
  findOpenChats,
  findRecentChats,
  findSessions,
  visitorAbout,
} from './sessions/session-row.js';
import type { SessionRow } from './sessions/session-row.js';

export type FeedEvent =
  /** The whole list, and what the agent had last, newest first. */
  | { readonly type: 'chats'; readonly chats: readonly Chat[]; readonly recent: readonly Chat[] }
  | { readonly type: 'chat'; readonly chat: Chat }
  | { readonly type: 'gone'; readonly key: string }
  /** The visitor had everything of his deleted. */
  | { readonly type: 'erased'; readonly key: string }
  | { readonly type: 'me'; readonly me: AgentStatus }
  | { readonly type: 'left-messages'; readonly open: number }
  /** How many chats are with the bot. */
  | { readonly type: 'bot-chats'; readonly total: number };

/** Somebody who watches the list. */
interface Reader {
  send(event: FeedEvent): void;
  /** The list cannot be had: he may come back. */
  cut(): void;
}

interface Watcher {
  readonly agent: Participant;
  /** The queues he serves; `null` is all. */
  queues: readonly string[] | null;
  readonly reader: Reader;
  /** How many chats with the bot he sees. */
  readonly botChats: number;
  /** What is in his list, and who had it when he was told last. */
  readonly listed: Map<string, Owner>;
  /** How many chats are with the bot, as he was told last. */
  total?: number;
}

const RECENT = 20;

/** How many left messages are open. */
const LEFT_MESSAGES = Symbol('left messages');
/** Which chats are with the bot. */
const BOT_CHATS = Symbol('chats with the bot');

/** Nobody answers in a chat with the bot from the list: what happens there need not be told with every word. */
const BOT_TOGETHER = 1_000;

/** Watchers who are to be told the whole list, sessions that have changed, and what else has. */
type News = Watcher | string | typeof LEFT_MESSAGES | typeof BOT_CHATS;

export interface ChatFeedParts {
  readonly sql: Sql;
  readonly bus: Bus;
  readonly agents: Agents;
  readonly leftMessages: LeftMessages;
  /** All there are. */
  readonly queues: readonly Queue[];
  /** Whether a bot answers. */
  readonly bot: boolean;
  readonly log: Log;
}

export class ChatFeed {
  readonly #sql: Sql;
  readonly #agents: Agents;
  readonly #leftMessages: LeftMessages;
  readonly #queues: readonly Queue[];
  readonly #bot: boolean;
  readonly #log: Log;
  readonly #watchers = new Set<Watcher>();
  readonly #unlisten: () => void;
  readonly #news: Gatherer<News>;
  readonly #botNews: Gatherer<string>;
  /** Sessions that may have changed with the bot since that was told last. */
  readonly #changedWithBot = new Set<string>();

  constructor({ sql, bus, agents, leftMessages, queues, bot, log }: ChatFeedParts) {
    this.#sql = sql;
    this.#agents = agents;
    this.#leftMessages = leftMessages;
    this.#queues = queues;
    this.#bot = bot;
    this.#log = log;
    this.#news = new Gatherer({ log, event: 'feed', handOver: (news) => this.#tell(news) });
    this.#botNews = new Gatherer({ log, event: 'feed', togetherMs: BOT_TOGETHER, handOver: async (keys) => this.#changeWithBot(keys) });
    this.#unlisten = bus.listen((notice) => {
      if (this.#watchers.size === 0) return;
      if (notice.kind === 'log' || notice.kind === 'state' || notice.kind === 'gone') {
        this.#news.add(notice.key);
        this.#botNews.add(notice.key);
      }
      if (notice.kind === 'agent') this.#news.add(...[...this.#watchers].filter(({ agent }) => agent.id === notice.agentId));
      if (notice.kind === 'left-messages') this.#news.add(LEFT_MESSAGES);
    });
    // After notices may have been missed everybody is told the whole list again.
    bus.onMissed(() => this.#news.add(...this.#watchers));
  }

  /** Sends `agent` the whole list, with as many chats with the bot, then each change, until the answered function is called. */
  watch(agent: Participant, botChats: number, reader: Reader): () => void {
    const watcher: Watcher = { agent, queues: [], reader, botChats, listed: new Map() };
    this.#watchers.add(watcher);
    this.#news.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** How an agent works, as he is told it. */
  async statusOf(agent: Participant): Promise<AgentStatus> {
    return this.#toStatus(agent, await this.#agents.workOf(agent.id));
  }

  close(): void {
    this.#unlisten();
    this.#news.close();
    this.#botNews.close();
  }

  /** What is told of the bot's chats takes its turn among the rest, so that nothing told is older than what was told before. */
  #changeWithBot(keys: ReadonlySet<string>): void {
    for (const key of keys) this.#changedWithBot.add(key);
    this.#news.add(BOT_CHATS);
  }

  /** The lists first: what has changed since they were read comes after them. */
  async #tell(news: ReadonlySet<News>): Promise<void> {
    await Promise.all([...news].filter((item) => typeof item === 'object').map((watcher) => this.#tellList(watcher)));
    await this.#tellChanges([...news].filter((item) => typeof item === 'string'));
    if (news.has(BOT_CHATS)) await this.#tellBotChats();
    if (news.has(LEFT_MESSAGES)) await this.#tellLeftMessages();
  }

  async #tellList(watcher: Watcher): Promise<void> {
    const { agent, listed, reader } = watcher;
    try {
      const [work, rows, withBot, ended, open, total] = await Promise.all([
        this.#agents.workOf(agent.id),
        findOpenChats(this.#sql),
        findBotChats(this.#sql, watcher.botChats),
        findRecentChats(this.#sql, agent.id, RECENT),
        this.#leftMessages.countOpen(),
        countBotChats(this.#sql),
      ]);
      watcher.queues = work.queues;
      const chats = [...rows, ...withBot].filter((row) => isShown(row, watcher)).map((row) => this.#toChat(row));
      listed.clear();
      for (const { key, owner } of chats) listed.set(key, owner);
      reader.send({ type: 'chats', chats, recent: ended.map((row) => this.#toChat(row)) });
      reader.send({ type: 'me', me: this.#toStatus(agent, work) });
      reader.send({ type: 'left-messages', open });
      tellTotal(watcher, total);
    } catch (error) {
      if (isUnavailable(error)) throw error;
      this.#log.warn({ event: 'feed', ...describeError(error) });
      reader.cut();
    }
  }

  async #tellLeftMessages(): Promise<void> {
    const open = await this.#leftMessages.countOpen();
    for (const { reader } of this.#watchers) reader.send({ type: 'left-messages', open });
  }

  /** Tells of all but those that were, and still are, with the bot. */
  async #tellChanges(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const erased = new Set(keys);
    for (const row of await findSessions(this.#sql, keys)) {
      erased.delete(row.key);
      const chat = this.#toChat(row);
      const lastOf = row.status === 'ended' && row.owner === 'agent' ? row.agentId : null;
      for (const watcher of this.#watchers) {
        if (isWithBot(row) && (watcher.listed.get(row.key) ?? 'bot') === 'bot') continue;
        tellChat(watcher, chat, isShown(row, watcher), watcher.agent.id === lastOf);
      }
    }
    for (const key of erased) this.#tellErased(key);
  }

  #tellErased(key: string): void {
    for (const { listed, reader } of this.#watchers) {
      listed.delete(key);
      reader.send({ type: 'erased', key });
    }
  }

  /** Tells how many are with the bot, and whoever sees them what has changed among the newest: who comes, who makes room. */
  async #tellBotChats(): Promise<void> {
    const most = Math.max(0, ...[...this.#watchers].map(({ botChats }) => botChats));
    const changed = new Set(this.#changedWithBot);
    const [rows, total] = await Promise.all([findBotChats(this.#sql, most), countBotChats(this.#sql)]);
    for (const key of changed) this.#changedWithBot.delete(key);
    for (const watcher of this.#watchers) {
      const newest = rows.slice(0, watcher.botChats);
      const kept = new Set(newest.map(({ key }) => key));
      for (const [key, owner] of watcher.listed) if (owner === 'bot' && !kept.has(key)) leave(watcher, key);
      for (const row of newest) if (changed.has(row.key) || !watcher.listed.has(row.key)) tellChat(watcher, this.#toChat(row), true, false);
      if (total !== watcher.total) tellTotal(watcher, total);
    }
  }

  #toStatus(agent: Participant, { away, queues }: AgentWork): AgentStatus {
    return { agent, away, bot: this.#bot, ...(queues && { queues: this.#queues.filter(({ id }) => queues.includes(id)) }) };
  }

  #toChat(row: SessionRow): Chat {
    const { routeAgentId, routeQueue } = row;
    const queue = routeQueue !== null && (this.#queues.find(({ id }) => id === routeQueue) ?? { id: routeQueue, name: routeQueue });
    const agent = routeAgentId !== null && agentParticipant(routeAgentId, row.routeAgentName ?? 'Agent');
    return {
      key: row.key,
      id: row.label,
      status: row.status,
      owner: row.owner,
      ...agentOf(row),
      visitor: visitorAbout(row),
      ...((agent || queue) && { target: { ...(agent && { agent }), ...(queue && { queue }) } }),
      startedAt: row.startedAt,
      ...(row.owner === 'queue' && row.waitingSince !== null && { waitingSince: row.waitingSince }),
      ...(row.status === 'active' && row.idleEndsAt !== null && { idle: { endsAt: row.idleEndsAt } }),
      ...(row.lastMessage && { lastMessage: row.lastMessage }),
      ...endedOf(row),
      ...csatOf(row, 'staff'),
      lastSeq: row.lastSeq,
      read: row.staffRead,
    };
  }
}

const isWithBot = ({ status, owner }: SessionRow): boolean => status === 'active' && owner === 'bot';

/** Whether a session is in an agent's list: it waits, also for him, a person has it, or it is with the bot and he sees those. */
function isShown(row: SessionRow, { agent, queues, botChats }: Watcher): boolean {
  if (row.status === 'ended') return false;
  if (row.owner === 'bot') return botChats > 0;
  return row.owner === 'agent' || isOffered(row, { id: agent.id, queues });
}

/** What leaves the list is shown as it left, then goes. Who had it when it ended hears of it afterwards too. */
function tellChat(watcher: Watcher, chat: Chat, shown: boolean, wasHis: boolean): void {
  const wasListed = watcher.listed.has(chat.key);
  if (!shown && !wasListed && !wasHis) return;
  watcher.reader.send({ type: 'chat', chat });
  if (shown) watcher.listed.set(chat.key, chat.owner);
  else if (wasListed) leave(watcher, chat.key);
}

function leave(watcher: Watcher, key: string): void {
  watcher.listed.delete(key);
  watcher.reader.send({ type: 'gone', key });
}

function tellTotal(watcher: Watcher, total: number): void {
  watcher.total = total;
  watcher.reader.send({ type: 'bot-chats', total });
}
