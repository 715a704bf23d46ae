/**
 * One chat of a `<chat-embed>` for its whole life: makes it, tells its events, keeps the element in step with it, and gives it a window. Refuses to
 * know launchers, who asked, and what was there before or comes after.
 */
import {html, nothing, type ReactiveElement, type TemplateResult} from 'lit';
import type {ChatEvent} from '../model/chat-event.js';
import type {SessionStatus} from '../model/chat-state.js';
import {ChatError} from '../model/errors.js';
import type {ChatSettings, HostChat} from '../session/chat.js';
import type {ChatEmbedWindow} from '../ui/index.js';
import {isBlank} from './blank.js';
import {VERBS, type QueuedCall, type Verb} from './call-queue.js';
import {commandNames, verbOf} from './commands.js';
import {EarlyChat} from './early-chat.js';
import {FocusKeeper, type Intent} from './focus-keeper.js';
import type {LauncherStrings} from '../i18n/launcher-strings.js';
import type {IdentityWish} from './identity-wish.js';
import {whenIdle} from './idle.js';
import {parts} from './load.js';
import {rememberOpen, wasOpen} from './open-memory.js';
import {checkSettings, type Given, givesMore, type Settings, type Wishes} from './settings.js';
import {WindowSlot} from './window-slot.js';

/** The element, as its chat sees it. */
export type HostElement = ReactiveElement &
  Wishes &
  Readonly<Record<Verb, (...parameters: readonly never[]) => Promise<unknown>>> & {open: boolean; readonly resetOnArrival: boolean};

/** Refusals that the chat leaves to whoever waits for a verb; all others it tells by itself. */
const SILENT: ReadonlySet<string> = new Set(['bad-input', 'session-ended', 'too-large', 'unsupported', 'network']);

/** Downloads a connector without making anything with it. */
export async function warmConnector(name: string): Promise<void> {
  const {loadConnector} = await import('../connectors/registry.js');
  await loadConnector(name);
}

/** What the chat has done with what goes on. */
export interface VisitHooks {
  readonly internals: ElementInternals | undefined;
  /** What the page has last heard of the window, from whichever chat: one that takes the place of another shows nothing new. */
  readonly told: {window: 'chat-show' | 'chat-hide'};
  /** The launcher's words until there are better ones. */
  readonly words: LauncherStrings;
  /** Names the partition of the chat, for what this tab remembers of it. */
  readonly partition: string;
  /** Whether the window can be seen, by the chat's word. */
  turned(open: boolean): void;
  /** Shows the window as it was before a reload: without anybody having asked for it now. */
  reopen(): void;
  /** Gives the page an event. Returns whether the page allows what it announces. */
  tell(event: ChatEvent): boolean;
  complain(error: ChatError): void;
  /** The window could not be had. */
  failed(error: unknown): void;
  /** What this device remembers has been read. */
  ready(): void;
}

export class ChatVisit {
  readonly chat: EarlyChat;
  readonly #element: HostElement;
  readonly #hooks: VisitHooks;
  readonly #focus: FocusKeeper;
  readonly #window: WindowSlot;
  #settings: Settings;
  #given: Given | undefined;
  #open = false;
  #loading: Promise<void> | undefined;
  /** What the page has said last of who the visitor is; undefined before the core has been asked for, which is told as it is made. */
  #identity: {readonly key: string | undefined} | undefined;
  /** Whether it is known what this device remembers. */
  #settled = false;
  #disposed = false;
  /** What the element was last brought in step with. */
  #followed = '';

  /** Makes a chat for the element as it is set up now. Its core comes at once where this device remembers something, else when it is needed. */
  static async open(element: HostElement, hooks: VisitHooks): Promise<ChatVisit> {
    const given = givesMore(element) ? await parts.given() : undefined;
    const settings = checkSettings(element, (error) => hooks.complain(error), given);
    return new ChatVisit(element, hooks, settings, given, await isBlank(settings, given));
  }

  private constructor(element: HostElement, hooks: VisitHooks, settings: Settings, given: Given | undefined, blank: boolean) {
    this.#element = element;
    this.#hooks = hooks;
    this.#settings = settings;
    this.#given = given;
    const {storage} = settings;
    this.chat = new EarlyChat({make: () => this.#make(), blank, storage, failed: (error) => hooks.failed(error)});
    this.#focus = new FocusKeeper(element);
    this.#window = new WindowSlot(hooks.words, () => element.requestUpdate());
    if (!blank) this.#needCore();
  }

  /** Settles when the window that was asked for can be seen, or could not be had. Never rejects. */
  get window(): Promise<void> | undefined {
    return this.#loading;
  }

  /** The launcher's words in the element's language, once they have been loaded. */
  get words(): LauncherStrings {
    return this.#window.words;
  }

  /** Begins to follow the chat. With `reset`, the first that happens to it is `resetWindow()`. */
  begin(reset: boolean): void {
    const {chat} = this;
    chat.listen((event) => this.#disposed || this.#forward(event));
    chat.subscribe(() => this.follow());
    if (reset) chat.resetWindow().catch(() => undefined);
    void chat.ready.then(() => {
      if (this.#disposed) return;
      if (!reset && wasOpen(this.#hooks.partition) && isRunning(chat.state.session.status)) this.#hooks.reopen();
      this.#settled = true;
      this.follow();
      this.#hooks.ready();
    });
  }

  /** The element shows or hides the window. */
  turn(open: boolean, intent: Intent): void {
    if (open === this.#open) return;
    this.#open = open;
    if (!open) return this.#focus.leaveWindow(this.#panel);
    this.#focus.enterWindow(intent);
    this.#loading = this.#present();
  }

  /** Settles when the window can be seen, or could not be had. What the first message needs follows in a quiet moment. */
  async #present(): Promise<void> {
    try {
      await Promise.all([this.#window.load(this.#settings.locale), this.chat.presentable().catch(() => undefined)]);
      whenIdle(() => this.#disposed || this.#needCore());
    } catch (error) {
      this.#hooks.failed(error);
    }
  }

  /** Whether it could be had is told by the chat. */
  #needCore(): void {
    this.chat.load().catch(() => undefined);
  }

  async #make(): Promise<HostChat> {
    const {endpoint, connector, namespace, storage, sessionId} = this.#settings;
    // Side by side: the core asks for it only when it is there itself.
    warmConnector(connector).catch(() => undefined);
    // Nothing comes of the core before there are words for it.
    const [{createChat}] = await Promise.all([parts.core(), this.#window.complete()]);
    const wish = this.#wish();
    this.#identity = {key: wish?.key};
    const chat = await createChat({
      endpoint, connector, namespace, storage,
      ...(sessionId ? {sessionId} : {}),
      ...(wish ? {identity: wish.identity} : {}),
    });
    chat.configure(chatSettings(this.#settings));
    return chat;
  }

  /** Brings the element in step with the chat. */
  follow(): void {
    if (this.#disposed) return;
    const {window, session: {status}, unread, connection} = this.chat.state;
    this.#hooks.turned(window === 'shown');
    // Most changes, a key or a word of an answer, are the window's alone.
    const now = String([this.#open, this.#settled, this.#settings.mode, status, unread, connection]);
    if (now === this.#followed) return;
    this.#followed = now;
    if (this.#settled) {
      rememberOpen(this.#hooks.partition, this.#open && this.#settings.mode === 'floating' && isRunning(status));
    }
    this.#showStates({
      open: this.#open,
      unread: unread > 0,
      active: status === 'active',
      ended: status === 'ended',
      offline: connection === 'offline',
    });
    this.#element.requestUpdate();
  }

  /** The element's set-up has changed, within the same partition. */
  configure(): void {
    if (!this.#given && givesMore(this.#element)) return void this.#takeGiven();
    const before = this.#settings;
    const settings = (this.#settings = checkSettings(this.#element, (error) => this.#hooks.complain(error), this.#given));
    const {locale, sessionId} = settings;
    this.chat.configure({
      ...chatSettings(settings),
      // The chat uses an id once: it hears only of another one.
      ...(sessionId === before.sessionId ? {} : {sessionId}),
    });
    this.#identify();
    if (locale !== before.locale) this.#window.speak(locale).catch(() => undefined);
  }

  async #takeGiven(): Promise<void> {
    try {
      this.#given = await parts.given();
      if (!this.#disposed) this.configure();
    } catch (error) {
      this.#hooks.complain(error as ChatError);
    }
  }

  /** The visitor is whom the page says now, if it says so anew. What becomes of it is told by events. */
  #identify(): void {
    const wish = this.#wish();
    if (!this.#identity || !wish || wish.key === this.#identity.key) return;
    this.#identity = wish;
    this.#mind(this.chat.identify(wish.identity));
  }

  #wish(): IdentityWish | undefined {
    return this.#given?.wishOf(this.#settings, async () => this.#settings.getToken?.() ?? '');
  }

  /** Carries out a call that nobody waits for: what becomes of it is told by events. */
  obey([verb, ...parameters]: QueuedCall): void {
    if (!VERBS.includes(verb)) {
      this.#hooks.complain(new ChatError('bad-input', `There is no call "${String(verb)}"; there are ${VERBS.join(', ')}.`));
      return;
    }
    this.#mind(this.#element[verb](...(parameters as never[])));
  }

  /** Tells a refusal that nobody else would hear of. */
  #mind(verb: Promise<unknown>): void {
    verb.catch((error: unknown) => {
      if (error instanceof ChatError && SILENT.has(error.code)) this.#hooks.complain(error);
    });
  }

  /** Carries out a button's command. */
  command(command: string): void {
    const verb = verbOf(command);
    if (verb) this.obey([verb]);
    else this.#hooks.complain(new ChatError('bad-input', `There is no command "${command}"; there are ${commandNames()}.`));
  }

  /** The panel with the window in it, or with a sign of waiting; nothing before the window has been asked for. */
  render(): TemplateResult | typeof nothing {
    const {mode, heading} = this.#settings;
    const {words, needed} = this.#window;
    if (!needed) return nothing;
    const context = this.#settled ? this.#window.context(this.chat, this.#settings) : undefined;
    const window = context
      ? html`<chat-embed-window .context=${context}><slot name="banner" slot="banner"></slot><slot name="ended" slot="ended"></slot></chat-embed-window>`
      : html`<div class="waiting" role="status" aria-label=${words.loading}></div>`;
    return html`<div part="panel" role=${mode === 'floating' ? 'dialog' : 'region'} aria-label=${heading || words.title} ?inert=${!this.#open}>
      ${window}
    </div>`;
  }

  /** What can only be done with what has been rendered. */
  updated(): void {
    const {renderRoot} = this.#element;
    this.#focus.settle(renderRoot.querySelector<ChatEmbedWindow>('chat-embed-window'), renderRoot.querySelector<HTMLElement>('[part=launcher]'));
  }

  /** Lets go of the chat; the session goes on. */
  dispose(): void {
    this.#disposed = true;
    this.chat.dispose();
    this.#hooks.internals?.states?.clear();
  }

  get #panel(): Element | null {
    return this.#element.renderRoot.querySelector('[part=panel]');
  }

  #forward(event: ChatEvent): boolean {
    const {type} = event;
    this.follow();
    if (type === 'chat-show' || type === 'chat-hide') {
      const {told} = this.#hooks;
      if (type === told.window) return true;
      told.window = type;
    }
    return this.#hooks.tell(event);
  }

  #showStates(states: Readonly<Record<string, boolean>>): void {
    for (const [name, on] of Object.entries(states)) {
      if (on) this.#hooks.internals?.states?.add(name);
      else this.#hooks.internals?.states?.delete(name);
    }
  }
}

/** What a chat is told of its set-up: another of it touches no session that runs. */
function chatSettings({afterEnd, locale, context, oneOpenSession, prechat = [], routing, fallbackRouting, details}: Settings): Partial<ChatSettings> {
  return {afterEnd, locale, context, oneOpenSession, prechat, routing, fallbackRouting, details};
}

function isRunning(status: SessionStatus): boolean {
  return status === 'starting' || status === 'active';
}
