import {expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import type {ChatState} from '../../src/model/chat-state.js';
import {ChatError} from '../../src/model/errors.js';
import type {PrechatField} from '../../src/model/prechat.js';
import {forms} from '../../src/ui/later.js';
import {all, calm, focused, has, one, openWindow, settled, texts} from '../support/chat-window.js';
import {ACTIVE, ScriptedChat} from '../support/scripted-chat.js';
import {waitUntil} from '../support/wait-until.js';

const FIELDS: readonly PrechatField[] = [
  {name: 'name', label: 'Your name', required: true},
  {name: 'email', label: 'E-mail', type: 'email', required: true, hint: 'We answer there.'},
  {name: 'tel', label: 'Phone', type: 'tel', autocomplete: 'tel-national'},
  {name: 'amount', label: 'Amount', type: 'number', maxLength: 4},
  {name: 'day', label: 'Day', type: 'date'},
  {name: 'topic', label: 'Topic', type: 'select', required: true, choices: [{value: 'a', label: 'An order'}, {value: 'b', label: 'Else'}]},
  {name: 'text', label: 'Question', type: 'textarea', value: 'It is about '},
  {name: 'consent', label: 'I agree', type: 'checkbox', required: true},
  {name: 'plan', label: 'Plan', value: 'pro', hidden: true},
];

const asking = (fields = FIELDS, values: Record<string, string> = {}, rest: Partial<ChatState> = {}): Partial<ChatState> => ({
  prechat: {fields, values, errors: {}},
  ...rest,
});

/** A window with its form on it. */
async function open(state: Partial<ChatState>) {
  const chat = new ScriptedChat(state);
  const window = await openWindow(chat);
  await forms.load();
  await settled(window);
  const control = <E extends HTMLElement = HTMLInputElement>(name: string): E => one<E>(window, `[name=${name}]`);
  const submit = async (): Promise<void> => {
    one(window, '[part=submit]').click();
    await settled(window);
  };
  return {chat, window, control, submit};
}

const SHORT: readonly PrechatField[] = [FIELDS[0]!, FIELDS[1]!];

describe('chat-embed-prechat', () => {
  for (const scheme of ['light', 'dark']) {
    it(`is accessible, with mistakes too, ${scheme}`, async () => {
      const {window, submit} = await open(asking());
      window.parentElement!.style.colorScheme = scheme;
      calm(window);
      await expect(window).to.be.accessible();
      await submit();
      calm(window);
      await expect(window).to.be.accessible();
    });
  }

  it('stands in place of conversation and composer until it is answered', async () => {
    const {chat, window} = await open(asking());
    expect(one(window, 'chat-embed-transcript').checkVisibility()).to.equal(false);
    expect(one(window, 'chat-embed-composer').checkVisibility()).to.equal(false);
    expect(texts(window, '.head h2')).to.deep.equal(['Hi there! How can we help?']);
    chat.set({prechat: null, ...ACTIVE});
    await settled(window);
    expect(has(window, 'chat-embed-prechat')).to.equal(false);
    expect(one(window, 'chat-embed-composer').checkVisibility()).to.equal(true);
  });

  it('is not there where nothing is asked', async () => {
    const {window} = await open({});
    expect(has(window, 'chat-embed-prechat')).to.equal(false);
  });

  it('shows every kind of field with its label, and none that is hidden', async () => {
    const {window, control} = await open(asking(FIELDS, {name: 'Nadia', topic: 'b', consent: 'true'}));
    expect(texts(window, 'label').map((label) => label.replace(/\s+/g, ' '))).to.deep.equal([
      'Your name', 'E-mail', 'Phone (optional)', 'Amount (optional)', 'Day (optional)', 'Topic', 'Question (optional)', 'I agree',
    ]);
    for (const element of all<HTMLInputElement>(window, '[part~=control]')) expect(element.labels!.length, element.name).to.equal(1);
    expect(has(window, '[name=plan]')).to.equal(false);
    const kinds = all<HTMLInputElement>(window, '[part~=control]').map(({type}) => type);
    expect(kinds).to.deep.equal(['text', 'email', 'tel', 'text', 'date', 'select-one', 'textarea', 'checkbox']);
    expect(control('name').value).to.equal('Nadia');
    expect(control('topic').value).to.equal('b');
    expect(control('text').value).to.equal('It is about ');
    expect(control('consent').checked).to.equal(true);
    expect(control('amount').inputMode).to.equal('decimal');
    expect(['name', 'email', 'tel'].map((name) => control(name).autocomplete)).to.deep.equal(['name', 'email', 'tel-national']);
    expect(control('email').getAttribute('aria-describedby')).to.equal(one(window, '.hint').id);
    expect(control('name').required).to.equal(true);
    expect(control('tel').required).to.equal(false);
  });

  it('keeps what is typed, in the chat too, and never puts it back', async () => {
    const {chat, window, control} = await open(asking(SHORT));
    control('name').focus();
    await sendKeys({type: 'Nad'});
    expect(chat.calls.at(-1)).to.deep.equal(['setPrechat', {name: 'Nad', email: ''}]);
    chat.set({unread: 1, prechat: {fields: SHORT, values: {name: 'Na'}, errors: {}}});
    await settled(window);
    expect(control('name').value, 'an echo that comes late').to.equal('Nad');
    await sendKeys({type: 'ia'});
    expect(control('name').value).to.equal('Nadia');
  });

  it('lists what is wrong, takes focus there, and leads to each field', async () => {
    const {chat, window, control, submit} = await open(asking(FIELDS, {amount: 'many', email: 'nadia@'}));
    await submit();
    expect(chat.count('submitPrechat')).to.equal(0);
    expect(focused()).to.equal(one(window, '.wrong'));
    expect(texts(window, '.wrong h2')).to.deep.equal(['Please check 5 fields']);
    expect(texts(window, '.wrong a')).to.deep.equal([
      'Your name – Please fill this in',
      'E-mail – Please enter an e-mail address such as name@example.com',
      'Amount – Please enter a number',
      'Topic – Please choose one',
      'I agree – Please tick this box to go on',
    ]);
    for (const name of ['name', 'email', 'amount', 'topic', 'consent']) {
      const element = control(name);
      expect(element.getAttribute('aria-invalid'), name).to.equal('true');
      const described = element.getAttribute('aria-describedby')!.split(' ');
      expect(described, name).to.include(`${element.id}-error`);
      for (const id of described) expect((element.getRootNode() as ShadowRoot).getElementById(id), id).to.not.equal(null);
    }
    await sendKeys({press: 'Tab'});
    await sendKeys({press: 'Tab'});
    await sendKeys({press: 'Enter'});
    expect(focused()).to.equal(control('email'));
    await sendKeys({type: 'example.com'});
    await settled(window);
    expect(control('email').getAttribute('aria-invalid'), 'mended while typing').to.equal(null);
    expect(texts(window, '.wrong h2')).to.deep.equal(['Please check 4 fields']);
  });

  it('says of a field that was left what is wrong in it, but never that it is empty before anybody has tried', async () => {
    const {window, control} = await open(asking(SHORT));
    control('name').focus();
    await sendKeys({press: 'Tab'});
    await sendKeys({type: 'nadia'});
    expect(has(window, '.error')).to.equal(false);
    await sendKeys({press: 'Tab'});
    await settled(window);
    expect(texts(window, '.error')).to.deep.equal(['Please enter an e-mail address such as name@example.com']);
    expect(has(window, '.wrong')).to.equal(false);
  });

  it('hands over all answers by keyboard, hidden ones too, and the conversation takes focus', async () => {
    const fields = [...SHORT, FIELDS.at(-1)!];
    const {chat, window, control} = await open(asking(fields));
    await window.focusComposer();
    expect(focused()).to.equal(control('name'));
    await sendKeys({type: 'Nadia'});
    await sendKeys({press: 'Tab'});
    await sendKeys({type: 'nadia@example.com'});
    await sendKeys({press: 'Enter'});
    await settled(window);
    expect(chat.calls.at(-1)).to.deep.equal(['submitPrechat', {name: 'Nadia', email: 'nadia@example.com', plan: 'pro'}]);
    chat.set({prechat: null, ...ACTIVE});
    await waitUntil(() => focused() instanceof HTMLTextAreaElement);
  });

  it('keeps everything when it cannot be handed over, and says why', async () => {
    const {chat, window, control, submit} = await open(asking(SHORT, {name: 'Nadia', email: 'nadia@example.com'}));
    chat.refusal = new ChatError('network', 'down');
    await submit();
    expect(texts(window, '.problem')).to.deep.equal(['We can’t reach the chat right now.']);
    expect(texts(window, '[role=alert] p')).to.deep.equal(['We can’t reach the chat right now.']);
    expect(control('name').value).to.equal('Nadia');
    expect(one(window, '[part=submit]').getAttribute('aria-disabled')).to.equal('false');
  });

  it('shows what the other side finds wrong', async () => {
    const {chat, window} = await open(asking(SHORT, {name: 'Nadia', email: 'nadia@example.com'}));
    chat.submitPrechat = async () => {
      chat.set({prechat: {fields: SHORT, values: {name: 'Nadia', email: 'nadia@example.com'}, errors: {email: 'email'}}});
      return {status: 'prechat', sessionId: null, joined: false};
    };
    one(window, '[part=submit]').click();
    await waitUntil(() => has(window, '.wrong'));
    await settled(window);
    expect(focused()).to.equal(one(window, '.wrong'));
    expect(texts(window, '.wrong a')).to.have.length(1);
  });

  it('is submitted once, however often it is pressed', async () => {
    const {chat, window, control} = await open(asking(SHORT, {name: 'Nadia', email: 'nadia@example.com'}));
    let finish!: () => void;
    let calls = 0;
    chat.submitPrechat = () => {
      calls += 1;
      return new Promise((resolve) => (finish = () => resolve({status: 'active', sessionId: 'a', joined: false})));
    };
    const button = one(window, '[part=submit]');
    button.click();
    button.click();
    control('name').focus();
    await sendKeys({press: 'Enter'});
    expect(calls).to.equal(1);
    expect(button.getAttribute('aria-disabled')).to.equal('true');
    finish();
    await settled(window);
    expect(button.getAttribute('aria-disabled')).to.equal('false');
  });

  it('forgets what was typed when the chat is cleared', async () => {
    const {chat, window, control} = await open(asking(SHORT));
    control('name').focus();
    await sendKeys({type: 'Nadia'});
    chat.tell('chat-clear');
    await settled(window);
    expect(control('name').value).to.equal('');
  });

  it('can be reached and read at 320 pixels', async () => {
    const {window} = await open(asking());
    window.parentElement!.style.inlineSize = '320px';
    await settled(window);
    const page = one(window, 'chat-embed-prechat');
    expect(page.scrollWidth).to.be.at.most(page.clientWidth);
    expect(page.scrollHeight).to.be.above(page.clientHeight);
    for (const control of all(window, '[part~=control]:not([type=checkbox]), [part=submit]')) expect(control.offsetHeight).to.be.at.least(44);
  });
});
