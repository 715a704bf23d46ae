/** The few words that the launcher needs before anything else has loaded. English is the type. Knows words, not where they stand. */

/** Words of the launcher. */
export interface LauncherStrings {
  /** What the window is called where the page gives it no heading. */
  readonly title: string;
  readonly open: string;
  readonly close: string;
  readonly unread: (count: number) => string;
  /** The window is on its way. */
  readonly loading: string;
  readonly loadFailed: string;
  readonly tryAgain: string;
}

/** English. */
export const launcherStrings: LauncherStrings = {
  title: 'Chat',
  open: 'Open chat',
  close: 'Close chat',
  unread: (count) => (count === 1 ? '1 unread message' : `${count} unread messages`),
  loading: 'Opening the chat',
  loadFailed: 'The chat could not be loaded.',
  tryAgain: 'Try again',
};
