// One stream of one session: `sync`, then every numbered event after the cursor, read from the log page by page as fast as the reader
// takes them, with what is ephemeral in between. The log is the only source: a notice that gets lost delays an event, never loses one.
import { setTimeout as sleep } from 'node:timers/promises';
import { isUnavailable } from './database/connect.js';
import type { Sql } from './database/connect.js';
import type { Hub } from './hub.js';
import type { SseWriter } from './http/sse-writer.js';
import type { EventPage, LiveEvent, Side } from './protocol.js';
import type { Conversations } from './sessions/conversations.js';
import { eventsAfter } from './sessions/event-log.js';

const PAGE = 100;
const RETRY = 250;

export interface EventStreamParts {
  readonly sql: Sql;
  readonly hub: Hub;
  readonly conversations: Conversations;
  readonly key: string;
  readonly side: Side;
  readonly after: number;
}

export class EventStream {
  readonly #parts: EventStreamParts;
  #writer: SseWriter | undefined;
  #cursor: number;
  #dirty = true;
  /** Nothing follows, unless somebody opens the session again. */
  #ended = false;
  #finishing = false;
  #wakeUp: (() => void) | undefined;
  #before: LiveEvent[] | undefined = [];

  constructor(parts: EventStreamParts) {
    this.#parts = parts;
    this.#cursor = parts.after;
  }

  /** Looks at the log again. */
  wake(): void {
    this.#dirty = true;
    this.#wakeUp?.();
  }

  /** Says what there is until now, and ends: the reader may not listen any more. */
  finish(): void {
    this.#finishing = true;
    this.wake();
  }

  /** Serves the stream. Resolves when it is over; rejects when the database cannot be read. The writer is closed in any case. */
  async run(writer: SseWriter): Promise<void> {
    this.#writer = writer;
    const { hub, conversations, key, side } = this.#parts;
    // Listening begins before the first look: whatever happens from now on is either in that look or wakes us.
    const unwatch = hub.watch(key, { side, wake: () => this.wake(), live: (event) => this.#live(event), gone: () => writer.end() });
    void writer.closed.then(() => this.wake());
    try {
      const sync = await conversations.sync(key, side);
      writer.send(sync);
      this.#ended = sync.session.status === 'ended';
      const held = this.#before ?? [];
      this.#before = undefined;
      for (const event of held) writer.send(event);
      while (!writer.isClosed) {
        if (this.#dirty) await this.#catchUp(writer);
        // Whoever has all of a session that is over has nothing to wait for.
        else if (this.#ended) writer.end();
        else if (this.#finishing) writer.sendAway();
        else await new Promise<void>((resolve) => (this.#wakeUp = resolve));
      }
    } catch (error) {
      writer.cut();
      throw error;
    } finally {
      unwatch();
    }
  }

  async #catchUp(writer: SseWriter): Promise<void> {
    this.#dirty = false;
    for (;;) {
      await writer.drained();
      if (writer.isClosed) return;
      const page = await this.#read();
      if (!page) continue;
      const { events, more } = page;
      for (const event of events) {
        if (writer.isClosed) return;
        writer.send(event, event.seq);
        this.#cursor = event.seq;
        if (event.type === 'ended') this.#ended = true;
        if (event.type === 'reopened') this.#ended = false;
        await writer.drained();
      }
      if (!more) return;
    }
  }

  /** A page; `undefined` when the database is away just now: the stream stays, and looks again. */
  async #read(): Promise<EventPage | undefined> {
    try {
      return await eventsAfter(this.#parts.sql, this.#parts.key, this.#cursor, PAGE);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      await sleep(RETRY);
      return undefined;
    }
  }

  #live(event: LiveEvent): void {
    if (this.#before) this.#before.push(event);
    else this.#writer?.send(event);
  }
}
