// What the tag adds to loading a page: main-thread time until it is quiet, against the same page without it, on a slow processor. Knows the two
// pages; knows nothing of what the element does.
import { figure, median } from './support/figures.mjs';

export const sources = ['src/index.ts'];

const SLOWER = 4;
const RUNS = 11;
/** Longer than it takes until the element has looked, in a quiet moment, whether there is a session. */
const QUIET_MS = 800;

/** Loads a page in a tab that has been at an empty one, so that the browser's own start is not counted. */
async function load(open, path, body) {
  const tab = await open('/empty', { slower: SLOWER });
  const { task, script, style, layout } = await tab.during(async () => {
    await tab.page.goto(new URL(path, tab.page.url()).href, { waitUntil: 'load' });
    if (body) await tab.page.waitForFunction(() => customElements.get('chat-embed'));
    await tab.page.waitForTimeout(QUIET_MS);
  });
  const long = await tab.longTasks();
  await tab.close();
  return { task, script, style, layout, long };
}

export async function measure({ open, files, profile }) {
  const { page } = await import('./support/server.mjs');
  const tag = '<chat-embed heading="Support"></chat-embed>';
  files.set('/empty', '<!doctype html><title>Empty</title><link rel="icon" href="data:,">');
  files.set('/with', page(['/index.js'], tag));
  files.set('/without', page());
  const pairs = [];
  for (let run = 0; run < RUNS; run += 1) pairs.push({ without: await load(open, '/without', false), with: await load(open, '/with', true) });
  const without = median(pairs.map((pair) => pair.without.task));
  const added = pairs.map((pair) => pair.with.task - without);
  const long = pairs.map((pair) => Math.max(0, pair.with.long.length - pair.without.long.length));
  if (process.argv.includes('--profile')) {
    const tab = await open('/empty', { slower: SLOWER });
    await profile(tab, 'one load', async () => {
      await tab.page.goto(new URL('/with', tab.page.url()).href);
      await tab.page.waitForTimeout(QUIET_MS);
    });
    await tab.close();
  }
  return [
    figure(`load: main thread added, CPU ${SLOWER}× slower`, added, { goal: 20, rival: 94, note: `the page without: ${without.toFixed(0)} ms` }),
    figure('load: long tasks added', long, { unit: '', goal: 0 }),
  ];
}
