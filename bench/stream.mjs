// What a token of a streaming answer costs the main thread, at its beginning, its middle and its end: script, style, layout and paint, as the
// browser counts them. Knows the stretches that are looked at; the page knows the answer.
import { figure, median } from './support/figures.mjs';

export const sources = ['bench/stream.ts'];

const TOKENS = 10_000;
const STRETCHES = [[0, 1_000], [4_500, 5_500], [9_000, 10_000]];
/** Servers put what comes within a moment into one event; without that, every token has a frame of its own. */
const CADENCES = [
  { perFrame: 5, runs: 3, goal: 0.1 },
  { perFrame: 1, runs: 1 },
];

async function once(open, profile, { shape, perFrame, bare = false }) {
  const tab = await open();
  const { page } = tab;
  const stream = (to, each) => page.evaluate(([end, count]) => globalThis.bench.stream(end, count), [to, each]);
  await page.evaluate(([kind, count, plain]) => globalThis.bench.prepare(kind, count, plain), [shape, TOKENS, bare]);
  await tab.quiet();
  const costs = [];
  for (const [from, to] of STRETCHES) {
    await stream(from, 0);
    // The first delta of rich text downloads what draws it.
    await tab.quiet(200);
    const run = () => tab.during(() => stream(to, perFrame));
    const { task, script, style, layout } = await (to === TOKENS ? profile(tab, `${shape}, ${perFrame} a frame`, run) : run());
    const tokens = to - from;
    costs.push({ task: task / tokens, script: script / tokens, style: style / tokens, layout: layout / tokens });
  }
  await tab.close();
  return costs;
}

const cadence = (perFrame) => (perFrame === 1 ? 'a token a frame' : `${perFrame} tokens a frame`);

/** `floor`: what the browser takes for a token of a bare paragraph, in ms; absent where that is what was measured. */
function lines(shape, { perFrame, goal }, runs, floor) {
  const medianOf = (at, name) => median(runs.map((costs) => costs[at][name]));
  return STRETCHES.map(([from, to], at) => {
    const parts = ['script', 'style', 'layout'].map((name) => `${name} ${medianOf(at, name).toFixed(3)}`).join(', ');
    const growth = at > 0 ? `; ${(medianOf(at, 'task') / medianOf(0, 'task')).toFixed(2)} × the first` : '';
    return figure(`stream: ${shape}, ${cadence(perFrame)}, ${from + 1}-${to}`, runs.map((costs) => costs[at].task), {
      goal,
      rival: 1,
      note: parts + growth + (floor ? `; ${(medianOf(at, 'task') / floor).toFixed(1)} × a bare paragraph` : ''),
    });
  });
}

export async function measure({ open, profile }) {
  const figures = [];
  for (const rhythm of CADENCES) {
    const { perFrame } = rhythm;
    const floor = await once(open, (_tab, _title, work) => work(), { shape: 'plain', perFrame, bare: true });
    for (const shape of ['plain', 'markdown']) {
      const runs = [];
      for (let run = 0; run < rhythm.runs; run += 1) {
        runs.push(await once(open, run === 0 ? profile : (_tab, _title, work) => work(), { shape, perFrame }));
      }
      figures.push(...lines(shape, rhythm, runs, floor[0].task));
    }
    figures.push(...lines('a bare paragraph', { perFrame }, [floor]).slice(0, 1).map((line) => ({ ...line, rival: undefined })));
  }
  return figures;
}
