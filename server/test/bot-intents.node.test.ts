// What a message asks for: many ways of asking for a person, and the questions that only mention one.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { intentOf, type Intent } from '../bot/intents.js';

const EXPECTED: Readonly<Partial<Record<Intent, readonly string[]>>> = {
  person: [
    'human', 'Agent please!', 'real person', 'I want to talk to a human', 'Can I talk to a person?', 'could i speak with someone please',
    'Let me speak to an agent', 'connect me to a representative', 'Please transfer me to a live agent', 'I need a human',
    'I would like to chat with a real person', 'get me a person', 'How can I talk to a human?', 'how do i reach customer service',
    'Is there a human I can talk to?', 'is there someone here', 'put me through to an operator', 'I want to speak to your manager',
    'contact support', 'Can someone help me?', 'can a human help me', "I'd rather talk to a person", 'give me an agent', 'talk to support',
    'hi, I want to speak to somebody', 'speak to a human being now', 'customer support',
    'Ich möchte mit einem Menschen sprechen', 'Kann ich mit jemandem reden?', 'Mitarbeiter bitte', 'Verbinden Sie mich bitte mit einem Mitarbeiter',
    'Ich brauche einen Menschen', 'Ich will mit einer echten Person chatten',
    'je voudrais parler à quelqu’un', 'Puis-je parler à un conseiller ?', 'un humain s’il vous plaît', 'Je veux une vraie personne',
    'quiero hablar con una persona', '¿Puedo hablar con un agente?', 'necesito un asesor', 'una persona por favor',
  ],
  question: [
    'How does handoff to a person work?', 'What happens when an agent accepts?', 'Can visitors talk to a person?', 'Can my visitors reach an agent?',
    'What if I want to talk to a person?', 'where is the agent console', "what's the agent console's password", 'do you need support for firefox',
    'I need support for RTL', 'Can an agent hold several chats?', 'how do agents answer', 'does the bot hand over to an agent?', 'Why is no agent available?',
    'Can I use it without the AI?', 'how do I send a message', 'What does it cost?', 'hi, how do I embed it?', 'thanks, and how do I theme it?',
    'how do I sign in to the agent console', 'I want to embed the chat', 'no network, what now?',
    'Wie binde ich den Chat ein?', 'Comment changer la couleur ?', '¿Cómo cambio el color?', '',
  ],
  greeting: ['hi', 'Hello!', 'hey there', 'Good morning', 'Guten Tag', 'bonjour', '¡Hola!', 'is anybody there?', 'hi, how are you?'],
  thanks: ['thanks', 'Thank you so much!', 'ok great, thanks', 'danke schön', 'merci beaucoup', 'gracias', 'perfect'],
  bye: ['bye', 'goodbye', 'see you later', 'Tschüss', 'au revoir', 'hasta luego', "that's all, thanks"],
  identity: ['who are you?', 'are you a bot?', 'are you human?', 'am I talking to a person?', 'what can you do?', 'help'],
  shorter: ['shorter', 'Can you make it shorter?', 'tl;dr', 'in short please', 'too long', 'summarise that', 'kürzer'],
  longer: ['more', 'tell me more', 'Can you explain that in more detail?', 'longer please', 'go on', 'elaborate', 'mehr', 'more details please'],
  yes: ['yes', 'yes please', 'ok', 'sure', 'ja gerne', 'oui', 'sí', 'yes, please do'],
  no: ['no', 'no thanks', 'nein danke', "I don't want to talk to a human", 'I do not need an agent'],
  unhappy: ["that's not what I asked", 'wrong answer', 'that does not help', 'you are useless', "No, that isn't right", "I don't understand"],
};

describe('intents', () => {
  for (const [intent, messages] of Object.entries(EXPECTED)) {
    for (const message of messages) it(`"${message}" is ${intent}`, () => assert.equal(intentOf(message), intent));
  }

  it('hears a wish for a person at either end of a long story, and no politeness in it', () => {
    const story = 'The parcel came late and the box was wet. '.repeat(40);
    assert.equal(intentOf(`${story} Can I talk to a person?`), 'person');
    assert.equal(intentOf(`I want to talk to a human. ${story}`), 'person');
    assert.equal(intentOf(`I don't want to talk to a human. ${story}`), 'no');
    assert.equal(intentOf(story), 'question');
    assert.equal(intentOf('thanks '.repeat(500)), 'question');
  });

  it('stays quick on the longest message there can be, however hostile', () => {
    const started = process.cpuUsage();
    for (const words of ['a ', 'talk to ', 'real live ', 'thanks ', 'mit einem ', 'mit person ', 'brauche ', 'parler ', 'hablar ']) intentOf(words.repeat(32 * 1024 / words.length));
    assert.ok(process.cpuUsage(started).user < 2_000_000);
  });
});
