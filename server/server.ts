// Puts the parts together, and takes them apart again in an order that loses nothing. It can run several times in one process, and several
// instances can share one database. Whoever starts it decides what to print.
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { agentPassword, Agents } from './agents.js';
import type { AgentPassword } from './agents.js';
import { People } from './availability.js';
import type { Bot } from './bot/bot.js';
import { createBot } from './bot/index.js';
import { BotRunner } from './bot-runner.js';
import { Bus } from './bus.js';
import { ChatFeed } from './chat-feed.js';
import { completeConfig, StartError } from './config.js';
import type { ServerConfig, ServerOptions } from './config.js';
import { connect, databaseUrl } from './database/connect.js';
import { startEmbeddedDatabase } from './database/embedded.js';
import { migrate } from './database/migrate.js';
import { Hub } from './hub.js';
import { createApp } from './http/app.js';
import { Streams } from './http/streams.js';
import { IdentityTokens } from './identity.js';
import { Inbox } from './inbox.js';
import { LeftMessages } from './left-messages.js';
import { createLog, describeError } from './log.js';
import { Presence } from './presence.js';
import type { Participant } from './protocol.js';
import { callQueue } from './queue-caller.js';
import { Conversations } from './sessions/conversations.js';
import { serverKey } from './server-key.js';
import { guardStreams } from './stream-guard.js';
import { keepTime } from './timekeeper.js';
import { Visitors } from './visitors.js';

export interface RunningServer {
  /** Where it listens, without a slash at the end, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly password: AgentPassword;
  /** How to reach its database, for a second instance: the given URL, or that of the one we run. */
  readonly databaseUrl: string;
  /** Takes nothing new, tells every stream to reconnect, finishes what is being written, stops PostgreSQL. Safe to call twice. */
  stop(): Promise<void>;
}

/** Undoes one step of the start. */
type Undo = () => Promise<unknown>;

/**
 * Starts a server: resolves when it answers. Throws `StartError`, with one sentence that says what to do, when the port is taken, another
 * server uses the data folder, or there is no database; what was started until then is stopped.
 */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const undo: Undo[] = [];
  try {
    return await start(completeConfig(options), undo);
  } catch (error) {
    for (const step of undo.reverse()) await step().catch(() => undefined);
    throw error;
  }
}

async function start(config: ServerConfig, undo: Undo[]): Promise<RunningServer> {
  const log = createLog(config.logLevel);
  // The port first: a start that cannot listen should leave everything else alone.
  const http = await listen(config);
  undo.push(async () => close(http));

  let database: string;
  if (config.databaseUrl !== undefined) {
    database = config.databaseUrl;
    await mkdir(config.dataDir, { recursive: true });
  } else {
    const embedded = await startEmbeddedDatabase(config.dataDir, log, config.postgresDir);
    undo.push(() => embedded.stop());
    database = databaseUrl(embedded.address);
  }
  const sql = connect(database, config.databaseConnections);
  undo.push(() => sql.end({ timeout: 1 }));
  await migrate(sql).catch((error: unknown) => {
    if (error instanceof StartError || config.databaseUrl === undefined) throw error;
    throw new StartError(`The database of DATABASE_URL cannot be used (${describeProblem(error)}): check that it runs and that the address is right.`);
  });
  const password = await agentPassword(config.agentPassword, config.dataDir);
  const bot = config.bot === 'off' ? undefined : (config.bot ?? (await openBot(config)));

  const bus = new Bus(connect(database, 1), log);
  undo.push(() => bus.close());
  await bus.open();
  const hub = new Hub(bus);
  const agents = new Agents(sql, password.value, config.times.agentSession);
  const leftMessages = new LeftMessages(sql, bus);
  const feed = new ChatFeed({ sql, bus, agents, leftMessages, queues: config.queues, bot: bot !== undefined, log });
  const inbox = new Inbox(sql, bus, log);
  const stopCalling = callQueue({ sql, bus, hub, log });
  const runner = bot && new BotRunner({ sql, bus, bot, participant: botParticipant(bot), times: config.times, log });
  if (runner) undo.push(() => runner.stop());
  const conversations = new Conversations({ sql, bus, hub, bot: runner && { runner, participant: botParticipant(bot) }, surveys: config.surveys });
  undo.push(keepTime({ conversations, times: config.times, log }));
  const presence = new Presence({ sql, times: config.times, log });
  undo.push(() => presence.close());
  const streams = new Streams(config.limits, config.times);
  const stopGuarding = guardStreams({ sql, bus, streams, log, every: config.times.heartbeat });
  const app = createApp({
    config,
    log,
    sql,
    hub,
    streams,
    feed,
    inbox,
    conversations,
    presence,
    leftMessages,
    bus,
    people: new People(sql, config, bot !== undefined),
    visitors: await Visitors.open(sql, config.times.accessToken),
    identities: new IdentityTokens(config.identity, await serverKey(sql, 'user-token'), config.hostKey !== undefined),
    agents,
    limits: config.limits,
    times: config.times,
    trustProxy: config.trustProxy,
  });
  http.removeAllListeners('request');
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  http.on('request', (request, response) => void answer(request, response));
  undo.push(async () => {
    stopCalling();
    stopGuarding();
    feed.close();
    inbox.close();
    // No new connections; streams leave; what is under way may finish.
    const closed = close(http);
    streams.closeAll();
    http.closeIdleConnections();
    const idle = setInterval(() => http.closeIdleConnections(), 50);
    await Promise.race([closed, sleep(config.times.shutdown, undefined, { ref: false })]);
    clearInterval(idle);
    streams.cutAll();
    http.closeAllConnections();
    await closed;
  });
  log.info({ event: 'started' });

  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    for (const step of undo.reverse()) {
      await step().catch((error: unknown) => log.warn({ event: 'stop', ...describeError(error) }));
    }
    log.info({ event: 'stopped' });
  };
  return {
    url: urlOf(http, config.host),
    password,
    databaseUrl: database,
    stop: () => (stopping ??= stop()),
  };
}

async function openBot(config: ServerConfig): Promise<Bot> {
  try {
    return await createBot({ knowledgeFolder: config.knowledgeDir, ...(config.openai && { openai: config.openai }) });
  } catch (error) {
    throw new StartError(`The knowledge folder ${config.knowledgeDir} cannot be read (${describeProblem(error)}): set CHAT_KNOWLEDGE_DIR.`);
  }
}

function botParticipant({ name }: Bot): Participant {
  return { id: 'bot', role: 'bot', name };
}

/** Takes the port, and asks whoever comes before we are ready to come back. */
async function listen(config: ServerConfig): Promise<Server> {
  const server = createServer({
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: 5_000,
    maxHeaderSize: 16 * 1024,
  });
  server.on('request', (_, response) => {
    response.writeHead(503, { 'Retry-After': '1', 'Content-Type': 'application/problem+json' });
    response.end('{"status":503,"code":"unavailable","title":"Starting"}');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new StartError(portProblem(config, error))));
    server.listen(config.port, config.host, resolve);
  });
  return server;
}

function portProblem(config: ServerConfig, error: NodeJS.ErrnoException): string {
  if (error.code === 'EADDRINUSE') return `Port ${config.port} is taken: stop what uses it, or set PORT to another one.`;
  if (error.code === 'EACCES') return `Port ${config.port} may not be used by this user: set PORT to one above 1023.`;
  return `Cannot listen on ${config.host}:${config.port} (${error.code ?? error.message}): set HOST and PORT.`;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function urlOf(server: Server, host: string): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}

function describeProblem(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' ? code : 'unknown error';
}
