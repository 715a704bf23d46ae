// Carries short notices between instances, over LISTEN and NOTIFY: what happened here is told here at once, and to the others in
// batches, after the commit. It keeps nothing: whoever misses a notice finds the truth in the database. Notices fit into a few hundred
// bytes; a piece of an answer is the longest.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isUnavailable } from './database/connect.js';
import type { Sql } from './database/connect.js';
import { describeError } from './log.js';
import type { Log } from './log.js';
import type { LiveEvent } from './protocol.js';

export type Notice =
  /** The log of a session has grown. */
  | { readonly kind: 'log'; readonly key: string }
  /** Owner, receipts or status of a session are others now. */
  | { readonly kind: 'state'; readonly key: string }
  /** An ephemeral event for the streams of one side, or of both. */
  | { readonly kind: 'live'; readonly key: string; readonly to: 'visitor' | 'staff' | 'both'; readonly event: LiveEvent }
  /** The line of those who wait has changed. */
  | { readonly kind: 'queue' }
  /** An agent works otherwise than before: away or not, other queues. */
  | { readonly kind: 'agent'; readonly agentId: string }
  /** A message was left, or is done. */
  | { readonly kind: 'left-messages' }
  /** The bot owes an answer somewhere. */
  | { readonly kind: 'run' }
  /** The bot has finished, or given up, an answer. */
  | { readonly kind: 'answered'; readonly key: string; readonly messageId: string }
  /** Somebody stops a streaming answer. */
  | { readonly kind: 'stop'; readonly key: string; readonly messageId: string }
  /** A visitor may not listen any more. */
  | { readonly kind: 'revoked'; readonly visitorId: string }
  /** A session was erased. */
  | { readonly kind: 'gone'; readonly key: string };

export type Listener = (notice: Notice) => void;

const CHANNEL = 'chat_embed';
// PostgreSQL takes payloads below 8000 bytes.
const PAYLOAD_BYTES = 7_800;
const RETRY = 250;
/** So many notices wait for the database; of what is older nobody would want to know. */
const MOST_WAITING = 10_000;

export class Bus {
  readonly #sql: Sql;
  readonly #log: Log;
  readonly #instance = randomUUID();
  readonly #listeners = new Set<Listener>();
  readonly #missed = new Set<() => void>();
  #waiting: string[] = [];
  #flushing: Promise<void> | undefined;
  #closed = false;

  /** `sql` is a pool of the bus's own, with one connection: a pool that is busy must not hold up notices. */
  constructor(sql: Sql, log: Log) {
    this.#sql = sql;
    this.#log = log;
  }

  /** Begins to hear the other instances. Resolves when the first subscription stands; it is renewed after every loss. */
  async open(): Promise<void> {
    let first = true;
    await this.#sql.listen(
      CHANNEL,
      (payload) => this.#receive(payload),
      () => {
        if (!first) for (const again of this.#missed) again();
        first = false;
      },
    );
  }

  /** `listener` hears every notice, of this instance and of the others. Answers how to stop. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** `again` is called when notices may have been missed: what depends on them should look at the database. */
  onMissed(again: () => void): void {
    this.#missed.add(again);
  }

  /** Tells everyone. Call it after the commit. Never throws; while the database is away notices wait, the newest of them. */
  publish(notice: Notice): void {
    if (this.#closed) return;
    this.#tell(notice);
    this.#waiting.push(JSON.stringify(notice));
    this.#flushing ??= this.#flush();
  }

  /** Sends what waits, then stops. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#flushing;
    await this.#sql.end({ timeout: 1 });
  }

  #tell(notice: Notice): void {
    for (const listener of this.#listeners) listener(notice);
  }

  #receive(payload: string): void {
    const [instance, ...notices] = JSON.parse(payload) as [string, ...Notice[]];
    if (instance === this.#instance) return;
    for (const notice of notices) this.#tell(notice);
  }

  async #flush(): Promise<void> {
    // Everything that happens in this turn of the loop, and while the last batch was under way, travels together.
    await new Promise((next) => setImmediate(next));
    while (this.#waiting.length > 0) {
      const notices = this.#waiting.splice(0);
      try {
        await this.#sql`select pg_notify(${CHANNEL}, payload) from unnest(${this.#pack(notices)}::text[]) payload`;
      } catch (error) {
        if (this.#closed) break;
        this.#log.warn({ event: 'bus', ...describeError(error) }, 'notices were not sent');
        if (!isUnavailable(error)) continue;
        // Whoever has heard one of them hears it twice, which is harmless.
        this.#waiting = [...notices, ...this.#waiting].slice(-MOST_WAITING);
        await sleep(RETRY);
      }
    }
    this.#flushing = undefined;
  }

  #pack(notices: readonly string[]): string[] {
    const payloads: string[] = [];
    let current = '';
    let bytes = 0;
    for (const notice of new Set(notices)) {
      const size = Buffer.byteLength(notice) + 1;
      if (current !== '' && bytes + size > PAYLOAD_BYTES) {
        payloads.push(`${current}]`);
        current = '';
      }
      if (current === '') {
        current = `["${this.#instance}"`;
        bytes = 60;
      }
      current += `,${notice}`;
      bytes += size;
    }
    if (current !== '') payloads.push(`${current}]`);
    return payloads;
  }
}
