// From the click on the launcher until one can type. Knows the mouse; the page knows the clock.
import { figure, median } from './support/figures.mjs';

export const sources = ['bench/open.ts'];

const RUNS = 11;

/** `warm`: the pointer has rested on the launcher for a moment, as it does before a click. */
async function once(open, profile, warm) {
  const tab = await open();
  await tab.quiet();
  const { page } = tab;
  const { x, y, width, height } = await page.locator('chat-embed').getByRole('button').boundingBox();
  const aim = () => page.mouse.move(x + width / 2, y + height / 2);
  if (warm) {
    await aim();
    await tab.quiet();
  }
  const { result, task } = await tab.during(() =>
    profile(tab, warm ? 'warm' : 'cold', async () => {
      const opened = page.evaluate(() => globalThis.bench.opened());
      if (!warm) await aim();
      await page.mouse.down();
      await page.mouse.up();
      return opened;
    }),
  );
  await page.waitForTimeout(300);
  const long = (await tab.longTasks(result.clicked)).length;
  await tab.close();
  return { took: result.took, long, task };
}

export async function measure({ open, profile }) {
  const warm = [];
  const cold = [];
  for (let run = 0; run < RUNS; run += 1) {
    // One profile of each kind tells enough.
    const watch = run === 0 ? profile : (_tab, _title, work) => work();
    warm.push(await once(open, watch, true));
    cold.push(await once(open, watch, false));
  }
  const took = (runs) => runs.map((one) => one.took);
  const long = (runs) => runs.map((one) => one.long);
  const options = (runs) => ({ goal: 50, rival: 60, note: `main thread ${median(runs.map((one) => one.task)).toFixed(0)} ms` });
  return [
    figure('open: click → composer has focus, pointer rested', took(warm), options(warm)),
    figure('open: click → composer has focus, nothing loaded', took(cold), options(cold)),
    figure('open: long tasks, pointer rested', long(warm), { unit: '', goal: 0 }),
    figure('open: long tasks, nothing loaded', long(cold), { unit: '', goal: 0 }),
  ];
}
