/**
 * `<chat-embed-transcript>`: the box of the conversation, with the first words of a fresh page in it. Knows when there is more to show, and has it
 * downloaded then; refuses to know how entries stand in it.
 */
import {html, nothing, type TemplateResult} from 'lit';
import type {FreshStrings} from '../i18n/fresh-strings.js';
import type {ChatState} from '../model/chat-state.js';
import {freshFromWindow} from './chat-controller.js';
import type {EntryList} from './entry-list.js';
import {say} from './internal-events.js';
import {conversation, needsConversation} from './later.js';
import {type FreshContext, isWhole} from './session-context.js';
import {base} from './styles.js';
import {transcriptStyles} from './transcript-styles.js';
import {UiPart} from './ui-part.js';
import {greetingOf} from './words.js';

/** A greeting of at most so many characters is set like a title. */
const SHORT = 60;

/** The outline of what is on its way, after a moment. */
function skeleton({loadingHistory}: FreshStrings, lines: TemplateResult): TemplateResult {
  return html`<div class="skeleton" role="img" aria-label=${loadingHistory}>${lines}</div>`;
}

export class ChatEmbedTranscript extends UiPart {
  static override styles = [base, transcriptStyles];
  readonly #chat = freshFromWindow(
    this,
    ({history, greeting, session, window, availability}) => [history, greeting, session, window, availability],
    (state) => this.#look(state),
  );
  #list: EntryList | undefined;
  #loading: Promise<void> | undefined;
  #ready: FreshContext['chat'] | undefined;
  /** The reader has seen the page without entries. */
  #blank = false;
  /** The conversation could not be downloaded. */
  #missing = false;

  /** What scrolls; null before the first rendering. */
  get scroller(): HTMLElement | null {
    return this.renderRoot.querySelector('.scroller');
  }

  /** Shows the end, and stays there. */
  follow(): void {
    this.#list?.follow();
  }

  override focus(options?: FocusOptions): void {
    this.scroller?.focus(options);
  }

  #look(state: ChatState): void {
    if (!this.#list && needsConversation(state)) this.#take();
    const {context} = this.#chat;
    if (isWhole(context)) this.#list?.look(context);
  }

  /** Lets the entries in: at once if that can be, else as soon as they are downloaded. */
  #take(): void {
    const {now} = conversation;
    if (now && isWhole(this.#chat.context)) {
      this.#list = new now.EntryList(this, this.#blank);
      return;
    }
    this.requestUpdate();
    this.#loading ??= conversation.load().then((loaded) => {
      this.#loading = undefined;
      const {context} = this.#chat;
      if (loaded && context && this.isConnected) this.#look(context.chat.state);
      if (!loaded && !this.#missing && context) say(this, context.strings.errors['load-failed'], true);
      this.#missing = !loaded;
      this.requestUpdate();
    });
  }

  /** Waits for the entries, too, where there are any. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await this.#loading;
    return super.getUpdateComplete();
  }

  protected override willUpdate(): void {
    const {context} = this.#chat;
    if (!context || this.#ready === context.chat) return;
    const {chat} = context;
    void chat.ready.then(() => {
      this.#ready = chat;
      this.requestUpdate();
    });
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
          <div class="edge"></div>
          ${context ? this.#content(context) : nothing}
          <div class="edge"></div>
        </div>
      </div>
      ${isWhole(context) ? this.#list?.pill(context) : nothing}`;
  }

  #content(context: FreshContext): TemplateResult | typeof nothing {
    const {chat, strings} = context;
    const {entries, history} = chat.state;
    if (this.#missing && !this.#list) return this.#excuse(context);
    const coming = entries.length > 0 && !this.#list;
    const waits = entries.length === 0 ? history === 'loading' || this.#ready !== chat : coming && !this.#blank;
    if (waits) return skeleton(strings, html`<i></i><i></i><i class="own"></i><i></i><i></i>`);
    this.#blank = true;
    const greeting = this.#greeting(context);
    // A first message that waits for the download leaves the page as it was, and shows where it will be.
    if (coming) return html`${greeting}${skeleton(strings, html`<i class="own"></i>`)}`;
    return (isWhole(context) && this.#list?.content(context, greeting)) || greeting;
  }

  #greeting(context: FreshContext): TemplateResult {
    const {chat} = context;
    const {session, availability} = chat.state;
    const text = greetingOf(context);
    return html`${text ? html`<p class="greeting ${text.length > SHORT ? 'long' : ''}" part="greeting" dir="auto">${text}</p>` : nothing}
    ${session.status === 'none' && availability && isWhole(context)
      ? html`<chat-embed-availability .strings=${context.strings} .availability=${availability}></chat-embed-availability>`
      : nothing}`;
  }

  #excuse({strings}: FreshContext): TemplateResult {
    return html`<div class="missing">
      ${strings.errors['load-failed']}<button class="quiet" type="button" @click=${this.#again}>${strings.tryAgain}</button>
    </div>`;
  }

  #again(): void {
    conversation.forget();
    this.#look(this.#chat.context!.chat.state);
  }
}
