// `<agent-left-messages>`: what visitors left while nobody was there, to be answered by e-mail and then done. It knows the list; asks to go
// back with `back`.
import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { LeftMessage } from '../protocol.js';
import { face } from './face.js';
import { picture } from './icons.js';
import { NOTHING_LEFT } from './left-box.js';
import type { Save } from './left-box.js';
import { base, emptyList, paneHeader, scrolling } from './styles.js';
import { Ticking } from './ticking.js';
import { ago, moment } from './time.js';
import { problem, webAddress } from './words.js';

/** Says that a message is done, or is not after all. Answers whether it is saved; if not, `left` says why. */
export type SetDone = (id: string, done: boolean) => Promise<boolean>;

export class AgentLeftMessages extends LitElement {
  static override styles = [
    ...base,
    emptyList,
    paneHeader,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-block-size: 0;
      }
      .list {
        flex: 1;
        padding: 20px 20px 32px;
        ${scrolling}
      }
      ul, #done {
        max-inline-size: 720px;
        margin-inline: auto;
      }
      ul {
        display: grid;
        gap: 12px;
      }
      #done {
        margin-block: 28px 10px;
        color: var(--chat-embed-muted);
        font-size: 12px;
        font-weight: 600;
        line-height: 16px;
      }
      article {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 2px 12px;
        padding: 16px;
        border: 1px solid var(--chat-embed-border);
        border-radius: 14px;
        background: var(--chat-embed-surface);
        --face: 36px;
      }
      .face {
        grid-row: span 2;
        align-self: center;
      }
      h3 {
        overflow-wrap: anywhere;
        font-size: 14px;
        font-weight: 600;
        line-height: 20px;
      }
      time, .where {
        color: var(--chat-embed-muted);
        font-size: 12.5px;
        line-height: 18px;
      }
      time {
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
      .address {
        grid-column: 2 / -1;
        overflow-wrap: anywhere;
        font-size: 13px;
        line-height: 18px;
      }
      .text {
        grid-column: 1 / -1;
        margin-block: 12px 4px;
        overflow-wrap: anywhere;
        font-size: 14px;
        line-height: 21px;
        white-space: pre-wrap;
      }
      .where {
        grid-column: 1 / -1;
        overflow-wrap: anywhere;
      }
      .acts {
        display: flex;
        grid-column: 1 / -1;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
        margin-block-start: 10px;
      }
      .acts p {
        flex: 1;
        color: var(--chat-embed-muted);
        font-size: 12.5px;
      }
      a {
        color: var(--chat-embed-link);
        text-decoration: none;
      }
      a:hover {
        text-decoration: underline;
      }
      a.soft, a.solid {
        color: var(--chat-embed-text);
        text-decoration: none;
      }
      .done article {
        border-color: transparent;
        background: var(--chat-embed-surface-2);
      }
      .done .text {
        color: var(--chat-embed-muted);
      }
      .acts button[aria-disabled='true'] {
        opacity: 0.55;
        cursor: default;
      }
      .trouble {
        grid-column: 1 / -1;
        color: var(--chat-embed-danger);
        font-size: 13px;
        line-height: 19px;
      }
      .trouble:not(:empty) {
        margin-block-start: 8px;
      }
      @media (max-width: 760px) {
        .list {
          padding: 16px 12px 24px;
        }
      }
      @media (forced-colors: active) {
        .done article {
          border-color: CanvasText;
        }
      }
    `,
  ];

  @property({ attribute: false }) left = NOTHING_LEFT;
  @property({ attribute: false }) setDone: SetDone | undefined;

  /** The card that has focus, and the one after it, before the list changes. */
  #focused: { readonly id: string; readonly next: string | undefined } | undefined;

  constructor() {
    super();
    new Ticking(this);
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus(options);
  }

  protected override render(): TemplateResult {
    const { messages } = this.left;
    const open = messages?.filter(({ done }) => !done) ?? [];
    const done = messages?.filter((message) => message.done) ?? [];
    return html`
      <header>
        <button class="tool back" type="button" aria-label="Back to the list" @click=${() => this.dispatchEvent(new Event('back'))}>${picture('back')}</button>
        <div>
          <h2 tabindex="-1">Left messages</h2>
          <p>${messages ? (open.length > 0 ? `${open.length} to answer` : 'All done') : 'Loading…'}</p>
        </div>
      </header>
      <div class="list" aria-busy=${messages ? 'false' : 'true'}>
        ${messages && open.length === 0 ? this.#nothing() : nothing}
        <ul aria-label="Open">${repeat(open, ({ id }) => id, (message) => html`<li>${this.#card(message)}</li>`)}</ul>
        ${done.length > 0
          ? html`<h2 id="done">Done</h2>
              <ul class="done" aria-labelledby="done">${repeat(done, ({ id }) => id, (message) => html`<li>${this.#card(message)}</li>`)}</ul>`
          : nothing}
      </div>
    `;
  }

  protected override willUpdate(): void {
    const card = this.shadowRoot?.activeElement?.closest('article');
    const next = card?.closest('li')?.nextElementSibling?.querySelector('article');
    this.#focused = card ? { id: card.dataset['id']!, next: next?.dataset['id'] } : undefined;
  }

  /** A card that has moved to the other list has taken focus with it into nowhere: the next one has it now. */
  protected override updated(): void {
    if (!this.#focused || this.shadowRoot!.activeElement) return;
    const { next } = this.#focused;
    const card = [...this.renderRoot.querySelectorAll('article')].find(({ dataset }) => dataset['id'] === next);
    (card?.querySelector<HTMLElement>('.acts button') ?? this).focus();
  }

  #nothing(): TemplateResult {
    return html`<div class="none">
      ${picture('mail')}<strong>Nothing to answer</strong>
      <p>Visitors who come while nobody is there can leave a message; it appears here.</p>
    </div>`;
  }

  #card(message: LeftMessage): TemplateResult {
    const { id, email, name, text, at, done } = message;
    const who = name || email;
    const save = this.left.saves.get(id);
    return html`<article aria-label="From ${who}" data-id=${id}>
      ${face({ id: email, name: who })}
      <h3>${name ? html`<bdi>${name}</bdi>` : this.#address(message)}</h3>
      <time title=${moment(at)}>${ago(at, Date.now())}</time>
      ${name ? html`<p class="address">${this.#address(message)}</p>` : nothing}
      <p class="text" dir="auto">${text}</p>
      ${this.#where(message)}
      <div class="acts">
        ${done
          ? html`<p>Done ${moment(done.at)}${done.by ? html` by <bdi>${done.by.name}</bdi>` : nothing}</p>
              ${this.#button(message, false, save)}`
          : html`<a class="soft" href=${mailto(message)}>${picture('mail')}Answer by e-mail</a> ${this.#button(message, true, save)}`}
      </div>
      <p class="trouble" role="alert">${save && save.error !== undefined ? failure(save) : nothing}</p>
    </article>`;
  }

  /** Makes a message done, or not done after all. While that is being saved a second click has nothing to do. */
  #button({ id, name, email }: LeftMessage, done: boolean, save: Save | undefined): TemplateResult {
    const saving = save !== undefined && save.error === undefined;
    const words = saving ? 'Saving…' : done ? 'Done' : 'Not done';
    return html`<button
      class="soft"
      type="button"
      aria-label="${words}: message from ${name || email}"
      aria-disabled=${saving ? 'true' : 'false'}
      @click=${() => this.#set(id, done, name || email)}
    >
      ${done ? picture('check') : nothing}${words}
    </button>`;
  }

  #address(message: LeftMessage): TemplateResult {
    return html`<a href=${mailto(message)}><bdi>${message.email}</bdi></a>`;
  }

  #where({ page }: LeftMessage): TemplateResult | typeof nothing {
    if (!page) return nothing;
    const address = webAddress(page.url);
    const title = page.title || page.url;
    return html`<p class="where">
      Written on ${address ? html`<a href=${address.href} target="_blank" rel="noopener noreferrer"><bdi>${title}</bdi></a>` : html`<bdi>${title}</bdi>`}
    </p>`;
  }

  async #set(id: string, done: boolean, who: string): Promise<void> {
    if (!(await this.setDone?.(id, done))) return;
    const detail = done ? `Done: message from ${who}` : `Open again: message from ${who}`;
    this.dispatchEvent(new CustomEvent('announce', { detail, bubbles: true, composed: true }));
  }
}

/** What could not be saved, why, and what to do. */
function failure({ done, error }: Save): string {
  return `${done ? 'Not saved as done' : 'Not opened again'}: ${problem(error)} Try again.`;
}

/** Opens the agent's own mail program, with what is answered quoted below. */
function mailto({ email, text }: LeftMessage): string {
  const quoted = `\n\n${text.slice(0, 1_000).replace(/^/gm, '> ')}`;
  return `mailto:${encodeURIComponent(email)}?subject=${encodeURIComponent('Your message')}&body=${encodeURIComponent(quoted)}`;
}
