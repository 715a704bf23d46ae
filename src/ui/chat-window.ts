/**
 * `<chat-embed-window>`: the frame that holds the parts and hands them the chat. Knows where focus goes, what Escape and F6 do, and that ending
 * is asked twice; fills the box that its host gives it, and refuses to know launchers and pages.
 */
import {ContextProvider} from '@lit/context';
import {css, html, LitElement, nothing, type PropertyValues, type TemplateResult} from 'lit';
import type {ChatState, SessionStatus} from '../model/chat-state.js';
import type {ChatEmbedComposer} from './chat-composer.js';
import {ChatController} from './chat-controller.js';
import type {ChatEmbedEnded} from './chat-ended.js';
import type {ChatEmbedTranscript} from './chat-transcript.js';
import type {SayEvent} from './internal-events.js';
import {banner, conversation, needsBanner, warmUpSoon} from './later.js';
import {chatContext, type ChatContext} from './session-context.js';
import {base, tokens} from './styles.js';
import {PARTS} from './ui-part.js';
import {VisualViewportInset} from './visual-viewport.js';

/** Focusing a field here brings up a keyboard over half of the screen. */
const TOUCH = globalThis.matchMedia?.('(pointer: coarse)');

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
  /** It is asked whether to end. */
  #confirming = false;
  /** Focus was in a part that this rendering takes away. */
  #held = false;

  constructor() {
    super();
    new VisualViewportInset(this);
  }

  /** The chat, its words and its set-up. Setting it again, say with another language, changes nothing else. */
  get context(): ChatContext | undefined {
    return this.#chat.context;
  }

  set context(context: ChatContext | undefined) {
    this.#provider.setValue(context);
    this.#chat.use(context);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('exportparts', PARTS);
  }

  /** Focuses the composer, or the notice that stands in its place, without scrolling the page. Resolves when it has happened. */
  async focusComposer(): Promise<void> {
    await this.updateComplete;
    if (this.#isOver) await conversation.load();
    const target = this.#foot;
    await target?.updateComplete;
    target?.focus({preventScroll: true});
  }

  /**
   * Takes focus after the visitor has opened the window: into the composer, but after a touch into the conversation, so that no keyboard pops up
   * over it.
   */
  async focusOnOpen(byKeyboard: boolean): Promise<void> {
    if (byKeyboard || !TOUCH?.matches) return this.focusComposer();
    await this.updateComplete;
    this.#transcript?.focus({preventScroll: true});
  }

  #part<Tag extends keyof HTMLElementTagNameMap>(tag: Tag): HTMLElementTagNameMap[Tag] | null | undefined {
    return this.shadowRoot?.querySelector(tag);
  }

  get #transcript(): ChatEmbedTranscript | null | undefined {
    return this.#part('chat-embed-transcript');
  }

  /** What is written in now, or the notice in its place. */
  get #foot(): ChatEmbedComposer | ChatEmbedEnded | null | undefined {
    return this.#part('chat-embed-ended') ?? this.#part('chat-embed-composer');
  }

  #look(state: ChatState): void {
    if (needsBanner(state)) void banner.load();
  }

  protected override firstUpdated(): void {
    warmUpSoon();
  }

  protected override willUpdate(): void {
    const over = this.#isOver;
    const foot = this.#foot;
    this.#held = !!foot && over !== foot.matches('chat-embed-ended') && this.shadowRoot?.activeElement === foot;
    if (over) this.#confirming = false;
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
    return html`<div
      class="window tokens ${options.mode}"
      part="window"
      lang=${strings.locale}
      dir=${strings.dir}
      @keydown=${this.#pressed}
      @chat-embed-focus=${this.#refocus}
      @chat-embed-say=${this.#say}
      @sent=${() => this.#transcript?.follow()}
      @markdown-copied=${() => this.#part('chat-embed-announcer')?.say(strings.markdown.copied)}
    >
      <div class="body" ?inert=${this.#confirming}>
        <chat-embed-header @end-request=${this.#ask}></chat-embed-header>
        <chat-embed-banner></chat-embed-banner>
        <chat-embed-transcript></chat-embed-transcript>
        ${over ? html`<chat-embed-ended @restart=${this.#restart}></chat-embed-ended>` : nothing}
        <chat-embed-composer ?hidden=${over}></chat-embed-composer>
      </div>
      ${this.#confirming
        ? html`<chat-embed-confirm .strings=${strings} @cancel=${this.#keep} @confirm=${this.#end}></chat-embed-confirm>`
        : nothing}
      <chat-embed-announcer></chat-embed-announcer>
    </div>`;
  }

  #refocus(event: Event): void {
    event.stopPropagation();
    void this.focusOnOpen(false);
  }

  #say(event: SayEvent): void {
    event.stopPropagation();
    this.#part('chat-embed-announcer')?.say(event.text, event.urgent);
  }

  #pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === 'Escape' && this.context?.options.closable) {
      event.preventDefault();
      this.context.chat.hide();
    }
    if (event.key === 'F6' && !this.#confirming) {
      event.preventDefault();
      const inTranscript = this.shadowRoot?.activeElement === this.#transcript;
      if (inTranscript) void this.focusComposer();
      else this.#transcript?.focus({preventScroll: true});
    }
  }

  /** Where the question cannot be asked nothing ends: the transcript says then that a part is missing. */
  async #ask(): Promise<void> {
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

  /** A fresh page, with what was typed still in the composer. */
  async #restart(): Promise<void> {
    const {chat} = this.context!;
    const composer = this.#part('chat-embed-composer');
    const draft = composer?.value;
    await chat.resetWindow().catch(() => undefined);
    await this.updateComplete;
    if (draft && composer?.value === '') composer.restore(draft);
    await this.focusComposer();
  }
}
