/**
 * Under which name a visitor's data is kept on a device, and what a token of the host's server says without being checked. Knows no secret: a
 * token is believed by the back end alone, and a name says nothing of who it is.
 */
import type {Claims} from './visitor.js';

/** Whoever has not been named, or by no more than a name that others may have too. */
export const ANONYMOUS = 'anonymous';

/** The part of a token that a page may read. */
export interface TokenClaims extends Claims {
  /** The host's own id of the visitor. */
  readonly sub: string;
  /** In seconds since the epoch. */
  readonly exp?: number;
}

/** Reads a JWT without checking it; `null` where it is none, or names nobody. */
export function readIdentityToken(token: string): TokenClaims | null {
  try {
    const bytes = Uint8Array.from(atob(token.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/')), (char) => char.charCodeAt(0));
    const {sub, exp, name, email} = JSON.parse(new TextDecoder().decode(bytes)) as Readonly<Record<string, unknown>>;
    if (typeof sub !== 'string' || !sub) return null;
    return {
      sub,
      ...(typeof exp === 'number' ? {exp} : {}),
      ...(typeof name === 'string' ? {name} : {}),
      ...(typeof email === 'string' ? {email} : {}),
    };
  } catch {
    return null;
  }
}

/** The name of a partition: of whoever a token names, or of a claimed e-mail address. */
export function partitionName({sub, email}: {readonly sub?: string | undefined; readonly email?: string | undefined}): string {
  if (sub !== undefined) return `verified-${shortHash(sub)}`;
  return email ? `unverified-${shortHash(email.trim().toLowerCase())}` : ANONYMOUS;
}

/** 106 bits that tell texts apart and do not show them. No protection against somebody who tries all texts: nothing secret depends on it. */
export function shortHash(text: string): string {
  return mix(text, 0) + mix(text, 1);
}

function mix(text: string, seed: number): string {
  let a = 0xdeadbeef ^ seed;
  let b = 0x41c6ce57 ^ seed;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
}
