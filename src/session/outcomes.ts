/** How starts and ends come out: functions that wait, with patience, for what a chat's record says of them. They ask for neither. */
import type {Clock} from '../contracts/clock.js';
import type {ChatEventDetails} from '../model/chat-event.js';
import type {SessionStatus} from '../model/chat-state.js';
import {ChatError} from '../model/errors.js';
import type {SessionRecord} from '../model/session-record.js';
import type {EndResult, HostChat} from './chat.js';
import {POLICY} from './policy.js';

/** A chat that is waited for. */
export interface AwaitedChat {
  readonly clock: Clock;
  /** Aborted, with what is then rejected, once the chat is over. */
  readonly life: AbortSignal;
  readonly record: SessionRecord;
  readonly listen: HostChat['listen'];
  /** Who looks again after each change. */
  readonly waiting: Set<() => void>;
}

/** Resolves with how a start came out. Rejects with what the server refused it for. */
export async function started(chat: AwaitedChat, sessionId: string): Promise<{readonly sessionId: string; readonly status: SessionStatus}> {
  let refusal: ChatError | null = null;
  let id = sessionId;
  const stop = chat.listen((event) => {
    // The server has answered with a session that was open already.
    if (event.type === 'chat-resume' && event.detail.sessionId) id = event.detail.sessionId;
    if (event.type !== 'chat-error' || event.detail.sessionId !== id || event.detail.retryable) return;
    refusal = errorOf(event.detail);
  });
  await until(chat, () => {
    const {session} = chat.record;
    // The host's own id may be over; the session then goes on under another.
    if (session?.status === 'starting' && session.id !== id && session.cause !== 'start-new-session') id = session.id;
    return refusal !== null || session?.id !== id || session.status !== 'starting';
  }, POLICY.startPatienceMs);
  stop();
  if (refusal) throw refusal as ChatError;
  const {session} = chat.record;
  return {sessionId: id, status: session?.id === id ? session.status : 'ended'};
}

/** Resolves when the server knows of an end, or patience is over. */
export async function ended(chat: AwaitedChat, sessionId: string | null): Promise<EndResult> {
  const owed = (): boolean => chat.record.farewells.some((farewell) => farewell.sessionId === sessionId);
  await until(chat, () => !owed() && chat.record.session?.status !== 'ending', POLICY.endPatienceMs);
  return {sessionId, delivered: !owed()};
}

/** Resolves once `done` holds, or after `ms`. */
async function until({clock, life, waiting}: AwaitedChat, done: () => boolean, ms: number): Promise<void> {
  if (done()) return;
  const overdue = new AbortController();
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (!done() && !life.aborted) return;
      waiting.delete(look);
      resolve();
    };
    waiting.add(look);
    const stop = (): void => void (waiting.delete(look), resolve());
    clock.sleep(ms, overdue.signal).then(stop, () => undefined);
  });
  overdue.abort();
  life.throwIfAborted();
}

/** What a host was told of, as it is thrown. */
export function errorOf({code, message, availability}: ChatEventDetails['chat-error']): ChatError {
  return new ChatError(code, message, {availability});
}
