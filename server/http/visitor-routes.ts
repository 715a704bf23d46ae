// The calls of visitors: parts 2 and 3 of docs/protocol.md. Every call finds its session by the token's visitor and the label together,
// so that a foreign id is an unknown one.
import { Hono } from 'hono';
import type { z } from 'zod';
import type { People } from '../availability.js';
import type { Limits } from '../config.js';
import type { IdentityTokens } from '../identity.js';
import { readCursor, sessionPage } from '../sessions/session-list.js';
import { findOwnSession, visitorParticipant } from '../sessions/session-row.js';
import type { SessionRow } from '../sessions/session-row.js';
import type { Started } from '../sessions/start.js';
import type { Bearer, Visitors } from '../visitors.js';
import { identityRoutes } from './identity-routes.js';
import { RateLimit } from './limits.js';
import { Problem } from './problem.js';
import { bodies, claimsOf, isUuid, queryLimit, readBody, wantsStream } from './request.js';
import type { Env, RequestContext } from './request.js';
import { answerAppended, answerInbox, answerPage, answerStream, checkText, routeFor } from './session-calls.js';
import type { InboxParts, StreamParts } from './session-calls.js';

export interface VisitorRouteParts extends StreamParts, InboxParts {
  readonly visitors: Visitors;
  readonly people: People;
  readonly identities: IdentityTokens;
  readonly limits: Limits;
}

const SNAPSHOT_EVENTS = 50;
const LIST_SESSIONS = 20;

export function visitorRoutes(parts: VisitorRouteParts): Hono<Env> {
  const { sql, conversations, visitors, people, limits, log } = parts;
  const rates = {
    sends: new RateLimit(limits.sends),
    calls: new RateLimit(limits.calls),
    visitors: new RateLimit(limits.visitors),
    sessions: new RateLimit(limits.sessions),
  };

  /** Who calls. */
  const bearer = async (c: RequestContext): Promise<Bearer> => {
    const token = /^Bearer ([\w.-]+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    const found = token === undefined ? undefined : await visitors.verify(token);
    if (!found) throw new Problem('unauthorized');
    rates.calls.take(found.visitorId);
    return found;
  };
  /** Who calls, and his session of that label. */
  const own = async (c: RequestContext): Promise<{ readonly caller: Bearer; readonly row: SessionRow }> => {
    const caller = await bearer(c);
    const label = c.req.param('id') ?? '';
    const row = isUuid(label) ? await findOwnSession(sql, caller.visitorId, label) : undefined;
    if (row === 'unauthorized') throw new Problem('unauthorized');
    if (!row) throw new Problem('not_found');
    return { caller, row };
  };
  const active = async (c: RequestContext): ReturnType<typeof own> => {
    const found = await own(c);
    if (found.row.status === 'ended') throw new Problem('session_ended');
    return found;
  };

  /** Where a new session goes; `undefined`: the bot begins. */
  const begin = async (c: RequestContext, visitorId: string, label: string, start: z.infer<typeof bodies.session>): Promise<Started> => {
    rates.sessions.take(c.get('address'));
    const route = await routeFor(people, start, log);
    return conversations.start(visitorId, label, { ...start, claims: claimsOf(start.prechat), ...(route && { route }) });
  };

  const app = new Hono<Env>();

  app.post('/visitors', async (c) => {
    const claims = await readBody(c, bodies.claims, limits.bodyBytes);
    rates.visitors.take(c.get('address'));
    return c.json(await visitors.create(claims), 201);
  });

  app.post('/visitors/token', async (c) => {
    const { visitorId, secret } = await readBody(c, bodies.visitor, limits.bodyBytes);
    rates.calls.take(c.get('address'));
    const access = await visitors.renew(visitorId, secret);
    if (!access) throw new Problem('unauthorized');
    return c.json(access);
  });

  app.post('/visitors/revoke', async (c) => {
    const { visitorId, secret } = await readBody(c, bodies.visitor, limits.bodyBytes);
    rates.calls.take(c.get('address'));
    if (!(await visitors.revoke(visitorId, secret))) throw new Problem('unauthorized');
    await conversations.leave(visitorId);
    return c.body(null, 204);
  });

  app.route('/visitors', identityRoutes({ ...parts, bearer, calls: rates.calls }));

  app.put('/sessions/:id', async (c) => {
    const { visitorId } = await bearer(c);
    const label = c.req.param('id');
    if (!isUuid(label)) throw new Problem('bad_request', { detail: 'The session id is no RFC 9562 UUID.' });
    const start = await readBody(c, bodies.session, limits.bodyBytes);
    if (!(await visitors.isValid(visitorId))) throw new Problem('unauthorized');
    // What is there already looks at no route: it is joined, also where nobody would answer a new one.
    const started = (await conversations.findStarted(visitorId, label, start.oneOpen)) ?? (await begin(c, visitorId, label, start));
    if (started.outcome === 'unauthorized') throw new Problem('unauthorized');
    if (started.outcome === 'ended') throw new Problem('session_ended');
    return c.json(await conversations.snapshot(started.key, 'visitor', SNAPSHOT_EVENTS), started.outcome === 'made' ? 201 : 200);
  });

  app.get('/sessions', async (c) => {
    const { visitorId, expiresAt } = await bearer(c);
    if (!(await visitors.isValid(visitorId))) throw new Problem('unauthorized');
    const limit = queryLimit(c, LIST_SESSIONS);
    if (wantsStream(c)) return answerInbox(c, parts, { visitorId, expiresAt, limit });
    const text = c.req.query('before');
    const before = text === undefined ? undefined : readCursor(text);
    if (text !== undefined && !before) throw new Problem('bad_request', { detail: 'before: a cursor that this server made' });
    return c.json(await sessionPage(sql, visitorId, limit, before));
  });

  app.get('/sessions/:id', async (c) => {
    const { row } = await own(c);
    return c.json(await conversations.snapshot(row.key, 'visitor', queryLimit(c, SNAPSHOT_EVENTS)));
  });

  app.get('/sessions/:id/events', async (c) => {
    const { caller, row } = await own(c);
    if (!wantsStream(c)) return answerPage(c, sql, row.key);
    return answerStream(c, parts, { key: row.key, side: 'visitor', owner: caller.visitorId, expiresAt: caller.expiresAt });
  });

  app.post('/sessions/:id/messages', async (c) => {
    const { caller, row } = await own(c);
    const { id, text } = await readBody(c, bodies.message, limits.bodyBytes);
    checkText(text, limits.textBytes);
    rates.sends.take(caller.visitorId);
    const message = { id, author: visitorParticipant(row), text };
    return answerAppended(c, id, await conversations.send(row, message, { as: 'visitor' }));
  });

  app.post('/sessions/:id/typing', async (c) => {
    const { row } = await active(c);
    const { on } = await readBody(c, bodies.typing, limits.bodyBytes);
    conversations.typing(row.key, visitorParticipant(row), on);
    if (on) await conversations.stir(row.key, false);
    return c.body(null, 204);
  });

  app.post('/sessions/:id/keep', async (c) => {
    const { row } = await active(c);
    await conversations.stir(row.key, true);
    return c.body(null, 204);
  });

  app.post('/sessions/:id/receipts', async (c) => {
    const { row } = await own(c);
    await conversations.acknowledge(row.key, 'visitor', await readBody(c, bodies.receipts, limits.bodyBytes));
    return c.body(null, 204);
  });

  app.post('/sessions/:id/stop', async (c) => {
    const { row } = await own(c);
    const { messageId } = await readBody(c, bodies.stop, limits.bodyBytes);
    await conversations.stop(row.key, messageId);
    return c.body(null, 204);
  });

  app.post('/sessions/:id/handoff', async (c) => {
    const { row } = await active(c);
    const { reason } = await readBody(c, bodies.reason, limits.bodyBytes);
    if ((await conversations.requestHandoff(row.key, reason)) === 'ended') throw new Problem('session_ended');
    return c.json(await conversations.currentInfo(row.key, 'visitor'));
  });

  app.delete('/sessions/:id/handoff', async (c) => {
    const { row } = await active(c);
    if ((await conversations.cancelHandoff(row.key)) === 'ended') throw new Problem('session_ended');
    return c.json(await conversations.currentInfo(row.key, 'visitor'));
  });

  app.post('/sessions/:id/end', async (c) => {
    const { visitorId } = await bearer(c);
    const label = c.req.param('id');
    const { by = 'visitor', reason = 'closed' } = await readBody(c, bodies.end, limits.bodyBytes);
    const ended = isUuid(label) ? await conversations.endOwn(visitorId, label, { by, reason }) : 'unknown';
    if (ended === 'unauthorized') throw new Problem('unauthorized');
    if (ended === 'unknown') throw new Problem('not_found');
    return c.json(await conversations.currentInfo(ended.key, 'visitor'));
  });

  app.post('/sessions/:id/resolution', async (c) => {
    const { row } = await own(c);
    const outcome = await conversations.resolve(row.key, await readBody(c, bodies.resolution, limits.bodyBytes));
    if (outcome === 'unknown') throw new Problem('not_found', { detail: 'The session has no such answer of a bot.' });
    if (outcome === 'ended') throw new Problem('session_ended');
    return c.json(await conversations.currentInfo(row.key, 'visitor'));
  });

  app.post('/sessions/:id/csat', async (c) => {
    const { row } = await own(c);
    const { id, score, comment } = await readBody(c, bodies.csat, limits.bodyBytes);
    const outcome = await conversations.answerSurvey(row.key, id, score === undefined ? {} : { score, comment });
    if (outcome === 'unknown') throw new Problem('not_found', { detail: 'The session has no such survey.' });
    return c.json(await conversations.currentInfo(row.key, 'visitor'));
  });

  return app;
}
