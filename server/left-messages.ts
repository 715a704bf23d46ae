// Messages that were left while nobody was there: kept by the id that their sender made, and done when an agent says so. It knows no
// sessions, and sends no e-mail.
import type { Bus } from './bus.js';
import type { Sql } from './database/connect.js';
import type { LeftMessage, Participant } from './protocol.js';
import { agentParticipant } from './sessions/session-row.js';

const OPEN = 200;
const DONE = 20;

export type NewLeftMessage = Pick<LeftMessage, 'id' | 'email' | 'text'> & {
  readonly name?: string | undefined;
  readonly locale?: string | undefined;
  readonly page?: { readonly url: string; readonly title: string } | undefined;
};

interface Row {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly text: string;
  readonly locale: string | null;
  readonly page: { readonly url: string; readonly title: string } | null;
  readonly at: number;
  readonly doneAt: number | null;
  readonly doneBy: string | null;
  readonly doneByName: string | null;
}

export class LeftMessages {
  readonly #sql: Sql;
  readonly #bus: Bus;

  constructor(sql: Sql, bus: Bus) {
    this.#sql = sql;
    this.#bus = bus;
  }

  /** Keeps a message. `seen`: it was here already. `conflict`: its id belongs to another one. */
  async leave(message: NewLeftMessage): Promise<'new' | 'seen' | 'conflict'> {
    const { id, email, name, text, locale = null, page = null } = message;
    const sql = this.#sql;
    const made = await sql`
      insert into left_message (id, email, name, text, locale, page) values (${id}, ${email}, ${name || null}, ${text}, ${locale}, ${sql.json(page)})
      on conflict (id) do nothing returning id`;
    if (made.length > 0) {
      this.#bus.publish({ kind: 'left-messages' });
      return 'new';
    }
    const [same] = await sql`select from left_message where id = ${id} and email = ${email} and text = ${text}`;
    return same ? 'seen' : 'conflict';
  }

  /** The open ones, newest first, then those that were done last. */
  async list(): Promise<LeftMessage[]> {
    const rows = await this.#sql<Row[]>`
      select m.id, m.email, m.name, m.text, m.locale, m.page, m.at, m.done_at as "doneAt", m.done_by as "doneBy", a.name as "doneByName"
      from (
        (select * from left_message where done_at is null order by at desc limit ${OPEN})
        union all
        (select * from left_message where done_at is not null order by done_at desc limit ${DONE})
      ) m left join agent a on a.id = m.done_by
      order by m.done_at desc nulls first, m.at desc`;
    return rows.map(toMessage);
  }

  async countOpen(): Promise<number> {
    const [row] = await this.#sql<{ open: number }[]>`select count(*) as open from left_message where done_at is null`;
    return row?.open ?? 0;
  }

  /** Somebody has taken care of it, or has not after all. Who was first stays. Answers whether there is such a message. */
  async setDone(id: string, done: boolean, agent: Participant): Promise<boolean> {
    const changed = done
      ? await this.#sql`update left_message set done_at = now_ms(), done_by = ${agent.id} where id = ${id} and done_at is null`
      : await this.#sql`update left_message set done_at = null, done_by = null where id = ${id} and done_at is not null`;
    if (changed.count > 0) this.#bus.publish({ kind: 'left-messages' });
    const [found] = await this.#sql`select from left_message where id = ${id}`;
    return found !== undefined;
  }
}

function toMessage(row: Row): LeftMessage {
  return {
    id: row.id,
    email: row.email,
    ...(row.name !== null && { name: row.name }),
    text: row.text,
    ...(row.locale !== null && { locale: row.locale }),
    ...(row.page !== null && { page: row.page }),
    at: row.at,
    ...(row.doneAt !== null && {
      done: { at: row.doneAt, ...(row.doneBy !== null && { by: agentParticipant(row.doneBy, row.doneByName ?? 'Agent') }) },
    }),
  };
}
