// The calls of the host's own server: part 7 of docs/protocol.md. One secret key opens them; without a key they are not there.
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import type { People } from '../availability.js';
import type { Limits } from '../config.js';
import type { IdentityTokens, User } from '../identity.js';
import type { Log } from '../log.js';
import type { Start } from '../sessions/change.js';
import type { Conversations } from '../sessions/conversations.js';
import type { Started } from '../sessions/start.js';
import type { Visitors } from '../visitors.js';
import { RateLimit } from './limits.js';
import { Problem } from './problem.js';
import { bodies, readBody } from './request.js';
import type { Env, RequestContext } from './request.js';
import { checkText, routeFor } from './session-calls.js';

export interface HostRouteParts {
  readonly visitors: Visitors;
  readonly identities: IdentityTokens;
  readonly people: People;
  readonly conversations: Conversations;
  readonly limits: Limits;
  readonly log: Log;
}

export function hostRoutes(parts: HostRouteParts, hostKey: string | undefined): Hono<Env> {
  const { visitors, identities, people, conversations, limits, log } = parts;
  const app = new Hono<Env>();
  if (hostKey === undefined) return app;
  const keyHash = hash(hostKey);
  const failures = new RateLimit(limits.logins);

  const authorize = (c: RequestContext): void => {
    const given = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
    // Hashes have one length, and tell nothing of how far a guess was right.
    if (timingSafeEqual(hash(given), keyHash)) return;
    failures.take(c.get('address'));
    throw new Problem('unauthorized', { detail: 'The key is not the one of CHAT_HOST_KEY.' });
  };

  const begin = async (visitorId: string, label: string, start: Start): Promise<Started> => {
    const route = await routeFor(people, {}, log);
    return conversations.start(visitorId, label, { ...start, ...(route && { route }) });
  };

  app.post('/sessions', async (c) => {
    authorize(c);
    const { sessionId = randomUUID(), user, message, context, oneOpen } = await readBody(c, bodies.hostSession, limits.bodyBytes);
    if (message !== undefined) checkText(message, limits.textBytes);
    const named = readUser(user);
    const visitorId = await visitors.ensure(named);
    const started =
      (await conversations.findStarted(visitorId, sessionId, oneOpen)) ?? (await begin(visitorId, sessionId, { by: 'host', context, oneOpen }));
    if (started.outcome === 'unauthorized') throw new Problem('unauthorized');
    if (started.outcome === 'ended') throw new Problem('session_ended');
    const { id } = await conversations.currentInfo(started.key, 'visitor');
    // Not in another session that is joined; and once: the same call again finds it said.
    if (message !== undefined && id === sessionId.toLowerCase()) await conversations.greet(started.key, message);
    const { token, expiresIn } = await identities.sign(named);
    return c.json({ sessionId: id, userToken: token, expiresIn }, started.outcome === 'made' ? 201 : 200);
  });

  return app;
}

function readUser(user: { readonly id: string; readonly name?: string | undefined; readonly email?: string | undefined }): User {
  // The replacement character stands for whatever was not text: two ids must not become one.
  if (user.id.includes('\uFFFD')) throw new Problem('bad_request', { detail: 'user.id: text without NUL and half characters' });
  return { id: user.id, ...(user.name && { name: user.name }), ...(user.email && { email: user.email }) };
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
