// Bundles what pages and programs load: one ES module per door with a stable name, shared code in hashed chunks, and a metafile
// that the size and layer checks read. `--types` adds the declarations. Knows the doors; knows nothing of what is behind them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, context } from 'esbuild';
import { templateMinifier } from './minify-templates.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const DIST = join(ROOT, 'dist');

/** The package's doors but the one for tests, by the name of their built file. A door whose source does not exist is left out. */
function doors(root = ROOT) {
  const connectors = join(root, 'src/connectors');
  const folders = existsSync(connectors) ? readdirSync(connectors, { withFileTypes: true }) : [];
  const all = {
    'chat-embed': 'src/index.ts',
    headless: 'src/headless.ts',
    ui: 'src/ui/index.ts',
    ...Object.fromEntries(
      folders.filter((entry) => entry.isDirectory()).map(({ name }) => [`connectors/${name}`, `src/connectors/${name}/index.ts`]),
    ),
  };
  return Object.fromEntries(Object.entries(all).filter(([, source]) => existsSync(join(root, source))));
}

/** These entries, if their sources exist. */
const present = (entries) => Object.fromEntries(Object.entries(entries).filter(([, source]) => existsSync(join(ROOT, source))));

/** The error class is one class in all doors, or `instanceof` would lie: this door takes it from the headless one. */
const errorsOfHeadless = {
  name: 'errors-of-headless',
  setup(builder) {
    builder.onResolve({ filter: /(?:^|\/)errors\.js$/ }, () => ({ path: './headless.js', external: true }));
  },
};

/**
 * Bundles that share no chunks: what pages and programs load, the door for tests, and the agent console. In one bundle their imports would
 * cut the code that a page loads into more and smaller chunks.
 */
function bundles() {
  return [
    { entryPoints: doors(), outdir: DIST },
    { entryPoints: present({ testing: 'src/testing.ts' }), outdir: DIST, plugins: [errorsOfHeadless] },
    { entryPoints: present({ main: 'server/console/main.ts' }), outdir: join(DIST, 'console') },
  ].filter(({ entryPoints }) => Object.keys(entryPoints).length > 0);
}

/** The one set of options of every bundle. */
function options({ entryPoints, outdir, plugins = [] }, more = []) {
  return {
    absWorkingDir: ROOT,
    entryPoints,
    outdir,
    entryNames: '[dir]/[name]',
    chunkNames: 'chunks/[name]-[hash]',
    assetNames: 'assets/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    sourcemap: true,
    metafile: true,
    legalComments: 'linked',
    tsconfig: join(ROOT, 'tsconfig.json'),
    logLevel: 'warning',
    plugins: [templateMinifier, ...plugins, ...more],
  };
}

/** Chunks of an older build have other hashes and would stay for ever. Types and the manifest are another step's work. */
function removeStale({ outputs }) {
  for (const folder of ['chunks', 'connectors', 'console']) {
    if (!existsSync(join(DIST, folder))) continue;
    for (const entry of readdirSync(join(DIST, folder), { recursive: true, withFileTypes: true })) {
      const path = relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/');
      if (entry.isFile() && !outputs[path]) rmSync(join(ROOT, path));
    }
  }
}

/** Writes one metafile of all bundles as the last step, so that whoever finds it finds a finished build. */
function writeMetafile(metafiles) {
  const all = (key) => Object.assign({}, ...metafiles.map((metafile) => metafile[key]));
  const metafile = { inputs: all('inputs'), outputs: all('outputs') };
  mkdirSync(DIST, { recursive: true });
  writeFileSync(join(DIST, 'meta.json'), JSON.stringify(metafile));
  return metafile;
}

/** Bundles once, and settles with the number of entries; rejects when there is none, or when esbuild found an error. */
export async function bundle() {
  const chosen = bundles();
  if (chosen.length === 0) throw new Error('build: none of the entry files exists yet');
  const results = await Promise.all(chosen.map((one) => build(options(one))));
  removeStale(writeMetafile(results.map(({ metafile }) => metafile)));
  return chosen.reduce((sum, { entryPoints }) => sum + Object.keys(entryPoints).length, 0);
}

/** Bundles now and after every change, calling `onBuilt(errors)` each time. Settles with a function that stops watching. */
export async function watch(onBuilt) {
  const metafiles = new Map();
  const watchers = await Promise.all(
    bundles().map((one) => {
      const notify = {
        name: 'notify',
        setup(builder) {
          builder.onEnd(({ metafile, errors }) => {
            if (metafile) writeMetafile([...metafiles.set(one, metafile).values()]);
            onBuilt(errors.length);
          });
        },
      };
      return context(options(one, [notify]));
    }),
  );
  await Promise.all(watchers.map((watcher) => watcher.watch()));
  return () => Promise.all(watchers.map((watcher) => watcher.dispose()));
}

function declarations() {
  rmSync(join(DIST, 'types'), { recursive: true, force: true });
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

async function main() {
  const started = performance.now();
  const entries = await bundle();
  if (process.argv.includes('--types')) declarations();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`built ${entries} entries into ${relative(process.cwd(), DIST) || dirname(DIST)} in ${seconds} s`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main().catch((error) => {
    // esbuild has already printed its own errors with file and line.
    if (!error.errors) console.error(error.message);
    process.exit(1);
  });
}
