// A Rollup plugin: makes each built file small, and puts the licences of what is inside into a text file beside it. Knows one chunk at a time.
import { minify } from 'terser';

const LICENCE = /\/\*[*!](?:(?!\*\/)[\s\S])*?@(?:license|preserve)[\s\S]*?\*\//g;

/** Every licence once, with the packages that are under it. */
function licencesOf(modules, codeOf) {
  const found = new Map();
  for (const path of modules) {
    for (const [licence] of codeOf(path)?.matchAll(LICENCE) ?? []) {
      found.set(licence, [...(found.get(licence) ?? []), path.replace(/^.*\/node_modules\//, '')]);
    }
  }
  return [...found].map(([licence, paths]) => `${paths.map((path) => `${path}:\n`).join('')}${licence}\n`).join('\n');
}

/** Whether a file only passes on what others hold: it has nothing that a map could show. */
const isDoor = ({ modules }) => Object.keys(modules).length === 0;

function dropMap(chunk, bundle) {
  chunk.code = chunk.code.replace(/^\/\/# sourceMappingURL=.*\n/m, '');
  delete bundle[chunk.sourcemapFileName];
}

/** Public names stay. `passes`: what one pass takes away lets the next find more. */
const OPTIONS = { module: true, ecma: 2020, compress: { passes: 3 }, format: { comments: false }, sourceMap: { asObject: true } };

/** The plugin. */
export const minifier = {
  name: 'minify',
  async renderChunk(text) {
    const { code, map } = await minify(text, OPTIONS);
    return { code, map };
  },
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue;
      if (isDoor(chunk)) dropMap(chunk, bundle);
      const modules = Object.keys(chunk.modules).filter((path) => chunk.modules[path].renderedLength > 0);
      const licences = licencesOf(modules, (path) => this.getModuleInfo(path)?.code);
      if (!licences) continue;
      const fileName = `${chunk.fileName}.LEGAL.txt`;
      chunk.code += `/*! Licences: ${fileName.split('/').at(-1)} */\n`;
      this.emitFile({ type: 'asset', fileName, source: `Bundled license information:\n\n${licences}` });
    }
  },
};
