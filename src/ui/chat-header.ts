/**
 * `<chat-embed-header>`: the window's name, who answers now, and the ways out. Knows the owner and the participants; asks for the end with
 * `end-request`, since ending needs a second thought.
 */
import {css, html, nothing, type TemplateResult} from 'lit';
import type {ChatStrings} from '../i18n/strings.js';
import type {ChatState} from '../model/chat-state.js';
import type {Participant} from '../model/participant.js';
import {avatar, avatarStyles} from './avatar.js';
import {chatFromWindow} from './chat-controller.js';
import {end, hide, icon} from './icons.js';
import {base} from './styles.js';
import {UiPart} from './ui-part.js';
import {nameOf} from './words.js';

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
      .way:hover {
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

  readonly #chat = chatFromWindow(this, ({session, participants, connection}) => [session, participants, connection]);

  /** Puts focus back on the end button; resolves with whether there was one. */
  focusEnd(): boolean {
    const button = this.shadowRoot?.querySelector<HTMLElement>('.end');
    button?.focus({preventScroll: true});
    return !!button;
  }

  protected override render(): TemplateResult | typeof nothing {
    const {context} = this.#chat;
    if (!context) return nothing;
    const {chat, strings, options} = context;
    const {session, connection} = chat.state;
    const who = answering(chat.state);
    const below = subtitle(chat.state, who, strings);
    const present = session.owner === 'agent' && connection === 'online';
    const endable = session.status === 'starting' || session.status === 'active';
    return html`<div class="header" part="header">
      <span class="face">
        ${avatar(who ?? {role: session.owner === 'queue' ? 'agent' : 'bot', name: ''})}
        ${present ? html`<span class="presence" part="presence"></span>` : nothing}
      </span>
      <div class="names">
        <h2 part="title" dir="auto">${options.heading}</h2>
        ${below ? html`<p class="subtitle" part="subtitle" dir="auto">${below}</p>` : nothing}
      </div>
      <div class="ways">
        ${endable
          ? html`<button class="way end" part="end" type="button" aria-label=${strings.endLong} title=${strings.endLong} @click=${this.#end}>
              ${icon(end)}<span>${strings.end}</span>
            </button>`
          : nothing}
        ${options.closable
          ? html`<button class="way" part="hide" type="button" aria-label=${strings.hide} title=${strings.hide} @click=${() => chat.hide()}>
              ${icon(hide)}
            </button>`
          : nothing}
      </div>
    </div>`;
  }

  #end(): void {
    this.dispatchEvent(new Event('end-request'));
  }
}
