// The list of chats that agents see, live: those who wait and those with an agent. It reads what has changed once for all who watch. It
// knows no HTTP.
import type { Bus } from './bus.js';
import type { Sql } from './database/connect.js';
import { describeError } from './log.js';
import type { Log } from './log.js';
import type { Chat } from './protocol.js';
import { agentParticipant, findOpenChats, findSessions, visitorName } from './sessions/session-row.js';
import type { SessionRow } from './sessions/session-row.js';

export type FeedEvent =
  | { readonly type: 'chats'; readonly chats: readonly Chat[] }
  | { readonly type: 'chat'; readonly chat: Chat }
  | { readonly type: 'gone'; readonly key: string };

interface Watcher {
  readonly send: (event: FeedEvent) => void;
  /** What is in his list. */
  readonly listed: Set<string>;
}

const TOGETHER = 30;

export class ChatFeed {
  readonly #sql: Sql;
  readonly #log: Log;
  readonly #watchers = new Set<Watcher>();
  readonly #unlisten: () => void;
  #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(sql: Sql, bus: Bus, log: Log) {
    this.#sql = sql;
    this.#log = log;
    this.#unlisten = bus.listen((notice) => {
      if (notice.kind === 'log' || notice.kind === 'state') this.#change(notice.key);
    });
    bus.onMissed(() => void this.refresh());
  }

  /** Sends the whole list, then each change, until the answered function is called. */
  async watch(send: (event: FeedEvent) => void): Promise<() => void> {
    const watcher: Watcher = { send, listed: new Set() };
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
    try {
      for (const watcher of this.#watchers) await this.#tellAll(watcher);
    } catch (error) {
      this.#log.warn({ event: 'feed', ...describeError(error) });
    }
  }

  close(): void {
    this.#unlisten();
    clearTimeout(this.#timer);
  }

  async #tellAll(watcher: Watcher): Promise<void> {
    const chats = (await findOpenChats(this.#sql)).map(toChat);
    watcher.listed.clear();
    for (const chat of chats) watcher.listed.add(chat.key);
    watcher.send({ type: 'chats', chats });
  }

  #change(key: string): void {
    if (this.#watchers.size === 0) return;
    this.#changed.add(key);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#tellChanges();
    }, TOGETHER);
  }

  async #tellChanges(): Promise<void> {
    const keys = [...this.#changed];
    this.#changed = new Set();
    try {
      for (const row of await findSessions(this.#sql, keys)) {
        const chat = toChat(row);
        const open = row.status === 'active' && row.owner !== 'bot';
        for (const watcher of this.#watchers) tellChat(watcher, chat, open);
      }
    } catch (error) {
      this.#log.warn({ event: 'feed', ...describeError(error) });
    }
  }
}

/** What leaves the list is shown as it left, then goes. */
function tellChat(watcher: Watcher, chat: Chat, open: boolean): void {
  if (!open && !watcher.listed.has(chat.key)) return;
  watcher.send({ type: 'chat', chat });
  if (open) {
    watcher.listed.add(chat.key);
    return;
  }
  watcher.listed.delete(chat.key);
  watcher.send({ type: 'gone', key: chat.key });
}

function toChat(row: SessionRow): Chat {
  return {
    key: row.key,
    id: row.label,
    status: row.status,
    owner: row.owner,
    ...(row.owner === 'agent' && row.agentId !== null && { agent: agentParticipant(row.agentId, row.agentName ?? 'Agent') }),
    visitor: { id: row.visitorId, name: visitorName(row.visitorId) },
    startedAt: row.startedAt,
    ...(row.owner === 'queue' && row.waitingSince !== null && { waitingSince: row.waitingSince }),
    ...(row.lastMessage && { lastMessage: row.lastMessage }),
    lastSeq: row.lastSeq,
    read: row.staffRead,
  };
}
