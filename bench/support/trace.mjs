// Says what the browser did on the main thread: style, layout, paint and the rest, by the names of its own events. Knows the format of traces;
// judges nothing.

const CATEGORIES = ['devtools.timeline', 'toplevel', 'blink', 'v8', 'cc'];
const ROWS = 25;

/** Starts to trace `tab`. Resolves with a function that stops, and resolves with the heaviest events as text. */
export async function trace(tab) {
  const browser = tab.page.context().browser();
  await browser.startTracing(tab.page, { categories: CATEGORIES });
  return async () => report(JSON.parse((await browser.stopTracing()).toString()).traceEvents);
}

/** The thread that did most is the one of the page. */
function mainThread(events) {
  const used = new Map();
  for (const { name, args, pid, tid } of events) if (name === 'thread_name' && args.name === 'CrRendererMain') used.set(`${pid}:${tid}`, 0);
  for (const { ph, pid, tid, tdur = 0 } of events) {
    const key = `${pid}:${tid}`;
    if (ph === 'X' && used.has(key)) used.set(key, used.get(key) + tdur);
  }
  return [...used].sort((a, b) => b[1] - a[1])[0]?.[0];
}

function report(events) {
  const main = mainThread(events);
  const own = new Map();
  const add = (name, us, count) => {
    const row = own.get(name) ?? { us: 0, count: 0 };
    own.set(name, { us: row.us + us, count: row.count + count });
  };
  const tasks = events
    .filter(({ ph, pid, tid, tdur }) => ph === 'X' && tdur > 0 && `${pid}:${tid}` === main)
    .sort((a, b) => a.ts - b.ts || b.dur - a.dur);
  const around = [];
  for (const task of tasks) {
    while (around.length > 0 && task.ts >= around.at(-1).ts + around.at(-1).dur) around.pop();
    add(task.name, task.tdur, 1);
    if (around.length > 0) add(around.at(-1).name, -task.tdur, 0);
    around.push(task);
  }
  return [...own]
    .sort((a, b) => b[1].us - a[1].us)
    .slice(0, ROWS)
    .map(([name, { us, count }]) => `  ${(us / 1000).toFixed(1).padStart(8)} ms  ${String(count).padStart(6)} × ${name}`)
    .join('\n');
}
