// The PostgreSQL that comes from npm, as a child process on our own data folder: made, started, watched, stopped. It knows nothing of
// what is stored. One server per folder: whoever holds the advisory lock owns it, so an orphan of a killed server is told from a live one.
import { mkdir, mkdtemp, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { StartError } from '../config.js';
import { describeError } from '../log.js';
import type { Log } from '../log.js';
import { findRuntime } from './runtime.js';
import type { Runtime } from './runtime.js';
import { runCommand } from './run-command.js';

/** How to reach the database that we run. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export interface EmbeddedDatabase {
  readonly address: DatabaseAddress;
  /** Stops it cleanly; resolves when the process is gone. Safe to call twice. */
  stop(): Promise<void>;
}

const USER = 'chat';
// The kernel's limit for a socket's path is 107 bytes (103 on macOS), its file name included.
const LONGEST_SOCKET_FOLDER = 85;
const SOCKET_PORT = 5432;
const SOCKET_FOLDER = 'chat-embed-socket-';
const OWNER_LOCK = 4_242_001;
const START_LIMIT = 60_000;

/**
 * Makes the cluster at the first start, stops an orphan of a killed server, then starts PostgreSQL and keeps it running. Throws
 * `StartError` when another server uses the folder, or when no binary fits this machine.
 */
export async function startEmbeddedDatabase(dataDir: string, log: Log, postgresDir?: string): Promise<EmbeddedDatabase> {
  await makeFolder(dataDir);
  const cluster = join(dataDir, 'postgres');
  const runtime = await findRuntime(dataDir, cluster, postgresDir);
  const password = await keepPassword(dataDir);
  if (!(await exists(join(cluster, 'PG_VERSION')))) await makeCluster(runtime, dataDir, cluster, password);
  await stopOrphan(cluster, password);
  const supervisor = new Supervisor(runtime, dataDir, cluster, password, log);
  await supervisor.start();
  return supervisor;
}

async function makeFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o755 });
  } catch (error) {
    throw new StartError(`The data folder ${dataDir} cannot be made (${codeOf(error)}): set CHAT_DATA_DIR to a folder that can be written.`);
  }
}

async function keepPassword(dataDir: string): Promise<string> {
  const file = join(dataDir, 'database-password');
  try {
    // `wx` makes two starts at the same moment agree on the first one's password.
    await writeFile(file, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') {
      throw new StartError(`The data folder ${dataDir} cannot be written (${codeOf(error)}): run as its owner or set CHAT_DATA_DIR.`);
    }
  }
  return (await readFile(file, 'utf8')).trim();
}

/** initdb into a folder beside, then one rename: a start that is killed half-way leaves no half-made cluster. */
async function makeCluster(runtime: Runtime, dataDir: string, cluster: string, password: string): Promise<void> {
  const half = await mkdtemp(join(dataDir, 'making-'));
  const passwordFile = join(half, 'password');
  try {
    await writeFile(passwordFile, password, { mode: 0o600 });
    await runtime.give(half);
    await runtime.give(passwordFile);
    const args = ['-D', join(half, 'cluster'), '-U', USER, '-E', 'UTF8', '--locale=C', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
    const result = await runCommand(runtime.command('initdb', args));
    if (result.code !== 0) throw new StartError(`PostgreSQL could not make its files in ${dataDir}: ${lastLine(result.output)}`);
    await rename(join(half, 'cluster'), cluster).catch((error: unknown) => {
      // Another start was faster: its cluster is as good as ours.
      if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) throw error;
    });
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}

interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  readonly socketFolder: string;
  readonly listenAddress: string;
}

async function readPostmasterFile(cluster: string): Promise<PostmasterFile | undefined> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]), socketFolder: lines[4] ?? '', listenAddress: lines[5] ?? '' };
}

/**
 * A postmaster of this folder that runs already belongs to a live server, or to one that was killed. The live one holds the advisory
 * lock; without it the postmaster is an orphan and is stopped, cleanly.
 */
async function stopOrphan(cluster: string, password: string): Promise<void> {
  const until = Date.now() + 10_000;
  for (;;) {
    const file = await readPostmasterFile(cluster);
    if (!file) return;
    if (!isAlive(file.pid)) return removeSocketFolder(file);
    if (!(await looksLikePostgres(file.pid))) {
      // The number was given to another program since (a restarted container): PostgreSQL itself would refuse to start.
      await rm(join(cluster, 'postmaster.pid'), { force: true });
      return;
    }
    const owned = await tryOwn(file, password);
    if (owned === 'taken') throw new StartError(secondStart(cluster));
    if (owned === 'ours') {
      process.kill(file.pid, 'SIGINT');
      // It takes its file away as its last act; the process may linger until somebody collects it.
      while ((await readPostmasterFile(cluster))?.pid === file.pid && isAlive(file.pid) && Date.now() < until) await sleep(20);
      if ((await readPostmasterFile(cluster))?.pid !== file.pid || !isAlive(file.pid)) return removeSocketFolder(file);
    }
    if (Date.now() > until) throw new StartError(secondStart(cluster));
    await sleep(100);
  }
}

/** A folder for the socket that an earlier start made among the temporary files, because ours has too long a path. */
async function removeSocketFolder(file: PostmasterFile): Promise<void> {
  const { dir, base } = parse(file.socketFolder);
  if (dir === tmpdir() && base.startsWith(SOCKET_FOLDER)) await rm(file.socketFolder, { recursive: true, force: true });
}

function secondStart(cluster: string): string {
  return `Another server already uses the data folder ${join(cluster, '..')}: stop it first, or set CHAT_DATA_DIR to another folder.`;
}

async function tryOwn(file: PostmasterFile, password: string): Promise<'ours' | 'taken' | 'unreachable'> {
  const host = file.socketFolder !== '' ? file.socketFolder : file.listenAddress;
  const sql = postgres({ host, port: file.port, user: USER, password, database: 'postgres', max: 1, connect_timeout: 2, onnotice: () => undefined });
  try {
    const [row] = await sql`select pg_try_advisory_lock(${OWNER_LOCK}) as ours`;
    return row?.['ours'] === true ? 'ours' : 'taken';
  } catch {
    return 'unreachable';
  } finally {
    await sql.end({ timeout: 0 });
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

async function looksLikePostgres(pid: number): Promise<boolean> {
  if (process.platform === 'win32') return true;
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(async () => {
    const result = await runCommand({ file: 'ps', args: ['-o', 'command=', '-p', String(pid)], options: {} });
    return result.code === 0 ? result.output : '';
  });
  // A dead process that nobody has waited for has an empty command line.
  return commandLine.includes('postgres');
}

class Supervisor implements EmbeddedDatabase {
  readonly #runtime: Runtime;
  readonly #dataDir: string;
  readonly #cluster: string;
  readonly #password: string;
  readonly #log: Log;
  #address: DatabaseAddress | undefined;
  #socketFolder: string | undefined;
  #temporaryFolder: string | undefined;
  #child: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  #lock: postgres.Sql | undefined;
  #stopping: Promise<void> | undefined;

  constructor(runtime: Runtime, dataDir: string, cluster: string, password: string, log: Log) {
    this.#runtime = runtime;
    this.#dataDir = dataDir;
    this.#cluster = cluster;
    this.#password = password;
    this.#log = log;
  }

  get address(): DatabaseAddress {
    if (!this.#address) throw new Error('the database has not been started');
    return this.#address;
  }

  async start(): Promise<void> {
    this.#address = await this.#chooseAddress();
    const until = Date.now() + START_LIMIT;
    for (;;) {
      await this.#spawn();
      if (await this.#becomesReady(until)) break;
      // Backends of a killed postmaster hold its shared memory for a moment; or a second start was faster.
      await stopOrphan(this.#cluster, this.#password);
      if (Date.now() > until) throw new StartError(`PostgreSQL does not start: see ${this.#logFile}.`);
      await sleep(200);
    }
    await this.#own();
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    await this.#lock?.end({ timeout: 0 });
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      child.ref();
      await this.#askToStop(child);
      const stopped = await Promise.race([this.#exited.then(() => true), sleep(3_000, false, { ref: false })]);
      // SIGQUIT leaves at once and recovers at the next start: nothing that was acknowledged is lost.
      if (!stopped) child.kill('SIGQUIT');
      await this.#exited;
    }
    if (this.#temporaryFolder) await rm(this.#temporaryFolder, { recursive: true, force: true });
  }

  async #askToStop(child: ChildProcess): Promise<void> {
    if (process.platform !== 'win32') {
      child.kill('SIGINT');
      return;
    }
    await runCommand(this.#runtime.command('pg_ctl', ['stop', '-D', this.#cluster, '-m', 'fast', '-W']));
  }

  get #logFile(): string {
    return join(this.#dataDir, 'postgres.log');
  }

  async #chooseAddress(): Promise<DatabaseAddress> {
    const common = { user: USER, password: this.#password, database: 'postgres' };
    // Node has no unix sockets on Windows: there it is the loopback, with the same password.
    if (process.platform === 'win32') return { ...common, host: '127.0.0.1', port: await freePort() };
    const folder = join(this.#dataDir, 'socket');
    if (Buffer.byteLength(folder) <= LONGEST_SOCKET_FOLDER) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      this.#socketFolder = folder;
    } else {
      this.#temporaryFolder = await mkdtemp(join(tmpdir(), SOCKET_FOLDER));
      this.#socketFolder = this.#temporaryFolder;
    }
    await this.#runtime.give(this.#socketFolder);
    return { ...common, host: this.#socketFolder, port: SOCKET_PORT };
  }

  async #spawn(): Promise<void> {
    const { port } = this.address;
    const settings = [
      this.#socketFolder ? 'listen_addresses=' : 'listen_addresses=127.0.0.1',
      `port=${port}`,
      ...(this.#socketFolder ? [`unix_socket_directories=${this.#socketFolder}`, 'unix_socket_permissions=0700'] : []),
      'max_connections=60',
      'shared_buffers=32MB',
      'log_min_messages=warning',
      // A query's values are what people wrote: they stay out of the log.
      'log_min_error_statement=panic',
      'log_parameter_max_length_on_error=0',
      'log_error_verbosity=terse',
    ];
    const logFile = await open(this.#logFile, 'a', 0o600);
    try {
      const { file, args, options } = this.#runtime.command('postgres', ['-D', this.#cluster, ...settings.flatMap((setting) => ['-c', setting])]);
      const child = spawn(file, args, {
        ...options,
        stdio: ['ignore', logFile.fd, logFile.fd],
        // Its own process group: a Ctrl+C in the terminal is for us, and we stop it when our work is done.
        detached: process.platform !== 'win32',
        windowsHide: true,
      });
      this.#child = child;
      this.#exited = new Promise((done) => {
        child.once('exit', () => done());
        child.once('error', () => done());
      });
      // The terminal may close while PostgreSQL is still stopping: it must not keep us alive by itself.
      child.unref();
    } finally {
      await logFile.close();
    }
  }

  async #becomesReady(until: number): Promise<boolean> {
    const child = this.#child;
    const sql = postgres({ ...this.address, max: 1, connect_timeout: 5, backoff: false, onnotice: () => undefined });
    try {
      while (child?.exitCode === null && child.signalCode === null && child.pid !== undefined && Date.now() < until) {
        const ready = await sql`select 1`.then(() => true, () => false);
        // Another start's postmaster may be the one that answers; then our child is about to give up.
        if (ready && (await readPostmasterFile(this.#cluster))?.pid === child.pid) return true;
        await sleep(10);
      }
      return false;
    } finally {
      await sql.end({ timeout: 0 });
    }
  }

  /** Holds the lock that makes this folder ours, and starts PostgreSQL again should it ever go away. */
  async #own(): Promise<void> {
    const child = this.#child;
    this.#lock = postgres({ ...this.address, max: 1, max_lifetime: null, onnotice: () => undefined });
    const [row] = await this.#lock`select pg_try_advisory_lock(${OWNER_LOCK}) as ours`;
    if (row?.['ours'] !== true) throw new StartError(secondStart(this.#cluster));
    void this.#exited.then(async () => {
      if (this.#stopping || this.#child !== child) return;
      this.#log.error({ event: 'database-gone' }, 'PostgreSQL went away; starting it again');
      await this.#lock?.end({ timeout: 0 });
      await this.#restart();
    });
  }

  async #restart(): Promise<void> {
    while (!this.#stopping) {
      try {
        await this.#spawn();
        if (await this.#becomesReady(Date.now() + START_LIMIT)) return await this.#own();
      } catch (error) {
        this.#log.error({ event: 'database-restart', ...describeError(error) }, 'PostgreSQL does not start');
      }
      await sleep(500);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(() => true, () => false);
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : 'unknown';
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
