/**
 * A chat that can be shown before its core has been downloaded: an opened window on a fresh page needs no more than a place to type. Knows what
 * was asked for meanwhile and hands it over, in order; once the core is there it only passes on. Decides nothing that the core decides.
 */
import type {Capabilities} from '../contracts/connector.js';
import type {ChatEvent} from '../model/chat-event.js';
import {type ChatState, FRESH_STATE, type WindowStatus} from '../model/chat-state.js';
import {ChatError} from '../model/errors.js';
import type {PrechatValues} from '../model/prechat.js';
import type {ChatSettings, HostChat} from '../session/chat.js';

/** While somebody writes, a download that failed is tried again after this time, in ms. */
const PAUSE_MS = 3_000;

/** What a back end can do before it is known: nothing. To name all of it would cost a visitor who waits. */
const NOTHING = {} as Capabilities;

/** Every verb that settles: it waits for the core. The compiler misses one that is missing here. */
const ASKED = [
  'startChat', 'endChat', 'clearSession', 'resetWindow', 'clearChat', 'startNewSession', 'sendMessage', 'retryMessage', 'discardMessage',
  'loadMore', 'stopAnswer', 'requestHandoff', 'cancelHandoff', 'submitPrechat', 'checkAvailability', 'leaveMessage', 'listSessions',
  'moreSessions', 'openSession', 'newThread', 'continueSession', 'keepChatting', 'answerResolution', 'submitCsat', 'skipCsat', 'identify',
  'logout', 'eraseMyData',
] as const satisfies readonly (keyof HostChat)[];

type Asked = Pick<HostChat, (typeof ASKED)[number]>;

const Asking = class {} as new () => Asked;
for (const verb of ASKED) {
  Object.defineProperty(Asking.prototype, verb, {
    value(this: EarlyChat, ...parameters: readonly never[]) {
      return this.load().then((core) => (core[verb] as (...all: readonly never[]) => Promise<unknown>)(...parameters));
    },
  });
}

export interface EarlyChatParts {
  /** Downloads the core and makes the chat, as it is set up then. */
  readonly make: () => Promise<HostChat>;
  /** This device remembers nothing, so a fresh page can be shown without the core. */
  readonly blank: boolean;
  readonly storage: ChatState['storage'];
  /** The core could not be had; whoever waited for it has been told. */
  readonly failed: (error: unknown) => void;
}

export class EarlyChat extends Asking implements HostChat {
  readonly ready: Promise<void>;
  /** The core could not be had, and it is not tried on. */
  broken = false;
  readonly #parts: EarlyChatParts;
  readonly #subscribers = new Set<() => void>();
  readonly #listeners = new Set<(event: ChatEvent) => boolean | void>();
  #becomeReady!: () => void;
  #state: ChatState;
  #core: HostChat | undefined;
  #loading: Promise<HostChat> | undefined;
  /** The core has read what this device remembers, and has been handed the draft. */
  #settled = false;
  #written = false;
  #disposed = false;

  constructor(parts: EarlyChatParts) {
    super();
    this.#parts = parts;
    this.#state = {...FRESH_STATE, storage: parts.storage};
    this.ready = new Promise((resolve) => (this.#becomeReady = resolve));
    if (parts.blank) this.#becomeReady();
  }

  get state(): ChatState {
    if (!this.#core) return this.#state;
    return this.#settled ? this.#core.state : {...this.#core.state, draft: this.#state.draft};
  }

  get capabilities(): Capabilities {
    return this.#core?.capabilities ?? NOTHING;
  }

  /** Downloads the core, once. Resolves with the chat behind this one; rejects with what `make` threw. */
  load(): Promise<HostChat> {
    return (this.#loading ??= this.#parts.make().then(
      (core) => this.#adopt(core),
      (error: unknown) => {
        this.#loading = undefined;
        this.#missed(error);
        throw error;
      },
    ));
  }

  /** Resolves when `state` is what a window may show; rejects when that takes the core and it could not be had. */
  async presentable(): Promise<void> {
    if (!this.#parts.blank) await this.load();
    return this.ready;
  }

  subscribe(listener: () => void): () => void {
    this.#subscribers.add(listener);
    return () => this.#subscribers.delete(listener);
  }

  listen(listener: (event: ChatEvent) => boolean | void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Before the core is there, it is made as the element is set up then. */
  configure(settings: Partial<ChatSettings>): void {
    this.#core?.configure(settings);
  }

  show(): void {
    this.#setWindow('shown');
  }

  hide(): void {
    this.#setWindow('hidden');
  }

  toggle(): void {
    this.#setWindow(this.state.window === 'shown' ? 'hidden' : 'shown');
  }

  setDraft(draft: string): void {
    if (this.#settled) return this.#core!.setDraft(draft);
    this.#written = true;
    this.#set({draft});
  }

  setPrechat(values: PrechatValues): void {
    if (this.#core) return this.#core.setPrechat(values);
    this.load().then((core) => core.setPrechat(values), () => undefined);
  }

  /** Without a core there is nothing to read. */
  markRead(): void {
    this.#core?.markRead();
  }

  reconnect(): void {
    if (this.#core) this.#core.reconnect();
    else this.load().catch(() => undefined);
  }

  /** Calls that still wait for the core are refused by it; what is typed is written down by it, also where nobody has asked for it yet. */
  dispose(): void {
    this.#disposed = true;
    if (this.#core) this.#core.dispose();
    else if (this.#state.draft) this.reconnect();
    this.#subscribers.clear();
    this.#listeners.clear();
  }

  #adopt(core: HostChat): HostChat {
    if (this.#disposed) core.dispose();
    // The page has been told of the window already, so nobody listens yet.
    if (this.#state.window === 'shown') core.show();
    core.listen((event) => this.#tell(event));
    core.subscribe(() => this.#changed());
    this.#core = core;
    void core.ready.then(() => this.#settle(core));
    this.#changed();
    return core;
  }

  /** What has been typed meanwhile is what the visitor sees: it stands above what is remembered. */
  #settle(core: HostChat): void {
    this.#settled = true;
    if (this.#state.draft) core.setDraft(this.#state.draft);
    // Letting go writes it down.
    if (this.#disposed) core.dispose();
    this.#becomeReady();
    this.#changed();
  }

  /** A window that somebody writes in stays: nothing is lost yet, so it is tried on. */
  #missed(error: unknown): void {
    const used = this.#written && this.#state.window === 'shown';
    if (used && error instanceof ChatError && error.code === 'load-failed') this.#set({error});
    else {
      this.broken = true;
      return this.#parts.failed(error);
    }
    setTimeout(() => {
      if (!this.#disposed) this.reconnect();
    }, PAUSE_MS);
  }

  #setWindow(window: WindowStatus): void {
    if (this.#core) return window === 'shown' ? this.#core.show() : this.#core.hide();
    if (window === this.#state.window) return;
    this.#set({window});
    const detail = {sessionId: null, at: Date.now(), origin: 'this-tab'} as const;
    this.#tell({type: window === 'shown' ? 'chat-show' : 'chat-hide', detail});
  }

  #set(change: Partial<ChatState>): void {
    this.#state = {...this.#state, ...change};
    queueMicrotask(() => this.#changed());
  }

  #changed(): void {
    for (const listener of [...this.#subscribers]) listener();
  }

  /** Returns false when a listener says no. */
  #tell(event: ChatEvent): boolean {
    return [...this.#listeners].map((listener) => listener(event)).every((answer) => answer !== false);
  }
}
