// What belongs to a visitor as a whole: passing it on to the verified visitor he turned out to be, and erasing it. Each is one
// transaction under the row locks of those whom it concerns. It tells nobody; its caller does.
import type { Sql, Transaction } from '../database/connect.js';
import { lockVisitor } from './start.js';

/** `linked`: the sessions that moved, which are none when it was done before. */
export type Linked = { readonly outcome: 'linked'; readonly keys: readonly string[] } | { readonly outcome: 'unauthorized' | 'unverified' };

/**
 * Makes everything of an anonymous visitor a verified one's, and revokes him; nothing ends. A session whose label the other has used too gets
 * a fresh one. Both proofs were checked before.
 */
export function linkVisitor(sql: Sql, anonymousId: string, verifiedId: string): Promise<Linked> {
  return sql.begin(async (transaction): Promise<Linked> => {
    // Always in the same order: two links at once wait for one another.
    for (const id of [anonymousId, verifiedId].sort()) await lockVisitor(transaction, id, 'alone');
    const rows = await transaction<{ id: string; isRevoked: boolean; isVerified: boolean; linkedTo: string | null }[]>`
      select id, revoked_at is not null as "isRevoked", subject is not null as "isVerified", linked_to as "linkedTo"
      from visitor where id in (${anonymousId}, ${verifiedId})`;
    const from = rows.find(({ id }) => id === anonymousId);
    const to = rows.find(({ id }) => id === verifiedId);
    if (!to || to.isRevoked) return { outcome: 'unauthorized' };
    if (!to.isVerified) return { outcome: 'unverified' };
    if (from?.linkedTo === verifiedId) return { outcome: 'linked', keys: [] };
    if (!from || from.isRevoked || from.isVerified) return { outcome: 'unauthorized' };
    // A label is one session of a visitor: where both used the same one, his who is known by it on other devices keeps it.
    const moved = await transaction<{ key: string }[]>`
      update session s set visitor_id = ${verifiedId},
        label = case when exists (select from session own where own.visitor_id = ${verifiedId} and own.label = s.label) then gen_random_uuid() else s.label end
      where visitor_id = ${anonymousId} returning key`;
    await passEndedLabels(transaction, anonymousId, verifiedId);
    // What he said of himself counts for nothing beside what the host's server says.
    await transaction`update visitor set revoked_at = now_ms(), linked_to = ${verifiedId}, name = null, email = null where id = ${anonymousId}`;
    return { outcome: 'linked', keys: moved.map(({ key }) => key) };
  });
}

/** Early ends go along. One counts for a start that is still to come, never for a session that is there. */
async function passEndedLabels(transaction: Transaction, fromId: string, toId: string): Promise<void> {
  await transaction`
    insert into ended_label (visitor_id, label, at) select ${toId}, label, at from ended_label where visitor_id = ${fromId} on conflict do nothing`;
  await transaction`
    delete from ended_label e where visitor_id = ${fromId}
      or (visitor_id = ${toId} and exists (select from session s where s.visitor_id = ${toId} and s.label = e.label))`;
}

/** Deletes a visitor with everything of his, for good. Answers the sessions that are gone; none when he was gone already, `undefined` when he was revoked. */
export function eraseVisitor(sql: Sql, visitorId: string): Promise<readonly string[] | undefined> {
  return sql.begin(async (transaction) => {
    if (!(await lockVisitor(transaction, visitorId, 'alone'))) {
      const [revoked] = await transaction`select from visitor where id = ${visitorId}`;
      return revoked ? undefined : [];
    }
    const rows = await transaction<{ key: string }[]>`select key from session where visitor_id = ${visitorId}`;
    // Sessions, logs, surveys and whoever was linked to him go with him: every reference cascades.
    await transaction`delete from visitor where id = ${visitorId}`;
    return rows.map(({ key }) => key);
  });
}

/** What a visitor still has open. */
export async function activeSessions(sql: Sql, visitorId: string): Promise<string[]> {
  const rows = await sql<{ key: string }[]>`select key from session where visitor_id = ${visitorId} and status = 'active'`;
  return rows.map((row) => row.key);
}
