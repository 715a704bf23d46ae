// Small projects in a temporary folder for the tests of our scripts, and a way to run a script on one. Knows no script.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'node:test';

/** The repository. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Writes these files into a new folder that is removed after the test; `node_modules` is ours. Returns the folder. */
export function project(context: TestContext, files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'chat-embed-'));
  context.after(() => rmSync(root, { recursive: true, force: true }));
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

/** What a script said and how it ended. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `scripts/<name>.mjs` with these arguments and waits for it; after a minute it is stopped and `code` is null. */
export function runScript(name: string, ...args: readonly string[]): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'scripts', `${name}.mjs`), ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: 60_000,
    // The coverage of the scripts is nobody's question.
    env: { ...process.env, NODE_V8_COVERAGE: undefined },
  });
  return { code: status, stdout, stderr };
}
