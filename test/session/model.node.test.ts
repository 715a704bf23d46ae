/**
 * The whole life of a session against a small model: random visitors, agents, tabs and networks, on the real engine with a clock that stands
 * still. After every run time passes until all is quiet, and then everything must add up. `MODEL_RUNS` and `MODEL_SEED` choose other runs.
 */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import type {Chat} from '../../src/session/chat.js';
import {createWorld} from './world.js';
import type {OpenTab} from './world.js';

const RUNS = Number(process.env['MODEL_RUNS'] ?? 2000);
const LENGTH = 60;
const MAX_TABS = 3;

type World = ReturnType<typeof createWorld>;

/** What a text that was sent may have become. */
interface Sent {
  readonly text: string;
  /** A verb that deletes came after it, so it may be gone. */
  mayBeGone: boolean;
}

interface Run {
  readonly world: World;
  readonly tabs: OpenTab[];
  readonly gone: OpenTab[];
  readonly sent: Sent[];
  readonly pending: Promise<unknown>[];
  /** In the back/forward cache, where no script runs. */
  readonly asleep: Set<OpenTab>;
  count: number;
}

type Step = readonly [name: keyof typeof STEPS, pick: number];

const tabOf = ({tabs}: Run, pick: number): OpenTab | undefined => tabs[pick % Math.max(1, tabs.length)];

/** A tab that somebody can use. */
const awakeOf = (run: Run, pick: number): OpenTab | undefined => {
  const tab = tabOf(run, pick);
  return tab && !run.asleep.has(tab) ? tab : undefined;
};

/** A verb that may be refused, but must settle. */
function verb(run: Run, pick: number, call: (chat: Chat) => Promise<unknown>): void {
  const tab = awakeOf(run, pick);
  if (tab) run.pending.push(call(tab.chat).catch(() => undefined));
}

function deleting(run: Run, pick: number, call: (chat: Chat) => Promise<unknown>): void {
  for (const sent of run.sent) sent.mayBeGone = true;
  verb(run, pick, call);
}

const current = ({world}: Run) => {
  const id = world.record()?.session?.id;
  return world.backend.sessions.find((session) => session.id === id && session.info.status === 'active');
};

const STEPS = {
  async openTab(run: Run) {
    if (run.tabs.length < MAX_TABS) run.tabs.push(await run.world.open());
  },
  async reload(run: Run, pick: number) {
    const index = pick % Math.max(1, run.tabs.length);
    run.tabs[index]?.close();
    if (run.tabs[index]) run.gone.push(...run.tabs.splice(index, 1, await run.world.open()));
  },
  closeTab(run: Run, pick: number) {
    const [tab] = run.tabs.splice(pick % Math.max(1, run.tabs.length), 1);
    tab?.close();
    if (tab) run.gone.push(tab);
  },
  killTab(run: Run, pick: number) {
    const [tab] = run.tabs.splice(pick % Math.max(1, run.tabs.length), 1);
    tab?.tabs.kill();
    tab?.close();
    run.world.backend.dropStreams();
    if (tab) run.gone.push(tab);
  },
  start: (run: Run, pick: number) => verb(run, pick, (chat) => chat.startChat()),
  async send(run: Run, pick: number) {
    const tab = awakeOf(run, pick);
    if (!tab) return;
    const text = `text-${run.count++}`;
    const sending = tab.chat.sendMessage(text).then(() => run.sent.push({text, mayBeGone: false}), () => undefined);
    run.pending.push(sending);
    await run.world.settle();
  },
  agentSends: (run: Run) => void current(run)?.botSend(`answer-${run.count++}`),
  agentEnds: (run: Run) => current(run)?.end('agent', 'resolved'),
  handoff: (run: Run) => void current(run)?.queue('asked'),
  end: (run: Run, pick: number) => deleting(run, pick, (chat) => chat.endChat()),
  endStay: (run: Run, pick: number) => verb(run, pick, (chat) => chat.endChat({then: 'stay'})),
  clearChat: (run: Run, pick: number) => deleting(run, pick, (chat) => chat.clearChat()),
  clearSession: (run: Run, pick: number) => deleting(run, pick, (chat) => chat.clearSession()),
  reset: (run: Run, pick: number) => deleting(run, pick, (chat) => chat.resetWindow()),
  startNew: (run: Run, pick: number) => deleting(run, pick, (chat) => chat.startNewSession()),
  offline: ({world}: Run) => world.backend.setOffline(true),
  online: ({world}: Run) => world.backend.setOffline(false),
  loseAnswer: ({world}: Run) => world.backend.loseAnswers(1),
  failOnce: ({world}: Run) => world.backend.failNext(1, 'unavailable'),
  dropStream: ({world}: Run) => world.backend.dropStreams(),
  wake: (run: Run, pick: number) => awakeOf(run, pick)?.surroundings.play('wake'),
  suspend(run: Run, pick: number) {
    const tab = awakeOf(run, pick);
    tab?.surroundings.play('suspend');
    if (tab) run.asleep.add(tab);
  },
  resume(run: Run, pick: number) {
    const tab = tabOf(run, pick);
    if (tab && run.asleep.delete(tab)) tab.surroundings.play('resume');
  },
  freeze: (run: Run, pick: number) => tabOf(run, pick)?.tabs.freeze(),
  thaw: (run: Run, pick: number) => tabOf(run, pick)?.tabs.thaw(),
  secondsPass: ({world}: Run, pick: number) => world.clock.advance(1_000 * (1 + (pick % 40))),
} as const;

/** What is written often, rarely things that wipe everything: so that stories have a middle. */
const NAMES = (Object.keys(STEPS) as (keyof typeof STEPS)[]).flatMap((name) =>
  Array.from({length: ['send', 'secondsPass', 'agentSends', 'online', 'resume', 'thaw'].includes(name) ? 4 : 1}, () => name),
);

/** Everything works again, and time passes until nothing happens any more. */
async function quiet({world, tabs, pending, asleep}: Run): Promise<void> {
  world.backend.setOffline(false);
  for (const tab of tabs) {
    tab.tabs.thaw();
    if (asleep.delete(tab)) tab.surroundings.play('resume');
    tab.surroundings.play('wake');
  }
  await world.clock.advance(180_000);
  for (const tab of tabs) tab.surroundings.play('wake');
  await world.clock.advance(60_000);
  const settled = await Promise.race([Promise.all(pending).then(() => true), world.clock.advance(60_000).then(() => false)]);
  assert.ok(settled, 'every verb settles');
  await world.settle();
}

function mustAddUp({world, tabs, gone, sent}: Run): void {
  const record = world.record();
  const texts = world.backend.sessions.flatMap(({messages}) => messages.filter(({author}) => author.role === 'visitor').map(({text}) => text));
  assert.equal(new Set(texts).size, texts.length, `nothing is stored twice: ${texts.join(' ')}`);
  const numbers = texts.map((text) => Number(text.slice(5)));
  assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b), 'typing order is kept');

  const drafts = [record?.draft, ...tabs.map(({chat}) => chat.state.draft)].join('\n').split('\n');
  const failed = record?.outbox.flatMap(({text, failure}) => (failure ? [text] : [])) ?? [];
  const kept = [...drafts, ...failed];
  if (tabs.length) for (const {text, mayBeGone} of sent) assert.ok(mayBeGone || texts.includes(text) || kept.includes(text), `${text} is lost`);

  const active = world.backend.sessions.filter(({info}) => info.status === 'active');
  if (tabs.length) {
    assert.ok(active.length <= 1, 'one session is active at most');
    assert.equal(record?.session?.status === 'active' ? record.session.id : undefined, active[0]?.id, 'device and server agree');
    assert.deepEqual(record?.farewells ?? [], [], 'every end is told');
    assert.equal(world.backend.streams, active.length ? 1 : 0, 'one stream for all tabs');
  }
  for (const tab of tabs) {
    const {session, entries} = tab.chat.state;
    assert.equal(session.id, record?.session?.id ?? null, 'all tabs show the same session');
    const shown = entries.flatMap((entry) => (entry.kind === 'message' && entry.delivery !== 'failed' ? [entry.text] : []));
    const log = world.backend.sessions.find(({id}) => id === session.id)?.messages.map(({text}) => text) ?? [];
    assert.deepEqual(shown, log, 'a tab shows what the log says');
  }
  for (const tab of [...tabs, ...gone]) mustTellWell(tab);
}

/** Per session: started once at most, ended once at most, never started after its end. */
function mustTellWell({events}: OpenTab): void {
  const seen = new Map<string, string>();
  for (const {type, detail} of events) {
    if (type !== 'chat-start' && type !== 'chat-end') continue;
    const id = detail.sessionId!;
    const before = seen.get(id);
    if (type === 'chat-start') assert.equal(before, undefined, `chat-start of ${id} after ${before}`);
    else assert.notEqual(before, 'chat-end', `chat-end twice for ${id}`);
    seen.set(id, type);
  }
}

const story = fc.array(fc.tuple(fc.constantFrom(...NAMES), fc.nat(120)), {minLength: 5, maxLength: LENGTH, size: 'max'});

async function play(steps: readonly Step[]): Promise<void> {
  const world = createWorld();
  const run: Run = {world, tabs: [await world.open()], gone: [], sent: [], pending: [], asleep: new Set(), count: 0};
  for (const [name, pick] of steps) {
    await STEPS[name](run, pick);
    await world.settle();
  }
  await quiet(run);
  mustAddUp(run);
  for (const tab of run.tabs) tab.close();
  await world.settle();
  assert.equal(world.clock.sleeping, 0, 'nothing goes on after the last tab');
}

test(`${RUNS} lives of a session, each of up to ${LENGTH} events, add up`, async () => {
  const seed = process.env['MODEL_SEED'];
  await fc.assert(fc.asyncProperty(story, play), {numRuns: RUNS, includeErrorInReport: true, ...(seed ? {seed: Number(seed)} : {})});
});
