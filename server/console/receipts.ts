// How far an agent has received and read one chat, told to the server one call at a time and never twice the same. It knows numbers only.

export interface Marks {
  readonly delivered: number;
  readonly read: number;
}

export class Receipts {
  readonly #tell: (marks: Marks) => Promise<void>;
  #marks: Marks;
  #told: Marks;
  #busy = false;

  /** `read` is where the server says that this side stands. */
  constructor(tell: (marks: Marks) => Promise<void>, read: number) {
    this.#tell = tell;
    this.#marks = { delivered: read, read };
    this.#told = this.#marks;
  }

  get read(): number {
    return this.#marks.read;
  }

  /** Raises the marks; tells the server if the chat is the agent's own, for only then the visitor is to know. */
  raise({ delivered = 0, read = 0 }: Partial<Marks>, own: boolean): void {
    this.#marks = { delivered: Math.max(this.#marks.delivered, delivered, read), read: Math.max(this.#marks.read, read) };
    if (own && !this.#busy) void this.#tellAll();
  }

  async #tellAll(): Promise<void> {
    this.#busy = true;
    try {
      while (this.#marks.delivered > this.#told.delivered || this.#marks.read > this.#told.read) {
        const marks = this.#marks;
        await this.#tell(marks);
        this.#told = marks;
      }
    } catch {
      // The next mark carries this one with it.
    } finally {
      this.#busy = false;
    }
  }
}
