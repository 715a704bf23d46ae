// Bundles the pages of a benchmark from the sources, into memory, the way the package is built: minified, with Lit as in production, and with
// everything that is imported on demand in a file of its own. Knows the bundler; knows nothing of what is measured.
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rollup } from 'rollup';
import { plugins } from '../../scripts/build.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The address that a source gets when it is an entry. */
export const addressOf = (source) => `/${basename(source, extname(source))}.js`;

/**
 * Bundles these sources, named from the project's folder. Resolves with the files by address: each entry as `/<name>.js`, its chunks and the
 * source maps beside it.
 */
export async function bundle(sources) {
  const input = Object.fromEntries(sources.map((source) => [basename(source, extname(source)), join(ROOT, source)]));
  const made = await rollup({ input, plugins: plugins() });
  const { output } = await made.generate({
    format: 'es',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
  });
  await made.close();
  return new Map(output.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source]));
}
