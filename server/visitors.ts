// Who a visitor is: a server-made id, a 256-bit secret of which only a hash is kept, and short-lived access tokens signed with a key
// that all instances share. It knows nothing of sessions.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { SignJWT, jwtVerify } from 'jose';
import type { Sql } from './database/connect.js';

export interface Access {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

export interface NewVisitor extends Access {
  readonly visitorId: string;
  readonly secret: string;
}

/** What an access token says. */
export interface Bearer {
  readonly visitorId: string;
  /** When the token ends, ms since the epoch. */
  readonly expiresAt: number;
}

const ISSUER = 'chat-embed';
const AUDIENCE = 'chat-embed/1';
const TYPE = 'at+jwt';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export class Visitors {
  readonly #sql: Sql;
  readonly #key: Uint8Array;
  readonly #lifeMs: number;

  private constructor(sql: Sql, key: Uint8Array, lifeMs: number) {
    this.#sql = sql;
    this.#key = key;
    this.#lifeMs = lifeMs;
  }

  /** Reads the signing key, or makes it: the first instance wins. */
  static async open(sql: Sql, lifeMs: number): Promise<Visitors> {
    await sql`insert into server_key (name, value) values ('access-token', ${randomBytes(32)}) on conflict do nothing`;
    const [row] = await sql<{ value: Uint8Array }[]>`select value from server_key where name = 'access-token'`;
    if (!row) throw new Error('no signing key');
    return new Visitors(sql, row.value, lifeMs);
  }

  async create(): Promise<NewVisitor> {
    const secret = randomBytes(32).toString('base64url');
    const [row] = await this.#sql<{ id: string }[]>`insert into visitor (secret_hash) values (${hash(secret)}) returning id`;
    if (!row) throw new Error('no visitor');
    return { visitorId: row.id, secret, ...(await this.#sign(row.id)) };
  }

  /** A new access token for the secret; `undefined` when visitor or secret are unknown, or revoked. */
  async renew(visitorId: string, secret: string): Promise<Access | undefined> {
    const found = await this.#find(visitorId, secret);
    return found && !found.revoked ? this.#sign(visitorId) : undefined;
  }

  /** Makes secret and tokens useless. Answers whether visitor and secret are right; also true when done before. */
  async revoke(visitorId: string, secret: string): Promise<boolean> {
    if (!(await this.#find(visitorId, secret))) return false;
    await this.#sql`update visitor set revoked_at = coalesce(revoked_at, now_ms()) where id = ${visitorId}`;
    return true;
  }

  /** Who bears this token; `undefined` unless we signed it and it has not run out. */
  async verify(token: string): Promise<Bearer | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: TYPE,
        requiredClaims: ['sub', 'exp', 'iat'],
      });
      if (payload.sub === undefined || payload.exp === undefined) return undefined;
      return { visitorId: payload.sub, expiresAt: payload.exp * 1000 };
    } catch {
      return undefined;
    }
  }

  async #find(visitorId: string, secret: string): Promise<{ readonly revoked: boolean } | undefined> {
    const given = hash(secret);
    if (!UUID.test(visitorId)) return undefined;
    const [row] = await this.#sql<{ secret_hash: Uint8Array; revoked: boolean }[]>`
      select secret_hash, revoked_at is not null as revoked from visitor where id = ${visitorId}`;
    if (!row || !timingSafeEqual(row.secret_hash, given)) return undefined;
    return { revoked: row.revoked };
  }

  async #sign(visitorId: string): Promise<Access> {
    const seconds = Math.max(1, Math.floor(this.#lifeMs / 1000));
    const now = Math.floor(Date.now() / 1000);
    const accessToken = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256', typ: TYPE })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(visitorId)
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .sign(this.#key);
    return { accessToken, expiresIn: seconds };
  }
}

function hash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
