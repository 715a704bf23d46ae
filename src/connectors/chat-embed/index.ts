/** The connector of `chat-embed/1` (docs/protocol.md): the calls of a visitor, and the event stream. Keeps no session and retries nothing. */
import type {Connector, CreateConnector} from '../../contracts/connector.js';
import {ChatError} from '../../model/errors.js';
import type {LiveEvent, LogEvent} from '../../model/session-event.js';
import type {InboxEvent} from '../../model/session-summary.js';
import {withController} from '../shared/abort.js';
import {Http, type HttpRequest} from '../shared/http.js';
import {Access} from './access.js';
import {followStream} from './stream.js';
import {
  readAvailability, readCredentials, readFrame, readInboxFrame, readLeave, readPage, readReceipt, readSessionInfo, readSessions, readSnapshot,
} from './wire.js';
import type {Goodbye} from './wire.js';

const pathOf = (sessionId: string, rest = ''): string => `v1/sessions/${encodeURIComponent(sessionId)}${rest}`;

/** A back end that does not know the session or the visitor (any more) has nobody left to be told anything. */
async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof ChatError && ['unauthorized', 'not-found'].includes(error.code))) throw error;
  }
}

function isNobodyThere(error: unknown): error is ChatError {
  return error instanceof ChatError && error.code === 'nobody-there';
}

/** The refusal tells how it stands. */
function withAvailability({code, message, cause}: ChatError): ChatError {
  return new ChatError(code, message, {cause, availability: readAvailability((cause as {readonly availability?: unknown}).availability)});
}

/** Makes a connector to the server at `endpoint`. Nothing is asked for before the first call. */
export const createConnector: CreateConnector = (options) => {
  const {clock} = options;
  const http = new Http(options);
  const access = new Access(http, options);
  const call = <T>(request: HttpRequest, signal: AbortSignal, read: (answer: unknown) => T, make: 'make' | 'find' = 'find'): Promise<T> =>
    access.call(make, signal, async (token) => read(await http.json({...request, token}, signal)));
  const post = <T>(sessionId: string, verb: string, body: object, signal: AbortSignal, read: (answer: unknown) => T): Promise<T> =>
    call({method: 'POST', path: pathOf(sessionId, `/${verb}`), body}, signal, read);
  const tell = (sessionId: string, verb: string, body: object, signal: AbortSignal): Promise<void> =>
    post(sessionId, verb, body, signal, () => undefined);
  const follow = <Frame extends {readonly type: string}>(
    path: string, read: (data: string) => Frame | Goodbye | undefined, emit: (event: Frame) => void, signal: AbortSignal,
  ): Promise<{readonly pauseMs: number}> =>
    withController(signal, async (own) => {
      const body = await access.call('find', own.signal, (token) => http.eventStream({path, token}, own));
      return followStream(body, read, emit, {http, clock, own});
    });

  const connector: Connector = {
    capabilities: {
      history: true, typing: true, receipts: true, handoff: true, stop: true, sessions: true, availability: true, leaveMessage: true, idle: true,
      resolution: true, csat: true, identity: true, erase: true,
    },
    open: ({sessionId, ...body}, signal) =>
      call({method: 'PUT', path: pathOf(sessionId), body}, signal, readSnapshot, 'make').catch((error: unknown) => {
        throw isNobodyThere(error) ? withAvailability(error) : error;
      }),
    load: (sessionId, limit, signal) => call({path: pathOf(sessionId, `?limit=${limit}`)}, signal, readSnapshot),
    events(sessionId, range, signal) {
      const from = 'before' in range ? `before=${range.before}` : `after=${range.after}`;
      return call({path: pathOf(sessionId, `/events?${from}&limit=${range.limit}`)}, signal, readPage);
    },
    stream: (sessionId: string, after: number, emit: (event: LogEvent | LiveEvent) => void, signal: AbortSignal) =>
      follow(pathOf(sessionId, `/events?after=${after}`), readFrame, emit, signal),
    send: (sessionId, {id, text}, signal) => post(sessionId, 'messages', {id, text}, signal, readReceipt),
    async farewell({sessionId, by, reason, revoke, credentials: held}, signal) {
      // The protocol knows two who end from this side; whatever is not the visitor's own doing is the page's.
      const body = {by: by === 'visitor' ? by : 'host', reason};
      const leave = readLeave(held);
      if (leave) {
        const {leaveToken} = leave;
        return unlessGone(http.json({method: 'POST', path: 'v1/visitors/leave', body: {leaveToken, sessionId, ...body}, keepalive: true}, signal));
      }
      const owner = readCredentials(held);
      if (!owner) return;
      const end = access.as(owner, signal, (token) =>
        http.json({method: 'POST', path: pathOf(sessionId, '/end'), token, body, keepalive: true}, signal),
      );
      await unlessGone(end);
      if (revoke) await unlessGone(access.revoke(owner, signal));
    },
    typing: (sessionId, on, signal) => tell(sessionId, 'typing', {on}, signal),
    acknowledge: (sessionId, receipts, signal) => tell(sessionId, 'receipts', receipts, signal),
    stop: (sessionId, messageId, signal) => tell(sessionId, 'stop', {messageId}, signal),
    requestHandoff: (sessionId, reason, signal) => post(sessionId, 'handoff', {reason}, signal, readSessionInfo),
    cancelHandoff: (sessionId, signal) => call({method: 'DELETE', path: pathOf(sessionId, '/handoff')}, signal, readSessionInfo),
    sessions: ({limit, before}, signal) =>
      call({path: `v1/sessions?limit=${limit}${before ? `&before=${encodeURIComponent(before)}` : ''}`}, signal, readSessions),
    inbox: (emit: (event: InboxEvent) => void, signal: AbortSignal) => follow('v1/sessions', readInboxFrame, emit, signal),
    availability: async (target, signal) =>
      readAvailability(await http.json({path: `v1/availability?${new URLSearchParams(Object.entries(target)).toString()}`}, signal)),
    leaveMessage: async (message, signal) => void (await http.json({method: 'POST', path: 'v1/left-messages', body: message}, signal)),
    keep: (sessionId, signal) => tell(sessionId, 'keep', {}, signal),
    resolve: (sessionId, answer, signal) => post(sessionId, 'resolution', answer, signal, readSessionInfo),
    survey: (sessionId, id, answer, signal) => post(sessionId, 'csat', {id, ...answer}, signal, readSessionInfo),
    claim: ({name, email}, signal) => call({method: 'PATCH', path: 'v1/visitors/me', body: {name, email}}, signal, () => undefined),
    async link(held, signal) {
      const owner = readCredentials(held);
      if (owner) await call({method: 'POST', path: 'v1/visitors/link', body: owner}, signal, () => undefined);
    },
    erase: (signal) => unlessGone(call({method: 'DELETE', path: 'v1/visitors/me'}, signal, () => undefined)),
  };
  return connector;
};
