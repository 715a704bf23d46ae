/**
 * `<chat-embed-window>`: the frame that holds the parts and hands them the chat. Knows where focus goes, what Escape and F6 do, and that ending
 * is asked twice; fills the box that its host gives it, and refuses to know launchers and pages.
 */
import {ContextProvider} from '@lit/context';
import {css, html, LitElement, nothing, type PropertyValues, type TemplateResult} from 'lit';
import type {FreshStrings} from '../i18n/fresh-strings.js';
import type {ChatEvent} from '../model/chat-event.js';
import type {ChatState, SessionStatus} from '../model/chat-state.js';
import {hasThreads, inTheWay, opensOnList} from './beginnings.js';
import {ChatController} from './chat-controller.js';
import type {ChatEmbedTranscript} from './chat-transcript.js';
import type {FormPage} from './form-page.js';
import type {SayEvent} from './internal-events.js';
import {isComposing, isTyped} from './keys.js';
import type {PickEvent} from './chat-sessions.js';
import {banner, care, conversation, forms, needsBanner, needsCare, presence, threads, warmUpSoon} from './later.js';
import type {Page} from './page.js';
import {PageKeeper} from './page-keeper.js';
import {chatContext, type FreshContext, isWhole} from './session-context.js';
import {base, tokens} from './styles.js';
import {PARTS} from './ui-part.js';
import type {ViewKeeper} from './view-keeper.js';
import {VisualViewportInset} from './visual-viewport.js';

/** Focusing a field here brings up a keyboard over half of the screen. */
const TOUCH = globalThis.matchMedia?.('(pointer: coarse)');

/** What has the visitor's hands on each page. */
const FOOTS: Readonly<Record<Page, string>> = {
  chat: 'chat-embed-composer',
  prechat: 'chat-embed-prechat',
  leave: 'chat-embed-leave-message',
};

const ANY_FOOT = `chat-embed-ended, .own-ended, ${Object.values(FOOTS).join()}`;

/** What this tab does to the conversation is to be seen, wherever one is. */
const TELLING: ReadonlySet<ChatEvent['type']> = new Set(['chat-start', 'chat-resume', 'chat-reset', 'chat-message-status']);

function isToBeSeen({type, detail}: ChatEvent): boolean {
  return detail.origin === 'this-tab' && TELLING.has(type) && (type !== 'chat-message-status' || detail.status === 'queued');
}

function isOver(status: SessionStatus): boolean {
  return status === 'ending' || status === 'ended';
}

export class ChatEmbedWindow extends LitElement {
  static override styles = [
    tokens,
    base,
    css`
      :host {
        display: block;
        block-size: 100%;
        min-block-size: 0;
      }
      .window {
        position: relative;
        block-size: var(--visible-height, 100%);
        min-block-size: 0;
        translate: 0 var(--visible-top, 0);
        container-type: inline-size;
        overflow: hidden;
        border-radius: inherit;
        outline: none;
      }
      .body {
        display: flex;
        flex-direction: column;
        block-size: 100%;
        padding-block-end: env(safe-area-inset-bottom);
        padding-inline: env(safe-area-inset-left) env(safe-area-inset-right);
        --gap: 16px;
      }
      .page .body {
        padding-block-start: env(safe-area-inset-top);
      }
      .own-ended {
        flex: none;
        max-block-size: 60%;
        overflow: auto;
      }
      .own-ended:focus-visible {
        outline-offset: -4px;
      }
      .missing {
        display: grid;
        flex: 1;
        place-content: center;
        justify-items: center;
        gap: 8px;
        padding: 16px;
        text-align: center;
      }
      @container (max-width: 340px) {
        .body {
          --gap: 12px;
        }
      }
    `,
  ];

  readonly #provider = new ContextProvider(this, {context: chatContext});
  readonly #chat = new ChatController(
    this,
    ({session}) => [session.status],
    (state) => this.#look(state),
  );
  /** Says whether the list of conversations is shown, once there may be one. */
  #view: ViewKeeper | undefined;
  /** What the window opens on waits for that. */
  #waits = false;
  readonly #pages = new PageKeeper(
    (page) => (page === 'leave' ? this.#part('chat-embed-leave-message')?.engaged === true : this.#isWriting),
    () => this.requestUpdate(),
  );
  /** A page with a form could not be downloaded. */
  #missing = false;
  #stop: (() => void) | undefined;
  /** It is asked whether to end. */
  #confirming = false;
  /** The page has put something in place of the notice that the chat has ended. */
  #ownEnded = false;
  /** Focus was in a part that this rendering takes away. */
  #held = false;

  constructor() {
    super();
    new VisualViewportInset(this);
  }

  /** The chat, its words and its set-up. Setting it again, say with another language, changes nothing else. */
  get context(): FreshContext | undefined {
    return this.#chat.context;
  }

  set context(context: FreshContext | undefined) {
    if (context?.chat !== this.context?.chat) {
      this.#leave();
      this.#view = undefined;
      this.#waits = context !== undefined && hasThreads(context);
    }
    this.#provider.setValue(context);
    if (context) this.#view?.use(context);
    this.#chat.use(context);
    if (this.isConnected) this.#hear();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('exportparts', PARTS);
    this.#hear();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave();
  }

  #hear(): void {
    this.#stop ??= this.context?.chat.listen((event) => {
      if (isToBeSeen(event)) this.#toChat();
    });
  }

  /** Another chat, or none: nothing of this one is waited for. */
  #leave(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#view?.release();
    this.#pages.release();
  }

  #toChat(): void {
    this.#waits = false;
    this.#view?.toChat();
    this.requestUpdate();
  }

  /** Focuses the composer, or the notice that stands in its place, without scrolling the page. Resolves when it has happened. */
  async focusComposer(): Promise<void> {
    await this.#decide();
    await this.updateComplete;
    if (this.#listed) return this.#focusList();
    if (this.#isOver) await conversation.load();
    if (this.#pages.page !== 'chat') await forms.load();
    const target = this.#foot;
    if (target instanceof LitElement) await target.updateComplete;
    target?.focus({preventScroll: true});
  }

  async #focusList(): Promise<void> {
    const list = this.#part('chat-embed-sessions');
    await list?.updateComplete;
    list?.focus({preventScroll: true});
  }

  /**
   * Takes focus after the visitor has opened the window: into the composer, but after a touch into the conversation, so that no keyboard pops up
   * over it.
   */
  async focusOnOpen(byKeyboard: boolean): Promise<void> {
    await this.#decide();
    await this.updateComplete;
    if (byKeyboard || !TOUCH?.matches || this.#listed) return this.focusComposer();
    const form = this.#form;
    if (!form) return this.#transcript?.focus({preventScroll: true});
    await forms.load();
    await form.updateComplete;
    form.focusTitle?.();
  }

  #part<Tag extends keyof HTMLElementTagNameMap>(tag: Tag): HTMLElementTagNameMap[Tag] | null | undefined {
    return this.shadowRoot?.querySelector(tag);
  }

  get #transcript(): ChatEmbedTranscript | null | undefined {
    return this.#part('chat-embed-transcript');
  }

  /** The page with a form that stands in the conversation's place. */
  get #form(): FormPage | null | undefined {
    return this.#part('chat-embed-prechat') ?? this.#part('chat-embed-leave-message');
  }

  /** What is written in now, or what stands in its place. */
  get #foot(): HTMLElement | null | undefined {
    const own = this.#isOver && this.#ownEnded ? this.shadowRoot?.querySelector<HTMLElement>('.own-ended') : undefined;
    return own ?? this.#part('chat-embed-ended') ?? this.#form ?? this.#part('chat-embed-composer');
  }

  /** Whether somebody writes to the chat, or answers the questions before it. */
  get #isWriting(): boolean {
    const active = this.shadowRoot?.activeElement;
    const composer = this.#part('chat-embed-composer');
    return active === composer ? !!composer?.value : active?.matches('chat-embed-prechat') === true;
  }

  /** What is to be written in, or to stand in its place, as a selector. */
  get #footTag(): string {
    return this.#isOver ? 'chat-embed-ended, .own-ended' : FOOTS[this.#pages.page];
  }

  #look(state: ChatState): void {
    if (needsBanner(state)) void banner.load();
    if (needsCare(state)) void care.load();
    if (state.availability) void presence.load();
    if (!this.#view && hasThreads(this.context!)) void this.#takeView();
    this.#view?.look(state);
    this.#pages.look(this.context!.chat);
    if (this.#pages.page !== 'chat' && !forms.now) this.#loadForms();
  }

  #loadForms(): void {
    void forms.load().then((loaded) => {
      if (this.#missing === !loaded) return;
      this.#missing = !loaded;
      this.requestUpdate();
    });
  }

  /** The list is shown, or may be: then nothing else is, so that nothing is taken away. */
  get #listed(): boolean {
    return this.#view?.listed ?? (this.#waits && opensOnList(this.context!));
  }

  /** Settles when it is known whether the window opens on the list. */
  async #decide(): Promise<void> {
    if (this.#waits) await this.#takeView();
    await this.#view?.decided;
  }

  /** Has a list from now on, if that could be downloaded. */
  async #takeView(): Promise<void> {
    const [loaded] = await Promise.all([threads.load(), this.context?.chat.ready]);
    const {context} = this;
    if (loaded && context && !this.#view && hasThreads(context)) {
      this.#view = new loaded.ViewKeeper(context, !this.#waits, () => this.requestUpdate());
      this.#view.look(context.chat.state);
    }
    this.#waits = false;
    this.requestUpdate();
  }

  protected override firstUpdated(): void {
    warmUpSoon();
  }

  protected override willUpdate(): void {
    const active = this.shadowRoot?.activeElement;
    this.#held = !!active?.matches(ANY_FOOT) && !active.matches(this.#footTag);
    if (this.#isOver) this.#confirming = false;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.#held) void this.focusComposer();
  }

  get #isOver(): boolean {
    const {context} = this;
    return context !== undefined && isOver(context.chat.state.session.status);
  }

  protected override render(): TemplateResult | typeof nothing {
    const {context} = this;
    if (!context) return nothing;
    const {strings, options} = context;
    const over = this.#isOver;
    const {page} = this.#pages;
    const listed = this.#listed;
    return html`<div
      class="window tokens ${options.mode}"
      part="window"
      lang=${strings.locale}
      dir=${strings.dir}
      @keydown=${this.#pressed}
      @keypress=${this.#keepTyped}
      @keyup=${this.#keepTyped}
      @chat-embed-focus=${this.#refocus}
      @chat-embed-say=${this.#say}
      @sent=${() => this.#transcript?.follow()}
    >
      <div class="body" ?inert=${this.#confirming}>
        <chat-embed-header
          ?listed=${listed}
          @end-request=${this.#ask}
          @list-request=${this.#toList}
          @begin-request=${this.#begin}
        ></chat-embed-header>
        <chat-embed-banner></chat-embed-banner>
        <slot name="banner"></slot>
        ${listed
          ? html`<chat-embed-sessions
              .failed=${this.#view?.failed ?? false}
              @pick=${this.#pick}
              @begin-request=${this.#begin}
              @again=${() => this.#view?.fetch()}
            ></chat-embed-sessions>`
          : html`<chat-embed-transcript ?hidden=${page !== 'chat'}></chat-embed-transcript>
              <div class="own-ended" part="own-ended" role="group" tabindex="-1" ?hidden=${!over || !this.#ownEnded}>
                <slot name="ended" @slotchange=${this.#slotted}></slot>
              </div>
              ${over && !this.#ownEnded ? html`<chat-embed-ended @restart=${this.#restart}></chat-embed-ended>` : nothing}
              ${over ? nothing : html`<chat-embed-idle></chat-embed-idle>`}
              <chat-embed-composer ?hidden=${over || page !== 'chat'}></chat-embed-composer>`}
        ${page === 'chat' ? nothing : this.#place(page, listed, strings)}
      </div>
      ${this.#confirming && isWhole(context)
        ? html`<chat-embed-confirm .strings=${context.strings} @cancel=${this.#keep} @confirm=${this.#end}></chat-embed-confirm>`
        : nothing}
      <chat-embed-announcer></chat-embed-announcer>
    </div>`;
  }

  /** What stands in the conversation's place; it keeps what is typed while the list is shown. */
  #place(page: Exclude<Page, 'chat'>, hidden: boolean, strings: FreshStrings): TemplateResult {
    if (this.#missing) {
      return html`<p class="missing" ?hidden=${hidden}>
        ${strings.errors['load-failed']}<button class="quiet" type="button" @click=${this.#again}>${strings.tryAgain}</button>
      </p>`;
    }
    return page === 'prechat'
      ? html`<chat-embed-prechat ?hidden=${hidden}></chat-embed-prechat>`
      : html`<chat-embed-leave-message ?hidden=${hidden} @talk=${this.#talk}></chat-embed-leave-message>`;
  }

  #again(): void {
    forms.forget();
    this.#loadForms();
  }

  /** To somebody who is there, or into the line of those who wait; the questions before it come first. */
  async #talk(): Promise<void> {
    const {chat} = this.context!;
    this.#pages.talk();
    if (this.#pages.page === 'chat' && chat.state.availability?.state === 'busy') await chat.startChat().catch(() => undefined);
    await this.focusOnOpen(false);
  }

  #refocus(event: Event): void {
    event.stopPropagation();
    void this.focusOnOpen(false);
  }

  #say(event: SayEvent): void {
    event.stopPropagation();
    this.#part('chat-embed-announcer')?.say(event.text, event.urgent);
  }

  /** What is typed here is no shortcut of the page's. What the page has put into a slot is its own. */
  #keepTyped(event: KeyboardEvent): void {
    if (this.renderRoot.contains(event.target as Node) && isTyped(event)) event.stopPropagation();
  }

  #pressed(event: KeyboardEvent): void {
    this.#keepTyped(event);
    if (event.defaultPrevented || isComposing(event)) return;
    // A page that is the chat has nothing behind it that Escape could mean.
    if (event.key === 'Escape' && this.context?.options.closable && this.context.options.mode !== 'page') {
      event.preventDefault();
      this.context.chat.hide();
    }
    if (event.key === 'F6' && !this.#confirming) {
      event.preventDefault();
      const inTranscript = this.shadowRoot?.activeElement === this.#transcript;
      if (inTranscript || this.#form) void this.focusComposer();
      else this.#transcript?.focus({preventScroll: true});
    }
  }

  /** Where the question cannot be asked nothing ends: the transcript says then that a part is missing. */
  async #ask(event: Event): Promise<void> {
    event.stopPropagation();
    if (await conversation.load()) await this.#confirm(!this.#isOver);
  }

  #confirm(asking: boolean): Promise<boolean> {
    this.#confirming = asking;
    this.requestUpdate();
    return this.updateComplete;
  }

  async #keep(): Promise<void> {
    await this.#confirm(false);
    if (!this.#part('chat-embed-header')?.focusEnd()) await this.focusComposer();
  }

  async #end(): Promise<void> {
    await this.#confirm(false);
    void this.focusOnOpen(false);
    await this.context?.chat.endChat().catch(() => undefined);
  }

  #slotted(event: Event): void {
    const filled = (event.target as HTMLSlotElement).assignedNodes({flatten: true}).some((node) => node instanceof Element || node.textContent?.trim());
    if (filled === this.#ownEnded) return;
    this.#ownEnded = filled;
    this.requestUpdate();
  }

  async #toList(event: Event): Promise<void> {
    event.stopPropagation();
    this.#view?.toList();
    await this.focusComposer();
  }

  /** Opens a conversation of the list. One that cannot be had leaves the list as it is. */
  async #pick({sessionId}: PickEvent): Promise<void> {
    const {chat} = this.context!;
    this.#toChat();
    if (sessionId !== chat.state.session.id) await chat.openSession(sessionId).catch(() => this.#view?.toList());
    await this.focusOnOpen(false);
  }

  /** A fresh page beside the conversations that there are. */
  async #begin(event: Event): Promise<void> {
    event.stopPropagation();
    await this.context?.chat.newThread().catch(() => undefined);
    this.#toChat();
    await this.focusComposer();
  }

  /** A fresh page, with what was typed still in the composer; or the open conversation where one is all there may be. */
  async #restart(): Promise<void> {
    const {context} = this;
    const {chat} = context!;
    const open = inTheWay(context!);
    const composer = this.#part('chat-embed-composer');
    const draft = composer?.value;
    // What has ended stays in the list, where there is one.
    const next = open ? chat.openSession(open.id) : hasThreads(context!) ? chat.newThread() : chat.resetWindow();
    await next.catch(() => undefined);
    await this.updateComplete;
    if (draft && composer?.value === '') composer.restore(draft);
    await this.focusComposer();
  }
}
