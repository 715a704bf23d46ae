/**
 * `<chat-embed-header>`: the window's name, who answers now, and the ways out. Knows the owner and the participants; asks for the end with
 * `end-request`, since ending needs a second thought.
 */
import {css, html, nothing, type TemplateResult} from 'lit';
import type {FreshStrings} from '../i18n/fresh-strings.js';
import type {ChatState} from '../model/chat-state.js';
import type {Participant} from '../model/participant.js';
import {avatar, avatarStyles} from './avatar.js';
import {freshFromWindow} from './chat-controller.js';
import {close, end, hide, icon} from './icons.js';
import {menu} from './later.js';
import type {FreshContext} from './session-context.js';
import {base} from './styles.js';
import {hasThreads, isOpen} from './beginnings.js';
import {UiPart} from './ui-part.js';
import {wayStyles} from './way-styles.js';
import {nameOf} from './words.js';

/** Who answers: the newest participant with the owner's role; undefined while nobody does. */
function answering({session, participants}: ChatState): Participant | undefined {
  const {owner} = session;
  if (!owner || owner === 'queue') return undefined;
  return participants.findLast(({role}) => role === owner) ?? {id: owner, role: owner, name: ''};
}

function subtitle(state: ChatState, who: Participant | undefined, strings: FreshStrings): string {
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
    wayStyles,
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
        text-align: -webkit-match-parent;
        text-align: match-parent; /* a name in another script stands where the window begins */
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
      .ways {
        display: flex;
        align-items: center;
        gap: 2px;
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

  readonly #chat = freshFromWindow(this, ({session, participants, connection}) => [session, participants, connection, hasThreads(this.#chat.context!)]);

  /** Puts focus back on what asks for the end; resolves with whether there was such a thing. */
  focusEnd(): boolean {
    const button = this.shadowRoot?.querySelector<HTMLElement>('.end, chat-embed-menu');
    button?.focus({preventScroll: true});
    return !!button && this.shadowRoot?.activeElement === button;
  }

  protected override render(): TemplateResult | typeof nothing {
    const {context} = this.#chat;
    if (!context) return nothing;
    const {chat, strings, options} = context;
    const {session, connection} = chat.state;
    const who = this.listed ? undefined : answering(chat.state);
    const below = this.listed ? strings.conversations : subtitle(chat.state, who, strings);
    const present = !this.listed && session.owner === 'agent' && connection === 'online';
    const waiting = !this.listed && session.owner === 'queue';
    const [way, shut] = options.mode === 'page' ? [close, strings.closeChat] : [hide, strings.hide];
    return html`<div class="header" part="header">
      ${!this.listed && hasThreads(context) ? html`<chat-embed-back></chat-embed-back>` : nothing}
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

  /** Where the chat can be ended: a button, or a line of the menu. */
  #end({strings, chat, options}: FreshContext): TemplateResult | typeof nothing {
    if (options.endButton === 'none') return nothing;
    if (options.endButton === 'menu') {
      void menu.load();
      return html`<chat-embed-menu></chat-embed-menu>`;
    }
    const endable = isOpen(chat.state);
    if (!endable && options.endButtonWithoutSession !== 'disabled') return nothing;
    return html`<button class="way end" part="end" type="button" aria-label=${strings.endLong} title=${strings.endLong} ?disabled=${!endable} @click=${this.#ask}>
      ${icon(end)}<span>${strings.end}</span>
    </button>`;
  }

  #ask(): void {
    this.dispatchEvent(new Event('end-request'));
  }
}
