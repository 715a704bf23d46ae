/**
 * What a page asked for, checked: turns attributes and properties as they were written into settings that hold, and tells what was wrong
 * with the rest. Knows allowed values and defaults; refuses to know elements, events and chats.
 */
import {ChatError} from '../model/errors.js';
import {isUuid} from '../model/ids.js';
import {
  CHOICES, type AfterEnd, type Choice, type ChoiceName, type ColorScheme, type EndButton, type EndButtonWithoutSession, type Mode, type Position,
  type Storage,
} from './choices.js';
import {absoluteEndpoint} from './endpoint.js';
import type {Parts} from './load.js';
import type {Shaped} from './shapes.js';

/** What is read: an element's properties, whose values may be anything that a page or a framework has written. */
export interface Wishes extends Readonly<Record<keyof Shaped, unknown>> {
  readonly endpoint: string;
  readonly connector: string;
  readonly namespace: string;
  readonly heading: string;
  readonly greeting: string | null;
  readonly mode: string;
  readonly position: string;
  readonly sessionId: string;
  readonly afterEnd: string;
  readonly storage: string;
  readonly locale: string;
  readonly colorScheme: string;
  readonly endButton: string;
  readonly endButtonWithoutSession: string;
  readonly resolutionPrompt: string;
  readonly csat: string;
  readonly singleThread: boolean;
  readonly skipSessionsList: boolean;
  readonly oneOpenSession: boolean;
  readonly showCloseIcon: boolean;
  readonly userToken: string;
  readonly context: unknown;
  /** A framework that rendered before the element was defined writes objects as attributes. */
  getAttribute(name: 'context'): string | null;
}

/** Settings that hold. */
export interface Settings extends Shaped {
  /** Absolute, without a slash at its end. */
  readonly endpoint: string;
  readonly connector: string;
  readonly namespace: string;
  /** Empty: the language's own word. */
  readonly heading: string;
  /** Absent: the language's own words; empty: none. */
  readonly greeting: string | undefined;
  readonly mode: Mode;
  readonly position: Position;
  readonly sessionId: string | undefined;
  readonly afterEnd: AfterEnd;
  readonly storage: Storage;
  /** A language tag of BCP 47. */
  readonly locale: string;
  readonly colorScheme: ColorScheme;
  readonly endButton: EndButton;
  readonly endButtonWithoutSession: EndButtonWithoutSession;
  readonly resolutionPrompt: boolean;
  readonly csat: boolean;
  readonly singleThread: boolean;
  readonly skipSessionsList: boolean;
  readonly oneOpenSession: boolean;
  readonly showCloseIcon: boolean;
  /** Empty: none. */
  readonly userToken: string;
  readonly context: Readonly<Record<string, unknown>> | undefined;
}

/** What reads the properties that hold objects. */
export type Given = Awaited<ReturnType<Parts['given']>>;

const NOTHING_GIVEN: Shaped = {
  prechat: undefined, routing: undefined, fallbackRouting: undefined, details: undefined, user: undefined, getToken: undefined,
};

/** Whether a page has written anything that only `given.ts` can read. */
export function givesMore(wishes: Wishes): boolean {
  return !!wishes.userToken || Object.keys(NOTHING_GIVEN).some((name) => wishes[name as keyof Shaped] != null);
}

/** Reads `wishes`; what takes `given` counts as not written without it. `complain` is called once for each that cannot be fulfilled, with a `bad-input` error; its default is used instead. */
export function readSettings(wishes: Wishes, complain: (error: ChatError) => void, given?: Given): Settings {
  const refuse = (name: string, value: unknown, allowed: string, used: string): void =>
    complain(new ChatError('bad-input', `<chat-embed>: "${String(value)}" is no value for ${name}; it takes ${allowed}. Used instead: ${used}.`));

  const choose = <Name extends ChoiceName>(name: Name): Choice<Name> => {
    const allowed: readonly Choice<Name>[] = CHOICES[name];
    const found = allowed.find((choice) => choice === wishes[name]);
    if (found === undefined) refuse(kebab(name), wishes[name], allowed.join(', '), allowed[0]!);
    return found ?? allowed[0]!;
  };

  const refuseShape = (name: string, wrong: string): void =>
    complain(new ChatError('bad-input', `<chat-embed>: ${name} ${wrong}. It is set as a property. Used instead: nothing.`));

  const text = (name: 'connector' | 'namespace' | 'heading' | 'greeting' | 'userToken', fallback: string): string => {
    const value: unknown = wishes[name];
    if (value == null || value === '') return fallback;
    if (typeof value === 'string' && value !== '[object Object]') return value;
    refuse(kebab(name), value, 'text', fallback || 'nothing');
    return fallback;
  };

  const context = (value: unknown): Settings['context'] => {
    if (value == null) return undefined;
    if (typeof value === 'object' && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
    refuse('context', value, 'an object, set as a property', 'nothing');
    return undefined;
  };

  const endpoint = (value: string): string => {
    const url = absoluteEndpoint(value);
    if (url === undefined) refuse('endpoint', value, 'an http or https address', location.origin);
    return url ?? location.origin;
  };

  const sessionId = (value: string): string | undefined => {
    if (!value) return undefined;
    if (isUuid(value)) return value.toLowerCase();
    refuse('session-id', value, 'a UUID of RFC 9562', 'an id made here');
    return undefined;
  };

  const locale = (value: string): string => {
    const fallback = languageTag(document.documentElement.lang) ?? 'en';
    const tag = languageTag(value);
    if (value && tag === undefined) refuse('locale', value, 'a language tag such as en or de-CH', fallback);
    return tag ?? fallback;
  };

  return {
    endpoint: endpoint(wishes.endpoint),
    connector: text('connector', 'chat-embed'),
    namespace: text('namespace', 'default'),
    heading: text('heading', ''),
    greeting: wishes.greeting == null ? undefined : text('greeting', ''),
    mode: choose('mode'),
    position: choose('position'),
    sessionId: sessionId(wishes.sessionId),
    afterEnd: choose('afterEnd'),
    storage: choose('storage'),
    locale: locale(wishes.locale),
    colorScheme: choose('colorScheme'),
    endButton: choose('endButton'),
    endButtonWithoutSession: choose('endButtonWithoutSession'),
    resolutionPrompt: choose('resolutionPrompt') === 'on',
    csat: choose('csat') === 'on',
    singleThread: wishes.singleThread,
    skipSessionsList: wishes.skipSessionsList,
    oneOpenSession: wishes.oneOpenSession,
    showCloseIcon: wishes.showCloseIcon,
    userToken: text('userToken', ''),
    ...(given?.readShapes(wishes, refuseShape) ?? NOTHING_GIVEN),
    context: context(wishes.getAttribute('context') ?? wishes.context),
  };
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function languageTag(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag || [])[0];
  } catch {
    return undefined;
  }
}

/** Complaints that have been told, by element: each wrong value is told once. */
const told = new WeakMap<EventTarget, Set<string>>();

/** Reads an element's settings; tells each wrong value once as `chat-error`, through `tell`, and gives closed lists their defaults back. */
export function checkSettings(element: Wishes & HTMLElement, tell: (error: ChatError) => void, given?: Given): Settings {
  const before = told.get(element) ?? new Set<string>();
  told.set(element, before);
  const wrong: ChatError[] = [];
  const settings = readSettings(element, (error) => wrong.push(error), given);
  for (const name of Object.keys(CHOICES) as ChoiceName[]) {
    const allowed: readonly string[] = CHOICES[name];
    if (!allowed.includes(element[name])) Object.assign(element, {[name]: allowed[0]});
  }
  for (const error of wrong) {
    if (before.has(error.message)) continue;
    before.add(error.message);
    tell(error);
  }
  return settings;
}
