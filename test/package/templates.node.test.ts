// What is taken out of templates must not be missed by a browser: spaces that can be seen, quotes that hold a value together.
import assert from 'node:assert/strict';
import { test } from 'node:test';
// @ts-expect-error a script without types
import { minifyTemplates } from '../../scripts/minify-templates.mjs';

const minify = minifyTemplates as (source: string) => string;

test('tags are squeezed, and quotes go where one word needs none', () => {
  const source = 'html`<div\n  class="window"\n  part="a b"\n  id="x${y}"\n  lang=${z}\n  type="a/"\n>\n  <p>One</p>\n  two\n</div>`';
  assert.equal(minify(source), 'html`<div class=window part="a b" id="x${y}" lang=${z} type="a/"><p>One</p> two </div>`');
});

test('a value before a slash keeps its quotes', () => {
  assert.equal(minify('html`<path d="a"/><input type="text" />`'), 'html`<path d="a"/><input type=text />`');
});

test('style sheets lose what is for readers, and no space that counts', () => {
  const source = "css`\n  /* why */\n  :host([mode='inline']) .a > b {\n    margin: 0 0.5px;\n    inline-size: calc(100% - ${x});\n  }\n`";
  assert.equal(minify(source), 'css`:host([mode=inline]) .a>b{margin:0 .5px;inline-size:calc(100% - ${x})}`');
});
