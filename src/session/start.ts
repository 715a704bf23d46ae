/** What a start needs and carries, from settings, attributes and answers. Pure; the form that is shown meanwhile is kept elsewhere. */
import {checkPrechat} from '../model/prechat-check.js';
import type {PrechatField, PrechatValues} from '../model/prechat.js';
import type {RoutingTarget} from '../model/routing.js';
import type {SessionStart} from '../model/session-start.js';
import {routed} from './attributes.js';
import type {ChatSettings, StartAttributes} from './chat.js';

/** Whether the form must be answered first: a required answer is not given, or none at all. */
export function asksFirst(fields: readonly PrechatField[], given: PrechatValues = {}): boolean {
  const asked = fields.filter(({hidden}) => !hidden);
  if (!asked.length) return false;
  return Object.keys(checkPrechat(asked, given)).length > 0 || asked.every(({name, value}) => !(given[name] ?? value)?.trim());
}

/** What a session that starts so carries. Throws `bad-input` where a routing function fails. */
export function startOf(settings: ChatSettings, attributes: StartAttributes | undefined, values: PrechatValues): SessionStart {
  const {context, routing, fallbackRouting, details} = attributes ?? settings;
  const prechat = settings.prechat
    .map(({name, label, value = ''}) => ({name, label, value: (values[name] ?? value).trim()}))
    .filter(({value}) => value);
  const answers = Object.fromEntries(prechat.map(({name, value}) => [name, value]));
  const route = typeof routing === 'function' ? routed(routing, answers) : routing;
  return {
    ...(context && {context}),
    ...(route && {routing: route}),
    ...(fallbackRouting?.length && {fallbackRouting}),
    ...(prechat.length && {prechat}),
    ...(details?.length && {details}),
  };
}

/** Who such a session would go to, as far as it is known before the form is answered. */
export function targetOf(settings: ChatSettings, attributes: StartAttributes | undefined, values: PrechatValues): RoutingTarget {
  try {
    const {agentId, queueId} = startOf(settings, attributes, values).routing ?? {};
    return {...(agentId && {agentId}), ...(queueId && {queueId})};
  } catch {
    return {};
  }
}
