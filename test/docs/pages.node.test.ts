/** What the pages say of the repository against the repository: links, files, commands, maps, settings, events and methods that they name are there. */
import assert from 'node:assert/strict';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** What is made, fetched or kept, and not ours to describe. */
const NOT_OURS = new Set(['node_modules', 'dist', 'data', 'coverage']);

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

function files(folder = ''): string[] {
  return readdirSync(join(ROOT, folder), {withFileTypes: true}).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (NOT_OURS.has(path) || entry.name.startsWith('.')) return [];
    return entry.isDirectory() ? files(path) : [path];
  });
}

const FILES = files();
const NAMES = new Set(FILES.map((path) => basename(path)));
/** Files of the reader's own project. */
const READERS = new Set(['vite.config.js']);
const PAGES = FILES.filter((path) => path.endsWith('.md')).map((path) => ({path, text: read(path)}));

/** Fails with every page and what it names that is not there. */
function everyPage(finds: (page: (typeof PAGES)[number]) => readonly string[]): void {
  assert.deepEqual(PAGES.flatMap((page) => finds(page).map((what) => `${page.path}: ${what}`)), []);
}

const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found]) => found!);
const missing = (names: readonly string[], there: ReadonlySet<string>): string[] => [...new Set(names)].filter((name) => !there.has(name));

/** The address that a heading has, as GitHub makes it. */
const anchor = (heading: string): string => heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');

test('every link leads to a page that is there, and to a heading of it', () => {
  everyPage(({path, text}) =>
    matches(text, /\]\((?!https?:|mailto:)([^)\s]+)\)/g).filter((link) => {
      const [file, fragment] = link.split('#');
      const target = file ? join(dirname(path), file) : path;
      if (!existsSync(join(ROOT, target))) return true;
      return fragment !== undefined && !matches(read(target), /^#+ (.+)$/gm).map(anchor).includes(fragment);
    }),
  );
});

test('every file that is named is there', () => {
  const named = /`((?:[\w.-]+\/)*[\w.-]+\.(?:ts|mjs|js|json|html|css|md))`/g;
  everyPage(({path, text}) =>
    matches(text, named).filter((name) => {
      if (!name.includes('/')) return !NAMES.has(name) && !READERS.has(name);
      return !['', dirname(path), 'src', 'server'].some((folder) => existsSync(join(ROOT, folder, name)));
    }),
  );
});

test('every command can be run', () => {
  const {scripts} = JSON.parse(read('package.json')) as {scripts: Readonly<Record<string, string>>};
  everyPage(({text}) => [
    ...missing(matches(text, /npm run ([\w:]+)/g), new Set(Object.keys(scripts))).map((name) => `npm run ${name}`),
    ...matches(text, /node (?:--[\w-]+(?: tsx)? )*([\w./-]+\.(?:mjs|ts))\b/g).filter((file) => !existsSync(join(ROOT, file))).map((file) => `node ${file}`),
  ]);
});

test('the map in ARCHITECTURE.md has every folder and entry', () => {
  const [, map = ''] = /## Where things are\n\n```\n([\s\S]*?)```/.exec(read('ARCHITECTURE.md')) ?? [];
  const folders = new Set(FILES.filter((path) => path.includes('/')).map((path) => path.split('/')[0]!));
  const inside = readdirSync(join(ROOT, 'src'));
  assert.deepEqual(missing([...folders], new Set(matches(map, /^([\w.-]+)\//gm))), []);
  assert.deepEqual(missing(inside, new Set(matches(map, /^ {2}([\w.-]+?)\/? /gm))), []);
});

test('the map in server/README.md has every file and folder', () => {
  const map = /## Map([\s\S]*?)\n\n(?!\|)/.exec(read('server/README.md').replace('## Map\n\n', '## Map\n'))?.[1] ?? '';
  const there = readdirSync(join(ROOT, 'server')).filter((name) => !['test', 'README.md', 'package.json'].includes(name));
  assert.deepEqual(missing(there, new Set(matches(map, /`([\w.-]+)\/?`/g))), []);
});

test('every setting of the server is in its table, and nowhere is there one that it does not read', () => {
  const settings = /\b(CHAT_[A-Z_]+|OPENAI_[A-Z_]+|DATABASE_URL|HOST|PORT)\b/g;
  const readBy = new Set(matches(read('server/config.ts'), settings));
  assert.deepEqual(missing([...readBy], new Set(matches(read('server/README.md'), settings))), []);
  everyPage(({text}) => missing(matches(text, /\b((?:CHAT|OPENAI)_[A-Z_]+)\b/g), readBy));
});

test('every error code of the server is in the protocol, and the other way round', () => {
  const [, part = ''] = /## 5\. Errors([\s\S]*?)## 6\./.exec(read('docs/protocol.md')) ?? [];
  const [, codes = ''] = /PROBLEMS[^{]*\{([\s\S]*?)\n\}/.exec(read('server/http/problem.ts')) ?? [];
  assert.deepEqual(matches(part, /^\| `([a-z_]+)`/gm).sort(), matches(codes, /^ {2}([a-z_]+):/gm).sort());
});

test('every event and method that is named is one', () => {
  const reference = read('README.md');
  const events = new Set(['chat-embed', ...matches(reference, /^\| `(chat-[a-z-]+)` \|/gm)]);
  const methods = new Set([
    'addEventListener', 'append',
    ...matches(reference, /^\| `(\w+)\([^|]*\| /gm),
    ...matches(read('src/session/chat.ts'), /^ {2}(\w+)\(/gm),
  ]);
  assert.ok(events.size > 20 && methods.size > 30, 'the reference has been read');
  everyPage(({text}) => [...missing(matches(text, /`(chat-[a-z-]+)`/g), events), ...missing(matches(text, /(?<![\w.])(?:chat|element)\.(\w+)\(/g), methods)]);
});

test('ARCHITECTURE.md says why each dependency is there, and of none that is not', () => {
  const all = ['package.json', 'server/package.json'].flatMap((manifest) => {
    const {dependencies, devDependencies, optionalDependencies} = JSON.parse(read(manifest)) as Record<string, Readonly<Record<string, string>>>;
    return Object.keys({...dependencies, ...devDependencies, ...optionalDependencies}).filter((name) => !name.startsWith('@types/'));
  });
  const rows = matches(read('ARCHITECTURE.md').split('## Why each dependency')[1]!, /^\| ([^|]+) \|/gm).slice(1);
  // `@web/*` and `eslint and plugins` stand for many.
  const said = rows.flatMap((row) => row.split(', '));
  const covers = (name: string, dependency: string): boolean =>
    name.endsWith('*') ? dependency.startsWith(name.slice(0, -1)) : name.endsWith(' and plugins') ? dependency.includes(name.split(' ')[0]!) : name === dependency;
  assert.deepEqual(all.filter((dependency) => !said.some((name) => covers(name, dependency))), []);
  assert.deepEqual(said.filter((name) => !all.some((dependency) => covers(name, dependency))), []);
});
