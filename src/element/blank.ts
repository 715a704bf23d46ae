/** Whether this device remembers anything of a chat that its window would show. Knows the record; refuses to know what follows from it. */
import {isLive, parseRecord} from '../model/session-record.js';
import {peekRecord} from '../store/peek.js';

/** Resolves with whether a fresh page is all there is to show for this record. Takes at most about a second; never rejects. */
export async function isBlank(key: string): Promise<boolean> {
  const stored = await peekRecord(key);
  const {draft, greeting} = parseRecord(stored);
  return !isLive(stored) && draft === '' && greeting;
}
