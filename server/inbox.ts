// A visitor's list of sessions, live: the first page, then each session that is new or has changed, whoever changed it. It reads what has
// changed once for all who watch. It knows no HTTP.
import type { Bus } from './bus.js';
import { isUnavailable } from './database/connect.js';
import type { Sql } from './database/connect.js';
import { describeError } from './log.js';
import type { Log } from './log.js';
import type { SessionPage, SessionSummary } from './protocol.js';
import { sessionPage, summarise } from './sessions/session-list.js';
import { findSessionsOf } from './sessions/session-row.js';

export type InboxEvent = ({ readonly type: 'sessions' } & SessionPage) | { readonly type: 'session'; readonly session: SessionSummary };

interface Watcher {
  readonly send: (event: InboxEvent) => void;
  readonly limit: number;
}

const TOGETHER = 30;
const RETRY = 250;

export class Inbox {
  readonly #sql: Sql;
  readonly #log: Log;
  readonly #watchers = new Map<string, Set<Watcher>>();
  readonly #unlisten: () => void;
  #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(sql: Sql, bus: Bus, log: Log) {
    this.#sql = sql;
    this.#log = log;
    this.#unlisten = bus.listen((notice) => {
      if (notice.kind === 'log' || notice.kind === 'state') this.#change([notice.key]);
    });
    bus.onMissed(() => void this.refresh());
  }

  /** Sends the first page, then each change, until the answered function is called. */
  async watch(visitorId: string, limit: number, send: (event: InboxEvent) => void): Promise<() => void> {
    const watcher: Watcher = { send, limit };
    // Changes are heard before the list is read: none falls in between; one that comes early is told again.
    const watchers = this.#watchers.get(visitorId) ?? new Set();
    this.#watchers.set(visitorId, watchers.add(watcher));
    const unwatch = (): void => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.#watchers.get(visitorId) === watchers) this.#watchers.delete(visitorId);
    };
    try {
      await this.#tellAll(visitorId, watcher);
    } catch (error) {
      unwatch();
      throw error;
    }
    return unwatch;
  }

  /** Sends everybody the first page: after notices may have been missed. */
  async refresh(): Promise<void> {
    try {
      for (const [visitorId, watchers] of this.#watchers) for (const watcher of watchers) await this.#tellAll(visitorId, watcher);
    } catch (error) {
      this.#log.warn({ event: 'inbox', ...describeError(error) });
    }
  }

  close(): void {
    this.#closed = true;
    this.#unlisten();
    clearTimeout(this.#timer);
  }

  async #tellAll(visitorId: string, { send, limit }: Watcher): Promise<void> {
    send({ type: 'sessions', ...(await sessionPage(this.#sql, visitorId, limit)) });
  }

  #change(keys: Iterable<string>, after = TOGETHER): void {
    if (this.#watchers.size === 0 || this.#closed) return;
    for (const key of keys) this.#changed.add(key);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#tellChanges();
    }, after);
  }

  async #tellChanges(): Promise<void> {
    const keys = this.#changed;
    this.#changed = new Set();
    try {
      const rows = await findSessionsOf(this.#sql, [...keys], [...this.#watchers.keys()]);
      const summaries = await summarise(this.#sql, rows);
      for (const { key, visitorId } of rows) {
        const session = summaries.get(key);
        for (const { send } of this.#watchers.get(visitorId) ?? []) if (session) send({ type: 'session', session });
      }
    } catch (error) {
      this.#log.warn({ event: 'inbox', ...describeError(error) });
      // The database is away for a moment: what has changed is still to be told.
      if (isUnavailable(error)) this.#change(keys, RETRY);
    }
  }
}
