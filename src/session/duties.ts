/**
 * What has to be going on, given what is true: the pure half of every effect. The engine starts what is missing and aborts what is no longer
 * wanted, so that a crash, a lost lock or a missed message can never leave something undone: the next look at the record shows it.
 */
import type {SessionRecord} from '../model/session-record.js';

/** One thing to do, for one session. `key` tells it from all others. */
export interface Duty {
  readonly kind: 'open' | 'load' | 'follow' | 'deliver' | 'overdue' | 'farewell' | 'inbox' | 'link' | 'claim';
  readonly sessionId: string;
  readonly key: string;
}

/** What else decides, beside the record. */
export interface Surrounding {
  /** The session whose transcript this tab holds. */
  readonly loadedId: string | null;
  /** Whether the list of sessions can and shall be followed. */
  readonly inbox: 'wanted' | 'possible' | 'no';
  /** What the page claims of the visitor, as a hash. */
  readonly claims?: string | undefined;
}

/** What a tab has to do. */
export function duties(record: SessionRecord, {loadedId, inbox, claims}: Surrounding): readonly Duty[] {
  const {session, outbox, farewells} = record;
  const wanted: Duty[] = [];
  const want = (kind: Duty['kind'], sessionId: string): void => {
    wanted.push({kind, sessionId, key: `${kind}:${sessionId}`});
  };
  const owed = farewells[0];
  if (owed) want('farewell', owed.sessionId);
  // Until then the sessions are somebody else's; and whoever is linked can tell no end any more.
  if (record.links?.length) {
    if (!owed) want('link', '');
    return wanted;
  }
  if (claims && record.credentials !== null && claims !== record.claimed) want('claim', claims);
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
