/**
 * `<chat-embed-banner>`: one line about what stands between the visitor and an answer. Knows connection, storage and the last error; says one
 * thing at a time, the gravest first, and lets short interruptions pass. Loaded when there may be something to say; importing it defines it.
 */
// The window is there already; naming it keeps the bundler from cutting it into what is shared with this and what is not.
import './index.js';
import {css, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import type {FreshStrings} from '../i18n/fresh-strings.js';
import type {ChatState} from '../model/chat-state.js';
import {freshFromWindow} from './chat-controller.js';
import {define} from './define.js';
import {alert, clock, icon} from './icons.js';
import {say} from './internal-events.js';
import {base} from './styles.js';
import {UiPart} from './ui-part.js';
import {reasonOf} from './words.js';

/** An interruption shorter than this, in ms, is not worth a word. */
const PATIENCE_MS = 600;

type Kind = 'offline' | 'error' | 'reconnecting' | 'connecting' | 'memory';

const OFFLINE =
  'm3.5 3.5 13 13M8.3 14a2.5 2.5 0 0 1 3.4 0m-6.2-3a6.6 6.6 0 0 1 2.8-1.7m6.2 1.7a6.6 6.6 0 0 0-.9-.7M2.8 8a10.6 10.6 0 0 1 2.8-1.8M17.2 8a10.5 10.5 0 0 0-6.9-2.7';
const ICONS: Readonly<Partial<Record<Kind, string>>> = {offline: OFFLINE, error: alert, memory: clock};

/** Whether the last error is told here: nothing else tells it. */
function tells({error, availability}: ChatState): boolean {
  if (!error || error.code === 'storage') return false;
  return error.code !== 'nobody-there' || !availability?.leaveMessage;
}

function kindOf(state: ChatState, dismissed: boolean): Kind | undefined {
  const {connection, storage} = state;
  if (connection === 'offline') return 'offline';
  if (tells(state) && connection !== 'online') return 'error';
  if (connection === 'reconnecting' || connection === 'connecting') return connection;
  if (tells(state)) return 'error';
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

  readonly #chat = freshFromWindow(
    this,
    ({connection, error, storage, availability}) => [connection, error, storage, availability],
    () => this.#judge(),
  );
  /** What is shown; follows what there is to say with some patience. */
  #shown: Kind | undefined;
  /** What was said last. */
  #said: Kind | undefined;
  #dismissed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #judge(): void {
    const {chat} = this.#chat.context!;
    const kind = kindOf(chat.state, this.#dismissed);
    const patient = (kind === 'connecting' || kind === 'reconnecting') && this.#shown !== 'connecting' && this.#shown !== 'reconnecting';
    if (patient) {
      this.#timer ??= setTimeout(() => this.#show(kindOf(chat.state, this.#dismissed)), PATIENCE_MS);
      return;
    }
    this.#show(kind);
  }

  #show(kind: Kind | undefined): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (kind === this.#shown) return;
    this.#shown = kind;
    this.requestUpdate();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const {context} = this.#chat;
    const before = this.#said;
    if (!context || this.#shown === before) return;
    this.#said = this.#shown;
    if (this.#shown) say(this, this.#text(this.#shown, context.strings), this.#shown === 'error');
    else if (before && before !== 'memory' && context.chat.state.connection === 'online') say(this, context.strings.online);
  }

  #text(kind: Kind, strings: FreshStrings): string {
    return kind === 'error' ? reasonOf(this.#chat.context?.chat.state.error?.code, strings) : strings[kind];
  }

  protected override render(): TemplateResult | typeof nothing {
    const {context} = this.#chat;
    const shown = this.#shown;
    if (!context || !shown) return nothing;
    const {strings} = context;
    const picture = ICONS[shown];
    const again = shown === 'error' && context.chat.state.error?.retryable;
    const press = shown === 'error' ? this.#reconnect : shown === 'memory' && this.#dismiss;
    return html`<div class="banner ${shown}" part="banner">
      ${picture ? icon(picture) : html`<span class="spinner" aria-hidden="true"></span>`}
      <p>${this.#text(shown, strings)}</p>
      ${press ? html`<button class="quiet" type="button" @click=${press}>${again ? strings.tryAgain : strings.dismiss}</button>` : nothing}
    </div>`;
  }

  #dismiss(): void {
    this.#dismissed = true;
    this.#judge();
  }

  #reconnect(): void {
    this.#chat.context?.chat.reconnect();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-embed-banner': ChatEmbedBanner;
  }
}

define({'chat-embed-banner': ChatEmbedBanner});
