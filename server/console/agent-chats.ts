// `<agent-chats>`: the list of chats in groups, with who waits how long. It knows the list and the keyboard; asks for a chat with `choose`,
// and for chats with the bot with `list-bot-chats`.
import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { spoken } from '../../src/ui/narrator.js';
import type { Chat } from '../protocol.js';
import { groupChats, isUnread } from './chats.js';
import type { GroupName, Listed } from './chats.js';
import type { DeskState } from './desk.js';
import { face, verifiedMark } from './face.js';
import { picture } from './icons.js';
import { base, emptyList, scrolling } from './styles.js';
import { Ticking } from './ticking.js';
import { ago, clockTime, urgency } from './time.js';

/** Somebody wants to read the chat with this key. */
export class ChooseEvent extends Event {
  readonly key: string;

  constructor(key: string) {
    super('choose', { bubbles: true, composed: true });
    this.key = key;
  }
}

/** As many chats with the bot should be in the list; 0 none. */
export class ListBotChatsEvent extends Event {
  readonly count: number;

  constructor(count: number) {
    super('list-bot-chats');
    this.count = count;
  }
}

/** The groups in their order. */
const TITLES: Readonly<Record<GroupName, string>> = { waiting: 'Waiting', mine: 'Mine', others: 'Others’', bot: 'With the bot', ended: 'Recently ended' };
const GROUPS = Object.keys(TITLES) as GroupName[];

/** Chats with the bot come in portions; nobody scrolls through more than the server gives. */
const PORTION = 30;
const MOST = 200;

export class AgentChats extends LitElement {
  static override styles = [
    ...base,
    emptyList,
    css`
      :host {
        display: block;
        ${scrolling}
      }
      nav {
        padding: 0 8px 24px;
      }
      h2 {
        position: sticky;
        inset-block-start: 0;
        z-index: 1;
        display: flex;
        gap: 6px;
        padding: 10px 10px 6px;
        background: var(--console-side);
        color: var(--chat-embed-muted);
        font-size: 12px;
        font-weight: 600;
        line-height: 16px;
      }
      .count {
        font-weight: 500;
        font-variant-numeric: tabular-nums;
      }
      .fold {
        display: flex;
        gap: 6px;
        align-items: center;
        min-block-size: 24px;
        margin: -4px -6px;
        padding: 4px 6px;
        border-radius: 7px;
        font-weight: inherit;
      }
      .fold:hover, .more:hover {
        background: color-mix(in oklab, var(--chat-embed-text) 7%, transparent);
        color: var(--chat-embed-text);
      }
      .fold .icon {
        inline-size: 14px;
        block-size: 14px;
        transition: rotate 0.15s;
      }
      .fold[aria-expanded='true'] .icon {
        rotate: 90deg;
      }
      .fold[aria-expanded='true'] .icon:dir(rtl) {
        rotate: -90deg;
      }
      .more {
        min-block-size: 32px;
        margin: 2px 4px;
        padding: 4px 8px;
        border-radius: 8px;
        color: var(--chat-embed-muted);
        font-size: 12.5px;
      }
      .row {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 0 10px;
        align-items: center;
        inline-size: 100%;
        padding: 9px 10px;
        border-radius: 10px;
        text-align: start;
        transition: background-color 0.12s;
      }
      .row:hover {
        background: color-mix(in oklab, var(--chat-embed-text) 4.5%, transparent);
      }
      .row[aria-current='true'] {
        background: color-mix(in oklab, var(--chat-embed-link) 11%, transparent);
      }
      .row:focus-visible {
        outline-offset: -2px;
      }
      .face {
        grid-row: span 2;
        --face: 34px;
      }
      .name, .preview {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .name {
        display: flex;
        gap: 6px;
        align-items: center;
        font-size: 13.5px;
        font-weight: 550;
        line-height: 19px;
      }
      .name bdi {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .tag {
        flex: none;
        max-inline-size: 96px;
        padding: 0 6px;
        overflow: hidden;
        border-radius: 6px;
        background: color-mix(in oklab, var(--chat-embed-link) 11%, transparent);
        color: var(--chat-embed-text);
        font-size: 11px;
        font-weight: 550;
        line-height: 17px;
        text-overflow: ellipsis;
      }
      .preview, .when {
        color: var(--chat-embed-muted);
        font-size: 12.5px;
        line-height: 18px;
      }
      .when {
        font-size: 12px;
        font-variant-numeric: tabular-nums;
      }
      .unread .name, .unread .preview {
        color: var(--chat-embed-text);
        font-weight: 650;
      }
      .unread .preview {
        font-weight: 500;
      }
      .dot {
        justify-self: end;
        inline-size: 8px;
        block-size: 8px;
        margin-inline-end: 2px;
        border-radius: 50%;
        background: var(--chat-embed-link);
      }
      .place {
        justify-self: end;
        color: var(--chat-embed-muted);
        font-size: 11.5px;
        font-variant-numeric: tabular-nums;
      }
      .wait, .quiet-for {
        padding: 0 7px;
        border-radius: 9px;
        background: color-mix(in oklab, var(--chat-embed-text) 6%, transparent);
        color: var(--chat-embed-text);
        font-weight: 550;
      }
      .wait.soon, .quiet-for {
        background: light-dark(#fdf0d5, #43330f);
        color: light-dark(#7a4d00, #ffd58a);
      }
      .wait.late {
        background: light-dark(#fde4e5, #4a1c22);
        color: light-dark(#a31a2b, #ffb3bb);
      }
      .ended .face {
        --hue: light-dark(#5c6370, #a3aab8);
      }
      .ended .name {
        color: var(--chat-embed-muted);
      }
      .nobody {
        padding: 14px 10px 8px;
        color: var(--chat-embed-muted);
      }
      .bone {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 6px 10px;
        padding: 10px;
        animation: breathe 1.2s ease-in-out infinite alternate;
      }
      .bone i {
        block-size: 11px;
        border-radius: 6px;
        background: color-mix(in oklab, var(--chat-embed-text) 8%, transparent);
      }
      .bone i:first-child {
        grid-row: span 2;
        inline-size: 34px;
        block-size: 34px;
        border-radius: 50%;
      }
      .bone i:nth-child(2) {
        inline-size: 46%;
        margin-block-start: 3px;
      }
      .bone i:last-child {
        inline-size: 82%;
      }
      @keyframes breathe {
        to {
          opacity: 0.45;
        }
      }
      @media (forced-colors: active) {
        .row[aria-current='true'] {
          outline: 2px solid Highlight;
          outline-offset: -2px;
        }
        .dot {
          background: Highlight;
        }
      }
    `,
  ];

  @property({ attribute: false }) desk: DeskState | undefined;

  constructor() {
    super();
    new Ticking(this);
  }

  /** Focuses the chosen chat, else the first one, else what opens a list. */
  override focus(options?: FocusOptions): void {
    (this.#tabStop() ?? this.renderRoot.querySelector<HTMLElement>('.fold'))?.focus(options);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { desk } = this;
    if (!desk?.me) return nothing;
    if (!desk.listed) return html`<nav aria-label="Chats" aria-busy="true">${[1, 2, 3].map(() => html`<div class="bone"><i></i><i></i><i></i></div>`)}</nav>`;
    const groups = groupChats(desk.chats, desk.me.id);
    const isEmpty = desk.chats.size === 0;
    return html`<nav aria-label="Chats" @keydown=${this.#pressed} @focusin=${this.#focused}>
      ${groups.waiting.length + groups.mine.length === 0 ? this.#quiet(isEmpty) : nothing}
      ${GROUPS.map((name) => (name === 'bot' ? this.#withBot(desk, groups.bot) : this.#group(name, groups[name])))}
    </nav>`;
  }

  protected override updated(): void {
    const stop = this.#tabStop();
    for (const row of this.#rows()) row.tabIndex = row === stop ? 0 : -1;
  }

  #group(name: GroupName, listed: readonly Listed[]): TemplateResult | typeof nothing {
    if (listed.length === 0) return nothing;
    return html`<section aria-labelledby=${name}>
      <h2 id=${name}>${TITLES[name]} <span class="count">${listed.length}</span></h2>
      <ul>${this.#lines(name, listed)}</ul>
    </section>`;
  }

  /** The chats with the bot, where there is one: closed, they are only counted, but for the one that is being read. */
  #withBot({ work, botChats: { total, listed: most }, chosen }: DeskState, listed: readonly Listed[]): TemplateResult | typeof nothing {
    if (!work?.bot && total === 0) return nothing;
    const open = most > 0;
    const shown = open ? listed : listed.filter(({ chat }) => chat.key === chosen);
    const ask = (count: number) => (): boolean => this.dispatchEvent(new ListBotChatsEvent(count));
    return html`<section aria-labelledby="bot">
      <h2 id="bot">
        <button class="fold" type="button" aria-expanded=${open ? 'true' : 'false'} @click=${ask(open ? 0 : PORTION)}>
          ${picture('forward')}<span>${TITLES.bot} <span class="count">${total}</span></span>
        </button>
      </h2>
      <ul>${this.#lines('bot', shown)}</ul>
      ${open && total > most && most < MOST
        ? html`<button class="more" type="button" @click=${ask(Math.min(MOST, most + PORTION))}>Show more</button>`
        : nothing}
    </section>`;
  }

  #lines(name: GroupName, listed: readonly Listed[]): unknown {
    return repeat(listed, ({ chat }) => chat.key, ({ chat }, index) => html`<li>${this.#row(name, chat, index + 1)}</li>`);
  }

  #row(group: GroupName, chat: Chat, place: number): TemplateResult {
    const { chosen, me } = this.desk!;
    const current = chat.key === chosen;
    const unread = isUnread(chat, me!.id) && !current;
    return html`<button
      class="row ${group} ${unread ? 'unread' : ''}"
      type="button"
      aria-current=${current ? 'true' : 'false'}
      data-key=${chat.key}
      @click=${() => this.dispatchEvent(new ChooseEvent(chat.key))}
    >
      ${face(chat.visitor)}
      <span class="name"><bdi>${chat.visitor.name}</bdi>${verifiedMark(chat.visitor)}${this.#tag(group, chat)}</span>
      ${this.#when(group, chat)}
      <span class="preview"><bdi>${this.#preview(chat)}</bdi></span>
      ${unread ? html`<span class="dot"></span><span class="unseen">, unread</span>` : nothing}
      ${group === 'waiting' ? html`<span class="place"><span class="unseen">, place </span>#${place}</span>` : nothing}
    </button>`;
  }

  /** For whom it waits, where that is not everybody. */
  #tag(group: GroupName, { target }: Chat): TemplateResult | typeof nothing {
    if (group !== 'waiting' || !target) return nothing;
    return html`<span class="tag"><span class="unseen">, for </span>${target.agent ? 'You' : target.queue?.name}</span>`;
  }

  /** How long its visitor waits, for a person or for an answer; when it ends, or ended; else how long ago something was said. */
  #when(group: GroupName, { waitingSince, lastMessage, startedAt, idle, ended }: Chat): TemplateResult {
    const now = Date.now();
    if (group === 'mine' && idle) {
      return html`<span class="when quiet-for"><span class="unseen">, quiet, ends in </span>${clockTime(idle.endsAt - now)}</span>`;
    }
    const last = (group === 'ended' && ended?.at) || (lastMessage?.at ?? startedAt);
    if (group === 'mine' && lastMessage?.role === 'visitor') {
      return html`<span class="when wait ${urgency(now - last)}"><span class="unseen">, waits for an answer, </span>${ago(last, now)}</span>`;
    }
    if (group !== 'waiting') return html`<span class="when">${ago(last, now)}</span>`;
    const waited = now - (waitingSince ?? now);
    return html`<span class="when wait ${urgency(waited)}"><span class="unseen">, waiting for </span>${clockTime(waited)}</span>`;
  }

  #preview({ lastMessage, agent }: Chat): string {
    const said = lastMessage ? spoken(lastMessage.text) : 'No messages';
    if (lastMessage?.role === 'agent') return `${agent?.id === this.desk!.me!.id ? 'You' : (agent?.name ?? 'Agent')}: ${said}`;
    return lastMessage?.role === 'bot' ? `Bot: ${said}` : said;
  }

  #quiet(empty: boolean): TemplateResult {
    if (!empty) return html`<p class="nobody">Nobody is waiting</p>`;
    return html`<div class="none">
      ${picture('chat')}<strong>Nobody is waiting</strong>
      <p>Visitors who ask for a person appear here by themselves.</p>
    </div>`;
  }

  #rows(): HTMLButtonElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLButtonElement>('.row')];
  }

  /** The one row that Tab reaches; arrow keys reach the others. */
  #tabStop(): HTMLButtonElement | undefined {
    const rows = this.#rows();
    return rows.find((row) => row === this.shadowRoot!.activeElement) ?? rows.find((row) => row.ariaCurrent === 'true') ?? rows[0];
  }

  #focused(event: FocusEvent): void {
    const rows = this.#rows();
    if (rows.includes(event.target as HTMLButtonElement)) for (const row of rows) row.tabIndex = row === event.target ? 0 : -1;
  }

  #pressed(event: KeyboardEvent): void {
    const rows = this.#rows();
    const at = rows.indexOf(event.target as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (at < 0 || to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    rows[Math.min(rows.length - 1, Math.max(0, to))]?.focus();
  }
}
