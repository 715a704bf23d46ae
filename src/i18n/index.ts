/** Which language speaks: finds the strings for a language tag and loads them. Knows the languages; refuses to know who shows them. */
import {launcherStrings, type LauncherStrings} from './launcher-strings.js';
import {english, type ChatStrings} from './strings.js';

export type {LauncherStrings} from './launcher-strings.js';
export type {ChatStrings} from './strings.js';

interface Language {
  readonly strings: ChatStrings;
  readonly launcher: LauncherStrings;
}

const ENGLISH: Language = {strings: english, launcher: launcherStrings};

const LANGUAGES: ReadonlyMap<string, () => Promise<Language>> = new Map([
  ['de', () => import('./de.js')],
  ['fr', () => import('./fr.js')],
  ['es', () => import('./es.js')],
  ['ar', () => import('./ar.js')],
]);

/** A language that could not be downloaded is English this time, and is asked for again the next. */
async function load(locale: string): Promise<Language> {
  const download = LANGUAGES.get(locale.toLowerCase().split(/[-_]/)[0]!);
  return download ? download().catch(() => ENGLISH) : ENGLISH;
}

/**
 * The window's strings for a BCP 47 tag such as `de-AT`: the language chooses the words, the whole tag formats dates and times. Unknown
 * languages, and ones that could not be loaded, give English. Never rejects.
 */
export async function loadStrings(locale: string): Promise<ChatStrings> {
  const {strings} = await load(locale);
  const tag = canonical(locale);
  return tag?.startsWith(`${strings.locale}-`) ? {...strings, locale: tag} : strings;
}

/** The launcher's strings for a BCP 47 tag; English where there are no others. Never rejects. */
export async function loadLauncherStrings(locale: string): Promise<LauncherStrings> {
  return (await load(locale)).launcher;
}

function canonical(locale: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(locale.replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
}
