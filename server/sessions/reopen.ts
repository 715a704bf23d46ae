// Opens an ended session again, for an agent: unless its visitor has left for good, or may have one open session only and has another.
// It tells nobody; its caller does.
import type { Sql, Transaction } from '../database/connect.js';
import type { LogEventBody, Participant } from '../protocol.js';
import { changeIn, unchanged } from './change.js';
import type { Changed, Current } from './change.js';
import { agentParticipant } from './session-row.js';
import { lockVisitor } from './start.js';

/** What came of it. `ended`: its visitor is revoked. */
export type Reopened = Changed | 'open-elsewhere';

/** Gives an ended session to `agent`, active again. `same`: it is active already, whoever has it. */
export function reopenSession(sql: Sql, key: string, agent: Participant): Promise<Reopened> {
  return sql.begin(async (transaction): Promise<Reopened> => {
    const owner = await lockOwner(transaction, key);
    if (!owner) return unchanged('unknown');
    const isBlocked = await hasOther(transaction, owner.visitorId, key);
    let wasBlocked = false;
    const changed = await changeIn(transaction, key, (current) => {
      if (current.status === 'active') return 'same';
      if (!owner.isValid) return 'ended';
      wasBlocked = isBlocked;
      if (isBlocked) return 'same';
      return {
        set: {
          status: 'active',
          owner: 'agent',
          agent_id: agent.id,
          ended_at: null,
          ended_by: null,
          end_reason: null,
          waiting_since: null,
          reopened_at: current.now,
          quiet_since: current.asked ? null : current.now,
        },
        events: [{ type: 'reopened', by: agent }, ...whoIsIn(current, agent)],
      };
    });
    return wasBlocked ? 'open-elsewhere' : changed;
  });
}

/** Who had it when it ended is in still; whoever opens it again takes his place. */
function whoIsIn(current: Current, agent: Participant): LogEventBody[] {
  const before = current.owner === 'agent' ? current.agentId : null;
  if (before === agent.id) return [];
  return [
    ...(before === null ? [] : [{ type: 'left' as const, participant: agentParticipant(before, current.agentName ?? 'Agent') }]),
    { type: 'joined', participant: agent },
  ];
}

/** Locks the session's visitor, who may become another one while we wait for him: visitor before session, as everywhere. */
async function lockOwner(transaction: Transaction, key: string): Promise<{ readonly visitorId: string; readonly isValid: boolean } | undefined> {
  const find = async () => (await transaction<{ visitorId: string }[]>`select visitor_id as "visitorId" from session where key = ${key}`)[0]?.visitorId;
  for (let visitorId = await find(); visitorId !== undefined; ) {
    const isValid = await lockVisitor(transaction, visitorId, 'alone');
    const now = await find();
    if (now === visitorId) return { visitorId, isValid };
    visitorId = now;
  }
  return undefined;
}

/** Whether the visitor has another active session, and one of the two is to be alone. */
async function hasOther(transaction: Transaction, visitorId: string, key: string): Promise<boolean> {
  const [other] = await transaction`
    select from session other, session this
    where this.key = ${key} and other.visitor_id = ${visitorId} and other.key <> this.key and other.status = 'active'
      and (other.one_open or this.one_open) limit 1`;
  return other !== undefined;
}
