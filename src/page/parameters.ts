/**
 * What an address may ask of the chat page. Pure: knows names, values and what is wrong with them; refuses to know the chat.
 *
 * There is no `endpoint`, and no other way to name a server: whoever sends a link must not choose where the words of a visitor go, under the
 * name and the address of a site that the visitor trusts. The page's own HTML says which server it belongs to.
 */

/** What an address asks for. */
export interface PageParameters {
  /** A language tag of BCP 47. */
  readonly locale?: string;
  /** A UUID: a label for the session that starts next, or of one that this visitor has. */
  readonly sessionId?: string;
  readonly heading?: string;
  readonly showCloseIcon: boolean;
  readonly singleThread: boolean;
  /** Done once, on arrival. */
  readonly resetWindow: boolean;
  /** Sent once, on arrival, after the reset. */
  readonly sendMessage?: string;
}

/** An address that has been read. */
export interface Reading {
  readonly parameters: PageParameters;
  /** Names of the parameters whose values cannot be used; what they ask for does not happen. */
  readonly wrong: readonly string[];
  /** The query without what is done only once, so that neither a reload nor the way back does it again. */
  readonly rest: string;
}

const LONGEST_HEADING = 80;
const LONGEST_MESSAGE = 8000;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const SWITCHES: ReadonlyMap<string, boolean> = new Map([['', true], ['true', true], ['1', true], ['false', false], ['0', false]]);

/** Reads the query of an address, such as `?resetWindow=true`. Unknown parameters are left alone: links carry those of others. */
export function readParameters(search: string): Reading {
  const query = new URLSearchParams(search);
  const wrong: string[] = [];

  /** `read` gives `undefined` for a value that cannot be used. The first of several values counts. */
  const value = <T>(name: string, read: (text: string) => T | undefined): T | undefined => {
    const text = query.get(name);
    const found = text === null ? undefined : read(text);
    if (text !== null && found === undefined) wrong.push(name);
    return found;
  };
  const flag = (name: string): boolean => value(name, (text) => SWITCHES.get(text.toLowerCase())) ?? false;

  const locale = value('locale', languageTag);
  const sessionId = value('sessionId', (text) => (UUID.test(text) ? text.toLowerCase() : undefined));
  const heading = value('heading', (text) => shorter(oneLine(text), LONGEST_HEADING));
  const sendMessage = value('sendMessage', (text) => shorter(text.trim(), LONGEST_MESSAGE));
  const parameters: PageParameters = {
    ...(locale && {locale}),
    ...(sessionId && {sessionId}),
    ...(heading && {heading}),
    showCloseIcon: flag('showCloseIcon'),
    singleThread: flag('singleThread'),
    resetWindow: flag('resetWindow'),
    ...(sendMessage && {sendMessage}),
  };
  // Text that could not be used stays where it can be read and mended.
  for (const name of ['resetWindow', 'sendMessage']) if (!wrong.includes(name)) query.delete(name);
  const rest = query.toString();
  return {parameters, wrong, rest: rest && `?${rest}`};
}

function shorter(text: string, most: number): string | undefined {
  return text && text.length <= most ? text : undefined;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

function languageTag(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}
