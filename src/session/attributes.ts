/** Checks what callers pass to the verbs, and says what is wrong in words that name the fix. */
import {ChatError} from '../model/errors.js';
import {isUuid} from '../model/ids.js';
import type {Identity} from '../model/visitor.js';
import type {StartAttributes} from './chat.js';
import {POLICY} from './policy.js';

const KNOWN = ['context'];

/** Throws `bad-input` unless `attributes` is what `startChat()` takes. */
export function checkStartAttributes(attributes: unknown): asserts attributes is StartAttributes | undefined {
  if (attributes === undefined) return;
  if (!isObject(attributes)) throw badInput(`startChat() takes an object such as {context: {…}}, not ${describe(attributes)}.`);
  for (const key of Object.keys(attributes)) {
    if (!KNOWN.includes(key)) throw badInput(`startChat() does not know the attribute "${key}". It takes: ${KNOWN.join(', ')}.`);
  }
  const {context} = attributes;
  if (context !== undefined && !isObject(context)) {
    throw badInput(`startChat(): "context" is an object of JSON values, not ${describe(context)}.`);
  }
}

/** Throws `bad-input` unless `id` may name a session. */
export function checkSessionId(id: unknown, where: string): asserts id is string {
  if (typeof id === 'string' && isUuid(id)) return;
  throw badInput(`${where} takes a UUID (RFC 9562) such as "0192f0c1-5b1e-7cc3-9a55-3f0d6e1b2a4c", not ${describe(id)}.`);
}

/** Throws `bad-input` unless `identity` is what `identify()` takes. */
export function checkIdentity(identity: unknown): asserts identity is Identity {
  if (!isObject(identity)) throw badInput(`identify() takes an object such as {email: 'ann@example.com'} or {token: '…'}, not ${describe(identity)}.`);
  const {token, getToken, name, email} = identity;
  const proof = token !== undefined || getToken !== undefined;
  if (proof && typeof token !== 'string' && typeof getToken !== 'function') throw badInput('identify(): "token" is a text, "getToken" a function.');
  if (proof) return;
  if ([name, email].some((claim) => claim !== undefined && typeof claim !== 'string') || !(name || email)) {
    throw badInput('identify() needs a "name", an "email", a "token" or a "getToken".');
  }
}

/** Throws `bad-input` for an empty message, `too-large` for one that the server would refuse. Returns the text without outer white space. */
export function checkText(text: unknown): string {
  if (typeof text !== 'string') throw badInput(`sendMessage() takes a text, not ${describe(text)}.`);
  const trimmed = text.trim();
  if (!trimmed) throw badInput('sendMessage() needs some text.');
  if (trimmed.length > POLICY.messageLength) {
    throw new ChatError('too-large', `The message has ${trimmed.length} characters; at most ${POLICY.messageLength} can be sent at once.`);
  }
  return trimmed;
}

function badInput(message: string): ChatError {
  return new ChatError('bad-input', message);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `"${value.slice(0, 60)}"`;
  if (Array.isArray(value)) return 'an array';
  return value === null || typeof value !== 'object' ? String(value) : 'an object';
}
