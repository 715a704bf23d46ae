// `<agent-login>`: name and password, and what was wrong with them. It knows the form and how long to wait; signing in is the desk's.
import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { ChatError } from '../../src/model/errors.js';
import type { Queue } from '../protocol.js';
import { picture } from './icons.js';
import { base } from './styles.js';
import { problem } from './words.js';

/** Signs in, for some queues or for all; rejects as `Desk.signIn` does. */
export type SignIn = (name: string, password: string, queues?: readonly string[]) => Promise<void>;

export class AgentLogin extends LitElement {
  static override styles = [
    ...base,
    css`
      :host {
        display: grid;
        place-items: center;
        min-block-size: 100%;
        padding: 24px 16px;
        overflow: auto;
        background: var(--console-side);
      }
      form {
        display: grid;
        gap: 16px;
        inline-size: min(100%, 360px);
        padding: 32px 28px 28px;
        border: 1px solid var(--chat-embed-border);
        border-radius: 16px;
        background: var(--chat-embed-surface);
        box-shadow: 0 1px 2px rgb(10 14 30 / 0.04), 0 12px 32px rgb(10 14 30 / 0.07);
      }
      .mark {
        display: grid;
        place-items: center;
        inline-size: 40px;
        block-size: 40px;
        border-radius: 11px;
        background: var(--chat-embed-accent);
        color: var(--chat-embed-accent-text);
      }
      h1 {
        font-size: 20px;
        font-weight: 650;
        letter-spacing: -0.015em;
        line-height: 26px;
      }
      .intro {
        margin-block-start: -12px;
        color: var(--chat-embed-muted);
      }
      label {
        display: grid;
        gap: 6px;
        font-size: 13px;
        font-weight: 550;
      }
      input {
        min-block-size: 40px;
        padding: 8px 12px;
        border: 1px solid color-mix(in oklab, var(--chat-embed-muted) 55%, transparent);
        border-radius: 10px;
        background: var(--chat-embed-surface);
        font-size: 16px;
        font-weight: 400;
      }
      input:focus-visible {
        outline: 2px solid var(--chat-embed-link);
        outline-offset: 0;
        border-color: transparent;
      }
      input[aria-invalid='true'] {
        border-color: var(--chat-embed-danger);
      }
      fieldset {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        min-inline-size: 0;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        margin-block-end: 6px;
        padding: 0;
        font-size: 13px;
        font-weight: 550;
      }
      .queue {
        display: flex;
        gap: 8px;
        align-items: center;
        min-block-size: 36px;
        padding-block: 5px;
        padding-inline: 10px 12px;
        border: 1px solid var(--chat-embed-border);
        border-radius: 10px;
        font-weight: 500;
        overflow-wrap: anywhere;
        cursor: pointer;
      }
      .queue:has(:checked) {
        border-color: color-mix(in oklab, var(--chat-embed-link) 55%, transparent);
        background: color-mix(in oklab, var(--chat-embed-link) 8%, transparent);
      }
      .queue input {
        flex: none;
        inline-size: 16px;
        block-size: 16px;
        min-block-size: 0;
        padding: 0;
        accent-color: var(--chat-embed-link);
      }
      .wrong {
        display: flex;
        gap: 8px;
        padding: 10px 12px;
        border-radius: 10px;
        background: color-mix(in oklab, var(--chat-embed-danger) 9%, var(--chat-embed-surface));
        font-size: 13px;
      }
      .wrong .icon {
        inline-size: 18px;
        block-size: 18px;
        color: var(--chat-embed-danger);
      }
      .solid {
        min-block-size: 42px;
        font-size: 14px;
      }
    `,
  ];

  @property({ attribute: false }) signIn: SignIn | undefined;
  /** Finds out which queues there are. */
  @property({ attribute: false }) askQueues: (() => Promise<readonly Queue[]>) | undefined;
  /** The sign-in ran out; says so instead of the usual words. */
  @property({ type: Boolean }) expired = false;

  @state() private queues: readonly Queue[] = [];
  @state() private busy = false;
  @state() private wrong = '';
  @state() private refused = false;
  /** When the next try may be, in ms since the epoch. */
  @state() private waitUntil = 0;
  @query('input[name=name]') private readonly nameInput!: HTMLInputElement;
  @query('input[name=password]') private readonly passwordInput!: HTMLInputElement;

  #timer: ReturnType<typeof setInterval> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override firstUpdated(): void {
    this.nameInput.focus();
    void this.askQueues?.().then((queues) => (this.queues = queues));
  }

  protected override render(): TemplateResult {
    const seconds = Math.ceil((this.waitUntil - Date.now()) / 1000);
    const waiting = seconds > 0;
    const wrong = waiting ? `Too many tries. Please wait ${seconds} s.` : this.wrong;
    return html`<form @submit=${this.#submit} novalidate>
      <span class="mark">${picture('chat')}</span>
      <h1>Agent console</h1>
      <p class="intro">
        ${this.expired ? 'Your sign-in has run out. Sign in again; what you have written is still here.' : 'Sign in to answer visitors.'}
      </p>
      <label>
        Your name
        <input name="name" type="text" autocomplete="username" maxlength="60" required aria-invalid=${this.wrong && !this.#named ? 'true' : 'false'}>
      </label>
      <label>
        Password
        <input
          name="password"
          type="password"
          autocomplete="current-password"
          required
          aria-invalid=${this.refused ? 'true' : 'false'}
          aria-describedby=${wrong ? 'wrong' : nothing}
        >
      </label>
      ${this.queues.length > 0
        ? html`<fieldset>
            <legend>Queues you answer</legend>
            ${this.queues.map(({ id, name }) => html`<label class="queue"><input name="queue" type="checkbox" value=${id} checked><bdi>${name}</bdi></label>`)}
          </fieldset>`
        : nothing}
      <div id="wrong" role="alert">${wrong ? html`<p class="wrong">${picture('alert')}<span>${wrong}</span></p>` : nothing}</div>
      <button class="solid" type="submit" ?disabled=${waiting} aria-busy=${this.busy ? 'true' : 'false'}>${this.busy ? 'Signing in…' : 'Sign in'}</button>
    </form>`;
  }

  get #named(): boolean {
    return (this.nameInput?.value.trim() ?? '') !== '';
  }

  /** The chosen queues; `undefined` for all of them, also those to come. */
  get #chosen(): readonly string[] | undefined {
    const boxes = [...this.renderRoot.querySelectorAll<HTMLInputElement>('input[name=queue]')];
    return boxes.every(({ checked }) => checked) ? undefined : boxes.filter(({ checked }) => checked).map(({ value }) => value);
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy || this.waitUntil > Date.now()) return;
    const [name, password] = [this.nameInput.value.trim(), this.passwordInput.value];
    if (name === '') return this.#refuse('Enter your name, as visitors should see it.', this.nameInput, false);
    if (password === '') return this.#refuse('Enter the password.', this.passwordInput, true);
    this.busy = true;
    this.wrong = '';
    this.refused = false;
    try {
      await this.signIn?.(name, password, this.#chosen);
    } catch (error) {
      this.#tell(error);
    } finally {
      this.busy = false;
    }
  }

  #tell(error: unknown): void {
    if (!(error instanceof ChatError)) return this.#refuse(problem(error), this.passwordInput, false);
    if (error.code === 'unauthorized') {
      this.passwordInput.select();
      return this.#refuse('That password is not right.', this.passwordInput, true);
    }
    if (error.code === 'rate-limited') return this.#wait(error.retryAfterMs ?? 5_000);
    this.#refuse(problem(error), this.passwordInput, false);
  }

  #refuse(wrong: string, input: HTMLInputElement, refused: boolean): void {
    this.wrong = wrong;
    this.refused = refused;
    input.focus();
  }

  #wait(ms: number): void {
    this.waitUntil = Date.now() + ms;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      if (this.waitUntil <= Date.now()) clearInterval(this.#timer);
      this.requestUpdate();
    }, 250);
  }
}
