// A Rollup plugin: says of a written bundle which source went into which file, and which file loads which, in the form of esbuild's metafile.
// Counts what each source takes after minifying, by the source map. Judges nothing.
import { SourceMap } from 'node:module';
import { dirname, join, posix, relative, sep } from 'node:path';

const slashed = (path) => path.split(sep).join('/');

/** Bytes that each source left in a chunk, by the source's path in its source map. */
function bytesBySource({ code, map }) {
  const bytes = {};
  const origins = new SourceMap(map);
  code.split('\n').forEach((text, line) => {
    for (let column = 0; column < text.length; column++) {
      const { originalSource, generatedLine } = origins.findEntry(line, column);
      if (generatedLine === line) bytes[originalSource] = (bytes[originalSource] ?? 0) + 1;
    }
  });
  return bytes;
}

/** The source that a chunk is loaded for: it may have been joined with others, or others may want more of it. */
function askedFor({ facadeModuleId, moduleIds }, moduleInfo) {
  return facadeModuleId ?? moduleIds.findLast((path) => moduleInfo(path).dynamicImporters.length > 0);
}

/** The plugin. `described` is called with `{[path]: {bytes, entryPoint, inputs, imports}}` once all is written; paths are relative to `root`. */
export function describer(root, outdir, described) {
  const fromRoot = (path) => slashed(relative(root, path));
  const pathOf = (fileName) => posix.join(fromRoot(outdir), fileName);

  const describe = (chunk, bundle, moduleInfo) => {
    const entry = askedFor(chunk, moduleInfo);
    const folder = dirname(join(outdir, chunk.fileName));
    const inputs = Object.entries(bytesBySource(chunk)).map(([source, bytesInOutput]) => [fromRoot(join(folder, source)), { bytesInOutput }]);
    const loads = (fileNames, kind) =>
      fileNames.map((name) => (bundle[name] ? { path: pathOf(name), kind } : { path: name, kind, external: true }));
    return {
      bytes: Buffer.byteLength(chunk.code),
      ...(entry ? { entryPoint: fromRoot(entry) } : {}),
      inputs: Object.fromEntries(inputs),
      imports: [...loads(chunk.imports, 'import-statement'), ...loads(chunk.dynamicImports, 'dynamic-import')],
    };
  };

  return {
    name: 'describe',
    writeBundle(_options, bundle) {
      const outputs = Object.values(bundle).map((file) => [
        pathOf(file.fileName),
        file.type === 'chunk'
          ? describe(file, bundle, (path) => this.getModuleInfo(path))
          : { bytes: file.source.length, inputs: {}, imports: [] },
      ]);
      described(Object.fromEntries(outputs));
    },
  };
}
