// A session as the database keeps it, how to find one, and what each side is told of it. It changes nothing.
import type { Queryable } from '../database/connect.js';
import type {
  Csat,
  EndedBy,
  EndedInfo,
  Message,
  MessagePreview,
  Owner,
  Participant,
  SessionInfo,
  Side,
  Unfinished,
  VisitorAbout,
} from '../protocol.js';
import { beginningOf } from '../text.js';

export interface SessionRow {
  readonly key: string;
  readonly visitorId: string;
  /** What he says, or his token. */
  readonly visitorName: string | null;
  readonly visitorEmail: string | null;
  readonly isVerified: boolean;
  readonly label: string;
  readonly status: 'active' | 'ended';
  readonly owner: Owner;
  readonly agentId: string | null;
  readonly agentName: string | null;
  readonly version: number;
  readonly lastSeq: number;
  readonly messageCount: number;
  readonly lastMessage: MessagePreview | null;
  readonly lastAt: number;
  readonly locale: string | null;
  readonly startedAt: number;
  /** When the row was read, by the database's clock. */
  readonly now: number;
  readonly waitingSince: number | null;
  readonly position: number | null;
  /** Whom it is for while it waits; neither: everybody. */
  readonly routeAgentId: string | null;
  readonly routeAgentName: string | null;
  readonly routeQueue: string | null;
  readonly claimedName: string | null;
  readonly claimedEmail: string | null;
  readonly idleEndsAt: number | null;
  readonly visitorDelivered: number;
  readonly visitorRead: number;
  readonly staffDelivered: number;
  readonly staffRead: number;
  readonly endedAt: number | null;
  readonly endedBy: EndedBy | null;
  readonly endReason: string | null;
  readonly reopenedAt: number | null;
  readonly surveyId: string | null;
  readonly surveyAt: number | null;
  readonly score: number | null;
  readonly comment: string | null;
  readonly answeredAt: number | null;
  /** The answer that is being written, as far as it was saved. */
  readonly runMessageId: string | null;
  readonly runText: string | null;
}

const columns = (sql: Queryable) => sql`
  s.key, s.visitor_id as "visitorId", v.name as "visitorName", v.email as "visitorEmail", v.subject is not null as "isVerified",
  s.label, s.status, s.owner, s.agent_id as "agentId", a.name as "agentName", s.version,
  s.last_seq as "lastSeq", s.message_count as "messageCount", s.last_message as "lastMessage", s.last_at as "lastAt", s.locale,
  s.started_at as "startedAt", now_ms() as now, s.waiting_since as "waitingSince",
  s.route_agent_id as "routeAgentId", ra.name as "routeAgentName", s.route_queue as "routeQueue",
  s.claimed_name as "claimedName", s.claimed_email as "claimedEmail", s.idle_ends_at as "idleEndsAt",
  s.visitor_delivered as "visitorDelivered", s.visitor_read as "visitorRead",
  s.staff_delivered as "staffDelivered", s.staff_read as "staffRead",
  s.ended_at as "endedAt", s.ended_by as "endedBy", s.end_reason as "endReason", s.reopened_at as "reopenedAt",
  y.id as "surveyId", y.requested_at as "surveyAt", y.score, y.comment, y.answered_at as "answeredAt",
  r.message_id as "runMessageId", r.text as "runText",
  case when s.status = 'active' and s.owner = 'queue' then (
    select count(*) from session q
    where q.status = 'active' and q.owner = 'queue' and (q.waiting_since, q.key) <= (s.waiting_since, s.key)
      and q.route_agent_id is not distinct from s.route_agent_id and q.route_queue is not distinct from s.route_queue
  ) end as position`;

const joins = (sql: Queryable) => sql`
  left join agent a on a.id = s.agent_id
  left join agent ra on ra.id = s.route_agent_id
  left join survey y on y.id = s.survey_id
  left join bot_run r on r.session_key = s.key and r.leased_by is not null`;

/**
 * A visitor's session by its label. `unauthorized`: there is no such visitor, or he was revoked. `undefined`: he has no such session;
 * whether somebody else has makes no difference, not even in time.
 */
export async function findOwnSession(sql: Queryable, visitorId: string, label: string): Promise<SessionRow | undefined | 'unauthorized'> {
  const [row] = await sql<(SessionRow & { readonly valid: boolean })[]>`
    select v.revoked_at is null as valid, ${columns(sql)}
    from visitor v left join session s on s.visitor_id = v.id and s.label = ${label} ${joins(sql)}
    where v.id = ${visitorId}`;
  if (!row?.valid) return 'unauthorized';
  return row.key === null ? undefined : row;
}

/** Any session by the server's own name. */
export async function findSession(sql: Queryable, key: string): Promise<SessionRow | undefined> {
  const [row] = await sql<SessionRow[]>`
    select ${columns(sql)} from session s join visitor v on v.id = s.visitor_id ${joins(sql)} where s.key = ${key}`;
  return row;
}

/** The sessions that agents see in their list: waiting, or with an agent. */
export async function findOpenChats(sql: Queryable): Promise<SessionRow[]> {
  return sql<SessionRow[]>`
    select ${columns(sql)} from session s join visitor v on v.id = s.visitor_id ${joins(sql)}
    where s.status = 'active' and s.owner in ('queue', 'agent') order by s.started_at`;
}

/** With the bot, and somebody has spoken in it: one in which nobody has is nothing to look at. */
const isWithBot = (sql: Queryable) => sql`s.status = 'active' and s.owner = 'bot' and s.last_message is not null`;

/** The `limit` sessions with the bot in which somebody spoke last, newest message first. */
export async function findBotChats(sql: Queryable, limit: number): Promise<SessionRow[]> {
  return sql<SessionRow[]>`
    select ${columns(sql)} from session s join visitor v on v.id = s.visitor_id ${joins(sql)}
    where ${isWithBot(sql)} order by (s.last_message ->> 'at')::bigint desc, s.key limit ${limit}`;
}

/** How many sessions are with the bot. */
export async function countBotChats(sql: Queryable): Promise<number> {
  const [row] = await sql<{ total: number }[]>`select count(*) as total from session s where ${isWithBot(sql)}`;
  return row?.total ?? 0;
}

/** What ended last with an agent, newest first. */
export async function findRecentChats(sql: Queryable, agentId: string, limit: number): Promise<SessionRow[]> {
  return sql<SessionRow[]>`
    select ${columns(sql)} from session s join visitor v on v.id = s.visitor_id ${joins(sql)}
    where s.agent_id = ${agentId} and s.status = 'ended' and s.owner = 'agent' order by s.ended_at desc, s.key limit ${limit}`;
}

/** Some sessions by the server's own names. */
export async function findSessions(sql: Queryable, keys: readonly string[]): Promise<SessionRow[]> {
  return sql<SessionRow[]>`
    select ${columns(sql)} from session s join visitor v on v.id = s.visitor_id ${joins(sql)} where s.key = any(${[...keys]}::uuid[])`;
}

/** Those of some sessions that belong to some visitors. */
export async function findSessionsOf(sql: Queryable, keys: readonly string[], visitorIds: readonly string[]): Promise<SessionRow[]> {
  return sql<SessionRow[]>`
    select ${columns(sql)} from session s join visitor v on v.id = s.visitor_id ${joins(sql)}
    where s.key = any(${[...keys]}::uuid[]) and s.visitor_id = any(${[...visitorIds]}::uuid[])`;
}

/** An answer of the form before the chat. */
export interface PrechatAnswer {
  readonly name: string;
  readonly label: string;
  readonly value: string;
}

/** A detail that the page tells beside the form; agents see it only where `shown`. */
export interface Detail {
  readonly label: string;
  readonly value: string;
  readonly shown: boolean;
}

/** What the visitor's page told when it made the session, as far as agents may know it. */
export interface About {
  readonly page?: object;
  readonly locale?: string;
  readonly context?: object;
  readonly prechat?: readonly PrechatAnswer[];
  readonly details?: readonly Omit<Detail, 'shown'>[];
}

interface AboutRow {
  readonly page: object | null;
  readonly locale: string | null;
  readonly context: object | null;
  readonly prechat: readonly PrechatAnswer[] | null;
  readonly details: readonly Detail[] | null;
}

/** What agents may know of where a session came from. */
export async function findAbout(sql: Queryable, key: string): Promise<About> {
  const [row] = await sql<AboutRow[]>`select page, locale, context, prechat, details from session where key = ${key}`;
  const shown = row?.details?.filter((detail) => detail.shown).map(({ label, value }) => ({ label, value })) ?? [];
  return {
    ...(row?.page && { page: row.page }),
    ...(row?.locale && { locale: row.locale }),
    ...(row?.context && { context: row.context }),
    ...(row?.prechat && row.prechat.length > 0 && { prechat: row.prechat }),
    ...(shown.length > 0 && { details: shown }),
  };
}

/** Who somebody is, as far as a row tells it. */
type VisitorRow = Pick<SessionRow, 'visitorId' | 'visitorName' | 'visitorEmail' | 'isVerified' | 'claimedName' | 'claimedEmail'>;

/** What counts of what was said of him: of a verified visitor his token alone, else the form of this session, else what he said before. */
function claimsOf(row: VisitorRow): { readonly name: string | null; readonly email: string | null } {
  if (row.isVerified) return { name: row.visitorName, email: row.visitorEmail };
  return { name: row.claimedName ?? row.visitorName, email: row.claimedEmail ?? row.visitorEmail };
}

/** What he is called; by a number that means nothing where nobody said. */
export function visitorName(row: VisitorRow): string {
  return claimsOf(row).name ?? `Visitor ${row.visitorId.slice(0, 4).toUpperCase()}`;
}

export function visitorParticipant(row: VisitorRow): Participant {
  return { id: row.visitorId, role: 'visitor', name: visitorName(row) };
}

/** What agents are told of who he is. */
export function visitorAbout(row: VisitorRow): VisitorAbout {
  const { name, email } = claimsOf(row);
  const claims = name !== null || email !== null;
  return {
    id: row.visitorId,
    name: visitorName(row),
    ...(email !== null && { email }),
    kind: row.isVerified ? 'verified' : claims ? 'unverified' : 'anonymous',
  };
}

export function agentParticipant(id: string, name: string): Participant {
  return { id, role: 'agent', name };
}

/** What is already said of the answers that are being written. An instance may know more than was saved. */
export type LiveText = (key: string, messageId: string) => string | undefined;

/** What it takes to tell a session to somebody. */
export interface Telling {
  /** Absent where people alone answer. */
  readonly bot: Participant | undefined;
  /** Seconds that each place in the line takes. */
  readonly secondsPerPlace: number;
}

export function sessionInfo(row: SessionRow, side: Side, telling: Telling): SessionInfo {
  const participants = telling.bot ? [telling.bot] : [];
  if (row.owner === 'agent' && row.agentId !== null) participants.push(agentParticipant(row.agentId, row.agentName ?? 'Agent'));
  return {
    id: row.label,
    status: row.status,
    owner: row.owner,
    startedAt: row.startedAt,
    now: row.now,
    lastSeq: row.lastSeq,
    participants,
    ...(row.position !== null && { queue: { position: row.position, estimateSeconds: row.position * telling.secondsPerPlace } }),
    receipts:
      side === 'visitor'
        ? { delivered: row.staffDelivered, read: row.staffRead }
        : { delivered: row.visitorDelivered, read: row.visitorRead },
    ...(row.status === 'active' && row.idleEndsAt !== null && { idle: { endsAt: row.idleEndsAt } }),
    ...endedOf(row),
    ...csatOf(row, side),
  };
}

/** How it ended, as a member of whatever tells of the session. */
export function endedOf(row: SessionRow): { readonly ended?: EndedInfo } {
  if (row.endedAt === null) return {};
  return {
    ended: {
      by: row.endedBy ?? 'server',
      reason: row.endReason ?? 'unknown',
      at: row.endedAt,
      durationMs: row.endedAt - row.startedAt,
      messageCount: row.messageCount,
    },
  };
}

/**
 * The newest survey, as a member of whatever tells of the session, unless it lapsed without an answer when an agent opened the session again.
 * What the visitor wrote is for agents alone.
 */
export function csatOf(row: SessionRow, side: Side): { readonly csat?: Csat } {
  if (row.surveyId === null || row.surveyAt === null) return {};
  if (row.answeredAt === null && row.surveyAt < (row.reopenedAt ?? 0)) return {};
  return {
    csat: {
      id: row.surveyId,
      requestedAt: row.surveyAt,
      ...(row.score !== null && { score: row.score }),
      ...(row.answeredAt !== null && { at: row.answeredAt, ...(row.score === null && { skipped: true as const }) }),
      ...(side === 'staff' && row.comment !== null && { comment: row.comment }),
    },
  };
}

/** The agent who has it, or had it when it ended, as a member of whatever tells of the session. */
export function agentOf(row: SessionRow): { readonly agent?: Participant } {
  return row.owner === 'agent' && row.agentId !== null ? { agent: agentParticipant(row.agentId, row.agentName ?? 'Agent') } : {};
}

/** The answer that is being written, with all that is known of it. */
export function unfinishedOf(row: SessionRow, bot: Participant | undefined, liveText: LiveText): Unfinished[] {
  if (row.runMessageId === null || !bot) return [];
  const saved = row.runText ?? '';
  const live = liveText(row.key, row.runMessageId) ?? '';
  const text = live.length > saved.length ? live : saved;
  return text === '' ? [] : [{ messageId: row.runMessageId, author: bot, text }];
}

/** What the agents' list shows of a message. */
export function messagePreview(message: Message): { readonly text: string; readonly role: Participant['role'] } {
  return { text: beginningOf(message.text, 200), role: message.author.role };
}
