// What a page downloads, in gzip, against its budget; and a search of the built files for sinks that turn text into code or HTML.
// A budget is a reviewed number: going over fails, and being far under asks for the new number. Reads dist, builds nothing.
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { inputsOf, outputOf, packageOf, readMetafile, staticClosure } from './metafile.mjs';

/** Bytes after gzip -9; 1 kB is 1000 bytes. The first two and the last two are goals of the project; the middle one is what was reached. */
const BUDGETS = {
  beforeOpen: 10_000,
  windowUsable: 32_000,
  // The core with its connector, all words, and what the window shows of a session: downloaded in the first quiet moment after the window
  // stands. Words in two portions cost half a kB here, and spare 1.3 kB where the visitor waits.
  conversation: 80_250,
  richText: 18_000,
  connector: 5_000,
};
const FIRST_CONNECTOR = 'src/connectors/chat-embed/index.ts';
const CONVERSATION = 'src/ui/conversation.ts';
const ALL_WORDS = 'src/i18n/strings.ts';
const RICH_TEXT = 'src/ui/markdown';
/** What a fresh page does not ask for: a stand-in for old browsers, and what reads objects that a page has given. */
const NOT_FRESH = ['src/element/command-clicks.ts', 'src/element/given.ts'];

/** Words that no shipped file of ours may hold, whatever they are used for. */
const SINKS = [
  /\b(?:innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|parseHTMLUnsafe|createContextualFragment|srcdoc|createPolicy)\b/g,
  /\b(?:eval|Function)\s*\(/g,
  /\bdocument\s*\.\s*write(?:ln)?\b/g,
  /\sstyle=["'$]/g,
];
/** Lit writes its own template text, and makes a policy for it, in this one place. */
const LIT_TEMPLATES = { source: /\blit-html\/(?:src\/)?lit-html\.[jt]s$/, words: ['innerHTML', 'createPolicy'] };
const UNSAFE_DIRECTIVE = /\/directives\/unsafe-[a-z-]+\.js$/;

const round = (bytes) => `${(bytes / 1000).toFixed(2)} kB`;

/** What the element loads, one import() after the other, until its window stands with its words; a wish of the window itself is not part of it. */
function untilWindow(metafile, before) {
  const entryOf = (path) => metafile.outputs[path]?.entryPoint ?? '';
  const parts = new Set();
  const waiting = [...before];
  while (waiting.length > 0) {
    for (const { path, kind } of metafile.outputs[waiting.pop()]?.imports ?? []) {
      if (kind !== 'dynamic-import' || parts.has(path) || NOT_FRESH.includes(entryOf(path)) || !/^src\/(ui\/|element\/|i18n\/index)/.test(entryOf(path))) continue;
      parts.add(path);
      if (entryOf(path).startsWith('src/element/')) waiting.push(...staticClosure(metafile, path));
    }
  }
  return [...parts];
}

/** The metafile without the agent console, which has a page and a build of its own. */
function withoutConsole({ outputs }) {
  return { outputs: Object.fromEntries(Object.entries(outputs).filter(([path]) => !path.startsWith('dist/console/'))) };
}

/** Rows to check: { name, budget, outputs, own } where `own` counts our code alone; `missing` names a source that was not built. */
function rowsOf(metafile) {
  const element = outputOf(metafile, 'src/index.ts');
  const core = outputOf(metafile, 'src/headless.ts');
  const connector = outputOf(metafile, FIRST_CONNECTOR);
  const before = element ? staticClosure(metafile, element) : new Set();
  const entryOf = (path) => metafile.outputs[path]?.entryPoint ?? '';
  const windows = untilWindow(metafile, before);
  const usable = staticClosure(metafile, ...[element, ...windows].filter(Boolean));
  const conversation = outputOf(metafile, CONVERSATION);
  const words = outputOf(metafile, ALL_WORDS);
  const talking = new Set([...usable, ...staticClosure(metafile, ...[core, connector, conversation, words].filter(Boolean))]);
  const rich = Object.keys(metafile.outputs).filter((path) => entryOf(path).startsWith(RICH_TEXT));
  const beyond = (outputs, known) => [...outputs].filter((path) => !known.has(path));
  const others = Object.keys(metafile.outputs).filter(
    (path) => /^src\/connectors\/[^/]+\/index\.ts$/.test(entryOf(path)) && path !== connector && !entryOf(path).includes('/shared/'),
  );
  const missing = [
    !element && 'src/index.ts',
    !core && 'src/headless.ts',
    !connector && FIRST_CONNECTOR,
    !windows.some((path) => entryOf(path).startsWith('src/ui/')) && 'a window under src/ui that src/element loads by import()',
  ].filter(Boolean);
  return [
    { name: 'before the chat is opened', budget: BUDGETS.beforeOpen, outputs: [...before], missing: missing.slice(0, element ? 0 : 1) },
    { name: 'until the window is usable', budget: BUDGETS.windowUsable, outputs: [...usable], missing },
    {
      name: 'with a conversation',
      budget: BUDGETS.conversation,
      outputs: [...talking],
      missing: [...missing, ...(conversation ? [] : [CONVERSATION]), ...(words ? [] : [ALL_WORDS])],
    },
    {
      name: 'rich text, on top',
      budget: BUDGETS.richText,
      outputs: beyond(staticClosure(metafile, ...rich), talking),
      missing: rich.length ? [] : [`${RICH_TEXT} reached by import()`],
    },
    ...others.map((path) => ({
      name: `connector ${entryOf(path).split('/')[2]}, on top`,
      budget: BUDGETS.connector,
      outputs: beyond(staticClosure(metafile, path), usable),
      own: true,
      missing: [],
    })),
  ];
}

/** Bytes after gzip of these outputs; with `own`, a package's share of each file is told apart. */
function weigh(root, metafile, outputs, own) {
  let ours = 0;
  let vendors = 0;
  for (const path of outputs) {
    const gzip = gzipSync(readFileSync(join(root, path)), { level: 9 }).length;
    const inputs = Object.entries(metafile.outputs[path].inputs);
    const bytes = (list) => list.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);
    const share = own ? bytes(inputs.filter(([input]) => packageOf(input))) / (bytes(inputs) || 1) : 0;
    vendors += gzip * share;
    ours += gzip * (1 - share);
  }
  return { ours: Math.round(ours), vendors: Math.round(vendors) };
}

/** One report line per budget: { name, budget, actual, vendors, files, own, outputs, missing, over }. */
export function measure(root) {
  const metafile = withoutConsole(readMetafile(root));
  return rowsOf(metafile).map(({ name, budget, outputs, own, missing }) => {
    const { ours, vendors } = weigh(root, metafile, outputs, own);
    return { name, budget, actual: ours, vendors, files: outputs.length, own: Boolean(own), outputs, missing, over: ours > budget };
  });
}

function heaviest(metafile, outputs) {
  return inputsOf(metafile, outputs)
    .map(({ input, output }) => ({ input, bytes: metafile.outputs[output].inputs[input].bytesInOutput }))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 10);
}

/** Sinks in the built files: { output, word, source, line }, with the place in the source that each comes from. */
export function findSinks(root) {
  const metafile = readMetafile(root);
  const scripts = Object.keys(metafile.outputs).filter((path) => path.endsWith('.js'));
  const directives = inputsOf(metafile, scripts)
    .filter(({ input }) => UNSAFE_DIRECTIVE.test(input))
    .map(({ input, output }) => ({ output, word: 'unsafe directive', source: input, line: 1 }));
  return [...directives, ...scripts.flatMap((output) => sinksIn(root, output))];
}

function sinksIn(root, output) {
  const text = readFileSync(join(root, output), 'utf8');
  const found = SINKS.flatMap((pattern) => [...text.matchAll(pattern)]);
  if (found.length === 0) return [];
  const map = new SourceMap(JSON.parse(readFileSync(join(root, `${output}.map`), 'utf8')));
  return found
    .map(({ 0: word, index }) => {
      const lineStart = text.lastIndexOf('\n', index) + 1;
      const line = text.slice(0, lineStart).split('\n').length - 1;
      const entry = map.findEntry(line, index - lineStart);
      const source = entry.originalSource ? relative(root, resolve(root, dirname(output), entry.originalSource)) : output;
      return { output, word: word.trim(), source, line: (entry.originalLine ?? line) + 1 };
    })
    .filter(({ word, source }) => !(LIT_TEMPLATES.source.test(source) && LIT_TEMPLATES.words.includes(word)));
}

function printTable(rows) {
  const lines = [
    ['what a page downloads', 'budget', 'actual', 'share', 'files', ''],
    ...rows.map(({ name, budget, actual, vendors, files, missing, over }) => [
      name,
      round(budget),
      missing.length ? '?' : round(actual),
      missing.length ? '' : `${Math.round((actual / budget) * 100)} %`,
      String(files),
      missing.length ? 'NOT BUILT' : over ? 'OVER' : vendors ? `and ${round(vendors)} of packages` : '',
    ]),
  ];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  for (const line of lines) {
    console.log(line.map((cell, at) => (at === 0 || at === 5 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join('  ').trimEnd());
  }
}

function report(root) {
  const rows = measure(root);
  const metafile = readMetafile(root);
  printTable(rows);
  for (const { name, budget, actual, own, outputs, missing, over } of rows) {
    if (missing.length) console.error(`\n${name}: cannot be weighed without ${missing.join(', ')}`);
    else if (over) {
      console.error(`\n${name}: ${actual - budget} bytes over its budget. The heaviest inputs, in bytes before gzip:`);
      for (const { input, bytes } of heaviest(metafile, outputs)) console.error(`    ${String(bytes).padStart(7)}  ${input}`);
      console.error('    do: load what is not needed yet by import(), or change the budget in scripts/size.mjs and say why');
    } else if (!own && actual <= budget * 0.9) {
      console.log(`\n${name}: well done, ${budget - actual} bytes under. A new budget could be ${Math.ceil(actual / 100) * 100}.`);
    }
  }
  const sinks = findSinks(root);
  for (const { output, word, source, line } of sinks) {
    console.error(`\n${source}:${line}  \`${word}\` ends up in ${output}: shipped code turns no text into HTML, style or code`);
  }
  const bad = rows.filter(({ over, missing }) => over || missing.length).length;
  console.log(`\nsize: ${rows.length} budgets, ${bad} broken; ${sinks.length} unsafe sink(s)`);
  return bad + sinks.length;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const rootFlag = process.argv.find((argument) => argument.startsWith('--root='));
  const root = resolve(rootFlag?.slice('--root='.length) ?? fileURLToPath(new URL('../', import.meta.url)));
  try {
    process.exitCode = report(root) > 0 ? 1 : 0;
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
