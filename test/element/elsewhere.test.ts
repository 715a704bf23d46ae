/** A session that begins in another tab: an element that nobody has opened hears of it, and follows it. */
import {expect} from '@open-wc/testing';
import type {ChatEmbed} from '../../src/index.js';
import {addElement, cleanUp, makeElement, makeScene, next, record, until, windowOf, type Scene} from './support/element.js';

/** An element that has looked around and found nothing. */
async function addIdle(scene: Scene): Promise<ChatEmbed> {
  const element = makeElement(scene);
  const ready = next(element, 'chat-ready');
  document.body.append(element);
  await ready;
  return element;
}

/** Runs `work` where no tab hears another, as for a page in the back/forward cache. */
async function unheard<T>(work: () => Promise<T>): Promise<T> {
  const {BroadcastChannel: real} = window;
  Object.assign(window, {BroadcastChannel: class extends EventTarget {
    postMessage(): void {}
    close(): void {}
  }});
  try {
    return await work();
  } finally {
    window.BroadcastChannel = real;
  }
}

describe('<chat-embed> and a session that begins elsewhere', () => {
  afterEach(cleanUp);

  it('follows it at once, unopened, with what is unread on the launcher', async () => {
    const scene = makeScene();
    const idle = await addIdle(scene);
    const log = record(idle);
    const other = await addIdle(scene);
    // Not by a verb that shows the window: the two elements are one tab, and would remember together that it was open.
    await other.sendMessage('Hello');
    await until(() => idle.state.session.status === 'active');
    expect(idle.state.session.id).to.equal(other.state.session.id);
    scene.backend.session(idle.state.session.id!).botSend('Are you there?');
    await until(() => idle.renderRoot.querySelector('[part=badge]'));
    expect(log.types).to.include('chat-message').and.include('chat-unread').and.not.include('chat-ready');
    expect(idle.open).to.be.false;
    expect(windowOf(idle) === null).to.be.true;
  });

  it('follows it also after a session of another namespace has made it look', async () => {
    const scene = makeScene();
    const neighbour = await addElement({...scene, namespace: `${scene.namespace}-other`});
    await neighbour.startChat();
    const idle = await addIdle(scene);
    expect(idle.state.session.status).to.equal('none');
    const other = await addIdle(scene);
    const {sessionId} = await other.startChat();
    await until(() => idle.state.session.id === sessionId);
  });

  it('leaves alone what begins in another namespace', async () => {
    const scene = makeScene();
    const idle = await addIdle(scene);
    const log = record(idle);
    const neighbour = await addElement({...scene, namespace: `${scene.namespace}-other`});
    const {sessionId} = await neighbour.startChat();
    // Whoever is heard of after it has been told of it.
    const witness = await addIdle({...scene, namespace: `${scene.namespace}-other`});
    expect(witness.state.session.id).to.equal(sessionId);
    expect(idle.state.session.status).to.equal('none');
    expect(log.types).to.be.empty;
  });

  it('is seen again and looks, where nobody could tell it', async () => {
    const scene = makeScene();
    const idle = await addIdle(scene);
    await unheard(async () => {
      const other = await addElement(scene);
      await other.startChat();
    });
    expect(idle.state.session.status).to.equal('none');
    document.dispatchEvent(new Event('visibilitychange'));
    await until(() => idle.state.session.status === 'active');
  });

  it('stops listening when it is removed, and listens again when it is back', async () => {
    const {BroadcastChannel: Real} = window;
    const open = new Set<BroadcastChannel>();
    window.BroadcastChannel = class extends Real {
      constructor(name: string) {
        super(name);
        open.add(this);
      }

      override close(): void {
        open.delete(this);
        super.close();
      }
    };
    try {
      const scene = makeScene();
      const idle = await addIdle(scene);
      expect(open.size).to.equal(1);
      idle.remove();
      await Promise.resolve();
      expect(open.size).to.equal(0);
      const ready = next(idle, 'chat-ready');
      document.body.append(idle);
      await ready;
      expect(open.size).to.equal(1);
      const other = await addElement(scene);
      const {sessionId} = await other.startChat();
      await until(() => idle.state.session.id === sessionId);
    } finally {
      window.BroadcastChannel = Real;
    }
  });
});
