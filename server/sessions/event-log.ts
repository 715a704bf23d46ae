// The log of a session: appending a message in one statement that is idempotent and leaves no gap, and reading pages of it. It knows
// neither who may write nor who is told.
import type { BotTurn } from '../bot/bot.js';
import type { Queryable, Sql } from '../database/connect.js';
import type { EventPage, LogEvent, LogEventBody, Message, Participant } from '../protocol.js';
import { messagePreview } from './session-row.js';

/** `new` and `seen`: it is in the log. `conflict`: its id belongs to another message. `refused`: the session does not take it (any more). */
export type Appended =
  | { readonly outcome: 'new' | 'seen'; readonly seq: number; readonly at: number }
  | { readonly outcome: 'conflict' | 'refused' };

/** Who writes, and so what must still be true of the session at the very moment of writing. */
export type Fence =
  | { readonly as: 'visitor' }
  | { readonly as: 'agent'; readonly agentId: string }
  /** The whole answer: only while nothing has changed since the run began and the lease is still ours. */
  | { readonly as: 'bot'; readonly version: number; readonly leasedBy: string }
  /** The part that was said before somebody cut it off: not over the head of an agent. */
  | { readonly as: 'bot-partial' }
  /** What the host's server says first. */
  | { readonly as: 'host' };

const UNIQUE_VIOLATION = '23505';

interface AppendRow {
  readonly seq: number;
  readonly at: number;
  readonly body: { readonly message: Message } | null;
}

/** Appends a message. A visitor's message to the bot queues the answer in the same statement; a word of the other side makes it his turn. */
export async function appendMessage(sql: Queryable, key: string, message: Message, fence: Fence): Promise<Appended> {
  const append = () => sql<AppendRow[]>`
    with duplicate as (
      select seq, at, body from event where session_key = ${key} and message_id = ${message.id}
    ), bumped as (
      update session set
        last_seq = last_seq + 1,
        message_count = message_count + 1,
        quiet_since = case when ${fence.as !== 'visitor'} then greatest(last_at, now_ms()) end,
        idle_ends_at = null,
        last_at = greatest(last_at, now_ms()),
        last_message = ${sql.json(messagePreview(message))}::jsonb || jsonb_build_object('at', greatest(last_at, now_ms()))
      where key = ${key} and status = 'active' and ${condition(sql, key, message.id, fence)} and not exists (select from duplicate)
      returning last_seq, last_at, owner
    ), inserted as (
      insert into event (session_key, seq, at, type, body, message_id)
      select ${key}, last_seq, last_at, 'message', ${sql.json({ message } as never)}::jsonb, ${message.id} from bumped
      returning seq, at
    ), owed as (
      insert into bot_run (session_key, wanted_seq)
      select ${key}, last_seq from bumped where owner = 'bot' and ${fence.as === 'visitor'}
      on conflict (session_key) do update set wanted_seq = excluded.wanted_seq
    )
    select seq, at, null as body from inserted union all select seq, at, body from duplicate`;
  const [row] = await once(append);
  if (!row) return { outcome: 'refused' };
  if (row.body === null) return { outcome: 'new', seq: row.seq, at: row.at };
  const same = row.body.message.text === message.text && isSameAuthor(row.body.message.author, message.author);
  return same ? { outcome: 'seen', seq: row.seq, at: row.at } : { outcome: 'conflict' };
}

// A session has one visitor, who may have been somebody else to us when he wrote it first.
function isSameAuthor(one: Participant, other: Participant): boolean {
  return one.role === other.role && (one.role === 'visitor' || one.id === other.id);
}

// A twin that commits while we wait for the session's row is not in our snapshot: the index refuses us, and the second look finds it.
async function once<T>(append: () => Promise<T>): Promise<T> {
  try {
    return await append();
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
    return append();
  }
}

function condition(sql: Queryable, key: string, messageId: string, fence: Fence) {
  switch (fence.as) {
    case 'visitor':
    case 'host':
      return sql`true`;
    case 'agent':
      return sql`owner = 'agent' and agent_id = ${fence.agentId}`;
    case 'bot':
      return sql`owner = 'bot' and version = ${fence.version} and exists (
        select from bot_run where session_key = ${key} and leased_by = ${fence.leasedBy} and message_id = ${messageId})`;
    case 'bot-partial':
      return sql`owner <> 'agent'`;
  }
}

interface EventRow {
  readonly seq: number;
  readonly at: number;
  readonly type: LogEventBody['type'];
  readonly body: Record<string, unknown>;
}

const toEvent = (row: EventRow): LogEvent => ({ seq: row.seq, at: row.at, type: row.type, ...row.body }) as LogEvent;

/** The `limit` events after number `after`, oldest first. */
export async function eventsAfter(sql: Sql, key: string, after: number, limit: number): Promise<EventPage> {
  const rows = await sql<EventRow[]>`
    select seq, at, type, body from event where session_key = ${key} and seq > ${after} order by seq limit ${limit + 1}`;
  return { events: rows.slice(0, limit).map(toEvent), more: rows.length > limit };
}

/** The `limit` events before number `before`, oldest first. Without `before`: the newest. */
export async function eventsBefore(sql: Sql, key: string, before: number | undefined, limit: number): Promise<EventPage> {
  const rows = await sql<EventRow[]>`
    select seq, at, type, body from event
    where session_key = ${key} and seq < ${before ?? Number.MAX_SAFE_INTEGER} order by seq desc limit ${limit + 1}`;
  return { events: rows.slice(0, limit).reverse().map(toEvent), more: rows.length > limit };
}

/** The newest `limit` messages as a conversation, oldest first, with their numbers. */
export async function newestMessages(sql: Sql, key: string, limit: number): Promise<{ readonly seq: number; readonly message: Message }[]> {
  const rows = await sql<{ seq: number; message: Message }[]>`
    select seq, body -> 'message' as message from event
    where session_key = ${key} and type = 'message' order by seq desc limit ${limit}`;
  return rows.reverse().map((row) => ({ seq: row.seq, message: row.message }));
}

/** The newest `limit` messages as turns of a conversation, oldest first. */
export async function newestTurns(sql: Sql, key: string, limit: number): Promise<BotTurn[]> {
  return (await newestMessages(sql, key, limit)).map(({ message }) => ({ role: roleOf(message), text: message.text }));
}

/** Whose turn a message is, in the eyes of a bot. */
export function roleOf(message: Message): BotTurn['role'] {
  return message.author.role === 'visitor' || message.author.role === 'agent' ? message.author.role : 'bot';
}

/** Adds events whose numbers the caller has taken already, in the same transaction. */
export async function insertEvents(sql: Queryable, key: string, firstSeq: number, at: number, events: readonly LogEventBody[]): Promise<void> {
  const rows = events.map(({ type, ...body }, index) => ({ session_key: key, seq: firstSeq + index, at, type, body: sql.json(body as never) }));
  await sql`insert into event ${sql(rows as never)}`;
}
