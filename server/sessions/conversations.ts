// What can be done with a session, for visitors and agents alike: changes it, then tells everyone who should know. It knows no HTTP; who
// may do what was decided before.
import type { BotRunner } from '../bot-runner.js';
import type { Bus } from '../bus.js';
import type { SurveyPolicy, Times } from '../config.js';
import type { Sql } from '../database/connect.js';
import type { Hub } from '../hub.js';
import type { LiveEvent, Message, Participant, SessionInfo, Side, Snapshot } from '../protocol.js';
import { summarise } from '../bot/index.js';
import { findIdle, stirIdle, warnIdle } from '../idle.js';
import { activeSessions, eraseVisitor, linkVisitor } from './belongings.js';
import type { Linked } from './belongings.js';
import { acceptChat, cancelHandoff, endSession, handBack, requestHandoff, takeOverChat } from './change.js';
import type { Acceptor, Changed, End, Outcome, Start } from './change.js';
import { appendMessage, eventsBefore, newestTurns } from './event-log.js';
import type { Appended, Fence } from './event-log.js';
import { secondsPerPlace } from './queue.js';
import { raiseReceipts } from './receipts.js';
import type { Marks } from './receipts.js';
import { reopenSession } from './reopen.js';
import { releaseRoutes } from './routing.js';
import { csatOf, findOwnSession, findSession, sessionInfo, unfinishedOf } from './session-row.js';
import type { SessionRow } from './session-row.js';
import { endBeforeStart, findStarted, startSession } from './start.js';
import type { Started } from './start.js';
import { answerSurvey, requestSurvey, resolve, surveyAtEnd } from './survey.js';
import type { Verdict } from './survey.js';

/** Who greets where there is no bot. */
const HOST: Participant = { id: 'host', role: 'system', name: 'Support' };
/** How many messages a summary for agents looks at. */
const SUMMED_UP = 50;

export interface ConversationParts {
  readonly sql: Sql;
  readonly bus: Bus;
  readonly hub: Hub;
  /** Absent where people alone answer. */
  readonly bot: { readonly participant: Participant; readonly runner: BotRunner } | undefined;
  readonly surveys: SurveyPolicy;
}

/** A silence shorter than this is not worth a write. */
const FRESH_MS = 20_000;

export class Conversations {
  readonly #sql: Sql;
  readonly #bus: Bus;
  readonly #hub: Hub;
  readonly #runner: BotRunner | undefined;
  readonly #bot: Participant | undefined;
  readonly #surveys: SurveyPolicy;

  constructor(parts: ConversationParts) {
    this.#sql = parts.sql;
    this.#bus = parts.bus;
    this.#hub = parts.hub;
    this.#runner = parts.bot?.runner;
    this.#bot = parts.bot?.participant;
    this.#surveys = parts.surveys;
  }

  /** What a start would find, without making anything; `undefined` when it would make a session. */
  async findStarted(visitorId: string, label: string, oneOpen: boolean | undefined): Promise<Started | undefined> {
    return findStarted(this.#sql, visitorId, label, oneOpen ?? false);
  }

  /** Makes a session with this label for the visitor, or finds the one that it should be. */
  async start(visitorId: string, label: string, start: Start): Promise<Started> {
    const started = await startSession(this.#sql, visitorId, label, start);
    if (started.outcome === 'made') this.#tell(started.key, { outcome: 'changed', queueMoved: start.route !== undefined, warningStopped: false });
    return started;
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

  /** What is said first on behalf of the host's server: by the bot, if there is one. */
  async greet(key: string, text: string): Promise<void> {
    const author = this.#bot ?? HOST;
    await this.send({ key, owner: 'bot', idleEndsAt: null }, { id: `greeting:${key}`, author, text }, { as: 'host' });
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
    const summary = summarise(await newestTurns(this.#sql, key, SUMMED_UP));
    return this.#tell(key, await requestHandoff(this.#sql, key, { reason, summary }));
  }

  async cancelHandoff(key: string): Promise<Outcome> {
    // Where people alone answer, who stops waiting has nobody left to talk to.
    if (!this.#bot) return this.end(key, { by: 'visitor', reason: 'cancelled', ifWaiting: true });
    return this.#tellBack(key, await cancelHandoff(this.#sql, key));
  }

  async accept(key: string, agent: Acceptor): Promise<Outcome> {
    return this.#tell(key, await acceptChat(this.#sql, key, agent));
  }

  /** Gives a session that the bot attends to an agent who steps in. */
  async takeOver(key: string, agent: Acceptor): Promise<Outcome> {
    // What the bot has said so far stands before him, where it is ours to say; elsewhere it is given up.
    await this.#runner?.cut(key);
    return this.#tell(key, await takeOverChat(this.#sql, key, agent));
  }

  async handBack(key: string, agentId: string, reason: string | undefined): Promise<Outcome> {
    return this.#tellBack(key, await handBack(this.#sql, key, agentId, { to: this.#bot ? 'bot' : 'queue', reason }));
  }

  async end(key: string, end: Omit<End, 'survey'>): Promise<Outcome> {
    return this.#tell(key, await endSession(this.#sql, key, { ...end, ...surveyAtEnd(this.#surveys, end.reason) }));
  }

  /**
   * Ends a visitor's session by its label. Answers the server's own name of it, or why there is none; a session whose start is still on
   * its way is `unknown`, and will find that it is over.
   */
  async endOwn(visitorId: string, label: string, end: Pick<End, 'by' | 'reason'>): Promise<{ readonly key: string } | 'unknown' | 'unauthorized'> {
    let row = await findOwnSession(this.#sql, visitorId, label);
    if (row === undefined && (await endBeforeStart(this.#sql, visitorId, label))) row = await findOwnSession(this.#sql, visitorId, label);
    if (row === undefined) return 'unknown';
    if (row !== 'unauthorized') await this.end(row.key, end);
    return row;
  }

  /** Opens an ended session again for an agent. */
  async reopen(key: string, agent: Participant): Promise<Outcome | 'open-elsewhere'> {
    const reopened = await reopenSession(this.#sql, key, agent);
    return reopened === 'open-elsewhere' ? reopened : this.#tell(key, reopened);
  }

  /** Writes down whether an answer solved it. */
  async resolve(key: string, resolution: { readonly messageId: string; readonly solved: boolean }): Promise<Outcome> {
    const changed = await resolve(this.#sql, key, resolution, this.#surveys);
    if (changed.outcome === 'changed' && resolution.solved) await this.#tellSurvey(key);
    if (changed.outcome === 'changed') await this.stir(key, true);
    return this.#tell(key, changed);
  }

  /** Asks the visitor how it was, on behalf of the agent who has or had the session. */
  async requestSurvey(key: string, agentId: string): Promise<Outcome> {
    const changed = await requestSurvey(this.#sql, key, agentId);
    if (changed.outcome === 'changed') await this.#tellSurvey(key);
    return this.#tell(key, changed);
  }

  /** Keeps the visitor's answer to a survey; the first one stays. */
  async answerSurvey(key: string, id: string, verdict: Verdict): Promise<'changed' | 'same' | 'unknown'> {
    const outcome = await answerSurvey(this.#sql, key, id, verdict);
    if (outcome !== 'changed') return outcome;
    await this.#tellSurvey(key);
    await this.stir(key, true);
    this.#bus.publish({ kind: 'state', key });
    return outcome;
  }

  /** Ends everything that a visitor has open, who was revoked; his streams end with it. */
  async leave(visitorId: string): Promise<void> {
    for (const key of await activeSessions(this.#sql, visitorId)) await this.end(key, { by: 'visitor', reason: 'logout' });
    this.#bus.publish({ kind: 'revoked', visitorId });
  }

  /** Makes the sessions of an anonymous visitor a verified one's; nothing ends, but his streams do. */
  async link(anonymousId: string, verifiedId: string): Promise<Linked['outcome']> {
    const linked = await linkVisitor(this.#sql, anonymousId, verifiedId);
    if (linked.outcome !== 'linked') return linked.outcome;
    for (const key of linked.keys) this.#bus.publish({ kind: 'state', key });
    this.#bus.publish({ kind: 'revoked', visitorId: anonymousId });
    return 'linked';
  }

  /** Erases everything of a visitor. Answers whether he may; also true when there is nothing left. */
  async erase(visitorId: string): Promise<boolean> {
    const keys = await eraseVisitor(this.#sql, visitorId);
    if (!keys) return false;
    for (const key of keys) this.#bus.publish({ kind: 'gone', key });
    if (keys.length > 0) this.#bus.publish({ kind: 'queue' });
    this.#bus.publish({ kind: 'revoked', visitorId });
    return true;
  }

  /** Tells everyone that a visitor is called something else now. */
  async renamed(visitorId: string): Promise<void> {
    for (const key of await activeSessions(this.#sql, visitorId)) this.#bus.publish({ kind: 'state', key });
  }

  #tell(key: string, changed: Changed): Outcome {
    if (changed.outcome !== 'changed') return changed.outcome;
    this.#bus.publish({ kind: 'log', key });
    this.#bus.publish({ kind: 'state', key });
    if (changed.queueMoved) this.#bus.publish({ kind: 'queue' });
    if (changed.warningStopped) this.#tellIdle(key, null);
    return 'changed';
  }

  /** The bot, where it has the session back, may owe an answer. */
  #tellBack(key: string, changed: Changed): Outcome {
    const outcome = this.#tell(key, changed);
    if (outcome === 'changed') this.#bus.publish({ kind: 'run' });
    return outcome;
  }

  #tellIdle(key: string, warning: { readonly endsAt: number; readonly now: number } | null): void {
    this.#bus.publish({ kind: 'live', key, to: 'both', event: { type: 'idle', ...(warning ?? { endsAt: null }) } });
    this.#bus.publish({ kind: 'state', key });
  }

  async #tellSurvey(key: string): Promise<void> {
    // Without the comment: agents find it in their list, and a notice has little room.
    const { csat } = csatOf(await this.#require(key), 'visitor');
    if (csat) this.#bus.publish({ kind: 'live', key, to: 'both', event: { type: 'csat', csat } });
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
