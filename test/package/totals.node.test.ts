// Whoever reads the last line of `npm test` must be able to trust it: a failing step is counted, and what it stops is not called passed.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { test, type TestContext } from 'node:test';
import { ROOT, project } from './support.js';

/** The test script in a house of its own, where these scripts stand in for the real steps; returns its last line and exit code. */
function run(context: TestContext, scripts: Readonly<Record<string, string>>, ...steps: readonly string[]): { last: string; code: number | null } {
  const root = project(context, { 'package.json': '{"type":"module"}', ...scripts });
  mkdirSync(join(root, 'scripts'), { recursive: true });
  cpSync(join(ROOT, 'scripts/test.mjs'), join(root, 'scripts/test.mjs'));
  const { stdout, status } = spawnSync(process.execPath, [join(root, 'scripts/test.mjs'), ...steps], {
    encoding: 'utf8',
    timeout: 60_000,
    // Without this the inner runner would believe that it is a part of the outer one.
    env: { ...process.env, NODE_V8_COVERAGE: undefined, NODE_TEST_CONTEXT: undefined },
  });
  return { last: stdout.trimEnd().split('\n').at(-1) ?? '', code: status };
}

const GOOD = '';
const BAD = 'process.exit(3);';

test('steps that pass are counted', (context) => {
  const scripts = { 'scripts/layers.mjs': GOOD, 'scripts/docs.mjs': GOOD };
  assert.deepEqual(run(context, scripts, 'layers', 'docs'), { last: '2 passed, 0 failed', code: 0 });
});

test('a step that fails does not hide the next one', (context) => {
  const scripts = { 'scripts/layers.mjs': BAD, 'scripts/docs.mjs': GOOD };
  assert.deepEqual(run(context, scripts, 'layers', 'docs'), { last: '1 passed, 1 failed', code: 1 });
});

test('what needs a broken build is skipped, not passed', (context) => {
  const scripts = { 'scripts/build.mjs': BAD, 'scripts/size.mjs': GOOD };
  assert.deepEqual(run(context, scripts, 'build', 'size'), { last: '0 passed, 1 failed, 1 skipped', code: 1 });
});

test('no test files is a failure', (context) => {
  assert.deepEqual(run(context, {}, 'node'), { last: '0 passed, 1 failed', code: 1 });
});

test('counts of the runner are taken over', (context) => {
  const file = `import { test } from 'node:test';
test('a', () => {});
test('b', () => { throw new Error('no'); });
test('c', { skip: true }, () => {});
`;
  assert.deepEqual(run(context, { 'test/a.node.test.ts': file }, 'node'), { last: '1 passed, 1 failed, 1 skipped', code: 1 });
});

test('a step that does not exist is named', (context) => {
  assert.equal(run(context, {}, 'tests').code, 1);
});
