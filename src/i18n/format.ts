/** Dates as people read them. Knows Intl and the calendar of this device; refuses to know what the dates belong to. */
import type {ChatStrings} from './strings.js';

const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, options: Intl.DateTimeFormatOptions, at: number): string {
  const key = locale + Object.keys(options).join();
  let found = formats.get(key);
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(locale, options)));
  return found.format(at);
}

const TIME: Intl.DateTimeFormatOptions = {hour: 'numeric', minute: '2-digit'};
const DAY: Intl.DateTimeFormatOptions = {weekday: 'long', day: 'numeric', month: 'long'};
const DAY_OF_ANOTHER_YEAR: Intl.DateTimeFormatOptions = {day: 'numeric', month: 'long', year: 'numeric'};

/** The day of a time, as a number that grows by at least one from day to day; local calendar. */
export function dayNumber(at: number): number {
  const date = new Date(at);
  return (date.getFullYear() * 12 + date.getMonth()) * 31 + date.getDate();
}

/** For example `14:05`. */
export function timeOf(at: number, {locale}: ChatStrings): string {
  return format(locale, TIME, at);
}

/** `Today`, `Yesterday`, `Tuesday, 4 March`, or with the year where it is another one. */
export function dayOf(at: number, strings: ChatStrings, now = Date.now()): string {
  const day = dayNumber(at);
  if (day === dayNumber(now)) return strings.today;
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (day === dayNumber(yesterday.getTime())) return strings.yesterday;
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return format(strings.locale, sameYear ? DAY : DAY_OF_ANOTHER_YEAR, at);
}
