// How a session comes to be: under its visitor's row lock, so that of two starts that may have one session only, one makes it and the
// other joins it, and a start that arrives after its end finds that out. It tells nobody; its caller does.
import type { Queryable, Sql, Transaction } from '../database/connect.js';
import { createSession } from './change.js';
import type { Created, Start } from './change.js';

/** `made` and `joined` say which session to go on with; it may be another one of this visitor. */
export type Started =
  | Created
  /** It was over before it could begin. */
  | { readonly outcome: 'ended' }
  /** There is no such visitor, or he was revoked. */
  | { readonly outcome: 'unauthorized' };

// What a visitor can have ended ahead of its start: one is the normal case.
const ENDED_LABELS = 50;

/** Makes the session, or finds the one that it should be. Calling it again changes nothing. */
export function startSession(sql: Sql, visitorId: string, label: string, start: Start): Promise<Started> {
  return sql.begin(async (transaction): Promise<Started> => {
    if (!(await lockVisitor(transaction, visitorId, start.oneOpen ? 'alone' : 'together'))) return { outcome: 'unauthorized' };
    return (await findStarted(transaction, visitorId, label, start.oneOpen ?? false)) ?? createSession(transaction, visitorId, label, start);
  });
}

/** What is there that a start with this label would find: the session itself, its early end, or the one that is open. */
export async function findStarted(sql: Queryable, visitorId: string, label: string, oneOpen: boolean): Promise<Started | undefined> {
  const [known] = await sql<{ key: string | null; isEnded: boolean }[]>`
    select key, status = 'ended' as "isEnded" from session where visitor_id = ${visitorId} and label = ${label}
    union all select null, true from ended_label where visitor_id = ${visitorId} and label = ${label}`;
  if (known?.isEnded) return { outcome: 'ended' };
  if (known?.key) return { outcome: 'joined', key: known.key };
  const other = oneOpen ? await newestOpen(sql, visitorId) : undefined;
  return other === undefined ? undefined : { outcome: 'joined', key: other };
}

/** Remembers that a visitor ended a session whose start has not arrived. Answers whether it has: then it is there to be ended. */
export function endBeforeStart(sql: Sql, visitorId: string, label: string): Promise<boolean> {
  return sql.begin(async (transaction) => {
    if (!(await lockVisitor(transaction, visitorId, 'alone'))) return false;
    const [there] = await transaction`select from session where visitor_id = ${visitorId} and label = ${label}`;
    if (there) return true;
    await transaction`insert into ended_label (visitor_id, label) values (${visitorId}, ${label}) on conflict do nothing`;
    await transaction`
      delete from ended_label where visitor_id = ${visitorId} and label in (
        select label from ended_label where visitor_id = ${visitorId} order by at desc, label offset ${ENDED_LABELS})`;
    return false;
  });
}

/**
 * Holds a visitor until the transaction ends. `together`: others may start sessions meanwhile, but nobody revokes, links or erases him;
 * `alone`: nobody does anything of that kind. Answers whether he is there and may go on.
 */
export async function lockVisitor(transaction: Transaction, visitorId: string, how: 'together' | 'alone'): Promise<boolean> {
  const lock = how === 'alone' ? transaction`for update` : transaction`for share`;
  const [row] = await transaction<{ valid: boolean }[]>`select revoked_at is null as valid from visitor where id = ${visitorId} ${lock}`;
  return row?.valid === true;
}

async function newestOpen(sql: Queryable, visitorId: string): Promise<string | undefined> {
  const [row] = await sql<{ key: string }[]>`
    select key from session where visitor_id = ${visitorId} and status = 'active' order by last_at desc, key desc limit 1`;
  return row?.key;
}
