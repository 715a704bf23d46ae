/**
 * The whole life of a chat as a game: what may happen (`STEPS`), and a small model of what must be true whatever happens (`Model`). A life is a
 * list of steps; `live()` plays it on the real engine with a clock that stands still, then lets everything come to rest, and then all of it must
 * add up. Runs in Node and in browsers: knows neither.
 */
import fc from 'fast-check';
import {fakeToken} from '../../src/connectors/fake/fake-backend.js';
import type {FakeSession} from '../../src/connectors/fake/fake-session.js';
import type {RecordStore} from '../../src/contracts/record-store.js';
import {newId} from '../../src/model/ids.js';
import {partitionName} from '../../src/model/partition.js';
import {parseRecord} from '../../src/model/session-record.js';
import type {SessionRecord} from '../../src/model/session-record.js';
import type {Identity} from '../../src/model/visitor.js';
import type {HostChat} from '../../src/session/chat.js';
import {createWorld} from './world.js';
import type {Ground, OpenTab} from './world.js';

const MAX_TABS = 3;

/** More writes, or calls, than any life needs. */
const MANY = 3_000;

type World = ReturnType<typeof createWorld>;
type Who = 'anonymous' | 'ann' | 'ben' | 'u1' | 'u2';

const EMAILS: Readonly<Record<string, Who>> = {'ann@example.com': 'ann', 'ben@example.com': 'ben'};
const isVerified = (who: Who): boolean => who === 'u1' || who === 'u2';

function same(actual: unknown, expected: unknown, what: string): void {
  const [one, other] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (one !== other) throw new Error(`${what}: ${one} in place of ${other}`);
}

function must(ok: boolean, what: string): void {
  if (!ok) throw new Error(what);
}

/** Something the visitor said: in whose name it may be found, whether the chat took it, and whether it was deleted while it was on its way. */
interface Said {
  readonly text: string;
  /** Under which name it was said: the same as long as nobody takes another one there. */
  readonly by: unknown;
  readonly owners: Set<Who>;
  taken: boolean;
  deleted: boolean;
}

/** The model: who is at which tab, who said what, and which sessions may be open although no window shows them. */
class Model {
  readonly who = new Map<OpenTab, Set<Who>>();
  readonly said: Said[] = [];
  readonly left = new Set<string>();
  readonly reopened = new Set<string>();
  /** The server has lost everything. */
  forgot = false;
  /** Two visitors became one: then both may have had an open session. */
  linked = false;

  whoAt(tab: OpenTab): Set<Who> {
    return this.who.get(tab) ?? new Set<Who>(['anonymous']);
  }

  /** The numbers of what was said, apart for each who said it. */
  order(numbers: readonly number[]): readonly (readonly number[])[] {
    const by = (number: number): unknown => this.said.find(({text}) => text === `text-${number}`)?.by;
    return [...new Set(numbers.map(by))].map((who) => numbers.filter((number) => by(number) === who));
  }

  /** What was said here without a name, or before a link, belongs to the new name too. */
  named(tab: OpenTab, next: Who, link: boolean): void {
    const before = this.whoAt(tab);
    for (const {owners} of this.said) {
      if (isVerified(next) ? link && [...before].some((who) => owners.has(who)) : owners.has('anonymous')) owners.add(next);
    }
    this.linked ||= link;
    this.who.set(tab, new Set([next]));
  }

  /** Whoever was here may be gone: at once at this tab, a little later at the others. */
  forgotten(tab: OpenTab, whose: 'own' | 'all'): void {
    const gone = this.whoAt(tab);
    for (const who of this.who.values()) if (whose === 'all' || [...who].some((each) => gone.has(each))) who.add('anonymous');
    this.who.set(tab, new Set(['anonymous']));
  }

  /** A verb deletes what a record holds: all of it, or what belongs to the session shown. */
  cleared({session, outbox, draft, drafts}: SessionRecord, scope: 'session' | 'device'): void {
    const device = scope === 'device';
    const messages = outbox.filter(({sessionId}) => device || !sessionId || sessionId === session?.id).map(({text}) => text);
    const typed = [draft, ...(device ? Object.values(drafts ?? {}) : [])].join('\n').split('\n');
    for (const said of this.said) said.deleted ||= messages.includes(said.text) || typed.includes(said.text);
  }
}

interface Run {
  readonly world: World;
  readonly model: Model;
  readonly oneOpen: boolean;
  readonly tabs: OpenTab[];
  readonly gone: OpenTab[];
  readonly pending: Promise<unknown>[];
  /** In the back/forward cache, where no script runs. */
  readonly asleep: Set<OpenTab>;
  readonly tokens: string[];
  readonly listed: Set<OpenTab>;
  count: number;
  broken: Error | null;
}

/** A tab that somebody can use. */
function at(run: Run, pick: number): OpenTab | undefined {
  const tab = run.tabs[pick % Math.max(1, run.tabs.length)];
  return tab && !run.asleep.has(tab) ? tab : undefined;
}

/** A verb that may be refused, but must settle. */
function verb(run: Run, pick: number, call: (chat: HostChat, tab: OpenTab) => Promise<unknown>): void {
  const tab = at(run, pick);
  if (tab) run.pending.push(call(tab.chat, tab).catch(() => undefined));
}

function identify(run: Run, pick: number, who: Who): void {
  const link = isVerified(who) && pick % 2 === 0;
  verb(run, Math.floor(pick / 2), (chat, tab) => {
    run.model.named(tab, who, link);
    return chat.identify(identityOf(run, who, link));
  });
}

function identityOf(run: Run, who: Who, link: boolean): Identity {
  if (!isVerified(who)) return {email: `${who}@example.com`};
  const token = fakeToken({sub: who, name: who});
  run.tokens.push(token);
  return run.tokens.length % 2 ? {token, link} : {link, getToken: async () => fakeToken({sub: who, name: who})};
}

const active = ({world}: Run, pick: number): FakeSession | undefined => {
  const sessions = world.backend.sessions.filter(({info}) => info.status === 'active');
  return sessions[pick % Math.max(1, sessions.length)];
};

function say(run: Run, pick: number): void {
  const tab = at(run, pick);
  if (!tab) return;
  const said = {text: `text-${run.count++}`, by: run.model.who.get(tab), owners: new Set(run.model.whoAt(tab)), taken: false, deleted: false};
  run.model.said.push(said);
  run.pending.push(tab.chat.sendMessage(said.text).then(() => (said.taken = true), () => undefined));
}

/** Nothing that any window showed is there any more, but for what was opened since. */
async function clearSession(run: Run, chat: HostChat): Promise<void> {
  const shown = async (): Promise<readonly SessionRecord[]> => [...(await run.world.ground.read()).values()].map(parseRecord);
  const before = new Set((await shown()).map(({session}) => session?.id));
  await chat.clearSession();
  for (const {session, facts} of await shown()) {
    const again = facts.some(({event}) => event.type === 'chat-resume' && event.detail.sessionId === session?.id);
    if (session && before.has(session.id) && !again) run.broken ??= new Error(`session ${session.id} is shown although all was cleared`);
  }
}

/** An agent may not open a second session of somebody who may have one. */
function reopen(run: Run, pick: number): void {
  const {world, oneOpen, model} = run;
  const over = world.backend.sessions.filter(({info, visitorId}) =>
    info.status === 'ended' && !world.backend.visitor(visitorId).revoked &&
    !(oneOpen && world.backend.sessions.some((other) => other.visitorId === visitorId && other.info.status === 'active')),
  );
  const session = over[pick % Math.max(1, over.length)];
  if (!session) return;
  model.left.add(session.id);
  model.reopened.add(session.id);
  session.reopen();
}

async function close(run: Run, pick: number, kill: boolean): Promise<void> {
  const [tab] = run.tabs.splice(pick % Math.max(1, run.tabs.length), 1);
  if (!tab) return;
  if (kill) tab.tabs.kill();
  tab.close();
  if (kill) run.world.backend.dropStreams();
  run.gone.push(tab);
}

async function openTab(run: Run, pick: number): Promise<void> {
  const who = (['anonymous', 'anonymous', 'ann', 'u1'] as const)[pick % 4]!;
  const identity = who === 'anonymous' ? {} : {identity: identityOf(run, who, pick % 8 < 4)};
  const tab = await run.world.open({store: run.world.ground.store(), oneOpenSession: run.oneOpen, ...identity});
  if (who !== 'anonymous') run.model.named(tab, who, pick % 8 < 4);
  run.tabs.push(tab);
}

/** Everything that may happen. `pick` chooses among tabs, sessions and amounts. */
export const STEPS = {
  openTab: (run: Run, pick: number) => (run.tabs.length < MAX_TABS ? openTab(run, pick) : undefined),
  async reload(run: Run, pick: number) {
    if (!run.tabs.length) return;
    await close(run, pick, false);
    await openTab(run, pick);
  },
  closeTab: (run: Run, pick: number) => close(run, pick, false),
  killTab: (run: Run, pick: number) => close(run, pick, true),
  start: (run: Run, pick: number) => verb(run, pick, (chat) => chat.startChat()),
  async type(run: Run) {
    // The last of two tabs that type at the same time wins: no loss that could be told from others.
    const [tab] = run.tabs;
    if (!tab || run.tabs.length > 1 || run.asleep.has(tab)) return;
    const text = `text-${run.count++}`;
    tab.chat.setDraft([tab.chat.state.draft, text].filter(Boolean).join('\n'));
    run.model.said.push({text, by: run.model.who.get(tab), owners: new Set(run.model.whoAt(tab)), taken: true, deleted: false});
    await run.world.clock.advance(500);
  },
  async send(run: Run, pick: number) {
    say(run, pick);
    await run.world.ground.settle();
  },
  nameThenSay(run: Run, pick: number) {
    identify(run, pick, (['ann', 'ben', 'u1', 'u2'] as const)[pick % 4]!);
    say(run, Math.floor(pick / 2));
  },
  sayThenName(run: Run, pick: number) {
    say(run, Math.floor(pick / 2));
    identify(run, pick, (['ann', 'ben', 'u1', 'u2'] as const)[pick % 4]!);
  },
  async sayThenLeave(run: Run, pick: number) {
    run.world.backend.setOffline(true);
    say(run, pick);
    await run.world.ground.settle();
    verb(run, pick, (chat) => chat.newThread());
  },
  agentSends: (run: Run, pick: number) => void active(run, pick)?.botSend(`answer-${run.count++}`),
  agentEnds: (run: Run, pick: number) => active(run, pick)?.end('agent', 'resolved'),
  agentReopens: reopen,
  handoff: (run: Run, pick: number) => void active(run, pick)?.queue('asked'),
  end: (run: Run, pick: number) => verb(run, pick, (chat) => chat.endChat()),
  endStay: (run: Run, pick: number) => verb(run, pick, (chat) => chat.endChat({then: 'stay'})),
  endReset: (run: Run, pick: number) => verb(run, pick, (chat) => chat.endChat({then: 'reset'})),
  clearChat: (run: Run, pick: number) => verb(run, pick, (chat) => chat.clearChat()),
  reset: (run: Run, pick: number) => verb(run, pick, (chat) => chat.resetWindow()),
  startNew: (run: Run, pick: number) => verb(run, pick, (chat) => chat.startNewSession()),
  startWithId: (run: Run, pick: number) => verb(run, pick, (chat) => chat.startNewSession(newId())),
  newThread: (run: Run, pick: number) => verb(run, pick, (chat) => chat.newThread()),
  openThread(run: Run, pick: number) {
    const {sessions} = run.world.backend;
    const session = sessions[Math.floor(pick / MAX_TABS) % Math.max(1, sessions.length)];
    if (session) verb(run, pick, (chat) => chat.openSession(session.id));
  },
  continueThread: (run: Run, pick: number) => verb(run, pick, (chat) => chat.continueSession()),
  list(run: Run, pick: number) {
    const tab = at(run, pick);
    if (tab) run.listed.add(tab);
    verb(run, pick, (chat) => chat.listSessions());
  },
  ann: (run: Run, pick: number) => identify(run, pick, 'ann'),
  ben: (run: Run, pick: number) => identify(run, pick, 'ben'),
  u1: (run: Run, pick: number) => identify(run, pick, 'u1'),
  u2: (run: Run, pick: number) => identify(run, pick, 'u2'),
  logout: (run: Run, pick: number) => verb(run, pick, (chat, tab) => (run.model.forgotten(tab, 'own'), chat.logout())),
  clearSession: (run: Run, pick: number) => verb(run, pick, (chat, tab) => (run.model.forgotten(tab, 'all'), clearSession(run, chat))),
  serverForgets({world, model}: Run) {
    world.backend.forgetAll();
    model.forgot = true;
    for (const said of model.said) said.deleted = true;
  },
  accessExpires: ({world}: Run) => world.backend.expireAccesses(),
  tokensExpire({world, tokens}: Run) {
    for (const token of tokens) world.backend.refusedTokens.add(token);
    world.backend.expireAccesses();
  },
  offline: ({world}: Run) => world.backend.setOffline(true),
  online: ({world}: Run) => world.backend.setOffline(false),
  loseAnswer: ({world}: Run) => world.backend.loseAnswers(1),
  failOnce: ({world}: Run) => world.backend.failNext(1, 'unavailable'),
  slow: ({world}: Run, pick: number) => world.backend.delay(pick % 2 ? 1_500 : 0),
  dropStream: ({world}: Run) => world.backend.dropStreams(),
  wake: (run: Run, pick: number) => at(run, pick)?.surroundings.play('wake'),
  suspend(run: Run, pick: number) {
    const tab = at(run, pick);
    tab?.surroundings.play('suspend');
    if (tab) run.asleep.add(tab);
  },
  resume(run: Run, pick: number) {
    const tab = run.tabs[pick % Math.max(1, run.tabs.length)];
    if (tab && run.asleep.delete(tab)) tab.surroundings.play('resume');
  },
  freeze: (run: Run, pick: number) => run.tabs[pick % Math.max(1, run.tabs.length)]?.tabs.freeze(),
  thaw: (run: Run, pick: number) => run.tabs[pick % Math.max(1, run.tabs.length)]?.tabs.thaw(),
  secondsPass: ({world}: Run, pick: number) => world.clock.advance(1_000 * (1 + (pick % 40))),
} as const;

export type StepName = keyof typeof STEPS;
export type Step = readonly [name: StepName, pick: number];
/** A life: how many sessions may be open at once, and what happens. */
export type Life = readonly [oneOpen: boolean, steps: readonly Step[]];

/** What is said often, so that stories have a middle; and what the rest of a life is made of differs from one life to the next. */
const OFTEN: readonly StepName[] = ['send', 'send', 'secondsPass', 'agentSends', 'online', 'resume', 'thaw'];
const RARE = (Object.keys(STEPS) as StepName[]).filter((name) => !OFTEN.includes(name));

/** Lives of up to `length` steps. `about` says what they are about, beside what is in every life. */
export function lives(length: number, about: readonly StepName[] = RARE): fc.Arbitrary<Life> {
  const steps = fc.array(fc.tuple(fc.nat(), fc.nat(240)), {minLength: 5, maxLength: length, size: 'max'});
  return fc.tuple(fc.boolean(), fc.subarray([...about], {minLength: 3, maxLength: Math.min(14, about.length)}), steps).map(([oneOpen, rare, numbers]) => {
    const names = [...OFTEN.slice(0, 2 + (rare.length % 6)), ...rare];
    return [oneOpen, numbers.map(([number, pick]) => [names[number % names.length]!, pick] as const)] as const;
  });
}

/** The shortest life that still fails and comes of leaving steps out. `fails` says whether one does. */
export async function shortest([oneOpen, steps]: Life, fails: (life: Life) => Promise<boolean>): Promise<Life> {
  let short = steps;
  for (let size = Math.ceil(short.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < short.length; ) {
      const less = [...short.slice(0, from), ...short.slice(from + size)];
      if (await fails([oneOpen, less])) short = less;
      else from += size;
    }
  }
  return [oneOpen, short];
}

/** What one write makes of a record must be true at any time, not only in the end. */
function watched(store: RecordStore, run: () => Run): RecordStore {
  const look = (key: string, before: SessionRecord, after: SessionRecord): void => {
    const {model} = run();
    const {session} = before;
    const news = after.facts.filter(({number}) => number > (before.facts.at(-1)?.number ?? 0)).map(({event}) => event);
    const moves = news.some(({type, detail}) => type === 'chat-resume' || (type === 'chat-reset' && detail.cause === 'open-session'));
    // What goes to another partition may find an open session there, and be one of several.
    const gone = news.some(({type, detail}) => type === 'chat-reset' && detail.cause === 'open-session' && detail.localCleared);
    if (session && moves && (session.status !== 'starting' || gone) && after.session?.id !== session.id) model.left.add(session.id);
    for (const event of news) if (event.type === 'chat-clear') model.cleared(before, event.detail.scope);
    if (session?.reopened && news.some(({type}) => type === 'chat-clear')) model.left.delete(session.id);
    const alone = key.endsWith('|anonymous') && JSON.stringify({...before, credentials: 0, revision: 0}) === JSON.stringify({...after, credentials: 0, revision: 0});
    must(!alone || before.credentials !== null || after.credentials === null || after.session !== null, 'a visitor comes back without a session');
    must(after.revision >= before.revision, 'a record never becomes older');
    if (key.includes('|verified-')) must(!JSON.stringify(after.credentials).includes('secret'), 'a verified visitor leaves a secret on the device');
    const open = session?.status === 'active';
    const told = after.farewells.some(({sessionId}) => sessionId === session?.id) || news.some(({type}) => type === 'chat-end');
    if (open && !moves && after.session?.id !== session.id) must(told, `session ${session.id} vanishes without an end`);
    const numbers = after.facts.map(({number}) => number);
    same(numbers, [...numbers].sort((a, b) => a - b), 'facts are in order');
  };
  let writes = 0;
  return {
    ...store,
    kind: store.kind,
    async update(key, change) {
      // A mistake can make an engine spin: then it is stopped here, and the life has failed.
      if ((writes += 1) > MANY || run().world.backend.calls.length > MANY) throw (run().broken ??= new Error('nothing comes to rest'));
      let pair: readonly [unknown, unknown] = [undefined, undefined];
      const result = await store.update(key, (stored) => {
        const after = change(stored);
        pair = [stored, after];
        return after;
      });
      try {
        look(key, parseRecord(pair[0]), parseRecord(pair[1]));
      } catch (error) {
        run().broken ??= error as Error;
      }
      return result;
    },
  };
}

/** Everything works again, tokens are good again, and time passes until nothing happens any more. */
async function rest(run: Run): Promise<void> {
  const {world, tabs, pending, asleep} = run;
  world.backend.setOffline(false);
  world.backend.delay(0);
  world.backend.refusedTokens.clear();
  for (const tab of tabs) {
    tab.tabs.thaw();
    if (asleep.delete(tab)) tab.surroundings.play('resume');
  }
  await pass(run, 60_000);
  for (const tab of tabs) {
    tab.surroundings.play('wake');
    const {kind, name} = tab.chat.state.identity;
    if (kind === 'verified') pending.push(tab.chat.identify({token: fakeToken({sub: name!, name: name!})}).catch(() => undefined));
  }
  await pass(run, 180_000);
  for (const tab of tabs) tab.surroundings.play('wake');
  // The first may meet a fault that nobody has run into yet.
  for (let tries = 0; tries < 2; tries += 1) {
    for (const tab of tabs) if (run.listed.has(tab)) pending.push(tab.chat.listSessions());
    await pass(run, 60_000);
  }
  const settled = await Promise.race([Promise.all(pending).then(() => true), pass(run, 60_000).then(() => false)]);
  must(settled, 'every verb settles');
  await world.ground.settle();
}

/** In a browser time passes faster than a disk writes. */
async function pass({world}: Run, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 10_000) {
    await world.clock.advance(10_000);
    await world.ground.settle();
  }
}

async function mustAddUp(run: Run): Promise<void> {
  const {world, model, tabs, gone} = run;
  const {backend} = world;
  if (run.broken) throw run.broken;
  const values = await world.ground.read();
  const records = [...values.values()].map(parseRecord);
  const recordOf = (tab: OpenTab): SessionRecord => parseRecord(values.get(world.keyOf(partitionOf(tab))));
  const ownOf = ({messages}: FakeSession): string[] => messages.filter(({author}) => author.role === 'visitor').map(({text}) => text);
  const present = new Set(tabs.map(partitionOf));

  const texts = backend.sessions.flatMap(ownOf);
  same(texts.length, new Set(texts).size, `nothing is stored twice: ${texts.join(' ')}`);
  for (const session of backend.sessions) {
    const numbers = ownOf(session).map((text) => Number(text.slice(5)));
    // What two visitors said before they became one has no order.
    for (const each of model.linked ? model.order(numbers) : [numbers]) same(each, [...each].sort((a, b) => a - b), 'typing order is kept');
    for (const text of ownOf(session)) mustBelong(backend.visitor(session.visitorId), text, model);
  }

  const drafts = [...records.flatMap(({draft, drafts: others}) => [draft, ...Object.values(others ?? {})]), ...tabs.map(({chat}) => chat.state.draft)];
  const waiting = records.flatMap(({outbox}) => outbox.map(({text}) => text));
  const kept = new Set([...texts, ...waiting, ...drafts.join('\n').split('\n')]);
  if (tabs.length) for (const {text, taken, deleted} of model.said) must(!taken || deleted || kept.has(text), `${text} is lost`);

  const open = backend.sessions.filter(({info, visitorId}) => info.status === 'active' && !backend.visitor(visitorId).revoked);
  const owed = new Set(records.flatMap(({farewells}) => farewells.map(({sessionId}) => sessionId)));
  const visitors = new Map([...values.keys()].map((key) => [key, visitorOf(run, key.split('|').at(-1)!, parseRecord(values.get(key)))]));
  // Of two visitors each may have had this label.
  const currents = new Set([...values].map(([key, value]) => `${visitors.get(key)} ${parseRecord(value).session?.id}`));
  for (const {id, visitorId} of open) {
    must(currents.has(`${visitorId} ${id}`) || model.left.has(id) || owed.has(id), `session ${id} is open, and nobody knows of it`);
  }
  if (run.oneOpen && !model.linked) same(open.length, new Set(open.map(({visitorId}) => visitorId)).size, 'one session is open at most');

  let lines = 0;
  for (const name of present) {
    const {session, farewells, outbox, links} = parseRecord(values.get(world.keyOf(name)));
    same([farewells, links ?? []], [[], []], `every end is told, and everything linked (${name})`);
    same(outbox.filter(({failure, seq}) => !failure && seq === undefined), [], `nothing is on its way any more (${name})`);
    same(outbox.filter(({failure}) => failure === 'identity-refused'), [], `a message waits for a better token (${name})`);
    same(outbox.filter(({seq, sessionId}) => seq !== undefined && sessionId !== session?.id), [], `what was stored is not kept (${name})`);
    const there = open.some(({id, visitorId}) => id === session?.id && visitorId === visitors.get(world.keyOf(name)));
    if (session) same([session.status, Boolean(session.reopened)], there ? (session.reopened ? ['ended', true] : ['active', false]) : ['ended', false], `device and server agree (${name})`);
    if (there) lines += 1;
  }
  same(backend.streams, lines, 'one stream for all tabs');

  for (const tab of tabs) {
    const {session, entries, sessions, identity} = tab.chat.state;
    const record = recordOf(tab);
    same(session.id, record.session?.id ?? null, 'all tabs show the same session');
    const shown = entries.flatMap((entry) => (entry.kind === 'message' && entry.delivery !== 'failed' ? [entry.text] : []));
    const visitorId = visitors.get(world.keyOf(partitionOf(tab)));
    const log = backend.sessions.find((each) => each.id === session.id && each.visitorId === visitorId)?.messages.map(({text}) => text);
    // What was ended because the server had forgotten it may be started there by a call that was late.
    if (log && !(model.forgot && session.status === 'ended')) same(shown, log, 'a tab shows what the log says');
    else must(model.forgot || !shown.length, `a tab shows what no log says: ${shown.join()}`);
    const who = whoIs(identity);
    must(model.whoAt(tab).has(who), `${who} is at a tab of ${[...model.whoAt(tab)].join()}`);
    for (const text of shown) {
      const said = model.said.find((each) => each.text === text);
      must(!said || said.owners.has(who), `${who} is shown ${text} of ${[...(said?.owners ?? [])].join()}`);
    }
    if (!run.listed.has(tab)) continue;
    const own = backend.sessions.filter((each) => each.visitorId === visitorId);
    same(sessions.items.map(({id, status}) => `${id} ${status}`).sort(), own.map(({id, info}) => `${id} ${info.status}`).sort(), 'the list is the server’s');
  }
  for (const tab of [...tabs, ...gone]) mustTellWell(tab, model);
}

function whoIs({kind, name, email}: HostChat['state']['identity']): Who {
  if (kind === 'verified') return name as Who;
  return (email && EMAILS[email]) || 'anonymous';
}

function partitionOf({chat}: OpenTab): string {
  const {kind, name, email} = chat.state.identity;
  return partitionName(kind === 'verified' ? {sub: name} : {email});
}

/** Whose a partition is, for the server. */
function visitorOf({world}: Run, partition: string, {credentials}: SessionRecord): string | undefined {
  const known = (credentials as {readonly visitorId?: string} | null)?.visitorId;
  const isTheirs = (id: string): boolean => partitionName({sub: world.backend.visitor(id).sub ?? ''}) === partition;
  return known ?? world.backend.sessions.map(({visitorId}) => visitorId).find(isTheirs);
}

/** Nothing is ever found in the name of somebody who did not say it. A claim may not have been told yet, a verified name is certain. */
function mustBelong({sub, email}: {readonly sub?: string; readonly email?: string}, text: string, {said}: Model): void {
  const owners = said.find((each) => each.text === text)?.owners;
  if (!owners) return;
  const owner = (sub as Who | undefined) ?? (email && EMAILS[email]);
  if (owner) must(owners.has(owner), `${text} of ${[...owners].join()} is found with ${owner}`);
  else must([...owners].some((who) => !isVerified(who)), `${text} of ${[...owners].join()} is found with nobody`);
}

/** Per session: begun once, ended once unless it was opened again, never begun after its end. */
function mustTellWell({events}: OpenTab, {reopened}: Model): void {
  const seen = new Map<string, string>();
  for (const {type, detail} of events) {
    if (type !== 'chat-start' && type !== 'chat-end' && type !== 'chat-reopen' && type !== 'chat-resume') continue;
    const id = detail.sessionId!;
    const before = seen.get(id);
    if (type === 'chat-start') must(before === undefined, `chat-start of ${id} after ${before}`);
    else if (type === 'chat-end') must(before !== 'chat-end', `chat-end twice for ${id}`);
    else if (type === 'chat-resume' && detail.status === 'active') must(before !== 'chat-end' || reopened.has(id), `chat-resume of ${id} after its end`);
    if (type !== 'chat-resume' || detail.status === 'active') seen.set(id, type);
  }
}

/** Plays a life. Rejects with what does not add up. */
export async function live([oneOpen, steps]: Life, ground?: Ground): Promise<void> {
  const run = {} as Run;
  const world: World = createWorld(ground ? {ground} : {});
  const plain = world.ground.store.bind(world.ground);
  Object.assign(world.ground, {store: () => watched(plain(), () => run)});
  Object.assign(run, {
    world, oneOpen, model: new Model(), tabs: [], gone: [], pending: [], asleep: new Set(), tokens: [], listed: new Set(), count: 0, broken: null,
  } satisfies Run);
  await openTab(run, 0);
  for (const [name, pick] of steps) {
    await STEPS[name](run, pick);
    await world.ground.settle();
    await world.clock.advance(1);
  }
  await rest(run);
  await mustAddUp(run);
  for (const tab of run.tabs) tab.close();
  await world.ground.settle();
  same(world.clock.sleeping, 0, 'nothing goes on after the last tab');
}
