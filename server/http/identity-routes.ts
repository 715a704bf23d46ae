// Who a visitor is: what he says of himself, what the host's server vouches for, and how both become one, leave, or are forgotten: parts
// 2.1 to 2.4 of docs/protocol.md. Whatever is not proven is refused; nobody is ever made anonymous instead.
import { Hono } from 'hono';
import type { Limits } from '../config.js';
import { IdentityRefused, KeysUnavailable } from '../identity.js';
import type { Identified, IdentityTokens } from '../identity.js';
import type { Conversations } from '../sessions/conversations.js';
import type { Bearer, Visitors } from '../visitors.js';
import type { RateLimit } from './limits.js';
import { Problem } from './problem.js';
import { bodies, readBody } from './request.js';
import type { Env, RequestContext } from './request.js';

export interface IdentityRouteParts {
  readonly visitors: Visitors;
  readonly identities: IdentityTokens;
  readonly conversations: Conversations;
  readonly limits: Limits;
  /** Who calls with an access token. */
  readonly bearer: (c: RequestContext) => Promise<Bearer>;
  readonly calls: RateLimit;
}

const KEYS_RETRY = 5;

export function identityRoutes(parts: IdentityRouteParts): Hono<Env> {
  const { visitors, identities, conversations, limits, bearer, calls } = parts;

  const identify = async (token: string): Promise<Identified> => {
    try {
      return await identities.verify(token);
    } catch (error) {
      if (error instanceof IdentityRefused) throw new Problem('identity_refused', { detail: error.message });
      if (error instanceof KeysUnavailable) {
        throw new Problem('unavailable', { detail: 'The key set of CHAT_IDENTITY_JWKS cannot be had just now.', retryAfter: KEYS_RETRY });
      }
      throw error;
    }
  };

  const app = new Hono<Env>();

  app.post('/verified', async (c) => {
    calls.take(c.get('address'));
    const { token } = await readBody(c, bodies.verified, limits.bodyBytes);
    const identified = await identify(token);
    const { name, email } = identified.user;
    return c.json({ ...(await visitors.enter(identified)), ...(name !== undefined && { name }), ...(email !== undefined && { email }) });
  });

  app.post('/leave', async (c) => {
    calls.take(c.get('address'));
    const { leaveToken, sessionId, by = 'visitor', reason = 'closed' } = await readBody(c, bodies.leave, limits.bodyBytes);
    const visitorId = await visitors.verifyLeave(leaveToken);
    if (visitorId === undefined) throw new Problem('unauthorized');
    // Unknown, or ended before: nothing is left to be done.
    if ((await conversations.endOwn(visitorId, sessionId, { by, reason })) === 'unauthorized') throw new Problem('unauthorized');
    return c.body(null, 204);
  });

  app.post('/link', async (c) => {
    const caller = await bearer(c);
    const { visitorId, secret } = await readBody(c, bodies.visitor, limits.bodyBytes);
    if (!(await visitors.knows(visitorId, secret))) throw new Problem('unauthorized', { detail: 'Visitor or secret are wrong.' });
    switch (await conversations.link(visitorId.toLowerCase(), caller.visitorId)) {
      case 'linked':
        return c.body(null, 204);
      case 'unverified':
        throw new Problem('unauthorized', { detail: 'Only a verified visitor can be linked to.' });
      case 'unauthorized':
        throw new Problem('unauthorized', { detail: 'The visitor was revoked, or linked to somebody else.' });
    }
  });

  app.patch('/me', async (c) => {
    const { visitorId } = await bearer(c);
    const outcome = await visitors.claim(visitorId, await readBody(c, bodies.newClaims, limits.bodyBytes));
    if (outcome === 'unauthorized') throw new Problem('unauthorized');
    if (outcome === 'verified') throw new Problem('bad_request', { detail: 'The name and e-mail of a verified visitor come from his identity token.' });
    await conversations.renamed(visitorId);
    return c.body(null, 204);
  });

  app.delete('/me', async (c) => {
    const { visitorId } = await bearer(c);
    if (!(await conversations.erase(visitorId))) throw new Problem('unauthorized');
    return c.body(null, 204);
  });

  return app;
}
