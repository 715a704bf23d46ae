/**
 * A chat server in a process of its own, as `npm start` runs it, on a data folder and a port that outlive it: it can be killed and started
 * again. Knows processes and environment; knows nothing of what the server says.
 */
import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {until} from './until.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** A first start makes a database, which takes a busy machine long. */
const START_MS = 180_000;
/** So many tests come from one address that the limits for a single visitor would be theirs. */
const RATE_FACTOR = '1000';

/** What the machine's own settings could lead elsewhere. */
const NO_OUTSIDE = {DATABASE_URL: '', OPENAI_BASE_URL: '', OPENAI_API_KEY: '', OPENAI_MODEL: '', CHAT_ORIGINS: '', CHAT_TRUST_PROXY: ''};

export const AGENT_PASSWORD = 'correct horse battery staple';

/** Servers that a test has not disposed of yet. */
const running = new Set<ServerProcess>();
process.once('SIGTERM', () => process.exit(143));
process.once('exit', () => running.forEach((server) => server.abandon()));

export class ServerProcess {
  readonly #dataDir: string;
  readonly #env: Readonly<Record<string, string>>;
  #port = '0';
  #child: ChildProcess | undefined;
  #output = '';

  private constructor(dataDir: string, env: Readonly<Record<string, string>>) {
    this.#dataDir = dataDir;
    this.#env = env;
  }

  /** Starts a server on a new data folder and a free port. `env` wins over what tests usually set. Resolves when it answers. */
  static async start(env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
    if (!existsSync(join(ROOT, 'dist/chat-embed.js'))) throw new Error('dist/chat-embed.js is missing: run `npm run build` first');
    const server = new ServerProcess(await mkdtemp(join(tmpdir(), 'chat-e2e-')), env);
    running.add(server);
    try {
      await server.start();
    } catch (error) {
      // Its process would keep ours alive for ever.
      await server.dispose();
      throw error;
    }
    return server;
  }

  /** Such as `http://127.0.0.1:41234`; the same through all restarts. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** What it has printed, all runs together. */
  get output(): string {
    return this.#output;
  }

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error('the server does not run');
    return this.#child.pid;
  }

  /** Starts it on the same data and port. Resolves when it answers; rejects with its output when it ends instead. */
  async start(): Promise<void> {
    const from = this.#output.length;
    const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
      cwd: ROOT,
      env: {
        ...process.env,
        ...NO_OUTSIDE,
        HOST: '127.0.0.1',
        PORT: this.#port,
        CHAT_DATA_DIR: this.#dataDir,
        CHAT_AGENT_PASSWORD: AGENT_PASSWORD,
        CHAT_RATE_FACTOR: RATE_FACTOR,
        CHAT_LOG_LEVEL: 'warn',
        ...this.#env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    const said = (): string => this.#output.slice(from);
    await until('the server says that it is ready', () => {
      if (child.exitCode !== null || child.signalCode !== null) return true;
      return /^Ready$/m.test(said());
    }, {ms: START_MS, seen: said});
    const port = /^Agents +http:\/\/127\.0\.0\.1:(\d+)\/agent$/m.exec(said())?.[1];
    if (!/^Ready$/m.test(said()) || port === undefined) throw new Error(`the server ended instead of starting:\n${said()}`);
    this.#port = port;
  }

  /** SIGKILL to the process of Node: it has no moment to say or write anything. Resolves when it is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** As Ctrl+C does. Resolves when it is gone. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Ends everything that was started here and deletes the data. */
  async dispose(): Promise<void> {
    if (this.#child) await this.stop();
    await this.#stopOrphan();
    running.delete(this);
    await rm(this.#dataDir, {recursive: true, force: true});
  }

  /** Ends everything without waiting for it: for a test that is going away itself. */
  abandon(): void {
    this.#child?.kill('SIGKILL');
    this.#signalDatabase();
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (!child) return;
    this.#child = undefined;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }

  /** The PostgreSQL of a server that was killed lives on until the next start: where none follows, we stop it. */
  async #stopOrphan(): Promise<void> {
    const pid = this.#signalDatabase();
    if (pid === undefined) return;
    await until('the orphaned database stops', () => !isAlive(pid));
  }

  /** Asks the PostgreSQL of this data folder to stop. Returns its process; `undefined` when there is none. */
  #signalDatabase(): number | undefined {
    try {
      const pid = Number(readFileSync(join(this.#dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
      if (!pid) return undefined;
      process.kill(pid, 'SIGINT');
      return pid;
    } catch {
      return undefined;
    }
  }
}

/** Whether there is a process of this number. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
