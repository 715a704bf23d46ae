/** Dates as people read them. Knows Intl and the calendar of this device; refuses to know what the dates belong to. */
import type {ChatStrings} from './strings.js';

const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, options: Intl.DateTimeFormatOptions, at: number): string {
  const key = locale + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(locale, options)));
  return found.format(at);
}

const TIME: Intl.DateTimeFormatOptions = {hour: 'numeric', minute: '2-digit'};
const DAY: Intl.DateTimeFormatOptions = {weekday: 'long', day: 'numeric', month: 'long'};
const SHORT_DAY: Intl.DateTimeFormatOptions = {day: 'numeric', month: 'short'};
const SHORT_DAY_OF_ANOTHER_YEAR: Intl.DateTimeFormatOptions = {day: 'numeric', month: 'numeric', year: 'numeric'};
const NEXT_DAYS: Intl.DateTimeFormatOptions = {weekday: 'short', hour: 'numeric', minute: '2-digit'};
const LATER: Intl.DateTimeFormatOptions = {day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit'};
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
  return near(at, strings, now) ?? format(strings.locale, sameYear(at, now) ? DAY : DAY_OF_ANOTHER_YEAR, at);
}

/** As short as can be: `14:05`, `Yesterday`, `4 Mar`, or with the year where it is another one. */
export function shortMoment(at: number, strings: ChatStrings, now = Date.now()): string {
  if (dayNumber(at) === dayNumber(now)) return timeOf(at, strings);
  return near(at, strings, now) ?? format(strings.locale, sameYear(at, now) ? SHORT_DAY : SHORT_DAY_OF_ANOTHER_YEAR, at);
}

/** The word for today or yesterday. */
function near(at: number, {today, yesterday}: ChatStrings, now: number): string | undefined {
  const day = dayNumber(at);
  if (day === dayNumber(now)) return today;
  const before = new Date(now);
  before.setDate(before.getDate() - 1);
  return day === dayNumber(before.getTime()) ? yesterday : undefined;
}

const sameYear = (at: number, now: number): boolean => new Date(at).getFullYear() === new Date(now).getFullYear();

/** A time to come, as short as it is clear: `14:05` today, `Mon, 09:00` within six days, else `4 Mar, 09:00`. */
export function soonOf(at: number, {locale}: ChatStrings, now = Date.now()): string {
  if (dayNumber(at) === dayNumber(now)) return format(locale, TIME, at);
  const lastDay = new Date(now);
  lastDay.setDate(lastDay.getDate() + 6);
  return format(locale, dayNumber(at) <= dayNumber(lastDay.getTime()) ? NEXT_DAYS : LATER, at);
}
