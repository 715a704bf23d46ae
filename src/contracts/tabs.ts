/** The other tabs of this browser. Knows words and turns; refuses to know what they are about. */

/** What tabs tell each other; JSON-safe. `kind` says what it is. */
export interface TabMessage {
  readonly kind: string;
}

/**
 * The tabs (and elements) that share one store partition. Missing browser features degrade: without Web Locks every tab takes its turn at
 * once, without BroadcastChannel nobody hears anything. Both must be harmless to the session.
 */
export interface Tabs {
  /** This tab's own id, new for every instance. */
  readonly id: string;
  /** Tells all others, not this one. */
  post(message: TabMessage): void;
  /** Hears the others. Returns a function that stops it. */
  listen(listener: (message: TabMessage) => void): () => void;
  /**
   * Waits for the turn called `name`, runs `run`, and passes the turn on. At most one tab runs under a name. Rejects with the signal's reason
   * once aborted, whether it was waiting or running.
   */
  exclusive<T>(name: string, run: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Leaves for good, or until `rejoin`: gives up turns and hears nothing (page in the back/forward cache). */
  leave(): void;
  rejoin(): void;
}
