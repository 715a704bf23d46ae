// What the tag adds to loading a page: main-thread time until it is quiet, against the same page without it, on a slow processor. Knows the two
// pages; knows nothing of what the element does.
import { figure, median } from './support/figures.mjs';
import { page } from './support/server.mjs';

export const sources = ['src/index.ts'];

const SLOWER = 4;
const RUNS = 11;
/** Longer than it takes until the element has looked, in a quiet moment, whether there is a session. */
const QUIET_MS = 800;

/** Loads a page in a tab that has been at an empty one, so that the browser's own start is not counted. */
async function load(open, path) {
  const tab = await open('/empty', { slower: SLOWER });
  const { task, script, style, layout } = await tab.during(async () => {
    await tab.page.goto(new URL(path, tab.page.url()).href, { waitUntil: 'load' });
    await tab.page.waitForTimeout(QUIET_MS);
  });
  // The page is asked nothing before: what a driver puts into it to ask is more than what is measured.
  const { length: long } = await tab.longTasks();
  const defined = await tab.page.evaluate(() => customElements.get('chat-embed') !== undefined);
  if (defined !== (path === '/with')) throw new Error(`load: ${path} ${defined ? 'has' : 'does not have'} the element`);
  await tab.close();
  return { task, script, style, layout, long };
}

/** As little as a module can do: what it costs to have one. */
const TRIVIAL = "document.querySelector('div').attachShadow({ mode: 'open' }).append('A button');";

/** The same launcher without anything behind it: what it costs a page to have a round button in its corner. */
const BY_HAND = `
  const root = document.querySelector('div').attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('button { position: fixed; inset: auto 20px 20px auto; min-block-size: 60px; padding: 0 15px; border: 1px solid transparent;' +
    'border-radius: 60px; background: #1f4fd8; color: #fff; box-shadow: 0 2px 6px rgb(10 14 30 / 0.16), 0 12px 40px rgb(10 14 30 / 0.2) }' +
    'svg { display: block; inline-size: 28px; fill: none; stroke: currentColor; stroke-width: 2 }');
  root.adoptedStyleSheets = [sheet];
  const [button, svg, path] = ['button', 'svg', 'path'].map((name) =>
    document.createElementNS('http://www.w3.org/' + (name === 'button' ? '1999/xhtml' : '2000/svg'), name));
  svg.setAttribute('viewBox', '0 0 28 28');
  path.setAttribute('d', 'M14 4.5c6 0 10 4 10 8.5s-4 8.7-10 8.7l-3-.3L6 24v-4.7C5 18 4 16 4 13c0-5 4-8.5 10-8.5ZM9.5 11h9m-9 4.2H15');
  svg.append(path);
  button.append(svg);
  root.append(button);
`;

export async function measure({ open, files, profile }) {
  const tag = '<chat-embed heading="Support"></chat-embed>';
  files.set('/empty', '<!doctype html><title>Empty</title><link rel="icon" href="data:,">');
  files.set('/with', page(['/index.js'], tag));
  files.set('/without', page());
  files.set('/trivial', page(['/trivial.js'], '<div></div>'));
  files.set('/trivial.js', TRIVIAL);
  files.set('/by-hand', page(['/by-hand.js'], '<div></div>'));
  files.set('/by-hand.js', BY_HAND);
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) {
    const tasks = {};
    for (const path of ['without', 'with', 'by-hand', 'trivial']) tasks[path] = await load(open, `/${path}`);
    runs.push(tasks);
  }
  const of = (path, name) => runs.map((run) => run[path][name]);
  const without = median(of('without', 'task'));
  const added = (path) => of(path, 'task').map((ms) => ms - without);
  const part = (name) => `${name} ${(median(of('with', name)) - median(of('without', name))).toFixed(0)}`;
  const long = runs.map((run) => Math.max(0, run.with.long - run.without.long));
  if (process.argv.includes('--profile')) {
    const tab = await open('/empty', { slower: SLOWER });
    await profile(tab, 'one load', async () => {
      await tab.page.goto(new URL('/with', tab.page.url()).href);
      await tab.page.waitForTimeout(QUIET_MS);
    });
    await tab.close();
  }
  return [
    figure(`load: main thread added, CPU ${SLOWER}× slower`, added('with'), {
      goal: 20,
      rival: 94,
      note: `${['script', 'style', 'layout'].map(part).join(', ')}; the page without: ${without.toFixed(0)}`,
    }),
    figure('load: the same with a launcher drawn by hand in place of it', added('by-hand')),
    figure('load: the same with one line of script in place of it', added('trivial')),
    figure('load: long tasks added', long, { unit: '', goal: 0 }),
  ];
}
