/** How the back end learns who the visitor is. */
import type {Claims} from '../model/visitor.js';
import {isGone} from './ends.js';
import type {EngineBasis} from './engine-basis.js';

/** Gives the server the sessions of whoever was here without a name. Where it does not know them, there is nothing to give. */
export async function linkFirst(basis: EngineBasis, signal: AbortSignal): Promise<void> {
  const credentials = (await basis.refresh()).links?.[0];
  if (credentials === undefined) return;
  await tell(basis, () => basis.connector.link(credentials, signal), signal);
  await basis.commit({type: 'linked', credentials});
}

/** Tells what the page claims of the visitor. */
export async function claim(basis: EngineBasis, claims: Claims, hash: string, signal: AbortSignal): Promise<void> {
  await tell(basis, () => basis.connector.claim(claims, signal), signal);
  await basis.commit({type: 'claimed', claims: hash});
}

/** What is refused for good is told to the host, and not tried again. */
async function tell(basis: EngineBasis, attempt: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  try {
    await basis.persist(attempt, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!isGone(error)) basis.fail(error, null);
  }
}
