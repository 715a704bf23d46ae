// Everything that moves a session from one owner to another, ends it or opens it again: each one transaction under the session's row
// lock, which raises the version, writes the events, and drops the answer that the bot owes or, where it gets the session back, owes it one.
// It tells nobody; its caller does.
import type { Queryable, Sql, Transaction } from '../database/connect.js';
import type { EndedBy, LogEventBody, Owner } from '../protocol.js';
import { insertEvents } from './event-log.js';
import { isOffered } from './routing.js';
import type { Route } from './routing.js';
import { agentParticipant } from './session-row.js';
import type { Detail, PrechatAnswer } from './session-row.js';

/** What a change looks at. */
export interface Current {
  readonly status: 'active' | 'ended';
  readonly owner: Owner;
  readonly version: number;
  readonly agentId: string | null;
  readonly agentName: string | null;
  readonly startedAt: number;
  readonly messageCount: number;
  readonly lastSeq: number;
  readonly routeAgentId: string | null;
  readonly routeQueue: string | null;
  readonly idleEndsAt: number | null;
  /** Whether the visitor has said the last word. */
  readonly asked: boolean;
  /** The survey that waits for an answer: one that was open when the session was opened again has lapsed. */
  readonly openSurvey: string | null;
  /** Whether there was a survey since the session began, or was reopened. */
  readonly wasSurveyed: boolean;
  readonly now: number;
}

export interface Decision {
  readonly set: Readonly<Record<string, unknown>>;
  readonly events: readonly LogEventBody[];
  /** Id of a survey to ask for. */
  readonly survey?: string;
  /** The owner stays, and an answer that is being written goes on. */
  readonly keepsAnswer?: true;
}

/** `changed`: done. `same`: nothing to do. The others: refused. */
export type Outcome = 'changed' | 'same' | 'ended' | 'taken' | 'unknown';

/** What came of a change, whether the line of those who wait moved, and whether a warning of idle time stopped. */
export interface Changed {
  readonly outcome: Outcome;
  readonly queueMoved: boolean;
  readonly warningStopped: boolean;
}

/** What came of a change that was none. */
export const unchanged = (outcome: Outcome): Changed => ({ outcome, queueMoved: false, warningStopped: false });

export type Decide = (current: Current) => Decision | Exclude<Outcome, 'changed' | 'unknown'>;

function change(sql: Sql, key: string, decide: Decide): Promise<Changed> {
  return sql.begin((transaction) => changeIn(transaction, key, decide));
}

/** One change, in a transaction that has looked at something else before. */
export async function changeIn(transaction: Transaction, key: string, decide: Decide): Promise<Changed> {
  // The lock first, alone: what is read beside it is then as fresh as the session itself.
  await transaction`select from session where key = ${key} for update`;
  const [current] = await transaction<Current[]>`
    select s.status, s.owner, s.version, s.agent_id as "agentId", a.name as "agentName", s.started_at as "startedAt",
      s.message_count as "messageCount", s.last_seq as "lastSeq", s.route_agent_id as "routeAgentId", s.route_queue as "routeQueue",
      s.idle_ends_at as "idleEndsAt", coalesce(s.last_message ->> 'role' = 'visitor', true) as asked, greatest(s.last_at, now_ms()) as now,
      case when y.answered_at is null and y.requested_at >= coalesce(s.reopened_at, 0) then y.id end as "openSurvey",
      coalesce(y.requested_at >= coalesce(s.reopened_at, 0), false) as "wasSurveyed"
    from session s left join agent a on a.id = s.agent_id left join survey y on y.id = s.survey_id where s.key = ${key}`;
  if (!current) return unchanged('unknown');
  const decision = decide(current);
  if (typeof decision === 'string') return unchanged(decision);
  await apply(transaction, key, current, decision);
  return {
    outcome: 'changed',
    queueMoved: current.owner === 'queue' || decision.set['owner'] === 'queue',
    warningStopped: current.idleEndsAt !== null && decision.set['status'] !== 'ended' && !decision.keepsAnswer,
  };
}

async function apply(sql: Transaction, key: string, current: Current, decision: Decision): Promise<void> {
  const { events, survey, keepsAnswer } = decision;
  const set = {
    ...(!keepsAnswer && { quiet_since: null, idle_ends_at: null }),
    ...decision.set,
    version: current.version + (keepsAnswer ? 0 : 1),
    last_seq: current.lastSeq + events.length,
    ...(events.length > 0 && { last_at: current.now }),
    ...(survey !== undefined && { survey_id: survey }),
  };
  await sql`update session set ${sql(set as never)} where key = ${key}`;
  if (events.length > 0) await insertEvents(sql, key, current.lastSeq + 1, current.now, events);
  if (survey !== undefined) await sql`insert into survey (id, session_key, requested_at) values (${survey}, ${key}, ${current.now})`;
  if (!keepsAnswer) await sql`delete from bot_run where session_key = ${key}`;
  if (decision.set['owner'] === 'bot') await oweAnswer(sql, key);
}

/** The bot owes an answer to the visitor's last words, unless somebody has answered them, or the bot itself by asking for a person. */
async function oweAnswer(sql: Transaction, key: string): Promise<void> {
  await sql`
    insert into bot_run (session_key, wanted_seq)
    select s.key, newest.seq from session s, lateral (
      select seq, body from event where session_key = s.key and type = 'message' order by seq desc limit 1
    ) newest
    where s.key = ${key} and newest.body #>> '{message,author,role}' = 'visitor' and newest.seq > s.passed_on`;
}

/** A wish for a person. The bot's own says which words of the visitor's it answers, and holds only as long as nothing has changed. */
export interface HandoffWish {
  readonly reason?: string | undefined;
  readonly summary?: string | undefined;
  readonly ofBot?: { readonly ifVersion: number; readonly answers: number };
}

/** Puts a session into the line for a person. Without effect where somebody has it already, or it waits already. */
export function requestHandoff(sql: Sql, key: string, asked: HandoffWish): Promise<Changed> {
  const { ofBot } = asked;
  return change(sql, key, (current) => {
    if (current.status === 'ended') return 'ended';
    if (current.owner !== 'bot') return 'same';
    if (ofBot && ofBot.ifVersion !== current.version) return 'same';
    return {
      set: { owner: 'queue', waiting_since: current.now, ...(ofBot && { passed_on: ofBot.answers }) },
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

/** What a session becomes that goes (back) to the bot: for nobody in particular any more, and the visitor's turn if he did not ask last. */
function withBot({ asked, now }: Current): Decision['set'] {
  return { owner: 'bot', agent_id: null, waiting_since: null, route_agent_id: null, route_queue: null, quiet_since: asked ? null : now };
}

/** Takes a session out of the line, back to the bot. */
export function cancelHandoff(sql: Sql, key: string): Promise<Changed> {
  return change(sql, key, (current) => {
    if (current.status === 'ended') return 'ended';
    if (current.owner !== 'queue') return 'same';
    return {
      set: withBot(current),
      events: [{ type: 'handoff', from: 'queue', to: 'bot', reason: 'cancelled' }],
    };
  });
}

/** An agent, and the queues he serves; `null` is all. */
export interface Acceptor {
  readonly id: string;
  readonly name: string;
  readonly queues: readonly string[] | null;
}

/** Gives a waiting session to one agent: the first wins; for everybody else, and for whom it was not meant, it is `taken`. */
export function acceptChat(sql: Sql, key: string, agent: Acceptor): Promise<Changed> {
  return change(sql, key, (current) => {
    if (current.status === 'ended') return 'ended';
    if (current.owner === 'agent' && current.agentId === agent.id) return 'same';
    if (current.owner !== 'queue' || !isOffered(current, agent)) return 'taken';
    return given(current, agent, { accepted_at: current.now });
  });
}

/** Gives a session that the bot attends to one agent: the first wins. One that has begun to wait meanwhile is his if it is offered to him. */
export function takeOverChat(sql: Sql, key: string, agent: Acceptor): Promise<Changed> {
  return change(sql, key, (current) => {
    if (current.status === 'ended') return 'ended';
    if (current.owner === 'agent') return current.agentId === agent.id ? 'same' : 'taken';
    if (current.owner === 'queue' && !isOffered(current, agent)) return 'taken';
    // The pace of the line is measured by those who waited in it.
    return given(current, agent, current.owner === 'queue' ? { accepted_at: current.now } : {});
  });
}

/** The session becomes this agent's, who joins. */
function given(current: Current, agent: Acceptor, set: Decision['set']): Decision {
  return {
    set: { ...set, owner: 'agent', agent_id: agent.id },
    events: [
      { type: 'handoff', from: current.owner, to: 'agent' },
      { type: 'joined', participant: agentParticipant(agent.id, agent.name) },
    ],
  };
}

/** Gives a session back, to the bot or, where there is none, into the line; its agent leaves. Only its own agent may. */
export function handBack(sql: Sql, key: string, agentId: string, back: { readonly to: 'bot' | 'queue'; readonly reason: string | undefined }): Promise<Changed> {
  const { to, reason } = back;
  return change(sql, key, (current) => {
    if (current.status === 'ended') return 'ended';
    if (current.owner === to) return 'same';
    if (current.owner !== 'agent' || current.agentId !== agentId) return 'taken';
    return {
      set: { ...withBot(current), ...(to === 'queue' && { owner: 'queue', waiting_since: current.now, quiet_since: null }) },
      events: [
        { type: 'left', participant: agentParticipant(agentId, current.agentName ?? 'Agent') },
        { type: 'handoff', from: 'agent', to, ...(reason !== undefined && { reason }) },
      ],
    };
  });
}

/**
 * Who ends a session, and why. `agent`: only what is his own, or waits for him. `ifIdle`: only when a warning has run out.
 * `ifWaiting`: only while it waits.
 */
export interface End {
  readonly by: EndedBy;
  readonly reason: string;
  readonly agent?: Acceptor;
  readonly ifIdle?: true;
  readonly ifWaiting?: true;
  /** Id of a survey that this end asks for, unless one is open or was answered since the session began. */
  readonly survey?: string;
}

/** Ends a session. `same`: it was over already, or its condition does not hold (any more). */
export function endSession(sql: Sql, key: string, end: End): Promise<Changed> {
  return change(sql, key, (current) => {
    if (current.status === 'ended') return 'same';
    if (end.ifIdle && (current.idleEndsAt === null || current.idleEndsAt > current.now)) return 'same';
    if (end.ifWaiting && current.owner !== 'queue') return 'same';
    if (end.agent && !mayEnd(current, end.agent)) return 'taken';
    const survey = current.openSurvey === null && !current.wasSurveyed ? end.survey : undefined;
    const csat = current.openSurvey ?? survey;
    return {
      ...(survey !== undefined && { survey }),
      set: { status: 'ended', ended_at: current.now, ended_by: end.by, end_reason: end.reason },
      events: [
        {
          type: 'ended',
          by: end.by,
          reason: end.reason,
          durationMs: current.now - current.startedAt,
          messageCount: current.messageCount,
          ...(csat !== undefined && { csat }),
        },
      ],
    };
  });
}

function mayEnd(current: Current, agent: Acceptor): boolean {
  if (current.owner === 'queue') return isOffered(current, agent);
  return current.owner === 'agent' && current.agentId === agent.id;
}

/** What a session begins with. */
export interface Start {
  /** Default: the visitor. */
  readonly by?: EndedBy;
  readonly locale?: string | undefined;
  readonly page?: object | undefined;
  readonly context?: object | undefined;
  readonly prechat?: readonly PrechatAnswer[] | undefined;
  readonly details?: readonly Detail[] | undefined;
  /** Name and e-mail as the visitor gave them in the form. */
  readonly claims?: { readonly name?: string; readonly email?: string };
  /** Straight to a person, and to whom; without it the bot begins. */
  readonly route?: Route;
  /** The visitor may have no other open session. */
  readonly oneOpen?: boolean | undefined;
}

/** `made` just now, or `joined`: it was there. */
export interface Created {
  readonly outcome: 'made' | 'joined';
  readonly key: string;
}

/** Makes a session, with its `started` event, unless this visitor has one of that label. */
export async function createSession(sql: Queryable, visitorId: string, label: string, start: Start): Promise<Created> {
  const { route, claims = {} } = start;
  const json = (value: unknown) => sql.json((value ?? null) as never);
  const began = { by: start.by ?? 'visitor', ...(route && { owner: 'queue' }) };
  const [made] = await sql<{ key: string }[]>`
    with made as (
      insert into session (
        visitor_id, label, last_seq, locale, page, context, prechat, details, claimed_name, claimed_email,
        owner, waiting_since, route_agent_id, route_queue, route_fallback, one_open, started_at, last_at
      )
      select id, ${label}, 1, ${start.locale ?? null}, ${json(start.page)}, ${json(start.context)}, ${json(start.prechat)}, ${json(start.details)},
        ${claims.name ?? null}, ${claims.email ?? null}, ${route ? 'queue' : 'bot'}, case when ${route !== undefined} then now end,
        ${route?.agentId ?? null}::uuid, ${route?.queueId ?? null}, ${route?.fallback ?? false}, ${start.oneOpen ?? false}, now, now
      from visitor, (select now_ms() as now) clock where id = ${visitorId} and revoked_at is null
      on conflict (visitor_id, label) do nothing
      returning key, started_at
    )
    insert into event (session_key, seq, at, type, body)
    select key, 1, started_at, 'started', ${json(began)} from made
    returning session_key as key`;
  if (made) return { outcome: 'made', key: made.key };
  // A twin was faster: another start of this visitor holds his row together with us.
  const [there] = await sql<{ key: string }[]>`select key from session where visitor_id = ${visitorId} and label = ${label}`;
  if (!there) throw new Error('a session could neither be made nor found');
  return { outcome: 'joined', key: there.key };
}
