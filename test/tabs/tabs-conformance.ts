// What tabs of one browser must do for each other, whatever carries it. Runners hand in how to open connected tabs.
import type {TabMessage, Tabs} from '../../src/contracts/tabs.js';

/** How a suite opens tabs. */
export interface TabsMaker {
  /** Opens `count` tabs that share everything; others that were opened before are out of reach. */
  open(count: number): Promise<readonly Tabs[]>;
}

/** The runner's own functions, so that the list runs under node:test and under mocha. */
export interface Runner {
  test(name: string, body: () => Promise<void>): void;
  equal(actual: unknown, expected: unknown): void;
}

/** A promise and how to settle it. */
export function gate(): {readonly promise: Promise<void>; open(): void} {
  let open = (): void => undefined;
  const promise = new Promise<void>((resolve) => (open = resolve));
  return {promise, open};
}

/** Resolves when `done` holds; looks again in each task. The runner's own time-out is the limit. */
export async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 1));
}

const nameOf = (error: unknown): string => (error as Error).name;
const never = (): AbortSignal => new AbortController().signal;

interface Note extends TabMessage {
  readonly text: string;
}

function inbox(tab: Tabs): string[] {
  const seen: string[] = [];
  tab.listen((message) => seen.push((message as Note).text));
  return seen;
}

const say = (tab: Tabs, text: string): void => tab.post({kind: 'note', text} as Note);

/** Registers the whole list. */
export function tabsConformance({open}: TabsMaker, {test, equal}: Runner): void {
  const leaveAll = (tabs: readonly Tabs[]): void => tabs.forEach((tab) => tab.leave());

  test('every tab has an id of its own', async () => {
    const tabs = await open(3);
    equal(new Set(tabs.map(({id}) => id)).size, 3);
    leaveAll(tabs);
  });

  test('tells all others in order, and not itself', async () => {
    const [a, b, c] = (await open(3)) as [Tabs, Tabs, Tabs];
    const [atA, atB, atC] = [inbox(a), inbox(b), inbox(c)];
    for (let index = 0; index < 20; index += 1) say(a, String(index));
    const all = Array.from({length: 20}, (_, index) => String(index));
    await until(() => atB.length >= 20 && atC.length >= 20);
    equal(atB, all);
    equal(atC, all);
    say(b, 'last');
    await until(() => atA.length > 0);
    equal(atA, ['last']);
    leaveAll([a, b, c]);
  });

  test('a listener that was stopped hears nothing', async () => {
    const [a, b] = (await open(2)) as [Tabs, Tabs];
    const stopped: TabMessage[] = [];
    const stop = b.listen((message) => stopped.push(message));
    stop();
    const heard = inbox(b);
    say(a, 'x');
    await until(() => heard.length === 1);
    equal(stopped, []);
    leaveAll([a, b]);
  });

  test('one tab at a time has the turn', async () => {
    const tabs = await open(3);
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await Promise.resolve();
      await new Promise((resolve) => setTimeout(resolve, 0));
      inside -= 1;
    };
    await Promise.all(Array.from({length: 12}, (_, index) => tabs[index % 3]!.exclusive('turn', work, never())));
    equal(most, 1);
    leaveAll(tabs);
  });

  test('turns of other names do not wait', async () => {
    const [a, b] = (await open(2)) as [Tabs, Tabs];
    const hold = gate();
    const held = a.exclusive('one', () => hold.promise, never());
    equal(await b.exclusive('two', async () => 'free', never()), 'free');
    hold.open();
    await held;
    leaveAll([a, b]);
  });

  test('settles as the run does, and passes the turn on after a failure', async () => {
    const [a, b] = (await open(2)) as [Tabs, Tabs];
    const mistake = new Error('mistake');
    equal(await a.exclusive('turn', () => Promise.reject(mistake), never()).catch((error: unknown) => error === mistake), true);
    equal(await b.exclusive('turn', async () => 5, never()), 5);
    leaveAll([a, b]);
  });

  test('a waiting tab that gives up never runs', async () => {
    const [a, b, c] = (await open(3)) as [Tabs, Tabs, Tabs];
    const hold = gate();
    const held = a.exclusive('turn', () => hold.promise, never());
    const stop = new AbortController();
    let ran = false;
    const waiting = b.exclusive('turn', async () => void (ran = true), stop.signal).catch(nameOf);
    const behind = c.exclusive('turn', async () => 'next', never());
    stop.abort();
    equal(await waiting, 'AbortError');
    hold.open();
    await held;
    equal(await behind, 'next');
    equal(ran, false);
    leaveAll([a, b, c]);
  });

  test('a running tab that is aborted passes the turn on, even if its run goes on for ever', async () => {
    const [a, b] = (await open(2)) as [Tabs, Tabs];
    const stop = new AbortController();
    const started = gate();
    const held = a
      .exclusive('turn', () => (started.open(), new Promise<never>(() => undefined)), stop.signal)
      .catch(nameOf);
    await started.promise;
    const next = b.exclusive('turn', async () => 'next', never());
    stop.abort();
    equal(await held, 'AbortError');
    equal(await next, 'next');
    leaveAll([a, b]);
  });

  test('a signal that is aborted already: nothing runs', async () => {
    const [a] = (await open(1)) as [Tabs];
    let ran = false;
    equal(await a.exclusive('turn', async () => void (ran = true), AbortSignal.abort()).catch(nameOf), 'AbortError');
    equal(ran, false);
    a.leave();
  });

  test('leaving gives up turns held and awaited, and speaks and hears no more', async () => {
    const [a, b] = (await open(2)) as [Tabs, Tabs];
    const [atA, atB] = [inbox(a), inbox(b)];
    const started = gate();
    const held = a.exclusive('turn', () => (started.open(), new Promise<never>(() => undefined)), never()).catch(nameOf);
    const waiting = a.exclusive('turn', async () => 'never', never()).catch(nameOf);
    await started.promise;
    const next = b.exclusive('turn', async () => 'next', never());
    a.leave();
    a.leave();
    equal(await held, 'AbortError');
    equal(await waiting, 'AbortError');
    equal(await next, 'next');
    equal(await a.exclusive('other', async () => 1, never()).catch(nameOf), 'AbortError');
    say(a, 'from the dead');
    say(b, 'to the dead');
    a.rejoin();
    a.rejoin();
    say(a, 'back');
    await until(() => atB.length > 0);
    equal(atB, ['back']);
    say(b, 'welcome');
    await until(() => atA.length > 0);
    equal(atA, ['welcome']);
    equal(await a.exclusive('turn', async () => 'again', never()), 'again');
    leaveAll([a, b]);
  });
}
