/**
 * Whose chat it is: one engine for the visitor of now, on a partition of its own, and another engine when the visitor changes. Knows how data
 * moves from one partition to another and how it is wiped; refuses to know what is in it. Its callers see to it that one call follows the other.
 */
import type {Clock} from '../contracts/clock.js';
import type {RecordStore} from '../contracts/record-store.js';

import type {ChatError} from '../model/errors.js';
import {ANONYMOUS, partitionName} from '../model/partition.js';
import {namespacePrefix, parseRecord, recordKey} from '../model/session-record.js';
import type {Partition, SessionRecord} from '../model/session-record.js';
import type {Claims, Identity, IdentityKind, VisitorView} from '../model/visitor.js';
import type {Engine} from './engine.js';
import {transition} from './machine.js';
import type {Input} from './machine.js';
import {TokenSource} from './token-source.js';

/** Somebody whose chat it may be. */
export interface Visitor {
  /** Of the partition. */
  readonly name: string;
  readonly view: VisitorView;
  readonly claims?: Claims;
  readonly tokens?: TokenSource;
}

export interface VisitorsParts {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly partition: Omit<Partition, 'identity'>;
  /** Aborted once the chat is over. */
  readonly life: AbortSignal;
  readonly createEngine: (key: string, visitor: Visitor) => Engine;
  /** Another engine is there; `carried` says whether the session shown came along. */
  readonly onSwap: (carried: boolean) => void;
  readonly onIdentity: (reason: 'identified' | 'renewed' | 'logout' | 'refused' | 'expired', previous: IdentityKind) => void;
  readonly onRefused: (error: ChatError) => void;
}

const NOBODY: Visitor = {name: ANONYMOUS, view: {kind: 'anonymous'}};

type Clear = Extract<Input, {readonly type: 'clear'}>;

export class Visitors {
  readonly #parts: VisitorsParts;
  #engine: Engine;
  #visitor = NOBODY;

  constructor(parts: VisitorsParts) {
    this.#parts = parts;
    this.#engine = parts.createEngine(this.#key(NOBODY), NOBODY);
  }

  get engine(): Engine {
    return this.#engine;
  }

  get view(): VisitorView {
    return this.#visitor.view;
  }

  /** Makes the chat that visitor's. Resolves when it is; rejects `identity-refused` or `unavailable` where nobody can be told from it. */
  async become(identity: Identity): Promise<void> {
    const before = this.#visitor;
    const next = await this.#recognise(identity);
    const renewed = before.tokens !== undefined && next.name === before.name;
    if (renewed) before.tokens.renew(next.tokens!.state);
    if (next.name === before.name) this.#stay(renewed ? {...next, tokens: before.tokens} : next);
    else await this.#moveTo(next, 'link' in identity && identity.link === true);
    this.#parts.onIdentity(renewed ? 'renewed' : 'identified', before.view.kind);
  }

  /** Back to nobody. Resolves when the chat is anonymous. */
  async forget(): Promise<void> {
    const {kind} = this.#visitor.view;
    if (kind === 'anonymous') return;
    if (this.#visitor.name === ANONYMOUS) this.#stay(NOBODY);
    else await this.#moveTo(NOBODY, false);
    this.#parts.onIdentity('logout', kind);
  }

  /**
   * Empties other partitions than the current one, which is empty already: those of all visitors, or only what was done here without a name. Then
   * the chat is anonymous, and tells the ends that all of them owe to its back end.
   */
  async wipe(clear: Clear, whose: 'all' | 'own', tab: string): Promise<void> {
    const {store, partition, clock} = this.#parts;
    const stamp = {tab, at: clock.now()};
    const own = this.#engine.key;
    const anonymous = this.#key(NOBODY);
    const keys = whose === 'all' ? await store.keys(namespacePrefix(partition.namespace)) : [anonymous];
    for (const key of keys) {
      if (key !== own) await store.update(key, (stored) => (stored === undefined ? stored : transition(parseRecord(stored), clear, stamp)));
    }
    await this.forget();
    await this.#inherit(this.#engine, [own, ...keys]);
    this.#engine.ring();
  }

  /** Tells the ends that other partitions of this back end owe: nobody may be there to do it. Those that were `emptied` need not keep them. */
  async #inherit(engine: Engine, emptied: readonly string[] = []): Promise<void> {
    const {store, partition, clock} = this.#parts;
    const stamp = {tab: engine.tabId, at: clock.now()};
    for (const key of await store.keys(recordKey({...partition, identity: ''}))) {
      const {farewells, links} = parseRecord(await store.read(key));
      // Whoever waits to be linked there can tell ends only until then.
      if (key === engine.key || !farewells.length || links?.length) continue;
      await engine.commit({type: 'owe', farewells});
      const told = (stored: unknown): SessionRecord =>
        farewells.reduce((record, farewell) => transition(record, {type: 'told', farewell}, stamp), parseRecord(stored));
      if (emptied.includes(key)) await store.update(key, told);
    }
  }

  async #recognise(identity: Identity): Promise<Visitor> {
    if (!('token' in identity || 'getToken' in identity)) {
      const {name, email} = identity;
      const claims = {...(name ? {name} : {}), ...(email ? {email} : {})};
      return {name: partitionName(claims), claims, view: {kind: 'unverified', ...claims}};
    }
    const tokens = await TokenSource.open(identity, this.#parts.clock, this.#parts.life);
    const {sub, name, email} = tokens.claims;
    const visitor: Visitor = {
      name: partitionName({sub}),
      tokens,
      view: {kind: 'verified', ...(name ? {name} : {}), ...(email ? {email} : {})},
    };
    tokens.onRenewed = () => this.#parts.onIdentity('renewed', 'verified');
    tokens.onRefused = (error, reason) => {
      if (this.#visitor.tokens !== tokens) return;
      this.#parts.onRefused(error);
      this.#parts.onIdentity(reason, 'verified');
    };
    return visitor;
  }

  /** The same partition: another token, or another claim. */
  #stay(visitor: Visitor): void {
    this.#visitor = visitor;
    this.#engine.claims = visitor.claims;
    this.#engine.wake();
  }

  async #moveTo(next: Visitor, link: boolean): Promise<void> {
    const before = this.#engine;
    const from = this.#visitor;
    await before.retire();
    if (next.tokens ? link && !from.tokens : next !== NOBODY && from.name === ANONYMOUS) await this.#carry(before.key, this.#key(next), link, before.tabId);
    const engine = this.#parts.createEngine(this.#key(next), next);
    await engine.read();
    await this.#inherit(engine);
    if (this.#parts.life.aborted) return engine.dispose();
    this.#engine = engine;
    this.#visitor = next;
    const carried = engine.record.session !== null && engine.record.session.id === before.record.session?.id;
    engine.claims = next.claims;
    engine.begin(before.transcript);
    this.#parts.onSwap(carried);
    engine.ring();
  }

  /** What one partition holds goes to another. Other tabs may write meanwhile: then what they wrote goes along too. */
  async #carry(from: string, to: string, link: boolean, tab: string): Promise<void> {
    const {store, clock} = this.#parts;
    const stamp = {tab, at: clock.now()};
    for (let taken = true, gone = false; taken && !gone; ) {
      const record = parseRecord(await store.read(from));
      await store.update(to, (stored) => {
        const before = parseRecord(stored);
        const after = transition(before, {type: 'take-over', record, link}, stamp);
        taken = after !== before;
        return taken ? after : stored;
      });
      if (!taken) return;
      await store.update(from, (stored) => {
        const now = parseRecord(stored);
        gone = now.revision === record.revision;
        return gone ? transition(now, {type: 'left'}, stamp) : stored;
      });
    }
  }

  #key({name}: Visitor): string {
    return recordKey({...this.#parts.partition, identity: name});
  }
}
