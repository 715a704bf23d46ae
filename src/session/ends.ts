/**
 * How both sides learn of an end: the back end says so, or does not know the session any more, or is told, or says nothing in time. Ends nothing by
 * itself.
 */
import {ChatError} from '../model/errors.js';
import type {SessionEnd} from '../model/session-event.js';
import {countMessages} from '../model/transcript.js';
import type {EngineBasis} from './engine-basis.js';
import {POLICY} from './policy.js';

/** The back end does not know the session, or the visitor, any more. */
type GoneError = ChatError & {readonly code: 'not-found' | 'unauthorized'};

export function isGone(error: unknown): error is GoneError {
  return error instanceof ChatError && (error.code === 'not-found' || error.code === 'unauthorized');
}

/** The back end says that a session has ended. Resolves when the record says so too. */
export async function learnEnd(basis: EngineBasis, sessionId: string, end: SessionEnd, seq?: number): Promise<void> {
  basis.ending += 1;
  try {
    await basis.commit({type: 'ended', sessionId, end, afterEnd: basis.afterEnd, seq});
  } finally {
    basis.ending -= 1;
    basis.changed();
  }
}

/** A session that the back end does not know any more is over: said as an end, never as a wall of errors. */
export async function gone(basis: EngineBasis, sessionId: string, reason: string): Promise<void> {
  const at = basis.clock.now();
  const durationMs = Math.max(0, at - (basis.record.session?.startedAt ?? at));
  await learnEnd(basis, sessionId, {by: 'server', reason, at, durationMs, messageCount: countMessages(basis.transcript)});
  const known = basis.transcript?.sessionId === sessionId;
  if (known || basis.record.session?.id !== sessionId) return;
  const {owner, startedAt, ended} = basis.record.session;
  const session = {id: sessionId, status: 'ended', owner, startedAt, lastSeq: 0, participants: [], ...(ended ? {ended} : {})} as const;
  basis.transcripts.show({session, events: [], more: false, unfinished: []});
  basis.reconcile();
}

/** A message came too late: asks who ended the session, and when. */
export async function askForEnd(basis: EngineBasis, sessionId: string, signal: AbortSignal): Promise<void> {
  try {
    const {session} = await basis.persist(() => basis.connector.load(sessionId, 1, signal), signal);
    if (session.ended) await learnEnd(basis, sessionId, session.ended, session.lastSeq);
  } catch (error) {
    if (!isGone(error)) throw error;
    await gone(basis, sessionId, error.code);
  }
}

/** The back end has not confirmed an end in time. */
export async function overdue(basis: EngineBasis, sessionId: string, signal: AbortSignal): Promise<void> {
  await basis.clock.sleep(POLICY.endPatienceMs, signal);
  await basis.commit({type: 'overdue', sessionId});
}

/** Tells the back end of an end that it is owed. */
export async function sayFarewell(basis: EngineBasis, sessionId: string, signal: AbortSignal): Promise<void> {
  const {farewells} = await basis.refresh();
  const farewell = farewells.find((each) => each.sessionId === sessionId);
  if (!farewell) return;
  try {
    await basis.persist(() => basis.connector.farewell(farewell, signal), signal);
  } catch (error) {
    signal.throwIfAborted();
    basis.fail(error, sessionId);
  }
  await basis.commit({type: 'told', farewell});
  // A transcript that stays readable also shows how it ended.
  if (basis.transcript?.sessionId === sessionId) basis.transcripts.reach(sessionId, Infinity);
}
