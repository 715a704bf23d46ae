/**
 * `<chat-embed-menu>`: the header's menu of what else can be done. Knows keys and focus as the menu button pattern has them; asks for a new
 * conversation with `begin-request` and for the end with `end-request`. Loaded when there is a menu; importing it defines it.
 */
// The window is there already; naming it keeps the bundler from cutting it into what is shared with this and what is not.
import './index.js';
import {css, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {hasThreads, isOpen, mayBegin} from './beginnings.js';
import {chatFromWindow} from './chat-controller.js';
import {define} from './define.js';
import {end, icon} from './icons.js';
import type {ChatContext} from './session-context.js';
import {base} from './styles.js';
import {UiPart} from './ui-part.js';
import {wayStyles} from './way-styles.js';

const MORE = 'M10 4.8v.01M10 10v.01m0 5.19v.01';

const BEGIN = 'M10 4.5v11M4.5 10h11';

/** One action. */
interface MenuItem {
  readonly label: string;
  /** Path of its picture. */
  readonly icon: string;
  readonly disabled?: boolean;
  readonly request: 'begin-request' | 'end-request';
}

/** What can be done now. */
function itemsOf(context: ChatContext): readonly MenuItem[] {
  const {strings, chat, options} = context;
  const begins = hasThreads(context) && mayBegin(context) && chat.state.session.status !== 'none';
  const disabled = !isOpen(chat.state);
  return [
    ...(begins ? [{label: strings.threads.start, icon: BEGIN, request: 'begin-request'} as const] : []),
    ...(disabled && options.endButtonWithoutSession !== 'disabled' ? [] : [{label: strings.endLong, icon: end, disabled, request: 'end-request'} as const]),
  ];
}

export class ChatEmbedMenu extends UiPart {
  static override styles = [
    base,
    wayStyles,
    css`
      :host {
        position: relative;
        display: block;
      }
      .menu:focus {
        outline: none;
      }
      .more .icon {
        stroke-width: 2.4;
      }
      .menu {
        position: absolute;
        inset-block-start: calc(100% + 6px);
        inset-inline-end: 0;
        z-index: 3;
        inline-size: max-content;
        min-inline-size: 200px;
        max-inline-size: min(300px, 70vw);
        padding: 6px;
        border: 1px solid var(--chat-embed-border);
        border-radius: 14px;
        background: var(--chat-embed-surface);
        box-shadow: 0 2px 6px rgb(10 14 30 / 0.1), 0 12px 32px rgb(10 14 30 / 0.18);
        animation: drop 0.14s ease-out;
      }
      .item {
        display: flex;
        align-items: center;
        gap: 10px;
        inline-size: 100%;
        min-block-size: 40px;
        padding: 8px 10px;
        border-radius: 9px;
        font-size: 14px;
        font-weight: 500;
        line-height: 1.35;
        text-align: start;
      }
      .item .icon {
        --icon: 18px;
        color: var(--chat-embed-muted);
      }
      .item .icon:dir(rtl) {
        scale: -1 1;
      }
      .item:hover, .item:focus-visible {
        background: var(--chat-embed-surface-2);
      }
      .item:focus-visible {
        outline-offset: -2px;
      }
      .item[aria-disabled='true'] {
        color: var(--chat-embed-muted);
        opacity: 0.6;
        cursor: default;
      }
      @keyframes drop {
        from {
          opacity: 0;
          translate: 0 -4px;
        }
      }
    `,
  ];

  readonly #chat = chatFromWindow(this, ({session, sessions}) => [session, sessions]);
  #open = false;
  /** What takes focus once it is there: an item after a key, the menu itself after a press. */
  #entering: 'first' | 'last' | 'menu' | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('focusout', this.#left);
  }

  override focus(options?: FocusOptions): void {
    this.shadowRoot?.querySelector<HTMLElement>('.more')?.focus(options);
  }

  protected override render(): TemplateResult | typeof nothing {
    const {context} = this.#chat;
    const items = context ? itemsOf(context) : [];
    if (!context || items.length === 0) return nothing;
    const {more} = context.strings.threads;
    return html`<button
        class="way more"
        part="more"
        type="button"
        aria-haspopup="menu"
        aria-expanded=${this.#open}
        aria-label=${more}
        title=${more}
        @click=${(event: MouseEvent) => (this.#open ? this.#close() : this.#enter(event.detail === 0 ? 'first' : 'menu'))}
        @keydown=${this.#pressedButton}
      >
        ${icon(MORE)}
      </button>
      ${this.#open
        ? html`<div class="menu" part="menu" role="menu" tabindex="-1" aria-label=${more} @keydown=${this.#pressed}>
            ${items.map(
              (item) => html`<button
                class="item"
                part="menu-item"
                role="menuitem"
                type="button"
                tabindex="-1"
                aria-disabled=${item.disabled ? 'true' : nothing}
                @click=${() => this.#choose(item)}
              >
                ${icon(item.icon)}${item.label}
              </button>`,
            )}
          </div>`
        : nothing}`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.#entering === 'menu') this.shadowRoot?.querySelector<HTMLElement>('.menu')?.focus();
    else if (this.#entering) this.#at(this.#entering === 'first' ? 0 : -1);
    this.#entering = undefined;
  }

  #enter(at: 'first' | 'last' | 'menu'): void {
    this.#open = true;
    this.#entering = at;
    this.requestUpdate();
  }

  #close(): void {
    if (!this.#open) return;
    if (this.shadowRoot?.activeElement) this.focus();
    this.#open = false;
    this.requestUpdate();
  }

  #choose(item: MenuItem): void {
    if (item.disabled) return;
    this.#close();
    this.dispatchEvent(new Event(item.request, {bubbles: true, composed: true}));
  }

  get #buttons(): HTMLElement[] {
    return [...(this.shadowRoot?.querySelectorAll<HTMLElement>('.item') ?? [])];
  }

  #at(index: number): void {
    const all = this.#buttons;
    all.at(index % all.length)?.focus();
  }

  /** Focus that goes elsewhere, by Tab or by a press, leaves no open menu behind. */
  readonly #left = (event: FocusEvent): void => {
    if (!this.#open) return;
    if (event.relatedTarget instanceof Node && (event.relatedTarget === this || this.shadowRoot?.contains(event.relatedTarget))) return;
    this.#open = false;
    this.requestUpdate();
  };

  #pressedButton(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return this.#escape(event);
    event.preventDefault();
    this.#enter(event.key === 'ArrowDown' ? 'first' : 'last');
  }

  #pressed(event: KeyboardEvent): void {
    const at = this.#buttons.indexOf(this.shadowRoot?.activeElement as HTMLElement);
    // Tab goes on from the button.
    if (event.key === 'Tab') return this.#close();
    const to = {ArrowDown: at + 1, ArrowUp: Math.max(at - 1, -1), Home: 0, End: -1}[event.key];
    if (to === undefined) return this.#escape(event);
    event.preventDefault();
    this.#at(to);
  }

  /** Escape closes the menu, and nothing behind it. */
  #escape(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !this.#open) return;
    event.preventDefault();
    event.stopPropagation();
    this.#close();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-embed-menu': ChatEmbedMenu;
  }
}

define({'chat-embed-menu': ChatEmbedMenu});
