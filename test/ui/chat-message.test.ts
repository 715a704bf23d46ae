import {expect} from '@open-wc/testing';
import type {Message} from '../../src/model/message.js';
import type {ChatEmbedWindow} from '../../src/ui/index.js';
import {all, calm, focused, has, one, openWindow, settled, texts} from '../support/chat-window.js';
import {ACTIVE, AGENT, BOT, message, ScriptedChat, VISITOR} from '../support/scripted-chat.js';
import {waitUntil} from '../support/wait-until.js';

async function show(...entries: Message[]) {
  const chat = new ScriptedChat({...ACTIVE, entries});
  return {chat, window: await openWindow(chat)};
}

/** Waits for an element that only rich text has. */
const richly = (window: ChatEmbedWindow, selector: string): Promise<void> =>
  waitUntil(() => all(window, 'chat-embed-markdown').some((element) => has(element, selector)));

describe('chat-embed-message', () => {
  it('is accessible with rich text', async () => {
    const {window} = await show(message(BOT, '# Title\n\nSome `code`, a [link](https://example.com)\n\n```js\n1\n```'));
    await richly(window, 'pre');
    calm(window);
    await expect(one(window, 'chat-embed-message')).to.be.accessible();
  });

  it('shows an answer as text at once, and richly as soon as it can', async () => {
    const {window} = await show(message(BOT, 'Some **bold** words'));
    await richly(window, 'strong');
    expect(texts(window, 'strong')).to.deep.equal(['bold']);
  });

  it('never takes the visitor’s own text, nor plain answers, for Markdown or HTML', async () => {
    const {window} = await show(message(VISITOR, '**not bold** <b>nor this</b>'), message(BOT, 'Plain words.'));
    await settled(window);
    expect(has(window, 'chat-embed-markdown')).to.equal(false);
    expect(texts(window, '.bubble')).to.deep.equal(['**not bold** <b>nor this</b>', 'Plain words.']);
  });

  it('is named by author and time, and shows the name once in a group', async () => {
    const {window} = await show(message(AGENT, 'One'), message(AGENT, 'Two'), message(VISITOR, 'Three'));
    const names = all(window, '[role=article]').map((element) => element.getAttribute('aria-label')!.split(', ')[0]);
    expect(names).to.deep.equal(['Maria Ahlers', 'Maria Ahlers', 'You']);
    expect(texts(window, '.author')).to.deep.equal(['Maria Ahlers']);
    expect(texts(window, '.who .avatar')).to.deep.equal(['MA']);
  });

  it('shows how far an own message has come', async () => {
    const {chat, window} = await show(message(VISITOR, 'Hello', {delivery: 'queued', seq: undefined}));
    const {id} = chat.state.entries[0]!;
    const seen = [];
    for (const delivery of ['queued', 'sent', 'delivered'] as const) {
      chat.replace(id, {delivery});
      await settled(window);
      seen.push(texts(window, '.meta .unseen').join());
    }
    expect(seen).to.deep.equal(['Waiting to be sent', 'Sent', 'Delivered']);
  });

  it('says why a message failed, and leaves the choice to the visitor', async () => {
    const mine = message(VISITOR, 'Hello', {delivery: 'failed', failure: 'rate-limited', seq: undefined});
    const {chat, window} = await show(mine);
    expect(texts(window, '.trouble > span')).to.deep.equal(['Not sent. That was a bit fast. Please wait a moment.']);
    const [retry, discard] = all(window, '.trouble button');
    discard!.focus();
    discard!.click();
    await waitUntil(() => focused() instanceof HTMLTextAreaElement);
    expect(chat.calls).to.deep.include(['discardMessage', mine.id]);
    expect(has(window, 'chat-embed-message')).to.equal(false);
    expect(retry!.textContent).to.equal('Retry');
  });

  it('retries in place', async () => {
    const mine = message(VISITOR, 'Hello', {delivery: 'failed', failure: 'network', seq: undefined});
    const {chat, window} = await show(mine);
    const [retry] = all(window, '.trouble button');
    retry!.focus();
    retry!.click();
    await waitUntil(() => focused() instanceof HTMLTextAreaElement);
    expect(chat.calls).to.deep.include(['retryMessage', mine.id]);
    expect(texts(window, '.meta .unseen')).to.deep.equal(['Waiting to be sent']);
  });

  it('links to sources of the web, and to no others', async () => {
    const {window} = await show(
      message(BOT, 'See', {
        sources: [
          {title: 'Guide', url: 'https://example.com/guide'},
          {title: 'Trap', url: 'javascript:alert(1)'},
          {title: 'Data', url: 'data:text/html,x'},
        ],
      }),
    );
    const links = all<HTMLAnchorElement>(window, '.sources a');
    expect(links.map(({href, target, rel}) => [href, target, rel])).to.deep.equal([
      ['https://example.com/guide', '_blank', 'noopener noreferrer'],
    ]);
    expect(texts(window, '.source')).to.deep.equal(['Guide', 'Trap', 'Data']);
  });

  it('lays a long plain answer out in pieces that stay while it grows', async () => {
    const line = 'a plain line of words without any markup\n';
    const {chat, window} = await show(message(BOT, line.repeat(60), {streaming: true, seq: undefined}));
    const pieces = all(window, '.bubble > div');
    expect(pieces.length).to.be.above(1);
    const text = line.repeat(200);
    chat.replace(chat.state.entries[0]!.id, {text});
    await settled(window);
    expect(all(window, '.bubble > div').slice(0, pieces.length)).to.deep.equal(pieces);
    expect(one(window, '.bubble').innerText.trim()).to.equal(text.trim());
  });

  it('tells that an answer was cut off', async () => {
    const {window} = await show(message(BOT, 'Once upon', {partial: true}));
    expect(texts(window, '.meta')).to.deep.equal(['Stopped']);
  });

  it('shows dots before the first word of an answer, and a caret behind the last', async () => {
    const {chat, window} = await show(message(BOT, '', {streaming: true, seq: undefined}));
    expect(all(window, '.bubble chat-embed-dots')).to.have.length(1);
    chat.replace(chat.state.entries[0]!.id, {text: 'Well'});
    await settled(window);
    expect(has(window, '.bubble chat-embed-dots')).to.equal(false);
    expect(has(window, '.bubble .caret')).to.equal(true);
  });
});
