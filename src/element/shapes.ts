/**
 * The shapes of what a page gives the element as objects: what starts carry, and who the visitor is. Knows what each must have and says what is
 * missing; refuses to know what any of it is for.
 */
import type {PrechatField} from '../model/prechat.js';
import type {Detail, RoutingTarget} from '../model/routing.js';
import {type Check, isObject, START_SHAPES} from '../model/shapes.js';
import type {Claims} from '../model/visitor.js';
import type {StartAttributes} from '../session/chat.js';

const user: Check = (value) => {
  if (!isObject(value)) return 'must be an object such as {name: "Ada", email: "ada@example.com"}';
  const wrong = ['name', 'email'].find((key) => value[key] != null && typeof value[key] !== 'string');
  return wrong && `has a "${wrong}" that is no text`;
};

const getToken: Check = (value) => (typeof value === 'function' ? undefined : 'must be a function that returns a promise of a token');

const {prechat, routing, fallbackRouting, details} = START_SHAPES;
const SHAPES: Readonly<Record<keyof Shaped, Check>> = {prechat, routing, fallbackRouting, details, user, getToken};

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
