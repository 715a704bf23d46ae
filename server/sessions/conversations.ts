// What can be done with a session, for visitors and agents alike: changes it, then tells everyone who should know. It knows no HTTP; who
// may do what was decided before.
import type { BotRunner } from '../bot-runner.js';
import type { Bus } from '../bus.js';
import type { Times } from '../config.js';
import type { Sql } from '../database/connect.js';
import type { Hub } from '../hub.js';
import type { LiveEvent, Message, Participant, SessionInfo, Side, Snapshot } from '../protocol.js';
import { findIdle, stirIdle, warnIdle } from '../idle.js';
import { acceptChat, activeSessions, cancelHandoff, createSession, endSession, handBack, requestHandoff } from './change.js';
import type { Acceptor, Changed, End, Outcome, Start } from './change.js';
import { appendMessage, eventsBefore } from './event-log.js';
import type { Appended, Fence } from './event-log.js';
import { secondsPerPlace } from './queue.js';
import { raiseReceipts } from './receipts.js';
import type { Marks } from './receipts.js';
import { releaseRoutes } from './routing.js';
import { findOwnSession, findSession, sessionInfo, unfinishedOf } from './session-row.js';
import type { SessionRow } from './session-row.js';

export interface ConversationParts {
  readonly sql: Sql;
  readonly bus: Bus;
  readonly hub: Hub;
  /** Absent where people alone answer. */
  readonly bot: { readonly participant: Participant; readonly runner: BotRunner } | undefined;
}

/** A silence shorter than this is not worth a write. */
const FRESH_MS = 20_000;

export class Conversations {
  readonly #sql: Sql;
  readonly #bus: Bus;
  readonly #hub: Hub;
  readonly #runner: BotRunner | undefined;
  readonly #bot: Participant | undefined;

  constructor(parts: ConversationParts) {
    this.#sql = parts.sql;
    this.#bus = parts.bus;
    this.#hub = parts.hub;
    this.#runner = parts.bot?.runner;
    this.#bot = parts.bot?.participant;
  }

  /** Makes a session with this label for the visitor. Answers whether it is new. */
  async create(visitorId: string, label: string, start: Start): Promise<boolean> {
    const isNew = await createSession(this.#sql, visitorId, label, start);
    if (!isNew || !start.route) return isNew;
    const row = await findOwnSession(this.#sql, visitorId, label);
    if (row && row !== 'unauthorized') this.#tell(row.key, { outcome: 'changed', queueMoved: true, warningStopped: false });
    return true;
  }

  async info(row: SessionRow, side: Side): Promise<SessionInfo> {
    const pace = row.position === null ? 0 : await secondsPerPlace(this.#sql);
    return sessionInfo(row, side, { bot: this.#bot, secondsPerPlace: pace });
  }

  /** The session as it is now, by its own name. */
  async currentInfo(key: string, side: Side): Promise<SessionInfo> {
    return this.info(await this.#require(key), side);
  }

  /** What a stream begins with. The text of unfinished answers is taken at the last moment, so that no delta is missed after it. */
  async sync(key: string, side: Side): Promise<Extract<LiveEvent, { type: 'sync' }>> {
    const row = await this.#require(key);
    const session = await this.info(row, side);
    return { type: 'sync', session, unfinished: unfinishedOf(row, this.#bot, (of, id) => this.#hub.liveText(of, id)) };
  }

  /** The newest `limit` events with the state that belongs to them. */
  async snapshot(key: string, side: Side, limit: number): Promise<Snapshot> {
    const { session, unfinished } = await this.sync(key, side);
    // Events that came since the row was read would not fit to its `lastSeq`: they stay out, the stream brings them.
    const { events, more } = await eventsBefore(this.#sql, key, session.lastSeq + 1, limit);
    // An answer whose message has just been appended may still count as running.
    const said = new Set(events.map((event) => (event.type === 'message' ? event.message.id : undefined)));
    return { session, events, more, unfinished: unfinished.filter(({ messageId }) => !said.has(messageId)) };
  }

  /** Appends a message, and wakes everyone whom it concerns. */
  async send(row: Pick<SessionRow, 'key' | 'owner' | 'idleEndsAt'>, message: Message, fence: Fence): Promise<Appended> {
    const appended = await appendMessage(this.#sql, row.key, message, fence);
    if (appended.outcome !== 'new') return appended;
    this.#bus.publish({ kind: 'log', key: row.key });
    if (row.idleEndsAt !== null) this.#tellIdle(row.key, null);
    if (fence.as === 'visitor') this.#bus.publish({ kind: 'run' });
    // A session that the bot had before it was switched off.
    if (fence.as === 'visitor' && row.owner === 'bot' && !this.#bot) await this.requestHandoff(row.key, 'no_bot');
    // Who answers has read what came before.
    if (fence.as === 'agent') await this.acknowledge(row.key, 'staff', { read: appended.seq });
    return appended;
  }

  typing(key: string, participant: Participant, on: boolean): void {
    const to = participant.role === 'visitor' ? 'staff' : 'visitor';
    this.#bus.publish({ kind: 'live', key, to, event: { type: 'typing', participant, on } });
  }

  /** The visitor is there, also when he says nothing: a silence of his begins anew, a warning stops. `always`: however fresh it is. */
  async stir(key: string, always: boolean): Promise<void> {
    if (await stirIdle(this.#sql, key, always ? 0 : FRESH_MS)) this.#tellIdle(key, null);
  }

  /** Warns whoever has been silent for too long, and ends what was warned in vain. Several instances may do so at once. */
  async passIdleTime(times: Pick<Times, 'idleWarning' | 'idleEnd'>): Promise<void> {
    for (const { key, endsAt, now } of await warnIdle(this.#sql, times)) if (times.idleWarning > 0) this.#tellIdle(key, { endsAt, now });
    for (const key of await findIdle(this.#sql)) await this.end(key, { by: 'timeout', reason: 'idle', ifIdle: true });
  }

  /** Opens to everybody what waits for agents who are not there any more. */
  async releaseRoutes(): Promise<void> {
    for (const key of await releaseRoutes(this.#sql)) {
      this.#bus.publish({ kind: 'state', key });
      this.#bus.publish({ kind: 'queue' });
    }
  }

  /** Raises what one side has received and read; the other side is told. */
  async acknowledge(key: string, side: Side, marks: { readonly delivered?: number | undefined; readonly read?: number | undefined }): Promise<void> {
    const moved = await raiseReceipts(this.#sql, key, side, marks);
    if (!moved) return;
    this.#tellMarks(key, side, moved);
    this.#bus.publish({ kind: 'state', key });
  }

  /** Stops a streaming answer, wherever it is being written. */
  async stop(key: string, messageId: string): Promise<void> {
    await this.#runner?.cut(key, messageId);
    this.#bus.publish({ kind: 'stop', key, messageId });
  }

  async requestHandoff(key: string, reason: string | undefined): Promise<Outcome> {
    // What the bot has said so far stands before the handoff, where it is ours to say; elsewhere it is fenced off and follows it.
    await this.#runner?.cut(key);
    return this.#tell(key, await requestHandoff(this.#sql, key, { reason }));
  }

  async cancelHandoff(key: string): Promise<Outcome> {
    // Where people alone answer, who stops waiting has nobody left to talk to.
    if (!this.#bot) return this.end(key, { by: 'visitor', reason: 'cancelled', ifWaiting: true });
    return this.#tell(key, await cancelHandoff(this.#sql, key));
  }

  async accept(key: string, agent: Acceptor): Promise<Outcome> {
    return this.#tell(key, await acceptChat(this.#sql, key, agent));
  }

  async handBack(key: string, agentId: string, reason: string | undefined): Promise<Outcome> {
    return this.#tell(key, await handBack(this.#sql, key, agentId, { to: this.#bot ? 'bot' : 'queue', reason }));
  }

  async end(key: string, end: End): Promise<Outcome> {
    return this.#tell(key, await endSession(this.#sql, key, end));
  }

  /** Ends everything that a visitor has open; his streams end with it. */
  async leave(visitorId: string): Promise<void> {
    for (const key of await activeSessions(this.#sql, visitorId)) await this.end(key, { by: 'visitor', reason: 'logout' });
  }

  #tell(key: string, changed: Changed): Outcome {
    if (changed.outcome !== 'changed') return changed.outcome;
    this.#bus.publish({ kind: 'log', key });
    this.#bus.publish({ kind: 'state', key });
    if (changed.queueMoved) this.#bus.publish({ kind: 'queue' });
    if (changed.warningStopped) this.#tellIdle(key, null);
    return 'changed';
  }

  #tellIdle(key: string, warning: { readonly endsAt: number; readonly now: number } | null): void {
    this.#bus.publish({ kind: 'live', key, to: 'both', event: { type: 'idle', ...(warning ?? { endsAt: null }) } });
    this.#bus.publish({ kind: 'state', key });
  }

  #tellMarks(key: string, side: Side, marks: Marks): void {
    this.#bus.publish({ kind: 'live', key, to: side === 'visitor' ? 'staff' : 'visitor', event: { type: 'receipts', ...marks } });
  }

  async #require(key: string): Promise<SessionRow> {
    const row = await findSession(this.#sql, key);
    if (!row) throw new Error('a session that was there is gone');
    return row;
  }
}
