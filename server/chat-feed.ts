// The list of chats that an agent sees, live: those who wait for him, those with an agent, and those that ended last with him; with it
// how he works himself, and how many left messages are open. It reads what has changed once for all who watch. It knows no HTTP.
import type { Agents, AgentWork } from './agents.js';
import type { Bus } from './bus.js';
import type { Sql } from './database/connect.js';
import { describeError } from './log.js';
import type { LeftMessages } from './left-messages.js';
import type { Log } from './log.js';
import type { AgentStatus, Chat, Participant, Queue } from './protocol.js';
import { isOffered } from './sessions/routing.js';
import { agentOf, agentParticipant, csatOf, endedOf, findOpenChats, findRecentChats, findSessions, visitorAbout } from './sessions/session-row.js';
import type { SessionRow } from './sessions/session-row.js';

export type FeedEvent =
  /** The whole list, and what the agent had last, newest first. */
  | { readonly type: 'chats'; readonly chats: readonly Chat[]; readonly recent: readonly Chat[] }
  | { readonly type: 'chat'; readonly chat: Chat }
  | { readonly type: 'gone'; readonly key: string }
  /** The visitor had everything of his deleted. */
  | { readonly type: 'erased'; readonly key: string }
  | { readonly type: 'me'; readonly me: AgentStatus }
  | { readonly type: 'left-messages'; readonly open: number };

interface Watcher {
  readonly agent: Participant;
  /** The queues he serves; `null` is all. */
  queues: readonly string[] | null;
  readonly send: (event: FeedEvent) => void;
  /** What is in his list. */
  readonly listed: Set<string>;
}

const RECENT = 20;

const TOGETHER = 30;

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
  #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor({ sql, bus, agents, leftMessages, queues, bot, log }: ChatFeedParts) {
    this.#sql = sql;
    this.#agents = agents;
    this.#leftMessages = leftMessages;
    this.#queues = queues;
    this.#bot = bot;
    this.#log = log;
    this.#unlisten = bus.listen((notice) => {
      if (notice.kind === 'log' || notice.kind === 'state') this.#change(notice.key);
      if (notice.kind === 'gone') this.#tellErased(notice.key);
      if (notice.kind === 'agent') void this.#tellAgain((watcher) => watcher.agent.id === notice.agentId);
      if (notice.kind === 'left-messages') void this.#tellLeftMessages();
    });
    bus.onMissed(() => void this.refresh());
  }

  /** Sends `agent` the whole list, then each change, until the answered function is called. */
  async watch(agent: Participant, send: (event: FeedEvent) => void): Promise<() => void> {
    const watcher: Watcher = { agent, queues: [], send, listed: new Set() };
    // Changes are heard before the list is read: none falls in between; one that comes early is told again.
    this.#watchers.add(watcher);
    try {
      await this.#tellAll(watcher);
    } catch (error) {
      this.#watchers.delete(watcher);
      throw error;
    }
    return () => this.#watchers.delete(watcher);
  }

  /** Sends everybody the whole list: after notices may have been missed. */
  async refresh(): Promise<void> {
    await this.#tellAgain(() => true);
  }

  /** How an agent works, as he is told it. */
  async statusOf(agent: Participant): Promise<AgentStatus> {
    return this.#toStatus(agent, await this.#agents.workOf(agent.id));
  }

  close(): void {
    this.#unlisten();
    clearTimeout(this.#timer);
  }

  async #tellAgain(whom: (watcher: Watcher) => boolean): Promise<void> {
    try {
      for (const watcher of this.#watchers) if (whom(watcher)) await this.#tellAll(watcher);
    } catch (error) {
      this.#log.warn({ event: 'feed', ...describeError(error) });
    }
  }

  async #tellAll(watcher: Watcher): Promise<void> {
    const work = await this.#agents.workOf(watcher.agent.id);
    watcher.queues = work.queues;
    const [rows, ended, open] = await Promise.all([
      findOpenChats(this.#sql),
      findRecentChats(this.#sql, watcher.agent.id, RECENT),
      this.#leftMessages.countOpen(),
    ]);
    const chats = rows.filter((row) => isShown(row, watcher)).map((row) => this.#toChat(row));
    watcher.listed.clear();
    for (const chat of chats) watcher.listed.add(chat.key);
    watcher.send({ type: 'chats', chats, recent: ended.map((row) => this.#toChat(row)) });
    watcher.send({ type: 'me', me: this.#toStatus(watcher.agent, work) });
    watcher.send({ type: 'left-messages', open });
  }

  async #tellLeftMessages(): Promise<void> {
    if (this.#watchers.size === 0) return;
    try {
      const open = await this.#leftMessages.countOpen();
      for (const watcher of this.#watchers) watcher.send({ type: 'left-messages', open });
    } catch (error) {
      this.#log.warn({ event: 'feed', ...describeError(error) });
    }
  }

  #change(key: string): void {
    if (this.#watchers.size === 0) return;
    this.#changed.add(key);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#tellChanges();
    }, TOGETHER);
  }

  #tellErased(key: string): void {
    this.#changed.delete(key);
    for (const watcher of this.#watchers) {
      watcher.listed.delete(key);
      watcher.send({ type: 'erased', key });
    }
  }

  async #tellChanges(): Promise<void> {
    const keys = [...this.#changed];
    this.#changed = new Set();
    try {
      for (const row of await findSessions(this.#sql, keys)) {
        const chat = this.#toChat(row);
        const lastOf = row.status === 'ended' && row.owner === 'agent' ? row.agentId : null;
        for (const watcher of this.#watchers) tellChat(watcher, chat, isShown(row, watcher), watcher.agent.id === lastOf);
      }
    } catch (error) {
      this.#log.warn({ event: 'feed', ...describeError(error) });
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

/** Whether a session is in an agent's list: it waits, also for him, or a person has it. */
function isShown(row: SessionRow, { agent, queues }: Watcher): boolean {
  if (row.status === 'ended' || row.owner === 'bot') return false;
  return row.owner === 'agent' || isOffered(row, { id: agent.id, queues });
}

/** What leaves the list is shown as it left, then goes. Who had it when it ended hears of it afterwards too. */
function tellChat(watcher: Watcher, chat: Chat, shown: boolean, wasHis: boolean): void {
  const wasListed = watcher.listed.delete(chat.key);
  if (!shown && !wasListed && !wasHis) return;
  watcher.send({ type: 'chat', chat });
  if (shown) watcher.listed.add(chat.key);
  else if (wasListed) watcher.send({ type: 'gone', key: chat.key });
}
