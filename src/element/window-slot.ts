/**
 * The window as the element sees it: something that is downloaded with its words when it is first shown, and then handed a chat. Knows when
 * that is done and keeps what it hands over stable; refuses to know what the window does with it.
 */
import {launcherStrings, type LauncherStrings} from '../i18n/launcher-strings.js';
import type {ChatStrings} from '../i18n/strings.js';
import type {Chat} from '../session/chat.js';
import type {ChatContext, WindowOptions} from '../ui/session-context.js';
import {parts} from './load.js';
import type {Settings} from './settings.js';

/** A place for one window. */
export class WindowSlot {
  /** Whether the window has ever been asked for. */
  needed = false;
  /** The launcher's words: those it was given until others have been loaded. */
  words: LauncherStrings;
  readonly #changed: () => void;
  #strings: ChatStrings | undefined;
  #locale = '';
  #last: ChatContext | undefined;

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

  /** Takes up a language: the launcher's words, and the window's where it is needed. Rejects `load-failed`. */
  async speak(locale: string): Promise<void> {
    this.#locale = locale;
    if (!this.needed && isEnglish(locale) && this.words === launcherStrings) return;
    const {loadStrings, loadLauncherStrings} = await parts.language();
    const [strings, words] = await Promise.all([loadStrings(locale), loadLauncherStrings(locale)]);
    // Another language may have been asked for meanwhile.
    if (locale !== this.#locale) return;
    this.#strings = strings;
    this.words = words;
    this.#changed();
  }

  /** What the window is handed: the same object until something in it is another; `undefined` until it can be rendered. */
  context(chat: Chat, settings: Settings): ChatContext | undefined {
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
