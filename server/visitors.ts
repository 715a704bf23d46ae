// Who a visitor is to us: somebody with a 256-bit secret of which only a hash is kept, or somebody whom the host's server vouches for;
// and the tokens that are signed for them. It knows nothing of sessions, nor how the host's tokens are checked.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { SignJWT, jwtVerify } from 'jose';
import type { Sql } from './database/connect.js';
import type { Identified } from './identity.js';
import { serverKey } from './server-key.js';

export interface Access {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

export interface NewVisitor extends Access {
  readonly visitorId: string;
  readonly secret: string;
}

/** A visitor whom the host's server vouches for. */
export interface VerifiedVisitor extends Access {
  readonly visitorId: string;
  /** Ends his sessions after he has left, and does nothing else. */
  readonly leaveToken: string;
}

/** What a visitor says of himself; nobody has checked it. `null` takes it back. */
export interface Claims {
  readonly name?: string | null | undefined;
  readonly email?: string | null | undefined;
}

/** What an access token says. */
export interface Bearer {
  readonly visitorId: string;
  /** When the token ends, ms since the epoch. */
  readonly expiresAt: number;
}

/** A kind of token: whom it is for, how it is marked, and its key. */
interface Kind {
  readonly audience: string;
  readonly type: string;
  readonly key: Uint8Array;
}

const ISSUER = 'chat-embed';
const LEAVE_MS = 30 * 24 * 3_600_000;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export class Visitors {
  readonly #sql: Sql;
  readonly #access: Kind;
  readonly #leave: Kind;
  readonly #lifeMs: number;

  private constructor(sql: Sql, access: Kind, leave: Kind, lifeMs: number) {
    this.#sql = sql;
    this.#access = access;
    this.#leave = leave;
    this.#lifeMs = lifeMs;
  }

  /** Reads the signing keys, or makes them. */
  static async open(sql: Sql, lifeMs: number): Promise<Visitors> {
    const access: Kind = { audience: 'chat-embed/1', type: 'at+jwt', key: await serverKey(sql, 'access-token') };
    const leave: Kind = { audience: 'chat-embed/1/leave', type: 'leave+jwt', key: await serverKey(sql, 'leave-token') };
    return new Visitors(sql, access, leave, lifeMs);
  }

  async create(claims: Claims = {}): Promise<NewVisitor> {
    const secret = randomBytes(32).toString('base64url');
    const [row] = await this.#sql<{ id: string }[]>`
      insert into visitor (secret_hash, name, email) values (${hash(secret)}, ${claims.name || null}, ${claims.email || null}) returning id`;
    if (!row) throw new Error('no visitor');
    return { visitorId: row.id, secret, ...(await this.#grant(row.id)) };
  }

  /** Changes what a visitor says of himself. `verified`: what his token says stands, and nothing was changed. */
  async claim(visitorId: string, claims: Claims): Promise<'changed' | 'verified' | 'unauthorized'> {
    const sql = this.#sql;
    const set = {
      ...(claims.name !== undefined && { name: claims.name || null }),
      ...(claims.email !== undefined && { email: claims.email || null }),
    };
    const [row] = await sql<{ isVerified: boolean }[]>`
      select subject is not null as "isVerified" from visitor where id = ${visitorId} and revoked_at is null`;
    if (!row) return 'unauthorized';
    if (row.isVerified) return 'verified';
    if (Object.keys(set).length > 0) await sql`update visitor set ${sql(set)} where id = ${visitorId} and revoked_at is null`;
    return 'changed';
  }

  /** The visitor whom a checked identity token names, the same on every device; makes him the first time. */
  async enter({ user, expiresAt }: Identified): Promise<VerifiedVisitor> {
    const visitorId = await this.ensure(user);
    const access = await this.#grant(visitorId, expiresAt);
    return { visitorId, ...access, leaveToken: await sign(this.#leave, visitorId, Date.now() + LEAVE_MS) };
  }

  /** The id of a user of the host's; what is not told of him stays as it was. */
  async ensure(user: Identified['user']): Promise<string> {
    const [row] = await this.#sql<{ id: string }[]>`
      insert into visitor (subject, name, email) values (${user.id}, ${user.name ?? null}, ${user.email ?? null})
      on conflict (subject) do update set name = coalesce(excluded.name, visitor.name), email = coalesce(excluded.email, visitor.email)
      returning id`;
    if (!row) throw new Error('no visitor');
    return row.id;
  }

  /** A new access token for the secret; `undefined` when visitor or secret are unknown, or revoked. */
  async renew(visitorId: string, secret: string): Promise<Access | undefined> {
    const found = await this.#find(visitorId, secret);
    return found && !found.revoked ? this.#grant(visitorId) : undefined;
  }

  /** Whether visitor and secret are right, also of somebody who was revoked. */
  async knows(visitorId: string, secret: string): Promise<boolean> {
    return (await this.#find(visitorId, secret)) !== undefined;
  }

  /** Makes secret and tokens useless. Answers whether visitor and secret are right; also true when done before. */
  async revoke(visitorId: string, secret: string): Promise<boolean> {
    if (!(await this.knows(visitorId, secret))) return false;
    await this.#sql`update visitor set revoked_at = coalesce(revoked_at, now_ms()) where id = ${visitorId}`;
    return true;
  }

  /** Whether a visitor is there, and was not revoked. A token alone does not tell. */
  async isValid(visitorId: string): Promise<boolean> {
    const [row] = await this.#sql`select from visitor where id = ${visitorId} and revoked_at is null`;
    return row !== undefined;
  }

  /** Who bears this access token; `undefined` unless we signed it and it has not run out. */
  async verify(token: string): Promise<Bearer | undefined> {
    return verify(this.#access, token);
  }

  /** Whose sessions this token may end; `undefined` unless we signed it for that, it has not run out, and he was not revoked. */
  async verifyLeave(token: string): Promise<string | undefined> {
    const bearer = await verify(this.#leave, token);
    return bearer && (await this.isValid(bearer.visitorId)) ? bearer.visitorId : undefined;
  }

  async #find(visitorId: string, secret: string): Promise<{ readonly revoked: boolean } | undefined> {
    const given = hash(secret);
    if (!UUID.test(visitorId)) return undefined;
    const [row] = await this.#sql<{ secretHash: Uint8Array; revoked: boolean }[]>`
      select secret_hash as "secretHash", revoked_at is not null as revoked from visitor where id = ${visitorId} and secret_hash is not null`;
    if (!row || !timingSafeEqual(row.secretHash, given)) return undefined;
    return { revoked: row.revoked };
  }

  /** An access token that ends in its time, or when `until` is sooner. */
  async #grant(visitorId: string, until = Infinity): Promise<Access> {
    const now = Date.now();
    const seconds = Math.max(1, Math.floor(Math.min(this.#lifeMs, until - now) / 1000));
    return { accessToken: await sign(this.#access, visitorId, now + seconds * 1000), expiresIn: seconds };
  }
}

function sign(kind: Kind, visitorId: string, until: number): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: 'HS256', typ: kind.type })
    .setIssuer(ISSUER)
    .setAudience(kind.audience)
    .setSubject(visitorId)
    .setIssuedAt()
    .setExpirationTime(Math.floor(until / 1000))
    .sign(kind.key);
}

async function verify(kind: Kind, token: string): Promise<Bearer | undefined> {
  try {
    const { payload } = await jwtVerify(token, kind.key, {
      algorithms: ['HS256'],
      issuer: ISSUER,
      audience: kind.audience,
      typ: kind.type,
      requiredClaims: ['sub', 'exp', 'iat'],
    });
    if (payload.sub === undefined || payload.exp === undefined) return undefined;
    return { visitorId: payload.sub, expiresAt: payload.exp * 1000 };
  } catch {
    return undefined;
  }
}

function hash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
