/** A connector that calls the back end in memory in place of a network. Keeps nothing but the visitor it acts for. */
import type {Capabilities, Connector, ConnectorOptions, CreateConnector} from '../../contracts/connector.js';
import {ChatError} from '../../model/errors.js';
import type {CallName} from './faults.js';
import type {FakeAccessGrant, FakeBackend, FakeCredentials} from './fake-backend.js';
import type {FakeSession} from './fake-session.js';

const EVERYTHING: Capabilities = {
  history: true, typing: true, receipts: true, handoff: true, stop: true, sessions: true, availability: true, leaveMessage: true, idle: true,
  resolution: true, csat: true, identity: true, erase: true,
};
const SNAPSHOT_EVENTS = 50;

function isCredentials(value: unknown): value is FakeCredentials {
  return typeof value === 'object' && value !== null && 'visitorId' in value && 'secret' in value;
}

function isLeave(value: unknown): value is {readonly visitorId: string; readonly leaveToken: string} {
  return typeof value === 'object' && value !== null && 'leaveToken' in value;
}

/** The visitor's side of an access: made on the first call, dropped when the back end does not know it any more. */
class FakeAccess {
  readonly #backend: FakeBackend;
  readonly #vault: ConnectorOptions['credentials'];
  readonly #identity: ConnectorOptions['identity'];
  #making: Promise<FakeCredentials> | undefined;
  #exchanging: Promise<FakeAccessGrant> | undefined;
  #grant: FakeAccessGrant | undefined;

  constructor(backend: FakeBackend, {credentials, identity}: ConnectorOptions) {
    this.#backend = backend;
    this.#vault = credentials;
    this.#identity = identity;
  }

  /** Only a session's start makes a visitor: whoever has no name here has no session either. */
  async with<T>(make: boolean, work: (credentials: FakeCredentials) => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.#identity) return work(await this.#verified(signal));
    const credentials = await this.#credentials(make, signal);
    try {
      return await work(credentials);
    } catch (error) {
      if (error instanceof ChatError && error.code === 'unauthorized' && !this.#backend.knows(credentials)) {
        await this.#vault.drop(credentials);
      }
      throw error;
    }
  }

  /** The vault keeps only what can tell an end. */
  async #verified(signal: AbortSignal): Promise<FakeCredentials> {
    if (!this.#grant || !this.#backend.accepts(this.#grant)) {
      this.#exchanging ??= this.#exchange(signal).finally(() => (this.#exchanging = undefined));
      this.#grant = await this.#exchanging;
    }
    const {visitorId, leaveToken} = this.#grant;
    const stored = await this.#vault.read();
    if (isLeave(stored) && stored.visitorId === visitorId) return this.#grant;
    if (stored !== undefined) await this.#vault.drop(stored);
    await this.#vault.claim({visitorId, leaveToken});
    return this.#grant;
  }

  async #exchange(signal: AbortSignal): Promise<FakeAccessGrant> {
    const token = await this.#identity!.token(signal);
    try {
      const grant = this.#backend.exchange(token);
      this.#identity!.accepted(token);
      return grant;
    } catch (error) {
      if (error instanceof ChatError && error.code === 'identity-refused') this.#identity!.refused(token, error);
      throw error;
    }
  }

  async #credentials(make: boolean, signal: AbortSignal): Promise<FakeCredentials> {
    const stored = await this.#vault.read();
    if (isCredentials(stored)) return stored;
    if (!make) throw new ChatError('not-found', 'This device knows no visitor.');
    this.#making ??= this.#make(signal).finally(() => (this.#making = undefined));
    return this.#making;
  }

  async #make(signal: AbortSignal): Promise<FakeCredentials> {
    const garbage = await this.#vault.read();
    if (garbage !== undefined) await this.#vault.drop(garbage);
    const stored = await this.#vault.claim(await this.#backend.createVisitor(signal));
    if (isCredentials(stored)) return stored;
    throw new ChatError('unauthorized', 'The vault holds something else than credentials.');
  }
}

/** Makes the factory of connectors to `backend`. `capabilities` left out are there. */
export function connectorFor(backend: FakeBackend, capabilities: Partial<Capabilities> = {}): CreateConnector {
  return (options) => {
    const access = new FakeAccess(backend, options);
    const call = <T>(name: CallName, sessionId: string, signal: AbortSignal, work: (own: FakeCredentials) => T | Promise<T>): Promise<T> =>
      backend.call(name, sessionId, () => access.with(name === 'open', async (own) => work(own), signal), signal).catch((error: unknown) => {
        // Once aborted, an abort is all that a caller hears.
        signal.throwIfAborted();
        throw error;
      });
    const inSession = <T>(name: CallName, sessionId: string, signal: AbortSignal, work: (session: FakeSession) => T): Promise<T> =>
      call(name, sessionId, signal, (own) => work(backend.find(own, sessionId)));
    const connector: Connector = {
      capabilities: {...EVERYTHING, ...capabilities},
      open: (request, signal) =>
        call('open', request.sessionId, signal, async (own) => (await backend.open(own, request)).snapshot(SNAPSHOT_EVENTS)),
      load: (sessionId, limit, signal) => inSession('load', sessionId, signal, (session) => session.snapshot(limit)),
      events: (sessionId, range, signal) =>
        inSession('events', sessionId, signal, (session) =>
          'before' in range ? session.before(range.before, range.limit) : session.after(range.after, range.limit),
        ),
      async stream(sessionId, after, emit, signal) {
        const session = await inSession('stream', sessionId, signal, (found) => found);
        return backend.follow(session, after, emit, signal);
      },
      send: (sessionId, {id, text}, signal) =>
        inSession('send', sessionId, signal, (session) => {
          const known = session.info.lastSeq;
          const receipt = session.receive(id, text);
          if (receipt.seq > known) backend.told(session, text);
          return receipt;
        }),
      farewell: (farewell, signal) =>
        backend.call('farewell', farewell.sessionId, () => {
          const {credentials} = farewell;
          if (isLeave(credentials)) backend.endFor(credentials.visitorId, credentials.leaveToken, farewell);
          else if (isCredentials(credentials)) backend.farewell(credentials, farewell);
        }, signal),
      typing: (sessionId, on, signal) => inSession('typing', sessionId, signal, (session) => session.type(on)),
      acknowledge: (sessionId, receipts, signal) =>
        inSession('acknowledge', sessionId, signal, (session) => session.acknowledge(receipts)),
      stop: (sessionId, messageId, signal) => inSession('stop', sessionId, signal, (session) => session.stop(messageId)),
      requestHandoff: (sessionId, reason, signal) => inSession('requestHandoff', sessionId, signal, (session) => session.queue(reason)),
      cancelHandoff: (sessionId, signal) => inSession('cancelHandoff', sessionId, signal, (session) => session.cancelQueue()),
      sessions: (page, signal) => call('sessions', '', signal, (own) => backend.list(own, page)),
      async inbox(emit, signal) {
        const own = await call('inbox', '', signal, (found) => found);
        return backend.followInbox(own, emit, signal);
      },
      availability: (target, signal) => backend.call('availability', '', () => backend.available(target), signal),
      leaveMessage: (message, signal) => backend.call('leaveMessage', '', () => backend.leave(message), signal),
      keep: (sessionId, signal) => inSession('keep', sessionId, signal, (session) => session.keep()),
      resolve: (sessionId, {messageId, solved}, signal) => inSession('resolve', sessionId, signal, (session) => session.resolve(messageId, solved)),
      survey: (sessionId, id, answer, signal) => inSession('survey', sessionId, signal, (session) => session.answerSurvey(id, answer)),
      claim: (claims, signal) => call('claim', '', signal, (own) => backend.claim(own, claims)),
      link: (other, signal) =>
        call('link', '', signal, (own) => {
          if (isCredentials(other)) backend.link(own, other);
        }),
      erase: (signal) =>
        call('erase', '', signal, (own) => backend.erase(own)).catch((error: unknown) => {
          if (!(error instanceof ChatError && ['not-found', 'unauthorized'].includes(error.code))) throw error;
        }),
    };
    return connector;
  };
}
