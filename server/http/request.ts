// Reading a request: its body within a limit, its fields by a schema, its numbers from the query. What does not fit becomes a problem.
import type { Context } from 'hono';
import type { HttpBindings } from '@hono/node-server';
import { z } from 'zod';
import { beginningOf, cleanJson, oneLine } from '../text.js';
import { Problem } from './problem.js';

/** What the handlers of one request share. */
export interface Env {
  readonly Bindings: HttpBindings;
  readonly Variables: {
    /** Of the answer, for streams, which are written past Hono. */
    headers: Record<string, string>;
    /** Who calls, for rate limits. */
    address: string;
  };
}

export type RequestContext = Context<Env>;

/** The body as JSON, checked by `schema`. An empty body counts as `{}`. */
export async function readBody<Schema extends z.ZodType>(c: RequestContext, schema: Schema, limit: number): Promise<z.infer<Schema>> {
  const text = await readText(c.req.raw, limit);
  let value: unknown;
  try {
    value = cleanJson(text.trim() === '' ? {} : JSON.parse(text));
  } catch {
    throw new Problem('bad_request', { detail: 'The body is not JSON.' });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  // The path and the rule, never the value: it may be what somebody wrote.
  throw new Problem('bad_request', { detail: `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'malformed'}` });
}

async function readText(request: Request, limit: number): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw new Problem('too_large', { detail: `At most ${limit} bytes.` });
  if (!request.body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > limit) throw new Problem('too_large', { detail: `At most ${limit} bytes.` });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A whole number from the query; `fallback` when it is absent. */
export function queryNumber<Fallback extends number | undefined>(
  c: RequestContext,
  name: string,
  fallback: Fallback,
  range: readonly [number, number],
): number | Fallback {
  const text = c.req.query(name);
  if (text === undefined) return fallback;
  const number = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (number >= range[0] && number <= range[1]) return number;
  throw new Problem('bad_request', { detail: `${name}: a whole number from ${range[0]} to ${range[1]}` });
}

const short = z.string().max(200);
const name = z.string().max(200).transform(oneLine);
const email = z.email('an e-mail address').max(254);
/** An e-mail address, or none. */
const claimedEmail = email.or(z.literal(''));
const seq = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Whom a chat is for. */
const target = z.object({ agentId: z.string().max(100).optional(), queueId: z.string().max(100).optional() });
const page = z.object({ url: z.string().max(4_000), title: z.string().max(1_000) });

/** The bodies of part 2, 3, 6 and 7 of docs/protocol.md. Unknown members are ignored, so that clients may be newer. */
export const bodies = {
  claims: z.object({ name: name.optional(), email: claimedEmail.optional() }),
  newClaims: z.object({ name: name.nullish(), email: claimedEmail.nullish() }),
  verified: z.object({ token: z.string().max(16_000) }),
  leave: z.object({
    leaveToken: z.string().max(2_000),
    sessionId: z.uuid(),
    by: z.enum(['visitor', 'host']).optional(),
    reason: short.optional(),
  }),
  hostSession: z.object({
    sessionId: z.uuid().optional(),
    user: z.object({
      id: z.string().min(1).max(255),
      name: name.optional(),
      email: claimedEmail.optional(),
    }),
    message: z.string().refine((text) => text.trim() !== '', 'must not be blank').optional(),
    context: z.record(z.string(), z.unknown()).optional(),
    oneOpen: z.boolean().optional(),
  }),
  visitor: z.object({ visitorId: z.string().max(100), secret: z.string().max(200) }),
  session: z.object({
    locale: z.string().max(50).optional(),
    page: page.optional(),
    context: z.record(z.string(), z.unknown()).optional(),
    routing: target.extend({ fallback: z.boolean() }).optional(),
    fallbackRouting: z.array(target).max(20).optional(),
    prechat: z.array(z.object({ name: z.string().max(100), label: short, value: z.string().max(4_000) })).max(50).optional(),
    details: z.array(z.object({ label: short, value: z.string().max(4_000), shown: z.boolean() })).max(50).optional(),
    oneOpen: z.boolean().optional(),
  }),
  message: z.object({
    id: z.string().regex(/^[\w.:-]{1,100}$/, '1 to 100 of A-Z a-z 0-9 _ . : -'),
    text: z.string().refine((text) => text.trim() !== '', 'must not be blank'),
  }),
  typing: z.object({ on: z.boolean() }),
  receipts: z.object({ delivered: seq.optional(), read: seq.optional() }),
  stop: z.object({ messageId: z.string().max(100) }),
  resolution: z.object({ messageId: z.string().max(100), solved: z.boolean() }),
  csat: z
    .object({
      id: z.uuid(),
      score: z.number().int().min(1).max(5).optional(),
      comment: z.string().max(2_000).optional(),
      skipped: z.literal(true).optional(),
    })
    .refine(({ score, skipped }) => (score === undefined) !== (skipped === undefined), 'either a score or skipped'),
  reason: z.object({ reason: short.optional() }),
  end: z.object({ by: z.enum(['visitor', 'host']).optional(), reason: short.optional() }),
  login: z.object({
    name: z.string().max(60).transform(oneLine).pipe(z.string().min(1, 'must not be blank')),
    password: z.string().max(1_000),
    queues: z.array(z.string().max(100)).max(200).optional(),
  }),
  status: z.object({ away: z.boolean() }),
  leftMessage: z.object({
    id: z.uuid(),
    email,
    name: name.optional(),
    text: z.string().refine((text) => text.trim() !== '', 'must not be blank'),
    locale: z.string().max(50).optional(),
    page: page.optional(),
  }),
} as const;

/** Name and e-mail among the answers of a form; an answer that is no e-mail address is none. */
export function claimsOf(answers: readonly { readonly name: string; readonly value: string }[] = []): { readonly name?: string; readonly email?: string } {
  const answer = (name: string): string => oneLine(answers.find((one) => one.name === name)?.value ?? '');
  const [name, address] = [beginningOf(answer('name'), 100), email.safeParse(answer('email'))];
  return { ...(name !== '' && { name }), ...(address.success && { email: address.data }) };
}

const uuid = z.uuid();
const LARGEST_PAGE = 200;

/** Whether a text is an RFC 9562 UUID. */
export function isUuid(text: string): boolean {
  return uuid.safeParse(text).success;
}

/** `?limit=`, from 1 to 200. */
export function queryLimit(c: RequestContext, fallback: number): number {
  return queryNumber(c, 'limit', fallback, [1, LARGEST_PAGE]);
}

/** Whether a stream is asked for. */
export function wantsStream(c: RequestContext): boolean {
  return (c.req.header('accept') ?? '').includes('text/event-stream');
}
