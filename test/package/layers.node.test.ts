// The import rule is only worth something if it is broken loudly: each planted violation must be named with file, line and advice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { project, runScript } from './support.js';

const LAWFUL = {
  'src/model/message.ts': 'export interface Message { readonly id: string }\n',
  'src/contracts/connector.ts': "import type { Message } from '../model/message.js';\nexport type Send = (message: Message) => void;\n",
  'src/session/chat.ts': "import type { Send } from '../contracts/connector.js';\nexport class Chat { send?: Send }\n",
  'src/ui/window.ts': "import { html } from 'lit';\nimport type { Chat } from '../session/chat.js';\nexport const draw = (chat: Chat) => html`${chat}`;\n",
  'src/connectors/registry.ts': "export const load = () => import('./echo/index.js');\n",
  'src/connectors/echo/index.ts': "import type { Send } from '../../contracts/connector.js';\nexport const send: Send = () => {};\n",
  'src/headless.ts': "import { Chat } from './session/chat.js';\nimport { load } from './connectors/registry.js';\nexport const createChat = () => [new Chat(), load];\n",
  'src/element/chat-embed.ts': "import { LitElement } from 'lit';\nimport type { Chat } from '../session/chat.js';\nexport class ChatEmbed extends LitElement { chat?: Chat; open() { return import('../headless.js'); } }\n",
  'src/index.ts': "import './element/chat-embed.js';\n",
};

test('a lawful house passes', (context) => {
  const { code, stdout } = runScript('layers', `--root=${project(context, LAWFUL)}`);
  assert.match(stdout, /9 files, 0 violation/);
  assert.equal(code, 0);
});

interface Planted {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly complaint: RegExp;
}

const VIOLATIONS: readonly Planted[] = [
  {
    name: 'model imports a type',
    file: 'src/model/bad.ts',
    text: "\nimport type { Send } from '../contracts/connector.js';\nexport type X = Send;\n",
    complaint: /src\/model\/bad\.ts:2 {2}model must not import contracts\/connector, not even its types/,
  },
  {
    name: 'contracts run code',
    file: 'src/contracts/bad.ts',
    text: "import { draw } from '../model/message.js';\nexport const x = draw;\n",
    complaint: /src\/contracts\/bad\.ts:1 {2}contracts must not run code/,
  },
  {
    name: 'session loads Lit',
    file: 'src/session/bad.ts',
    text: "import { html } from 'lit';\nexport const x = html;\n",
    complaint: /session must not import the package lit/,
  },
  {
    name: 'session reaches a store through an import type in a type',
    file: 'src/session/sly.ts',
    text: "export type X = import('../store/idb-store.js').IdbStore;\n",
    complaint: /session must not import store\/idb-store/,
  },
  {
    name: 'a connector imports its neighbour',
    file: 'src/connectors/other/index.ts',
    text: "export { send } from '../echo/index.js';\n",
    complaint: /connectors\/\* must not import connectors\/echo\/index/,
  },
  {
    name: 'headless has a static path to a connector',
    file: 'src/headless.ts',
    text: "export * from './connectors/echo/index.js';\n",
    complaint: /headless must not import connectors\/echo\/index/,
  },
  {
    name: 'ui runs session code',
    file: 'src/ui/bad.ts',
    text: "import { Chat } from '../session/chat.js';\nexport const x = new Chat();\n",
    complaint: /ui may import types of session\/chat only/,
  },
  {
    name: 'the element imports the core at once',
    file: 'src/element/bad.ts',
    text: "import { createChat } from '../headless.js';\nexport const x = createChat;\n",
    complaint: /element may import types of headless only/,
  },
  {
    name: 'an import() that nobody can follow',
    file: 'src/element/vague.ts',
    text: 'export const load = (path: string) => import(path);\n',
    complaint: /import\(\) needs a string in place/,
  },
  {
    name: 'a folder outside the house',
    file: 'src/helpers/bad.ts',
    text: 'export const x = 1;\n',
    complaint: /src\/helpers\/bad\.ts:1 {2}this place belongs to no layer/,
  },
  {
    name: 'an import without extension',
    file: 'src/session/short.ts',
    text: "import { Chat } from './chat';\nexport const x = Chat;\n",
    complaint: /write the extension/,
  },
];

test('every planted violation is named, with its rule and what to do', async (context) => {
  const planted = Object.fromEntries(VIOLATIONS.map(({ file, text }) => [file, text]));
  const { code, stdout, stderr } = runScript('layers', `--root=${project(context, { ...LAWFUL, ...planted })}`);
  assert.equal(code, 1);
  assert.match(stdout, new RegExp(`${VIOLATIONS.length} violation`), 'and nothing lawful is accused');
  const complaints = stderr.split('\n\n');
  for (const { name, complaint } of VIOLATIONS) {
    await context.test(name, () => {
      const found = complaints.find((text) => complaint.test(text));
      assert.ok(found, `not caught; the script said:\n${stderr}`);
      assert.match(found, /\n {4}rule: .+\n {4}do: {3}.+/);
    });
  }
});

test('the build is the second witness', (context) => {
  const root = project(context, {
    'dist/meta.json': JSON.stringify({
      inputs: {},
      outputs: {
        'dist/chat-embed.js': {
          entryPoint: 'src/index.ts',
          inputs: { 'src/index.ts': { bytesInOutput: 10 } },
          imports: [
            { path: 'dist/chunks/a.js', kind: 'import-statement' },
            { path: 'dist/chunks/b.js', kind: 'dynamic-import' },
          ],
        },
        'dist/chunks/a.js': { inputs: { 'src/session/chat.ts': { bytesInOutput: 10 } }, imports: [] },
        'dist/chunks/b.js': { inputs: { 'src/ui/window.ts': { bytesInOutput: 10 } }, imports: [] },
      },
    }),
  });
  const { code, stderr } = runScript('layers', '--built', `--root=${root}`);
  assert.match(stderr, /src\/index\.ts loads src\/session\/chat\.ts at once \(in dist\/chunks\/a\.js\)/);
  assert.doesNotMatch(stderr, /src\/ui\/window\.ts/);
  assert.equal(code, 1);
});
