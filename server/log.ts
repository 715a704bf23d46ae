// One line of JSON per fact, on stderr: stdout is for whoever started the server. It refuses message texts, tokens, secrets and
// passwords: what is logged is chosen field by field, and the names that could slip through are cut out.
import { pino } from 'pino';
import type { Logger } from 'pino';
import type { ServerConfig } from './config.js';

export type Log = Logger;

export function createLog(level: ServerConfig['logLevel']): Log {
  return pino(
    {
      level,
      base: undefined,
      redact: { paths: ['text', 'secret', 'password', 'token', 'accessToken', 'leaveToken', 'userToken', 'hostKey', 'email', 'comment', 'authorization', 'cookie', '*.text', '*.secret'], remove: true },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** What may be told of an error: its name, code and where it was thrown, never a value of a query. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = (error as { code?: unknown }).code;
  const stack = error.stack?.split('\n').slice(1, 6).map((line) => line.trim());
  return { error: error.name, ...(typeof code === 'string' && { code }), message: error.message.slice(0, 300), stack };
}
