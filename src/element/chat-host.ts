/**
 * What `<chat-embed>` does once something is needed: takes up a chat for the partition that the element stands for, lets it go when the element
 * leaves or stands for another, and carries out what was asked for meanwhile. One for each element, for its whole life; refuses to know what a chat
 * does.
 */
import {adoptStyles, html, type LitElement, nothing, type ReactiveController, type TemplateResult} from 'lit';
import {launcherStrings, type LauncherStrings} from '../i18n/launcher-strings.js';
import type {ChatEvent, CommonDetail} from '../model/chat-event.js';
import {type ChatState, FRESH_STATE} from '../model/chat-state.js';
import {ChatError} from '../model/errors.js';
import {isLive, recordKey} from '../model/session-record.js';
import {peekRecord} from '../store/peek.js';
import type {QueuedCall, Verb} from './call-queue.js';
import {ChatVisit, type HostElement, warmConnector, type VisitHooks} from './chat-visit.js';
import type {Desk} from './desk.js';
import {absoluteEndpoint} from './endpoint.js';
import {domEvent} from './events.js';
import {focused, type Intent} from './focus-keeper.js';
import {whenIdle} from './idle.js';
import {parts} from './load.js';
import {panelStyles} from './panel-styles.js';
import {checkSettings, givesMore} from './settings.js';

const CHEVRON = html`<svg viewBox="0 0 28 28" aria-hidden="true"><path d="m7 11 7 7 7-7" /></svg>`;

/** Partitions that `reset-window` has been carried out for since this page arrived: a remount is no arrival. */
const arrived = new Set<string>();

/**
 * Downloads what a chat needs while the visitor is still making up their mind: first the window, then, in a quiet moment, what the first message
 * needs; an opened window asks for that itself. Sends and stores nothing; never rejects.
 */
export async function warmUp(element: Pick<HostElement, 'open' | 'connector' | 'locale'>): Promise<void> {
  const loaded = await Promise.all([parts.window(), parts.language()]).catch(noop);
  if (!loaded) return;
  const [window, {loadStrings}] = loaded;
  whenIdle(() => {
    if (element.open) return;
    const words = loadStrings(element.locale || document.documentElement.lang);
    void Promise.allSettled([parts.core(), words, warmConnector(element.connector), window.warmUp()]);
  });
}

/** Something that waits for the chat. */
interface Call {
  run(visit: ChatVisit): void;
  fail(error: unknown): void;
}

/** One stay of the element in a page, with one partition. What comes back for another stay is dropped. */
interface Stay {
  readonly partition: string;
  readonly reset: boolean;
}

/** What the launcher shows of the chat. */
export interface LauncherLook {
  readonly words: LauncherStrings;
  readonly label: string;
  /** The window has been asked for, and is on its way. */
  readonly busy: boolean;
  /** A second icon, for an open window. */
  readonly icon: TemplateResult;
  readonly badge: TemplateResult | typeof nothing;
  /** What stands beside the launcher. */
  readonly rest: TemplateResult;
}

export class ChatHost implements ReactiveController {
  readonly #element: HostElement;
  readonly #desk: Desk;
  readonly #internals: ElementInternals | undefined;
  readonly #told: VisitHooks['told'] = {window: 'chat-hide'};
  #words: LauncherStrings;
  #dressed = false;
  /** The element's properties, as they were last read. */
  #read: readonly unknown[] = [];
  #stay: Stay | undefined;
  #visit: ChatVisit | undefined;
  #loading: Promise<void> | undefined;
  #waiting: Call[] = [];
  #open = false;
  #intent: Intent = NOBODY;

  /** Takes over from an element that is alone so far. */
  constructor(element: HostElement, desk: Desk) {
    this.#element = element;
    this.#desk = desk;
    this.#internals = element.attachInternals?.();
    this.#words = {...launcherStrings, ...desk.words};
    element.addController(this);
    element.requestUpdate();
  }

  /** What is true now. */
  get state(): ChatState {
    return this.#visit?.chat.state ?? this.#desk.state;
  }

  /** Calls a verb, in the order of the calls: now if there is a chat, else when there is. Settles as the verb does. */
  call(verb: Verb, parameters: readonly never[]): Promise<unknown> {
    if (verb === 'show' || verb === 'hide') return this.#turn(verb);
    parts.core().catch(noop);
    return this.#ask(({chat}): unknown => Reflect.apply(chat[verb], chat, parameters));
  }

  /** Makes calls that nobody waits for, in order. */
  obey(calls: readonly QueuedCall[]): void {
    for (const call of calls) this.#ask((visit) => visit.obey(call)).catch(noop);
  }

  /** Carries out a button's command, if it is one for custom elements. */
  command(command: string): void {
    if (command.startsWith('--')) this.#ask((visit) => visit.command(command)).catch(noop);
  }

  /** How the launcher looks now. */
  look(): LauncherLook {
    const {unread} = this.state;
    const words = this.#visit?.words ?? this.#words;
    const news = unread && !this.#open ? words.unread(unread) : '';
    return {
      words,
      label: this.#open ? words.close : words.open + (news && `, ${news}`),
      busy: this.#open && !this.#able,
      icon: CHEVRON,
      badge: news ? html`<span part="badge" aria-hidden="true">${unread > 99 ? '99+' : unread}</span>` : nothing,
      rest: html`<span class="said" role="status">${news}</span>${this.#visit?.render() ?? nothing}`,
    };
  }

  hostConnected(): void {
    this.#element.requestUpdate();
  }

  hostDisconnected(): void {
    // Moving an element takes it out and puts it in again within one task.
    queueMicrotask(() => {
      if (!this.#element.isConnected) this.#detach();
    });
  }

  hostUpdate(): void {
    const element = this.#element;
    if (!element.isConnected) return;
    this.#dress();
    const {namespace, connector, storage, open} = element;
    const key = recordKey({namespace, connector, endpoint: absoluteEndpoint(element.endpoint) ?? location.origin, identity: 'anonymous'});
    const partition = `${storage}|${key}`;
    if (partition !== this.#stay?.partition) this.#attach(partition);
    else if (this.#changed()) this.#configure();
    if (open !== this.#open) void this.#turn(open ? 'show' : 'hide', this.#desk.by ?? 'nobody');
  }

  hostUpdated(): void {
    this.#visit?.updated();
  }

  /** What matters only from now on. */
  #dress(): void {
    if (this.#dressed) return;
    this.#dressed = true;
    const {renderRoot, constructor} = this.#element;
    adoptStyles(renderRoot as ShadowRoot, [...(constructor as typeof LitElement).elementStyles, panelStyles]);
    renderRoot.addEventListener('keydown', (event) => {
      if ((event as KeyboardEvent).key === 'Escape' && !event.defaultPrevented && this.#element.mode === 'floating') void this.#element.hide();
    });
  }

  /** Whether a property is another than when this was last asked. */
  #changed(): boolean {
    const names = [...(this.#element.constructor as typeof LitElement).elementProperties.keys()].filter((name) => name !== 'open' && name !== 'queue');
    const before = this.#read;
    this.#read = names.map((name) => this.#element[name as keyof HostElement]);
    return this.#read.some((value, index) => value !== before[index]);
  }

  #configure(): void {
    if (this.#visit) this.#visit.configure();
    else checkSettings(this.#element, (error) => this.#complain(error));
  }

  /** The visit, unless its chat could not be had: then the next call makes another. */
  get #able(): ChatVisit | undefined {
    return this.#visit?.chat.broken ? undefined : this.#visit;
  }

  /** Takes up a partition: looks what is there, and loads only what is needed now. */
  #attach(partition: string): void {
    const {resetOnArrival, open, sessionId} = this.#element;
    const told = this.#desk.told === true && !this.#stay;
    this.#detach();
    this.#desk.told = told;
    this.#changed();
    this.#configure();
    const stay = (this.#stay = {partition, reset: (this.#desk.reset ?? resetOnArrival) && !arrived.has(partition)});
    this.#desk.reset = undefined;
    arrived.add(partition);
    if (open) void this.#turn('show', this.#desk.by ?? 'nobody');
    else if (stay.reset || sessionId || this.#waiting.length > 0) void this.#load();
    else void this.peek();
  }

  /** Lets go of the chat; the session goes on. */
  #detach(): void {
    this.#visit?.dispose();
    this.#stay = this.#visit = this.#loading = undefined;
    this.#desk.told = false;
  }

  /** Whether there is a session to take up; looked up again when another tab may have started one. */
  async peek(): Promise<void> {
    const stay = this.#stay;
    if (!stay || this.#visit) return;
    const live = await this.#remembers().catch(() => true);
    if (stay !== this.#stay || this.#visit || this.#loading) return;
    if (!live) return this.#tellReady();
    parts.core().catch(noop);
    await this.#load();
  }

  /** Whether the visitor that the page names has something to be taken up here; rejects when it cannot be known yet who that is. */
  async #remembers(): Promise<boolean> {
    const element = this.#element;
    const given = givesMore(element) ? await parts.given() : undefined;
    const settings = checkSettings(element, (error) => this.#complain(error), given);
    if (settings.getToken) return true;
    if (settings.storage === 'memory') return false;
    return isLive(await peekRecord(given?.visitorKey(settings) ?? recordKey({...settings, identity: 'anonymous'})));
  }

  /** Makes the chat, once. Settles when it is there or could not be had; at once while the element is in no page. */
  #load(): Promise<void> | undefined {
    const stay = this.#stay;
    if (!stay || this.#able) return undefined;
    return (this.#loading ??= this.#fetch(stay));
  }

  async #fetch(stay: Stay): Promise<void> {
    try {
      const visit = await ChatVisit.open(this.#element, this.#hooks(stay));
      if (stay === this.#stay) this.#adopt(visit, stay);
      else visit.dispose();
    } catch (error) {
      if (stay === this.#stay) this.#loadFailed(error);
    }
  }

  #adopt(visit: ChatVisit, {reset}: Stay): void {
    this.#visit?.dispose();
    this.#visit = visit;
    this.#loading = undefined;
    visit.turn(this.#open, this.#intent);
    visit.begin(reset);
    for (const {run} of this.#waiting.splice(0)) run(visit);
    visit.follow();
  }

  #hooks({partition}: Stay): VisitHooks {
    return {
      internals: this.#internals,
      told: this.#told,
      words: this.#words,
      partition,
      turned: (open) => {
        this.#words = this.#visit?.words ?? this.#words;
        this.#setOpen(open, activated());
      },
      reopen: () => void this.#turn('show', 'nobody'),
      tell: (event) => this.#tell(event),
      complain: (error) => this.#complain(error),
      failed: (error) => this.#loadFailed(error),
      ready: () => this.#tellReady(),
    };
  }

  #ask<T>(run: (visit: ChatVisit) => T | PromiseLike<T>): Promise<T> {
    const visit = this.#able;
    if (visit) return new Promise((resolve) => resolve(run(visit)));
    return new Promise((resolve, fail) => {
      // A promise of its own, so that a verb that throws rejects.
      this.#waiting.push({run: (made) => resolve(new Promise((settle) => settle(run(made)))), fail});
      void this.#load();
    });
  }

  /** Shows or hides the window: at once as far as can be seen, and in the chat as soon as there is one. Never rejects. */
  async #turn(verb: 'show' | 'hide', by = this.#desk.by ?? activated()): Promise<void> {
    const idle = !this.#able && !this.#loading && this.#waiting.length === 0;
    this.#desk.by = undefined;
    this.#setOpen(verb === 'show', by);
    // Nothing has been loaded, so there is nothing to hide.
    if (verb === 'hide' && idle) return;
    await this.#ask(({chat}) => chat[verb]()).catch(noop);
    await this.#visit?.window;
    await this.#element.updateComplete;
  }

  #setOpen(open: boolean, by: Intent['by']): void {
    this.#element.open = open;
    if (open) this.#desk.failed = false;
    if (open === this.#open) return;
    this.#open = open;
    this.#intent = {by, opener: focused(this.#element)};
    if (open) {
      parts.window().catch(noop);
      parts.language().catch(noop);
    }
    this.#visit?.turn(open, this.#intent);
  }

  /** Says so once, where the visitor asked for it, and leaves a launcher that tries again. */
  #loadFailed(error: unknown): void {
    this.#loading = undefined;
    for (const {fail} of this.#waiting.splice(0)) fail(error);
    if (this.#desk.failed) return;
    const asked = this.#open;
    this.#visit?.chat.hide();
    this.#setOpen(false, 'nobody');
    this.#desk.failed = asked;
    this.#complain(error instanceof ChatError ? error : new ChatError('load-failed', String(error), {cause: error}));
    this.#element.requestUpdate();
  }

  #tellReady(): void {
    const {told, becomeReady} = this.#desk;
    if (told) return;
    this.#desk.told = true;
    becomeReady!();
    this.#tell({type: 'chat-ready', detail: {...this.#common(), window: this.state.window}});
  }

  #complain(error: ChatError): void {
    const {code, message, retryable} = error;
    if (!this.#visit) this.#desk.state = {...FRESH_STATE, error};
    this.#tell({type: 'chat-error', detail: {...this.#common(), code, message, retryable}});
  }

  #common(): CommonDetail {
    return {sessionId: this.state.session.id, at: Date.now(), origin: 'this-tab'};
  }

  #tell(event: ChatEvent): boolean {
    return this.#element.dispatchEvent(domEvent(event));
  }
}

const NOBODY: Intent = {by: 'nobody', opener: null};

const noop = (): void => undefined;

/** Focus follows the visitor, never a page that opens the chat by itself. */
function activated(): Intent['by'] {
  return navigator.userActivation?.isActive ? 'pointer' : 'nobody';
}
