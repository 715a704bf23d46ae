/** Checks what callers pass to the verbs, and says what is wrong in words that name the fix. */
import type {SurveyAnswer} from '../model/csat.js';
import {ChatError} from '../model/errors.js';
import {isUuid} from '../model/ids.js';
import type {PrechatField, PrechatValues} from '../model/prechat.js';
import type {Routing} from '../model/routing.js';
import {isObject, route, START_SHAPES} from '../model/shapes.js';
import type {Identity} from '../model/visitor.js';
import type {ChatSettings, StartAttributes} from './chat.js';
import {POLICY} from './policy.js';

type Shaped = keyof typeof START_SHAPES;

/** Throws `bad-input` unless `attributes` is what `startChat()` takes, for a form of these fields. */
export function checkStartAttributes(attributes: unknown, fields: readonly PrechatField[]): asserts attributes is StartAttributes | undefined {
  if (attributes === undefined) return;
  if (!isObject(attributes)) throw badInput(`startChat() takes an object such as {context: {…}}, not ${describe(attributes)}.`);
  for (const [name, value] of Object.entries(attributes)) {
    if (!Object.hasOwn(START_SHAPES, name)) {
      throw badInput(`startChat() does not know the attribute "${name}". It takes: ${Object.keys(START_SHAPES).join(', ')}.`);
    }
    if (value === undefined) continue;
    if (name === 'prechat') checkAnswers(value, fields, 'startChat(): "prechat"');
    else checkShape(name as Shaped, value, 'startChat(): ');
  }
}

/** Throws `bad-input` for settings of starts that no start could use. */
export function checkStartSettings(settings: Partial<ChatSettings>): void {
  for (const name of Object.keys(START_SHAPES) as Shaped[]) if (settings[name] !== undefined) checkShape(name, settings[name], '');
}

/** Throws `bad-input` unless `answers` are texts by the names of fields. */
export function checkAnswers(answers: unknown, fields: readonly PrechatField[], where: string): asserts answers is PrechatValues {
  if (!isObject(answers)) throw badInput(`${where} takes an object such as {email: "ada@example.com"}, not ${describe(answers)}.`);
  for (const [name, value] of Object.entries(answers)) {
    if (!fields.some((field) => field.name === name)) {
      const known = fields.map((field) => field.name).join(', ') || 'none';
      throw badInput(`${where}: no field of the form has the name "${name}" (there are: ${known}). Declare it in the prechat setting, with hidden: true if nobody is to see it.`);
    }
    if (typeof value !== 'string') throw badInput(`${where}: "${name}" is a text ("true" for a checkbox), not ${describe(value)}.`);
  }
}

/** What a routing function answers for these answers. Throws `bad-input` where it throws, or answers something else than a routing. */
export function routed(decide: (answers: PrechatValues) => Routing, answers: PrechatValues): Routing {
  let routing: Routing;
  try {
    routing = decide(answers);
  } catch (cause) {
    throw new ChatError('bad-input', 'The function "routing" threw, so the chat was not started.', {cause});
  }
  const wrong = route(routing);
  if (wrong) throw badInput(`What the function "routing" returned ${wrong}. The chat was not started.`);
  return routing;
}

/** Throws `bad-input` unless `answer` is what `submitCsat()` takes. */
export function checkSurveyAnswer(answer: unknown): asserts answer is Extract<SurveyAnswer, {readonly score: number}> {
  const {score, comment = ''} = isObject(answer) ? answer : {};
  if (![1, 2, 3, 4, 5].includes(score as number)) throw badInput(`submitCsat() takes a "score" from 1 to 5, not ${describe(score)}.`);
  if (typeof comment !== 'string' || comment.length > POLICY.commentLength) {
    throw badInput(`submitCsat(): "comment" is a text of at most ${POLICY.commentLength} characters.`);
  }
}

function checkShape(name: Shaped, value: unknown, where: string): void {
  const wrong = START_SHAPES[name](value);
  if (wrong) throw badInput(`${where}"${name}" ${wrong}.`);
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

function describe(value: unknown): string {
  if (typeof value === 'string') return `"${value.slice(0, 60)}"`;
  if (Array.isArray(value)) return 'an array';
  return value === null || typeof value !== 'object' ? String(value) : 'an object';
}
