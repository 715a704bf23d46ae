/**
 * `<chat-embed-announcer>`: the window's one voice, with a polite and an urgent live region. Knows what to say from parts that ask, and from the
 * narrator, who comes with the conversation; shows nothing.
 */
import {html, type TemplateResult} from 'lit';
import type {ChatState} from '../model/chat-state.js';
import {freshFromWindow} from './chat-controller.js';
import {conversation, needsConversation} from './later.js';
import type {Narrator} from './narrator.js';
import {isWhole} from './session-context.js';
import {base} from './styles.js';
import {UiPart} from './ui-part.js';

/** Sentences that stay in a region: enough for one that comes right behind another. */
const KEPT = 4;

export class ChatEmbedAnnouncer extends UiPart {
  static override styles = base;

  readonly #chat = freshFromWindow(this, () => [], (state) => this.#listen(state));
  #narrator: Narrator | undefined;
  #session: string | null = null;
  /** What the narrator compares with when it comes: the last state that was no news. */
  #known: ChatState | undefined;

  /** Says a sentence once; the same sentence said again is heard again. */
  say(text: string, urgent = false): void {
    const region = this.shadowRoot?.querySelector(urgent ? '[role=alert]' : '[role=status]');
    if (!region) return void this.updateComplete.then(() => this.say(text, urgent));
    const line = document.createElement('p');
    line.textContent = text;
    region.append(line);
    if (region.childElementCount > KEPT) region.firstElementChild!.remove();
  }

  #listen(state: ChatState): void {
    // Nothing that was said of one session may stay in the page when it is no longer the one shown.
    if (state.session.id !== this.#session) this.shadowRoot?.querySelectorAll('div').forEach((region) => region.replaceChildren());
    this.#session = state.session.id;
    const {now} = conversation;
    const {context} = this.#chat;
    if (this.#narrator) return this.#tell(state);
    // What is there at first is no news, and neither is history.
    if (!this.#known || state.history === 'loading') this.#known = state;
    if (now && isWhole(context)) {
      this.#narrator = new now.Narrator();
      this.#tell(this.#known);
      if (state !== this.#known) this.#tell(state);
    } else if (needsConversation(state)) {
      void conversation.load().then((loaded) => loaded && this.#catchUp());
    }
  }

  #catchUp(): void {
    const {context} = this.#chat;
    if (context && !this.#narrator) this.#listen(context.chat.state);
  }

  #tell(state: ChatState): void {
    const {context} = this.#chat;
    if (!isWhole(context)) return;
    const {strings, options} = context;
    for (const {text, urgent} of this.#narrator!.next(state, strings, options)) this.say(text, urgent);
  }

  protected override render(): TemplateResult {
    return html`<div class="unseen" role="status" aria-live="polite" aria-atomic="false"></div>
      <div class="unseen" role="alert" aria-live="assertive" aria-atomic="false"></div>`;
  }
}
