/**
 * The window as the element sees it: something that is downloaded with its words when it is first shown, and then handed a chat. Knows when
 * that is done and keeps what it hands over stable; refuses to know what the window does with it.
 */
import {launcherStrings, type LauncherStrings} from '../i18n/launcher-strings.js';
import type {FreshStrings} from '../i18n/fresh-strings.js';
import type {Chat} from '../session/chat.js';
import type {FreshContext, WindowOptions} from '../ui/session-context.js';
import {parts} from './load.js';
import {once} from './once.js';
import type {Settings} from './settings.js';

/** A place for one window. */
export class WindowSlot {
  /** Whether the window has ever been asked for. */
  needed = false;
  /** The launcher's words: those it was given until others have been loaded. */
  words: LauncherStrings;
  readonly #changed: () => void;
  #strings: FreshStrings | undefined;
  #locale = '';
  /** How often words were asked for, and what the last time comes to. */
  #asked = 0;
  #speaking: Promise<void> | undefined;
  /** There is more to say than on a fresh page. */
  #whole = false;
  #last: FreshContext | undefined;

  /** `changed` is called when there is something new to render. */
  constructor(words: LauncherStrings, changed: () => void) {
    this.words = words;
    this.#changed = changed;
  }

  /** Loads the window and its words. Resolves when it can be rendered; rejects `load-failed`. */
  async load(locale: string): Promise<void> {
    this.needed = true;
    this.#changed();
    await Promise.all([parts.window(), this.speak(locale)]);
    this.#changed();
  }

  /** Has all words from now on, where there is a window. Settles when it has them; rejects `load-failed`. */
  async complete(): Promise<void> {
    this.#whole = true;
    if (this.needed) await this.speak(this.#locale);
  }

  /** Takes up a language: the launcher's words, and the window's where it is needed. Rejects `load-failed`. */
  speak(locale: string): Promise<void> {
    this.#locale = locale;
    return (this.#speaking = this.#learn(locale));
  }

  async #learn(locale: string): Promise<void> {
    if (!this.needed && isEnglish(locale) && this.words === launcherStrings) return;
    const turn = ++this.#asked;
    const {loadStrings, loadFreshStrings, loadLauncherStrings} = await parts.language();
    const load = this.#whole ? once(() => loadStrings(locale)) : () => loadFreshStrings(locale);
    const [strings, words] = await Promise.all([load(), loadLauncherStrings(locale)]);
    // Another language, or more words, may have been asked for meanwhile.
    if (turn !== this.#asked) return this.#speaking;
    this.#strings = strings;
    this.words = words;
    this.#changed();
  }

  /** What the window is handed: the same object until something in it is another; `undefined` until it can be rendered. */
  context(chat: Chat, settings: Settings): FreshContext | undefined {
    const strings = this.#strings;
    if (!strings || !this.needed || !customElements.get('chat-embed-window')) return undefined;
    const last = this.#last;
    const options = windowOptions(settings, this.words.title);
    const same = last?.chat === chat && last.strings === strings && JSON.stringify(last.options) === JSON.stringify(options);
    return same ? last : (this.#last = {chat, strings, options});
  }
}

function windowOptions(settings: Settings, title: string): WindowOptions {
  const {heading, greeting, mode, showCloseIcon, endButton, endButtonWithoutSession, singleThread, skipSessionsList, oneOpenSession} = settings;
  const {resolutionPrompt, csat} = settings;
  return {
    heading: heading || title,
    ...(greeting === undefined ? {} : {greeting}),
    mode,
    closable: mode === 'floating' || (mode === 'page' && showCloseIcon),
    endButton,
    endButtonWithoutSession,
    singleThread,
    skipSessionsList,
    oneOpenSession,
    resolutionPrompt,
    csat,
  };
}

function isEnglish(locale: string): boolean {
  return /^en\b/i.test(locale);
}
