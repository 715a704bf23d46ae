/**
 * The line to the back end, on which a session is heard. One tab holds it for all, and tells the others how it stands. Knows nothing of what the
 * events on it mean.
 */
import {ChatError} from '../model/errors.js';
import type {EngineBasis} from './engine-basis.js';
import {gone, isGone} from './ends.js';

/** How this tab's line, or that of the tab that holds it, stands. */
export type Link = 'down' | 'connecting' | 'online' | 'reconnecting';

export class Line {
  readonly #basis: EngineBasis;
  #link: Link = 'down';
  #wasOnline = false;
  /** Of the run that holds the line, while this tab does. */
  #holding: AbortSignal | null = null;

  constructor(basis: EngineBasis) {
    this.#basis = basis;
  }

  get link(): Link {
    return this.#link;
  }

  /** Whether the session shown has been heard. */
  get wasOnline(): boolean {
    return this.#wasOnline;
  }

  /** Whether this tab holds it. */
  get held(): boolean {
    return this.#holding !== null;
  }

  /** Holds the line: one path for page load, lost network, a new leader and the back/forward cache. */
  async follow(sessionId: string, signal: AbortSignal): Promise<void> {
    const basis = this.#basis;
    this.#holding = signal;
    try {
      for (let failures = 0, told = false; ; ) {
        this.lost();
        try {
          const after = basis.transcript?.lastSeq ?? 0;
          const {pauseMs} = await basis.connector.stream(sessionId, after, (event) => {
            if (signal.aborted) return;
            failures = 0;
            told = false;
            basis.post({kind: 'event', sessionId, event});
            this.set('online');
            basis.hearing.hear(sessionId, event, 'this-tab');
          }, signal);
          signal.throwIfAborted();
          this.set('reconnecting');
          await basis.patience.pause(pauseMs, signal);
        } catch (error) {
          signal.throwIfAborted();
          if (isGone(error)) return await gone(basis, sessionId, error.code);
          this.lost();
          // Once: it is tried again for ever.
          if (!told && error instanceof ChatError && !error.retryable && error.code !== 'identity-refused') {
            told = true;
            basis.fail(error, sessionId);
          }
          await basis.patience.afterFailure(error, failures++, signal);
        }
      }
    } finally {
      // A run that was aborted may end after the next one has begun.
      if (this.#holding === signal) this.#holding = null;
    }
  }

  /** Tells the other tabs how it stands, where it is this one that holds it. */
  tell(): void {
    const {session} = this.#basis.record;
    if (this.held && session) this.#basis.post({kind: 'link', sessionId: session.id, link: this.#link, seq: this.#basis.transcript?.lastSeq ?? 0});
  }

  /** How it stands now, as this tab finds or another tells. */
  set(link: Link): void {
    if (link === 'online') this.#wasOnline = true;
    if (link === this.#link) return;
    this.#link = link;
    this.tell();
    this.#basis.changed();
  }

  /** The back end is not heard: not yet, or not any more. */
  lost(): void {
    this.set(this.#wasOnline ? 'reconnecting' : 'connecting');
  }

  /** Another session is current, or none. */
  reset(link: Link): void {
    this.#wasOnline = false;
    this.set(link);
  }
}
