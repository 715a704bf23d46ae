/**
 * `<chat-embed-prompts>`: what the visitor may do next, under the newest message: quick replies, the offer of a person, the place in the line.
 * Knows the newest entry and who owns the session; refuses to know the rest of the transcript.
 */
import {css, html, nothing, type TemplateResult} from 'lit';
import type {ChatState} from '../model/chat-state.js';
import type {Message} from '../model/message.js';
import type {QueuePlace} from '../model/session-event.js';
import type {ChatStrings} from '../i18n/strings.js';
import {chatFromWindow} from './chat-controller.js';
import {icon, person} from './icons.js';
import {askForFocus} from './internal-events.js';
import {base} from './styles.js';
import {UiPart} from './ui-part.js';

/** The newest entry if it is a finished message of the other side. */
function newestAnswer({entries}: ChatState): Message | undefined {
  const entry = entries.at(-1);
  return entry?.kind === 'message' && entry.author.role !== 'visitor' && !entry.streaming ? entry : undefined;
}

function queueTitle(place: QueuePlace | undefined, strings: ChatStrings): string {
  if (!place) return strings.queueFinding;
  return place.position <= 1 ? strings.queueNext : strings.queuePosition(place.position);
}

export class ChatEmbedPrompts extends UiPart {
  static override styles = [
    base,
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
      .reply {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        min-block-size: 36px;
        padding: 6px 14px;
        border: 1px solid color-mix(in oklab, var(--chat-embed-link) 32%, transparent);
        border-radius: 18px;
        color: var(--chat-embed-link);
        font-size: 14px;
        font-weight: 500;
        line-height: 1.35;
        text-align: start;
        overflow-wrap: anywhere;
        transition: background-color 0.15s, border-color 0.15s;
        animation: come 0.25s ease-out backwards;
      }
      .reply .icon {
        --icon: 17px;
      }
      .reply:hover {
        border-color: color-mix(in oklab, var(--chat-embed-link) 60%, transparent);
        background: color-mix(in oklab, var(--chat-embed-link) 8%, transparent);
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
      .queue .quiet {
        grid-column: 2;
        justify-self: start;
        margin: 4px 0 -6px;
        margin-inline-start: -10px;
      }
      @keyframes come {
        from {
          opacity: 0;
          translate: 0 6px;
        }
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
        .reply, .queue {
          border-color: ButtonText;
        }
      }
    `,
  ];

  readonly #chat = chatFromWindow(this, (state) => [newestAnswer(state), state.session]);

  protected override render(): TemplateResult | typeof nothing {
    const {context} = this.#chat;
    if (!context) return nothing;
    const {chat, strings} = context;
    const {session} = chat.state;
    if (session.owner === 'queue') return this.#queue(session.queue, strings);
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
    const seconds = place?.estimateSeconds;
    const estimate = seconds === undefined ? '' : `${strings.estimate(Math.max(1, Math.round(seconds / 60)))}. `;
    return html`<section class="queue" part="queue" aria-label=${strings.waiting}>
      <span class="pulse">${icon(person)}</span>
      <div>
        <h2>${queueTitle(place, strings)}</h2>
        <p>${estimate}${strings.queueHint}</p>
      </div>
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
