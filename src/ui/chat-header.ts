/**
 * `<chat-embed-header>`: the window's name, who answers now, and the ways out. Knows the owner and the participants; asks for the end with
 * `end-request`, since ending needs a second thought, for the list with `list-request` and for a new conversation with `begin-request`.
 */
import {css, html, nothing, type TemplateResult} from 'lit';
import type {ChatStrings} from '../i18n/strings.js';
import type {ChatState} from '../model/chat-state.js';
import type {Participant} from '../model/participant.js';
import {avatar, avatarStyles} from './avatar.js';
import {chatFromWindow} from './chat-controller.js';
import {back, close, end, hide, icon} from './icons.js';
import {menu} from './later.js';
import type {ChatContext} from './session-context.js';
import {base} from './styles.js';
import {hasThreads, isOpen, mayBegin, othersUnread} from './threads.js';
import {UiPart} from './ui-part.js';
import {nameOf} from './words.js';

const BEGIN = 'M10 4.5v11m-5.5-5.5h11';

/** Who answers: the newest participant with the owner's role; undefined while nobody does. */
function answering({session, participants}: ChatState): Participant | undefined {
  const {owner} = session;
  if (!owner || owner === 'queue') return undefined;
  return participants.findLast(({role}) => role === owner) ?? {id: owner, role: owner, name: ''};
}

function subtitle(state: ChatState, who: Participant | undefined, strings: ChatStrings): string {
  if (state.session.owner === 'queue') return strings.waiting;
  if (!who) return '';
  const name = nameOf(who, strings);
  const same = name.toLowerCase() === strings.assistant.toLowerCase();
  return who.role === 'bot' && !same ? `${name} · ${strings.assistant}` : name;
}

export class ChatEmbedHeader extends UiPart {
  static override styles = [
    base,
    avatarStyles,
    css`
      :host {
        display: block;
        flex: none;
        touch-action: pinch-zoom;
      }
      .header {
        display: flex;
        align-items: center;
        gap: 12px;
        min-block-size: 64px;
        padding: 10px 12px;
        padding-inline-start: 16px;
        border-block-end: 1px solid var(--chat-embed-border);
        --avatar: 36px;
      }
      .face {
        position: relative;
        flex: none;
      }
      .presence {
        position: absolute;
        inset-block-end: -1px;
        inset-inline-end: -1px;
        inline-size: 12px;
        block-size: 12px;
        border: 2px solid var(--chat-embed-surface);
        border-radius: 50%;
        background: var(--chat-embed-success, light-dark(#1c8a4b, #4cc882));
      }
      .names {
        flex: 1;
        min-inline-size: 0;
      }
      h2, .subtitle {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      h2 {
        font-size: 15px;
        font-weight: 650;
        line-height: 20px;
        letter-spacing: -0.01em;
      }
      .subtitle {
        color: var(--chat-embed-muted);
        font-size: 13px;
        line-height: 18px;
      }
      .back {
        position: relative;
        flex: none;
        margin-inline: -6px -8px;
      }
      .back .icon:dir(rtl) {
        scale: -1 1;
      }
      .count {
        position: absolute;
        inset-block-start: -1px;
        inset-inline-end: -3px;
        min-inline-size: 18px;
        padding: 0 4px;
        border: 2px solid var(--chat-embed-surface);
        border-radius: 10px;
        background: var(--chat-embed-badge, #c81e3a);
        color: #fff;
        font-size: 10px;
        font-weight: 700;
        line-height: 14px;
        font-variant-numeric: tabular-nums;
      }
      .ways {
        display: flex;
        align-items: center;
        gap: 2px;
      }
      .way {
        display: grid;
        place-items: center;
        min-inline-size: 36px;
        min-block-size: 36px;
        border-radius: 10px;
        color: var(--chat-embed-muted);
        transition: background-color 0.15s, color 0.15s;
      }
      .way:disabled {
        opacity: 0.45;
        cursor: default;
      }
      .way:enabled:hover {
        background: var(--chat-embed-surface-2);
        color: var(--chat-embed-text);
      }
      .end {
        grid-auto-flow: column;
        gap: 6px;
        padding-inline: 10px;
        font-size: 13px;
        font-weight: 500;
      }
      .end .icon {
        --icon: 18px;
      }
      .end .icon:dir(rtl) {
        scale: -1 1;
      }
      @media (max-height: 480px) {
        .header {
          min-block-size: 52px;
          padding-block: 4px;
        }
      }
      @container (max-width: 340px) {
        .header {
          padding-inline: 12px 8px;
          gap: 8px;
        }
        .end span {
          display: none;
        }
      }
    `,
  ];

  static override properties = {listed: {type: Boolean}};

  /** The list of conversations is shown below, so there is no way back and nothing to end. */
  listed = false;

  readonly #chat = chatFromWindow(this, ({session, participants, connection, sessions}) => [session, participants, connection, sessions]);

  /** Puts focus back on what asks for the end; resolves with whether there was such a thing. */
  focusEnd(): boolean {
    const button = this.shadowRoot?.querySelector<HTMLElement>('.end, chat-embed-menu');
    button?.focus({preventScroll: true});
    return !!button;
  }

  protected override render(): TemplateResult | typeof nothing {
    const {context} = this.#chat;
    if (!context) return nothing;
    const {chat, strings, options} = context;
    const {session, connection} = chat.state;
    const who = this.listed ? undefined : answering(chat.state);
    const below = this.listed ? strings.threads.title : subtitle(chat.state, who, strings);
    const present = !this.listed && session.owner === 'agent' && connection === 'online';
    const waiting = !this.listed && session.owner === 'queue';
    const [way, shut] = options.mode === 'page' ? [close, strings.threads.close] : [hide, strings.hide];
    return html`<div class="header" part="header">
      ${this.#back(context)}
      <span class="face">
        ${avatar(who ?? {role: waiting ? 'agent' : 'bot', name: ''})}
        ${present ? html`<span class="presence" part="presence"></span>` : nothing}
      </span>
      <div class="names">
        <h2 part="title" dir="auto">${options.heading}</h2>
        ${below ? html`<p class="subtitle" part="subtitle" dir="auto">${below}</p>` : nothing}
      </div>
      <div class="ways">
        ${this.listed ? nothing : this.#end(context)}
        ${options.closable
          ? html`<button class="way" part="hide" type="button" aria-label=${shut} title=${shut} @click=${() => chat.hide()}>${icon(way)}</button>`
          : nothing}
      </div>
    </div>`;
  }

  /** The way to the list, once there is something in it. */
  #back(context: ChatContext): TemplateResult | typeof nothing {
    const {state} = context.chat;
    const {threads} = context.strings;
    if (this.listed || !hasThreads(context) || state.sessions.items.length === 0) return nothing;
    const unread = othersUnread(state);
    const label = unread > 0 ? threads.backUnread(unread) : threads.back;
    return html`<button class="way back" part="back" type="button" aria-label=${label} title=${threads.back} @click=${() => this.#tell('list-request')}>
      ${icon(back)}${unread > 0 ? html`<span class="count" aria-hidden="true">${Math.min(unread, 99)}</span>` : nothing}
    </button>`;
  }

  /** Where the chat can be ended: a button, or a line of the menu. */
  #end(context: ChatContext): TemplateResult | typeof nothing {
    const {strings, chat, options} = context;
    const {endButton = 'header', endButtonWithoutSession = 'hide'} = options;
    const endable = isOpen(chat.state);
    const offered = endable || endButtonWithoutSession === 'disabled';
    if (endButton === 'menu') return this.#menu(context, offered, endable);
    if (endButton === 'none' || !offered) return nothing;
    return html`<button
      class="way end"
      part="end"
      type="button"
      aria-label=${strings.endLong}
      title=${strings.endLong}
      ?disabled=${!endable}
      @click=${() => this.#tell('end-request')}
    >
      ${icon(end)}<span>${strings.end}</span>
    </button>`;
  }

  #menu(context: ChatContext, offered: boolean, endable: boolean): TemplateResult | typeof nothing {
    const {strings, chat} = context;
    const begins = hasThreads(context) && mayBegin(context) && chat.state.session.status !== 'none';
    const items = [
      ...(begins ? [{label: strings.threads.start, icon: BEGIN, run: () => this.#tell('begin-request')}] : []),
      ...(offered ? [{label: strings.endLong, icon: end, disabled: !endable, run: () => this.#tell('end-request')}] : []),
    ];
    if (items.length === 0) return nothing;
    void menu.load();
    return html`<chat-embed-menu .label=${strings.threads.more} .items=${items}></chat-embed-menu>`;
  }

  #tell(request: 'end-request' | 'list-request' | 'begin-request'): void {
    this.dispatchEvent(new Event(request));
  }
}
