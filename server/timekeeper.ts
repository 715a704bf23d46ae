// What time alone changes: looks every few seconds for visitors who are silent, for silences that are over, for waiting chats whose
// agents have gone. Every instance looks; the rows' locks see to it that each thing happens once. It knows when, not how.
import type { Times } from './config.js';
import { describeError } from './log.js';
import type { Log } from './log.js';
import type { Conversations } from './sessions/conversations.js';

/** Begins to look; answers how to stop, which resolves when the last look is over. */
export function keepTime(parts: { readonly conversations: Conversations; readonly times: Times; readonly log: Log }): () => Promise<void> {
  const { conversations, times, log } = parts;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let looking = Promise.resolve();

  const look = async (): Promise<void> => {
    try {
      if (times.idleEnd > 0) await conversations.passIdleTime(times);
      await conversations.releaseRoutes();
    } catch (error) {
      log.warn({ event: 'timekeeper', ...describeError(error) });
    }
    if (!stopped) begin();
  };
  const begin = (): void => {
    timer = setTimeout(() => {
      looking = look();
    }, times.look);
  };
  begin();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await looking;
  };
}
