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

/** The packages that the TypeScript and JavaScript of these folders import, as npm knows them. */
function importedBy(...folders: readonly string[]): string[] {
  const sources = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:ts|mjs|js)$/.test(name))
      .map((name) => readFileSync(join(ROOT, folder, name), 'utf8')),
  );
  const imports = sources.flatMap((text) => [...text.matchAll(/^(?:import|export)\b[^'"]*? from '([^'.][^']*)'|^import '([^'.][^']*)'/gm)].map(([, from, bare]) => from ?? bare!));
  const names = imports.filter((name) => !name.startsWith('node:')).map((name) => name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/'));
  return [...new Set(names)].sort();
}

const listed = (path: string): readonly string[] => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Record<string, Readonly<Record<string, string>> | undefined>;
  return Object.keys({ ...dependencies, ...devDependencies });
};

test('every package that is imported is declared, and whoever installs this one gets what its pages need and no more', () => {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { dependencies: Readonly<Record<string, string>> };
  assert.deepEqual(importedBy('src'), Object.keys(dependencies).sort());
  const declared = [manifest.name, ...listed('package.json'), ...listed('server/package.json')];
  assert.deepEqual(importedBy('src', 'server', 'test', 'scripts', 'bench').filter((name) => !declared.includes(name)), []);
});
