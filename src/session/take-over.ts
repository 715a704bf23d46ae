/** What one partition becomes when a visitor gets a name and takes along what it did before. Pure; knows two records, and nothing of stores. */
import type {OutgoingMessage} from '../model/message.js';
import type {SessionRecord} from '../model/session-record.js';

/** Whether there is anything in a record that a visitor would miss. */
function isWorth({session, outbox, draft, form, farewells, credentials}: SessionRecord): boolean {
  return session !== null || outbox.length > 0 || draft !== '' || Boolean(form) || farewells.length > 0 || credentials !== null;
}

const isOpen = ({session}: SessionRecord): boolean => session?.status === 'starting' || session?.status === 'active';

/**
 * The record with what `from` holds in it; the same object where nothing is taken. What is going on wins: an open session stays the one that is
 * shown. With `link`, the sessions of `from` become this visitor's; without it this record's visitor is replaced, and then only where it has
 * nothing open.
 */
export function takeOver(record: SessionRecord, from: SessionRecord, link: boolean): SessionRecord {
  if (!isWorth(from)) return record;
  const again = from.session !== null && record.session?.id === from.session.id;
  if (!link && !again && (isOpen(record) || (record.credentials !== null && !isOpen(from)))) return record;
  const stays = isOpen(record) || (from.session === null && record.session !== null);
  const [shown, other] = stays ? [record, from] : [from, record];
  // A start that nobody waits for any more: what was written for it goes where the visitor is.
  const lost = stays && !again && from.session?.status === 'starting' && record.session ? from.session.id : '';
  const {session, greeting, draft, cursor, readUpTo} = shown;
  const drafts = {...other.drafts, ...(other.draft ? {[other.session?.id ?? '']: other.draft} : {}), ...shown.drafts};
  const links = link && from.credentials !== null ? [...(record.links ?? []), from.credentials] : record.links;
  const form = session && session.status !== 'ended' ? null : (shown.form ?? other.form ?? null);
  return {
    ...record,
    form,
    session, greeting, draft, cursor, readUpTo, drafts,
    outbox: union(record.outbox, from.outbox.map((message) => (message.sessionId === lost && lost ? {...message, sessionId: session!.id} : message)))
      // What the log of a session holds that is not shown needs no keeping.
      .filter(({seq, sessionId}) => seq === undefined || sessionId === session?.id),
    farewells: [...record.farewells, ...from.farewells, ...(lost ? [farewellOf(lost, from)] : [])],
    credentials: link ? record.credentials : from.credentials,
    ...(links ? {links} : {}),
  };
}

function farewellOf(sessionId: string, {credentials}: SessionRecord): SessionRecord['farewells'][number] {
  return {sessionId, by: 'visitor', reason: 'abandoned', revoke: false, credentials};
}

function union(mine: readonly OutgoingMessage[], more: readonly OutgoingMessage[]): readonly OutgoingMessage[] {
  const known = new Set(mine.map(({id}) => id));
  return [...mine, ...more.filter(({id}) => !known.has(id))].sort((one, other) => one.at - other.at);
}
