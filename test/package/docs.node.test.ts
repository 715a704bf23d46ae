// The reference in the README is generated; these tests make it stale, or leave something undocumented, and expect to be told.
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { ROOT, project, runScript } from './support.js';

const ELEMENT = `import { LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
/**
 * Chat on a page.
 * @fires {CustomEvent} chat-end - the session ended
 */
@customElement('chat-embed')
export class ChatEmbed extends LitElement {
  /** Text at the top. */
  @property() heading: string | undefined;
  #secret = 1;
}
`;
const README = `# Chat

<!-- generated:attributes -->
<!-- /generated -->

Our own words.
<!-- generated:events -->
<!-- /generated -->
`;

function house(context: TestContext, files: Readonly<Record<string, string>> = {}): string {
  const root = project(context, { 'src/element/chat-embed.ts': ELEMENT, 'README.md': README, 'package.json': '{"type":"module"}', ...files });
  copyFileSync(join(ROOT, 'custom-elements-manifest.config.mjs'), join(root, 'custom-elements-manifest.config.mjs'));
  return root;
}

test('a stale page fails the check, is rewritten, and then passes', (context) => {
  const root = house(context);
  const stale = runScript('docs', '--check', `--root=${root}`);
  assert.match(stale.stderr, /README\.md is stale: run `npm run docs`/);
  assert.equal(stale.code, 1);
  assert.equal(readFileSync(join(root, 'README.md'), 'utf8'), README, 'the check writes no page');

  assert.equal(runScript('docs', `--root=${root}`).code, 0);
  const fresh = readFileSync(join(root, 'README.md'), 'utf8');
  assert.match(fresh, /\| `heading` \| `string` \|.*\| Text at the top\. \|/);
  assert.match(fresh, /\| `chat-end` \| `CustomEvent` \| the session ended \|/);
  assert.match(fresh, /Our own words\./);
  assert.equal(runScript('docs', '--check', `--root=${root}`).code, 0);

  writeFileSync(join(root, 'src/element/chat-embed.ts'), ELEMENT.replace('Text at the top', 'Words at the top'));
  assert.equal(runScript('docs', '--check', `--root=${root}`).code, 1);
});

test('a public member without a description fails the check', (context) => {
  const root = house(context, { 'README.md': '# Chat\n', 'src/element/chat-embed.ts': ELEMENT.replace('/** Text at the top. */', '') });
  const { code, stderr } = runScript('docs', '--check', `--root=${root}`);
  assert.match(stderr, /attributes: heading has no description/);
  assert.equal(code, 1);
});

test('the manifest names the public element alone and points into the package', (context) => {
  const inner = "import { LitElement } from 'lit';\nimport { customElement } from 'lit/decorators.js';\n@customElement('chat-embed-window')\nexport class ChatWindow extends LitElement {}\n";
  const root = house(context, { 'src/ui/window.ts': inner, 'README.md': '# Chat\n' });
  runScript('docs', '--check', `--root=${root}`);
  const text = readFileSync(join(root, 'dist/custom-elements.json'), 'utf8');
  assert.match(text, /"tagName": "chat-embed"/);
  assert.doesNotMatch(text, /chat-embed-window|secret|src\//);
});

test('an unknown table is a mistake, not an empty one', (context) => {
  const root = house(context, { 'README.md': '<!-- generated:colours -->\n<!-- /generated -->\n' });
  const { code, stderr } = runScript('docs', `--root=${root}`);
  assert.match(stderr, /there is no table named "colours"/);
  assert.equal(code, 1);
});
