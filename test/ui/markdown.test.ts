/**
 * How each construct of Markdown is drawn, and how the element behaves: copying, images, headings, directions, accessibility.
 */
import { expect, oneEvent } from '@open-wc/testing';
import { looksLikeMarkdown } from '../../src/ui/markdown/needs-markdown.js';
import { englishMarkdownStrings } from '../../src/ui/markdown/strings.js';
import { drawn, show } from './markdown-support.js';

const CASES: readonly (readonly [name: string, source: string, html: string])[] = [
  ['a paragraph', 'Hello', '<p dir="auto">Hello</p>'],
  ['paragraphs', 'a\n\nb', '<p dir="auto">a</p><p dir="auto">b</p>'],
  ['a soft break', 'a\nb', '<p dir="auto">a\nb</p>'],
  ['a hard break', 'a  \nb\\\nc', '<p dir="auto">a<br>b<br>c</p>'],
  ['emphasis', '*a* _b_ **c** __d__ ***e***', '<p dir="auto"><em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong> <em><strong>e</strong></em></p>'],
  ['nested emphasis', '**a *b* c**', '<p dir="auto"><strong>a <em>b</em> c</strong></p>'],
  ['underscores in words', 'snake_case_name', '<p dir="auto">snake_case_name</p>'],
  ['strikethrough', '~~gone~~', '<p dir="auto"><del>gone</del></p>'],
  ['a single tilde, which means "about"', '~5 to ~10', '<p dir="auto">~5 to ~10</p>'],
  ['code in a line', '`a *b*` and `` c`d ``', '<p dir="auto"><code dir="ltr">a *b*</code> and <code dir="ltr">c`d</code></p>'],
  ['escapes', '\\*a\\* \\[b]', '<p dir="auto">*a* [b]</p>'],
  ['references', '&lt;b&gt; &amp; &#42;c&#42; &nope;', '<p dir="auto">&lt;b&gt; &amp; *c* &amp;nope;</p>'],
  ['markup as text', '<b>x</b>', '<p dir="auto">&lt;b&gt;x&lt;/b&gt;</p>'],
  ['a block of markup as text', '<div>\n<p>x</p>\n</div>', '<p dir="auto">&lt;div&gt;\n&lt;p&gt;x&lt;/p&gt;\n&lt;/div&gt;</p>'],
  ['a line break tag', 'a<br>b<br/>c', '<p dir="auto">a<br>b<br>c</p>'],
  ['a rule', 'a\n\n---', '<p dir="auto">a</p><hr>'],
  ['a quote', '> a\n> b', '<blockquote dir="auto"><p>a\nb</p></blockquote>'],
  ['a list', '- a\n- b', '<ul class="tight" dir="auto"><li><p>a</p></li><li><p>b</p></li></ul>'],
  ['a loose list', '- a\n\n- b', '<ul class="loose" dir="auto"><li><p>a</p></li><li><p>b</p></li></ul>'],
  ['a numbered list', '3. a\n4. b', '<ol class="tight" dir="auto" start="3"><li><p>a</p></li><li><p>b</p></li></ol>'],
  ['a nested list', '- a\n  1. b', '<ul class="tight" dir="auto"><li><p>a</p><ol class="tight"><li><p>b</p></li></ol></li></ul>'],
  [
    'tasks',
    '- [x] a\n- [ ] b',
    '<ul class="tight" dir="auto"><li class="task"><span role="img" class="box done" aria-label="Done"></span><p>a</p></li>' +
      '<li class="task"><span role="img" class="box open" aria-label="To do"></span><p>b</p></li></ul>',
  ],
  [
    'a table',
    '| a | b |\n|:-:|--:|\n| 1 | `x\\|y` |\n| 2 |',
    '<div class="table" role="group" tabindex="0" aria-label="Table"><table dir="auto"><thead><tr><th scope="col" class="center">a</th>' +
      '<th scope="col" class="right">b</th></tr></thead><tbody><tr><td class="center">1</td><td class="right"><code dir="ltr">x|y</code></td>' +
      '</tr><tr><td class="center">2</td><td class="right"></td></tr></tbody></table></div>',
  ],
  [
    'headings, whose ranks never skip',
    '## a\n\n#### b\n\n# c\n\nd\n---',
    '<h3 class="level-2" dir="auto">a</h3><h4 class="level-4" dir="auto">b</h4><h3 class="level-1" dir="auto">c</h3>' +
      '<h4 class="level-2" dir="auto">d</h4>',
  ],
];

const CODE = '```js\nlet a = 1;\n\nb();\n```';

describe('rich text', () => {
  for (const [name, source, html] of CASES) {
    it(`draws ${name}`, async () => {
      expect(drawn(await show(source))).to.equal(html);
    });
  }

  it('draws code with its language, a copy button and a scrollable, named, focusable box', async () => {
    const { renderRoot } = await show(CODE);
    const pre = renderRoot.querySelector('pre');
    expect(pre?.textContent).to.equal('let a = 1;\n\nb();\n');
    expect(pre?.tabIndex).to.equal(0);
    expect(pre?.getAttribute('aria-label')).to.equal('Code: js');
    expect(renderRoot.querySelector('.language')?.textContent).to.equal('js');
    expect(renderRoot.querySelector('.code')?.getAttribute('dir')).to.equal('ltr');
  });

  it('scrolls wide code and wide tables inside themselves', async () => {
    const cells = Array.from({ length: 30 }, (_, index) => `column${index}`).join('|');
    const element = await show(`\`\`\`\n${'wide '.repeat(200)}\n\`\`\`\n\n|${cells}|\n|${'-|'.repeat(30)}\n|${cells}|`);
    element.classList.add('narrow');
    for (const box of element.renderRoot.querySelectorAll('pre, .table')) {
      expect(box.scrollWidth, box.className).to.be.greaterThan(box.clientWidth);
    }
    expect(element.scrollWidth).to.be.at.most(element.clientWidth);
  });

  it('keeps the lines of a long listing together', async () => {
    const lines = Array.from({ length: 600 }, (_, index) => `line number ${index}`);
    const { renderRoot } = await show(`\`\`\`\n${lines.join('\n')}\n\`\`\``);
    const code = renderRoot.querySelector('code');
    expect(code?.textContent).to.equal(`${lines.join('\n')}\n`);
    expect(code?.childElementCount).to.be.greaterThan(1);
    const [height, line] = [code?.parentElement?.clientHeight ?? 0, 1.5 * Number.parseFloat(getComputedStyle(code as Element).fontSize)];
    expect(height / line).to.be.within(590, 720);
  });

  it('copies code, says so on the button and in an event', async () => {
    const element = await show(CODE);
    const written: string[] = [];
    const clipboard = Object.getOwnPropertyDescriptor(Navigator.prototype, 'clipboard');
    Object.defineProperty(navigator, 'clipboard', {
      configurable: true,
      value: { writeText: async (text: string) => void written.push(text) },
    });
    const button = element.renderRoot.querySelector<HTMLElement>('.copy');
    setTimeout(() => button?.click());
    const event = await oneEvent(document.body, 'markdown-copied');
    expect(written).to.deep.equal(['let a = 1;\n\nb();']);
    expect(event.composed).to.equal(true);
    expect(button?.innerText).to.equal('Copied');
    element.remove();
    expect(button?.hasAttribute('data-copied')).to.equal(false);
    Reflect.deleteProperty(navigator, 'clipboard');
    expect(clipboard).to.not.equal(undefined);
  });

  it('copies by selection where the clipboard API is refused', async () => {
    const element = await show(CODE);
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: undefined });
    const selected: string[] = [];
    const original = document.execCommand;
    document.execCommand = (command: string) => {
      const field = element.renderRoot.querySelector('textarea');
      selected.push(command, field?.value.slice(field.selectionStart, field.selectionEnd) ?? '');
      return true;
    };
    setTimeout(() => element.renderRoot.querySelector<HTMLElement>('.copy')?.click());
    await oneEvent(element, 'markdown-copied');
    document.execCommand = original;
    Reflect.deleteProperty(navigator, 'clipboard');
    expect(selected).to.deep.equal(['copy', 'let a = 1;\n\nb();']);
    expect(element.renderRoot.querySelector('textarea')).to.equal(null);
  });

  it('resolves reference links, also when the definition comes last', async () => {
    const { renderRoot } = await show('[a][x] and [X]\n\n[x]: https://example.com/y "Title"');
    const hrefs = [...renderRoot.querySelectorAll('a')].map((anchor) => anchor.href);
    expect(hrefs).to.deep.equal(['https://example.com/y', 'https://example.com/y']);
    expect(renderRoot.textContent).to.not.contain('Title');
  });

  it('links bare addresses without the punctuation around them', async () => {
    const { renderRoot } = await show('See https://example.com/a_(b)?x=1, (www.example.org). Or me@example.com.');
    expect([...renderRoot.querySelectorAll('a')].map((anchor) => anchor.getAttribute('href'))).to.deep.equal([
      'https://example.com/a_(b)?x=1',
      'http://www.example.org/',
      'mailto:me@example.com',
    ]);
  });

  it('uses the words that it is given', async () => {
    const element = await show(`${CODE}\n\n![cat](https://images.example/c.png)`);
    element.strings = { ...englishMarkdownStrings, copy: 'Kopieren', loadImage: 'Bild von {host} laden' };
    await element.updateComplete;
    expect(element.renderRoot.querySelector('.idle')?.textContent).to.equal('Kopieren');
    expect(element.renderRoot.querySelector('.load')?.textContent).to.equal('Bild von images.example laden');
  });

  it('takes the direction of each block from its text, and code from left to right', async () => {
    const { renderRoot } = await show('שלום `a+b`\n\n- אחת\n- two\n\nHello');
    const directions = [...renderRoot.querySelectorAll('p[dir], ul')].map((block) => getComputedStyle(block).direction);
    expect(directions).to.deep.equal(['rtl', 'rtl', 'ltr']);
    const list = renderRoot.querySelector('ul');
    expect(getComputedStyle(list as Element).paddingRight).to.not.equal('0px');
    expect(getComputedStyle(renderRoot.querySelector('code') as Element).direction).to.equal('ltr');
  });

  it('is accessible', async () => {
    const source = CASES.map(([, text]) => text).join('\n\n');
    const element = await show(`${source}\n\n${CODE}\n\n${CODE}\n\n[a](https://a.example) ![alt](https://a.example/i.png)`);
    await expect(element).to.be.accessible();
  });

  it('replaces the text when another one is given', async () => {
    const element = await show('# One\n\ntwo');
    element.text = '- three';
    await element.updateComplete;
    expect(drawn(element)).to.equal('<ul class="tight" dir="auto"><li><p>three</p></li></ul>');
  });
});

describe('looksLikeMarkdown', () => {
  const plain = ['', 'Hello!', 'Yes, 5 * 3 is 15.', 'a\nb\n\nc', 'It is (really) fine; 50% of [1] & co.', 'snake_case', 'a - b', 'AT&T', '2 < 3 > 1'];
  const rich = [
    '*a*', '**a', '_a_', '`a`', '~~a~~', '# a', '- a', '1. a', '> a', '```', '---', 'a\n===', '| a |\n|---|', 'a|b\n-|-', '[a](b)',
    '[a]: b', 'https://a.b', 'www.a.b', 'a@b.c', '<https://a>', 'a<br>b', '\\*', '&amp;', 'a  \nb', '    code',
  ];
  for (const text of plain) it(`leaves ${JSON.stringify(text)} alone`, () => expect(looksLikeMarkdown(text)).to.equal(false));
  for (const text of rich) it(`sees ${JSON.stringify(text)}`, () => expect(looksLikeMarkdown(text)).to.equal(true));
  it('can go on from where a shorter text was plain', () => {
    const text = 'plain words\nand **bold**';
    expect(looksLikeMarkdown(text, 16)).to.equal(true);
    expect(looksLikeMarkdown(`**a**\n${'plain\n'.repeat(5)}end`, 30)).to.equal(false);
  });
});
