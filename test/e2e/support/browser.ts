/** Starts Chromium as every test here needs it, and ends it. Knows processes and flags; knows nothing of pages. */
import {readdir, readFile} from 'node:fs/promises';
import {execFileSync} from 'node:child_process';
import {type Browser, type BrowserContext, chromium} from 'playwright-core';
import {isAlive} from './server-process.js';
import {until} from './until.js';

interface EnsureBrowser {
  readonly ensureChrome: () => string;
  readonly CHROME_ARGS: readonly string[];
}

const {ensureChrome, CHROME_ARGS} = (await import(new URL('../../../scripts/ensure-browser.mjs', import.meta.url).href)) as EnsureBrowser;

/** Where the browser is, and what it is started with. */
export const chrome = {path: ensureChrome(), args: [...CHROME_ARGS]};

const launch = {executablePath: chrome.path, args: chrome.args, chromiumSandbox: false};

/** A browser whose contexts leave nothing on disk. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch(launch);
}

/** A browser that keeps its profile in `folder`: what it stores is still there the next time. */
export function launchProfile(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, launch);
}

/** SIGKILL to every process of the browser that uses the profile in `folder`. Resolves with their number when all are gone. */
export async function killProfile(folder: string): Promise<number> {
  const processes = await listProcesses();
  const found = new Set(processes.filter(({command}) => command.includes(folder)).map(({pid}) => pid));
  // Helpers are started by helpers, and not all of them are told the profile.
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const {pid, parent} of processes) if (found.has(parent)) found.add(pid);
  }
  found.delete(process.pid);
  if (found.size === 0) throw new Error(`no browser uses ${folder}`);
  for (const pid of found) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It went with the one before.
    }
  }
  await until('the browser is gone', async () => {
    const left = await Promise.all([...found].map(isRunning));
    return !left.includes(true);
  });
  return found.size;
}

/** A killed process that nobody has waited for is a zombie: it has a number, but does nothing any more. */
async function isRunning(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat !== undefined && !stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
}

interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

async function listProcesses(): Promise<ProcessEntry[]> {
  if (process.platform !== 'linux') return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,command='], {encoding: 'utf8'}).split('\n').flatMap(readPsLine);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const entries = await Promise.all(pids.map(readProc));
  return entries.flat();
}

function readPsLine(line: string): ProcessEntry[] {
  const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
  return command === undefined ? [] : [{pid: Number(pid), parent: Number(parent), command}];
}

async function readProc(pid: string): Promise<ProcessEntry[]> {
  try {
    const [stat, commandLine] = await Promise.all([readFile(`/proc/${pid}/stat`, 'utf8'), readFile(`/proc/${pid}/cmdline`, 'utf8')]);
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    return [{pid: Number(pid), parent, command: commandLine.replaceAll('\0', ' ')}];
  } catch {
    return [];
  }
}
