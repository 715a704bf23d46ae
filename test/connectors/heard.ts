/** What a connector says, in the order in which it says it, for tests that wait for something in it. Knows no kind of event. */

export class Heard<Event> {
  readonly events: Event[] = [];
  readonly #waiting = new Set<() => void>();

  readonly emit = (event: Event): void => {
    this.events.push(event);
    for (const look of [...this.#waiting]) look();
  };

  /** Resolves with the first event that fits, among those that came and those that will. */
  readonly saw = (fits: (event: Event) => boolean): Promise<Event> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = this.events.find(fits);
        if (!found) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
}
