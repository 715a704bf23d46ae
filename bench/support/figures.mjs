// Turns samples into figures, and figures into the table that is printed. Knows arithmetic and columns; knows nothing of browsers.

/** The middle one; the mean of the two in the middle. */
export function median(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * One line of the table. `samples` are measured in `unit`; `goal` is the most that the median may be, `worstGoal` the most for a single one;
 * `rival` is the best that somebody else reaches. Without a goal the line is there to be read beside the others.
 */
export function figure(work, samples, { unit = 'ms', goal, worstGoal, rival, note = '' } = {}) {
  return { work, samples, unit, goal, worstGoal, rival, note };
}

const digits = (value, unit) => {
  if (unit === '') return String(Math.round(value));
  if (unit === 'kB' || unit === 'MB') return value.toFixed(2);
  return value < 1 ? value.toFixed(3) : value < 100 ? value.toFixed(1) : String(Math.round(value));
};

const withUnit = (value, unit) => (value === undefined ? '' : `${digits(value, unit)} ${unit}`.trim());

function lineOf({ work, samples, unit, goal, worstGoal, rival, note }) {
  const middle = median(samples);
  const worst = Math.max(...samples);
  const over = middle > goal || worst > worstGoal;
  const verdict = goal === undefined && worstGoal === undefined ? '' : over ? 'OVER' : 'ok';
  const goals = [goal === undefined ? '' : `≤ ${goal} ${unit}`.trim(), worstGoal === undefined ? '' : `worst ≤ ${worstGoal}`].filter(Boolean);
  return [
    work,
    goals.join(', '),
    withUnit(middle, unit),
    samples.length > 1 ? withUnit(worst, unit) : '',
    String(samples.length),
    rival === undefined ? '' : `${(middle / rival).toFixed(2)} of ${rival}`,
    verdict,
    note,
  ];
}

const HEADINGS = ['work', 'goal', 'median', 'worst', 'n', 'best rival', '', ''];

/** The table as text. */
export function table(figures) {
  const lines = [HEADINGS, ...figures.map(lineOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const leftBound = new Set([0, 1, 6, 7]);
  return lines
    .map((line) => line.map((cell, at) => (leftBound.has(at) ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join('  ').trimEnd())
    .join('\n');
}
