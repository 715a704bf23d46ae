/**
 * Who comes after whom: changes of the visitor one after the other, and each verb in the name that held when it was called. Knows neither verbs nor
 * visitors.
 */
export class Turns {
  /** The last change. Never rejects. */
  #last: Promise<unknown> = Promise.resolve();
  /** Verbs that have not been understood yet: a change that comes after them waits for them. */
  readonly #beginning = new Set<Promise<unknown>>();

  /** Does `work` when every change before it is done, and every verb before it has been understood. */
  change<T>(work: () => Promise<T>): Promise<T> {
    const before = Promise.allSettled([this.#last, ...this.#beginning]);
    const result = before.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Understands a verb, when every change before it is done. */
  begin(understand: () => Promise<void>): Promise<void> {
    const begun = this.#last.then(understand);
    const over = (): boolean => this.#beginning.delete(begun);
    this.#beginning.add(begun);
    begun.then(over, over);
    return begun;
  }
}
