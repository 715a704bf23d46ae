/**
 * `<chat-embed-message>`: one message with its author, its sources and how far it has come. Knows the message and its place in its group;
 * refuses to know the transcript around it. Renders again only when it is handed another message.
 */
import {css, html, nothing, type TemplateResult} from 'lit';
import {timeOf} from '../i18n/format.js';
import type {ChatStrings} from '../i18n/strings.js';
import type {Delivery, Message} from '../model/message.js';
import type {Source} from '../model/session-event.js';
import {avatar, avatarStyles} from './avatar.js';
import {alert, clock, icon} from './icons.js';
import {askForFocus, say} from './internal-events.js';
import {GrowingText, loadRichText, richTextReady} from './rich-text.js';
import type {ChatContext} from './session-context.js';
import {base} from './styles.js';
import {UiPart} from './ui-part.js';
import {nameOf, reasonOf} from './words.js';

const SOURCE = 'M11.3 3.3H6.1c-.8 0-1.4.6-1.4 1.4v10.6c0 .8.6 1.4 1.4 1.4h7.8c.8 0 1.4-.6 1.4-1.4v-8l-4-4Zm0 0v4h4';
const ICONS: Readonly<Record<Delivery, string>> = {
  queued: clock,
  sent: 'm4.6 10.6 3.5 3.5 7.4-8',
  delivered: 'm1.8 10.6 3.4 3.5 7.3-8m-3 7.3.7.7 7.9-8',
  failed: alert,
};

/** The address of a source if it is one of the web, else undefined. */
function webAddress(url: string): string | undefined {
  if (!URL.canParse(url, document.baseURI)) return undefined;
  const {protocol, href} = new URL(url, document.baseURI);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}

export class ChatEmbedMessage extends UiPart {
  static override styles = [
    base,
    avatarStyles,
    css`
      :host {
        position: relative; /* a layer of its own: while another message grows, this one is neither measured nor painted again */
        display: block;
        padding-block-start: 4px;
      }
      :host([first]) {
        padding-block-start: 20px;
      }
      .message {
        display: flex;
        flex-direction: column;
        align-items: flex-start;
        min-inline-size: 0;
      }
      .own {
        align-items: flex-end;
      }
      .who {
        display: flex;
        align-items: center;
        gap: 8px;
        max-inline-size: 100%;
        margin-block-end: 6px;
        font-size: 13px;
        line-height: 24px;
      }
      .author {
        overflow: hidden;
        font-weight: 600;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      time, .meta {
        color: var(--chat-embed-muted);
        font-size: 12px;
        font-variant-numeric: tabular-nums;
      }
      .bubble {
        max-inline-size: min(92%, 640px);
        padding: 9px 14px;
        border-radius: 18px;
        background: var(--chat-embed-surface-2);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .bubble, .bubble > div {
        position: relative;
        unicode-bidi: plaintext;
      }
      .rich {
        max-inline-size: 100%;
        white-space: normal;
        unicode-bidi: normal;
      }
      chat-embed-markdown {
        --chat-embed-accent: var(--chat-embed-link);
        --chat-embed-radius: 10px;
        --chat-embed-surface-2: var(--chat-embed-surface);
        --chat-embed-border: color-mix(in oklab, var(--chat-embed-text) 11%, transparent);
      }
      :host([first]) :not(.own) > .bubble {
        border-start-start-radius: 6px;
      }
      .own .bubble {
        max-inline-size: min(86%, 560px);
        background: var(--chat-embed-accent);
        color: var(--chat-embed-accent-text);
      }
      .own .bubble.rich {
        background: light-dark(
          color-mix(in oklab, var(--chat-embed-link) 13%, var(--chat-embed-surface)),
          color-mix(in oklab, var(--chat-embed-link) 24%, var(--chat-embed-surface))
        );
        color: var(--chat-embed-text);
      }
      :host([last]) .own .bubble {
        border-end-end-radius: 6px;
      }
      .own ::selection {
        background: color-mix(in oklab, var(--chat-embed-accent-text) 35%, transparent);
      }
      .failed .bubble {
        background: color-mix(in oklab, var(--chat-embed-danger) 12%, var(--chat-embed-surface));
        color: var(--chat-embed-text);
      }
      .meta {
        display: flex;
        align-items: center;
        gap: 4px;
        margin-block-start: 4px;
        padding-inline: 2px;
        line-height: 18px;
      }
      .meta .icon {
        --icon: 15px;
      }
      .delivered .meta .icon {
        color: var(--chat-embed-link);
      }
      .trouble {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: flex-end;
        gap: 2px 4px;
        margin-block: 4px 8px;
        color: var(--chat-embed-danger);
        font-size: 13px;
      }
      .trouble > span {
        display: flex;
        align-items: center;
        gap: 6px;
        padding-inline-end: 4px;
      }
      .trouble .icon {
        --icon: 16px;
      }
      .trouble .quiet {
        min-block-size: 28px;
        padding: 2px 8px;
        color: var(--chat-embed-text);
        font-weight: 600;
      }
      .sources {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        max-inline-size: 100%;
        margin-block-start: 8px;
      }
      .sources li {
        display: flex;
        min-inline-size: 0;
      }
      .source {
        display: flex;
        align-items: center;
        gap: 5px;
        min-inline-size: 0;
        padding-block: 3px;
        padding-inline: 7px 10px;
        border: 1px solid var(--chat-embed-border);
        border-radius: 9px;
        color: var(--chat-embed-muted);
        font-size: 12.5px;
        line-height: 18px;
        text-decoration: none;
        transition: color 0.15s, border-color 0.15s;
      }
      a.source:hover {
        border-color: color-mix(in oklab, var(--chat-embed-muted) 50%, transparent);
        color: var(--chat-embed-text);
      }
      .source span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .source .icon {
        --icon: 15px;
      }
      .caret {
        display: inline-block;
        inline-size: 8px;
        block-size: 8px;
        margin-inline-start: 5px;
        border-radius: 50%;
        background: var(--chat-embed-link);
        vertical-align: 1px;
        animation: breathe 1.1s ease-in-out infinite alternate;
      }
      .rich .caret {
        margin: 6px 0 0;
      }
      @keyframes breathe {
        from {
          opacity: 0.25;
          scale: 0.75;
        }
      }
      :host([fresh]) .message {
        transition: opacity 0.22s ease-out, translate 0.28s cubic-bezier(0.2, 0.8, 0.2, 1);
      }
      @starting-style {
        :host([fresh]) .message {
          opacity: 0;
          translate: 0 8px;
        }
      }
      @media (forced-colors: active) {
        .bubble, .source {
          border: 1px solid CanvasText;
        }
        .own .bubble {
          border-color: Highlight;
        }
      }
    `,
  ];

  static override properties = {
    message: {attribute: false},
    context: {attribute: false},
    first: {type: Boolean, reflect: true},
    last: {type: Boolean, reflect: true},
    fresh: {type: Boolean, reflect: true},
    own: {type: Boolean},
  };

  message?: Message;
  context?: ChatContext;
  /** Opens a group: the author is named. */
  first = false;
  /** Closes a group. */
  last = false;
  /** Has just come, and may be seen coming. */
  fresh = false;
  /** Written on this side of the window. */
  own = false;

  readonly #text = new GrowingText();

  protected override render(): TemplateResult | typeof nothing {
    const {message, context} = this;
    if (!message || !context) return nothing;
    const {strings} = context;
    const name = nameOf(message.author, strings);
    const time = timeOf(message.at, strings);
    return html`<div
      class="message ${this.own ? 'own' : ''} ${message.delivery ?? ''}"
      part="message"
      role="article"
      aria-label=${strings.by(name, time)}
    >
      ${this.first && !this.own ? this.#author(name, time) : nothing} ${this.#bubble(message, strings)}
      ${message.sources?.length ? this.#sources(message.sources, strings) : nothing}
      ${message.delivery === 'failed' ? this.#trouble(message, strings) : this.#meta(message, time, strings)}
    </div>`;
  }

  #author(name: string, time: string): TemplateResult {
    return html`<div class="who">
      ${avatar(this.message!.author)}<span class="author" part="author" dir="auto">${name}</span><time>${time}</time>
    </div>`;
  }

  #bubble({text, streaming, author}: Message, strings: ChatStrings): TemplateResult {
    const rich = author.role !== 'visitor' && this.#text.needsRichText(text, streaming ?? false) && this.#richText();
    const caret = streaming ? html`<span class="caret" aria-hidden="true"></span>` : nothing;
    if (streaming && text === '') return html`<div class="bubble" part="bubble"><chat-embed-dots></chat-embed-dots></div>`;
    if (!rich) return html`<div class="bubble" part="bubble">${this.#plain(text, streaming ?? false)}${caret}</div>`;
    return html`<div class="bubble rich" part="bubble">
      <chat-embed-markdown .text=${text} .streaming=${streaming ?? false} .strings=${strings.markdown} @markdown-copied=${this.#copied}></chat-embed-markdown>${caret}
    </div>`;
  }

  #copied(): void {
    say(this, this.context!.strings.markdown.copied);
  }

  #plain(text: string, grows: boolean): string | readonly TemplateResult[] {
    const pieces = this.#text.pieces(text, grows);
    const last = pieces.length - 1;
    if (last === 0) return text;
    return pieces.map((piece, index) => (index < last ? html`<div>${piece || '\u200b'}</div>` : html`${piece}`));
  }

  /** Until rich text is there, the text is shown as it is. */
  #richText(): boolean {
    if (richTextReady()) return true;
    void loadRichText().then((loaded) => loaded && this.requestUpdate());
    return false;
  }

  #sources(sources: readonly Source[], {sources: label}: ChatStrings): TemplateResult {
    const items = sources.map(({title, url}) => {
      const href = webAddress(url);
      const body = html`${icon(SOURCE)}<span dir="auto">${title}</span>`;
      return html`<li>
        ${href ? html`<a class="source" href=${href} target="_blank" rel="noopener noreferrer">${body}</a>` : html`<span class="source">${body}</span>`}
      </li>`;
    });
    return html`<ul class="sources" part="sources" aria-label=${label}>
      ${items}
    </ul>`;
  }

  #meta({delivery, partial, streaming}: Message, time: string, strings: ChatStrings): TemplateResult | typeof nothing {
    const stopped = partial && !streaming;
    if (!stopped && !(delivery && (this.last || delivery === 'queued'))) return nothing;
    return html`<div class="meta" part="meta">
      ${stopped ? strings.stopped : nothing}
      ${delivery ? html`<time>${time}</time>${icon(ICONS[delivery])}<span class="unseen">${strings[delivery]}</span>` : nothing}
    </div>`;
  }

  #trouble({failure}: Message, strings: ChatStrings): TemplateResult {
    return html`<div class="trouble" part="meta">
      <span>${icon(alert)}${strings.failed}. ${reasonOf(failure, strings)}</span>
      <div>
        <button class="quiet" type="button" @click=${this.#retry}>${strings.retry}</button>
        <button class="quiet" type="button" @click=${this.#discard}>${strings.discard}</button>
      </div>
    </div>`;
  }

  #retry(): void {
    void this.context?.chat.retryMessage(this.message!.id).catch(() => undefined);
  }

  #discard(): void {
    askForFocus(this);
    void this.context?.chat.discardMessage(this.message!.id).catch(() => undefined);
  }
}
