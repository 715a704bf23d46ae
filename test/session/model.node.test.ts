/**
 * Random lives of a chat (life.ts) against the model, in Node. A life that fails is made as short as it can be, and kept in failing-lives.json: it
 * is played first from then on. The lives are the same each time, so that a change is judged by what it changes: `MODEL_SEED=random`, or a number,
 * chooses others, and `MODEL_RUNS` how many.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {test} from 'node:test';
import fc from 'fast-check';
import {live, lives, shortest} from './life.js';
import type {Life} from './life.js';

const RUNS = Number(process.env['MODEL_RUNS'] ?? 2000);
const LENGTH = 60;
const SEED = process.env['MODEL_SEED'] ?? '3';
const KEPT = new URL('./failing-lives.json', import.meta.url);

/** A life that has failed once, and how. */
interface Kept {
  readonly failed: string;
  readonly life: Life;
  /** It still fails: a gap that is known and not mended yet. */
  readonly open?: true;
}

const kept = JSON.parse(readFileSync(KEPT, 'utf8')) as readonly Kept[];

for (const {failed, life, open} of kept) {
  test(`a life that has failed before (${failed}) adds up`, {todo: open === true}, () => live(life));
}

test(`${RUNS} lives of a chat, each of up to ${LENGTH} events, add up`, async () => {
  const property = fc.asyncProperty(lives(LENGTH), (life) => live(life));
  const result = await fc.check(property, {numRuns: RUNS, endOnFailure: true, ...(SEED === 'random' ? {} : {seed: Number(SEED)})});
  if (!result.failed) return;
  const life = await shortest(result.counterexample![0], (shorter) => live(shorter).then(() => false, () => true));
  const failed = (result.errorInstance as Error).message.slice(0, 120);
  const lines = [...kept, {failed, life}].map((each) => `  ${JSON.stringify(each)}`);
  writeFileSync(KEPT, `[\n${lines.join(',\n')}\n]\n`);
  throw new Error(`${failed} (seed ${result.seed}): ${JSON.stringify(life)}`, {cause: result.errorInstance});
});
