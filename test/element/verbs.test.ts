/** The element's methods and events against a real core: before it is loaded, while it loads, and after. */
import {expect} from '@open-wc/testing';
import {addElement, cleanUp, isSeen, makeElement, makeScene, next, record, until, windowOf} from './support/element.js';
import type {ChatEmbed} from '../../src/index.js';

describe('<chat-embed> verbs', () => {
  afterEach(cleanUp);

  it('shows the window on show() and hides it on hide(), and tells each once', async () => {
    const element = await addElement(makeScene());
    const log = record(element);
    await element.show();
    expect(element.open).to.be.true;
    expect(element.hasAttribute('open')).to.be.true;
    expect(element.state.window).to.equal('shown');
    expect(windowOf(element) !== null).to.be.true;
    expect(isSeen(element)).to.be.true;
    await element.show();
    await element.hide();
    expect(element.open).to.be.false;
    expect(element.hasAttribute('open')).to.be.false;
    await until(() => !isSeen(element));
    expect(log.types.filter((type) => /show|hide/.test(type))).to.deep.equal(['chat-show', 'chat-hide']);
  });

  it('opens and shuts by the open property and attribute', async () => {
    const element = await addElement(makeScene());
    element.open = true;
    await until(() => windowOf(element));
    expect(element.state.window).to.equal('shown');
    element.removeAttribute('open');
    await until(() => element.state.window === 'hidden');
    element.setAttribute('open', '');
    await until(() => element.state.window === 'shown');
  });

  it('carries out calls that came before anything was loaded, in their order', async () => {
    const scene = makeScene();
    const element = makeElement(scene);
    const sent = Promise.all([element.sendMessage('one'), element.sendMessage('two')]);
    const shown = element.show();
    document.body.append(element);
    const ids = await sent;
    await shown;
    await until(() => scene.backend.sessions[0]?.messages.length === 2);
    expect(scene.backend.sessions[0]!.messages.map(({id, text}) => [id, text])).to.deep.equal([[ids[0], 'one'], [ids[1], 'two']]);
    expect(scene.backend.sessions).to.have.length(1);
    expect(isSeen(element)).to.be.true;
  });

  it('lets the last of show() and hide() win before anything was loaded', async () => {
    const element = await addElement(makeScene());
    const log = record(element);
    void element.show();
    await element.hide();
    expect(element.open).to.be.false;
    expect(element.state.window).to.equal('hidden');
    expect(log.types.filter((type) => /show|hide/.test(type))).to.deep.equal(['chat-show', 'chat-hide']);
  });

  it('loads nothing for hide() while nothing is shown', async () => {
    const scene = makeScene();
    const element = await addElement(scene);
    await element.hide();
    expect(windowOf(element) === null).to.be.true;
    expect(element.open).to.be.false;
  });

  it('starts a session that startChat() tells, and shows it', async () => {
    const scene = makeScene();
    const element = await addElement(scene);
    const log = record(element);
    const started = await element.startChat({context: {orderId: '4711'}});
    expect(started.status).to.equal('active');
    expect(started.joined).to.be.false;
    expect(scene.backend.session(started.sessionId!).context).to.deep.equal({orderId: '4711'});
    expect(element.open).to.be.true;
    expect(element.state.session.id).to.equal(started.sessionId);
    expect(log.types.indexOf('chat-before-start')).to.be.lessThan(log.types.indexOf('chat-start'));
    expect(log.types.filter((type) => type === 'chat-start')).to.have.length(1);
  });

  it('ends by endChat() and hides', async () => {
    const scene = makeScene();
    const element = await addElement(scene);
    const {sessionId} = await element.startChat();
    const log = record(element);
    const ended = await element.endChat();
    expect(ended).to.deep.equal({sessionId, delivered: true});
    expect(scene.backend.session(sessionId!).info.status).to.equal('ended');
    expect(element.open).to.be.false;
    expect(log.types.filter((type) => /end|clear/.test(type))).to.deep.equal(['chat-before-end', 'chat-end', 'chat-clear']);
  });

  it('keeps the window and its transcript with then: stay, and tells a new id from startNewSession()', async () => {
    const scene = makeScene();
    const element = await addElement(scene);
    await element.startChat();
    await element.endChat({then: 'stay'});
    expect(element.open).to.be.true;
    expect(element.state.session.status).to.equal('ended');
    const id = await element.startNewSession();
    expect(element.state.session).to.include({id, status: 'active'});
    expect(scene.backend.sessions).to.have.length(2);
  });

  it('asks the page first, and takes no for an answer', async () => {
    const scene = makeScene();
    const element = await addElement(scene);
    element.addEventListener('chat-before-start', (event) => event.preventDefault());
    const refused = await element.startChat().then(() => undefined, (error: {code: string}) => error.code);
    expect(refused).to.equal('vetoed');
    expect(scene.backend.calls).to.be.empty;
  });

  for (const [verb, type] of [['endChat', 'chat-before-end'], ['clearSession', 'chat-before-clear'], ['clearChat', 'chat-before-clear']] as const) {
    it(`lets an ancestor veto ${verb}() by ${type}`, async () => {
      const scene = makeScene();
      const element = await addElement(scene);
      const {sessionId} = await element.startChat();
      document.body.addEventListener(type, (event) => event.preventDefault(), {once: true});
      const refused = await element[verb]().then(() => undefined, (error: {code: string}) => error.code);
      expect(refused).to.equal('vetoed');
      expect(element.state.session).to.include({id: sessionId, status: 'active'});
    });
  }

  it('tells events that bubble, cross shadow roots and cannot be changed', async () => {
    const element = await addElement(makeScene());
    const heard = next(document, 'chat-start');
    await element.startChat();
    const {bubbles, composed, cancelable, detail, target} = await heard;
    expect({bubbles, composed, cancelable}).to.deep.equal({bubbles: true, composed: true, cancelable: false});
    expect(target === element).to.be.true;
    expect(Object.isFrozen(detail)).to.be.true;
    expect(detail).to.include({origin: 'this-tab', sessionId: element.state.session.id, cause: 'start'});
  });

  it('rejects what is wrong with what is given', async () => {
    const element = await addElement(makeScene());
    const code = (call: Promise<unknown>): Promise<string> => call.then(() => 'none', (error: {code: string}) => error.code);
    expect(await code(element.startNewSession('nonsense'))).to.equal('bad-input');
    expect(await code(element.sendMessage(''))).to.equal('bad-input');
  });

  it('says unknown-connector where there is none, and stays usable', async () => {
    const element = await addElement({...makeScene(), connector: 'nobody'});
    const told = next(element, 'chat-error');
    const code = await element.startChat().then(() => 'none', (error: {code: string}) => error.code);
    expect(code).to.equal('unknown-connector');
    expect((await told).detail['code']).to.equal('unknown-connector');
    const scene = makeScene();
    element.connector = scene.connector;
    expect((await element.startChat()).status).to.equal('active');
  });

  describe('written down in queue', () => {
    const upgraded = (prepare: (element: HTMLElement & {queue?: unknown}) => void): ChatEmbed => {
      // An element of a document without a window is not upgraded before it is adopted: as if the script came late.
      const inert = document.implementation.createHTMLDocument('').createElement('chat-embed');
      prepare(inert);
      return document.adoptNode(inert);
    };

    it('carries out what stood there before the element was defined, and what is pushed later', async () => {
      const scene = makeScene();
      const element = upgraded((early) => {
        early.setAttribute('connector', scene.connector);
        early.setAttribute('namespace', scene.namespace);
        early.queue = [['startChat'], ['sendMessage', 'from the queue']];
      });
      document.body.append(element);
      await until(() => scene.backend.sessions[0]?.messages.length === 1);
      expect(Object.hasOwn(element, 'queue')).to.be.false;
      element.queue.push(['sendMessage', 'later']);
      await until(() => scene.backend.sessions[0]!.messages.length === 2);
    });

    it('keeps properties that a framework has set before the element was defined', async () => {
      const scene = makeScene();
      const context = {plan: 'gold'};
      const element = upgraded((early) => Object.assign(early, {...scene, backend: undefined, context, heading: 'Early', greeting: '', position: 'start'}));
      document.body.append(element);
      await element.updateComplete;
      expect(element.heading).to.equal('Early');
      expect(element.position).to.equal('start');
      const {sessionId} = await element.startChat();
      expect(scene.backend.session(sessionId!).context).to.deep.equal(context);
    });

    it('tells a call that does not exist', async () => {
      const element = await addElement(makeScene());
      const told = next(element, 'chat-error');
      element.queue.push(['fly'] as never);
      expect((await told).detail).to.include({code: 'bad-input', retryable: false});
    });
  });
});
