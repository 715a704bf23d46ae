// How a survey looks: five stars, or that it is open, or skipped; and what is said of it. It knows surveys, not chats.
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { Csat } from '../protocol.js';
import { picture } from './icons.js';

const SCORES = [1, 2, 3, 4, 5];

/** A survey in words: `4 of 5`, `Skipped` or `Not answered yet`. */
export function ratingText({ score, skipped }: Csat): string {
  if (score !== undefined) return `${score} of 5`;
  return skipped ? 'Skipped' : 'Not answered yet';
}

/** A survey as stars where it was given, else in words. */
export function rating(csat: Csat): TemplateResult {
  const { score } = csat;
  if (score === undefined) return html`${ratingText(csat)}`;
  return html`<span class="stars" role="img" aria-label=${ratingText(csat)}>${SCORES.map((star) => picture(star <= score ? 'star-full' : 'star'))}</span>`;
}
