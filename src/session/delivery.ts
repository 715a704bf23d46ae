/** How messages get from the outbox to the back end. Writes none. */
import {ChatError} from '../model/errors.js';
import {askForEnd, isGone} from './ends.js';
import type {EngineBasis} from './engine-basis.js';

/** Sends what waits, in typing order, one after the other. */
export async function deliver(basis: EngineBasis, sessionId: string, signal: AbortSignal): Promise<void> {
  await basis.refresh();
  for (;;) {
    signal.throwIfAborted();
    const {session, outbox} = basis.record;
    const message = outbox.find((each) => each.sessionId === sessionId && each.seq === undefined && !each.failure);
    const current = session?.id === sessionId;
    if (!message || (current && session.status !== 'active')) return;
    try {
      const {seq} = await basis.persist(() => basis.connector.send(sessionId, message, signal), signal);
      await basis.commit({type: 'stored', messageId: message.id, seq});
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ChatError)) throw error;
      if (error.code === 'session-ended' || isGone(error)) {
        if (current) return await askForEnd(basis, sessionId, signal);
        await basis.commit({type: 'undeliverable', sessionId, code: error.code});
        return;
      }
      await basis.commit({type: 'failed', messageId: message.id, code: error.code});
    }
  }
}
