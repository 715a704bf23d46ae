// Whether an answer solved it, and how the visitor found it: asked once, and the first answer stays. It tells nobody; its caller does.
import { randomUUID } from 'node:crypto';
import type { SurveyPolicy } from '../config.js';
import type { Sql } from '../database/connect.js';
import { changeIn, unchanged } from './change.js';
import type { Changed } from './change.js';

const RESOLVED = new Set(['resolved', 'solved']);

/** Id of the survey that an end asks for, if it asks for one. */
export function surveyAtEnd(policy: SurveyPolicy, reason: string): { readonly survey?: string } {
  const asks = policy === 'always' ? reason !== 'logout' : policy === 'resolved' && RESOLVED.has(reason);
  return asks ? { survey: randomUUID() } : {};
}

/** Writes down whether a bot's answer solved it; `yes` asks for a survey. `same`: it was told before. `unknown`: there is no such answer. */
export function resolve(
  sql: Sql,
  key: string,
  resolution: { readonly messageId: string; readonly solved: boolean },
  policy: SurveyPolicy,
): Promise<Changed> {
  return sql.begin(async (transaction): Promise<Changed> => {
    const [answer] = await transaction`
      select from event where session_key = ${key} and message_id = ${resolution.messageId} and body #>> '{message,author,role}' = 'bot'`;
    if (!answer) return unchanged('unknown');
    // Under the session's lock: whoever told it before has committed.
    await transaction`select from session where key = ${key} for update`;
    const [told] = await transaction`
      select from event where session_key = ${key} and type = 'resolution' and body ->> 'messageId' = ${resolution.messageId}`;
    return changeIn(transaction, key, (current) => {
      if (told) return 'same';
      if (current.status === 'ended') return 'ended';
      const asks = resolution.solved && policy !== 'off' && current.openSurvey === null;
      return {
        set: {},
        events: [{ type: 'resolution', messageId: resolution.messageId, solved: resolution.solved }],
        ...(asks && { survey: randomUUID() }),
        keepsAnswer: true,
      };
    });
  });
}

/** Asks for a survey, also after the end. `same`: one is open. `taken`: the session is another agent's, or the bot's. */
export function requestSurvey(sql: Sql, key: string, agentId: string): Promise<Changed> {
  return sql.begin((transaction) =>
    changeIn(transaction, key, (current) => {
      if (current.owner !== 'agent' || current.agentId !== agentId) return 'taken';
      if (current.openSurvey !== null) return 'same';
      return { set: {}, events: [], survey: randomUUID(), keepsAnswer: true };
    }),
  );
}

/** What a visitor says of a session: a score from 1 to 5, perhaps with a comment, or nothing. */
export interface Verdict {
  readonly score?: number | undefined;
  readonly comment?: string | undefined;
}

/** Keeps the answer to a survey. `same`: it was answered before. `unknown`: the session has no such survey. */
export async function answerSurvey(sql: Sql, key: string, id: string, verdict: Verdict): Promise<'changed' | 'same' | 'unknown'> {
  const answered = await sql`
    update survey set score = ${verdict.score ?? null}, comment = ${verdict.comment ?? null}, answered_at = now_ms()
    where id = ${id} and session_key = ${key} and answered_at is null`;
  if (answered.count > 0) return 'changed';
  const [there] = await sql`select from survey where id = ${id} and session_key = ${key}`;
  return there ? 'same' : 'unknown';
}
