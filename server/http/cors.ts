// Which pages may call (the Fetch standard's CORS protocol): the server's own origin and an exact list, nothing reflected. It knows
// nothing of who calls.

/** `same`: our own page, or no browser at all. `listed`: on the list. `foreign`: refused. */
export type OriginKind = 'same' | 'listed' | 'foreign';

export function judgeOrigin(origin: string | undefined, host: string | undefined, allowed: ReadonlySet<string>): OriginKind {
  if (origin === undefined) return 'same';
  if (URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase()) return 'same';
  return allowed.has(origin) ? 'listed' : 'foreign';
}

/** Headers of an answer to a listed origin. */
export function corsHeaders(origin: string | undefined, kind: OriginKind): Record<string, string> {
  if (kind !== 'listed' || origin === undefined) return { Vary: 'Origin' };
  return { Vary: 'Origin', 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': 'Retry-After' };
}

/** Further headers of the answer to a preflight. */
export const PREFLIGHT_HEADERS: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Methods': 'GET, PUT, POST, PATCH, DELETE',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type, Last-Event-ID',
  'Access-Control-Max-Age': '600',
};
