/**
 * The shapes of what a page gives as objects: form fields, targets, details. Knows what each must have and says what is missing; refuses to know
 * what any of it is for.
 */

/** Whether a value has a shape: `undefined`, or what is wrong with it, as a phrase that follows its name. */
export type Check = (value: unknown) => string | undefined;

type Thing = Readonly<Record<string, unknown>>;

const FIELD_TYPES = ['text', 'email', 'tel', 'number', 'date', 'textarea', 'select', 'checkbox'];

export const isObject = (value: unknown): value is Thing => typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** A list whose every item has a shape; the first that has not is named. */
const listOf =
  (check: (item: Thing) => string | undefined): Check =>
  (value) => {
    if (!Array.isArray(value)) return 'must be an array';
    for (const [index, item] of value.entries()) {
      const wrong = isObject(item) ? check(item) : 'must be an object';
      if (wrong) return `has an item ${index} that ${wrong}`;
    }
    return undefined;
  };

/** A name that is not known is a mistake that would change what happens: it is told. */
function unknown(value: Thing, known: readonly string[]): string | undefined {
  const name = Object.keys(value).find((key) => !known.includes(key));
  return name && `has an unknown "${name}"; there are ${known.join(', ')}`;
}

function field({name, label, type = 'text', choices, pattern, value = ''}: Thing): string | undefined {
  if (!isText(name)) return 'lacks a "name"';
  if (!isText(label)) return `lacks a "label" ("${name}")`;
  if (!FIELD_TYPES.includes(type as string)) return `has the type "${String(type)}" ("${name}"); there are ${FIELD_TYPES.join(', ')}`;
  if (typeof value !== 'string') return `has a "value" that is no text ("${name}")`;
  if (type === 'select' && !(Array.isArray(choices) && choices.length > 0 && choices.every(isChoice))) {
    return `is a select without "choices" ("${name}"), a list such as [{value: "de", label: "Germany"}]`;
  }
  return pattern === undefined || isPattern(pattern) ? undefined : `has a "pattern" that is no regular expression ("${name}")`;
}

function isChoice(choice: unknown): boolean {
  return isObject(choice) && typeof choice['value'] === 'string' && isText(choice['label']);
}

function isPattern(pattern: unknown): boolean {
  try {
    return isText(pattern) && new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

const prechat: Check = (value) => {
  const wrong = listOf(field)(value);
  if (wrong) return wrong;
  const names = (value as readonly {readonly name: string}[]).map(({name}) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? undefined : `has two fields with the name "${twice}"`;
};

function target({agentId, queueId}: Thing): string | undefined {
  const wrong = Object.entries({agentId, queueId}).find(([, id]) => id !== undefined && !isText(id));
  return wrong && `has an "${wrong[0]}" that is no text`;
}

const someTarget = (value: Thing): string | undefined =>
  unknown(value, ['agentId', 'queueId']) ?? target(value) ?? (value['agentId'] ?? value['queueId'] ? undefined : 'names neither an "agentId" nor a "queueId"');

/** What decides to whom a session goes; without a function that finds it out. */
export const route: Check = (value) => {
  if (!isObject(value)) return 'must be an object such as {queueId: "sales", fallback: true}, or a function that returns one';
  if (typeof value['fallback'] !== 'boolean') {
    return 'lacks "fallback": true where the general line takes the chat when nobody of the target is there, or false';
  }
  return unknown(value, ['agentId', 'queueId', 'fallback']) ?? target(value);
};

function detail({label, value, shown}: Thing): string | undefined {
  if (!isText(label)) return 'lacks a "label"';
  if (typeof value !== 'string') return `has a "value" that is no text ("${label}")`;
  return typeof shown === 'boolean' ? undefined : `lacks "shown" ("${label}"): true where agents may see it, or false`;
}

const context: Check = (value) => (isObject(value) ? undefined : 'must be an object of JSON values');

/** By name: what a page may set for the sessions that start. */
export const START_SHAPES = {
  prechat,
  routing: (value: unknown): string | undefined => (typeof value === 'function' ? undefined : route(value)),
  fallbackRouting: listOf(someTarget),
  details: listOf(detail),
  context,
} as const;
