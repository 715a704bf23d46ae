/**
 * Keeps the transcript of the current session without holes: events that come too early wait until the missing ones have been fetched. Knows
 * nothing of who hears the stream; it is told, by the line of this tab or by another tab.
 */
import type {Clock} from '../contracts/clock.js';
import type {Connector} from '../contracts/connector.js';
import type {LogEvent, SessionEvent, SessionInfo, Snapshot} from '../model/session-event.js';
import {isLogEvent} from '../model/session-event.js';
import {apply, fromSnapshot, prepend} from '../model/transcript.js';
import type {Transcript} from '../model/transcript.js';
import type {Patience} from './patience.js';
import {POLICY} from './policy.js';
import {ServerClock} from './server-clock.js';

/** Who has the transcript. */
export interface TranscriptOwner {
  readonly connector: Connector;
  readonly clock: Clock;
  readonly patience: Patience;
  changed(): void;
  readonly hearing: {
    /** A numbered event took its place. Not called for what was there before the transcript was loaded. */
    applied(sessionId: string, event: LogEvent): void;
  };
}

export class TranscriptKeeper {
  /** Learned from what is heard. */
  readonly clock: ServerClock;
  readonly #owner: TranscriptOwner;
  #transcript: Transcript | null = null;
  /** Events beyond a hole, or heard before the transcript was there. */
  #early: {readonly sessionId: string; readonly event: SessionEvent}[] = [];
  #filling: AbortController | null = null;
  #loadingMore: AbortController | null = null;
  #past = 0;

  constructor(owner: TranscriptOwner) {
    this.#owner = owner;
    this.clock = new ServerClock(owner.clock);
  }

  get transcript(): Transcript | null {
    return this.#transcript;
  }

  get loadingMore(): boolean {
    return this.#loadingMore !== null;
  }

  /** Shows a session from its snapshot, and what was heard of it meanwhile. */
  show(snapshot: Snapshot): void {
    this.stop();
    this.clock.reset();
    this.#learnTime(snapshot.session);
    this.#transcript = fromSnapshot(snapshot);
    this.#owner.changed();
    this.#drain();
  }

  /** Goes on with what is known of a session. */
  take(transcript: Transcript): void {
    this.#transcript = transcript;
  }

  /** Forgets everything shown. */
  drop(): void {
    this.stop();
    this.#transcript = null;
    this.#early = [];
    this.#owner.changed();
  }

  /** An event was heard. One of another session falls on the floor, unless that session is about to be loaded. */
  hear(sessionId: string, event: SessionEvent): void {
    if (this.#transcript && this.#transcript.sessionId !== sessionId) return;
    if (event.type === 'sync') this.#learnTime(event.session);
    else if (event.type === 'idle' && event.now !== undefined) this.clock.hear(event.now);
    else if (isLogEvent(event) && event.seq > this.#past) this.clock.hear(event.at);
    this.#take(sessionId, event);
    this.#owner.changed();
  }

  /** What the log holds already is not heard as it is said. */
  #learnTime({now, lastSeq}: SessionInfo): void {
    this.#past = lastSeq;
    if (now !== undefined) this.clock.hear(now);
  }

  /** Events up to `seq` exist: fetches those that are missing. */
  reach(sessionId: string, seq: number): void {
    if (this.#transcript?.sessionId === sessionId && seq > this.#transcript.lastSeq) void this.#fill(this.#transcript.sessionId);
  }

  /** The session is over: fetches what the log says after the last event that is known, up to its end. */
  complete(sessionId: string): void {
    const last = this.#transcript?.entries.at(-1);
    if (last?.kind !== 'notice' || last.notice !== 'ended') this.reach(sessionId, Infinity);
  }

  /**
   * Fetches the page before the first entry, for as long as trying again may help. Resolves when it is there, or another session is shown; rejects
   * with what the connector threw.
   */
  async loadMore(): Promise<void> {
    const before = this.#transcript;
    if (!before?.more || this.#loadingMore) return;
    const loading = (this.#loadingMore = new AbortController());
    const {signal} = loading;
    const {connector, patience} = this.#owner;
    this.#owner.changed();
    try {
      const range = {before: before.firstSeq, limit: POLICY.pageSize};
      const page = await patience.persist(() => connector.events(before.sessionId, range, signal), signal, () => undefined);
      if (!signal.aborted) this.#transcript = prepend(this.#transcript!, page);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      if (this.#loadingMore === loading) this.#loadingMore = null;
      this.#owner.changed();
    }
  }

  #take(sessionId: string, event: SessionEvent): void {
    if (!this.#transcript) {
      this.#early.push({sessionId, event});
      return;
    }
    const [next, outcome] = apply(this.#transcript, event);
    if (outcome === 'hole') {
      this.#early.push({sessionId, event});
      void this.#fill(sessionId);
      return;
    }
    this.#transcript = next;
    if (outcome === 'applied' && isLogEvent(event)) this.#owner.hearing.applied(sessionId, event);
  }

  #drain(): void {
    const early = this.#early;
    this.#early = [];
    for (const {sessionId, event} of early) if (sessionId === this.#transcript?.sessionId) this.#take(sessionId, event);
  }

  async #fill(sessionId: string): Promise<void> {
    if (this.#filling) return;
    const filling = (this.#filling = new AbortController());
    const {signal} = filling;
    const {connector, patience} = this.#owner;
    try {
      for (let more = true; more; ) {
        const after = this.#transcript!.lastSeq;
        const page = await patience.persist(
          () => connector.events(sessionId, {after, limit: POLICY.catchUpSize}, signal),
          signal,
          () => undefined,
        );
        if (signal.aborted) return;
        for (const event of page.events) this.#take(sessionId, event);
        more = page.more && this.#transcript!.lastSeq > after;
      }
    } catch {
      // Not to be had now: the next event, or the next load, finds the hole again.
    } finally {
      if (this.#filling === filling) this.#filling = null;
    }
    if (signal.aborted) return;
    this.#drainFilled();
    this.#owner.changed();
  }

  /** What waited behind the hole; what still lies beyond one is dropped, to be fetched when the next event shows the hole again. */
  #drainFilled(): void {
    const early = this.#early;
    this.#early = [];
    for (const {sessionId, event} of early) {
      const [next, outcome] = apply(this.#transcript!, event);
      if (outcome !== 'applied') continue;
      this.#transcript = next;
      if (isLogEvent(event)) this.#owner.hearing.applied(sessionId, event);
    }
  }

  /** Fetches nothing any more. */
  stop(): void {
    this.#filling?.abort();
    this.#filling = null;
    this.#loadingMore?.abort();
    this.#loadingMore = null;
  }
}
