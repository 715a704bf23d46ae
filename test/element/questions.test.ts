/** What the window asks and takes beyond messages, with the real core behind it: before a session, in it, after it, and where nobody is there. */
import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import type {ChatEmbed} from '../../src/index.js';
import type {FakeSession} from '../../src/connectors/fake/fake-session.js';
import {all, one} from '../support/chat-window.js';
import {addElement, cleanUp, deepFocus, makeScene, record, until, windowOf, type Scene} from './support/element.js';

const FIELDS = [
  {name: 'name', label: 'Name', required: true},
  {name: 'email', label: 'E-mail', type: 'email', required: true},
] as const;

const find = (element: ChatEmbed, selector: string): HTMLElement | undefined => all(windowOf(element)!, selector)[0];

/** Opens the window and waits for a piece of it. */
async function open(element: ChatEmbed, selector: string): Promise<HTMLElement> {
  await element.show();
  await until(() => windowOf(element) && find(element, selector));
  return one(windowOf(element)!, selector);
}

/** The bot believes that whatever it says solves everything. */
const sure = (session: FakeSession, text: string): void => void session.botSend(`Like ${text}`, {solves: true});

async function asked(scene: Scene): Promise<{readonly element: ChatEmbed; readonly session: FakeSession}> {
  const element = await addElement(scene, {'single-thread': ''});
  await open(element, 'textarea');
  await element.sendMessage('this?');
  await until(() => find(element, '[part=solved]'));
  return {element, session: scene.backend.session(element.state.session.id!)};
}

describe('<chat-embed> and its questions', () => {
  afterEach(cleanUp);

  it('asks before a session, keeps the answers through a reload, and starts with them', async () => {
    const scene = makeScene();
    const element = await addElement(scene, {'single-thread': ''});
    element.prechat = FIELDS;
    const log = record(element);
    await open(element, '[name=name]');
    find(element, '[name=name]')!.focus();
    await sendKeys({type: 'Nadia'});
    // What another element reads is what a reload finds.
    const other = await addElement(scene, {'single-thread': ''});
    other.prechat = FIELDS;
    await other.show();
    await until(() => other.state.prechat?.values['name'] === 'Nadia');
    element.remove();
    other.remove();

    const again = await addElement(scene, {'single-thread': ''});
    again.prechat = FIELDS;
    await open(again, '[name=name]');
    await until(() => (find(again, '[name=name]') as HTMLInputElement).value === 'Nadia');
    find(again, '[name=email]')!.focus();
    await sendKeys({type: 'nadia@example.com'});
    await sendKeys({press: 'Enter'});
    await until(() => again.state.session.status === 'active');
    await until(() => deepFocus()?.getAttribute('part') === 'input');
    expect(scene.backend.sessions.map(({request}) => request.prechat?.map(({name, value}) => [name, value]))).to.deep.equal([
      [['name', 'Nadia'], ['email', 'nadia@example.com']],
    ]);
    expect(log.types).to.include('chat-prechat');
    expect(find(again, 'chat-embed-prechat')).to.equal(undefined);
  });

  it('takes a message where nobody is there, and starts nothing', async () => {
    const scene = makeScene();
    scene.backend.availability = {state: 'away', bot: false, leaveMessage: true};
    const element = await addElement(scene, {'single-thread': ''});
    // A page that knows nothing yet has its core with the first thing that is asked of it.
    await element.checkAvailability();
    await open(element, '[name=email]');
    find(element, '[name=email]')!.focus();
    await sendKeys({type: 'nadia@example.com'});
    find(element, '[name=text]')!.focus();
    await sendKeys({type: 'Where is my order?'});
    find(element, '[part=submit]')!.click();
    await until(() => find(element, '.thanks'));
    expect(scene.backend.leftMessages.map(({email, text}) => [email, text])).to.deep.equal([['nadia@example.com', 'Where is my order?']]);
    expect(scene.backend.sessions).to.have.length(0);
  });

  it('asks whether it helped, then how it was, once each', async () => {
    const scene = makeScene(sure);
    const {element, session} = await asked(scene);
    const log = record(element);
    find(element, '[part=solved]')!.click();
    await until(() => find(element, '.survey'));
    expect(find(element, '[part=solved]')).to.equal(undefined);
    all(windowOf(element)!, '.score')[4]!.click();
    await until(() => find(element, '[part=submit]'));
    find(element, '[part=submit]')!.click();
    await until(() => find(element, '.thanks'));
    expect(session.info.csat?.score).to.equal(5);
    expect(log.types.filter((type) => type === 'chat-resolution' || type === 'chat-csat')).to.deep.equal(['chat-resolution', 'chat-csat', 'chat-csat']);
  });

  it('offers a person where it did not help, and asks for one only at a press', async () => {
    const scene = makeScene(sure);
    const {element, session} = await asked(scene);
    find(element, '[part=unsolved]')!.click();
    await until(() => find(element, '.unsolved [part=offer]'));
    expect(session.info.owner).to.equal('bot');
    await until(() => deepFocus()?.getAttribute('part') === 'offer');
    await sendKeys({press: 'Enter'});
    await until(() => session.info.owner === 'queue');
    await until(() => find(element, '.queue'));
  });

  it('warns before silence ends the chat, and goes on at a press', async () => {
    const scene = makeScene(sure);
    const {element, session} = await asked(scene);
    session.warnIdle(Date.now() + 90_000);
    await until(() => find(element, '[role=timer]'));
    find(element, '[part=keep]')!.click();
    await until(() => !find(element, '.idle'));
    expect(session.info.idle).to.equal(undefined);
  });

  it('tells that an agent has opened the chat again, and goes on in it', async () => {
    const scene = makeScene(sure);
    const {element, session} = await asked(scene);
    session.agentAccept();
    session.agentEnd();
    await until(() => find(element, '.ended .what'));
    session.reopen();
    await until(() => find(element, '[part=reopened]'));
    find(element, '[part=continue]')!.click();
    await until(() => element.state.session.status === 'active');
    await until(() => !find(element, '.ended'));
  });
});
