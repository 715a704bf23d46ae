/**
 * `<chat-embed-announcer>`: the window's one voice, with a polite and an urgent live region. Knows what to say from the narrator and from
 * parts that ask; shows nothing.
 */
import {html, type TemplateResult} from 'lit';
import {state} from 'lit/decorators.js';
import {repeat} from 'lit/directives/repeat.js';
import type {ChatState} from '../model/chat-state.js';
import {chatFromWindow} from './chat-controller.js';
import {Narrator, type Utterance} from './narrator.js';
import {base} from './styles.js';
import {UiPart} from './ui-part.js';

/** Sentences that stay in a region: enough for one that comes right behind another. */
const KEPT = 4;

interface Line extends Utterance {
  readonly key: number;
}

export class ChatEmbedAnnouncer extends UiPart {
  static override styles = base;

  @state() private lines: readonly Line[] = [];

  readonly #narrator = new Narrator();
  readonly #chat = chatFromWindow(this, () => [], (state) => this.#listen(state));
  #count = 0;

  /** Says a sentence once; the same sentence said again is heard again. */
  say(text: string, urgent = false): void {
    this.#count += 1;
    this.lines = [...this.lines.slice(1 - KEPT), {text, urgent, key: this.#count}];
  }

  #listen(state: ChatState): void {
    for (const {text, urgent} of this.#narrator.next(state, this.#chat.context!.strings)) this.say(text, urgent);
  }

  protected override render(): TemplateResult {
    const region = (urgent: boolean) =>
      repeat(this.lines.filter((line) => line.urgent === urgent), ({key}) => key, ({text}) => html`<p>${text}</p>`);
    return html`<div class="unseen" role="status" aria-live="polite" aria-atomic="false">${region(false)}</div>
      <div class="unseen" role="alert" aria-live="assertive" aria-atomic="false">${region(true)}</div>`;
  }
}
