// The site's own few behaviours: questions that go to the chat, copy buttons, and the log of window, network and session. Knows the chat
// by its public methods, events and state alone.
import { startLog } from './lanes.js';

const chat = document.getElementById('support');

/** Puts a question of the page to the chat; a chat that is over makes room for a new one, because the visitor has just asked for it. */
async function ask(text) {
  await customElements.whenDefined('chat-embed');
  chat.show().catch(() => undefined);
  try {
    await chat.sendMessage(text);
  } catch (error) {
    if (error.code !== 'session-ended') throw error;
    await chat.startChat();
    await chat.sendMessage(text);
  }
}

for (const button of document.querySelectorAll('[data-ask]')) {
  // What goes wrong is shown by the chat's own window.
  button.addEventListener('click', () => void ask(button.dataset.ask).catch(() => undefined));
}

for (const button of document.querySelectorAll('[data-copy]')) {
  const word = button.firstChild;
  button.addEventListener('click', async () => {
    const text = document.getElementById(button.dataset.copy).textContent;
    const done = await navigator.clipboard?.writeText(text).then(() => true, () => false);
    word.data = done ? 'Copied' : 'Not allowed';
    setTimeout(() => (word.data = 'Copy'), 1600);
  });
}

const lanes = document.getElementById('lanes');
if (lanes) startLog(lanes, chat, document.querySelectorAll('input[name="log"]'));
