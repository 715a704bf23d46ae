/**
 * Which view the window shows: the list of conversations, or one of them. Knows when to change, and asks for the list when the window is shown;
 * refuses to know how either looks. The core has no part in this: which conversation is current does not depend on what is looked at.
 */
import type {ChatState} from '../model/chat-state.js';
import type {FreshContext} from './session-context.js';
import {hasThreads, opensOnList} from './beginnings.js';

/** Who waits longer than this, in ms, to learn whether there is a list has a conversation to begin meanwhile. */
const PATIENCE_MS = 2_000;

export class ViewKeeper {
  /** The list is shown. */
  listed = false;
  /** The list could not be had. */
  failed = false;
  /** It is not known yet whether there is anything to list: the conversation, unless there is. */
  #undecided = false;
  #decided: Promise<void> = Promise.resolve();
  #decide: () => void = () => undefined;
  #context: FreshContext;
  #shown: boolean;
  /** A form is waited for. */
  #awaited = false;
  /** The list has been asked for since the window is shown. */
  #asked = false;
  /** There is a list, or part of one. */
  #had = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #changed: () => void;

  /**
   * For a chat that is ready; with `begun` its window shows the conversation already. `changed` is called when another view is to be shown, or the
   * list has failed or come.
   */
  constructor(context: FreshContext, begun: boolean, changed: () => void) {
    this.#changed = changed;
    this.#context = context;
    this.#shown = begun && context.chat.state.window === 'shown';
  }

  /** Settles when it is known what the window opens on. */
  get decided(): Promise<void> {
    return this.#decided;
  }

  /** The same chat with other options goes on where it is. */
  use(context: FreshContext): void {
    this.#context = context;
    if (this.listed && !hasThreads(context)) this.#show(false);
  }

  /** Lets nobody wait any more: there is another chat, or none. */
  release(): void {
    this.#settle();
  }

  /** Looks at each change of the state. */
  look(state: ChatState): void {
    const shown = state.window === 'shown';
    const opens = shown && !this.#shown;
    this.#shown = shown;
    if (opens) this.#open();
    // A fresh page begins without a list; its first session is the first line of one. Another visitor has another list.
    const had = this.#had;
    this.#had = !/^(none|loading)$/.test(state.sessions.status);
    if (shown && (this.#asked ? had && !this.#had : state.session.status !== 'none') && hasThreads(this.#context)) this.fetch();
    const awaited = state.prechat?.awaited === true;
    if (awaited && !this.#awaited) this.#show(false);
    this.#awaited = awaited;
    if (!this.#undecided) return;
    if (state.sessions.items.length > 0 || !shown) this.#settle();
    else if (state.sessions.status === 'complete' || state.session.status !== 'none') this.#show(false);
  }

  /** The visitor goes to the list. */
  toList(): void {
    this.#show(true);
    this.fetch();
  }

  /** The visitor goes to the conversation. */
  toChat(): void {
    this.#show(false);
  }

  /** Asks for the list, again where it has failed. */
  fetch(): void {
    const {chat} = this.#context;
    const {identity} = chat.state;
    this.#asked = true;
    if (this.failed) {
      this.failed = false;
      this.#changed();
    }
    const look = (): void => {
      if (chat.state.sessions.status !== 'none') return;
      // What was asked for was somebody else's.
      if (chat.state.identity !== identity) return this.fetch();
      this.failed = true;
      // Nothing stands between a visitor and the conversation.
      if (this.#undecided) this.#show(false);
      this.#changed();
    };
    chat.listSessions().then(look, look);
  }

  /** The window is shown: on the conversation that goes on, else on the list where there is one. */
  #open(): void {
    const context = this.#context;
    this.#asked = false;
    if (!hasThreads(context)) return this.#show(false);
    const begins = opensOnList(context);
    this.#show(begins);
    this.#undecided = begins;
    if (begins) {
      this.#decided = new Promise((resolve) => (this.#decide = resolve));
      this.#timer = setTimeout(() => this.#show(false), PATIENCE_MS);
    }
    this.fetch();
  }

  #show(listed: boolean): void {
    const changes = listed !== this.listed;
    this.listed = listed;
    this.#settle();
    if (changes) this.#changed();
  }

  #settle(): void {
    clearTimeout(this.#timer);
    this.#undecided = false;
    this.#decide();
  }
}
