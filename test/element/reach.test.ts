/** Every way in and out for hands, keys, eyes and ears: buttons of the page, focus, the keyboard, screen readers, states for CSS. */
import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {watchCommandClicks} from '../../src/element/command-clicks.js';
import {verbOf} from '../../src/element/commands.js';
import {VERBS} from '../../src/element/call-queue.js';
import {once} from '../../src/element/once.js';
import type {ChatEmbed} from '../../src/index.js';
import {addElement, cleanUp, deepFocus, isSeen, launcherOf, makeElement, makeScene, next, panelOf, until, windowOf} from './support/element.js';
import {only, setMediaFeatures, setMediaType} from '../support/page.js';

describe('<chat-embed> within reach', () => {
  const added: Element[] = [];
  afterEach(async () => {
    for (const node of added.splice(0)) node.remove();
    await cleanUp();
  });

  function addButton(command: string, target: ChatEmbed, root: ParentNode = document.body): HTMLButtonElement {
    target.id ||= 'support';
    const button = document.createElement('button');
    button.setAttribute('commandfor', target.id);
    button.setAttribute('command', command);
    button.textContent = command;
    root.append(button);
    added.push(button);
    return button;
  }

  describe('by commands', () => {
    it('has one for each verb that needs no arguments', () => {
      const commands = [
        '--show', '--hide', '--toggle', '--start-chat', '--end-chat', '--clear-session', '--reset-window', '--clear-chat', '--start-new-session',
        '--request-handoff', '--new-thread', '--continue-session', '--keep-chatting', '--skip-csat', '--logout', '--erase-my-data',
      ];
      expect(commands.map(verbOf)).to.deep.equal([
        'show', 'hide', 'toggle', 'startChat', 'endChat', 'clearSession', 'resetWindow', 'clearChat', 'startNewSession',
        'requestHandoff', 'newThread', 'continueSession', 'keepChatting', 'skipCsat', 'logout', 'eraseMyData',
      ]);
      expect(['--send-message', '--identify', '--open-session', '--submit-csat'].map(verbOf), 'nothing to say it with').to.deep.equal(Array(4).fill(undefined));
      expect(VERBS.every((verb) => typeof document.createElement('chat-embed')[verb] === 'function')).to.be.true;
      expect(verbOf('show')).to.equal(undefined);
      expect(verbOf('--constructor')).to.equal(undefined);
    });

    it('obeys buttons of the page', async () => {
      const scene = makeScene();
      const element = await addElement(scene);
      await element.ready; // a browser without commands has downloaded what stands in for them
      addButton('--start-chat', element).click();
      await until(() => element.state.session.status === 'active');
      expect(element.open).to.be.true;
      const first = element.state.session.id;
      addButton('--start-new-session', element).click();
      await until(() => element.state.session.status === 'active' && element.state.session.id !== first);
      addButton('--hide', element).click();
      await until(() => !element.open);
      addButton('--toggle', element).click();
      await until(() => element.open);
      addButton('--clear-session', element).click();
      await until(() => element.state.session.status === 'none');
      await until(() => scene.backend.sessions.length === 2 && scene.backend.sessions.every(({info}) => info.status === 'ended'));
    });

    it('tells a command that it does not know', async () => {
      const element = await addElement(makeScene());
      await element.ready;
      const told = next(element, 'chat-error');
      addButton('--fly', element).click();
      expect((await told).detail['message']).to.contain('"--fly"').and.contain('--start-chat');
    });

    it('can do without the browser’s own commands', () => {
      const target = document.createElement('div');
      target.id = 'stand-in';
      document.body.append(target);
      added.push(target);
      const heard: string[] = [];
      target.addEventListener('command', (event) => heard.push((event as Event & {readonly command: string}).command));
      const stop = watchCommandClicks(target);
      const button = document.createElement('button');
      // `data-` keeps a browser that has commands from sending its own.
      button.setAttribute('commandfor', 'stand-in');
      button.setAttribute('command', 'data-show');
      const label = button.appendChild(document.createElement('span'));
      document.body.append(button);
      added.push(button);
      label.click();
      button.disabled = true;
      label.click();
      button.disabled = false;
      stop();
      label.click();
      expect(heard.filter((command) => command === 'data-show')).to.have.length(1);
    });
  });

  describe('by keys', () => {
    it('opens with Enter into the composer, hides with Escape, and comes back to the launcher', async () => {
      const element = await addElement(makeScene());
      launcherOf(element).focus();
      await sendKeys({press: 'Enter'});
      await until(() => deepFocus()?.localName === 'textarea');
      await sendKeys({press: 'Escape'});
      await until(() => deepFocus() === launcherOf(element));
      expect(element.open).to.be.false;
    });

    it('comes back to the button of the page that opened it', async () => {
      const element = await addElement(makeScene());
      const button = addButton('--show', element);
      button.focus();
      await sendKeys({press: 'Enter'});
      await until(() => deepFocus()?.localName === 'textarea');
      // Whoever has read on meanwhile stays where he reads.
      document.body.style.minBlockSize = '300vh';
      scrollTo(0, innerHeight);
      const place = scrollY;
      await sendKeys({press: 'Escape'});
      await until(() => document.activeElement === button);
      expect(place).to.be.above(0);
      expect(scrollY).to.equal(place);
      document.body.style.minBlockSize = '';
    });

    it('hides with Escape while focus is on the launcher', async () => {
      const element = await addElement(makeScene());
      await element.show();
      launcherOf(element).focus();
      await sendKeys({press: 'Escape'});
      expect(element.open).to.be.false;
    });

    it('leaves focus alone when the page opens it by itself', async () => {
      const element = await addElement(makeScene());
      const field = document.createElement('input');
      document.body.append(field);
      added.push(field);
      field.focus();
      element.open = true;
      await until(() => windowOf(element) && isSeen(element));
      await windowOf(element)!.updateComplete;
      expect(document.activeElement === field).to.be.true;
    });

    it('follows and comes back within a shadow root of the page', async () => {
      const host = document.createElement('div');
      const root = host.attachShadow({mode: 'open'});
      document.body.append(host);
      added.push(host);
      const element = makeElement(makeScene());
      const button = document.createElement('button');
      button.addEventListener('click', () => void element.show());
      root.append(button, element);
      await element.updateComplete;
      for (const opener of [launcherOf(element), button]) {
        opener.focus();
        await sendKeys({press: 'Enter'});
        await until(() => deepFocus()?.localName === 'textarea');
        await sendKeys({press: 'Escape'});
        await until(() => !element.open && !isSeen(element));
        expect(deepFocus() === opener, opener.textContent).to.be.true;
      }
    });

    it('submits no form of the page that it stands in', async () => {
      const form = document.createElement('form');
      const element = makeElement(makeScene());
      let submitted = 0;
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        submitted += 1;
      });
      form.append(document.createElement('input'), element, document.createElement('button'));
      document.body.append(form);
      added.push(form);
      await element.updateComplete;
      launcherOf(element).focus();
      await sendKeys({press: 'Enter'});
      await until(() => deepFocus()?.localName === 'textarea');
      await sendKeys({type: 'Hello'});
      await sendKeys({press: 'Enter'});
      await until(() => element.state.entries.length > 0);
      expect(submitted).to.equal(0);
    });

    it('hides with Escape, and not the dialog of the page that it stands in', async () => {
      const dialog = document.createElement('dialog');
      const element = makeElement(makeScene());
      dialog.append(element);
      document.body.append(dialog);
      added.push(dialog);
      dialog.showModal();
      await element.updateComplete;
      launcherOf(element).focus();
      await sendKeys({press: 'Enter'});
      await until(() => deepFocus()?.localName === 'textarea');
      await sendKeys({press: 'Escape'});
      await until(() => !element.open);
      expect(dialog.open).to.be.true;
      await sendKeys({press: 'Escape'});
      await until(() => !dialog.open);
    });

    it('keeps a hidden window out of the tab order', async () => {
      const element = await addElement(makeScene());
      await element.show();
      await element.hide();
      expect(panelOf(element)!.inert).to.be.true;
      await until(() => !isSeen(element));
    });
  });

  describe('by eyes and ears', () => {
    const states = (element: ChatEmbed): string[] => ['open', 'unread', 'active', 'ended', 'offline'].filter((name) => element.matches(`:state(${name})`));

    it('takes over nothing that the page has set for its own text', async () => {
      const box = document.createElement('div');
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(
        '.loud { font: italic 30px/3 serif; letter-spacing: 4px; word-spacing: 9px; text-transform: uppercase; text-indent: 40px; white-space: nowrap; text-align: center; color: red }',
      );
      document.adoptedStyleSheets.push(sheet);
      box.className = 'loud';
      const element = makeElement(makeScene(), {mode: 'inline'});
      box.append(element);
      document.body.append(box);
      added.push(box);
      await until(() => windowOf(element)?.shadowRoot?.querySelector('.window'));
      const {letterSpacing, wordSpacing, textTransform, textIndent, whiteSpace, textAlign, color, fontStyle, lineHeight} = getComputedStyle(
        windowOf(element)!.shadowRoot!.querySelector('.body')!,
      );
      document.adoptedStyleSheets.pop();
      expect([letterSpacing, wordSpacing, textTransform, textIndent, whiteSpace, textAlign, color, fontStyle, lineHeight]).to.deep.equal([
        'normal', '0px', 'none', '0px', 'normal', 'start', 'rgb(22, 24, 29)', 'normal', '22.5px',
      ]);
    });

    it('is not to be seen where the page hides it with what is around it', async () => {
      const box = document.createElement('div');
      box.style.visibility = 'hidden';
      const element = makeElement(makeScene(), {mode: 'inline'});
      box.append(element);
      document.body.append(box);
      added.push(box);
      await until(() => windowOf(element));
      expect(isSeen(element)).to.be.false;
      box.style.visibility = '';
      await until(() => isSeen(element));
    });

    it('is not printed, unless it stands in the page', async () => {
      const element = await addElement(makeScene());
      const inline = await addElement(makeScene(), {mode: 'inline'});
      await setMediaType('print');
      const heights = [element, inline].map(({renderRoot}) => renderRoot.querySelector('.frame')!.clientHeight);
      await setMediaType('');
      expect(heights[0]).to.equal(0);
      expect(heights[1]).to.be.above(100);
    });

    it('shows its states to CSS', async () => {
      const scene = makeScene();
      const element = await addElement(scene);
      expect(states(element)).to.be.empty;
      const {sessionId} = await element.startChat();
      expect(states(element)).to.deep.equal(['open', 'active']);
      scene.backend.session(sessionId!).end('agent', 'resolved');
      await until(() => element.state.session.status === 'ended');
      expect(states(element)).to.deep.equal(['open', 'ended']);
      element.remove();
      await Promise.resolve();
      expect(states(element)).to.be.empty;
    });

    it('names the launcher by what the page puts in it', async () => {
      const element = await addElement(makeScene());
      expect(launcherOf(element).getAttribute('aria-label')).to.equal('Open chat');
      const own = document.createElement('span');
      own.slot = 'launcher';
      own.textContent = 'Chat with us';
      element.append(own);
      await until(() => !launcherOf(element).hasAttribute('aria-label'));
      await expect(element).to.be.accessible();
    });

    for (const scheme of ['light', 'dark'] as const) {
      it(`has nothing for axe to say, ${scheme}`, async () => {
        const scene = makeScene();
        const element = await addElement(scene, {'color-scheme': scheme, heading: 'Support'});
        await expect(element).to.be.accessible();
        const {sessionId} = await element.startChat();
        await until(() => windowOf(element));
        await until(() => panelOf(element)!.getAnimations().every(({playState}) => playState === 'finished'));
        await expect(element).to.be.accessible();
        await element.hide();
        scene.backend.session(sessionId!).botSend('Hello');
        await until(() => element.renderRoot.querySelector('[part=badge]'));
        await until(() => element.renderRoot.querySelector('[part=badge]')!.getAnimations().every(({playState}) => playState === 'finished'));
        await expect(element).to.be.accessible();
      });
    }

    only('chromium')('does not move for those who do not want it', async () => {
      await setMediaFeatures({'prefers-reduced-motion': 'reduce'});
      const element = await addElement(makeScene());
      await element.show();
      const moving = [panelOf(element)!, launcherOf(element)].flatMap((node) => node.getAnimations({subtree: true}));
      await setMediaFeatures({'prefers-reduced-motion': ''});
      expect(moving).to.be.empty;
    });
  });

  describe('downloads that fail', () => {
    it('are tried once more at once, shared while they run, and forgotten when they fail twice', async () => {
      let calls = 0;
      let broken = true;
      const part = once(() => {
        calls += 1;
        return broken ? Promise.reject(new Error('offline')) : Promise.resolve('part');
      });
      const failed = await Promise.all([part(), part()].map((one) => one.catch((error: {code: string}) => error.code)));
      expect(failed).to.deep.equal(['load-failed', 'load-failed']);
      expect(calls).to.equal(2);
      broken = false;
      expect(await part()).to.equal('part');
      expect(await part()).to.equal('part');
      expect(calls).to.equal(3);
    });

    it('are told on the launcher, which tries again', async () => {
      const {parts} = await import('../../src/element/load.js');
      const scene = makeScene();
      const element = await addElement(scene);
      const real = parts.core;
      parts.core = once(() => Promise.reject(new Error('offline')));
      const told = next(element, 'chat-error');
      await element.show();
      expect((await told).detail).to.include({code: 'load-failed'});
      await element.updateComplete;
      expect(element.open).to.be.false;
      const alert = element.renderRoot.querySelector('[role=alert]')!;
      expect(alert.textContent).to.contain('could not be loaded');
      await expect(element).to.be.accessible();
      parts.core = real;
      alert.querySelector('button')!.click();
      await until(() => windowOf(element) && isSeen(element));
      expect(element.renderRoot.querySelector('[role=alert]') === null).to.be.true;
      expect((await element.startChat()).status).to.equal('active');
    });
  });
});
