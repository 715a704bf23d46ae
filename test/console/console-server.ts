/**
 * A real server that hands out a console built for this run alone, and visitors who speak to it with plain calls. Knows the protocol;
 * nothing of how the console looks.
 */
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { connect } from '../../server/database/connect.js';
import { startServer } from '../../server/server.js';
import { SECRET, token } from '../../server/test/support/host.js';
import { GENEROUS } from '../../server/test/support/server.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export const PASSWORD = 'a-password-for-tests';

export interface ConsoleServer {
  readonly url: string;
  /** Makes a visitor who has begun a session. */
  visitor(start?: object): Promise<Visitor>;
  /** The same for one whom the host's server vouches for. */
  verified(claims: { readonly sub: string; readonly name?: string; readonly email?: string }, start?: object): Promise<Visitor>;
  /** Leaves a message as somebody does who finds nobody. */
  leaveMessage(message: { readonly email: string; readonly name?: string; readonly text: string; readonly page?: object }): Promise<void>;
  /** For what only time does: makes this visitor's silence longer. */
  passSilence(visitor: Visitor, minutes: number): Promise<void>;
  stop(): Promise<void>;
}

export interface Visitor {
  /** What agents see of him. */
  readonly name: string;
  readonly id: string;
  /** Calls below the session, such as `messages`; the method is POST unless said otherwise. */
  call(path: string, body?: object, method?: string): Promise<Record<string, unknown>>;
  say(text: string): Promise<number>;
  /** Messages and notices so far, each as `role: text` or the type of the event. */
  log(): Promise<readonly string[]>;
  info(): Promise<{ readonly owner: string; readonly status: string; readonly lastSeq: number; readonly receipts: Record<string, number> }>;
}

/** Builds the console and starts the server, both in a folder of their own that `stop()` removes. */
export async function startConsoleServer(): Promise<ConsoleServer> {
  const folder = await mkdtemp(join(tmpdir(), 'console-'));
  await mkdir(join(folder, 'server/console'), { recursive: true });
  await copyFile(join(ROOT, 'server/console/index.html'), join(folder, 'server/console/index.html'));
  await build({
    absWorkingDir: ROOT,
    entryPoints: { 'console/main': 'server/console/main.ts' },
    outdir: join(folder, 'dist'),
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    tsconfig: join(ROOT, 'tsconfig.json'),
    logLevel: 'warning',
  });
  const server = await startServer({
    port: 0,
    dataDir: join(folder, 'data'),
    rootDir: folder,
    knowledgeDir: join(ROOT, 'knowledge'),
    agentPassword: PASSWORD,
    queues: [{ id: 'sales', name: 'Sales' }, { id: 'support', name: 'Support' }],
    times: { look: 50 },
    identity: { secret: SECRET },
    limits: GENEROUS,
    logLevel: 'error',
  });
  const sql = connect(server.databaseUrl, 1);
  return {
    url: server.url,
    visitor: (start = {}) => makeVisitor(server.url, start),
    verified: async (claims, start = {}) => ({ ...(await makeVisitor(server.url, start, await token(claims))), name: claims.name ?? 'Visitor' }),
    async leaveMessage(message) {
      const response = await fetch(`${server.url}/v1/left-messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id: crypto.randomUUID(), ...message }),
      });
      if (!response.ok) throw new Error(`the message was not taken: ${response.status}`);
    },
    async passSilence({ id }, minutes) {
      await sql`update session set quiet_since = quiet_since - ${minutes * 60_000}::bigint where visitor_id = ${id}`;
    },
    async stop() {
      await sql.end();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function makeVisitor(url: string, start: object, identity?: string): Promise<Visitor> {
  const call = async (method: string, path: string, body: object | undefined, token?: string): Promise<Record<string, unknown>> => {
    const response = await fetch(`${url}/v1/${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`);
    return response.status === 204 ? {} : ((await response.json()) as Record<string, unknown>);
  };
  const made = identity === undefined ? call('POST', 'visitors', {}) : call('POST', 'visitors/verified', { token: identity });
  const { accessToken, visitorId } = (await made) as { accessToken: string; visitorId: string };
  const sessionId = crypto.randomUUID();
  await call('PUT', `sessions/${sessionId}`, start, accessToken);
  const own: Visitor['call'] = (path, body = {}, method = 'POST') =>
    call(method, `sessions/${sessionId}${path && `/${path}`}`, method === 'GET' ? undefined : body, accessToken);
  return {
    name: `Visitor ${visitorId.slice(0, 4).toUpperCase()}`,
    id: visitorId,
    call: own,
    say: async (text) => (await own('messages', { id: crypto.randomUUID(), text }))['seq'] as number,
    log: async () => {
      const { events } = (await own('events?after=0', {}, 'GET')) as { events: { type: string; message?: { text: string; author: { role: string } } }[] };
      return events.map(({ type, message }) => (message ? `${message.author.role}: ${message.text}` : type));
    },
    info: async () => (await own('', {}, 'GET'))['session'] as Awaited<ReturnType<Visitor['info']>>,
  };
}
