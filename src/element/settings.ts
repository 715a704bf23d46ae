/**
 * What a page asked for, checked: turns attributes and properties as they were written into settings that hold, and tells what was wrong
 * with the rest. Knows allowed values and defaults; refuses to know elements, events and chats.
 */
import {ChatError} from '../model/errors.js';
import {isUuid} from '../model/ids.js';

/** `floating`: a launcher in a corner and a window above it · `inline`: fills the element's own box · `page`: fills the viewport. */
export type Mode = 'floating' | 'inline' | 'page';
/** The bottom corner of a floating chat, by the direction of the text. */
export type Position = 'end' | 'start';
/** What follows when the other side ends the session: keep it readable · show a fresh page · hide the window. */
export type AfterEnd = 'stay' | 'reset' | 'close';
/** Where this device keeps the session: it survives the page, or it does not. */
export type Storage = 'indexeddb' | 'memory';
/** `auto` follows the visitor's system. */
export type ColorScheme = 'auto' | 'light' | 'dark';

/** The closed lists; the first value of each is the default. */
const CHOICES = {
  mode: ['floating', 'inline', 'page'],
  position: ['end', 'start'],
  'after-end': ['stay', 'reset', 'close'],
  storage: ['indexeddb', 'memory'],
  'color-scheme': ['auto', 'light', 'dark'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type Choice<Name extends keyof typeof CHOICES> = (typeof CHOICES)[Name][number];

/** What is read: an element's properties, whose values may be anything that a page or a framework has written. */
export interface Wishes {
  readonly endpoint: string;
  readonly connector: string;
  readonly namespace: string;
  readonly heading: string;
  readonly greeting: string;
  readonly mode: string;
  readonly position: string;
  readonly singleThread: boolean;
  readonly sessionId: string;
  readonly afterEnd: string;
  readonly storage: string;
  readonly locale: string;
  readonly colorScheme: string;
}

/** Settings that hold. */
export interface Settings {
  /** Absolute, without a slash at its end. */
  readonly endpoint: string;
  readonly connector: string;
  readonly namespace: string;
  /** Empty: the window's own words. */
  readonly heading: string;
  readonly greeting: string;
  readonly mode: Mode;
  readonly position: Position;
  readonly singleThread: boolean;
  readonly sessionId: string | undefined;
  readonly afterEnd: AfterEnd;
  readonly storage: Storage;
  /** A language tag of BCP 47. */
  readonly locale: string;
  readonly colorScheme: ColorScheme;
}

/** Where the element stands. */
export interface Place {
  /** What a relative `endpoint` is relative to. */
  readonly baseUrl: string;
  /** The page's own origin: the back end of an element that names none. */
  readonly origin: string;
  /** The document's language; may be empty. */
  readonly language: string;
}

/** Reads `wishes`. `complain` is called once for each that cannot be fulfilled, with a `bad-input` error; its default is used instead. */
export function readSettings(wishes: Wishes, place: Place, complain: (error: ChatError) => void): Settings {
  const refuse = (name: string, value: unknown, allowed: string, used: string): void =>
    complain(new ChatError('bad-input', `<chat-embed ${name}="${String(value)}"> is not possible; ${name} takes ${allowed}. Used instead: ${used}.`));

  const choose = <Name extends keyof typeof CHOICES>(name: Name, value: string): Choice<Name> => {
    const allowed: readonly Choice<Name>[] = CHOICES[name];
    const found = allowed.find((choice) => choice === value);
    if (found === undefined) refuse(name, value, allowed.join(', '), allowed[0]!);
    return found ?? allowed[0]!;
  };

  const text = (name: string, value: unknown, fallback: string): string => {
    if (value == null || value === '') return fallback;
    if (typeof value === 'string' && value !== '[object Object]') return value;
    refuse(name, value, 'text', fallback === '' ? 'nothing' : fallback);
    return fallback;
  };

  const endpoint = (value: string): string => {
    const url = value ? absolute(value, place.baseUrl) : place.origin;
    if (url === undefined) refuse('endpoint', value, 'an http or https address', place.origin);
    return url ?? place.origin;
  };

  const id = (value: string): string | undefined => {
    if (!value) return undefined;
    if (isUuid(value)) return value.toLowerCase();
    refuse('session-id', value, 'a UUID of RFC 9562', 'an id made here');
    return undefined;
  };

  const locale = (value: string): string => {
    const fallback = languageTag(place.language) ?? 'en';
    if (!value) return fallback;
    const tag = languageTag(value);
    if (tag === undefined) refuse('locale', value, 'a language tag such as en or de-CH', fallback);
    return tag ?? fallback;
  };

  return {
    endpoint: endpoint(wishes.endpoint),
    connector: text('connector', wishes.connector, 'chat-embed'),
    namespace: text('namespace', wishes.namespace, 'default'),
    heading: text('heading', wishes.heading, ''),
    greeting: text('greeting', wishes.greeting, ''),
    mode: choose('mode', wishes.mode),
    position: choose('position', wishes.position),
    singleThread: wishes.singleThread,
    sessionId: id(wishes.sessionId),
    afterEnd: choose('after-end', wishes.afterEnd),
    storage: choose('storage', wishes.storage),
    locale: locale(wishes.locale),
    colorScheme: choose('color-scheme', wishes.colorScheme),
  };
}

function absolute(address: string, base: string): string | undefined {
  if (address === '[object Object]' || !URL.canParse(address, base)) return undefined;
  const url = new URL(address, base);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href.replace(/\/+$/, '') : undefined;
}

function languageTag(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}
