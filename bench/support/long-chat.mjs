// A tab with a chat of many messages, shown, with the composer ready, on a slow processor. Knows the page of typing.ts; measures nothing.

export const SLOWER = 4;

const MESSAGES = 1_000;

/** Resolves with the tab when it has become quiet. */
export async function longChat(open) {
  const tab = await open();
  const { page } = tab;
  await page.evaluate((count) => globalThis.bench.prepare(count), MESSAGES);
  await page.getByRole('textbox', { name: 'Message' }).click();
  await tab.quiet();
  await tab.slowDown(SLOWER);
  await page.waitForTimeout(500);
  return tab;
}
