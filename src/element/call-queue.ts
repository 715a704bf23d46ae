/**
 * Calls that a page wrote down before the element's script had arrived, and the same way of calling afterwards. Knows verbs by name and their
 * order; the verbs themselves are the element's.
 */

/** The methods that can be queued. */
export const VERBS = [
  'show',
  'hide',
  'toggle',
  'startChat',
  'endChat',
  'clearSession',
  'resetWindow',
  'clearChat',
  'startNewSession',
  'sendMessage',
  'requestHandoff',
  'setPrechat',
  'submitPrechat',
  'checkAvailability',
  'leaveMessage',
  'listSessions',
  'moreSessions',
  'openSession',
  'newThread',
  'continueSession',
  'keepChatting',
  'answerResolution',
  'submitCsat',
  'skipCsat',
  'identify',
  'logout',
  'eraseMyData',
] as const;

/** Those that mean nothing without arguments: a button cannot call them. */
export const NEEDY: ReadonlySet<Verb> = new Set<Verb>([
  'sendMessage', 'setPrechat', 'submitPrechat', 'leaveMessage', 'openSession', 'answerResolution', 'submitCsat', 'identify',
]);

export type Verb = (typeof VERBS)[number];

/** A method by its name and its arguments: `['sendMessage', 'Hello']`. */
export type QueuedCall = readonly [verb: Verb, ...parameters: readonly unknown[]];

/** What `element.queue` is once the element is there. */
export interface CallQueue {
  /** Makes these calls now, in order. What becomes of them is told by events. */
  push(...calls: readonly QueuedCall[]): void;
}
