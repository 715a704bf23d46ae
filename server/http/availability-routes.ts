// The calls that need no token: whether a person would answer, and a message for when nobody does. Part 3.3 of
// docs/protocol.md. They tell nothing of anybody's chats.
import { Hono } from 'hono';
import type { People } from '../availability.js';
import type { Limits } from '../config.js';
import type { LeftMessages } from '../left-messages.js';
import { cleanText } from '../text.js';
import { RateLimit } from './limits.js';
import { Problem, unknownTarget } from './problem.js';
import { bodies, readBody } from './request.js';
import type { Env } from './request.js';
import { checkText } from './session-calls.js';

export interface AvailabilityRouteParts {
  readonly people: People;
  readonly leftMessages: LeftMessages;
  readonly limits: Limits;
}

export function availabilityRoutes({ people, leftMessages, limits }: AvailabilityRouteParts): Hono<Env> {
  const rates = { asks: new RateLimit(limits.availability), leaves: new RateLimit(limits.leftMessages) };
  const app = new Hono<Env>();

  app.get('/availability', async (c) => {
    rates.asks.take(c.get('address'));
    const [agentId, queueId] = ['agentId', 'queueId'].map((name) => c.req.query(name)).map((id) => id && cleanText(id));
    const target = { agentId, queueId };
    const availability = await people.availability(target);
    if (availability === 'unknown') throw unknownTarget(target);
    return c.json(availability);
  });

  app.post('/left-messages', async (c) => {
    const message = await readBody(c, bodies.leftMessage, limits.bodyBytes);
    checkText(message.text, limits.textBytes);
    rates.leaves.take(c.get('address'));
    const outcome = await leftMessages.leave(message);
    if (outcome === 'conflict') throw new Problem('id_conflict');
    return c.json({ id: message.id }, outcome === 'new' ? 201 : 200);
  });

  return app;
}
