/** Whether the model (life.ts) can tell: each planted fault must make it fail within a bounded number of lives. `FAULT=3` tries one. */
import assert from 'node:assert/strict';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {after, before, test} from 'node:test';
import {Worker} from 'node:worker_threads';
import {build, type Plugin} from 'esbuild';
import {FAULTS, type Fault} from './faults.js';

const RUNS = Number(process.env['FAULT_RUNS'] ?? 600);
/** A mistake can make an engine spin: then a life does not end within this time. */
const PATIENCE_MS = 60_000;
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

interface Outcome {
  readonly failed: boolean;
  readonly numRuns: number;
  readonly reason: string | undefined;
}

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faults-'));
});
after(() => rm(folder, {recursive: true}));

/** The sources with one mistake in them. */
function planting({name, file, right, wrong}: Fault): Plugin {
  const path = here(`../../src/${file}`);
  return {
    name: 'fault',
    setup({onLoad}) {
      onLoad({filter: /\.ts$/}, async ({path: loaded}) => {
        if (loaded !== path) return undefined;
        const source = await readFile(path, 'utf8');
        assert.equal(source.split(right).length, 2, `"${name}" no longer fits ${file}: mend test/session/faults.ts`);
        return {contents: source.replace(right, () => wrong), loader: 'ts'};
      });
    },
  };
}

async function playWith(fault: Fault, index: number): Promise<Outcome> {
  const outfile = join(folder, `${index}.mjs`);
  await build({
    entryPoints: [here('./fault-run.ts')], outfile, plugins: [planting(fault)], bundle: true, format: 'esm', platform: 'node', logLevel: 'silent',
    tsconfig: here('../../tsconfig.json'),
  });
  const worker = new Worker(outfile, {workerData: {runs: RUNS, seed: 1, about: fault.about}, resourceLimits: {maxOldGenerationSizeMb: 400}});
  let lived = 0;
  let watch: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Outcome>((resolve) => {
      const spins = (): void => resolve({failed: true, numRuns: lived + 1, reason: 'nothing comes to rest'});
      watch = setTimeout(spins, PATIENCE_MS);
      worker.on('error', spins).on('message', (news: Outcome | 'lived') => {
        if (news !== 'lived') return resolve(news);
        lived += 1;
        watch?.refresh();
      });
    });
  } finally {
    clearTimeout(watch);
    await worker.terminate();
  }
}

const only = process.env['FAULT'];
for (const [index, fault] of FAULTS.entries()) {
  if (only !== undefined && Number(only) !== index) continue;
  test(`the model tells: ${fault.name}`, async (context) => {
    const {failed, numRuns, reason} = await playWith(fault, index);
    assert.ok(failed, `${RUNS} lives with this fault add up`);
    context.diagnostic(`after ${numRuns} lives: ${reason}`);
  });
}
