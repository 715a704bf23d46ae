/** Whether people are there, in words. Pure; knows availabilities and words, no elements. */
import {soonOf} from '../i18n/format.js';
import type {ChatStrings} from '../i18n/strings.js';
import type {Availability} from '../model/availability.js';
import {inMinutes} from './words.js';

/** What is to be said of it, in sentences. */
export function availabilityText({state, bot, reopensAt, estimateSeconds}: Availability, strings: ChatStrings): string {
  const {here, busy, away, wait, assistant} = strings.availability;
  if (state === 'available') return `${here}.`;
  const team = state === 'busy' ? busy : away(reopensAt === undefined ? undefined : soonOf(reopensAt, strings));
  const more = bot ? assistant : state === 'busy' && estimateSeconds !== undefined ? wait(inMinutes(estimateSeconds)) : '';
  return more ? `${team}. ${more}.` : `${team}.`;
}
