// Runs the benchmarks and prints their figures beside the goals: `node bench/run.mjs [name…] [--profile]`. It judges, but it asserts nothing: the
// exit code is 1 only when a benchmark itself broke. Knows how to start them; each knows what it measures.
import { readdirSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { pathToFileURL } from 'node:url';
import { launch, Tab } from './support/browser.mjs';
import { addressOf, bundle } from './support/bundle.mjs';
import { table } from './support/figures.mjs';
import { profile } from './support/profile.mjs';
import { page, serve } from './support/server.mjs';

const FOLDER = new URL('./', import.meta.url);
/** Cheap ones first; what is not named here comes after them. */
const ORDER = ['bytes', 'load', 'open', 'transcript', 'typing', 'send', 'stream'];

const place = (name) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
const all = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.mjs') && file !== 'run.mjs')
  .map((file) => file.replace('.mjs', ''))
  .sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));

/** What a benchmark is handed: pages at `/` (with its sources) and `/without`, fresh tabs, and a profiler where one was asked for. */
async function run(name, profiling) {
  const { measure, sources = [], flags = [] } = await import(new URL(`${name}.mjs`, FOLDER).href);
  if (sources.length === 0) return measure();
  const files = await bundle(sources);
  files.set('/', page(sources.map(addressOf), '<div id="here"></div>'));
  files.set('/without', page());
  const { origin, stop } = await serve(files);
  const browser = await launch(flags);
  try {
    return await measure({
      files,
      open: (path = '/', options = {}) => Tab.open(browser, `${origin}${path}`, options),
      profile: async (tab, title, work) => {
        if (!profiling) return work();
        const finish = await profile(tab, files);
        const result = await work();
        await finish(`${name}: ${title}`);
        return result;
      },
    });
  } finally {
    await browser.close();
    await stop();
  }
}

async function main() {
  const words = process.argv.slice(2);
  const names = words.filter((word) => !word.startsWith('--'));
  const unknown = [...names.filter((name) => !all.includes(name)), ...words.filter((word) => word.startsWith('--') && word !== '--profile')];
  if (unknown.length > 0) throw new Error(`bench: there is no ${unknown.join(', ')}; there are ${all.join(', ')} and --profile`);
  const figures = [];
  for (const name of names.length > 0 ? names : all) {
    const started = performance.now();
    process.stderr.write(`${name} … `);
    figures.push(...(await run(name, words.includes('--profile'))));
    process.stderr.write(`${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  }
  console.log(`\n${table(figures)}\n\n${cpus().length} cores, ${await browserName()}, machine busy with ${loadavg()[0].toFixed(1)}`);
}

async function browserName() {
  const browser = await launch();
  const version = browser.version();
  await browser.close();
  return `Chromium ${version}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main().catch((error) => {
    console.error(`\n${error.stack ?? error}`);
    process.exitCode = 1;
  });
}
