/**
 * What becomes of what is heard of a session, on this tab's line or through another tab: it takes its place in the transcript, and what the record
 * keeps of it is committed. Holds no line itself.
 */
import type {LogEvent, SessionEvent} from '../model/session-event.js';
import type {EngineBasis} from './engine-basis.js';
import {learnEnd} from './ends.js';

export class Hearing {
  readonly #basis: EngineBasis;
  /** Through whom the last event came. */
  #origin: 'this-tab' | 'other-tab' = 'this-tab';
  /** The visitor's messages that have been shown since the last acknowledgement. */
  #shownIds: string[] = [];
  #acknowledging = false;

  constructor(basis: EngineBasis) {
    this.#basis = basis;
  }

  /** Another session is current, or none. */
  reset(): void {
    this.#shownIds = [];
  }

  /** An event was heard, here or by another tab. */
  hear(sessionId: string, event: SessionEvent, origin: 'this-tab' | 'other-tab'): void {
    const basis = this.#basis;
    if (event.type === 'typing') {
      if (event.participant.role !== 'visitor') basis.typing.heard(event.participant, event.on);
      return;
    }
    if (event.type === 'sync' && basis.transcript?.sessionId === sessionId && event.session.lastSeq < basis.transcript.lastSeq) {
      // The back end has lost a part of the log, as after a backup was restored: what is known of it is worth nothing.
      basis.transcripts.drop();
      return basis.reconcile();
    }
    this.#origin = origin;
    basis.transcripts.hear(sessionId, event);
    if (event.type !== 'sync' || basis.transcript?.sessionId !== sessionId) return;
    // The numbered `ended` event says the same, but the server may have dropped the log of a session that is long over.
    if (event.session.ended) void learnEnd(basis, sessionId, event.session.ended, event.session.lastSeq);
  }

  /** A numbered event took its place in the transcript. */
  applied(sessionId: string, event: LogEvent): void {
    const basis = this.#basis;
    basis.listener.applied(sessionId, event, this.#origin);
    switch (event.type) {
      case 'message':
        basis.typing.heard(event.message.author, false);
        if (event.message.author.role === 'visitor') this.#shownIds.push(event.message.id);
        break;
      case 'handoff':
        void basis.commit({type: 'owned', sessionId, owner: event.to, seq: event.seq});
        break;
      case 'ended': {
        const {by, reason, at, durationMs, messageCount, seq} = event;
        void learnEnd(basis, sessionId, {by, reason, at, durationMs, messageCount}, seq);
        break;
      }
      case 'joined':
      case 'left':
      case 'reopened':
      case 'resolution':
      case 'started':
      case 'unknown':
        break;
    }
    if (basis.line.held) void this.#acknowledge(sessionId);
  }

  /** Remembers what has been shown and tells the other side that it arrived: once for many events that come together. */
  async #acknowledge(sessionId: string): Promise<void> {
    if (this.#acknowledging) return;
    this.#acknowledging = true;
    await Promise.resolve();
    this.#acknowledging = false;
    const basis = this.#basis;
    const shown = basis.transcript;
    if (shown?.sessionId !== sessionId) return;
    const messageIds = this.#shownIds.splice(0);
    await basis.commit({type: 'shown', sessionId, seq: shown.lastSeq, messageIds});
    if (!basis.connector.capabilities.receipts) return;
    await basis.connector.acknowledge(sessionId, {delivered: shown.lastSeq}, basis.life).catch(() => undefined);
  }
}
