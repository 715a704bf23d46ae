// Bundles what pages and programs load: one ES module per door with a stable name, shared code in hashed chunks, and a metafile
// that the size and layer checks read. `--types` adds the declarations. Knows the doors; knows nothing of what is behind them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, context } from 'esbuild';
import { templateMinifier } from './minify-templates.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const DIST = join(ROOT, 'dist');

/** Doors by the name of their built file. A door whose source does not exist is left out. */
export function entries(root = ROOT) {
  const connectors = join(root, 'src/connectors');
  const folders = existsSync(connectors) ? readdirSync(connectors, { withFileTypes: true }) : [];
  const doors = {
    'chat-embed': 'src/index.ts',
    headless: 'src/headless.ts',
    testing: 'src/testing.ts',
    ui: 'src/ui/index.ts',
    'console/main': 'server/console/main.ts',
    ...Object.fromEntries(
      folders.filter((entry) => entry.isDirectory()).map(({ name }) => [`connectors/${name}`, `src/connectors/${name}/index.ts`]),
    ),
  };
  return Object.fromEntries(Object.entries(doors).filter(([, source]) => existsSync(join(root, source))));
}

/** The one set of options of every build; the caller adds nothing but plugins. */
export function options(plugins = []) {
  return {
    absWorkingDir: ROOT,
    entryPoints: entries(),
    outdir: DIST,
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
    plugins: [templateMinifier, ...plugins],
  };
}

/** Old chunks have other hashes and would stay for ever; the types are left alone, they are another step's work. */
function clean() {
  for (const folder of ['chunks', 'connectors', 'console']) rmSync(join(DIST, folder), { recursive: true, force: true });
}

/** Writes the metafile as the last step, so that whoever finds it finds a finished build. */
function writeMetafile(metafile) {
  mkdirSync(DIST, { recursive: true });
  writeFileSync(join(DIST, 'meta.json'), JSON.stringify(metafile));
}

/** Bundles once; rejects when esbuild found an error. */
export async function bundle() {
  clean();
  const result = await build(options());
  writeMetafile(result.metafile);
  return result.metafile;
}

/** Bundles now and after every change, calling `onBuilt(errors)` each time. Settles with a function that stops watching. */
export async function watch(onBuilt) {
  clean();
  const notify = {
    name: 'notify',
    setup(builder) {
      builder.onEnd((result) => {
        if (result.metafile) writeMetafile(result.metafile);
        onBuilt(result.errors.length);
      });
    },
  };
  const watcher = await context(options([notify]));
  await watcher.watch();
  return () => watcher.dispose();
}

function declarations() {
  rmSync(join(DIST, 'types'), { recursive: true, force: true });
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

async function main() {
  const started = performance.now();
  const names = Object.keys(entries());
  if (names.length === 0) throw new Error('build: none of the entry files exists yet');
  await bundle();
  if (process.argv.includes('--types')) declarations();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`built ${names.length} entries into ${relative(process.cwd(), DIST) || dirname(DIST)} in ${seconds} s`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main().catch((error) => {
    // esbuild has already printed its own errors with file and line.
    if (!error.errors) console.error(error.message);
    process.exit(1);
  });
}
