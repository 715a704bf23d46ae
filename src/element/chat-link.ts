/**
 * The element's line to the chat: makes the chat when it is first needed, keeps calls that come too early in their order, and hangs up
 * without touching the session. Knows promises and one chat at a time; refuses to know windows, attributes and the DOM.
 */
import type {ChatEvent} from '../model/chat-event.js';
import type {HostChat} from '../session/chat.js';

/** What the link tells its owner. */
export interface LinkHooks {
  /** Something the chat tells; the answer `false` vetoes. */
  event(event: ChatEvent): boolean;
  /** The chat is there, another one, gone, or has a new state. */
  change(): void;
  /** No chat could be made. */
  failure(error: unknown): void;
}

interface Call {
  run(chat: HostChat): void;
  fail(error: unknown): void;
}

/** One line, to one chat after another. */
export class ChatLink {
  readonly #hooks: LinkHooks;
  #waiting: Call[] = [];
  #make: (() => Promise<HostChat>) | undefined;
  #making: Promise<void> | undefined;
  #chat: HostChat | undefined;

  constructor(hooks: LinkHooks) {
    this.#hooks = hooks;
  }

  /** The chat, once it has been needed. */
  get chat(): HostChat | undefined {
    return this.#chat;
  }

  /** Whether a chat is there or on its way. */
  get engaged(): boolean {
    return this.#chat !== undefined || this.#making !== undefined;
  }

  /** From now on the chat is the one that `make` makes: at once where calls wait, else when it is needed. */
  connect(make: () => Promise<HostChat>): void {
    this.disconnect();
    this.#make = make;
    if (this.#waiting.length > 0) void this.load();
  }

  /** Lets go of the chat; the session goes on elsewhere. Later calls wait for the next `connect()`. */
  disconnect(): void {
    this.#make = undefined;
    this.#making = undefined;
    const chat = this.#chat;
    this.#chat = undefined;
    chat?.dispose();
    if (chat) this.#hooks.change();
  }

  /** Makes the chat now. Resolves when it is there or could not be made, which `failure` tells; at once while disconnected. */
  load(): Promise<void> {
    const make = this.#make;
    if (make === undefined || this.#chat) return Promise.resolve();
    return (this.#making ??= this.#fetch(make));
  }

  /** Runs `run` with the chat, in the order of the calls: now if it is there, else when it is. Settles as `run` does, or rejects `load-failed`. */
  call<T>(run: (chat: HostChat) => T | PromiseLike<T>): Promise<T> {
    const chat = this.#chat;
    if (chat) return new Promise((resolve) => resolve(run(chat)));
    return new Promise<T>((resolve, fail) => {
      const runNow = (made: HostChat): void => {
        try {
          resolve(run(made));
        } catch (error) {
          fail(error);
        }
      };
      this.#waiting.push({run: runNow, fail});
      void this.load();
    });
  }

  async #fetch(make: () => Promise<HostChat>): Promise<void> {
    try {
      const chat = await make();
      if (this.#make === make) this.#adopt(chat);
      else chat.dispose();
    } catch (error) {
      if (this.#make === make) this.#giveUp(error);
    }
  }

  #adopt(chat: HostChat): void {
    this.#making = undefined;
    this.#chat = chat;
    chat.listen((event) => (this.#chat === chat ? this.#hooks.event(event) : true));
    chat.subscribe(() => {
      if (this.#chat === chat) this.#hooks.change();
    });
    this.#drain(({run}) => run(chat));
    this.#hooks.change();
  }

  #giveUp(error: unknown): void {
    this.#making = undefined;
    this.#drain(({fail}) => fail(error));
    this.#hooks.failure(error);
  }

  #drain(handle: (call: Call) => void): void {
    const calls = this.#waiting;
    this.#waiting = [];
    for (const call of calls) handle(call);
  }
}
