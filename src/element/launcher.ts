/** What the shadow root holds: the launcher, a place for the window, and a word when it cannot be had. Knows markup; decides nothing. */
import {html, nothing, type TemplateResult} from 'lit';
import type {LauncherStrings} from '../i18n/launcher-strings.js';
import type {Mode, Position} from './settings.js';

/** What there is to show. */
export interface LauncherView {
  readonly mode: Mode;
  readonly position: Position;
  readonly open: boolean;
  readonly unread: number;
  /** The name of the window. */
  readonly heading: string;
  readonly strings: LauncherStrings;
  /** The host's own content of the launcher has text, which then is its name. */
  readonly named: boolean;
  /** Whether the window has ever been asked for. */
  readonly panel: boolean;
  /** The window, once it has loaded. */
  readonly window: TemplateResult | undefined;
  readonly failed: boolean;
}

/** What the visitor can do. */
export interface LauncherHandlers {
  readonly toggle: (event: MouseEvent) => void;
  readonly warm: () => void;
  readonly retry: () => void;
  readonly slotchange: (event: Event) => void;
}

/** The whole of the shadow root. */
export function renderLauncher(view: LauncherView, handlers: LauncherHandlers): TemplateResult {
  const {mode, position, open, strings} = view;
  return html`<div class="frame ${mode} ${position} ${open ? 'open' : ''}">
    ${button(view, handlers)}
    <span class="said" role="status">${open ? '' : unreadText(view)}</span>
    ${view.failed ? failure(strings, handlers) : nothing} ${view.panel ? panel(view) : nothing}
  </div>`;
}

function button(view: LauncherView, {toggle, warm, slotchange}: LauncherHandlers): TemplateResult {
  const {open, unread, strings, named} = view;
  const label = open ? strings.close : [strings.open, unreadText(view)].filter(Boolean).join(', ');
  return html`<button
    part="launcher"
    type="button"
    aria-haspopup="dialog"
    aria-expanded=${open ? 'true' : 'false'}
    aria-label=${named ? nothing : label}
    @click=${toggle}
    @pointerenter=${warm}
    @pointerdown=${warm}
    @focus=${warm}
  >
    <slot name="launcher" @slotchange=${slotchange}>
      <span class="icons" aria-hidden="true">
        <svg class="speak" viewBox="0 0 28 28" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round">
          <path d="M14 4.5c5.8 0 10 3.7 10 8.6s-4.2 8.6-10 8.6c-1 0-2-.1-2.9-.3L6 24v-4.7C4.7 17.6 4 15.5 4 13.1 4 8.2 8.2 4.5 14 4.5Z" />
          <path d="M9.5 11.2h9M9.5 15.2h5.5" stroke-linecap="round" />
        </svg>
        <svg class="close" viewBox="0 0 28 28" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round">
          <path d="m7 11 7 7 7-7" />
        </svg>
      </span>
    </slot>
    ${unread > 0 && !open ? html`<span part="badge" aria-hidden="true">${unread > 99 ? '99+' : unread}</span>` : nothing}
  </button>`;
}

function unreadText({unread, strings}: LauncherView): string {
  return unread > 0 ? strings.unread(unread) : '';
}

function failure(strings: LauncherStrings, {retry}: LauncherHandlers): TemplateResult {
  return html`<div class="failure" part="failure" role="alert">
    <p>${strings.loadFailed}</p>
    <button class="again" type="button" @click=${retry}>${strings.tryAgain}</button>
  </div>`;
}

function panel({mode, open, heading, window, strings}: LauncherView): TemplateResult {
  return html`<div part="panel" role=${mode === 'floating' ? 'dialog' : 'region'} aria-label=${heading} ?inert=${!open}>
    ${window ?? html`<div class="waiting" role="status" aria-label=${strings.loading}></div>`}
  </div>`;
}
