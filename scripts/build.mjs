// Bundles what pages and programs load: one ES module per door with a stable name, shared code in hashed chunks, and a metafile
// that the size and layer checks read. `--types` adds the declarations. Knows the doors; knows nothing of what is behind them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { rollup, watch as watchSources } from 'rollup';
import { describer } from './describe-plugin.mjs';
import { minifier } from './minify-plugin.mjs';
import { typescript } from './typescript-plugin.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const DIST = join(ROOT, 'dist');

/** Modules that always come together but are wanted from several sides: in one file each, because many small ones weigh more. */
const TOGETHER = {
  // What a page has before the chat is opened and a program has too.
  common: ['model/errors', 'model/chat-state'],
  words: ['i18n/index', 'i18n/fresh-strings', 'i18n/launcher-strings'],
};
const CHUNKS = new Map(Object.entries(TOGETHER).flatMap(([chunk, names]) => names.map((name) => [join(ROOT, `src/${name}.ts`), chunk])));

/** The package's doors but those for tests and for servers, by the name of their built file. A door whose source does not exist is left out. */
function doors(root = ROOT) {
  const connectors = join(root, 'src/connectors');
  const folders = existsSync(connectors) ? readdirSync(connectors, { withFileTypes: true }) : [];
  const all = {
    'chat-embed': 'src/index.ts',
    headless: 'src/headless.ts',
    ...Object.fromEntries(
      folders.filter((entry) => entry.isDirectory()).map(({ name }) => [`connectors/${name}`, `src/connectors/${name}/index.ts`]),
    ),
  };
  return Object.fromEntries(Object.entries(all).filter(([, source]) => existsSync(join(root, source))));
}

/** These entries, if their sources exist. */
const present = (entries) => Object.fromEntries(Object.entries(entries).filter(([, source]) => existsSync(join(ROOT, source))));

/** The error class is one class in all doors, or `instanceof` would lie: these doors take it from the headless one. */
const errorsOfHeadless = {
  name: 'errors-of-headless',
  resolveId: (specifier) => (/(?:^|\/)errors\.js$/.test(specifier) ? { id: './headless.js', external: true } : null),
};

/**
 * Bundles that share no chunks: what pages and programs load, the doors for tests and for servers, the chat page's own script, and the agent console.
 * In one bundle their imports would cut the code that a page loads into more and smaller chunks.
 */
function bundles() {
  return [
    { input: doors(), outdir: DIST },
    { input: present({ testing: 'src/testing.ts', 'without-dom': 'src/without-dom.ts' }), outdir: DIST, first: [errorsOfHeadless] },
    { input: present({ 'chat-page': 'src/page/chat-page.ts' }), outdir: DIST },
    { input: present({ main: 'server/console/main.ts' }), outdir: join(DIST, 'console') },
  ].filter(({ input }) => Object.keys(input).length > 0);
}

/** From sources to what browsers get. */
export function plugins() {
  const tsconfig = readFileSync(join(ROOT, 'tsconfig.json'), 'utf8');
  return [typescript(tsconfig), nodeResolve({ browser: true, exportConditions: ['browser', 'module', 'import', 'default'] }), minifier];
}

/** The one set of options of every bundle. */
function options({ input, outdir, first = [] }, described) {
  return {
    input: Object.fromEntries(Object.entries(input).map(([name, source]) => [name, join(ROOT, source)])),
    plugins: [...first, ...plugins(), describer(ROOT, outdir, described)],
    // A door exports what its source exports, whatever the chunks want of it: they may be another copy than the page's `…/chat-embed.js?v=2`.
    preserveEntrySignatures: 'strict',
    output: {
      dir: outdir,
      format: 'es',
      sourcemap: true,
      entryFileNames: '[name].js',
      chunkFileNames: ({ name, moduleIds }) => `chunks/${name === 'index' ? folderOf(moduleIds.at(-1)) : name}-[hash:6].js`,
      hoistTransitiveImports: false,
      manualChunks: (path) => CHUNKS.get(path),
      onlyExplicitManualChunks: true,
    },
  };
}

/** `src/ui/index.ts` -> `ui`: what is in a chunk of that source. `src/index.ts` is the element. */
const folderOf = (path) => (dirname(path) === join(ROOT, 'src') ? 'element' : basename(dirname(path)));

/** Chunks of an older build have other hashes and would stay for ever. Types and the manifest are another step's work. */
function removeStale({ outputs }) {
  const made = (entry) => entry.isFile() && /\.(?:js|map|txt)$/.test(entry.name);
  for (const entry of readdirSync(DIST, { recursive: true, withFileTypes: true }).filter(made)) {
    const path = relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/');
    if (!path.startsWith('dist/types/') && !outputs[path]) rmSync(join(ROOT, path));
  }
}

/** Writes one metafile of all bundles as the last step, so that whoever finds it finds a finished build. */
function writeMetafile(described) {
  const metafile = { outputs: Object.assign({}, ...described) };
  mkdirSync(DIST, { recursive: true });
  writeFileSync(join(DIST, 'meta.json'), JSON.stringify(metafile));
  return metafile;
}

/** Builds one bundle. Settles with what the metafile says of it. */
async function build(one) {
  let outputs;
  const chosen = options(one, (found) => (outputs = found));
  const made = await rollup(chosen);
  await made.write(chosen.output);
  await made.close();
  return outputs;
}

/** Bundles once, and settles with the number of entries; rejects when there is none, or when a source is wrong. */
export async function bundle() {
  const chosen = bundles();
  if (chosen.length === 0) throw new Error('build: none of the entry files exists yet');
  removeStale(writeMetafile(await Promise.all(chosen.map(build))));
  return chosen.reduce((sum, { input }) => sum + Object.keys(input).length, 0);
}

/** Bundles now and after every change, calling `onBuilt(error)` each time, without an error when all is well. Settles with a function that stops. */
export async function watch(onBuilt) {
  const described = new Map();
  const watcher = watchSources(bundles().map((one) => options(one, (outputs) => described.set(one, outputs))));
  let wrong;
  watcher.on('event', async ({ code, error, result }) => {
    if (code === 'START') wrong = undefined;
    if (code === 'ERROR') wrong = error;
    await result?.close();
    if (code !== 'END') return;
    if (!wrong) writeMetafile([...described.values()]);
    onBuilt(wrong);
  });
  return () => watcher.close();
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
    console.error(error.message);
    process.exit(1);
  });
}
