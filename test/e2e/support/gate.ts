/** Something that is held up until a test lets it go on. Knows nothing of what waits there. */

export interface Gate {
  /** Resolves once it is open, and from then on. */
  readonly opened: Promise<void>;
  open(): void;
}

export function gate(): Gate {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {opened, open};
}
