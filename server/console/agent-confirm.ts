// `<agent-confirm>`: a second thought in place of the composer, before a chat ends or goes back to the bot. It takes focus, answers with
// `confirm` or `cancel`, and knows nothing of chats.
import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { base } from './styles.js';

/** Why a chat ends, as a word for machines and in words for people. */
const REASONS = [
  ['resolved', 'Resolved'],
  ['no_reply', 'Visitor does not answer'],
  ['follow_up', 'Goes on elsewhere'],
  ['spam', 'Spam or abuse'],
  ['other', 'Something else'],
] as const;

/** The answer is yes. `reason` is empty for a hand-back. */
export class ConfirmEvent extends Event {
  readonly reason: string;

  constructor(reason: string) {
    super('confirm');
    this.reason = reason;
  }
}

export class AgentConfirm extends LitElement {
  static override styles = [
    ...base,
    css`
      :host {
        display: block;
        padding: 0 16px 16px;
      }
      .box {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 12px 16px;
        max-inline-size: 720px;
        margin-inline: auto;
        padding: 14px 16px;
        border: 1px solid var(--chat-embed-border);
        border-radius: 14px;
        background: var(--chat-embed-surface);
        box-shadow: 0 1px 2px rgb(10 14 30 / 0.05), 0 8px 24px rgb(10 14 30 / 0.08);
        animation: rise 0.2s cubic-bezier(0.2, 0.8, 0.2, 1);
      }
      .words {
        flex: 1 1 220px;
        min-inline-size: 0;
      }
      h3 {
        font-size: 14px;
        font-weight: 650;
        line-height: 20px;
      }
      p {
        color: var(--chat-embed-muted);
        font-size: 13px;
        line-height: 19px;
      }
      label {
        display: flex;
        align-items: center;
        gap: 8px;
        margin-block-start: 10px;
        font-size: 13px;
      }
      select {
        min-block-size: 34px;
        min-inline-size: 0;
        max-inline-size: 100%;
        padding: 4px 8px;
        border: 1px solid color-mix(in oklab, var(--chat-embed-muted) 55%, transparent);
        border-radius: 9px;
        background: var(--chat-embed-surface);
      }
      .choices {
        display: flex;
        gap: 8px;
        margin-inline-start: auto;
      }
      @keyframes rise {
        from {
          opacity: 0;
          translate: 0 8px;
        }
      }
    `,
  ];

  @property() what: 'end' | 'hand-back' = 'end';
  @property({ attribute: false }) visitor = '';
  /** Whether a bot answers from then on. */
  @property({ attribute: false }) bot = true;
  @property({ type: Boolean }) busy = false;

  @query('select') private readonly reason!: HTMLSelectElement | null;
  @query('select, .solid') private readonly first!: HTMLElement | null;

  protected override firstUpdated(): void {
    this.first?.focus();
  }

  protected override render(): TemplateResult {
    const end = this.what === 'end';
    return html`<div class="box" role="group" aria-labelledby="title" @keydown=${this.#pressed}>
      <div class="words">
        <h3 id="title">${end ? 'End this chat?' : 'Hand this chat back?'}</h3>
        <p>
          ${end
            ? html`It closes for <bdi>${this.visitor}</bdi> too. You can reopen it from the list.`
            : this.bot
              ? html`You leave, and the bot answers <bdi>${this.visitor}</bdi> from here on.`
              : html`You leave, and <bdi>${this.visitor}</bdi> waits for somebody else.`}
        </p>
        ${end
          ? html`<label>Reason <select>${REASONS.map(([word, text]) => html`<option value=${word}>${text}</option>`)}</select></label>`
          : nothing}
      </div>
      <div class="choices">
        <button class="soft" type="button" @click=${() => this.dispatchEvent(new Event('cancel'))}>Cancel</button>
        <button class="solid ${end ? 'danger' : ''}" type="button" ?disabled=${this.busy} @click=${this.#confirm}>${end ? 'End chat' : 'Hand back'}</button>
      </div>
    </div>`;
  }

  #confirm(): void {
    this.dispatchEvent(new ConfirmEvent(this.reason?.value ?? ''));
  }

  #pressed(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.dispatchEvent(new Event('cancel'));
  }
}
