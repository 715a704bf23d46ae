// A visitor's list of sessions, live: the first page, then each session that is new or has changed, whoever changed it. It reads what has
// changed once for all who watch. It knows no HTTP.
import type { Bus } from './bus.js';
import { isUnavailable } from './database/connect.js';
import type { Sql } from './database/connect.js';
import { Gatherer } from './gatherer.js';
import { describeError } from './log.js';
import type { Log } from './log.js';
import type { SessionPage, SessionSummary } from './protocol.js';
import { sessionPage, summarise } from './sessions/session-list.js';
import { findSessionsOf } from './sessions/session-row.js';

export type InboxEvent = ({ readonly type: 'sessions' } & SessionPage) | { readonly type: 'session'; readonly session: SessionSummary };

/** Somebody who watches a list. */
interface Reader {
  send(event: InboxEvent): void;
  /** The list cannot be had: he may come back. */
  cut(): void;
}

interface Watcher {
  readonly visitorId: string;
  readonly limit: number;
  readonly reader: Reader;
}

export class Inbox {
  readonly #sql: Sql;
  readonly #log: Log;
  readonly #watchers = new Map<string, Set<Watcher>>();
  readonly #unlisten: () => void;
  /** Watchers who are to be told the whole page, and sessions that have changed. */
  readonly #news: Gatherer<Watcher | string>;

  constructor(sql: Sql, bus: Bus, log: Log) {
    this.#sql = sql;
    this.#log = log;
    this.#news = new Gatherer({ log, event: 'inbox', handOver: (news) => this.#tell(news) });
    this.#unlisten = bus.listen((notice) => {
      if ((notice.kind === 'log' || notice.kind === 'state') && this.#watchers.size > 0) this.#news.add(notice.key);
    });
    // After notices may have been missed everybody is told the first page again.
    bus.onMissed(() => this.#news.add(...[...this.#watchers.values()].flatMap((watchers) => [...watchers])));
  }

  /** Sends the first page, then each change, until the answered function is called. */
  watch(visitorId: string, limit: number, reader: Reader): () => void {
    const watcher: Watcher = { visitorId, limit, reader };
    const watchers = this.#watchers.get(visitorId) ?? new Set();
    this.#watchers.set(visitorId, watchers.add(watcher));
    this.#news.add(watcher);
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.#watchers.get(visitorId) === watchers) this.#watchers.delete(visitorId);
    };
  }

  close(): void {
    this.#unlisten();
    this.#news.close();
  }

  /** The pages first: what has changed since they were read comes after them. */
  async #tell(news: ReadonlySet<Watcher | string>): Promise<void> {
    await Promise.all([...news].filter((item) => typeof item !== 'string').map((watcher) => this.#tellPage(watcher)));
    await this.#tellChanges([...news].filter((item) => typeof item === 'string'));
  }

  async #tellPage({ visitorId, limit, reader }: Watcher): Promise<void> {
    try {
      reader.send({ type: 'sessions', ...(await sessionPage(this.#sql, visitorId, limit)) });
    } catch (error) {
      if (isUnavailable(error)) throw error;
      this.#log.warn({ event: 'inbox', ...describeError(error) });
      reader.cut();
    }
  }

  async #tellChanges(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const rows = await findSessionsOf(this.#sql, keys, [...this.#watchers.keys()]);
    const summaries = await summarise(this.#sql, rows);
    for (const { key, visitorId } of rows) {
      const session = summaries.get(key);
      for (const { reader } of this.#watchers.get(visitorId) ?? []) if (session) reader.send({ type: 'session', session });
    }
  }
}
