/** The element comes, goes, moves and has doubles; the session does not notice. */
import {expect} from '@open-wc/testing';
import {addElement, cleanUp, makeElement, makeScene, next, record, until, windowOf} from './support/element.js';

/** Counts the listeners that are on `target` now, of those that were added while the counter ran. */
function countListeners(target: EventTarget): {readonly open: () => number; stop(): void} {
  const {addEventListener, removeEventListener} = target;
  const held = new Map<string, Set<unknown>>();
  target.addEventListener = function (this: EventTarget, type: string, listener: EventListener, options?: AddEventListenerOptions) {
    const signal = typeof options === 'object' ? options.signal : undefined;
    if (!held.has(type)) held.set(type, new Set());
    held.get(type)!.add(listener);
    signal?.addEventListener('abort', () => held.get(type)!.delete(listener));
    addEventListener.call(this, type, listener, options);
  } as typeof addEventListener;
  target.removeEventListener = function (this: EventTarget, type: string, listener: EventListener, options?: EventListenerOptions) {
    held.get(type)?.delete(listener);
    removeEventListener.call(this, type, listener, options);
  } as typeof removeEventListener;
  return {
    open: () => [...held.values()].reduce((sum, {size}) => sum + size, 0),
    stop: () => Object.assign(target, {addEventListener, removeEventListener}),
  };
}

describe('<chat-embed> life', () => {
  afterEach(cleanUp);

  it('keeps everything when it is moved', async () => {
    const scene = makeScene();
    const element = await addElement(scene);
    const {sessionId} = await element.startChat();
    await until(() => windowOf(element) && element.state.connection === 'online');
    const window = windowOf(element);
    const log = record(element);
    const streams = scene.backend.calls.filter(({name}) => name === 'stream').length;
    const aside = document.createElement('aside');
    document.body.append(aside);
    aside.append(element);
    await element.updateComplete;
    await element.sendMessage('still here');
    await until(() => scene.backend.session(sessionId!).messages.length === 1);
    expect(windowOf(element) === window).to.be.true;
    expect(element.open).to.be.true;
    expect(scene.backend.calls.filter(({name}) => name === 'stream')).to.have.length(streams);
    expect(log.types).to.not.include('chat-ready').and.not.include('chat-resume').and.not.include('chat-show');
    aside.remove();
  });

  it('is drawn again for what the launcher shows, never for a key or for a word of an answer', async () => {
    const scene = makeScene();
    const element = await addElement(scene);
    const {sessionId} = await element.startChat();
    await until(() => windowOf(element) && element.state.connection === 'online');
    await element.updateComplete;
    let drawn = 0;
    element.addController({hostUpdated: () => void (drawn += 1)});
    windowOf(element)!.context!.chat.setDraft('a key');
    scene.backend.session(sessionId!).botDelta('answer', 'a word');
    await until(() => element.state.entries.at(-1)?.id === 'answer');
    await element.updateComplete;
    expect(element.state.draft).to.equal('a key');
    expect(drawn).to.equal(0);
    await element.hide();
    expect(drawn).to.be.above(0);
  });

  it('lets go of the stream when it is removed, and resumes when it is added again', async () => {
    const scene = makeScene();
    const element = await addElement(scene);
    const {sessionId} = await element.startChat();
    await until(() => scene.backend.streams === 1);
    element.remove();
    await until(() => scene.backend.streams === 0);
    expect(scene.backend.session(sessionId!).info.status).to.equal('active');
    const log = record(element);
    document.body.append(element);
    await until(() => scene.backend.streams === 1);
    await until(() => log.types.includes('chat-ready'));
    expect(element.state.session).to.include({id: sessionId, status: 'active'});
    expect(log.types).to.include('chat-resume').and.not.include('chat-start').and.not.include('chat-end');
    expect(element.open).to.be.true;
    expect(log.types.filter((type) => type === 'chat-ready')).to.have.length(1);
    expect(log.types).to.not.include('chat-show').and.not.include('chat-hide');
  });

  it('makes a call that is waiting when it is removed once it is back', async () => {
    const scene = makeScene();
    const element = await addElement(scene);
    const started = element.startChat();
    element.remove();
    await Promise.resolve();
    document.body.append(element);
    expect((await started).status).to.equal('active');
    expect(scene.backend.sessions).to.have.length(1);
  });

  it('leaves no stream and no listener behind, ten times over', async () => {
    const scene = makeScene();
    const first = await addElement(scene);
    await first.startChat();
    first.remove();
    await until(() => scene.backend.streams === 0);
    const counters = [document, window, visualViewport!].map(countListeners);
    for (let round = 0; round < 10; round += 1) {
      const element = makeElement(scene, {open: ''});
      document.body.append(element);
      await until(() => scene.backend.streams === 1 && windowOf(element));
      element.remove();
      await until(() => scene.backend.streams === 0);
    }
    const left = counters.map(({open}) => open());
    counters.forEach(({stop}) => stop());
    expect(left).to.deep.equal([0, 0, 0]);
    expect(scene.backend.sessions).to.have.length(1);
    const {held = [], pending = []} = await navigator.locks.query();
    expect([...held, ...pending].filter(({name}) => name?.includes(scene.namespace))).to.be.empty;
  });

  it('shares one session between two elements on one key', async () => {
    const scene = makeScene();
    const one = await addElement(scene);
    const other = await addElement(scene);
    const [first, second] = await Promise.all([one.startChat(), other.startChat()]);
    expect(first.sessionId).to.equal(second.sessionId);
    expect(scene.backend.sessions).to.have.length(1);
    await one.endChat({then: 'stay'});
    await until(() => other.state.session.status === 'ended');
    expect(scene.backend.sessions).to.have.length(1);
  });

  it('keeps sessions of different namespaces apart, and goes from one to the other and back', async () => {
    const scene = makeScene();
    const element = await addElement(scene);
    const here = await element.startChat();
    const ready = next(element, 'chat-ready');
    element.namespace = `${scene.namespace}-other`;
    await ready;
    await until(() => element.state.session.status === 'none');
    expect(element.open).to.be.true;
    const there = await element.startChat();
    expect(there.sessionId).to.not.equal(here.sessionId);
    element.namespace = scene.namespace;
    await until(() => element.state.session.id === here.sessionId);
    expect(scene.backend.sessions.map(({info}) => info.status)).to.deep.equal(['active', 'active']);
  });

  it('loses nothing when its looks change', async () => {
    const scene = makeScene();
    const element = await addElement(scene);
    const {sessionId} = await element.startChat();
    await until(() => windowOf(element) && element.state.connection === 'online');
    const window = windowOf(element);
    const log = record(element);
    Object.assign(element, {heading: 'Other', position: 'start', colorScheme: 'dark', greeting: '', afterEnd: 'reset', locale: 'de', mode: 'inline'});
    await element.updateComplete;
    await until(() => window!.shadowRoot!.querySelector('[lang=de]'));
    expect(windowOf(element) === window).to.be.true;
    expect(element.state.session).to.include({id: sessionId, status: 'active'});
    expect(log.types).to.be.empty;
  });

  it('is defined once, whatever loads it twice', async () => {
    const before = customElements.get('chat-embed');
    const second = (await import(`${new URL('../../src/index.ts', import.meta.url).href}?again`)) as {readonly ChatEmbed: unknown};
    expect(second.ChatEmbed).to.be.a('function');
    expect(customElements.get('chat-embed') === before).to.be.true;
  });

  describe('reset-window', () => {
    it('resets once on arrival, never on a move, a change or a remount', async () => {
      const scene = makeScene();
      const visitor = await addElement({...scene});
      // Another element of the page, in a partition that no one has arrived in with reset-window.
      const {sessionId} = await visitor.startChat();
      visitor.remove();
      await Promise.resolve();
      const arriving = makeElement(scene, {'reset-window': ''});
      const log = record(arriving);
      document.body.append(arriving);
      await arriving.ready;
      expect(arriving.state.session.id).to.equal(sessionId);
      expect(log.types).to.not.include('chat-reset');
    });

    it('resets a session that an earlier page left', async () => {
      const scene = makeScene();
      const {createChat} = await import('../../src/headless.js');
      // What the visitor did on the page before, without an element of this page.
      const earlier = await createChat({endpoint: location.origin, connector: scene.connector, namespace: scene.namespace});
      const {sessionId} = await earlier.startChat();
      earlier.dispose();
      const arriving = makeElement(scene, {'reset-window': ''});
      const log = record(arriving);
      const reset = next(arriving, 'chat-reset');
      document.body.append(arriving);
      await reset;
      expect(log.events.find(({type}) => type === 'chat-end')!.detail['sessionId']).to.equal(sessionId);
      await until(() => scene.backend.session(sessionId!).info.status === 'ended');
      expect(arriving.state.session.status).to.equal('none');
      const after = await arriving.startChat();
      arriving.remove();
      await Promise.resolve();
      document.body.append(arriving);
      arriving.removeAttribute('reset-window');
      arriving.setAttribute('reset-window', '');
      await until(() => arriving.state.session.id === after.sessionId);
      expect(arriving.state.session.status).to.equal('active');
    });
  });
});
