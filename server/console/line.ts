// Keeps one stream open: comes back after every end, sooner or later as the server asks, until its signal is aborted. It knows nothing of
// what the stream carries.
import { ChatError } from '../../src/model/errors.js';
import type { Patience } from '../../src/session/patience.js';
import type { Goodbye } from './agent-api.js';

export interface LineParts {
  readonly patience: Patience;
  /** Opens the stream once and reads it to its end; calls `greeted` when the first frame is there. */
  readonly attempt: (greeted: () => void) => Promise<Goodbye>;
  /** Whether the stream is open now. */
  readonly onOpen: (open: boolean) => void;
}

/** Never resolves. Rejects with an error that trying again cannot mend, or with the signal's reason. */
export async function keepLine({ patience, attempt, onOpen }: LineParts, signal: AbortSignal): Promise<never> {
  let failures = 0;
  for (;;) {
    try {
      const { pauseMs } = await attempt(() => {
        failures = 0;
        onOpen(true);
      });
      onOpen(false);
      await patience.pause(pauseMs, signal);
    } catch (error) {
      signal.throwIfAborted();
      onOpen(false);
      if (!(error instanceof ChatError) || !error.retryable) throw error;
      await patience.afterFailure(error, failures, signal);
      failures += 1;
    }
  }
}
