// What a page downloads, after gzip, from the finished build in dist/. The counting is that of scripts/size.mjs, whose budgets it shares;
// here the figures stand beside what was aimed at, and beside the lightest rival.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../scripts/build.mjs';
import { measure as weigh } from '../scripts/size.mjs';
import { figure } from './support/figures.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const METAFILE = join(ROOT, 'dist/meta.json');
const LIGHTEST_RIVAL_KB = 111;

/** What is aimed at, in kB, by the names of the size check's rows. */
const GOALS = {
  'before the chat is opened': { goal: 10, rival: LIGHTEST_RIVAL_KB },
  'until the window is usable': { goal: 32, rival: LIGHTEST_RIVAL_KB },
  'with a conversation': { goal: 50, rival: LIGHTEST_RIVAL_KB },
  'rich text, on top': { goal: 18 },
};

const newest = (folder) =>
  Math.max(...readdirSync(folder, { recursive: true }).map((path) => statSync(join(folder, path)).mtimeMs));

/** A build that is there is not replaced: a server may be serving it. */
async function note() {
  if (!existsSync(METAFILE)) await bundle();
  return newest(join(ROOT, 'src')) > statSync(METAFILE).mtimeMs ? 'dist/ is older than src/: npm run build' : '';
}

export async function measure() {
  const remark = await note();
  const rows = weigh(ROOT);
  const kB = (name) => {
    const row = rows.find((one) => one.name === name);
    if (!row) throw new Error(`bytes: scripts/size.mjs has no row "${name}"`);
    return row.actual / 1000;
  };
  const lines = Object.entries(GOALS).map(([name, goals]) => {
    const budget = rows.find((row) => row.name === name)?.budget;
    return figure(`bytes: ${name}`, [kB(name)], { unit: 'kB', ...goals, note: remark || `budget ${budget / 1000} kB` });
  });
  const all = kB('with a conversation') + kB('rich text, on top');
  return [...lines, figure('bytes: all of it', [all], { unit: 'kB', rival: LIGHTEST_RIVAL_KB, note: remark })];
}
