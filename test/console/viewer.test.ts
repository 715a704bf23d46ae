// A transcript shown to somebody who is not the visitor: sides, avatars and prompts follow whoever looks.
import { ContextProvider } from '@lit/context';
import { expect } from '@open-wc/testing';
import { english } from '../../src/i18n/strings.js';
import { chatContext } from '../../src/ui/index.js';
import type { ChatEmbedTranscript, WindowOptions } from '../../src/ui/index.js';
import { ACTIVE, AGENT, BOT, message, ScriptedChat, VISITOR } from '../support/scripted-chat.js';

async function show(chat: ScriptedChat, self?: string): Promise<ChatEmbedTranscript> {
  const options: WindowOptions = { heading: 'Support', mode: 'inline', closable: false, ...(self !== undefined && { self }) };
  const host = document.createElement('div');
  new ContextProvider(host, { context: chatContext, initialValue: { chat, strings: english, options } });
  document.body.append(host);
  const transcript = document.createElement('chat-embed-transcript');
  host.append(transcript);
  await chat.ready;
  await transcript.updateComplete;
  await transcript.updateComplete;
  return transcript;
}

const messages = (transcript: ChatEmbedTranscript) => [...transcript.shadowRoot!.querySelectorAll('chat-embed-message')];

describe('a transcript and who looks at it', () => {
  const entries = [
    message(VISITOR, 'Hello?'),
    message(BOT, 'Hi.', { suggestions: ['Prices'] }),
    message(AGENT, 'I am here.'),
    message(BOT, 'And I am back.', { suggestions: ['Prices'] }),
  ];
  afterEach(() => document.querySelectorAll('chat-embed-transcript').forEach((element) => element.remove()));

  it('puts the visitor’s messages on the end side, and offers replies, where nothing else is said', async () => {
    const transcript = await show(new ScriptedChat({ ...ACTIVE, entries }));
    expect(messages(transcript).map(({ own }) => own)).to.deep.equal([true, false, false, false]);
    expect(transcript.shadowRoot!.querySelector('chat-embed-prompts')).to.exist;
  });

  it('puts an agent’s own messages on the end side, and offers nothing to click', async () => {
    const transcript = await show(new ScriptedChat({ ...ACTIVE, entries }), AGENT.id);
    expect(messages(transcript).map(({ own }) => own)).to.deep.equal([false, false, true, false]);
    expect(transcript.shadowRoot!.querySelector('chat-embed-prompts')).to.equal(null);
  });

  it('names the visitor with initials', async () => {
    const named = message({ ...VISITOR, name: 'Ada Lovelace' }, 'Hello?');
    const transcript = await show(new ScriptedChat({ ...ACTIVE, entries: [named] }), AGENT.id);
    const [shown] = messages(transcript);
    await shown!.updateComplete;
    expect(shown!.shadowRoot!.querySelector('.avatar')!.textContent.trim()).to.equal('AL');
  });
});
