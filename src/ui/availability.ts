/** Whether people are there, in a calm line. Knows the words and their looks; refuses to know where it stands. */
import {css, html, nothing, type TemplateResult} from 'lit';
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

/** The line; nothing while it is not known. */
export function availabilityLine(availability: Availability | null, strings: ChatStrings): TemplateResult | typeof nothing {
  if (!availability) return nothing;
  return html`<p class="availability ${availability.state}" part="availability">${availabilityText(availability, strings)}</p>`;
}

export const availabilityStyles = css`
  .availability {
    display: flex;
    gap: 10px;
    color: var(--chat-embed-muted);
    font-size: 14px;
    line-height: 20px;
    text-wrap: pretty;
  }
  .availability::before {
    content: '';
    flex: none;
    inline-size: 8px;
    block-size: 8px;
    margin-block-start: 6px;
    border: 2px solid var(--chat-embed-muted);
    border-radius: 50%;
  }
  .availability.available::before {
    border-color: transparent;
    background: var(--chat-embed-success, light-dark(#1c8a4b, #4cc882));
  }
  @media (forced-colors: active) {
    .availability.available::before {
      border-color: CanvasText;
    }
  }
`;
