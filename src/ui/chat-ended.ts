/**
 * `<chat-embed-ended>`: stands where the composer was, and says who ended the chat and when, or that it was opened again. Knows the end, and where
 * the survey stands then; asks for a new chat with `restart`, since the window keeps what was typed.
 */
import {css, html, nothing, type TemplateResult} from 'lit';
import {dayNumber, dayOf, timeOf} from '../i18n/format.js';
import type {ChatStrings} from '../i18n/strings.js';
import type {ChatState} from '../model/chat-state.js';
import {ChatError} from '../model/errors.js';
import {inTheWay} from './beginnings.js';
import {buttons} from './button-styles.js';
import {chatFromWindow} from './chat-controller.js';
import {say} from './internal-events.js';
import {endText} from './notices.js';
import type {ChatContext} from './session-context.js';
import {base} from './styles.js';
import {isOpen} from './survey-state.js';
import {UiPart} from './ui-part.js';
import {reasonOf} from './words.js';

function moment(at: number, strings: ChatStrings): string {
  const time = timeOf(at, strings);
  return dayNumber(at) === dayNumber(Date.now()) ? time : `${dayOf(at, strings)}, ${time}`;
}

/** Who has opened it again, as far as it is known here: else the last person who was in it. */
function reopener({entries, participants}: ChatState): string | undefined {
  const notice = entries.findLast((entry) => entry.kind === 'notice' && entry.notice === 'reopened');
  const known = notice?.kind === 'notice' && notice.notice === 'reopened' ? notice.participant : undefined;
  return (known ?? participants.findLast(({role}) => role === 'agent'))?.name;
}

export class ChatEmbedEnded extends UiPart {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: block;
        flex: 0 1 auto;
        min-block-size: 0;
        overflow: hidden auto;
        border-block-start: 1px solid var(--chat-embed-border);
        scrollbar-width: thin;
      }
      .ended {
        display: grid;
        justify-items: center;
        gap: 12px;
        padding: 16px;
        text-align: center;
        overflow-wrap: anywhere;
        animation: come 0.25s ease-out;
      }
      .ended:focus-visible {
        outline-offset: -4px;
        border-radius: 8px;
      }
      .what {
        font-size: 14px;
        font-weight: 600;
        line-height: 20px;
        text-wrap: balance;
      }
      .when {
        color: var(--chat-embed-muted);
        font-size: 13px;
        font-variant-numeric: tabular-nums;
        line-height: 18px;
        text-wrap: balance;
      }
      .ended > :is(.solid, .soft), .choices {
        inline-size: min(100%, 400px);
      }
      .solid, .soft {
        min-block-size: 44px;
      }
      /* Where a survey is higher than the screen, the way on stays in sight. */
      .soft[part='start'] {
        position: sticky;
        inset-block-end: 12px;
        box-shadow: 0 0 0 10px var(--chat-embed-surface);
      }
      chat-embed-survey {
        inline-size: min(100%, 400px);
      }
      .choices {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .choices > * {
        flex: 1 1 140px;
      }
      .problem {
        color: var(--chat-embed-danger);
        font-size: 13px;
      }
      @media (pointer: coarse) {
        .quiet {
          min-block-size: 44px;
        }
      }
      @keyframes come {
        from {
          opacity: 0;
          translate: 0 8px;
        }
      }
    `,
  ];

  readonly #chat = chatFromWindow(this, ({session, sessions, entries}) => [session, sessions, session.reopened && entries]);
  /** The session that the visitor was asked about after it was opened again, and left. */
  #left: string | null = null;
  #problem = '';

  /** Focuses the notice, not its button: a key that was meant for the composer must not start a chat. */
  override focus(options?: FocusOptions): void {
    this.shadowRoot?.querySelector<HTMLElement>('.ended')?.focus(options);
  }

  protected override render(): TemplateResult | typeof nothing {
    const {context} = this.#chat;
    if (!context) return nothing;
    const {session} = context.chat.state;
    return session.reopened && this.#left !== session.id ? this.#reopened(context) : this.#over(context);
  }

  #over(context: ChatContext): TemplateResult {
    const {chat, strings, options} = context;
    const {session, participants} = chat.state;
    const {ended} = session;
    const what = ended ? endText(ended.by, participants, strings) : strings.ending;
    const asks = options.csat !== false && session.csat !== undefined && isOpen(session.csat);
    return html`<div class="ended" part="ended" role="group" aria-label=${what} tabindex="-1">
      <div>
        <p class="what">${what}</p>
        ${ended ? html`<p class="when">${moment(ended.at, strings)}</p>` : nothing}
      </div>
      ${session.csat ? html`<chat-embed-survey bare></chat-embed-survey>` : nothing}
      ${session.status === 'ended'
        ? html`<button class=${asks ? 'soft' : 'solid'} part="start" type="button" @click=${this.#restart}>
            ${inTheWay(context) ? strings.threads.goToOpen : strings.startNew}
          </button>`
        : nothing}
      ${session.reopened
        ? html`<button class="quiet" part="continue" type="button" @click=${this.#goOn}>${strings.reopened.later}</button>${this.#trouble()}`
        : nothing}
    </div>`;
  }

  #reopened({chat, strings}: ChatContext): TemplateResult {
    const {reopened} = strings;
    const what = reopened.by(reopener(chat.state) || strings.agent);
    return html`<div class="ended" part="reopened" role="group" aria-label=${what} tabindex="-1">
      <div>
        <p class="what">${what}</p>
        <p class="when">${reopened.text}</p>
      </div>
      ${this.#trouble()}
      <div class="choices">
        <button class="solid" part="continue" type="button" @click=${this.#goOn}>${reopened.goOn}</button>
        <button class="soft" part="leave" type="button" @click=${this.#leave}>${reopened.leave}</button>
      </div>
    </div>`;
  }

  #trouble(): TemplateResult | typeof nothing {
    return this.#problem ? html`<p class="problem">${this.#problem}</p>` : nothing;
  }

  #restart(): void {
    this.dispatchEvent(new Event('restart'));
  }

  async #goOn(): Promise<void> {
    const {chat, strings} = this.#chat.context!;
    this.#problem = '';
    try {
      await chat.continueSession();
    } catch (error) {
      say(this, (this.#problem = reasonOf(error instanceof ChatError ? error.code : undefined, strings)), true);
    }
    this.requestUpdate();
  }

  #leave(): void {
    this.#left = this.#chat.context!.chat.state.session.id;
    this.requestUpdate();
  }
}
