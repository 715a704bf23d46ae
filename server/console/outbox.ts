// An agent's replies on their way to one chat: one after the other, in typing order, again after every doubt and always under the same
// id, so that none is lost or doubled. It knows nothing of what is shown.
import { ChatError } from '../../src/model/errors.js';
import { newId } from '../../src/model/ids.js';
import type { OutgoingMessage } from '../../src/model/message.js';
import type { Receipt } from '../../src/contracts/connector.js';
import type { Patience } from '../../src/session/patience.js';

export interface OutboxParts {
  readonly sessionId: string;
  readonly patience: Patience;
  /** What an earlier load of the page left unsent. */
  readonly kept: readonly OutgoingMessage[];
  readonly send: (message: OutgoingMessage, signal: AbortSignal) => Promise<Receipt>;
  /** `messages` is another list now. */
  readonly onChange: (messages: readonly OutgoingMessage[]) => void;
}

export class Outbox {
  readonly #parts: OutboxParts;
  readonly #signal: AbortSignal;
  #messages: readonly OutgoingMessage[];
  #running = false;

  /** Sends until `signal` is aborted; begins with what was kept. */
  constructor(parts: OutboxParts, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
    this.#messages = parts.kept;
    void this.#run();
  }

  get messages(): readonly OutgoingMessage[] {
    return this.#messages;
  }

  /** Takes a reply and sends it as soon as those before it are sent. Returns its id. */
  add(text: string, at: number): string {
    const id = newId();
    this.#set([...this.#messages, { id, sessionId: this.#parts.sessionId, text, at }]);
    void this.#run();
    return id;
  }

  /** Sends a failed reply again, under its id. */
  retry(id: string): void {
    this.#set(this.#messages.map(({ failure, ...message }) => (message.id === id || failure === undefined ? message : { ...message, failure })));
    void this.#run();
  }

  discard(id: string): void {
    this.#set(this.#messages.filter((message) => message.id !== id));
  }

  /** The log shows these: they are no longer on their way. */
  shown(ids: ReadonlySet<string>): void {
    if (this.#messages.some(({ id }) => ids.has(id))) this.#set(this.#messages.filter(({ id }) => !ids.has(id)));
  }

  #set(messages: readonly OutgoingMessage[]): void {
    this.#messages = messages;
    this.#parts.onChange(messages);
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      for (let next = this.#next(); next && !this.#signal.aborted; next = this.#next()) await this.#deliver(next);
    } catch {
      // Aborted: what is left is kept for the next sign-in.
    } finally {
      this.#running = false;
    }
  }

  #next(): OutgoingMessage | undefined {
    return this.#messages.find(({ seq, failure }) => seq === undefined && failure === undefined);
  }

  async #deliver(message: OutgoingMessage): Promise<void> {
    const { patience, send } = this.#parts;
    try {
      const { seq } = await patience.persist(() => send(message, this.#signal), this.#signal, () => undefined);
      this.#mark(message.id, { seq });
    } catch (error) {
      this.#signal.throwIfAborted();
      this.#mark(message.id, { failure: error instanceof ChatError ? error.code : 'network' });
    }
  }

  #mark(id: string, change: Pick<OutgoingMessage, 'seq' | 'failure'>): void {
    this.#set(this.#messages.map((message) => (message.id === id ? { ...message, ...change } : message)));
  }
}
