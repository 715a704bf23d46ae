/** A fresh window does not wait for the core: it can be written in at once, and what was asked for meanwhile is carried out. */
import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {parts} from '../../src/element/load.js';
import {once} from '../../src/element/once.js';
import type {ChatEmbed} from '../../src/index.js';
import {isWhole} from '../../src/ui/session-context.js';
import {addElement, cleanUp, deepFocus, launcherOf, makeScene, record, until, windowOf} from './support/element.js';

const real = parts.core;
const language = parts.language;
const composerOf = (element: ChatEmbed): HTMLElementTagNameMap['chat-embed-composer'] =>
  windowOf(element)!.shadowRoot!.querySelector('chat-embed-composer')!;

/** Has the core arrive when `arrive` is called. */
function holdCore(): {readonly arrive: () => void} {
  let arrive!: () => void;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  parts.core = once(() => arrived.then(real));
  return {arrive};
}

/** Opens by keyboard and writes. */
async function write(element: ChatEmbed, text: string): Promise<void> {
  launcherOf(element).focus();
  await sendKeys({press: 'Enter'});
  await until(() => deepFocus()?.localName === 'textarea');
  await sendKeys({type: text});
}

describe('<chat-embed> while its core is on its way', () => {
  afterEach(async () => {
    parts.core = real;
    parts.language = language;
    await cleanUp();
  });

  it('shows a window that takes keys, tells that it is shown, and says nothing that is not so', async () => {
    holdCore();
    const element = await addElement(makeScene());
    const log = record(element);
    await write(element, 'Hello');
    expect(element.state).to.include({window: 'shown', draft: 'Hello', connection: 'idle'});
    expect(element.state.session.status).to.equal('none');
    expect(log.types.filter((type) => type !== 'chat-ready')).to.deep.equal(['chat-show']);
  });

  it('keeps what was written when the core arrives, and tells nothing twice', async () => {
    const {arrive} = holdCore();
    const scene = makeScene();
    const element = await addElement(scene);
    const log = record(element);
    await write(element, 'Hello');
    arrive();
    const {sessionId} = await element.startChat();
    expect(composerOf(element).value).to.equal('Hello');
    expect(element.state.draft).to.equal('Hello');
    expect(log.types.filter((type) => type === 'chat-show')).to.have.length(1);
    await sendKeys({press: 'Enter'});
    await until(() => scene.backend.session(sessionId!).messages.some(({text}) => text === 'Hello'));
  });

  it('has the words of a fresh page first, and all others before the core', async () => {
    const {arrive} = holdCore();
    let came!: () => void;
    const coming = new Promise<void>((resolve) => (came = resolve));
    parts.language = once(async () => {
      const real = await language();
      return {...real, loadStrings: async (locale: string) => (await coming, real.loadStrings(locale))};
    });
    const scene = makeScene();
    const element = await addElement(scene);
    await write(element, 'Hello');
    expect(isWhole(windowOf(element)!.context)).to.be.false;
    arrive();
    await sendKeys({press: 'Enter'});
    await parts.core();
    expect(element.state.session.status).to.equal('none');
    came();
    await until(() => scene.backend.sessions[0]?.messages.length === 1);
    expect(isWhole(windowOf(element)!.context)).to.be.true;
  });

  it('gives a message back for which there are no words yet, says so, and tries on', async () => {
    let broken = true;
    let fail!: () => void;
    const failing = new Promise<void>((resolve) => (fail = resolve));
    parts.language = once(async () => {
      const real = await language();
      const loadStrings = async (locale: string): ReturnType<typeof real.loadStrings> => {
        await failing;
        return broken ? Promise.reject(new Error('offline')) : real.loadStrings(locale);
      };
      return {...real, loadStrings};
    });
    const scene = makeScene();
    const element = await addElement(scene);
    await write(element, 'Hello');
    await sendKeys({press: 'Enter'});
    fail();
    await until(() => composerOf(element).value === 'Hello' && element.state.error?.code === 'load-failed');
    await until(() => composerOf(element).shadowRoot!.querySelector('.problem')?.textContent?.includes('couldn’t be loaded'));
    expect(element.open).to.be.true;
    broken = false;
    await sendKeys({press: 'Enter'});
    await until(() => scene.backend.sessions[0]?.messages.length === 1);
  });

  it('sends what was sent before the core was there', async () => {
    const {arrive} = holdCore();
    const scene = makeScene();
    const element = await addElement(scene);
    await write(element, 'First');
    await sendKeys({press: 'Enter'});
    await sendKeys({type: 'Second'});
    await sendKeys({press: 'Enter'});
    expect(scene.backend.sessions).to.be.empty;
    arrive();
    await until(() => scene.backend.sessions[0]?.messages.length === 2);
    expect(scene.backend.sessions[0]!.messages.map(({text}) => text)).to.deep.equal(['First', 'Second']);
  });

  it('stays open under somebody who writes when the core cannot be had, gives the message back, and tries on', async () => {
    let broken = true;
    let tries = 0;
    let fail!: () => void;
    const failing = new Promise<void>((resolve) => (fail = resolve));
    parts.core = once(async () => {
      tries += 1;
      await failing;
      return broken ? Promise.reject(new Error('offline')) : real();
    });
    const scene = makeScene();
    const element = await addElement(scene);
    await write(element, 'Hello');
    await until(() => tries > 0);
    fail();
    await until(() => element.state.error?.code === 'load-failed');
    await sendKeys({press: 'Enter'});
    await until(() => composerOf(element).value === 'Hello');
    expect(element.open).to.be.true;
    broken = false;
    await sendKeys({press: 'Enter'});
    await until(() => scene.backend.sessions[0]?.messages.length === 1);
    expect(scene.backend.sessions[0]!.messages[0]!.text).to.equal('Hello');
  });

  it('waits for the core where this device remembers something', async () => {
    const scene = makeScene();
    const first = await addElement(scene);
    const {sessionId} = await first.startChat();
    await first.hide();
    first.remove();
    await Promise.resolve();
    const {arrive} = holdCore();
    const element = await addElement(scene);
    const shown = element.show();
    await until(() => customElements.get('chat-embed-window') && element.renderRoot.querySelector('.waiting'));
    expect(windowOf(element) === null).to.be.true;
    arrive();
    await shown;
    expect(windowOf(element) !== null).to.be.true;
    expect(element.state.session.id).to.equal(sessionId);
  });

  it('keeps what was written when the element leaves the page before the core has come, or was asked for', async () => {
    for (const when of ['on its way', 'not asked for']) {
      const scene = makeScene();
      const {arrive} = holdCore();
      const element = await addElement(scene);
      // Nothing is idle here: the core is not asked for by itself.
      const idle = globalThis.requestIdleCallback;
      if (when === 'not asked for') globalThis.requestIdleCallback = () => 0;
      await write(element, 'Half a thought');
      element.remove();
      await Promise.resolve();
      globalThis.requestIdleCallback = idle;
      arrive();
      const again = await addElement(scene);
      await again.show();
      await until(() => again.state.draft === 'Half a thought');
      expect(scene.backend.sessions, when).to.be.empty;
      again.remove();
    }
  });

  it('refuses with `closed` what waits for the core when the element leaves the page', async () => {
    const {arrive} = holdCore();
    const element = await addElement(makeScene());
    await element.show();
    const refused = element.sendMessage('Hello').then(() => 'sent', (error: {code: string}) => error.code);
    element.remove();
    await Promise.resolve();
    arrive();
    expect(await refused).to.equal('closed');
  });
});
