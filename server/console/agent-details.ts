// `<agent-details>`: who the visitor is, where he came from and why he wants a person. It knows facts, and changes none.
import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Chat } from '../protocol.js';
import type { AgentChat } from './agent-chat.js';
import { ChatWatch } from './chat-watch.js';
import { face, verifiedMark } from './face.js';
import { contextLines } from './feed-reader.js';
import type { Told } from './feed-reader.js';
import { rating, ratingText } from './rating.js';
import { base, scrolling } from './styles.js';
import { Ticking } from './ticking.js';
import { clockTime, lengthOfTime, moment } from './time.js';
import { ENDERS, humanize, targetText, webAddress } from './words.js';

const LANGUAGES = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' });

/** How sure it is who the visitor is, in a sentence. */
const KINDS: Readonly<Record<Chat['visitor']['kind'], string>> = {
  verified: 'Verified by the website',
  unverified: 'Not verified: the name and e-mail are what the visitor or the page says',
  anonymous: 'Anonymous',
};

function languageName(tag: string): string {
  try {
    return LANGUAGES.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

export class AgentDetails extends LitElement {
  static override styles = [
    ...base,
    css`
      :host {
        display: block;
        ${scrolling}
      }
      .who {
        display: flex;
        align-items: center;
        gap: 12px;
        padding: 18px 18px 16px;
        --face: 42px;
      }
      h2 {
        overflow-wrap: anywhere;
        font-size: 15px;
        font-weight: 650;
        line-height: 20px;
        letter-spacing: -0.01em;
      }
      .who p, dt {
        color: var(--chat-embed-muted);
        font-size: 12.5px;
        line-height: 18px;
      }
      section {
        padding: 14px 18px 16px;
        border-block-start: 1px solid var(--chat-embed-border);
      }
      h3 {
        margin-block-end: 8px;
        font-size: 12px;
        font-weight: 650;
        line-height: 16px;
      }
      dl {
        display: grid;
        gap: 8px;
      }
      dl > div {
        display: grid;
        grid-template-columns: minmax(72px, 34%) minmax(0, 1fr);
        gap: 10px;
        align-items: baseline;
      }
      dt {
        overflow-wrap: anywhere;
      }
      dd {
        overflow-wrap: anywhere;
        font-size: 13px;
        line-height: 19px;
        font-variant-numeric: tabular-nums;
        white-space: pre-line;
      }
      a {
        color: var(--chat-embed-link);
        text-decoration: none;
      }
      a:hover {
        text-decoration: underline;
      }
      .summary {
        font-size: 13px;
        line-height: 20px;
        overflow-wrap: anywhere;
        white-space: pre-line;
      }
      .id {
        font: 11.5px/18px var(--chat-embed-font-mono, ui-monospace, Menlo, Consolas, monospace);
        user-select: all;
        -webkit-user-select: all;
      }
      .email {
        overflow-wrap: anywhere;
      }
      .kind {
        text-wrap: pretty;
      }
      .rating {
        font-size: 13px;
        line-height: 20px;
      }
      .rating span {
        color: var(--chat-embed-muted);
      }
      blockquote {
        margin: 6px 0 0;
        padding-inline-start: 10px;
        border-inline-start: 2px solid var(--chat-embed-border);
      }
      .asked {
        color: var(--chat-embed-muted);
        font-size: 12.5px;
      }
      .summary + .asked, .rating + .asked {
        margin-block-start: 6px;
      }
    `,
  ];

  @property({ attribute: false }) chat: AgentChat | undefined;
  @property({ attribute: false }) listed: Chat | undefined;

  constructor() {
    super();
    new Ticking(this);
    new ChatWatch(this, () => this.chat);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { chat, listed } = this;
    if (!chat || !listed) return nothing;
    return html`
      <div class="who">
        ${face(listed.visitor)}
        <div>
          <h2><bdi>${listed.visitor.name}</bdi> ${verifiedMark(listed.visitor)}</h2>
          ${listed.visitor.email === undefined ? nothing : html`<p class="email"><a href="mailto:${encodeURIComponent(listed.visitor.email)}">${listed.visitor.email}</a></p>`}
          <p>${this.#status(chat, listed)}</p>
          <p class="kind">${KINDS[listed.visitor.kind]}</p>
        </div>
      </div>
      ${this.#rating(listed)} ${this.#request(chat)} ${this.#told('Before the chat', chat.about.prechat)} ${this.#told('Details', chat.about.details)} ${this.#page(chat)}
      ${this.#context(chat)} ${this.#session(chat, listed)}
    `;
  }

  #status({ state: { session }, mine, agent }: AgentChat, { target }: Chat): string {
    if (session.status === 'ended') return 'Chat ended';
    if (session.owner === 'queue') return `Waiting for ${targetText(target, undefined)}`;
    if (session.owner === 'bot') return 'Talking to the bot';
    if (mine) return 'Talking to you';
    return agent ? `Talking to ${agent.name}` : '';
  }

  /** How the visitor found it. */
  #rating({ csat }: Chat): TemplateResult | typeof nothing {
    if (!csat) return nothing;
    return html`<section>
      <h3>Rating</h3>
      <p class="rating">${rating(csat)}${csat.score === undefined ? nothing : html` <span>${ratingText(csat)}</span>`}</p>
      ${csat.comment ? html`<blockquote class="summary" dir="auto">${csat.comment}</blockquote>` : nothing}
      <p class="asked">${csat.at === undefined ? `Asked ${moment(csat.requestedAt)}` : moment(csat.at)}</p>
    </section>`;
  }

  #request({ request }: AgentChat): TemplateResult | typeof nothing {
    if (!request) return nothing;
    return html`<section>
      <h3>Asked for a person</h3>
      ${request.summary ? html`<p class="summary" dir="auto">${request.summary}</p>` : nothing}
      ${request.reason && request.reason !== request.summary ? html`<p class="summary" dir="auto">${humanize(request.reason)}</p>` : nothing}
      <p class="asked">${moment(request.at)}</p>
    </section>`;
  }

  /** What the visitor answered, or his page told. */
  #told(title: string, lines: readonly Told[] = []): TemplateResult | typeof nothing {
    if (lines.length === 0) return nothing;
    return html`<section>
      <h3>${title}</h3>
      <dl>${lines.map(({ label, value }) => line(label, value))}</dl>
    </section>`;
  }

  #page({ about: { page, locale } }: AgentChat): TemplateResult | typeof nothing {
    if (!page && locale === undefined) return nothing;
    const address = page && webAddress(page.url);
    return html`<section>
      <h3>Visitor</h3>
      <dl>
        ${page?.title ? line('Page', page.title) : nothing}
        ${page
          ? line(
              'Address',
              address
                ? html`<a href=${address.href} target="_blank" rel="noopener noreferrer">${address.host}${address.pathname === '/' ? '' : address.pathname}</a>`
                : page.url,
            )
          : nothing}
        ${locale === undefined ? nothing : line('Language', languageName(locale))}
      </dl>
    </section>`;
  }

  #context({ about: { context } }: AgentChat): TemplateResult | typeof nothing {
    const lines = context ? contextLines(context) : [];
    if (lines.length === 0) return nothing;
    return html`<section>
      <h3>Context</h3>
      <dl>${lines.map(({ name, value }) => line(humanize(name), value))}</dl>
    </section>`;
  }

  #session({ state: { session } }: AgentChat, { id, startedAt, target }: Chat): TemplateResult {
    const { ended } = session;
    return html`<section>
      <h3>Chat</h3>
      <dl>
        ${target?.queue ? line('Queue', target.queue.name) : nothing} ${target?.agent ? line('For', target.agent.name) : nothing}
        ${line('Started', moment(startedAt))}
        ${line('Duration', ended ? lengthOfTime(ended.durationMs) : clockTime(Date.now() - startedAt))}
        ${ended ? line('Ended', `${moment(ended.at)}, by ${ENDERS[ended.by]}`) : nothing}
        ${ended?.reason ? line('Reason', humanize(ended.reason)) : nothing}
        ${ended ? line('Messages', String(ended.messageCount)) : nothing}
        ${line('Chat id', html`<span class="id">${id}</span>`)}
      </dl>
    </section>`;
  }
}

function line(name: string, value: string | TemplateResult): TemplateResult {
  return html`<div><dt><bdi>${name}</bdi></dt><dd><bdi>${value}</bdi></dd></div>`;
}
