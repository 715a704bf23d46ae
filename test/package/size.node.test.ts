// A budget that nobody can break is no budget: too much weight, a missing part and an unsafe sink must each fail the size check.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import { transformSync } from 'esbuild';
import { project, runScript } from './support.js';

interface Part {
  readonly path: string;
  readonly entryPoint: string;
  readonly code: string;
  readonly loads?: readonly string[];
}

/** A built house of these parts: files, source maps and metafile as a build leaves them. */
function built(context: TestContext, parts: readonly Part[]): string {
  const files: Record<string, string> = {};
  const outputs: Record<string, unknown> = {};
  for (const { path, entryPoint, code, loads = [] } of parts) {
    const up = '../'.repeat(path.split('/').length - 1);
    const result = transformSync(code, { sourcemap: 'external', sourcefile: `${up}${entryPoint}`, loader: 'js' });
    files[path] = result.code;
    files[`${path}.map`] = result.map;
    outputs[path] = {
      entryPoint,
      inputs: { [entryPoint]: { bytesInOutput: result.code.length } },
      imports: loads.map((target) => ({ path: target, kind: 'dynamic-import' })),
    };
  }
  return project(context, { ...files, 'dist/meta.json': JSON.stringify({ inputs: {}, outputs }) });
}

const page = (code = 'export const a = 1;'): Part => ({
  path: 'dist/chat-embed.js',
  entryPoint: 'src/index.ts',
  code,
  loads: ['dist/chunks/window.js', 'dist/headless.js'],
});
const PARTS: readonly Part[] = [
  { path: 'dist/headless.js', entryPoint: 'src/headless.ts', code: 'export const b = 1;' },
  { path: 'dist/connectors/chat-embed.js', entryPoint: 'src/connectors/chat-embed/index.ts', code: 'export const c = 1;' },
  {
    path: 'dist/chunks/window.js',
    entryPoint: 'src/ui/mount.ts',
    code: 'export const d = 1;',
    loads: ['dist/chunks/conversation.js'],
  },
  { path: 'dist/chunks/conversation.js', entryPoint: 'src/ui/conversation.ts', code: 'export const g = 1;', loads: ['dist/chunks/markdown.js'] },
  { path: 'dist/chunks/strings.js', entryPoint: 'src/i18n/strings.ts', code: 'export const f = 1;' },
  { path: 'dist/chunks/markdown.js', entryPoint: 'src/ui/markdown/index.ts', code: 'export const e = 1;' },
];
/** Source text that gzip cannot shrink below this many bytes. */
const heavy = (bytes: number): string => `export const h = '${randomBytes(bytes).toString('hex')}';`;

test('a light house passes and is told the new number', (context) => {
  const { code, stdout } = runScript('size', `--root=${built(context, [page(), ...PARTS])}`);
  assert.match(stdout, /before the chat is opened +10\.00 kB +0\.\d+ kB/);
  assert.match(stdout, /well done, \d+ bytes under\. A new budget could be \d+/);
  assert.match(stdout, /size: 4 budgets, 0 broken; 0 unsafe/);
  assert.equal(code, 0);
});

test('over budget before the chat is opened', (context) => {
  const { code, stdout, stderr } = runScript('size', `--root=${built(context, [page(heavy(13_000)), ...PARTS])}`);
  assert.match(stdout, /before the chat is opened.*OVER/);
  assert.match(stderr, /bytes over its budget[\s\S]*src\/index\.ts/);
  assert.equal(code, 1);
});

test('a heavy conversation weighs on its own row, not on the window’s', (context) => {
  const fat = PARTS.map((part) => (part.path.endsWith('conversation.js') ? { ...part, code: heavy(90_000) } : part));
  const { code, stdout } = runScript('size', `--root=${built(context, [page(), ...fat])}`);
  assert.match(stdout, /with a conversation.*OVER/);
  assert.doesNotMatch(stdout, /until the window is usable.*OVER/);
  assert.equal(code, 1);
});

test('a further connector over its budget', (context) => {
  const fat: Part = { path: 'dist/connectors/fat.js', entryPoint: 'src/connectors/fat/index.ts', code: heavy(6_000) };
  const { code, stdout } = runScript('size', `--root=${built(context, [page(), ...PARTS, fat])}`);
  assert.match(stdout, /connector fat, on top.*OVER/);
  assert.equal(code, 1);
});

test('a part that was not built does not count as light', (context) => {
  const { code, stderr } = runScript('size', `--root=${built(context, [page(), ...PARTS.slice(1)])}`);
  assert.match(stderr, /cannot be weighed without src\/headless\.ts/);
  assert.equal(code, 1);
});

for (const sink of ['node.innerHTML = text', "node['outerHTML'] = text", 'eval(text)', 'new Function(text)', 'draw`<p style="${text}">`']) {
  test(`an unsafe sink in shipped code is named with its source line: ${sink}`, (context) => {
    const root = built(context, [page(`export const bad = (node, text, draw) => {\n  ${sink};\n};`), ...PARTS]);
    const { code, stderr } = runScript('size', `--root=${root}`);
    assert.match(stderr, /^src\/index\.ts:2 {2}`.+` ends up in dist\/chat-embed\.js/m);
    assert.equal(code, 1);
  });
}
