// `<agent-console>`: the page. It shows the sign-in or three panes, keeps the address in step with the chosen chat, and lets the network
// and the keyboard be heard. What happens is the desk's.
import { html, LitElement, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { systemClock } from '../../src/clock/system-clock.js';
import { tokens } from '../../src/ui/styles.js';
import type { AgentStatus, Chat, Participant } from '../protocol.js';
import type { AgentChat } from './agent-chat.js';
import type { AgentChats, ChooseEvent, ListBotChatsEvent } from './agent-chats.js';
import type { AgentConversation } from './agent-conversation.js';
import type { AgentLeftMessages } from './agent-left-messages.js';
import { callForAttention } from './attention.js';
import { Chime } from './chime.js';
import { groupChats } from './chats.js';
import { consoleStyles } from './console-styles.js';
import { Desk } from './desk.js';
import { face } from './face.js';
import { picture } from './icons.js';
import { base } from './styles.js';
import { problem } from './words.js';

/** Whether there is room for the details beside the conversation. */
const WIDE = globalThis.matchMedia('(min-width: 1180px)');

/** What the address names in place of a chat. */
const LEFT = 'left-messages';

/** A tab's storage, or none where the browser forbids it. */
function storageOf(name: 'sessionStorage' | 'localStorage'): Storage | undefined {
  try {
    return globalThis[name];
  } catch {
    return undefined;
  }
}

export class AgentConsole extends LitElement {
  static override styles = [tokens, ...base, consoleStyles];

  @state() private details = WIDE.matches;
  @state() private leftShown = false;
  @state() private leaving = false;
  @state() private offline = !navigator.onLine;
  @state() private trouble = '';
  @state() private said = '';
  @query('agent-chats') private readonly list!: AgentChats | null;
  @query('agent-conversation') private readonly conversation!: AgentConversation | null;
  @query('agent-left-messages') private readonly leftMessages!: AgentLeftMessages | null;

  readonly #chime = new Chime(storageOf('localStorage'));
  #desk: Desk | undefined;
  #stopped: AbortController | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const desk = new Desk({ endpoint: location.origin, clock: systemClock, storage: storageOf('sessionStorage') });
    const stopped = new AbortController();
    const { signal } = stopped;
    this.#desk = desk;
    this.#stopped = stopped;
    desk.subscribe(() => this.#look());
    const quiet = callForAttention({ desk, chime: this.#chime, page: document, say: (text) => this.#say(text) });
    signal.addEventListener('abort', quiet);
    const wake = (): void => {
      this.offline = !navigator.onLine;
      if (navigator.onLine && document.visibilityState === 'visible') desk.wake();
    };
    for (const name of ['online', 'offline', 'pageshow'] as const) globalThis.addEventListener(name, wake, { signal });
    document.addEventListener('visibilitychange', wake, { signal });
    globalThis.addEventListener('popstate', () => this.#followAddress(), { signal });
    for (const name of ['pointerdown', 'keydown'] as const) this.addEventListener(name, () => this.#chime.unlock(), { signal });
    void desk.open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopped?.abort();
    this.#desk?.dispose();
  }

  protected override render(): TemplateResult | typeof nothing {
    const desk = this.#desk;
    if (!desk) return nothing;
    return html`<div class="tokens page ${desk.state.phase}" @announce=${(event: CustomEvent<string>) => this.#say(event.detail)}>
      ${this.#page(desk)}
      <div class="unseen" role="status" aria-live="polite">${this.said}</div>
    </div>`;
  }

  #page(desk: Desk): TemplateResult {
    const { phase, connection } = desk.state;
    switch (phase) {
      case 'checking':
        return html`<main class="checking" aria-busy="true" aria-label="Agent console">
          ${connection === 'reconnecting' ? html`<p>The server can’t be reached. Trying again…</p>` : nothing}
        </main>`;
      case 'signed-out':
      case 'expired':
        return html`<main class="sign-in">
          <agent-login
            ?expired=${phase === 'expired'}
            .askQueues=${() => desk.queues()}
            .signIn=${(...given: Parameters<Desk['signIn']>) => desk.signIn(...given)}
          ></agent-login>
        </main>`;
      case 'signed-in':
        return this.#panes(desk);
    }
  }

  #panes(desk: Desk): TemplateResult {
    const { chats, chosen, me, work, left } = desk.state;
    const groups = groupChats(chats, me!.id);
    const listed = chosen === null ? undefined : chats.get(chosen)?.chat;
    const place = groups.waiting.findIndex(({ chat }) => chat.key === chosen) + 1;
    const chat = listed && desk.chosen;
    return html`<header class="unseen"><h1>Agent console</h1></header>
      ${this.#banner(desk)}
      <main class="panes ${chat || this.leftShown ? 'reading' : ''} ${chat && this.details ? 'detailed' : ''}">
        <section class="side" aria-label="Inbox">
          ${this.#top(work!, groups.mine.length, left.open)}
          <agent-chats
            .desk=${desk.state}
            @choose=${this.#choose}
            @list-bot-chats=${({ count }: ListBotChatsEvent) => desk.listBotChats(count)}
          ></agent-chats>
        </section>
        <section class="read" aria-label=${this.leftShown ? 'Left messages' : 'Conversation'}>
          ${this.leftShown
            ? html`<agent-left-messages
                .left=${left}
                .setDone=${(id: string, done: boolean) => desk.setDone(id, done)}
                @back=${this.#back}
              ></agent-left-messages>`
            : chat && listed
              ? keyed(chosen, this.#conversation(chat, { listed, me: me!, place }))
              : this.#nothingChosen(groups.waiting.length)}
        </section>
        ${chat && this.details
          ? html`<section class="details" aria-label="Details">
              <button class="tool close" type="button" aria-label="Close details" @click=${this.#closeDetails}>${picture('back')}</button>
              <agent-details .chat=${chat} .listed=${listed}></agent-details>
            </section>`
          : nothing}
      </main>`;
  }

  #conversation(chat: AgentChat, known: { readonly listed: Chat; readonly me: Participant; readonly place: number }): TemplateResult {
    return html`<agent-conversation
      .chat=${chat}
      .listed=${known.listed}
      .me=${known.me}
      .place=${known.place}
      .detailsShown=${this.details}
      @back=${this.#back}
      @details=${() => (this.details = !this.details)}
    ></agent-conversation>`;
  }

  #top({ agent, away, queues, bot }: AgentStatus, own: number, left: number): TemplateResult {
    const muted = this.#chime.muted;
    const serves = queues?.map(({ name }) => name).join(', ');
    return html`<div class="top">
        ${face(agent)}
        <div class="me">
          <p><span class="unseen">Signed in as </span><bdi>${agent.name}</bdi></p>
          <div class="work">
            <button class="status ${away ? 'away' : ''}" type="button" title=${away ? 'Make yourself available' : 'Set yourself away'} @click=${() => this.#setAway(!away)}>
              <span><span class="unseen">You are </span>${away ? 'Away' : 'Available'}</span>
            </button>
            ${serves ? html`<span class="serves" title=${serves}><span class="unseen">Queues: </span>${serves}</span>` : nothing}
          </div>
        </div>
        <button
          class="tool left"
          type="button"
          aria-label=${left > 0 ? `Left messages, ${left} to answer` : 'Left messages'}
          title="Left messages"
          aria-pressed=${this.leftShown ? 'true' : 'false'}
          @click=${this.#toggleLeft}
        >
          ${picture('mail')}${left > 0 ? html`<span class="badge">${left > 99 ? '99+' : left}</span>` : nothing}
        </button>
        <button class="tool" type="button" aria-pressed=${muted ? 'true' : 'false'} aria-label="Mute sounds" title=${muted ? 'Sounds are off' : 'Sounds are on'} @click=${this.#mute}>
          ${picture(muted ? 'bell-off' : 'bell')}
        </button>
        <button class="tool" type="button" aria-label="Sign out" title="Sign out" aria-expanded=${this.leaving} @click=${() => this.#leave(own)}>${picture('sign-out')}</button>
      </div>
      ${this.leaving
        ? html`<div class="leaving" role="group" aria-label="Sign out" @keydown=${this.#stay}>
            <p>${own === 1 ? 'Your chat goes' : `Your ${own} chats go`} back ${bot ? 'to the bot' : 'into the line'} when you sign out.</p>
            <button class="soft" type="button" @click=${() => (this.leaving = false)}>Stay</button>
            <button class="solid danger" type="button" @click=${this.#signOut}>Sign out</button>
          </div>`
        : nothing}
      ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : nothing}`;
  }

  #banner({ state: { connection, listed } }: Desk): TemplateResult | typeof nothing {
    if (this.offline) return html`<p class="banner" role="status">${picture('alert')}You’re offline. Replies are sent when you’re back.</p>`;
    if (connection === 'online' || (connection === 'connecting' && !listed)) return nothing;
    return html`<p class="banner" role="status">${picture('alert')}Reconnecting… Replies are sent when the server answers.</p>`;
  }

  #nothingChosen(waiting: number): TemplateResult {
    return html`<div class="nothing">
      ${picture('chat')}
      <strong>${waiting > 0 ? (waiting === 1 ? 'One visitor is waiting' : `${waiting} visitors are waiting`) : 'No chat chosen'}</strong>
      <p><kbd>↑</kbd> <kbd>↓</kbd> move through the list, <kbd>Enter</kbd> opens a chat.</p>
    </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has('leaving') && this.leaving) this.renderRoot.querySelector<HTMLElement>('.leaving .soft')?.focus();
  }

  /** The desk has changed. A chat named in the address is opened as soon as the list has it. */
  #look(): void {
    const { phase, chosen, listed } = this.#desk!.state;
    if (phase === 'signed-in' && listed && chosen === null && location.hash.length > 1) this.#followAddress();
    this.requestUpdate();
  }

  #followAddress(): void {
    const desk = this.#desk!;
    const key = decodeURIComponent(location.hash.slice(1));
    this.#showLeft(key === LEFT && desk.state.phase === 'signed-in');
    if (key === LEFT) return desk.choose(null);
    if (key !== '' && !desk.state.chats.has(key)) return history.replaceState(null, '', location.pathname);
    if (desk.state.phase === 'signed-in') desk.choose(key === '' ? null : key);
  }

  async #choose({ key }: ChooseEvent): Promise<void> {
    const desk = this.#desk!;
    const first = desk.state.chosen === null && !this.leftShown;
    this.#showLeft(false);
    if (!WIDE.matches) this.details = false;
    desk.choose(key);
    // From the list into a chat is a step that the browser's own way back undoes; from chat to chat is not.
    history[first ? 'pushState' : 'replaceState'](null, '', `#${encodeURIComponent(key)}`);
    await this.updateComplete;
    await this.conversation?.updateComplete;
    this.conversation?.focus();
  }

  async #back(): Promise<void> {
    // The address first: a chat that it names would be opened again.
    history.replaceState(null, '', location.pathname);
    this.#showLeft(false);
    this.#desk!.choose(null);
    await this.updateComplete;
    this.list?.focus();
  }

  async #toggleLeft(): Promise<void> {
    const desk = this.#desk!;
    if (this.leftShown) return this.#back();
    history[desk.state.chosen === null ? 'pushState' : 'replaceState'](null, '', `#${LEFT}`);
    desk.choose(null);
    this.#showLeft(true);
    await this.updateComplete;
    await this.leftMessages?.updateComplete;
    this.leftMessages?.focus();
  }

  #showLeft(shown: boolean): void {
    this.leftShown = shown;
    this.#desk!.readLeft(shown);
  }

  async #setAway(away: boolean): Promise<void> {
    this.trouble = '';
    try {
      await this.#desk!.setAway(away);
      this.#say(away ? 'You are away' : 'You are available');
    } catch (error) {
      this.trouble = problem(error);
    }
  }

  #closeDetails(): void {
    this.details = false;
    this.conversation?.focus();
  }

  #mute(): void {
    this.#chime.muted = !this.#chime.muted;
    this.requestUpdate();
  }

  #leave(own: number): void {
    if (own > 0) this.leaving = !this.leaving;
    else void this.#signOut();
  }

  #stay(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    this.leaving = false;
    this.renderRoot.querySelector<HTMLElement>('[aria-label="Sign out"]')?.focus();
  }

  async #signOut(): Promise<void> {
    this.leaving = false;
    this.trouble = '';
    try {
      await this.#desk!.signOut();
      this.#showLeft(false);
      history.replaceState(null, '', location.pathname);
    } catch (error) {
      this.trouble = problem(error);
    }
  }

  #say(text: string): void {
    // The same sentence said again is heard again.
    this.said = this.said === text ? `${text}\u00a0` : text;
  }
}
