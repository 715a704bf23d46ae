/** Whether this device remembers anything of a chat that its window would show. Knows the record; refuses to know what follows from it. */
import {isLive, parseRecord} from '../model/session-record.js';
import {peekRecord} from '../store/peek.js';
import type {Settings} from './settings.js';
import {visitorKey} from './visitor-key.js';

/**
 * Resolves with whether a fresh page is all there is to show: nothing is remembered, no form comes first, and nobody is named who may have
 * sessions elsewhere. Takes at most about a second; never rejects.
 */
export async function isBlank(settings: Settings): Promise<boolean> {
  const {sessionId, prechat, userToken, getToken, storage, singleThread} = settings;
  if (sessionId || prechat?.length || userToken || getToken) return false;
  if (storage === 'memory') return true;
  const stored = await peekRecord(visitorKey(settings));
  const {draft, greeting, credentials} = parseRecord(stored);
  // Whoever has been here before may have sessions to choose from.
  return !isLive(stored) && draft === '' && greeting && (singleThread || credentials === null);
}
