// The calls of agents: part 6 of docs/protocol.md. Signed in by a cookie that pages of other sites cannot send; tokens of visitors are
// nothing here.
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Agents } from '../agents.js';
import type { ChatFeed } from '../chat-feed.js';
import type { Bus } from '../bus.js';
import type { Limits, ServerConfig, Times } from '../config.js';
import type { LeftMessages } from '../left-messages.js';
import type { Presence } from '../presence.js';
import type { Participant } from '../protocol.js';
import type { Acceptor, Outcome } from '../sessions/change.js';
import { findAbout, findSession, visitorAbout } from '../sessions/session-row.js';
import type { SessionRow } from '../sessions/session-row.js';
import { RateLimit } from './limits.js';
import { Problem, unknownTarget } from './problem.js';
import { bodies, isUuid, queryLimit, queryNumber, readBody, wantsStream } from './request.js';
import type { Env, RequestContext } from './request.js';
import { answerAppended, answerPage, answerStream, checkText, streamCursor } from './session-calls.js';
import type { StreamParts } from './session-calls.js';

export interface AgentRouteParts extends StreamParts {
  readonly agents: Agents;
  readonly feed: ChatFeed;
  readonly presence: Presence;
  readonly leftMessages: LeftMessages;
  readonly bus: Bus;
  readonly config: Pick<ServerConfig, 'queues'>;
  readonly limits: Limits;
  readonly times: Times;
  readonly trustProxy: boolean;
}

const COOKIE = 'chat_agent';
const COOKIE_PATH = '/v1/agent';
const SNAPSHOT_EVENTS = 50;
const MOST_BOT_CHATS = 200;

export function agentRoutes(parts: AgentRouteParts): Hono<Env> {
  const { sql, conversations, agents, feed, presence, leftMessages, bus, config, limits, times, streams } = parts;
  const logins = new RateLimit(limits.logins);

  const findSignedIn = async (c: RequestContext): Promise<Participant | undefined> => {
    const token = getCookie(c, COOKIE);
    return token === undefined ? undefined : agents.find(token);
  };
  const signedIn = async (c: RequestContext): Promise<Participant> => {
    const agent = await findSignedIn(c);
    if (!agent) throw new Problem('unauthorized');
    return agent;
  };
  /** Whether the sign-in that a stream was opened with still counts; it does while the database cannot tell. */
  const isSignedIn = (c: RequestContext): Promise<boolean> => findSignedIn(c).then((agent) => agent !== undefined, () => true);
  const withQueues = async (agent: Participant): Promise<Acceptor> => ({ ...agent, queues: (await agents.workOf(agent.id)).queues });
  const chat = async (c: RequestContext): Promise<{ readonly agent: Participant; readonly row: SessionRow }> => {
    const agent = await signedIn(c);
    const key = c.req.param('key') ?? '';
    const row = isUuid(key) ? await findSession(sql, key) : undefined;
    if (!row) throw new Problem('not_found');
    return { agent, row };
  };
  /** A chat that this agent has. */
  const held = async (c: RequestContext): ReturnType<typeof chat> => {
    const found = await chat(c);
    if (found.row.status === 'ended') throw new Problem('session_ended');
    if (found.row.owner !== 'agent' || found.row.agentId !== found.agent.id) throw new Problem('already_taken');
    return found;
  };
  const answerOutcome = async (c: RequestContext, key: string, outcome: Outcome): Promise<Response> => {
    if (outcome === 'ended') throw new Problem('session_ended');
    if (outcome === 'taken') throw new Problem('already_taken');
    return c.json(await conversations.currentInfo(key, 'staff'));
  };
  const isSecure = (c: RequestContext): boolean => parts.trustProxy && c.req.header('x-forwarded-proto')?.split(',').at(-1)?.trim() === 'https';

  const app = new Hono<Env>();

  // What the sign-in form offers: no secret, every page that routes a chat names them.
  app.get('/queues', (c) => c.json({ queues: config.queues }));

  app.post('/login', async (c) => {
    logins.take(c.get('address'));
    const { name, password, queues } = await readBody(c, bodies.login, limits.bodyBytes);
    const unknown = queues?.find((queue) => !config.queues.some(({ id }) => id === queue));
    if (unknown !== undefined) throw unknownTarget({ queueId: unknown });
    const login = await agents.login(name, password, queues ?? null);
    if (!login) throw new Problem('unauthorized', { detail: 'The password is not right: it is the one that the server printed, or CHAT_AGENT_PASSWORD.' });
    logins.giveBack(c.get('address')); // a whole office may begin its day behind one address
    bus.publish({ kind: 'agent', agentId: login.agent.id });
    setCookie(c, COOKIE, login.token, {
      httpOnly: true,
      sameSite: 'Strict',
      path: COOKIE_PATH,
      secure: isSecure(c),
      maxAge: Math.floor(times.agentSession / 1000),
    });
    return c.json(await feed.statusOf(login.agent));
  });

  app.post('/logout', async (c) => {
    const token = getCookie(c, COOKIE);
    const gone = token === undefined ? undefined : await agents.logout(token);
    // Nobody should wait for a person who has left.
    for (const key of gone === undefined ? [] : await agents.chatsOf(gone)) await conversations.handBack(key, gone ?? '', 'agent_left');
    deleteCookie(c, COOKIE, { path: COOKIE_PATH });
    return c.body(null, 204);
  });

  app.get('/me', async (c) => c.json(await feed.statusOf(await signedIn(c))));

  app.patch('/me', async (c) => {
    const agent = await signedIn(c);
    const { away } = await readBody(c, bodies.status, limits.bodyBytes);
    await agents.setAway(agent.id, away);
    bus.publish({ kind: 'agent', agentId: agent.id });
    return c.json(await feed.statusOf(agent));
  });

  app.get('/left-messages', async (c) => {
    await signedIn(c);
    return c.json({ messages: await leftMessages.list() });
  });

  /** `POST` says that it is done, `DELETE` that it is not after all. */
  app.on(['POST', 'DELETE'], '/left-messages/:id/done', async (c) => {
    const agent = await signedIn(c);
    const id = c.req.param('id');
    if (!isUuid(id) || !(await leftMessages.setDone(id, c.req.method === 'POST', agent))) throw new Problem('not_found');
    return c.body(null, 204);
  });

  app.get('/feed', async (c) => {
    const agent = await signedIn(c);
    const botChats = queryNumber(c, 'bot', 0, [1, MOST_BOT_CHATS]);
    // Nobody reads on after his sign-in is over.
    const writer = streams.open(c, `feed:${agent.id}`, { onBeat: () => void isSignedIn(c).then((may) => may || writer.end()) });
    // Whoever has his list counts as there.
    void presence.arrive(agent.id).then(async () => {
      const unwatch = feed.watch(agent, botChats, writer);
      await writer.closed;
      unwatch();
      await presence.leave(agent.id);
    });
    return RESPONSE_ALREADY_SENT;
  });

  app.get('/chats/:key', async (c) => {
    const { row } = await chat(c);
    const [snapshot, about] = await Promise.all([
      conversations.snapshot(row.key, 'staff', queryLimit(c, SNAPSHOT_EVENTS)),
      findAbout(sql, row.key),
    ]);
    return c.json({ ...snapshot, about, visitor: visitorAbout(row) });
  });

  app.get('/chats/:key/events', async (c) => {
    const { agent, row } = await chat(c);
    if (!wantsStream(c)) return answerPage(c, sql, row.key);
    // Whoever comes with a cursor has received what lies before it.
    if (row.agentId === agent.id) await conversations.acknowledge(row.key, 'staff', { delivered: streamCursor(c) });
    return answerStream(c, parts, { key: row.key, side: 'staff', owner: `chat:${agent.id}:${row.key}`, mayListen: () => isSignedIn(c) });
  });

  app.post('/chats/:key/accept', async (c) => {
    const { agent, row } = await chat(c);
    return answerOutcome(c, row.key, await conversations.accept(row.key, await withQueues(agent)));
  });

  app.post('/chats/:key/takeover', async (c) => {
    const { agent, row } = await chat(c);
    return answerOutcome(c, row.key, await conversations.takeOver(row.key, await withQueues(agent)));
  });

  app.post('/chats/:key/messages', async (c) => {
    const { agent, row } = await chat(c);
    const { id, text } = await readBody(c, bodies.message, limits.bodyBytes);
    checkText(text, limits.textBytes);
    const appended = await conversations.send(row, { id, author: agent, text }, { as: 'agent', agentId: agent.id });
    // Refused for one of two reasons: look which.
    if (appended.outcome === 'refused' && (await conversations.currentInfo(row.key, 'staff')).status === 'active') throw new Problem('already_taken');
    return answerAppended(c, id, appended);
  });

  app.post('/chats/:key/typing', async (c) => {
    const { agent, row } = await held(c);
    const { on } = await readBody(c, bodies.typing, limits.bodyBytes);
    conversations.typing(row.key, agent, on);
    return c.body(null, 204);
  });

  app.post('/chats/:key/receipts', async (c) => {
    const { agent, row } = await chat(c);
    const marks = await readBody(c, bodies.receipts, limits.bodyBytes);
    // Reading along is not answering: the visitor is told only of the agent whom he has.
    if (row.agentId === agent.id) await conversations.acknowledge(row.key, 'staff', marks);
    return c.body(null, 204);
  });

  app.post('/chats/:key/handback', async (c) => {
    const { agent, row } = await chat(c);
    const { reason } = await readBody(c, bodies.reason, limits.bodyBytes);
    return answerOutcome(c, row.key, await conversations.handBack(row.key, agent.id, reason));
  });

  app.post('/chats/:key/end', async (c) => {
    const { agent, row } = await chat(c);
    const { reason = 'resolved' } = await readBody(c, bodies.reason, limits.bodyBytes);
    return answerOutcome(c, row.key, await conversations.end(row.key, { by: 'agent', reason, agent: await withQueues(agent) }));
  });

  app.post('/chats/:key/reopen', async (c) => {
    const { agent, row } = await chat(c);
    const outcome = await conversations.reopen(row.key, agent);
    if (outcome === 'unknown') throw new Problem('not_found');
    if (outcome === 'open-elsewhere') throw new Problem('already_open');
    return answerOutcome(c, row.key, outcome);
  });

  app.post('/chats/:key/survey', async (c) => {
    const { agent, row } = await chat(c);
    return answerOutcome(c, row.key, await conversations.requestSurvey(row.key, agent.id));
  });

  return app;
}
