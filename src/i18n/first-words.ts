/** The words of a launcher that nothing has come for yet. Every page pays for them, so there are only these. */
export interface FirstWords {
  readonly open: string;
  readonly loadFailed: string;
  readonly tryAgain: string;
}

/** English. */
export const firstWords: FirstWords = {
  open: 'Open chat',
  loadFailed: 'The chat could not be loaded.',
  tryAgain: 'Try again',
};
