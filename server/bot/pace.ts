// Gives a finished text out in small pieces at the pace of a quick writer. It knows text and time; it knows nothing of bots.
import { setTimeout as sleep } from 'node:timers/promises';

const GROUP_WORDS = [3, 2, 4];
const PAUSE_MS = [14, 22, 18];

/** Cuts a text into groups of two to four words; put together, they are the text. */
export function pieces(text: string): string[] {
  const words = text.match(/\s*\S+\s*?(?=\s|$)|\s+$/g) ?? [];
  const groups: string[] = [];
  for (let at = 0; at < words.length; ) {
    const size = GROUP_WORDS[groups.length % GROUP_WORDS.length] ?? 3;
    groups.push(words.slice(at, at + size).join(''));
    at += size;
  }
  return groups;
}

/** Yields the pieces a few milliseconds apart. Aborting ends it at once, without an error. */
export async function* paced(text: string, signal: AbortSignal): AsyncGenerator<string> {
  for (const [index, piece] of pieces(text).entries()) {
    if (index > 0 && !(await pause(PAUSE_MS[index % PAUSE_MS.length] ?? 0, signal))) return;
    if (signal.aborted) return;
    yield piece;
  }
}

/** Waits; resolves with false, at once, when aborted meanwhile. */
export async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
