/**
 * What has to be going on, given what is true: the pure half of every effect. The engine starts what is missing and aborts what is no longer
 * wanted, so that a crash, a lost lock or a missed message can never leave something undone: the next look at the record shows it.
 */
import type {SessionRecord} from '../model/session-record.js';

/** One thing to do, for one session. `key` tells it from all others. */
export interface Duty {
  readonly kind: 'open' | 'load' | 'follow' | 'deliver' | 'overdue' | 'farewell';
  readonly sessionId: string;
  readonly key: string;
}

/** What a tab has to do. `loadedId` is the session whose transcript it holds. */
export function duties(record: SessionRecord, loadedId: string | null): readonly Duty[] {
  const {session, outbox, farewells} = record;
  const wanted: Duty[] = [];
  const want = (kind: Duty['kind'], sessionId: string): void => {
    wanted.push({kind, sessionId, key: `${kind}:${sessionId}`});
  };
  const owed = farewells[0];
  if (owed) want('farewell', owed.sessionId);
  if (!session) return wanted;
  if (session.status === 'starting') want('open', session.id);
  else if (loadedId !== session.id) want('load', session.id);
  if (session.status === 'active') {
    if (loadedId === session.id) want('follow', session.id);
    if (outbox.some((message) => message.seq === undefined && !message.failure)) want('deliver', session.id);
  }
  if (session.status === 'ending') want('overdue', session.id);
  return wanted;
}
