// Everything that moves a session from one owner to another, or ends it: each one transaction under the session's row lock, which
// raises the version, writes the events and drops the answer that the bot owes. It tells nobody; its caller does.
import type { Sql, Transaction } from '../database/connect.js';
import type { EndedBy, LogEventBody, Owner } from '../protocol.js';
import { insertEvents } from './event-log.js';
import { agentParticipant } from './session-row.js';

/** What a change looks at. */
interface Current {
  readonly status: 'active' | 'ended';
  readonly owner: Owner;
  readonly version: number;
  readonly agentId: string | null;
  readonly agentName: string | null;
  readonly startedAt: number;
  readonly messageCount: number;
  readonly lastSeq: number;
  readonly now: number;
}

interface Decision {
  readonly set: Readonly<Record<string, unknown>>;
  readonly events: readonly LogEventBody[];
}

/** `changed`: done. `same`: nothing to do. The others: refused. */
export type Outcome = 'changed' | 'same' | 'ended' | 'taken' | 'unknown';

/** What came of a change, and whether the line of those who wait moved. */
export interface Changed {
  readonly outcome: Outcome;
  readonly queueMoved: boolean;
}

type Decide = (current: Current) => Decision | Exclude<Outcome, 'changed' | 'unknown'>;

async function change(sql: Sql, key: string, decide: Decide): Promise<Changed> {
  return sql.begin(async (transaction): Promise<Changed> => {
    const [current] = await transaction<Current[]>`
      select s.status, s.owner, s.version, s.agent_id as "agentId", a.name as "agentName", s.started_at as "startedAt",
        s.message_count as "messageCount", s.last_seq as "lastSeq", greatest(s.last_at, now_ms()) as now
      from session s left join agent a on a.id = s.agent_id where s.key = ${key} for update of s`;
    if (!current) return { outcome: 'unknown', queueMoved: false };
    const decision = decide(current);
    if (typeof decision === 'string') return { outcome: decision, queueMoved: false };
    await apply(transaction, key, current, decision);
    return { outcome: 'changed', queueMoved: current.owner === 'queue' || decision.set['owner'] === 'queue' };
  });
}

async function apply(sql: Transaction, key: string, current: Current, decision: Decision): Promise<void> {
  const set = { ...decision.set, version: current.version + 1, last_seq: current.lastSeq + decision.events.length, last_at: current.now };
  await sql`update session set ${sql(set as never)} where key = ${key}`;
  await insertEvents(sql, key, current.lastSeq + 1, current.now, decision.events);
  await sql`delete from bot_run where session_key = ${key}`;
}

/** Puts a session into the line for a person. Without effect where somebody has it already, or it waits already. */
export function requestHandoff(
  sql: Sql,
  key: string,
  asked: { readonly reason?: string | undefined; readonly summary?: string | undefined; readonly ifVersion?: number },
): Promise<Changed> {
  return change(sql, key, (current) => {
    if (current.status === 'ended') return 'ended';
    if (current.owner !== 'bot') return 'same';
    if (asked.ifVersion !== undefined && asked.ifVersion !== current.version) return 'same';
    return {
      set: { owner: 'queue', waiting_since: current.now },
      events: [
        {
          type: 'handoff',
          from: 'bot',
          to: 'queue',
          ...(asked.reason !== undefined && { reason: asked.reason }),
          ...(asked.summary !== undefined && { summary: asked.summary }),
        },
      ],
    };
  });
}

/** Takes a session out of the line, back to the bot. */
export function cancelHandoff(sql: Sql, key: string): Promise<Changed> {
  return change(sql, key, (current) => {
    if (current.status === 'ended') return 'ended';
    if (current.owner !== 'queue') return 'same';
    return {
      set: { owner: 'bot', waiting_since: null },
      events: [{ type: 'handoff', from: 'queue', to: 'bot', reason: 'cancelled' }],
    };
  });
}

/** Gives a waiting session to one agent: the first wins, for everybody else it is `taken`. */
export function acceptChat(sql: Sql, key: string, agent: { readonly id: string; readonly name: string }): Promise<Changed> {
  return change(sql, key, (current) => {
    if (current.status === 'ended') return 'ended';
    if (current.owner === 'agent' && current.agentId === agent.id) return 'same';
    if (current.owner !== 'queue') return 'taken';
    return {
      set: { owner: 'agent', agent_id: agent.id, accepted_at: current.now },
      events: [
        { type: 'handoff', from: 'queue', to: 'agent' },
        { type: 'joined', participant: agentParticipant(agent.id, agent.name) },
      ],
    };
  });
}

/** Gives a session back to the bot; its agent leaves. Only its own agent may. */
export function handBack(sql: Sql, key: string, agentId: string, reason: string | undefined): Promise<Changed> {
  return change(sql, key, (current) => {
    if (current.status === 'ended') return 'ended';
    if (current.owner === 'bot') return 'same';
    if (current.owner !== 'agent' || current.agentId !== agentId) return 'taken';
    return {
      set: { owner: 'bot', agent_id: null, waiting_since: null },
      events: [
        { type: 'left', participant: agentParticipant(agentId, current.agentName ?? 'Agent') },
        { type: 'handoff', from: 'agent', to: 'bot', ...(reason !== undefined && { reason }) },
      ],
    };
  });
}

/** Ends a session for good. `same`: it was over already. An agent ends only what is his own, or what waits. */
export function endSession(
  sql: Sql,
  key: string,
  end: { readonly by: EndedBy; readonly reason: string; readonly agentId?: string },
): Promise<Changed> {
  return change(sql, key, (current) => {
    if (current.status === 'ended') return 'same';
    const foreign = current.owner === 'agent' && current.agentId !== end.agentId;
    if (end.agentId !== undefined && (foreign || current.owner === 'bot')) return 'taken';
    return {
      set: { status: 'ended', ended_at: current.now, ended_by: end.by, end_reason: end.reason },
      events: [
        {
          type: 'ended',
          by: end.by,
          reason: end.reason,
          durationMs: current.now - current.startedAt,
          messageCount: current.messageCount,
        },
      ],
    };
  });
}

/** Makes a session, with its `started` event, unless this visitor has one of that label. Answers whether it is new. */
export async function createSession(
  sql: Sql,
  visitorId: string,
  label: string,
  start: { readonly locale?: string | undefined; readonly page?: object | undefined; readonly context?: object | undefined },
): Promise<boolean> {
  const rows = await sql`
    with made as (
      insert into session (visitor_id, label, last_seq, locale, page, context)
      select id, ${label}, 1, ${start.locale ?? null}, ${sql.json((start.page ?? null) as never)}, ${sql.json((start.context ?? null) as never)}
      from visitor where id = ${visitorId} and revoked_at is null
      on conflict (visitor_id, label) do nothing
      returning key, started_at
    )
    insert into event (session_key, seq, at, type, body)
    select key, 1, started_at, 'started', '{"by": "visitor"}' from made
    returning seq`;
  return rows.length === 1;
}

/** What a visitor still has open. */
export async function activeSessions(sql: Sql, visitorId: string): Promise<string[]> {
  const rows = await sql<{ key: string }[]>`select key from session where visitor_id = ${visitorId} and status = 'active'`;
  return rows.map((row) => row.key);
}
