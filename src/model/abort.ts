/** Aborts, as whatever takes an `AbortSignal` throws them. Every page pays for `errors.ts`, and none of them for this. */

/** Whether something thrown is an abort, which is never an error. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
