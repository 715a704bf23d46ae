/**
 * `<chat-embed-menu>`: a button with a menu of further actions. Knows keys and focus as the menu button pattern has them; refuses to know what
 * the actions do. Loaded when there is a menu; importing it defines it.
 */
// The window is there already; naming it keeps the bundler from cutting it into what is shared with this and what is not.
import './index.js';
import {css, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {define} from './define.js';
import {icon} from './icons.js';
import {base} from './styles.js';
import {UiPart} from './ui-part.js';

const MORE = 'M10 4.8v.01M10 10v.01m0 5.19v.01';

/** One action. */
export interface MenuItem {
  readonly label: string;
  /** Path of its picture. */
  readonly icon: string;
  readonly disabled?: boolean;
  readonly run: () => void;
}

export class ChatEmbedMenu extends UiPart {
  static override styles = [
    base,
    css`
      :host {
        position: relative;
        display: block;
      }
      .more {
        display: grid;
        place-items: center;
        inline-size: 36px;
        block-size: 36px;
        border-radius: 10px;
        color: var(--chat-embed-muted);
        transition: background-color 0.15s, color 0.15s;
      }
      .more:hover, .more[aria-expanded='true'] {
        background: var(--chat-embed-surface-2);
        color: var(--chat-embed-text);
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
        min-inline-size: 200px;
        max-inline-size: min(280px, 70vw);
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

  static override properties = {label: {attribute: false}, items: {attribute: false}};

  /** Name of the button. */
  label = '';
  items: readonly MenuItem[] = [];
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

  protected override render(): TemplateResult {
    return html`<button
        class="more"
        part="more"
        type="button"
        aria-haspopup="menu"
        aria-expanded=${this.#open}
        aria-label=${this.label}
        title=${this.label}
        @click=${(event: MouseEvent) => (this.#open ? this.#close() : this.#enter(event.detail === 0 ? 'first' : 'menu'))}
        @keydown=${this.#pressedButton}
      >
        ${icon(MORE)}
      </button>
      ${this.#open
        ? html`<div class="menu" part="menu" role="menu" tabindex="-1" aria-label=${this.label} @keydown=${this.#pressed}>
            ${this.items.map(
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
    item.run();
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
