// Tells everyone who waits for a person on this instance his place, whenever the line has moved. It knows nothing of how one gets in or out.
import type { Bus } from './bus.js';
import type { Sql } from './database/connect.js';
import { Gatherer } from './gatherer.js';
import type { Hub } from './hub.js';
import type { Log } from './log.js';
import { queuePlaces, secondsPerPlace } from './sessions/queue.js';

/** Begins to listen; answers how to stop. */
export function callQueue(parts: { readonly sql: Sql; readonly bus: Bus; readonly hub: Hub; readonly log: Log }): () => void {
  const { sql, bus, hub, log } = parts;
  const call = async (): Promise<void> => {
    if (hub.size === 0) return;
    const [places, seconds] = await Promise.all([queuePlaces(sql), secondsPerPlace(sql)]);
    for (const { key, position } of places) {
      hub.deliver(key, 'visitor', { type: 'queue', position, estimateSeconds: position * seconds });
    }
  };
  const moves = new Gatherer<'moved'>({ log, event: 'queue', handOver: call });
  const unlisten = bus.listen((notice) => {
    if (notice.kind === 'queue') moves.add('moved');
  });
  return () => {
    unlisten();
    moves.close();
  };
}
