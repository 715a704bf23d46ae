/**
 * `<chat-embed>`: attributes, methods, events and the launcher. Every page pays for this module, so it knows only when something is needed and
 * what the page asked for; all that a chat needs beyond that is `chat-host.ts`, the core and the window, which come when they are needed.
 */
import {type PropertyValues, ReactiveElement} from '@lit/reactive-element';
import {launcherStrings} from '../i18n/launcher-strings.js';
import type {ChatEvent, CommonDetail} from '../model/chat-event.js';
import type {ChatState} from '../model/chat-state.js';
import {ChatError} from '../model/errors.js';
import {isLive, recordKey} from '../model/session-record.js';
import type {Availability} from '../model/availability.js';
import type {PrechatField, PrechatValues} from '../model/prechat.js';
import type {Detail, RoutingTarget} from '../model/routing.js';
import type {Claims, Identity} from '../model/visitor.js';
import type {EndOptions, EndResult, HostChat, StartAttributes, StartResult} from '../session/chat.js';
import {peekRecord} from '../store/peek.js';
import type {CallQueue, QueuedCall} from './call-queue.js';
import type {ChatHost, HostHooks} from './chat-host.js';
import {type ChoiceName, CHOICES} from './choices.js';
import {FRESH_STATE} from '../model/chat-state.js';
import {absoluteEndpoint} from './endpoint.js';
import {domEvent} from './events.js';
import type {Intent} from './focus-keeper.js';
import {whenIdle} from './idle.js';
import {Launcher} from './launcher.js';
import {launcherStyles} from './launcher-styles.js';
import {parts, warmUp} from './load.js';

/** Partitions that `reset-window` has been carried out for since this page arrived: a remount is no arrival. */
const arrived = new Set<string>();

/** Something that waits for the chat. */
interface Call {
  run(host: ChatHost): void;
  fail(error: unknown): void;
}

/** One stay of the element in a page, with one partition. What comes back for another visit is dropped. */
interface Visit {
  readonly partition: string;
  /** Where the session of this partition is stored. */
  readonly key: string;
  readonly reset: boolean;
}

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
 * @slot banner - The page's own words under the window's header, for example on a handoff.
 * @slot ended - Replaces the notice that the chat has ended, with its button for a new one.
 *
 * @csspart launcher - The button that shows and hides the window.
 * @csspart badge - The number of unread messages on the launcher.
 * @csspart panel - The box that the window fills.
 * @csspart failure - The notice that a part of the chat could not be downloaded.
 *
 * @cssprop [--chat-embed-accent=#1f4fd8] - Colour of the launcher and of what stands out.
 * @cssprop [--chat-embed-accent-text=#fff] - Colour of text and icons on the accent.
 * @cssprop [--chat-embed-surface=#fff] - Background of the window.
 * @cssprop [--chat-embed-text=#16181d] - Colour of text.
 * @cssprop [--chat-embed-border=#e5e7ec] - Colour of borders and separators.
 * @cssprop [--chat-embed-badge=#c81e3a] - Background of the unread badge.
 * @cssprop [--chat-embed-font=system-ui] - Font family of everything.
 * @cssprop [--chat-embed-font-size=15px] - Size of text.
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
 * @event {CustomEvent<{state, reopensAt}>} chat-availability - Whether somebody is there has been learnt, or has changed.
 * @event {CustomEvent<{change, names}>} chat-prechat - The form before a session is shown, or was answered.
 * @event {CustomEvent<{endsAt}>} chat-idle - Silence will end the session at `endsAt`; `null`: no longer.
 * @event {CustomEvent<{messageId, solved}>} chat-resolution - The visitor said whether an answer solved it.
 * @event {CustomEvent<{surveyId, change, score}>} chat-csat - A survey was requested, answered or skipped.
 * @event {CustomEvent<{kind, previous, reason}>} chat-identity - The visitor is another one, or could not be.
 * @event {CustomEvent<{by}>} chat-reopen - An agent has opened the session again after its end.
 * @event {CustomEvent<{kind, reason}>} chat-storage - The chat is kept in memory only, or on the device again.
 * @event {CustomEvent<{code, message, retryable}>} chat-error - Something went wrong, or an attribute is wrong.
 * @event {CustomEvent<{cause}>} chat-before-start - A session is about to start; can be cancelled.
 * @event {CustomEvent<{cause}>} chat-before-end - The session is about to be ended from here; can be cancelled.
 * @event {CustomEvent<{cause}>} chat-before-clear - Data is about to be deleted; can be cancelled.
 * @event {CustomEvent<{messageId, text}>} chat-before-send - A message is about to be sent; can be cancelled.
 */
export class ChatEmbed extends ReactiveElement {
  static override styles = launcherStyles;

  // Without decorators, whose helper is more than this list.
  static override properties = {
    endpoint: {},
    connector: {},
    namespace: {},
    heading: {},
    greeting: {},
    mode: {reflect: true, useDefault: true},
    position: {reflect: true, useDefault: true},
    resetOnArrival: {attribute: 'reset-window', type: Boolean},
    singleThread: {attribute: 'single-thread', type: Boolean},
    skipSessionsList: {attribute: 'skip-sessions-list', type: Boolean},
    oneOpenSession: {attribute: 'one-open-session', type: Boolean},
    endButton: {attribute: 'end-button'},
    endButtonWithoutSession: {attribute: 'end-button-without-session'},
    showCloseIcon: {attribute: 'show-close-icon', type: Boolean},
    resolutionPrompt: {attribute: 'resolution-prompt'},
    csat: {},
    userToken: {attribute: 'user-token'},
    sessionId: {attribute: 'session-id'},
    afterEnd: {attribute: 'after-end'},
    storage: {},
    locale: {},
    colorScheme: {attribute: 'color-scheme', reflect: true, useDefault: true},
    context: {attribute: false},
    prechat: {attribute: false},
    routing: {attribute: false},
    fallbackRouting: {attribute: false},
    details: {attribute: false},
    user: {attribute: false},
    getToken: {attribute: false},
    open: {type: Boolean, reflect: true},
  };

  /** Address of the back end, absolute or relative to the document. Empty: the page's own origin. */
  endpoint = '';

  /** The protocol that the back end speaks, by the name of its connector. */
  connector = 'chat-embed';

  /** Keeps several chats on one site apart. Elements with the same namespace, endpoint and connector share one session. */
  namespace = 'default';

  /** Name of the window, in its header. Empty: the language's own word. */
  heading = '';

  /** First words on a fresh page. Absent: the language's own words; empty: none. */
  greeting: string | null = null;

  /** Where the chat stands: `floating` in a corner, `inline` in the element's own box, or filling the viewport as a `page`. */
  mode: 'floating' | 'inline' | 'page' = 'floating';

  /** Bottom corner of a floating chat: at the `end` or the `start` of a line of text. */
  position: 'end' | 'start' = 'end';

  /** Runs `resetWindow()` once when the visitor arrives on the page; never when the element is moved, added again or changed. */
  resetOnArrival = false;

  /** One conversation only: the window offers no list of sessions. */
  singleThread = false;

  /** Opens on a fresh page where there is nothing to go on with, instead of looking for earlier sessions first. */
  skipSessionsList = false;

  /** The visitor may have one open session only: another one joins it, on every device and in every tab. */
  oneOpenSession = false;

  /** Where the visitor can end the chat: a button in the `header`, a line of its `menu`, or nowhere. */
  endButton: 'header' | 'menu' | 'none' = 'header';

  /** Where there is nothing to end, the end button goes away (`hide`) or cannot be used (`disabled`). */
  endButtonWithoutSession: 'hide' | 'disabled' = 'hide';

  /** Lets the visitor close a chat that is a `page`. What is there then is up to the page. */
  showCloseIcon = false;

  /** Whether the visitor is asked if an answer of the bot solved it. */
  resolutionPrompt: 'on' | 'off' = 'on';

  /** Whether surveys are shown. */
  csat: 'on' | 'off' = 'on';

  /** A token (JWT) that your server has signed for this visitor. Another one is another visitor; taking it away changes nothing, `logout()` does. */
  userToken = '';

  /** Id for the session that starts next: a UUID of RFC 9562. A label, never a credential. Empty: one is made. */
  sessionId = '';

  /** What follows when the other side ends the session: `stay` keeps it readable, `reset` shows a fresh page, `close` hides the window. */
  afterEnd: 'stay' | 'reset' | 'close' = 'stay';

  /** Where this device keeps the session: `memory` forgets it with the page. */
  storage: 'indexeddb' | 'memory' = 'indexeddb';

  /** Language of the window, as a tag of BCP 47. Empty: the document's language. */
  locale = '';

  /** Light or dark; `auto` follows the visitor's system. */
  colorScheme: 'auto' | 'light' | 'dark' = 'auto';

  /** JSON that the other side may see, for example `{orderId: '4711'}`; goes with the next session that starts. */
  context: Readonly<Record<string, unknown>> | undefined = undefined;

  /** Fields of a form that is asked for before a session starts. */
  prechat: readonly PrechatField[] | undefined = undefined;

  /** Where sessions go that start without attributes of their own: straight to an agent or a queue, or a function of the form's answers. */
  routing: StartAttributes['routing'] = undefined;

  /** Tried in order when nobody of the routing's target is there. */
  fallbackRouting: readonly RoutingTarget[] | undefined = undefined;

  /** Hidden details that go with a session that starts: `{label, value, shown}`. */
  details: readonly Detail[] | undefined = undefined;

  /** What the page says of the visitor, `{name, email}`: a claim that agents see as one, never access to anything. */
  user: Claims | undefined = undefined;

  /** Gets a fresh token from your server whenever one is needed; may stand beside `user-token` or in its place. */
  getToken: (() => Promise<string>) | undefined = undefined;

  readonly #ready: Promise<void>;
  readonly #internals: ElementInternals | undefined;
  #visit: Visit | undefined;
  #host: ChatHost | undefined;
  #loading: Promise<void> | undefined;
  #waiting: Call[] = [];
  #early = FRESH_STATE;
  #open = false;
  #intent: Intent = NOBODY;
  #words = launcherStrings;
  #failed = false;
  #launcher: Launcher | undefined;
  #named = false;
  readonly #told: HostHooks['told'] = {window: 'chat-hide'};
  #toldReady = false;
  #becomeReady!: () => void;
  #stops: (() => void)[] = [];

  constructor() {
    super();
    this.#ready = new Promise((resolve) => (this.#becomeReady = resolve));
    this.#internals = this.attachInternals?.();
    this.addEventListener('command', (event) => {
      const {command} = event as Event & {readonly command: string};
      if (command.startsWith('--')) this.#ask((host) => host.command(command)).catch(noop);
    });
    // A property that a page has set before the element was defined shadows the accessor of the class.
    const {queue} = this;
    if (Reflect.deleteProperty(this, 'queue')) this.queue = queue;
  }

  /**
   * Whether the window is shown.
   * @default false
   */
  get open(): boolean {
    return this.#open;
  }

  set open(open: boolean) {
    if (open !== this.#open) void this.#turn(open, 'nobody');
  }

  /** Resolves once it is known whether a session is there: from then on `state` is real. Never rejects. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /** What is true now; a snapshot, replaced with each change. Before anything has been loaded it says that nothing has happened. */
  get state(): ChatState {
    return this.#host?.chat.state ?? this.#early;
  }

  /**
   * Calls written down before the element was defined: `element.queue = [['startChat'], ['sendMessage', 'Hello']]`. Carried out in order; later
   * `queue.push(…)` calls at once. What becomes of them is told by events.
   */
  get queue(): CallQueue {
    return {push: (...calls) => calls.forEach((call) => void this.#ask((host) => host.obey(call)).catch(noop))};
  }

  set queue(calls: CallQueue | readonly QueuedCall[]) {
    if (Array.isArray(calls)) this.queue.push(...(calls as readonly QueuedCall[]));
  }

  /** Shows the window. Resolves when it is there, or could not be had, which `chat-error` tells. Never rejects. */
  show(): Promise<void> {
    return this.#turn(true);
  }

  /** Hides the window; the session goes on. Resolves when it is hidden. Never rejects. */
  hide(): Promise<void> {
    return this.#turn(false);
  }

  /** Shows or hides the window. Resolves as `show()` and `hide()` do. */
  toggle(): Promise<void> {
    return this.#turn(!this.#open);
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

  /** Remembers what is typed into the form before a session, through reloads. */
  setPrechat(values: PrechatValues): Promise<void> {
    return this.#call((chat) => chat.setPrechat(values));
  }

  /** Answers the form and starts what waited for it. Resolves as `startChat()` does; with `status: 'prechat'` where an answer is wrong. */
  submitPrechat(values: PrechatValues): Promise<StartResult> {
    return this.#call((chat) => chat.submitPrechat(values));
  }

  /** Asks whether somebody is there, for the element's routing. Rejects `unsupported`, or with what the server answers. */
  checkAvailability(): Promise<Availability> {
    return this.#call((chat) => chat.checkAvailability());
  }

  /** Leaves a message for whoever comes back. Resolves when the server has it; rejects `bad-input` for a wrong address or an empty text. */
  leaveMessage(message: {readonly email: string; readonly name?: string; readonly text: string}): Promise<void> {
    return this.#call((chat) => chat.leaveMessage(message));
  }

  /** Asks for the visitor's sessions and follows the list from then on, in `state.sessions`. Resolves when the first page is there, or could not be had. */
  listSessions(): Promise<void> {
    return this.#call((chat) => chat.listSessions());
  }

  /** Fetches more of the list. Resolves when they are in `state`, or could not be had. */
  moreSessions(): Promise<void> {
    return this.#call((chat) => chat.moreSessions());
  }

  /** Shows another of the visitor's sessions; nothing ends. Resolves when it is shown; rejects `not-found`. */
  openSession(sessionId: string): Promise<void> {
    return this.#call((chat) => chat.openSession(sessionId));
  }

  /** Shows an empty page beside the open sessions; nothing ends. */
  newThread(): Promise<void> {
    return this.#call((chat) => chat.newThread());
  }

  /** Goes on in the session shown, which an agent has opened again. Without effect on another. */
  continueSession(): Promise<void> {
    return this.#call((chat) => chat.continueSession());
  }

  /** Says that the visitor is still there: silence does not end the session now. */
  keepChatting(): Promise<void> {
    return this.#call((chat) => chat.keepChatting());
  }

  /** Says whether a message solved it. If not, a person is asked for. */
  answerResolution(messageId: string, solved: boolean): Promise<void> {
    return this.#call((chat) => chat.answerResolution(messageId, solved));
  }

  /** Answers the survey, 1 to 5. Rejects `bad-input` for another score; without effect where none is open. */
  submitCsat(answer: {readonly score: number; readonly comment?: string}): Promise<void> {
    return this.#call((chat) => chat.submitCsat(answer));
  }

  /** Answers the survey with nothing. */
  skipCsat(): Promise<void> {
    return this.#call((chat) => chat.skipCsat());
  }

  /**
   * Says who the visitor is: a claim, a token, or where to get one. Resolves when the chat is that visitor's; rejects `bad-input`, or
   * `identity-refused` for a token that is not accepted.
   */
  identify(identity: Identity): Promise<void> {
    return this.#call((chat) => chat.identify(identity));
  }

  /** Ends what is active, deletes this visitor's data on this device, in every tab, and hides the window; the chat is anonymous and empty then. */
  logout(): Promise<EndResult> {
    return this.#call((chat) => chat.logout());
  }

  /** Has the server delete everything of this visitor, then does what `clearSession()` does. Rejects when the server did not do it. */
  eraseMyData(): Promise<void> {
    return this.#call((chat) => chat.eraseMyData());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Attributes and properties of one task are read together, in the update that this asks for.
    if (!this.#visit) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Moving an element takes it out and puts it in again within one task.
    queueMicrotask(() => {
      if (!this.isConnected) this.#detach();
    });
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.isConnected) return;
    const endpoint = absoluteEndpoint(this.endpoint);
    const {namespace, connector, storage, mode} = this;
    const key = recordKey({namespace, connector, endpoint: endpoint ?? location.origin, identity: 'anonymous'});
    const partition = `${storage}|${key}`;
    if (partition !== this.#visit?.partition) this.#attach(partition, key);
    else if (changed.size > 0) this.#host?.configure();
    if (changed.has('mode') && mode !== 'floating' && CHOICES.mode.includes(mode)) void this.#turn(true, 'nobody');
    if (!this.#host && (!endpoint || this.#isOdd())) this.#check().catch(noop);
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    const launcher = (this.#launcher ??= this.#draw());
    launcher.update({
      mode: this.mode,
      position: this.position,
      open: this.#open,
      busy: this.#open && !this.#able,
      unread: this.state.unread,
      words: this.#words,
      named: this.#named,
      failed: this.#failed,
    });
    this.#host?.render(launcher.frame);
  }

  #draw(): Launcher {
    const launcher = new Launcher(this.#handlers);
    this.renderRoot.append(launcher.frame);
    return launcher;
  }

  protected override updated(): void {
    this.#host?.updated();
  }

  readonly #handlers = {
    // A click without coordinates comes from a key.
    toggle: (event: MouseEvent): void => void this.#turn(!this.#open, event.detail ? 'pointer' : 'keyboard'),
    warm: (): void => void warmUp(this),
    keydown: (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented && this.mode === 'floating') void this.hide();
    },
    slotchange: (event: Event): void => {
      this.#named = (event.target as HTMLSlotElement).assignedNodes().some((node) => node.textContent?.trim());
      this.requestUpdate();
    },
  };

  /** The host, unless its chat could not be had: then the next call makes another. */
  get #able(): ChatHost | undefined {
    return this.#host?.chat.broken ? undefined : this.#host;
  }

  /** Takes up a partition: looks what is there, and loads only what is needed now. */
  #attach(partition: string, key: string): void {
    this.#detach();
    const visit = (this.#visit = {partition, key, reset: this.resetOnArrival && !arrived.has(partition)});
    arrived.add(partition);
    if (!('commandForElement' in HTMLButtonElement.prototype)) void this.#watchClicks(visit);
    if (this.#open) void this.#turn(true, 'nobody');
    else if (visit.reset || this.sessionId || this.#waiting.length > 0) void this.#load();
    this.#stops.push(whenIdle(() => void this.#peek(visit)));
  }

  /** Lets go of the chat; the session goes on. */
  #detach(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#host?.dispose();
    this.#visit = this.#host = this.#loading = undefined;
    this.#toldReady = false;
  }

  async #watchClicks(visit: Visit): Promise<void> {
    const {watchCommandClicks} = await import('./command-clicks.js');
    if (visit === this.#visit) this.#stops.push(watchCommandClicks(this));
  }

  /** In a quiet moment: the launcher's own language, and whether there is a session to take up. */
  async #peek(visit: Visit): Promise<void> {
    const locale = this.locale || document.documentElement.lang;
    if (locale && !/^en\b/i.test(locale)) void this.#speak(locale).catch(noop);
    const live = this.getToken || (this.storage !== 'memory' && isLive(await peekRecord(await this.#keyOf(visit))));
    if (visit !== this.#visit || this.#host || this.#loading) return;
    if (!live) return this.#tellReady();
    fetchCore();
    await this.#load();
  }

  /** Where the visitor's session is stored: somewhere else for each that the page names. */
  async #keyOf({key}: Visit): Promise<string> {
    return this.userToken || this.user ? (await parts.given()).visitorKey(this) : key;
  }

  async #speak(locale: string): Promise<void> {
    this.#words = await (await parts.language()).loadLauncherStrings(locale);
    this.requestUpdate();
  }

  /** Makes the chat, once. Settles when it is there or could not be had; at once while the element is in no page. */
  #load(): Promise<void> | undefined {
    const visit = this.#visit;
    if (!visit || this.#able) return undefined;
    return (this.#loading ??= this.#fetch(visit));
  }

  async #fetch(visit: Visit): Promise<void> {
    try {
      const {ChatHost} = await parts.host();
      const host = await ChatHost.open(this, this.#hooks(visit));
      if (visit === this.#visit) this.#adopt(host, visit);
      else host.dispose();
    } catch (error) {
      if (visit === this.#visit) this.#loadFailed(error);
    }
  }

  #adopt(host: ChatHost, {reset}: Visit): void {
    this.#host?.dispose();
    this.#host = host;
    this.#loading = undefined;
    host.turn(this.#open, this.#intent);
    host.begin(reset);
    for (const {run} of this.#waiting.splice(0)) run(host);
    host.follow();
  }

  #hooks({partition}: Visit): HostHooks {
    return {
      internals: this.#internals,
      parts,
      told: this.#told,
      partition,
      turned: (open) => {
        this.#words = this.#host?.words ?? this.#words;
        this.#setOpen(open, activated());
      },
      reopen: () => void this.#turn(true, 'nobody'),
      tell: (event) => this.#tell(event),
      complain: (error) => this.#complain(error),
      failed: (error) => this.#loadFailed(error),
      ready: () => this.#tellReady(),
    };
  }

  /** Runs a verb, in the order of the calls: now if there is a chat, else when there is. */
  #call<T>(run: (chat: HostChat) => T | PromiseLike<T>): Promise<T> {
    fetchCore();
    return this.#ask(({chat}) => run(chat));
  }

  #ask<T>(run: (host: ChatHost) => T | PromiseLike<T>): Promise<T> {
    const host = this.#able;
    if (host) return new Promise((resolve) => resolve(run(host)));
    return new Promise((resolve, fail) => {
      // A promise of its own, so that a verb that throws rejects.
      this.#waiting.push({run: (made) => resolve(new Promise((settle) => settle(run(made)))), fail});
      void this.#load();
    });
  }

  /** Shows or hides the window: at once as far as can be seen, and in the chat as soon as there is one. */
  async #turn(open: boolean, by = activated()): Promise<void> {
    const idle = !this.#able && !this.#loading && this.#waiting.length === 0;
    this.#setOpen(open, by);
    // Nothing has been loaded, so there is nothing to hide.
    if (!open && idle) return;
    await this.#ask(({chat}) => (open ? chat.show() : chat.hide())).catch(noop);
    await this.#host?.window;
    await this.updateComplete;
  }

  #setOpen(open: boolean, by: Intent['by']): void {
    if (open) this.#failed = false;
    if (open === this.#open) return;
    this.#open = open;
    this.#early = {...FRESH_STATE, window: open ? 'shown' : 'hidden'};
    this.#intent = {by, opener: document.activeElement};
    if (open) {
      parts.window().catch(noop);
      parts.language().catch(noop);
    }
    this.#host?.turn(open, this.#intent);
    this.requestUpdate('open', !open);
  }

  /** Says so once, where the visitor asked for it, and leaves a launcher that tries again. */
  #loadFailed(error: unknown): void {
    this.#loading = undefined;
    for (const {fail} of this.#waiting.splice(0)) fail(error);
    if (this.#failed) return;
    const asked = this.#open;
    this.#host?.chat.hide();
    this.#setOpen(false, 'nobody');
    this.#failed = asked;
    this.#complain(error instanceof ChatError ? error : new ChatError('load-failed', String(error), {cause: error}));
    this.requestUpdate();
  }

  #tellReady(): void {
    if (this.#toldReady) return;
    this.#toldReady = true;
    this.#becomeReady();
    this.#tell({type: 'chat-ready', detail: {...this.#common(), window: this.state.window}});
  }

  #complain(error: ChatError): void {
    const {code, message, retryable} = error;
    if (!this.#host) this.#early = {...this.#early, error};
    this.#tell({type: 'chat-error', detail: {...this.#common(), code, message, retryable}});
  }

  #common(): CommonDetail {
    return {sessionId: this.state.session.id, at: Date.now(), origin: 'this-tab'};
  }

  #tell(event: ChatEvent): boolean {
    return this.dispatchEvent(domEvent(event));
  }

  /** Whether a closed list has been given another value. */
  #isOdd(): boolean {
    const closed = Object.entries(CHOICES) as [ChoiceName, readonly string[]][];
    return closed.some(([name, allowed]) => !allowed.includes(this[name]));
  }

  async #check(): Promise<void> {
    const {checkSettings} = await parts.host();
    checkSettings(this, (error) => this.#complain(error));
  }
}

const NOBODY: Intent = {by: 'nobody', opener: null};

const noop = (): void => undefined;

/** Side by side with the rest: the chat asks for it only when it is there itself. Whether it could be had is told then. */
function fetchCore(): void {
  parts.core().catch(noop);
}

/** Focus follows the visitor, never a page that opens the chat by itself. */
function activated(): Intent['by'] {
  return navigator.userActivation?.isActive ? 'pointer' : 'nobody';
}
