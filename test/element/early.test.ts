/** A fresh window does not wait for the core: it can be written in at once, and what was asked for meanwhile is carried out. */
import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {parts} from '../../src/element/load.js';
import {once} from '../../src/element/once.js';
import type {ChatEmbed} from '../../src/index.js';
import {addElement, cleanUp, deepFocus, launcherOf, makeScene, record, until, windowOf} from './support/element.js';

const real = parts.core;
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
