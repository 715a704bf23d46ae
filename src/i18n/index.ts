/** Which language speaks: finds the strings for a language tag and loads them. Knows the languages; refuses to know who shows them. */
import {launcherStrings, type LauncherStrings} from './launcher-strings.js';
import {freshEnglish, type FreshStrings} from './fresh-strings.js';
import type {ChatStrings} from './strings.js';

export type {LauncherStrings} from './launcher-strings.js';
export type {FreshStrings} from './fresh-strings.js';
export type {ChatStrings} from './strings.js';

interface Language {
  readonly strings: ChatStrings;
  readonly launcher: LauncherStrings;
}

const LANGUAGES: ReadonlyMap<string, () => Promise<Language>> = new Map([
  ['de', () => import('./de.js')],
  ['fr', () => import('./fr.js')],
  ['es', () => import('./es.js')],
  ['ar', () => import('./ar.js')],
]);

/** Undefined for English: one that could not be downloaded is English this time, and is asked for again the next. */
async function load(locale: string): Promise<Language | undefined> {
  return LANGUAGES.get(locale.toLowerCase().split(/[-_]/)[0]!)?.().catch(() => undefined);
}

/**
 * The strings of a fresh page for a BCP 47 tag such as `de-AT`: the language chooses the words, the whole tag formats dates and times. Unknown
 * languages, and ones that could not be loaded, give English. Never rejects.
 */
export async function loadFreshStrings(locale: string): Promise<FreshStrings> {
  return tagged(locale, (await load(locale))?.strings ?? freshEnglish);
}

/** All of the window's strings, likewise; rejects when English is not to be had either. */
export async function loadStrings(locale: string): Promise<ChatStrings> {
  return tagged(locale, (await load(locale))?.strings ?? (await import('./strings.js')).english);
}

function tagged<S extends FreshStrings>(locale: string, strings: S): S {
  const tag = canonical(locale);
  return tag?.startsWith(`${strings.locale}-`) ? {...strings, locale: tag} : strings;
}

/** The launcher's strings for a BCP 47 tag; English where there are no others. Never rejects. */
export async function loadLauncherStrings(locale: string): Promise<LauncherStrings> {
  return (await load(locale))?.launcher ?? launcherStrings;
}

function canonical(locale: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(locale.replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
}
