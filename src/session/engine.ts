/**
 * The engine: makes what the record wants happen, while its visitor is here and the page is awake. It decides nothing that the machine decides. Every
 * activity is a duty with a session id and an AbortSignal, so that nothing that comes back late can touch a newer session. How each is done stands in
 * a file of its own: opening, line, delivery, ends, naming, sessions-keeper; what they stand on is in `engine-basis.ts`.
 */
import {shortHash} from '../model/partition.js';
import {sameJson} from '../model/same-json.js';
import type {LiveEvent, Snapshot} from '../model/session-event.js';
import type {Fact, SessionRecord} from '../model/session-record.js';
import type {Transcript} from '../model/transcript.js';
import type {Claims} from '../model/visitor.js';
import {deliver} from './delivery.js';
import {duties} from './duties.js';
import type {Duty} from './duties.js';
import {DutyRunner} from './duty-runner.js';
import {isGone, overdue, sayFarewell} from './ends.js';
import {EngineBasis} from './engine-basis.js';
import type {Input} from './machine.js';
import {claim, linkFirst} from './naming.js';
import {loadSession, lookAtEnded, openSession} from './opening.js';
import {POLICY} from './policy.js';
import {heardTab} from './tab-talk.js';
import type {TabMessage} from './tab-talk.js';

export class Engine extends EngineBasis {
  readonly #runner = new DutyRunner(
    (duty, signal) => this.#do(duty, signal),
    (duty, error) => this.#dutyEnded(duty, error),
  );
  readonly #stops: (() => void)[] = [];
  #suspended = true;
  /** A transcript that is about to be shown. */
  #fetched: Snapshot | null = null;
  /** Another visitor has taken the place of this one; what is under way to the server is still waited for. */
  #retired = false;
  #claims: Claims | undefined;

  /** What the page claims of the visitor; told to the server once it knows one. */
  set claims(claims: Claims | undefined) {
    this.#claims = claims;
    this.reconcile();
  }

  /** Reads the record. Resolves when it is real. */
  async read(): Promise<void> {
    await this.records.open();
  }

  /** Listens to tabs and page, and takes up what is to be done. What is known of the session shown already needs no loading. */
  begin(known: Transcript | null = null): void {
    const {surroundings, tabs, bell} = this.parts;
    if (known && known.sessionId === this.record.session?.id) this.transcripts.take(known);
    this.#stops.push(
      tabs.listen((message) => {
        if (!this.#suspended) heardTab(this, message as TabMessage);
      }),
      bell.listen(() => void this.refresh()),
      surroundings.onWake(() => this.wake()),
      surroundings.onOffline(() => this.#startOver()),
      surroundings.onSuspend(() => this.#suspend()),
      surroundings.onResume(() => void this.#resume()),
    );
    this.#suspended = false;
    this.post({kind: 'hello'});
    this.reconcile();
  }

  /** Tries everything that waits again, now, and looks for news of other tabs. */
  wake(): void {
    if (this.#suspended) return;
    void this.refresh();
    this.post({kind: 'hello'});
    this.patience.wake();
    this.changed();
  }

  /**
   * Fetches the visitor's sessions and has the list followed from now on; or no longer, where `on` is false. Resolves when they are there; rejects
   * with what the connector threw.
   */
  async listSessions(on: boolean): Promise<void> {
    this.sessions.wanted = on;
    this.reconcile();
    if (!on || this.sessions.following) return;
    if (!this.#hasVisitor) return this.sessions.empty();
    try {
      await this.sessions.fetch('first', this.life);
    } catch (error) {
      if (!isGone(error)) throw error;
      this.sessions.empty();
    }
  }

  /**
   * Shows another of the visitor's sessions, or a page without one. Resolves with the record after it; rejects with what the connector threw.
   */
  async switchTo(sessionId: string | null, how: () => Omit<Extract<Input, {type: 'switch'}>, 'type' | 'info'>): Promise<SessionRecord> {
    const snapshot = sessionId === null ? null : await this.connector.load(sessionId, POLICY.pageSize, this.life);
    this.#fetched = snapshot;
    try {
      return await this.commit(() => ({type: 'switch', info: snapshot?.session ?? null, ...how()}));
    } finally {
      this.#fetched = null;
    }
  }

  /** Takes up a session of the visitor's that the host has named, if the back end knows it and none is open here. */
  async adopt(sessionId: string): Promise<void> {
    if (!this.#hasVisitor || this.record.session) return;
    try {
      const {session} = await this.connector.load(sessionId, POLICY.pageSize, this.life);
      await this.commit({type: 'adopted', info: session});
    } catch {
      // Unknown or out of reach: the id is used when a session starts.
    }
  }

  /** Asks for a person. Resolves when the back end has put the visitor in the line; rejects with what the connector threw. */
  async requestHandoff(sessionId: string, reason: string | undefined): Promise<void> {
    const {queue} = await this.connector.requestHandoff(sessionId, reason, this.life);
    if (queue) this.hearing.hear(sessionId, {type: 'queue', ...queue}, 'this-tab');
  }

  /** What an answer of the back end says of a session, for all tabs. */
  tell(sessionId: string, event: LiveEvent): void {
    this.post({kind: 'event', sessionId, event});
    this.hearing.hear(sessionId, event, 'this-tab');
  }

  /** Another visitor takes the place of this one. Resolves when nothing more is written; a start that is under way is waited for apart. */
  async retire(): Promise<void> {
    this.#retired = true;
    this.#letGo();
    if (!this.opening) this.over.abort();
    await this.records.idle();
  }

  /** Lets go of line, turns and listeners; the session goes on. */
  dispose(): void {
    this.#letGo();
    this.over.abort();
  }

  #letGo(): void {
    this.#suspend();
    this.transcripts.stop();
    for (const stop of this.#stops.splice(0)) stop();
  }

  override recordChanged(next: SessionRecord, previous: SessionRecord, facts: readonly Fact[]): void {
    if (next.session?.id !== previous.session?.id) this.#forgetSession(next);
    if (previous.credentials !== null && !this.parts.identity && !sameJson(previous.credentials, next.credentials)) this.#visitorChanged();
    this.listener.recordChanged(next, previous, facts);
    if (next.session) this.transcripts.reach(next.session.id, next.cursor);
    // What the end was learned from is not always the log: the last words may be missing, and until a link is made they cannot be read.
    const readable = previous.session?.status !== 'ended' || (previous.links?.length && !next.links?.length);
    if (next.session?.status === 'ended' && readable) this.transcripts.complete(next.session.id);
    this.reconcile();
  }

  /** The device knows another visitor, or none: nothing goes on in the name of the one before. */
  #visitorChanged(): void {
    this.sessions.empty();
    if (this.record.credentials !== null) this.#runner.want([]);
  }

  /** Another session is current: nothing of the old one may be seen or heard any more. */
  #forgetSession(next: SessionRecord): void {
    if (this.#fetched && this.#fetched.session.id === next.session?.id) this.transcripts.show(this.#fetched);
    else if (this.transcript?.sessionId !== next.session?.id) this.transcripts.drop();
    this.typing.reset();
    this.hearing.reset();
    this.line.reset(next.session ? 'connecting' : 'down');
  }

  override reconcile(): void {
    if (this.#suspended) return;
    const inbox = this.connector.capabilities.sessions && this.#hasVisitor ? (this.sessions.wanted ? 'wanted' : 'possible') : 'no';
    const claims = this.#claims && shortHash(JSON.stringify(this.#claims));
    this.#runner.want(duties(this.record, {loadedId: this.transcript?.sessionId ?? null, inbox, claims}));
  }

  /** Whether the back end may know sessions of whoever is here. */
  get #hasVisitor(): boolean {
    return this.record.credentials !== null || this.parts.identity !== undefined;
  }

  /** A connection that was open when the network went may be dead without saying so: nothing goes on that trusts one. */
  #startOver(): void {
    if (this.#suspended) return;
    this.#runner.want([]);
    this.reconcile();
    this.changed();
  }

  #suspend(): void {
    this.#suspended = true;
    this.#runner.want([]);
    this.parts.tabs.leave();
    this.parts.bell.leave();
    // What is written last, such as a draft, opens the store once more.
    void this.records.idle().then(() => this.parts.store.release());
  }

  async #resume(): Promise<void> {
    this.parts.tabs.rejoin();
    this.parts.bell.rejoin();
    await this.refresh();
    if (this.life.aborted) return;
    this.#suspended = false;
    this.patience.wake();
    this.post({kind: 'hello'});
    this.reconcile();
  }

  /** One tab at a time does what is done for all. Each fetches its own transcript, and each may notice that an end is overdue. */
  #do(duty: Duty, signal: AbortSignal): Promise<void> {
    const {kind, key} = duty;
    if (kind === 'load' || kind === 'overdue') return this.#work(duty, signal);
    return this.parts.tabs.exclusive(kind === 'deliver' ? key : kind, () => this.#work(duty, signal), signal);
  }

  #work({kind, sessionId}: Duty, signal: AbortSignal): Promise<void> {
    switch (kind) {
      case 'open':
        return openSession(this, sessionId, signal).finally(() => {
          if (this.#retired && !this.opening) this.over.abort();
        });
      case 'load':
        return loadSession(this, sessionId, signal);
      case 'follow':
        return this.line.follow(sessionId, signal);
      case 'deliver':
        return deliver(this, sessionId, signal);
      case 'inbox':
        return this.sessions.follow((event) => void lookAtEnded(this, event, signal), signal);
      case 'link':
        return linkFirst(this, signal);
      case 'claim':
        return claim(this, this.#claims ?? {}, sessionId, signal);
      case 'overdue':
        return overdue(this, sessionId, signal);
      case 'farewell':
        return sayFarewell(this, sessionId, signal);
    }
  }

  #dutyEnded(duty: Duty, error: unknown): void {
    if (error === null) return this.reconcile();
    // Nobody else will do it, so it is tried again; the pause keeps a mistake from becoming a storm.
    this.fail(error, duty.sessionId);
    this.patience.afterFailure(error, 4, this.life).then(() => this.reconcile(), () => undefined);
  }
}
