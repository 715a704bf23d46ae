/** The order of verbs and changes of the visitor. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {settle} from '../../src/clock/manual-clock.js';
import {Turns} from '../../src/session/turns.js';

/** Turns whose work ends when it is told to: by `end`, in any order. */
function play() {
  const turns = new Turns();
  const story: string[] = [];
  const running = new Map<string, {resolve(): void; reject(error: Error): void}>();
  const work = (name: string) => (): Promise<void> => {
    story.push(name);
    return new Promise((resolve, reject) => running.set(name, {resolve, reject}));
  };
  return {
    story,
    change: (name: string) => turns.change(work(name)),
    begin: (name: string) => turns.begin(work(name)),
    async end(name: string): Promise<void> {
      await settle();
      running.get(name)!.resolve();
      await settle();
    },
    async fail(name: string): Promise<void> {
      await settle();
      running.get(name)!.reject(new Error(name));
      await settle();
    },
  };
}

test('changes come one after the other', async () => {
  const {story, change, end} = play();
  void change('first');
  void change('second');
  await settle();
  assert.deepEqual(story, ['first']);
  await end('first');
  assert.deepEqual(story, ['first', 'second']);
});

test('a verb waits for the changes before it, and not for those after it', async () => {
  const {story, change, begin, end} = play();
  void change('first');
  void begin('verb');
  void change('second');
  await end('first');
  assert.deepEqual(story, ['first', 'verb']);
  await end('verb');
  assert.deepEqual(story, ['first', 'verb', 'second']);
});

test('verbs do not wait for each other', async () => {
  const {story, begin} = play();
  void begin('one');
  void begin('other');
  await settle();
  assert.deepEqual(story, ['one', 'other']);
});

test('what fails holds up nobody, and its caller alone hears of it', async () => {
  const {story, change, begin, fail} = play();
  const failed = assert.rejects(change('first'), /first/);
  const misunderstood = assert.rejects(begin('verb'), /verb/);
  void change('second');
  await fail('first');
  await failed;
  await fail('verb');
  await misunderstood;
  assert.deepEqual(story, ['first', 'verb', 'second']);
});
