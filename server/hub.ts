// Who listens on this instance, to which session: wakes them when its log grows, hands them what is ephemeral, and remembers what is
// already said of the answers that are being written. It knows no HTTP and no database.
import type { Bus, Notice } from './bus.js';
import type { LiveEvent, Side } from './protocol.js';

/** One listener: a stream of one side. */
export interface Sink {
  readonly side: Side;
  /** Look at the database: there may be more in the log. */
  wake(): void;
  live(event: LiveEvent): void;
  /** The session is there no more. */
  gone(): void;
}

interface Answer {
  readonly messageId: string;
  readonly text: string;
}

export class Hub {
  readonly #sinks = new Map<string, Set<Sink>>();
  readonly #answers = new Map<string, Answer>();

  constructor(bus: Bus) {
    bus.listen((notice) => this.#hear(notice));
    bus.onMissed(() => this.#wakeAll());
  }

  /** `sink` hears of the session until the answered function is called. */
  watch(key: string, sink: Sink): () => void {
    const sinks = this.#sinks.get(key) ?? new Set();
    this.#sinks.set(key, sinks.add(sink));
    return () => {
      sinks.delete(sink);
      if (sinks.size === 0 && this.#sinks.get(key) === sinks) this.#sinks.delete(key);
    };
  }

  /** What is said of an answer so far, as far as this instance has heard it from the beginning. */
  liveText(key: string, messageId: string): string | undefined {
    const answer = this.#answers.get(key);
    return answer?.messageId === messageId ? answer.text : undefined;
  }

  /** Whether anybody on this instance listens to the session. */
  isWatched(key: string): boolean {
    return this.#sinks.has(key);
  }

  get size(): number {
    return this.#sinks.size;
  }

  /** Hands an event to the listeners of this instance alone. */
  deliver(key: string, to: Side | 'both', event: LiveEvent): void {
    for (const sink of this.#sinks.get(key) ?? []) if (to === 'both' || sink.side === to) sink.live(event);
  }

  #hear(notice: Notice): void {
    switch (notice.kind) {
      case 'log':
        for (const sink of this.#sinks.get(notice.key) ?? []) sink.wake();
        return;
      case 'live':
        this.#remember(notice.key, notice.event);
        this.deliver(notice.key, notice.to, notice.event);
        return;
      case 'answered':
        if (this.#answers.get(notice.key)?.messageId === notice.messageId) this.#answers.delete(notice.key);
        return;
      case 'gone':
        for (const sink of this.#sinks.get(notice.key) ?? []) sink.gone();
        this.#answers.delete(notice.key);
        return;
      case 'revoked':
      case 'state':
      case 'queue':
      case 'agent':
      case 'left-messages':
      case 'run':
      case 'stop':
        return;
    }
  }

  #remember(key: string, event: LiveEvent): void {
    if (event.type !== 'delta') return;
    const known = this.#answers.get(key);
    const text = known?.messageId === event.messageId ? known.text : '';
    // A hole: we came late. What the run has saved is more than we know.
    if (event.offset > text.length) return;
    this.#answers.set(key, { messageId: event.messageId, text: text.slice(0, event.offset) + event.text });
  }

  #wakeAll(): void {
    for (const sinks of this.#sinks.values()) for (const sink of sinks) sink.wake();
  }
}
