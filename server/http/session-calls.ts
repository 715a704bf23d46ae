// The calls that visitors and agents share: pages of the log, and the stream. It does not decide who may call.
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { People } from '../availability.js';
import type { Sql } from '../database/connect.js';
import { EventStream } from '../event-stream.js';
import type { Hub } from '../hub.js';
import type { Inbox } from '../inbox.js';
import { describeError } from '../log.js';
import type { Log } from '../log.js';
import type { Side } from '../protocol.js';
import type { Conversations } from '../sessions/conversations.js';
import type { Appended } from '../sessions/event-log.js';
import { eventsAfter, eventsBefore } from '../sessions/event-log.js';
import { chooseRoute } from '../sessions/routing.js';
import type { Route, RoutingWish } from '../sessions/routing.js';
import { Problem, unknownTarget } from './problem.js';
import { queryLimit, queryNumber } from './request.js';
import type { RequestContext } from './request.js';
import type { Streams } from './streams.js';

const LAST = Number.MAX_SAFE_INTEGER;

/** `GET …/events` without a stream. */
export async function answerPage(c: RequestContext, sql: Sql, key: string): Promise<Response> {
  const before = queryNumber(c, 'before', undefined, [0, LAST]);
  const after = queryNumber(c, 'after', undefined, [0, LAST]);
  if (before !== undefined && after !== undefined) throw new Problem('bad_request', { detail: 'before or after, not both' });
  if (after !== undefined) return c.json(await eventsAfter(sql, key, after, queryLimit(c, 200)));
  return c.json(await eventsBefore(sql, key, before, queryLimit(c, 50)));
}

/** The cursor of a stream: `Last-Event-ID` wins over `after`. */
export function streamCursor(c: RequestContext): number {
  const last = c.req.header('last-event-id');
  if (last !== undefined && /^\d{1,15}$/.test(last)) return Number(last);
  return queryNumber(c, 'after', 0, [0, LAST]);
}

export interface StreamParts {
  readonly sql: Sql;
  readonly hub: Hub;
  readonly conversations: Conversations;
  readonly streams: Streams;
  readonly log: Log;
}

/**
 * `GET …/events` with `Accept: text/event-stream`. `owner` is whose number of streams is limited; `mayListen` is asked with every beat, for
 * whoever no notice dismisses.
 */
export function answerStream(
  c: RequestContext,
  parts: StreamParts,
  which: { readonly key: string; readonly side: Side; readonly owner: string; readonly expiresAt?: number; readonly mayListen?: () => Promise<boolean> },
): Response {
  const { sql, hub, conversations, streams, log } = parts;
  const stream = new EventStream({ sql, hub, conversations, key: which.key, side: which.side, after: streamCursor(c) });
  const writer = streams.open(c, which.owner, {
    onBeat: () => {
      stream.wake();
      void which.mayListen?.().then((may) => may || stream.finish());
    },
    finish: () => stream.finish(),
    ...(which.expiresAt !== undefined && { expiresAt: which.expiresAt }),
  });
  void stream.run(writer).catch((error: unknown) => log.warn({ event: 'stream', session: which.key, ...describeError(error) }));
  return RESPONSE_ALREADY_SENT;
}

export interface InboxParts {
  readonly inbox: Inbox;
  readonly streams: Streams;
}

/** `GET /v1/sessions` with `Accept: text/event-stream`. */
export function answerInbox(
  c: RequestContext,
  { inbox, streams }: InboxParts,
  which: { readonly visitorId: string; readonly expiresAt: number; readonly limit: number },
): Response {
  const writer = streams.open(c, which.visitorId, { onBeat: () => undefined, expiresAt: which.expiresAt });
  void writer.closed.then(inbox.watch(which.visitorId, which.limit, writer));
  return RESPONSE_ALREADY_SENT;
}

/** Where a session that begins goes: to a person, or to the bot. Throws `nobody_there`, or `bad_request` for targets that there are not. */
export async function routeFor(people: People, wish: RoutingWish, log: Log): Promise<Route | undefined> {
  const choice = await chooseRoute(people, wish, (target) => log.warn({ event: 'routing-unknown', ...target }, 'no such agent or queue'));
  if (choice.to === 'refused') throw new Problem('nobody_there', { availability: choice.availability });
  if (choice.to === 'unknown') throw unknownTarget(choice.target);
  return choice.to === 'person' ? choice.route : undefined;
}

/** The answer to a message. */
export function answerAppended(c: RequestContext, id: string, appended: Appended): Response {
  switch (appended.outcome) {
    case 'new':
      return c.json({ id, seq: appended.seq, at: appended.at }, 201);
    case 'seen':
      return c.json({ id, seq: appended.seq, at: appended.at }, 200);
    case 'conflict':
      throw new Problem('id_conflict');
    case 'refused':
      throw new Problem('session_ended');
  }
}

/** Refuses a text that is too long. */
export function checkText(text: string, limit: number): void {
  if (Buffer.byteLength(text) > limit) throw new Problem('too_large', { detail: `At most ${limit} bytes of text.` });
}
