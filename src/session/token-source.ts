/**
 * The tokens of the host's server for one visitor: the one that was given, or whichever the host gives when asked. Knows which was refused, and
 * never hands out another visitor's. A token stays in memory.
 */
import type {Clock} from '../contracts/clock.js';
import type {IdentityTokens} from '../contracts/connector.js';
import {ChatError} from '../model/errors.js';
import {readIdentityToken} from '../model/partition.js';
import type {TokenClaims} from '../model/partition.js';
import type {TokenIdentity} from '../model/visitor.js';
import {POLICY} from './policy.js';

const AGAIN = 'Call identify() with a new token to go on; what is written meanwhile is kept.';

export class TokenSource implements IdentityTokens {
  readonly #clock: Clock;
  #identity: TokenIdentity;
  /** The newest token, and whether it has been handed out. */
  #token = '';
  #fresh = false;
  #refused = '';
  /** The newest one that the host knows to be in use. */
  #used = '';
  /** The host was told that no token is good, and none has been since. */
  #told = false;
  #claims: TokenClaims | null = null;
  /** Hears that a token is not accepted, by the back end or here; of the next ones only after one was, or after `renew`. */
  onRefused: (error: ChatError, reason: 'refused' | 'expired') => void = () => undefined;
  /** Hears that another token was accepted than the first one. */
  onRenewed: () => void = () => undefined;

  private constructor(identity: TokenIdentity, clock: Clock) {
    this.#identity = identity;
    this.#clock = clock;
  }

  /** Resolves with the tokens of whoever `identity` names. Rejects `identity-refused` for a token that names nobody, `unavailable` where the host has none. */
  static async open(identity: TokenIdentity, clock: Clock, signal: AbortSignal): Promise<TokenSource> {
    const source = new TokenSource(identity, clock);
    await source.#next(signal);
    source.#fresh = true;
    return source;
  }

  /** What the newest token says. */
  get claims(): TokenClaims {
    return this.#claims!;
  }

  /** Goes on with the tokens of another source of the same visitor. */
  renew({identity, token, claims}: {readonly identity: TokenIdentity; readonly token: string; readonly claims: TokenClaims}): void {
    this.#identity = identity;
    this.#token = token;
    this.#claims = claims;
    this.#fresh = true;
    this.#used = token;
    this.#told = false;
  }

  /** What `renew` takes. */
  get state(): Parameters<TokenSource['renew']>[0] {
    return {identity: this.#identity, token: this.#token, claims: this.claims};
  }

  async token(signal: AbortSignal): Promise<string> {
    if (!this.#fresh && 'getToken' in this.#identity) await this.#next(signal);
    this.#fresh = false;
    if (this.#token === this.#refused) throw new ChatError('identity-refused', `The visitor’s token has been refused. ${AGAIN}`);
    return this.#token;
  }

  accepted(token: string): void {
    const renewed = this.#told || (this.#used !== '' && this.#used !== token);
    this.#used = token;
    this.#told = false;
    if (renewed) this.onRenewed();
  }

  refused(token: string, {message}: ChatError): void {
    if (token === this.#refused) return;
    this.#refused = token;
    const {exp = Infinity} = readIdentityToken(token) ?? {};
    this.#tell(new ChatError('identity-refused', `${message} ${AGAIN}`), exp * 1000 <= this.#clock.now() ? 'expired' : 'refused');
  }

  #tell(error: ChatError, reason: 'refused' | 'expired'): void {
    if (this.#told) return;
    this.#told = true;
    this.onRefused(error, reason);
  }

  async #next(signal: AbortSignal): Promise<void> {
    const token = 'token' in this.#identity ? this.#identity.token : await this.#ask(this.#identity.getToken, signal);
    const claims = readIdentityToken(token);
    if (!claims) this.#reject('The visitor’s token is no JWT with a "sub".');
    if (this.#claims && claims.sub !== this.#claims.sub) this.#reject('getToken() gave a token of another visitor.');
    this.#token = token;
    this.#claims = claims;
  }

  /** Throws for a token that cannot be this visitor's. In mid-chat nobody else would tell it. */
  #reject(why: string): never {
    const error = new ChatError('identity-refused', `${why} ${AGAIN}`);
    if (this.#claims) this.#tell(error, 'refused');
    throw error;
  }

  async #ask(getToken: () => Promise<string>, signal: AbortSignal): Promise<string> {
    const over = new AbortController();
    const stop = (): void => over.abort();
    signal.addEventListener('abort', stop);
    const late = this.#clock.sleep(POLICY.tokenPatienceMs, over.signal).then(() => {
      throw new Error('It did not answer in time.');
    });
    try {
      return String(await Promise.race([getToken(), late]));
    } catch (cause) {
      signal.throwIfAborted();
      throw new ChatError('unavailable', 'The page’s getToken() gave no token.', {cause});
    } finally {
      stop();
      signal.removeEventListener('abort', stop);
      late.catch(() => undefined);
    }
  }
}
