// Where a chat that goes straight to a person goes: the first target that is available, whom it waits for when none is, and when it is
// refused. And who is offered a waiting chat. It makes no session.
import { EVERYBODY } from '../availability.js';
import type { People, Target } from '../availability.js';
import type { Sql } from '../database/connect.js';
import { isThere } from '../presence.js';
import type { Availability } from '../protocol.js';

/** What a start asks for. */
export interface RoutingWish {
  readonly routing?: (Target & { readonly fallback: boolean }) | undefined;
  readonly fallbackRouting?: readonly Target[] | undefined;
}

/** Whom a waiting session is for. With `fallback` it is for everybody once nobody of its target is there any more. */
export interface Route extends Target {
  readonly fallback: boolean;
}

/** `bot`: the bot begins. `refused`: nobody would come. `unknown`: there is no such agent or queue, and nobody else to ask. */
export type Choice =
  | { readonly to: 'bot' }
  | { readonly to: 'person'; readonly route: Route }
  | { readonly to: 'refused'; readonly availability: Availability }
  | { readonly to: 'unknown'; readonly target: Target };

/** Decides where a new session goes. `onUnknown` hears of each target that is skipped because there is none such. */
export async function chooseRoute(people: People, wish: RoutingWish, onUnknown: (target: Target) => void): Promise<Choice> {
  const routing = wish.routing ?? (people.hasBot ? undefined : { fallback: true });
  if (!routing) return { to: 'bot' };
  const { fallback } = routing;
  const targets = [routing, ...(wish.fallbackRouting ?? []), ...(fallback ? [EVERYBODY] : [])].map(pick);

  let waitFor: Target | undefined;
  let refusal: Availability | undefined;
  for (const target of targets) {
    const availability = await people.availability(target);
    if (availability === 'unknown') {
      onUnknown(target);
      continue;
    }
    if (availability.state === 'available') return { to: 'person', route: { ...target, fallback } };
    if (availability.state === 'busy') waitFor = fallback ? target : (waitFor ?? target);
    refusal = availability;
  }
  // Nobody has room. Who falls back to everybody waits for everybody; else for the first whom somebody can come from.
  if (waitFor) return { to: 'person', route: { ...waitFor, fallback } };
  if (refusal) return { to: 'refused', availability: refusal };
  return { to: 'unknown', target: routing };
}

function pick({ agentId, queueId }: Target): Target {
  return { ...(agentId !== undefined && { agentId }), ...(queueId !== undefined && { queueId }) };
}

/** Whether an agent is offered a session that waits. `queues` are the ones he serves; `null` is all. */
export function isOffered(
  row: { readonly routeAgentId: string | null; readonly routeQueue: string | null },
  agent: { readonly id: string; readonly queues: readonly string[] | null },
): boolean {
  if (row.routeAgentId !== null && row.routeAgentId !== agent.id) return false;
  return row.routeQueue === null || agent.queues === null || agent.queues.includes(row.routeQueue);
}

/** Opens to everybody what waits for somebody who is not there any more, where its start allowed that. Answers which. */
export async function releaseRoutes(sql: Sql): Promise<string[]> {
  const rows = await sql<{ key: string }[]>`
    with alone as (
      select key from session s
      where s.status = 'active' and s.owner = 'queue' and s.route_fallback and (s.route_agent_id is not null or s.route_queue is not null)
        and not exists (
          select from agent a where (s.route_agent_id is null or a.id = s.route_agent_id)
            and (s.route_queue is null or a.queues is null or s.route_queue = any(a.queues)) and ${isThere(sql)})
      for update of s skip locked
    )
    update session s set route_agent_id = null, route_queue = null from alone where s.key = alone.key returning s.key`;
  return rows.map((row) => row.key);
}
