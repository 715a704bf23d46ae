// Deliberate mistakes, each one change of the sources: what the model must be able to tell. They are made in a bundle that only their test loads.

import type {StepName} from './life.js';

/** A mistake: in `file` under src, `right` becomes `wrong`. */
export interface Fault {
  readonly name: string;
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
  /** What lives are about in which it shows; for one that shows in few of them. */
  readonly about?: readonly StepName[];
}

const about = (fault: Fault, ...steps: readonly StepName[]): Fault => ({...fault, about: steps});

const machine = (name: string, right: string, wrong: string): Fault => ({name, file: 'session/machine.ts', right, wrong});
const engine = (name: string, right: string, wrong: string): Fault => ({name, file: 'session/engine.ts', right, wrong});
const visitors = (name: string, right: string, wrong: string): Fault => ({name, file: 'session/visitors.ts', right, wrong});
const duties = (name: string, right: string, wrong: string): Fault => ({name, file: 'session/duties.ts', right, wrong});

export const FAULTS: readonly Fault[] = [
  machine('clearing tells the server nothing', 'return owing(record, ...farewellsOf(record, by, reason, revoke));', 'return record;'),
  about(machine('a start that came too late is left running', 'if (said || (mine && isCurrent(record, sessionId) && isOpen(record.session))) return record;', 'if (said || mine !== null) return record;'), 'slow', 'clearChat', 'logout', 'startNew', 'u1', 'endReset'),
  about(machine('messages of other sessions are deleted with the current one', 'form: null, outbox: ofOthers(record), draft', 'form: null, outbox: [], draft'), 'sayThenLeave', 'clearChat', 'endReset', 'startNew', 'offline'),
  machine('what could not be sent is gone when the session ends', "draft: [...unsent, record.draft].filter(Boolean).join('\\n')", 'draft: record.draft'),
  machine('the draft of a session is lost when another one is shown', 'withDraft(left.drafts, session?.id, left.draft);', 'withDraft({}, session?.id, \'\');'),
  machine('what was stored for a session not shown stays on its way for ever', 'return !message || isCurrent(next, message.sessionId) ? next :', 'return next !== null ? next :'),
  about(machine('a session that is opened again becomes the current one without being asked', "ownedSince: lastSeq, reopened: true}};", "ownedSince: lastSeq, status: 'active', reopened: true}};"), 'agentEnds', 'agentReopens', 'list', 'endStay'),
  machine('one open session: what the server answers is not joined', 'const joined = asked && asked !== info.id ? rename(record, asked, info.id) : record;', 'const joined = record;'),
  machine('a late credential brings a forgotten visitor back', 'return record.credentials === null && record.session ? {...record, credentials: input.value} : record;', 'return record.credentials === null ? {...record, credentials: input.value} : record;'),
  machine('whoever leaves a partition leaves the data there', "return {...EMPTY_RECORD, revision, facts: tell({...record, facts}, stamp, 'chat-reset', {cause: 'open-session', ...effects}).facts};", "return {...record, revision, facts: tell({...record, facts}, stamp, 'chat-reset', {cause: 'open-session', ...effects}).facts};"),
  duties('nobody delivers to a session that is not shown', "if (sessionId !== session?.id || session.status === 'active') want('deliver', sessionId);", "if (sessionId === session?.id && session.status === 'active') want('deliver', sessionId);"),
  duties('nothing tells the server of an end', "if (owed) want('farewell', owed.sessionId);", ''),
  about(duties('a visitor is linked before it has told its ends', "if (!owed) want('link', '');", "want('link', '');"), 'offline', 'end', 'u1', 'startNew', 'clearChat', 'openTab'),
  about(duties('nobody looks whether an ended session has been opened again', "|| (inbox === 'possible' && session?.status === 'ended')", ''), 'agentEnds', 'agentReopens', 'endStay', 'openTab'),
  duties('one open session: a start does not wait for the end before it', 'if (!session.oneOpen || !owed)', 'if (session.oneOpen || !owed || owed)'),
  engine('every tab holds a stream', "if (kind === 'load' || kind === 'overdue')", "if (kind === 'load' || kind === 'overdue' || kind === 'follow')"),
  engine('a page that comes back does not look at what happened', 'this.#suspended = false;\n    this.patience.wake();\n    this.post({kind: \'hello\'});\n    this.reconcile();', 'this.#suspended = false;\n    this.patience.wake();'),
  {name: 'a new message gets a new id with each try', file: 'session/delivery.ts', right: 'basis.connector.send(sessionId, message, signal)', wrong: 'basis.connector.send(sessionId, {...message, id: crypto.randomUUID()}, signal)'},
  visitors('a token is linked without being asked to', 'next.tokens ? link && !from.tokens :', 'next.tokens ? !from.tokens :'),
  visitors('another visitor takes along what the first has left', 'next !== NOBODY && from.name === ANONYMOUS)', 'next !== NOBODY)'),
  visitors('a visitor who logs out stays at the tab', 'else await this.#moveTo(NOBODY, false);\n', 'else this.#visitor = {...this.#visitor};\n'),
  visitors('clearing reaches no other visitor of the device', "const keys = whose === 'all' ? await store.keys(namespacePrefix(partition.namespace)) : [anonymous];", 'const keys = [anonymous];'),
  {name: 'messages on their way stay behind when the visitor gets a name', file: 'session/take-over.ts', right: 'outbox: union(record.outbox, ', wrong: 'outbox: union([], '},
  {name: 'whoever is to be linked is forgotten', file: 'session/take-over.ts', right: '...(links ? {links} : {}),', wrong: ''},
  {name: 'verbs do not wait for a change of the visitor', file: 'session/turns.ts', right: 'const begun = this.#last.then(understand);', wrong: 'const begun = Promise.resolve().then(understand);'},
  about({name: 'a refused token gives messages up', file: 'session/patience.ts', right: "return retryable || code === 'identity-refused';", wrong: 'return retryable || code === undefined;'}, 'u1', 'u2', 'tokensExpire', 'openTab'),
  {name: 'the list forgets what the inbox tells', file: 'session/sessions-keeper.ts', right: "if (event.type === 'session') return this.#set({items: mergeSessions(items, [event.session]), status});", wrong: "if (event.type === 'session') return;"},
];
