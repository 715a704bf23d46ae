/**
 * `<chat-embed>`: attributes, methods, events and the launcher. Knows when something is needed and what the page asked for; what a chat
 * is, the core knows, and what it looks like, the window: both are downloaded when they are needed and not before.
 */
import {html, LitElement, type PropertyValues, type TemplateResult} from 'lit';
import {property, query, state} from 'lit/decorators.js';
import {launcherStrings, type LauncherStrings} from '../i18n/launcher-strings.js';
import type {ChatStrings} from '../i18n/strings.js';
import type {ChatEvent} from '../model/chat-event.js';
import type {ChatState} from '../model/chat-state.js';
import {ChatError} from '../model/errors.js';
import {isLive, recordKey} from '../model/session-record.js';
import type {EndOptions, EndResult, HostChat, StartAttributes, StartResult} from '../session/chat.js';
import {peekRecord} from '../store/peek.js';
import type {ChatContext, ChatEmbedWindow} from '../ui/index.js';
import {type CallQueue, isCall, type QueuedCall, type Verb} from './call-queue.js';
import {ChatLink} from './chat-link.js';
import {obeyCommands} from './commands.js';
import {EARLY_STATE} from './early-state.js';
import {domEvent} from './events.js';
import {FocusKeeper} from './focus-keeper.js';
import {whenIdle} from './idle.js';
import {renderLauncher} from './launcher.js';
import {launcherStyles} from './launcher-styles.js';
import {parts} from './load.js';
import {rememberOpen, wasOpen} from './open-memory.js';
import {type AfterEnd, type ColorScheme, type Mode, type Position, readSettings, type Settings, type Storage} from './settings.js';

/** Partitions that `reset-window` has been carried out for since this page arrived: a remount is no arrival. */
const arrived = new Set<string>();

/**
 * Support or AI chat on any page: a launcher, a window, and a session that survives reloads, tabs and lost networks.
 *
 * Not for building a chat of your own look from the ground up: take `createChat()` from `chat-embed/headless` for that.
 *
 * Methods may be called at any time once the element is defined (`await customElements.whenDefined('chat-embed')`); before that, write
 * them down in `queue`. Calls made before the element is in a page wait until it is.
 *
 * @tag chat-embed
 *
 * @slot launcher - Replaces the icon in the launcher. Text in it becomes the launcher's name.
 *
 * @csspart launcher - The button that shows and hides the window.
 * @csspart badge - The number of unread messages on the launcher.
 * @csspart panel - The box that the window fills.
 * @csspart failure - The notice that a part of the chat could not be downloaded.
 *
 * @cssprop [--chat-embed-accent=#1f4fd8] - Colour of the launcher and of what stands out.
 * @cssprop [--chat-embed-on-accent=#fff] - Colour of text and icons on the accent.
 * @cssprop [--chat-embed-surface=#fff] - Background of the window.
 * @cssprop [--chat-embed-text=#16181d] - Colour of text.
 * @cssprop [--chat-embed-line=#e3e5ea] - Colour of borders.
 * @cssprop [--chat-embed-badge=#c81e3a] - Background of the unread badge.
 * @cssprop [--chat-embed-font] - The `font` of everything; the system's own unless set.
 * @cssprop [--chat-embed-radius=18px] - Corner radius of the window.
 * @cssprop [--chat-embed-launcher-size=60px] - Diameter of the launcher.
 * @cssprop [--chat-embed-inset=20px] - Distance of a floating chat from the edges of the viewport.
 * @cssprop [--chat-embed-width=400px] - Greatest width of a floating window.
 * @cssprop [--chat-embed-height=680px] - Greatest height of a floating window.
 * @cssprop [--chat-embed-z-index=2147483000] - Layer of a floating chat and of a chat page.
 *
 * @cssstate open - The window is shown.
 * @cssstate unread - There are unread messages.
 * @cssstate active - A session is active.
 * @cssstate ended - The session is over and still readable.
 * @cssstate offline - There is no network.
 *
 * @event {CustomEvent<{window}>} chat-ready - Once per connection to a page, when it is known whether a session is there.
 * @event {CustomEvent<{}>} chat-show - The window was shown.
 * @event {CustomEvent<{}>} chat-hide - The window was hidden.
 * @event {CustomEvent<{cause}>} chat-start - A session began; never for a resumed one.
 * @event {CustomEvent<{status}>} chat-resume - A session that was there before was taken up again.
 * @event {CustomEvent<{endedBy, reason, durationMs, messageCount, cause, serverEnded, localCleared, identityDropped, newSessionId}>} chat-end - The session ended: who ended it, why, and what that did.
 * @event {CustomEvent<{messageCount, scope, cause, serverEnded, localCleared, identityDropped, newSessionId}>} chat-clear - Data of the chat was deleted from this device.
 * @event {CustomEvent<{cause, serverEnded, localCleared, identityDropped, newSessionId}>} chat-reset - The window shows a fresh page.
 * @event {CustomEvent<{status, previous, owner}>} chat-status - The session's status changed.
 * @event {CustomEvent<{status, previous}>} chat-connection - The connection changed.
 * @event {CustomEvent<{messageId, role, seq}>} chat-message - A message is in the session's log.
 * @event {CustomEvent<{messageId, status, error}>} chat-message-status - An own message was queued, sent, delivered or refused.
 * @event {CustomEvent<{unread}>} chat-unread - The number of unread messages changed.
 * @event {CustomEvent<{participant, change}>} chat-participant - Somebody joined or left.
 * @event {CustomEvent<{from, to, reason, summary}>} chat-handoff - Somebody else answers now: the bot, the queue or a person.
 * @event {CustomEvent<{position, estimateSeconds}>} chat-queue - The place in the queue changed.
 * @event {CustomEvent<{kind, reason}>} chat-storage - The chat is kept in memory only, or on the device again.
 * @event {CustomEvent<{code, message, retryable}>} chat-error - Something went wrong, or an attribute is wrong.
 * @event {CustomEvent<{cause}>} chat-before-start - A session is about to start; can be cancelled.
 * @event {CustomEvent<{cause}>} chat-before-end - The session is about to be ended from here; can be cancelled.
 * @event {CustomEvent<{cause}>} chat-before-clear - Data is about to be deleted; can be cancelled.
 * @event {CustomEvent<{messageId, text}>} chat-before-send - A message is about to be sent; can be cancelled.
 */
export class ChatEmbed extends LitElement {
  static override styles = launcherStyles;

  /** Address of the back end, absolute or relative to the document. Empty: the page's own origin. */
  @property() endpoint = '';

  /** The protocol that the back end speaks, by the name of its connector. */
  @property() connector = 'chat-embed';

  /** Keeps several chats on one site apart. Elements with the same namespace, endpoint and connector share one session. */
  @property() namespace = 'default';

  /** Name of the window, in its header. Empty: the window's own words. */
  @property() heading = '';

  /** First words on a fresh page. Empty: the window's own words. */
  @property() greeting = '';

  /** Where the chat stands: `floating` in a corner, `inline` in the element's own box, or filling the viewport as a `page`. */
  @property({reflect: true, useDefault: true}) mode: Mode = 'floating';

  /** Bottom corner of a floating chat: at the `end` or the `start` of a line of text. */
  @property({reflect: true, useDefault: true}) position: Position = 'end';

  /** Runs `resetWindow()` once when the visitor arrives on the page; never when the element is moved, added again or changed. */
  @property({attribute: 'reset-window', type: Boolean}) resetOnArrival = false;

  /** One conversation only: the window offers no list of sessions. */
  @property({attribute: 'single-thread', type: Boolean}) singleThread = false;

  /** Id for the session that starts next: a UUID of RFC 9562. A label, never a credential. Empty: one is made. */
  @property({attribute: 'session-id'}) sessionId = '';

  /** What follows when the other side ends the session: `stay` keeps it readable, `reset` shows a fresh page, `close` hides the window. */
  @property({attribute: 'after-end'}) afterEnd: AfterEnd = 'stay';

  /** Where this device keeps the session: `memory` forgets it with the page. */
  @property() storage: Storage = 'indexeddb';

  /** Language of the window, as a tag of BCP 47. Empty: the document's language. */
  @property() locale = '';

  /** Light or dark; `auto` follows the visitor's system. */
  @property({attribute: 'color-scheme', reflect: true, useDefault: true}) colorScheme: ColorScheme = 'auto';

  /** JSON that the other side may see, for example `{orderId: '4711'}`; goes with the next session that starts. */
  @property({attribute: false}) context: Readonly<Record<string, unknown>> | undefined = undefined;

  /** Resolves once it is known whether a session is there: from then on `state` is real. Never rejects. */
  readonly ready: Promise<void>;

  @state() private failed = false;
  @state() private strings: ChatStrings | undefined;
  @state() private launcherWords: LauncherStrings = launcherStrings;
  /** The host's own content of the launcher has text, which then is its name. */
  @state() private named = false;
  @query('[part=launcher]') private readonly launcher!: HTMLButtonElement | null;
  @query('[part=panel]') private readonly panel!: HTMLElement | null;
  @query('chat-embed-window') private readonly window!: ChatEmbedWindow | null;

  readonly #link = new ChatLink({
    event: (event) => this.#forward(event),
    change: () => this.#follow(),
    failure: (error) => this.#loadFailed(error),
  });
  readonly #focus = new FocusKeeper(this);
  readonly #internals: ElementInternals | undefined;
  #open = false;
  #settings: Settings | undefined;
  /** The partition that the element is attached to; `undefined` while it is in no page. */
  #key: string | undefined;
  #panelNeeded = false;
  #focusWhenOpen: 'no' | 'pointer' | 'keyboard' = 'no';
  #focusBack = false;
  #context: ChatContext | undefined;
  /** Complaints about attributes that have been told. */
  readonly #complaints = new Set<string>();
  #becomeReady!: () => void;
  #announcedReady = false;
  #stops: (() => void)[] = [];

  constructor() {
    super();
    this.ready = new Promise((resolve) => (this.#becomeReady = resolve));
    this.#internals = this.attachInternals?.();
  }

  /** Whether the window is shown. A chat that is `inline` or a `page` is always seen. */
  @property({type: Boolean, reflect: true})
  get open(): boolean {
    return this.#open;
  }

  set open(open: boolean) {
    if (open === this.#open) return;
    this.#setOpen(open);
    const {chat} = this.#link;
    if (open) chat?.show();
    else chat?.hide();
    if (open && this.isConnected) void this.#openWindow();
  }

  /** What is true now; a snapshot, replaced with each change. Before anything has been loaded it says that nothing has happened. */
  get state(): ChatState {
    return this.#link.chat?.state ?? (this.#open ? {...EARLY_STATE, window: 'shown'} : EARLY_STATE);
  }

  /**
   * Calls written down before the element was defined: `element.queue = [['startChat'], ['sendMessage', 'Hello']]`. Carried out in order; later
   * `queue.push(…)` calls at once. What becomes of them is told by events.
   */
  get queue(): CallQueue {
    return {push: (...calls) => calls.forEach((call) => this.#obey(call))};
  }

  set queue(calls: CallQueue | readonly QueuedCall[]) {
    if (Array.isArray(calls)) this.queue.push(...(calls as readonly QueuedCall[]));
  }

  /** Shows the window. Resolves when it is there; rejects `load-failed`. */
  async show(): Promise<void> {
    this.open = true;
    await this.#call((chat) => chat.show());
    await this.#openWindow();
  }

  /** Hides the window; the session goes on. Resolves at once. */
  async hide(): Promise<void> {
    this.open = false;
  }

  /** Shows or hides the window. Resolves as `show()` and `hide()` do. */
  async toggle(): Promise<void> {
    return this.open ? this.hide() : this.show();
  }

  /**
   * Starts a session and shows the window, or shows the active one. Resolves when the session is active, or with `status: 'starting'` after 10 s
   * without a server; rejects with `ChatError` when refused or vetoed.
   */
  startChat(attributes?: StartAttributes): Promise<StartResult> {
    return this.#call((chat) => chat.startChat(attributes));
  }

  /**
   * Ends the session, also one that is only being asked for; deletes its data here and hides the window. `then: 'stay'` keeps both readable,
   * `'reset'` shows a fresh page. Resolves when the server knows, or after 4 s (it is told later then); at once without a session.
   */
  endChat(options?: EndOptions): Promise<EndResult> {
    return this.#call((chat) => chat.endChat(options));
  }

  /** Ends what is active, deletes everything on this device, in every tab, drops the identity and hides the window. Resolves when it is gone. */
  clearSession(): Promise<EndResult> {
    return this.#call((chat) => chat.clearSession());
  }

  /** Ends what is active, deletes its local data and shows a fresh page with the greeting. The next message starts a session. */
  resetWindow(): Promise<EndResult> {
    return this.#call((chat) => chat.resetWindow());
  }

  /** Ends what is active and deletes its local data; the page stays empty, without greeting. The next message starts a session. */
  clearChat(): Promise<EndResult> {
    return this.#call((chat) => chat.clearChat());
  }

  /** Ends what is active and starts another session at once. Resolves with its id; rejects `bad-input` for an id that is no UUID. */
  startNewSession(sessionId?: string): Promise<string> {
    return this.#call((chat) => chat.startNewSession(sessionId));
  }

  /**
   * Sends a message; starts a session where there is none. Resolves with the message's id once it is stored on this device; its way is told by
   * `chat-message-status`. Rejects `session-ended` when the session is over.
   */
  sendMessage(text: string): Promise<string> {
    return this.#call((chat) => chat.sendMessage(text));
  }

  /** Asks for a person; starts a session where there is none. Resolves when the visitor is in the line. */
  requestHandoff(reason?: string): Promise<void> {
    return this.#call((chat) => chat.requestHandoff(reason));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#rescueQueue();
    if (this.#key !== undefined) return;
    this.#attach();
    this.#stops.push(obeyCommands(this, (verb) => this.#obey([verb])));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Moving an element takes it out and puts it in again within one task.
    queueMicrotask(() => {
      if (!this.isConnected) this.#detach();
    });
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.hasUpdated || !SETTINGS.some((name) => changed.has(name))) return;
    this.#readSettings();
    if (this.#key !== undefined && this.#partition() !== this.#key) this.#attach();
    else this.#configure();
  }

  protected override updated(): void {
    this.#showStates();
    if (this.#focusBack) this.#focus.comeBack(this.launcher);
    this.#focusBack = false;
    const {window} = this;
    if (!window || this.#focusWhenOpen === 'no') return;
    const byKeyboard = this.#focusWhenOpen === 'keyboard';
    this.#focusWhenOpen = 'no';
    void window.focusOnOpen(byKeyboard);
  }

  protected override render(): TemplateResult {
    const {mode, position, heading} = (this.#settings ??= this.#readSettings());
    const seen = this.#open || mode !== 'floating';
    const context = this.#windowContext();
    return renderLauncher(
      {
        mode,
        position,
        open: seen,
        unread: this.state.unread,
        heading: heading || this.launcherWords.title,
        strings: this.launcherWords,
        named: this.named,
        panel: this.#panelNeeded,
        window: context && html`<chat-embed-window .context=${context}></chat-embed-window>`,
        failed: this.failed,
      },
      this.#handlers,
    );
  }

  readonly #handlers = {
    toggle: (event: MouseEvent): void => {
      this.#focusWhenOpen = event.detail === 0 ? 'keyboard' : 'pointer';
      void this.toggle().catch(() => undefined);
    },
    warm: (): void => void Promise.all([parts.core(), parts.window(), parts.language()]).catch(() => undefined),
    retry: (): void => void this.show().catch(() => undefined),
    slotchange: (event: Event): void => {
      const nodes = (event.target as HTMLSlotElement).assignedNodes();
      this.named = nodes.some((node) => node.textContent?.trim());
    },
  };

  /** Takes up the partition that the attributes name: looks what is there, and loads only what is needed now. */
  #attach(): void {
    this.#detach();
    const settings = this.#readSettings();
    const key = (this.#key = this.#partition());
    const reset = this.resetOnArrival && !arrived.has(key);
    arrived.add(key);
    this.#link.connect(() => this.#makeChat(settings, reset));
    this.#stops.push(whenIdle(() => void this.#speakLanguage(settings.locale)));
    if (this.#open || settings.mode !== 'floating') void this.#openWindow().catch(() => undefined);
    if (this.#open || reset || settings.mode !== 'floating' || settings.sessionId) void this.#link.load();
    else this.#stops.push(whenIdle(() => void this.#peek(key)));
  }

  /** Lets go of the chat; the session goes on. */
  #detach(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#key = undefined;
    this.#announcedReady = false;
    this.#link.disconnect();
  }

  async #peek(key: string): Promise<void> {
    const live = isLive(await peekRecord(key));
    if (key !== this.#key || this.#link.engaged) return;
    if (!live) return this.#announceReady();
    if (wasOpen(key)) this.open = true;
    await this.#link.load();
  }

  async #makeChat(settings: Settings, reset: boolean): Promise<HostChat> {
    const {createChat} = await parts.core();
    const {endpoint, connector, namespace, storage, sessionId, afterEnd, locale} = settings;
    const {context} = this;
    const chat = await createChat({
      endpoint, connector, namespace, storage, afterEnd, locale,
      ...(sessionId ? {sessionId} : {}),
      ...(context ? {context} : {}),
    });
    if (this.#open || settings.mode !== 'floating') chat.show();
    void chat.ready.then(async () => {
      if (reset) await chat.resetWindow().catch(() => undefined);
      if (this.#link.chat === chat) this.#announceReady();
    });
    return chat;
  }

  /** Runs a verb as soon as there is a chat for it. */
  async #call<T>(run: (chat: HostChat) => T | PromiseLike<T>): Promise<T> {
    this.failed = false;
    return this.#link.call(run);
  }

  /** Loads the window and its words and renders it. Resolves when it is there; rejects `load-failed`. */
  async #openWindow(): Promise<void> {
    this.#panelNeeded = true;
    this.failed = false;
    this.requestUpdate();
    try {
      const [language] = await Promise.all([parts.language(), parts.window(), this.#link.load()]);
      this.strings = await language.loadStrings(this.#settings!.locale);
    } catch (error) {
      this.#loadFailed(error);
      throw error;
    }
    await this.updateComplete;
  }

  async #speakLanguage(locale: string): Promise<void> {
    if (/^en\b/i.test(locale)) return;
    const language = await parts.language().catch(() => undefined);
    if (language) this.launcherWords = await language.loadLauncherStrings(locale);
  }

  #windowContext(): ChatContext | undefined {
    const {chat} = this.#link;
    const {strings} = this;
    const {heading, greeting, mode} = this.#settings!;
    if (!chat || !strings || !this.#panelNeeded) return undefined;
    const {options: before} = this.#context ?? {};
    const same =
      this.#context?.chat === chat && this.#context.strings === strings && before?.heading === heading && (before.greeting ?? '') === greeting && before.mode === mode;
    if (same) return this.#context;
    const options = {heading: heading || this.launcherWords.title, mode, closable: mode === 'floating', ...(greeting ? {greeting} : {})};
    return (this.#context = {chat, strings, options});
  }

  /** Something about the chat has changed: the window's state, what is unread, who answers. */
  #follow(): void {
    const {chat} = this.#link;
    if (chat) {
      this.#setOpen(chat.state.window === 'shown');
      const {status} = chat.state.session;
      if (this.#key && this.#settings!.mode === 'floating') rememberOpen(this.#key, this.#open && status !== 'none');
    }
    this.requestUpdate();
  }

  #setOpen(open: boolean): void {
    if (open === this.#open) return;
    if (open) {
      this.#focus.leave();
      // Focus follows the visitor, never a page that opens the chat by itself.
      if (this.#focusWhenOpen === 'no' && navigator.userActivation?.isActive) this.#focusWhenOpen = 'pointer';
    } else {
      this.#focusBack = this.#focus.isIn(this.panel);
      this.#focusWhenOpen = 'no';
    }
    this.#open = open;
    this.requestUpdate('open', !open);
    if (open && this.isConnected) void this.#openWindow().catch(() => undefined);
  }

  #forward(event: ChatEvent): boolean {
    return this.dispatchEvent(domEvent(event));
  }

  #announceReady(): void {
    if (this.#announcedReady) return;
    this.#announcedReady = true;
    this.#becomeReady();
    const {window, session} = this.state;
    this.#tell({type: 'chat-ready', detail: {sessionId: session.id, at: Date.now(), origin: 'this-tab', window}});
  }

  #loadFailed(error: unknown): void {
    const known = error instanceof ChatError ? error : new ChatError('load-failed', 'A part of the chat could not be loaded.', {cause: error});
    if (!this.failed) this.#complain(known);
    this.failed = this.#open || known.code !== 'bad-input';
    this.#announceReady();
  }

  #complain({code, message, retryable}: ChatError): void {
    this.#tell({type: 'chat-error', detail: {sessionId: this.state.session.id, at: Date.now(), origin: 'this-tab', code, message, retryable}});
  }

  #tell(event: ChatEvent): void {
    this.dispatchEvent(domEvent(event));
  }

  #readSettings(): Settings {
    const place = {baseUrl: document.baseURI, origin: location.origin, language: document.documentElement.lang};
    return (this.#settings = readSettings(this, place, (error) => {
      if (this.#complaints.has(error.message)) return;
      this.#complaints.add(error.message);
      this.#complain(error);
    }));
  }

  /** What the chat can take up without letting go of anything. */
  #configure(): void {
    const {afterEnd, locale, sessionId} = this.#settings!;
    this.#link.chat?.configure({afterEnd, locale, context: this.context, sessionId});
    if (this.strings && !this.strings.locale.startsWith(locale)) void this.#openWindow().catch(() => undefined);
    void this.#speakLanguage(locale);
  }

  #partition(): string {
    const {namespace, connector, endpoint} = this.#settings!;
    return recordKey({namespace, connector, endpoint, identity: 'anonymous'});
  }

  #showStates(): void {
    const {session, unread, connection} = this.state;
    const states: Readonly<Record<string, boolean>> = {
      open: this.#open,
      unread: unread > 0,
      active: session.status === 'active',
      ended: session.status === 'ended',
      offline: connection === 'offline',
    };
    for (const [name, on] of Object.entries(states)) {
      if (on) this.#internals?.states?.add(name);
      else this.#internals?.states?.delete(name);
    }
  }

  #obey(call: QueuedCall): void {
    if (!isCall(call)) {
      this.#complain(new ChatError('bad-input', 'A queued call is an array such as ["startChat"] or ["sendMessage", "Hello"].'));
      return;
    }
    const [verb, ...parameters] = call;
    const run = this[verb] as (this: ChatEmbed, ...parameters: readonly unknown[]) => Promise<unknown>;
    // What went wrong is told by `chat-error`; nobody holds this promise.
    run.apply(this, parameters).catch((error: unknown) => {
      if (error instanceof ChatError && error.code !== 'vetoed' && error.code !== 'load-failed') this.#complain(error);
    });
  }

  /** Properties that a page has set before the element was defined shadow the accessors of the class. */
  #rescueQueue(): void {
    if (!Object.hasOwn(this, 'queue')) return;
    const calls = this.queue;
    delete (this as {queue?: unknown}).queue;
    this.queue = calls;
  }
}

/** What `readSettings` reads. */
const SETTINGS = [
  'endpoint', 'connector', 'namespace', 'heading', 'greeting', 'mode', 'position', 'singleThread', 'sessionId', 'afterEnd', 'storage', 'locale',
  'colorScheme', 'context',
] as const satisfies readonly (keyof ChatEmbed)[];

/** The element's methods by name: a verb that is missing here is a mistake that the compiler finds. */
type Verbs = {readonly [Name in Verb]: unknown};
const complete = (element: ChatEmbed): Verbs => element;
void complete;
