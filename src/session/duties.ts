/**
 * What has to be going on, given what is true: the pure half of every effect. The engine starts what is missing and aborts what is no longer
 * wanted, so that a crash, a lost lock or a missed message can never leave something undone: the next look at the record shows it.
 */
import type {SessionRecord} from '../model/session-record.js';

/** One thing to do, for one session. `key` tells it from all others. */
export interface Duty {
  readonly kind: 'open' | 'load' | 'follow' | 'deliver' | 'overdue' | 'farewell' | 'inbox';
  readonly sessionId: string;
  readonly key: string;
}

/** What a tab has to do. `loadedId` is the session whose transcript it holds; `inbox` says whether the list of sessions can and shall be followed. */
export function duties(record: SessionRecord, loadedId: string | null, inbox: 'wanted' | 'possible' | 'no'): readonly Duty[] {
  const {session, outbox, farewells} = record;
  const wanted: Duty[] = [];
  const want = (kind: Duty['kind'], sessionId: string): void => {
    wanted.push({kind, sessionId, key: `${kind}:${sessionId}`});
  };
  const owed = farewells[0];
  if (owed) want('farewell', owed.sessionId);
  // Only the list tells that an ended session has been opened again.
  if (inbox === 'wanted' || (inbox === 'possible' && session?.status === 'ended')) want('inbox', '');
  const unsent = outbox.filter(({seq, failure, sessionId}) => seq === undefined && !failure && sessionId);
  for (const sessionId of new Set(unsent.map((message) => message.sessionId))) {
    if (sessionId !== session?.id || session.status === 'active') want('deliver', sessionId);
  }
  if (!session) return wanted;
  // The server would answer with the session whose end it has not heard of.
  if (session.status === 'starting') {
    if (!session.oneOpen || !owed) want('open', session.id);
  } else if (loadedId !== session.id) want('load', session.id);
  if ((session.status === 'active' || session.reopened) && loadedId === session.id) want('follow', session.id);
  if (session.status === 'ending') want('overdue', session.id);
  return wanted;
}
