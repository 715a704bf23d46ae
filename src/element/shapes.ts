/**
 * The shapes of what a page gives as objects: form fields, targets, details, claims. Knows what each must have and says what is missing; refuses
 * to know what any of it is for.
 */
import type {PrechatField} from '../model/prechat.js';
import type {Detail, RoutingTarget} from '../model/routing.js';
import type {Claims} from '../model/visitor.js';
import type {StartAttributes} from '../session/chat.js';

/** Whether a value has a shape: `undefined`, or what is wrong with it, as a phrase that follows "it". */
type Check = (value: unknown) => string | undefined;

const FIELD_TYPES = ['text', 'email', 'tel', 'number', 'date', 'textarea', 'select', 'checkbox'];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** A list whose every item has a shape; the first that has not is named. */
const listOf =
  (check: Check): Check =>
  (value) => {
    if (!Array.isArray(value)) return 'must be an array';
    for (const [index, item] of value.entries()) {
      const wrong = isObject(item) ? check(item) : 'must be an object';
      if (wrong) return `has an item ${index} that ${wrong}`;
    }
    return undefined;
  };

const field: Check = (value) => {
  const {name, label, type = 'text', choices, pattern} = value as Readonly<Record<string, unknown>>;
  if (!isText(name)) return 'lacks a "name"';
  if (!isText(label)) return `lacks a "label" ("${name}")`;
  if (!FIELD_TYPES.includes(type as string)) return `has the type "${String(type)}" ("${name}"); there are ${FIELD_TYPES.join(', ')}`;
  if (type === 'select' && !(Array.isArray(choices) && choices.length > 0)) return `is a select without "choices" ("${name}")`;
  if (pattern !== undefined && !isPattern(pattern)) return `has a "pattern" that is no regular expression ("${name}")`;
  return undefined;
};

function isPattern(pattern: unknown): boolean {
  try {
    return isText(pattern) && new RegExp(pattern, 'v') instanceof RegExp;
  } catch {
    return false;
  }
}

const fields: Check = (value) => {
  const wrong = listOf(field)(value);
  if (wrong) return wrong;
  const names = (value as readonly PrechatField[]).map(({name}) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? undefined : `has two fields with the name "${twice}"`;
};

const target: Check = (value) => {
  const {agentId, queueId} = value as Readonly<Record<string, unknown>>;
  return isText(agentId) || isText(queueId) ? undefined : 'names neither an "agentId" nor a "queueId"';
};

const routing: Check = (value) => {
  if (typeof value === 'function') return undefined;
  if (!isObject(value)) return 'must be an object such as {queueId: "sales", fallback: true}, or a function that returns one';
  if (typeof value['fallback'] !== 'boolean') return 'lacks "fallback", true or false';
  return undefined;
};

const detail: Check = (value) => {
  const {label, value: text, shown} = value as Readonly<Record<string, unknown>>;
  if (!isText(label)) return 'lacks a "label"';
  if (typeof text !== 'string') return `has a "value" that is no text ("${label}")`;
  return typeof shown === 'boolean' ? undefined : `lacks "shown", true or false ("${label}")`;
};

const claims: Check = (value) => {
  if (!isObject(value)) return 'must be an object such as {name: "Ada", email: "ada@example.com"}';
  const wrong = ['name', 'email'].find((key) => value[key] != null && typeof value[key] !== 'string');
  return wrong && `has a "${wrong}" that is no text`;
};

const getToken: Check = (value) => (typeof value === 'function' ? undefined : 'must be a function that returns a promise of a token');

/** The properties that hold objects, each with its shape. */
export const SHAPES = {
  prechat: fields,
  routing,
  fallbackRouting: listOf(target),
  details: listOf(detail),
  user: claims,
  getToken,
} as const;

/** What they are once they have been checked; `undefined` where a page has given none. */
export interface Shaped {
  readonly prechat: readonly PrechatField[] | undefined;
  readonly routing: StartAttributes['routing'];
  readonly fallbackRouting: readonly RoutingTarget[] | undefined;
  readonly details: readonly Detail[] | undefined;
  readonly user: Claims | undefined;
  readonly getToken: (() => Promise<string>) | undefined;
}

/** Reads them. `refuse` is called with the name and what is wrong with it; such a value counts as none. */
export function readShapes(wishes: Readonly<Record<keyof Shaped, unknown>>, refuse: (name: string, wrong: string) => void): Shaped {
  const names = Object.keys(SHAPES) as (keyof Shaped)[];
  const read = names.map((name) => {
    const value = wishes[name];
    const wrong = value == null ? undefined : SHAPES[name](value);
    if (wrong) refuse(name, wrong);
    return [name, value == null || wrong ? undefined : value];
  });
  return Object.fromEntries(read) as Shaped;
}
