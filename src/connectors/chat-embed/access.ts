/**
 * Who calls: a visitor, made on the first session and kept in the vault, or one that the host's server vouches for; and its access token, which
 * never leaves memory. Knows the calls about visitors; knows nothing of sessions.
 */
import type {Clock} from '../../contracts/clock.js';
import type {ConnectorOptions, CredentialVault} from '../../contracts/connector.js';
import {ChatError} from '../../model/errors.js';
import {untilAborted} from '../shared/abort.js';
import type {Http} from '../shared/http.js';
import {readCredentials, readLeave, readToken, type Credentials, type Leave} from './wire.js';

/** Whoever the host's token names. */
const VERIFIED: Credentials = {visitorId: '', secret: ''};

interface Token {
  readonly owner: Credentials;
  /** What may be kept of a verified visitor. */
  readonly leave?: Leave | undefined;
  kept?: boolean;
  readonly value: string;
  /** From then on a new one is fetched before it is used. */
  readonly renewAt: number;
}

/** A token is renewed this long before it expires, or in the last tenth of a short life. */
const AHEAD_MS = 60_000;

const same = (one: Credentials, other: Credentials): boolean => one.visitorId === other.visitorId && one.secret === other.secret;

/** Whether the back end itself said that it does not accept the visitor. */
export function isUnauthorized(error: unknown): boolean {
  return error instanceof ChatError && error.code === 'unauthorized';
}

/** The visitor of one vault at one endpoint. */
export class Access {
  readonly #http: Http;
  readonly #vault: CredentialVault;
  readonly #clock: Clock;
  readonly #identity: ConnectorOptions['identity'];
  #token: Token | undefined;
  #making: Shared<Credentials> | undefined;
  #renewing: (Shared<Token> & {readonly owner: Credentials}) | undefined;

  constructor(http: Http, {credentials, clock, identity}: ConnectorOptions) {
    this.#http = http;
    this.#vault = credentials;
    this.#clock = clock;
    this.#identity = identity;
  }

  /**
   * Calls `work` with an access token; once more with a new one where the back end refuses the first. Without a visitor it is made where
   * `make` says so, and `not-found` otherwise: whoever has no name here has no session either. A secret that the back end does not know
   * leaves the vault, and the call rejects `unauthorized`.
   */
  async call<T>(make: 'make' | 'find', signal: AbortSignal, work: (token: string) => Promise<T>): Promise<T> {
    if (this.#identity) return this.as(VERIFIED, signal, work, undefined, (token) => this.#remember(token));
    const owner = await this.#visitor(make, signal);
    return this.as(owner, signal, work, () => this.#vault.drop(owner));
  }

  /** Calls `work` with an access token of `owner`, as `call` does, but leaves the vault alone: `refused` hears of a secret that is unknown. */
  async as<T>(
    owner: Credentials,
    signal: AbortSignal,
    work: (token: string) => Promise<T>,
    refused?: () => Promise<void>,
    got?: (token: Token) => Promise<void>,
  ): Promise<T> {
    const token = async (): Promise<Token> => {
      try {
        const good = await this.#tokenOf(owner, signal);
        await got?.(good);
        return good;
      } catch (error) {
        if (isUnauthorized(error)) await refused?.();
        throw error;
      }
    };
    const used = await token();
    try {
      return await work(used.value);
    } catch (error) {
      if (!isUnauthorized(error)) throw error;
      if (this.#token === used) this.#token = undefined;
    }
    return work((await token()).value);
  }

  /** Makes a visitor's secret and tokens useless. */
  async revoke(owner: Credentials, signal: AbortSignal): Promise<void> {
    await this.#http.json({method: 'POST', path: 'v1/visitors/revoke', body: owner, keepalive: true}, signal);
    if (this.#token && same(this.#token.owner, owner)) this.#token = undefined;
  }

  /** The vault is asked each time: another tab may have forgotten the visitor, or taken up another one. */
  async #visitor(make: 'make' | 'find', signal: AbortSignal): Promise<Credentials> {
    signal.throwIfAborted();
    const stored = readCredentials(await this.#vault.read());
    if (stored) return stored;
    if (make === 'find') throw new ChatError('not-found', 'This device knows no visitor, so there is no session to find.');
    this.#making ??= new Shared((own) => this.#make(own), () => (this.#making = undefined));
    return this.#making.join(signal);
  }

  async #make(signal: AbortSignal): Promise<Credentials> {
    const garbage = await this.#vault.read();
    if (garbage !== undefined) await this.#vault.drop(garbage);
    const answer = await this.#http.json({method: 'POST', path: 'v1/visitors', body: {}}, signal);
    const made = readCredentials(answer);
    if (!made) throw new ChatError('bad-answer', 'The back end made a visitor without id or secret.');
    const first = readCredentials(await this.#vault.claim(made));
    // The device was cleared meanwhile: whoever calls now has no session to call for.
    if (!first) throw new ChatError('unauthorized', 'The visitor was forgotten while it was being made.');
    if (same(first, made)) this.#keep(made, answer);
    return first;
  }

  async #tokenOf(owner: Credentials, signal: AbortSignal): Promise<Token> {
    signal.throwIfAborted();
    const token = this.#token;
    if (token && same(token.owner, owner) && this.#clock.now() < token.renewAt) return token;
    if (!this.#renewing || !same(this.#renewing.owner, owner)) {
      const renewing = Object.assign(
        new Shared(
          async (own) => this.#keep(owner, await this.#exchange(owner, own)),
          () => {
            if (this.#renewing === renewing) this.#renewing = undefined;
          },
        ),
        {owner},
      );
      this.#renewing = renewing;
    }
    return this.#renewing.join(signal);
  }

  async #exchange(owner: Credentials, signal: AbortSignal): Promise<unknown> {
    if (owner !== VERIFIED) return this.#http.json({method: 'POST', path: 'v1/visitors/token', body: owner}, signal);
    const token = await this.#identity!.token(signal);
    try {
      const answer = await this.#http.json({method: 'POST', path: 'v1/visitors/verified', body: {token}}, signal);
      this.#identity!.accepted(token);
      return answer;
    } catch (error) {
      if (error instanceof ChatError && error.code === 'identity-refused') this.#identity!.refused(token, error);
      throw error;
    }
  }

  /** The newest of a visitor's tokens to leave with is kept, once a session needs one. Another visitor's gives way. */
  async #remember(token: Token): Promise<void> {
    const {leave, kept} = token;
    const stored = await this.#vault.read();
    if (!leave || (kept && readLeave(stored)?.visitorId === leave.visitorId)) return;
    if (stored !== undefined) await this.#vault.drop(stored);
    token.kept = readLeave(await this.#vault.claim(leave)) !== undefined;
  }

  #keep(owner: Credentials, answer: unknown): Token {
    const {token, livesMs} = readToken(answer);
    const renewAt = this.#clock.now() + livesMs - Math.min(AHEAD_MS, livesMs / 10);
    return (this.#token = {owner, value: token, renewAt, leave: readLeave(answer)});
  }
}

/** One piece of work for several callers: each may give up waiting, and when the last one does, so does the work. */
class Shared<T> {
  readonly #control = new AbortController();
  readonly #work: Promise<T>;
  #waiting = 0;

  constructor(work: (signal: AbortSignal) => Promise<T>, over: () => void) {
    this.#work = work(this.#control.signal).finally(over);
    this.#control.signal.addEventListener('abort', over);
  }

  async join(signal: AbortSignal): Promise<T> {
    this.#waiting += 1;
    try {
      return await untilAborted(this.#work, signal);
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#control.abort();
    }
  }
}
