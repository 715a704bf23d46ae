// The package as whoever installs it has it: what is packed, and whether its types are found and hold, also in the typed templates of frameworks.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import ts from 'typescript';
import { ROOT, project } from './support.js';

interface Packed {
  readonly files: readonly { readonly path: string }[];
}

test('all that the doors and the pages of the package lead to is packed, and nothing of the server', () => {
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, encoding: 'utf8' });
  const packed = new Set((JSON.parse(stdout) as readonly Packed[])[0]!.files.map(({ path }) => path));
  for (const path of ['LICENSE', 'README.md', 'chat.html', 'dist/chat-embed.js', 'dist/headless.js', 'dist/testing.js', 'dist/without-dom.js', 'dist/types/index.d.ts']) {
    assert.ok(packed.has(path), path);
  }
  for (const path of packed) {
    assert.doesNotMatch(path, /^(?:src|server|test|data)\/|^dist\/console\/|meta\.json$/);
    if (!path.endsWith('.js')) continue;
    const code = readFileSync(join(ROOT, path), 'utf8');
    for (const [, target] of code.matchAll(/(?:from|import\()\s*["'](\.{1,2}\/[^"']+\.js)["']/g)) {
      assert.ok(packed.has(join(dirname(path), target!)), `${path} loads ${target}`);
    }
  }
});

/** As much of the frameworks' types as our declarations touch. */
const FRAMEWORKS = {
  'types/react.d.ts': `declare module 'react' {
  export interface HTMLAttributes<T> { id?: string; onClick?: (event: Event) => void; readonly own?: T }
  export interface RefAttributes<T> { ref?: { current: T | null } }
  export namespace JSX { interface IntrinsicElements { div: HTMLAttributes<HTMLDivElement> } }
}
declare module 'react/jsx-runtime' { export { JSX } from 'react' }\n`,
  'types/vue.d.ts': `declare module 'vue' {
  export type DefineComponent<Props> = new () => { readonly $props: Props };
  export interface GlobalComponents {}
}\n`,
  'types/svelte.d.ts': `declare module 'svelte/elements' {
  export interface HTMLAttributes<T> { id?: string; readonly own?: T }
  export interface SvelteHTMLElements {}
}\n`,
};

const PAGE = `import { ChatEmbed, ChatError, type Availability, type Detail, type PrechatField, type StartAttributes } from 'chat-embed';
import { createChat } from 'chat-embed/headless';
import { FakeBackend } from 'chat-embed/testing';
import { createConnector } from 'chat-embed/connectors/chat-embed';
const element = document.querySelector('chat-embed')!;
const fields: readonly PrechatField[] = [{ name: 'email', label: 'E-mail', type: 'email' }];
const routing: StartAttributes['routing'] = undefined;
const details: readonly Detail[] = [];
Object.assign(element, { fields, routing, details });
element.prechat = fields;
element.addEventListener('chat-end', ({ detail }) => detail.endedBy.toUpperCase());
document.addEventListener('chat-message', ({ detail }) => detail.seq);
export const there: Promise<Availability> = element.checkAvailability();
// @ts-expect-error there is no such place
element.mode = 'nowhere';
createChat({ endpoint: 'https://chat.example.com' }).then((chat) => chat.subscribe(() => chat.state.entries.length));
console.log(ChatEmbed, ChatError, FakeBackend, createConnector);\n`;

const TEMPLATE = `import type { ChatEmbed } from 'chat-embed';
const ref = { current: null as ChatEmbed | null };
export const good = <chat-embed ref={ref} heading="Support" singleThread context={{ order: 1 }} onchat-end={({ detail }) => detail.endedBy.toUpperCase()} />;
// @ts-expect-error there is no such place
export const wrong = <chat-embed mode="nowhere" />;
// @ts-expect-error a verb is no property
export const verb = <chat-embed startChat={() => undefined} />;\n`;

/** The declarations that the page on frameworks gives. */
function declarations(): Readonly<Record<string, string>> {
  const blocks = [...readFileSync(join(ROOT, 'docs/frameworks.md'), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code]) => code!);
  const found = blocks.filter((code) => code.includes('declare module'));
  assert.equal(found.length, 3, 'one for each framework with typed templates');
  return Object.fromEntries(found.map((code, index) => [`declared-${index}.ts`, code]));
}

function mistakes(context: TestContext, options: ts.CompilerOptions): readonly string[] {
  const files = { 'page.ts': PAGE, 'template.tsx': TEMPLATE, ...FRAMEWORKS, ...declarations() };
  const root = project(context, { 'package.json': '{"name":"consumer","type":"module"}', ...files });
  const host = ts.createCompilerHost(options);
  // Within its own folder the package is found by its name as in any other project.
  host.resolveModuleNameLiterals = (literals, file, redirected, chosen, source) =>
    literals.map(({ text }, index) => {
      const from = /^chat-embed(?:$|\/)/.test(text) ? join(ROOT, 'consumer.ts') : file;
      return ts.resolveModuleName(text, from, chosen, host, undefined, redirected, ts.getModeForUsageLocation(source, literals[index]!, chosen));
    });
  const program = ts.createProgram(Object.keys(files).map((name) => join(root, name)), options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText, file }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}

const STRICT: ts.CompilerOptions = {
  strict: true, noEmit: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ES2022, lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  jsx: ts.JsxEmit.ReactJSX,
};

test('whoever installs the element gets no server and no database with it', () => {
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Readonly<Record<string, object | undefined>>;
  assert.equal(optionalDependencies, undefined);
  assert.deepEqual(Object.keys(dependencies!).filter((name) => !/lit|idb-keyval/.test(name)), []);
});

test('types are found and hold where a bundler resolves modules', (context) => {
  const options = { ...STRICT, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
  assert.deepEqual(mistakes(context, options), []);
});

test('types are found and hold where Node resolves modules', (context) => {
  const options = { ...STRICT, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext };
  assert.deepEqual(mistakes(context, options), []);
});
