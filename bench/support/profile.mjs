// Says where the main thread's time went, by the lines of the sources and by what the browser did. Knows the profiler's format and source maps; judges nothing.
import { SourceMap } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { trace } from './trace.mjs';

const ROOT = new URL('../../', import.meta.url);
const SAMPLE_US = 200;

/** Starts to profile `tab`, whose scripts are `files`. Resolves with a function that stops and prints the heaviest places. */
export async function profile(tab, files) {
  const { devtools } = tab;
  await devtools.send('Profiler.enable');
  await devtools.send('Profiler.setSamplingInterval', { interval: SAMPLE_US });
  await devtools.send('Profiler.start');
  const stopTrace = await trace(tab);
  return async (title) => {
    const events = await stopTrace();
    const { profile: recorded } = await devtools.send('Profiler.stop');
    console.log(`\n${title}\n${report(recorded, placeIn(files))}\n of the browser, by itself\n${events}`);
  };
}

function placeIn(files) {
  const maps = new Map();
  const mapOf = (address) => {
    if (!maps.has(address)) maps.set(address, files.has(`${address}.map`) ? new SourceMap(JSON.parse(files.get(`${address}.map`))) : undefined);
    return maps.get(address);
  };
  return ({ url, lineNumber, columnNumber, functionName }) => {
    if (!url) return functionName || '(unknown)';
    const address = new URL(url).pathname;
    const entry = mapOf(address)?.findEntry(lineNumber, columnNumber);
    if (!entry?.originalSource) return `${functionName} ${address}:${lineNumber + 1}`;
    const file = fileURLToPath(new URL(entry.originalSource, new URL(`bench-pages${address}`, ROOT)));
    return `${functionName} ${relative(fileURLToPath(ROOT), file).replace(/^.*node_modules\//, '')}:${entry.originalLine + 1}`;
  };
}

function report({ nodes, samples, timeDeltas }, place) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const own = new Map();
  const whole = new Map();
  const add = (map, key, ms) => map.set(key, (map.get(key) ?? 0) + ms);
  samples.forEach((id, index) => {
    const ms = (timeDeltas[index + 1] ?? 0) / 1000;
    add(own, place(byId.get(id).callFrame), ms);
    const chain = new Set();
    for (let at = id; at !== undefined; at = parents.get(at)) chain.add(place(byId.get(at).callFrame));
    for (const name of chain) add(whole, name, ms);
  });
  const top = (map) => [...map].filter(([name]) => name !== '(root)' && name !== '(idle)').sort((a, b) => b[1] - a[1]).slice(0, 25);
  const list = (map) => top(map).map(([name, ms]) => `  ${ms.toFixed(1).padStart(8)} ms  ${name}`).join('\n');
  return ` by itself\n${list(own)}\n with what it calls\n${list(whole)}`;
}
