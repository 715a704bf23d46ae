// Reads the metafile of a build: which outputs a door pulls in by static imports, and which sources are inside. Judges nothing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The metafile of the last build under `root`; throws with advice when there is none. */
export function readMetafile(root) {
  try {
    return JSON.parse(readFileSync(join(root, 'dist/meta.json'), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') throw new Error('dist/meta.json is missing: run `npm run build` first.');
    throw error;
  }
}

/** The built file of a source entry, `src/index.ts` -> `dist/chat-embed.js`; undefined when it was not built. */
export function outputOf(metafile, source) {
  return Object.keys(metafile.outputs).find((path) => metafile.outputs[path].entryPoint === source);
}

/** Outputs that are loaded with these ones: static imports of static imports; dynamic ones are somebody's later wish. */
export function staticClosure(metafile, ...starts) {
  const seen = new Set();
  const waiting = [...starts];
  while (waiting.length > 0) {
    const path = waiting.pop();
    if (seen.has(path)) continue;
    seen.add(path);
    for (const { path: next, kind, external } of metafile.outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && !external) waiting.push(next);
    }
  }
  return seen;
}

/** Sources that left bytes in these outputs, with the output each is in. */
export function inputsOf(metafile, outputs) {
  return [...outputs].flatMap((output) =>
    Object.entries(metafile.outputs[output]?.inputs ?? {})
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([input]) => ({ input, output })),
  );
}

/** The package a source came from, `@lit/context`, or undefined for our own code. */
export function packageOf(input) {
  const [, inside] = /.*node_modules\/(.+)$/.exec(input) ?? [];
  if (!inside) return undefined;
  const [scopeOrName, name] = inside.split('/');
  return scopeOrName.startsWith('@') ? `${scopeOrName}/${name}` : scopeOrName;
}
