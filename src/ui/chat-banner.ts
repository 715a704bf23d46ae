/**
 * `<chat-embed-banner>`: one line about what stands between the visitor and an answer. Knows connection, storage and the last error; says one
 * thing at a time, the gravest first, and lets short interruptions pass.
 */
import {css, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {state} from 'lit/decorators.js';
import type {ChatStrings} from '../i18n/strings.js';
import type {ChatState} from '../model/chat-state.js';
import {chatFromWindow} from './chat-controller.js';
import {icon, type IconName} from './icons.js';
import {say} from './internal-events.js';
import {base} from './styles.js';
import {UiPart} from './ui-part.js';
import {reasonOf} from './words.js';

/** An interruption shorter than this, in ms, is not worth a word. */
const PATIENCE_MS = 600;

type Kind = 'offline' | 'error' | 'reconnecting' | 'connecting' | 'memory';

const ICONS: Readonly<Partial<Record<Kind, IconName>>> = {offline: 'offline', error: 'alert', memory: 'clock'};

function kindOf({connection, error, storage}: ChatState, dismissed: boolean): Kind | undefined {
  if (connection === 'offline') return 'offline';
  if (error && error.code !== 'storage' && connection !== 'online') return 'error';
  if (connection === 'reconnecting' || connection === 'connecting') return connection;
  if (error && error.code !== 'storage') return 'error';
  return storage === 'memory' && !dismissed ? 'memory' : undefined;
}

export class ChatEmbedBanner extends UiPart {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        flex: none;
      }
      .banner {
        display: flex;
        align-items: center;
        gap: 8px;
        min-block-size: 40px;
        padding-block: 6px;
        padding-inline: 16px 12px;
        border-block-end: 1px solid var(--chat-embed-border);
        background: var(--chat-embed-surface-2);
        color: var(--chat-embed-text);
        font-size: 13px;
        line-height: 1.4;
        animation: unfold 0.2s ease-out;
      }
      .banner > .icon, .spinner {
        flex: none;
        inline-size: 18px;
        block-size: 18px;
      }
      .error {
        background: color-mix(in oklab, var(--chat-embed-danger) 9%, var(--chat-embed-surface));
      }
      .error > .icon {
        color: var(--chat-embed-danger);
      }
      p {
        flex: 1;
        min-inline-size: 0;
      }
      .quiet {
        flex: none;
        color: var(--chat-embed-text);
        font-weight: 600;
      }
      .quiet:hover {
        background: color-mix(in oklab, var(--chat-embed-text) 8%, transparent);
      }
      .spinner {
        scale: 0.8;
        border: 2px solid color-mix(in oklab, var(--chat-embed-muted) 35%, transparent);
        border-block-start-color: var(--chat-embed-muted);
        border-radius: 50%;
        animation: turn 0.9s linear infinite;
      }
      @keyframes turn {
        to {
          rotate: 1turn;
        }
      }
      @keyframes unfold {
        from {
          opacity: 0;
        }
      }
    `,
  ];

  /** What is shown; follows `#kind` with some patience. */
  @state() private shown: Kind | undefined;
  @state() private dismissed = false;

  readonly #chat = chatFromWindow(
    this,
    ({connection, error, storage}) => [connection, error, storage],
    () => this.#judge(),
  );
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #judge(): void {
    const {chat} = this.#chat.context!;
    const kind = kindOf(chat.state, this.dismissed);
    const patient = (kind === 'connecting' || kind === 'reconnecting') && this.shown !== 'connecting' && this.shown !== 'reconnecting';
    if (patient) {
      this.#timer ??= setTimeout(() => this.#show(kindOf(chat.state, this.dismissed)), PATIENCE_MS);
      return;
    }
    this.#show(kind);
  }

  #show(kind: Kind | undefined): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.shown = kind;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const {context} = this.#chat;
    if (!context || !changed.has('shown')) return;
    const before = changed.get('shown') as Kind | undefined;
    if (this.shown) say(this, this.#text(this.shown, context.strings), this.shown === 'error');
    else if (before && before !== 'memory' && context.chat.state.connection === 'online') say(this, context.strings.online);
  }

  #text(kind: Kind, strings: ChatStrings): string {
    return kind === 'error' ? reasonOf(this.#chat.context?.chat.state.error?.code, strings) : strings[kind];
  }

  protected override render(): TemplateResult | typeof nothing {
    const {context} = this.#chat;
    const {shown} = this;
    if (!context || !shown) return nothing;
    const {strings} = context;
    const picture = ICONS[shown];
    return html`<div class="banner ${shown}" part="banner">
      ${picture ? icon(picture) : html`<span class="spinner" aria-hidden="true"></span>`}
      <p>${this.#text(shown, strings)}</p>
      ${shown === 'memory' ? html`<button class="quiet" type="button" @click=${this.#dismiss}>${strings.dismiss}</button>` : nothing}
      ${shown === 'error' ? html`<button class="quiet" type="button" @click=${this.#reconnect}>${strings.tryAgain}</button>` : nothing}
    </div>`;
  }

  #dismiss(): void {
    this.dismissed = true;
    this.#judge();
  }

  #reconnect(): void {
    this.#chat.context?.chat.reconnect();
  }
}
