// How far each side has received and read a session's log. Only ever rises, and never past the log's end.
import type { Queryable } from '../database/connect.js';
import type { Side } from '../protocol.js';

export interface Marks {
  readonly delivered: number;
  readonly read: number;
}

/** Raises the marks of one side. Answers where they stand when they moved, else `undefined`. What was read was also delivered. */
export async function raiseReceipts(
  sql: Queryable,
  key: string,
  side: Side,
  marks: { readonly delivered?: number | undefined; readonly read?: number | undefined },
): Promise<Marks | undefined> {
  const read = marks.read ?? 0;
  const delivered = Math.max(marks.delivered ?? 0, read);
  const deliveredColumn = sql(side === 'visitor' ? 'visitor_delivered' : 'staff_delivered');
  const readColumn = sql(side === 'visitor' ? 'visitor_read' : 'staff_read');
  const [row] = await sql<Marks[]>`
    update session set
      ${deliveredColumn} = greatest(${deliveredColumn}, least(${delivered}::bigint, last_seq)),
      ${readColumn} = greatest(${readColumn}, least(${read}::bigint, last_seq))
    where key = ${key} and (${deliveredColumn} < least(${delivered}::bigint, last_seq) or ${readColumn} < least(${read}::bigint, last_seq))
    returning ${deliveredColumn} as delivered, ${readColumn} as read`;
  return row && { delivered: row.delivered, read: row.read };
}
