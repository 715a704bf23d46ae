// Whether a person would answer now: opening hours, who is there, and who has room for another chat. It knows whom a chat can be for,
// nothing of the chats themselves.
import type { ServerConfig } from './config.js';
import type { Sql } from './database/connect.js';
import { isThere } from './presence.js';
import type { Availability } from './protocol.js';
import { secondsPerPlace } from './sessions/queue.js';

/** Whom a chat is for: one agent, the agents of one queue, both at once (that agent, while he serves that queue), or everybody. */
export interface Target {
  readonly agentId?: string | undefined;
  readonly queueId?: string | undefined;
}

export const EVERYBODY: Target = {};

interface Count {
  readonly now: number;
  /** Whether the target's agent exists. */
  readonly known: boolean;
  readonly there: number;
  readonly free: number;
  /** How many wait for the same target. */
  readonly waiting: number;
}

export class People {
  readonly #sql: Sql;
  readonly #config: Pick<ServerConfig, 'hours' | 'queues' | 'agentCapacity'>;
  readonly #bot: boolean;

  constructor(sql: Sql, config: Pick<ServerConfig, 'hours' | 'queues' | 'agentCapacity'>, bot: boolean) {
    this.#sql = sql;
    this.#config = config;
    this.#bot = bot;
  }

  /** Whether a bot answers first. */
  get hasBot(): boolean {
    return this.#bot;
  }

  /** How it is with a target now; `unknown` when there is no such agent or queue. */
  async availability(target: Target): Promise<Availability | 'unknown'> {
    const { hours, queues } = this.#config;
    if (target.queueId !== undefined && !queues.some(({ id }) => id === target.queueId)) return 'unknown';
    const { now, known, there, free, waiting } = await this.#count(target);
    if (!known) return 'unknown';
    const closed = hours !== undefined && !hours.isOpen(now);
    const state = closed || there === 0 ? 'away' : free > 0 ? 'available' : 'busy';
    return {
      state,
      bot: this.#bot,
      ...(closed && { reopensAt: hours.nextOpening(now) }),
      ...(state !== 'away' && { estimateSeconds: (waiting + 1) * (await secondsPerPlace(this.#sql)) }),
      leaveMessage: true,
    };
  }

  async #count(target: Target): Promise<Count> {
    const sql = this.#sql;
    const [agentId, queueId] = [target.agentId?.toLowerCase() ?? null, target.queueId ?? null];
    const [count] = await sql<Count[]>`
      with target as (
        select (select count(*) from session s where s.agent_id = a.id and s.status = 'active' and s.owner = 'agent') as chats
        from agent a
        where (${agentId}::text is null or a.id::text = ${agentId}) and (${queueId}::text is null or a.queues is null or ${queueId} = any(a.queues))
          and ${isThere(sql)}
      )
      select now_ms() as now, ${agentId}::text is null or exists (select from agent where id::text = ${agentId}) as known,
        (select count(*) from target) as there, (select count(*) from target where chats < ${this.#config.agentCapacity}) as free,
        (select count(*) from session where status = 'active' and owner = 'queue'
          and route_agent_id::text is not distinct from ${agentId} and route_queue is not distinct from ${queueId}) as waiting`;
    if (!count) throw new Error('no count');
    return count;
  }
}
