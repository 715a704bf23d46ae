/** Whether this device remembers anything of a chat that its window would show. Knows the record; refuses to know what follows from it. */
import {isLive, parseRecord, recordKey} from '../model/session-record.js';
import {peekRecord} from '../store/peek.js';
import type {Given, Settings} from './settings.js';

/**
 * Resolves with whether a fresh page is all there is to show: nothing is remembered, no form comes first, and nobody is named who may have
 * sessions elsewhere. Takes at most about a second; never rejects.
 */
export async function isBlank(settings: Settings, given?: Given): Promise<boolean> {
  const {sessionId, prechat, userToken, getToken, storage, singleThread} = settings;
  if (sessionId || prechat?.length || userToken || getToken) return false;
  if (storage === 'memory') return true;
  const stored = await peekRecord(given?.visitorKey(settings) ?? recordKey({...settings, identity: 'anonymous'}));
  const {draft, greeting, credentials} = parseRecord(stored);
  // Whoever has been here before may have sessions to choose from.
  return !isLive(stored) && draft === '' && greeting && (singleThread || credentials === null);
}
