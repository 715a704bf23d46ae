/**
 * `<chat-embed>`: attributes, methods, events and the launcher. Every page pays for this module, so it knows only what the page says and when
 * something is needed; all that a chat needs beyond that is `chat-host.ts`, the core and the window, which come then.
 */
import {html, LitElement, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {firstWords} from '../i18n/first-words.js';
import type {Availability} from '../model/availability.js';
import {type ChatState, FRESH_STATE} from '../model/chat-state.js';
import type {ChatError} from '../model/errors.js';
import type {PrechatField, PrechatValues} from '../model/prechat.js';
import type {Detail, RoutingTarget} from '../model/routing.js';
import type {Claims, Identity} from '../model/visitor.js';
import type {EndOptions, EndResult, StartAttributes, StartResult} from '../session/chat.js';
import type {CallQueue, QueuedCall, Verb} from './call-queue.js';
import type {ChatHost} from './chat-host.js';
import type {Desk} from './desk.js';
import type {Intent} from './focus-keeper.js';
import {whenIdle} from './idle.js';
import {launcherStyles} from './launcher-styles.js';
import {remembersSome, watchMemory} from './memory.js';
import {once} from './once.js';

const loadHost = once(() => import('./chat-host.js'));

/** Values of closed lists. Which belongs where is looked up by the host, which is asked when there is another. */
const KNOWN =
  /^(floating|inline|page|end|start|stay|reset|close|indexeddb|memory|auto|light|dark|header|menu|none|hide|disabled|on|off)$/;

const noop = (): void => undefined;

/** A click on a button of the page with `commandfor`, which TypeScript does not know yet. */
type CommandEvent = Event & {readonly command: string};

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
export class ChatEmbed extends LitElement {
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
    queue: {attribute: false},
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
  context: Readonly<Record<string, unknown>> | undefined;

  /** Fields of a form that is asked for before a session starts. */
  prechat: readonly PrechatField[] | undefined;

  /** Where sessions go that start without attributes of their own: straight to an agent or a queue, or a function of the form's answers. */
  routing: StartAttributes['routing'];

  /** Tried in order when nobody of the routing's target is there. */
  fallbackRouting: readonly RoutingTarget[] | undefined;

  /** Hidden details that go with a session that starts: `{label, value, shown}`. */
  details: readonly Detail[] | undefined;

  /** What the page says of the visitor, `{name, email}`: a claim that agents see as one, never access to anything. */
  user: Claims | undefined;

  /** Gets a fresh token from your server whenever one is needed; may stand beside `user-token` or in its place. */
  getToken: (() => Promise<string>) | undefined;

  /** Whether the window is shown. */
  open = false;

  readonly #desk: Desk = {state: FRESH_STATE, words: firstWords};
  readonly #ready = new Promise<void>((resolve) => (this.#desk.becomeReady = resolve));
  #host: ChatHost | undefined;
  #loading: Promise<ChatHost> | undefined;
  /** It has arrived in a page, and stops watching when it leaves; moving it within one is no arrival. */
  #leave: (() => void) | undefined;

  constructor() {
    super();
    this.addEventListener('command', (event) => void this.#load().then((host) => host.command((event as CommandEvent).command), noop));
  }

  /** Resolves once it is known whether a session is there: from then on `state` is real. Never rejects. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /** What is true now; a snapshot, replaced with each change. Before anything has been loaded it says that nothing has happened. */
  get state(): ChatState {
    return this.#host?.state ?? this.#desk.state;
  }

  /**
   * Calls written down before the element was defined: `element.queue = [['startChat'], ['sendMessage', 'Hello']]`. Carried out in order; later
   * `queue.push(…)` calls at once. What becomes of them is told by events.
   */
  get queue(): CallQueue {
    return {push: (...calls) => void this.#load().then((host) => host.obey(calls), noop)};
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
    return this.#turn(!this.open);
  }

  /**
   * Starts a session and shows the window, or shows the active one. Resolves when the session is active, or with `status: 'starting'` after 10 s
   * without a server; rejects with `ChatError` when refused or vetoed.
   */
  startChat(attributes?: StartAttributes): Promise<StartResult> {
    return this.#call('startChat', attributes);
  }

  /**
   * Ends the session, also one that is only being asked for; deletes its data here and hides the window. `then: 'stay'` keeps both readable,
   * `'reset'` shows a fresh page. Resolves when the server knows, or after 4 s (it is told later then); at once without a session.
   */
  endChat(options?: EndOptions): Promise<EndResult> {
    return this.#call('endChat', options);
  }

  /** Ends what is active, deletes everything on this device, in every tab, drops the identity and hides the window. Resolves when it is gone. */
  clearSession(): Promise<EndResult> {
    return this.#call('clearSession');
  }

  /** Ends what is active, deletes its local data and shows a fresh page with the greeting. The next message starts a session. */
  resetWindow(): Promise<EndResult> {
    return this.#call('resetWindow');
  }

  /** Ends what is active and deletes its local data; the page stays empty, without greeting. The next message starts a session. */
  clearChat(): Promise<EndResult> {
    return this.#call('clearChat');
  }

  /** Ends what is active and starts another session at once. Resolves with its id; rejects `bad-input` for an id that is no UUID. */
  startNewSession(sessionId?: string): Promise<string> {
    return this.#call('startNewSession', sessionId);
  }

  /**
   * Sends a message; starts a session where there is none. Resolves with the message's id once it is stored on this device; its way is told by
   * `chat-message-status`. Rejects `session-ended` when the session is over.
   */
  sendMessage(text: string): Promise<string> {
    return this.#call('sendMessage', text);
  }

  /** Asks for a person; starts a session where there is none. Resolves when the visitor is in the line. */
  requestHandoff(reason?: string): Promise<void> {
    return this.#call('requestHandoff', reason);
  }

  /** Remembers what is typed into the form before a session, through reloads. */
  setPrechat(values: PrechatValues): Promise<void> {
    return this.#call('setPrechat', values);
  }

  /** Answers the form and starts what waited for it. Resolves as `startChat()` does; with `status: 'prechat'` where an answer is wrong. */
  submitPrechat(values: PrechatValues): Promise<StartResult> {
    return this.#call('submitPrechat', values);
  }

  /** Asks whether somebody is there, for the element's routing. Rejects `unsupported`, or with what the server answers. */
  checkAvailability(): Promise<Availability> {
    return this.#call('checkAvailability');
  }

  /** Leaves a message for whoever comes back. Resolves when the server has it; rejects `bad-input` for a wrong address or an empty text. */
  leaveMessage(message: {readonly email: string; readonly name?: string; readonly text: string}): Promise<void> {
    return this.#call('leaveMessage', message);
  }

  /** Asks for the visitor's sessions and follows the list from then on, in `state.sessions`. Resolves when the first page is there, or could not be had. */
  listSessions(): Promise<void> {
    return this.#call('listSessions');
  }

  /** Fetches more of the list. Resolves when they are in `state`, or could not be had. */
  moreSessions(): Promise<void> {
    return this.#call('moreSessions');
  }

  /** Shows another of the visitor's sessions; nothing ends. Resolves when it is shown; rejects `not-found`. */
  openSession(sessionId: string): Promise<void> {
    return this.#call('openSession', sessionId);
  }

  /** Shows an empty page beside the open sessions; nothing ends. */
  newThread(): Promise<void> {
    return this.#call('newThread');
  }

  /** Goes on in the session shown, which an agent has opened again. Without effect on another. */
  continueSession(): Promise<void> {
    return this.#call('continueSession');
  }

  /** Says that the visitor is still there: silence does not end the session now. */
  keepChatting(): Promise<void> {
    return this.#call('keepChatting');
  }

  /** Says whether a message solved it. If not, a person is asked for. */
  answerResolution(messageId: string, solved: boolean): Promise<void> {
    return this.#call('answerResolution', messageId, solved);
  }

  /** Answers the survey, 1 to 5. Rejects `bad-input` for another score; without effect where none is open. */
  submitCsat(answer: {readonly score: number; readonly comment?: string}): Promise<void> {
    return this.#call('submitCsat', answer);
  }

  /** Answers the survey with nothing. */
  skipCsat(): Promise<void> {
    return this.#call('skipCsat');
  }

  /**
   * Says who the visitor is: a claim, a token, or where to get one. Resolves when the chat is that visitor's; rejects `bad-input`, or
   * `identity-refused` for a token that is not accepted.
   */
  identify(identity: Identity): Promise<void> {
    return this.#call('identify', identity);
  }

  /** Ends what is active, deletes this visitor's data on this device, in every tab, and hides the window; the chat is anonymous and empty then. */
  logout(): Promise<EndResult> {
    return this.#call('logout');
  }

  /** Has the server delete everything of this visitor, then does what `clearSession()` does. Rejects when the server did not do it. */
  eraseMyData(): Promise<void> {
    return this.#call('eraseMyData');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#arrive();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#leave?.();
      this.#leave = undefined;
      this.#desk.told = false;
    });
  }

  /** The launcher is drawn in a task of its own, after the one that has read this module: neither is long, also on a slow device. */
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated) await new Promise((go) => setTimeout(go));
    void super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('mode') && /^(inline|page)$/.test(this.mode)) this.open = true;
    if (changed.has('open')) {
      // Closing after a failure keeps saying why.
      this.#desk.state = {...this.#desk.state, ...(this.open ? {window: 'shown', error: null} : {window: 'hidden'})};
      this.#desk.failed &&= !this.open;
    }
    const values = [
      this.mode, this.position, this.afterEnd, this.storage, this.colorScheme, this.endButton, this.endButtonWithoutSession, this.resolutionPrompt, this.csat,
    ];
    if (this.isConnected && (this.open || !values.every((one) => KNOWN.test(one)))) this.#need();
  }

  protected override render(): TemplateResult {
    const {mode, position, open} = this;
    const {failed, words: first} = this.#desk;
    const {words = first, label = words.open, busy = open, icon, badge, rest} = this.#host?.look() ?? {};
    const named = this.querySelector('[slot=launcher]')?.textContent.trim();
    return html`<div class="frame ${mode} ${position} ${open ? 'open' : ''}">
      ${failed ? html`<p part="failure" role="alert">${words.loadFailed} <button @click=${this.#toggle}>${words.tryAgain}</button></p>` : nothing}
      <button
        part="launcher"
        aria-haspopup="dialog"
        aria-expanded=${open}
        aria-busy=${busy}
        aria-label=${named ? nothing : label}
        @click=${this.#toggle}
        @pointerenter=${this.#warm}
        @pointerdown=${this.#warm}
        @focus=${this.#warm}
      >
        <slot name="launcher" @slotchange=${() => this.requestUpdate()}>
          <svg viewBox="0 0 28 28" aria-hidden="true">
            <path d="M14 4.5c6 0 10 4 10 8.5s-4 8.7-10 8.7l-3-.3L6 24v-4.7C5 18 4 16 4 13c0-5 4-8.5 10-8.5ZM9.5 11h9m-9 4.2H15" /></svg
          >${icon}</slot
        >${badge}</button
      >${rest}
    </div>`;
  }

  /** A click without coordinates comes from a key. */
  #toggle({detail}: MouseEvent): void {
    void this.#turn(!this.open, detail ? 'pointer' : 'keyboard');
  }

  #warm(): void {
    loadHost().then(({warmUp}) => warmUp(this), noop);
  }

  /** Looks what is there, and loads only what is needed now. */
  async #arrive(): Promise<void> {
    // Attributes and properties of one task are read together.
    await this.updateComplete;
    if (this.#leave || !this.isConnected) return;
    this.#leave = watchMemory(() => void this.#lookAround());
    this.#desk.reset = this.resetOnArrival;
    if (!('commandForElement' in HTMLButtonElement.prototype)) import('./command-clicks.js').then(({watchCommandClicks}) => watchCommandClicks(this), noop);
    if (this.resetOnArrival || this.sessionId) this.#need();
    whenIdle(() => void this.#lookAround());
  }

  /** In a quiet moment, and whenever there may be news: the launcher's own language, and whether there may be a session to take up. */
  async #lookAround(): Promise<void> {
    const locale = this.locale || document.documentElement.lang;
    if (this.#loading) return this.#loading.then((host) => host.peek(), noop);
    if (locale && !/^en\b/i.test(locale)) this.#speak(locale).catch(noop);
    const some = this.getToken ?? (this.storage !== 'memory' && (await remembersSome()));
    if (!this.#leave || this.#loading) return;
    if (some) return this.#need();
    if (this.#desk.told) return;
    this.#desk.told = true;
    this.#desk.becomeReady!();
    this.#tell('chat-ready', {window: this.state.window});
  }

  async #speak(locale: string): Promise<void> {
    const {loadLauncherStrings} = await import('../i18n/index.js');
    this.#desk.words = await loadLauncherStrings(locale);
    this.requestUpdate();
  }

  async #turn(open: boolean, by?: Intent['by']): Promise<void> {
    this.#desk.by = by;
    this.open = open;
    // While nothing is loaded there is nothing to hide.
    if (open || this.#loading) await this.#call(open ? 'show' : 'hide').catch(noop);
  }

  /** Calls a verb: now if there is a host, else when there is. */
  #call<T>(verb: Verb, ...parameters: readonly unknown[]): Promise<T> {
    const run = (host: ChatHost): Promise<T> => host.call(verb, parameters as readonly never[]) as Promise<T>;
    return this.#host ? run(this.#host) : this.#load().then(run);
  }

  #need(): void {
    this.#load().catch(noop);
  }

  /** Downloads the host, once. */
  #load(): Promise<ChatHost> {
    // Side by side: the host asks for it only when it is there itself.
    if (this.open) import('../ui/index.js').catch(noop);
    return (this.#loading ??= loadHost().then(
      ({ChatHost}) => (this.#host = new ChatHost(this, this.#desk)),
      (error: ChatError) => {
        this.#fail(error);
        throw error;
      },
    ));
  }

  /** Says so once, where the visitor asked for it, and leaves a launcher that tries again. */
  #fail(error: ChatError): void {
    const {code, message, retryable} = error;
    this.#loading = undefined;
    this.#desk.failed = this.open;
    this.open = false;
    this.#desk.state = {...FRESH_STATE, error};
    this.#tell('chat-error', {code, message, retryable});
  }

  #tell(type: string, more: object): void {
    this.dispatchEvent(eventOf(type, more));
  }
}

/** An event of an element without a chat; `events.ts` has those of a chat. */
function eventOf(type: string, more: object): CustomEvent {
  const detail = Object.freeze({sessionId: null, at: Date.now(), origin: 'this-tab', ...more});
  return new CustomEvent(type, {detail, bubbles: true, composed: true});
}
