// Which agents are there: signed in, not away, and with an open list of chats on some instance. An instance keeps a lease for each of
// its agents in the database, so that those of one that was killed go by themselves. It knows no chats.
import { randomUUID } from 'node:crypto';
import type { Times } from './config.js';
import type { Queryable, Sql } from './database/connect.js';
import { describeError } from './log.js';
import type { Log } from './log.js';

/** Whether the agent `a` of a query is there. */
export const isThere = (sql: Queryable) => sql`(
  not a.away
  and exists (select from agent_login l where l.agent_id = a.id and l.expires_at > now_ms())
  and exists (select from agent_presence p where p.agent_id = a.id and p.leased_until > now_ms()))`;

export class Presence {
  readonly #sql: Sql;
  readonly #times: Pick<Times, 'agentLease' | 'agentGrace'>;
  readonly #log: Log;
  readonly #instance = randomUUID();
  /** How many lists each agent has open here. */
  readonly #here = new Map<string, number>();
  readonly #beat: NodeJS.Timeout;
  #turn = Promise.resolve();

  constructor(parts: { readonly sql: Sql; readonly times: Pick<Times, 'agentLease' | 'agentGrace'>; readonly log: Log }) {
    this.#sql = parts.sql;
    this.#times = parts.times;
    this.#log = parts.log;
    this.#beat = setInterval(() => void this.#renew([...this.#here.keys()]), parts.times.agentLease / 3);
  }

  /** An agent opens a list of chats. Resolves when everybody can know, or the database cannot be told just now: the next beat tells it. */
  async arrive(agentId: string): Promise<void> {
    this.#here.set(agentId, (this.#here.get(agentId) ?? 0) + 1);
    await this.#renew([agentId]);
  }

  /** A list of his closes. If it was the last one here, he still counts as there for a moment: he may only be reloading the page. */
  async leave(agentId: string): Promise<void> {
    const left = (this.#here.get(agentId) ?? 1) - 1;
    if (left > 0) this.#here.set(agentId, left);
    else if (this.#here.delete(agentId)) await this.#shorten([agentId]);
  }

  /** Nobody is here any more: they come back on another instance, or on this one's next start. */
  async close(): Promise<void> {
    clearInterval(this.#beat);
    const here = [...this.#here.keys()];
    this.#here.clear();
    await this.#shorten(here);
  }

  async #renew(agents: readonly string[]): Promise<void> {
    await this.#inTurn(
      agents,
      (ids) => this.#sql`
        with stale as (delete from agent_presence where leased_until < now_ms() and instance <> ${this.#instance})
        insert into agent_presence (instance, agent_id, leased_until)
        select ${this.#instance}, id, now_ms() + ${this.#times.agentLease}::bigint from unnest(${ids}::uuid[]) id
        on conflict (instance, agent_id) do update set leased_until = excluded.leased_until`,
    );
  }

  async #shorten(agents: readonly string[]): Promise<void> {
    await this.#inTurn(
      agents,
      (ids) => this.#sql`
        update agent_presence set leased_until = least(leased_until, now_ms() + ${this.#times.agentGrace}::bigint)
        where instance = ${this.#instance} and agent_id = any(${ids}::uuid[])`,
    );
  }

  /** One after the other, as things happened: who leaves and comes back at once must not end as gone. */
  #inTurn(agents: readonly string[], query: (ids: string[]) => Promise<unknown>): Promise<void> {
    if (agents.length === 0) return this.#turn;
    const run = async (): Promise<void> => {
      try {
        await query([...agents]);
      } catch (error) {
        this.#log.warn({ event: 'presence', ...describeError(error) });
      }
    };
    return (this.#turn = this.#turn.then(run));
  }
}
