/** How entries stand together: by author, by five minutes, by day. Pure; knows two neighbours at a time, never the whole transcript. */
import {dayNumber} from '../i18n/format.js';
import type {Entry} from '../model/message.js';

const GROUP_MS = 5 * 60_000;

/** Whether `entry` opens a day that is worth naming: another one than before it, and at the very beginning another one than today. */
export function opensDay(before: Entry | undefined, entry: Entry, now = Date.now()): boolean {
  return dayNumber(before?.at ?? now) !== dayNumber(entry.at);
}

/** Whether `entry` goes on where `before` stopped: same author, same day, at most five minutes later. */
export function continues(before: Entry | undefined, entry: Entry | undefined): boolean {
  return (
    before?.kind === 'message' &&
    entry?.kind === 'message' &&
    before.author.id === entry.author.id &&
    before.author.role === entry.author.role &&
    entry.at - before.at <= GROUP_MS &&
    !opensDay(before, entry)
  );
}
