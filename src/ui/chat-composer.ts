/**
 * `<chat-embed-composer>`: where the visitor writes. Knows the draft, keys and input methods, and gives a text back that was not taken; refuses
 * to know where messages go. Tells `sent` when one was handed over.
 */
import {html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {ChatError} from '../model/errors.js';
import type {Entry} from '../model/message.js';
import {freshFromWindow} from './chat-controller.js';
import {composerStyles} from './composer-styles.js';
import {alert, icon, person, send} from './icons.js';
import {askForFocus, say} from './internal-events.js';
import {isComposing} from './keys.js';
import {base} from './styles.js';
import {UiPart} from './ui-part.js';
import {reasonOf} from './words.js';

/** The longest message, in UTF-16 units, as `maxlength` would count. */
export const LONGEST = 8_000;
/** From here on the visitor is told how much is left. */
const TELL_FROM = LONGEST - 500;

const GROWS_BY_ITSELF = globalThis.CSS?.supports('field-sizing', 'content') ?? false;

export class ChatEmbedComposer extends UiPart {
  static override styles = [base, composerStyles];

  readonly #chat = freshFromWindow(
    this,
    ({session, entries}) => [session, this.#isAnswering(entries)],
    ({draft}) => this.#adopt(draft),
  );
  #text = '';
  #problem = '';
  /** The text that the field has the height of. */
  #measured = '';
  /** The draft as the chat last told it. */
  #draft = '';
  /** What was told to the chat and has not come back yet, oldest first. */
  #told: string[] = [];

  /** What is written now. */
  get value(): string {
    return this.#text;
  }

  /** Puts a text back, in front of what has been written since. */
  restore(text: string): void {
    this.#write(this.#text ? `${text}\n${this.#text}` : text);
  }

  override focus(options?: FocusOptions): void {
    this.#input?.focus(options);
  }

  get #input(): HTMLTextAreaElement | null | undefined {
    return this.shadowRoot?.querySelector('textarea');
  }

  #isAnswering(entries: readonly Entry[]): boolean {
    return entries.slice(-8).some((entry) => entry.kind === 'message' && entry.streaming === true);
  }

  /** Takes a draft that is no echo: the chat has been cleared, is about something else, or gives back what could not be sent. */
  #adopt(draft: string): void {
    if (draft === this.#draft) return;
    this.#draft = draft;
    const echo = this.#told.indexOf(draft);
    this.#told = echo < 0 ? [] : this.#told.slice(echo + 1);
    if (echo >= 0) return;
    this.#text = draft;
    this.requestUpdate();
  }

  #write(text: string): void {
    this.#text = text;
    this.requestUpdate();
    this.#told = [...this.#told.slice(-20), text];
    this.#chat.context?.chat.setDraft(text);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const input = this.#input;
    if (!input) return;
    if (input.value !== this.#text) input.value = this.#text;
    if (!GROWS_BY_ITSELF && this.#measured !== this.#text) this.#grow(input);
  }

  #grow(input: HTMLTextAreaElement): void {
    this.#measured = this.#text;
    input.style.blockSize = 'auto';
    input.style.blockSize = `${input.scrollHeight}px`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const {context} = this.#chat;
    if (!context) return nothing;
    const {chat, strings} = context;
    const {session, entries} = chat.state;
    const answering = chat.capabilities.stop && this.#isAnswering(entries);
    const handoff = chat.capabilities.handoff && session.owner === 'bot' && session.status === 'active';
    const over = this.#text.length - LONGEST;
    const left = over > 0 ? strings.tooLong(over) : this.#text.length >= TELL_FROM ? strings.remaining(-over) : '';
    return html`<form class="composer" part="composer" @submit=${this.#submit}>
      ${this.#problem ? html`<p class="problem">${icon(alert)}<span>${this.#problem}</span></p>` : nothing}
      <div class="field ${over > 0 ? 'over' : ''}" @pointerdown=${this.#aim}>
        <textarea
          part="input"
          rows="1"
          enterkeyhint="send"
          autocomplete="off"
          aria-label=${strings.message}
          aria-invalid=${over > 0 ? 'true' : nothing}
          aria-describedby=${left ? 'left' : nothing}
          placeholder=${strings.placeholder}
          @input=${this.#typed}
          @keydown=${this.#pressed}
        ></textarea>
        ${answering
          ? html`<button class="round stop" part="stop" type="button" aria-label=${strings.stop} title=${strings.stop} @click=${this.#stop}>
              <i></i>
            </button>`
          : nothing}
        ${answering && !this.#text.trim()
          ? nothing
          : html`<button
              class="round send"
              part="send"
              type="submit"
              aria-label=${strings.send}
              title=${strings.send}
              aria-disabled=${this.#sendable ? 'false' : 'true'}
            >
              ${icon(send)}
            </button>`}
      </div>
      ${handoff || left
        ? html`<div class="foot">
            ${handoff
              ? html`<button class="quiet" part="handoff" type="button" @click=${this.#handoff}>${icon(person)}${strings.talkToPerson}</button>`
              : nothing}
            <span id="left" class="left ${over > 0 ? 'over' : ''}">${left}</span>
          </div>`
        : nothing}
    </form>`;
  }

  get #sendable(): boolean {
    return this.#text.trim() !== '' && this.#text.length <= LONGEST;
  }

  #typed(event: InputEvent): void {
    this.#problem = '';
    const before = this.#text.length;
    this.#write((event.target as HTMLTextAreaElement).value);
    if (before <= LONGEST && this.#text.length > LONGEST) say(this, reasonOf('too-large', this.#chat.context!.strings), true);
  }

  #pressed(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return;
    event.preventDefault();
    void this.#send();
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    this.focus({preventScroll: true});
    void this.#send();
  }

  /** A press beside the text still means the text. */
  #aim(event: PointerEvent): void {
    if (event.target === event.currentTarget) {
      event.preventDefault();
      this.focus();
    }
  }

  async #send(): Promise<void> {
    const {chat, strings} = this.#chat.context!;
    const text = this.#text;
    if (!this.#sendable) return;
    this.#problem = '';
    this.#write('');
    this.dispatchEvent(new Event('sent', {bubbles: true, composed: true}));
    try {
      await chat.sendMessage(text.trim());
    } catch (error) {
      this.restore(text);
      this.requestUpdate();
      this.#problem = reasonOf(error instanceof ChatError ? error.code : undefined, strings);
      say(this, this.#problem, true);
    }
  }

  #stop(): void {
    askForFocus(this);
    void this.#chat.context?.chat.stopAnswer().catch(() => undefined);
  }

  #handoff(): void {
    askForFocus(this);
    void this.#chat.context?.chat.requestHandoff().catch(() => undefined);
  }
}
