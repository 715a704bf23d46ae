/**
 * `<chat-embed-transcript>`: the conversation. Knows which stretch of the entries is rendered, how they stand together, and when to follow;
 * refuses to know what a message looks like. A piece of a streaming answer goes straight to its message: nothing else renders.
 */
import {html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {query} from 'lit/decorators.js';
import {repeat} from 'lit/directives/repeat.js';
import {dayOf} from '../i18n/format.js';
import type {ChatState} from '../model/chat-state.js';
import type {Entry, Message} from '../model/message.js';
import {chatFromWindow} from './chat-controller.js';
import type {ChatEmbedMessage} from './chat-message.js';
import {continues, opensDay} from './grouping.js';
import {icon} from './icons.js';
import {carried, newer, newest, older, type Range} from './moving-range.js';
import {noticeText} from './notices.js';
import {ScrollAnchor} from './scroll-anchor.js';
import type {ChatContext, WindowOptions} from './session-context.js';
import {base} from './styles.js';
import {transcriptStyles} from './transcript-styles.js';
import {UiPart} from './ui-part.js';

/** A greeting of at most so many characters is set like a title. */
const SHORT = 60;

/** The highest number among the newest entries; 0 without any. */
function lastSeq(entries: readonly Entry[]): number {
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const {seq} = entries[index]!;
    if (seq !== undefined) return seq;
  }
  return 0;
}

/** Whether whoever looks has written it. */
function isOwn({author}: Message, {self}: WindowOptions): boolean {
  return self === undefined ? author.role === 'visitor' : author.id === self;
}

/** The one message that differs between two lists that are alike otherwise within `range`; undefined when more than a text has changed. */
function onlyGrown(before: readonly Entry[], after: readonly Entry[], {start, end}: Range): Message | undefined {
  if (before.length !== after.length) return undefined;
  let grown: Message | undefined;
  for (let index = end - 1; index >= start; index -= 1) {
    const entry = after[index]!;
    const old = before[index]!;
    if (entry === old) continue;
    if (grown || entry.kind !== 'message' || old.kind !== 'message' || entry.id !== old.id || !entry.streaming || !old.streaming) return undefined;
    grown = entry;
  }
  return grown;
}

export class ChatEmbedTranscript extends UiPart {
  static override styles = [base, transcriptStyles];

  @query('.scroller') private readonly scroller!: HTMLElement | null;

  readonly #anchor = new ScrollAnchor(this, 'chat-embed-message', () => this.requestUpdate());
  readonly #chat = chatFromWindow(
    this,
    ({history, greeting, session, window}) => [history, greeting, session, window],
    (state) => this.#look(state),
  );
  #entries: readonly Entry[] = [];
  #range: Range = {start: 0, end: 0};
  /** The number up to which the reader has been at the end. */
  #seen = 0;
  #ready: ChatContext['chat'] | undefined;
  #growing: ChatEmbedMessage | undefined;
  #edges: IntersectionObserver | undefined;
  #watched: readonly unknown[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#read);
    this.#watched = [];
    if (this.hasUpdated) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#read);
    this.#edges?.disconnect();
  }

  /** Shows the end, and stays there. */
  follow(): void {
    this.#range = newest(this.#entries.length);
    this.requestUpdate();
    this.#anchor.follow();
  }

  override focus(options?: FocusOptions): void {
    this.scroller?.focus(options);
  }

  /** Takes a change of the state, and asks for rendering only where more than a growing text has changed. */
  #look({entries}: ChatState): void {
    const before = this.#entries;
    if (entries === before) return;
    this.#entries = entries;
    const grown = onlyGrown(before, entries, this.#range);
    if (grown && !this.isUpdatePending && this.#grow(grown)) return;
    this.#range = carried(this.#range, before, entries, this.#anchor.following);
    this.requestUpdate();
  }

  #grow(message: Message): boolean {
    if (!this.#growing?.isConnected || this.#growing.message?.id !== message.id) {
      const all = [...this.renderRoot.querySelectorAll('chat-embed-message')];
      this.#growing = all.findLast((element) => element.message?.id === message.id);
    }
    if (!this.#growing) return false;
    this.#growing.message = message;
    return true;
  }

  protected override willUpdate(): void {
    this.#anchor.expectChange(this.#range.end === this.#entries.length);
    const {context} = this.#chat;
    if (!context || this.#ready === context.chat) return;
    const {chat} = context;
    void chat.ready.then(() => {
      this.#ready = chat;
      this.requestUpdate();
    });
  }

  protected override firstUpdated(): void {
    this.#anchor.watch(this.scroller!);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.#anchor.following) this.#seen = lastSeq(this.#entries);
    this.#read();
    this.#watchEdges();
  }

  protected override render(): TemplateResult {
    const {context} = this.#chat;
    return html`<div
        class="scroller"
        part="transcript"
        role="log"
        aria-live="off"
        aria-label=${context?.strings.transcript ?? nothing}
        tabindex="0"
      >
        <div class="content">
          <div class="edge" data-edge="top"></div>
          ${context ? this.#content(context) : nothing}
          <div class="edge" data-edge="bottom"></div>
        </div>
      </div>
      ${context ? this.#pill(context) : nothing}`;
  }

  #content(context: ChatContext): TemplateResult {
    const {chat, strings} = context;
    const {history} = chat.state;
    const entries = this.#entries;
    const {start, end} = this.#range;
    if (entries.length === 0 && (history === 'loading' || this.#ready !== chat)) return skeleton(strings.loadingHistory);
    return html`
      ${history === 'loading-more' || (history === 'more' && start === 0)
        ? html`<div class="older"><chat-embed-dots></chat-embed-dots><span class="unseen">${strings.loadingHistory}</span></div>`
        : nothing}
      ${start === 0 && chat.state.greeting ? this.#greeting(context) : nothing}
      ${repeat(entries.slice(start, end), ({id}) => id, (_, index) => this.#entry(start + index, context))}
      ${end === entries.length
        ? html`<chat-embed-typing></chat-embed-typing>
            ${context.options.self === undefined ? html`<chat-embed-prompts></chat-embed-prompts>` : nothing}`
        : nothing}
    `;
  }

  #entry(index: number, context: ChatContext): TemplateResult | typeof nothing {
    const entry = this.#entries[index]!;
    const before = this.#entries[index - 1];
    const day = opensDay(before, entry)
      ? html`<div class="day" part="day"><span>${dayOf(entry.at, context.strings)}</span></div>`
      : nothing;
    if (entry.kind === 'notice') {
      const text = noticeText(entry, context.chat.state.participants, context.strings);
      return html`${day}${text ? html`<div class="notice" part="notice" dir="auto">${text}</div>` : nothing}`;
    }
    const after = this.#entries[index + 1];
    return html`${day}<chat-embed-message
        .message=${entry}
        .context=${context}
        .own=${isOwn(entry, context.options)}
        ?first=${!continues(before, entry)}
        ?last=${!continues(entry, after)}
        ?fresh=${!after && this.#anchor.following && this.hasUpdated}
      ></chat-embed-message>`;
  }

  #greeting(context: ChatContext): TemplateResult | typeof nothing {
    const {strings, options} = context;
    const text = options.greeting ?? strings.greeting;
    if (text === '') return nothing;
    return html`<p class="greeting ${text.length > SHORT ? 'long' : ''}" part="greeting" dir="auto">${text}</p>`;
  }

  #pill({strings, options}: ChatContext): TemplateResult | typeof nothing {
    const away = this.#range.end < this.#entries.length;
    if (this.#anchor.following && !away) return nothing;
    const count = this.#countNew(options);
    if (count === 0 && !away && !this.#anchor.far) return nothing;
    return html`<button class="latest ${count > 0 ? 'new' : ''}" part="latest" type="button" @click=${this.#jump}>
      ${icon('down')}<span class=${count > 0 ? '' : 'unseen'}>${count > 0 ? strings.newMessages(count) : strings.latest}</span>
    </button>`;
  }

  /** Messages of others that came while the reader was further up. */
  #countNew(options: WindowOptions): number {
    let count = 0;
    for (let index = this.#entries.length - 1; index >= 0; index -= 1) {
      const entry = this.#entries[index]!;
      if (entry.seq !== undefined && entry.seq <= this.#seen) break;
      if (entry.kind === 'message' && entry.seq !== undefined && !isOwn(entry, options)) count += 1;
    }
    return count;
  }

  #jump(): void {
    this.follow();
    this.focus({preventScroll: true});
  }

  readonly #read = (): void => {
    const chat = this.#chat.context?.chat;
    if (!chat || document.visibilityState !== 'visible' || !this.#anchor.following) return;
    if (chat.state.window === 'shown' && chat.state.unread > 0) chat.markRead();
  };

  /** Looks at both edges anew where something has moved, so that one that is still in view counts again. */
  #watchEdges(): void {
    const now = [this.#range.start, this.#range.end, this.#chat.context?.chat.state.history, this.#anchor.following];
    if (now.every((value, index) => value === this.#watched[index])) return;
    this.#watched = now;
    this.#edges?.disconnect();
    this.#edges = new IntersectionObserver((edges) => this.#reached(edges), {root: this.scroller, rootMargin: '500px 0px'});
    for (const edge of this.renderRoot.querySelectorAll('.edge')) this.#edges.observe(edge);
  }

  #reached(edges: readonly IntersectionObserverEntry[]): void {
    for (const {isIntersecting, target} of edges) {
      if (!isIntersecting) continue;
      if (target === this.scroller!.querySelector('.edge')) this.#showOlder();
      else if (this.#range.end < this.#entries.length) this.#move(newer(this.#range, this.#entries.length));
    }
  }

  #showOlder(): void {
    const chat = this.#chat.context?.chat;
    if (this.#range.start > 0) {
      // While following, the newest page is enough, unless it does not even fill the view.
      const {scrollHeight, clientHeight} = this.scroller!;
      if (!this.#anchor.following || scrollHeight <= clientHeight) this.#move(older(this.#range));
    } else if (chat?.state.history === 'more') void chat.loadMore();
  }

  #move(range: Range): void {
    this.#range = range;
    this.requestUpdate();
  }
}

function skeleton(label: string): TemplateResult {
  return html`<div class="skeleton" role="img" aria-label=${label}><i></i><i></i><i class="own"></i><i></i><i></i></div>`;
}
