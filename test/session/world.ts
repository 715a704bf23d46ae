/** A small world for tests of the session: one back end, one browser with several tabs, one clock that stands still until told. */
import {ManualClock, settle} from '../../src/clock/manual-clock.js';
import {connectorFor} from '../../src/connectors/fake/fake-connector.js';
import {FakeBackend} from '../../src/connectors/fake/fake-backend.js';
import type {FakeBackendOptions} from '../../src/connectors/fake/fake-backend.js';
import type {RecordStore} from '../../src/contracts/record-store.js';
import type {Surroundings} from '../../src/contracts/surroundings.js';
import type {ChatEvent} from '../../src/model/chat-event.js';
import type {Message} from '../../src/model/message.js';
import {recordKey} from '../../src/model/session-record.js';
import type {SessionRecord} from '../../src/model/session-record.js';
import {LiveChat} from '../../src/session/live-chat.js';
import type {LiveChatParts} from '../../src/session/live-chat.js';
import {createMemoryStore} from '../../src/store/memory-store.js';
import {createTabGroup} from '../../src/tabs/memory-tabs.js';
import type {MemoryTabs, TabGroup} from '../../src/tabs/memory-tabs.js';

/** The page's life, as a test plays it. */
export class PlayedSurroundings implements Surroundings {
  online = true;
  visible = true;
  readonly #listeners = new Map<string, Set<() => void>>();

  onWake = (listener: () => void): (() => void) => this.#on('wake', listener);
  onOffline = (listener: () => void): (() => void) => this.#on('offline', listener);
  onSuspend = (listener: () => void): (() => void) => this.#on('suspend', listener);
  onResume = (listener: () => void): (() => void) => this.#on('resume', listener);

  onLeaving = (listener: () => void, signal: AbortSignal): void => signal.addEventListener('abort', this.#on('leaving', listener));

  play(what: 'wake' | 'offline' | 'leaving' | 'suspend' | 'resume'): void {
    for (const listener of [...(this.#listeners.get(what) ?? [])]) listener();
  }

  /** How many are listening: 0 when everything was let go. */
  get listening(): number {
    return [...this.#listeners.values()].reduce((sum, {size}) => sum + size, 0);
  }

  #on(what: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(what) ?? new Set();
    this.#listeners.set(what, listeners.add(listener));
    return () => listeners.delete(listener);
  }
}

/** One page's place among the others, in every scope that it opens. */
export class PageTabs {
  readonly #openTabs: (scope: string) => MemoryTabs;
  readonly #places: MemoryTabs[] = [];
  #life: 'kill' | 'freeze' | 'thaw' = 'thaw';

  constructor(openTabs: (scope: string) => MemoryTabs) {
    this.#openTabs = openTabs;
  }

  readonly open = (scope: string): MemoryTabs => {
    const place = this.#openTabs(scope);
    this.#places.push(place);
    place[this.#life]();
    return place;
  };

  kill(): void {
    this.#all('kill');
  }

  leave(): void {
    for (const place of this.#places) place.leave();
  }

  rejoin(): void {
    for (const place of this.#places) place.rejoin();
  }

  freeze(): void {
    this.#all('freeze');
  }

  thaw(): void {
    this.#all('thaw');
  }

  #all(life: 'kill' | 'freeze' | 'thaw'): void {
    this.#life = life;
    for (const place of this.#places) place[life]();
  }
}

export interface OpenTab {
  readonly chat: LiveChat;
  readonly tabs: PageTabs;
  readonly surroundings: PlayedSurroundings;
  /** Every event so far. */
  readonly events: ChatEvent[];
  /** The types of the session's own events so far, in order. */
  story(): string[];
  /** The transcript as `author: text` lines; notices as `[notice]`. */
  lines(): string[];
  /** The page goes away: reload, navigation. */
  close(): void;
}

const STORY = new Set(['chat-start', 'chat-resume', 'chat-end', 'chat-clear', 'chat-reset', 'chat-show', 'chat-hide']);

/** What a browser's tabs share. */
export interface Ground {
  /** Another tab's way to what is stored. */
  store(): RecordStore;
  /** What is stored, as of now. */
  read(): Promise<ReadonlyMap<string, unknown>>;
  openTabs(scope: string): MemoryTabs;
  /** Resolves when nothing goes on by itself any more. */
  settle(): Promise<void>;
}

export function createWorld(options: Partial<FakeBackendOptions> & {readonly ground?: Ground} = {}) {
  const clock = new ManualClock();
  const backend = new FakeBackend({clock, ...options});
  const values = new Map<string, unknown>();
  const groups = new Map<string, TabGroup>();
  const endpoint = 'https://chat.test';
  const partition = {namespace: 'default', connector: 'fake', endpoint};
  const keyOf = (identity: string): string => recordKey({...partition, identity});
  const key = keyOf('anonymous');
  const groupOf = (scope: string): TabGroup => {
    const group = groups.get(scope) ?? createTabGroup();
    groups.set(scope, group);
    return group;
  };
  const ground: Ground = options.ground ?? {
    store: () => createMemoryStore(values),
    read: async () => values,
    openTabs: (scope) => groupOf(scope).open(),
    settle,
  };

  /** Opens a tab; resolves when it knows what is stored and has done what it can without time passing. */
  async function open(more: Partial<LiveChatParts> = {}): Promise<OpenTab> {
    const tabs = new PageTabs((scope) => ground.openTabs(scope));
    const surroundings = new PlayedSurroundings();
    const chat = new LiveChat({
      store: ground.store(), partition, openTabs: tabs.open, clock, surroundings, endpoint, afterEnd: 'stay',
      createConnector: connectorFor(backend), ...more,
    });
    const events: ChatEvent[] = [];
    chat.listen((event) => void events.push(event));
    await chat.ready;
    await ground.settle();
    return {
      chat, tabs, surroundings, events,
      story: () => events.map(({type}) => type).filter((type) => STORY.has(type)),
      lines: () => chat.state.entries.map((entry) => (entry.kind === 'message' ? `${entry.author.role}: ${entry.text}` : `[${entry.notice}]`)),
      close: () => chat.dispose(),
    };
  }

  return {
    clock, backend, values, ground, key, keyOf, groupOf, open, settle,
    /** Lets time pass until `done` holds; fails after `ms` of the clock's time. */
    async until(done: () => boolean, ms = 120_000): Promise<void> {
      await settle();
      for (let waited = 0; !done(); waited += 100) {
        if (waited > ms) throw new Error(`Still not so after ${ms} ms: ${String(done)}`);
        await clock.advance(100);
      }
      await settle();
    },
    record: (of = key) => values.get(of) as SessionRecord | undefined,
  };
}

/** Two tabs in one session; the second one slept while the bot said "unheard", so that what it hears next is beyond a hole. */
export async function openWithHole(world: ReturnType<typeof createWorld>): Promise<readonly [OpenTab, OpenTab]> {
  const [a, b] = await Promise.all([world.open(), world.open()]);
  await a.chat.sendMessage('hello');
  await world.until(() => b.lines().length === 1 && b.chat.state.connection === 'online');
  b.tabs.freeze();
  world.backend.session().botSend('unheard');
  await world.settle();
  b.tabs.leave();
  b.tabs.thaw();
  b.tabs.rejoin();
  return [a, b];
}

/** Own messages of a tab with their state. */
export function own({chat}: OpenTab): string[] {
  return chat.state.entries
    .filter((entry): entry is Message => entry.kind === 'message' && entry.author.role === 'visitor')
    .map(({text, delivery}) => `${text} ${delivery}`);
}
