// `<agent-conversation>`: the chat that is being read, with what its agent can do in it. It hands the window's own parts the chat by
// context; knows who has the chat and what stands where the composer is; asks to go back with `back` and for facts with `details`.
import { ContextProvider } from '@lit/context';
import { html, LitElement, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { ChatEmbedComposer, ChatEmbedTranscript } from '../../src/ui/index.js';
import { chatContext } from '../../src/ui/index.js';
import { endText } from '../../src/ui/notices.js';
import { FOCUS_EVENT, SAY_EVENT } from '../../src/ui/internal-events.js';
import type { SayEvent } from '../../src/ui/internal-events.js';
import type { Chat, Participant } from '../protocol.js';
import type { AgentChat } from './agent-chat.js';
import type { ConfirmEvent } from './agent-confirm.js';
import { ChatWatch } from './chat-watch.js';
import { conversationStyles } from './conversation-styles.js';
import { face, verifiedMark } from './face.js';
import { picture } from './icons.js';
import { rating, ratingText } from './rating.js';
import { base, paneHeader } from './styles.js';
import { Ticking } from './ticking.js';
import { clockTime, lengthOfTime } from './time.js';
import { problem, targetText, wordsFor } from './words.js';

export class AgentConversation extends LitElement {
  static override styles = [...base, paneHeader, conversationStyles];

  @property({ attribute: false }) chat: AgentChat | undefined;
  /** What the list knows of it. */
  @property({ attribute: false }) listed: Chat | undefined;
  @property({ attribute: false }) me: Participant | undefined;
  /** Place in the line; 0 when it does not wait. */
  @property({ attribute: false }) place = 0;
  @property({ attribute: false }) detailsShown = false;

  @state() private asking: 'end' | 'hand-back' | undefined;
  @state() private busy = false;
  @state() private trouble = '';
  @query('chat-embed-composer') private readonly composer!: ChatEmbedComposer | null;
  @query('chat-embed-transcript') private readonly transcript!: ChatEmbedTranscript | null;

  readonly #provider = new ContextProvider(this, { context: chatContext });
  #mine: boolean | undefined;
  /** Until when the visitor may be silent, as it was said last. */
  #warned: number | undefined;
  /** The survey as it was said last; `undefined` before anything was. */
  #rated: Chat['csat'] | null;
  #asked: HTMLElement | undefined;

  constructor() {
    super();
    new Ticking(this);
    new ChatWatch(this, () => this.chat);
  }

  /** Focuses what is to be done next: the reply, the accept button, else the conversation. Stepping in is a decision: it is not next. */
  override focus(): void {
    const target = this.composer?.checkVisibility() ? this.composer : this.renderRoot.querySelector<HTMLElement>('.accept');
    (target ?? this.transcript)?.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { chat, listed, me } = this;
    if (chat && listed && me && (changed.has('chat') || changed.has('me'))) {
      const options = { heading: listed.visitor.name, mode: 'page', closable: false, self: me.id } as const;
      this.#provider.setValue({ chat, strings: wordsFor(listed.visitor.name), options });
    }
    if (!chat?.mine) this.asking = undefined;
  }

  protected override updated(): void {
    const mine = this.chat?.mine;
    // Whoever has just taken a chat wants to write.
    const taken = mine === true && this.#mine === false && this.#asked?.matches('.accept, .take-over, .reopen') === true;
    this.#mine = mine;
    this.#sayIdle();
    this.#sayRating();
    if (taken) void this.composer?.updateComplete.then(() => this.composer?.focus());
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot();
    root.addEventListener(FOCUS_EVENT, (event) => {
      event.stopPropagation();
      this.focus();
    });
    root.addEventListener(SAY_EVENT, (event) => {
      event.stopPropagation();
      this.#say((event as SayEvent).text);
    });
    return root;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { chat, listed } = this;
    if (!chat || !listed) return nothing;
    const { session } = chat.state;
    return html`
      ${this.#header(chat, listed)} ${this.#banner(chat)} ${this.#idle(chat, listed)}
      <chat-embed-transcript @sent=${() => this.transcript?.follow()}></chat-embed-transcript>
      <footer class=${chat.mine ? 'mine' : 'other'}>
        ${chat.seen && chat.state.typing.length === 0 ? html`<p class="seen">Seen by <bdi>${listed.visitor.name}</bdi></p>` : nothing}
        ${this.trouble ? html`<p class="trouble" role="alert">${picture('alert')}<span>${this.trouble}</span></p>` : nothing}
        ${this.asking
          ? html`<agent-confirm
              what=${this.asking}
              .visitor=${listed.visitor.name}
              .bot=${chat.state.participants.some(({ role }) => role === 'bot')}
              ?busy=${this.busy}
              @cancel=${this.#cancel}
              @confirm=${this.#confirm}
            ></agent-confirm>`
          : nothing}
        <div class="reply" ?hidden=${!chat.mine || this.asking !== undefined}>
          <chat-embed-composer @sent=${() => this.transcript?.follow()}></chat-embed-composer>
          <p class="hint"><span><bdi>**<b>bold</b>**</bdi>, lists, links and \`code\` work</span><span><kbd>Enter</kbd> sends, <kbd>Shift</kbd> <kbd>Enter</kbd> breaks the line</span></p>
        </div>
        ${chat.mine || session.status === 'none' ? nothing : this.#standing(chat, listed)}
      </footer>
    `;
  }

  #header(chat: AgentChat, { visitor, csat }: Chat): TemplateResult {
    const { session } = chat.state;
    return html`<header>
      <button class="tool back" type="button" aria-label="Back to the list" @click=${() => this.dispatchEvent(new Event('back'))}>${picture('back')}</button>
      ${face(visitor)}
      <div class="names">
        <h2 tabindex="-1"><bdi>${visitor.name}</bdi> ${verifiedMark(visitor)}</h2>
        <p>${this.#subtitle(chat)}</p>
      </div>
      ${chat.mine && session.status === 'active'
        ? html`${this.#survey(csat, true)}
            <button class="soft hand-back" type="button" aria-expanded=${this.asking === 'hand-back'} @click=${this.#ask('hand-back')}>
              ${picture('hand-back')}<span>Hand back</span>
            </button>
            <button class="soft end" type="button" aria-expanded=${this.asking === 'end'} @click=${this.#ask('end')}>${picture('check')}<span>End</span></button>`
        : nothing}
      <button
        class="tool"
        type="button"
        aria-label="Details"
        title="Details"
        aria-pressed=${this.detailsShown ? 'true' : 'false'}
        @click=${() => this.dispatchEvent(new Event('details'))}
      >
        ${picture('details')}
      </button>
    </header>`;
  }

  /** Asks for a rating: as a tool among others, or by name. While the visitor is being asked there is nothing to do. */
  #survey(csat: Chat['csat'], small: boolean): TemplateResult {
    const open = csat !== undefined && csat.at === undefined;
    const words = open ? 'Rating requested' : 'Ask for a rating';
    return html`<button
      class="${small ? 'tool' : 'soft'} survey"
      type="button"
      aria-label=${small ? words : nothing}
      title=${small ? words : nothing}
      aria-disabled=${open || this.busy ? 'true' : 'false'}
      @click=${() => open || void this.#askForRating()}
    >
      ${picture('star')}${small ? nothing : html`<span>${words}</span>`}
    </button>`;
  }

  #subtitle({ state: { session }, mine, agent }: AgentChat): string {
    const since = Date.now() - (session.startedAt ?? Date.now());
    switch (session.status) {
      case 'none':
        return 'Loading…';
      case 'ended':
        return session.ended ? `Ended after ${lengthOfTime(session.ended.durationMs)}` : 'Ended';
      case 'starting':
      case 'active':
      case 'ending':
        if (session.owner === 'queue') return `Waiting for ${targetText(this.listed?.target, this.me?.id)}`;
        if (session.owner === 'bot') return 'With the bot';
        return mine ? `With you, ${clockTime(since)}` : `With ${agent?.name ?? 'another agent'}`;
    }
  }

  #banner({ state: { connection, error, entries } }: AgentChat): TemplateResult | typeof nothing {
    if (error) return html`<p class="line error" role="alert">${picture('alert')}${problem(error)}</p>`;
    if (connection !== 'reconnecting' || entries.length === 0) return nothing;
    return html`<p class="line">Reconnecting to this chat…</p>`;
  }

  /** The visitor has been silent for long, and the chat is about to end. */
  #idle({ state: { session } }: AgentChat, { idle, visitor }: Chat): TemplateResult | typeof nothing {
    if (!idle || session.status !== 'active') return nothing;
    return html`<p class="line idle">
      ${picture('clock')}<span><bdi>${visitor.name}</bdi> has been quiet. This chat ends in <b>${clockTime(idle.endsAt - Date.now())}</b> unless somebody writes.</span>
    </p>`;
  }

  /** Says once that it is about to end: the running time is for the eye. */
  #sayIdle(): void {
    const endsAt = this.listed?.idle?.endsAt;
    if (endsAt === this.#warned) return;
    this.#warned = endsAt;
    if (endsAt !== undefined && this.chat?.mine) this.#say(`${this.listed!.visitor.name} has been quiet. This chat ends in ${lengthOfTime(endsAt - Date.now())}.`);
  }

  /** Says once that a rating came in. */
  #sayRating(): void {
    const csat = this.listed?.csat;
    const before = this.#rated;
    this.#rated = csat ?? null;
    if (before === undefined || csat?.at === undefined || (before?.id === csat.id && before.at !== undefined)) return;
    this.#say(csat.score === undefined ? `${this.listed!.visitor.name} skipped the rating.` : `${this.listed!.visitor.name} rated this chat ${ratingText(csat)}.`);
  }

  /** What stands where the composer would, in a chat that is not one's own. */
  #standing(chat: AgentChat, { visitor, waitingSince }: Chat): TemplateResult {
    const { session, participants } = chat.state;
    if (session.status === 'ended') return this.#ended(chat, { csat: this.listed?.csat, wasMine: this.listed?.agent?.id === this.me?.id });
    if (session.owner === 'queue') {
      const waited = clockTime(Date.now() - (waitingSince ?? chat.request?.at ?? Date.now()));
      return html`<div class="standing">
        <p><strong><bdi>${visitor.name}</bdi> is waiting</strong><span class="time">${waited}${this.place > 0 ? ` · #${this.place} in line` : ''}</span></p>
        <button class="solid accept" type="button" aria-disabled=${this.busy ? 'true' : 'false'} @click=${this.#accept}>Accept chat</button>
      </div>`;
    }
    const name = session.owner === 'bot' ? participants.find(({ role }) => role === 'bot')?.name || 'The bot' : (chat.agent?.name ?? 'Another agent');
    return html`<div class="standing">
      <p><strong><bdi>${name}</bdi> is answering</strong><span>You’re reading along.</span></p>
      ${session.owner === 'bot'
        ? html`<button class="solid take-over" type="button" aria-disabled=${this.busy ? 'true' : 'false'} @click=${this.#takeOver}>Take over</button>`
        : nothing}
    </div>`;
  }

  #ended(chat: AgentChat, { csat, wasMine }: { readonly csat: Chat['csat']; readonly wasMine: boolean }): TemplateResult {
    const { session, participants, draft } = chat.state;
    const words = wordsFor(this.listed!.visitor.name);
    const mine = session.ended?.by === 'agent' && participants.some(({ role, id }) => role === 'agent' && id === this.me?.id);
    const what = mine ? 'You ended this chat' : session.ended ? endText(session.ended.by, participants, words) : 'This chat has ended';
    return html`<div class="standing over">
      <p><strong>${what}</strong>${session.ended ? html`<span>${lengthOfTime(session.ended.durationMs)}, ${session.ended.messageCount} messages</span>` : nothing}</p>
      <div class="again">
        ${wasMine && csat?.at === undefined ? this.#survey(csat, false) : nothing}
        <button class="soft reopen" type="button" aria-disabled=${this.busy ? 'true' : 'false'} @click=${this.#reopen}>${picture('reopen')}<span>Reopen</span></button>
      </div>
      ${csat?.at === undefined
        ? nothing
        : html`<blockquote class="verdict"><span>Rating:</span> ${rating(csat)}${csat.comment ? html` <bdi>${csat.comment}</bdi>` : nothing}</blockquote>`}
      ${draft ? html`<blockquote><span>Not sent:</span> <bdi>${draft}</bdi></blockquote>` : nothing}
    </div>`;
  }

  #ask(what: 'end' | 'hand-back') {
    return (event: Event): void => {
      this.trouble = '';
      this.#asked = event.currentTarget as HTMLElement;
      this.asking = this.asking === what ? undefined : what;
    };
  }

  async #cancel(): Promise<void> {
    this.asking = undefined;
    await this.updateComplete;
    this.#asked?.focus();
  }

  async #confirm(event: ConfirmEvent): Promise<void> {
    const what = this.asking;
    await this.#try(() => (what === 'end' ? this.chat!.end(event.reason) : this.chat!.handBack()));
    this.asking = undefined;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  async #accept(event: Event): Promise<void> {
    this.#asked = event.currentTarget as HTMLElement;
    await this.#try(() => this.chat!.accept());
  }

  async #takeOver(event: Event): Promise<void> {
    this.#asked = event.currentTarget as HTMLElement;
    await this.#try(() => this.chat!.takeOver());
  }

  async #reopen(event: Event): Promise<void> {
    this.#asked = event.currentTarget as HTMLElement;
    await this.#try(() => this.chat!.reopen());
  }

  async #askForRating(): Promise<void> {
    await this.#try(() => this.chat!.requestSurvey());
    if (!this.trouble) this.#say(`${this.listed!.visitor.name} is asked for a rating.`);
  }

  /** Carries out one thing at a time; what went wrong is said in place. */
  async #try(act: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.trouble = '';
    try {
      await act();
    } catch (error) {
      this.trouble = problem(error);
    } finally {
      this.busy = false;
    }
  }

  #say(text: string): void {
    this.dispatchEvent(new CustomEvent('announce', { detail: text, bubbles: true, composed: true }));
  }
}
