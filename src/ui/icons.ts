/**
 * The window's pictures: one stroke each on a 20 × 20 grid, drawn in the colour of the text. Knows the paths that a fresh page needs; others stand
 * where they are used.
 */
import {html, type TemplateResult} from 'lit';

export const alert = 'M10 6.3v4.2M10 13.5v.1M17.2 10a7.2 7.2 0 1 1-14.4 0 7.2 7.2 0 0 1 14.4 0Z';
export const bot = 'M10 3.2c.7 4.2 2.6 6.1 6.8 6.8-4.2.7-6.1 2.6-6.8 6.8-.7-4.2-2.6-6.1-6.8-6.8 4.2-.7 6.1-2.6 6.8-6.8Z';
export const clock = 'M10 6v4.2l2.7 1.6M17.2 10a7.2 7.2 0 1 1-14.4 0 7.2 7.2 0 0 1 14.4 0Z';
export const close = 'm5.4 5.4 9.2 9.2m0-9.2-9.2 9.2';
export const end = 'M8 3.8H5.6c-1 0-1.8.8-1.8 1.8v8.8c0 1 .8 1.8 1.8 1.8H8m4.6-2.6 3.6-3.6-3.6-3.6M16 10H8';
export const hide = 'm5 7.8 5 5 5-5';
export const person = 'M13 6.9a3 3 0 1 1-6 0 3 3 0 0 1 6 0ZM4.2 16.4c.5-2.6 2.9-4.1 5.8-4.1s5.3 1.5 5.8 4.1';
export const send = 'M10 16V4.4M4.8 9.6 10 4.4l5.2 5.2';

/** A picture without meaning of its own: whoever shows it also says it in words. */
export function icon(path: string): TemplateResult {
  return html`<svg class="icon ${path === bot ? 'filled' : ''}" viewBox="0 0 20 20" aria-hidden="true"><path d=${path}></path></svg>`;
}
