/** The connector of `chat-embed/1` (docs/protocol.md): the calls of a visitor, and the event stream. Keeps no session and retries nothing. */
import type {Connector, CreateConnector} from '../../contracts/connector.js';
import {ChatError} from '../../model/errors.js';
import type {LiveEvent, LogEvent} from '../../model/session-event.js';
import {withController} from '../shared/abort.js';
import {Http, type HttpRequest} from '../shared/http.js';
import {Access, isUnauthorized} from './access.js';
import {followStream} from './stream.js';
import {readCredentials, readPage, readReceipt, readSessionInfo, readSnapshot} from './wire.js';

const pathOf = (sessionId: string, rest = ''): string => `v1/sessions/${encodeURIComponent(sessionId)}${rest}`;

/** A back end that does not know the session or the visitor (any more) has nobody left to be told anything. */
async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isUnauthorized(error) && !(error instanceof ChatError && error.code === 'not-found')) throw error;
  }
}

/** Makes a connector to the server at `endpoint`. Nothing is asked for before the first call. */
export const createConnector: CreateConnector = ({endpoint, credentials, clock, fetch}) => {
  const http = new Http({endpoint, clock, ...(fetch && {fetch})});
  const access = new Access(http, credentials, clock);
  const call = <T>(request: HttpRequest, signal: AbortSignal, read: (answer: unknown) => T, make: 'make' | 'find' = 'find'): Promise<T> =>
    access.call(make, signal, async (token) => read(await http.json({...request, token}, signal)));
  const tell = (sessionId: string, verb: string, body: object, signal: AbortSignal): Promise<void> =>
    call({method: 'POST', path: pathOf(sessionId, `/${verb}`), body}, signal, () => undefined);

  const connector: Connector = {
    capabilities: {history: true, typing: true, receipts: true, handoff: true, stop: true},
    open: ({sessionId, ...body}, signal) => call({method: 'PUT', path: pathOf(sessionId), body}, signal, readSnapshot, 'make'),
    load: (sessionId, limit, signal) => call({path: pathOf(sessionId, `?limit=${limit}`)}, signal, readSnapshot),
    events(sessionId, range, signal) {
      const from = 'before' in range ? `before=${range.before}` : `after=${range.after}`;
      return call({path: pathOf(sessionId, `/events?${from}&limit=${range.limit}`)}, signal, readPage);
    },
    stream: (sessionId: string, after: number, emit: (event: LogEvent | LiveEvent) => void, signal: AbortSignal) =>
      withController(signal, async (own) => {
        const path = pathOf(sessionId, `/events?after=${after}`);
        const body = await access.call('find', own.signal, (token) => http.eventStream({path, token}, own));
        return followStream(body, emit, {http, clock, own});
      }),
    send: (sessionId, {id, text}, signal) =>
      call({method: 'POST', path: pathOf(sessionId, '/messages'), body: {id, text}}, signal, readReceipt),
    async farewell({sessionId, by, reason, revoke, credentials: held}, signal) {
      const owner = readCredentials(held);
      if (!owner) return;
      // The protocol knows two who end from this side; whatever is not the visitor's own doing is the page's.
      const body = {by: by === 'visitor' ? by : 'host', reason};
      const end = access.as(owner, signal, (token) =>
        http.json({method: 'POST', path: pathOf(sessionId, '/end'), token, body, keepalive: true}, signal),
      );
      await unlessGone(end);
      if (revoke) await unlessGone(access.revoke(owner, signal));
    },
    typing: (sessionId, on, signal) => tell(sessionId, 'typing', {on}, signal),
    acknowledge: (sessionId, receipts, signal) => tell(sessionId, 'receipts', receipts, signal),
    stop: (sessionId, messageId, signal) => tell(sessionId, 'stop', {messageId}, signal),
    requestHandoff: (sessionId, reason, signal) =>
      call({method: 'POST', path: pathOf(sessionId, '/handoff'), body: {reason}}, signal, readSessionInfo),
    cancelHandoff: (sessionId, signal) => call({method: 'DELETE', path: pathOf(sessionId, '/handoff')}, signal, readSessionInfo),
  };
  return connector;
};
