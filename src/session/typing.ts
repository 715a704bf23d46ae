/** Who is typing: believes the other side for a few seconds, and tells it about the visitor without repeating every key. */
import type {Clock} from '../contracts/clock.js';
import type {Participant} from '../model/participant.js';
import {POLICY} from './policy.js';

/** Who has somebody to type with. */
export interface TypingOwner {
  readonly clock: Clock;
  /** Informs the other side. */
  tellTyping(on: boolean): void;
  /** `participants` changed. */
  changed(): void;
}

export class Typing {
  readonly #owner: TypingOwner;
  readonly #believed = new Map<string, AbortController>();
  #participants: readonly Participant[] = [];
  #toldAt = -Infinity;
  #on = false;

  constructor(owner: TypingOwner) {
    this.#owner = owner;
  }

  /** Who is typing now. */
  get participants(): readonly Participant[] {
    return this.#participants;
  }

  /** The other side types, or stops. Forgotten by itself after a few seconds, because a stop can get lost. */
  heard(participant: Participant, on: boolean): void {
    this.#believed.get(participant.id)?.abort();
    this.#believed.delete(participant.id);
    this.#participants = this.#participants.filter(({id}) => id !== participant.id);
    if (on) {
      this.#participants = [...this.#participants, participant];
      void this.#forgetLater(participant);
    }
    this.#owner.changed();
  }

  /** The visitor's draft became `text`. */
  draft(text: string): void {
    const on = text.trim() !== '';
    const now = this.#owner.clock.now();
    if (!on && !this.#on) return;
    if (on && this.#on && now - this.#toldAt < POLICY.typingRepeatMs) return;
    this.#on = on;
    this.#toldAt = now;
    this.#owner.tellTyping(on);
  }

  /** Nobody types: another session, or none. */
  reset(): void {
    for (const controller of this.#believed.values()) controller.abort();
    this.#believed.clear();
    this.#participants = [];
    this.#on = false;
  }

  async #forgetLater(participant: Participant): Promise<void> {
    const controller = new AbortController();
    this.#believed.set(participant.id, controller);
    try {
      await this.#owner.clock.sleep(POLICY.typingBelievedMs, controller.signal);
      this.heard(participant, false);
    } catch {
      // Heard again, or reset.
    }
  }
}
