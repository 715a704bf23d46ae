// Keys that this server signs with: made once, kept in the database, the same for all instances. It knows nothing of what is signed.
import { randomBytes } from 'node:crypto';
import type { Sql } from './database/connect.js';

/** What a key signs. One key per purpose: a token of one kind can never pass for another. */
export type KeyName = 'access-token' | 'leave-token' | 'user-token';

/** Reads the key, or makes it: the first instance wins. */
export async function serverKey(sql: Sql, name: KeyName): Promise<Uint8Array> {
  await sql`insert into server_key (name, value) values (${name}, ${randomBytes(32)}) on conflict do nothing`;
  const [row] = await sql<{ value: Uint8Array }[]>`select value from server_key where name = ${name}`;
  if (!row) throw new Error('no signing key');
  return row.value;
}
