// The element's reference is written once, in its doc comments. This makes dist/custom-elements.json from them and rewrites the
// tables between `<!-- generated:NAME -->` and `<!-- /generated -->` in README.md and docs/*.md; `--check` leaves the pages alone and
// fails when one is stale or a public member has no description.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { cli } from '@custom-elements-manifest/analyzer/cli.js';

const TAG = 'chat-embed';
const MARKER = /(<!-- generated:([\w-]+) -->)([\s\S]*?)(<!-- \/generated -->)/g;

const code = (text) => (text ? `\`${text}\`` : '');
const cell = (text = '') => text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').trim();
const typeOf = ({ type }) => code(type?.text.replaceAll(/\s+/g, ' ').replace(/ \| undefined$/, ''));

function table(head, rows) {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((line) => `| ${line.map(cell).join(' | ')} |`).join('\n');
}

function signature({ name, parameters = [], return: result }) {
  const list = parameters.map(({ name: parameter, optional, default: initial, type }) =>
    `${parameter}${optional || initial ? '?' : ''}${type ? `: ${type.text.replaceAll(/\s+/g, ' ')}` : ''}`,
  );
  return `${name}(${list.join(', ')})${result?.type ? `: ${result.type.text.replaceAll(/\s+/g, ' ')}` : ''}`;
}

const fieldsOf = ({ members = [] }) => members.filter(({ kind }) => kind === 'field');
const methodsOf = ({ members = [] }) => members.filter(({ kind }) => kind === 'method');

/** One list of the manifest by marker name: what belongs to it, and how a row reads. */
const TABLES = {
  attributes: {
    items: ({ attributes = [] }) => attributes,
    head: ['Attribute', 'Type', 'Default', 'What it does'],
    row: (item) => [code(item.name), typeOf(item), code(item.default), item.description],
  },
  properties: {
    items: (element) => fieldsOf(element).filter(({ attribute }) => !attribute),
    head: ['Property', 'Type', 'Default', 'What it is'],
    row: (item) => [`${code(item.name)}${item.readonly ? ' (read-only)' : ''}`, typeOf(item), code(item.default), item.description],
  },
  methods: {
    items: methodsOf,
    head: ['Method', 'What it does'],
    row: (item) => [code(signature(item)), item.description],
  },
  events: {
    items: ({ events = [] }) => events,
    head: ['Event', 'Type', 'When'],
    row: (item) => [code(item.name), typeOf(item), item.description],
  },
  slots: {
    items: ({ slots = [] }) => slots,
    head: ['Slot', 'What goes in'],
    row: (item) => [code(item.name) || '(default)', item.description],
  },
  parts: {
    items: ({ cssParts = [] }) => cssParts,
    head: ['Part', 'What it is'],
    row: (item) => [code(item.name), item.description],
  },
  'css-properties': {
    items: ({ cssProperties = [] }) => cssProperties,
    head: ['Custom property', 'Default', 'What it sets'],
    row: (item) => [code(item.name), code(item.default), item.description],
  },
  states: {
    items: ({ cssStates = [] }) => cssStates,
    head: ['State', 'When it matches'],
    row: (item) => [code(`:state(${item.name})`), item.description],
  },
};

async function analyse(root) {
  if (!existsSync(join(root, 'src/element'))) return undefined;
  if (!readdirSync(join(root, 'src/element'), { recursive: true }).some((file) => file.endsWith('.ts'))) return undefined;
  const manifest = await cli({ argv: ['analyze', '--quiet'], cwd: root });
  const element = manifest.modules.flatMap(({ declarations }) => declarations).find(({ tagName }) => tagName === TAG);
  if (!element) throw new Error(`docs: no class under src/element declares <${TAG}>; does it say @customElement or @tag?`);
  return { manifest, element };
}

function undocumented(element) {
  return Object.entries(TABLES).flatMap(([name, { items }]) =>
    items(element).filter(({ description }) => !description?.trim()).map((item) => `${name}: ${item.name || '(default)'}`),
  );
}

function rewrite(text, element, file) {
  return text.replaceAll(MARKER, (_whole, open, name, _old, close) => {
    const kind = TABLES[name];
    if (!kind) throw new Error(`${file}: there is no table named "${name}"; choose from ${Object.keys(TABLES).join(', ')}`);
    const rows = kind.items(element).map(kind.row);
    return `${open}\n\n${rows.length ? table(kind.head, rows) : 'None.'}\n\n${close}`;
  });
}

function pagesOf(root) {
  const docs = existsSync(join(root, 'docs')) ? readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md')) : [];
  return ['README.md', ...docs.map((name) => `docs/${name}`)].filter((page) => existsSync(join(root, page)));
}

/** Writes the manifest, and without `check` the pages too. Settles with what is left to mend, as sentences. */
export async function run(root, { check }) {
  const found = await analyse(root);
  if (!found) {
    console.log(`docs: no <${TAG}> under src/element yet, nothing to do`);
    return [];
  }
  const { manifest, element } = found;
  const problems = undocumented(element).map((what) => `${what} has no description in its doc comment`);
  for (const page of pagesOf(root)) {
    const text = readFileSync(join(root, page), 'utf8');
    const fresh = rewrite(text, element, page);
    if (fresh === text) continue;
    if (check) problems.push(`${page} is stale: run \`npm run docs\` and commit the result`);
    else {
      writeFileSync(join(root, page), fresh);
      console.log(`docs: ${page} rewritten`);
    }
  }
  const counts = Object.entries(TABLES).map(([name, { items }]) => `${items(element).length} ${name}`);
  console.log(`docs: <${TAG}> with ${counts.join(', ')}; ${manifest.modules.length} module(s)`);
  return problems;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const rootFlag = process.argv.find((argument) => argument.startsWith('--root='));
  const root = resolve(rootFlag?.slice('--root='.length) ?? fileURLToPath(new URL('../', import.meta.url)));
  try {
    const problems = await run(root, { check: process.argv.includes('--check') });
    for (const problem of problems) console.error(`docs: ${problem}`);
    process.exitCode = problems.length > 0 ? 1 : 0;
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
