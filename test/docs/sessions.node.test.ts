/** The diagrams of docs/sessions.md against the code: what is drawn happens, and what happens is drawn. */
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {TABLE} from '../session/machine-table.js';
import {createWorld} from '../session/world.js';
import type {OpenTab} from '../session/world.js';

const text = readFileSync(new URL('../../docs/sessions.md', import.meta.url), 'utf8');

/** The arrows of the first diagram after this word, as `from > to`, without the first state's. */
function drawn(name: string): string[] {
  const diagram = /```mermaid\n([\s\S]*?)```/.exec(text.slice(text.indexOf(`**${name}**`)))?.[1] ?? '';
  return [...diagram.matchAll(/^ {2}(\w+) --> (\w+)/gm)].map(([, from, to]) => `${from} > ${to}`).sort();
}

const unique = (list: readonly string[]): string[] => [...new Set(list)].sort();

test('session: the arrows are the cells of the machine’s table', () => {
  const cells = Object.values(TABLE).flatMap(([, row]) => Object.entries(row).filter(([from, to]) => to !== 'same' && to !== from).map((cell) => cell.join(' > ')));
  assert.deepEqual(drawn('Session'), unique(cells));
});

test('window: the arrows are what show, hide and toggle do', async () => {
  const {chat, events} = await createWorld().open();
  for (const verb of ['show', 'show', 'hide', 'hide', 'toggle', 'toggle'] as const) chat[verb]();
  const told = events.map(({type}) => (type === 'chat-show' ? 'hidden > shown' : type === 'chat-hide' ? 'shown > hidden' : type));
  assert.deepEqual(drawn('Window'), unique(told));
});

/** Every way that the connection can go, once. */
async function travel(): Promise<string[]> {
  const told: string[] = [];
  const keep = ({events}: OpenTab): void =>
    void told.push(...events.flatMap((event) => (event.type === 'chat-connection' ? [`${event.detail.previous} > ${event.detail.status}`] : [])));

  const world = createWorld();
  const tab = await world.open();
  const network = async (on: boolean): Promise<void> => {
    world.backend.setOffline(!on);
    tab.surroundings.online = on;
    tab.surroundings.play(on ? 'wake' : 'offline');
    await world.settle();
  };
  const connected = (): Promise<void> => world.until(() => tab.chat.state.connection === 'online');
  const broken = async (): Promise<void> => {
    world.backend.setOffline(true);
    await world.until(() => tab.chat.state.connection === 'reconnecting');
  };
  const over = async (): Promise<void> => {
    const ended = tab.chat.endChat();
    await world.clock.advance(60_000);
    await ended;
  };
  const start = async (): Promise<void> => {
    void tab.chat.startChat();
    await world.settle();
  };

  await start(); // idle, connecting, online
  await connected();
  void tab.chat.startNewSession(); // another session connects anew
  await connected();
  await broken(); // and back
  world.backend.setOffline(false);
  await connected();
  await network(false); // out of each state, and into it again
  await network(true);
  await connected();
  await broken();
  await network(false);
  await over();
  await network(true);
  await start();
  await connected();
  await broken();
  await over();
  world.backend.setOffline(false);
  await start();
  await connected();
  await over();
  const hold = world.backend.hold('open');
  await start();
  await hold.reached;
  await over();
  hold.release();
  await world.clock.advance(60_000);
  await network(false);
  await start(); // asked for without network
  await network(true);
  await connected();
  await over();
  const late = world.backend.hold('open');
  await start();
  await late.reached;
  await network(false); // lost while connecting for the first time
  late.release();
  await network(true);
  await connected();
  keep(tab);
  return told;
}

test('connection: the arrows are what chat-connection tells', async () => {
  assert.deepEqual(unique(await travel()), drawn('Connection'));
});
