/**
 * Emphasis, strong emphasis and strikethrough: which delimiter runs pair up, by CommonMark's rules. It knows runs and their
 * neighbours alone; the tree is built from its pairs elsewhere.
 */

export type Mark = 'em' | 'strong' | 'del';

/** A run of `*`, `_` or `~`. `length` is what is still literal; `closed` lie before that, `opened` (innermost first) after it. */
export interface Run {
  readonly char: '*' | '_' | '~';
  readonly at: number;
  readonly full: number;
  readonly opens: boolean;
  readonly closes: boolean;
  length: number;
  readonly closed: Mark[];
  readonly opened: Mark[];
  previous: Run | undefined;
  next: Run | undefined;
}

/** An opened run that nothing has closed is shown as finished for at most that many characters of a growing text. */
const MAX_PENDING = 240;
const SPACE = /\s/;
const PUNCTUATION = /[\p{P}\p{S}]/u;

const before = (text: string, at: number): string => {
  const low = text.charCodeAt(at - 1);
  return low >= 0xdc00 && low <= 0xdfff ? text.slice(at - 2, at) : (text[at - 1] ?? ' ');
};

const after = (text: string, at: number): string => {
  const code = text.codePointAt(at);
  return code === undefined ? ' ' : String.fromCodePoint(code);
};

/** Reads the run at a position and whether it can open or close. */
export const readRun = (text: string, at: number, char: Run['char']): Run => {
  let end = at;
  while (text[end] === char) end += 1;
  const [left, right] = [before(text, at), after(text, end)];
  const [spaceLeft, spaceRight] = [SPACE.test(left), SPACE.test(right)];
  const [markLeft, markRight] = [PUNCTUATION.test(left), PUNCTUATION.test(right)];
  const leftFlanking = !spaceRight && (!markRight || spaceLeft || markLeft);
  const rightFlanking = !spaceLeft && (!markLeft || spaceRight || markRight);
  const inWord = char === '_';
  return {
    char,
    at,
    full: end - at,
    length: end - at,
    opens: leftFlanking && (!inWord || !rightFlanking || markLeft),
    closes: rightFlanking && (!inWord || !leftFlanking || markRight),
    closed: [],
    opened: [],
    previous: undefined,
    next: undefined,
  };
};

const remove = (run: Run): void => {
  if (run.previous) run.previous.next = run.next;
  if (run.next) run.next.previous = run.previous;
};

const pairs = (opener: Run, closer: Run): boolean => {
  if (!opener.opens || opener.char !== closer.char) return false;
  if (opener.char === '~') return true;
  const odd = (closer.opens || opener.closes) && closer.full % 3 !== 0 && (opener.full + closer.full) % 3 === 0;
  return !odd;
};

const first = (last: Run | undefined, below: number): Run | undefined => {
  let run = last && last.at > below ? last : undefined;
  while (run?.previous && run.previous.at > below) run = run.previous;
  return run;
};

const use = (opener: Run, closer: Run): void => {
  const double = opener.length > 1 && closer.length > 1;
  const mark: Mark = opener.char === '~' ? 'del' : double ? 'strong' : 'em';
  opener.opened.push(mark);
  closer.closed.push(mark);
  opener.length -= double ? 2 : 1;
  closer.length -= double ? 2 : 1;
  opener.next = closer;
  closer.previous = opener;
  if (opener.length === 0) remove(opener);
};

const findOpener = (closer: Run, floor: number): Run | undefined => {
  let opener = closer.previous;
  while (opener && opener.at > floor && !pairs(opener, closer)) opener = opener.previous;
  return opener && opener.at > floor ? opener : undefined;
};

/** Pairs the runs that come after position `below`. Answers the last run that found no partner but could still open. */
export const matchDelimiters = (last: Run | undefined, below = -1): Run | undefined => {
  /** By kind of closer: no opener for it lies at or before this position, so that no stretch is searched twice. */
  const floors = new Map<string, number>();
  let tail = last;
  let closer = first(last, below);
  while (closer) {
    if (!closer.closes) {
      closer = closer.next;
      continue;
    }
    const key = `${closer.char}${closer.opens}${closer.full % 3}`;
    const opener = findOpener(closer, floors.get(key) ?? below);
    if (opener) use(opener, closer);
    else floors.set(key, closer.previous?.at ?? below);
    if (opener && closer.length > 0) continue;
    if (opener || !closer.opens) {
      if (closer === tail) tail = closer.previous;
      remove(closer);
    }
    closer = closer.next;
  }
  return tail;
};

const markOf = (run: Run): readonly Mark[] => {
  if (run.char === '~') return ['del'];
  if (run.length > 3) return [];
  return run.length === 1 ? ['em'] : run.length === 2 ? ['strong'] : ['strong', 'em'];
};

/**
 * What to do with runs that could open but found no partner: in a growing text those near its end count as opened. Answers
 * where the first of them stands, `Infinity` if there is none.
 */
export const closeAll = (last: Run | undefined, growing: string | undefined): number => {
  let earliest = Infinity;
  for (let run = last; run; run = run.previous) {
    if (!run.opens || run.length === 0) continue;
    earliest = Math.min(earliest, run.at);
    if (growing === undefined || growing.length - run.at > MAX_PENDING) continue;
    if (/[\p{L}\p{N}]/u.test(growing[run.at - 1] ?? '')) continue;
    const marks = markOf(run);
    if (marks.length === 0) continue;
    run.opened.push(...marks);
    run.length = 0;
  }
  return earliest;
};
