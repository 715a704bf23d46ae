// The console's pictures: one stroke each on a 20 × 20 grid, drawn in the colour of the text. It knows paths, not sizes.
import { html } from 'lit';
import type { TemplateResult } from 'lit';

const PATHS = {
  alert: 'M10 6.3v4.2M10 13.5v.1M17.2 10a7.2 7.2 0 1 1-14.4 0 7.2 7.2 0 0 1 14.4 0Z',
  back: 'M12.2 4.8 7 10l5.2 5.2',
  bell: 'M5.4 8.6a4.6 4.6 0 0 1 9.2 0c0 3.5 1.6 4.8 1.6 4.8H3.8s1.6-1.3 1.6-4.8ZM8.5 16.2a1.8 1.8 0 0 0 3 0',
  'bell-off': 'M6.2 6.1a4.6 4.6 0 0 1 8.4 2.5c0 1.1.2 2 .4 2.7M13.4 13.4H3.8s1.6-1.3 1.6-4.8c0-.3 0-.5.1-.8M8.5 16.2a1.8 1.8 0 0 0 3 0M3.4 3.4l13.2 13.2',
  chat: 'M4.6 3.8h10.8c.9 0 1.6.7 1.6 1.6v6.6c0 .9-.7 1.6-1.6 1.6H9.8L6.4 16.6v-3H4.6c-.9 0-1.6-.7-1.6-1.6V5.4c0-.9.7-1.6 1.6-1.6Z',
  check: 'm4.6 10.6 3.5 3.5 7.4-8',
  clock: 'M17.2 10a7.2 7.2 0 1 1-14.4 0 7.2 7.2 0 0 1 14.4 0ZM10 5.8V10l2.8 1.8',
  details: 'M4.4 3.8h11.2c.7 0 1.2.5 1.2 1.2v10c0 .7-.5 1.2-1.2 1.2H4.4c-.7 0-1.2-.5-1.2-1.2V5c0-.7.5-1.2 1.2-1.2ZM12.2 3.8v12.4',
  forward: 'M7.8 4.8 13 10l-5.2 5.2',
  mail: 'M4.4 4.6h11.2c.8 0 1.4.6 1.4 1.4v8c0 .8-.6 1.4-1.4 1.4H4.4c-.8 0-1.4-.6-1.4-1.4V6c0-.8.6-1.4 1.4-1.4ZM3.2 6.2l6.8 5 6.8-5',
  reopen: 'M4 4.2v4h4M4.3 8a6.4 6.4 0 1 1-.7 4',
  star: 'm10 3.2 2.1 4.3 4.7.7-3.4 3.3.8 4.7-4.2-2.2-4.2 2.2.8-4.7L3.2 8.2l4.7-.7Z',
  'star-full': 'm10 3.2 2.1 4.3 4.7.7-3.4 3.3.8 4.7-4.2-2.2-4.2 2.2.8-4.7L3.2 8.2l4.7-.7Z',
  verified: 'm7.1 10.2 2.1 2.1 3.9-4.300M10 2.600l1.9 1.4 2.4-.1.7 2.3 2 1.3-.8 2.3.8 2.3-2 1.3-.7 2.3-2.4-.1L10 17l-1.9-1.4-2.4.1-.7-2.3-2-1.3.8-2.300L3 7.500l2-1.3.7-2.3 2.4.1Z',
  'hand-back': 'M7.6 4.2 3.8 8l3.8 3.8M3.8 8h7.4a5 5 0 0 1 5 5v2.6',
  'sign-out': 'M8 3.8H5.6c-1 0-1.8.8-1.8 1.8v8.8c0 1 .8 1.8 1.8 1.8H8m4.6-2.6 3.6-3.6-3.6-3.6M16 10H8',
} as const;

export type ConsoleIcon = keyof typeof PATHS;

/** A picture without meaning of its own: whoever shows it also says it in words. */
export function picture(name: ConsoleIcon): TemplateResult {
  return html`<svg class="icon ${name}" viewBox="0 0 20 20" aria-hidden="true"><path d=${PATHS[name]}></path></svg>`;
}
