// How long, and when, in words. Pure; it knows numbers and Intl, nothing of chats.

/** Dates are written the way this browser writes English ones. */
export const LOCALE = globalThis.navigator?.languages.find((tag) => /^en\b/i.test(tag)) ?? 'en';

const MOMENT = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short' });

/** A day and the time of it. */
export const moment = (at: number): string => MOMENT.format(at);

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = (value: number): string => String(value).padStart(2, '0');

/** A running time as a clock shows it: `0:42`, `12:05`, `1:02:10`. */
export function clockTime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** A length of time for people: `42 s`, `12 min`, `1 h 2 min`. */
export function lengthOfTime(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / SECOND))} s`;
  const [hours, minutes] = [Math.floor(ms / HOUR), Math.floor(ms / MINUTE) % 60];
  if (hours === 0) return `${minutes} min`;
  return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
}

/** How long ago, as short as it can be read: `now`, `4m`, `3h`, `2d`. */
export function ago(at: number, now: number): string {
  const ms = now - at;
  if (ms < MINUTE) return 'now';
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)}m`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)}h`;
  return `${Math.floor(ms / DAY)}d`;
}

/** How pressing a waiting time is. */
export function urgency(waitedMs: number): 'calm' | 'soon' | 'late' {
  if (waitedMs >= 5 * MINUTE) return 'late';
  return waitedMs >= 2 * MINUTE ? 'soon' : 'calm';
}
