/** Asks axe what a page does wrong. Knows how to run it under a strict policy; knows no page. */
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import type {Page} from 'playwright-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Rule {
  readonly id: string;
  readonly help: string;
  /** `target` is a path: one selector for each shadow root on the way, and one for the node. */
  readonly nodes: readonly {readonly target: readonly (string | readonly string[])[]; readonly html: string; readonly failureSummary?: string}[];
}

interface Axe {
  run(options: object): Promise<{readonly violations: readonly Rule[]; readonly passes: readonly Rule[]}>;
}

/** Every rule that the page breaks, best practices included, each with its places. Throws when axe did not look into any shadow root. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(SOURCE);
  const {violations, passes} = await page.evaluate(() => (globalThis as unknown as {axe: Axe}).axe.run({}));
  const inside = passes.some(({nodes}) => nodes.some(({target}) => target.some((part) => typeof part !== 'string')));
  if (!inside) throw new Error('axe saw nothing inside of the elements');
  return violations.map(({id, help, nodes}) => [`${id}: ${help}`, ...nodes.map(placeOf)].join('\n'));
}

function placeOf({target, html, failureSummary}: Rule['nodes'][number]): string {
  return `  ${target.flat().join(' > ')}\n    ${html}\n    ${failureSummary ?? ''}`;
}
