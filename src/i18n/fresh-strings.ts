/**
 * The words of a window in which nothing has been said yet, in English, and those for what fails: a network that has gone away cannot be asked for
 * them. Every opened window pays for these, so there are only these; the rest is `strings.ts`.
 */

/** `singular` for one, `plural` for any other number. */
export const one = (count: number, singular: string, plural: string): string => (count === 1 ? singular : plural);

/** English. */
export const freshEnglish = {
  /** BCP 47 tag that dates and numbers are formatted with. */
  locale: 'en',
  dir: 'ltr' as 'ltr' | 'rtl',

  assistant: 'Assistant',
  agent: 'Support',
  you: 'You',
  greeting: 'Hi there! How can we help?',

  hide: 'Hide chat',
  closeChat: 'Close chat',
  end: 'End',
  endLong: 'End this chat',
  waiting: 'Waiting for a person',
  conversations: 'Conversations',

  transcript: 'Conversation',
  loadingHistory: 'Loading the conversation',

  talkToPerson: 'Talk to a person',
  message: 'Message',
  placeholder: 'Write a message…',
  send: 'Send',
  stop: 'Stop the answer',
  remaining: (count: number) => one(count, '1 character left', `${count} characters left`),
  tooLong: (count: number) => one(count, '1 character too many', `${count} characters too many`),

  connecting: 'Connecting…',
  reconnecting: 'Reconnecting…',
  online: 'You’re back online',
  offline: 'You’re offline. Messages will be sent when you’re back.',
  memory: 'This browser can’t keep the chat. It lasts until you leave this page.',
  dismiss: 'Dismiss',
  tryAgain: 'Try again',

  errors: {
    network: 'We can’t reach the chat right now.',
    unavailable: 'The chat isn’t available right now.',
    'rate-limited': 'That was a bit fast. Please wait a moment.',
    unauthorized: 'The chat didn’t recognise you. Please start again.',
    'forbidden-origin': 'The chat isn’t set up for this website.',
    'session-ended': 'This chat has already ended.',
    'too-large': 'This message is too long.',
    'load-failed': 'Part of the chat couldn’t be loaded.',
    'nobody-there': 'Nobody is there to chat right now.',
    'identity-refused': 'We couldn’t confirm who you are. Please sign in again.',
    'prechat-required': 'Please answer the questions first.',
    other: 'Something went wrong.',
  },
};

/** What every opened window has the words of. */
export type FreshStrings = typeof freshEnglish;
