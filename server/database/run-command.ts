// Runs one short command and gives back its exit code and what it printed. It knows nothing of what the command is for.
import { spawn } from 'node:child_process';
import type { SpawnOptions } from 'node:child_process';

/** A program, ready to be spawned. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** User, group and environment. */
  readonly options: SpawnOptions;
}

export interface CommandResult {
  /** -1 when it could not be started. */
  readonly code: number;
  readonly output: string;
  /** The system's word for why it could not be started, such as `EACCES`. */
  readonly error?: string;
}

/** Resolves when the command has ended; never rejects. */
export function runCommand({ file, args, options }: Command): Promise<CommandResult> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    const collect = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.once('error', (error) => resolve({ code: -1, output, error: (error as NodeJS.ErrnoException).code ?? error.message }));
    child.once('close', (code) => resolve({ code: code ?? -1, output }));
  });
}
