/**
 * Text that grows: however it is cut, it ends as the tree and the page that the whole text gives; what has settled is left alone;
 * unfinished markup is not shown raw; a frame draws once; and no input makes parsing slow.
 */
import { expect } from '@open-wc/testing';
import * as fc from 'fast-check';
import { MarkdownDocument } from '../../src/ui/markdown/document.js';
import { looksLikeMarkdown } from '../../src/ui/markdown/needs-markdown.js';
import type { Paragraph, Segments } from '../../src/ui/markdown/tree.js';
import { drawn, show, stream, treeOf, wholeTree, withoutFrames } from './markdown-support.js';

const PIECES = [
  'a', 'b ', 'word ', '*', '**', '_', '~~', '`', '``', '```', '```js\n', '~~~', '\n', '\n\n', '\r\n', '\r', '- ', '  - ', '1. ', '2) ',
  '> ', '>', '# ', '## ', '---\n', '===\n', '=', '-', '|', '| a | b |\n', '|---|---|\n', '| 1 | 2 |\n', '[', '](', '](http://x.y)', ']',
  '[a]', '[a]: http://b.c\n', '[a]: ', '![', '<', '>', '<br>', '<b>', 'http://a.b/c ', 'www.a.b', 'x@y.z', '\\', '&amp;', '&#42;', '    ',
  '\t', '  \n', ' ', '(', ')', '"', 'é', '😀', '\0', '- [ ] ', '- [x] ',
];
const texts = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(''));
const cuts = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 60 });

const cutUp = (text: string, lengths: readonly number[]): string[] => {
  const pieces: string[] = [];
  for (let from = 0, count = 0; from < text.length; count += 1) {
    const length = lengths[count] ?? 3;
    pieces.push(text.slice(from, from + length));
    from += length;
  }
  return pieces;
};

const ANSWER = [
  '# Plan\n\nSome *text* with **bold** and `code`, see [docs][d].\n\n',
  '- one\n- two\n\n  more of two\n- three\n  1. deep\n  2. deeper\n\n',
  '```ts\nconst a = 1;\n\nconst b = 2;\n```\n\n',
  '| a | b |\n|---|--:|\n| 1 | 2 |\n| 3 | 4 |\n\n',
  '> quoted\n> text\nlazy\n\nTitle\n-----\n\n[d]: https://docs.example/\n\nlast words **end**',
].join('');

describe('streamed rich text', () => {
  it('gives the same tree as the whole text, however it is cut and wherever it pauses', () => {
    fc.assert(
      fc.property(texts, cuts, fc.boolean(), (text, lengths, pauses) => {
        const page = new MarkdownDocument();
        let sofar = '';
        cutUp(text, lengths).forEach((piece, index) => {
          sofar += piece;
          page.update(sofar, !(pauses && index % 3 === 0));
          treeOf(page);
        });
        page.update(text, false);
        expect(treeOf(page)).to.equal(wholeTree(text));
      }),
      { numRuns: 1_500 },
    );
  });

  it('gives the same page as the whole text', async () => {
    await withoutFrames(() =>
      fc.assert(
        fc.asyncProperty(texts, cuts, async (text, lengths) => {
          const element = await show('', true);
          await stream(element, cutUp(text, lengths));
          const whole = await show(text);
          expect(drawn(element)).to.equal(drawn(whole));
          element.remove();
          whole.remove();
        }),
        { numRuns: 150 },
      ),
    );
  }).timeout(40_000);

  it('gives the same page for a whole answer, one character at a time', async () => {
    const element = await show('', true);
    await withoutFrames(() => stream(element, [...ANSWER]));
    expect(drawn(element)).to.equal(drawn(await show(ANSWER)));
  });

  it('leaves what has settled alone', async () => {
    const element = await show('# One\n\n- a\n- b\n- c\n\n```\ncode\n```\n\nnext', true);
    const before = [...(element.shadowRoot?.querySelectorAll('h3, li, pre') ?? [])];
    const changes: MutationRecord[] = [];
    const observer = new MutationObserver((records) => changes.push(...records));
    for (const node of before) observer.observe(node, { subtree: true, childList: true, characterData: true, attributes: true });
    element.text += ' words and **more** words\n\nand another paragraph';
    await element.updateComplete;
    changes.push(...observer.takeRecords());
    observer.disconnect();
    expect([...(element.shadowRoot?.querySelectorAll('h3, li, pre') ?? [])]).to.deep.equal(before);
    expect(changes).to.have.lengthOf(0);
  });

  it('keeps the elements of an open list, table and listing while they grow', async () => {
    for (const [start, more, selector] of [
      ['- a\n- b', '\n- c\n- d', 'li'],
      ['|a|\n|-|\n|1|\n|2|\n', '|3|\n|4|\n', 'td'],
      [`\`\`\`\n${'line\n'.repeat(2_000)}`, 'more\n', '.lines'],
    ] as const) {
      const element = await show(start, true);
      const before = [...(element.shadowRoot?.querySelectorAll(selector) ?? [])];
      element.text += more;
      await element.updateComplete;
      const after = [...(element.shadowRoot?.querySelectorAll(selector) ?? [])];
      expect(after.slice(0, before.length), selector).to.deep.equal(before);
    }
  });

  it('seals the beginning of a long paragraph', () => {
    const page = new MarkdownDocument();
    let text = '';
    let open: Segments | undefined;
    for (let count = 0; count < 1_000; count += 1) {
      page.update((text += `some *words* and \`code\` ${count} `), true);
      open = page.inlines(page.root.children[0] as Paragraph);
    }
    expect(open?.settled).to.be.greaterThan(20);
    expect(JSON.stringify(open?.list.at(-1)).length).to.be.lessThan(10_000);
    page.update(text, false);
    expect(treeOf(page)).to.equal(wholeTree(text));
  });

  it('draws once a frame, however often the text changes', async () => {
    const element = await show('a', true);
    let updates = 0;
    element.addController({ hostUpdated: () => (updates += 1) });
    for (let count = 0; count < 50; count += 1) {
      element.text += ' b';
      await Promise.resolve();
    }
    await element.updateComplete;
    expect(updates).to.equal(1);
    expect(element.shadowRoot?.textContent).to.contain(element.text);
  });

  it('draws no more at the ten-thousandth token than at the first', async () => {
    const tokens = `${ANSWER}\n\n`.repeat(170).match(/\s*\S+/g)!.slice(0, 10_000);
    expect(tokens).to.have.lengthOf(10_000);
    const element = await show('', true);
    // Each text that is drawn is asked for here; whatever is drawn without need asks again.
    const { inlines } = MarkdownDocument.prototype;
    let asked = 0;
    MarkdownDocument.prototype.inlines = function (...leaf) {
      asked += 1;
      return inlines.apply(this, leaf);
    };
    const perThousand: number[] = [];
    try {
      await withoutFrames(async () => {
        for (let from = 0; from < tokens.length; from += 1_000) {
          asked = 0;
          for (const token of tokens.slice(from, from + 1_000)) {
            element.text += token;
            await element.updateComplete;
          }
          perThousand.push(asked);
        }
      });
    } finally {
      MarkdownDocument.prototype.inlines = inlines;
    }
    expect(perThousand[0]).to.be.greaterThan(500);
    expect(Math.max(...perThousand), perThousand.join(', ')).to.be.lessThan(1.2 * perThousand[0]!);
  }).timeout(60_000);

  it('links what a later definition defines', async () => {
    const element = await show('See [docs][d] here.\n\nMore.\n\n', true);
    expect(element.shadowRoot?.querySelector('a')).to.equal(null);
    element.text += '[d]: https://docs.example/\n\n';
    await element.updateComplete;
    expect(element.shadowRoot?.querySelector('a')?.href).to.equal('https://docs.example/');
  });

  const UNFINISHED: readonly (readonly [text: string, html: string])[] = [
    ['a **', 'a'],
    ['a **b', 'a <strong>b</strong>'],
    ['a **b*', 'a <strong>b</strong>'],
    ['a *b', 'a <em>b</em>'],
    ['a ~~b', 'a <del>b</del>'],
    ['2*3 is', '2*3 is'],
    ['a `b c', 'a <code dir="ltr">b c</code>'],
    ['a [', 'a'],
    ['a [b c', 'a b c'],
    ['a [b](', 'a b'],
    ['a [b](htt', 'a b'],
    ['a [**b**](https://x.y "t', 'a <strong>b</strong>'],
    ['a ![b](htt', 'a b'],
    ['a https://x.y/z', 'a https://x.y/z'],
    ['a <https://x', 'a'],
    ['a\n-', 'a'],
    ['a\n1', 'a'],
    ['a\n``', 'a'],
    ['a\n| b | c |\n|--', 'a'],
  ];
  for (const [text, html] of UNFINISHED) {
    it(`shows an unfinished ${JSON.stringify(text)} as if it were finished`, async () => {
      expect(drawn(await show(text, true))).to.equal(`<p dir="auto">${html}</p>`);
    });
  }

  it('shows a code block as soon as its fence is there, and a table with its delimiter row', async () => {
    expect((await show('a\n\n```', true)).shadowRoot?.querySelector('pre')).to.not.equal(null);
    expect((await show('| a |\n|---|\n', true)).shadowRoot?.querySelector('table')).to.not.equal(null);
    expect(drawn(await show('| a |\n|---', true))).to.equal('');
    expect(drawn(await show('[d]: https://docs', true))).to.equal('');
  });

  it('shows everything once the stream has ended', async () => {
    const element = await show('a **b', true);
    element.streaming = false;
    await element.updateComplete;
    expect(drawn(element)).to.equal('<p dir="auto">a **b</p>');
  });
});

describe('plain text', () => {
  it('is never changed by rich text if it does not look like Markdown', () => {
    fc.assert(
      fc.property(texts, (text) => {
        fc.pre(!looksLikeMarkdown(text));
        const page = new MarkdownDocument();
        page.update(text, false);
        const words = page.root.children.map((block) => {
          expect(block.kind).to.equal('paragraph');
          if (block.kind !== 'paragraph') return '';
          return page.inlines(block).list.flat().map((node) => (node.type === 'text' ? node.text : `(${node.type})`)).join('');
        });
        const bare = (value: string): string => value.replaceAll(/\s/g, '').replaceAll('\0', '\uFFFD');
        expect(bare(words.join(''))).to.equal(bare(text));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('rich text of a hostile length', () => {
  // No clock: a step that is not linear takes minutes at this length, and the runner's limit ends it.
  const LENGTH = 100_000;
  const UNITS = [
    '[', '![', ']', '](', '[[a]', '[a](', '[a](<b', '[a](b "', '[a](b (', '[a][', '[a](b)[', '![[a](b)](c)', '[a]: ', '[a]: b "x\n',
    '*', '_', '**', '~~', 'a**b', 'a_', '*_', '*a ', '_a ', '~~a', '*a **b* ', '**a *b** ', '_*`[<', '`', '`a ', '`` ', '<', '<a ', '<a\n',
    '<!--', '>', '> ', '>\n', '> - ', '- ', '-\t', '* * ', '1. ', '- a\n', '+ \n', 'a\n', 'a\n=', 'a  \n', '# ', '#', '---\n', '```\n', '~~~',
    'a|b\n-|-\n|', '|', 'http://', 'www.', 'a@', 'a.', 'https://a.b/(', '&', '&#', '\\', '\t', ' ', '\n', 'a', 'é', '([',
  ];
  for (const end of ['', ']'.repeat(5_000), '`)">*_~~\n\n[a]: x']) {
    it(`is parsed in no time (${UNITS.length} inputs, ${end === '' ? 'as they are' : `then ${end.slice(0, 4)}`})`, () => {
      for (const unit of UNITS) {
        const text = unit.repeat(Math.ceil(LENGTH / unit.length)) + end;
        wholeTree(text);
        new MarkdownDocument().update(text, true);
        looksLikeMarkdown(text);
      }
    }).timeout(30_000);
  }

  it('makes a bounded number of elements, however much it asks for', async () => {
    const columns = 64;
    const table = `${'|a'.repeat(columns)}\n${'|-'.repeat(columns)}\n${'x\n'.repeat(100_000)}`;
    for (const text of ['- a\n'.repeat(100_000), table, '> '.repeat(50_000), '#\n'.repeat(100_000)]) {
      const element = await show(text);
      expect(element.shadowRoot?.querySelectorAll('*').length, text.slice(0, 4)).to.be.lessThan(60_000);
      element.remove();
    }
  }).timeout(40_000);

  it('still shows what lies beyond its limits, as it came', async () => {
    const element = await show(`${'word '.repeat(60_000)}\n\n**end**`);
    expect(element.shadowRoot?.querySelector('.plain')?.textContent).to.contain('**end**');
  });
});
