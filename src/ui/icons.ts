/** The window's pictures: one stroke each on a 20 × 20 grid, drawn in the colour of the text. Knows paths; refuses to know sizes. */
import {html, type TemplateResult} from 'lit';

const PATHS = {
  alert: 'M10 6.3v4.2M10 13.5v.1M17.2 10a7.2 7.2 0 1 1-14.4 0 7.2 7.2 0 0 1 14.4 0Z',
  bot: 'M10 3.2c.7 4.2 2.6 6.1 6.8 6.8-4.2.7-6.1 2.6-6.8 6.8-.7-4.2-2.6-6.1-6.8-6.8 4.2-.7 6.1-2.6 6.8-6.8Z',
  clock: 'M10 6v4.2l2.7 1.6M17.2 10a7.2 7.2 0 1 1-14.4 0 7.2 7.2 0 0 1 14.4 0Z',
  close: 'm5.5 5.5 9 9m0-9-9 9',
  down: 'M10 4v12m-5-5 5 5 5-5',
  end: 'M8 3.8H5.6c-1 0-1.8.8-1.8 1.8v8.8c0 1 .8 1.8 1.8 1.8H8m4.6-2.6 3.6-3.6-3.6-3.6M16 10H8',
  hide: 'm5 7.8 5 5 5-5',
  offline: 'm3.5 3.5 13 13M8.3 14a2.5 2.5 0 0 1 3.4 0m-6.2-3a6.6 6.6 0 0 1 2.8-1.7m6.2 1.7a6.6 6.6 0 0 0-.9-.7M2.8 8a10.6 10.6 0 0 1 2.8-1.8M17.2 8a10.5 10.5 0 0 0-6.9-2.7',
  person: 'M13 6.9a3 3 0 1 1-6 0 3 3 0 0 1 6 0ZM4.2 16.4c.5-2.6 2.9-4.1 5.8-4.1s5.3 1.5 5.8 4.1',
  send: 'M10 16V4.4M4.8 9.6 10 4.4l5.2 5.2',
  source: 'M11.3 3.3H6.1c-.8 0-1.4.6-1.4 1.4v10.6c0 .8.6 1.4 1.4 1.4h7.8c.8 0 1.4-.6 1.4-1.4v-8l-4-4Zm0 0v4h4',
  tick: 'm4.6 10.6 3.5 3.5 7.4-8',
  ticks: 'm1.8 10.6 3.4 3.5 7.3-8m-3 7.3.7.7 7.9-8',
} as const;

export type IconName = keyof typeof PATHS;

/** A picture without meaning of its own: whoever shows it also says it in words. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon ${name === 'bot' ? 'filled' : ''}" viewBox="0 0 20 20" aria-hidden="true"><path d=${PATHS[name]}></path></svg>`;
}
