/**
 * Keeps the visitor's sessions as a list: pages that were fetched, and what the inbox tells, which one tab follows for all. Knows nothing of the
 * session that is shown.
 */
import type {Connector} from '../contracts/connector.js';
import {FRESH_STATE} from '../model/chat-state.js';
import type {SessionList} from '../model/chat-state.js';
import {mergeSessions} from '../model/session-summary.js';
import type {InboxEvent, SessionPage} from '../model/session-summary.js';
import type {Patience} from './patience.js';
import {POLICY} from './policy.js';
import type {InboxMessage} from './tab-talk.js';

/** Who has the list: the way to the back end, and to the other tabs. */
export interface ListOwner {
  readonly connector: Connector;
  readonly patience: Patience;
  post(message: InboxMessage): void;
  changed(): void;
}

export class SessionsKeeper {
  /** Whether this tab wants the list to be followed, and whether it follows it: the inbox is open and has told something. */
  wanted = false;
  following = false;
  readonly #owner: ListOwner;
  #list: SessionList = FRESH_STATE.sessions;
  #next: string | undefined;

  constructor(owner: ListOwner) {
    this.#owner = owner;
  }

  get list(): SessionList {
    return this.#list;
  }

  /** Follows the list, for all tabs; `onHeard` is called with what the inbox has told. */
  async follow(onHeard: (event: InboxEvent) => void, signal: AbortSignal): Promise<void> {
    const {connector, patience} = this.#owner;
    for (let failures = 0; ; ) {
      try {
        const {pauseMs} = await connector.inbox((event) => {
          if (signal.aborted) return;
          failures = 0;
          this.following = true;
          this.#owner.post({kind: 'inbox', event});
          this.hear(event);
          onHeard(event);
        }, signal);
        this.following = false;
        await patience.pause(pauseMs, signal);
      } catch (error) {
        this.following = false;
        signal.throwIfAborted();
        await patience.afterFailure(error, failures++, signal);
      }
    }
  }

  /** Tells the other tabs the list, where it is this one that follows it. */
  tell(): void {
    if (this.following) this.#owner.post({kind: 'inbox', event: {type: 'sessions', sessions: this.#list.items, ...(this.#next && {next: this.#next})}});
  }

  /** Fetches the first page, or the next one. Resolves when it is there; rejects with what the connector threw, and then the list is as before. */
  async fetch(which: 'first' | 'next', signal: AbortSignal): Promise<void> {
    const before = this.#list;
    const next = which === 'next' ? this.#next : undefined;
    if (which === 'next' && (!next || before.status !== 'more')) return;
    if (next || before.status === 'none') this.#set({...before, status: next ? 'loading-more' : 'loading'});
    try {
      const page = await this.#owner.connector.sessions({limit: POLICY.listSize, ...(next && {before: next})}, signal);
      if (next) this.#take(page, page.next);
      else this.hear({type: 'sessions', ...page});
    } catch (error) {
      if (this.#list.status.startsWith('loading')) this.#set({...this.#list, status: before.status});
      throw error;
    }
  }

  /** The inbox tells. A first page that has nothing in common with what is known follows upon a long silence: it begins anew. */
  hear(event: InboxEvent): void {
    const {items, status} = this.#list;
    if (event.type === 'session') return this.#set({items: mergeSessions(items, [event.session]), status});
    const known = new Set(items.map(({id}) => id));
    if (event.next && event.sessions.some(({id}) => known.has(id))) return this.#take(event, status.endsWith('ing') || status === 'none' ? event.next : this.#next);
    this.#set({items: [], status});
    this.#take(event, event.next);
  }

  /** Nobody has no sessions. */
  empty(): void {
    this.#next = undefined;
    this.#set({items: [], status: 'complete'});
  }

  #take({sessions}: SessionPage, next: string | undefined): void {
    this.#next = next;
    this.#set({items: mergeSessions(this.#list.items, sessions), status: next ? 'more' : 'complete'});
  }

  #set(list: SessionList): void {
    this.#list = list;
    this.#owner.changed();
  }
}
