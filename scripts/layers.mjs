// The import rule of src, checked on every import, `import type` and `import()` included: a type in the wrong place pulls the
// wrong place in. `--built` asks a second witness, the metafile of the last build, what the doors really load at once.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { inputsOf, outputOf, packageOf, readMetafile, staticClosure } from './metafile.mjs';

const LIT = ['lit', '@lit/context', '@lit/reactive-element', 'lit-html', 'lit-element'];

/**
 * Per layer: what it may import (`uses`), import as types only (`types`), reach by import() (`loads`), and which packages.
 * Its own folder is always allowed. A `*` stands for one folder name.
 */
const LAYERS = {
  index: {
    uses: ['element', 'model'],
    types: ['contracts', 'session', 'headless', 'i18n'],
    rule: 'the page entry defines the element and re-exports names; everything else is loaded later',
    instead: 'let src/element reach it by import()',
  },
  model: {
    rule: 'model imports nothing: nouns and pure functions',
    instead: 'pass the value in as an argument, or move this code to the layer that owns the other half',
  },
  contracts: {
    types: ['model'],
    rule: 'contracts are types and doc comments over types of model',
    instead: 'use `import type`, and move running code to the layer that implements the contract',
  },
  session: {
    uses: ['model', 'contracts'],
    rule: 'session sees model and contracts alone, so that it runs anywhere',
    instead: 'describe what you need as a contract in src/contracts and let src/headless.ts hand the real thing in',
  },
  store: {
    uses: ['model', 'contracts'],
    packages: ['idb-keyval'],
    rule: 'a store implements its contract and sees no other layer',
    instead: 'let src/headless.ts wire the parts together',
  },
  tabs: {
    uses: ['model', 'contracts'],
    rule: 'tabs implement their contract and see no other layer',
    instead: 'let src/headless.ts wire the parts together',
  },
  clock: {
    uses: ['model', 'contracts'],
    rule: 'clocks implement their contract and see no other layer',
    instead: 'let src/headless.ts wire the parts together',
  },
  'connectors/registry': {
    uses: ['model', 'contracts'],
    loads: ['connectors/*'],
    rule: 'the registry reaches connectors only by import()',
    instead: 'register the connector as a function that calls import()',
  },
  'connectors/shared': {
    uses: ['model', 'contracts'],
    rule: 'shared connector code implements no connector and sees none',
    instead: 'pass it in as an argument',
  },
  'connectors/*': {
    uses: ['model', 'contracts', 'connectors/shared'],
    packages: '*',
    notPackages: [...LIT, 'idb-keyval'],
    rule: 'a connector sees model, contracts, connectors/shared and its own vendor package; never another connector',
    instead: 'move what two connectors need to src/connectors/shared',
  },
  headless: {
    uses: ['model', 'contracts', 'session', 'store', 'tabs', 'clock', 'connectors/registry'],
    rule: 'headless wires the core; connectors come through the registry, and no window is in sight',
    instead: 'name the connector in src/connectors/registry.ts; leave the window to src/element',
  },
  'without-dom': {
    uses: ['model'],
    rule: 'a server gets names alone: nothing that needs a DOM, and no code that it never runs',
    instead: 'leave it to src/index.ts',
  },
  testing: {
    uses: ['model', 'contracts', 'store', 'tabs', 'clock', 'connectors/fake', 'connectors/shared'],
    rule: 'testing offers stand-ins for authors of connectors, not the session or the window',
    instead: 'write against the contract',
  },
  i18n: {
    loads: ['i18n'],
    rule: 'i18n imports nothing: strings and formats',
    instead: 'pass the value in as an argument',
  },
  ui: {
    uses: ['model', 'i18n'],
    types: ['session'],
    loads: ['ui', 'i18n'],
    packages: LIT,
    rule: 'ui sees model, i18n and types of session; it is handed the live chat by context',
    instead: 'take it from the chat that the context provides, or have the element pass it in',
  },
  page: {
    types: ['element'],
    rule: 'the chat page knows the element as any page does: by its attributes, methods and events',
    instead: 'give the element what is missing',
  },
  element: {
    uses: ['model', 'i18n', 'store/peek'],
    types: ['contracts', 'session', 'headless', 'ui'],
    loads: ['headless', 'ui', 'i18n', 'connectors/registry', 'element'],
    packages: LIT,
    rule: 'the element reaches the core, the window and every connector only by import(), so that a page pays for a button alone',
    instead: 'use `await import(…)` where it is needed, and `import type` for its types',
  },
};

/** What the doors must not load at once, by patterns over source paths. */
const CLOSURES = [
  {
    entry: 'src/index.ts',
    forbidden: [/^src\/(session|ui|connectors|headless|store)\b/],
    rule: 'before the chat is opened a page must not load the core, the window, a connector or a store',
  },
  {
    entry: 'src/headless.ts',
    forbidden: [/^src\/(ui|element)\b/, /node_modules\/(@lit|lit|lit-html|lit-element)\//, /^src\/connectors\/(?!registry)/],
    rule: 'the core must not load Lit, the window, the element or any connector',
  },
  {
    entry: 'src/ui/index.ts',
    forbidden: [/^src\/ui\/(conversation|entry-list|care|forms|chat-(message|banner|prompts|typing|ended|confirm|form|prechat|leave-message|idle|resolution|survey|availability)|narrator|markdown\/.*)\b/, /^src\/i18n\/(?!first-words)/],
    rule: 'a fresh page must not load what only a conversation needs, nor words: they come in one language',
  },
];

const matches = (spec, path) => {
  const parts = path.split('/');
  return spec.split('/').every((part, at) => part === '*' ? parts[at] !== undefined : part === parts[at]);
};

/** `ui/parts/x` -> `ui`; `connectors/dify/wire` -> `connectors/*`; undefined for a place that is no layer. */
function layerOf(path) {
  if (path === 'index') return 'index';
  const named = Object.keys(LAYERS).find((name) => name !== 'index' && !name.includes('*') && matches(name, path));
  if (named) return named;
  return /^connectors\/[^/]+\/./.test(path) ? 'connectors/*' : undefined;
}

/** The folder (or single file) a module calls home: it may import everything in there. */
function homeOf(path, layer) {
  return layer === 'connectors/*' ? path.split('/').slice(0, 2).join('/') : layer;
}

function isTypeOnlyClause(clause) {
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword || clause.isTypeOnly) return true;
  const { name, namedBindings } = clause;
  return !name && namedBindings && ts.isNamedImports(namedBindings) && namedBindings.elements.length > 0
    && namedBindings.elements.every((element) => element.isTypeOnly);
}

function isTypeOnlyExport(node) {
  if (node.isTypeOnly) return true;
  const { exportClause } = node;
  return exportClause && ts.isNamedExports(exportClause) && exportClause.elements.length > 0
    && exportClause.elements.every((element) => element.isTypeOnly);
}

/** Every import of a file as { specifier, kind: 'value' | 'type' | 'dynamic', line }; specifier is undefined if computed. */
export function importsOf(text, fileName = 'file.ts') {
  const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, false);
  const found = [];
  const add = (node, literal, kind) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    found.push({ specifier: literal && ts.isStringLiteralLike(literal) ? literal.text : undefined, kind, line: line + 1 });
  };
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, isTypeOnlyClause(node.importClause) ? 'type' : 'value');
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      add(node, node.moduleSpecifier, isTypeOnlyExport(node) ? 'type' : 'value');
    } else if (ts.isImportTypeNode(node)) add(node, node.argument.literal, 'type');
    else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
      add(node, node.moduleReference.expression, 'value');
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node, node.arguments[0], 'dynamic');
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function judgePackage({ layer }, { specifier, kind }) {
  const { packages = [], notPackages = [] } = LAYERS[layer];
  const name = packageOf(`node_modules/${specifier}`);
  if (specifier.startsWith('node:')) return 'src runs in browsers: no module of Node';
  const allowed = packages === '*' ? !notPackages.includes(name) : packages.includes(name);
  if (!allowed) return `${layer} must not import the package ${name}${kind === 'type' ? ' (types count)' : ''}`;
  return undefined;
}

function judgeRelative({ path, layer }, { specifier, kind }) {
  if (!/\.(js|json)$/.test(specifier)) return `write the extension: '${specifier}.js'`;
  const target = posix.normalize(posix.join(posix.dirname(path), specifier)).replace(/\.js$/, '');
  if (target.startsWith('..')) return `src must not import from outside src (${specifier})`;
  const { uses = [], types = [], loads = [] } = LAYERS[layer];
  const reaches = (list) => list.some((spec) => matches(spec, target));
  const own = matches(homeOf(path, layer), target);
  switch (kind) {
    case 'value':
      if (layer === 'contracts') return `contracts must not run code: use \`import type\` for ${target}`;
      if (own || reaches(uses)) return undefined;
      return reaches(types)
        ? `${layer} may import types of ${target} only`
        : `${layer} must not import ${target}${reaches(loads) ? ' statically' : ''}`;
    case 'type':
      return own || reaches(uses) || reaches(types) ? undefined : `${layer} must not import ${target}, not even its types`;
    case 'dynamic':
      return reaches(loads) ? undefined : `${layer} must not load ${target} by import()`;
    default:
      throw new Error(`unknown kind of import: ${kind}`);
  }
}

function judge(module, found) {
  if (found.specifier === undefined) return 'import() needs a string in place, or neither we nor the bundler can follow it';
  return found.specifier.startsWith('.') ? judgeRelative(module, found) : judgePackage(module, found);
}

/** Violations of the import rule in `root`/src: { file, line, message, rule, instead }. */
export function checkSources(root) {
  const src = join(root, 'src');
  const files = readdirSync(src, { recursive: true })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.split(sep).join('/'))
    .sort();
  return { files: files.length, violations: files.flatMap((file) => checkFile(src, file)) };
}

function checkFile(src, file) {
  const path = file.replace(/(\.d)?\.ts$/, '');
  const layer = layerOf(path);
  const name = `src/${file}`;
  if (!layer) {
    return [{
      file: name, line: 1, message: 'this place belongs to no layer',
      rule: `layers are ${Object.keys(LAYERS).join(', ')}`,
      instead: 'move the file into the layer it belongs to; a new layer is a line in scripts/layers.mjs and in ARCHITECTURE.md',
    }];
  }
  const { rule, instead } = LAYERS[layer];
  return importsOf(readFileSync(join(src, file), 'utf8'), file).flatMap((found) => {
    const message = judge({ path, layer }, found);
    return message ? [{ file: name, line: found.line, message, rule, instead }] : [];
  });
}

/** What the built doors load at once although they must not: { entry, output, input, rule }. */
export function checkBuilt(metafile) {
  return CLOSURES.flatMap(({ entry, forbidden, rule }) => {
    const output = outputOf(metafile, entry);
    if (!output) return [];
    return inputsOf(metafile, staticClosure(metafile, output))
      .filter(({ input }) => forbidden.some((pattern) => pattern.test(input)))
      .map(({ input, output: chunk }) => ({ entry, output: chunk, input, rule }));
  });
}

function reportSources(root) {
  if (!existsSync(join(root, 'src')) || readdirSync(join(root, 'src')).length === 0) throw new Error(`layers: no src in ${root}`);
  const { files, violations } = checkSources(root);
  for (const { file, line, message, rule, instead } of violations) {
    console.error(`${file}:${line}  ${message}\n    rule: ${rule}\n    do:   ${instead}\n`);
  }
  console.log(`layers: ${files} files, ${violations.length} violation(s)`);
  return violations.length;
}

function reportBuilt(root) {
  const problems = checkBuilt(readMetafile(root));
  for (const { entry, output, input, rule } of problems) {
    console.error(`${entry} loads ${input} at once (in ${output})\n    rule: ${rule}\n    do:   find the static import that leads there and make it import()\n`);
  }
  console.log(`layers of the build: ${problems.length} violation(s)`);
  return problems.length;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const args = process.argv.slice(2);
  const rootFlag = args.find((argument) => argument.startsWith('--root='));
  const root = resolve(rootFlag?.slice('--root='.length) ?? fileURLToPath(new URL('../', import.meta.url)));
  try {
    const problems = args.includes('--built') ? reportBuilt(root) : reportSources(root);
    process.exitCode = problems > 0 ? 1 : 0;
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
