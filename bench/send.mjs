// How soon an own message stands in a long chat after Enter, on a slow processor. Knows the keyboard; the page knows the clock.
import { figure, median } from './support/figures.mjs';
import { longChat, SLOWER } from './support/long-chat.mjs';

export const sources = ['bench/typing.ts'];

const SENDS = 15;

export async function measure({ open, profile }) {
  const tab = await longChat(open);
  const { page } = tab;
  const samples = [];
  const tasks = [];
  await profile(tab, 'sending', async () => {
    for (let send = 0; send < SENDS; send += 1) {
      const text = `my message number ${send} of these`;
      await page.keyboard.type(text);
      await page.waitForTimeout(400);
      const { result, task } = await tab.during(async () => {
        const sent = page.evaluate((words) => globalThis.bench.sent(words), text);
        await page.keyboard.press('Enter');
        return sent;
      });
      samples.push(result);
      tasks.push(task);
      await page.waitForTimeout(400);
    }
  });
  await tab.close();
  return [
    figure(`send: Enter → own message painted, CPU ${SLOWER}× slower`, samples, {
      goal: 40,
      rival: 58,
      note: `main thread ${median(tasks).toFixed(0)} ms`,
    }),
  ];
}
