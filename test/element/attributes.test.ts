/** What pages write into attributes and properties, right and wrong. */
import {expect} from '@open-wc/testing';
import {CHOICES} from '../../src/element/choices.js';
import * as given from '../../src/element/given.js';
import {readSettings, type Wishes} from '../../src/element/settings.js';
import type {ChatError} from '../../src/model/errors.js';
import type {ChatEmbed} from '../../src/index.js';
import {addElement, cleanUp, isSeen, launcherOf, makeScene, panelOf, record, until, windowOf} from './support/element.js';

const FRESH: Wishes = {
  endpoint: '', connector: 'chat-embed', namespace: 'default', heading: '', greeting: null, mode: 'floating', position: 'end', sessionId: '',
  afterEnd: 'stay', storage: 'indexeddb', locale: '', colorScheme: 'auto', context: undefined, getAttribute: () => null,
  endButton: 'header', endButtonWithoutSession: 'hide', resolutionPrompt: 'on', csat: 'on', singleThread: false, skipSessionsList: false,
  oneOpenSession: false, showCloseIcon: false, userToken: '', prechat: undefined, routing: undefined, fallbackRouting: undefined, details: undefined,
  user: undefined, getToken: undefined,
};

function read(wishes: Partial<Wishes>): {readonly settings: ReturnType<typeof readSettings>; readonly errors: ChatError[]} {
  const errors: ChatError[] = [];
  return {settings: readSettings({...FRESH, ...wishes}, (error) => errors.push(error), given), errors};
}

describe('settings', () => {
  it('have defaults', () => {
    const {settings, errors} = read({});
    expect(errors).to.be.empty;
    expect(settings).to.deep.equal({
      endpoint: location.origin, connector: 'chat-embed', namespace: 'default', heading: '', greeting: undefined, mode: 'floating', position: 'end',
      sessionId: undefined, afterEnd: 'stay', storage: 'indexeddb', locale: document.documentElement.lang || 'en', colorScheme: 'auto', context: undefined,
      endButton: 'header', endButtonWithoutSession: 'hide', resolutionPrompt: true, csat: true, singleThread: false, skipSessionsList: false,
      oneOpenSession: false, showCloseIcon: false, userToken: '', prechat: undefined, routing: undefined, fallbackRouting: undefined,
      details: undefined, user: undefined, getToken: undefined,
    });
  });

  it('make an endpoint absolute and drop the slash at its end', () => {
    expect(read({endpoint: '/chat/'}).settings.endpoint).to.equal(`${location.origin}/chat`);
    expect(read({endpoint: 'https://chat.example.com/'}).settings.endpoint).to.equal('https://chat.example.com');
  });

  it('tell an empty greeting from none', () => {
    expect(read({greeting: ''}).settings.greeting).to.equal('');
    expect(read({greeting: null}).settings.greeting).to.equal(undefined);
  });

  it('write language tags and ids as everybody does', () => {
    const {settings} = read({locale: 'DE-ch', sessionId: '0B7F9B5E-8C1D-4D7E-9D43-6D0E9F0C1A11'});
    expect(settings.locale).to.equal('de-CH');
    expect(settings.sessionId).to.equal('0b7f9b5e-8c1d-4d7e-9d43-6d0e9f0c1a11');
  });

  const WRONG: readonly (readonly [Partial<Wishes>, name: string, allowed: RegExp, kept: Partial<ReturnType<typeof readSettings>>])[] = [
    [{mode: 'sidebar'}, 'mode', /floating, inline, page/, {mode: 'floating'}],
    [{position: 'left'}, 'position', /end, start/, {position: 'end'}],
    [{afterEnd: 'explode'}, 'after-end', /stay, reset, close/, {afterEnd: 'stay'}],
    [{storage: 'cookie'}, 'storage', /indexeddb, memory/, {storage: 'indexeddb'}],
    [{colorScheme: 'sepia'}, 'color-scheme', /auto, light, dark/, {colorScheme: 'auto'}],
    [{endpoint: 'ftp://example.com'}, 'endpoint', /http or https/, {endpoint: location.origin}],
    [{endpoint: 'https://'}, 'endpoint', /http or https/, {endpoint: location.origin}],
    [{endpoint: '[object Object]'}, 'endpoint', /http or https/, {endpoint: location.origin}],
    [{sessionId: '42'}, 'session-id', /UUID/, {sessionId: undefined}],
    [{locale: 'not a tag'}, 'locale', /language tag/, {}],
    [{heading: '[object Object]'}, 'heading', /text/, {heading: ''}],
    [{endButton: 'footer'}, 'end-button', /header, menu, none/, {endButton: 'header'}],
    [{endButtonWithoutSession: 'grey'}, 'end-button-without-session', /hide, disabled/, {endButtonWithoutSession: 'hide'}],
    [{resolutionPrompt: 'never'}, 'resolution-prompt', /on, off/, {resolutionPrompt: true}],
    [{csat: 'maybe'}, 'csat', /on, off/, {csat: true}],
    [{userToken: '[object Object]'}, 'user-token', /text/, {userToken: ''}],
    [{context: 'text'}, 'context', /object, set as a property/, {context: undefined}],
    [{getAttribute: () => '[object Object]'}, 'context', /object, set as a property/, {context: undefined}],
  ];
  for (const [wishes, name, allowed, kept] of WRONG) {
    it(`refuse ${JSON.stringify(wishes)} in one clear sentence and go on with the default`, () => {
      const {settings, errors} = read(wishes);
      expect(errors).to.have.length(1);
      expect(errors[0]).to.include({code: 'bad-input', retryable: false});
      expect(errors[0]!.message).to.contain(` ${name};`).and.match(allowed);
      expect(settings).to.include(kept);
    });
  }
});

describe('properties that hold objects', () => {
  const field = {name: 'email', label: 'E-mail', type: 'email', required: true};

  it('are taken as they are where they have their shape', () => {
    const getToken = async (): Promise<string> => 'token';
    const wishes = {
      prechat: [field, {name: 'topic', label: 'Topic', type: 'select', choices: [{value: 'a', label: 'A'}]}, {name: 'id', label: 'Id', pattern: '\\d+', hidden: true}],
      routing: {queueId: 'sales', fallback: true}, fallbackRouting: [{agentId: 'ada'}, {queueId: 'support'}],
      details: [{label: 'Plan', value: '', shown: false}], user: {name: 'Ada'}, getToken,
    };
    const {settings, errors} = read(wishes);
    expect(errors).to.be.empty;
    expect(settings).to.include(wishes);
    expect(read({routing: () => ({fallback: true})}).errors).to.be.empty;
    expect(read({prechat: null, routing: null, user: {}}).errors).to.be.empty;
  });

  for (const [wishes, sentence] of [
    [{prechat: {email: 'text'}}, 'prechat must be an array'],
    [{prechat: [field, 'name']}, 'prechat has an item 1 that must be an object'],
    [{prechat: [{label: 'Name'}]}, 'prechat has an item 0 that lacks a "name"'],
    [{prechat: [{name: 'name'}]}, 'prechat has an item 0 that lacks a "label" ("name")'],
    [{prechat: [{...field, type: 'password'}]}, 'prechat has an item 0 that has the type "password" ("email"); there are text, email'],
    [{prechat: [{...field, type: 'select'}]}, 'prechat has an item 0 that is a select without "choices" ("email")'],
    [{prechat: [{...field, pattern: '('}]}, 'prechat has an item 0 that has a "pattern" that is no regular expression ("email")'],
    [{prechat: [field, field]}, 'prechat has two fields with the name "email"'],
    [{routing: 'sales'}, 'routing must be an object such as'],
    [{routing: {queueId: 'sales'}}, 'routing lacks "fallback": true where the general line'],
    [{fallbackRouting: [{}]}, 'fallbackRouting has an item 0 that names neither an "agentId" nor a "queueId"'],
    [{details: [{label: 'Plan', value: 7, shown: true}]}, 'details has an item 0 that has a "value" that is no text ("Plan")'],
    [{details: [{label: 'Plan', value: 'Pro'}]}, 'details has an item 0 that lacks "shown" ("Plan"): true where'],
    [{user: 'Ada'}, 'user must be an object such as'],
    [{user: {email: 7}}, 'user has a "email" that is no text'],
    [{getToken: 'token'}, 'getToken must be a function'],
  ] as const) {
    it(`say: ${sentence}`, () => {
      const {settings, errors} = read(wishes);
      expect(errors).to.have.length(1);
      expect(errors[0]).to.include({code: 'bad-input', retryable: false});
      expect(errors[0]!.message).to.contain(`<chat-embed>: ${sentence}`);
      expect(settings).to.include({[Object.keys(wishes)[0]!]: undefined});
    });
  }
});

describe('who the page says that the visitor is', () => {
  const wish = (wishes: Partial<Wishes>): ReturnType<typeof given.wishOf> => given.wishOf(read(wishes).settings, async () => 'fresh');

  it('is nobody, a claim, or a token', () => {
    expect(wish({})).to.equal(undefined);
    expect(wish({user: {name: ''}})).to.equal(undefined);
    expect(wish({user: {name: 'Ada', email: 'a@b.c'}})!.identity).to.deep.equal({name: 'Ada', email: 'a@b.c'});
    expect(wish({userToken: 'one', user: {name: 'Ada'}})!.identity, 'what is proven counts').to.deep.equal({token: 'one'});
  });

  it('is another one for other words, not for other objects', () => {
    const key = (wishes: Partial<Wishes>): string => wish(wishes)!.key;
    expect(key({user: {name: 'Ada'}})).to.equal(key({user: {name: 'Ada'}}));
    expect(key({user: {name: 'Ada'}})).to.not.equal(key({user: {name: 'Bob'}}));
    expect(key({getToken: async () => 'a'})).to.equal(key({getToken: async () => 'b'}));
    expect(key({userToken: 'one'})).to.not.equal(key({userToken: 'two'}));
  });

  it('begins with the token that the page has brought, and gets the next', async () => {
    const {identity} = wish({userToken: 'brought', getToken: async () => 'other'})!;
    const {getToken} = identity as {getToken: () => Promise<string>};
    expect([await getToken(), await getToken()]).to.deep.equal(['brought', 'fresh']);
  });
});

describe('<chat-embed> attributes', () => {
  afterEach(cleanUp);

  it('reach their properties, and the reflected ones come back', async () => {
    const element = await addElement(makeScene(), {
      endpoint: 'https://chat.example.com', heading: 'Help', greeting: 'Hello', mode: 'floating', position: 'start', 'single-thread': '',
      'session-id': '0b7f9b5e-8c1d-4d7e-9d43-6d0e9f0c1a11', 'after-end': 'reset', storage: 'memory', locale: 'fr', 'color-scheme': 'dark',
    });
    expect(element).to.include({
      endpoint: 'https://chat.example.com', heading: 'Help', greeting: 'Hello', mode: 'floating', position: 'start', singleThread: true,
      sessionId: '0b7f9b5e-8c1d-4d7e-9d43-6d0e9f0c1a11', afterEnd: 'reset', storage: 'memory', locale: 'fr', colorScheme: 'dark', resetOnArrival: false,
      open: false,
    });
    Object.assign(element, {position: 'end', colorScheme: 'light', mode: 'inline'});
    await element.updateComplete;
    expect([element.getAttribute('position'), element.getAttribute('color-scheme'), element.getAttribute('mode')]).to.deep.equal(['end', 'light', 'inline']);
  });

  it('of this round reach theirs', async () => {
    const element = await addElement(makeScene(), {
      'one-open-session': '', 'skip-sessions-list': '', 'end-button': 'menu', 'end-button-without-session': 'disabled', 'show-close-icon': '',
      'resolution-prompt': 'off', csat: 'off', 'user-token': 'token',
    });
    expect(element).to.include({
      oneOpenSession: true, skipSessionsList: true, endButton: 'menu', endButtonWithoutSession: 'disabled', showCloseIcon: true,
      resolutionPrompt: 'off', csat: 'off', userToken: 'token',
    });
  });

  it('leave a fresh element without attributes that nobody wrote', async () => {
    const element = document.createElement('chat-embed');
    document.body.append(element);
    await element.updateComplete;
    expect(element.getAttributeNames()).to.be.empty;
  });

  it('tell what is wrong once, before anything else has happened, and give the property its default', async () => {
    const scene = makeScene();
    const errors: string[] = [];
    const listen = (event: CustomEvent<{readonly message: string}>): void => void errors.push(event.detail.message);
    document.addEventListener('chat-error', listen);
    const element = await addElement(scene, {mode: 'sidebar'});
    await until(() => errors.length > 0);
    element.heading = 'Other';
    await element.updateComplete;
    await element.show();
    document.removeEventListener('chat-error', listen);
    expect(errors).to.deep.equal(['<chat-embed>: "sidebar" is no value for mode; it takes floating, inline, page. Used instead: floating.']);
    expect(element.mode).to.equal('floating');
    expect(getComputedStyle(launcherOf(element).parentElement!).position).to.equal('fixed');
  });

  it('pass on heading, greeting and language to the window', async () => {
    const element = await addElement(makeScene(), {heading: 'Acme', greeting: 'Welcome to Acme', locale: 'de'});
    await element.show();
    expect(panelOf(element)!.getAttribute('role')).to.equal('dialog');
    expect(panelOf(element)!.getAttribute('aria-label')).to.equal('Acme');
    const window = windowOf(element)!;
    expect(window.shadowRoot!.querySelector('.window')!.getAttribute('lang')).to.equal('de');
    await until(() => deepText(window).includes('Welcome to Acme'));
    element.heading = 'Acme II';
    await until(() => deepText(window).includes('Acme II'));
  });

  it('speak the page’s language on the launcher before anything is opened', async () => {
    const element = await addElement(makeScene(), {locale: 'de'});
    await until(() => launcherOf(element).getAttribute('aria-label') === 'Chat öffnen');
  });

  it('use the session id that the page chose', async () => {
    const scene = makeScene();
    const id = '6f1c2a3e-0d43-4a5b-8a77-5a1de0b1f001';
    const element = await addElement(scene, {'session-id': id});
    expect((await element.startChat()).sessionId).to.equal(id);
    await element.endChat();
    expect((await element.startChat()).sessionId).to.not.equal(id);
  });

  it('let after-end close the window, also when it is set in mid-chat', async () => {
    const scene = makeScene();
    const element = await addElement(scene);
    const {sessionId} = await element.startChat();
    element.afterEnd = 'close';
    await element.updateComplete;
    scene.backend.session(sessionId!).end('agent', 'resolved');
    await until(() => !element.open);
    expect(element.state.session.status).to.equal('none');
  });

  it('change nothing of a session that runs', async () => {
    const scene = makeScene();
    const element = await addElement(scene);
    const {sessionId} = await element.startChat();
    await until(() => element.state.connection === 'online');
    const log = record(element);
    Object.assign(element, {
      heading: 'Other', locale: 'de', endButton: 'menu', endButtonWithoutSession: 'disabled', singleThread: true, skipSessionsList: true,
      oneOpenSession: true, resolutionPrompt: 'off', csat: 'off', showCloseIcon: true, context: {a: 1}, prechat: [{name: 'email', label: 'E-mail'}],
      routing: {fallback: true}, fallbackRouting: [{queueId: 'sales'}], details: [{label: 'Plan', value: 'Pro', shown: true}], afterEnd: 'reset',
    });
    await element.updateComplete;
    await until(() => deepText(windowOf(element)!).includes('Other'));
    expect(element.state.session).to.include({id: sessionId, status: 'active'});
    expect(log.types).to.be.empty;
    expect(scene.backend.sessions).to.have.length(1);
  });

  it('give the page’s own words their places', async () => {
    const scene = makeScene();
    const element = await addElement(scene);
    for (const slot of ['banner', 'ended']) {
      const own = document.createElement('p');
      own.slot = slot;
      own.textContent = `own ${slot}`;
      element.append(own);
    }
    const {sessionId} = await element.startChat();
    await until(() => windowOf(element));
    const [banner, ended] = [...element.children] as HTMLElement[];
    await until(() => banner!.getClientRects().length > 0);
    expect(ended!.getClientRects()).to.have.length(0);
    scene.backend.session(sessionId!).end('agent', 'resolved');
    await until(() => ended!.getClientRects().length > 0);
    expect(deepText(windowOf(element)!)).to.not.contain('Start a new chat');
  });

  it('let a page be closed only where it says so', async () => {
    const element = await addElement(makeScene(), {mode: 'page'});
    await until(() => windowOf(element)?.shadowRoot?.querySelector('chat-embed-header')?.shadowRoot?.querySelector('.ways'));
    const close = (): HTMLElement | null | undefined => windowOf(element)!.shadowRoot!.querySelector('chat-embed-header')!.shadowRoot!.querySelector<HTMLElement>('[part=hide]');
    expect(close()).to.equal(null);
    element.showCloseIcon = true;
    await until(() => close());
    close()!.click();
    await until(() => !element.open);
  });

  describe('modes', () => {
    const box = (element: ChatEmbed): DOMRect => panelOf(element)!.getBoundingClientRect();

    it('floating stands above the launcher, at the end or the start of the line, in both directions', async () => {
      const element = await addElement(makeScene());
      await element.show();
      await until(() => panelOf(element)!.getAnimations().every(({playState}) => playState === 'finished'));
      const corner = (): string => (box(element).left > innerWidth - box(element).right ? 'right' : 'left');
      if (innerWidth >= 480) expect(box(element).bottom).to.be.lessThan(launcherOf(element).getBoundingClientRect().top);
      const seen = [corner()];
      element.position = 'start';
      await element.updateComplete;
      seen.push(corner());
      document.documentElement.dir = 'rtl';
      seen.push(corner());
      element.position = 'end';
      await element.updateComplete;
      seen.push(corner());
      document.documentElement.removeAttribute('dir');
      expect(seen).to.deep.equal(['right', 'left', 'right', 'left']);
    });

    it('inline fills its box from the start, and leaves a button when it is hidden', async () => {
      const element = await addElement(makeScene(), {mode: 'inline'});
      element.style.inlineSize = '500px';
      element.style.blockSize = '420px';
      await until(() => windowOf(element) && isSeen(element));
      expect({width: box(element).width, height: box(element).height}).to.deep.equal({width: 500, height: 420});
      expect(panelOf(element)!.getAttribute('role')).to.equal('region');
      expect(launcherOf(element).checkVisibility()).to.be.false;
      await element.hide();
      await until(() => !isSeen(element));
      expect(launcherOf(element).checkVisibility()).to.be.true;
    });

    it('page fills the viewport', async () => {
      const element = await addElement(makeScene(), {mode: 'page'});
      await until(() => windowOf(element) && isSeen(element));
      expect({width: box(element).width, height: box(element).height}).to.deep.equal({width: innerWidth, height: innerHeight});
    });
  });

  it('have no closed list without a place in the settings', () => {
    expect(Object.keys(CHOICES).every((name) => name in read({}).settings)).to.be.true;
  });

  it('tell state before anything is loaded', async () => {
    const element = document.createElement('chat-embed');
    const log = record(element);
    expect(element.state).to.deep.include({window: 'hidden', connection: 'idle', unread: 0, error: null, session: {status: 'none', id: null, owner: null}});
    expect(element.state === element.state).to.be.true;
    expect(log.types).to.be.empty;
  });
});

function deepText(root: Element | ShadowRoot): string {
  const own = [...root.querySelectorAll('*')].map((node) => (node.shadowRoot ? deepText(node.shadowRoot) : ''));
  const shadow = root instanceof Element && root.shadowRoot ? deepText(root.shadowRoot) : '';
  return [root.textContent, shadow, ...own].join(' ');
}
