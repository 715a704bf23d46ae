// Everything an agent has before him: who he is, the live list of chats, the one he reads, and all those he holds. The elements show its
// state and call its verbs. It knows no DOM but for what it is handed.
import type { Clock } from '../../src/contracts/clock.js';
import { ChatError } from '../../src/model/errors.js';
import { Patience } from '../../src/session/patience.js';
import type { AgentStatus, Chat, Participant, Queue } from '../protocol.js';
import { AgentApi } from './agent-api.js';
import { AgentChat } from './agent-chat.js';
import { applyFeed, groupOf, missingFrom, tidy, withChat } from './chats.js';
import type { ChatList, FeedEvent } from './chats.js';
import { Keepsake } from './keepsake.js';
import { LeftBox, NOTHING_LEFT } from './left-box.js';
import type { LeftState } from './left-box.js';
import { keepLine } from './line.js';

export interface DeskState {
  /** `checking`: not known yet who is signed in · `expired`: was signed in, and has to do so again. */
  readonly phase: 'checking' | 'signed-out' | 'expired' | 'signed-in';
  readonly me: Participant | null;
  /** How he works; `null` while nobody is signed in. */
  readonly work: AgentStatus | null;
  readonly left: LeftState;
  readonly botChats: BotChats;
  /** Of the list of chats. */
  readonly connection: 'connecting' | 'online' | 'reconnecting';
  /** Whether the list has been here since the sign-in. */
  readonly listed: boolean;
  readonly chats: ChatList;
  /** The key of the chat that is being read. */
  readonly chosen: string | null;
}

/** Chats that the bot attends. */
export interface BotChats {
  /** How many there are. */
  readonly total: number;
  /** How many of them the list has at most; 0 while nobody looks at them. */
  readonly listed: number;
}

export interface DeskParts {
  /** Absolute address of the server. */
  readonly endpoint: string;
  readonly clock: Clock;
  readonly storage: Storage | undefined;
}

const START: DeskState = {
  phase: 'checking',
  me: null,
  work: null,
  left: NOTHING_LEFT,
  botChats: { total: 0, listed: 0 },
  connection: 'connecting',
  listed: false,
  chats: new Map(),
  chosen: null,
};

export class Desk {
  readonly #clock: Clock;
  readonly #storage: Storage | undefined;
  readonly #api: AgentApi;
  readonly #patience: Patience;
  readonly #listeners = new Set<() => void>();
  readonly #life = new AbortController();
  #state = START;
  /** Lives as long as a sign-in. */
  #shift: {
    readonly over: AbortController;
    readonly keepsake: Keepsake;
    readonly held: Map<string, AgentChat>;
    readonly leftBox: LeftBox;
  } | null = null;
  /** Ends the list that is being followed. */
  #unfollow: () => void = () => undefined;
  #unwatch: () => void = () => undefined;

  constructor({ endpoint, clock, storage }: DeskParts) {
    this.#clock = clock;
    this.#storage = storage;
    this.#api = new AgentApi({ endpoint, clock, onSignedOut: () => this.#leave('expired') });
    this.#patience = new Patience(clock);
  }

  get state(): DeskState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Finds out who is signed in, for as long as the server takes to answer. Resolves when it is known. */
  async open(): Promise<void> {
    const { signal } = this.#life;
    try {
      const ask = (): Promise<AgentStatus> => this.#api.me(signal);
      this.#enter(await this.#patience.persist(ask, signal, () => this.#set({ connection: 'reconnecting' })));
    } catch (error) {
      if (signal.aborted) return;
      this.#set({ ...START, phase: 'signed-out' });
      if (!(error instanceof ChatError)) throw error;
    }
  }

  /** The queues that one can serve; none where they cannot be had. */
  async queues(): Promise<readonly Queue[]> {
    return this.#api.queues(this.#life.signal).catch(() => []);
  }

  /**
   * Signs in, for these queues; without them for all. Rejects `unauthorized` for a wrong password, `rate-limited` with how long to wait, or as
   * the network does.
   */
  async signIn(name: string, password: string, queues?: readonly string[]): Promise<void> {
    this.#enter(await this.#api.login(name, password, queues, this.#life.signal));
  }

  /** Says that this agent is away, or available again. Rejects as the network does. */
  async setAway(away: boolean): Promise<void> {
    const shift = this.#shift;
    if (!shift) return;
    const work = await this.#api.setAway(away, shift.over.signal);
    if (shift === this.#shift) this.#set({ work });
  }

  /** Left messages are read from now on, or no more. */
  readLeft(reading: boolean): void {
    this.#shift?.leftBox.read(reading);
  }

  /** Lists this many chats with the bot from now on, those with the newest messages; 0 none. */
  listBotChats(count: number): void {
    const { botChats } = this.#state;
    if (!this.#shift || count === botChats.listed) return;
    this.#shift.keepsake.botChats = count;
    this.#set({ botChats: { ...botChats, listed: count } });
    void this.#follow(this.#shift.over.signal);
  }

  /** Says that a left message is done, or is not after all. Answers whether it is saved; if not, `left` says why. */
  async setDone(id: string, done: boolean): Promise<boolean> {
    return (await this.#shift?.leftBox.setDone(id, done)) ?? false;
  }

  /** Signs out and forgets everything here. Own chats go back to the bot. Rejects when the server could not be told. */
  async signOut(): Promise<void> {
    await this.#api.logout(this.#life.signal);
    this.#shift?.keepsake.clear();
    this.#leave('signed-out');
  }

  /** Reads this chat from now on; `null` none. */
  choose(key: string | null): void {
    if (key === this.#state.chosen) return;
    this.#unwatch();
    this.#unwatch = key === null || !this.#shift ? () => undefined : this.#chat(key).watch();
    this.#set({ chosen: key, chats: tidy(this.#state.chats, key) });
    this.#letGo();
  }

  /** The chat that is being read. */
  get chosen(): AgentChat | undefined {
    const { chosen } = this.#state;
    return chosen === null ? undefined : this.#shift?.held.get(chosen);
  }

  /** Ends all pauses between two tries: the network is back, or somebody looks again. */
  wake(): void {
    this.#patience.wake();
  }

  /** Lets go of everything without signing out. */
  dispose(): void {
    this.#life.abort();
    this.#leave('checking');
    this.#listeners.clear();
  }

  #enter(work: AgentStatus): void {
    const me = work.agent;
    this.#shift?.over.abort();
    const over = new AbortController();
    const box = { api: this.#api, patience: this.#patience, onChange: (left: LeftState) => this.#set({ left }) };
    const keepsake = new Keepsake(me.id, this.#storage);
    this.#shift = { over, keepsake, held: new Map(), leftBox: new LeftBox(box, over.signal) };
    this.#set({ ...START, phase: 'signed-in', me, work, botChats: { total: 0, listed: keepsake.botChats } });
    for (const key of keepsake.unsent) this.#chat(key);
    void this.#follow(over.signal);
  }

  #leave(phase: 'signed-out' | 'expired' | 'checking'): void {
    const shift = this.#shift;
    if (!shift) return;
    this.#shift = null;
    shift.over.abort();
    for (const chat of shift.held.values()) chat.dispose();
    this.#unwatch = () => undefined;
    this.#set({ ...START, phase });
  }

  /** Follows the list until the sign-in is over, or another list is followed in its place. */
  async #follow(over: AbortSignal): Promise<void> {
    this.#unfollow();
    const own = new AbortController();
    this.#unfollow = () => own.abort();
    const signal = AbortSignal.any([over, own.signal]);
    const { listed } = this.#state.botChats;
    try {
      await keepLine(
        {
          patience: this.#patience,
          attempt: (greeted) => this.#api.feed(listed, (event) => this.#hear(event, greeted), signal),
          onOpen: (open) => this.#set({ connection: open ? 'online' : 'reconnecting' }),
        },
        signal,
      );
    } catch {
      // The sign-in is over; or the server speaks otherwise than we do, and that shows as a list that does not come.
    }
  }

  #hear(event: FeedEvent, greeted: () => void): void {
    if (event.type === 'me') return this.#set({ work: event.me });
    if (event.type === 'left-messages') return this.#shift?.leftBox.heard(event.open);
    if (event.type === 'bot-chats') return this.#set({ botChats: { ...this.#state.botChats, total: event.total } });
    const { chats, chosen } = this.#state;
    const missing = event.type === 'chats' ? missingFrom(chats, [...event.chats, ...event.recent]).filter((key) => key !== chosen) : [];
    const next = applyFeed(chats, event, this.#clock.now(), chosen);
    this.#set({ chats: next, listed: this.#state.listed || event.type === 'chats' });
    if (event.type === 'chats') greeted();
    for (const key of missing) void this.#askAfter(chats.get(key)!.chat);
    for (const chat of event.type === 'chats' ? event.chats : event.type === 'chat' ? [event.chat] : []) this.#keepUp(chat);
    this.#letGo();
  }

  /** Forgets chats that nobody can reach any more, unless a reply of theirs is still on its way. */
  #letGo(): void {
    const { chats, chosen } = this.#state;
    for (const [key, chat] of this.#shift?.held ?? []) {
      if (chats.has(key) || key === chosen || this.#shift!.keepsake.outbox(key).length > 0) continue;
      chat.dispose();
      this.#shift!.held.delete(key);
    }
  }

  /** An own chat that is not being read is kept complete, so that the visitor hears that it arrived and it opens at once. */
  #keepUp(chat: Chat): void {
    const { me, chosen } = this.#state;
    if (chat.status === 'active') this.#shift?.held.get(chat.key)?.heardActive(chat.lastSeq);
    if (!me || chat.key === chosen || groupOf(chat, me.id) !== 'mine') return;
    const held = this.#chat(chat.key);
    if (chat.lastSeq > held.lastSeq) void held.catchUp();
  }

  /** What became of a chat that left the list while nobody listened. */
  async #askAfter(chat: Chat): Promise<void> {
    const shift = this.#shift;
    if (!shift) return;
    try {
      const { session } = await this.#api.chat(chat.key, 1, shift.over.signal);
      if (session.status !== 'ended' || this.#state.chats.has(chat.key)) return;
      const ended: Chat = { ...chat, status: 'ended', owner: session.owner, lastSeq: session.lastSeq };
      this.#set({ chats: withChat(this.#state.chats, ended, this.#clock.now()) });
    } catch {
      // It is not in the list any more, and that is what matters.
    }
  }

  #chat(key: string): AgentChat {
    const { held, keepsake } = this.#shift!;
    const known = held.get(key);
    if (known) return known;
    const { chats, me } = this.#state;
    const chat = new AgentChat({
      key,
      me: me!,
      api: this.#api,
      clock: this.#clock,
      patience: this.#patience,
      keepsake,
      read: chats.get(key)?.chat.read ?? 0,
    });
    held.set(key, chat);
    return chat;
  }

  #set(change: Partial<DeskState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}
