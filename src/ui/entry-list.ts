/**
 * The entries in a transcript. Knows which stretch of them is rendered, how they stand together, and when to follow; refuses to know what a
 * message looks like, and what stands there without entries. A piece of a streaming answer goes straight to its message: nothing else renders.
 */
import {adoptStyles, html, nothing, type ReactiveController, type TemplateResult} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import {dayOf} from '../i18n/format.js';
import type {Entry, Message} from '../model/message.js';
import type {ChatEmbedMessage} from './chat-message.js';
import type {ChatEmbedTranscript} from './chat-transcript.js';
import {entryListStyles} from './entry-list-styles.js';
import {continues, opensDay} from './grouping.js';
import {icon} from './icons.js';
import {carried, newer, newest, older, type Range} from './moving-range.js';
import {noticeText} from './notices.js';
import {ScrollAnchor} from './scroll-anchor.js';
import type {ChatContext, WindowOptions} from './session-context.js';

const DOWN = 'M10 4v12m-5-5 5 5 5-5';

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

/** Renders into the transcript that it was made for, and moves with it. */
export class EntryList implements ReactiveController {
  readonly #host: ChatEmbedTranscript;
  readonly #anchor: ScrollAnchor;
  #scroller: HTMLElement | undefined;
  #context: ChatContext | undefined;
  #entries: readonly Entry[] = [];
  #range: Range = {start: 0, end: 0};
  /** The number up to which the reader has been at the end. */
  #seen = 0;
  /** Entries that come from now on may be seen coming. */
  #live: boolean;
  #growing: ChatEmbedMessage | undefined;
  #edges: IntersectionObserver | undefined;
  #watched: readonly unknown[] = [];

  /** `live`: the reader has seen the page without the entries that are there now. */
  constructor(host: ChatEmbedTranscript, live: boolean) {
    this.#host = host;
    this.#live = live;
    this.#anchor = new ScrollAnchor(host, 'chat-embed-message', () => host.requestUpdate());
    const {elementStyles} = host.constructor as typeof ChatEmbedTranscript;
    adoptStyles(host.renderRoot as ShadowRoot, [...elementStyles, entryListStyles]);
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#read);
    this.#watched = [];
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#read);
    this.#edges?.disconnect();
  }

  hostUpdate(): void {
    this.#anchor.expectChange(this.#range.end === this.#entries.length);
  }

  hostUpdated(): void {
    if (!this.#scroller) this.#anchor.watch((this.#scroller = this.#host.scroller!));
    if (this.#anchor.following) this.#seen = lastSeq(this.#entries);
    this.#live = true;
    this.#read();
    this.#watchEdges();
  }

  /** Shows the end, and stays there. */
  follow(): void {
    this.#range = newest(this.#entries.length);
    this.#host.requestUpdate();
    this.#anchor.follow();
  }

  /** Takes a change of the state, and asks for rendering only where more than a growing text has changed. */
  look(context: ChatContext): void {
    this.#context = context;
    const {entries} = context.chat.state;
    const before = this.#entries;
    if (entries === before) return;
    this.#entries = entries;
    const grown = onlyGrown(before, entries, this.#range);
    if (grown && !this.#host.isUpdatePending && this.#grow(grown)) return;
    this.#range = carried(this.#range, before, entries, this.#anchor.following);
    this.#host.requestUpdate();
    // Who follows the end sees it as it comes.
    this.#read();
  }

  #grow(message: Message): boolean {
    if (!this.#scroller) return false;
    if (!this.#growing?.isConnected || this.#growing.message?.id !== message.id) {
      const all = [...this.#scroller.querySelectorAll('chat-embed-message')];
      this.#growing = all.findLast((element) => element.message?.id === message.id);
    }
    if (!this.#growing) return false;
    this.#growing.message = message;
    return true;
  }

  /** What stands in the scroller; `greeting` comes first where the beginning is shown. */
  content(context: ChatContext, greeting: TemplateResult | typeof nothing): TemplateResult {
    const {chat, strings, options} = context;
    const {history} = chat.state;
    const entries = this.#entries;
    const {start, end} = this.#range;
    return html`
      ${history === 'loading-more' || (history === 'more' && start === 0)
        ? html`<div class="older"><chat-embed-dots></chat-embed-dots><span class="unseen">${strings.loadingHistory}</span></div>`
        : nothing}
      ${start === 0 ? greeting : nothing}
      ${repeat(entries.slice(start, end), ({id}) => id, (_, index) => this.#entry(start + index, context))}
      ${end === entries.length
        ? html`<chat-embed-typing></chat-embed-typing>
            ${options.self === undefined ? html`<chat-embed-prompts></chat-embed-prompts>` : nothing}`
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
        ?fresh=${!after && this.#anchor.following && this.#live}
      ></chat-embed-message>`;
  }

  /** The way to the end, and how much is new there, where the reader is further up. */
  pill({strings, options}: ChatContext): TemplateResult | typeof nothing {
    const away = this.#range.end < this.#entries.length;
    if (this.#anchor.following && !away) return nothing;
    const count = this.#countNew(options);
    if (count === 0 && !away && !this.#anchor.far) return nothing;
    return html`<button class="latest ${count > 0 ? 'new' : ''}" part="latest" type="button" @click=${() => this.#jump()}>
      ${icon(DOWN)}<span class=${count > 0 ? '' : 'unseen'}>${count > 0 ? strings.newMessages(count) : strings.latest}</span>
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
    this.#host.focus({preventScroll: true});
  }

  readonly #read = (): void => {
    const chat = this.#context?.chat;
    if (!chat || document.visibilityState !== 'visible' || !this.#anchor.following) return;
    if (chat.state.window === 'shown' && chat.state.unread > 0) chat.markRead();
  };

  /** Looks at both edges anew where something has moved, so that one that is still in view counts again. */
  #watchEdges(): void {
    const {history = 'none'} = this.#context?.chat.state ?? {};
    // Not where older entries could not be had: the reader would ask over and over.
    const now = [this.#range.start, this.#range.end, this.#entries[0]?.id, /^(none|loading)$/.test(history), this.#anchor.following];
    if (now.every((value, index) => value === this.#watched[index])) return;
    this.#watched = now;
    this.#edges?.disconnect();
    this.#edges = new IntersectionObserver((edges) => this.#reached(edges), {root: this.#scroller!, rootMargin: '500px 0px'});
    for (const edge of this.#scroller!.querySelectorAll('.edge')) this.#edges.observe(edge);
  }

  #reached(edges: readonly IntersectionObserverEntry[]): void {
    for (const {isIntersecting, target} of edges) {
      if (!isIntersecting) continue;
      if (target === this.#scroller!.querySelector('.edge')) this.#showOlder();
      else if (this.#range.end < this.#entries.length) this.#move(newer(this.#range, this.#entries.length));
    }
  }

  #showOlder(): void {
    const chat = this.#context?.chat;
    if (this.#range.start > 0) {
      // While following, the newest page is enough, unless it does not even fill the view.
      const {scrollHeight, clientHeight} = this.#scroller!;
      if (!this.#anchor.following || scrollHeight <= clientHeight) this.#move(older(this.#range));
    } else if (chat?.state.history === 'more') void chat.loadMore();
  }

  #move(range: Range): void {
    this.#range = range;
    this.#host.requestUpdate();
  }
}
