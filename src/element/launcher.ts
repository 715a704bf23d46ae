/** What the shadow root holds: the launcher, a place for the window, and a word when it cannot be had. Knows markup; decides nothing. */
import {html, nothing, type TemplateResult} from 'lit';
import type {LauncherStrings} from '../i18n/launcher-strings.js';
import {CHOICES, type Mode, type Position} from './choices.js';

/** What there is to show. */
export interface LauncherView {
  readonly mode: Mode;
  readonly position: Position;
  readonly open: boolean;
  /** The window has been asked for, and its core is on its way. */
  readonly busy: boolean;
  readonly unread: number;
  readonly words: LauncherStrings;
  /** The host's own content of the launcher has text, which then is its name. */
  readonly named: boolean;
  readonly failed: boolean;
  /** The panel, once there is one. */
  readonly panel: TemplateResult | undefined;
}

/** What the visitor can do. */
export interface LauncherHandlers {
  readonly toggle: (event: MouseEvent) => void;
  readonly warm: () => void;
  readonly keydown: (event: KeyboardEvent) => void;
  readonly slotchange: (event: Event) => void;
}

/** The whole of the shadow root. */
export function renderLauncher(view: LauncherView, {toggle, warm, keydown, slotchange}: LauncherHandlers): TemplateResult {
  const {position, open, busy, unread, words, named, failed, panel} = view;
  // A wrong value is told elsewhere; here it must not leave the launcher without a place.
  const mode = CHOICES.mode.includes(view.mode) ? view.mode : 'floating';
  const news = unread && !open ? words.unread(unread) : '';
  const label = open ? words.close : words.open + (news && `, ${news}`);
  return html`<div class="frame ${mode} ${position} ${open ? 'open' : ''}" @keydown=${keydown}>
    <button
      part="launcher"
      type="button"
      aria-haspopup="dialog"
      aria-expanded=${open}
      aria-busy=${busy}
      aria-label=${named ? nothing : label}
      @click=${toggle}
      @pointerenter=${warm}
      @pointerdown=${warm}
      @focus=${warm}
    >
      <slot name="launcher" @slotchange=${slotchange}>
        <span class="icons" aria-hidden="true">
          <svg viewBox="0 0 28 28"><path d="M14 4.5c6 0 10 4 10 8.5s-4 8.7-10 8.7l-3-.3L6 24v-4.7C5 18 4 16 4 13c0-5 4-8.5 10-8.5ZM9.5 11h9m-9 4.2H15" /></svg>
          <svg viewBox="0 0 28 28"><path d="m7 11 7 7 7-7" /></svg>
        </span>
      </slot>
      ${news ? html`<span part="badge" aria-hidden="true">${unread > 99 ? '99+' : unread}</span>` : nothing}
    </button>
    <span class="said" role="status">${news}</span>
    ${failed
      ? html`<p part="failure" role="alert">${words.loadFailed} <button class="again" type="button" @click=${toggle}>${words.tryAgain}</button></p>`
      : nothing}
    ${panel}
  </div>`;
}
