/** Whether a survey still asks. Pure; knows requests, no elements. */
import type {Csat} from '../model/csat.js';

/** Whether a request waits for its answer. */
export function isOpen(csat: Csat): boolean {
  return csat.score === undefined && !csat.skipped;
}
