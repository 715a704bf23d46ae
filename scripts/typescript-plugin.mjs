// A Rollup plugin: finds the TypeScript source behind an import of `./x.js`, squeezes its templates and takes its types away. Knows one
// file at a time; refuses to check types.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { transform } from 'esbuild';
import { minifyTemplates } from './minify-templates.mjs';

/** The syntax that browsers get. */
export const TARGET = 'es2022';

/** The plugin. `tsconfig` is the text of the compiler's settings that change what runs. */
export function typescript(tsconfig) {
  return {
    name: 'typescript',
    resolveId(specifier, importer) {
      if (!importer || !specifier.startsWith('.')) return null;
      const source = resolve(dirname(importer), specifier).replace(/\.js$/, '.ts');
      return existsSync(source) ? source : null;
    },
    async load(path) {
      if (!path.endsWith('.ts')) return null;
      this.addWatchFile(path);
      const text = await readFile(path, 'utf8');
      const source = /\b(?:css|html|svg)`/.test(text) ? minifyTemplates(text, path) : text;
      const { code, map } = await transform(source, { loader: 'ts', target: TARGET, sourcemap: true, sourcefile: path, tsconfigRaw: tsconfig });
      return { code, map };
    },
  };
}
