// Lets the bot answer: takes owed answers under a lease, streams what it says, and puts the whole into the log, unless somebody was
// faster: a handoff, an end, a stop. One answer per session at a time; what the visitor writes meanwhile is answered next, all at once.
// It knows nothing of how the bot thinks, nor of who listens.
import { randomUUID } from 'node:crypto';
import type { Bot, BotEvent, BotTurn } from './bot/bot.js';
import type { Bus, Notice } from './bus.js';
import type { Times } from './config.js';
import type { Sql } from './database/connect.js';
import { describeError } from './log.js';
import type { Log } from './log.js';
import type { Message, Participant } from './protocol.js';
import { requestHandoff } from './sessions/change.js';
import { appendMessage, newestMessages, roleOf } from './sessions/event-log.js';
import type { Fence } from './sessions/event-log.js';
import { raiseReceipts } from './sessions/receipts.js';
import { cleanJson, cleanText, isHighSurrogate } from './text.js';

const CONCURRENT = 32;
const ATTEMPTS = 3;
const HISTORY = 50;
const SAVE_EVERY = 1_000;
// Six bytes at most for a character in JSON: a delta always fits into one notice.
const DELTA_LENGTH = 1_000;
const SORRY = 'Sorry, something went wrong on my side. You can ask again, or talk to a person.';

interface Job {
  readonly key: string;
  readonly messageId: string;
  readonly wantedSeq: number;
  readonly version: number;
  readonly attempts: number;
  readonly locale: string | null;
  readonly staffRead: number;
  readonly oldMessageId: string | null;
}

/** Why an answer was cut off. */
type Cut = 'stopped' | 'changed' | 'shutdown' | 'timeout' | 'lost';

interface Running {
  readonly job: Job;
  readonly abort: (cut: Cut) => void;
  readonly finished: Promise<void>;
}

export interface BotRunnerParts {
  readonly sql: Sql;
  readonly bus: Bus;
  readonly bot: Bot;
  readonly participant: Participant;
  readonly times: Times;
  readonly log: Log;
}

export class BotRunner {
  readonly #parts: BotRunnerParts;
  readonly #instance = randomUUID();
  readonly #running = new Map<string, Running>();
  readonly #unlisten: () => void;
  readonly #poll: NodeJS.Timeout;
  #taking: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(parts: BotRunnerParts) {
    this.#parts = parts;
    this.#unlisten = parts.bus.listen((notice) => this.#hear(notice));
    // An instance that died owes answers that nobody tells of: look for leases that have run out.
    this.#poll = setInterval(() => this.take(), Math.max(50, parts.times.botLease / 3));
    this.take();
  }

  /** Takes what is owed, as far as there is room. Returns at once. */
  take(): void {
    this.#again = true;
    this.#taking ??= this.#takeAll().finally(() => {
      this.#taking = undefined;
      // Somebody may have asked between the last look and now.
      if (this.#again && !this.#stopped) this.take();
    });
  }

  /**
   * Cuts off the answer of a session, if it is being written on this instance; what was said becomes a partial message. Resolves when
   * that is in the log.
   */
  async cut(key: string, messageId?: string): Promise<void> {
    const running = this.#running.get(key);
    if (!running || (messageId !== undefined && running.job.messageId !== messageId)) return;
    running.abort('stopped');
    await running.finished;
  }

  /** Takes no more, cuts off what runs and leaves it to another instance, or to the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#poll);
    this.#unlisten();
    await this.#taking;
    for (const running of this.#running.values()) running.abort('shutdown');
    await Promise.all([...this.#running.values()].map((running) => running.finished));
  }

  #hear(notice: Notice): void {
    if (notice.kind === 'run') this.take();
    if (notice.kind === 'stop') void this.cut(notice.key, notice.messageId);
    if (notice.kind === 'state') void this.#checkFence(notice.key);
  }

  async #checkFence(key: string): Promise<void> {
    const running = this.#running.get(key);
    if (!running) return;
    try {
      const [row] = await this.#parts.sql<{ version: number }[]>`select version from session where key = ${key}`;
      if (row?.version !== running.job.version) running.abort('changed');
    } catch (error) {
      this.#parts.log.warn({ event: 'bot-fence', ...describeError(error) });
    }
  }

  async #takeAll(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      try {
        while (this.#running.size < CONCURRENT && !this.#stopped) {
          const job = await this.#claim();
          if (!job) break;
          this.#begin(job);
        }
      } catch (error) {
        this.#parts.log.warn({ event: 'bot-claim', ...describeError(error) });
      }
    }
  }

  async #claim(): Promise<Job | undefined> {
    const [job] = await this.#parts.sql<Job[]>`
      with due as (
        select session_key, message_id from bot_run
        where leased_until is null or leased_until < now_ms()
        order by created_at limit 1 for update skip locked
      )
      update bot_run r set
        leased_by = ${this.#instance}, leased_until = now_ms() + ${this.#parts.times.botLease}::bigint, attempts = attempts + 1,
        message_id = ${randomUUID()}, text = '', version = s.version
      from due, session s
      where r.session_key = due.session_key and s.key = r.session_key
      returning r.session_key as key, r.message_id as "messageId", r.wanted_seq as "wantedSeq", r.version, r.attempts, s.locale,
        s.staff_read as "staffRead", due.message_id as "oldMessageId"`;
    return job;
  }

  #begin(job: Job): void {
    const controller = new AbortController();
    const abort = (cut: Cut): void => controller.abort(cut);
    const answer = new Answer(this.#parts, this.#instance, job, controller);
    const finished = answer.run().catch((error: unknown) => {
      // The lease runs out by itself, and somebody tries again.
      this.#parts.log.warn({ event: 'bot-run', session: job.key, ...describeError(error) });
    });
    const running: Running = { job, abort, finished };
    // A run of ours whose lease ran out may still be there: it notices by itself.
    this.#running.get(job.key)?.abort('lost');
    this.#running.set(job.key, running);
    void finished.then(() => {
      if (this.#running.get(job.key) === running) this.#running.delete(job.key);
      this.take();
    });
  }
}

/** One answer, from the lease to the log. */
class Answer {
  readonly #parts: BotRunnerParts;
  readonly #instance: string;
  readonly #job: Job;
  readonly #controller: AbortController;
  /** What is said, and how much of it is told. */
  #said = '';
  #told = 0;
  #flushTimer: NodeJS.Timeout | undefined;
  #seen: number;

  constructor(parts: BotRunnerParts, instance: string, job: Job, controller: AbortController) {
    this.#parts = parts;
    this.#instance = instance;
    this.#job = job;
    this.#controller = controller;
    this.#seen = job.wantedSeq;
  }

  async run(): Promise<void> {
    const { times } = this.#parts;
    if (this.#job.oldMessageId) this.#discard(this.#job.oldMessageId);
    const renewal = setInterval(() => void this.#renew(), Math.min(SAVE_EVERY, times.botLease / 3));
    const limit = setTimeout(() => this.#controller.abort('timeout' satisfies Cut), times.botAnswer);
    this.#typing(true);
    const typing = setInterval(() => this.#typing(this.#said === ''), 4_000);
    try {
      if (this.#job.attempts > ATTEMPTS) await this.#apologise();
      else await this.#finish(await this.#listen(await this.#history()));
    } finally {
      clearInterval(renewal);
      clearInterval(typing);
      clearTimeout(limit);
      clearTimeout(this.#flushTimer);
      this.#typing(false);
      this.#parts.bus.publish({ kind: 'answered', key: this.#job.key, messageId: this.#job.messageId });
    }
  }

  async #history(): Promise<BotTurn[]> {
    const { sql } = this.#parts;
    const messages = await newestMessages(sql, this.#job.key, HISTORY);
    const pending = messages.filter(({ seq, message }) => message.author.role === 'visitor' && seq > this.#job.staffRead);
    this.#seen = Math.max(this.#seen, pending.at(-1)?.seq ?? 0);
    await this.#mark({ delivered: this.#seen });
    // What was written while the last answer was under way stands before that answer in the log, yet is what is asked now.
    const ordered = [...messages.filter((entry) => !pending.includes(entry)), ...pending];
    return ordered.map(({ message }) => ({ role: roleOf(message), text: message.text }));
  }

  /** Hears the bot out. Answers its last word, or why it was cut off, or that it failed. */
  async #listen(history: BotTurn[]): Promise<Exclude<BotEvent, { type: 'delta' }> | Cut | 'failed'> {
    const { signal } = this.#controller;
    const aborted = new Promise<Cut>((resolve) => {
      if (signal.aborted) resolve(signal.reason as Cut);
      else signal.addEventListener('abort', () => resolve(signal.reason as Cut), { once: true });
    });
    const request = { history, signal, ...(this.#job.locale !== null && { locale: this.#job.locale }) };
    try {
      const events = this.#parts.bot.answer(request)[Symbol.asyncIterator]();
      for (;;) {
        // A bot that does not look at its signal must not hold the session: we stop listening.
        const next = await Promise.race([events.next(), aborted]);
        if (signal.aborted) return signal.reason as Cut;
        if (typeof next === 'string') return next;
        if (next.done) return 'failed';
        if (next.value.type !== 'delta') return next.value;
        this.#say(next.value.text);
      }
    } catch (error) {
      if (signal.aborted) return signal.reason as Cut;
      this.#parts.log.warn({ event: 'bot-failed', session: this.#job.key, ...describeError(error) });
      return 'failed';
    }
  }

  async #finish(end: Exclude<BotEvent, { type: 'delta' }> | Cut | 'failed'): Promise<void> {
    this.#tell();
    if (end === 'lost') return;
    if (end === 'shutdown') return this.#release();
    if (end === 'changed') return this.#leavePartial({ as: 'bot-partial' });
    if (end === 'stopped') return this.#leavePartial(this.#fence);
    if (end === 'timeout' || end === 'failed') return this.#apologise();
    if (end.type === 'handoff') return this.#handOff(end);
    if (this.#said.trim() === '') return this.#apologise();
    await this.#post({
      ...(end.sources && end.sources.length > 0 && { sources: end.sources }),
      ...(end.suggestions && end.suggestions.length > 0 && { suggestions: end.suggestions }),
      ...(end.offer && { offer: end.offer }),
      ...(end.solves && !end.offer && { solves: end.solves }),
    });
  }

  async #handOff(wish: { readonly reason: string; readonly summary?: string }): Promise<void> {
    const { sql, bus } = this.#parts;
    const { key, version } = this.#job;
    if (this.#said.trim() === '') this.#discard(this.#job.messageId);
    else if (!(await this.#post({}))) return;
    await this.#mark({ read: this.#seen });
    const { reason, summary } = cleanJson(wish) as typeof wish;
    const { outcome } = await requestHandoff(sql, key, { reason, summary, ofBot: { ifVersion: version, answers: this.#seen } });
    if (outcome !== 'changed') return this.#settle();
    bus.publish({ kind: 'log', key });
    bus.publish({ kind: 'state', key });
    bus.publish({ kind: 'queue' });
  }

  async #apologise(): Promise<void> {
    const cutOff = this.#said.trim() !== '';
    this.#say(cutOff ? `\n\n${SORRY}` : SORRY);
    this.#tell();
    await this.#post({ offer: 'handoff', ...(cutOff && { partial: true as const }) });
  }

  async #leavePartial(fence: Fence): Promise<void> {
    if (this.#said.trim() !== '') {
      await this.#post({ partial: true }, fence);
      return;
    }
    this.#discard(this.#job.messageId);
    if (fence.as === 'bot') await this.#settle();
  }

  get #fence(): Fence {
    return { as: 'bot', version: this.#job.version, leasedBy: this.#instance };
  }

  /** Puts the answer into the log and pays the debt. Fenced off: tries to leave it as partial, else discards it. Answers whether it stands. */
  async #post(extras: Partial<Message>, fence: Fence = this.#fence): Promise<boolean> {
    const { sql, bus, participant } = this.#parts;
    const { key, messageId } = this.#job;
    const message = cleanJson({ id: messageId, author: participant, text: this.#said, ...extras }) as Message;
    const appended = await appendMessage(sql, key, message, fence);
    if (appended.outcome === 'new' || appended.outcome === 'seen') {
      bus.publish({ kind: 'log', key });
      await this.#mark({ read: this.#seen });
      if (fence.as === 'bot') await this.#settle();
      return true;
    }
    if (fence.as === 'bot') await this.#leavePartial({ as: 'bot-partial' });
    else this.#discard(messageId);
    return false;
  }

  /** The debt is paid, unless the visitor wrote more meanwhile: then it is free for the next run. */
  async #settle(): Promise<void> {
    const { sql, bus } = this.#parts;
    const { key, messageId } = this.#job;
    const mine = sql`session_key = ${key} and leased_by = ${this.#instance} and message_id = ${messageId}`;
    const paid = await sql`delete from bot_run where ${mine} and wanted_seq <= ${this.#seen}`;
    if (paid.count > 0) return;
    const free = await sql`
      update bot_run set leased_by = null, leased_until = null, message_id = null, text = '', attempts = 0 where ${mine}`;
    if (free.count > 0) bus.publish({ kind: 'run' });
  }

  async #release(): Promise<void> {
    const { sql, bus } = this.#parts;
    const { key, messageId } = this.#job;
    this.#discard(messageId);
    const free = await sql`
      update bot_run set leased_by = null, leased_until = null, message_id = null, text = '', attempts = greatest(attempts - 1, 0)
      where session_key = ${key} and leased_by = ${this.#instance} and message_id = ${messageId}`;
    if (free.count > 0) bus.publish({ kind: 'run' });
  }

  /** Keeps the lease, and saves what is said for instances that came late. */
  async #renew(): Promise<void> {
    const { sql, times } = this.#parts;
    const { key, messageId } = this.#job;
    try {
      const kept = await sql`
        update bot_run set text = ${cleanText(this.#said.slice(0, this.#told))}, leased_until = now_ms() + ${times.botLease}::bigint
        where session_key = ${key} and leased_by = ${this.#instance} and message_id = ${messageId}`;
      if (kept.count === 0) {
        const [row] = await sql<{ version: number }[]>`select version from session where key = ${key}`;
        this.#controller.abort((row?.version === this.#job.version ? 'lost' : 'changed') satisfies Cut);
      }
    } catch (error) {
      this.#parts.log.warn({ event: 'bot-lease', session: key, ...describeError(error) });
    }
  }

  #say(text: string): void {
    const first = this.#said === '';
    this.#said += text;
    if (first) this.#tell();
    this.#flushTimer ??= setTimeout(() => {
      this.#flushTimer = undefined;
      this.#tell();
    }, this.#parts.times.deltaMerge);
  }

  #tell(): void {
    const { bus, participant } = this.#parts;
    const { key, messageId } = this.#job;
    let end = this.#said.length;
    if (isHighSurrogate(this.#said, end - 1)) end -= 1;
    while (this.#told < end) {
      let stop = Math.min(end, this.#told + DELTA_LENGTH);
      if (isHighSurrogate(this.#said, stop - 1)) stop -= 1;
      const text = this.#said.slice(this.#told, stop);
      bus.publish({ kind: 'live', key, to: 'both', event: { type: 'delta', messageId, author: participant, offset: this.#told, text } });
      this.#told = stop;
    }
  }

  #discard(messageId: string): void {
    this.#parts.bus.publish({ kind: 'live', key: this.#job.key, to: 'both', event: { type: 'discard', messageId } });
  }

  #typing(on: boolean): void {
    const { bus, participant } = this.#parts;
    bus.publish({ kind: 'live', key: this.#job.key, to: 'both', event: { type: 'typing', participant, on } });
  }

  async #mark(marks: { readonly delivered?: number; readonly read?: number }): Promise<void> {
    const { sql, bus } = this.#parts;
    const moved = await raiseReceipts(sql, this.#job.key, 'staff', marks);
    if (moved) bus.publish({ kind: 'live', key: this.#job.key, to: 'visitor', event: { type: 'receipts', ...moved } });
  }
}
