// Opening hours: a text such as `Mon-Fri 09:00-17:00; Sat 10:00-14:00 Europe/Berlin`, whether that is open at a moment, and when it opens
// next. Pure; what a clock on the wall says in the zone is what counts, also on the days when it is put forward or back.
const MINUTE = 60_000;
const DAY_MINUTES = 24 * 60;
const DAY = DAY_MINUTES * MINUTE;
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** A time of one weekday, in minutes after its midnight. `to` lies past 24 h where it goes on after midnight. */
interface Span {
  /** 0 is Sunday. */
  readonly day: number;
  readonly from: number;
  readonly to: number;
}

/** What a clock on the wall says: the date as the days since the epoch, and the minutes after midnight. */
interface Wall {
  readonly date: number;
  readonly minutes: number;
}

export class OpeningHours {
  readonly #spans: readonly Span[];
  readonly #format: Intl.DateTimeFormat;

  constructor(spans: readonly Span[], timeZone: string) {
    this.#spans = spans;
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  }

  /** Whether it is open at a moment, in ms since the epoch. */
  isOpen(at: number): boolean {
    const { date, minutes } = this.#wall(at);
    return this.#spans.some(({ day, from, to }) => {
      // A span that goes past midnight also covers the morning after.
      return (day === weekday(date) && minutes >= from && minutes < to) || (day === weekday(date - 1) && minutes < to - DAY_MINUTES);
    });
  }

  /** The next moment after `at`, to the minute, when it opens. `at` is a moment when it is closed. */
  nextOpening(at: number): number {
    const today = this.#wall(at).date;
    const openings: number[] = [];
    for (let date = today; date <= today + 8; date += 1) {
      for (const { day, from } of this.#spans) if (day === weekday(date)) openings.push(...this.#momentsOf({ date, minutes: from }));
      const next = openings.filter((moment) => moment > at).sort((a, b) => a - b)[0];
      if (next !== undefined) return next;
    }
    throw new Error('opening hours without an opening');
  }

  /** The moments when the wall shows this: one; two where the clock is put back; where it is put forward, the first one after. */
  #momentsOf(wall: Wall): number[] {
    const asUtc = wall.date * DAY + wall.minutes * MINUTE;
    const guesses = [asUtc - this.#offset(asUtc - DAY), asUtc - this.#offset(asUtc + DAY)].sort((a, b) => a - b);
    const right = guesses.filter((moment) => this.#offset(moment) === asUtc - moment);
    if (right.length > 0) return [...new Set(right)];
    let moment = guesses[0] ?? asUtc;
    while (moment + this.#offset(moment) < asUtc) moment += MINUTE;
    return [moment];
  }

  /** How far the zone's clocks are ahead of UTC, in ms. */
  #offset(at: number): number {
    const { date, minutes } = this.#wall(at);
    return date * DAY + minutes * MINUTE - Math.floor(at / MINUTE) * MINUTE;
  }

  #wall(at: number): Wall {
    const parts = new Map(this.#format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
    return { date: Date.UTC(part('year'), part('month') - 1, part('day')) / DAY, minutes: part('hour') * 60 + part('minute') };
  }
}

/** The weekday of a date; the epoch was a Thursday. */
function weekday(date: number): number {
  return (((date + 4) % 7) + 7) % 7;
}

/** Reads a text of opening hours; without a time zone at its end it is in UTC. Throws an error that says what cannot be read. */
export function readHours(text: string): OpeningHours {
  const trimmed = text.trim();
  // What follows the last time of day is the zone.
  const [, body = trimmed, zone = 'UTC'] = /^(.*\d)\s+([A-Za-z][\w+/-]*)$/s.exec(trimmed) ?? [];
  const spans = body.split(';').filter((part) => part.trim() !== '').flatMap(readSpans);
  if (spans.length === 0) throw new Error('it has no opening');
  try {
    return new OpeningHours(spans, zone);
  } catch {
    throw new Error(`there is no time zone "${zone}"`);
  }
}

/** `Mon-Fri 09:00-12:00,13:00-17:00` or `Mon,Wed 22:00-06:00`. */
function readSpans(part: string): Span[] {
  const [days = '', ...times] = part.trim().split(/\s+/);
  if (times.length === 0) throw new Error(`"${part.trim()}" has no days or no times`);
  const spans = times.join('').split(',').map(readTimes);
  return days.split(',').flatMap(readDays).flatMap((day) => spans.map((span) => ({ day, ...span })));
}

function readDays(text: string): number[] {
  const [first, last = first, ...rest] = text.split('-').map((name) => DAYS.indexOf(name.toLowerCase()));
  if (first === undefined || last === undefined || first < 0 || last < 0 || rest.length > 0) throw new Error(`"${text}" is no day`);
  return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, index) => (first + index) % 7);
}

function readTimes(text: string): Omit<Span, 'day'> {
  const [, h1, m1, h2, m2] = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  const [from, to] = [Number(h1) * 60 + Number(m1), Number(h2) * 60 + Number(m2)];
  const fits = from < DAY_MINUTES && to <= DAY_MINUTES && Number(m1) < 60 && Number(m2) < 60 && from !== to;
  if (!fits) throw new Error(`"${text}" is no time of day`);
  return { from, to: to > from ? to : to + DAY_MINUTES };
}
