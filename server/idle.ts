// The visitor's silence after a word of the other side: when it began, when he is warned, when it is over. Timed by the database's clock,
// under the locks of the sessions' rows, so that of several instances one warns. It ends nothing and tells nobody.
import type { Times } from './config.js';
import type { Sql } from './database/connect.js';

const AT_ONCE = 200;

/** A session whose visitor is being warned. */
export interface Warned {
  readonly key: string;
  readonly endsAt: number;
  /** The clock that `endsAt` is told by. */
  readonly now: number;
}

/** Begins the warnings that are due, and answers them. Whoever is warned has the whole time between warning and end, even after a pause of ours. */
export async function warnIdle(sql: Sql, { idleWarning, idleEnd }: Pick<Times, 'idleWarning' | 'idleEnd'>): Promise<Warned[]> {
  const silence = idleWarning > 0 ? idleWarning : idleEnd;
  return sql<Warned[]>`
    with due as (
      select key from session
      where status = 'active' and owner in ('bot', 'agent') and quiet_since <= now_ms() - ${silence}::bigint and idle_ends_at is null
      order by quiet_since limit ${AT_ONCE} for update skip locked
    )
    update session s set idle_ends_at = greatest(quiet_since + ${idleEnd}::bigint, now_ms() + ${idleEnd - silence}::bigint)
    from due where s.key = due.key returning s.key, s.idle_ends_at as "endsAt", now_ms() as now`;
}

/** The sessions whose warning has run out. */
export async function findIdle(sql: Sql): Promise<string[]> {
  const rows = await sql<{ key: string }[]>`
    select key from session where status = 'active' and idle_ends_at <= now_ms() order by idle_ends_at limit ${AT_ONCE}`;
  return rows.map((row) => row.key);
}

/** The visitor is there: his silence begins anew. Answers whether a warning was running. A fresh silence is left as it is. */
export async function stirIdle(sql: Sql, key: string, freshMs: number): Promise<boolean> {
  const [row] = await sql<{ warned: boolean }[]>`
    with before as (
      select key, idle_ends_at from session
      where key = ${key} and status = 'active' and quiet_since is not null and (idle_ends_at is not null or quiet_since < now_ms() - ${freshMs}::bigint)
      for update
    )
    update session s set quiet_since = now_ms(), idle_ends_at = null from before where s.key = before.key
    returning before.idle_ends_at is not null as warned`;
  return row?.warned ?? false;
}
