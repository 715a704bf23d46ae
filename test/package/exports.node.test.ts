// The package's promise: every door in `exports` leads to a file that was built, with its types, and nothing else is promised.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from './support.js';

interface Manifest {
  readonly name: string;
  readonly customElements: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;

const connectors = (): readonly string[] =>
  readdirSync(join(ROOT, 'src/connectors'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(ROOT, 'src/connectors', entry.name, 'index.ts')))
    .map(({ name }) => name);

/** A door with a star stands for one door per connector. */
const files = Object.entries(manifest.exports).flatMap(([door, target]) => {
  const targets = typeof target === 'string' ? [target] : [...new Set(Object.values(target))];
  const names = door.includes('*') ? connectors() : [''];
  return names.flatMap((name) => targets.map((file) => [door.replace('*', name), file.replace('*', name)] as const));
});

for (const [door, file] of files) {
  test(`${door} leads to ${file}`, () => {
    assert.ok(existsSync(join(ROOT, file)), `${file} is missing; was \`npm run build\` run?`);
  });
}

test('the customElements field and its door are the same file', () => {
  assert.equal(`./${manifest.customElements}`, manifest.exports['./custom-elements.json']);
});

test('the page entry can be imported by name in Node, without a DOM, with the names that it has in a page', async () => {
  assert.equal(typeof document, 'undefined');
  const door = (await import(manifest.name)) as Record<string, unknown>;
  const inPage = readFileSync(join(ROOT, 'dist/chat-embed.js'), 'utf8').matchAll(/\bexport\s*\{([^}]*)\}/g);
  const names = [...inPage].flatMap(([, list]) => list!.split(',').map((name) => name.split(' as ').at(-1)!.trim()));
  assert.deepEqual(Object.keys(door).sort(), names.sort());
  const { ChatError } = (await import(`${manifest.name}/headless`)) as typeof import('../../src/headless.js');
  assert.equal(door['ChatError'], ChatError);
});

test('headless can be imported by name in Node, without a DOM', async () => {
  assert.equal(typeof document, 'undefined');
  const door = (await import(`${manifest.name}/headless`)) as Record<string, unknown>;
  assert.equal(typeof door['createChat'], 'function');
});

test('an error of the door for tests is an error of the headless door', async () => {
  const { ChatError } = (await import(`${manifest.name}/headless`)) as typeof import('../../src/headless.js');
  const { connectorFor, FakeBackend, ManualClock } = (await import(`${manifest.name}/testing`)) as typeof import('../../src/testing.js');
  const clock = new ManualClock();
  const nobody = { read: async () => undefined, claim: async (value: unknown) => value, drop: async () => undefined };
  const connector = connectorFor(new FakeBackend({ clock }))({ endpoint: 'http://127.0.0.1', credentials: nobody, clock });
  await assert.rejects(
    connector.load(crypto.randomUUID(), 1, new AbortController().signal),
    (error) => error instanceof ChatError && error.code === 'not-found',
  );
});

test('a file behind no door stays closed', async () => {
  await assert.rejects(import(`${manifest.name}/dist/meta.json`), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' });
});
