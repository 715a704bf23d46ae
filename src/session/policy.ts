/** Every number of the session in one place, with the reason for it. */

export const POLICY = {
  /** Events of the first page of a transcript: more than a tall window shows, small enough for one quick answer. */
  pageSize: 50,
  /** Sessions of one page of the list. */
  listSize: 20,
  /** Events fetched at once when filling a hole. */
  catchUpSize: 200,
  /** How long `startChat()` waits for the server before it resolves with `starting`. */
  startPatienceMs: 10_000,
  /** How long `endChat()` waits for the server before it goes on without. */
  endPatienceMs: 4_000,
  /** How long a page may take to give a token. */
  tokenPatienceMs: 10_000,
  /** First pause between two tries; doubles up to the cap, half of it random, so that many pages do not come back at once. */
  backOffBaseMs: 500,
  backOffCapMs: 30_000,
  /** A back end that has not answered after so many tries, about 1.5 s, is told as an error; the tries go on. */
  failuresUntilTold: 3,
  /** Typing is told again after this long, and believed for this long. */
  typingRepeatMs: 3_000,
  typingBelievedMs: 6_000,
  /** A draft is written this long after the last key, so that typing costs no disk write per key. */
  draftPauseMs: 400,
  /** Longest message, in UTF-16 units: even at 3 bytes each it stays below the 32 KiB that a server takes. */
  messageLength: 10_000,
  /** Longest comment of a survey, as in docs/protocol.md. */
  commentLength: 2_000,
  /** Facts kept for tabs that were asleep. */
  facts: 24,
} as const;

/** The pause before try number `attempt` (0 is the first repetition), in ms; `random` in [0, 1). */
export function backOff(attempt: number, random: number): number {
  const ceiling = Math.min(POLICY.backOffCapMs, POLICY.backOffBaseMs * 2 ** attempt);
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
