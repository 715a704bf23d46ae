/** `<chat-embed-typing>`: who is typing. Knows the chat's `typing`; leaves out whoever is already writing an answer that can be seen. */
import {css, html, nothing, type TemplateResult} from 'lit';
import type {ChatState} from '../model/chat-state.js';
import type {Participant} from '../model/participant.js';
import {avatar, avatarStyles} from './avatar.js';
import {chatFromWindow} from './chat-controller.js';
import {base} from './styles.js';
import {UiPart} from './ui-part.js';
import {nameOf} from './words.js';

/** Everybody who types and has no answer under way. */
function typists({typing, entries}: ChatState): readonly Participant[] {
  if (typing.length === 0) return typing;
  const writing = entries.slice(-8).filter((entry) => entry.kind === 'message' && entry.streaming);
  return writing.length === 0 ? typing : typing.filter(({id}) => !writing.some((entry) => entry.kind === 'message' && entry.author.id === id));
}

export class ChatEmbedTyping extends UiPart {
  static override styles = [
    base,
    avatarStyles,
    css`
      :host {
        display: block;
      }
      .typing {
        display: flex;
        align-items: center;
        gap: 8px;
        padding-block-start: 16px;
        animation: come 0.2s ease-out;
      }
      .bubble {
        padding: 9px 14px;
        border-radius: 18px;
        background: var(--chat-embed-surface-2);
        line-height: 1.5;
      }
      @keyframes come {
        from {
          opacity: 0;
          translate: 0 6px;
        }
      }
    `,
  ];

  readonly #chat = chatFromWindow(this, (state) => [typists(state).map(({id}) => id).join()]);

  protected override render(): TemplateResult | typeof nothing {
    const {context} = this.#chat;
    const who = context ? typists(context.chat.state) : [];
    if (!context || who.length === 0) return nothing;
    const names = who.map((participant) => nameOf(participant, context.strings));
    return html`<div class="typing" part="typing">
      ${avatar(who[0]!)}
      <div class="bubble"><span class="unseen">${context.strings.typing(names)}</span><chat-embed-dots></chat-embed-dots></div>
    </div>`;
  }
}
