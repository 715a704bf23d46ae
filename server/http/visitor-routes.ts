// The calls of visitors: parts 2 and 3 of docs/protocol.md. Every call finds its session by the token's visitor and the label together,
// so that a foreign id is an unknown one.
import { Hono } from 'hono';
import type { People } from '../availability.js';
import type { Limits } from '../config.js';
import { chooseRoute } from '../sessions/routing.js';
import type { Route, RoutingWish } from '../sessions/routing.js';
import { findOwnSession, visitorParticipant } from '../sessions/session-row.js';
import type { SessionRow } from '../sessions/session-row.js';
import type { Bearer, Visitors } from '../visitors.js';
import { RateLimit } from './limits.js';
import { Problem, unknownTarget } from './problem.js';
import { bodies, claimsOf, isUuid, queryLimit, readBody, wantsStream } from './request.js';
import type { Env, RequestContext } from './request.js';
import { answerAppended, answerPage, answerStream, checkText } from './session-calls.js';
import type { StreamParts } from './session-calls.js';

export interface VisitorRouteParts extends StreamParts {
  readonly visitors: Visitors;
  readonly people: People;
  readonly limits: Limits;
}

const SNAPSHOT_EVENTS = 50;

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
  const routeFor = async (wish: RoutingWish): Promise<Route | undefined> => {
    const choice = await chooseRoute(people, wish, (target) => log.warn({ event: 'routing-unknown', ...target }, 'no such agent or queue'));
    if (choice.to === 'refused') throw new Problem('nobody_there', { availability: choice.availability });
    if (choice.to === 'unknown') throw unknownTarget(choice.target);
    return choice.to === 'person' ? choice.route : undefined;
  };

  const app = new Hono<Env>();

  app.post('/visitors', async (c) => {
    await readBody(c, bodies.nothing, limits.bodyBytes);
    rates.visitors.take(c.get('address'));
    return c.json(await visitors.create(), 201);
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

  app.put('/sessions/:id', async (c) => {
    const { visitorId } = await bearer(c);
    const label = c.req.param('id');
    if (!isUuid(label)) throw new Problem('bad_request', { detail: 'The session id is no RFC 9562 UUID.' });
    const start = await readBody(c, bodies.session, limits.bodyBytes);
    let row = await findOwnSession(sql, visitorId, label);
    let isNew = false;
    if (row === undefined) {
      rates.sessions.take(c.get('address'));
      const route = await routeFor(start);
      isNew = await conversations.create(visitorId, label, { ...start, claims: claimsOf(start.prechat), ...(route && { route }) });
      row = await findOwnSession(sql, visitorId, label);
    }
    if (row === undefined || row === 'unauthorized') throw new Problem('unauthorized');
    if (row.status === 'ended') throw new Problem('session_ended');
    return c.json(await conversations.snapshot(row.key, 'visitor', SNAPSHOT_EVENTS), isNew ? 201 : 200);
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
    const message = { id, author: visitorParticipant(caller.visitorId), text };
    return answerAppended(c, id, await conversations.send(row, message, { as: 'visitor' }));
  });

  app.post('/sessions/:id/typing', async (c) => {
    const { caller, row } = await active(c);
    const { on } = await readBody(c, bodies.typing, limits.bodyBytes);
    conversations.typing(row.key, visitorParticipant(caller.visitorId), on);
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
    const { row } = await own(c);
    const { by = 'visitor', reason = 'closed' } = await readBody(c, bodies.end, limits.bodyBytes);
    await conversations.end(row.key, { by, reason });
    return c.json(await conversations.currentInfo(row.key, 'visitor'));
  });

  return app;
}
