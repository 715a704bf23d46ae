// Ends the streams of visitors who may not listen any more: revoked, linked to somebody else, or erased. It is told, and looks from time
// to time in case that it was not.
import type { Bus } from './bus.js';
import type { Sql } from './database/connect.js';
import type { Streams } from './http/streams.js';
import { describeError } from './log.js';
import type { Log } from './log.js';

/** Begins to guard; answers how to stop. `every` is the longest that a lost notice goes unnoticed, in ms. */
export function guardStreams(parts: { readonly sql: Sql; readonly bus: Bus; readonly streams: Streams; readonly log: Log; readonly every: number }): () => void {
  const { sql, bus, streams, log } = parts;
  const check = async (): Promise<void> => {
    const listening = streams.visitors();
    if (listening.length === 0) return;
    try {
      const rows = await sql<{ id: string }[]>`select id from visitor where id = any(${listening}::uuid[]) and revoked_at is null`;
      const valid = new Set(rows.map(({ id }) => id));
      for (const visitorId of listening) if (!valid.has(visitorId)) streams.dismiss(visitorId);
    } catch (error) {
      log.warn({ event: 'stream-guard', ...describeError(error) });
    }
  };
  const unlisten = bus.listen((notice) => {
    if (notice.kind === 'revoked') streams.dismiss(notice.visitorId);
  });
  bus.onMissed(() => void check());
  const timer = setInterval(() => void check(), parts.every);
  return () => {
    unlisten();
    clearInterval(timer);
  };
}
