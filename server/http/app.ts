// The HTTP face of the server: which page may call, what every answer carries, and what an error becomes. It knows the routes, not what
// they do.
import { Hono } from 'hono';
import type { ServerConfig } from '../config.js';
import { isUnavailable } from '../database/connect.js';
import type { Sql } from '../database/connect.js';
import { describeError } from '../log.js';
import type { Log } from '../log.js';
import { agentRoutes } from './agent-routes.js';
import type { AgentRouteParts } from './agent-routes.js';
import { availabilityRoutes } from './availability-routes.js';
import type { AvailabilityRouteParts } from './availability-routes.js';
import { corsHeaders, judgeOrigin, PREFLIGHT_HEADERS } from './cors.js';
import type { OriginKind } from './cors.js';
import { hostRoutes } from './host-routes.js';
import { networkOf } from './limits.js';
import { Problem } from './problem.js';
import type { Env, RequestContext } from './request.js';
import { staticFiles } from './static-files.js';
import { visitorRoutes } from './visitor-routes.js';
import type { VisitorRouteParts } from './visitor-routes.js';

export interface AppParts extends VisitorRouteParts, AgentRouteParts, AvailabilityRouteParts {
  readonly sql: Sql;
  readonly log: Log;
  readonly config: ServerConfig;
}

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
};
const HEALTH_LIMIT = 2_000;

export function createApp(parts: AppParts): Hono<Env> {
  const { config, log, sql } = parts;
  const origins = new Set(config.origins);
  const app = new Hono<Env>();

  app.use('*', async (c, next) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.header(name, value);
    await next();
  });

  app.use('/v1/*', async (c, next) => {
    c.header('Cache-Control', 'no-store');
    const origin = c.req.header('origin');
    const kind = judgeOrigin(origin, c.req.header('host'), origins);
    const headers = corsHeaders(origin, kind);
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    if (!mayCall(c.req.path, origin, kind)) throw new Problem('forbidden_origin', kind === 'foreign' ? {} : { detail: "Agents call from the server's own page alone, the host's server from none." });
    if (c.req.method === 'OPTIONS') return c.body(null, 204, PREFLIGHT_HEADERS);
    c.set('headers', { ...SECURITY_HEADERS, ...headers });
    c.set('address', addressOf(c.env.incoming.socket.remoteAddress, c.req.header('x-forwarded-for'), config.trustProxy));
    await next();
    return undefined;
  });

  app.get('/healthz', async (c) => {
    const answer = await Promise.race([sql`select 1`.then(() => true, () => false), timeout(HEALTH_LIMIT)]);
    if (!answer) throw new Problem('unavailable', { retryAfter: 1 });
    return c.json({ status: 'ok' });
  });
  app.route('/v1/agent', agentRoutes(parts));
  app.route('/v1/host', hostRoutes(parts, config.hostKey));
  app.route('/v1', availabilityRoutes(parts));
  app.route('/v1', visitorRoutes(parts));
  app.route('/', staticFiles(config.rootDir, config.knowledgeDir));

  app.notFound((c) => new Problem('not_found').toResponse(sentHeaders(c)));
  app.onError((error, c) => {
    if (error instanceof Problem) return error.toResponse(sentHeaders(c));
    if (isUnavailable(error)) {
      log.warn({ event: 'unavailable', ...describeError(error) });
      return new Problem('unavailable', { retryAfter: 1 }).toResponse(sentHeaders(c));
    }
    log.error({ event: 'request-failed', method: c.req.method, route: c.req.routePath, ...describeError(error) });
    return new Problem('internal').toResponse(sentHeaders(c));
  });
  return app;
}

function sentHeaders(c: RequestContext): Record<string, string> {
  return { ...SECURITY_HEADERS, ...c.get('headers'), 'Cache-Control': 'no-store', Vary: 'Origin' };
}

/** Agents work on our own page alone, and the host's server is no page at all, whatever the list says. */
function mayCall(path: string, origin: string | undefined, kind: OriginKind): boolean {
  if (path.startsWith('/v1/host/')) return origin === undefined;
  return path.startsWith('/v1/agent/') ? kind === 'same' : kind !== 'foreign';
}

/** Whom to count. Behind a proxy that we believe: the last address it wrote, never what the caller wrote before it. */
function addressOf(remote: string | undefined, forwarded: string | undefined, trustProxy: boolean): string {
  const last = trustProxy ? forwarded?.split(',').at(-1)?.trim() : undefined;
  return networkOf(last || (remote ?? 'unknown'));
}

function timeout(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(resolve, ms, false).unref());
}
