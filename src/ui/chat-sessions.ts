/**
 * `<chat-embed-sessions>`: the list of the visitor's conversations. Knows summaries and how they are shown; asks for one with `pick`, for a new one
 * with `begin-request`, and for the list, where it could not be had, with `again`.
 */
import {html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import {shortMoment} from '../i18n/format.js';
import type {ChatStrings} from '../i18n/strings.js';
import type {SessionSummary} from '../model/session-summary.js';
import {avatar, avatarStyles} from './avatar.js';
import {buttons} from './button-styles.js';
import {chatFromWindow} from './chat-controller.js';
import {icon} from './icons.js';
import {say} from './internal-events.js';
import {plainText} from './plain-text.js';
import type {ChatContext} from './session-context.js';
import {sessionsStyles} from './sessions-styles.js';
import {base} from './styles.js';
import {mayBegin} from './beginnings.js';
import {UiPart} from './ui-part.js';
import {nameOf} from './words.js';

const BEGIN = 'M10 4.5v11M4.5 10h11';
/** Earlier conversations are fetched when the end of the list is so near, in px. */
const NEAR_PX = 160;

/** A conversation has been chosen. */
export class PickEvent extends Event {
  readonly sessionId: string;

  constructor(sessionId: string) {
    super('pick');
    this.sessionId = sessionId;
  }
}

/** Who stands for a conversation: the person in it, else the bot. */
function face({agent}: SessionSummary): {readonly role: 'agent' | 'bot'; readonly name: string} {
  return agent ? {role: 'agent', name: agent.name} : {role: 'bot', name: ''};
}

/** What was said last, by whom where it was the visitor. */
function lastWords({lastMessage}: SessionSummary, strings: ChatStrings): string {
  if (!lastMessage) return strings.threads.blank;
  const text = plainText(lastMessage.text);
  return lastMessage.role === 'visitor' ? strings.threads.own(text) : text;
}

export class ChatEmbedSessions extends UiPart {
  static override styles = [base, buttons, avatarStyles, sessionsStyles];

  static override properties = {failed: {attribute: false}};

  /** The list could not be had. */
  failed = false;

  readonly #chat = chatFromWindow(
    this,
    ({sessions, session}) => [sessions, session.id, session.status],
    ({sessions}) => this.#hear(sessions.items),
  );
  /** Unread messages by conversation, as they were last heard of; undefined before the list has been there. */
  #heard: ReadonlyMap<string, number> | undefined;
  /** The conversation whose line had focus before this rendering. */
  #focused: string | undefined;
  #end: IntersectionObserver | undefined;
  /** How long the list was when its end came near last: what could not be had is not asked for over and over. */
  #asked = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end?.disconnect();
    this.#end = undefined;
  }

  /** Focuses the line of the current conversation, else the first; without any, what stands there instead. */
  override focus(options?: FocusOptions): void {
    const lines = this.#lines;
    const line = lines.find((one) => one.ariaCurrent === 'true') ?? lines[0];
    (line ?? this.shadowRoot?.querySelector<HTMLElement>('.list'))?.focus(options);
  }

  get #lines(): HTMLElement[] {
    return [...(this.shadowRoot?.querySelectorAll<HTMLElement>('.thread') ?? [])];
  }

  /** Says what is new in the list to those who cannot see it move. */
  #hear(items: readonly SessionSummary[]): void {
    const before = this.#heard;
    const {strings, chat} = this.#chat.context!;
    if (chat.state.sessions.status === 'loading' || chat.state.sessions.status === 'none') return;
    this.#heard = new Map(items.map(({id, unread}) => [id, unread]));
    if (!before) return;
    for (const item of items) {
      const known = before.get(item.id);
      if (known !== undefined && item.unread > known) say(this, strings.by(nameOf(face(item), strings), lastWords(item, strings)));
    }
  }

  protected override willUpdate(): void {
    const active = this.shadowRoot?.activeElement;
    this.#focused = active instanceof HTMLElement && active.isConnected ? active.dataset['id'] : undefined;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    // A line that moves up loses focus on its way.
    const line = this.#focused === undefined ? undefined : this.#lines.find(({dataset}) => dataset['id'] === this.#focused);
    if (line && this.shadowRoot?.activeElement !== line) line.focus({preventScroll: true});
    this.#watchEnd();
  }

  /** Fetches what is earlier when the reader comes near the end. */
  #watchEnd(): void {
    const root = this.shadowRoot?.querySelector('.list');
    const end = this.shadowRoot?.querySelector('.earlier');
    this.#end?.disconnect();
    this.#end = undefined;
    // The list that fills no page waits for its button: nobody has scrolled.
    if (!root || !end || root.scrollHeight <= root.clientHeight) return;
    this.#end = new IntersectionObserver(([entry]) => entry?.isIntersecting && this.#near(), {root, rootMargin: `${NEAR_PX}px`});
    this.#end.observe(end);
  }

  #near(): void {
    const {length} = this.#chat.context!.chat.state.sessions.items;
    if (length === this.#asked) return;
    this.#asked = length;
    this.#more();
  }

  protected override render(): TemplateResult | typeof nothing {
    const {context} = this.#chat;
    if (!context) return nothing;
    const {threads} = context.strings;
    return html`<div
        class="list"
        part="sessions"
        role="region"
        tabindex="-1"
        aria-label=${context.strings.conversations}
        aria-busy=${context.chat.state.sessions.status.startsWith('loading')}
        @keydown=${this.#pressed}
      >
        ${this.#content(context)}
      </div>
      ${mayBegin(context)
        ? html`<div class="foot">
            <button class="solid" part="new" type="button" @click=${this.#begin}>${icon(BEGIN)}${threads.start}</button>
          </div>`
        : nothing}`;
  }

  #content({chat, strings}: ChatContext): TemplateResult {
    const {sessions, session} = chat.state;
    const {items, status} = sessions;
    const {threads} = strings;
    if (items.length > 0) {
      return html`<ul>
          ${repeat(items, ({id}) => id, (item) => this.#line(item, item.id === session.id, strings))}
        </ul>
        ${this.failed ? this.#excuse(strings) : nothing}
        ${status === 'more' && !this.failed
          ? html`<button class="quiet earlier" part="earlier" type="button" @click=${this.#more}>${threads.earlier}</button>`
          : nothing}
        ${status === 'loading-more' ? html`<div class="skeleton" role="img" aria-label=${threads.loading}><i></i></div>` : nothing}`;
    }
    if (this.failed) return this.#excuse(strings);
    if (status !== 'complete') return html`<div class="skeleton" role="img" aria-label=${threads.loading}><i></i><i></i><i></i></div>`;
    return html`<div class="note"><p class="what">${threads.empty}</p><p>${threads.emptyHint}</p></div>`;
  }

  #excuse(strings: ChatStrings): TemplateResult {
    return html`<div class="note" role="alert">
      <p>${strings.threads.failed}</p>
      <button class="soft" type="button" @click=${() => this.dispatchEvent(new Event('again'))}>${strings.tryAgain}</button>
    </div>`;
  }

  #line(item: SessionSummary, current: boolean, strings: ChatStrings): TemplateResult {
    const {threads} = strings;
    const who = face(item);
    const unread = current && this.#chat.context!.chat.state.unread > 0 ? this.#chat.context!.chat.state.unread : item.unread;
    const state = item.status === 'ended' ? threads.ended : item.owner === 'queue' ? strings.waiting : '';
    return html`<li>
      <button
        class="thread ${unread > 0 ? 'news' : ''} ${item.status}"
        part="session"
        type="button"
        data-id=${item.id}
        aria-current=${current ? 'true' : nothing}
        @click=${() => this.dispatchEvent(new PickEvent(item.id))}
      >
        ${avatar(who)}
        <span class="top">
          <span class="name" dir="auto">${nameOf(who, strings)}</span>
          <time datetime=${new Date(item.lastAt).toISOString()}>${shortMoment(item.lastAt, strings)}</time>
        </span>
        <span class="words" dir="auto">${lastWords(item, strings)}</span>
        ${unread > 0 || state
          ? html`<span class="marks">
              ${state ? html`<span class="state">${state}</span>` : nothing}
              ${unread > 0
                ? html`<span class="badge" part="session-unread"><span aria-hidden="true">${Math.min(unread, 99)}</span><span class="unseen">${threads.unread(unread)}</span></span>`
                : nothing}
            </span>`
          : nothing}
      </button>
    </li>`;
  }

  /** Arrow keys, Home and End go from line to line; Tab does as well. */
  #pressed(event: KeyboardEvent): void {
    const lines = this.#lines;
    const at = lines.indexOf(this.shadowRoot?.activeElement as HTMLElement);
    const to = {ArrowDown: at + 1, ArrowUp: Math.max(at - 1, 0), Home: 0, End: lines.length - 1}[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    (lines[to] ?? this.shadowRoot?.querySelector<HTMLElement>('.earlier'))?.focus();
  }

  #begin(): void {
    this.dispatchEvent(new Event('begin-request'));
  }

  /** The button stays where they could not be had. */
  #more(): void {
    const {chat} = this.#chat.context!;
    if (chat.state.sessions.status === 'more') void chat.moreSessions().catch(() => undefined);
  }
}
