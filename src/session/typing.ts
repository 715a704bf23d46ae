/** Who is typing: believes the other side for a few seconds, and tells it about the visitor without repeating every key. */
import type {Clock} from '../contracts/clock.js';
import type {Participant} from '../model/participant.js';
import {POLICY} from './policy.js';

export class Typing {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #tell: (on: boolean) => void;
  readonly #believed = new Map<string, AbortController>();
  #participants: readonly Participant[] = [];
  #toldAt = -Infinity;
  #on = false;

  /** `tell` informs the other side; `onChange` hears that `participants` changed. */
  constructor(clock: Clock, tell: (on: boolean) => void, onChange: () => void) {
    this.#clock = clock;
    this.#tell = tell;
    this.#onChange = onChange;
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
    this.#onChange();
  }

  /** The visitor's draft became `text`. */
  draft(text: string): void {
    const on = text.trim() !== '';
    const now = this.#clock.now();
    if (!on && !this.#on) return;
    if (on && this.#on && now - this.#toldAt < POLICY.typingRepeatMs) return;
    this.#on = on;
    this.#toldAt = now;
    this.#tell(on);
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
      await this.#clock.sleep(POLICY.typingBelievedMs, controller.signal);
      this.heard(participant, false);
    } catch {
      // Heard again, or reset.
    }
  }
}
