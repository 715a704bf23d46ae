// The line of those who wait for a person: places, and how long a place takes. It reads only.
import type { Sql } from '../database/connect.js';

const DEFAULT_SECONDS = 60;

/** Everyone who waits, first come first; each line that is for somebody in particular counts for itself. */
export async function queuePlaces(sql: Sql): Promise<{ readonly key: string; readonly position: number }[]> {
  return sql<{ key: string; position: number }[]>`
    select key, row_number() over (partition by route_agent_id, route_queue order by waiting_since, key) as position
    from session where status = 'active' and owner = 'queue'`;
}

/** Seconds between two accepts, from the last twenty of the last hour: an estimate, kept between 15 s and 10 min. */
export async function secondsPerPlace(sql: Sql): Promise<number> {
  const [row] = await sql<{ seconds: number | null }[]>`
    select ((max(accepted_at) - min(accepted_at)) / nullif(count(*) - 1, 0) / 1000)::bigint as seconds
    from (select accepted_at from session where accepted_at > now_ms() - 3600000 order by accepted_at desc limit 20) recent`;
  return Math.min(600, Math.max(15, row?.seconds ?? DEFAULT_SECONDS));
}
