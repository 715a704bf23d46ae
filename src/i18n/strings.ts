/**
 * Every word that the window says, in English; English is the type of all languages. Refuses to know who shows which string. Names and
 * texts of people are passed in and never translated.
 */

const one = (count: number, singular: string, plural: string): string => (count === 1 ? singular : plural);

/** The English strings. Other languages are modules of the same shape, loaded when asked for. */
export const english = {
  /** BCP 47 tag that dates and numbers are formatted with. */
  locale: 'en',
  dir: 'ltr' as 'ltr' | 'rtl',

  assistant: 'Assistant',
  agent: 'Support',
  you: 'You',
  greeting: 'Hi there! How can we help?',

  hide: 'Hide chat',
  end: 'End',
  endLong: 'End this chat',
  confirmTitle: 'End this chat?',
  confirmText: 'The conversation will be closed for everyone in it.',
  confirmEnd: 'End chat',
  confirmKeep: 'Keep chatting',
  waiting: 'Waiting for a person',

  transcript: 'Conversation',
  loadingHistory: 'Loading the conversation',
  today: 'Today',
  yesterday: 'Yesterday',
  newMessages: (count: number) => one(count, '1 new message', `${count} new messages`),
  latest: 'Go to the latest message',
  typing: (names: readonly string[]) => one(names.length, `${names[0]} is typing`, `${names.join(' and ')} are typing`),
  by: (author: string, time: string) => `${author}, ${time}`,
  sources: 'Sources',
  suggestions: 'Suggested replies',
  stopped: 'Stopped',

  queued: 'Waiting to be sent',
  sent: 'Sent',
  delivered: 'Delivered',
  failed: 'Not sent',
  retry: 'Retry',
  discard: 'Discard',

  talkToPerson: 'Talk to a person',
  queueFinding: 'Finding someone for you',
  queueNext: 'You’re next in line',
  queuePosition: (position: number) => `You’re number ${position} in line`,
  queueHint: 'You can keep writing in the meantime.',
  estimate: (minutes: number) => `About ${one(minutes, 'a minute', `${minutes} minutes`)}`,
  cancelWaiting: 'Stop waiting',

  joined: (name: string) => `${name} joined`,
  left: (name: string) => `${name} left`,
  toQueue: 'You asked for a person',
  toBot: 'The assistant is answering again',
  ended: {
    visitor: () => 'You ended this chat',
    agent: (name?: string) => `${name ?? 'Support'} ended this chat`,
    bot: (name?: string) => `${name ?? 'The assistant'} ended this chat`,
    host: () => 'This chat has ended',
    timeout: () => 'This chat ended because it was quiet for a while',
    server: () => 'This chat has ended',
  },
  ending: 'Ending the chat…',
  startNew: 'Start a new chat',

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
    other: 'Something went wrong.',
  },

  /** What rich text says; `loadImage` keeps `{host}`. */
  markdown: {
    copy: 'Copy',
    copied: 'Copied',
    code: 'Code',
    table: 'Table',
    loadImage: 'Load image from {host}',
    taskDone: 'Done',
    taskOpen: 'To do',
  },
};

export type ChatStrings = typeof english;
