/** How a session comes to be shown: opened at the back end, loaded from it, or looked at again. */
import {ChatError} from '../model/errors.js';
import {newId} from '../model/ids.js';
import type {Snapshot} from '../model/session-event.js';
import type {InboxEvent} from '../model/session-summary.js';
import {gone, isGone} from './ends.js';
import type {EngineBasis} from './engine-basis.js';
import {isOpen} from './machine.js';
import {POLICY} from './policy.js';

/** Opens the session that starts. */
export async function openSession(basis: EngineBasis, sessionId: string, signal: AbortSignal): Promise<void> {
  try {
    const open = (): Promise<Snapshot> => reach(basis, sessionId, () => openWanted(basis, sessionId, signal), signal);
    // A back end that does not know the visitor any more has made the connector forget it: the second try comes as a new one.
    const snapshot = await open().catch((error: unknown) => {
      if (error instanceof ChatError && error.code === 'unauthorized') return open();
      throw error;
    });
    if (basis.record.session?.id !== sessionId) return;
    basis.transcripts.show(snapshot);
    await basis.commit({type: 'opened', info: snapshot.session, afterEnd: basis.afterEnd, asked: sessionId});
  } catch (error) {
    if (!(error instanceof ChatError) || signal.aborted) throw error;
    await couldNotOpen(basis, sessionId, error);
  }
}

/**
 * One try to open what is still wanted: another tab may have ended it while this one waited. A call that is under way is not broken off with the
 * duty, because the server may have heard it: its answer tells whether there is something to end.
 */
async function openWanted(basis: EngineBasis, sessionId: string, signal: AbortSignal): Promise<Snapshot> {
  const {session} = await basis.refresh();
  signal.throwIfAborted();
  if (session?.id !== sessionId || session.status !== 'starting') throw new DOMException('No longer wanted.', 'AbortError');
  const {page, settings} = basis.parts;
  const {locale} = settings();
  const request = {
    sessionId,
    ...(locale ? {locale} : {}),
    ...(page ? {page: page()} : {}),
    ...session.carries,
    ...(session.oneOpen ? {oneOpen: true} : {}),
  };
  basis.opening += 1;
  try {
    return await basis.connector.open(request, basis.life);
  } finally {
    basis.opening -= 1;
    endUnwanted(basis, sessionId);
  }
}

/** A start that nobody wants any more may have reached the server all the same, also where no answer says so. */
function endUnwanted(basis: EngineBasis, sessionId: string): void {
  const {session, credentials} = basis.record;
  const name = credentials ?? basis.held;
  if ((session?.id !== sessionId || !isOpen(session)) && name !== null) basis.listener.abandoned(sessionId, name);
}

/** The host may name an id that is over. A visitor who just wants to talk gets another one; a host who asked for exactly that id is told. */
async function couldNotOpen(basis: EngineBasis, sessionId: string, error: ChatError): Promise<void> {
  const cause = basis.record.session?.cause;
  if (error.code === 'session-ended' && cause !== 'start-new-session') {
    await basis.commit({type: 'rename', sessionId, newId: newId()});
    return;
  }
  const {code, message, availability} = error;
  await basis.commit({type: 'refused', sessionId, code, message, ...(availability && {availability})});
}

/** Fetches a session that this tab does not show yet. */
export async function loadSession(basis: EngineBasis, sessionId: string, signal: AbortSignal): Promise<void> {
  try {
    const snapshot = await reach(basis, sessionId, () => basis.connector.load(sessionId, POLICY.pageSize, signal), signal);
    signal.throwIfAborted();
    basis.transcripts.show(snapshot);
    // Whoever holds the line tells how it stands; where nobody does, this tab is about to.
    if (!basis.line.held) basis.post({kind: 'hello'});
    await basis.commit({type: 'opened', info: snapshot.session, afterEnd: basis.afterEnd});
  } catch (error) {
    if (!isGone(error)) throw error;
    await gone(basis, sessionId, error.code);
  }
}

/** The session shown has ended here: asks how it stands when the list says otherwise than is known; something may also have been said meanwhile. */
export async function lookAtEnded(basis: EngineBasis, event: InboxEvent, signal: AbortSignal): Promise<void> {
  const told = event.type === 'session' ? [event.session] : event.sessions;
  const {session} = basis.record;
  const summary = told.find(({id}) => id === session?.id);
  if (session?.status !== 'ended' || !summary) return;
  basis.transcripts.reach(session.id, summary.lastSeq);
  if ((summary.status === 'active') === Boolean(session.reopened)) return;
  try {
    const snapshot = await basis.persist(() => basis.connector.load(session.id, 1, signal), signal);
    await basis.commit({type: 'opened', info: snapshot.session, afterEnd: basis.afterEnd});
  } catch {
    // Given up, or gone: it stays as it is shown.
  }
}

/** The first word with the back end: if it does not come, something may be set up wrongly, and somebody has to hear of it. */
function reach<T>(basis: EngineBasis, sessionId: string, attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
  let failures = 0;
  return basis.persist(attempt, signal, (error) => {
    if (++failures === POLICY.failuresUntilTold && !basis.line.wasOnline && basis.parts.surroundings.online) basis.fail(error, sessionId);
  });
}
