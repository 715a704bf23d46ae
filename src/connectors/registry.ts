/** Which connectors there are, by name. Knows how to load each; loads none before it is asked for. */
import type {CreateConnector} from '../contracts/connector.js';
import {ChatError} from '../model/errors.js';

/** Loads a connector's module; write it as `() => import('…')`. */
export type LoadConnector = () => Promise<{readonly createConnector: CreateConnector}>;

const connectors = new Map<string, LoadConnector>([['chat-embed', () => import('./chat-embed/index.js')]]);

/** Makes a connector known under a name, which replaces what the name stood for. It is loaded by the first chat that asks for it. */
export function registerConnector(name: string, load: LoadConnector): void {
  connectors.set(name, load);
}

/** Resolves with a connector's factory. Rejects `unknown-connector`, or `load-failed` where its module cannot be had. */
export async function loadConnector(name: string): Promise<CreateConnector> {
  const load = connectors.get(name);
  if (!load) {
    throw new ChatError(
      'unknown-connector',
      `There is no connector "${name}". Known are: ${[...connectors.keys()].join(', ')}. Others are added with registerConnector().`,
    );
  }
  try {
    return (await load()).createConnector;
  } catch (cause) {
    throw new ChatError('load-failed', `The connector "${name}" could not be loaded.`, {cause});
  }
}
