/** Who is there for visitors, and what is left for them when nobody is. Knows no session; what was typed stays with whoever typed it. */
import type {Availability} from '../model/availability.js';
import {ChatError} from '../model/errors.js';
import {checkPrechat} from '../model/prechat-check.js';
import type {RoutingTarget} from '../model/routing.js';
import {newId} from '../model/ids.js';
import type {Connector} from '../contracts/connector.js';
import type {LeftMessage} from '../model/availability.js';
import {POLICY} from './policy.js';

/** What a visitor leaves. */
export type Leaving = Pick<LeftMessage, 'email' | 'name' | 'text'>;

type Where = Pick<LeftMessage, 'locale' | 'page'>;

/** Where messages go. */
export interface Desk {
  readonly connector: Connector;
  readonly life: AbortSignal;
}

export class FrontDesk {
  /** The last word on who is there; `null` until it is asked for. */
  availability: Availability | null = null;
  #asked = 0;
  /** The message that is being left: the same one again, after doubt, has the same id. */
  #leaving: {readonly what: string; readonly id: string} | undefined;

  /** Asks who is there. Resolves with the answer; rejects with what the connector threw. The answer to the newest question stays. */
  async ask({connector, life}: Desk, target: RoutingTarget): Promise<Availability> {
    const asked = ++this.#asked;
    const answer = await connector.availability(target, life);
    if (asked === this.#asked) this.availability = answer;
    return answer;
  }

  /** The back end has said it unasked. */
  hear(availability: Availability): void {
    this.#asked++;
    this.availability = availability;
  }

  /** Leaves a message. Resolves when the back end has it; rejects `bad-input`, `too-large`, or with what the connector threw. */
  async leave({connector, life}: Desk, leaving: Leaving, where: Where): Promise<void> {
    const message = checked(leaving);
    const what = JSON.stringify(message);
    if (this.#leaving?.what !== what) this.#leaving = {what, id: newId()};
    const {id} = this.#leaving;
    await connector.leaveMessage({id, ...message, ...where}, life);
    if (this.#leaving?.id === id) this.#leaving = undefined;
  }
}

function checked(leaving: Leaving): Leaving {
  const {email, name, text} = (leaving ?? {}) as Partial<Readonly<Record<keyof Leaving, unknown>>>;
  const [address, words, caller] = [email, text, name ?? ''].map((value) => (typeof value === 'string' ? value.trim() : ''));
  if (checkPrechat([{name: 'email', label: '', type: 'email', required: true}], {email: address!})['email']) {
    throw new ChatError('bad-input', 'leaveMessage() needs an "email" such as "ada@example.com", so that somebody can answer.');
  }
  if (!words) throw new ChatError('bad-input', 'leaveMessage() needs a "text".');
  if (words.length > POLICY.messageLength) throw new ChatError('too-large', `A message may have ${POLICY.messageLength} characters, not ${words.length}.`);
  return {email: address!, text: words, ...(caller && {name: caller})};
}
