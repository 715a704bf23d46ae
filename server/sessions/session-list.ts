// A visitor's sessions as a list: pages of it, newest activity first, and how one session looks in it. Pages belong together: those after
// the first show the order as it was then, so that nothing is doubled or missed while sessions move. It reads only.
import type { Sql } from '../database/connect.js';
import type { SessionPage, SessionSummary } from '../protocol.js';
import { secondsPerPlace } from './queue.js';
import { agentOf, csatOf, endedOf, findSessions } from './session-row.js';
import type { SessionRow } from './session-row.js';

/** Where a page begins: after this session, in the order of that time. */
interface Cursor {
  readonly asOf: number;
  readonly at: number;
  readonly key: string;
}

const CURSOR = /^(\d{1,15})\.(\d{1,15})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Counting stops here: nobody reads more. */
const MOST_UNREAD = 100;

/** Reads a cursor; `undefined` when it is none of ours. */
export function readCursor(text: string): Cursor | undefined {
  const [, asOf, at, key] = CURSOR.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? [];
  return key === undefined ? undefined : { asOf: Number(asOf), at: Number(at), key };
}

const writeCursor = ({ asOf, at, key }: Cursor): string => Buffer.from(`${asOf}.${at}.${key}`).toString('base64url');

/** A page of a visitor's sessions; the first one without `before`. */
export async function sessionPage(sql: Sql, visitorId: string, limit: number, before?: Cursor): Promise<SessionPage> {
  // A session that has moved since the first page stands where it stood then: where its log says.
  const rows = await sql<{ key: string; at: number; asOf: number }[]>`
    with clock as (select coalesce(${before?.asOf ?? null}::bigint, now_ms()) as as_of),
    placed as (
      select s.key, c.as_of, case when s.last_at <= c.as_of then s.last_at else (
        select e.at from event e where e.session_key = s.key and e.at <= c.as_of order by e.seq desc limit 1
      ) end as at
      from session s, clock c where s.visitor_id = ${visitorId}
    )
    select key, at, as_of as "asOf" from placed
    where at is not null ${before ? sql`and (at, key) < (${before.at}::bigint, ${before.key}::uuid)` : sql``}
    order by at desc, key desc limit ${limit + 1}`;
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const summaries = await summarise(sql, await findSessions(sql, shown.map(({ key }) => key)));
  return {
    sessions: shown.map(({ key }) => summaries.get(key)).filter((summary) => summary !== undefined),
    ...(rows.length > limit && last && { next: writeCursor(last) }),
  };
}

/** How sessions look in the list, by the server's own names. */
export async function summarise(sql: Sql, rows: readonly SessionRow[]): Promise<Map<string, SessionSummary>> {
  if (rows.length === 0) return new Map();
  const unread = await countUnread(sql, rows.map(({ key }) => key));
  const pace = rows.some(({ position }) => position !== null) ? await secondsPerPlace(sql) : 0;
  return new Map(rows.map((row) => [row.key, toSummary(row, unread.get(row.key) ?? 0, pace)]));
}

async function countUnread(sql: Sql, keys: readonly string[]): Promise<Map<string, number>> {
  const rows = await sql<{ key: string; unread: number }[]>`
    select s.key, n.unread from session s, lateral (
      select count(*) as unread from (
        select from event e
        where e.session_key = s.key and e.seq > s.visitor_read and e.type = 'message' and e.body #>> '{message,author,role}' <> 'visitor'
        limit ${MOST_UNREAD}
      ) counted
    ) n where s.key = any(${[...keys]}::uuid[])`;
  return new Map(rows.map(({ key, unread }) => [key, unread]));
}

function toSummary(row: SessionRow, unread: number, pace: number): SessionSummary {
  return {
    id: row.label,
    status: row.status,
    owner: row.owner,
    startedAt: row.startedAt,
    lastSeq: row.lastSeq,
    lastAt: row.lastAt,
    unread,
    ...(row.lastMessage && { lastMessage: row.lastMessage }),
    ...agentOf(row),
    ...(row.position !== null && { queue: { position: row.position, estimateSeconds: row.position * pace } }),
    ...endedOf(row),
    ...csatOf(row, 'visitor'),
  };
}
