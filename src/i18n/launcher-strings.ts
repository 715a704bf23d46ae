/** The words of the launcher. English is the type. Knows words, not where they stand. */
import {type FirstWords, firstWords} from './first-words.js';

/** Words of the launcher. */
export interface LauncherStrings extends FirstWords {
  /** What the window is called where the page gives it no heading. */
  readonly title: string;
  readonly close: string;
  readonly unread: (count: number) => string;
  /** The window is on its way. */
  readonly loading: string;
}

/** English. */
export const launcherStrings: LauncherStrings = {
  ...firstWords,
  title: 'Chat',
  close: 'Close chat',
  unread: (count) => (count === 1 ? '1 unread message' : `${count} unread messages`),
  loading: 'Opening the chat',
};
