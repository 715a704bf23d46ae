/** Whether somebody is there, and what a visitor can leave when nobody is. */

/** `busy`: all who are there have as much as they can take · `away`: nobody is, or it is out of hours. */
export interface Availability {
  readonly state: 'available' | 'busy' | 'away';
  /** Whether a bot answers first. */
  readonly bot: boolean;
  /** When somebody is there again, in ms since the epoch. */
  readonly reopensAt?: number;
  readonly estimateSeconds?: number;
  /** Whether a message can be left. */
  readonly leaveMessage: boolean;
}

/** A message for whoever comes back. */
export interface LeftMessage {
  /** A UUID, made by the sender: the same message twice is one. */
  readonly id: string;
  readonly email: string;
  readonly name?: string;
  readonly text: string;
  readonly locale?: string;
  readonly page?: {readonly url: string; readonly title: string};
}
