/** Waits for what comes by itself, with patience for a busy machine: whoever waits in vain fails all the same, and before the test's own time is up. */
import {waitUntil as poll} from '@open-wc/testing';

const PATIENCE_MS = 8_000;

export function waitUntil(holds: () => unknown, what?: string): Promise<void> {
  return poll(holds, what, {timeout: PATIENCE_MS});
}
