/** What happens before anybody wants to chat: nothing that a server, a disk or a visitor could notice. */
import {expect} from '@open-wc/testing';
import {sendMouse} from '@web/test-runner-commands';
import {addElement, cleanUp, isSeen, launcherOf, makeElement, makeScene, next, record, until, windowOf} from './support/element.js';

/** Counts what would be a request or a write while `work` runs. */
async function watchWorld(work: () => Promise<void>): Promise<{readonly fetches: number; readonly writes: string[]}> {
  const real = {fetch: globalThis.fetch, open: indexedDB.open, set: Storage.prototype.setItem, readwrite: IDBDatabase.prototype.transaction};
  let fetches = 0;
  const writes: string[] = [];
  globalThis.fetch = (...parameters) => {
    fetches += 1;
    return real.fetch(...parameters);
  };
  Storage.prototype.setItem = function (this: Storage, name: string, value: string) {
    writes.push(`storage ${name}`);
    real.set.call(this, name, value);
  };
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...parameters: Parameters<IDBDatabase['transaction']>) {
    if (parameters[1] === 'readwrite') writes.push(`database ${this.name}`);
    return real.readwrite.apply(this, parameters);
  };
  try {
    await work();
  } finally {
    globalThis.fetch = real.fetch;
    Storage.prototype.setItem = real.set;
    IDBDatabase.prototype.transaction = real.readwrite;
  }
  return {fetches, writes};
}

describe('<chat-embed> before the chat', () => {
  afterEach(cleanUp);

  it('asks no server, writes nothing and makes no database, but says ready', async () => {
    for (const {name} of await indexedDB.databases()) {
      await new Promise((resolve) => (indexedDB.deleteDatabase(name!).onsuccess = resolve));
    }
    const scene = makeScene();
    const element = makeElement(scene);
    const log = record(element);
    const seen = await watchWorld(async () => {
      document.body.append(element);
      await element.ready;
    });
    expect(seen).to.deep.equal({fetches: 0, writes: []});
    expect(scene.backend.calls).to.be.empty;
    // WebKit goes on listing what was deleted, with version 0.
    expect((await indexedDB.databases()).filter(({version}) => version !== 0)).to.be.empty;
    expect(log.types).to.deep.equal(['chat-ready']);
    expect(log.events[0]!.detail).to.include({sessionId: null, window: 'hidden', origin: 'this-tab'});
    expect(windowOf(element) === null).to.be.true;
  });

  it('downloads on hover, but neither asks nor writes', async () => {
    const scene = makeScene();
    const element = await addElement(scene);
    const seen = await watchWorld(async () => {
      launcherOf(element).dispatchEvent(new PointerEvent('pointerenter'));
      launcherOf(element).focus();
      await until(() => customElements.get('chat-embed-window'));
    });
    expect(seen).to.deep.equal({fetches: 0, writes: []});
    expect(scene.backend.calls).to.be.empty;
    expect(element.state.session.status).to.equal('none');
  });

  it('shows the window on a click without starting a session or writing anything', async () => {
    const scene = makeScene();
    const element = await addElement(scene);
    const {x, y, width, height} = launcherOf(element).getBoundingClientRect();
    const seen = await watchWorld(async () => {
      await sendMouse({type: 'click', position: [Math.round(x + width / 2), Math.round(y + height / 2)]});
      await until(() => windowOf(element) && isSeen(element));
      await until(() => scene.backend.calls.length > 0);
    });
    expect(seen.writes).to.deep.equal([]);
    expect(scene.backend.calls.map(({name}) => name), 'it is asked who is there, and nothing else').to.deep.equal(['availability']);
    expect(launcherOf(element).getAttribute('aria-expanded')).to.equal('true');
  });

  it('takes up a session that this device remembers, without being asked', async () => {
    const scene = makeScene();
    const first = await addElement(scene);
    const {sessionId} = await first.startChat();
    await first.hide();
    first.remove();
    await Promise.resolve();
    const again = makeElement(scene);
    const log = record(again);
    document.body.append(again);
    await until(() => log.types.includes('chat-ready'));
    expect(again.state.session.id).to.equal(sessionId);
    expect(log.types).to.include('chat-resume').and.not.include('chat-start');
    expect(again.open).to.be.false;
    expect(windowOf(again) === null).to.be.true;
  });

  it('shows the window again after a reload in mid-chat, without taking focus', async () => {
    const scene = makeScene();
    const first = await addElement(scene);
    await first.startChat();
    first.remove();
    await Promise.resolve();
    const field = document.createElement('input');
    document.body.append(field);
    field.focus();
    const again = await addElement(scene);
    await until(() => again.open && windowOf(again));
    // Comparing by hand: a failure must not print an element.
    expect(document.activeElement === field).to.be.true;
    field.remove();
  });

  it('does not show it again once the session is over', async () => {
    const scene = makeScene();
    const first = await addElement(scene);
    await first.startChat();
    await first.endChat();
    expect(Object.keys(sessionStorage).filter((name) => name.includes(scene.namespace))).to.be.empty;
    first.remove();
    const again = makeElement(scene);
    const ready = next(again, 'chat-ready');
    document.body.append(again);
    await ready;
    expect(again.open).to.be.false;
  });

  it('tells nothing of a message as unread that is seen as it comes', async () => {
    const scene = makeScene();
    const element = await addElement(scene, {open: ''});
    await element.startChat();
    await element.sendMessage('Hello');
    const session = scene.backend.session(element.state.session.id!);
    await until(() => session.messages.length === 1);
    session.botSend('Hi');
    await until(() => session.acknowledged.read === session.info.lastSeq);
    const log = record(element);
    for (const text of ['One', 'Two', 'Three']) {
      session.botSend(text);
      await until(() => session.acknowledged.read === session.info.lastSeq);
    }
    expect(log.types).to.include('chat-message').and.not.include('chat-unread');
    await element.hide();
    session.botSend('Four');
    await until(() => log.types.includes('chat-unread'));
  });

  it('tells an unread message on the launcher, by sight and by sound', async () => {
    const scene = makeScene();
    const element = await addElement(scene);
    const {sessionId} = await element.startChat();
    await element.hide();
    scene.backend.session(sessionId!).botSend('Are you still there?');
    await until(() => element.renderRoot.querySelector('[part=badge]'));
    expect(element.renderRoot.querySelector('[part=badge]')!.textContent).to.equal('1');
    expect(launcherOf(element).getAttribute('aria-label')).to.contain('1 unread message');
    expect(element.renderRoot.querySelector('[role=status]')!.textContent).to.contain('1 unread message');
    expect(element.matches(':state(unread)')).to.be.true;
    await element.show();
    await until(() => element.state.unread === 0);
    expect(element.renderRoot.querySelector('[part=badge]') === null).to.be.true;
  });
});
