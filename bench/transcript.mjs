// Opening a chat that has many messages: how soon the last one can be seen, and what the window adds to the page. Knows the browser's counters.
import { figure, median } from './support/figures.mjs';

export const sources = ['bench/transcript.ts'];

const RUNS = 7;
const MESSAGES = 10_000;

async function once(open, profile) {
  const tab = await open();
  const { page } = tab;
  await page.evaluate((count) => globalThis.bench.prepare(count), MESSAGES);
  const launcher = page.locator('chat-embed').getByRole('button').first();
  await launcher.hover();
  await tab.quiet();
  const before = await tab.heap();
  const { result, task } = await tab.during(() =>
    profile(tab, `${MESSAGES} messages`, async () => {
      const opened = page.evaluate(() => globalThis.bench.opened());
      await page.mouse.down();
      await page.mouse.up();
      return opened;
    }),
  );
  await page.waitForTimeout(500);
  const nodes = await page.evaluate(() => globalThis.bench.countNodes());
  const after = await tab.heap();
  await tab.close();
  const mb = (heap) => (heap.script + heap.nodes) / 1e6;
  return { took: result.took, task, nodes, added: mb(after) - mb(before), held: mb(before) };
}

export async function measure({ open, profile }) {
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await once(open, run === 0 ? profile : (_tab, _title, work) => work()));
  const of = (name) => runs.map((one) => one[name]);
  return [
    figure(`transcript: ${MESSAGES} messages, click → last one seen`, of('took'), {
      goal: 60,
      rival: 788,
      note: `main thread ${median(of('task')).toFixed(0)} ms`,
    }),
    figure('transcript: DOM nodes, shadow roots included', of('nodes'), { unit: '', goal: 2000, rival: 100_000 }),
    figure('transcript: heap added by opening', of('added'), { unit: 'MB', goal: 5 }),
    figure('transcript: heap before, with the messages twice', of('held'), { unit: 'MB', note: 'the back end of this benchmark lives in the page' }),
  ];
}
