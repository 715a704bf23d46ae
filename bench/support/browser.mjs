// Starts Chromium, gives each measurement a fresh tab, and reads what the browser itself counts. Knows the DevTools protocol; knows nothing of
// chats.
import { chromium } from 'playwright-core';
import { CHROME_ARGS, ensureChrome } from '../../scripts/ensure-browser.mjs';

const LONG_TASKS = `
  globalThis.longTasks = [];
  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({startTime, duration}) => ({startTime, duration}))))
    .observe({type: 'longtask', buffered: true});
`;

/** A browser that leaves nothing on disk. */
export function launch(args = []) {
  return chromium.launch({ executablePath: ensureChrome(), args: [...CHROME_ARGS, ...args], chromiumSandbox: false });
}

/** One tab in a context of its own: no caches, no storage, no code compiled before. */
export class Tab {
  #context;
  #errors = [];

  /** Opens `address`; the processor is `slower` times slower from then on. */
  static async open(browser, address, { slower = 1 } = {}) {
    const tab = new Tab();
    tab.#context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    tab.page = await tab.#context.newPage();
    tab.page.on('pageerror', (error) => tab.#errors.push(error));
    await tab.page.addInitScript(LONG_TASKS);
    await tab.page.goto(address);
    tab.devtools = await tab.#context.newCDPSession(tab.page);
    // What the thread itself used: other programs on the machine count less.
    await tab.devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    if (slower > 1) await tab.slowDown(slower);
    return tab;
  }

  slowDown(rate) {
    return this.devtools.send('Emulation.setCPUThrottlingRate', { rate });
  }

  /** Main-thread time so far, in ms: all tasks, and of them script, style and layout. */
  async mainThread() {
    const { metrics } = await this.devtools.send('Performance.getMetrics');
    const ms = (name) => (metrics.find((metric) => metric.name === name)?.value ?? 0) * 1000;
    return { task: ms('TaskDuration'), script: ms('ScriptDuration'), style: ms('RecalcStyleDuration'), layout: ms('LayoutDuration') };
  }

  /** Main-thread time of what `work` does. */
  async during(work) {
    const before = await this.mainThread();
    const result = await work();
    const after = await this.mainThread();
    return { result, ...Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, ms - before[name]])) };
  }

  /** Bytes in use after garbage collection: the script's, and those of nodes and styles. */
  async heap() {
    for (let round = 0; round < 3; round += 1) await this.devtools.send('HeapProfiler.collectGarbage');
    const { usedSize, embedderHeapUsedSize = 0 } = await this.devtools.send('Runtime.getHeapUsage');
    return { script: usedSize, nodes: embedderHeapUsedSize };
  }

  /** Tasks of 50 ms and more since `from`, by the page's clock. */
  longTasks(from = 0) {
    return this.page.evaluate((start) => globalThis.longTasks.filter(({ startTime, duration }) => startTime + duration >= start), from);
  }

  /** Resolves when nothing has been downloaded for `ms`. */
  async quiet(ms = 300) {
    for (let before = -1; ; ) {
      const now = await this.page.evaluate(() => performance.getEntriesByType('resource').length);
      if (now === before) return;
      before = now;
      await this.page.waitForTimeout(ms);
    }
  }

  /** Closes it. Throws what went wrong in the page: a figure of a broken page is none. */
  async close() {
    await this.#context.close();
    if (this.#errors.length > 0) throw this.#errors[0];
  }
}
