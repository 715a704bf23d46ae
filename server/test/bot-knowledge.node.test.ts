// The bot that answers from documents, against the real knowledge folder: what it finds, what it admits not to know, how it streams.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { lexer, walkTokens } from 'marked';
import type { Bot, BotEvent, BotTurn } from '../bot/bot.js';
import { createBot, readKnowledgeFile } from '../bot/index.js';
import { Knowledge, passageUrl } from '../bot/knowledge.js';
import { pieces } from '../bot/pace.js';
import { replyTo, type Reply } from '../bot/reply.js';
import { questionFor } from '../bot/suggestions.js';

const FOLDER = fileURLToPath(new URL('../../knowledge/', import.meta.url));

/** The longest message there can be, made of the same or of ever other words. */
const longest = (word: (index: number) => string): string => Array.from({ length: 32 * 1024 }, (_, index) => word(index)).join('').slice(0, 32 * 1024);

const IN_SCOPE: readonly (readonly [question: string, file: string, says?: RegExp])[] = [
  ['What is chat-embed?', 'what-is-chat-embed.md'],
  ['how much does it cost', 'what-is-chat-embed.md', /MIT/],
  ['is it open source?', 'what-is-chat-embed.md'],
  ['how big is it?', 'what-is-chat-embed.md', /10 kB/],
  ['which browsers do you support', 'what-is-chat-embed.md', /Firefox/],
  ['Does it run with Vue?', 'what-is-chat-embed.md', /Vue/],
  ['How do I embed the chat?', 'embedding.md', /<chat-embed endpoint=/],
  ['add the widget to my website', 'embedding.md', /<script type="module"/],
  ['can i put it on wordpress', 'embedding.md'],
  ['how do I open the chat from my own button', 'embedding.md', /commandfor/],
  ['forbidden_origin', 'embedding.md'],
  ['Which attributes are there?', 'attributes.md', /`single-thread`/],
  ['What does reset-window do', 'attributes.md'],
  ['what does single-thread do?', 'attributes.md'],
  ['What does endChat do?', 'methods.md', /ends the session/],
  ['clearSession vs endChat', 'methods.md', /three different things/],
  ['What is the difference between resetWindow and clearChat?', 'methods.md'],
  ['Which events are there?', 'events.md', /`chat-resume`/],
  ['how do I listen to events', 'events.md', /addEventListener/],
  ['is a reload going to lose my conversation', 'session-lifecycle.md', /resumed/],
  ['what happens when the agent ends the chat', 'session-lifecycle.md', /Start a new chat/],
  ['What happens if I close the window?', 'session-lifecycle.md', /^No\./],
  ['does it work offline?', 'tabs-and-delivery.md', /queued/],
  ['Does it work in two tabs at the same time?', 'tabs-and-delivery.md'],
  ['do messages get lost when my wifi drops', 'tabs-and-delivery.md'],
  ['can messages be duplicated', 'tabs-and-delivery.md'],
  ['How does handoff to a person work?', 'handoff.md'],
  ['can I cancel a handoff', 'handoff.md'],
  ['queue position', 'handoff.md'],
  ['what is stored in indexeddb', 'privacy-and-security.md'],
  ['is it secure against XSS', 'privacy-and-security.md', /HTML/],
  ['does it work with a strict CSP?', 'privacy-and-security.md', /Trusted Types/],
  ['how do i delete my data', 'privacy-and-security.md', /clearSession/],
  ['how do I change the color', 'theming.md', /--chat-embed-/],
  ['Is there dark mode?', 'theming.md', /color-scheme/],
  ['can I use arabic / RTL', 'theming.md'],
  ['keyboard shortcuts', 'accessibility.md', /Escape/],
  ['screen reader support?', 'accessibility.md'],
  ['how do i start the server', 'self-hosting.md', /npm start/],
  ['can i use my own postgres', 'self-hosting.md', /DATABASE_URL/],
  ['can I use Ollama', 'self-hosting.md', /OPENAI_BASE_URL/],
  ['How can I add my own documents to the bot', 'self-hosting.md'],
  ['headless mode in node', 'headless.md', /createChat/],
  ['write my own connector', 'headless.md'],
  ['the launcher does not appear', 'troubleshooting.md'],
  ['why is my chat empty', 'troubleshooting.md'],
];

const OUT_OF_SCOPE: readonly string[] = [
  'What is the capital of France?',
  'How do I bake bread?',
  'Who won the world cup in 2018?',
  'What is the weather in Berlin tomorrow?',
  'Tell me a joke',
  'How do I embed a YouTube video?',
  'Can you book a flight to Madrid for me?',
  'What is my order status?',
  'How do I reset my bank password?',
  'How do I cancel my subscription?',
  'Can I pay with PayPal?',
  'Do you ship to Canada?',
  'my parcel has not arrived',
  'When does your shop open on Sundays?',
  'Who is the president of the United States?',
  'Write a poem about the sea',
  'How do I lose weight?',
  'how do I install Photoshop',
];

let knowledge: Knowledge;
let bot: Bot;
before(async () => {
  knowledge = await Knowledge.read(FOLDER);
  bot = await createBot({ knowledgeFolder: FOLDER });
});

type Answer = Extract<Reply, { kind: 'answer' }>;

function answer(reply: Reply): Answer {
  if (reply.kind !== 'answer') assert.fail(`expected an answer, got ${reply.kind}`);
  return reply;
}

const ask = (text: string, locale?: string): Answer => answer(replyTo([{ role: 'visitor', text }], locale, knowledge));

/** Asks one after another; gives the reply to the last. */
function converse(...texts: readonly string[]): Reply {
  const history: BotTurn[] = [];
  let reply: Reply | undefined;
  for (const text of texts) {
    history.push({ role: 'visitor', text });
    reply = replyTo(history, undefined, knowledge);
    if (reply.kind === 'answer') history.push({ role: 'bot', text: reply.text });
  }
  assert.ok(reply);
  return reply;
}

async function collect(events: AsyncIterable<BotEvent>): Promise<BotEvent[]> {
  const all: BotEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

function assertNoHtml(markdown: string): void {
  const types = new Set<string>();
  void walkTokens(lexer(markdown), (token) => void types.add(token.type));
  assert.ok(!types.has('html'), `HTML in: ${markdown}`);
}

describe('answers from the documents', () => {
  for (const [question, file, says] of IN_SCOPE) {
    it(`"${question}" from ${file}`, () => {
      const { sources, offer, text } = ask(question);
      assert.equal(offer, false, text);
      assert.match(sources[0]?.url ?? '', new RegExp(`^/knowledge/${file.replace('.', '\\.')}#`));
      if (says) assert.match(text, says);
      assertNoHtml(text);
    });
  }

  for (const question of OUT_OF_SCOPE) {
    it(`"${question}" is not known, and a person is offered`, () => {
      const { sources, offer, solves, text } = ask(question);
      assert.equal(offer, true, text);
      assert.equal(solves, false, text);
      assert.deepEqual(sources, []);
      assert.match(text, /not sure.*talk to a person\?$/s);
    });
  }

  it('names one to three sources that exist, and two or three fresh suggestions', async () => {
    for (const [question] of IN_SCOPE) {
      const { sources, suggestions } = ask(question);
      assert.ok(sources.length >= 1 && sources.length <= 3);
      for (const { url } of sources) {
        assert.ok(knowledge.passages.some((passage) => passageUrl(passage) === url), url);
        const name = decodeURIComponent(/\/knowledge\/([^#]+)/.exec(url)?.[1] ?? '');
        assert.match((await readKnowledgeFile(FOLDER, name)) ?? '', /^# /);
      }
      assert.ok(suggestions.length >= 2 && suggestions.length <= 3, `${question}: ${suggestions.join(', ')}`);
      assert.equal(new Set([...suggestions, question]).size, suggestions.length + 1);
    }
  });

  it('answers each question that it may suggest, from the passage that it came from', () => {
    for (const passage of knowledge.passages) {
      if (passage.heading === passage.title) continue;
      const { sources, offer } = ask(questionFor(passage));
      assert.equal(offer, false, questionFor(passage));
      assert.equal(sources[0]?.url, passageUrl(passage), questionFor(passage));
    }
  });

  it('says only a part of a long passage', () => {
    const attribute = ask('Which attribute sets the corner position of the launcher?');
    assert.match(attribute.text, /`position`/);
    assert.doesNotMatch(attribute.text, /`namespace`/);
  });

  it('finds the question in a long story', () => {
    const story = 'I have a shop with three sites, and my customers often complain on Mondays. Does it work offline? Best wishes from Oslo.';
    assert.match(ask(story).sources[0]?.url ?? '', /tabs-and-delivery/);
  });

  it('forgives a typing mistake', () => {
    assert.match(ask('accesibility?').sources[0]?.url ?? '', /accessibility\.md/);
  });

  it('survives an empty message, symbols alone and a very long one', () => {
    for (const text of ['', '???', '<img src=x onerror=alert(1)>', 'a'.repeat(5000), 'word '.repeat(2000)]) assertNoHtml(ask(text).text);
  });
});

describe('the longest message there can be', () => {
  it('is answered quickly, whatever it is made of', () => {
    const started = process.cpuUsage();
    for (const text of [longest(() => 'x'), longest((index) => `w${index.toString(36)} `), longest((index) => `W${index.toString(36)}? `)]) {
      assert.equal(ask(text).kind, 'answer');
    }
    const { user, system } = process.cpuUsage(started);
    assert.ok(user + system < 500_000, `${user} + ${system} µs`);
  });
});

describe('follow-ups', () => {
  it('says it shorter, and longer than that again', () => {
    const normal = answer(converse('What does endChat do?'));
    const short = answer(converse('What does endChat do?', 'shorter please'));
    assert.ok(short.text.length < normal.text.length / 2);
    assert.deepEqual(short.sources, normal.sources);
  });

  it('adds something new each time it is asked for more, until nothing is left', () => {
    const texts = [
      answer(converse('what does clearSession do?')).text,
      answer(converse('what does clearSession do?', 'tell me more')).text,
      answer(converse('what does clearSession do?', 'tell me more', 'more')).text,
    ];
    assert.equal(new Set(texts).size, 3);
    const end = answer(converse('what does clearSession do?', 'more', 'more', 'more', 'more', 'more'));
    assert.equal(end.offer, true);
  });

  it('understands a question that leans on the one before', () => {
    assert.match(answer(converse('What does endChat do?', 'and clearSession?')).sources[0]?.url ?? '', /#clearsession$/);
    assert.match(answer(converse('Is there dark mode?', 'how do I set it?')).sources[0]?.url ?? '', /#how-do-i-get-dark-mode$/);
    assert.match(answer(converse('What is the weather?', 'and what about fonts?')).sources[0]?.url ?? '', /#how-do-i-change-the-font$/);
  });

  it('asks back when there is nothing to follow', () => {
    const { offer, text, suggestions } = ask('shorter please');
    assert.equal(offer, false);
    assert.match(text, /\?$/);
    assert.equal(suggestions.length, 3);
  });

  it('takes "yes" after its offer as a wish for a person, and "no" as none', () => {
    const accepted = converse('What is the weather?', 'yes please');
    assert.equal(accepted.kind, 'handoff');
    assert.match(accepted.kind === 'handoff' ? accepted.summary : '', /weather.*found no answer/);
    assert.equal(answer(converse('What is the weather?', 'no thanks')).offer, false);
    assert.equal(converse('What does endChat do?', 'yes').kind, 'answer');
  });

  it('offers a person to somebody who is not helped', () => {
    assert.equal(answer(converse('What does endChat do?', "that's not what I asked")).offer, true);
  });
});

describe('small talk', () => {
  it('answers briefly, without sources', () => {
    for (const text of ['hi', 'Hello there!', 'thanks a lot', 'ok great, thank you', 'bye', 'are you a bot?', 'what can you do?', 'how are you?']) {
      const reply = ask(text);
      assert.deepEqual(reply.sources, [], text);
      assert.equal(reply.offer, false, text);
      assert.ok(reply.text.length < 200, text);
    }
  });

  it('speaks the visitor’s language where it can', () => {
    assert.match(ask('hi', 'de-CH').text, /^Hallo/);
    assert.match(ask('hi', 'fr').text, /^Bonjour/);
    assert.match(ask('hi', 'ES').text, /^¡Hola/);
    assert.match(ask('hi', 'xx').text, /^Hello/);
  });
});

describe('the stream', () => {
  const history: readonly BotTurn[] = [{ role: 'visitor', text: 'What does endChat do?' }];

  it('gives the whole text in small pieces, then one done', async () => {
    const events = await collect(bot.answer({ history, signal: new AbortController().signal }));
    const deltas = events.flatMap((event) => (event.type === 'delta' ? [event.text] : []));
    assert.ok(deltas.length > 10);
    assert.ok(deltas.every((text) => text !== '' && text.length < 120));
    assert.equal(deltas.join(''), ask('What does endChat do?').text);
    assert.deepEqual(events.map(({ type }) => type), [...deltas.map(() => 'delta'), 'done']);
    const done = events.at(-1);
    assert.ok(done?.type === 'done' && done.sources?.length === 1 && done.suggestions?.length === 3 && done.offer === undefined);
    assert.equal(done.solves, true);
  });

  it('offers a person in its done when it is unsure', async () => {
    const events = await collect(bot.answer({ history: [{ role: 'visitor', text: 'Tell me a joke' }], signal: new AbortController().signal }));
    const done = events.at(-1);
    assert.ok(done?.type === 'done' && done.offer === 'handoff' && done.sources === undefined && done.solves === undefined);
  });

  it('hands off with a reason and a summary when asked', async () => {
    const turns: BotTurn[] = [...history, { role: 'bot', text: 'It ends the chat.' }, { role: 'visitor', text: 'Can I talk to a human?' }];
    assert.deepEqual(await collect(bot.answer({ history: turns, signal: new AbortController().signal })), [
      { type: 'handoff', reason: 'visitor asked', summary: 'The visitor asked: “What does endChat do?”.' },
    ]);
  });

  it('stops within one turn of the event loop when aborted', async () => {
    const controller = new AbortController();
    const stream = bot.answer({ history, signal: controller.signal })[Symbol.asyncIterator]();
    assert.equal((await stream.next()).done, false);
    const next = stream.next();
    controller.abort();
    const stopped = await Promise.race([next, new Promise<string>((resolve) => setImmediate(() => resolve('still running')))]);
    assert.deepEqual(stopped, { done: true, value: undefined });
  });

  it('says nothing when aborted before it began', async () => {
    assert.deepEqual(await collect(bot.answer({ history, signal: AbortSignal.abort() })), []);
  });

  it('cuts any text into pieces that make it again', () => {
    for (const text of ['', ' ', 'one', '  a  b\n\n```js\nlet x;\n```\n', 'trailing ', '\n\n- a\n- b']) assert.equal(pieces(text).join(''), text);
    for (const [question] of IN_SCOPE) assert.equal(pieces(ask(question).text).join(''), ask(question).text);
  });
});

describe('the folder', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'knowledge-'));
    await writeFile(join(folder, 'paying.md'), '# Paying\n\n<b onclick="x()">Bold</b> words. <script>alert(1)</script>\n\n<div>block</div>\n\n## How to pay by invoice\n\nChoose *invoice* <i>at</i> the till.\n\n## How to pay by invoice\n\nTwice.\n');
    await writeFile(join(folder, 'bare.md'), 'No heading at all, only parcels.\n');
    await writeFile(join(folder, 'secret.txt'), 'not knowledge');
    await writeFile(join(folder, '..', `outside-${process.pid}.md`), '# Outside\n');
  });
  after(async () => {
    await rm(folder, { recursive: true });
    await rm(join(folder, '..', `outside-${process.pid}.md`));
  });

  it('serves its Markdown files and nothing else', async () => {
    assert.match((await readKnowledgeFile(folder, 'paying.md')) ?? '', /^# Paying/);
    const refused = ['secret.txt', 'none.md', '', '.', '..', `../outside-${process.pid}.md`, `..%2foutside-${process.pid}.md`, join(folder, 'paying.md'), 'a/../paying.md', '.hidden.md', 'paying.md\0', 'sub\\paying.md'];
    for (const name of refused) assert.equal(await readKnowledgeFile(folder, name), undefined, name);
  });

  it('drops HTML, numbers equal anchors, and titles a file without headings by its name', async () => {
    const other = await Knowledge.read(folder);
    assert.deepEqual(other.passages.map(({ id }) => id), ['bare.md#bare', 'paying.md#paying', 'paying.md#how-to-pay-by-invoice', 'paying.md#how-to-pay-by-invoice-1']);
    for (const { blocks } of other.passages) for (const { markdown } of blocks) assertNoHtml(markdown);
    assert.equal(other.passages[2]?.blocks[0]?.markdown, 'Choose *invoice* at the till.');
    assert.equal(questionFor(other.passages[2] ?? { heading: '' }), 'How do I pay by invoice?');
    const reply = answer(replyTo([{ role: 'visitor', text: 'Can I pay with an invoice?' }], undefined, other));
    assert.match(reply.sources[0]?.url ?? '', /^\/knowledge\/paying\.md#how-to-pay/);
  });

  it('works with an empty folder, and rejects when there is none', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'knowledge-empty-'));
    const reply = answer(replyTo([{ role: 'visitor', text: 'How do I pay?' }], undefined, await Knowledge.read(empty)));
    assert.equal(reply.offer, true);
    await rm(empty, { recursive: true });
    await assert.rejects(createBot({ knowledgeFolder: empty }), { code: 'ENOENT' });
  });
});
