/**
 * How sessions start: the form first, where it asks for something; then the host is asked, then the machine; and how it came out. Sends nothing to
 * the back end itself.
 */
import {ChatError} from '../model/errors.js';
import {newId} from '../model/ids.js';
import type {PrechatValues} from '../model/prechat.js';
import {checkAnswers, checkSessionId, checkStartAttributes} from './attributes.js';
import type {ChatBasis} from './basis.js';
import type {StartAttributes, StartResult} from './chat.js';
import {isOpen} from './machine.js';
import type {StartWish} from './machine.js';
import {started} from './outcomes.js';
import {namesOf} from './prechat-form.js';
import {asksFirst, startOf} from './start.js';

/** What `startChat()` promises. */
export async function startChat(basis: ChatBasis, attributes?: StartAttributes): Promise<StartResult> {
  checkStartAttributes(attributes, basis.settings.prechat);
  await basis.begin('named');
  const {record, form} = basis;
  if (isOpen(record.session)) {
    basis.setWindow('shown');
    return startedOrNot(basis, record.session.id, true);
  }
  return form.asks(attributes) ? askFirst(basis, attributes) : startSession(basis, attributes);
}

/** What `submitPrechat()` promises. */
export async function submitForm(basis: ChatBasis, values: PrechatValues): Promise<StartResult> {
  checkAnswers(values, basis.settings.prechat, 'submitPrechat()');
  await basis.begin('named');
  if (isOpen(basis.record.session)) return startChat(basis);
  return basis.form.submit(values) ? startSession(basis, undefined, true) : askFirst(basis);
}

/** The form comes before the session: shows it, unless another tab was faster. */
export async function askFirst(basis: ChatBasis, attributes?: StartAttributes): Promise<StartResult> {
  await basis.form.keep(attributes, true);
  basis.setWindow('shown');
  if (basis.record.session) return startChat(basis);
  return {status: 'prechat', sessionId: null, joined: false};
}

/** Shows the form, and rejects: it comes before anything else. */
export async function refuse(basis: ChatBasis): Promise<never> {
  await askFirst(basis);
  throw formError();
}

/** What a session that starts now carries. */
export function wishOf(basis: ChatBasis, attributes?: StartAttributes): StartWish {
  return {...basis.form.wish(attributes), ...oneOpen(basis)};
}

/** The id that the host wants, the first time; a new one after that. */
export function takeId(basis: ChatBasis): string {
  const {settings} = basis;
  basis.settings = {...settings, sessionId: undefined};
  return settings.sessionId ?? newId();
}

/** `submitted`: its form was handed in for it. */
async function startSession(basis: ChatBasis, attributes?: StartAttributes, submitted = false): Promise<StartResult> {
  basis.ask('chat-before-start', {cause: 'start'});
  const wish = wishOf(basis, attributes);
  basis.setWindow('shown');
  const wanted = takeId(basis);
  const {session} = await basis.commit({type: 'start', sessionId: wanted, cause: 'start', ...wish});
  if (submitted && session?.id === wanted) basis.tell('chat-prechat', {change: 'submitted', names: namesOf(basis.settings.prechat)});
  return startedOrNot(basis, wanted, false);
}

async function startedOrNot(basis: ChatBasis, wanted: string, joined: boolean): Promise<StartResult> {
  try {
    const outcome = await started(basis, wanted);
    return {...outcome, joined: joined || outcome.sessionId !== wanted};
  } catch (error) {
    if (!(error instanceof ChatError) || error.code !== 'nobody-there') throw error;
    const {availability} = error;
    return {status: 'unavailable', sessionId: null, joined: false, ...(availability && {availability})};
  }
}

/** What `startNewSession()` promises, of that id. */
export async function startNew(basis: ChatBasis, sessionId: string): Promise<string> {
  checkSessionId(sessionId, 'startNewSession()');
  await basis.begin('named');
  const {session} = basis.record;
  if (!(isOpen(session) && session.id === sessionId)) {
    basis.ask('chat-before-start', {cause: 'start-new-session'});
    const clear = basis.clearing('start-new-session', {scope: 'session', greeting: true, reset: false});
    if (asksFirst(basis.settings.prechat)) {
      await basis.commit(clear);
      basis.settings = {...basis.settings, sessionId};
      return refuse(basis);
    }
    const carries = startOf(basis.settings, undefined, {});
    await basis.commit({...clear, newSessionId: sessionId, carries, ...oneOpen(basis)});
  }
  return (await started(basis, sessionId)).sessionId;
}

function oneOpen(basis: ChatBasis): StartWish {
  return basis.settings.oneOpenSession ? {oneOpen: true} : {};
}

export function formError(): ChatError {
  return new ChatError('prechat-required', 'The form before the chat must be answered first; it is shown now. What was written is in the draft.');
}
