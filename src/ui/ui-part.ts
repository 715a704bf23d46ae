/**
 * What every part of the window has in common: its named pieces can be styled from the page, and focus is not lost when the piece that had it
 * goes away. Knows Lit's life cycle; refuses to know chats.
 */
import {LitElement, type PropertyValues} from 'lit';
import {askForFocus} from './internal-events.js';

/** The names that `chat-embed::part(…)` reaches, through all shadow roots between. */
export const PARTS =
  'window, header, title, subtitle, avatar, presence, hide, end, banner, transcript, greeting, day, message, bubble, author, meta, sources, notice, typing, suggestions, suggestion, offer, queue, latest, composer, input, send, stop, handoff, ended, start, confirm, back, more, menu, menu-item, sessions, session, session-unread, earlier, new, own-ended, prechat, leave-message, form, field, control, submit, availability, idle, keep, resolution, solved, unsolved, survey, comment, skip, reopened, continue, leave';

export abstract class UiPart extends LitElement {
  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('exportparts', PARTS);
  }

  protected override update(changed: PropertyValues): void {
    const focused = this.shadowRoot?.activeElement;
    super.update(changed);
    if (focused && !focused.isConnected) askForFocus(this);
  }
}
