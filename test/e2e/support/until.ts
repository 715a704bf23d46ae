/** Waiting for a condition, with an error that says what was waited for and what was there instead. Knows nothing of chats. */

const PAUSE_MS = 15;

/**
 * Calls `probe` again and again until it answers something other than `undefined`, `null` or `false`, and resolves with that. Rejects after
 * `ms` (default 15 s) with `what`, and with what `seen` tells or the error of the last call.
 */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  {ms = 15_000, seen}: {readonly ms?: number; readonly seen?: () => unknown} = {},
): Promise<Exclude<T, undefined | null | false>> {
  const end = performance.now() + ms;
  let failure: unknown;
  for (;;) {
    try {
      const answer = await probe();
      failure = undefined;
      if (answer !== undefined && answer !== null && answer !== false) return answer as Exclude<T, undefined | null | false>;
    } catch (error) {
      failure = error;
    }
    if (performance.now() > end) throw new Error(await complaint(what, ms, failure, seen));
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

async function complaint(what: string, ms: number, failure: unknown, seen: (() => unknown) | undefined): Promise<string> {
  const last = failure instanceof Error ? `; the last try failed: ${failure.message}` : '';
  const there = seen ? `; there was: ${JSON.stringify(await Promise.resolve(seen()).catch(String), null, 1)}` : '';
  return `waited ${ms} ms in vain: ${what}${last}${there}`;
}
