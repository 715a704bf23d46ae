// Who an agent is: a name, the one password of this server, and a sign-in kept in the database by the hash of its token. It knows
// nothing of chats, nor how a token travels.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from './config.js';
import type { Sql } from './database/connect.js';
import type { Participant } from './protocol.js';
import { agentParticipant } from './sessions/session-row.js';

/** The password, and where it came from. */
export interface AgentPassword {
  readonly value: string;
  /** `set` by the environment; `made` just now; `kept` from an earlier start, in a file that only we can read. */
  readonly origin: 'set' | 'made' | 'kept';
}

/** The given password, or the one of this data folder, which is made at the first start. */
export async function agentPassword(given: string | undefined, dataDir: string): Promise<AgentPassword> {
  if (given !== undefined && given !== '') return { value: given, origin: 'set' };
  const file = join(dataDir, 'agent-password');
  const made = randomBytes(12).toString('base64url');
  try {
    await writeFile(file, `${made}\n`, { mode: 0o600, flag: 'wx' });
    return { value: made, origin: 'made' };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new StartError(`The agents' password cannot be kept in ${dataDir}: set CHAT_AGENT_PASSWORD, or CHAT_DATA_DIR to a folder that can be written.`);
    }
  }
  const value = (await readFile(file, 'utf8')).trim();
  if (value === '') throw new StartError(`${file} is empty: delete it, or set CHAT_AGENT_PASSWORD.`);
  return { value, origin: 'kept' };
}

/** Whether an agent is away, and which queues he serves; `null` is all. */
export interface AgentWork {
  readonly away: boolean;
  readonly queues: readonly string[] | null;
}

export class Agents {
  readonly #sql: Sql;
  readonly #passwordHash: Buffer;
  readonly #lifeMs: number;

  constructor(sql: Sql, password: string, lifeMs: number) {
    this.#sql = sql;
    this.#passwordHash = hash(password);
    this.#lifeMs = lifeMs;
  }

  /**
   * Signs an agent in, as somebody who is not away; the first sign-in of a name makes the agent. `queues`: the ones he serves from now on,
   * on all his devices; `null` is all. `undefined`: wrong password.
   */
  async login(name: string, password: string, queues: readonly string[] | null): Promise<{ readonly agent: Participant; readonly token: string } | undefined> {
    if (!timingSafeEqual(hash(password), this.#passwordHash)) return undefined;
    const token = randomBytes(32).toString('base64url');
    const [row] = await this.#sql<{ id: string; name: string }[]>`
      with agent as (
        insert into agent (name, queues) values (${name}, ${queues && [...queues]})
        on conflict (lower(name)) do update set name = excluded.name, away = false, queues = excluded.queues returning id, name
      ), login as (
        insert into agent_login (token_hash, agent_id, expires_at) select ${hash(token)}, id, now_ms() + ${this.#lifeMs}::bigint from agent
      ), stale as (
        delete from agent_login where expires_at < now_ms()
      )
      select id, name from agent`;
    return row && { agent: agentParticipant(row.id, row.name), token };
  }

  /** Who is signed in with this token. */
  async find(token: string): Promise<Participant | undefined> {
    const [row] = await this.#sql<{ id: string; name: string }[]>`
      select a.id, a.name from agent_login l join agent a on a.id = l.agent_id
      where l.token_hash = ${hash(token)} and l.expires_at > now_ms()`;
    return row && agentParticipant(row.id, row.name);
  }

  /** How an agent works. */
  async workOf(agentId: string): Promise<AgentWork> {
    const [row] = await this.#sql<AgentWork[]>`select away, queues from agent where id = ${agentId}`;
    if (!row) throw new Error('no such agent');
    return row;
  }

  async setAway(agentId: string, away: boolean): Promise<void> {
    await this.#sql`update agent set away = ${away} where id = ${agentId}`;
  }

  /** Forgets a sign-in. Answers the agent's id when it was his last one. */
  async logout(token: string): Promise<string | undefined> {
    const [gone] = await this.#sql<{ agentId: string }[]>`
      delete from agent_login where token_hash = ${hash(token)} returning agent_id as "agentId"`;
    if (!gone) return undefined;
    const [other] = await this.#sql`select from agent_login where agent_id = ${gone.agentId} and expires_at > now_ms() limit 1`;
    return other ? undefined : gone.agentId;
  }

  /** The sessions that an agent has now. */
  async chatsOf(agentId: string): Promise<string[]> {
    const rows = await this.#sql<{ key: string }[]>`
      select key from session where agent_id = ${agentId} and status = 'active' and owner = 'agent'`;
    return rows.map((row) => row.key);
  }
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
