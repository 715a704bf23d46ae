// Brings the database to the shape that this version needs: numbered SQL files, each run once, in order, all in one transaction.
// Instances that start at the same moment wait for one another.
import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { StartError } from '../config.js';
import { SCHEMA } from './connect.js';
import type { Sql } from './connect.js';

const FOLDER = fileURLToPath(new URL('./migrations/', import.meta.url));
const LOCK = 4_242_002;

/** Runs what is missing. Throws `StartError` when the database is newer than this version. */
export async function migrate(sql: Sql): Promise<void> {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
  await sql.begin(async (transaction) => {
    await transaction`select pg_advisory_xact_lock(${LOCK})`;
    await transaction`create schema if not exists ${transaction(SCHEMA)}`;
    await transaction`create table if not exists migration (name text primary key, at timestamptz not null default now())`;
    const done = new Set((await transaction<{ name: string }[]>`select name from migration`).map((row) => row.name));
    const unknown = [...done].find((name) => !files.includes(name));
    if (unknown) throw new StartError(`The database was made by a newer version (it has "${unknown}"): update this server.`);
    for (const name of files.filter((file) => !done.has(file))) {
      await transaction.unsafe(await readFile(`${FOLDER}${name}`, 'utf8'));
      await transaction`insert into migration (name) values (${name})`;
    }
  });
}
