// The one pool of connections, and what travels over it: numbers for bigint, JSON as objects. It knows neither tables nor who runs the
// database.
import postgres from 'postgres';
import type { DatabaseAddress } from './embedded.js';

/** The pool, or one transaction of it: every function that queries takes one of these. */
export type Sql = postgres.Sql<{ bigint: number }>;
export type Transaction = postgres.TransactionSql<{ bigint: number }>;
export type Queryable = Sql | Transaction;

/** The schema of ours, so that a database can be shared with other applications. */
export const SCHEMA = 'chat_embed';

/**
 * Opens nothing yet: connections are made when they are needed, and made again after a loss.
 * A host that is a percent-encoded path (`postgres://user@%2Frun%2Fpostgresql/name`) is a folder with a unix socket, as in libpq.
 */
export function connect(url: string, connections: number): Sql {
  const options = {
    max: connections,
    connect_timeout: 5,
    backoff: (retries: number) => Math.min(0.02 * 2 ** retries, 1),
    onnotice: () => undefined,
    connection: { application_name: 'chat-embed', search_path: SCHEMA },
    types: {
      // Sequence numbers and milliseconds stay far below 2^53.
      bigint: { to: 20, from: [20], serialize: (value: number) => String(value), parse: (text: string) => Number(text) },
    },
  };
  const folder = /^postgres(?:ql)?:\/\/(?:[^@/]*@)?(%2f[^:/?]*)(?::(\d+))?/i.exec(url);
  if (!folder?.[1]) return postgres(url, options);
  return postgres(url.replace(folder[1], 'localhost'), { ...options, host: decodeURIComponent(folder[1]), port: Number(folder[2] ?? 5432) });
}

/** An address as a URL that `connect` takes. */
export function databaseUrl({ host, port, user, password, database }: DatabaseAddress): string {
  return `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${encodeURIComponent(host)}:${port}/${database}`;
}

/** Whether an error means that the database cannot be reached just now, so that the same call may succeed in a moment. */
export function isUnavailable(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  if (typeof code !== 'string') return false;
  if (/^(?:CONNECTION_|CONNECT_TIMEOUT|ECONN|ENOENT|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)/.test(code)) return true;
  // Class 08: connection · 57P01-57P03: shutting down, crashed, starting · 53: out of connections · 25006: a standby · 40: try again.
  return /^(?:08|57P0[123]|53|25006|40)/.test(code);
}
