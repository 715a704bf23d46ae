// Who the host's server says that somebody is: checks identity tokens against what was configured for them, and signs those of the host
// API. It decides by the token's own algorithm which of our keys may speak, never the other way round. It knows no visitors.
import { createRemoteJWKSet, customFetch, decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose';
import type { FetchImplementation, JWTPayload, JWTVerifyGetKey } from 'jose';
import type { IdentityConfig } from './config.js';
import { isCleanText, oneLine } from './text.js';

/** Somebody whom the host's server knows. */
export interface User {
  /** The host's own id of him, 1 to 255 characters. */
  readonly id: string;
  readonly name?: string;
  readonly email?: string;
}

/** A user, for as long as the token that named him is good. */
export interface Identified {
  readonly user: User;
  /** ms since the epoch. */
  readonly expiresAt: number;
}

/** A token that proves nothing. Its message says what is wrong with it, and never holds anything of it. */
export class IdentityRefused extends Error {
  override readonly name = 'IdentityRefused';
}

/** The key set cannot be had just now: the same token may be good in a moment. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

const AUDIENCE = 'chat-embed';
/** Names our own key, and the issuer of what it signs. */
const OWN = 'chat-embed-server';
const LONGEST_LIFE_S = 24 * 3_600;
const USER_TOKEN_S = 12 * 3_600;
/** Clocks differ a little. */
const TOLERANCE_S = 10;
const LONGEST_SUBJECT = 255;
const LONGEST_TOKEN = 8_192;
const KEY_SET = { algorithms: ['RS256', 'ES256', 'EdDSA'], timeoutMs: 5_000, cacheMs: 600_000, cooldownMs: 30_000, failureMs: 5_000, bytes: 256 * 1024 };

/** How one kind of token is checked. */
interface Verifier {
  readonly key: Uint8Array | JWTVerifyGetKey;
  readonly algorithms: string[];
  readonly issuer?: string;
}

export class IdentityTokens {
  readonly #ownKey: Uint8Array;
  readonly #own: Verifier | undefined;
  readonly #secret: Verifier | undefined;
  readonly #keySet: Verifier | undefined;

  /** `ownKey` signs the tokens of the host API; they are accepted only where `hostApi` is on. */
  constructor(config: IdentityConfig, ownKey: Uint8Array, hostApi: boolean) {
    const issuer = config.issuer === undefined ? {} : { issuer: config.issuer };
    this.#ownKey = ownKey;
    this.#own = hostApi ? { key: ownKey, algorithms: ['HS256'], issuer: OWN } : undefined;
    this.#secret = config.secret === undefined ? undefined : { key: new TextEncoder().encode(config.secret), algorithms: ['HS256'], ...issuer };
    this.#keySet = config.jwks === undefined ? undefined : { key: remoteKeys(config.jwks), algorithms: KEY_SET.algorithms, ...issuer };
  }

  /** Who a token names. Throws `IdentityRefused` for everything that is not entirely right, and `KeysUnavailable`. */
  async verify(token: string): Promise<Identified> {
    const { key, algorithms, issuer } = this.#verifierOf(token);
    const options = {
      algorithms,
      audience: AUDIENCE,
      requiredClaims: ['sub', 'exp'],
      clockTolerance: TOLERANCE_S,
      ...(issuer !== undefined && { issuer }),
    };
    try {
      const { payload } = await (typeof key === 'function' ? jwtVerify(token, key, options) : jwtVerify(token, key, options));
      return identified(payload);
    } catch (error) {
      throw refusal(error);
    }
  }

  /** An identity token of our own for a user, and how many seconds it is good. */
  async sign(user: User): Promise<{ readonly token: string; readonly expiresIn: number }> {
    const now = Math.floor(Date.now() / 1000);
    const { id, ...profile } = user;
    const token = await new SignJWT(profile)
      .setProtectedHeader({ alg: 'HS256', kid: OWN })
      .setIssuer(OWN)
      .setAudience(AUDIENCE)
      .setSubject(id)
      .setIssuedAt(now)
      .setExpirationTime(now + USER_TOKEN_S)
      .sign(this.#ownKey);
    return { token, expiresIn: USER_TOKEN_S };
  }

  #verifierOf(token: string): Verifier {
    if (token.length > LONGEST_TOKEN) throw new IdentityRefused(`The token is longer than ${LONGEST_TOKEN} characters.`);
    if (!this.#own && !this.#secret && !this.#keySet) {
      throw new IdentityRefused('This server checks no identity tokens: set CHAT_IDENTITY_SECRET or CHAT_IDENTITY_JWKS.');
    }
    const { alg, kid } = header(token);
    const symmetric = kid === OWN && this.#own ? this.#own : this.#secret;
    const verifier = alg === 'HS256' ? symmetric : this.#keySet;
    if (typeof alg === 'string' && verifier?.algorithms.includes(alg)) return verifier;
    throw new IdentityRefused('The algorithm of the token is not one that this server is configured for.');
  }
}

function header(token: string): { readonly alg?: unknown; readonly kid?: unknown } {
  try {
    return decodeProtectedHeader(token);
  } catch {
    throw new IdentityRefused('The token is no signed JWT.');
  }
}

function identified(payload: JWTPayload): Identified {
  const { sub, exp, iat, name, email } = payload;
  const now = Date.now() / 1000;
  // Within the tolerance it counts as good for others; for us it must have some life left.
  if (exp === undefined || exp <= now) throw new IdentityRefused('The token has expired: get a new one from your server.');
  const issued = typeof iat === 'number' ? Math.min(iat, now) : now;
  if (exp - issued > LONGEST_LIFE_S + TOLERANCE_S) throw new IdentityRefused('The token lives longer than 24 hours: set "exp" nearer.');
  // The library checks that it is there, not that it is text.
  if (typeof sub !== 'string' || sub === '' || sub.length > LONGEST_SUBJECT || !isCleanText(sub)) {
    throw new IdentityRefused(`The token's "sub" must be text of 1 to ${LONGEST_SUBJECT} characters.`);
  }
  return { user: { id: sub, ...member('name', name, 200), ...member('email', email, 320) }, expiresAt: exp * 1000 };
}

function member<Name extends 'name' | 'email'>(key: Name, value: unknown, longest: number): { readonly [key in Name]?: string } {
  if (value === undefined || value === null) return {};
  const text = typeof value === 'string' ? oneLine(value) : undefined;
  if (text === undefined || text.length > longest) throw new IdentityRefused(`The token's "${key}" must be text of at most ${longest} characters.`);
  return (text === '' ? {} : { [key]: text }) as { readonly [key in Name]?: string };
}

/** What to tell of a failed check: which rule, never a value. */
function refusal(error: unknown): Error {
  if (error instanceof IdentityRefused || error instanceof KeysUnavailable) return error;
  if (error instanceof errors.JWTExpired) return new IdentityRefused('The token has expired: get a new one from your server.');
  if (error instanceof errors.JWSSignatureVerificationFailed) return new IdentityRefused('The signature of the token is wrong.');
  if (error instanceof errors.JWTClaimValidationFailed) return new IdentityRefused(claimProblem(error.claim));
  if (error instanceof errors.JWKSNoMatchingKey) return new IdentityRefused('No key of the key set belongs to the token.');
  if (error instanceof errors.JWKSMultipleMatchingKeys) return new IdentityRefused('The token must name its key by "kid".');
  if (error instanceof errors.JWKSTimeout) return new KeysUnavailable();
  return new IdentityRefused('The token is no JWT that this server can check.');
}

function claimProblem(claim: string): string {
  switch (claim) {
    case 'aud':
      return `The audience of the token is wrong: "aud" must be "${AUDIENCE}".`;
    case 'iss':
      return 'The issuer of the token is wrong: "iss" must be what CHAT_IDENTITY_ISSUER says.';
    case 'nbf':
      return 'The token is not valid yet.';
    case 'exp':
      return 'The token needs "exp", its end.';
    case 'sub':
      return 'The token needs "sub", the id of the user.';
    default:
      return 'A claim of the token is wrong.';
  }
}

/** The key set at an address: fetched when a token needs it, kept, and fetched again for a key it does not have, but not often. */
function remoteKeys(url: string): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(new URL(url), {
    timeoutDuration: KEY_SET.timeoutMs,
    cacheMaxAge: KEY_SET.cacheMs,
    cooldownDuration: KEY_SET.cooldownMs,
    [customFetch]: boundedFetch(),
  });
  return async (protectedHeader, token) => {
    try {
      return await keys(protectedHeader, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      throw new KeysUnavailable();
    }
  };
}

/** Fetches a key set: one answer of at most 256 KiB, no redirects, and after a failure not again for a while. */
function boundedFetch(): FetchImplementation {
  let failedAt = -Infinity;
  return async (url, options) => {
    if (performance.now() - failedAt < KEY_SET.failureMs) throw new KeysUnavailable();
    try {
      const response = await fetch(url, { ...options, redirect: 'error' });
      if (response.status !== 200) {
        await response.body?.cancel();
        throw new KeysUnavailable();
      }
      const text = await readAtMost(response, KEY_SET.bytes);
      const set = JSON.parse(text) as { readonly keys?: unknown } | null;
      if (!Array.isArray(set?.keys)) throw new KeysUnavailable();
      return new Response(text);
    } catch {
      failedAt = performance.now();
      throw new KeysUnavailable();
    }
  };
}

async function readAtMost(response: Response, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    // Leaving the loop closes the connection.
    if (size > limit) throw new KeysUnavailable();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
