// How soon a key shows in the composer of a long chat, on a slow processor. Knows the keyboard; the page knows the clock.
import { figure, median } from './support/figures.mjs';
import { longChat, SLOWER } from './support/long-chat.mjs';

export const sources = ['bench/typing.ts'];

const TEXT = 'good morning, i would like to know where my parcel is today';
const PAUSE_MS = 83;

async function type(tab, profile) {
  const { page } = tab;
  // The first keys load fonts and compile; nobody types only one.
  await page.keyboard.type('hello ', { delay: PAUSE_MS });
  const first = await page.evaluate(() => globalThis.bench.keys().length);
  const { task } = await tab.during(() => profile(tab, 'typing', () => page.keyboard.type(TEXT, { delay: PAUSE_MS })));
  await page.waitForTimeout(300);
  const keys = (await page.evaluate(() => globalThis.bench.keys())).slice(first);
  await tab.close();
  return { keys, note: `main thread ${(task / keys.length).toFixed(1)} ms a key` };
}

export async function measure({ open, profile }) {
  const chat = await type(await longChat(open), profile);
  const bare = await open('/', { slower: SLOWER });
  await bare.page.evaluate(() => globalThis.bench.bare());
  const field = await type(bare, (_tab, _title, work) => work());
  const ratio = (median(chat.keys) / median(field.keys)).toFixed(1);
  return [
    figure(`typing: key → frame, 1,000 messages, CPU ${SLOWER}× slower`, chat.keys, { goal: 12, worstGoal: 25, rival: 12, note: `${chat.note}; ${ratio} × a bare text field` }),
    figure('typing: the same in a bare text field', field.keys, { note: field.note }),
  ];
}
