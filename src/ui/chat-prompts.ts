/**
 * `<chat-embed-prompts>`: what the visitor may do next, under the newest message: quick replies, the offer of a person, the place in the line; and
 * where the questions stand that are asked of him. Knows the newest entry and who owns the session; refuses to know the rest of the transcript.
 */
import {css, html, nothing, type TemplateResult} from 'lit';
import type {ChatStrings} from '../i18n/strings.js';
import type {ChatState} from '../model/chat-state.js';
import type {Message} from '../model/message.js';
import type {QueuePlace} from '../model/session-event.js';
import {availabilityText} from './availability.js';
import {chatFromWindow} from './chat-controller.js';
import {icon, person} from './icons.js';
import {askForFocus} from './internal-events.js';
import {replyStyles} from './reply-styles.js';
import type {ChatContext} from './session-context.js';
import {base} from './styles.js';
import {UiPart} from './ui-part.js';
import {inMinutes} from './words.js';

/** The newest entry if it is a finished message of the other side. */
function newestAnswer({entries}: ChatState): Message | undefined {
  const entry = entries.at(-1);
  return entry?.kind === 'message' && entry.author.role !== 'visitor' && !entry.streaming ? entry : undefined;
}

/** What the bot has written down for whoever takes over. */
function summaryOf({entries}: ChatState): string {
  const handoff = entries.findLast((entry) => entry.kind === 'notice' && entry.notice === 'handoff');
  return (handoff?.kind === 'notice' && handoff.notice === 'handoff' && handoff.summary) || '';
}

function queueTitle(place: QueuePlace | undefined, strings: ChatStrings): string {
  if (!place) return strings.queueFinding;
  return place.position <= 1 ? strings.queueNext : strings.queuePosition(place.position);
}

export class ChatEmbedPrompts extends UiPart {
  static override styles = [
    base,
    replyStyles,
    css`
      :host {
        display: block;
      }
      .replies {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        padding-block-start: 12px;
      }
      .queue {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0 12px;
        align-items: start;
        margin-block-start: 20px;
        padding: 14px 16px;
        border: 1px solid var(--chat-embed-border);
        border-radius: 14px;
        animation: come 0.25s ease-out;
      }
      .pulse {
        display: grid;
        place-items: center;
        inline-size: 36px;
        block-size: 36px;
        border-radius: 50%;
        background: color-mix(in oklab, var(--chat-embed-link) 12%, transparent);
        color: var(--chat-embed-link);
        animation: pulse 2.2s ease-out infinite;
      }
      .queue h2 {
        font-size: 14px;
        font-weight: 600;
      }
      .queue p {
        color: var(--chat-embed-muted);
        font-size: 13px;
      }
      .summary {
        grid-column: 2;
        margin-block-start: 6px;
        font-size: 13px;
      }
      .summary summary {
        inline-size: fit-content;
        padding-block: 4px;
        border-radius: 6px;
        font-weight: 500;
        cursor: pointer;
      }
      .summary p {
        padding-inline-start: 10px;
        border-inline-start: 2px solid var(--chat-embed-border);
        overflow-wrap: anywhere;
      }
      .queue .quiet {
        grid-column: 2;
        justify-self: start;
        margin: 4px 0 -6px;
        margin-inline-start: -10px;
      }
      @keyframes pulse {
        from {
          box-shadow: 0 0 0 0 color-mix(in oklab, var(--chat-embed-link) 28%, transparent);
        }
        60%, to {
          box-shadow: 0 0 0 10px transparent;
        }
      }
      @media (forced-colors: active) {
        .queue {
          border-color: ButtonText;
        }
      }
    `,
  ];

  readonly #chat = chatFromWindow(this, (state) => [newestAnswer(state), state.session, state.resolution, state.availability]);

  protected override render(): TemplateResult | typeof nothing {
    const {context} = this.#chat;
    if (!context) return nothing;
    const {chat, strings} = context;
    const {session} = chat.state;
    return html`${session.owner === 'queue' ? this.#queue(session.queue, strings) : this.#replies(context)}
      <chat-embed-resolution></chat-embed-resolution>
      ${session.status === 'active' ? html`<chat-embed-survey></chat-embed-survey>` : nothing}`;
  }

  #replies({chat, strings}: ChatContext): TemplateResult | typeof nothing {
    const {session} = chat.state;
    const answer = session.status === 'active' ? newestAnswer(chat.state) : undefined;
    const replies = answer?.suggestions ?? [];
    const offer = answer?.offer === 'handoff' && session.owner === 'bot' && chat.capabilities.handoff;
    if (replies.length === 0 && !offer) return nothing;
    return html`<div class="replies" part="suggestions" role="group" aria-label=${strings.suggestions}>
      ${offer
        ? html`<button class="reply" part="offer" type="button" @click=${this.#ask}>${icon(person)}${strings.talkToPerson}</button>`
        : nothing}
      ${replies.map(
        (text) => html`<button class="reply" part="suggestion" type="button" dir="auto" @click=${() => this.#send(text)}>${text}</button>`,
      )}
    </div>`;
  }

  #queue(place: QueuePlace | undefined, strings: ChatStrings): TemplateResult {
    const {state} = this.#chat.context!.chat;
    const {availability} = state;
    const seconds = place?.estimateSeconds;
    const estimate = seconds === undefined ? '' : `${strings.estimate(inMinutes(seconds))}. `;
    const away = availability?.state === 'away' ? `${availabilityText({...availability, bot: false}, strings)} ` : '';
    const summary = summaryOf(state);
    return html`<section class="queue" part="queue" aria-label=${strings.waiting}>
      <span class="pulse">${icon(person)}</span>
      <div>
        <h2>${queueTitle(place, strings)}</h2>
        <p>${away || estimate}${strings.queueHint}</p>
      </div>
      ${summary
        ? html`<details class="summary">
            <summary>${strings.queueSummary}</summary>
            <p dir="auto">${summary}</p>
          </details>`
        : nothing}
      <button class="quiet" type="button" @click=${this.#cancel}>${strings.cancelWaiting}</button>
    </section>`;
  }

  #send(text: string): void {
    askForFocus(this);
    this.dispatchEvent(new Event('sent', {bubbles: true, composed: true}));
    void this.#chat.context?.chat.sendMessage(text).catch(() => undefined);
  }

  #ask(): void {
    askForFocus(this);
    void this.#chat.context?.chat.requestHandoff().catch(() => undefined);
  }

  #cancel(): void {
    askForFocus(this);
    void this.#chat.context?.chat.cancelHandoff().catch(() => undefined);
  }
}
