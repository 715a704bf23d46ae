/** What is wrong with answers to a form. Pure, and the same for the window, for programs and for what a start is refused with. */
import type {PrechatField, PrechatProblem, PrechatValues} from './prechat.js';

type Check = (value: string, field: PrechatField) => boolean;

/** Whether an answer that is there is one of its kind: forgiving about how people write, since a person will read it. */
const KINDS: Readonly<Partial<Record<NonNullable<PrechatField['type']>, readonly [PrechatProblem, Check]>>> = {
  email: ['email', (value) => /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(value)],
  tel: ['tel', (value) => /^\+?[\p{Nd}\s().\/-]{3,}(?:(?:x|ext\.?)\s*\p{Nd}+)?$/iu.test(value)],
  number: ['number', (value) => /^[+\-−]?[\p{Nd}\s.,'’]*\p{Nd}$/u.test(value)],
  date: ['date', (value) => /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))],
  select: ['choice', (value, {choices = []}) => choices.some((choice) => choice.value === value)],
};

/** A pattern that is no regular expression asks for nothing, as in HTML. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(value);
  } catch {
    return true;
  }
}

function problemOf(field: PrechatField, given: string): PrechatProblem | undefined {
  const {type = 'text', required, maxLength, pattern} = field;
  const value = given.trim();
  const answered = type === 'checkbox' ? value === 'true' : value !== '';
  if (!answered) return required ? 'required' : undefined;
  if (maxLength !== undefined && given.length > maxLength) return 'too-long';
  const kind = KINDS[type];
  if (kind && !kind[1](value, field)) return kind[0];
  return pattern !== undefined && !matches(pattern, value) ? 'pattern' : undefined;
}

/** What is wrong, by field name; empty when nothing is. Hidden fields are never wrong: nobody could mend them. */
export function checkPrechat(fields: readonly PrechatField[], values: PrechatValues): Record<string, PrechatProblem> {
  const problems: Record<string, PrechatProblem> = {};
  for (const field of fields) {
    const problem = field.hidden ? undefined : problemOf(field, values[field.name] ?? field.value ?? '');
    if (problem) problems[field.name] = problem;
  }
  return problems;
}
