// Plays lives in a worker of its own, with whatever mistake has been planted into its bundle, until one fails: a mistake can make an engine spin.
import {parentPort, workerData} from 'node:worker_threads';
import fc from 'fast-check';
import {live, lives} from './life.js';
import type {StepName} from './life.js';

const {runs, seed, about} = workerData as {readonly runs: number; readonly seed: number; readonly about: readonly StepName[] | undefined};
const property = fc.asyncProperty(lives(60, about), async (life) => {
  await live(life);
  parentPort!.postMessage('lived');
});
const {failed, numRuns, errorInstance} = await fc.check(property, {numRuns: runs, seed, endOnFailure: true});
parentPort!.postMessage({failed, numRuns, reason: (errorInstance as Error | null)?.message});
