// docs/protocol.md over real HTTP, in front of the back end in memory: enough of a server to test a connector's wire, tokens and failures
// without a database. Tokens live as long as the test says.
import {randomUUID} from 'node:crypto';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {FakeBackend, FakeCredentials} from '../../src/connectors/fake/fake-backend.js';
import type {LeftMessage} from '../../src/model/availability.js';
import {ChatError} from '../../src/model/errors.js';
import type {SurveyAnswer} from '../../src/model/csat.js';

/** One request as it came in. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly token: string | undefined;
}

/** A running server; its fields are what a test turns. */
export interface ProtocolServer {
  readonly endpoint: string;
  readonly seen: Seen[];
  /** Life of the tokens made from now on, in seconds. */
  tokenSeconds: number;
  /** Answers in place of the protocol where it returns true. */
  intercept: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Makes every access token useless; secrets stay good. */
  forgetTokens(): void;
  close(): Promise<void>;
}

const STATUS: Readonly<Record<string, readonly [number, string]>> = {
  'bad-input': [400, 'bad_request'],
  unauthorized: [401, 'unauthorized'],
  'not-found': [404, 'not_found'],
  'session-ended': [409, 'session_ended'],
  'id-conflict': [422, 'id_conflict'],
  'identity-refused': [401, 'identity_refused'],
  'nobody-there': [409, 'nobody_there'],
};

/** Starts a server on a free port of 127.0.0.1. */
export async function startProtocolServer(backend: FakeBackend): Promise<ProtocolServer> {
  const never = new AbortController().signal;
  const tokens = new Map<string, FakeCredentials>();
  const issue = (credentials: FakeCredentials): object => {
    const accessToken = `token-${tokens.size}-${randomUUID()}`;
    tokens.set(accessToken, credentials);
    return {accessToken, expiresIn: state.tokenSeconds};
  };
  const json = (response: ServerResponse, status: number, body?: unknown): void => {
    response.writeHead(status, body === undefined ? {} : {'content-type': 'application/json'});
    response.end(body === undefined ? undefined : JSON.stringify(body));
  };
  const unauthorized = (): never => {
    throw new ChatError('unauthorized', 'The token is not good.');
  };

  const bearerOf = (request: IncomingMessage): FakeCredentials =>
    tokens.get(request.headers.authorization?.replace(/^Bearer /, '') ?? '') ?? unauthorized();

  const stream = (response: ServerResponse, subscribe: (tell: (event: object & {readonly seq?: number}) => void) => () => void): void => {
    response.writeHead(200, {'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache, no-transform'});
    response.on('close', subscribe((event) => {
      response.write(`${event.seq === undefined ? '' : `id: ${event.seq}\n`}data: ${JSON.stringify(event)}\n\n`);
    }));
  };

  const identity = (request: IncomingMessage, path: string, body: Record<string, unknown>, response: ServerResponse): boolean => {
    switch (`${request.method} ${path}`) {
      case 'POST /v1/visitors/verified': {
        const {visitorId, secret, leaveToken, until} = backend.exchange(String(body['token']));
        const {accessToken} = issue({visitorId, secret}) as {accessToken: string};
        json(response, 200, {visitorId, leaveToken, accessToken, expiresIn: Math.min(state.tokenSeconds, Math.round((until - Date.now()) / 1000))});
        return true;
      }
      case 'POST /v1/visitors/leave': {
        const leaveToken = String(body['leaveToken']);
        const end = {sessionId: String(body['sessionId']), by: body['by'] as 'visitor', reason: String(body['reason']), revoke: false, credentials: null};
        backend.endFor(leaveToken.replace(/^leave-/, ''), leaveToken, end);
        json(response, 204);
        return true;
      }
      case 'POST /v1/visitors/link':
        backend.link(bearerOf(request), body as unknown as FakeCredentials);
        json(response, 204);
        return true;
      case 'PATCH /v1/visitors/me':
        backend.claim(bearerOf(request), body);
        json(response, 204);
        return true;
      case 'DELETE /v1/visitors/me':
        backend.erase(bearerOf(request));
        json(response, 204);
        return true;
      default:
        return false;
    }
  };

  const visitors = async (path: string, body: FakeCredentials, response: ServerResponse): Promise<void> => {
    if (path === '/v1/visitors') {
      const made = await backend.createVisitor(never);
      return json(response, 201, {...made, ...issue(made)});
    }
    if (path === '/v1/visitors/revoke') {
      backend.farewell(body, {sessionId: '', by: 'visitor', reason: 'logout', revoke: true, credentials: body});
      return json(response, 204);
    }
    return backend.knows(body) ? json(response, 200, issue(body)) : unauthorized();
  };

  const sessions = async (request: IncomingMessage, url: URL, body: Record<string, unknown>, response: ServerResponse): Promise<void> => {
    const own = bearerOf(request);
    const [, , , id = '', verb = ''] = url.pathname.split('/').map(decodeURIComponent);
    const number = (name: string): number => Number(url.searchParams.get(name));
    if (request.method === 'PUT') return json(response, 200, (await backend.open(own, {sessionId: id, ...body})).snapshot(50));
    if (id === '') {
      if (request.headers.accept !== 'text/event-stream') {
        const before = url.searchParams.get('before');
        return json(response, 200, backend.list(own, {limit: number('limit'), ...(before && {before})}));
      }
      return stream(response, (tell) => {
        const over = new AbortController();
        backend.followInbox(own, tell, over.signal).catch(() => undefined);
        return () => over.abort();
      });
    }
    const session = backend.find(own, id);
    switch (`${request.method} ${verb}`) {
      case 'GET ':
        return json(response, 200, session.snapshot(number('limit')));
      case 'GET events':
        if (request.headers.accept !== 'text/event-stream') {
          const {searchParams: query} = url;
          return json(response, 200, query.has('before') ? session.before(number('before'), number('limit')) : session.after(number('after'), number('limit')));
        }
        return stream(response, (tell) => session.subscribe(number('after'), tell));
      case 'POST messages':
        return json(response, 201, session.receive(String(body['id']), String(body['text'])));
      case 'POST typing':
        session.type(body['on'] === true);
        return json(response, 204);
      case 'POST receipts':
        session.acknowledge(body);
        return json(response, 204);
      case 'POST stop':
        session.stop(String(body['messageId']));
        return json(response, 204);
      case 'POST handoff':
        return json(response, 200, session.queue(body['reason'] as string | undefined));
      case 'DELETE handoff':
        return json(response, 200, session.cancelQueue());
      case 'POST keep':
        session.keep();
        return json(response, 204);
      case 'POST resolution':
        return json(response, 200, session.resolve(String(body['messageId']), body['solved'] === true));
      case 'POST csat':
        return json(response, 200, session.answerSurvey(String(body['id']), body as unknown as SurveyAnswer));
      case 'POST end':
        session.end(body['by'] as 'visitor', String(body['reason']));
        return json(response, 200, session.info);
      default:
        return json(response, 404, {status: 404, code: 'not_found'});
    }
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url!, 'http://server');
    state.seen.push({method: request.method!, url: request.url!, token: request.headers.authorization});
    const text = (await request.setEncoding('utf8').toArray()).join('');
    if (state.intercept(request, response)) return;
    const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    try {
      if (url.pathname === '/v1/availability') return json(response, 200, backend.available(Object.fromEntries(url.searchParams)));
      if (url.pathname === '/v1/left-messages') {
        backend.leave(body as unknown as LeftMessage);
        return json(response, 201, {id: body['id']});
      }
      if (identity(request, url.pathname, body, response)) return;
      if (url.pathname.startsWith('/v1/visitors')) await visitors(url.pathname, body as unknown as FakeCredentials, response);
      else await sessions(request, url, body, response);
    } catch (error) {
      const [status, code] = STATUS[(error as ChatError).code] ?? [500, 'internal'];
      response.writeHead(status, {'content-type': 'application/problem+json'});
      const {availability} = error as ChatError;
      response.end(JSON.stringify({status, code, title: (error as Error).message, ...(availability && {availability})}));
    }
  };

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const state: ProtocolServer = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    tokenSeconds: 1800,
    intercept: () => false,
    forgetTokens: () => tokens.clear(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return state;
}
