// Bundles the pages of a benchmark from the sources, into memory, the way the package is built: minified, with Lit as in production, and with
// everything that is imported on demand in a file of its own. Knows the bundler; knows nothing of what is measured.
import { basename, extname, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { templateMinifier } from '../../scripts/minify-templates.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The address that a source gets when it is an entry. */
export const addressOf = (source) => `/${basename(source, extname(source))}.js`;

/**
 * Bundles these sources, named from the project's folder. Resolves with the files by address: each entry as `/<name>.js`, its chunks and the
 * source maps beside it.
 */
export async function bundle(sources) {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: sources.map((source) => ({ in: source, out: basename(source, extname(source)) })),
    outdir: 'bench-pages',
    write: false,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    sourcemap: true,
    legalComments: 'none',
    tsconfig: 'tsconfig.json',
    logLevel: 'warning',
    plugins: [templateMinifier],
  });
  const folder = fileURLToPath(new URL('bench-pages', new URL('../../', import.meta.url)));
  return new Map(outputFiles.map(({ path, text }) => [`/${relative(folder, path).split(sep).join('/')}`, text]));
}

