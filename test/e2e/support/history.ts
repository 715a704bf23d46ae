/** Compares what was written with what somebody sees. Knows lists of texts; knows nothing of how they came to be. */

/** How two histories of one writer differ; all zero when they are the same. */
export interface Difference {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly strange: readonly string[];
  /** Pairs of neighbours in the wrong order. */
  readonly outOfOrder: readonly string[];
}

/** What `seen` lacks, repeats, invents or turns around of `written`. Texts of `written` must differ. */
export function compare(written: readonly string[], seen: readonly string[]): Difference {
  const place = new Map(written.map((text, index) => [text, index]));
  if (place.size !== written.length) throw new Error('the texts that are compared must differ');
  const counts = new Map<string, number>();
  for (const text of seen) counts.set(text, (counts.get(text) ?? 0) + 1);
  const known = seen.filter((text) => place.has(text));
  return {
    lost: written.filter((text) => !counts.has(text)),
    doubled: [...counts].filter(([, count]) => count > 1).map(([text]) => text),
    strange: seen.filter((text) => !place.has(text)),
    outOfOrder: known.slice(1).flatMap((text, index) => (place.get(text)! < place.get(known[index]!)! ? [`${known[index]} > ${text}`] : [])),
  };
}

/** No difference at all, for `deepEqual`. */
export const SAME: Difference = {lost: [], doubled: [], strange: [], outOfOrder: []};
