// What a page downloads, after gzip, from the finished build in dist/. The counting and the budgets are those of scripts/size.mjs; this only sets
// them beside the lightest rival.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../scripts/build.mjs';
import { measure as weigh } from '../scripts/size.mjs';
import { figure } from './support/figures.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const METAFILE = join(ROOT, 'dist/meta.json');
const LIGHTEST_RIVAL_KB = 111;

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
  const line = (work, kB, options = {}) => figure(`bytes: ${work}`, [kB], { unit: 'kB', note: remark, ...options });
  const [beforeOpen, usable, ...rest] = rows.map(({ name, budget, actual, vendors, files }) => {
    const rival = name.startsWith('rich') || name.startsWith('connector') ? undefined : LIGHTEST_RIVAL_KB;
    return { kB: actual / 1000, vendors, shown: line(name, actual / 1000, { goal: budget / 1000, rival, note: remark || `${files} files` }) };
  });
  const richText = rest.at(0);
  return [beforeOpen.shown, usable.shown, ...rest.map(({ shown }) => shown), line('window and rich text', usable.kB + richText.kB, { rival: LIGHTEST_RIVAL_KB })];
}
