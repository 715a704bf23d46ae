// The entry: reads the environment, starts the server, prints where to go, and stops it on a signal. Anything that it cannot do is one
// sentence on stderr and exit code 1.
import { join } from 'node:path';
import { configFromEnvironment, StartError } from './config.js';
import type { ServerConfig } from './config.js';
import { startServer } from './server.js';
import type { RunningServer } from './server.js';

const STOP_LIMIT = 8_000;

function announce(server: RunningServer, config: ServerConfig): void {
  const { value, origin } = server.password;
  const password = origin === 'set' ? '(from CHAT_AGENT_PASSWORD)' : value;
  console.log(`Demo page  ${server.url}/`);
  console.log(`Agents     ${server.url}/agent`);
  console.log(`Password   ${password}`);
  if (origin === 'kept') console.log(`           (made earlier; kept in ${join(config.dataDir, 'agent-password')})`);
  console.log('Ready');
}

async function main(): Promise<void> {
  const config = configFromEnvironment(process.env);
  const starting = startServer(config);
  let signals = 0;
  const stop = (): void => {
    signals += 1;
    // Whoever asks twice does not want to wait.
    if (signals > 1) process.exit(1);
    setTimeout(() => process.exit(1), STOP_LIMIT).unref();
    void starting.then((server) => server.stop()).finally(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  announce(await starting, config);
}

process.on('unhandledRejection', (error) => fail(error));
process.on('uncaughtException', (error) => fail(error));

function fail(error: unknown): never {
  if (error instanceof StartError) console.error(error.message);
  else console.error('The server had to stop because of a mistake in it:', error instanceof Error ? error.stack : error);
  process.exit(1);
}

await main().catch(fail);
