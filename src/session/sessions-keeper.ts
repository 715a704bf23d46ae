/** Keeps the visitor's sessions as a list: pages that were fetched, and what the inbox tells. Knows nothing of the session that is shown. */
import type {Connector} from '../contracts/connector.js';
import {FRESH_STATE} from '../model/chat-state.js';
import type {SessionList} from '../model/chat-state.js';
import {mergeSessions} from '../model/session-summary.js';
import type {InboxEvent, SessionPage} from '../model/session-summary.js';
import {POLICY} from './policy.js';

export class SessionsKeeper {
  readonly #connector: Connector;
  readonly #onChange: () => void;
  #list: SessionList = FRESH_STATE.sessions;
  #next: string | undefined;

  constructor(connector: Connector, onChange: () => void) {
    this.#connector = connector;
    this.#onChange = onChange;
  }

  get list(): SessionList {
    return this.#list;
  }

  /** The first page, as another tab may want to hear it. */
  get page(): InboxEvent {
    return {type: 'sessions', sessions: this.#list.items, ...(this.#next && {next: this.#next})};
  }

  /** Fetches the first page, or the next one. Resolves when it is there; rejects with what the connector threw, and then the list is as before. */
  async fetch(which: 'first' | 'next', signal: AbortSignal): Promise<void> {
    const before = this.#list;
    const next = which === 'next' ? this.#next : undefined;
    if (which === 'next' && (!next || before.status !== 'more')) return;
    if (next || before.status === 'none') this.#set({...before, status: next ? 'loading-more' : 'loading'});
    try {
      const page = await this.#connector.sessions({limit: POLICY.listSize, ...(next && {before: next})}, signal);
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
    this.#onChange();
  }
}
