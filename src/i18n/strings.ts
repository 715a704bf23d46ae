/**
 * Every word that the window says, in English; English is the type of all languages. Refuses to know who shows which string. Names and
 * texts of people are passed in and never translated. A fresh page does without what is named here.
 */
import {freshEnglish, one} from './fresh-strings.js';

/** The English strings. Other languages are modules of the same shape, loaded when asked for. */
export const english = {
  ...freshEnglish,

  confirmTitle: 'End this chat?',
  confirmText: 'The conversation will be closed for everyone in it.',
  confirmEnd: 'End chat',
  confirmKeep: 'Keep chatting',

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

  queueFinding: 'Finding someone for you',
  queueNext: 'You’re next in line',
  queuePosition: (position: number) => `You’re number ${position} in line`,
  queueHint: 'You can keep writing in the meantime.',
  estimate: (minutes: number) => `About ${one(minutes, 'a minute', `${minutes} minutes`)}`,
  queueSummary: 'What our team will read',
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

  /** Whether people are there, before a session and while waiting. Each is a sentence without its full stop. */
  availability: {
    here: 'Our team is here for you',
    busy: 'Our team is helping others right now',
    away: (until?: string) => (until ? `Our team is away until ${until}` : 'Our team is away right now'),
    wait: (minutes: number) => `The wait is about ${one(minutes, 'a minute', `${minutes} minutes`)}`,
    assistant: 'The assistant can help you now',
  },

  /** What every form says. */
  form: {
    optional: 'optional',
    choose: 'Please choose',
    wrong: (count: number) => one(count, 'Please check one field', `Please check ${count} fields`),
    required: 'Please fill this in',
    unchecked: 'Please tick this box to go on',
    unchosen: 'Please choose one',
    email: 'Please enter an e-mail address such as name@example.com',
    tel: 'Please enter a phone number',
    number: 'Please enter a number',
    date: 'Please enter a date',
    invalid: 'Please check what you have entered',
    tooLong: (most: number) => `Please use ${one(most, 'one character', `${most} characters`)} at most`,
  },

  prechat: {
    title: 'Before we start',
    intro: 'A few details help us to help you.',
    submit: 'Start chat',
  },

  leave: {
    title: 'Leave us a message',
    intro: 'We’ll answer by e-mail.',
    email: 'E-mail',
    name: 'Name',
    text: 'How can we help?',
    submit: 'Send message',
    thanks: 'Thank you! We’ve got your message.',
    answerTo: (email: string) => `We’ll answer to ${email}.`,
    another: 'Write another message',
    here: 'Somebody is here for you now',
    startChat: 'Start a chat',
    wait: 'Wait for a person instead',
  },

  idle: {
    title: 'Are you still there?',
    closes: 'This chat closes in',
    warning: (time: string) => `Are you still there? This chat closes in ${time} unless you go on`,
    minutes: (count: number) => one(count, 'a minute', `${count} minutes`),
    seconds: (count: number) => one(count, 'a second', `${count} seconds`),
    keep: 'Keep chatting',
  },

  resolution: {
    ask: 'Did this solve it?',
    yes: 'Yes',
    no: 'I still need help',
    person: 'Sorry that this didn’t help. A person can take it from here.',
    sorry: 'Sorry that this didn’t help. Tell us more, and we’ll try again.',
    solved: 'You said that this solved it',
    unsolved: 'You said that you still need help',
  },

  survey: {
    title: 'How was this chat?',
    /** From worst to best. */
    scores: ['Very poor', 'Poor', 'Okay', 'Good', 'Great'] as readonly string[],
    comment: 'Anything you’d like to add?',
    submit: 'Send',
    skip: 'Skip',
    thanks: 'Thank you for your feedback',
  },

  reopened: {
    by: (name: string) => `${name} has reopened this chat`,
    text: 'You can go on where you stopped.',
    goOn: 'Continue here',
    leave: 'Leave it',
    later: 'Continue the reopened chat',
  },

  /** The list of conversations, and the header's ways to it. */
  threads: {
    back: 'All conversations',
    backUnread: (count: number) => one(count, 'All conversations, 1 with unread messages', `All conversations, ${count} with unread messages`),
    start: 'New conversation',
    earlier: 'Show earlier',
    loading: 'Loading your conversations',
    empty: 'No conversations yet',
    emptyHint: 'What you write with us appears here.',
    failed: 'Your conversations couldn’t be loaded.',
    own: (text: string) => `You: ${text}`,
    blank: 'No messages',
    ended: 'Ended',
    unread: (count: number) => one(count, '1 unread message', `${count} unread messages`),
    goToOpen: 'Go to your open conversation',
    more: 'More',
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
